"""Predictive limits of counts."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analysis.errors import EstimationError
from analysis.measures.between.funnel import (
    binomial_funnel_limits,
    false_alarms,
    negative_binomial_funnel_limits,
    poisson_funnel_limits,
)


@pytest.mark.parametrize(
    ("n_expected", "level", "lower", "upper"),
    [
        # Spiegelhalter's appendix, with R's ppois and qpois.
        (5, 0.95, 0.542065795512883, 9.37655858766277),
        (10, 0.95, 3.7751879476884, 16.1599506733448),
        (25, 0.998, 10.49853250721, 41.34652347472),
        (400, 0.998, 339.136243776736, 462.720890910155),
    ],
)
def test_poisson_limits_are_interpolated(n_expected, level, lower, upper):
    limits = poisson_funnel_limits(n_expected, level=level)
    assert limits == pytest.approx((lower, upper), rel=1e-9)


def test_variation_among_municipalities_widens_the_limits():
    limits = negative_binomial_funnel_limits([25, 25], tau2=[0.01, 0.04])
    assert limits[0] == pytest.approx([14.2551077254623, 12.1145420988426], rel=1e-9)
    assert limits[1] == pytest.approx([36.1499576847172, 39.731630696974], rel=1e-9)


def test_limits_of_a_share_are_interpolated():
    limits = binomial_funnel_limits(100, 0.2)
    assert limits == pytest.approx((11.9742232715069, 27.6476085033592), rel=1e-9)


def test_the_lower_limit_is_zero_where_nothing_at_all_is_ordinary():
    lower, _ = poisson_funnel_limits([0.01, 3.0, 3.7])
    assert (lower[0], lower[1], lower[2] > 0) == (0, 0, True)


def test_nobody_expected_leaves_no_room():
    assert np.ravel(binomial_funnel_limits([50, 0], [0.0, 0.3])).tolist() == [0, 0, 0, 0]


def test_no_variation_gives_the_limits_of_chance():
    assert negative_binomial_funnel_limits(33, tau2=0.0) == poisson_funnel_limits(33)


def test_a_share_above_one_is_refused():
    with pytest.raises(EstimationError, match="share is above 1"):
        binomial_funnel_limits(100, 20)


@pytest.mark.parametrize("wrong", [0, -1, np.nan])
def test_an_expected_number_that_is_none_is_refused(wrong):
    with pytest.raises(EstimationError, match="n_expected"):
        poisson_funnel_limits(wrong)


def test_false_alarms_are_summed_over_the_counts_outside():
    found = false_alarms(10, 4.0, 16.16)
    assert found.lower == pytest.approx(stats.poisson.cdf(3, 10))
    assert found.upper == pytest.approx(stats.poisson.sf(16, 10))
