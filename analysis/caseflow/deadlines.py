"""Which deadline applied on a date, between which steps, and when does it run out?

The deadlines of the law are data with dates, reference and a plain word on what nobody has
read. One of them has no number at all: *uden unødigt ophold* is a duty, and a report that
turned it into weeks would invent law.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from analysis.caseflow.steps import Step
from analysis.labels import number
from analysis.parameters.yaml_files import read_places
from analysis.parameters.yaml_places import Place

FILE = Path(__file__).with_name("deadlines.yaml")
KINDS = ("lov", "vejledning", "principafgoerelse")
UNITS = ("days", "weeks", "months")
_DAYS_A_MONTH = 365.2425 / 12
_REQUIRED = (
    *("id", "label", "kind", "from_step", "to_step", "from_step_without_team", "amount", "unit"),
    *("valid_from", "valid_to", "reference", "verified", "caveat", "note", "source"),
)
_WORDS = {"days": ("dag", "dage"), "weeks": ("uge", "uger"), "months": ("måned", "måneder")}
_KIND_LABELS = {
    "lov": "lov",
    "vejledning": "vejledning",
    "principafgoerelse": "principafgørelse",
}


@dataclass(frozen=True)
class Span:
    """A length of time as law and guidelines write it.

    Attributes
    ----------
    amount : float
        How many.
    unit : str
        ``days``, ``weeks`` or ``months``.
    """

    amount: float
    unit: str

    @property
    def weeks(self) -> float:
        """Return the length in weeks; a month is 365.2425 / 12 days.

        Examples
        --------
        >>> round(Span(3, "months").weeks, 2), Span(28, "days").weeks
        (13.04, 4.0)
        """
        days = {"days": 1.0, "weeks": 7.0, "months": _DAYS_A_MONTH}[self.unit]
        return self.amount * days / 7

    @property
    def text(self) -> str:
        """Return the length in Danish words.

        Examples
        --------
        >>> Span(3, "months").text, Span(1, "weeks").text
        ('3 måneder', '1 uge')
        """
        is_whole = self.amount == int(self.amount)
        words = _WORDS[self.unit]
        return f"{number(self.amount, decimals=0 if is_whole else 1)} {words[self.amount != 1]}"

    def after(self, day: dt.date) -> dt.date:
        """Return the day on which the time has run, counted from a day.

        A month ends on the same day of a later month, or on its last day where that month
        is shorter.

        Examples
        --------
        >>> Span(3, "months").after(dt.date(2025, 11, 30))
        datetime.date(2026, 2, 28)
        """
        if self.unit == "months":
            return add_months(day, int(self.amount))
        return day + dt.timedelta(days=int(self.amount * (7 if self.unit == "weeks" else 1)))


@dataclass(frozen=True)
class Deadline:
    """A deadline of the law or of guidance, with its dates.

    Attributes
    ----------
    id : str
        Stable name; the finding on it is ``events.deadline.<id>``.
    label : str
        What has a deadline, in Danish.
    kind : str
        ``lov``, ``vejledning`` or ``principafgoerelse``.
    from_step, to_step : Step or None
        Between which steps an event file can measure it; None where it cannot.
    from_step_without_team : Step or None
        Where the time begins in a case that does not go to the team; None: as `from_step`.
    span : Span or None
        How long; None where the rule names no number.
    valid_from, valid_to : date, date or None
        First and last day, both included.
    reference : str
        Where it is laid down, in Danish.
    verified : bool
        Whether amount, paragraph and dates have all been read there.
    caveat : str
        What has not been read, in Danish; empty where all has.
    note, source : str
        What a reader must know, and where it was read, in Danish.
    """

    id: str
    label: str
    kind: str
    from_step: Step | None
    to_step: Step | None
    from_step_without_team: Step | None
    span: Span | None
    valid_from: dt.date
    valid_to: dt.date | None
    reference: str
    verified: bool
    caveat: str
    note: str
    source: str

    @property
    def weeks(self) -> float | None:
        """Return the length in weeks, or None where the rule names no number."""
        return None if self.span is None else self.span.weeks

    @property
    def is_measurable(self) -> bool:
        """Tell whether an event file can show how often it was kept."""
        return None not in (self.span, self.from_step, self.to_step)

    @property
    def text(self) -> str:
        """Return the length in Danish words."""
        return "uden unødigt ophold" if self.span is None else self.span.text

    @property
    def kind_label(self) -> str:
        """Return what sort of rule it is, in Danish."""
        return _KIND_LABELS[self.kind]

    @property
    def reservation(self) -> str:
        """Return what has not been verified as a Danish sentence; empty where all has."""
        return f"Ikke efterprøvet: {self.caveat}." if self.caveat else ""

    def is_valid_on(self, day: dt.date) -> bool:
        """Tell whether the deadline is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def load_deadlines(date: dt.date, *, file: Path = FILE) -> tuple[Deadline, ...]:
    """Load the deadlines in force on a date.

    Parameters
    ----------
    date : date
        The date of the rules.
    file : Path
        The file of deadlines; by default the project's own.

    Returns
    -------
    tuple of Deadline
        In the order of the file; empty where none was in force.

    Raises
    ------
    SourceError
        If the file breaks its format.

    Examples
    --------
    >>> [deadline.id for deadline in load_deadlines(dt.date(2016, 9, 15))]
    ['pensionsafgoerelse', 'lae265']
    """
    return tuple(each for each in read_deadlines(file) if each.is_valid_on(date))


