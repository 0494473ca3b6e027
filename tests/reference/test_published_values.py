"""Values that other software or the literature gives, typed in with their source.

PHE: the test data of PHEindicatormethods 2.1 (R). R: 4.2.2, ``stats``, ``epitools``,
``rateratio.test`` and ``exactci``. Closed forms agree to 1e-9; p values and conditional
limits that the source finds by iteration agree to 1e-7.
"""

from __future__ import annotations

import numpy as np
import pytest

from analysis.measures.counts.intervals import (
    byar_limits,
    clopper_pearson_limits,
    exact_poisson_limits,
    jeffreys_poisson_limits,
    midp_poisson_limits,
    score_poisson_limits,
    wilson_limits,
)
from analysis.measures.counts.p_values import (
    central_poisson_p,
    midp_poisson_p,
    minimum_likelihood_poisson_p,
    minimum_likelihood_share_p,
    score_poisson_p,
)
from analysis.measures.counts.rates import crude_rates
from analysis.measures.counts.two_rates import (
    compare_two_rates,
    compare_two_rates_midp,
    median_unbiased_rate_ratio,
)
from analysis.measures.elsewhere.compatibility import lognormal_ratio_limits, rothman_boice_limits
from analysis.measures.standardised.ratios import ratio_to_known_expected
from analysis.measures.standardised.standardisation import expected_counts, stratum_rates

CLOSED_FORM = 1e-9
ITERATED = 1e-7
# The E-test and mid-p limits in epitools stop their search at about this error.
EPITOOLS_SEARCH = 1e-3

# Deaths and white population of the United States by age in 1940 and 1960, the example
# of S. Selvin, "Statistical Analysis of Epidemiologic Data", as epitools prints it.
DEATHS_1940 = [45, 201, 320, 670, 1126, 3160, 9723, 17935, 22179, 13461, 2238]
PEOPLE_1940 = [
    906897, 3794573, 10003544, 10629526, 9465330, 8249558, 7294330, 5022499, 2920220, 1019504,
    142532,
]  # fmt: skip
DEATHS_1960 = [141, 926, 1253, 1080, 1869, 4891, 14956, 30888, 41725, 26501, 5928]
PEOPLE_1960 = [
    1784033, 7065148, 15658730, 10482916, 9939972, 10563872, 9114202, 6850263, 4702482, 1874619,
    330915,
]  # fmt: skip


@pytest.mark.parametrize(
    ("n_events", "level", "lower", "upper"),
    [
        (0, 0.95, 0.0, 3.6888794541139354),  # -log(0.025)
        (0, 0.998, 0.0, 6.90775527898214),  # R qchisq
        (1, 0.95, 0.025317807984289897, 5.571643390938898),  # PHE testdata_Rate
        (5, 0.95, 1.62348639011842, 11.668332079322669),  # PHE testdata_Rate
        (10, 0.95, 4.79538869613243, 18.3903560420178),  # R qchisq
        (65, 0.95, 50.1656277292343, 82.8478358158716),  # R qchisq
        (1045, 0.95, 982.593709411132, 1110.33077661188),  # R qchisq
        (9, 0.998, 2.45242440436378, 22.6573733090629),  # R qchisq
    ],
)
def test_exact_limits_match_r_and_the_english_indicators(n_events, level, lower, upper):
    assert exact_poisson_limits(n_events, level=level) == pytest.approx(
        (lower, upper), rel=CLOSED_FORM, abs=0
    )


@pytest.mark.parametrize(
    ("n_events", "level", "lower", "upper"),
    [
        (65, 0.95, 50.163187710459454, 82.84913854593984),  # PHE testdata_Byars_Wilson
        (1045, 0.95, 982.5932018073325, 1110.33121298565),  # PHE testdata_Byars_Wilson
        (20, 0.95, 12.211428834875937, 30.889880369197066),  # PHE testdata_Rate
        (20, 0.998, 8.922802365144193, 38.08503562504191),  # PHE testdata_Rate
    ],
)
def test_byar_limits_match_the_english_indicators(n_events, level, lower, upper):
    assert byar_limits(n_events, level=level) == pytest.approx((lower, upper), rel=CLOSED_FORM)


