"""What holds for every standardised rate and every pair of counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

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
from analysis.measures.counts.two_rates import compare_two_rates
from analysis.measures.standardised.direct_limits import (
    dobson_rate,
    fay_feuer_rate,
    fay_kim_rate,
    tiwari_rate,
)
from analysis.measures.standardised.direct_standardisation import weighted_sum
from analysis.measures.standardised.ratios import (
    ratio_to_estimated_expected,
    ratio_to_sparse_expected,
)
from analysis.measures.standardised.standardisation import expectation

counts = st.integers(0, 2_000)
years = st.floats(1.0, 1e6)
levels = st.floats(0.5, 0.999)
METHODS = [fay_feuer_rate, fay_kim_rate, tiwari_rate, dobson_rate]
SAME = 1e-9


@st.composite
def strata(draw, *, n: int = 4):
    def numbers(strategy):
        return np.array(draw(st.lists(strategy, min_size=n, max_size=n)), dtype=float)

    return numbers(st.integers(0, 100)), numbers(years), numbers(st.floats(1.0, 1e5))


@pytest.mark.parametrize("method", [fay_feuer_rate, tiwari_rate, dobson_rate])
@given(table=strata(), level=levels)
def test_limits_lie_on_either_side_of_the_standardised_rate(method, table, level):
    assume(table[0].sum() > 0)
    result = method(weighted_sum(*table), level=level)
    assert result.rate_lower <= result.rate * (1 + SAME)
    # At a low level the upper quantile of a very skewed distribution lies under its mean.
    assert level < 0.9 or result.rate <= result.rate_upper * (1 + SAME)


@pytest.mark.parametrize("method", METHODS)
@given(table=strata(), factor=st.floats(0.01, 100), scale=st.floats(0.01, 100))
def test_standardised_rates_depend_neither_on_units_nor_on_the_size_of_the_standard(
    method, table, factor, scale
):
    events, person_years, standard = table
    assume(events.sum() > 0)
    one = method(weighted_sum(events, person_years, standard), per=1)
    other = method(weighted_sum(events, person_years * factor, standard * scale), per=factor)
    assert (other.rate, other.rate_lower, other.rate_upper) == pytest.approx(
        (one.rate, one.rate_lower, one.rate_upper), rel=1e-6
    )


@given(table=strata(), level=st.floats(0.9, 0.999))
def test_midp_upper_limit_lies_below_the_one_that_allows_for_a_whole_event_more(table, level):
    total = weighted_sum(*table)
    midp, exact = fay_kim_rate(total, level=level), fay_feuer_rate(total, level=level)
    assert midp.rate_lower <= midp.rate_upper <= exact.rate_upper * (1 + SAME)


@given(table=strata(n=1), parts=st.integers(2, 5), level=levels)
def test_cutting_a_stratum_in_equal_parts_changes_no_limit(table, parts, level):
    events, person_years, standard = (float(numbers[0]) for numbers in table)
    whole = fay_kim_rate(weighted_sum([events * parts], [person_years], [standard]), level=level)
    cut = fay_kim_rate(
        weighted_sum([events] * parts, [person_years / parts] * parts, [standard] * parts),
        level=level,
    )
    assert (cut.rate_lower, cut.rate_upper) == pytest.approx(
        (whole.rate_lower, whole.rate_upper), rel=1e-7
    )


@given(table=strata(), observed=st.integers(0, 300), level=levels)
def test_one_more_reference_event_never_raises_the_lower_limit(table, observed, level):
    events, reference_years, here = table
    predicted = expectation(here, events, reference_years)
    assume(predicted.n_expected > 0)
    numbers = observed, predicted.n_expected, predicted.n_reference
    sparse = ratio_to_sparse_expected(*numbers, predicted.largest_step, level=level)
    default = ratio_to_estimated_expected(*numbers, level=level)
    assert sparse.ratio_upper == default.ratio_upper
    # Only a wide level is asked of the tail that the enlarged variance thickens.
    assert level < 0.9 or sparse.ratio_lower <= default.ratio_lower * (1 + SAME)


@pytest.mark.parametrize("compare", [rate_difference, score_rate_difference])
@given(a=counts, n=years, b=counts, m=years, level=levels)
def test_swapping_the_places_turns_the_difference_round(compare, a, n, b, m, level):
    one, other = compare(a, n, b, m, level=level), compare(b, m, a, n, level=level)
    size = abs(one.difference_lower) + abs(one.difference_upper)
    assert one.difference_lower == pytest.approx(-other.difference_upper, abs=1e-9 * size)
    assert one.difference_lower <= one.difference_upper


@given(a=counts, n=years, b=counts, m=years, level=st.floats(0.8, 0.999))
def test_score_limits_lie_z_standard_errors_away(a, n, b, m, level):
    result = score_rate_difference(a, n, b, m, per=1, level=level)
    for limit in (result.difference_lower, result.difference_upper):
        # The two rates that fit best with this difference, from their own equation.
        roots = np.roots([n + m, (n + m) * limit - a - b, -b * limit])
        other = max(float(root.real) for root in roots)
        other = max(other, 0.0, -limit)
        variance = (other + limit) / n + other / m
        distance = (a / n - b / m - limit) ** 2
        z = stats.norm.ppf((1 + level) / 2)
        assert distance == pytest.approx(z**2 * variance, rel=1e-4, abs=1e-18)


@pytest.mark.parametrize("limits", [recovered_ratio_limits, score_ratio_limits])
@given(a=counts, n=years, b=counts, m=years, level=levels)
def test_swapping_the_places_inverts_the_ratio_limits(limits, a, n, b, m, level):
    lower, upper = limits(a, n, b, m, level=level)
    other_lower, other_upper = limits(b, m, a, n, level=level)
    assert lower <= upper
    assert lower * other_upper == pytest.approx(1.0, rel=1e-6) or (
        lower == 0 and other_upper == np.inf
    )
    assert upper == np.inf or upper * other_lower == pytest.approx(1.0, rel=1e-6)


@given(a=st.integers(1, 2_000), n=years, b=st.integers(1, 2_000), m=years)
def test_score_limits_of_a_ratio_lie_inside_wider_exact_ones(a, n, b, m):
    exact = compare_two_rates(a, n, b, m, level=0.99)
    lower, upper = score_ratio_limits(a, n, b, m, level=0.95)
    assert exact.ratio_lower <= lower <= upper <= exact.ratio_upper


@pytest.mark.parametrize("test", [exact_rate_test, midp_rate_test, score_rate_test, e_test])
@given(
    a=st.integers(0, 60),
    n=st.floats(1.0, 1e3),
    b=st.integers(0, 60),
    m=st.floats(1.0, 1e3),
    ratio=st.floats(0.2, 5.0),
)
def test_swapping_the_places_swaps_the_tails(test, a, n, b, m, ratio):
    one, other = test(a, n, b, m, null_ratio=ratio), test(b, m, a, n, null_ratio=1 / ratio)
    assert one.p_less == pytest.approx(other.p_greater, rel=1e-6, abs=1e-12)
    assert one.p_greater == pytest.approx(other.p_less, rel=1e-6, abs=1e-12)


@given(a=st.integers(0, 200), n=years, b=st.integers(0, 200), m=years, low=st.floats(0.2, 5))
def test_a_higher_ratio_is_harder_to_exceed(a, n, b, m, low):
    for test in (exact_rate_test, midp_rate_test, score_rate_test):
        near, far = (test(a, n, b, m, null_ratio=ratio).p_greater for ratio in (low, low * 1.5))
        assert near <= far + 1e-12
