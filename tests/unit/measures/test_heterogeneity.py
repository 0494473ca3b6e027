"""Estimates that lie apart, beyond their standard errors."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.measures.between.heterogeneity import (
    dersimonian_laird,
    dersimonian_laird_about_target,
    hedges_olkin,
    maximum_likelihood,
    paule_mandel,
    predictive_interval,
    restricted_maximum_likelihood,
)

ABOUT_THE_MEAN = [
    dersimonian_laird,
    hedges_olkin,
    paule_mandel,
    maximum_likelihood,
    restricted_maximum_likelihood,
]
# Logarithms of observed over expected of six invented hospitals, and 1 over expected;
# the results are those of metafor 3.8.1 in R.
LOG_RATIOS = np.log(np.array([100, 150, 180, 80, 120, 225]) / [108, 112, 165, 95, 100, 220])
VARIANCES = 1 / np.array([108.0, 112, 165, 95, 100, 220])


@pytest.mark.parametrize(
    ("measure", "tau2", "rel"),
    [
        (dersimonian_laird, 0.0154849381996465, 1e-9),
        (hedges_olkin, 0.0204594800737586, 1e-9),
        # metafor stops its search at about this error.
        (paule_mandel, 0.0190941662421895, 1e-4),
        (restricted_maximum_likelihood, 0.0175260895702915, 1e-4),
        (maximum_likelihood, 0.0126470946504895, 1e-4),
    ],
)
def test_the_variance_is_that_of_metafor(measure, tau2, rel):
    assert measure(LOG_RATIOS, VARIANCES).tau2 == pytest.approx(tau2, rel=rel)


def test_the_predictive_interval_is_that_of_metafor():
    limits = predictive_interval(dersimonian_laird(LOG_RATIOS, VARIANCES))
    assert limits == pytest.approx((-0.21597050916417, 0.33001835375807), rel=1e-8)


@pytest.mark.parametrize("measure", ABOUT_THE_MEAN)
def test_estimates_that_are_alike_have_no_variance(measure):
    found = measure([0.3, 0.3, 0.3], [0.1, 0.2, 0.3])
    assert (found.tau2, found.q, found.i2_pct) == pytest.approx((0, 0, 0))
    assert found.center == pytest.approx(0.3)


def test_equally_precise_estimates_have_one_variance_but_for_likelihood():
    values, chance = [0.1, 0.5, -0.3, 0.9], [0.01] * 4
    found = [measure(values, chance).tau2 for measure in ABOUT_THE_MEAN]
    plain = np.var(values, ddof=1) - 0.01
    assert found[0] == pytest.approx(plain)
    assert [found[1], found[2], found[4]] == pytest.approx([plain] * 3)
    assert found[3] == pytest.approx(np.var(values) - 0.01)


def test_a_fixed_target_counts_the_distance_to_it():
    near = dersimonian_laird_about_target(LOG_RATIOS, VARIANCES, target=0.0)
    far = dersimonian_laird_about_target(LOG_RATIOS, VARIANCES, target=1.0)
    assert near.tau2 == pytest.approx(0.0194775305780216, rel=1e-10)
    assert (far.center, far.tau2 > 10 * near.tau2) == (1.0, True)


@pytest.mark.parametrize("measure", ABOUT_THE_MEAN)
@pytest.mark.parametrize(
    ("values", "chance", "message"),
    [
        ([0.1], [0.1], "too few"),
        ([0.1, np.nan], [0.1, 0.1], "too few known"),
        ([0.1, 0.2], [0.1, 0.0], "variances"),
    ],
)
def test_estimates_that_show_no_spread_are_refused(measure, values, chance, message):
    with pytest.raises(EstimationError, match=message):
        measure(values, chance)
