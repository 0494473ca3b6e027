"""Control charts and the rules of runs."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.measures.over_time.control_charts import (
    expected_chance_signals,
    laney_rate_chart,
    laney_share_chart,
    rate_chart,
    screened_xmr_chart,
    share_chart,
    xmr_chart,
)
from analysis.measures.over_time.run_rules import judge_runs, run_limits


def test_a_wild_quarter_lies_outside_and_no_other():
    chart = rate_chart([20, 22, 19, 21, 60, 20, 18, 22], [1_000] * 8)
    assert np.flatnonzero(chart.is_outside).tolist() == [4]


def test_limits_are_wider_in_a_quarter_with_fewer_people():
    chart = rate_chart([20, 20], [1_000, 250])
    assert chart.center == pytest.approx(40 / 1_250)
    half = chart.upper - chart.center
    assert half[1] == pytest.approx(2 * half[0])


def test_limits_stay_where_rates_and_shares_can_be():
    assert rate_chart([0, 1, 0], [100, 100, 100]).lower.min() == 0.0
    chart = share_chart([9, 10, 10], [10, 10, 10])
    assert chart.upper.max() == 1.0


@pytest.mark.parametrize("chart", [rate_chart, laney_rate_chart, share_chart, laney_share_chart])
def test_nothing_counted_gives_limits_of_nothing(chart):
    limits = chart([0, 0, 0], [10, 20, 30])
    assert limits.center == 0.0
    assert not limits.is_outside.any()
    assert limits.upper.max() == 0.0


def test_laney_limits_are_the_plain_ones_times_the_widening():
    events, years = [21, 59, 25, 61, 30, 70], [900, 950, 1_010, 1_100, 990, 1_005]
    plain, wide = rate_chart(events, years), laney_rate_chart(events, years)
    assert wide.widening > 3
    ratio = (wide.upper - wide.center) / (plain.upper - plain.center)
    assert ratio == pytest.approx(wide.widening)


def test_laney_limits_of_many_poisson_quarters_are_nearly_the_plain_ones():
    counts = np.random.default_rng(1).poisson(50, 5_000)
    assert laney_rate_chart(counts, 1_000).widening == pytest.approx(1.0, abs=0.03)


def test_screening_leaves_the_ranges_of_one_wild_value_out():
    values = [10, 12, 11, 13, 12, 11, 60, 12, 11, 10, 12, 11, 12, 11]
    plain, screened = xmr_chart(values), screened_xmr_chart(values)
    assert plain.n_ranges_left_out == 0
    assert screened.n_ranges_left_out == 2
    assert screened.upper < plain.upper < 60
    assert screened.center == plain.center


def test_equal_values_have_limits_without_width():
    chart = screened_xmr_chart([5.0] * 12)
    assert (chart.lower, chart.upper, chart.n_ranges_left_out) == (5.0, 5.0, 0)


def test_a_lasting_shift_is_a_signal_though_no_value_stands_out():
    values = [9, 11, 10, 9, 11, 9, 10, 9, 11, 9, 13, 12, 13, 12, 14, 12, 13, 12, 13, 12]
    runs = judge_runs(values, center=11.5)
    assert runs.is_signal
    assert (runs.longest_run, runs.n_crossings) == (10, 1)


def test_up_and_down_is_no_signal():
    assert not judge_runs([1, 2] * 10, center=1.5).is_signal


def test_values_on_the_line_are_left_out():
    runs = judge_runs([1, 2, 1.5, 1, 1.5, 1, 2], center=1.5)
    assert (runs.n_useful, runs.longest_run, runs.n_crossings) == (5, 2, 3)


def test_signals_by_chance_grow_with_charts_and_periods():
    assert expected_chance_signals(98, 40) == pytest.approx(10.58, abs=0.01)
    assert expected_chance_signals(98, 32) == pytest.approx(0.8 * expected_chance_signals(98, 40))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: rate_chart([3], [100]), "1 periods are too few"),
        (lambda: rate_chart([3.5, 2], [100, 100]), "with decimals"),
        (lambda: rate_chart([3, np.nan], [100, 100]), "missing"),
        (lambda: rate_chart([3, 2], [100, 0]), "zero or negative"),
        (lambda: share_chart([3, 20], [10, 10]), "More events than persons"),
        (lambda: xmr_chart([3.0]), "1 periods are too few"),
        (lambda: xmr_chart([3.0, np.nan]), "missing"),
        (lambda: judge_runs([2.0, 2.0], center=2.0), "0 periods are too few"),
        (lambda: run_limits(1), "1 periods are too few"),
    ],
)
def test_what_cannot_be_charted_is_refused(call, message):
    with pytest.raises(EstimationError, match=message):
        call()