@lru_cache
def read_deadlines(file: Path = FILE) -> tuple[Deadline, ...]:
    """Read all deadlines of a file, whatever the date.

    Raises
    ------
    SourceError
        If an entry lacks a key or has a wrong value, or two in force at once share an id.
    """
    top = read_places(file)
    top.check_keys(["deadlines"])
    places = top.at("deadlines").entries(least=1)
    deadlines = tuple(_read(place) for place in places)
    _fail_if_two_are_in_force_at_once(deadlines, places)
    return deadlines


def read_span(amount: Place, unit: Place) -> Span:
    """Read a length of time from an amount and a unit.

    Raises
    ------
    SourceError
        If the amount is no number above 0, or the unit none of `UNITS`; months in whole.
    """
    span = Span(amount.number(least=0), unit.word(UNITS))
    if span.amount == 0 or (span.unit != "weeks" and span.amount != int(span.amount)):
        amount.refuse("is no length of time", "more than 0; days and months in whole numbers")
    return span


def read_validity(place: Place) -> tuple[dt.date, dt.date | None]:
    """Read first and last day of an entry.

    Raises
    ------
    SourceError
        If one is no date, or the last lies before the first.
    """
    first = place.at("valid_from").date()
    last = place.at("valid_to").given(Place.date)
    if last is not None and last < first:
        place.at("valid_to").refuse("lies before valid_from", "a day from valid_from on, or null")
    return first, last


def read_caveat(place: Place) -> tuple[bool, str]:
    """Read whether an entry of law is verified, and what of it has not been read.

    Raises
    ------
    SourceError
        If an entry that is not verified says nothing of it, or the other way round.
    """
    verified, caveat = place.at("verified").truth(), place.at("caveat").text(default="")
    if verified == bool(caveat):
        place.at("caveat").refuse(
            "does not fit verified", "what has not been read where verified is false, else null"
        )
    return verified, caveat


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day of a later month, or its last day where it is shorter.

    Examples
    --------
    >>> add_months(dt.date(2024, 2, 29), 12)
    datetime.date(2025, 2, 28)
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _read(place: Place) -> Deadline:
    place.check_keys(_REQUIRED)
    first, last = read_validity(place)
    has_amount = place.has("amount")
    if has_amount != place.has("unit"):
        place.refuse("has an amount without a unit, or the other way round", "both, or null twice")
    verified, caveat = read_caveat(place)
    return Deadline(
        id=place.at("id").text(),
        label=place.at("label").text(),
        kind=place.at("kind").word(KINDS),
        from_step=_read_step(place, "from_step"),
        to_step=_read_step(place, "to_step"),
        from_step_without_team=_read_step(place, "from_step_without_team"),
        span=read_span(place.at("amount"), place.at("unit")) if has_amount else None,
        valid_from=first,
        valid_to=last,
        reference=place.at("reference").text(),
        verified=verified,
        caveat=caveat,
        note=place.at("note").text(),
        source=place.at("source").text(),
    )


def _read_step(place: Place, key: str) -> Step | None:
    return place.at(key).choice(Step) if place.has(key) else None


def _fail_if_two_are_in_force_at_once(
    deadlines: Iterable[Deadline], places: Iterable[Place]
) -> None:
    seen: list[Deadline] = []
    for deadline, place in zip(deadlines, places, strict=True):
        for other in seen:
            if other.id == deadline.id and _overlap(other, deadline):
                place.at("id").refuse(
                    "stands twice for the same days", "an id of its own, or other dates"
                )
        seen.append(deadline)


def _overlap(one: Deadline, other: Deadline) -> bool:
    return one.valid_from <= (other.valid_to or dt.date.max) and other.valid_from <= (
        one.valid_to or dt.date.max
    )
