"""Is a row of a practice study one that may be used, and what is wrong with it if not?

The same checks for YAML and for a workbook. A row is a mapping from key to what was
written; the answer is the entry, or the faults by key, all at once. No fault holds what
was written.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from analysis.errors import ContractError
from analysis.study.identifying import find_identifying
from analysis.study.model import (
    ExistingAnalysis,
    Generalisable,
    KnownBy,
    Method,
    PracticeEntry,
    Reading,
)
from analysis.study.moments import Moment
from analysis.study.themes import Comparable, Theme, load_themes

ENTRY_REQUIRED = (
    *("id", "municipality_code", "theme", "practice", "period_from", "known_by"),
    *("reference", "known_on"),
)
ENTRY_OPTIONAL = ("period_to", "value", "category", "stated_by", "reading")
ANALYSIS_REQUIRED = (
    *("id", "title", "publisher", "published", "method", "question"),
    *("generalisable", "generalisable_why", "reference"),
)
ANALYSIS_OPTIONAL = ("n_units", "unit", "result", "reading")
MOST_LETTERS = 600
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MUNICIPALITY = re.compile(r"[1-9]\d{2,3}")
_Code = TypeVar("_Code", bound=StrEnum)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in a row: the key, what is wrong, what was expected."""

    key: str
    what: str
    expected: str


@dataclass
class _Row:
    """What was written, and the faults found so far."""

    values: Mapping[str, Any]
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, key: str, what: str, expected: str) -> None:
        """Note a fault, the first of its key."""
        if key not in {fault.key for fault in self.faults}:
            self.faults.append(Fault(key, what, expected))

    def text(self, key: str, *, is_role: bool = False, most: int = MOST_LETTERS) -> str:
        """Return a text on one line, without anything that tells of a person."""
        value = self.values.get(key)
        if isinstance(value, Mapping | list | tuple | set):
            self.refuse(key, "is no text", "one line of text")
            return ""
        text = "" if value is None else " ".join(str(value).split())
        if found := find_identifying(text, is_role=is_role):
            self.refuse(key, f"holds {found} (not shown)", "a role, and no person")
        if len(text) > most:
            self.refuse(key, f"has more than {most} letters", "a few sentences")
        return text

    def code(self, key: str, kind: type[_Code], default: _Code) -> _Code:
        """Return one of the codes of a list, or the default where nothing is written."""
        value = self.values.get(key)
        if isinstance(value, bool):
            # YAML takes a plain yes or no for a truth value.
            value = "yes" if value else "no"
        written = str(value or default)
        if written not in {each.value for each in kind}:
            self.refuse(key, "is not in the list", ", ".join(each.value for each in kind))
            return default
        return kind(written)

    def moment(self, key: str) -> Moment | None:
        """Return a date, or None where nothing is written or it is none."""
        value = self.values.get(key)
        if value is None or value == "":
            return None
        try:
            return Moment.parse(value)
        except ContractError as error:
            self.refuse(key, "is no date", error.expected)
            return None

    def number(self, key: str) -> float | None:
        """Return a number, or None where nothing is written or it is none."""
        value = self.values.get(key)
        if value is None or value == "":
            return None
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not math.isfinite(value):
            self.refuse(key, "is no number", "a number without a unit")
            return None
        return float(value)


