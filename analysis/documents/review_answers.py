"""What did the reader answer in one case, read from one sheet?

The rows are found by the ids in the first column and the columns by their headings, so
that a row or column put in between is noticed and loses nothing. Every cell is judged
alone: one wrong answer does not take the others with it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_excel

from analysis.checklists.model import Answer, Checklist, Item
from analysis.documents.review_layout import (
    ANSWER,
    CONCLUSION,
    DATE,
    DOCUMENT,
    FINISHED,
    HEADER_ROW,
    ID,
    MINUTES,
    OTHER,
    OUTCOME,
    PRIMARY,
    QUESTION,
    Layout,
)
from analysis.documents.review_read_back import Problem
from analysis.documents.review_words import (
    OUTCOMES,
    YES_NO,
    answer_words,
    document_words,
    primary_words,
    recognise,
)

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MAX_MINUTES = 600
_MAX_ROWS = 2_000
_HEADINGS = {ID: "Nr.", QUESTION: "Spørgsmål", ANSWER: "Svar", DOCUMENT: "Manglende dokument"}
_DATE_FORMS = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?: 00:00:00)?"),
    re.compile(r"(?P<d>\d{1,2})[-./ ](?P<m>\d{1,2})[-./ ](?P<y>\d{4})"),
)


@dataclass(frozen=True)
class SheetAnswers:
    """What one sheet says.

    Attributes
    ----------
    answers : mapping of item id to answer
        Those that are valid, hidden or not.
    documents : mapping of item id to document code
        Missing documents of the items that are *uoplyst*.
    conclusion : mapping of field to value
        Valid fields of the conclusion: codes, an ISO date and minutes.
    problems : tuple of Problem
        What is wrong on the sheet.
    """

    answers: Mapping[str, str]
    documents: Mapping[str, str]
    conclusion: Mapping[str, str | float]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Grid:
    """Where things stand on the sheet as it came back, and what was wrong on the way."""

    sheet: Worksheet
    file: str
    name: str
    columns: Mapping[str, int]
    rows: dict[str, int]
    problems: list[Problem] = field(default_factory=list)

    def report(self, what: str, fix: str, *, at: str = "", column: str = "", fatal: bool) -> None:
        """Note a problem at the row of an item or field and in one of our columns."""
        letter = get_column_letter(self.columns[column]) if column else ""
        row = self.rows.get(at, 0)
        self.problems.append(Problem(self.file, self.name, row, letter, what, fix, fatal))

    def read(self, at: str, column: str) -> Any:
        """Return what a cell holds: None when empty or a formula, which is reported."""
        cell = self.sheet.cell(self.rows[at], self.columns[column])
        if cell.data_type == "f":
            self.report(
                "A formula stands where an answer should.",
                "choose the answer from the list, or type it",
                at=at,
                column=column,
                fatal=True,
            )
            return None
        value = cell.value
        return None if isinstance(value, str) and not value.strip() else value


def find_case_id(sheet: Worksheet) -> str:
    """Return the pseudonym in the head of a sheet; empty where there is none."""
    columns, header = _find_columns(sheet)
    if QUESTION not in columns or header < HEADER_ROW - 1:
        return ""
    value = sheet.cell(max(1, header - 2), columns[QUESTION]).value
    return str(value).strip() if value is not None else ""


def read_sheet(
    sheet: Worksheet,
    *,
    file: str,
    name: str,
    checklist: Checklist,
    layout: Layout,
    drawn_on: dt.date,
    today: dt.date,
    accepted: frozenset[str] | None = None,
) -> SheetAnswers:
    """Read the answers and the conclusion of one case.

    Parameters
    ----------
    sheet : Worksheet
        The sheet of the case.
    file, name : str
        What the messages call the file and the sheet.
    checklist, layout : Checklist, Layout
        The questions, and where they stood when the workbook was made.
    drawn_on, today : date
        The first and last day on which the case can have been read.
    accepted : frozenset of item ids, optional
        Only these are taken, where the workbook has an older version of the questions.
    """
    grid = _find_places(sheet, file=file, name=name, checklist=checklist, layout=layout)
    answers: dict[str, str] = {}
    documents: dict[str, str] = {}
    for item in checklist.items:
        if item.id in grid.rows and (accepted is None or item.id in accepted):
            _read_item(grid, item, checklist=checklist, answers=answers, documents=documents)
    conclusion = _read_conclusion(grid, checklist, drawn_on=drawn_on, today=today)
    return SheetAnswers(answers, documents, conclusion, tuple(grid.problems))


def _find_places(
    sheet: Worksheet, *, file: str, name: str, checklist: Checklist, layout: Layout
) -> _Grid:
    columns, header = _find_columns(sheet)
    lacking = [text for letter, text in _HEADINGS.items() if letter not in columns]
    if lacking:
        grid = _Grid(sheet, file, name, {}, {})
        grid.report(
            "The headings of the questions are missing or changed; nothing on the sheet is read.",
            "undo the change to the headings, or copy the answers into a fresh workbook",
            fatal=True,
        )
        return grid
    wanted = {*layout.items, *(item.id for item in checklist.items), *CONCLUSION}
    found: dict[str, list[int]] = {}
    for row in range(header + 1, min(sheet.max_row, _MAX_ROWS) + 1):
        value = sheet.cell(row, columns[ID]).value
        if isinstance(value, str) and value.strip() in wanted:
            found.setdefault(value.strip(), []).append(row)
    grid = _Grid(sheet, file, name, columns, {key: rows[0] for key, rows in found.items()})
    _report_moves(grid, found, layout=layout)
    return grid


def _find_columns(sheet: Worksheet) -> tuple[dict[str, int], int]:
    """Return our columns by their headings, and the row that they stand in."""
    for row in range(1, 3 * HEADER_ROW + 1):
        texts = {
            str(cell.value).strip(): cell.column
            for cell in sheet[row][:60]
            if isinstance(cell.value, str)
        }
        columns = {letter: texts[text] for letter, text in _HEADINGS.items() if text in texts}
        if len(columns) >= 2:
            return columns, row
    return {}, 0


def _report_moves(grid: _Grid, found: Mapping[str, list[int]], *, layout: Layout) -> None:
    """Say what was put in, taken out or repeated; rows that stand twice are not read."""
    moved = [key for key, rows in found.items() if rows[0] != layout.rows.get(key, rows[0])]
    shifted = [text for text in _HEADINGS if grid.columns[text] != ord(text) - ord("A") + 1]
    if moved or shifted:
        grid.report(
            "Rows or columns were inserted, deleted or moved; the answers were found by their ids.",
            "nothing, if the answers stand beside their own questions",
            at=moved[0] if moved else "",
            fatal=False,
        )
    for key in [key for key in layout.rows if key not in found]:
        grid.report(
            f"The row of {key} is missing.",
            "undo the deletion, or answer the question in a fresh workbook",
            fatal=True,
        )
    for key, rows in found.items():
        if len(rows) > 1:
            grid.report(
                f"The row of {key} stands {len(rows)} times.",
                "delete the rows that were added",
                at=key,
                fatal=True,
            )
            del grid.rows[key]


def _read_item(
    grid: _Grid,
    item: Item,
    *,
    checklist: Checklist,
    answers: dict[str, str],
    documents: dict[str, str],
) -> None:
    answer = _choose(grid, item.id, ANSWER, answer_words(item))
    document = _choose(grid, item.id, DOCUMENT, document_words(checklist))
    if answer:
        answers[item.id] = answer
    if document and answer == Answer.UNKNOWN.value:
        documents[item.id] = document
    elif document:
        grid.report(
            f"A missing document is named at {item.id}, which is not answered with uoplyst.",
            "answer uoplyst, or remove the document",
            at=item.id,
            column=DOCUMENT,
            fatal=True,
        )
    elif answer == Answer.UNKNOWN.value and item.documents:
        grid.report(
            f"{item.id} is uoplyst and no missing document is named.",
            "choose the document that is missing",
            at=item.id,
            column=DOCUMENT,
            fatal=True,
        )


def _choose(grid: _Grid, at: str, column: str, words: Mapping[str, str]) -> str:
    value = grid.read(at, column)
    if value is None:
        return ""
    code = recognise(str(value), words)
    if code is None:
        grid.report(
            f"What stands at {at} is not on the list.",
            "choose from the list in the cell",
            at=at,
            column=column,
            fatal=True,
        )
    return code or ""


def _read_conclusion(
    grid: _Grid, checklist: Checklist, *, drawn_on: dt.date, today: dt.date
) -> dict[str, str | float]:
    lists = {OUTCOME: OUTCOMES, PRIMARY: primary_words(checklist), OTHER: YES_NO, FINISHED: YES_NO}
    values: dict[str, str | float] = {
        name: _choose(grid, name, ANSWER, words)
        for name, words in lists.items()
        if name in grid.rows
    }
    if DATE in grid.rows:
        values[DATE] = _read_date(grid, drawn_on=drawn_on, today=today)
    if MINUTES in grid.rows:
        values[MINUTES] = _read_minutes(grid)
    return {name: value for name, value in values.items() if value not in ("", 0.0)}


def _read_date(grid: _Grid, *, drawn_on: dt.date, today: dt.date) -> str:
    value = grid.read(DATE, ANSWER)
    if value is None:
        return ""
    day = _to_date(value)
    if day is None:
        grid.report(
            "The date of the reading is no date.",
            "write day, month and year, such as 15-03-2026",
            at=DATE,
            column=ANSWER,
            fatal=True,
        )
        return ""
    if not drawn_on <= day <= today:
        late = day > today
        grid.report(
            f"The date of the reading lies {'in the future' if late else 'before the draw'}.",
            f"write the day of the reading, from {drawn_on} to {today}",
            at=DATE,
            column=ANSWER,
            fatal=True,
        )
        return ""
    return day.isoformat()


def _to_date(value: Any) -> dt.date | None:
    """Understand a date as Excel, LibreOffice or a Danish reader writes it."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            made = from_excel(value) if 20_000 < value < 80_000 else None
            return made.date() if isinstance(made, dt.datetime) else None
        for form in _DATE_FORMS:
            match = form.fullmatch(str(value).strip())
            if match:
                return dt.date(*(int(match[part]) for part in ("y", "m", "d")))
    except (ValueError, OverflowError):
        pass
    return None


def _read_minutes(grid: _Grid) -> float:
    value = grid.read(MINUTES, ANSWER)
    if value is None:
        return 0.0
    try:
        text = str(value).strip().replace(",", ".")
        minutes = 0.0 if isinstance(value, bool) else float(text)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes <= MAX_MINUTES:
        grid.report(
            f"The minutes are no number over 0 and up to {MAX_MINUTES}.",
            "write the minutes spent on the case, such as 45",
            at=MINUTES,
            column=ANSWER,
            fatal=True,
        )
        return 0.0
    return minutes
