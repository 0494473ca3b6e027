"""Single figures from papers, news and reports, each with its address and date.

Sources disagree, and are never mixed into one series.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.datasets import columns
from analysis.datasets.contracts import ColumnSpec, Contract, check, in_key_order
from analysis.datasets.municipalities import read_gazetteer
from analysis.errors import ContractError
from analysis.sources.facts import read_fact_table
from analysis.sources.manifest import Manifest, RawFile
from analysis.sources.privacy import show_value

TABLE = "published_figures"
PUBLISHED_FIGURES = Contract(
    "published_figures",
    ("municipality_name", "period", "measure", "source_url"),
    (
        ColumnSpec("municipality_name", "str"),
        ColumnSpec("municipality_code", "str", nullable=True),
        ColumnSpec("period", "str"),
        ColumnSpec("measure", "str"),
        ColumnSpec("value_from", "float64", minimum=0),
        ColumnSpec("value_to", "float64", minimum=0),
        ColumnSpec("unit", "str"),
        ColumnSpec("source_url", "str"),
        ColumnSpec("source_date", "str"),
        ColumnSpec("note", "str"),
        *columns.SOURCE,
    ),
)


def build_published_figures(manifest: Manifest) -> pd.DataFrame:
    """Build the table of single figures; a range such as 2-3 has two values.

    The period stays text as the source puts it, such as ``2017H1`` or ``2014-2018``.
    ``municipality_code`` is missing for the country and for groups.

    Raises
    ------
    SourceError, ContractError
        If the file is broken or a value is no number.
    """
    names = read_gazetteer(manifest)
    frames = []
    for raw in manifest.find(TABLE):
        frame = read_fact_table(raw.path, table=TABLE)
        frame.index = pd.RangeIndex(2, len(frame) + 2, name="row")
        limits = _parse_values(frame["value"], raw)
        codes = [names.find(name) for name in frame["municipality"]]
        frame = frame.rename(columns={"municipality": "municipality_name"}).assign(
            municipality_code=pd.array(codes, dtype="str"),
            value_from=limits[0].astype("float64"),
            value_to=limits[1].fillna(limits[0]).astype("float64"),
            source_id=pd.array([raw.file] * len(frame), dtype="str"),
            source_table=pd.array([TABLE] * len(frame), dtype="str"),
        )
        frames.append(check(frame[PUBLISHED_FIGURES.column_names], PUBLISHED_FIGURES))
    return in_key_order(frames, PUBLISHED_FIGURES)


def _parse_values(column: pd.Series[Any], raw: RawFile) -> pd.DataFrame:
    parts = column.str.extract(r"^(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?$")
    if parts[0].isna().any():
        row = column.index[parts[0].isna()][0]
        raise ContractError(
            f"{show_value(column[row])} is no number and no range.",
            where=f"{raw.file}, row {row}, column value",
            expected="a number such as 0.28, or a range such as 2-3",
            fix="correct the row after its source",
        )
    return parts
