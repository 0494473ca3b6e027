"""The smallest difference that is likely to be shown, against the power worked out again."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.errors import EstimationError
from analysis.measures.between.detectable import (
    detectable_difference,
    detectable_stock,
    detectable_unusual,
)
from analysis.measures.between.ordinary_range import predictive_limits
from analysis.measures.between.spread import Spread
from analysis.measures.between.unusual import chance_of_flag


def conditional_power(ratio, expected, size):
    """Return the chances of lower and higher limits of two counts that leave out 1.

    Worked out from binomial tails given the sum of the two counts, over every pair of
    counts that can happen: no code of ours is used.
    """
    here = np.arange(stats.poisson.isf(1e-12, ratio * expected) + 1)
    there = np.arange(stats.poisson.ppf(1e-12, size), stats.poisson.isf(1e-12, size) + 1)
    a, b = np.meshgrid(here, there, indexing="ij")
    share = expected / (expected + size)
    lower = stats.binom.cdf(a, a + b, share) < 0.025
    higher = stats.binom.sf(a - 1, a + b, share) < 0.025
    weights = np.outer(stats.poisson.pmf(here, ratio * expected), stats.poisson.pmf(there, size))
    return float(weights[lower].sum()), float(weights[higher].sum())


@pytest.mark.parametrize(("expected", "size"), [(20.0, 60.0), (150.0, 300.0), (40.0, 2_000.0)])
def test_power_at_the_answer_is_the_one_wanted_by_direct_enumeration(expected, size):
    # One stratum: the step of one event more is 1 / size, and the limits are exact.
    found = detectable_difference(expected, size, 1.0 / size)
    assert conditional_power(found.shortfall, expected, size)[0] == pytest.approx(0.8, abs=0.012)
    assert conditional_power(found.excess, expected, size)[1] == pytest.approx(0.8, abs=0.012)


def test_large_known_reference_gives_the_power_of_the_exact_poisson_test():
    # Upper 2.5 % point of a Poisson mean of 10 is 18 (P(X >= 18) = .0143, P(X >= 17) = .0270),
    # and P(X >= 18) is 0.8 at a mean of 21.44: stats.chi2.ppf(.8, 36) / 2.
    found = detectable_difference(10.0, 1e9, 1e-9)
    assert stats.poisson.sf(17, 10) < 0.025 < stats.poisson.sf(16, 10)
    assert found.excess == pytest.approx(stats.chi2.ppf(0.8, 36) / 2 / 10, rel=1e-4)
    # Downwards 3 is the last count shown: P(X <= 3) = .0103, P(X <= 4) = .0293.
    assert found.shortfall == pytest.approx(stats.chi2.isf(0.8, 8) / 2 / 10, rel=1e-4)


def test_no_awards_at_all_are_not_shown_where_few_are_expected():
    # exp(-3.6) is 2.7 %, exp(-3.7) is 2.5 %: from 3.69 expected on none at all are shown.
    found = detectable_difference([3.6, 3.75], [1e9, 1e9], [1e-9, 1e-9])
    assert np.isnan(found.shortfall[0])
    assert 0.0 < found.shortfall[1] < 0.1


def test_usual_limits_are_passed_with_the_chance_wanted():
    found = detectable_unusual(200.0, 1e9, tau2=0.04)
    for ratio in (found.shortfall, found.excess):
        assert chance_of_flag(ratio, 200.0, tau2=0.04).power == pytest.approx(0.8, abs=1e-3)


def test_stock_passes_its_range_with_the_chance_wanted_in_draws():
    spread = Spread(center=0.0, sd=0.2, n=97, minimum_expected=10.0)
    found = detectable_stock(400.0, spread, n_peers=5, reference_recipients=3_000.0)
    rng = np.random.default_rng(5)
    level = rng.poisson(3_000.0, 40_000) / 3_000.0
    lower, upper = predictive_limits(
        400.0 * level, spread, n_peers=5, reference_recipients=3_000.0 * level
    )
    for ratio, limit, sign in ((found.shortfall, lower, -1), (found.excess, upper, 1)):
        number = rng.poisson(ratio * 400.0, 40_000)
        assert (sign * (number - limit) > 0).mean() == pytest.approx(0.8, abs=0.02)


@settings(max_examples=25, deadline=None)
@given(st.floats(5.0, 5_000.0), st.floats(20.0, 20_000.0), st.floats(1.5, 4.0))
def test_more_expected_shows_less_and_never_one(expected, size, times):
    # Twice the counts may show a little less at one place, as counts are whole.
    small, large = (
        detectable_difference(expected * k, size * k, 1.0 / (size * k)) for k in (1.0, times**2)
    )
    assert large.excess < small.excess * 1.02
    assert not large.shortfall < small.shortfall * 0.98
    assert large.excess > 1.0
    assert np.isnan(small.shortfall) or 0.0 < small.shortfall < 1.0


def test_difference_tends_to_none_and_unusual_does_not():
    many = np.array([1e3, 1e5, 1e6])
    different = detectable_difference(many, 10 * many, 0.1 / many)
    unusual = detectable_unusual(many, 10 * many, tau2=0.04)
    assert np.all(np.diff(different.excess) < 0)
    assert np.all(np.diff(different.shortfall) > 0)
    assert different.excess[-1] - 1.0 < 0.01
    assert unusual.excess[-1] > 1.35


def test_nothing_expected_and_an_empty_reference_have_no_answer():
    found = detectable_difference([0.0, 10.0, np.nan], [100.0, 0.0, 5.0], [0.01, np.nan, 0.2])
    assert np.isnan(found.shortfall).all()
    assert np.isnan(found.excess).all()


@pytest.mark.parametrize("power", [0.0, 1.0, 1.5])
def test_power_that_is_no_fraction_is_refused(power):
    with pytest.raises(EstimationError, match="fraction"):
        detectable_difference(10.0, 100.0, 0.01, power=power)
