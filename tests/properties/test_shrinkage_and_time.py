"""What holds for every country and every series."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.measures.over_time.control_charts import laney_rate_chart, rate_chart
from analysis.measures.over_time.monotone_trends import mann_kendall_trend
from analysis.measures.over_time.run_rules import judge_runs
from analysis.measures.over_time.trends import log_linear_trend
from analysis.measures.shrunk.gamma_shrinkage import shrink_ratios
from analysis.measures.shrunk.rank_sets import rank_sets_of_rates
from analysis.measures.shrunk.ranks import chance_first_rate_is_higher
from analysis.measures.shrunk.shrinkage import shrink_rates, shrink_shares

counts = st.integers(0, 400)
years = st.floats(5.0, 1e5)


@st.composite
def countries(draw, *, least=5, most=12):
    n = draw(st.integers(least, most))
    events = draw(st.lists(counts, min_size=n, max_size=n))
    persons = draw(st.lists(years, min_size=n, max_size=n))
    return np.array(events), np.array(persons)


@given(countries())
def test_a_shrunken_rate_lies_between_its_own_and_the_common_one(country):
    shrunk = shrink_rates(*country)
    low = np.minimum(shrunk.raw_rates, shrunk.common_rate)
    high = np.maximum(shrunk.raw_rates, shrunk.common_rate)
    slack = 1e-12 * (1.0 + high)
    assert np.all((low - slack <= shrunk.rates) & (shrunk.rates <= high + slack))


@given(countries())
def test_a_shrunken_share_is_a_share(country):
    events, persons = country
    persons = np.ceil(persons) + events
    shrunk = shrink_shares(events, persons)
    assert np.all((shrunk.rates >= -1e-12) & (shrunk.rates <= 1 + 1e-12))
    assert np.all((shrunk.weights >= 0) & (shrunk.weights <= 1 + 1e-12))


@settings(max_examples=25)
@given(countries())
def test_a_shrunken_ratio_lies_between_its_own_and_the_modelled_one(country):
    events, expected = country
    assume(events.sum() > 0)
    shrunk = shrink_ratios(events, expected)
    low = np.minimum(shrunk.raw_ratio, shrunk.modelled_ratio)
    high = np.maximum(shrunk.raw_ratio, shrunk.modelled_ratio)
    assert np.all(low * (1 - 1e-9) <= shrunk.ratio)
    assert np.all(shrunk.ratio <= high * (1 + 1e-9))
    assert np.all(shrunk.ratio_lower < shrunk.ratio_upper)
    assert np.all(np.isfinite(shrunk.ratio_upper))


@given(counts, years, counts, years)
def test_one_of_two_rates_is_the_higher_one(first, first_years, second, second_years):
    here = chance_first_rate_is_higher(first, first_years, second, second_years)
    there = chance_first_rate_is_higher(second, second_years, first, first_years)
    assert here + there == pytest.approx(1.0, abs=1e-9)


@settings(max_examples=25)
@given(countries(least=1, most=8))
def test_every_set_of_places_holds_the_place_that_is_seen(country):
    places = rank_sets_of_rates(*country, rng=np.random.default_rng(1), n_draws=200)
    roots = np.sqrt((country[0] + 0.375) / country[1])
    seen = 1 + (roots[None, :] > roots[:, None]).sum(axis=1)
    assert np.all((places.lower_alone <= seen) & (seen <= places.upper_alone))
    assert np.all((places.lower_together <= seen) & (seen <= places.upper_together))


@given(st.lists(st.integers(1, 500), min_size=6, max_size=20), st.floats(1.5, 20.0))
def test_a_trend_does_not_depend_on_the_unit_of_person_time(events, factor):
    times = np.arange(len(events)) / 4
    here = log_linear_trend(events, 1_000, times)
    there = log_linear_trend(events, 1_000 * factor, times)
    assert there.slope == pytest.approx(here.slope, rel=1e-6, abs=1e-8)
    assert here.percent_lower <= here.percent_a_year <= here.percent_upper


@given(st.lists(st.integers(0, 6), min_size=2, max_size=14))
def test_a_series_read_backwards_falls_as_often_as_it_rose(values):
    here, there = mann_kendall_trend(values), mann_kendall_trend(values[::-1])
    assert here.rises_less_falls == -there.rises_less_falls
    assert here.p_value == pytest.approx(there.p_value)
    assert 0 < here.p_value <= 1


@given(countries(least=2, most=20))
def test_limits_of_a_chart_lie_on_either_side_of_its_level(country):
    for chart in (rate_chart(*country), laney_rate_chart(*country)):
        assert np.all(chart.lower <= chart.center)
        assert np.all(chart.center <= chart.upper)
        assert np.all(
            chart.is_outside == ((chart.values < chart.lower) | (chart.values > chart.upper))
        )


@given(st.lists(st.booleans(), min_size=2, max_size=40))
def test_runs_and_crossings_add_up(sides):
    runs = judge_runs(np.where(sides, 1.0, -1.0), center=0.0)
    assert runs.n_useful == len(sides)
    assert 1 <= runs.longest_run <= len(sides) - runs.n_crossings
