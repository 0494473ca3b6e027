"""Two counts, zeros included."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.measures.counts.p_values import (
    minimum_likelihood_poisson_p,
    minimum_likelihood_share_p,
)
from analysis.measures.counts.two_rates import (
    compare_two_rates,
    compare_two_rates_midp,
    median_unbiased_rate_ratio,
)

BOTH = [compare_two_rates, compare_two_rates_midp]


@pytest.mark.parametrize("compare", BOTH)
def test_no_events_at_all_say_nothing_about_the_ratio(compare):
    result = compare(0, 1_000, 0, 1_200)
    assert np.isnan(result.ratio)
    assert (result.ratio_lower, result.ratio_upper, result.p_value) == (0.0, np.inf, 1.0)
    assert result.n_events == 0


@pytest.mark.parametrize("compare", BOTH)
def test_no_events_in_the_second_place_leave_the_upper_limit_open(compare):
    result = compare(7, 1_000, 0, 1_200)
    assert (result.ratio, result.ratio_upper) == (np.inf, np.inf)
    assert 1 < result.ratio_lower < 7
    assert result.p_value < 0.05


@pytest.mark.parametrize("compare", BOTH)
def test_equal_rates_give_a_ratio_and_a_p_value_of_one(compare):
    result = compare(10, 1_000, 10, 1_000)
    assert result.ratio == 1.0
    assert result.p_value == 1.0
    assert result.ratio_lower * result.ratio_upper == pytest.approx(1.0)


def test_an_array_gives_each_comparison_at_once():
    together = compare_two_rates([2, 0, 7], [17_877, 1_000, 1_000], [9, 0, 0], [16_660, 900, 1_200])
    alone = compare_two_rates(2, 17_877, 9, 16_660)
    assert together.ratio_lower[0] == pytest.approx(alone.ratio_lower)
    assert together.p_value[0] == pytest.approx(alone.p_value)
    assert np.isinf(together.ratio_upper[1:]).all()


def test_median_unbiased_ratio_is_defined_at_zeros():
    assert median_unbiased_rate_ratio(0, 10, 5, 10) == 0.0
    assert median_unbiased_rate_ratio(5, 10, 0, 10) == np.inf
    assert np.isnan(median_unbiased_rate_ratio(0, 10, 0, 10))


def test_minimum_likelihood_p_value_is_one_at_the_most_probable_count():
    assert minimum_likelihood_poisson_p(8, 8.4) == 1.0
    assert minimum_likelihood_share_p(np.array(0.0), np.array(0.0), np.array(0.5)) == 1.0


def test_minimum_likelihood_p_value_of_no_events_counts_the_other_tail_too():
    # P(0) = 0.0498 at a mean of 3; 6 or more have 0.0839 of which 6 alone has 0.0504.
    assert minimum_likelihood_poisson_p(0, 3.0) == pytest.approx(0.0497871 + 0.0335085, abs=1e-6)
