"""Formulas of other tools: what they do at their edges."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.measures.counts.intervals import byar_limits
from analysis.measures.elsewhere.compatibility_rates import (
    english_direct_rate,
    log_normal_direct_rate,
    log_score_rate_test,
    log_wald_rate_test,
    wald_rate_test,
    wald_ratio_limits,
    wald_tolerance_limits,
)
from analysis.measures.standardised.direct_standardisation import weighted_sum


def test_english_rate_of_fewer_than_ten_events_is_not_applicable():
    nine, ten = (english_direct_rate(weighted_sum([1, n], [4_000, 2_000], [6, 4])) for n in (8, 9))
    assert np.isnan([nine.rate, nine.rate_lower, nine.rate_upper]).all()
    assert nine.n_events == 9
    assert ten.rate_lower < ten.rate < ten.rate_upper


def test_logarithms_have_no_answer_without_events():
    none = log_normal_direct_rate(weighted_sum([0, 0], [10, 10], [1, 1]))
    assert none.rate == 0
    assert np.isnan([none.rate_lower, none.rate_upper]).all()
    assert np.isnan(wald_ratio_limits(0, 10, 5, 10)).all()
    assert np.isnan(log_wald_rate_test(0, 10, 5, 10).p_value)
    assert np.isnan(log_score_rate_test(5, 10, 0, 10).p_value)
    assert np.isnan(wald_rate_test(0, 10, 0, 10).p_value)


def test_one_half_added_gives_limits_at_zeros():
    lower, upper = wald_ratio_limits(0, 10, 5, 10, added=0.5)
    assert 0 < lower < 0.5 / 5.5 < upper


def test_a_normal_mean_is_not_taken_below_zero():
    assert wald_tolerance_limits(1, 1, 1)[0] == 0


def test_english_limits_of_one_stratum_are_byars():
    result = english_direct_rate(weighted_sum([65], [500], [1]), per=500)
    assert (result.rate_lower, result.rate_upper) == pytest.approx(byar_limits(65))
