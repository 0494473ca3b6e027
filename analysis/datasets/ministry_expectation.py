"""What does the ministry itself expect of each municipality, beside what happened?

Jobindsats publishes the ministry's own benchmark (y30r21): expected and actual recipients by
municipality and group of benefits, for a rolling year. It is read so that a report can
show its own expected numbers beside it.

The labels of the table are known from descriptions and not from a file, and columns are
renamed between versions of the service. A column is therefore found by how its name
begins, and whatever else the answer holds is left alone.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from analysis.concepts import Period
from analysis.datasets import columns
from analysis.datasets.contracts import ColumnSpec, Contract, check, in_key_order
from analysis.datasets.municipalities import TABLE as MUNICIPALITIES
from analysis.datasets.municipalities import read_gazetteer
from analysis.datasets.periods import parse_period
from analysis.errors import ContractError
from analysis.parameters.loader import load_yaml
from analysis.sources.jobindsats import AREA_COLUMN, PERIOD_COLUMN, read_jobindsats
from analysis.sources.manifest import Manifest, RawFile
from analysis.sources.privacy import show_value

TABLE = "y30r21"
TABLES = (MUNICIPALITIES, TABLE)
ALL_GROUPS = "i alt"
MINISTRY_EXPECTATION = Contract(
    "ministry_expectation",
    ("benefit_group", "municipality_code", "period"),
    (
        columns.MUNICIPALITY,
        columns.PERIOD,
        ColumnSpec("benefit_group", "str"),
        ColumnSpec("n_expected", "float64", nullable=True, minimum=0, unit="fulltime persons"),
        ColumnSpec("n_observed", "float64", nullable=True, minimum=0, unit="fulltime persons"),
        *columns.SOURCE,
    ),
)
# 2023QMAT02 is the year that ends with the second quarter of 2023.
_ROLLING_YEAR = re.compile(r"^(\d{4})QMAT0?([1-4])$")


def build_ministry_expectation(manifest: Manifest) -> pd.DataFrame:
    """Build the table of the ministry's expected and actual numbers.

    Parameters
    ----------
    manifest : Manifest
        The raw files.

    Returns
    -------
    DataFrame
        One row per municipality, period and group of benefits; without rows where the
        manifest lists no y30r21. ``period`` is the quarter with which the rolling year
        ends. ``benefit_group`` is the group in the publisher's words, or ``i alt`` where
        the answer has no groups. Blank numbers stay missing.

    Raises
    ------
    SourceError, ContractError
        If a file is broken, or an area, period, column or number is not known.
    """
    files = manifest.find(TABLE)
    if not files:
        return in_key_order([], MINISTRY_EXPECTATION)
    gazetteer = read_gazetteer(manifest)
    frames = []
    for raw in files:
        frame = read_jobindsats(raw.path)
        frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
        beginnings = load_yaml("jobindsats")[TABLE]["measures"]
        measures = {name: _find(frame, start, raw) for name, start in beginnings.items()}
        group = _find_group(frame, raw)
        codes = frame[_named(frame, AREA_COLUMN, raw)].map(
            lambda text, raw=raw: gazetteer.resolve(str(text), where=f"{raw.file}, {AREA_COLUMN}")
        )
        rows = frame[codes.notna()]
        if rows.empty:
            continue
        groups = rows[group].astype(str) if group else [ALL_GROUPS] * len(rows)
        period = rows[_named(frame, PERIOD_COLUMN, raw)]
        table = pd.DataFrame(
            {
                "municipality_code": codes[codes.notna()].astype("str"),
                "period": period.map(lambda text, raw=raw: _quarter(str(text), raw)).astype("str"),
                "benefit_group": pd.array(list(groups), dtype="str"),
                **{name: _numbers(rows[column], raw) for name, column in measures.items()},
                "source_id": pd.array([raw.file] * len(rows), dtype="str"),
                "source_table": pd.array([raw.table] * len(rows), dtype="str"),
            },
            index=rows.index,
        )
        frames.append(table[MINISTRY_EXPECTATION.column_names])
    if not frames:
        return in_key_order([], MINISTRY_EXPECTATION)
    return in_key_order([check(pd.concat(frames), MINISTRY_EXPECTATION)], MINISTRY_EXPECTATION)


def _find(frame: pd.DataFrame, beginning: str, raw: RawFile) -> str:
    """Return the one column whose name begins so; an exact name goes first."""
    start = beginning.casefold()
    names = [str(name) for name in frame.columns if str(name).casefold().startswith(start)]
    exact = [name for name in names if name.casefold() == start]
    if len(names) != 1 and len(exact) != 1:
        raise ContractError(
            f"The answer {raw.file} has {len(names)} columns that begin with {beginning!r}.",
            where=f"{raw.file}, columns",
            expected=f"one column that begins with {beginning!r}",
            fix="ask for this measure only, or write the new name into "
            "analysis/parameters/jobindsats.yaml",
        )
    return (exact or names)[0]


def _named(frame: pd.DataFrame, name: str, raw: RawFile) -> str:
    """Return the name of a column that every answer has."""
    if name not in frame.columns:
        raise ContractError(
            f"The answer {raw.file} has no column {name}.",
            where=f"{raw.file}, columns",
            expected=f"{PERIOD_COLUMN} and {AREA_COLUMN}",
            fix="ask the service again",
        )
    return name


def _find_group(frame: pd.DataFrame, raw: RawFile) -> str:
    """Return the column of benefit groups; empty where the answer has none."""
    known = ("forventet", "faktisk", "forskel", "placering", "rang")
    texts = [
        str(name)
        for name in frame.columns
        if name not in (PERIOD_COLUMN, AREA_COLUMN)
        and not pd.api.types.is_numeric_dtype(frame[name])
        and not str(name).casefold().startswith(known)
        and not frame[name].isna().all()
    ]
    if len(texts) > 1:
        raise ContractError(
            f"The answer {raw.file} is split by {show_value(texts[1])} as well.",
            where=f"{raw.file}, columns",
            expected="the group of benefits as the only dimension beside area and period",
            fix="leave the other dimension out of the request, or ask for its total (/)",
        )
    return texts[0] if texts else ""


def _quarter(text: str, raw: RawFile) -> str:
    """Return the quarter with which a period ends; a rolling year is one of four quarters."""
    match = _ROLLING_YEAR.match(text.strip().upper())
    where = f"{raw.file}, column {PERIOD_COLUMN}"
    if match is not None:
        return str(Period.parse(f"{match.group(1)}K{match.group(2)}"))
    return parse_period(text, frequency="K", raw=raw, where=where)


def _numbers(column: pd.Series[Any], raw: RawFile) -> Any:
    """Return a measure as numbers; null stays missing."""
    numbers = pd.to_numeric(column, errors="coerce").astype("float64")
    is_wrong = column.notna() & numbers.isna()
    if is_wrong.any():
        row = column.index[is_wrong.to_numpy(dtype=bool)][0]
        raise ContractError(
            f"{show_value(column[row])} is no number.",
            where=f"{raw.file}, row {row}, column {column.name}",
            expected="a number, or null",
            fix="ask the service again",
        )
    return numbers
