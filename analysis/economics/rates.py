"""Which benefit levels, hours and prices has the user stated, and from which day?

A file of rates is YAML with one list, ``rates``. Each entry has ``id``, ``value``, ``low``,
``high``, ``unit``, ``valid_from``, ``valid_to``, ``price_year``, ``source``, ``verified``,
and may have ``control_area``. A rate that holds on no stated day is refused, and so is one
that is asked for on another day than its own: the nearest value is never taken.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from analysis.concepts import Lineage
from analysis.economics.catalogue import ControlArea, Rate, RateKind, RateUnit, rate_kinds
from analysis.errors import CoverageError, SourceError

KEYS = (
    *("id", "value", "low", "high", "unit", "valid_from", "valid_to"),
    *("price_year", "source", "verified"),
)
OPTIONAL = ("control_area",)
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
        negative, lies outside its limits, or is stated twice for one day.
    """
    entries = _read_entries(path)
    rates = [_read_rate(entry, f"{path.name}, entry {i}") for i, entry in enumerate(entries, 1)]
    _fail_if_a_rate_is_stated_twice(rates, path.name)
    order = list(rate_kinds())
    rates.sort(key=lambda rate: (order.index(rate.id), rate.valid_from))
    return RateBook(tuple(rates), lineage, path.name)


def _read_entries(path: Path) -> list[Any]:
    """Return the raw entries of the file."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        raise SourceError(
            f"{path.name} cannot be read.",
            where=f"{path.name}, line {mark.line + 1}" if mark else str(path),
            expected="YAML in UTF-8",
            fix="correct the line; text with a colon stands in quotation marks",
        ) from None
    if not isinstance(content, dict) or list(content) != ["rates"]:
        raise _refusal("does not hold one list with the name rates", path.name, "rates: [...]")
    if not isinstance(content["rates"], list) or not content["rates"]:
        raise _refusal("states no rate", path.name, "at least one entry under rates")
    return list(content["rates"])


def _read_rate(entry: Any, where: str) -> Rate:
    """Check one entry and return it."""
    if not isinstance(entry, dict):
        raise _refusal("is no rate", where, f"the keys {', '.join(KEYS)}")
    kind = rate_kinds().get(str(entry.get("id", "")))
    if kind is None:
        raise _refusal("names no known rate", where, f"id: one of {', '.join(rate_kinds())}")
    where = f"{where}, {kind.id}"
    _fail_unless_keys_are_known(entry, where)
    value, low, high = (_read_number(entry, key, where) for key in ("value", "low", "high"))
    valid_from, valid_to = _read_days(entry, where)
    rate = Rate(
        kind=kind,
        value=value,
        low=low,
        high=high,
        unit=_read_unit(entry, kind, where),
        valid_from=valid_from,
        valid_to=valid_to,
        price_year=_read_year(entry, where),
        source=str(entry["source"] or "").strip(),
        verified=_read_verified(entry, where),
        control_area=_read_area(entry, kind, where),
    )
    _fail_if_the_values_are_impossible(rate, where)
    _fail_if_the_source_is_empty_or_an_assumption_is_verified(rate, where)
    return rate


def _read_number(entry: dict[str, Any], key: str, where: str) -> float:
    value = entry[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _refusal(f"has no number as {key}", where, f"{key}: 12500 or 0.25, with a dot")
    return float(value)


def _read_days(entry: dict[str, Any], where: str) -> tuple[dt.date, dt.date]:
    """Return the days in force; a rate without them is refused."""
    days = (entry["valid_from"], entry["valid_to"])
    if not all(type(day) is dt.date for day in days):
        raise _refusal(
            "has no date in force", where, "valid_from: 2026-01-01 and valid_to: 2026-12-31"
        )
    if days[1] < days[0]:
        raise _refusal("ends before it begins", where, "valid_to on or after valid_from")
    return days


def _read_unit(entry: dict[str, Any], kind: RateKind, where: str) -> RateUnit:
    words = [unit.value for unit in kind.units]
    if entry["unit"] not in words:
        raise _refusal("has a unit that it is not given in", where, f"unit: {' or '.join(words)}")
    return RateUnit(entry["unit"])


def _read_year(entry: dict[str, Any], where: str) -> int:
    year = entry["price_year"]
    if type(year) is not int or not 2000 <= year <= 2100:
        raise _refusal("has no price level", where, "price_year: 2026")
    return year


def _read_verified(entry: dict[str, Any], where: str) -> bool:
    if not isinstance(entry["verified"], bool):
        raise _refusal("does not say whether it is verified", where, "verified: true or false")
    return entry["verified"]


def _read_area(entry: dict[str, Any], kind: RateKind, where: str) -> ControlArea | None:
    if "control_area" not in entry:
        return kind.control_area
    areas = [area.value for area in ControlArea]
    if kind.control_area is None:
        raise _refusal("has no control area", where, "no control_area for this rate")
    if entry["control_area"] not in areas:
        raise _refusal("has an unknown control area", where, f"one of {', '.join(areas)}")
    return ControlArea(entry["control_area"])


def _refusal(what: str, where: str, expected: str) -> SourceError:
    """Return the error for a file or an entry that cannot be used."""
    subject = "The file of rates" if "entry" not in where else "A rate"
    return SourceError(
        f"{subject} {what}.", where=where, expected=expected, fix="correct the entry"
    )


def _fail_unless_keys_are_known(entry: dict[str, Any], where: str) -> None:
    missing = [key for key in KEYS if key not in entry]
    unknown = [str(key) for key in entry if key not in (*KEYS, *OPTIONAL)]
    if {"valid_from", "valid_to"} & set(missing):
        raise _refusal(
            "has no date in force", where, "valid_from: 2026-01-01 and valid_to: 2026-12-31"
        )
    if missing or unknown:
        faults = [f"lacks {', '.join(missing)}"] if missing else []
        faults += [f"has the unknown {', '.join(unknown)}"] if unknown else []
        raise _refusal(" and ".join(faults), where, f"the keys {', '.join(KEYS)}")


def _fail_if_the_values_are_impossible(rate: Rate, where: str) -> None:
    if min(rate.value, rate.low, rate.high) < 0:
        raise _refusal("is negative", where, "value, low and high of 0 or more")
    if not rate.low <= rate.value <= rate.high:
        raise _refusal("lies outside its limits", where, "low <= value <= high")
    if rate.unit.is_share and rate.high > 1:
        raise _refusal("is a share above 1", where, "a fraction such as 0.25 for 25 per cent")


def _fail_if_the_source_is_empty_or_an_assumption_is_verified(rate: Rate, where: str) -> None:
    if not rate.source:
        raise _refusal("has no source", where, "source: where the value is from")
    if rate.verified and rate.source.lower().startswith(_ASSUMPTION):
        raise _refusal("is an assumption marked as verified", where, "verified: false")


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
