"""Hands that fill in a review workbook as a reader does: only open cells, only listed words.

What a reader answers comes from the generator of invented readings, which errs at stated
rates. The words are looked up in the list that the cell itself offers.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from openpyxl import load_workbook

from analysis.checklists.load import load_checklist
from analysis.checklists.model import Checklist
from analysis.documents.review_words import answer_words, document_words, primary_words
from analysis.synthetic.review.items import Question
from analysis.synthetic.review.readings import choose_primary, imitate_reading, statuses_of

RULES = dt.date(2025, 10, 1)
READ_ON = dt.datetime(2025, 10, 20)
_LIST = re.compile(r"(?:'?([^'!]+)'?)!\$([A-Z]+)\$(\d+):\$[A-Z]+\$(\d+)")


@dataclass(frozen=True)
class Reader:
    """One who reads the invented files, and errs.

    Attributes
    ----------
    truth : function of a pseudonym
        What the case file holds, read without error.
    questions : tuple of Question
        The checklist.
    rng : Generator
        The reader's chance.
    outcomes : mapping of pseudonym to word
        Cases that cannot be read, and the word for it.
    """

    truth: Callable[[str], Mapping[str, str]]
    questions: tuple[Question, ...]
    rng: np.random.Generator
    outcomes: Mapping[str, str] = field(default_factory=dict)

    def fill(self, path: Path, *, only: int | None = None) -> Path:
        """Answer all cases of a workbook, or the first `only`, save it, and return its path."""
        return self.fill_those(path, lambda _: True, only=only)

    def fill_those(
        self, path: Path, wanted: Callable[[str], bool], *, only: int | None = None
    ) -> Path:
        """Answer the open cases whose pseudonym is wanted, and leave all others as they are."""
        workbook = load_workbook(path)
        checklist = load_checklist(RULES)
        sheets = [Sheet(workbook, each) for each in workbook if each.title.startswith("Sag ")]
        for sheet in [each for each in sheets if wanted(each.case_id) and not each.is_closed][
            :only
        ]:
            for cell, value in self.read(sheet, checklist):
                cell.value = value
        workbook.save(path)
        return path

    def read(self, sheet: Sheet, checklist: Checklist) -> list[tuple[Any, object]]:
        """Return the cells of one case and what the reader writes in them."""
        outcome = self.outcomes.get(sheet.case_id)
        if outcome is not None:
            return [
                sheet.choose("Slut 1", outcome),
                sheet.write("Slut 2", READ_ON),
                sheet.choose("Slut 6", "Ja"),
            ]
        answers, missing = imitate_reading(self.rng, self.truth(sheet.case_id), self.questions)
        others = [q.id for q in self.questions if q.section == "andre_indsatser"]
        needs_other = any(answers.get(item) == "opfyldt" for item in others)
        primary = choose_primary(statuses_of(answers, self.questions), other_services=needs_other)
        words = {item.id: answer_words(item) for item in checklist.items}
        documents = document_words(checklist)
        return [
            *(sheet.choose(item, words[item][code]) for item, code in answers.items()),
            *(sheet.write(item, documents[code], column="F") for item, code in missing.items()),
            sheet.choose("Slut 1", "Gennemgået"),
            sheet.write("Slut 2", READ_ON),
            sheet.write("Slut 3", int(self.rng.integers(20, 90))),
            sheet.choose("Slut 4", primary_words(checklist)[primary]),
            sheet.choose("Slut 5", "Ja" if needs_other else "Nej"),
            sheet.choose("Slut 6", "Ja"),
        ]


class Sheet:
    """A case sheet as a reader sees it: rows by their numbers, cells by what they offer."""

    def __init__(self, workbook: Any, sheet: Any) -> None:
        """Find the rows and the lists of the sheet."""
        self.workbook, self.sheet = workbook, sheet
        self.case_id = str(sheet["B2"].value)
        self.rows = {str(cell.value): cell.row for cell in sheet["A"] if cell.value}
        self.lists = {
            str(cells): rule.formula1
            for rule in sheet.data_validations.dataValidation
            if rule.type == "list"
            for cells in rule.sqref.ranges
        }

    @property
    def is_closed(self) -> bool:
        """Tell whether the reader has said that the case is finished."""
        return self.sheet[f"E{self.rows['Slut 6']}"].value is not None

    def write(self, key: str, value: object, *, column: str = "E") -> tuple[Any, object]:
        """Return an open cell with what is to stand in it."""
        cell = self.sheet[f"{column}{self.rows[key]}"]
        assert not cell.protection.locked, f"{key} is locked"
        return cell, value

    def choose(self, key: str, word: str) -> tuple[Any, object]:
        """Return an open cell with a word that its list offers."""
        cell, _ = self.write(key, word)
        assert word in self.offered(cell.coordinate), f"{word} is not offered at {key}"
        return cell, word

    def offered(self, place: str) -> list[str]:
        """Return the words in the drop-down of a cell."""
        found = _LIST.fullmatch(self.lists[place])
        assert found is not None
        name, column, first, last = found.groups()
        rows = range(int(first), int(last) + 1)
        return [str(self.workbook[name][f"{column}{row}"].value) for row in rows]
