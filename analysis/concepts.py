"""The field's vocabulary as types; this page is the glossary.

Award (*tilkendelse*)
    The decision that gives one person a benefit. A **flow**: counted over a time.
Recipient (*modtager*), stock (*bestand*)
    Someone who receives a benefit. A **stock**: counted at a time or averaged over one.
    The same people are counted again the next quarter.
Person, full-time person (*fuldtidsperson*)
    A head, and a head weighted by the part of the period with the benefit. Never added.
Focus and peers (*sammenlignelige kommuner*)
    The municipality that the report is about, and those that it is compared with.
Observed, expected (*faktisk*, *forventet*)
    What happened, and what would have happened in the focus's own population, age by
    age and sex by sex, with the peers' rates. Neither is better than the other.
Origin
    Whether a number was observed by its publisher or made by this project's generator.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import reduce, total_ordering
from operator import or_

from analysis.errors import ContractError


class Stage(StrEnum):
    """Whether a number counts decisions over a time, or people at a time."""

    FLOW = "flow"
    STOCK = "stock"

    @property
    def label(self) -> str:
        """Return the Danish word a reader sees."""
        return {"flow": "tilkendelser", "stock": "bestand"}[self.value]


class Unit(StrEnum):
    """What is counted. Different units never share a column or a sum."""

    AWARDS = "awards"
    PERSONS = "persons"
    FULLTIME_PERSONS = "fulltime_persons"

    @property
    def label(self) -> str:
        """Return the Danish word a reader sees."""
        return {
            "awards": "tilkendelser",
            "persons": "personer",
            "fulltime_persons": "fuldtidspersoner",
        }[self.value]


class Benefit(StrEnum):
    """A scheme or a benefit, by its Danish name in ASCII."""

    FOERTIDSPENSION = "foertidspension"
    FLEKSJOB = "fleksjob"
    RESSOURCEFORLOEB = "ressourceforloeb"
    REVALIDERING = "revalidering"
    KONTANTHJAELP = "kontanthjaelp"
    SYGEDAGPENGE = "sygedagpenge"
    KONTANTHJAELP_JOBPARAT = "kontanthjaelp_jobparat"
    LEDIGHED = "ledighed"

    @property
    def label(self) -> str:
        """Return the Danish name a reader sees, in lower case."""
        return _BENEFIT_LABELS[self]


_BENEFIT_LABELS = {
    Benefit.FOERTIDSPENSION: "førtidspension",
    Benefit.FLEKSJOB: "fleksjob",
    Benefit.RESSOURCEFORLOEB: "ressourceforløb",
    Benefit.REVALIDERING: "revalidering",
    Benefit.KONTANTHJAELP: "kontanthjælp",
    Benefit.SYGEDAGPENGE: "sygedagpenge",
    Benefit.KONTANTHJAELP_JOBPARAT: "jobparate på kontanthjælp",
    Benefit.LEDIGHED: "registreret ledighed",
}


class Sex(StrEnum):
    """Sex as the registers have it, and the total where a source has no split."""

    WOMEN = "women"
    MEN = "men"
    TOTAL = "total"


class Origin(StrEnum):
    """Whether a number was observed by a publisher or made by our generator."""

    OBSERVED = "observed"
    SYNTHETIC = "synthetic"


@dataclass(frozen=True)
class Lineage:
    """The raw files that a result rests on, which are synthetic, and which went through a release.

    Lineages are joined with ``|``; a result is synthetic when any of its inputs is. A file is
    among `released` when small numbers of it were hidden before the result was made of it. A
    joined result is released only if every part of it that rests on the file is.

    Examples
    --------
    >>> facts = Lineage(frozenset({"municipalities.csv"}))
    >>> made = Lineage(frozenset({"AUK01.csv"}), frozenset({"AUK01.csv"}))
    >>> (facts | made).origin
    <Origin.SYNTHETIC: 'synthetic'>
    >>> raw = Lineage(frozenset({"events.csv"}))
    >>> (raw.release() | facts).unreleased, (raw.release() | raw).unreleased
    (frozenset({'municipalities.csv'}), frozenset({'events.csv'}))
    """

    inputs: frozenset[str] = field(default_factory=frozenset)
    synthetic: frozenset[str] = field(default_factory=frozenset)
    released: frozenset[str] = field(default_factory=frozenset)

    def __or__(self, other: Lineage) -> Lineage:
        """Join two lineages: the result rests on the inputs of both."""
        return Lineage(
            self.inputs | other.inputs,
            self.synthetic | other.synthetic,
            (self.released | other.released) - self.unreleased - other.unreleased,
        )

    def release(self) -> Lineage:
        """Return the lineage of a result in which small numbers are hidden."""
        return Lineage(self.inputs, self.synthetic, self.inputs)

    @property
    def unreleased(self) -> frozenset[str]:
        """Return the inputs of which nothing was hidden; published statistics are among them."""
        return self.inputs - self.released

    @property
    def origin(self) -> Origin:
        """Tell whether anything synthetic lies behind the result."""
        return Origin.SYNTHETIC if self.synthetic else Origin.OBSERVED


def join_lineages(lineages: Iterable[Lineage]) -> Lineage:
    """Return what several results rest on together; nothing for none.

    Examples
    --------
    >>> facts = Lineage(frozenset({"municipalities.csv"}))
    >>> sorted(join_lineages([facts, Lineage(frozenset({"AUK01.csv"}))]).inputs)
    ['AUK01.csv', 'municipalities.csv']
    """
    return reduce(or_, lineages, Lineage())


@dataclass(frozen=True)
class Estimate:
    """A number with its uncertainty and where both came from.

    Attributes
    ----------
    value, lower, upper : float
        The estimate and its limits, in `unit`.
    level : float
        The level of the limits, a fraction in (0, 1).
    unit : str
        Unit of value and limits, such as ``persons`` or ``ratio``.
    n : float
        What the estimate rests on: the number of events or of municipalities.
    method : str
        Name of the method that gave the limits.
    """

    value: float
    lower: float
    upper: float
    level: float
    unit: str
    n: float
    method: str


MONTHS = (
    "januar", "februar", "marts", "april", "maj", "juni",
    "juli", "august", "september", "oktober", "november", "december",
)  # fmt: skip
_PERIOD = re.compile(r"^(\d{4})(?:([KQM])(\d{1,2}))?$")


@total_ordering
@dataclass(frozen=True)
class Period:
    """A year, a quarter or a month.

    Written ``2025``, ``2025K4`` or ``2025M12``; `parse` also takes ``2025Q4`` and lower
    case. Periods sort by their last day, and a shorter one before the longer one that
    ends with it.

    Examples
    --------
    >>> Period.parse("2025q4")
    Period('2025K4')
    >>> Period.parse("2025Q4").label
    '4. kvartal 2025'
    >>> Period.parse("2025M02").last_day
    datetime.date(2025, 2, 28)
    >>> Period.parse("2025K1").shift(-1)
    Period('2024K4')
    """

    year: int
    frequency: str = "Y"
    number: int = 1

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a period as a person or a publisher writes it.

        Raises
        ------
        ContractError
            If the text is no year, quarter or month.
        """
        match = _PERIOD.match(str(text).strip().upper())
        if match is not None:
            year, letter, number = match.groups()
            frequency = {None: "Y", "Q": "K"}.get(letter, letter)
            count = int(number or 1)
            if 1 <= count <= {"Y": 1, "K": 4, "M": 12}[frequency]:
                return cls(int(year), frequency, count)
        raise ContractError(
            f"{text!r} is not a period.",
            expected="a year, quarter or month such as 2025, 2025K4 or 2025M12",
            fix="write the period in one of these forms",
        )

    def __str__(self) -> str:
        """Write the period as it stands in file names and tables."""
        numbers = {"Y": "", "K": f"K{self.number}", "M": f"M{self.number:02d}"}
        return f"{self.year}{numbers[self.frequency]}"

    def __repr__(self) -> str:
        """Show the period as it is written."""
        return f"Period({str(self)!r})"

    def __lt__(self, other: Period) -> bool:
        """Order by the last day, the shorter period first."""
        return (self.last_day, self.months) < (other.last_day, other.months)

    @property
    def months(self) -> int:
        """Return the length in months."""
        return {"Y": 12, "K": 3, "M": 1}[self.frequency]

    @property
    def first_day(self) -> dt.date:
        """Return the first day."""
        return dt.date(self.year, (self.number - 1) * self.months + 1, 1)

    @property
    def last_day(self) -> dt.date:
        """Return the last day."""
        month = self.number * self.months
        return dt.date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def label(self) -> str:
        """Return the period in Danish words."""
        names = {
            "Y": f"{self.year}",
            "K": f"{self.number}. kvartal {self.year}",
            "M": f"{MONTHS[self.number - 1]} {self.year}",
        }
        return names[self.frequency]

    @property
    def decimal_year(self) -> float:
        """Return the middle of the period as a year with decimals, for a time axis."""
        return self.year + (self.number - 0.5) * self.months / 12

    def shift(self, steps: int) -> Period:
        """Return the period of the same length that lies `steps` later (or earlier)."""
        per_year = 12 // self.months
        index = self.year * per_year + (self.number - 1) + steps
        return Period(index // per_year, self.frequency, index % per_year + 1)

    def contains(self, other: Period) -> bool:
        """Tell whether the other period lies wholly inside this one."""
        return self.first_day <= other.first_day and other.last_day <= self.last_day

    def quarter(self) -> Period:
        """Return the quarter in which the period ends."""
        return Period(self.year, "K", (self.last_day.month + 2) // 3)
