"""p values of two rates against a ratio."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analysis.errors import EstimationError
from analysis.measures.counts.two_rate_tests import (
    e_test,
    exact_rate_test,
    midp_rate_test,
    score_rate_test,
)
from analysis.measures.counts.two_rates import compare_two_rates, compare_two_rates_midp
from analysis.measures.elsewhere.compatibility_rates import krishnamoorthy_thomson_test

TESTS = [exact_rate_test, midp_rate_test, score_rate_test, e_test]


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("counts", [(0, 0), (0, 5), (5, 0), (3, 4)])
def test_every_pair_of_counts_has_p_values(test, counts):
    result = test(counts[0], 1_000, counts[1], 800)
    assert 0 < result.p_value <= 1
    assert counts != (0, 0) or result.p_value == 1


@pytest.mark.parametrize("test", TESTS)
def test_a_rate_far_above_the_other_is_greater_and_not_less(test):
    result = test(40, 1_000, 10, 1_000)
    assert result.p_greater < 0.001
    assert result.p_less > 0.999


@pytest.mark.parametrize("test", TESTS)
def test_the_ratio_tested_stands_in_for_person_time(test):
    one, other = test(12, 500, 9, 800, null_ratio=2), test(12, 1_000, 9, 800)
    assert one.p_greater == pytest.approx(other.p_greater)


def test_two_sided_values_agree_with_the_comparison_of_rates():
    counts = (2, 17_877, 9, 16_660)
    assert exact_rate_test(*counts).p_value == pytest.approx(compare_two_rates(*counts).p_value)
    assert midp_rate_test(*counts).p_value == pytest.approx(compare_two_rates_midp(*counts).p_value)


def test_e_test_adds_up_all_counts_that_lie_as_far_out():
    # By hand, over a square of counts beyond which nothing happens.
    a, years, b, other = 6, 100.0, 2, 150.0
    means = (a + b) * years / (years + other), (a + b) * other / (years + other)
    grid = np.arange(80)

    def distance(x, y):
        return (x / years - y / other) / np.sqrt(np.maximum(x + y, 1e-12))

    outside = distance(grid[:, None], grid[None, :]) >= distance(a, b) - 1e-12
    chance = np.outer(stats.poisson.pmf(grid, means[0]), stats.poisson.pmf(grid, means[1]))
    assert e_test(a, years, b, other).p_greater == pytest.approx(chance[outside].sum())


def test_e_test_finds_what_the_exact_test_finds_and_is_less_cautious():
    counts = (10, 1_000, 3, 1_000)
    assert e_test(*counts).p_value < exact_rate_test(*counts).p_value


def test_both_distances_of_the_e_test_agree_closely():
    counts = ([60, 41], [51_477.5, 28_010], [30, 15], [54_308.7, 19_017])
    ours, scipys = e_test(*counts), krishnamoorthy_thomson_test(*counts)
    assert ours.p_greater == pytest.approx(scipys.p_greater, rel=0.05)
    assert ours.p_greater.shape == (2,)


@pytest.mark.parametrize("test", TESTS)
def test_a_ratio_of_nothing_and_a_missing_count_are_refused(test):
    with pytest.raises(EstimationError):
        test(5, 10, 5, 10, null_ratio=0)
    with pytest.raises(EstimationError, match="missing"):
        test(None, 10, 5, 10)
