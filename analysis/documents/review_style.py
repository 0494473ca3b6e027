"""What does a review workbook look like? One calm set of colours, type and borders.

Text and a word always carry the meaning; colour only repeats it. Cells to fill in are
warm, everything else is white or grey.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import FormulaRule, Rule
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

INK, BLUE, GREY, WARM = "2B333B", "1F4E79", "6B7680", "8A5A00"
_LINE = Side(style="thin", color="D5DBE1")
_EDGE = Border(bottom=_LINE)
_BOX = Border(
    left=Side(style="thin", color="C9A94A"),
    right=Side(style="thin", color="C9A94A"),
    top=Side(style="thin", color="C9A94A"),
    bottom=Side(style="thin", color="C9A94A"),
)
_FILLS = {
    "header": PatternFill("solid", start_color=BLUE),
    "section": PatternFill("solid", start_color="E3EBF2"),
    "input": PatternFill("solid", start_color="FFF9E5"),
}
SKIPPED_FONT, SKIPPED_FILL = Font(color="A0A8B0"), PatternFill("solid", bgColor="F0F2F4")
ATTENTION_FONT = Font(color=WARM, bold=True)
DONE_FONT = Font(color="1E6B45", bold=True)

# Arial and its free twin have the same widths, so that a row is as high in LibreOffice.
_FONT = "Arial"
_KINDS: dict[str, dict[str, Any]] = {
    "title": {"size": 16, "bold": True, "color": BLUE},
    "lead": {"size": 12, "color": INK},
    "text": {"size": 10, "color": INK},
    "small": {"size": 9, "color": GREY},
    "strong": {"size": 10, "bold": True, "color": INK},
    "header": {"size": 10, "bold": True, "color": "FFFFFF"},
    "section": {"size": 11, "bold": True, "color": BLUE},
    "input": {"size": 10, "color": INK},
    "link": {"size": 10, "underline": "single", "color": "0563C1"},
    "stamp": {"size": 10, "bold": True, "color": "A61C00"},
}
_LINE_POINTS = 12.4
_LETTERS_PER_UNIT = 1.14
_SMALLER = 0.88  # a line of the small type, and a letter, beside the ordinary


def put(
    sheet: Worksheet, place: str, value: Any, kind: str = "text", *, edge: bool = False
) -> Cell:
    """Write a value in a cell in one of the house's kinds of type, and return the cell.

    A text is never taken for a formula; a formula is written by `put_formula`.
    """
    cell: Cell = sheet[place]
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    _dress(cell, kind, edge=edge)
    return cell


def put_formula(
    sheet: Worksheet, place: str, formula: str, kind: str = "text", *, edge: bool = False
) -> Cell:
    """Write a formula of our own in a cell and return the cell."""
    cell: Cell = sheet[place]
    cell.value = formula
    _dress(cell, kind, edge=edge)
    return cell


def unlock(sheet: Worksheet, place: str) -> Cell:
    """Make a cell one that may be filled in, make it look so, and return it."""
    cell: Cell = sheet[place]
    _dress(cell, "input")
    return cell


def set_widths(sheet: Worksheet, widths: Mapping[str, float]) -> None:
    """Set the widths of columns, in characters."""
    for letter, width in widths.items():
        sheet.column_dimensions[letter].width = width


def set_height(
    sheet: Worksheet, row: int, texts: Mapping[str, str], *, small: str = "", lines: int = 1
) -> None:
    """Give a row room for its wrapped texts, by column, and for `lines` at least.

    `small` holds the letters of the columns that are written in small type.
    """
    needed: list[float] = [lines]
    for letter, text in texts.items():
        scale = _SMALLER if letter in small else 1.0
        room = max(4.0, sheet.column_dimensions[letter].width * _LETTERS_PER_UNIT / scale)
        count = sum(max(1, math.ceil(len(part) / room)) for part in text.split("\n"))
        needed.append(count * scale)
    sheet.row_dimensions[row].height = round(max(needed) * _LINE_POINTS + 6, 1)


def set_up_page(
    sheet: Worksheet, *, title: str, header_row: int = 0, portrait: bool = False
) -> None:
    """Set a sheet up for A4: fitted to the width, header repeated, pages numbered."""
    sheet.page_setup.orientation = "portrait" if portrait else "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(left=0.5, right=0.5, top=0.6, bottom=0.75)
    footer = cast(HeaderFooterItem, sheet.oddFooter)
    footer.left.text = title.replace("&", "&&")
    footer.right.text = "Side &P af &N"
    sheet.sheet_view.showGridLines = False
    if header_row:
        sheet.print_title_rows = f"{header_row}:{header_row}"


def colour_when(
    sheet: Worksheet, cells: str, formula: str, *, font: Font, fill: PatternFill | None = None
) -> None:
    """Give cells another type, and a fill, wherever a formula without ``=`` is true."""
    rule: Rule = FormulaRule(  # type: ignore[no-untyped-call]
        formula=[formula], font=font, fill=fill, stopIfTrue=fill is not None
    )
    sheet.conditional_formatting.add(cells, rule)


def protect(sheet: Worksheet) -> None:
    """Lock everything but the cells to fill in; no password, since it guards no secret.

    Columns may be widened and rows made higher, so that everything can be read.
    """
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.protection.autoFilter = False


def _dress(cell: Cell, kind: str, *, edge: bool = False) -> None:
    """Give a cell a named style of the workbook, made at its first use.

    A named style is many times quicker than type, fill and border cell by cell.
    """
    name = f"praksis {kind}{' line' if edge else ''}"
    workbook = cast("Workbook", cell.parent.parent)
    if name not in workbook.named_styles:
        workbook.add_named_style(_make_style(name, kind, edge=edge))
    cell.style = name


def _make_style(name: str, kind: str, *, edge: bool) -> NamedStyle:
    is_bar = kind in ("header", "section")
    return NamedStyle(
        name=name,
        font=Font(name=_FONT, **_KINDS[kind]),
        fill=_FILLS.get(kind, PatternFill()),
        border=_BOX if kind == "input" else _EDGE if edge else Border(),
        alignment=Alignment(
            wrap_text=kind not in ("title", "section", "lead"),
            horizontal="left",
            indent=1 if kind in ("text", "small", "input", "header") else 0,
            vertical="center" if is_bar else "top",
        ),
        protection=Protection(locked=kind != "input"),
    )
