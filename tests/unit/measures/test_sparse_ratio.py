"""The ratio to an expected number in which an event may be missing."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.measures.standardised.ratios import (
    ratio_to_estimated_expected,
    ratio_to_sparse_expected,
)
from analysis.measures.standardised.standardisation import expectation


def test_strata_that_weigh_alike_get_the_limits_of_the_default():
    sparse, default = (
        ratio_to_sparse_expected(12, 8.4, 40, 1 / 40),
        ratio_to_estimated_expected(12, 8.4, 40),
    )
    assert sparse.ratio_lower == pytest.approx(default.ratio_lower)
    assert sparse.ratio_upper == default.ratio_upper


def test_a_heavy_stratum_lowers_the_lower_limit_only():
    sparse, default = (
        ratio_to_sparse_expected(12, 8.4, 40, 0.5),
        ratio_to_estimated_expected(12, 8.4, 40),
    )
    assert sparse.ratio_lower < default.ratio_lower
    assert sparse.excess_lower < default.excess_lower
    assert sparse.ratio_upper == default.ratio_upper


def test_a_known_reference_without_steps_tends_to_the_default():
    sparse = ratio_to_sparse_expected(12, 8.4, 1e9, 1e-9)
    default = ratio_to_estimated_expected(12, 8.4, 1e9)
    assert sparse.ratio_lower == pytest.approx(default.ratio_lower, rel=1e-6)


def test_nothing_expected_leaves_the_ratio_undefined_and_nothing_observed_at_zero():
    predicted = expectation([[4_000, 2_000], [10, 10]], [[4, 48], [0, 0]], [4_000, 6_000])
    result = ratio_to_sparse_expected(
        [0, 3], predicted.n_expected, predicted.n_reference, predicted.largest_step
    )
    assert (result.ratio[0], result.ratio_lower[0]) == (0.0, 0.0)
    assert np.isfinite(result.ratio_upper[0])
    assert np.isnan([result.ratio[1], result.ratio_lower[1], result.ratio_upper[1]]).all()


def test_a_missing_step_is_refused_where_something_is_expected():
    with pytest.raises(EstimationError, match="largest_step"):
        ratio_to_sparse_expected(12, 8.4, 40, np.nan)


def test_limits_hold_the_truth_where_half_of_the_expected_number_rests_on_little():
    rng = np.random.default_rng(7)
    focus, reference = np.array([10.0, 6.0, 4.0]), np.array([0.5, 1.5, 8.0])
    observed = rng.poisson(1.5 * focus.sum(), 1_000)
    predicted = expectation(focus, rng.poisson(reference, (1_000, 3)), reference)
    numbers = observed, predicted.n_expected, predicted.n_reference
    sparse = ratio_to_sparse_expected(*numbers, predicted.largest_step)
    default = ratio_to_estimated_expected(*numbers)
    held = [
        float(np.mean((result.ratio_lower <= 1.5) & (result.ratio_upper >= 1.5)))
        for result in (sparse, default)
    ]
    assert held[0] >= 0.97
    assert held[1] < 0.9
