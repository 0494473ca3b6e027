"""Is a municipality or a period missing where there should be one?

Each table must have every municipality, and a municipality that it has in one period it
must have in all, for the same benefits, sexes and ages. Counts must run from their first
period to their last without a gap. What is missing is mostly a download that was cut into
pieces, and it would turn up as a fall in somebody's figures, or as a year of nine months.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise

import pandas as pd

from analysis.concepts import Period
from analysis.errors import ContractError, CoverageError

_CELL = ["period", "sex", "age_from", "age_to"]
_MOST_NAMED = 10


def check_complete(
    frame: pd.DataFrame, *, municipalities: Collection[str], may_skip_periods: bool
) -> pd.DataFrame:
    """Return the frame as it is if no table lacks a municipality or a period.

    Blank counts are rows like others: what a publisher withholds is not missing.

    Parameters
    ----------
    frame : DataFrame
        A dataset by municipality, period, sex and age, without doubled rows.
    municipalities : collection of str
        The codes that each table must have, for each benefit in it.
    may_skip_periods : bool
        Whether a table may have single dates only, as the population may.

    Raises
    ------
    ContractError
        If a municipality is missing in some periods, sexes or ages only.
    CoverageError
        If a municipality is missing throughout, or a period between the first and last.
    """
    series = [name for name in ("source_table", "benefit") if name in frame.columns]
    for _, rows in frame.groupby(series, sort=False):
        _fail_if_cells_differ(rows)
        _fail_if_municipality_is_missing(rows, municipalities)
        if not may_skip_periods:
            _fail_if_period_is_missing(rows)
    return frame


def _fail_if_cells_differ(rows: pd.DataFrame) -> None:
    expected = rows["municipality_code"].nunique()
    sizes = rows.groupby(_CELL, sort=True).size()
    short = sizes[sizes < expected]
    if not short.empty:
        _refuse(rows, dict(zip(_CELL, short.index[0], strict=True)))


def _refuse(rows: pd.DataFrame, cell: dict[str, object]) -> None:
    in_period = rows[rows["period"] == cell["period"]]
    in_cell = in_period
    for name in _CELL[1:]:
        in_cell = in_cell[in_cell[name] == cell[name]]
    here = set(in_cell["municipality_code"].unique())
    missing = sorted(set(rows["municipality_code"].unique()) - here)
    wholly = missing[0] not in set(in_period["municipality_code"].unique())
    part = "" if wholly else f" ({cell['sex']}, ages {cell['age_from']}-{cell['age_to']})"
    raise ContractError(
        f"Municipality {missing[0]} is missing in {cell['period']}{part} in {_name(rows)}.",
        where=f"{in_cell['source_id'].iloc[0]}; {len(missing)} municipalities are missing there",
        expected=f"the same {rows['municipality_code'].nunique()} municipalities in every period",
        fix="fetch the table again with all municipalities for all periods",
    )


def _fail_if_municipality_is_missing(rows: pd.DataFrame, municipalities: Collection[str]) -> None:
    missing = sorted(set(municipalities) - set(rows["municipality_code"].unique()))
    if missing:
        raise CoverageError(
            f"{_name(rows)} lacks {len(missing)} of {len(municipalities)} municipalities: "
            f"{_listed(missing)}.",
            where=_files(rows),
            expected="every municipality of the table municipalities",
            fix="fetch the table again with all municipalities",
        )


def _fail_if_period_is_missing(rows: pd.DataFrame) -> None:
    periods = sorted(Period.parse(str(text)) for text in rows["period"].unique())
    missing = []
    for before, after in pairwise(periods):
        period = before.shift(1)
        while period < after:
            missing.append(str(period))
            period = period.shift(1)
    if missing:
        raise CoverageError(
            f"{_name(rows)} lacks {_listed(missing)} between {periods[0]} and {periods[-1]}.",
            where=_files(rows),
            expected="every period from the first to the last",
            fix="fetch the table again for all periods, or add a file with those missing",
        )


def _name(rows: pd.DataFrame) -> str:
    benefit = f", {rows['benefit'].iloc[0]}" if "benefit" in rows.columns else ""
    return f"{rows['source_table'].iloc[0]}{benefit}"


def _files(rows: pd.DataFrame) -> str:
    return ", ".join(sorted(str(file) for file in rows["source_id"].unique()))


def _listed(names: list[str]) -> str:
    rest = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")
