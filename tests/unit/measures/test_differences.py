"""Observed minus expected events, with an expected number that is uncertain too."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.errors import EstimationError
from analysis.measures.counts.intervals import exact_poisson_limits
from analysis.measures.standardised.differences import difference_to_estimated_expected
from analysis.measures.standardised.ratios import ratio_to_estimated_expected

counts = st.integers(0, 3_000)
amounts = st.floats(0.01, 3_000.0)


def limits_of(*numbers, level=0.95):
    result = difference_to_estimated_expected(*numbers, level=level)
    return result.difference_lower, result.difference_upper


def test_limits_are_joined_as_the_formula_says():
    low, high = 8.4 / 40 * stats.gamma.ppf(0.025, 40), 8.4 / 40 * stats.gamma.ppf(0.975, 41)
    count_low, count_high = exact_poisson_limits(12)
    assert limits_of(12, 8.4, 40) == pytest.approx(
        (
            3.6 - np.sqrt((12 - count_low) ** 2 + (high - 8.4) ** 2),
            3.6 + np.sqrt((count_high - 12) ** 2 + (8.4 - low) ** 2),
        )
    )


@pytest.mark.parametrize("n_observed", [0, 1, 12, 900])
def test_a_vast_reference_leaves_the_exact_limits_of_the_observed_number(n_observed):
    lower, upper = exact_poisson_limits(n_observed)
    known = (lower - 8.4, upper - 8.4)
    assert limits_of(n_observed, 8.4, 1e12) == pytest.approx(known, abs=1e-4)
    narrow, wide = limits_of(n_observed, 8.4, 1e12), limits_of(n_observed, 8.4, 20)
    assert wide[0] < narrow[0]
    assert narrow[1] < wide[1]


def test_nothing_observed_lies_below_by_the_upper_limit_of_the_expected_number():
    lower, upper = limits_of(0, 8.4, 40)
    assert lower == pytest.approx(-8.4 / 40 * stats.gamma.ppf(0.975, 41))
    assert -8.4 < upper < 0


def test_nothing_expected_leaves_the_exact_limits_of_the_observed_number():
    assert limits_of(0, 0.0, 0.0) == pytest.approx(exact_poisson_limits(0))
    assert limits_of(3, 0.0, 50) == pytest.approx(exact_poisson_limits(3))


def test_an_expected_number_from_no_events_leaves_the_limits_undefined():
    result = difference_to_estimated_expected([3, 3], [2.0, 2.0], [0, 9])
    assert result.difference.tolist() == [1.0, 1.0]
    assert np.isnan(result.difference_lower).tolist() == [True, False]
    assert np.isnan(result.difference_upper).tolist() == [True, False]


@given(first=st.integers(1, 3_000), second=st.integers(1, 3_000), level=st.floats(0.5, 0.999))
def test_exchanging_focus_and_reference_turns_the_sign(first, second, level):
    # With one stratum and as many people in both, the expected number is the other count.
    lower, upper = limits_of(first, second, second, level=level)
    assert limits_of(second, first, first, level=level) == pytest.approx((-upper, -lower))


@given(n_observed=counts, n_expected=amounts, size=amounts, level=st.floats(0.01, 0.999))
def test_limits_hold_the_difference_and_widen_with_the_level(n_observed, n_expected, size, level):
    lower, upper = limits_of(n_observed, n_expected, size, level=level)
    assert lower <= n_observed - n_expected <= upper
    wide = limits_of(n_observed, n_expected, size, level=(1.0 + level) / 2.0)
    assert wide[0] <= lower + 1e-9
    assert upper <= wide[1] + 1e-9


def test_the_sign_is_beyond_chance_far_out_and_only_there():
    lower, upper = limits_of(np.arange(0, 60), 20.0, 80)
    assert np.all(np.diff(lower) > 0)
    assert np.all(np.diff(upper) > 0)
    assert upper[5] < 0 < lower[45]
    assert lower[20] < 0 < upper[20]


def test_numbers_that_cannot_be_counts_are_refused():
    with pytest.raises(EstimationError, match="n_observed"):
        difference_to_estimated_expected(1.5, 8.4, 40)
    with pytest.raises(EstimationError, match="n_expected"):
        difference_to_estimated_expected(12, np.nan, 40)
    with pytest.raises(EstimationError, match="n_reference"):
        difference_to_estimated_expected(12, 8.4, -1)
    with pytest.raises(EstimationError, match="level"):
        difference_to_estimated_expected(12, 8.4, 40, level=95)


def test_limits_hold_the_truth_where_those_scaled_from_the_ratio_do_not():
    rng = np.random.default_rng(11)
    drawn = rng.poisson(3_000, 4_000)
    numbers = rng.poisson(0.4 * 1_556, 4_000), drawn * 1_556 / 3_000, drawn
    truth = -0.6 * 1_556
    lower, upper = limits_of(*numbers)
    scaled = ratio_to_estimated_expected(*numbers)
    assert float(np.mean((lower <= truth) & (truth <= upper))) >= 0.94
    assert float(np.mean((scaled.excess_lower <= truth) & (truth <= scaled.excess_upper))) < 0.9
