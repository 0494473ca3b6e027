"""What is each number of a report: what about, in which unit, when, how sure, from where?

Every number in the records of every table and figure becomes one `NumberRow`. A limit is no
row of its own: it stands beside the number that it is a limit of, and two limits without a
number between them are one row with an empty value. Names, periods and levels are said of
the numbers. Nothing but the released records is read, so nothing hidden can come out.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from analysis.blocks.model import Block, Figure, Heading, Table
from analysis.concepts import Origin
from analysis.labels import number
from analysis.parameters.fields import LIMITS, NUMBERS, Field, describe_field, say_word
from analysis.rendering.report import Report

ORIGINS = {Origin.OBSERVED: "observeret", Origin.SYNTHETIC: "syntetisk"}
FRONT = "Forside"
_COUNTED = "antal"
_MEASURES = ("measure", "headline", "own_measure")
_WHOLE_RANGE = (("period_first", "period_last"), ("period_from", "period_to"))


@dataclass(frozen=True)
class Exhibit:
    """A table or figure whose numbers go into the workbook.

    Attributes
    ----------
    id, title, note : str
        As in the report.
    question : str
        Heading of the page that it stands on.
    keys : tuple of str
        Columns of its CSV file, in order.
    records : tuple of mappings
        The released records.
    origin : Origin
        Of all its numbers.
    tables, files : str
        What it rests on.
    """

    id: str
    title: str
    note: str
    question: str
    keys: tuple[str, ...]
    records: tuple[Mapping[str, Any], ...]
    origin: Origin
    tables: str
    files: str

    def describe(self, key: str) -> Field:
        """Return what the registry says of one of the columns."""
        return describe_field(key, self.id)


@dataclass(frozen=True)
class NumberRow:
    """One number with everything that is known of it; `line` is its line in the CSV file."""

    exhibit: Exhibit
    line: int
    subject: str
    field: Field
    value: float | None
    unit: str
    period: str
    lower: float | None
    upper: float | None
    level: float | None
    table: str


@dataclass(frozen=True)
class _Part:
    """The columns of one number: its own and those of its limits, where it has them."""

    field: Field
    value: str = ""
    lower: str = ""
    upper: str = ""


def list_exhibits(report: Report) -> tuple[Exhibit, ...]:
    """Return the tables and figures that have records, in the report's order."""
    tables = {str(entry["file"]): str(entry.get("table", "")) for entry in report.meta.inputs}
    result: list[Exhibit] = []
    question = FRONT
    for block in report.blocks:
        content = block.content
        if isinstance(content, Heading) and content.level == 1:
            question = content.text
        elif isinstance(content, Table | Figure) and content.records:
            result.append(_exhibit(block, content, question, tables))
    return tuple(result)


def list_numbers(exhibits: tuple[Exhibit, ...], *, period: str) -> tuple[NumberRow, ...]:
    """Return every number of some exhibits, one row each.

    Parameters
    ----------
    exhibits : tuple of Exhibit
        From `list_exhibits`.
    period : str
        What the report is filed under: said of a number whose record names no period.

    Notes
    -----
    A record that names a measure and no unit has the unit that other records of the same
    report give the measure. Where none does, the unit of a count is ``antal`` and that of
    other numbers is empty.
    """
    units = _units_by_measure(exhibits)
    return tuple(row for each in exhibits for row in _rows_of(each, units, period))


def is_number(value: Any) -> bool:
    """Tell whether a value of a record is a number that can be computed with.

    Examples
    --------
    >>> [is_number(value) for value in (1, 0.5, True, None, float("nan"), "1")]
    [True, True, False, False, False, False]
    """
    if value.__class__ is float or value.__class__ is int:
        return math.isfinite(value)
    return (
        isinstance(value, numbers.Real)
        and not isinstance(value, bool)
        and math.isfinite(float(value))
    )


def _exhibit(
    block: Block, content: Table | Figure, question: str, tables: Mapping[str, str]
) -> Exhibit:
    files = sorted(block.lineage.inputs | block.lineage.synthetic)
    if isinstance(content, Table):
        title, note = content.caption, content.note
    else:
        title, note = content.title, content.how_to_read
    return Exhibit(
        id=block.id,
        title=title,
        note=note,
        question=question,
        keys=tuple(dict.fromkeys(key for record in content.records for key in record)),
        records=content.records,
        origin=block.lineage.origin,
        tables=", ".join(dict.fromkeys(tables[f] for f in files if tables.get(f))),
        files=", ".join(files),
    )


