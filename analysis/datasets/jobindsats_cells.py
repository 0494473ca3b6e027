"""Which measures of a jobindsats answer are counts that a dataset holds?

Column names change between versions of the service, so a measure is found by how its
name begins. ``null`` stays missing: it means "0-2 or missing", never 0. The answers
have no sex and no age here; each row is a total.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysis.concepts import Sex
from analysis.datasets.ages import WHOLE_LIFE
from analysis.datasets.areas import Gazetteer
from analysis.datasets.periods import parse_period
from analysis.errors import ContractError
from analysis.parameters.loader import load_yaml
from analysis.sources.jobindsats import read_jobindsats
from analysis.sources.manifest import RawFile
from analysis.sources.privacy import show_value

PERIOD_COLUMN, AREA_COLUMN = "Periode", "Område"


def read_cells(raw: RawFile, *, dataset: str, value: str, gazetteer: Gazetteer) -> pd.DataFrame:
    """Read the cells of one dataset from one jobindsats answer.

    Parameters
    ----------
    raw : RawFile
        An answer for a table in ``parameters/jobindsats.yaml``.
    dataset : str
        The dataset wanted; decides which measure is read.
    value : str
        Name of the column of counts.
    gazetteer : Gazetteer
        The municipalities.

    Returns
    -------
    DataFrame
        As `analysis.datasets.statbank_cells.read_cells` returns it; all rows have sex
        total and ages 0-125. The index is the row's number among ``rows``.

    Raises
    ------
    SourceError, ContractError
        If the file is broken, or an area, period, measure or count is not known.
    """
    meaning = load_yaml("jobindsats")[raw.table]
    frame = read_jobindsats(raw.path)
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
    measure = _find_measure(frame, meaning["measures"][dataset], raw)
    _fail_if_rows_are_split(frame, raw)
    areas = {
        text: gazetteer.resolve(str(text), where=_place(frame, AREA_COLUMN, text, raw))
        for text in frame[AREA_COLUMN].unique()
    }
    periods = {
        text: parse_period(
            str(text),
            frequency=meaning["frequency"],
            raw=raw,
            where=_place(frame, PERIOD_COLUMN, text, raw),
        )
        for text in frame[PERIOD_COLUMN].unique()
    }
    codes = frame[AREA_COLUMN].map(areas)
    rows = frame[codes.notna()]
    counts = _counts(rows[measure], raw=raw)
    n = len(rows)
    return pd.DataFrame(
        {
            "benefit": pd.array([meaning["benefit"]] * n, dtype="str"),
            "municipality_code": codes[codes.notna()].astype("str"),
            "period": rows[PERIOD_COLUMN].map(periods).astype("str"),
            "sex": pd.array([Sex.TOTAL.value] * n, dtype="str"),
            "age_from": np.full(n, WHOLE_LIFE[0], dtype=np.int64),
            "age_to": np.full(n, WHOLE_LIFE[1], dtype=np.int64),
            value: counts,
            "source_id": pd.array([raw.file] * n, dtype="str"),
            "source_table": pd.array([raw.table] * n, dtype="str"),
        },
        index=rows.index,
    )


def _find_measure(frame: pd.DataFrame, beginning: str, raw: RawFile) -> str:
    missing = [name for name in (PERIOD_COLUMN, AREA_COLUMN) if name not in frame.columns]
    names = [str(name) for name in frame.columns if str(name).startswith(beginning)]
    exact = [name for name in names if name == beginning]
    if missing or (len(names) != 1 and not exact):
        found = f"{len(names)} columns that begin with {beginning!r}"
        raise ContractError(
            f"The answer {raw.file} has {f'no column {missing[0]}' if missing else found}.",
            where=f"{raw.file}, columns",
            expected=f"{PERIOD_COLUMN}, {AREA_COLUMN} and one column that begins with "
            f"{beginning!r}",
            fix="ask for this measure only, or write the new name into "
            "analysis/parameters/jobindsats.yaml",
        )
    return exact[0] if exact else names[0]


def _fail_if_rows_are_split(frame: pd.DataFrame, raw: RawFile) -> None:
    """Refuse a further dimension, unless every row of it is the total."""
    for name in frame.columns:
        is_text = not pd.api.types.is_numeric_dtype(frame[name])
        if not is_text or name in (PERIOD_COLUMN, AREA_COLUMN) or frame[name].isna().all():
            continue
        is_total = frame[name].astype("str").str.casefold().str.endswith("i alt")
        if not is_total.all():
            row = frame.index[~is_total.to_numpy(dtype=bool)][0]
            raise ContractError(
                f"The answer {raw.file} is split by {show_value(name)}.",
                where=f"{raw.file}, row {row}, column {name}",
                expected="totals only, one row for each area and period",
                fix="leave the dimension out of the request, or ask for its total (/)",
            )


def _counts(column: pd.Series[Any], *, raw: RawFile) -> Any:
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


def _place(frame: pd.DataFrame, column: str, text: str, raw: RawFile) -> str:
    row = frame.index[(frame[column] == text).to_numpy(dtype=bool)]
    return f"{raw.file}, row {row[0] if len(row) else '?'}, column {column}"
