"""What is written down in a practice study? Entries of practice, and existing analyses.

An entry says what one municipality does, since when, how that is known and where it can be
looked up. An existing analysis is a source of its own, with its own strength. Neither says
whether a practice is right.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from analysis.concepts import Lineage
from analysis.labels import number
from analysis.study.moments import Moment
from analysis.study.themes import Comparable, Theme, load_themes


class KnownBy(StrEnum):
    """How a practice is known."""

    DOCUMENT = "document"
    OBSERVATION = "own_observation"
    INTERVIEW = "interview"
    QUESTIONNAIRE = "questionnaire"
    PUBLIC_SOURCE = "public_source"

    @property
    def label(self) -> str:
        """Return the Danish words a reader sees."""
        return {
            "document": "dokument fra kommunen",
            "own_observation": "egen iagttagelse",
            "interview": "interview",
            "questionnaire": "spørgeskema",
            "public_source": "offentlig kilde",
        }[self.value]


class Reading(StrEnum):
    """How much of the source somebody has read."""

    READ = "read"
    TITLE_ONLY = "title_only"

    @property
    def label(self) -> str:
        """Return the Danish words a reader sees."""
        return {"read": "læst", "title_only": "kun titel læst"}[self.value]


class Method(StrEnum):
    """How an existing analysis was made."""

    REGISTER = "register"
    RANDOM_CASES = "random_cases"
    CASES = "cases"
    SURVEY = "survey"
    MIXED = "mixed"
    NOT_STATED = "not_stated"

    @property
    def label(self) -> str:
        """Return the Danish words a reader sees."""
        return {
            "register": "registre",
            "random_cases": "sager trukket tilfældigt",
            "cases": "sagsgennemgang",
            "survey": "spørgeskema eller interview",
            "mixed": "flere metoder",
            "not_stated": "ikke oplyst",
        }[self.value]


class Generalisable(StrEnum):
    """Whether an analysis says that it holds for others than those it looked at."""

    YES = "yes"
    NO = "no"
    NOT_STATED = "not_stated"

    @property
    def label(self) -> str:
        """Return the Danish words a reader sees."""
        return {"yes": "ja", "no": "nej", "not_stated": "ikke oplyst"}[self.value]


@dataclass(frozen=True)
class PracticeEntry:
    """What one municipality does on one theme.

    Attributes
    ----------
    id : str
        Stable; lower case, digits and hyphens.
    municipality_code : str
        Three digits (four for an invented municipality).
    theme : str
        Id of a theme.
    practice : str
        What is done, in Danish.
    period_from : Moment
        Since when.
    period_to : Moment or None
        Until when; None where it goes on, or nobody says that it ended.
    value : float or None
        In the theme's unit.
    category : str
        Code of one of the theme's options; empty where the source does not carry one.
    known_by : KnownBy
        How it is known.
    reference : str
        The document or the address.
    stated_by : str
        Role of who stated it, never a person; may be empty.
    known_on : Moment
        Date of the document, the interview or the observation.
    reading : Reading
        How much of the source was read.
    """

    id: str
    municipality_code: str
    theme: str
    practice: str
    period_from: Moment
    period_to: Moment | None
    value: float | None
    category: str
    known_by: KnownBy
    reference: str
    stated_by: str
    known_on: Moment
    reading: Reading = Reading.READ

    @property
    def about(self) -> Theme:
        """Return the theme."""
        return load_themes()[self.theme]

    @property
    def level(self) -> float | None:
        """Return where the practice lies from less to more; None where it has no such place."""
        if self.about.kind is Comparable.NUMBER:
            return self.value
        if self.about.is_ordered and self.category:
            return float(list(self.about.options).index(self.category))
        return None

    @property
    def is_comparable(self) -> bool:
        """Tell whether the entry has a category or a number to be held against others'."""
        return self.reading is Reading.READ and (self.value is not None or bool(self.category))

    @property
    def short(self) -> str:
        """Return the category or the number in a few words; empty where there is neither."""
        if self.category:
            return self.about.options[self.category]
        if self.value is None:
            return ""
        decimals = 0 if float(self.value).is_integer() else 1
        return f"{number(self.value, decimals=decimals)} {self.about.unit}"

    @property
    def period_label(self) -> str:
        """Return the time it speaks of in Danish words."""
        if self.period_to is None and not self.period_from.is_known:
            return f"kendt {self.known_on.label}" if self.known_on.is_known else "uden dato"
        if self.period_to is None:
            return f"fra {self.period_from.label}"
        if self.period_from == self.period_to:
            return self.period_from.label
        return f"{self.period_from.label} til {self.period_to.label}"

    def speaks_of(self, day: dt.date, *, max_age_years: float) -> bool:
        """Tell whether the entry may be used of the practice on a day.

        Parameters
        ----------
        day : date
            The day.
        max_age_years : float
            How old what is known may be.

        Notes
        -----
        A practice that nobody has said ended is taken to go on until what is known of it
        is too old: bold where it changed unnoticed.
        """
        has_begun = self.period_from.first <= day
        goes_on = self.period_to is None or self.period_to.last >= day
        age = (day - self.known_on.last).days
        return has_begun and goes_on and age <= 365.25 * max_age_years


@dataclass(frozen=True)
class ExistingAnalysis:
    """An analysis that somebody else made, as a source of its own.

    Attributes
    ----------
    id : str
        Stable; lower case, digits and hyphens.
    title, publisher : str
        As they stand on it.
    published : Moment
        When it came out.
    method : Method
        How it was made.
    n_units : int or None
        What it rests on, in `unit`; None where that is not known.
    unit : str
        Such as ``sager``.
    question, result : str
        In Danish. The result is empty where only the title was read.
    generalisable : Generalisable
        Whether it holds for others than those it looked at.
    generalisable_why : str
        Why, or why not.
    reference : str
        The address.
    reading : Reading
        How much of it was read.
    """

    id: str
    title: str
    publisher: str
    published: Moment
    method: Method
    n_units: int | None
    unit: str
    question: str
    result: str
    generalisable: Generalisable
    generalisable_why: str
    reference: str
    reading: Reading = Reading.READ


@dataclass(frozen=True)
class Study:
    """Everything that is known of other municipalities' practice, and what was studied.

    Attributes
    ----------
    entries : tuple of PracticeEntry
        Each id once, in the file's order.
    analyses : tuple of ExistingAnalysis
        Each id once, in the file's order.
    lineage : Lineage
        The file.
    """

    entries: tuple[PracticeEntry, ...] = ()
    analyses: tuple[ExistingAnalysis, ...] = ()
    lineage: Lineage = field(default_factory=Lineage)

    def of(self, municipality_code: str, theme: str) -> tuple[PracticeEntry, ...]:
        """Return what is known of one municipality and theme, the newest first.

        Newest by the time it speaks of, then by the day it is known of. What was read
        goes before what only a title tells of.
        """
        found = [
            entry
            for entry in self.entries
            if entry.municipality_code == municipality_code and entry.theme == theme
        ]
        return tuple(sorted(found, key=_age, reverse=True))


def _age(entry: PracticeEntry) -> tuple[bool, dt.date, dt.date, bool, bool, str]:
    """Order entries: read before title only, then by what they speak of, the lasting last."""
    end = entry.period_to.last if entry.period_to else dt.date.max
    until = min(end, entry.known_on.last)
    is_read = entry.reading is Reading.READ
    is_lasting = entry.period_to is None
    return is_read, until, entry.known_on.last, is_lasting, entry.is_comparable, entry.id
