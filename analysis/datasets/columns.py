"""The columns that several datasets share, with the same name, type and range."""

from __future__ import annotations

from analysis.concepts import Benefit, Sex
from analysis.datasets.contracts import ColumnSpec

MUNICIPALITY = ColumnSpec("municipality_code", "str")
PERIOD = ColumnSpec("period", "str")
BENEFIT = ColumnSpec("benefit", "str", categories=tuple(benefit.value for benefit in Benefit))
SEX = ColumnSpec("sex", "str", categories=tuple(sex.value for sex in Sex))
AGE_FROM = ColumnSpec("age_from", "int64", minimum=0, maximum=125, unit="years")
AGE_TO = ColumnSpec("age_to", "int64", minimum=0, maximum=125, unit="years")
SOURCE = (ColumnSpec("source_id", "str"), ColumnSpec("source_table", "str"))
CELL_KEY = ("municipality_code", "period", "sex", "age_from", "age_to")
