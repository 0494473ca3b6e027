import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.errors import EstimationError
from analysis.measures.over_time.next_counts import (
    CountForecast,
    count_limits,
    extra_variance,
    forecast_counts,
    interval_scores,
    season_factor,
)
from analysis.measures.over_time.stock_changes import (
    ChangeScale,
    fit_change_scale,
    forecast_stock,
)


def test_limits_are_those_of_a_gamma_mixture_of_poisson_counts():
    rng = np.random.default_rng(1)
    draws = rng.poisson(rng.gamma(1 / 0.03, 40 * 0.03, 200_000))
    lower, upper = count_limits(CountForecast(np.array([40.0]), np.array([0.02])), extra=0.01)
    assert (lower[0], upper[0]) == pytest.approx(np.quantile(draws, [0.025, 0.975]), abs=1)


def test_without_any_doubt_limits_are_poisson():
    lower, upper = count_limits(CountForecast(np.array([7.0]), np.array([0.0])), extra=0.0)
    assert (lower[0], upper[0]) == (stats.poisson.ppf(0.025, 7), stats.poisson.ppf(0.975, 7))


def test_next_counts_are_held_at_the_stated_rate():
    rng = np.random.default_rng(2)
    held = []
    for _ in range(60):
        yearly = np.exp(rng.normal(3.5, 1, 98)) + 2
        ratio = rng.gamma(16, 1 / 16, 98)
        past = rng.poisson(yearly * ratio)
        ahead = forecast_counts(past, yearly, yearly / 4, reference_events=past.sum())
        lower, upper = count_limits(ahead, extra=0.0)
        came = rng.poisson(yearly / 4 * ratio)
        held.append((lower <= came) & (came <= upper))
    # Whole numbers: never under the level by more than the taken-as-known shape explains.
    assert 0.945 <= np.mean(held) <= 0.985


@pytest.mark.parametrize("truth", [0.0, 0.01, 0.05])
def test_extra_variance_is_recovered(truth):
    rng = np.random.default_rng(3)
    means = np.exp(rng.normal(4, 1, 30_000))
    shock = rng.gamma(1 / truth, truth, means.size) if truth else 1.0
    found = extra_variance(rng.poisson(means * shock), means, np.zeros(means.size))
    assert found == pytest.approx(truth, abs=0.0025)


def test_season_is_recovered_beside_a_trend():
    quarters = np.arange(20)
    truth = np.array([0.8, 1.1, 0.95, 1.15])
    events = np.round(5_000 * 1.01**quarters * truth[quarters % 4])
    factors = [season_factor(events, np.ones(20), quarters % 4 + 1, coming=q) for q in range(1, 5)]
    assert factors == pytest.approx(truth, abs=0.001)


@pytest.mark.parametrize(("events", "coming"), [([5] * 7, 1), ([5] * 12, 9), ([0, 5, 5, 5] * 3, 2)])
def test_a_season_that_cannot_be_told_is_none(events, coming):
    seasons = np.arange(len(events)) % 4 + 1
    assert season_factor(events, np.ones(len(events)), seasons, coming=coming) == 1.0


def test_interval_score_by_hand():
    # Gneiting and Raftery 2007, eq. 43: (u - l) + 2 / alpha (l - x) under the limit.
    assert interval_scores(3.0, 5.0, 9.0, level=0.9) == pytest.approx(4 + 2 / 0.1 * 2)
    assert interval_scores(6.0, 5.0, 9.0, level=0.9) == pytest.approx(4)


def test_no_earlier_forecast_is_refused():
    with pytest.raises(EstimationError, match="No earlier forecast"):
        extra_variance([], [], [])


def test_stock_limits_hold_at_the_stated_rate_for_small_and_large():
    rng = np.random.default_rng(4)
    small, large = [], []
    for _ in range(25):
        size = np.repeat([30.0, 3_000.0], 49)
        steps = rng.normal(0, np.sqrt(0.02**2 + 0.3 / size), (20, 98))
        stocks = size * np.exp(np.cumsum(steps, axis=0) * 0.7)
        ahead = forecast_stock(stocks[:-1])
        held = (ahead.lower <= stocks[-1]) & (stocks[-1] <= ahead.upper)
        small.append(held[:49].mean())
        large.append(held[49:].mean())
    # 1,225 intervals each: an error of 0.6 percentage points, and season by season noise.
    assert np.mean(small) == pytest.approx(0.95, abs=0.025)
    assert np.mean(large) == pytest.approx(0.95, abs=0.025)


