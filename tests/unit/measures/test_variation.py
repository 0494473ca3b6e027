"""How much municipalities differ, in one number."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.measures.between.variation import (
    coefficient_of_variation,
    describe_spread,
    extremal_quotient,
    homogeneity,
    systematic_component,
)


def component(observed, expected, **options):
    return systematic_component(observed, expected, rng=np.random.default_rng(1), **options)


def flows(tau2, n, seed=1):
    rng = np.random.default_rng(seed)
    expected = np.geomspace(20, 400, n)
    return rng.poisson(expected * rng.gamma(1 / tau2, tau2, n)), expected


def test_the_systematic_component_is_the_variance_of_the_true_ratios():
    assert component(*flows(0.06, 20_000)).scv == pytest.approx(0.06, rel=0.05)


def test_its_limits_hold_the_truth_about_as_often_as_said():
    inside = []
    for seed in range(120):
        found = component(*flows(0.06, 98, seed=seed))
        inside.append(found.scv_lower <= 0.06 <= found.scv_upper)
    # Drawing municipalities is known to be a little short with skew variances.
    assert 0.85 < np.mean(inside) <= 1


def test_less_variation_than_chance_is_shown_as_none():
    found = component(np.full(30, 20), np.full(30, 20.0))
    assert found.scv_unbounded == pytest.approx(-0.05)
    assert (found.scv, found.scv_lower, found.scv_upper) == (0, 0, 0)


def test_a_municipality_without_events_is_used():
    assert component([0, 20], [10.0, 20.0]).scv == pytest.approx((1 - 0.1 - 0.05) / 2)


def test_the_same_generator_gives_the_same_limits():
    data = flows(0.06, 98)
    assert component(*data) == component(*data)


def test_homogeneity_is_the_chi_square_test_about_the_common_level():
    found = homogeneity([30, 18, 12], [40, 40, 40])
    assert found.chi2 == pytest.approx((100 + 4 + 64) / 20)
    assert (found.degrees_of_freedom, found.dispersion) == (2, pytest.approx(4.2))
    assert found.log_level == pytest.approx(np.log(0.5))
    assert found.log_level_se == pytest.approx(np.sqrt(4.2 / 60))


def test_homogeneity_of_nothing_is_refused():
    with pytest.raises(EstimationError, match="Nothing is counted"):
        homogeneity([0, 0], [1, 1])


def test_the_coefficient_of_variation_weighs_by_size_or_not():
    plain, weighted = coefficient_of_variation([10, 90], [20, 80])
    assert plain == pytest.approx(np.std([0.5, 1.125], ddof=1) / 0.8125)
    assert weighted == pytest.approx(np.sqrt(0.2 * 0.25 + 0.8 * 0.125**2))
    assert np.isnan(coefficient_of_variation([0, 0], [1, 1])).all()


def test_the_quotient_of_zero_is_infinite_or_undefined():
    assert extremal_quotient([0.0, 2.0]) == np.inf
    assert np.isnan(extremal_quotient([0.0, 0.0]))


def test_leaving_the_ends_out_makes_the_quotient_smaller():
    ratios = np.geomspace(0.2, 5, 98)
    assert extremal_quotient(ratios) == pytest.approx(25)
    assert extremal_quotient(ratios, each_end=0.2) == pytest.approx(25**0.6, rel=0.02)


def test_a_spread_is_described_by_its_distances():
    typical = describe_spread(np.expm1(0.3**2))
    assert typical.above_pct == pytest.approx(100 * np.expm1(0.3))
    assert typical.below_pct == pytest.approx(-100 * np.expm1(-0.3))
    assert typical.times_90_to_10 == pytest.approx(np.exp(2 * 1.2815516 * 0.3))
    assert describe_spread(0.0).times_90_to_10 == 1


@pytest.mark.parametrize("measure", [component, homogeneity, coefficient_of_variation])
@pytest.mark.parametrize(
    ("observed", "expected", "message"),
    [([3], [3.0], "does not vary"), ([3, 4], [3.0, 0.0], "n_expected"), ([3, 4.5], [3, 4], "n_ob")],
)
def test_what_shows_no_variation_is_refused(measure, observed, expected, message):
    with pytest.raises(EstimationError, match=message):
        measure(observed, expected)
