"""Is this file a workbook that may be read, and does it hold a CPR number anywhere?

Nothing is opened by Excel and nothing in the file is run. Macros, links and embedded
objects are refused all the same: a workbook that was sent out has none, so a file with
them is not the one that was sent.
"""

from __future__ import annotations

import html
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell

from analysis.documents.review_layout import FIXED_SHEETS
from analysis.documents.review_read_back import Problem
from analysis.sources.privacy import find_cpr_like

MAX_BYTES = 200_000_000  # unpacked; two hundred cases take less than a tenth
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACRO_SUFFIXES = {".xlsm", ".xltm", ".xlam", ".xlsb"}
_ACTIVE = ("vbaproject", "macrosheets/", "externallinks/", "embeddings/", "activex/")
_TEXT = re.compile(r">([^<]+)<")
_AS_SENT = "ask the reader for the workbook as it was sent, saved as .xlsx"


def open_workbook(path: Path, *, name: str) -> tuple[Workbook | None, list[Problem]]:
    """Open a file with care.

    Parameters
    ----------
    path : Path
        The file. It is read and never changed.
    name : str
        What the messages call it.

    Returns
    -------
    tuple of Workbook or None, list of Problem
        None where the file cannot be read; the problem then says why.
    """

    def refuse(what: str, fix: str = _AS_SENT) -> tuple[None, list[Problem]]:
        return None, [Problem(name, "", 0, "", what, fix, is_fatal=True)]

    try:
        data = path.read_bytes()
    except OSError:
        return refuse("The file is not there or cannot be opened.", "check the path")
    if path.suffix.lower() in _MACRO_SUFFIXES:
        return refuse(
            "The file is of a kind that may hold macros.", "save it as .xlsx, and only so"
        )
    if data.startswith(_OLD_OFFICE):
        return refuse(
            "The file is encrypted, or in the old Excel format.",
            "remove the password, or save it as .xlsx, and read it again",
        )
    try:
        parts = _list_parts(data)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError):
        return refuse("The file is broken, or no Excel workbook.")
    if "xl/workbook.xml" not in parts:
        return refuse("The file is no Excel workbook.", "save it as .xlsx and read it again")
    if any(word in part.lower() for part in parts for word in _ACTIVE):
        return refuse("The file holds macros, links to other files or embedded objects.")
    try:
        texts = dict(_read_parts(data))
        _fail_if_entities(texts)
        with warnings.catch_warnings():
            # The library warns of what it does not keep, and nothing is written back.
            warnings.simplefilter("ignore")
            workbook = load_workbook(io.BytesIO(data), keep_links=False)
    except Exception:  # whatever a broken file makes the libraries raise, the answer is one
        return refuse("The file is broken.")
    return workbook, [*_find_cpr_in_cells(workbook, name), *_find_cpr_beside(texts, name)]


def show_sheet(workbook: Workbook, title: str, *, known: set[str] | None = None) -> str:
    """Name a sheet for a message: by its title where it is ours, otherwise by its number."""
    if title in FIXED_SHEETS or title in (known or set()):
        return title
    if re.fullmatch(r"Sag \d{2,4}", title):
        return title
    return f"sheet number {workbook.sheetnames.index(title) + 1}"


def _list_parts(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_BYTES:
            raise ValueError("too large")
        return archive.namelist()


def _read_parts(data: bytes) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels", ".vml")):
                yield name, archive.read(name).decode("utf-8", errors="replace")


def _find_cpr_in_cells(workbook: Workbook, name: str) -> Iterator[Problem]:
    for title in workbook.sheetnames:
        sheet = workbook[title]
        for cell in _list_cells(sheet):
            if _looks_like_cpr(cell.value):
                place = show_sheet(workbook, title)
                yield _cpr_problem(name, place, row=cell.row, column=cell.column_letter)


def _list_cells(sheet: Any) -> Iterator[Cell]:
    for row in getattr(sheet, "iter_rows", tuple)():
        yield from (cell for cell in row if cell.value is not None)


def _looks_like_cpr(value: Any) -> bool:
    """Tell it of a cell; a number loses its leading zero when it is typed as one."""
    if isinstance(value, bool):
        return False
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        digits = str(int(value))
        return len(digits) in (9, 10) and find_cpr_like(digits.zfill(10))
    return find_cpr_like(str(getattr(value, "text", value)))


def _find_cpr_beside(texts: dict[str, str], name: str) -> Iterator[Problem]:
    """Look in notes, text boxes, headers, names and properties: all that are not cells."""
    for part, text in texts.items():
        is_sheet = part.startswith("xl/worksheets/sheet")
        if part == "xl/sharedStrings.xml":
            continue
        # Of a sheet only what follows the cells: its headers, footers and choices.
        tail = text.rpartition("</sheetData>")[2] if is_sheet else text
        values = [*_TEXT.findall(tail), *re.findall(r'="([^"]*)"', tail)]
        if any(find_cpr_like(html.unescape(value)) for value in values):
            yield _cpr_problem(name, f"beside the cells ({part.rsplit('/', 1)[-1]})")


def _cpr_problem(name: str, sheet: str, *, row: int = 0, column: str = "") -> Problem:
    return Problem(
        *(name, sheet, row, column, "There is what looks like a CPR number (not shown)."),
        fix="delete it, save, destroy the copies of the file, and read it again",
        is_fatal=True,
    )


def _fail_if_entities(texts: dict[str, str]) -> None:
    if any("<!DOCTYPE" in text or "<!ENTITY" in text for text in texts.values()):
        raise ValueError("a workbook declares no entities")