def _units_by_measure(exhibits: tuple[Exhibit, ...]) -> dict[str, str]:
    """Return the unit that the report gives each measure, where it gives one alone."""
    found: dict[str, set[str]] = {}
    for exhibit in exhibits:
        for measure in set(_MEASURES) & set(exhibit.keys):
            for record in exhibit.records if "unit" in exhibit.keys else ():
                if record.get(measure) and record.get("unit"):
                    found.setdefault(str(record[measure]), set()).add(str(record["unit"]))
    return {measure: next(iter(units)) for measure, units in found.items() if len(units) == 1}


def _rows_of(exhibit: Exhibit, units: Mapping[str, str], period: str) -> Iterator[NumberRow]:
    fields = {key: exhibit.describe(key) for key in exhibit.keys}
    parts = _parts(exhibit, fields)
    # The first line of the CSV file holds the names of the columns.
    for line, record in enumerate(exhibit.records, start=2):
        subject = _subject(record, fields)
        when = _period(record, fields) or f"{period} (rapportens)"
        level = next((v for k, v in record.items() if fields[k].kind == "level"), None)
        table = next((v for k, v in record.items() if fields[k].kind == "source" and v), "")
        for part in parts:
            value, lower, upper = (
                record.get(key) if is_number(record.get(key)) else None
                for key in (part.value, part.lower, part.upper)
            )
            if value is None and lower is None and upper is None:
                continue
            has_limits = lower is not None or upper is not None
            yield NumberRow(
                exhibit=exhibit,
                line=line,
                subject=subject,
                field=part.field,
                value=value,
                unit=_unit(part.field, record, units),
                period=when,
                lower=lower,
                upper=upper,
                level=level if has_limits and is_number(level) else None,
                table=str(table) or exhibit.tables,
            )


def _parts(exhibit: Exhibit, fields: Mapping[str, Field]) -> list[_Part]:
    """Return the numbers of a record, each with the columns of its limits."""
    found: dict[str, dict[str, str]] = {
        key: {"value": key} for key, each in fields.items() if each.kind in {*NUMBERS, "unknown"}
    }
    for key, each in fields.items():
        if each.kind in LIMITS:
            target = next((name for name in each.of if name in found), each.of[0])
            # Two limits of the same side are kept apart: the second is a number of its own.
            name = key if each.kind in found.get(target, {}) else target
            found.setdefault(name, {})[each.kind] = key
    return [_Part(exhibit.describe(name), **columns) for name, columns in found.items()]


def _subject(record: Mapping[str, Any], fields: Mapping[str, Field]) -> str:
    """Join what names the row: measure, municipality, group; texts where a number may stand."""
    return " · ".join(
        text for key, value in record.items() if (text := _name(value, fields[key])) != ""
    )


def _name(value: Any, field: Field) -> str:
    if isinstance(value, str):
        names = field.kind in {"identifier", "unknown"} or field.kind in NUMBERS
        return say_word(value) if names else ""
    if field.kind == "identifier" and is_number(value):
        decimals = len(repr(float(value)).partition(".")[2].rstrip("0"))
        text = number(value, decimals=decimals) if decimals else str(int(value))
        return f"{field.label.lower()} {text}"
    return ""


def _period(record: Mapping[str, Any], fields: Mapping[str, Field]) -> str:
    """Write the period as the sources do, such as ``2025K1–2025K4``."""
    for first, last in _WHOLE_RANGE:
        if record.get(first) and record.get(last):
            return "–".join(dict.fromkeys((str(record[first]), str(record[last]))))
    named = (value for key, value in record.items() if fields[key].kind == "period" and value)
    return ", ".join(dict.fromkeys(map(str, named)))


def _unit(field: Field, record: Mapping[str, Any], units: Mapping[str, str]) -> str:
    if not field.unit_columns:
        return field.unit or (_COUNTED if field.kind == "count" else "")
    own = next((str(record[key]) for key in field.unit_columns if record.get(key)), "")
    measure = next((str(record[key]) for key in _MEASURES if record.get(key)), "")
    found = own or units.get(measure, "")
    return say_word(found) or (_COUNTED if field.kind == "count" else "")
