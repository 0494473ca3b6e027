"""How do tens of thousands of rows get into a sheet in the time that a reader waits?

The library that makes the workbook takes several microseconds for each cell, and all numbers
of a practice report are half a million cells. So their sheet is made with its heading, its
table and its layout by the library, and the rows below the heading are put in here, in the
same form: texts in the workbook's list of texts, numbers as they are. Nothing else of the
file is touched.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from analysis.rendering.workbook_style import LONGEST_TEXT

Cell = str | tuple[float, str] | None
_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
_LEVEL = 4  # of compression: a little larger, and made in half the time
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_TEXTS = "xl/sharedStrings.xml"
_COUNTS = re.compile(r' count="(\d+)" uniqueCount="(\d+)"')
_TABLE = re.compile(r'Target="\.\./tables/(table\d+\.xml)"')
_REACH = re.compile(r'( ref="A1:[A-Z]+)\d+(")')
_CONTROL = re.compile(r"[\x00-\x08\x0B-\x1F\uFFFE\uFFFF]")
_LOOKS_ESCAPED = re.compile(r"(_x[0-9a-fA-F]{4}_)")


def fill_sheets(
    archive: bytes, filled: Mapping[int, Sequence[Sequence[Cell]]], styles: Mapping[str, int]
) -> bytes:
    """Return a workbook with rows put in below the heading of some of its sheets.

    Parameters
    ----------
    archive : bytes
        A workbook. The sheets to be filled have their heading in the first row and no other,
        and one Excel table of this row and the next.
    filled : mapping of int to rows
        Rows by the number of their sheet, from one. A cell is a text, a number with the name
        of its format, or None; there are at most 26 in a row.
    styles : mapping of str to int
        The number that the workbook gives each named format.

    Returns
    -------
    bytes
        The workbook, each entry with a fixed time and no trace of the system that made it.
    """
    texts: dict[str, int] = {}
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(result, "w") as target:
        parts = {name: source.read(name) for name in source.namelist()}
        known = _count_texts(parts[_TEXTS]) if _TEXTS in parts else 0
        n_texts = 0
        for number, rows in filled.items():
            name = f"xl/worksheets/sheet{number}.xml"
            body, n_cells = _rows_xml(rows, texts, known, styles)
            parts[name] = _put_in(parts[name].decode("utf-8"), body, len(rows)).encode("utf-8")
            table = _table_of(parts, number)
            parts[table] = _stretch(parts[table].decode("utf-8"), len(rows)).encode("utf-8")
            n_texts += n_cells
        if filled:
            parts[_TEXTS] = _add_texts(parts[_TEXTS].decode("utf-8"), texts, n_texts).encode(
                "utf-8"
            )
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, date_time=_FIRST_MOMENT)
            entry.create_system = 0
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, data, compresslevel=_LEVEL)
    return result.getvalue()


def _rows_xml(
    rows: Sequence[Sequence[Cell]], texts: dict[str, int], known: int, styles: Mapping[str, int]
) -> tuple[str, int]:
    """Return the rows as XML and how many texts stand in them; new texts get a number."""
    result = []
    n_texts = 0
    for at, row in enumerate(rows, start=2):
        result.append(f'<row r="{at}">')
        for letter, cell in zip(_LETTERS, row, strict=False):
            if isinstance(cell, str):
                if cell:
                    index = texts.setdefault(cell, known + len(texts))
                    result.append(f'<c r="{letter}{at}" t="s"><v>{index}</v></c>')
                    n_texts += 1
            elif cell is not None:
                value, style = cell
                shown = str(value) if value.__class__ is int else repr(float(value))
                result.append(f'<c r="{letter}{at}" s="{styles[style]}"><v>{shown}</v></c>')
        result.append("</row>")
    return "".join(result), n_texts


def _put_in(sheet: str, body: str, n_rows: int) -> str:
    """Put rows below the heading, and say how far the sheet now reaches."""
    reaching = re.sub(r'(<dimension ref="A1:[A-Z]+)\d+"', rf'\g<1>{n_rows + 1}"', sheet, count=1)
    return reaching.replace("</sheetData>", f"{body}</sheetData>", 1)


def _table_of(parts: Mapping[str, bytes], number: int) -> str:
    """Return the part that describes the table of a sheet."""
    relations = parts[f"xl/worksheets/_rels/sheet{number}.xml.rels"].decode("utf-8")
    found = _TABLE.search(relations)
    assert found is not None
    return f"xl/tables/{found.group(1)}"


def _stretch(table: str, n_rows: int) -> str:
    """Let a table, and what filters it, reach over all rows."""
    return _REACH.sub(rf"\g<1>{max(n_rows, 1) + 1}\g<2>", table)


def _count_texts(part: bytes) -> int:
    found = _COUNTS.search(part[:400].decode("utf-8", errors="replace"))
    return int(found.group(2)) if found else 0


def _add_texts(part: str, texts: Mapping[str, int], n_cells: int) -> str:
    """Put new texts at the end of the workbook's list, and count them."""
    items = "".join(map(_text_xml, texts))
    counted = _COUNTS.sub(
        lambda found: (
            f' count="{int(found.group(1)) + n_cells}"'
            f' uniqueCount="{int(found.group(2)) + len(texts)}"'
        ),
        part,
        count=1,
    )
    return counted.replace("</sst>", f"{items}</sst>", 1)


def _text_xml(text: str) -> str:
    fits = text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
    plain = _LOOKS_ESCAPED.sub(r"_x005F\1", fits)
    safe = escape(_CONTROL.sub(lambda found: f"_x{ord(found.group(0)):04X}_", plain))
    space = ' xml:space="preserve"' if safe != safe.strip() else ""
    return f"<si><t{space}>{safe}</t></si>"
