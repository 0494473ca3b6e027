"""The municipalities, and the conditions that they work under."""

from __future__ import annotations

import re

import pandas as pd

from analysis.datasets import columns
from analysis.datasets.areas import Gazetteer, make_gazetteer
from analysis.datasets.contracts import ColumnSpec, Contract, check, in_key_order
from analysis.errors import ContractError, CoverageError
from analysis.sources.facts import read_fact_table
from analysis.sources.manifest import Manifest
from analysis.sources.privacy import show_value

TABLE = "municipalities"
MUNICIPALITIES = Contract(
    "municipalities",
    ("municipality_code",),
    (
        columns.MUNICIPALITY,
        ColumnSpec("municipality_name", "str"),
        ColumnSpec("region_code", "str", categories=("H", "S", "SD", "M", "N")),
        ColumnSpec("dst_group", "str"),
        *columns.SOURCE,
    ),
)
CONDITIONS = Contract(
    "conditions",
    ("municipality_code", "condition", "year"),
    (
        columns.MUNICIPALITY,
        ColumnSpec("condition", "str"),
        ColumnSpec("year", "int64", minimum=2007, maximum=2100),
        ColumnSpec("value", "float64", minimum=0),
        ColumnSpec("unit", "str", categories=("pct", "persons", "pct_of_18_64")),
        *columns.SOURCE,
    ),
)

# What the use of benefits itself moves is no condition: social assistance, and the rank
# and cluster that STAR computed from it, are left out. The project's own facts have no share
# of students; a table of municipalities in a folder of one's own may.
_OPTIONAL_COLUMN = r"(students_pct)_(\d{4})"
_CONDITION_COLUMNS = (
    (_OPTIONAL_COLUMN, "pct"),
    (r"(unemployment_pct|immigrants_and_descendants_pct|one_person_households_pct)_(\d{4})", "pct"),
    (r"(population)_(\d{4})_rounded", "persons"),
    (r"(population_18_64)_(\d{4})_rounded", "persons"),
    (r"share_pct_of_18_64_(aged_\d+_\d+)", "pct_of_18_64"),
)
# The age shares are of the same date as the population aged 18-64 beside them.
_YEAR_OF_AGE_SHARES = 2020
_LONGEST_NAME = 60  # signs; more than twice the longest name in use


def build_municipalities(manifest: Manifest) -> pd.DataFrame:
    """Build the table of municipalities: code, name, region and group.

    Raises
    ------
    CoverageError
        If the manifest lists no table of municipalities, or more than one.
    SourceError, ContractError
        If the file is broken.
    """
    frame = _read(manifest)
    chosen = check(frame[MUNICIPALITIES.column_names], MUNICIPALITIES)
    bad = ~chosen["municipality_code"].str.fullmatch(r"[1-9][0-9]{2,3}")
    if bad.any():
        position = int(bad.to_numpy().argmax())
        raise ContractError(
            f"{show_value(chosen['municipality_code'].iloc[position])} is no municipality code.",
            where=f"{chosen['source_id'].iloc[0]}, row {position + 2}, column municipality_code",
            expected="three digits such as 101",
            fix="restore the file from the repository",
        )
    # A name of two lines is one name; a reader of a table or a list would see two.
    names = chosen["municipality_name"].str.split().str.join(" ").astype("str")
    _fail_if_names_cannot_be_told_apart(names, chosen)
    return in_key_order([chosen.assign(municipality_name=names)], MUNICIPALITIES)


def build_conditions(manifest: Manifest) -> pd.DataFrame:
    """Build the conditions in long form: municipality, condition, year, value, unit.

    Raises
    ------
    CoverageError
        If the manifest lists no table of municipalities, or more than one.
    SourceError, ContractError
        If the file is broken.
    """
    frame = _read(manifest)
    parts = []
    for pattern, unit in _CONDITION_COLUMNS:
        for column in frame.columns:
            match = re.fullmatch(pattern, column)
            if match is not None:
                parts.append(_condition(frame, column, match, unit))
    return in_key_order([check(part, CONDITIONS) for part in parts], CONDITIONS)


def read_gazetteer(manifest: Manifest) -> Gazetteer:
    """Return the gazetteer of the municipalities that the manifest lists."""
    return make_gazetteer(build_municipalities(manifest))


def _read(manifest: Manifest) -> pd.DataFrame:
    files = manifest.find(TABLE)
    if len(files) != 1:
        raise CoverageError(
            f"The manifest lists {len(files)} tables of municipalities.",
            where="manifest.csv, column table",
            expected=f"one file of the table {TABLE}",
            fix="restore data/raw from the repository, or list one file only",
        )
    frame = read_fact_table(files[0].path, table=TABLE)
    frame = frame.assign(source_id=files[0].file, source_table=TABLE)
    frame.index = pd.RangeIndex(2, len(frame) + 2, name="row")
    return frame.astype({"source_id": "str", "source_table": "str"})


def _condition(frame: pd.DataFrame, column: str, match: re.Match[str], unit: str) -> pd.DataFrame:
    if re.fullmatch(_OPTIONAL_COLUMN, column):
        frame = frame[frame[column].str.strip() != ""]
    values = pd.to_numeric(frame[column], errors="coerce").astype("float64")
    _fail_if_no_number(frame[column], values, file=str(frame["source_id"].iloc[0]))
    name = match[1] if match.lastindex == 2 else f"share_{match[1]}"
    year = int(match[2]) if match.lastindex == 2 else _YEAR_OF_AGE_SHARES
    return pd.DataFrame(
        {
            "municipality_code": frame["municipality_code"],
            "condition": pd.Series(name, index=frame.index, dtype="str"),
            "year": year,
            "value": values,
            "unit": pd.Series(unit, index=frame.index, dtype="str"),
            "source_id": frame["source_id"],
            "source_table": frame["source_table"],
        }
    )


def _fail_if_names_cannot_be_told_apart(names: pd.Series, frame: pd.DataFrame) -> None:
    is_empty, is_long = names == "", names.str.len() > _LONGEST_NAME
    bad = is_empty | is_long | names.str.casefold().duplicated()
    if not bad.any():
        return
    position = int(bad.to_numpy().argmax())
    what = "is missing" if is_empty.iloc[position] else "stands there twice"
    if is_long.iloc[position]:
        what = f"is longer than {_LONGEST_NAME} signs"
    raise ContractError(
        f"The name of municipality {frame['municipality_code'].iloc[position]} {what}.",
        where=f"{frame['source_id'].iloc[0]}, row {position + 2}, column municipality_name",
        expected="a name of its own for each municipality",
        fix="write the municipality's name",
    )


def _fail_if_no_number(texts: pd.Series, values: pd.Series, *, file: str) -> None:
    bad = values.isna() & (texts.str.strip() != "")
    if bad.any():
        row = texts.index[bad][0]
        raise ContractError(
            f"{show_value(texts[row])} is no number.",
            where=f"{file}, row {row}, column {texts.name}",
            expected="a number with a decimal point, such as 4.1",
            fix="write the number with a point",
        )
