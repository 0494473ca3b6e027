from __future__ import annotations

from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from analysis.errors import EstimationError
from analysis.estimation.rare import gamma_limits, hypergeometric_limits, keep_heaviest, zero_bound


@st.composite
def small_strata(draw):
    n = draw(st.lists(st.integers(1, 8), min_size=1, max_size=3))
    people = [cases + draw(st.integers(0, 14)) for cases in n]
    return n, people


@settings(deadline=None, max_examples=40)
@given(strata=small_strata(), sides=st.sampled_from(["both", "upper"]))
def test_zero_bound_is_the_largest_number_that_any_spread_allows(strata, sides):
    n, people = strata
    alpha = 0.025 if sides == "both" else 0.05
    spreads = product(*(range(N - cases + 1) for cases, N in zip(n, people, strict=True)))
    allowed = [
        sum(spread)
        for spread in spreads
        if np.prod([comb(N - k, c) / comb(N, c) for k, c, N in zip(spread, n, people, strict=True)])
        >= alpha - 1e-12
    ]
    assert zero_bound(n, people, sides=sides) == max(allowed)


def test_zero_bound_of_strata_read_in_full_is_nobody():
    assert zero_bound([5, 3], [5, 3]) == 0


def test_zero_bound_of_a_large_frame_needs_no_search_over_spreads():
    bound = zero_bound([40] * 10, [20_000] * 10)
    # With little of each stratum read the draws are almost independent: 3.69 weights.
    assert bound == pytest.approx(-np.log(0.025) * 500, rel=0.01)


def test_zero_bound_falls_with_the_level():
    bounds = [zero_bound([36, 34], [520, 310], level=level) for level in (0.99, 0.95, 0.8)]
    assert bounds == sorted(bounds, reverse=True)
    assert len(set(bounds)) == 3


def test_gamma_limits_of_one_stratum_are_the_exact_poisson_limits():
    lower, upper = gamma_limits([7], [50], [1_000])
    assert lower == pytest.approx(20 * stats.chi2.ppf(0.025, 14) / 2, rel=1e-12)
    assert upper == pytest.approx(20 * stats.chi2.ppf(0.975, 16) / 2, rel=1e-12)


def test_gamma_limits_of_many_samples_are_those_of_each():
    positives = np.array([[0, 0], [3, 1], [0, 5]])
    together = gamma_limits(positives, [20, 10], [200, 400])
    for i, row in enumerate(positives):
        alone = gamma_limits(row, [20, 10], [200, 400])
        assert together[0][i] == pytest.approx(float(alone[0]), rel=1e-14)
        assert together[1][i] == pytest.approx(float(alone[1]), rel=1e-14)


@settings(deadline=None, max_examples=60)
@given(
    sampled=st.integers(1, 40),
    more=st.integers(0, 60),
    share=st.floats(0, 1),
    level=st.sampled_from([0.8, 0.95]),
)
def test_hypergeometric_limits_are_every_number_that_is_not_refuted(sampled, more, share, level):
    population, positives = sampled + more, round(share * sampled)
    tail = (1 - level) / 2
    kept = [
        people
        for people in range(positives, population - sampled + positives + 1)
        if stats.hypergeom.cdf(positives, population, people, sampled) >= tail - 1e-12
        and stats.hypergeom.sf(positives - 1, population, people, sampled) >= tail - 1e-12
    ]
    limits = hypergeometric_limits(positives, sampled, population, level=level)
    assert limits == (min(kept), max(kept))


def test_hypergeometric_limits_of_a_large_population_are_nearly_the_binomial_ones():
    lower, upper = hypergeometric_limits(5, 100, 10_000_000)
    assert lower / 1e7 == pytest.approx(special.betaincinv(5, 96, 0.025), rel=1e-3)
    assert upper / 1e7 == pytest.approx(special.betaincinv(6, 95, 0.975), rel=1e-3)


def test_heaviest_positives_are_taken_from_the_first_strata():
    assert keep_heaviest(np.array([2.0, 5.0, 4.0]), 6).tolist() == [2, 4, 0]
    assert keep_heaviest(np.array([2.0, 1.0]), 6).tolist() == [2, 1]


@pytest.mark.parametrize(
    ("positives", "sampled", "population", "message"),
    [
        ([1], [10, 5], [100, 50], "do not belong together"),
        ([1, 0], [10, 0], [100, 50], "no case, or more cases than people"),
        ([1, 0], [10, 60], [100, 50], "no case, or more cases than people"),
        ([11, 0], [10, 5], [100, 50], "not a whole number of the cases"),
        ([0.5, 0], [10, 5], [100, 50], "not a whole number of the cases"),
        ([-1, 0], [10, 5], [100, 50], "not a whole number of the cases"),
        ([np.nan, 0], [10, 5], [100, 50], "not a whole number of the cases"),
    ],
)
def test_numbers_that_do_not_fit_are_refused(positives, sampled, population, message):
    with pytest.raises(EstimationError, match=message):
        gamma_limits(positives, sampled, population)


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0])
def test_level_that_is_no_fraction_is_refused(level):
    with pytest.raises(EstimationError, match="level is not between 0 and 1"):
        zero_bound([10], [100], level=level)
