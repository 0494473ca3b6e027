"""Whether a flow is unusual among municipalities, and what the verdict is worth."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analysis.errors import EstimationError
from analysis.measures.between.unusual import chance_of_flag, judge_flows


def draw_counts(n, *, expected, tau2, seed=1):
    rng = np.random.default_rng(seed)
    return rng.poisson(expected * rng.gamma(1 / tau2, tau2, n))


def test_one_in_twenty_of_ordinary_practice_is_outside():
    counts = draw_counts(40_000, expected=60, tau2=0.05)
    found = judge_flows(counts, np.full(counts.size, 60.0), tau2=0.05)
    below = (counts < found.usual_lower).mean()
    # The counts are whole: about 0.2 points either way.
    assert below == pytest.approx(0.025, abs=0.005)
    assert found.is_unusual.mean() == pytest.approx(0.05, abs=0.007)


def test_the_same_ratio_is_unusual_only_where_municipalities_are_alike():
    assert judge_flows(65, 100, tau2=0.0).is_unusual
    assert not judge_flows(65, 100, tau2=0.09).is_unusual


def test_p_value_without_variation_is_the_midp_value_of_a_poisson_count():
    found = judge_flows(12, 8.4, tau2=0.0)
    tail = stats.poisson.sf(11, 8.4) - stats.poisson.pmf(12, 8.4) / 2
    assert found.p_value == pytest.approx(2 * tail)


def test_a_municipality_with_nothing_expected_gets_no_verdict():
    found = judge_flows([0, 3, 40], [0.0, 0.0, 10.0], tau2=0.02)
    assert np.isnan(found.p_value[:2]).all()
    assert np.isnan(found.usual_lower[:2]).all()
    assert found.is_unusual.tolist() == [False, False, True]
    assert found.is_unusual_among_all.tolist() == [False, False, True]
    assert found.n_by_chance == pytest.approx(0.05)


def test_no_events_are_unusual_only_where_enough_are_expected():
    found = judge_flows([0, 0], [2.9, 6.0], tau2=0.0)
    assert found.is_unusual.tolist() == [False, True]
    assert found.usual_lower[0] == 0


def test_fewer_remain_when_all_comparisons_are_counted():
    counts = draw_counts(98, expected=50, tau2=0.04, seed=3)
    counts[0] = 5
    found = judge_flows(counts, np.full(98, 50.0), tau2=0.04)
    assert found.is_unusual.sum() > found.is_unusual_among_all.sum() >= 1
    assert found.is_unusual_among_all[0]
    assert found.n_by_chance == pytest.approx(4.9)


def test_a_small_reference_widens_what_is_usual():
    known = judge_flows(60, 100, tau2=0.02)
    few = judge_flows(60, 100, tau2=0.02, reference_events=40)
    assert few.usual_lower < known.usual_lower
    assert few.usual_upper > known.usual_upper
    assert few.usual_lower == judge_flows(60, 100, tau2=0.045).usual_lower


def test_power_grows_with_size_and_with_the_gap():
    sizes = chance_of_flag(0.6, [5, 20, 80, 320], tau2=0.01).power
    gaps = chance_of_flag([1.1, 1.3, 1.6, 2.0], 50, tau2=0.01).power
    assert (np.diff(sizes) > 0).all()
    assert (np.diff(gaps) > 0).all()


def test_power_is_what_a_simulation_finds():
    counts = np.random.default_rng(5).poisson(0.6 * 40, 40_000)
    found = judge_flows(counts, np.full(counts.size, 40.0), tau2=0.02)
    told = chance_of_flag(0.6, 40, tau2=0.02)
    assert told.power == pytest.approx(found.is_unusual.mean(), abs=0.01)
    assert told.wrong_sign < 1e-6


def test_the_wrong_sign_is_likely_only_for_small_gaps_in_small_places():
    wrong = chance_of_flag([0.95, 0.95, 0.5], [10, 2_000, 10], tau2=0.0).wrong_sign
    assert wrong[0] > 0.2 > wrong[1]
    assert wrong[2] < 0.01
    assert np.isnan(chance_of_flag(1.0, 10, tau2=0.0).wrong_sign)


def test_each_municipality_may_have_a_variance_of_its_own():
    together = judge_flows([60, 9], [100, 15], tau2=[0.03, 0.1])
    alone = [judge_flows(60, 100, tau2=0.03), judge_flows(9, 15, tau2=0.1)]
    assert list(together.usual_upper) == [each.usual_upper for each in alone]
    assert list(together.p_value) == [each.p_value for each in alone]


@pytest.mark.parametrize(
    ("arguments", "name"),
    [(([np.nan], [5.0]), "n_observed"), (([5], [-1.0]), "n_expected"), (([5.5], [5]), "n_obs")],
)
def test_numbers_that_are_no_flow_are_refused(arguments, name):
    with pytest.raises(EstimationError, match=name):
        judge_flows(*arguments, tau2=0.0)
