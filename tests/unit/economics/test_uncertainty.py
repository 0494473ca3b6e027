"""Matching curves to a value and a spread, and what the draws say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.economics.uncertainty import (
    draw_value,
    match_beta,
    match_gamma,
    match_lognormal,
    match_pert,
    normal_value_of_perfect_information,
    probability_of_gain,
    summarise_draws,
    value_of_perfect_information,
)
from analysis.errors import EstimationError, RequestError

# Method of moments, computed with scipy for the project's reference values (moment_matching).
BETA, GAMMA = (24.9, 58.1), (36.0, 416.6666666666667)
LOGNORMAL, PERT = (9.60210599299029, 0.16552635496534787), (2.0666666666666664, 3.933333333333333)
# Two-option value of perfect information; scipy, reference values evpi_normal, evpi_discrete.
EVPI_NORMAL, EVPI_DISCRETE = 6913.16510842359, 9.0


def test_curves_have_the_parameters_of_the_reference():
    assert match_beta(0.3, 0.05) == pytest.approx(BETA, rel=1e-12)
    assert match_gamma(15_000, 2_500) == pytest.approx(GAMMA, rel=1e-12)
    assert match_lognormal(15_000, 2_500) == pytest.approx(LOGNORMAL, rel=1e-12)
    assert match_pert(10, 14, 25) == pytest.approx(PERT, rel=1e-12)


def test_value_of_perfect_information_matches_the_reference():
    draws = [-40.0, -5.0, 10.0, 25.0, 60.0]
    assert value_of_perfect_information(draws) == pytest.approx(EVPI_DISCRETE, rel=1e-12)
    assert probability_of_gain(draws) == 0.6
    assert normal_value_of_perfect_information(12_000, 30_000) == pytest.approx(
        EVPI_NORMAL, rel=1e-9
    )


def test_value_of_perfect_information_is_the_same_on_either_side_of_zero():
    assert normal_value_of_perfect_information(-12_000, 30_000) == pytest.approx(EVPI_NORMAL)


@pytest.mark.parametrize(
    ("value", "low", "high", "distribution"),
    [
        (0.3, 0.2, 0.4, "beta"),
        (15_000, 10_000, 20_000, "gamma"),
        (40, 25, 60, "lognormal"),
        (0.0, 0.0, 10.0, "gamma"),
        (1.0, 0.8, 1.0, "beta"),
    ],
)
def test_draws_keep_to_where_a_value_can_lie(value, low, high, distribution):
    rng = np.random.default_rng(5)
    draws = draw_value(value, low, high, distribution=distribution, n_draws=20_000, rng=rng)
    assert draws.min() >= 0
    if distribution == "beta":
        assert draws.max() <= 1
    if 0 < value < 1 or value > 1:
        # Half a standard error of the mean of 20,000 draws is far below one per cent here.
        assert draws.mean() == pytest.approx(value, rel=0.01)
        assert draws.std() == pytest.approx((high - low) / 3.92, rel=0.03)


def test_value_without_spread_is_a_constant():
    rng = np.random.default_rng(5)
    draws = draw_value(7.0, 7.0, 7.0, distribution="gamma", n_draws=4, rng=rng)
    assert draws.tolist() == [7.0] * 4


def test_impossible_curves_are_refused():
    rng = np.random.default_rng(5)
    with pytest.raises(EstimationError, match="Beta"):
        draw_value(0.01, 0.0, 0.99, distribution="beta", n_draws=4, rng=rng)
    with pytest.raises(EstimationError, match="PERT"):
        match_pert(3, 2, 5)
    with pytest.raises(EstimationError, match="Gamma"):
        match_gamma(0, 1)
    with pytest.raises(EstimationError, match="spread"):
        normal_value_of_perfect_information(1, 0)
    with pytest.raises(RequestError, match="distribution"):
        draw_value(1, 0, 2, distribution="normal", n_draws=4, rng=rng)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60))
def test_perfect_information_is_never_worth_less_than_nothing(draws):
    assert value_of_perfect_information(draws) >= -1e-6
    assert 0 <= probability_of_gain(draws) <= 1


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60), st.floats(0.5, 0.99))
def test_limits_hold_the_median_and_are_in_order(draws, level):
    _, low, high = summarise_draws(draws, level=level)
    assert low <= np.median(draws) <= high


@settings(max_examples=50)
@given(st.floats(0.01, 0.99), st.floats(0.01, 0.9))
def test_matched_beta_has_the_mean_and_spread_it_was_given(mean, part):
    sd = part * np.sqrt(mean * (1 - mean))
    a, b = match_beta(mean, sd)
    assert a / (a + b) == pytest.approx(mean)
    assert a * b / ((a + b) ** 2 * (a + b + 1)) == pytest.approx(sd**2)
