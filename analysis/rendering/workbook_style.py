"""How do a workbook's cells look, and how is a sheet set up for screen and paper?

A number is written as it is; only its format depends on what it counts. Colour is never the
only sign of anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from analysis.parameters.fields import Field
from analysis.rendering.report import ReportMeta

LONGEST_TEXT = 32_767  # characters that a cell of Excel can hold
A4 = 9
_GREY, _BLUE, _INK = "#4A5560", "#005A9C", "#1B2127"
_FEW_DECIMALS = 100  # from here on the decimals of a count or an amount say nothing
_SMALL_RATE = 0.1
_PATTERNS = {
    "whole": "#,##0",
    "tenth": "#,##0.0",
    "ratio": "0.00",
    "share": "0.0%",
    "rate": "0.00",
    "small_rate": "0.00000",
    "plain": "#,##0.####",
    "probability": "0.0000",
}


@dataclass(frozen=True)
class Look:
    """The formats of one workbook, and what stands at the foot of each printed page."""

    title: Any
    stamp: Any
    text: Any
    wrapped: Any
    small: Any
    header: Any
    link: Any
    numbers: dict[str, Any]
    foot: str


def make_look(workbook: Any, meta: ReportMeta, *, stamp: str) -> Look:
    """Register the formats with a workbook.

    Parameters
    ----------
    workbook : xlsxwriter.Workbook
        An open workbook.
    meta : ReportMeta
        Whose status is printed at the foot.
    stamp : str
        Printed at the foot too; empty where nothing is synthetic.
    """
    add = workbook.add_format
    status = " · ".join(part for part in (meta.status_line, meta.embargo_line) if part)
    return Look(
        title=add({"bold": True, "font_size": 14, "font_color": _INK}),
        stamp=add({"bold": True, "font_color": _INK}),
        text=add({"font_color": _INK}),
        wrapped=add({"font_color": _INK, "text_wrap": True, "valign": "top"}),
        small=add({"font_color": _GREY, "font_size": 8, "text_wrap": True, "valign": "bottom"}),
        header=add({"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1}),
        link=add({"font_color": _BLUE, "underline": 1}),
        numbers={name: add({"num_format": pattern}) for name, pattern in _PATTERNS.items()},
        foot=f"&L{_plain(status)}&C{_plain(stamp)}&RSide &P af &N",
    )


def format_of(field: Field, value: float) -> str:
    """Return the name of the format that a number of this kind is read in.

    Examples
    --------
    >>> from analysis.parameters.fields import describe_field
    >>> format_of(describe_field("n_observed"), 412), format_of(describe_field("share"), 0.4)
    ('whole', 'share')
    """
    if field.unit in {"andel", "forhold"}:
        return "share" if field.unit == "andel" else "ratio"
    if field.unit == "sandsynlighed":
        return "probability"
    if field.kind == "rate":
        return "small_rate" if abs(value) < _SMALL_RATE else "rate"
    if float(value).is_integer():
        return "whole"
    if field.kind in {"count", "money", "range"} or abs(value) >= _FEW_DECIMALS:
        return "tenth"
    return "plain"


def set_up_page(sheet: Any, look: Look, *, header_row: int) -> None:
    """Print a sheet on A4 across, as wide as the paper, with its header on every page."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
    sheet.repeat_rows(header_row)
    sheet.set_footer(look.foot)
    sheet.hide_gridlines(2)


def write_text(sheet: Any, row: int, column: int, text: str, cell_format: Any) -> None:
    """Write a text as a text, whatever it begins with; a longer one than a cell holds is cut."""
    if text:
        fits = text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
        sheet.write_string(row, column, fits, cell_format)


def _plain(text: str) -> str:
    """Keep a sign that means something in a footer from doing so."""
    return text.replace("&", "&&")
