"""What came back in a workbook of a practice study? Read with care, or refused with reasons.

The same checks as for the file of the study. Everything that is wrong is named by sheet,
row and column, all at once, and never with what stands in the cell. Nothing is taken from a
workbook in which anything is wrong.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl.utils import get_column_letter

from analysis.concepts import Lineage
from analysis.documents.review_file import open_workbook
from analysis.documents.study_layout import (
    ANALYSES,
    COLUMNS,
    ENTRIES,
    KIND,
    LISTS,
    SheetColumn,
    read_words,
)
from analysis.errors import SourceError
from analysis.study.fields import Fault, read_analysis, read_entry
from analysis.study.model import Study
from analysis.study.read import fail_if_any, find_repeated_ids, write_fault

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_KEYS_OF_AN_ID = ("practice", "title", "known_on", "published", "period_from")


def read_study_workbook(
    path: str | Path, lineage: Lineage | None = None, *, codes: Collection[str] = ()
) -> Study:
    """Read a workbook that `write_study_workbook` wrote and somebody filled in.

    Parameters
    ----------
    path : path
        The xlsx file.
    lineage : Lineage, optional
        What the result rests on.
    codes : collection of str, optional
        Codes of the municipalities that there are; another is refused.

    Returns
    -------
    Study
        Rows without content are left out. A row without an id gets one that follows from
        what it says, so that reading it again adds nothing.

    Raises
    ------
    SourceError
        If the file is no such workbook or cannot be opened safely, or if anything in it
        is wrong; all of it in one error.
    """
    file = Path(path)
    workbook = _open(file)
    faults: list[str] = []
    found: dict[str, list[Any]] = {ENTRIES: [], ANALYSES: []}
    for name, things in found.items():
        sheet = workbook[name]
        faults += _find_wrong_headings(sheet)
        places = []
        for row, values in _list_rows(sheet, faults):
            thing, wrong = (
                read_entry(values, codes=codes) if name == ENTRIES else read_analysis(values)
            )
            faults += [_write(sheet.title, row, fault) for fault in wrong]
            if thing is not None:
                things.append(thing)
                places.append((f"{sheet.title}, row {row}", thing.id))
        faults += find_repeated_ids(places)
    fail_if_any(faults, where=file.name)
    return Study(tuple(found[ENTRIES]), tuple(found[ANALYSES]), lineage or Lineage())


def _open(file: Path) -> Workbook:
    """Open the workbook with care, and refuse one that is not ours."""
    workbook, problems = open_workbook(file, name=file.name)
    if problems:
        places = "".join(f"\n    {each.place}: {each.what}" for each in problems)
        raise SourceError(
            "The workbook of the practice study cannot be used as it is.",
            where=f"{file.name}{places}",
            expected="a workbook from praksis study workbook, saved as .xlsx",
            fix=problems[0].fix,
        )
    is_ours = workbook is not None and {ENTRIES, ANALYSES, LISTS} <= set(workbook.sheetnames)
    if workbook is None or not is_ours or workbook[LISTS]["A1"].value != KIND:
        raise SourceError(
            "The workbook is not one of a practice study.",
            where=file.name,
            expected=f"the sheets {ENTRIES}, {ANALYSES} and the hidden {LISTS}, as written",
            fix="copy the rows into a workbook from praksis study workbook",
        )
    return workbook


def _find_wrong_headings(sheet: Worksheet) -> Iterator[str]:
    """Yield a fault for each heading that is not as it was written."""
    for position, column in enumerate(COLUMNS[sheet.title], start=1):
        if sheet.cell(1, position).value != column.label:
            letter = get_column_letter(position)
            yield f"{sheet.title}, row 1, column {letter}: expected: {column.label}"


def _list_rows(sheet: Worksheet, faults: list[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the rows with content as fields by key; formulas become faults."""
    columns = COLUMNS[sheet.title]
    for number, cells in enumerate(sheet.iter_rows(min_row=2), start=2):
        written = [cell.value for cell in cells[: len(columns)]]
        formulas = [cell.coordinate for cell in cells if cell.data_type == "f"]
        faults += [
            f"{sheet.title}, {place}: is a formula; expected: what was meant, as text"
            for place in formulas
        ]
        beyond = [cell for cell in cells[len(columns) :] if cell.value is not None]
        if beyond:
            place = f"{sheet.title}, row {number}, column {beyond[0].column_letter}"
            faults.append(f"{place}: lies beyond the columns; expected: nothing there")
        if formulas or all(each is None or not str(each).strip() for each in written):
            continue
        yield number, _read_row(columns, written)


def _read_row(columns: Sequence[SheetColumn], written: Sequence[Any]) -> dict[str, Any]:
    """Return a row as fields by key, with codes for words and an id."""
    by_key = {
        column.key: value.strip() if isinstance(value, str) else value
        for column, value in zip(columns, written, strict=False)
    }
    themes = next((column for column in columns if column.key == "theme"), None)
    theme = str(read_words(themes, by_key.get("theme"), "")) if themes else ""
    values = {
        column.key: read_words(column, by_key.get(column.key), theme)
        for column in columns
        if by_key.get(column.key) not in (None, "")
    }
    values.setdefault("id", _make_id(values))
    return values


def _make_id(values: dict[str, Any]) -> str:
    """Return an id that follows from what the row says."""
    said = "\n".join(str(values.get(key, "")) for key in _KEYS_OF_AN_ID)
    digest = hashlib.sha256(said.encode("utf-8")).hexdigest()[:8]
    if "theme" not in values:
        return f"analyse-x{digest}"
    start = f"{values.get('municipality_code', '')}-{values['theme']}".replace("_", "-")
    return f"{start}-x{digest}"


def _write(sheet: str, row: int, fault: Fault) -> str:
    """Write a fault with the letter of its column."""
    keys = [column.key for column in COLUMNS[sheet]]
    place = f"{sheet}, row {row}"
    if fault.key in keys:
        place += f", column {get_column_letter(keys.index(fault.key) + 1)}"
    return write_fault(place, fault)
