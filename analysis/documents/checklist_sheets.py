"""How does a sheet of ours look? One table per sheet: frozen head, wrapped text, A4 print.

Shared by the Excel list, the XLSForm and the comment form of the checklist. Everything
is written as text, so that no cell is ever run as a formula.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

INK, QUIET, RULE = "2B333B", "55606B", "D5DBE0"
_HEAD_FILL = PatternFill("solid", start_color="E3EBF3")
MARK_FILL = PatternFill("solid", start_color="F6EBCB")
INPUT_FILL = PatternFill("solid", start_color="FFFBE8")
_LINE = Side(style="thin", color=RULE)
_FONT = "Calibri"
_LINE_HEIGHT = 13.2
_MAX_HEIGHT = 400.0  # Excel refuses rows of more than 409 points
_TEXT, _DAY = "praksis-tekst", "praksis-dato"


def fill_table(
    sheet: Worksheet,
    headings: Sequence[str],
    rows: Sequence[Sequence[str | dt.date | None]],
    *,
    widths: Sequence[float],
    freeze: str = "B2",
    row_height: float = 0.0,
) -> None:
    """Write a table from cell A1 on: a head that stays, repeats in print and filters.

    Parameters
    ----------
    sheet : Worksheet
        An empty sheet.
    headings : sequence of str
        One per column.
    rows : sequence of rows
        Texts and dates; None and an empty text leave the cell empty.
    widths : sequence of float
        One per column, in characters.
    freeze : str
        The cell left of and above which the sheet stays.
    row_height : float
        Rows are at least this high, in points; otherwise as high as their texts need.
    """
    _add_styles(sheet)
    for column, (heading, width) in enumerate(zip(headings, widths, strict=True), start=1):
        cell = sheet.cell(1, column)
        write_text(cell, heading)
        cell.font = Font(name=_FONT, size=10, bold=True, color=INK)
        cell.fill = _HEAD_FILL
        cell.alignment = Alignment(vertical="bottom", wrap_text=True)
        cell.border = Border(bottom=Side(style="medium", color=INK))
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            _write_cell(sheet.cell(number, column), value)
        sheet.row_dimensions[number].height = _height(row, widths, minimum=row_height)
    sheet.row_dimensions[1].height = _height(headings, widths, minimum=row_height)
    sheet.freeze_panes = freeze
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{max(len(rows) + 1, 2)}"
    sheet.print_title_rows = "1:1"
    print_landscape(sheet)


def fill_page(sheet: Worksheet, paragraphs: Sequence[tuple[str, str]], *, title: str) -> None:
    """Write a page of words: a title, then pairs of a lead in column A and a text in column B."""
    _add_styles(sheet)
    sheet.column_dimensions["A"].width = 26
    sheet.column_dimensions["B"].width = 92
    write_text(sheet.cell(1, 1), title)
    sheet.cell(1, 1).font = Font(name=_FONT, size=16, bold=True, color=INK)
    for number, (lead, words) in enumerate(paragraphs, start=3):
        _write_cell(sheet.cell(number, 1), lead)
        sheet.cell(number, 1).font = Font(name=_FONT, size=10, bold=True, color=INK)
        _write_cell(sheet.cell(number, 2), words)
        sheet.row_dimensions[number].height = _height((lead, words), (26, 92))
    sheet.sheet_view.showGridLines = False
    print_landscape(sheet)


def write_text(cell: Cell | MergedCell, text: str) -> None:
    """Write a text as a text, also when it begins like a formula."""
    cell.value = text
    if text:
        cell.data_type = "s"


def print_landscape(sheet: Worksheet) -> None:
    """Let the sheet print on A4, lying, as wide as the page, with page numbers."""
    setup = sheet.page_setup
    setup.orientation, setup.paperSize = "landscape", 9
    setup.fitToWidth, setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    sheet.page_margins.footer = 0.3
    footer = sheet.oddFooter
    assert footer is not None
    assert footer.left is not None
    assert footer.right is not None
    footer.left.text, footer.right.text = "&A", "side &P af &N"


def _write_cell(cell: Cell | MergedCell, value: str | dt.date | None) -> None:
    cell.style = _TEXT if not isinstance(value, dt.date) else _DAY
    if isinstance(value, dt.date):
        cell.value = value
    elif value:
        write_text(cell, value)


def _add_styles(sheet: Worksheet) -> None:
    """Name the looks of cells once: setting them one by one takes ten times as long."""
    workbook = sheet.parent
    assert workbook is not None
    if _TEXT in workbook.named_styles:
        return
    looks = {
        _TEXT: ("General", Alignment(vertical="top", wrap_text=True)),
        _DAY: ("dd-mm-yyyy", Alignment(vertical="top", horizontal="left")),
    }
    for name, (number_format, alignment) in looks.items():
        style = NamedStyle(name, number_format=number_format, alignment=alignment)
        style.font, style.border = Font(name=_FONT, size=10, color=INK), Border(bottom=_LINE)
        workbook.add_named_style(style)


def _height(row: Sequence[object], widths: Sequence[float], *, minimum: float = 0.0) -> float:
    """Return the height that the longest text needs, in points.

    Heights are written since LibreOffice does not work them out for a file of this kind.
    Words break early, so a line is taken to hold nine tenths of its column's width.
    """
    lines = max(
        sum(
            max(1, math.ceil(len(part) / max(1.0, 0.9 * width)))
            for part in str(value or "").splitlines() or [""]
        )
        for value, width in zip(row, widths, strict=True)
    )
    return min(_MAX_HEIGHT, max(minimum, _LINE_HEIGHT * lines + 3))