def test_two_formulas_called_byar_are_told_apart():
    # epitools pois.byar(15)
    assert rothman_boice_limits(15) == pytest.approx((8.76337476982828, 24.1173404377219))
    assert byar_limits(15)[0] == pytest.approx(8.389, abs=0.0005)


def test_limits_of_fifteen_events_in_four_hundred_match_r():
    # exactci (exact), ratesci (Jeffreys), DescTools (score) by way of statsmodels' tests.
    assert np.divide(exact_poisson_limits(15), 400) == pytest.approx(
        (0.0209884653319583, 0.0618505471787146), rel=CLOSED_FORM
    )
    assert np.divide(jeffreys_poisson_limits(15), 400) == pytest.approx(
        (0.0219234232268444, 0.0602898619930649), rel=CLOSED_FORM
    )
    assert np.divide(score_poisson_limits(15), 400) == pytest.approx(
        (0.0227264749053794, 0.0618771721463559), rel=CLOSED_FORM
    )


def test_midp_limits_of_no_events_match_their_closed_form():
    # exp(-m) / 2 = 0.025 at the upper limit.
    assert midp_poisson_limits(0) == pytest.approx((0.0, -np.log(0.05)), rel=CLOSED_FORM)


def test_midp_limits_put_the_tail_on_each_side():
    lower, upper = midp_poisson_limits(10)
    assert midp_poisson_p(10, lower) == pytest.approx(0.05, rel=CLOSED_FORM)
    assert midp_poisson_p(10, upper) == pytest.approx(0.05, rel=CLOSED_FORM)


@pytest.mark.parametrize(
    ("n_events", "n_persons", "level", "lower", "upper"),
    [
        (1, 100, 0.95, 0.0017674320640406511, 0.054486196178705294),  # PHE
        (5, 100, 0.998, 0.013865320725997183, 0.16458852282596442),  # PHE
        (65, 100, 0.95, 0.55254443296888, 0.736357517569025),  # epitools binom.wilson
        (0, 20, 0.95, 0.0, 0.161125158052819),  # epitools binom.wilson
    ],
)
def test_wilson_limits_match_the_english_indicators(n_events, n_persons, level, lower, upper):
    assert wilson_limits(n_events, n_persons, level=level) == pytest.approx(
        (lower, upper), rel=CLOSED_FORM, abs=0
    )


@pytest.mark.parametrize(
    ("n_events", "n_persons", "lower", "upper"),
    [
        (0, 20, 0.0, 0.168433470983085),
        (5, 100, 0.0164318791820522, 0.112834911105463),
        (20, 20, 0.831566529016915, 1.0),
        (1045, 5000, 0.197802395764345, 0.22053835139594),
    ],
)
def test_clopper_pearson_limits_match_r_binom_test(n_events, n_persons, lower, upper):
    assert clopper_pearson_limits(n_events, n_persons) == pytest.approx(
        (lower, upper), rel=CLOSED_FORM, abs=0
    )


def test_crude_rate_matches_the_english_indicators():
    # PHE testdata_Rate: 5 events in 100, per 100.
    rate = crude_rates(5, 100, per=100)
    assert (rate.rate, rate.rate_lower, rate.rate_upper) == pytest.approx(
        (5.0, 1.62348639011842, 11.668332079322669), rel=CLOSED_FORM
    )


def test_excess_and_its_p_values_match_r():
    # R qchisq and ppois with O = 12 and E = 8.4; poisson.test for the last p value.
    result = ratio_to_known_expected(12, 8.4)
    assert (result.excess, result.excess_lower, result.excess_upper) == pytest.approx(
        (3.6, -2.19942489127778, 12.561585048177), rel=CLOSED_FORM
    )
    assert result.ratio == pytest.approx(1.42857142857143, rel=CLOSED_FORM)
    assert central_poisson_p(12, 8.4) == pytest.approx(0.285868595450303, rel=CLOSED_FORM)
    assert midp_poisson_p(12, 8.4) == pytest.approx(0.227933620880145, rel=CLOSED_FORM)
    assert minimum_likelihood_poisson_p(12, 8.4) == pytest.approx(
        0.221842580399681, rel=CLOSED_FORM
    )


