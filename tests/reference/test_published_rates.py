"""Standardised rates and pairs of rates that other software gives, typed in with their source.

Closed forms agree to 1e-9, values that the source finds by iteration to 1e-6, and values
printed with few digits to those.
"""

from __future__ import annotations

import numpy as np
import pytest

from analysis.measures.counts.future_counts import score_tolerance_limits
from analysis.measures.counts.two_rate_limits import (
    rate_difference,
    recovered_ratio_limits,
    score_rate_difference,
    score_ratio_limits,
)
from analysis.measures.counts.two_rate_tests import (
    e_test,
    exact_rate_test,
    midp_rate_test,
    score_rate_test,
)
from analysis.measures.elsewhere.compatibility_rates import (
    krishnamoorthy_thomson_test,
    log_normal_direct_rate,
    log_score_rate_test,
    log_wald_rate_test,
    root_rate_test,
    wald_rate_test,
    wald_ratio_limits,
    wald_tolerance_limits,
)
from analysis.measures.standardised.direct_limits import (
    dobson_rate,
    fay_feuer_rate,
    fay_kim_rate,
    tiwari_rate,
)
from analysis.measures.standardised.direct_standardisation import weighted_sum

CLOSED_FORM = 1e-9
ITERATED = 1e-6

# Down's syndrome in Michigan by the mother's age: Table II of Fay and Feuer 1997.
CASES = [0, 8, 63, 112, 262, 295]
BIRTHS = [327, 30666, 123419, 149919, 104088, 34392]
STANDARD = [319933, 931318, 786511, 488235, 237863, 61313]

# Gu, Ng, Tang and Schucany 2008: events and person-years of two groups.
GU = (60, 51477.5, 30, 54308.7)


@pytest.mark.parametrize(
    ("method", "lower", "upper", "tolerance"),
    [
        (fay_feuer_rate, 67.7021204176466, 188.300172727776, CLOSED_FORM),  # asht
        (tiwari_rate, 67.7021204176466, 112.85842908498, CLOSED_FORM),  # asht
        (fay_kim_rate, 59.7163192255064, 173.081697054859, ITERATED),  # asht
        (dobson_rate, 67.632835258305, 83.8670317435181, CLOSED_FORM),  # dsrTest
        (log_normal_direct_rate, 67.9022005324897, 84.0124608765237, CLOSED_FORM),  # dsrTest
    ],
)
def test_standardised_rate_of_downs_syndrome_matches_r(method, lower, upper, tolerance):
    result = method(weighted_sum(CASES, BIRTHS, STANDARD), per=100_000)
    assert result.rate == pytest.approx(75.5290074452568, rel=CLOSED_FORM)
    assert (result.rate_lower, result.rate_upper) == pytest.approx((lower, upper), rel=tolerance)


def test_standardised_rates_of_two_areas_match_esda():
    # PySAL esda, tests of direct_age_standardization: the first area of two.
    area = weighted_sum([30, 25, 25, 15], [1000, 1000, 1100, 900], [1000, 900, 1000, 900])
    result = fay_feuer_rate(area, per=1)
    assert (result.rate, result.rate_lower, result.rate_upper) == pytest.approx(
        (0.02374402, 0.01920491, 0.02904848), rel=1e-6
    )


def test_upper_limit_without_events_matches_asht():
    # wspoissonTest with x = 0 and weights 1/3000, 1/6000 and 1/1500.
    years = 1 / (3 * np.array([1 / 3000, 1 / 6000, 1 / 1500]))
    result = fay_feuer_rate(weighted_sum([0, 0, 0], years, [1, 1, 1]), per=1)
    assert result.rate_upper == pytest.approx(0.00245925296940929, rel=1e-10)


@pytest.mark.parametrize(
    ("test", "p_value"),
    [
        (wald_rate_test, 0.000356),
        (score_rate_test, 0.000316),
        (log_wald_rate_test, 0.00042),
        (log_score_rate_test, 0.0002),
        (root_rate_test, 0.000285),
        (exact_rate_test, 0.000428),
        (midp_rate_test, 0.00031),
        (e_test, 0.000298),
    ],
)
def test_one_sided_p_values_match_gu_and_others(test, p_value):
    assert test(*GU).p_greater == pytest.approx(p_value, rel=0.005)


def test_p_values_against_a_ratio_match_exactci():
    exact, midp = (test(*GU, null_ratio=1.2) for test in (exact_rate_test, midp_rate_test))
    assert (exact.p_less, exact.p_greater) == pytest.approx(
        (0.9964625674930079, 0.006651774552714537), rel=CLOSED_FORM
    )
    assert (midp.p_less, midp.p_greater) == pytest.approx(
        (0.9949053964701466, 0.005094603529853279), rel=CLOSED_FORM
    )


def test_p_values_of_a_difference_match_ng_and_others():
    counts = (41, 28010, 15, 19017)
    assert wald_rate_test(*counts).p_greater == pytest.approx(0.0137, abs=5e-5)
    assert score_rate_test(*counts).p_greater == pytest.approx(0.0187, abs=5e-5)
    assert krishnamoorthy_thomson_test(*counts).p_greater == pytest.approx(0.0184, abs=5e-5)
    assert e_test(*counts).p_greater == pytest.approx(0.0179, abs=5e-5)


def test_limits_of_two_rates_match_ratesci():
    recovered, score = (
        compare(*GU, per=1_000) for compare in (rate_difference, score_rate_difference)
    )
    assert score_ratio_limits(*GU) == pytest.approx((1.365962, 3.259306), abs=5e-7)
    assert recovered_ratio_limits(*GU, level=0.9) == pytest.approx((1.466768, 3.058634), abs=5e-7)
    assert (score.difference_lower, score.difference_upper) == pytest.approx(
        (0.265796, 0.989192), abs=5e-7
    )
    assert (recovered.difference_lower, recovered.difference_upper) == pytest.approx(
        (0.2629322, 0.9786493), abs=5e-8
    )


def test_limits_of_a_ratio_by_its_logarithm_match_epitools():
    assert wald_ratio_limits(2, 17877, 9, 16660) == pytest.approx(
        (0.0447458732033749, 0.958479213224472), rel=CLOSED_FORM
    )
    # Li, Tang and Wong 2014, with one half added.
    assert wald_ratio_limits(*GU, added=0.5, level=0.9) == pytest.approx((1.4523, 3.0154), abs=5e-5)


def test_tolerance_limits_match_the_r_package_of_that_name():
    # poistol.int with 15 events, content and confidence 95 %.
    assert score_tolerance_limits(15, 1, 1) == (4, 35)
    assert wald_tolerance_limits(15, 1, 1) == (3, 32)
