"""What does it cost or save, and whom, when people move between schemes?

For each move: each party's gain per person, year by year, times the people who move in each
year, less what it takes to prepare a case. Rates and people are drawn together, so that the
amount has an interval. Nothing here says who is entitled to what.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_

import numpy as np
from numpy.typing import NDArray

from analysis.economics.catalogue import ControlArea, Rate, rate_kinds
from analysis.economics.draws import (
    PRICES,
    MoveDraws,
    ValueFrame,
    draw_move,
    draw_rates,
    estimate_people,
    in_thousands,
    is_open_on,
    summarise,
    to_price_level,
)
from analysis.economics.flows import Party, list_rates
from analysis.economics.moves import Move, draw_people
from analysis.economics.present_value import discount_factors
from analysis.economics.rates import RateBook
from analysis.economics.refusion import find_ladder
from analysis.economics.results import BusinessLine, EconomicsResults, MoveResult
from analysis.economics.tornado import find_swings
from analysis.economics.uncertainty import probability_of_gain
from analysis.errors import RequestError
from analysis.labels import listing

FloatArray = NDArray[np.float64]
# Said to be the official rate for the first 35 years of a public project; not verified.
DISCOUNT = 0.035
_MOST_YEARS = 30
_LEAST_DRAWS = 100


def value_moves(
    moves: Sequence[Move],
    rates: RateBook,
    *,
    date: dt.date,
    horizon_years: int = 5,
    discount: float = DISCOUNT,
    price_year: int | None = None,
    level: float = 0.95,
    n_draws: int = 4_000,
    seed: int = 2026,
) -> EconomicsResults:
    """Value moves between schemes, per person and in total, for each party.

    Parameters
    ----------
    moves : sequence of Move
        Who moves from where to where, and how many.
    rates : RateBook
        Benefit levels, hours, prices and shares.
    date : date
        First day of the first year; decides rates, refusion and which schemes are open.
    horizon_years : int, default 5
        Years looked at, from 1 to 30.
    discount : float, default 0.035
        Discount rate per year, a fraction.
    price_year : int, optional
        Price level of the amounts. Default: the year of `date`.
    level : float, default 0.95
        Level of the limits, a fraction in (0, 1).
    n_draws, seed : int
        Draws, and the seed that makes them the same each time.

    Returns
    -------
    EconomicsResults
        A move has no amount, and says why, where its scheme takes no new citizens on the
        date, or the rates lack what it needs.

    Raises
    ------
    CoverageError
        If a rate is stated but not for the date, or the date lies before 2016.
    RequestError
        If two moves share an id, or an option is out of range.
    EstimationError
        If a rate's limits fit no curve, or people have no limits.

    Notes
    -----
    The point is the mean of the draws. A rate is drawn once for all moves, so what two
    moves share is the same in both. The sum counts somebody who is in two moves twice:
    leans towards a larger amount, so moves should be given people of their own.

    References
    ----------
    .. [1] A. Briggs, M. Sculpher and K. Claxton, "Decision Modelling for Health Economic
       Evaluation", Oxford University Press, 2006, ch. 4.
    """
    _fail_if_an_option_is_out_of_range(moves, horizon_years, level, n_draws)
    discount_factors(horizon_years, rate=discount)
    frame = ValueFrame(
        date, horizon_years, discount, price_year or date.year, level, find_ladder(date)
    )
    reasons = {move.id: _say_why_not(move, rates, frame) for move in moves}
    valued = [move for move in moves if not reasons[move.id]]
    used = _find_rates(valued, rates, frame)
    values = to_price_level(draw_rates(used, n_draws, seed), used, frame)
    people = {move.id: draw_people(move, n_draws=n_draws, seed=seed) for move in valued}
    drawn = {move.id: draw_move(move, values, people[move.id], used, frame) for move in valued}
    centre, swings = find_swings(valued, people, used, frame)
    case, overall = _business_case(list(drawn.values()), frame)
    total = _add_up(draws.total for draws in drawn.values())
    return EconomicsResults(
        date=date,
        horizon_years=horizon_years,
        discount=discount,
        level=level,
        price_year=frame.price_year,
        n_draws=n_draws,
        seed=seed,
        moves=tuple(
            _summarise(move, drawn.get(move.id), reasons[move.id], frame) for move in moves
        ),
        total={party: in_thousands(draws, frame) for party, draws in total.items()},
        business_case=case,
        overall=overall,
        probability_of_saving=(
            probability_of_gain(total[Party.MUNICIPALITY]) if total else float("nan")
        ),
        centre=centre,
        swings=swings,
        rates=tuple(used.values()),
        ladder=frame.ladder,
        lineage=reduce(or_, (move.lineage for move in moves), rates.lineage),
    )


def _say_why_not(move: Move, rates: RateBook, frame: ValueFrame) -> str:
    """Say in Danish why a move has no amount; empty where it has one."""
    if not is_open_on(move.to_scheme, frame.date):
        return (
            f"{move.to_scheme.label} er lukket for nye borgere efter reglerne på dagen, så der "
            "regnes ikke på nye"
        )
    needed = list_rates(move.from_scheme, move.to_scheme)
    missing = [rate_id for rate_id in needed if not rates.has(rate_id)]
    if not missing:
        money = [rates.at(i, frame.date) for i in needed]
        other = any(r.unit.is_money and r.price_year != frame.price_year for r in money)
        missing = [PRICES] if other and not rates.has(PRICES) else []
    names = [rate_kinds()[rate_id].label for rate_id in missing]
    return f"der mangler satser: {listing(names)}" if names else ""


def _find_rates(moves: Sequence[Move], rates: RateBook, frame: ValueFrame) -> dict[str, Rate]:
    """Return every rate that the moves need, as in force on the date."""
    needed = {i for move in moves for i in list_rates(move.from_scheme, move.to_scheme)}
    found = {i: rates.at(i, frame.date) for i in needed}
    if any(r.unit.is_money and r.price_year != frame.price_year for r in found.values()):
        found[PRICES] = rates.at(PRICES, frame.date)
    order = [rate.id for rate in rates.rates]
    return {i: found[i] for i in sorted(found, key=order.index)}


def _add_up(parts: Iterable[dict[Party, FloatArray]]) -> dict[Party, FloatArray]:
    """Add up the moves draw by draw."""
    total: dict[Party, FloatArray] = {}
    for part in parts:
        for party, draws in part.items():
            total[party] = total[party] + draws if party in total else draws
    return total


def _summarise(move: Move, draws: MoveDraws | None, reason: str, frame: ValueFrame) -> MoveResult:
    """Return one move's means and limits."""
    if draws is None:
        return MoveResult(
            id=move.id,
            label=move.label,
            from_scheme=move.from_scheme,
            to_scheme=move.to_scheme,
            reason=reason,
            people=None,
            people_moved=None,
            weeks_on_support=move.weeks_on_support,
            per_person={},
            per_person_areas={},
            one_off_per_person=None,
            first_year_per_person={},
            total={},
            probability_of_saving=float("nan"),
        )
    first_year = draws.flows.lasting
    return MoveResult(
        id=move.id,
        label=move.label,
        from_scheme=move.from_scheme,
        to_scheme=move.to_scheme,
        reason="",
        people=estimate_people(move, draws.people, frame),
        people_moved=summarise(draws.moved, frame, "persons"),
        weeks_on_support=move.weeks_on_support,
        per_person={p: in_thousands(each, frame) for p, each in draws.per_person.items()},
        per_person_areas={
            a: in_thousands(each, frame) for a, each in draws.per_person_areas.items()
        },
        one_off_per_person=in_thousands(draws.flows.one_off, frame),
        first_year_per_person={p: in_thousands(y[0], frame) for p, y in first_year.items()},
        total={p: in_thousands(each, frame) for p, each in draws.total.items()},
        probability_of_saving=probability_of_gain(draws.total[Party.MUNICIPALITY]),
    )


