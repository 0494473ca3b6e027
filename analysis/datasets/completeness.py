"""Is any municipality missing where the others are there?

A municipality that a table has in one period it must have in all, for the same benefits,
sexes and ages: a gap is mostly a download that was cut into pieces, and it would turn up
as a fall in somebody's figures.
"""

from __future__ import annotations

import pandas as pd

from analysis.errors import ContractError

_CELL = ["period", "sex", "age_from", "age_to"]


def check_complete(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame as it is if each table has the same municipalities throughout.

    Parameters
    ----------
    frame : DataFrame
        A dataset by municipality, period, sex and age, without doubled rows.

    Raises
    ------
    ContractError
        Naming the first missing municipality with its period, sex and ages.
    """
    series = [name for name in ("source_table", "benefit") if name in frame.columns]
    for _, rows in frame.groupby(series, sort=False):
        expected = rows["municipality_code"].nunique()
        sizes = rows.groupby(_CELL, sort=True).size()
        short = sizes[sizes < expected]
        if not short.empty:
            _refuse(rows, dict(zip(_CELL, short.index[0], strict=True)))
    return frame


def _refuse(rows: pd.DataFrame, cell: dict[str, object]) -> None:
    in_period = rows[rows["period"] == cell["period"]]
    in_cell = in_period
    for name in _CELL[1:]:
        in_cell = in_cell[in_cell[name] == cell[name]]
    missing = sorted(set(rows["municipality_code"]) - set(in_cell["municipality_code"]))
    wholly = missing[0] not in set(in_period["municipality_code"])
    part = "" if wholly else f" ({cell['sex']}, ages {cell['age_from']}-{cell['age_to']})"
    table, file = rows["source_table"].iloc[0], in_cell["source_id"].iloc[0]
    benefit = f", {rows['benefit'].iloc[0]}" if "benefit" in rows.columns else ""
    raise ContractError(
        f"Municipality {missing[0]} is missing in {cell['period']}{part} in {table}{benefit}.",
        where=f"{file}; {len(missing)} municipalities are missing there",
        expected=f"the same {rows['municipality_code'].nunique()} municipalities in every period",
        fix="fetch the table again with all municipalities for all periods",
    )
