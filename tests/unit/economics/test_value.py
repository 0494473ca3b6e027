"""What moves cost, whom, and when: against sums by hand, and what holds for all rates."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.concepts import Benefit, Estimate
from analysis.economics.catalogue import ControlArea, rate_kinds
from analysis.economics.flows import Party, flow_per_person, list_rates
from analysis.economics.moves import (
    SUPPORTED,
    Move,
    draw_people,
    people_from_estimate,
    spread_people,
)
from analysis.economics.refusion import find_ladder
from analysis.economics.value import value_moves
from analysis.errors import CoverageError, EstimationError, RequestError

PARTS = (Party.MUNICIPALITY, Party.OTHER_MUNICIPALITIES, Party.STATE, Party.CITIZEN)


def test_amounts_without_exits_and_moves_are_the_sum_by_hand(aby):
    """12 x (20,000 - 12,000) = 96,000 a year, of which the municipality pays 80 per cent."""
    still = {"afgang__kontanthjaelp": 0, "afgang__foertidspension": 0, "fraflytning": 0}
    book = aby.make_book(**still, mellemkommunal__andel=0)
    move = aby.make_move("kontanthjaelp", "foertidspension", 10.0)
    results = value_moves([move], book, date=aby.DATE, horizon_years=2, discount=0.0, n_draws=100)
    own, outlay = results.moves[0].per_person, 40 * 500 + 1_400 + 0.5 * 5_000
    assert own[Party.MUNICIPALITY].value * 1e3 == pytest.approx(
        2 * (-0.8 * 96_000 + 15_000) - outlay
    )
    assert own[Party.STATE].value * 1e3 == pytest.approx(-2 * 0.2 * 96_000)
    assert own[Party.CITIZEN].value * 1e3 == pytest.approx(2 * 96_000)
    assert own[Party.TOTAL].value * 1e3 == pytest.approx(2 * 15_000 - outlay)
    assert results.total[Party.MUNICIPALITY].value == pytest.approx(
        10 * own[Party.MUNICIPALITY].value
    )


def test_amounts_match_a_recomputation_one_person_and_year_at_a_time(aby):
    v, n_years, rate, weeks = aby.VALUES, 4, 0.035, 30.0
    own = state = citizen = total = 0.0
    ladder = find_ladder(aby.DATE)
    for year in range(1, n_years + 1):
        worth, middle = 1 / (1 + rate) ** year, year - 0.5
        week = [ladder.share_in(weeks + 52 * (year - 1) + i) for i in range(1, 53)]
        refunded = sum(week) / 52
        before = (1 - v["afgang.sygedagpenge"]) ** middle
        after = (1 - v["afgang.fleksjob"]) ** middle
        here = (1 - v["fraflytning"]) ** middle
        since = (1 - v["fraflytning"]) ** max(middle - v["mellemkommunal.aar"], 0)
        paid_for = here + v["mellemkommunal.andel"] * (since - here)
        old = 12 * v["ydelse.sygedagpenge"] * before
        new = 12 * (0.8 * v["ydelse.fleksjob"] + 0.2 * v["ydelse.ledighedsydelse"]) * after
        wage = 12 * 0.8 * v["loen.fleksjob"] * after
        effort = v["indsats.sygedagpenge"] * before - v["indsats.fleksjob"] * after
        own += worth * ((1 - refunded) * (here * old - paid_for * new) + here * effort)
        state += worth * refunded * (old - new)
        citizen += worth * (new + wage - old)
        total += worth * (effort + wage)
    outlay = 30 * 500 + 1_400 + 0.5 * 5_000
    move = aby.make_move("sygedagpenge", "fleksjob", weeks_on_support=weeks)
    results = value_moves(
        [move], aby.make_book(), date=aby.DATE, horizon_years=n_years, discount=rate, n_draws=100
    )
    found = {party: each.value * 1e3 for party, each in results.moves[0].per_person.items()}
    assert found[Party.MUNICIPALITY] == pytest.approx(own - outlay)
    assert found[Party.STATE] == pytest.approx(state)
    assert found[Party.CITIZEN] == pytest.approx(citizen)
    assert found[Party.TOTAL] == pytest.approx(total - outlay)


@settings(max_examples=60)
@given(
    move=st.sampled_from(SUPPORTED),
    seed=st.integers(0, 10_000),
    weeks=st.floats(0, 400),
    n_years=st.integers(1, 12),
)
def test_parties_add_up_to_the_total_whatever_the_rates(move, seed, weeks, n_years):
    rng = np.random.default_rng(seed)
    values = {
        rate_id: rng.uniform(0, 1 if "andel" in rate_kinds()[rate_id].units[0] else 3e4, 3)
        for rate_id in list_rates(*move)
    }
    areas = {i: kind.control_area for i, kind in rate_kinds().items() if kind.control_area}
    flows = flow_per_person(
        *move, values, areas=areas, ladder=find_ladder(dt.date(2026, 1, 1)),
        weeks_on_support=weeks, n_years=n_years,
    )  # fmt: skip
    parts = sum(flows.lasting[party] for party in PARTS)
    assert parts == pytest.approx(flows.lasting[Party.TOTAL], rel=1e-9, abs=1e-3)
    areas_together = sum(flows.lasting_areas.values())
    assert areas_together == pytest.approx(flows.lasting[Party.MUNICIPALITY])
    assert sum(flows.one_off_areas.values()) == pytest.approx(flows.one_off)


def test_business_case_adds_up_by_area_year_and_move(aby):
    results = value_moves(aby.make_moves(), aby.make_book(spread=0.1), date=aby.DATE, n_draws=400)
    lasting = {line.area: line for line in results.business_case if line.is_lasting}
    once = {line.area: line for line in results.business_case if not line.is_lasting}
    for year in range(5):
        parts = sum(lasting[area].years[year].value for area in ControlArea)
        assert lasting[None].years[year].value == pytest.approx(parts)
        both = lasting[None].years[year].value + once[None].years[year].value
        assert results.overall.years[year].value == pytest.approx(both)
    assert results.overall.sum.value == pytest.approx(
        sum(each.value for each in results.overall.years)
    )
    moves = sum(move.total[Party.MUNICIPALITY].value for move in results.valued)
    assert results.total[Party.MUNICIPALITY].value == pytest.approx(moves)
    assert once[ControlArea.TRANSFERS].sum.value == 0
    assert once[ControlArea.SERVICE].sum.value < 0


def test_municipality_loses_by_long_term_kontanthjaelp_to_foertidspension(aby):
    results = value_moves(aby.make_moves(), aby.make_book(spread=0.1), date=aby.DATE, n_draws=400)
    move = results.moves[0]
    assert move.per_person[Party.MUNICIPALITY].upper < 0
    assert move.probability_of_saving == 0
    assert move.per_person[Party.CITIZEN].lower > 0


def test_interval_of_people_is_carried_into_the_money(aby):
    def width(people):
        move = aby.make_move("kontanthjaelp", "foertidspension", people=people)
        total = value_moves([move], aby.make_book(), date=aby.DATE, n_draws=4_000).moves[0].total
        return total[Party.MUNICIPALITY].upper - total[Party.MUNICIPALITY].lower

    assert width(aby.uncertain(200, 200, 200)) == pytest.approx(0, abs=1e-6)
    assert width(aby.uncertain(200, 100, 330)) > 2 * width(aby.uncertain(200, 160, 250))


def test_scheme_that_is_closed_on_the_day_has_no_amount_and_says_why(aby):
    book = aby.make_book()
    move = aby.make_move("kontanthjaelp", "ressourceforloeb")
    closed = value_moves([move], book, date=dt.date(2026, 2, 1), n_draws=100).moves[0]
    assert not closed.is_valued
    assert "lukket for nye borgere" in closed.reason
    # The last day on which it is open: valued, but only for who moves in the first year.
    slow = aby.make_move("kontanthjaelp", "ressourceforloeb", people_per_year=30.0)
    still = value_moves([slow], book, date=dt.date(2026, 1, 31), n_draws=100).moves[0]
    assert still.people_moved.value == 30


def test_move_without_its_rates_names_them_and_leaves_the_others_valued(aby):
    book = aby.make_book()
    fewer = type(book)(
        tuple(rate for rate in book.rates if rate.id != "loen.fleksjob"), book.lineage
    )
    results = value_moves(aby.make_moves()[:2], fewer, date=aby.DATE, n_draws=400)
    assert [move.is_valued for move in results.moves] == [True, False]
    assert "løn fra arbejdsgiver i fleksjob" in results.moves[1].reason


def test_rate_that_is_in_force_on_another_day_is_refused(aby):
    moves = aby.make_moves()[:1]
    with pytest.raises(CoverageError, match="not in force on 2027-01-01"):
        value_moves(moves, aby.make_book(), date=dt.date(2027, 1, 1), n_draws=100)


def test_another_price_level_asks_for_the_regulation_and_uses_it(aby):
    moves = [aby.make_move("kontanthjaelp", "foertidspension")]
    without = value_moves(moves, aby.make_book(), date=aby.DATE, price_year=2028, n_draws=100)
    assert "prisregulering" in without.moves[0].reason
    plain = value_moves(moves, aby.make_book(), date=aby.DATE, n_draws=100)
    book = aby.make_book(prisregulering=0.03)
    dearer = value_moves(moves, book, date=aby.DATE, price_year=2028, n_draws=100)
    ratio = dearer.total[Party.MUNICIPALITY].value / plain.total[Party.MUNICIPALITY].value
    assert ratio == pytest.approx(1.03**2)


def test_tornado_is_sorted_and_its_middle_is_the_amount_without_uncertainty(aby):
    moves = aby.make_moves()
    results = value_moves(moves, aby.make_book(spread=0.1), date=aby.DATE, n_draws=400)
    widths = [swing.width for swing in results.swings]
    assert widths == sorted(widths, reverse=True)
    exact = value_moves(
        [aby.make_move("kontanthjaelp", "foertidspension", 200.0)],
        aby.make_book(), date=aby.DATE, n_draws=100,
    )  # fmt: skip
    one = value_moves(moves[:1], aby.make_book(spread=0.1), date=aby.DATE, n_draws=400)
    assert one.centre == pytest.approx(exact.total[Party.MUNICIPALITY].value)
    assert {"people.kontanthjaelp-fleksjob", "ydelse.kontanthjaelp"} <= {
        swing.id for swing in results.swings
    }


def test_same_seed_gives_the_same_and_a_new_rate_moves_no_other(aby):
    moves = aby.make_moves()[:1]
    first = value_moves(moves, aby.make_book(spread=0.1), date=aby.DATE, n_draws=400)
    again = value_moves(moves, aby.make_book(spread=0.1), date=aby.DATE, n_draws=400)
    beside = value_moves(aby.make_moves(), aby.make_book(spread=0.1), date=aby.DATE, n_draws=400)
    assert first == again
    assert beside.moves[0] == first.moves[0]


def test_moves_drawn_together_keep_the_interval_of_the_whole(aby):
    whole = aby.uncertain(300, 150, 520)
    parts = [
        aby.make_move(
            source, "foertidspension", people=aby.uncertain(*(s * x for x in (300, 150, 520))),
            drawn_with="foertidspension",
        )
        for source, s in (("kontanthjaelp", 0.7), ("sygedagpenge", 0.3))
    ]  # fmt: skip

    together = sum(draw_people(move, n_draws=500, seed=3) for move in parts)
    alone = draw_people(
        aby.make_move(
            "kontanthjaelp", "foertidspension", people=whole, drawn_with="foertidspension"
        ),
        n_draws=500, seed=3,
    )  # fmt: skip
    assert together == pytest.approx(alone)


@settings(max_examples=40)
@given(
    st.lists(st.floats(0, 1e4), min_size=1, max_size=20),
    st.floats(0.5, 500),
    st.lists(st.booleans(), min_size=1, max_size=8),
)
def test_people_are_never_more_than_there_are_nor_than_the_year_can_take(people, pace, is_open):
    spread = spread_people(np.array(people), per_year=pace, is_open=tuple(is_open))
    assert np.all(spread >= 0)
    assert np.all(spread <= pace)
    assert np.all(spread.sum(axis=0) <= np.array(people) + 1e-6)
    assert np.all(spread[~np.array(is_open)] == 0)


@settings(max_examples=40)
@given(st.floats(1, 2_000), st.floats(0.05, 0.95), st.floats(1.05, 3))
def test_drawn_people_are_never_negative_and_have_the_mean_of_the_estimate(value, low, high):
    estimate = _people(value, low * value, high * value)
    draws = people_from_estimate(estimate, n_draws=4_000, seed=1)
    assert draws.min() >= 0
    spread = (estimate.upper - estimate.lower) / 3.92
    # Five standard errors of the mean.
    assert draws.mean() == pytest.approx(value, abs=5 * spread / np.sqrt(4_000))


def test_nobody_seen_is_drawn_up_to_the_upper_limit():
    draws = people_from_estimate(_people(0, 0, 50), n_draws=40_000, seed=1)
    assert np.quantile(draws, 0.975) == pytest.approx(50, rel=0.03)


def test_estimate_that_is_not_shown_cannot_be_drawn_from():
    with pytest.raises(EstimationError, match="no value with limits"):
        people_from_estimate(_people(float("nan"), 0, 1), n_draws=10, seed=1)


def test_impossible_moves_and_options_are_refused(aby):
    with pytest.raises(RequestError, match="not one that can be valued"):
        Move("a", Benefit.FLEKSJOB, Benefit.FOERTIDSPENSION, np.ones(3))
    with pytest.raises(RequestError, match="not the id"):
        Move("A b", Benefit.KONTANTHJAELP, Benefit.FLEKSJOB, np.ones(3))
    with pytest.raises(RequestError, match="draws of people"):
        Move("a", Benefit.KONTANTHJAELP, Benefit.FLEKSJOB, np.array([-1.0]))
    with pytest.raises(RequestError, match="weeks"):
        aby.make_move("kontanthjaelp", "fleksjob", people_per_year=0.0)
    move = aby.make_move("kontanthjaelp", "fleksjob")
    with pytest.raises(RequestError, match="same id"):
        value_moves([move, move], aby.make_book(), date=aby.DATE)
    with pytest.raises(RequestError, match="out of range"):
        value_moves([move], aby.make_book(), date=aby.DATE, horizon_years=0)
    few = aby.make_move("kontanthjaelp", "fleksjob", people=np.ones(7))
    with pytest.raises(RequestError, match="7 draws"):
        value_moves([few], aby.make_book(), date=aby.DATE, n_draws=100)
    with pytest.raises(CoverageError, match="refusion"):
        value_moves([move], aby.make_book(), date=dt.date(2015, 6, 1), n_draws=100)


def _people(value, lower, upper):
    return Estimate(value, lower, upper, 0.95, "persons", 160.0, "beta")
