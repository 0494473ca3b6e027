"""What does it cost, and whom? Everything that the exhibits and the findings show.

Every amount is a gain in 1,000 kroner at the stated price level: positive is less spent or
more received, negative is more spent or less received. Amounts over several years are
present values unless they are given year by year.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from analysis.concepts import Benefit, Estimate, Lineage
from analysis.economics.catalogue import ControlArea, Rate
from analysis.economics.flows import Party
from analysis.economics.refusion import RefusionLadder


@dataclass(frozen=True)
class MoveResult:
    """What one move costs or saves.

    Attributes
    ----------
    id, label : str
        The move, and its Danish name.
    from_scheme, to_scheme : Benefit
        Where from and where to.
    reason : str
        In Danish, why there is no amount; empty where there is one.
    people : Estimate or None
        People in all, as they were given; None without an amount.
    people_moved : Estimate or None
        Those of them who move within the years, at the pace given.
    weeks_on_support : float
        Weeks on public support at the move.
    per_person : mapping of Party to Estimate
        Present value over the years from the person's own move.
    per_person_areas : mapping of ControlArea to Estimate
        The municipality's, by control area.
    one_off_per_person : Estimate or None
        The part of the municipality's that comes once.
    first_year_per_person : mapping of Party to Estimate
        Lasting gain in the first year, not discounted, without what comes once.
    total : mapping of Party to Estimate
        Present value over the calendar years, all people.
    probability_of_saving : float
        Share of draws in which the municipality gains in total; NaN without an amount.
    """

    id: str
    label: str
    from_scheme: Benefit
    to_scheme: Benefit
    reason: str
    people: Estimate | None
    people_moved: Estimate | None
    weeks_on_support: float
    per_person: Mapping[Party, Estimate]
    per_person_areas: Mapping[ControlArea, Estimate]
    one_off_per_person: Estimate | None
    first_year_per_person: Mapping[Party, Estimate]
    total: Mapping[Party, Estimate]
    probability_of_saving: float

    @property
    def is_valued(self) -> bool:
        """Tell whether there is an amount."""
        return not self.reason


@dataclass(frozen=True)
class BusinessLine:
    """One line of the business case: all moves together, the municipality's money.

    Attributes
    ----------
    is_lasting : bool
        Lasting changes, or what comes once.
    area : ControlArea or None
        Control area; None for the sum of them.
    years : tuple of Estimate
        One per calendar year, not discounted.
    sum : Estimate
        All years together, not discounted.
    """

    is_lasting: bool
    area: ControlArea | None
    years: tuple[Estimate, ...]
    sum: Estimate


@dataclass(frozen=True)
class Swing:
    """How the municipality's total moves with one value between its low and its high.

    Attributes
    ----------
    id, label, unit_label : str
        A rate's id, or ``people.<move id>``; in Danish what it is, and its unit.
    low, value, high : str
        The three values as they are written.
    at_low, at_high : float
        The total with the value at its low and high, all else unchanged, 1,000 kroner.
    verified : bool
        Whether the value has been checked against a source.
    """

    id: str
    label: str
    unit_label: str
    low: str
    value: str
    high: str
    at_low: float
    at_high: float
    verified: bool

    @property
    def width(self) -> float:
        """Return how far the total moves, 1,000 kroner."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True)
class EconomicsResults:
    """What all moves cost or save.

    Attributes
    ----------
    date : date
        First day of the first year: rates and law are those of that day.
    horizon_years : int
        Years looked at.
    discount, level : float
        Discount rate per year, and level of the limits; fractions.
    price_year : int
        Price level of all amounts.
    n_draws, seed : int
        Draws behind the limits.
    moves : tuple of MoveResult
        In the order given.
    total : mapping of Party to Estimate
        All moves with an amount, present value over the calendar years; empty without.
    business_case : tuple of BusinessLine
        Lasting by area and in sum, once by area and in sum, and both (area None, last).
    overall : BusinessLine or None
        Lasting and once together.
    probability_of_saving : float
        Share of draws in which the municipality gains in total; NaN without an amount.
    centre : float
        The municipality's total with every value at its own, 1,000 kroner: the middle of
        the tornado, close to the mean of the draws but not the same.
    swings : tuple of Swing
        The widest first.
    rates : tuple of Rate
        Every rate used.
    ladder : RefusionLadder
        The refusion used.
    lineage : Lineage
        Rates and people.
    """

    date: dt.date
    horizon_years: int
    discount: float
    level: float
    price_year: int
    n_draws: int
    seed: int
    moves: tuple[MoveResult, ...]
    total: Mapping[Party, Estimate]
    business_case: tuple[BusinessLine, ...]
    overall: BusinessLine | None
    probability_of_saving: float
    centre: float
    swings: tuple[Swing, ...]
    rates: tuple[Rate, ...]
    ladder: RefusionLadder
    lineage: Lineage

    @property
    def valued(self) -> tuple[MoveResult, ...]:
        """Return the moves that have an amount."""
        return tuple(move for move in self.moves if move.is_valued)

    @property
    def unverified(self) -> tuple[Rate, ...]:
        """Return the rates used that nobody has checked against a source."""
        return tuple(rate for rate in self.rates if not rate.verified)

    @property
    def calendar_years(self) -> tuple[int, ...]:
        """Return the year in which each of the years begins."""
        return tuple(self.date.year + i for i in range(self.horizon_years))
