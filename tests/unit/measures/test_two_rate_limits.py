"""Differences and ratios of two rates, zeros included."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analysis.errors import EstimationError
from analysis.measures.counts.intervals import score_poisson_limits, wilson_limits
from analysis.measures.counts.two_rate_limits import (
    rate_difference,
    recovered_ratio_limits,
    score_rate_difference,
    score_ratio_limits,
)

DIFFERENCES = [rate_difference, score_rate_difference]
RATIOS = [recovered_ratio_limits, score_ratio_limits]
Z_SQUARED = stats.norm.ppf(0.975) ** 2


@pytest.mark.parametrize("compare", DIFFERENCES)
def test_no_events_at_all_leave_both_signs_open(compare):
    result = compare(0, 1_000, 0, 500)
    assert result.difference == 0
    assert -np.inf < result.difference_lower < 0 < result.difference_upper < np.inf


def test_score_limits_of_no_events_are_those_of_each_rate_alone():
    result = score_rate_difference(0, 1_000, 0, 500, per=1)
    assert result.difference_upper == pytest.approx(Z_SQUARED / 1_000)
    assert result.difference_lower == pytest.approx(-Z_SQUARED / 500)


def test_score_limits_against_a_huge_reference_are_those_of_one_rate():
    result = score_rate_difference(7, 100, 1_000_000, 1e9, per=1)
    lower, upper = np.divide(score_poisson_limits(7), 100) - 0.001
    assert (result.difference_lower, result.difference_upper) == pytest.approx(
        (lower, upper), rel=1e-4
    )


def test_score_limits_of_a_ratio_are_wilsons_of_the_share():
    lower, upper = score_ratio_limits(7, 1_000, 12, 1_000)
    shares = np.array(wilson_limits(7, 19))
    assert (lower, upper) == pytest.approx(tuple(shares / (1 - shares)))


@pytest.mark.parametrize("limits", RATIOS)
@pytest.mark.parametrize(
    ("counts", "lower_is_zero", "upper_is_open"),
    [((0, 0), True, True), ((0, 5), True, False), ((5, 0), False, True), ((5, 5), False, False)],
)
def test_ratio_limits_are_open_where_a_count_is_zero(limits, counts, lower_is_zero, upper_is_open):
    lower, upper = limits(counts[0], 1_000, counts[1], 800)
    assert (lower == 0) == lower_is_zero
    assert (upper == np.inf) == upper_is_open
    assert not np.isnan([lower, upper]).any()


@pytest.mark.parametrize("compare", DIFFERENCES)
def test_each_difference_of_an_array_is_the_one_it_has_alone(compare):
    together = compare([2, 0, 7], [17_877, 1_000, 1_000], [9, 0, 0], [16_660, 900, 1_200])
    alone = compare(7, 1_000, 0, 1_200)
    assert together.difference_lower[2] == pytest.approx(alone.difference_lower)
    assert together.difference_upper[2] == pytest.approx(alone.difference_upper)
    assert together.n_events.tolist() == [11, 0, 7]


@pytest.mark.parametrize("compare", [*DIFFERENCES, *RATIOS])
def test_a_missing_count_and_a_place_without_people_are_refused(compare):
    with pytest.raises(EstimationError, match="missing"):
        compare(np.nan, 1_000, 5, 1_000)
    with pytest.raises(EstimationError, match="zero or negative"):
        compare(5, 0, 5, 1_000)
    with pytest.raises(EstimationError, match="confidence level"):
        compare(5, 10, 5, 1_000, level=95)