def _business_case(
    drawn: list[MoveDraws], frame: ValueFrame
) -> tuple[tuple[BusinessLine, ...], BusinessLine | None]:
    """Return the lines of the business case, all moves together."""
    if not drawn:
        return (), None
    lines, parts = [], []
    for is_lasting in (True, False):
        by_area = {
            area: np.sum([(d.lasting if is_lasting else d.once)[area] for d in drawn], axis=0)
            for area in ControlArea
        }
        lines += [_line(is_lasting, area, years, frame) for area, years in by_area.items()]
        parts.append(np.sum(list(by_area.values()), axis=0))
        lines.append(_line(is_lasting, None, parts[-1], frame))
    return tuple(lines), _line(True, None, parts[0] + parts[1], frame)


def _line(
    is_lasting: bool, area: ControlArea | None, years: FloatArray, frame: ValueFrame
) -> BusinessLine:
    return BusinessLine(
        is_lasting,
        area,
        tuple(in_thousands(year, frame) for year in years),
        in_thousands(years.sum(axis=0), frame),
    )


def _fail_if_an_option_is_out_of_range(
    moves: Sequence[Move], horizon_years: int, level: float, n_draws: int
) -> None:
    ids = [move.id for move in moves]
    if len(set(ids)) < len(ids):
        raise RequestError(
            "Two moves have the same id.",
            expected="an id of its own for each move",
            fix="rename one of them",
        )
    if not (1 <= horizon_years <= _MOST_YEARS and 0 < level < 1 and n_draws >= _LEAST_DRAWS):
        raise RequestError(
            "Years, level or draws are out of range.",
            expected=f"1 to {_MOST_YEARS} years, a level between 0 and 1, and at least "
            f"{_LEAST_DRAWS} draws",
            fix="correct the option",
        )