def test_p_values_against_a_known_rate_match_r():
    # exactci and DescTools by way of statsmodels' tests: 15 events where 20 are expected.
    assert central_poisson_p(15, 20) == pytest.approx(0.313026269279486, rel=CLOSED_FORM)
    assert score_poisson_p(15, 20) == pytest.approx(0.263552477282973, rel=CLOSED_FORM)


def test_indirectly_standardised_rates_match_the_english_indicators():
    # PHE testdata_ISR: 895 events (Byar) and 9 events (exact), by their printed values.
    big, tiny = 10011.137622091057, 100.6706576523123
    known = ratio_to_known_expected(895, 835.8835612311743)
    assert np.divide(byar_limits(895), 895) * big == pytest.approx(
        (9365.91600297888, 10689.097582910616), rel=CLOSED_FORM
    )
    assert known.ratio == pytest.approx(895 / 835.8835612311743, rel=CLOSED_FORM)
    assert np.divide(exact_poisson_limits(9), 9) * tiny == pytest.approx(
        (46.03303513307893, 191.10426659054028), rel=CLOSED_FORM
    )


def test_indirect_standardisation_matches_epitools_on_selvins_example():
    expected = expected_counts(PEOPLE_1940, stratum_rates(DEATHS_1960, PEOPLE_1960))
    result = ratio_to_known_expected(sum(DEATHS_1940), expected)
    assert result.ratio == pytest.approx(0.830535108974414, rel=CLOSED_FORM)
    assert lognormal_ratio_limits(sum(DEATHS_1940), expected) == pytest.approx(
        (0.824450902047559, 0.836664215571871), rel=CLOSED_FORM
    )


@pytest.mark.parametrize(
    ("first", "second", "ratio", "lower", "upper", "p_value"),
    [
        # rateratio.test 1.1: 2 in 17,877 against 9 in 16,660, and so on.
        ((2, 17877), (9, 16660), 0.207094155743258, 0.0217740627590647, 1.00054910448772,
         0.0501064956141089),
        ((60, 51477.5), (30, 54308.7), 2.10999757175465, 1.33973572177265, 3.38836557361625,
         0.000856105388100249),
        ((7, 1000), (0, 1200), np.inf, 1.72957022260229, np.inf, 0.0080180955973548),
    ],
)  # fmt: skip
def test_rate_ratio_matches_r(first, second, ratio, lower, upper, p_value):
    result = compare_two_rates(*first, *second)
    assert (result.ratio, result.ratio_lower, result.ratio_upper) == pytest.approx(
        (ratio, lower, upper), rel=ITERATED
    )
    assert result.p_value == pytest.approx(p_value, rel=ITERATED)


def test_rate_ratio_without_events_in_the_first_place_matches_r():
    # rateratio.test: 0 in 1,000 against 5 in 1,200.
    result = compare_two_rates(0, 1000, 5, 1200)
    assert (result.ratio, result.ratio_lower) == (0.0, 0.0)
    assert result.ratio_upper == pytest.approx(1.309535, abs=5e-7)


def test_minimum_likelihood_p_value_matches_r_poisson_test():
    share = np.array(17877 / (17877 + 16660))
    value = minimum_likelihood_share_p(np.array(2.0), np.array(9.0), share)
    assert value == pytest.approx(0.0330942032059148, rel=ITERATED)


@pytest.mark.parametrize(
    ("first", "second", "estimate", "lower", "upper", "p_value"),
    [
        ((2, 17877), (9, 16660), 0.219295466077748, 0.030506578164547, 0.869502973606687,
         0.0292665670025209),
        ((41, 28010), (15, 19017), 1.84297656232659, 1.04103622766101, 3.44905154553581,
         0.0354574217722623),
    ],
)  # fmt: skip
def test_midp_rate_ratio_matches_epitools(first, second, estimate, lower, upper, p_value):
    result = compare_two_rates_midp(*first, *second)
    assert median_unbiased_rate_ratio(*first, *second) == pytest.approx(
        estimate, rel=EPITOOLS_SEARCH
    )
    assert (result.ratio_lower, result.ratio_upper) == pytest.approx(
        (lower, upper), rel=EPITOOLS_SEARCH
    )
    assert result.p_value == pytest.approx(p_value, rel=ITERATED)
