from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from analysis.errors import EstimationError
from analysis.estimation.posterior import independent_posterior, pooled_grid, pooled_posterior

LARGE_PEOPLE = [1_900, 2_600, 2_300, 1_650, 1_500, 1_450, 900, 450, 3_300, 1_600]
LARGE_CASES = [15, 20, 20, 18, 12, 13, 12, 10, 24, 16]


@st.composite
def samples(draw):
    n = draw(st.lists(st.integers(1, 25), min_size=1, max_size=4))
    people = [cases + draw(st.integers(0, 120)) for cases in n]
    return [draw(st.integers(0, cases)) for cases in n], n, people


@settings(deadline=None, max_examples=40)
@given(sample=samples(), make=st.sampled_from([independent_posterior, pooled_posterior]))
def test_posterior_is_a_distribution_over_what_is_possible(sample, make):
    x, n, people = sample
    found = make(x, n, people)
    numbers = np.arange(len(found.pmf))
    assert found.pmf.min() >= 0
    assert found.pmf.sum() == pytest.approx(1, abs=1e-9)
    assert numbers @ found.pmf == pytest.approx(found.mean, rel=1e-6, abs=1e-6)
    spread = np.sqrt(max((numbers - found.mean) ** 2 @ found.pmf, 0))
    assert spread == pytest.approx(found.sd, rel=1e-5, abs=1e-5)
    lower, upper = found.interval()
    assert sum(x) <= lower <= upper <= sum(people) - (sum(n) - sum(x))
    assert found.at_least(lower) >= 0.975 - 1e-9


def test_posterior_of_one_stratum_is_beta_binomial():
    found = independent_posterior([3], [20], [90], prior=(1, 2))
    rest = stats.betabinom(70, 4, 19)
    assert found.pmf[3:74] == pytest.approx(rest.pmf(np.arange(71)), rel=1e-9)
    assert found.at_least(10) == pytest.approx(rest.sf(6), rel=1e-9)


def test_posterior_of_strata_read_in_full_is_certain():
    for make in (independent_posterior, pooled_posterior):
        found = make([2, 0], [5, 3], [5, 3])
        assert (found.mean, found.sd, found.interval()) == (2, 0, (2, 2))


def test_pooled_mean_agrees_with_integration_over_the_prior():
    # The same model by another route: adaptive quadrature of mean share and shrinkage.
    x, n, people = np.array([2, 0, 4]), np.array([20, 12, 15]), np.array([300, 100, 50])

    nodes, weights = np.polynomial.legendre.leggauss(80)
    half, area = (nodes + 1) / 2, np.outer(weights, weights)
    # By the arcsine of the share, which takes away the poles of its prior.
    m = np.sin(half * np.pi / 2)[:, None, None] ** 2
    k = 15 * ((1 - half) / half)[None, :, None]
    a, b = m * k + x, (1 - m) * k + n - x
    evidence = special.betaln(a, b) - special.betaln(m * k, (1 - m) * k)
    density = area * np.exp(evidence.sum(axis=2) + 20)
    totals = (x + (people - n) * a / (a + b)).sum(axis=2)
    mean = (density * totals).sum() / density.sum()
    # The grid stands for the integral to a few parts in a thousand.
    assert pooled_posterior(x, n, people).mean == pytest.approx(mean, rel=0.005)


def test_strata_that_are_alike_are_pooled_and_others_are_not():
    alike = pooled_grid([3, 3, 3, 3], [30, 30, 30, 30])
    apart = pooled_grid([0, 0, 0, 24], [30, 30, 30, 30])
    centre = [float(grid.weight @ np.log(grid.concentration)) for grid in (alike, apart)]
    assert centre[0] > np.log(30) > centre[1]


def test_pooled_posterior_invents_fewer_people_than_independent_strata_when_none_was_seen():
    none = [0] * 6
    cases, people = [36, 34, 30, 24, 16, 20], [520, 310, 170, 75, 150, 45]
    assert pooled_posterior(none, cases, people).mean < 3
    assert independent_posterior(none, cases, people).mean > 18


def test_chances_of_a_number_or_more_fall_from_one_to_zero():
    found = pooled_posterior([3, 1], [20, 20], [100, 60])
    assert found.at_least(0) == 1
    assert found.at_least(4) == pytest.approx(1)
    assert found.at_least(161) == 0
    chances = [found.at_least(number) for number in range(0, 160, 10)]
    assert chances == sorted(chances, reverse=True)


def test_spectral_convolution_of_a_large_frame_agrees_with_its_moments():
    found = independent_posterior([5, 8], [40, 40], [90_000, 60_000])
    numbers = np.arange(len(found.pmf))
    assert numbers @ found.pmf == pytest.approx(found.mean, rel=1e-9)
    assert found.pmf.sum() == pytest.approx(1, abs=1e-12)


@pytest.mark.slow
def test_four_schemes_of_a_large_municipality_take_seconds_at_most():
    schemes = [[1, 2, 2, 4, 0, 1, 2, 3, 1, 3], [0, 0, 1, 1, 0, 0, 0, 1, 0, 0]] * 2
    start = time.process_time()
    for positives in schemes:
        pooled_posterior(positives, LARGE_CASES, LARGE_PEOPLE)
    assert time.process_time() - start < 4


def test_people_with_decimals_are_refused():
    with pytest.raises(EstimationError, match="whole numbers of people"):
        independent_posterior([1], [10], [100.5])


def test_several_samples_at_once_are_refused():
    with pytest.raises(EstimationError, match="one sample"):
        pooled_posterior([[1], [2]], [10], [100])


@pytest.mark.parametrize("prior", [(0, 1), (-1, 1), (np.inf, 1)])
def test_prior_that_is_no_beta_distribution_is_refused(prior):
    with pytest.raises(EstimationError, match="no beta distribution"):
        independent_posterior([1], [10], [100], prior=prior)


def test_level_of_an_interval_must_be_a_fraction():
    with pytest.raises(EstimationError, match="level is not between 0 and 1"):
        pooled_posterior([1], [10], [100]).interval(95)
