"""The spread of stocks, and what is usual."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.measures.spread import Spread, compare_stock, log_spread, predictive_limits

PLENTY = 1e6


def ordinary(n, *, sd, seed=1):
    rng = np.random.default_rng(seed)
    return PLENTY * np.exp(rng.normal(0.0, sd, n)), np.full(n, PLENTY)


def test_the_spread_of_many_ordinary_municipalities_is_recovered():
    # The standard error of the sd is about 0.9 / sqrt(2 * 20,000) of it.
    spread = log_spread(*ordinary(20_000, sd=0.25))
    assert spread.sd == pytest.approx(0.25, rel=0.02)
    assert spread.center == pytest.approx(0.0, abs=0.01)


def test_six_planted_municipalities_hardly_move_the_spread():
    observed, expected = ordinary(97, sd=0.2)
    before = log_spread(observed, expected)
    observed[:6] = PLENTY * np.array([5.0, 6, 7, 0.1, 0.2, 0.15])
    after = log_spread(observed, expected)
    plain = np.log(observed / expected).std()
    assert after.sd < 1.25 * before.sd
    assert plain > 1.8 * before.sd


def test_municipalities_with_few_expected_are_left_out_of_the_spread():
    observed, expected = ordinary(60, sd=0.2)
    small = np.r_[observed, np.zeros(30)], np.r_[expected, np.full(30, 5.0)]
    assert log_spread(*small) == log_spread(observed, expected)


def test_municipalities_that_are_all_alike_have_no_spread():
    spread = log_spread(np.full(30, 200.0), np.full(30, 200.0))
    assert (spread.center, spread.sd, spread.n) == (0.0, 0.0, 30)
    assert predictive_limits(150, spread, n_peers=5) == (150.0, 150.0)


def test_an_empty_stock_does_not_break_the_spread():
    observed, expected = np.full(40, 100.0), np.full(40, 100.0)
    observed[0] = 0
    assert np.isfinite(log_spread(observed, expected).sd)


def test_usual_numbers_follow_their_formula():
    # t with 97 - 1 degrees of freedom at 97.5 % is 1.984984.
    spread = Spread(center=0.0, sd=0.2, n=97, minimum_expected=20.0)
    reach = np.exp(1.984984 * 0.2 * np.sqrt(1.2))
    assert predictive_limits(200, spread, n_peers=5) == pytest.approx(
        (200 / reach, 200 * reach), rel=1e-6
    )


def test_too_small_an_expected_number_gets_no_limits():
    spread = Spread(center=0.0, sd=0.2, n=97, minimum_expected=20.0)
    lower, upper = predictive_limits([19.9, 20.0], spread, n_peers=5)
    assert np.isnan([lower[0], upper[0]]).all()
    assert lower[1] < 20 < upper[1]


def test_no_peers_are_refused():
    spread = Spread(center=0.0, sd=0.2, n=97, minimum_expected=20.0)
    with pytest.raises(EstimationError, match="no peers"):
        predictive_limits(200, spread, n_peers=0)


def test_a_stock_inside_what_is_usual_has_a_difference_around_zero():
    spread = Spread(center=0.0, sd=0.2, n=97, minimum_expected=20.0)
    inside, outside = (compare_stock(n, 200, spread, n_peers=5) for n in (160, 100))
    assert inside.difference_lower < 0 < inside.difference_upper
    assert outside.difference_upper < 0
    assert outside.difference == -100
    assert outside.difference_lower == pytest.approx(100 - outside.usual_upper)