def read_entry(
    values: Mapping[str, Any], *, codes: Collection[str] = ()
) -> tuple[PracticeEntry | None, tuple[Fault, ...]]:
    """Return a practice entry, or None and everything that is wrong with it.

    Parameters
    ----------
    values : mapping
        What was written, by key.
    codes : collection of str, optional
        Codes of the municipalities that there are; without them only the form is checked.
    """
    row = _Row(values)
    _note_keys(row, ENTRY_REQUIRED, ENTRY_OPTIONAL)
    theme = load_themes().get(row.text("theme"))
    if theme is None:
        row.refuse("theme", "is not in the list of themes", ", ".join(load_themes()))
    start, end, known_on = (row.moment(key) for key in ("period_from", "period_to", "known_on"))
    entry_id, code = _read_id(row), row.text("municipality_code")
    if not _MUNICIPALITY.fullmatch(code):
        row.refuse("municipality_code", "is no municipality code", "three digits such as 101")
    elif codes and code not in codes:
        row.refuse("municipality_code", "is no municipality of today", "one that there is")
    if start and end and end.last < start.first:
        row.refuse("period_to", "lies before period_from", "the later of the two dates")
    reading = row.code("reading", Reading, Reading.READ)
    value, category = row.number("value"), row.text("category")
    if theme is not None:
        _note_value(row, theme, value)
        _note_category(row, theme, category)
    if reading is Reading.TITLE_ONLY and (category or value is not None):
        key = "category" if category else "value"
        row.refuse(key, "cannot be known from a title", "nothing, or the reading read")
    texts = {key: row.text(key) for key in ("practice", "reference")}
    stated_by = row.text("stated_by", is_role=True, most=120)
    known_by = row.code("known_by", KnownBy, KnownBy.PUBLIC_SOURCE)
    if row.faults or theme is None or start is None or known_on is None:
        return None, tuple(row.faults)
    entry = PracticeEntry(
        entry_id,
        code,
        theme.id,
        texts["practice"],
        start,
        end,
        value,
        category,
        known_by,
        texts["reference"],
        stated_by,
        known_on,
        reading,
    )
    return entry, ()


def read_analysis(values: Mapping[str, Any]) -> tuple[ExistingAnalysis | None, tuple[Fault, ...]]:
    """Return an existing analysis, or None and everything that is wrong with it."""
    row = _Row(values)
    _note_keys(row, ANALYSIS_REQUIRED, ANALYSIS_OPTIONAL)
    analysis_id, published = _read_id(row), row.moment("published")
    n_units = row.number("n_units")
    if n_units is not None and (n_units < 1 or not n_units.is_integer()):
        row.refuse("n_units", "is no count", "a whole number from 1, or nothing")
    reading = row.code("reading", Reading, Reading.READ)
    result = row.text("result")
    if reading is Reading.TITLE_ONLY and result:
        row.refuse("result", "cannot be known from a title", "nothing, or the reading read")
    if reading is Reading.READ and not result:
        row.refuse("result", "is missing", "what was found, or the reading title_only")
    names = ("title", "publisher", "unit", "question", "generalisable_why", "reference")
    texts = {key: row.text(key) for key in names}
    method = row.code("method", Method, Method.NOT_STATED)
    general = row.code("generalisable", Generalisable, Generalisable.NOT_STATED)
    if n_units is not None and not texts["unit"]:
        row.refuse("unit", "is missing", "what n_units counts, such as sager")
    if row.faults or published is None:
        return None, tuple(row.faults)
    analysis = ExistingAnalysis(
        id=analysis_id,
        published=published,
        method=method,
        n_units=None if n_units is None else int(n_units),
        result=result,
        generalisable=general,
        reading=reading,
        **texts,
    )
    return analysis, ()


def _note_keys(row: _Row, required: tuple[str, ...], optional: tuple[str, ...]) -> None:
    """Note required keys without content, and keys that nobody knows."""
    for key in required:
        if row.values.get(key) is None or row.values.get(key) == "":
            row.refuse(key, "is missing", "something in this field")
    n_unknown = sum(key not in (*required, *optional) for key in row.values)
    if n_unknown:
        # A key may be a slip of the pen that holds content, so it is counted, not shown.
        known = ", ".join((*required, *optional))
        row.refuse("a key", f"is not known ({n_unknown} of them)", known)


def _read_id(row: _Row) -> str:
    text = row.text("id", most=60)
    if not _ID.fullmatch(text):
        row.refuse("id", "is no id", "lower case letters, digits and hyphens")
    return text


def _note_value(row: _Row, theme: Theme, value: float | None) -> None:
    if value is None:
        return
    if theme.kind is not Comparable.NUMBER:
        row.refuse("value", "does not belong to the theme", "nothing: the theme has no unit")
    elif not theme.minimum <= value <= theme.maximum:
        limits = f"{theme.minimum:g} to {theme.maximum:g} {theme.unit}"
        row.refuse("value", "lies outside its range", limits)


def _note_category(row: _Row, theme: Theme, category: str) -> None:
    if category and category not in theme.options:
        options = ", ".join(theme.options) or "nothing: the theme has no options"
        row.refuse("category", "is not an option of the theme", options)
