"""How does a report table become a slide's table? Native cells, measured row by row.

Columns that hold drawings are left out: a chart beside the table shows the same. A table
that needs type below the smallest is refused with the number of rows that fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches, Pt

from analysis.blocks.model import Mark, Table
from analysis.documents.slides_look import INK, PALE, QUIET, RULE, SMALLEST, Place
from analysis.documents.slides_parts import add_run, describe_shape
from analysis.documents.slides_text import measure_height, measure_width
from analysis.errors import RenderingError

SIZES = (18.0, 16.0, SMALLEST)
_SIDE, _ABOVE = 0.08, 0.05  # inches of air in a cell
_ALIGNMENTS = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_EDGES = ("a:lnL", "a:lnR", "a:lnT", "a:lnB")


def add_table(slide: Any, place: Place, table: Table, *, name: str) -> float:
    """Add a table to a slide, and return its height in inches.

    Parameters
    ----------
    slide : pptx.slide.Slide
        Where to write.
    place : Place
        The box that it may fill.
    table : Table
        Its caption is the alternative text; the slide's title says the message.
    name : str
        Name of the shape.

    Raises
    ------
    RenderingError
        If the rows do not fit in the smallest type.
    """
    columns = _choose_columns(table)
    heads = [table.columns[column].label for column in columns]
    rows = [[str(row.cells[c]) for c in columns] if not row.is_group else [str(row.cells[0])]
            for row in table.rows]  # fmt: skip
    size, widths, heights = _fit(heads, rows, place, table.caption)
    frame = slide.shapes.add_table(
        len(rows) + 1, len(columns),
        *(Inches(value) for value in (place.left, place.top, place.width, sum(heights))),
    )  # fmt: skip
    describe_shape(frame, _say_table(table, len(rows)), name=name)
    native = frame.table
    native._tbl.tblPr.find(qn("a:tableStyleId")).text = _NO_STYLE
    native.first_row, native.horz_banding = True, False
    for column, width in zip(native.columns, widths, strict=True):
        column.width = Inches(width)
    for row, height in zip(native.rows, heights, strict=True):
        row.height = Inches(height)
    aligns = [table.columns[column].align for column in columns]
    for cell, head, align in zip(native.rows[0].cells, heads, aligns, strict=True):
        _fill(cell, head, size=size, align=align, colour=QUIET, is_bold=True, rule=INK)
    for number, (row, texts) in enumerate(zip(table.rows, rows, strict=True), start=1):
        cells = list(native.rows[number].cells)
        if row.is_group and len(cells) > 1:
            cells[0].merge(cells[-1])
        padded = [*texts, *[""] * (len(cells) - len(texts))]
        for cell, words, align in zip(cells, padded, aligns, strict=True):
            _fill(
                cell, words, size=size, align=align, is_bold=row.is_focus or row.is_group,
                fill=PALE if row.is_focus else "",
            )  # fmt: skip
    return sum(heights)


def fits_place(table: Table, *, width: float, height: float) -> bool:
    """Tell whether a table fits a box in the smallest type.

    Parameters
    ----------
    table : Table
        As for `add_table`.
    width, height : float
        Of the box, in inches.
    """
    columns = _choose_columns(table)
    heads = [table.columns[column].label for column in columns]
    rows = [[str(row.cells[c]) for c in columns] if not row.is_group else [str(row.cells[0])]
            for row in table.rows]  # fmt: skip
    try:
        _fit(heads, rows, Place(0.0, 0.0, width, height), table.caption)
    except RenderingError:
        return False
    return True


def _choose_columns(table: Table) -> list[int]:
    full = [row for row in table.rows if not row.is_group]
    return [
        column
        for column in range(len(table.columns))
        if not any(isinstance(row.cells[column], Mark) for row in full)
    ]


def _fit(
    heads: list[str], rows: list[list[str]], place: Place, caption: str
) -> tuple[float, list[float], list[float]]:
    """Return size, widths and heights of the largest type in which the table fits."""
    heights: list[float] = []
    for size in SIZES:
        try:
            widths = _share_width(heads, rows, place.width, size)
        except RenderingError:
            continue
        heights = [_height(row, widths, size) for row in [heads, *rows]]
        if sum(heights) <= place.height:
            return size, widths, heights
    room = 0.0
    fitting = -1
    for height in heights:
        room += height
        fitting += room <= place.height
    raise RenderingError(
        f"A table of {len(rows)} rows and {len(heads)} columns does not fit on the slide.",
        where=f"table {caption!r}",
        expected=f"at most {fitting} rows like these" if heights else "fewer columns",
        fix="show the rows that carry the message, and refer to the report for the rest",
    )


def _share_width(heads: list[str], rows: list[list[str]], width: float, size: float) -> list[float]:
    """Return widths: no word is broken, and what is left goes where texts are long."""
    full = [row for row in rows if len(row) == len(heads)]
    least, wanted = [], []
    for column, head in enumerate(heads):
        texts = [head, *(row[column] for row in full)]
        words = [word for text in texts for word in text.split(" ") if word] or [" "]
        least.append(_widest(words, size))
        wanted.append(_widest(texts, size))
    if sum(least) > width:
        raise RenderingError("The columns are wider than the slide.")
    spare = width - sum(least)
    needs = [want - low for want, low in zip(wanted, least, strict=True)]
    if sum(needs) <= spare:
        rest = (spare - sum(needs)) / len(heads)
        return [want + rest for want in wanted]
    return [low + spare * need / sum(needs) for low, need in zip(least, needs, strict=True)]


def _widest(texts: Sequence[str], size: float) -> float:
    widths = (measure_width(text, size=size, is_bold=True) for text in texts)
    return max(widths) + 2 * _SIDE + 0.02


def _height(row: Sequence[str], widths: Sequence[float], size: float) -> float:
    if len(row) < len(widths):
        widths = [sum(widths)]
    lines = [
        measure_height([text], size=size, width=width - 2 * _SIDE, is_bold=True)
        for text, width in zip(row, widths, strict=True)
    ]
    return max(lines) + 2 * _ABOVE


def _fill(
    cell: Any,
    words: str,
    *,
    size: float,
    align: str,
    colour: str = INK,
    is_bold: bool = False,
    fill: str = "",
    rule: str = RULE,
) -> None:
    cell.margin_left = cell.margin_right = Inches(_SIDE)
    cell.margin_top = cell.margin_bottom = Inches(_ABOVE)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    line = cell.text_frame.paragraphs[0]
    line.alignment = _ALIGNMENTS[align]
    if words:
        add_run(line, words, size=size, colour=colour, is_bold=is_bold)
    end = line._p.get_or_add_endParaRPr()
    end.set("sz", str(int(size * 100)))
    properties = cell._tc.get_or_add_tcPr()
    for edge in _EDGES:
        properties.append(parse_xml(_edge(edge, rule)))
    if fill:
        cell.fill.solid()
        cell.fill.fore_color.rgb = RGBColor.from_string(fill)
    else:
        cell.fill.background()


def _edge(edge: str, colour: str) -> str:
    if edge != "a:lnB":
        return f'<{edge} {nsdecls("a")} w="0"><a:noFill/></{edge}>'
    width = int(Pt(1.25 if colour == INK else 0.5))
    return (
        f'<{edge} {nsdecls("a")} w="{width}"><a:solidFill><a:srgbClr val="{colour}"/>'
        f"</a:solidFill></{edge}>"
    )


def _say_table(table: Table, count: int) -> str:
    heads = ", ".join(column.label for column in table.columns if column.label)
    return f"Tabel med {count} rækker: {table.caption}. Kolonner: {heads}."
