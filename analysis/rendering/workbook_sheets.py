"""How does one sheet of numbers look: all numbers in long form, or one exhibit as a table?

Each is an Excel table with one header row, so that it sorts, filters and is read aloud with
its headings. A sheet that would be longer than Excel allows goes on in another.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from analysis.blocks.model import STAMP
from analysis.concepts import Origin
from analysis.parameters.fields import LIMITS, Field, say_word
from analysis.rendering.workbook_bulk import Cell
from analysis.rendering.workbook_numbers import ORIGINS, Exhibit, NumberRow, is_number
from analysis.rendering.workbook_style import Look, format_of, set_up_page, write_text

_LINE = 150  # characters of a note on one line of a sheet
_NARROWEST, _WIDEST = 9, 44
_LOOKED_AT = 200  # rows that the width of a column is judged by
_STYLE = "Table Style Light 1"
EMPTY_MEANS = "Tom celle: ukendt, uden betydning for rækken eller ikke offentliggjort."
COLUMNS = (
    ("Afsnit", 24), ("Titel", 34), ("Side", 34), ("Linje i CSV", 8), ("Tallet handler om", 48),
    ("Felt", 30), ("Værdi", 13), ("Enhed", 18), ("Periode", 17), ("Nedre grænse", 13),
    ("Øvre grænse", 13), ("Niveau", 8), ("Oprindelse", 12), ("Kildetabel", 20),
    ("Kildefiler", 34), ("Feltnavn i CSV", 24),
)  # fmt: skip


def write_heading(sheet: Any, n_rows: int, look: Look, *, name: str) -> None:
    """Set up a sheet for numbers in long form: one row each, with everything known of it.

    Parameters
    ----------
    sheet : xlsxwriter.Worksheet
        An empty sheet.
    n_rows : int
        How many rows of `list_cells` are put in below: no more than fit.
    look : Look
        The workbook's formats.
    name : str
        Name of the Excel table, not used before in the workbook.
    """
    # A table of one row, which grows with the rows put in: the library notes each cell of one.
    _add_table(sheet, 0, 1, [heading for heading, _ in COLUMNS], look, name)
    for column, (_, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
    # A format that no cell of the library's uses is left out of the file, unless a column has it.
    for column, cell_format in enumerate(look.numbers.values(), start=len(COLUMNS)):
        sheet.set_column(column, column, None, cell_format)
    sheet.freeze_panes(1, 0)
    set_up_page(sheet, look, header_row=0)
    sheet.ignore_errors({"number_stored_as_text": f"A1:P{n_rows + 1}"})


def list_cells(rows: Iterable[NumberRow]) -> Iterator[tuple[Cell, ...]]:
    """Return the cells of numbers in long form, in the order of `COLUMNS`."""
    for row in rows:
        exhibit, field = row.exhibit, row.field
        value, lower, upper = (
            None if each is None else (each, format_of(field, each))
            for each in (row.value, row.lower, row.upper)
        )
        level = None if row.level is None else (row.level, "share")
        yield (
            *(exhibit.id, exhibit.title, exhibit.question, (row.line, "plain"), row.subject),
            *(field.label, value, row.unit, row.period, lower, upper, level),
            *(ORIGINS[exhibit.origin], row.table, exhibit.files, field.key),
        )


def write_exhibit(
    sheet: Any, exhibit: Exhibit, records: Sequence[Any], look: Look, *, name: str, front: str
) -> None:
    """Write one table or figure: what it is above, and its records as a table below.

    Parameters
    ----------
    sheet : xlsxwriter.Worksheet
        An empty sheet.
    exhibit : Exhibit
        What is shown.
    records : sequence of mappings
        Its records, or those of them that fit on this sheet.
    look : Look
        The workbook's formats.
    name : str
        Name of the Excel table.
    front : str
        Name of the sheet with the list of sheets.
    """
    fields = [exhibit.describe(key) for key in exhibit.keys]
    header_row = _write_top(sheet, exhibit, look, front) + 3
    for column, field in enumerate(fields):
        write_text(sheet, header_row - 2, column, field.key, look.small)
        unit = "se kolonnen Enhed" if field.unit_columns else field.unit
        write_text(sheet, header_row - 1, column, unit, look.small)
    _add_table(sheet, header_row, len(records), unique_headings(fields), look, name)
    sheet.freeze_panes(header_row + 1, 0)
    set_up_page(sheet, look, header_row=header_row)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    for at, record in enumerate(records, start=header_row + 1):
        for column, field in enumerate(fields):
            _write_value(sheet, at, column, record.get(field.key), field, look)
    for column, field in enumerate(fields):
        sheet.set_column(column, column, _width(field, records))


def unique_headings(fields: Sequence[Field]) -> list[str]:
    """Return the labels, with the key beside those that would stand twice.

    Examples
    --------
    >>> from analysis.parameters.fields import describe_field
    >>> unique_headings([describe_field("ratio_crude"), describe_field("crude_ratio")])
    ['Rå rate / rå rate', 'Rå rate / rå rate (crude_ratio)']
    """
    used: set[str] = set()
    result = []
    for field in fields:
        heading = field.label
        if heading.casefold() in used:
            heading = f"{field.label} ({field.key})"
        used.add(heading.casefold())
        result.append(heading)
    return result


def count_top_rows(exhibit: Exhibit) -> int:
    """Return how many rows of a sheet stand above the records: lines, link, key, unit, heading."""
    return len(_top_lines(exhibit)) + 6


def _top_lines(exhibit: Exhibit) -> list[str]:
    """Return the lines on what the exhibit is, broken where a page would be too narrow."""
    lines = [
        f"Side: {exhibit.question}",
        exhibit.note,
        f"Kilder: {exhibit.tables or 'ingen tabel'} ({exhibit.files})",
        EMPTY_MEANS,
    ]
    return [part for line in lines for part in textwrap.wrap(line, _LINE)]


def _write_top(sheet: Any, exhibit: Exhibit, look: Look, front: str) -> int:
    """Write title, origin, the lines and a link back; return the row of the link."""
    write_text(sheet, 0, 0, exhibit.title, look.title)
    origin = f"Oprindelse: {ORIGINS[exhibit.origin]}"
    stamp = f"{STAMP}. " if exhibit.origin is Origin.SYNTHETIC else ""
    write_text(sheet, 1, 0, stamp + origin, look.stamp)
    lines = _top_lines(exhibit)
    for row, line in enumerate(lines, start=2):
        write_text(sheet, row, 0, line, look.text)
    back = len(lines) + 2
    sheet.write_url(back, 0, f"internal:'{front}'!A1", look.link, "Til oversigten")
    return back


def _add_table(
    sheet: Any, header_row: int, n_rows: int, headings: Sequence[str], look: Look, name: str
) -> None:
    options = {
        "name": name,
        "style": _STYLE,
        "columns": [{"header": each, "header_format": look.header} for each in headings],
    }
    sheet.add_table(header_row, 0, header_row + max(n_rows, 1), len(headings) - 1, options)


def _write_value(sheet: Any, row: int, column: int, value: Any, field: Field, look: Look) -> None:
    """Write a value of a record: a number as a number, a text as a text, nothing as nothing."""
    if is_number(value):
        _write_number(sheet, row, column, value, field, look)
    elif isinstance(value, bool):
        sheet.write_string(row, column, "ja" if value else "nej")
    elif isinstance(value, str):
        shown = say_word(value) if field.kind in {"identifier", "unit", "origin"} else value
        write_text(sheet, row, column, shown, None)
    elif value is not None and value == value and not isinstance(value, float):  # NaN is not itself
        write_text(sheet, row, column, str(value), None)


def _write_number(
    sheet: Any, row: int, column: int, value: float, field: Field, look: Look
) -> None:
    is_name = field.kind not in LIMITS and field.kind in {"identifier", "period"}
    cell_format = None if is_name else look.numbers[format_of(field, value)]
    sheet.write_number(row, column, value, cell_format)


def _width(field: Field, records: Sequence[Any]) -> int:
    """Return a column's width in characters: its longest word or value, within reason."""
    texts = [*field.label.split(), field.key]
    texts += [str(record.get(field.key) or "") for record in records[:_LOOKED_AT]]
    return min(max(_NARROWEST, *(len(text) + 2 for text in texts)), _WIDEST)
