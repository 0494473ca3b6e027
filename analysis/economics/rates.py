"""Which benefit levels, hours and prices has the user stated, and from which day?

A file of rates is YAML with one list, ``rates``. Each entry has ``id``, ``value``, ``low``,
``high``, ``unit``, ``valid_from``, ``valid_to``, ``price_year``, ``source``, ``verified``,
and may have ``control_area``. A rate that holds on no stated day is refused, and so is one
that is asked for on another day than its own: the nearest value is never taken.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from analysis.concepts import Lineage
from analysis.economics.catalogue import ControlArea, Rate, RateKind, RateUnit, rate_kinds
from analysis.errors import CoverageError, SourceError
from analysis.parameters.yaml_files import read_places
from analysis.parameters.yaml_places import Place
from analysis.sources.private_files import fail_if_file_has_cpr

KEYS = (*("id", "value", "low", "high", "unit", "price_year", "source", "verified"),)
OPTIONAL = ("control_area",)
_DAYS = ("valid_from", "valid_to")
_ASSUMPTION = "antagelse"


@dataclass(frozen=True)
class RateBook:
    """All rates of one file.

    Attributes
    ----------
    rates : tuple of Rate
        In the order of the catalogue, then by date.
    lineage : Lineage
        The file.
    name : str
        The file's name.
    """

    rates: tuple[Rate, ...]
    lineage: Lineage
    name: str = "rates.yaml"

    def has(self, rate_id: str) -> bool:
        """Tell whether the file states the rate for any day at all."""
        return any(rate.id == rate_id for rate in self.rates)

    def at(self, rate_id: str, date: dt.date) -> Rate:
        """Return a rate as it is in force on a date.

        Raises
        ------
        CoverageError
            If the file does not state the rate, or states it for other days.
        """
        stated = [rate for rate in self.rates if rate.id == rate_id]
        for rate in stated:
            if rate.is_in_force(date):
                return rate
        days = ", ".join(f"{rate.valid_from} to {rate.valid_to}" for rate in stated)
        raise CoverageError(
            f"The rate {rate_id} is not in force on {date.isoformat()}."
            if stated
            else f"The rate {rate_id} is not stated.",
            where=self.name,
            expected=f"a date from {days}" if stated else f"an entry with id: {rate_id}",
            fix="state the rate for that day, with its source"
            if stated
            else "add the rate with its source; an assumption has verified: false",
        )


def read_rates(path: Path, lineage: Lineage) -> RateBook:
    """Read a file of rates.

    Parameters
    ----------
    path : Path
        The YAML file.
    lineage : Lineage
        What results that use it rest on.

    Raises
    ------
    SourceError
        If the file cannot be read, or an entry lacks a key, has an unknown one, names no
        known rate or a unit that the rate is not given in, has no day in force, is
        negative, lies outside its limits, or is stated twice for one day; or if anything in
        it looks like a CPR number.
    """
    fail_if_file_has_cpr(path)
    whole = read_places(path)
    whole.check_keys(["rates"])
    rates = [_read_rate(place) for place in whole.at("rates").entries(least=1)]
    _fail_if_a_rate_is_stated_twice(rates, path.name)
    order = list(rate_kinds())
    rates.sort(key=lambda rate: (order.index(rate.id), rate.valid_from))
    return RateBook(tuple(rates), lineage, path.name)


def _read_rate(place: Place) -> Rate:
    """Check one entry and return it."""
    place.check_keys(KEYS, (*_DAYS, *OPTIONAL))
    kind = rate_kinds()[place.at("id").word(rate_kinds())]
    valid_from, valid_to = _read_days(place)
    rate = Rate(
        kind=kind,
        value=place.at("value").number(least=0),
        low=place.at("low").number(least=0),
        high=place.at("high").number(least=0),
        unit=RateUnit(place.at("unit").word(unit.value for unit in kind.units)),
        valid_from=valid_from,
        valid_to=valid_to,
        price_year=place.at("price_year").whole(least=2000, most=2100),
        source=place.at("source").text(),
        verified=place.at("verified").truth(),
        control_area=_read_area(place, kind),
    )
    _fail_if_the_values_are_impossible(rate, place)
    if rate.verified and rate.source.lower().startswith(_ASSUMPTION):
        place.at("verified").refuse("marks an assumption as verified", "verified: false")
    return rate


def _read_days(place: Place) -> tuple[dt.date, dt.date]:
    """Return the days in force; a rate without them is refused."""
    for key in _DAYS:
        if not place.has(key):
            place.refuse(
                f"has no date in force: {key}", "valid_from: 2026-01-01 and valid_to: 2026-12-31"
            )
    days = place.at("valid_from").date(), place.at("valid_to").date()
    if days[1] < days[0]:
        place.at("valid_to").refuse("lies before valid_from", "valid_to on or after valid_from")
    return days


def _read_area(place: Place, kind: RateKind) -> ControlArea | None:
    area = place.at("control_area")
    if area.value is None:
        return kind.control_area
    if kind.control_area is None:
        area.refuse("does not belong to this rate", "no control_area for it")
    return area.choice(ControlArea)


def _fail_if_the_values_are_impossible(rate: Rate, place: Place) -> None:
    if not rate.low <= rate.value <= rate.high:
        place.at("value").refuse("lies outside its limits", "low <= value <= high")
    if rate.unit.is_share and rate.high > 1:
        place.at("high").refuse("is a share above 1", "a fraction such as 0.25 for 25 per cent")


def _fail_if_a_rate_is_stated_twice(rates: Iterable[Rate], name: str) -> None:
    last: dict[str, dt.date] = {}
    for rate in sorted(rates, key=lambda each: (each.id, each.valid_from)):
        if rate.id in last and rate.valid_from <= last[rate.id]:
            raise SourceError(
                f"The rate {rate.id} is stated twice for {rate.valid_from}.",
                where=name,
                expected="one value on each day",
                fix="let valid_to of the one end before valid_from of the next",
            )
        last[rate.id] = rate.valid_to
