"""Can all numbers of a report be had in one file? Yes: as an Excel workbook beside it.

The workbook is made from the same released records as the CSV files, and from nothing else.
The same report gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analysis.blocks.model import STAMP
from analysis.concepts import Origin
from analysis.errors import RenderingError
from analysis.rendering.report import Report, ReportMeta
from analysis.rendering.workbook_bulk import fill_sheets
from analysis.rendering.workbook_front import (
    FIELDS,
    FRONT,
    SheetLine,
    cut,
    write_fields,
    write_front,
)
from analysis.rendering.workbook_names import name_sheets
from analysis.rendering.workbook_numbers import ORIGINS, Exhibit, list_exhibits, list_numbers
from analysis.rendering.workbook_sheets import (
    count_top_rows,
    list_cells,
    write_exhibit,
    write_heading,
)
from analysis.rendering.workbook_style import Look, make_look

MAX_ROWS = 1_048_576  # of one sheet of Excel
NUMBERS = "Alle tal"
_FEWEST_ROWS = 60
_OPTIONS = {
    "in_memory": True,
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}


@dataclass(frozen=True)
class _Sheet:
    """A sheet to be: its name, its line in the list, and what goes on it."""

    line: SheetLine
    rows: Sequence[Any]
    exhibit: Exhibit | None


def render_workbook(report: Report, *, max_rows: int = MAX_ROWS) -> bytes:
    """Return an Excel workbook with every number of a report.

    Parameters
    ----------
    report : Report
        A report that has passed the gate: its records are released.
    max_rows : int
        Rows that a sheet may have; what does not fit goes on in another sheet.

    Returns
    -------
    bytes
        The file. A first sheet says what it is; ``Alle tal`` has one row per number with
        unit, period, limits, origin and source; then one sheet per table and figure, and one
        that explains the columns. It has no formula, macro or external link.

    Raises
    ------
    RenderingError
        If a sheet may have so few rows that nothing fits.
    """
    # Imported here since most commands write no workbook.
    from xlsxwriter import Workbook  # noqa: PLC0415

    _fail_if_nothing_fits(max_rows)
    exhibits = list_exhibits(report)
    is_synthetic = any(each.origin is Origin.SYNTHETIC for each in exhibits)
    sheets = _plan(report, exhibits, max_rows)
    target = io.BytesIO()
    workbook = Workbook(target, _OPTIONS)
    _set_properties(workbook, report.meta, is_synthetic=is_synthetic)
    look = make_look(workbook, report.meta, stamp=STAMP if is_synthetic else "")
    front = workbook.add_worksheet(FRONT)
    _write_sheets(workbook, sheets, look)
    n_fields = write_fields(workbook.add_worksheet(FIELDS), exhibits, look)
    last = SheetLine(FIELDS, "Hvad hver kolonne er", "", "", n_fields)
    lines = [*(each.line for each in sheets), last]
    write_front(front, report.meta, lines, look, is_synthetic=is_synthetic)
    workbook.close()
    # The front sheet is the first, and the numbers follow it.
    filled = {
        at: list(list_cells(each.rows)) for at, each in enumerate(sheets, 2) if each.exhibit is None
    }
    styles = {name: each.xf_index or 0 for name, each in look.numbers.items()}
    return fill_sheets(target.getvalue(), filled, styles)


def _plan(report: Report, exhibits: tuple[Exhibit, ...], max_rows: int) -> list[_Sheet]:
    """Return the sheets of numbers in order, each with no more rows than fit."""
    rows = list_numbers(exhibits, period=str(report.meta.period))
    parts: list[tuple[str, str, Sequence[Any], Exhibit | None]] = [
        (NUMBERS, "Hvert tal i rapporten med enhed, periode, grænser og kilde", part, None)
        for part in cut(rows, max_rows - 1)
    ]
    for exhibit in exhibits:
        room = max_rows - count_top_rows(exhibit)
        parts += [(exhibit.id, exhibit.title, part, exhibit) for part in cut(exhibit.records, room)]
    names = name_sheets((name for name, *_ in parts), taken=(FRONT, FIELDS))
    return [
        _Sheet(
            SheetLine(
                name,
                about,
                exhibit.question if exhibit else "",
                ORIGINS[exhibit.origin] if exhibit else "",
                len(part),
            ),
            part,
            exhibit,
        )
        for name, (_, about, part, exhibit) in zip(names, parts, strict=True)
    ]


def _write_sheets(workbook: Any, sheets: Sequence[_Sheet], look: Look) -> None:
    for number, planned in enumerate(sheets, start=1):
        sheet = workbook.add_worksheet(planned.line.sheet)
        if planned.exhibit is None:
            write_heading(sheet, len(planned.rows), look, name=f"Tal_{number}")
        else:
            write_exhibit(
                sheet, planned.exhibit, planned.rows, look, name=f"Afsnit_{number}", front=FRONT
            )


def _set_properties(workbook: Any, meta: ReportMeta, *, is_synthetic: bool) -> None:
    """Say what the file is, on the report's day and in nobody's name."""
    noon = dt.datetime(meta.date.year, meta.date.month, meta.date.day, 12)
    workbook.set_properties(
        {
            "title": f"{meta.heading}: alle tal",
            "subject": "Alle tal bag rapporten",
            "author": "praksis",
            "company": "",
            "keywords": STAMP if is_synthetic else "",
            "comments": " ".join(
                f"{part}." for part in (meta.status_line, meta.embargo_line) if part
            ),
            "created": noon,
        }
    )
    workbook.set_custom_property("Sprog", meta.language, "text")
    workbook.set_size(24_000, 14_000)


def _fail_if_nothing_fits(max_rows: int) -> None:
    if not _FEWEST_ROWS <= max_rows <= MAX_ROWS:
        raise RenderingError(
            f"A sheet cannot have {max_rows} rows.",
            where="the argument max_rows",
            expected=f"from {_FEWEST_ROWS} to {MAX_ROWS}",
            fix="choose a number of rows that Excel can hold",
        )
