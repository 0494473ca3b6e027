"""Which rows of a jobindsats answer are municipalities, in totals, and in which period?

Every answer has a period and an area. Whatever other texts it has are dimensions, of which
only the totals are read; an answer that is split and has no total is refused, since a sum
over its parts would miss what the service blanks.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from analysis.datasets.areas import Gazetteer
from analysis.datasets.periods import parse_period
from analysis.errors import ContractError
from analysis.sources.jobindsats import AREA_COLUMN, PERIOD_COLUMN, read_jobindsats
from analysis.sources.manifest import RawFile
from analysis.sources.privacy import show_value


def read_answer(raw: RawFile) -> pd.DataFrame:
    """Read an answer, with the number of each row as the index.

    Raises
    ------
    SourceError, ContractError
        If the file is broken, or has no period or no area.
    """
    frame = read_jobindsats(raw.path)
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
    missing = [name for name in (PERIOD_COLUMN, AREA_COLUMN) if name not in frame.columns]
    if missing:
        raise ContractError(
            f"The answer {raw.file} has no column {missing[0]}.",
            where=f"{raw.file}, columns",
            expected=f"{PERIOD_COLUMN}, {AREA_COLUMN} and the measures",
            fix="ask the service again, by municipality and period",
        )
    return frame


def select_rows(
    frame: pd.DataFrame,
    *,
    raw: RawFile,
    frequency: str,
    gazetteer: Gazetteer,
    keep: Collection[str] = (),
) -> pd.DataFrame:
    """Return the rows of an answer that are totals of a municipality.

    Parameters
    ----------
    frame : DataFrame
        The answer, as `read_answer` returns it.
    raw : RawFile
        Where it was read from.
    frequency : str
        The length of its periods: ``M``, ``K`` or ``Y``.
    gazetteer : Gazetteer
        The municipalities.
    keep : collection of str
        Columns that are measures, or a dimension that is wanted: left as they are.

    Returns
    -------
    DataFrame
        The columns of the answer, and ``municipality_code`` and ``period``.

    Raises
    ------
    ContractError
        If the answer is split without totals, or has an unknown area or period.
    """
    frame = _total_rows(frame, raw=raw, keep=keep)
    areas = {
        text: gazetteer.resolve(str(text), where=_place(frame, AREA_COLUMN, text, raw))
        for text in frame[AREA_COLUMN].unique()
    }
    periods = {
        text: parse_period(
            str(text), frequency=frequency, raw=raw, where=_place(frame, PERIOD_COLUMN, text, raw)
        )
        for text in frame[PERIOD_COLUMN].unique()
    }
    codes = frame[AREA_COLUMN].map(areas)
    rows = frame[codes.notna()]
    return rows.assign(
        municipality_code=codes[codes.notna()].astype("str"),
        period=rows[PERIOD_COLUMN].map(periods).astype("str"),
    )


def find_measure(frame: pd.DataFrame, beginning: str, *, raw: RawFile) -> str | None:
    """Return the one column whose name begins so, or None; an exact name goes first.

    Raises
    ------
    ContractError
        If several begin so.
    """
    names = [str(name) for name in frame.columns if str(name).startswith(beginning)]
    if beginning in names:
        return beginning
    if len(names) <= 1:
        return names[0] if names else None
    raise ContractError(
        f"The answer {raw.file} has {len(names)} columns that begin with {beginning!r}.",
        where=f"{raw.file}, columns",
        expected=f"{PERIOD_COLUMN}, {AREA_COLUMN} and one column that begins with {beginning!r}",
        fix="ask for this measure only, or write the new name into "
        "analysis/parameters/jobindsats.yaml",
    )


def parse_counts(column: pd.Series[Any], *, raw: RawFile) -> Any:
    """Return a measure as whole numbers; ``null`` stays missing.

    Raises
    ------
    ContractError
        If a value is no whole number from 0 on.
    """
    if column.isna().all():
        return pd.array([pd.NA] * len(column), dtype="Int64")
    numbers = pd.to_numeric(column, errors="coerce").astype("Float64")
    is_wrong = (column.notna() & numbers.isna()) | (numbers < 0) | (numbers % 1 != 0)
    is_wrong = is_wrong.fillna(False)
    if is_wrong.any():
        row = column.index[is_wrong.to_numpy(dtype=bool)][0]
        raise ContractError(
            f"A count of {raw.table} is no whole number from 0 on: {show_value(column[row])}.",
            where=f"{raw.file}, row {row}, column {column.name}",
            expected="a whole number, or null",
            fix="ask the service again",
        )
    return numbers.astype("Int64").array


def _total_rows(frame: pd.DataFrame, *, raw: RawFile, keep: Collection[str]) -> pd.DataFrame:
    """Keep the total of each further dimension; refuse one that has none."""
    for name in frame.columns:
        is_text = not pd.api.types.is_numeric_dtype(frame[name])
        known = name in (PERIOD_COLUMN, AREA_COLUMN) or name in keep
        if not is_text or known or frame[name].isna().all():
            continue
        is_total = frame[name].astype("str").str.strip().str.casefold().str.endswith("i alt")
        chosen = is_total.fillna(False).to_numpy(dtype=bool)
        if not chosen.any():
            raise ContractError(
                f"The answer {raw.file} is split by {show_value(name)}, without its total.",
                where=f"{raw.file}, row {frame.index[0]}, column {name}",
                expected="one row for each area and period, or a total ('i alt') among the rows",
                fix="leave the dimension out of the request, or ask for its total (/): the parts "
                "cannot be summed, since 0, 1 and 2 are blank",
            )
        _fail_if_totals_differ(frame[name][chosen], raw=raw)
        frame = frame[chosen]
    return frame


def _fail_if_totals_differ(totals: pd.Series[Any], *, raw: RawFile) -> None:
    names = sorted(totals.unique())
    if len(names) > 1:
        raise ContractError(
            f"The dimension {totals.name} of {raw.file} has {len(names)} totals: "
            f"{show_value(names[0])} and {show_value(names[1])}.",
            where=f"{raw.file}, column {totals.name}",
            expected="one total",
            fix="ask for the topmost total (/) only",
        )


def _place(frame: pd.DataFrame, column: str, text: str, raw: RawFile) -> str:
    row = frame.index[(frame[column] == text).to_numpy(dtype=bool)]
    return f"{raw.file}, row {row[0] if len(row) else '?'}, column {column}"
