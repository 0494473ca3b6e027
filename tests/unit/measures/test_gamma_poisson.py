"""Counts where practice varies beside chance."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analysis.measures.between.gamma_poisson import (
    at_most,
    count_quantile,
    log_probability,
    more_than,
)

COUNTS = np.arange(0.0, 400.0)
MEAN = np.array(30.0)


@pytest.mark.parametrize("tau2", [0.0, 0.01, 0.3])
def test_mean_and_variance_are_those_of_the_two_steps(tau2):
    p = np.exp(log_probability(COUNTS, MEAN, np.array(tau2)))
    mean = (p * COUNTS).sum()
    assert mean == pytest.approx(30, rel=1e-9)
    assert (p * (COUNTS - mean) ** 2).sum() == pytest.approx(30 + tau2 * 900, rel=1e-7)


@pytest.mark.parametrize("tau2", [0.0, 0.04])
def test_the_two_tails_add_up(tau2):
    total = at_most(COUNTS, MEAN, np.array(tau2)) + more_than(COUNTS, MEAN, np.array(tau2))
    assert total == pytest.approx(np.ones(COUNTS.size))


def test_almost_no_variation_joins_the_poisson_count_without_a_step():
    around = at_most(np.array(25.0), MEAN, np.array([0.0, 1e-10, 4e-10, 1e-8]))
    assert around == pytest.approx(np.full(4, stats.poisson.cdf(25, 30)), rel=1e-6)


def test_the_quantile_is_the_first_count_that_reaches_the_share():
    tau2 = np.array(0.2)
    count = count_quantile(0.9, MEAN, tau2)
    assert at_most(count, MEAN, tau2) >= 0.9 > at_most(count - 1, MEAN, tau2)
