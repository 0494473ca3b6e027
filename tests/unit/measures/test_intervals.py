"""Limits at their edges, and on arrays."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.measures.counts.intervals import (
    byar_limits,
    clopper_pearson_limits,
    exact_poisson_limits,
    jeffreys_poisson_limits,
    midp_poisson_limits,
    score_poisson_limits,
    wilson_limits,
)
from analysis.measures.counts.rates import crude_rates
from analysis.measures.elsewhere.compatibility import lognormal_ratio_limits, wald_poisson_limits

ALL = [
    exact_poisson_limits,
    midp_poisson_limits,
    jeffreys_poisson_limits,
    score_poisson_limits,
    byar_limits,
]


@pytest.mark.parametrize(
    "method", [exact_poisson_limits, midp_poisson_limits, score_poisson_limits, byar_limits]
)
def test_lower_limit_is_zero_when_nobody_was_awarded(method):
    lower, upper = method(0)
    assert lower == 0.0
    assert 0 < upper < 5


def test_jeffreys_lower_limit_lies_above_zero_also_without_events():
    assert 0 < jeffreys_poisson_limits(0)[0] < 0.01


def test_byar_lower_limit_is_missing_where_the_formula_turns_negative():
    lower, upper = byar_limits(1, level=0.998)
    assert np.isnan(lower)
    assert upper > 1


@pytest.mark.parametrize("method", ALL)
def test_an_array_gives_the_limits_of_each_count(method):
    together = method([[0, 1], [7, 250]])
    apart = [method(n) for n in (0, 1, 7, 250)]
    assert together[0].shape == (2, 2)
    np.testing.assert_allclose(np.array(together).reshape(2, 4).T, apart)


@pytest.mark.parametrize("method", ALL)
def test_a_single_count_gives_plain_numbers(method):
    assert [type(limit) for limit in method(3)] == [float, float]


def test_limits_hold_for_very_large_counts():
    lower, upper = exact_poisson_limits(10_000_000)
    assert upper - lower == pytest.approx(2 * 1.959964 * np.sqrt(1e7), rel=1e-3)


def test_limits_of_a_share_reach_the_edges():
    for method in (wilson_limits, clopper_pearson_limits):
        assert method(0, 12)[0] == 0.0
        assert method(12, 12)[1] == 1.0


def test_rates_keep_the_shape_of_what_comes_in():
    rates = crude_rates([0, 12], [[9_000], [18_000]], per=1_000)
    assert rates.rate.shape == rates.rate_lower.shape == rates.n_events.shape == (2, 2)
    assert rates.rate[1, 1] == pytest.approx(12 / 18)
    assert rates.rate_lower[0, 0] == 0.0


def test_wald_limits_fall_below_zero_where_exact_ones_cannot():
    assert wald_poisson_limits(2)[0] < 0 < exact_poisson_limits(2)[0]


def test_lognormal_limits_have_no_answer_without_events():
    assert np.isnan(lognormal_ratio_limits(0, 5.0)).all()
