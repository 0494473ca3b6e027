"""Series with declared reforms."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.measures.over_time.interruptions import Reform, fit_interrupted_series, harmonics

TIME = np.arange(40)


def fit(counts, *reforms, time=TIME, years=1e6, **options):
    return fit_interrupted_series(
        counts, years, time, reforms=reforms, rng=np.random.default_rng(1), **options
    )


def awards(*, shift=1.0, bend=1.0, start=24, season=0.0):
    level = 20_000 * 1.01**TIME * np.exp(season * np.sin(np.pi * TIME / 2))
    after = np.where(start <= TIME, shift * bend ** np.maximum(TIME - start, 0), 1.0)
    return np.round(level * after)


def test_shift_and_bend_are_found():
    series = fit(awards(shift=0.7, bend=1.02), Reform("rules", 24, bends_trend=True))
    (effect,) = series.effects
    assert effect.ratio == pytest.approx(0.7, abs=2e-3)
    assert effect.bend == pytest.approx(1.02, abs=5e-4)
    assert effect.ratio_lower < 0.7 < effect.ratio_upper


def test_excess_is_observed_less_what_the_time_before_carried_on_gives():
    observed = awards(shift=0.7)
    series = fit(observed, Reform("rules", 24))
    truth = float((observed - awards())[24:].sum())
    assert series.excess == pytest.approx(truth, rel=1e-3)
    assert series.excess_lower < truth < series.excess_upper
    assert series.n_observed_after - series.n_counterfactual_after == pytest.approx(series.excess)
    assert series.counterfactual[24:] == pytest.approx(awards()[24:], rel=1e-3)


def test_without_an_effect_the_excess_is_near_nothing():
    rng = np.random.default_rng(2)
    counts = rng.poisson(50, 40)
    series = fit(counts, Reform("rules", 24))
    assert series.excess_lower < 0 < series.excess_upper


def test_seasons_are_taken_out():
    observed = awards(shift=0.8, season=0.3)
    waves = harmonics(TIME, period=4, n_waves=2)
    assert fit(observed, Reform("rules", 24), seasonal=waves).dispersion < 0.01
    assert fit(observed, Reform("rules", 24)).dispersion > 10


def test_two_reforms_are_kept_apart_and_keep_their_order():
    observed = awards(shift=0.8, start=12) * np.where(TIME >= 28, 1.5, 1.0)
    series = fit(np.round(observed), Reform("late", 28), Reform("early", 12))
    assert [effect.name for effect in series.effects] == ["late", "early"]
    assert [effect.ratio for effect in series.effects] == pytest.approx([1.5, 0.8], abs=2e-3)
    assert series.n_observed_after == observed[12:].round().sum()


def test_rush_before_and_slow_start_after_are_left_out_of_the_fit():
    observed = awards(shift=0.8)
    observed[22:24] *= 3
    observed[24:26] *= 1.2
    observed = np.round(observed)
    blurred = fit(observed, Reform("rules", 24))
    clear = fit(observed, Reform("rules", 24, anticipation=2, phase_in=2))
    assert clear.effects[0].ratio == pytest.approx(0.8, abs=2e-3)
    assert blurred.effects[0].ratio < 0.75
    assert np.flatnonzero(~clear.is_fitted).tolist() == [22, 23, 24, 25]


def test_more_uneven_quarters_widen_the_limits():
    rng = np.random.default_rng(3)
    even = fit(rng.poisson(100, 40), Reform("rules", 24))
    uneven = fit(rng.negative_binomial(4, 4 / 104, 40), Reform("rules", 24))
    assert uneven.dispersion > 5
    assert uneven.excess_upper - uneven.excess_lower > 2 * (even.excess_upper - even.excess_lower)


def test_time_counted_from_another_year_changes_nothing():
    here = fit(awards(shift=0.7), Reform("rules", 24))
    there = fit(awards(shift=0.7), Reform("rules", 8_024), time=TIME + 8_000)
    assert there.effects[0].ratio == pytest.approx(here.effects[0].ratio, rel=1e-9)
    assert there.excess == pytest.approx(here.excess, rel=1e-6)


@pytest.mark.parametrize(
    ("counts", "reforms", "message"),
    [
        ([5] * 7, [Reform("rules", 4)], "7 periods are too few"),
        ([5] * 40, [], "No reform is declared"),
        ([5] * 40, [Reform("later", 90)], "later has 40 clear periods before it and 0 after"),
        ([5] * 40, [Reform("first", 0)], "first has 0 clear periods before"),
        ([5] * 40, [Reform("bend", 37, bends_trend=True)], "bend has 37 .* and 3 after"),
        ([5] * 40, [Reform("slow", 30, phase_in=9)], "slow has 30 .* and 1 after"),
        ([5] * 40, [Reform("one", 20), Reform("two", 20)], "say the same thing"),
        ([5] * 20 + [0] * 20, [Reform("stop", 20)], "no finite estimate"),
        ([5.5] * 40, [Reform("rules", 20)], "with decimals"),
        ([-1] + [5] * 39, [Reform("rules", 20)], "negative"),
    ],
)
def test_series_without_an_honest_answer_are_refused(counts, reforms, message):
    with pytest.raises(EstimationError, match=message):
        fit(counts, *reforms, time=np.arange(len(counts)))
