"""Chances and confidence sets of places."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from analysis.errors import EstimationError
from analysis.measures.shrunk.rank_sets import rank_sets, rank_sets_of_rates
from analysis.measures.shrunk.ranks import (
    chance_first_rate_is_higher,
    chance_first_value_is_higher,
    rank_chances,
)


def test_chance_of_the_higher_rate_is_the_integral_of_two_gammas():
    def density(rate):
        return stats.gamma.pdf(rate, 7.5, scale=1 / 900) * stats.gamma.cdf(rate, 3.5, scale=1 / 700)

    expected = integrate.quad(density, 0, 0.05, epsabs=1e-12)[0]
    assert chance_first_rate_is_higher(7, 900, 3, 700) == pytest.approx(expected, rel=1e-8)


def test_two_places_without_events_are_as_likely_the_higher_one():
    assert chance_first_rate_is_higher(0, 500, 0, 500) == pytest.approx(0.5)
    assert chance_first_rate_is_higher([0, 0], 500, 0, [50, 5_000])[0] < 0.5


def test_draws_that_never_change_order_leave_one_place():
    draws = np.array([[3.0, 9.0, 5.0]] * 200)
    places = rank_chances(draws, n_top=2)
    assert places.rank_lower.tolist() == places.rank_upper.tolist() == [3, 1, 2]
    assert places.chance_in_top.tolist() == [0.0, 1.0, 1.0]
    assert places.chances.sum(axis=1) == pytest.approx([1.0] * 3)


def test_limits_of_a_place_leave_the_tail_outside():
    rng = np.random.default_rng(1)
    places = rank_chances(rng.normal(np.arange(20) / 8, 1.0, size=(5_000, 20)), n_top=5)
    for row, lower, upper in zip(places.chances, places.rank_lower, places.rank_upper, strict=True):
        assert row[: lower - 1].sum() <= 0.025 + 1e-9
        assert row[upper:].sum() <= 0.025 + 1e-9
        assert row[:lower].sum() > 0.025
        assert row[upper - 1 :].sum() > 0.025


def test_estimates_far_apart_have_one_place_each():
    places = rank_sets([1.0, 50.0, 20.0], 0.1, rng=np.random.default_rng(1))
    assert places.lower_together.tolist() == places.upper_together.tolist() == [3, 1, 2]


def test_estimates_that_are_alike_may_hold_every_place():
    places = rank_sets(np.zeros(6), 1.0, rng=np.random.default_rng(1))
    assert places.lower_alone.tolist() == [1] * 6
    assert places.upper_alone.tolist() == [6] * 6


def test_sets_for_all_at_once_hold_the_sets_for_one():
    rng = np.random.default_rng(2)
    places = rank_sets(rng.normal(0, 3, 25), rng.uniform(0.3, 1.5, 25), rng=rng)
    assert np.all(places.lower_together <= places.lower_alone)
    assert np.all(places.upper_alone <= places.upper_together)
    assert np.any(places.upper_alone < places.upper_together)


def test_one_municipality_stands_first():
    places = rank_sets([3.0], [1.0], rng=np.random.default_rng(1))
    assert (places.lower_together[0], places.upper_together[0]) == (1, 1)


@pytest.mark.slow
def test_true_places_are_held_as_often_as_stated():
    # 95 % of 400 countries, less three standard errors of their share.
    rng = np.random.default_rng(3)
    truth = np.sort(rng.normal(0, 1.0, 12))[::-1]
    held = []
    for _ in range(400):
        places = rank_sets(truth + rng.normal(0, 0.4, 12), 0.4, rng=rng, n_draws=500)
        order = np.arange(1, 13)
        held.append(np.all((places.lower_together <= order) & (order <= places.upper_together)))
    assert np.mean(held) > 0.95 - 3 * np.sqrt(0.95 * 0.05 / 400)


def test_rates_without_events_have_places_too():
    places = rank_sets_of_rates([0, 40, 900], [200, 4_000, 9_000], rng=np.random.default_rng(1))
    assert places.lower_alone.tolist() == [2, 2, 1]
    assert places.upper_alone.tolist() == [3, 3, 1]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: chance_first_rate_is_higher(1, 0, 1, 5), "zero or negative"),
        (lambda: chance_first_rate_is_higher(1.5, 5, 1, 5), "with decimals"),
        (lambda: chance_first_value_is_higher(1, 0, 2, 0), "neither of two values has"),
        (lambda: chance_first_value_is_higher(np.nan, 1, 2, 1), "A value is missing"),
        (lambda: rank_chances([[1.0, 2.0]], n_top=3), "A top of 3 places"),
        (lambda: rank_chances([[1.0, np.nan]], n_top=1), "no table of known numbers"),
        (lambda: rank_chances([1.0, 2.0], n_top=1), "no table of known numbers"),
        (lambda: rank_sets([1.0, 2.0], [1.0, 0.0], rng=np.random.default_rng(1)), "zero or"),
        (lambda: rank_sets([1.0, 2.0], 1.0, rng=np.random.default_rng(1), level=95), "level"),
    ],
)
def test_what_cannot_be_ranked_is_refused(call, message):
    with pytest.raises(EstimationError, match=message):
        call()
