"""The stock that a practice leads to, held against closed forms and against people."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import EstimationError
from analysis.measures.over_time.stock_projection import draw_award_rates, project_stock

N_AGES = 49


def settle(rate, leaving, people=1_000.0, n_ages=N_AGES):
    even = np.full(n_ages, rate)
    return project_stock(
        np.zeros(n_ages), np.full(n_ages, people), even, np.full(n_ages, leaving), n_years=5
    )


def test_stock_at_rest_has_the_closed_form_of_even_rates():
    # Each cohort solves s(a + 1) = r N + (1 - r - e) s(a) from s(0) = r N / 2: a geometric
    # series, summed here by its formula instead of year by year.
    rate, leaving, people = 0.01, 0.03, 1_000.0
    keep, level = 1 - rate - leaving, rate * people / (rate + leaving)
    start = rate * people / 2
    expected = N_AGES * level + (start - level) * (1 - keep**N_AGES) / (1 - keep)
    assert settle(rate, leaving).settled == pytest.approx(expected)


def test_followed_people_end_at_the_same_stock():
    # People are followed one by one in months instead of cohorts in years.
    rng = np.random.default_rng(4)
    rate, leaving, n_people = 0.02, 0.04, 40_000
    has_it = np.zeros(n_people, dtype=bool)
    total = 0.0
    for month in range(12 * 20):
        if month % 12 == 0:
            total += has_it.sum()
        starts = ~has_it & (rng.random(n_people) < rate / 12)
        stops = has_it & (rng.random(n_people) < leaving / 12)
        has_it = (has_it | starts) & ~stops
    # A year of age holds people from its first to its last month: half a year is added.
    total += (has_it.sum()) / 2
    path = settle(rate, leaving, people=n_people, n_ages=20)
    assert path.settled == pytest.approx(total, rel=0.02)


def test_a_stock_at_rest_stays():
    rates, exits, people = np.full(6, 0.01), np.full(6, 0.02), np.full(6, 100.0)
    ages = np.zeros(6)
    for _ in range(6):
        ages = np.array([0.5, *(ages[:-1] + 0.01 * (people[:-1] - ages[:-1]) - 0.02 * ages[:-1])])
    path = project_stock(ages, people, rates, exits, n_years=4)
    assert path.totals == pytest.approx(np.full(5, ages.sum()))


def test_no_awards_and_no_exits_empty_the_stock_by_age_alone():
    path = project_stock([10, 10, 10], [50] * 3, [0] * 3, [0] * 3, n_years=3)
    assert path.totals.tolist() == [30, 20, 10, 0]
    assert path.settled == 0


def test_half_of_the_last_year_counts_where_the_end_age_has_a_half():
    path = project_stock([10, 10], [50] * 2, [0] * 2, [0] * 2, n_years=1, last_share=0.5)
    assert path.totals[1] == 5


@settings(max_examples=40)
@given(st.floats(0, 0.2), st.floats(0, 0.2), st.floats(0.001, 0.1))
def test_more_awards_never_lead_to_a_smaller_stock(leaving, rate, more):
    assert settle(rate + more, leaving).settled > settle(rate, leaving).settled


@settings(max_examples=40)
@given(st.floats(-0.05, 0.5), st.floats(0, 0.5))
def test_the_stock_is_never_negative(leaving, rate):
    path = settle(rate, leaving)
    assert (path.totals >= 0).all()


def test_no_years_are_refused():
    with pytest.raises(EstimationError, match="cannot be followed"):
        project_stock([1], [2], [0], [0], n_years=0)


def test_drawn_totals_have_the_spread_of_jeffreys_however_the_awards_are_split():
    # Gamma(20.5): mean 20.5 and variance 20.5.
    risk = np.full(18, 500.0)
    awards = np.zeros(18)
    awards[:4] = 5
    rates = draw_award_rates(
        awards, risk, np.full(18, 0.01), rng=np.random.default_rng(2), n_draws=40_000
    )
    totals = rates @ risk
    assert totals.mean() == pytest.approx(20.5, abs=0.1)
    assert totals.var() == pytest.approx(20.5, rel=0.04)


def test_drawn_rates_are_the_same_for_the_same_seed():
    first, second = (
        draw_award_rates([3, 0], [90, 80], [0.01, 0.02], rng=np.random.default_rng(7), n_draws=9)
        for _ in range(2)
    )
    assert first.tolist() == second.tolist()


def test_nobody_awarded_anything_can_still_have_been_by_chance():
    rates = draw_award_rates([0, 0], [90, 80], [0, 0], rng=np.random.default_rng(7), n_draws=99)
    assert (rates @ [90, 80] > 0).all()
