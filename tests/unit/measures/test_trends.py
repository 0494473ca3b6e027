"""Trends in per cent a year, tests of order, and the marks of the English indicators."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.measures.over_time.monotone_trends import mann_kendall_trend, median_slope
from analysis.measures.over_time.trend_markers import (
    cochran_armitage_trend,
    mark_shares,
    mark_values,
)
from analysis.measures.over_time.trends import log_linear_trend

QUARTERS = np.arange(32) / 4
YEARS = np.arange(2021, 2026)


def growing(per_cent, *, season=(1.0, 1.0, 1.0, 1.0)):
    growth = (1 + per_cent / 100) ** QUARTERS
    return np.round(20_000 * growth * np.tile(season, 8))


def test_steady_growth_is_found_in_per_cent_a_year():
    trend = log_linear_trend(growing(5), 1e6, QUARTERS)
    assert trend.percent_a_year == pytest.approx(5.0, abs=0.01)
    assert trend.percent_lower < 5.0 < trend.percent_upper


def test_a_season_that_would_bend_the_trend_is_taken_out():
    # The fourth quarter is low, and the series starts and ends with other quarters.
    awards = growing(5, season=(1.0, 1.2, 1.1, 0.7))[:-2]
    plain = log_linear_trend(awards, 1e6, QUARTERS[:-2])
    seasonal = log_linear_trend(awards, 1e6, QUARTERS[:-2], season=np.tile([1, 2, 3, 4], 8)[:-2])
    assert seasonal.percent_a_year == pytest.approx(5.0, abs=0.01)
    assert abs(plain.percent_a_year - 5.0) > 0.03
    assert seasonal.dispersion < 0.01 < 1.0 < plain.dispersion


def test_a_growing_population_is_no_growing_rate():
    population = 1e5 * 1.03**QUARTERS
    trend = log_linear_trend(np.round(population / 100), population, QUARTERS)
    assert trend.percent_a_year == pytest.approx(0.0, abs=0.05)


def test_limits_take_the_widest_of_the_three_errors():
    rng = np.random.default_rng(3)
    uneven = rng.negative_binomial(5, 5 / 105, 32)
    trend = log_linear_trend(uneven, 1e4, QUARTERS)
    assert trend.se_quasi > 3 * trend.se_poisson
    even = log_linear_trend([100, 101, 99, 100] * 8, 1e4, QUARTERS)
    assert even.se_quasi < even.se_poisson
    width = np.log1p(even.percent_upper / 100) - np.log1p(even.percent_lower / 100)
    assert width == pytest.approx(2 * 2.0423 * even.se_poisson, rel=1e-4)


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (([1, 2, 3], 100, [0, 1, 2]), {}, "3 periods are too few"),
        (([1] * 7, 100, range(7)), {"season": [1, 2, 3, 4, 1, 2, 3]}, "7 periods are too few"),
        (([1] * 8, 100, range(8)), {"season": [1, 2]}, "not one season for each"),
        (([0] * 8, 100, range(8)), {}, "Nothing is counted"),
        (([5.5] * 8, 100, range(8)), {}, "with decimals"),
        (([5] * 8, 100, [np.nan] * 8), {}, "years holds something that is missing"),
    ],
)
def test_series_without_an_honest_trend_are_refused(arguments, options, message):
    with pytest.raises(EstimationError, match=message):
        log_linear_trend(*arguments, **options)


@pytest.mark.parametrize("values", [[1, 1, 2, 2, 3], [1, 2, 1, 3, 2, 5], [4, 3, 2, 1], [1, 1, 1]])
def test_mann_kendall_counts_every_order_once(values):
    def score(series):
        n = len(series)
        return sum(np.sign(series[j] - series[i]) for i in range(n) for j in range(i + 1, n))

    result = mann_kendall_trend(values)
    scores = [abs(score(order)) for order in permutations(values)]
    assert result.rises_less_falls == score(values)
    assert result.p_value == pytest.approx(np.mean(np.array(scores) >= abs(score(values))))


def test_mann_kendall_of_equal_values_says_nothing():
    result = mann_kendall_trend([2.0, 2.0, 2.0])
    assert np.isnan(result.tau)
    assert result.p_value == 1.0


def test_median_slope_is_not_moved_by_one_wild_period():
    values = 3.0 * np.arange(9)
    values[4] = 500.0
    found = median_slope(values, np.arange(9) / 4)
    assert found.slope == pytest.approx(12.0)
    assert found.slope_lower <= 12.0 <= found.slope_upper


def test_a_single_value_has_no_order():
    with pytest.raises(EstimationError, match="1 periods are too few"):
        mann_kendall_trend([3.0])


def test_trend_in_shares_is_without_direction_when_all_are_alike():
    result = cochran_armitage_trend([0, 0, 0], [10, 20, 30], [1, 2, 3])
    assert (result.chi_square, result.slope, result.p_value) == (0.0, 0.0, 1.0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([11, 2], [10, 10], [1, 2]), "More events than persons"),
        (([1, 2], [10, 10], [1, 1]), "All scores are the same"),
        (([1, 2], [10, 0], [1, 2]), "zero or negative"),
    ],
)
def test_shares_that_cannot_be_tested_are_refused(arguments, message):
    with pytest.raises(EstimationError, match=message):
        cochran_armitage_trend(*arguments)


def test_marks_follow_the_last_five_years_and_no_earlier_ones():
    events, falling = [900, 100, 120, 140, 160, 180], [0, 180, 160, 140, 120, 100]
    marked = mark_shares(events, [1_000] * 6, np.arange(2020, 2026))
    assert marked.marker == "Increasing"
    assert mark_shares(falling, [1_000] * 6, np.arange(2020, 2026)).marker == "Decreasing"


def test_a_trend_that_one_year_makes_is_no_trend():
    values, half = np.array([2.9, 2.0, 2.0, 2.0, 2.1]), 0.05
    mark = mark_values(values, values - half, values + half, YEARS)
    assert mark.chi_square > 9.55
    assert mark.slope < 0 < mark.slopes_without_one[0]
    assert mark.marker == "No significant change"


def test_chi_square_of_shares_is_the_one_of_cochran_and_armitage():
    events, persons = [50, 61, 55, 70, 81], [1_000, 990, 1_020, 1_000, 1_010]
    mark = mark_shares(events, persons, YEARS)
    test = cochran_armitage_trend(events, persons, YEARS)
    assert mark.chi_square == pytest.approx(test.chi_square, rel=1e-12)


@pytest.mark.parametrize(
    ("years", "half", "message"),
    [
        (YEARS[:4], 1.0, "4 periods are too few"),
        ([2020, 2021, 2022, 2023, 2025], 1.0, "one after the other"),
        (2021 + np.arange(5) / 4, 1.0, "one after the other"),
        (YEARS, 0.0, "does not lie above"),
    ],
)
def test_years_that_get_no_mark_are_refused(years, half, message):
    values = np.full(len(years), 5.0)
    with pytest.raises(EstimationError, match=message):
        mark_values(values, values - half, values + half, years)
