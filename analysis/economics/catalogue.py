"""Which rates can be stated, in which units, and which published levels were found?

The catalogue names every rate that the economics can ask for. It holds no value to compute
with: benefit levels, hours and prices differ from year to year and place to place, and are
asked of the user. Levels found in print are shown beside them, each for its own year.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from analysis.labels import number, share
from analysis.parameters.loader import load_yaml

FOUND = "fundne satser (til sammenligning)"
_MONTHS, _WEEKS = 12.0, 52.0
_UNIT_WORDS = {
    "kroner_pr_maaned": "kr./måned",
    "kroner_pr_uge": "kr./uge",
    "kroner_pr_aar": "kr./år",
    "kroner_pr_time": "kr./time",
    "kroner": "kr.",
    "timer": "timer",
    "andel": "andel",
    "andel_pr_aar": "andel pr. år",
    "aar": "år",
}
_PER_YEAR = {"kroner_pr_maaned": _MONTHS, "kroner_pr_uge": _WEEKS}


class RateUnit(StrEnum):
    """The unit of a rate."""

    KRONER_PER_MONTH = "kroner_pr_maaned"
    KRONER_PER_WEEK = "kroner_pr_uge"
    KRONER_PER_YEAR = "kroner_pr_aar"
    KRONER_PER_HOUR = "kroner_pr_time"
    KRONER = "kroner"
    HOURS = "timer"
    SHARE = "andel"
    SHARE_PER_YEAR = "andel_pr_aar"
    YEARS = "aar"

    @property
    def label(self) -> str:
        """Return the Danish words a reader sees."""
        return _UNIT_WORDS[self.value]

    @property
    def is_money(self) -> bool:
        """Tell whether it is in kroner, and so has a price level."""
        return self.value.startswith("kroner")

    @property
    def is_share(self) -> bool:
        """Tell whether it is a fraction from 0 to 1."""
        return self.value.startswith("andel")

    @property
    def factor(self) -> float:
        """Return what a value is multiplied by to be per year (1 where time has no part)."""
        return _PER_YEAR.get(self.value, 1.0)


class ControlArea(StrEnum):
    """Where the municipality's money is booked (*styringsområde*)."""

    SERVICE = "service"
    TRANSFERS = "overfoersler"

    @property
    def label(self) -> str:
        """Return the Danish words a reader sees."""
        return {"service": "Service", "overfoersler": "Efterspørgselsstyrede overførsler"}[
            self.value
        ]


@dataclass(frozen=True)
class RateKind:
    """One rate that a file may state.

    Attributes
    ----------
    id, label, group : str
        Its name, and in Danish what it is and where it stands in the table.
    units : tuple of RateUnit
        Units in which it may be given.
    distribution : str
        Curve of its uncertainty.
    control_area : ControlArea or None
        Where the municipality's share is booked, unless the file says otherwise.
    """

    id: str
    label: str
    group: str
    units: tuple[RateUnit, ...]
    distribution: str
    control_area: ControlArea | None


@dataclass(frozen=True)
class Rate:
    """A value with its limits, its days, its price level and where it is from.

    Attributes
    ----------
    kind : RateKind
        What it is.
    value, low, high : float
        The value and what it lies between, in `unit`.
    unit : RateUnit
        Its unit.
    valid_from, valid_to : date
        Days in force, both included.
    price_year : int
        Year of the price level.
    source : str
        Where it is from, in Danish.
    verified : bool
        Whether somebody has checked it against the source.
    control_area : ControlArea or None
        Where the municipality's share is booked.
    """

    kind: RateKind
    value: float
    low: float
    high: float
    unit: RateUnit
    valid_from: dt.date
    valid_to: dt.date
    price_year: int
    source: str
    verified: bool
    control_area: ControlArea | None = None

    @property
    def id(self) -> str:
        """Return the rate's id."""
        return self.kind.id

    def is_in_force(self, date: dt.date) -> bool:
        """Tell whether it is in force on a date."""
        return self.valid_from <= date <= self.valid_to

    def write(self, value: float) -> str:
        """Write a value of this rate in Danish, without its unit.

        Examples
        --------
        >>> found = list_found_rates()[0]
        >>> found.write(found.value), found.unit.label
        ('4.135', 'kr./uge')
        """
        if self.unit.is_share:
            decimals = 0 if abs(100 * value - round(100 * value)) < 1e-9 else 1
            return share(value, decimals=decimals)
        decimals = 0 if float(value).is_integer() else 1
        return number(value, decimals=decimals)


@lru_cache(maxsize=1)
def rate_kinds() -> dict[str, RateKind]:
    """Return every rate that can be stated, by id, in the order of the table.

    Examples
    --------
    >>> rate_kinds()["ydelse.foertidspension"].label
    'førtidspension'
    """
    kinds = (
        RateKind(
            id=entry["id"],
            label=entry["label"],
            group=entry["group"],
            units=tuple(RateUnit(unit) for unit in entry["units"]),
            distribution=entry["distribution"],
            control_area=ControlArea(entry["control_area"]) if entry["control_area"] else None,
        )
        for entry in load_yaml("rates")["kinds"]
    )
    return {kind.id: kind for kind in kinds}


@lru_cache(maxsize=1)
def list_found_rates() -> tuple[Rate, ...]:
    """Return the published levels that were found, to be shown and never computed with.

    Notes
    -----
    A maximum is no mean, and a rate of 2019 is not in force in 2026. They let a reader see
    whether the user's own rates are of the right size.
    """
    return tuple(_found(entry) for entry in load_yaml("rates")["found"])


def _found(entry: dict[str, Any]) -> Rate:
    """Return one published level as a rate without uncertainty."""
    unit = RateUnit(entry["unit"])
    value = float(entry["value"])
    return Rate(
        kind=RateKind(entry["id"], entry["label"], FOUND, (unit,), "gamma", None),
        value=value,
        low=value,
        high=value,
        unit=unit,
        valid_from=entry["valid_from"],
        valid_to=entry["valid_to"],
        price_year=int(entry["price_year"]),
        source=entry["source"],
        verified=bool(entry["verified"]),
    )
