"""What does one move give each party, for every draw of rates and people?"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.checklists.load import load_checklist
from analysis.checklists.model import SCHEMES
from analysis.concepts import Benefit, Estimate
from analysis.economics.catalogue import ControlArea, Rate
from analysis.economics.flows import Party, PersonFlows, flow_per_person
from analysis.economics.moves import Move, spread_people
from analysis.economics.present_value import discount_factors
from analysis.economics.refusion import RefusionLadder
from analysis.economics.uncertainty import draw_value, summarise_draws

FloatArray = NDArray[np.float64]
PRICES = "prisregulering"
THOUSAND = 1_000.0


@dataclass(frozen=True)
class ValueFrame:
    """What all moves share."""

    date: dt.date
    n_years: int
    discount: float
    price_year: int
    level: float
    ladder: RefusionLadder


@dataclass(frozen=True)
class MoveDraws:
    """One move's gains in kroner, by draw."""

    flows: PersonFlows
    people: FloatArray
    moved: FloatArray
    per_person: dict[Party, FloatArray]
    per_person_areas: dict[ControlArea, FloatArray]
    total: dict[Party, FloatArray]
    lasting: dict[ControlArea, FloatArray]
    once: dict[ControlArea, FloatArray]


def draw_rates(used: Mapping[str, Rate], n_draws: int, seed: int) -> dict[str, FloatArray]:
    """Draw every rate from a stream of its own, so that a new rate moves no other.

    Parameters
    ----------
    used : mapping of str to Rate
        The rates, by id.
    n_draws, seed : int
        Draws, and their seed.

    Returns
    -------
    dict of str to array of shape (n_draws,)
        In each rate's own unit and price level.
    """
    return {
        rate_id: draw_value(
            rate.value,
            rate.low,
            rate.high,
            distribution=rate.kind.distribution,
            n_draws=n_draws,
            rng=np.random.default_rng([seed, zlib.crc32(rate_id.encode())]),
        )
        for rate_id, rate in used.items()
    }


def to_price_level(
    values: Mapping[str, FloatArray], used: Mapping[str, Rate], frame: ValueFrame
) -> dict[str, FloatArray]:
    """Return values per year and at the price level of the amounts."""
    levelled = {}
    for rate_id, rate in used.items():
        value = values[rate_id] * rate.unit.factor
        if rate.unit.is_money and rate.price_year != frame.price_year:
            value = value * (1.0 + values[PRICES]) ** (frame.price_year - rate.price_year)
        levelled[rate_id] = value
    return levelled


def draw_move(
    move: Move,
    values: Mapping[str, FloatArray],
    people: FloatArray,
    used: Mapping[str, Rate],
    frame: ValueFrame,
) -> MoveDraws:
    """Return one move's gains for each draw of rates and people."""
    areas = {i: rate.control_area for i, rate in used.items() if rate.control_area is not None}
    flows = flow_per_person(
        move.from_scheme,
        move.to_scheme,
        values,
        areas=areas,
        ladder=frame.ladder,
        weeks_on_support=move.weeks_on_support,
        n_years=frame.n_years,
    )
    starts = [_years_later(frame.date, i) for i in range(frame.n_years)]
    is_open = tuple(is_open_on(move.to_scheme, day) for day in starts)
    entering = spread_people(people, per_year=move.pace(people), is_open=is_open)
    factors = discount_factors(frame.n_years, rate=frame.discount)
    at_start = factors * (1.0 + frame.discount)
    pays_once = {Party.MUNICIPALITY: flows.one_off, Party.TOTAL: flows.one_off}
    once_people = at_start @ entering
    return MoveDraws(
        flows=flows,
        people=people,
        moved=entering.sum(axis=0),
        per_person={p: factors @ y + pays_once.get(p, 0.0) for p, y in flows.lasting.items()},
        per_person_areas={
            a: factors @ y + flows.one_off_areas[a] for a, y in flows.lasting_areas.items()
        },
        total={
            p: factors @ _by_calendar(y, entering) + once_people * pays_once.get(p, 0.0)
            for p, y in flows.lasting.items()
        },
        lasting={a: _by_calendar(y, entering) for a, y in flows.lasting_areas.items()},
        once={a: entering * y for a, y in flows.one_off_areas.items()},
    )


def is_open_on(scheme: Benefit, date: dt.date) -> bool:
    """Tell whether a scheme takes new citizens on a date."""
    return scheme not in SCHEMES or scheme in load_checklist(date).open_schemes


def estimate_people(move: Move, draws: FloatArray, frame: ValueFrame) -> Estimate:
    """Return a move's people as they were given, or the mean and limits of their draws."""
    return move.people if isinstance(move.people, Estimate) else summarise(draws, frame, "persons")


def in_thousands(draws: FloatArray, frame: ValueFrame) -> Estimate:
    """Return the mean and the limits in 1,000 kroner."""
    return summarise(draws / THOUSAND, frame, "thousand_kroner")


def summarise(draws: FloatArray, frame: ValueFrame, unit: str) -> Estimate:
    """Return the mean of draws and their limits."""
    mean, low, high = summarise_draws(draws, level=frame.level)
    return Estimate(mean, low, high, frame.level, unit, float(draws.size), "mean of draws")


def _years_later(date: dt.date, years: int) -> dt.date:
    """Return the same day some years later; the last of February for a leap day."""
    try:
        return date.replace(year=date.year + years)
    except ValueError:
        return date.replace(year=date.year + years, day=28)


def _by_calendar(per_person: FloatArray, entering: FloatArray) -> FloatArray:
    """Return gains by calendar year: each year's new people are in their own first year."""
    n_years = entering.shape[0]
    shape = np.broadcast_shapes(per_person.shape, entering.shape)
    total = np.zeros(shape)
    for start in range(n_years):
        total[start:] += entering[start] * per_person[: n_years - start]
    return total
