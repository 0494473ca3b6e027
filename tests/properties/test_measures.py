"""What holds for every count, person-time and level."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.measures.between.ordinary_range import predictive_limits
from analysis.measures.between.spread import Spread, log_spread
from analysis.measures.counts.intervals import (
    byar_limits,
    clopper_pearson_limits,
    exact_poisson_limits,
    jeffreys_poisson_limits,
    midp_poisson_limits,
    score_poisson_limits,
    wilson_limits,
)
from analysis.measures.counts.p_values import central_poisson_p
from analysis.measures.counts.rates import crude_rates
from analysis.measures.counts.two_rates import compare_two_rates, compare_two_rates_midp
from analysis.measures.standardised.ratios import (
    ratio_to_estimated_expected,
    ratio_to_estimated_expected_midp,
    ratio_to_known_expected,
)
from analysis.measures.standardised.standardisation import expectation, standardise_flow

counts = st.integers(0, 3_000)
levels = st.floats(0.5, 0.999)
years = st.floats(1.0, 1e6)
POISSON_METHODS = [
    exact_poisson_limits,
    midp_poisson_limits,
    jeffreys_poisson_limits,
    score_poisson_limits,
    byar_limits,
]
# Two routes to the same quantile differ by the error of the incomplete beta function.
SAME = 1e-9


@st.composite
def tables(draw, *, strata: int = 4):
    def numbers(strategy):
        return np.array(draw(st.lists(strategy, min_size=strata, max_size=strata)), dtype=float)

    few = st.integers(0, 200)
    return numbers(few), numbers(years), numbers(few), numbers(years)


@pytest.mark.parametrize("method", POISSON_METHODS)
@given(n=st.integers(1, 3_000), level=levels)
def test_poisson_limits_lie_on_either_side_of_the_count(method, n, level):
    lower, upper = method(n, level=level)
    assert np.isnan(lower) or lower <= n
    assert n <= upper


@pytest.mark.parametrize("method", POISSON_METHODS)
@given(n=counts, low=levels, high=levels)
def test_poisson_limits_widen_with_the_level(method, n, low, high):
    assume(low < high)
    narrow, wide = method(n, level=low), method(n, level=high)
    assert np.isnan(wide[0]) or wide[0] <= narrow[0]
    assert wide[1] >= narrow[1]


@given(n=counts, level=levels)
def test_midp_limits_lie_inside_the_exact_ones(n, level):
    exact, midp = exact_poisson_limits(n, level=level), midp_poisson_limits(n, level=level)
    assert exact[0] <= midp[0] * (1 + SAME)
    assert midp[1] <= exact[1] * (1 + SAME)


@given(n=st.integers(0, 500), mean=st.floats(0.01, 600), level=levels)
def test_exact_limits_leave_a_mean_out_when_its_p_value_is_below_the_level(n, mean, level):
    lower, upper = exact_poisson_limits(n, level=level)
    assume(min(abs(mean - lower), abs(mean - upper)) > 1e-6 * mean)
    assert (lower < mean < upper) == (central_poisson_p(n, mean) > 1 - level)


@pytest.mark.parametrize("method", [wilson_limits, clopper_pearson_limits])
@given(persons=st.integers(1, 5_000), data=st.data(), level=levels)
def test_limits_of_a_share_mirror_those_of_its_complement(method, persons, data, level):
    events = data.draw(st.integers(0, persons))
    lower, upper = method(events, persons, level=level)
    mirrored_lower, mirrored_upper = method(persons - events, persons, level=level)
    assert 0 <= lower <= events / persons <= upper <= 1
    assert (lower, upper) == pytest.approx((1 - mirrored_upper, 1 - mirrored_lower), abs=1e-9)


@given(n=counts, person_years=years, factor=st.floats(0.01, 100))
def test_rates_do_not_depend_on_the_unit_of_time(n, person_years, factor):
    one = crude_rates(n, person_years, per=1)
    other = crude_rates(n, person_years * factor, per=factor)
    assert (other.rate, other.rate_lower, other.rate_upper) == pytest.approx(
        (one.rate, one.rate_lower, one.rate_upper), rel=SAME
    )


@pytest.mark.parametrize("compare", [compare_two_rates, compare_two_rates_midp])
@given(a=counts, n=years, b=counts, m=years, level=levels)
def test_swapping_the_places_inverts_the_ratio(compare, a, n, b, m, level):
    one, other = compare(a, n, b, m, level=level), compare(b, m, a, n, level=level)
    assert one.ratio_lower * other.ratio_upper == pytest.approx(1.0, rel=SAME) or (
        one.ratio_lower == 0 and other.ratio_upper == np.inf
    )
    assert one.p_value == pytest.approx(other.p_value, rel=1e-8)
    assert (np.isnan(one.ratio) and a + b == 0) or (one.ratio_lower <= one.ratio <= one.ratio_upper)


@given(a=st.integers(0, 300), n=years, b=st.integers(0, 300), m=years, level=levels)
def test_limits_leave_one_out_exactly_when_the_p_value_is_below_the_level(a, n, b, m, level):
    result = compare_two_rates(a, n, b, m, level=level)
    assume(
        min(abs(np.log(max(result.ratio_lower, 1e-300))), abs(np.log(result.ratio_upper))) > SAME
    )
    holds_one = result.ratio_lower < 1 < result.ratio_upper
    assert holds_one == (result.p_value > 1 - level)


@given(a=counts, n=years, b=counts, m=years, factor=st.floats(0.01, 100))
def test_rate_ratio_does_not_depend_on_the_unit_of_time(a, n, b, m, factor):
    one, other = compare_two_rates(a, n, b, m), compare_two_rates(a, n * factor, b, m * factor)
    assert (other.ratio_lower, other.ratio_upper) == pytest.approx(
        (one.ratio_lower, one.ratio_upper), rel=SAME
    )


@given(a=counts, n=years, b=st.integers(1, 3_000), m=years, level=levels)
def test_one_stratum_gives_the_exact_conditional_rate_ratio(a, n, b, m, level):
    standardised = standardise_flow([a], [n], [b], [m], level=level)
    crude = compare_two_rates(a, n, b, m, level=level)
    assert (standardised.ratio, standardised.ratio_lower, standardised.ratio_upper) == (
        pytest.approx((crude.ratio, crude.ratio_lower, crude.ratio_upper), rel=SAME)
    )


@pytest.mark.parametrize("size", [1e6, 1e9])
@given(observed=st.integers(0, 500), expected=st.floats(0.1, 500), level=st.floats(0.8, 0.99))
def test_a_large_reference_tends_to_a_known_expected_number(size, observed, expected, level):
    known = ratio_to_known_expected(observed, expected, level=level)
    estimated = ratio_to_estimated_expected(observed, expected, size, level=level)
    # What the reference adds shrinks as observed / size.
    tolerance = 5 * (observed + 10) / size + SAME
    assert (estimated.ratio_lower, estimated.ratio_upper) == pytest.approx(
        (known.ratio_lower, known.ratio_upper), rel=tolerance
    )
    assert (estimated.excess_lower, estimated.excess_upper) == pytest.approx(
        (known.excess_lower, known.excess_upper), rel=1e-3, abs=0.1
    )


@given(observed=st.integers(0, 500), expected=st.floats(0.1, 500), size=st.floats(0.5, 1e4))
def test_the_uncertainty_of_the_reference_widens_the_limits(observed, expected, size):
    known = ratio_to_known_expected(observed, expected)
    estimated = ratio_to_estimated_expected(observed, expected, size)
    midp = ratio_to_estimated_expected_midp(observed, expected, size)
    assert estimated.ratio_lower <= known.ratio_lower * (1 + SAME)
    assert estimated.ratio_upper >= known.ratio_upper * (1 - SAME)
    assert estimated.ratio_lower <= midp.ratio_lower * (1 + SAME)
    assert midp.ratio_upper <= estimated.ratio_upper * (1 + SAME)


@given(table=tables(), level=levels)
def test_standardised_limits_lie_on_either_side_of_the_ratio(table, level):
    result = standardise_flow(*table, level=level)
    assume(result.is_defined)
    assert result.ratio_lower <= result.ratio * (1 + SAME)
    assert result.ratio <= result.ratio_upper * (1 + SAME)
    assert result.excess == pytest.approx((result.ratio - 1) * result.n_expected, abs=1e-6)


@given(table=tables(), factor=st.floats(0.01, 100))
def test_the_expected_number_does_not_depend_on_the_unit_of_time(table, factor):
    _, focus_years, events, reference_years = table
    one = expectation(focus_years, events, reference_years)
    other = expectation(focus_years * factor, events, reference_years * factor)
    assert other.n_expected == pytest.approx(one.n_expected, rel=SAME)
    assert other.n_reference == pytest.approx(one.n_reference, rel=SAME)


@given(table=tables())
def test_the_effective_reference_never_exceeds_its_events(table):
    _, focus_years, events, reference_years = table
    result = expectation(focus_years, events, reference_years)
    assert result.n_reference <= events.sum() * (1 + SAME)


@given(table=tables(strata=1), parts=st.integers(2, 5))
def test_cutting_a_stratum_in_equal_parts_changes_nothing(table, parts):
    a, n, b, m = (float(numbers[0]) for numbers in table)
    assume(b > 0)
    whole = standardise_flow([a * parts], [n], [b * parts], [m])
    cut = standardise_flow([a] * parts, [n / parts] * parts, [b] * parts, [m / parts] * parts)
    assert (cut.ratio_lower, cut.ratio_upper) == pytest.approx(
        (whole.ratio_lower, whole.ratio_upper), rel=SAME
    )


@given(
    ratios=st.lists(st.floats(0.3, 3.0), min_size=25, max_size=60),
    factor=st.floats(0.5, 2.0),
)
def test_a_common_factor_moves_the_center_of_the_spread_and_not_its_width(ratios, factor):
    expected = np.full(len(ratios), 1e7)  # so large that the one half does not count
    one = log_spread(expected * np.array(ratios), expected)
    other = log_spread(expected * np.array(ratios) * factor, expected)
    assert other.center == pytest.approx(one.center + np.log(factor), abs=1e-5)
    assert other.sd == pytest.approx(one.sd, abs=1e-5)


@given(expected=st.floats(10, 1e5), sd=st.floats(0, 0.6), n_peers=st.integers(1, 97), level=levels)
def test_usual_numbers_lie_evenly_around_the_expected_one(expected, sd, n_peers, level):
    spread = Spread(center=0.0, sd=sd, n=97, minimum_expected=10.0)
    lower, upper = predictive_limits(expected, spread, n_peers=n_peers, level=level)
    assert lower <= expected <= upper
    assert lower == 0 or (lower + 0.5) * (upper + 0.5) == pytest.approx((expected + 0.5) ** 2)


@given(
    expected=st.floats(10, 1e5),
    sd=st.floats(0.01, 0.6),
    n_peers=st.floats(1, 96),
    recipients=st.floats(10, 1e5),
    level=st.floats(0.5, 0.99),
)
def test_usual_numbers_draw_in_with_every_kind_of_knowledge(
    expected, sd, n_peers, recipients, level
):
    def upper_ratio(expected, sd, n_peers, recipients, level):
        spread = Spread(center=0.0, sd=sd, n=97, minimum_expected=10.0)
        _, upper = predictive_limits(
            expected, spread, n_peers=n_peers, reference_recipients=recipients, level=level
        )
        return (upper + 0.5) / (expected + 0.5)

    own = upper_ratio(expected, sd, n_peers, recipients, level)
    assert upper_ratio(2 * expected, sd, n_peers, recipients, level) < own
    assert upper_ratio(expected, 0.9 * sd, n_peers, recipients, level) < own
    assert upper_ratio(expected, sd, n_peers + 1, recipients, level) < own
    assert upper_ratio(expected, sd, n_peers, None, level) < own
    assert upper_ratio(expected, sd, n_peers, recipients, level + 0.005) > own


@given(
    expected=st.floats(10, 1e5),
    more=st.floats(1.0, 3.0),
    sd=st.floats(0, 0.6),
    level=st.floats(0.5, 0.98),
)
def test_more_expected_means_more_usual(expected, more, sd, level):
    spread = Spread(center=0.0, sd=sd, n=97, minimum_expected=10.0)
    lower, upper = predictive_limits([expected, more * expected], spread, n_peers=5, level=level)
    assert lower[0] <= lower[1] * (1 + SAME)
    assert upper[0] <= upper[1] * (1 + SAME)


@given(ratios=st.lists(st.floats(0.3, 3.0), min_size=25, max_size=60))
def test_the_spread_beyond_chance_is_smaller_where_chance_is_larger(ratios):
    spreads = [
        log_spread(expected * np.array(ratios), np.full(len(ratios), expected)).sd
        for expected in (15.0, 150.0, 15_000.0)
    ]
    assert spreads[0] <= spreads[1] + 1e-3
    assert spreads[1] <= spreads[2] + 1e-3