def test_a_change_that_comes_every_year_is_foreseen():
    season = np.tile([1.0, 1.2, 1.0, 0.9], 5)[:, None] * np.geomspace(100, 1_000, 30)
    ahead = forecast_stock(season)
    # The rounding of + 1/2 is all that is left.
    assert ahead.center == pytest.approx(np.geomspace(100, 1_000, 30), rel=0.01)


def test_nobody_now_may_be_somebody_next():
    rng = np.random.default_rng(5)
    stocks = rng.poisson(3.0, (12, 40)).astype(float)
    stocks[-1, 0] = 0
    ahead = forecast_stock(stocks)
    assert ahead.lower[0] == 0
    assert ahead.upper[0] > 0


def test_blank_municipalities_get_no_forecast_and_disturb_no_other():
    stocks = 200 + 10 * np.random.default_rng(6).standard_normal((12, 40))
    blank = stocks.copy()
    blank[:, 3] = np.nan
    ahead = forecast_stock(blank)
    assert np.isnan(ahead.upper[3])
    assert np.isfinite(np.delete(ahead.upper, 3)).all()


def test_too_short_a_series_is_refused():
    with pytest.raises(EstimationError, match="too few periods"):
        forecast_stock(np.ones((7, 30)))


def test_nothing_known_is_refused():
    with pytest.raises(EstimationError, match="No change"):
        fit_change_scale([np.nan], [3.0])


@given(st.floats(0, 0.1), st.floats(0, 2), st.floats(0, 1e6), st.floats(1, 10))
def test_scale_never_grows_with_the_stock(common, per_person, size, times):
    scale = ChangeScale(common, per_person)
    assert scale.at(size * times) <= scale.at(size)


@given(st.floats(0.1, 500), st.floats(0, 0.3), st.floats(0, 0.3))
@settings(max_examples=50, deadline=None)
def test_more_doubt_never_makes_limits_narrower(mean, doubt, extra):
    ahead = CountForecast(np.array([mean]), np.array([doubt]))
    lower, upper = count_limits(ahead, extra=extra)
    tight_lower, tight_upper = count_limits(
        CountForecast(np.array([mean]), np.array([0.0])), extra=0.0
    )
    assert lower[0] <= tight_lower[0]
    # With a mean near 0 doubt also moves counts to 0, by one at most.
    assert upper[0] >= tight_upper[0] - 1


def test_chance_in_the_rates_is_common_to_all_and_comes_on_top():
    # By hand: 1 / (events behind the rates), whether municipalities differ or not.
    years = np.tile([40.0, 60.0, 80.0], 5)
    for events in (np.tile([10, 60, 170], 5), years):
        certain, shaky = (
            forecast_counts(events, years, years / 4, reference_events=n).relative_variance
            for n in (1e12, 50.0)
        )
        assert shaky - certain == pytest.approx(np.full(15, 1 / 50))


def test_a_jump_is_held_against_the_same_season_of_other_years_alone():
    # Everybody jumps by 0.3 in one of three such seasons. Against the two others it is a
    # surprise of 0.3, and each of those one of -0.15 against the mean of 0.3 and 0. With its
    # own year in the mean they would be 0.2 and -0.1. In large stocks the size hardly matters.
    steps = np.zeros(12)
    steps[5] = 0.3
    logs = np.concatenate([[0.0], np.cumsum(steps)])
    sizes = np.geomspace(1e5, 1e8, 60)
    ahead = forecast_stock(np.exp(logs)[:, None] * sizes, level=0.9)
    assert ahead.center == pytest.approx(np.exp(0.3) * sizes, rel=1e-6)
    upper, lower = (np.log(ends / ahead.center)[30:] for ends in (ahead.upper, ahead.lower))
    assert upper == pytest.approx(np.full(30, 0.3), abs=0.01)
    assert lower == pytest.approx(np.full(30, -0.15), abs=0.01)
