"""Where does everything stand in a review workbook?

The writer and the reader both ask here. A case sheet has a head of three rows, a header
row, one row per item under a heading per part, and then the conclusion. The reader finds
a row by the id in column A and uses the row number here only to see that rows were moved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from analysis.checklists.model import Checklist

README, OVERVIEW, LISTS, CONTROL = "Læs mig", "Oversigt", "Lister", "_kontrol"
FIXED_SHEETS = (README, OVERVIEW, LISTS, CONTROL)

ID, QUESTION, HELP, LAW, ANSWER, DOCUMENT, STATUS = "A", "B", "C", "D", "E", "F", "G"
HEADER_ROW = 4
CASE_ID_CELL, PROGRESS_CELL, CASE_STATUS_CELL = "B2", "F2", "F3"

OUTCOME, DATE, MINUTES, PRIMARY, OTHER, FINISHED = (f"Slut {number}" for number in range(1, 7))
CONCLUSION = (OUTCOME, DATE, MINUTES, PRIMARY, OTHER, FINISHED)


@dataclass(frozen=True)
class Layout:
    """The rows of a case sheet.

    Attributes
    ----------
    headings : mapping of row to section code
        The rows that open a part of the checklist.
    items : mapping of item id to row
        One row per item of the checklist.
    conclusion_heading : int
        The row that opens the conclusion.
    conclusion : mapping of field id to row
        One row per field of `CONCLUSION`.
    """

    headings: Mapping[int, str]
    items: Mapping[str, int]
    conclusion_heading: int
    conclusion: Mapping[str, int]

    @property
    def first_item(self) -> int:
        """Return the first row that may hold an item."""
        return HEADER_ROW + 1

    @property
    def last_item(self) -> int:
        """Return the last row that holds an item."""
        return self.conclusion_heading - 2

    @property
    def rows(self) -> dict[str, int]:
        """Return the row of every item and every field of the conclusion."""
        return {**self.items, **self.conclusion}


def lay_out(checklist: Checklist) -> Layout:
    """Place the items of a checklist and the conclusion in rows."""
    headings: dict[int, str] = {}
    items: dict[str, int] = {}
    row = HEADER_ROW + 1
    for section, group in groupby(checklist.items, key=lambda item: item.section):
        headings[row] = section
        row += 1
        for item in group:
            items[item.id] = row
            row += 1
    heading = row + 1
    conclusion = {field: heading + place for place, field in enumerate(CONCLUSION, start=1)}
    return Layout(headings, items, heading, conclusion)


def case_sheet_names(n_cases: int) -> tuple[str, ...]:
    """Name the case sheets, with as many digits as the last one needs.

    Examples
    --------
    >>> case_sheet_names(2)
    ('Sag 01', 'Sag 02')
    """
    digits = max(2, len(str(n_cases)))
    return tuple(f"Sag {number:0{digits}d}" for number in range(1, n_cases + 1))
