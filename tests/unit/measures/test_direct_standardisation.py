"""The rate of a standard people: weights, steps and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import CoverageError, EstimationError
from analysis.measures.counts.intervals import exact_poisson_limits, midp_poisson_limits
from analysis.measures.standardised.direct_limits import (
    dobson_rate,
    fay_feuer_rate,
    fay_kim_rate,
    tiwari_rate,
)
from analysis.measures.standardised.direct_standardisation import repeated_sum, weighted_sum

METHODS = [fay_feuer_rate, fay_kim_rate, tiwari_rate, dobson_rate]


def test_rate_is_the_average_of_the_rates_weighted_by_the_standard():
    total = weighted_sum([2, 8], [4_000, 2_000], [600, 400])
    assert total.rate == pytest.approx(0.6 * 2 / 4_000 + 0.4 * 8 / 2_000)
    assert total.n_events == 10


def test_largest_step_is_what_one_more_event_adds_where_it_counts_most():
    total = weighted_sum([2, 8], [4_000, 2_000], [600, 400])
    more = weighted_sum([2, 9], [4_000, 2_000], [600, 400])
    assert total.largest_step == pytest.approx(more.rate / total.rate - 1)


@pytest.mark.parametrize("method", METHODS)
def test_limits_of_one_stratum_are_those_of_its_count(method):
    result = method(weighted_sum([7], [500], [1]), per=500)
    count_limits = midp_poisson_limits(7) if method is fay_kim_rate else exact_poisson_limits(7)
    assert (result.rate_lower, result.rate_upper) == pytest.approx(count_limits)


@pytest.mark.parametrize("method", [fay_feuer_rate, fay_kim_rate, tiwari_rate])
def test_no_events_leave_a_finite_upper_limit(method):
    result = method(weighted_sum([0, 0], [4_000, 2_000], [600, 400]))
    assert (result.rate, result.rate_lower) == (0.0, 0.0)
    assert 0 < result.rate_upper < 100
    assert np.isnan(result.largest_step)


def test_upper_limit_without_events_allows_for_one_of_the_heaviest():
    # The exponential quantile at 97.5 % times the largest step.
    result = fay_feuer_rate(weighted_sum([0, 0], [4_000, 2_000], [600, 400]), per=1)
    assert result.rate_upper == pytest.approx(-np.log(0.025) * 0.4 / 2_000)


def test_dobson_has_no_upper_limit_without_events():
    result = dobson_rate(weighted_sum([0, 0], [4_000, 2_000], [600, 400]))
    assert (result.rate, result.rate_lower) == (0.0, 0.0)
    assert np.isnan(result.rate_upper)


@pytest.mark.parametrize("method", METHODS)
def test_each_row_gets_the_limits_it_has_alone(method):
    events, years = [[2, 8], [0, 0], [0, 5]], [[4_000, 2_000], [10, 20], [900, 100]]
    together = method(weighted_sum(events, years, [600, 400]))
    for row in range(3):
        alone = method(weighted_sum(events[row], years[row], [600, 400]))
        assert together.rate_lower[row] == pytest.approx(alone.rate_lower)
        assert together.rate_upper[row] == pytest.approx(alone.rate_upper, nan_ok=True)


def test_weight_on_a_stratum_without_people_is_refused_by_name():
    with pytest.raises(CoverageError, match="Nobody lives in the stratum 60-64"):
        weighted_sum([2, 0], [4_000, 0], [600, 400], strata=["18-59", "60-64"])


def test_a_stratum_without_weight_needs_no_people():
    total = weighted_sum([2, 0], [4_000, 0], [600, 0])
    assert total.rate == pytest.approx(2 / 4_000)
    assert total.step_mean == pytest.approx(1 / 4_000)


@pytest.mark.parametrize(
    ("events", "years", "standard", "words"),
    [
        ([2, 1], [4_000, 0], [600, 0], "where nobody lives"),
        ([2, 1], [4_000, 10], [0, 0], "standard population has no people"),
        ([2, np.nan], [4_000, 10], [1, 1], "missing or not a number"),
        ([2, 1.5], [4_000, 10], [1, 1], "with decimals"),
        ([2, 1], [4_000, 10], [1, -1], "negative"),
    ],
)
def test_numbers_that_cannot_be_meant_are_refused(events, years, standard, words):
    with pytest.raises(EstimationError, match=words):
        weighted_sum(events, years, standard)


def test_a_base_of_nothing_is_refused():
    with pytest.raises(EstimationError):
        fay_feuer_rate(weighted_sum([2], [10], [1]), per=0)


def test_one_event_each_is_no_repetition():
    once = repeated_sum([[2, 8]], [4_000, 2_000], [600, 400], events_each=[1])
    assert once == weighted_sum([2, 8], [4_000, 2_000], [600, 400])


def test_repeated_events_keep_the_rate_and_widen_the_limits():
    twice = repeated_sum([[0, 0], [1, 4]], [4_000, 2_000], [600, 400], events_each=[1, 2])
    single = weighted_sum([2, 8], [4_000, 2_000], [600, 400])
    assert twice.rate == pytest.approx(single.rate)
    assert twice.variance == pytest.approx(2 * single.variance)
    assert twice.step_max == pytest.approx(2 * single.step_max)
    wide, narrow = fay_kim_rate(twice), fay_kim_rate(single)
    assert wide.rate_lower < narrow.rate_lower < narrow.rate_upper < wide.rate_upper


@pytest.mark.parametrize("each", [[1], [1, 2, 3], [0, 1], [[1, 2]]])
def test_events_each_must_fit_the_rows_of_persons(each):
    with pytest.raises(EstimationError, match="do not fit"):
        repeated_sum([[2, 4], [0, 2]], [4_000, 2_000], [600, 400], events_each=each)


def test_repeated_events_of_several_municipalities_are_summed_at_once():
    persons = [[[2, 4], [0, 2]], [[1, 0], [3, 1]]]
    years = [[4_000, 2_000], [500, 700]]
    together = repeated_sum(persons, years, [600, 400], events_each=[1, 2])
    for row in range(2):
        alone = repeated_sum(persons[row], years[row], [600, 400], events_each=[1, 2])
        assert together.variance[row] == pytest.approx(alone.variance)
        assert together.n_events[row] == alone.n_events
