"""The focus against its peers, each of them one unit."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analysis.errors import EstimationError
from analysis.measures.between.peers_as_units import (
    compare_ratio_with_peers,
    compare_with_peers,
    predict_from_peers,
)

PEERS = [4.1, 4.5, 5.0, 4.2, 5.2]


def test_t_and_limits_are_those_of_crawford_and_howell():
    found = compare_with_peers(6.3, PEERS)
    scale = np.std(PEERS, ddof=1) * np.sqrt(6 / 5)
    assert found.t == pytest.approx((6.3 - 4.6) / scale)
    # t with 4 degrees of freedom at 97.5 % is 2.776445.
    assert found.usual_upper == pytest.approx(4.6 + 2.7764451 * scale)
    assert (found.degrees_of_freedom, found.level) == (4, 0.95)


def test_the_p_value_is_that_of_the_outermost_limits_that_hold_the_focus():
    found = compare_with_peers(6.3, PEERS)
    wider = compare_with_peers(6.3, PEERS, level=1 - found.p_value)
    assert wider.usual_upper == pytest.approx(6.3)


def test_ratios_are_compared_by_their_logarithms():
    found = compare_ratio_with_peers(6.3, PEERS)
    logarithms = compare_with_peers(np.log(6.3), np.log(PEERS))
    assert (found.t, found.p_value) == (logarithms.t, logarithms.p_value)
    assert found.usual_lower == pytest.approx(np.exp(logarithms.usual_lower))


def test_peers_of_one_rate_make_any_other_unusual():
    same, other = (compare_with_peers(value, [2.0, 2.0, 2.0]) for value in (2.0, 2.1))
    assert np.isnan(same.t)
    assert same.p_value == 1
    assert (other.t, other.p_value) == (np.inf, 0)


def test_four_peers_borrow_the_spread_and_five_have_their_own():
    counts, expected = [50, 90, 70, 120, 60], [80, 80, 80, 80, 80]
    four = predict_from_peers(70, 80, counts[:4], expected[:4], tau2_of_others=0.5)
    five = predict_from_peers(70, 80, counts, expected, tau2_of_others=0.5)
    assert (four.is_borrowed, four.tau2, four.n_peers) == (True, 0.5, 4)
    assert (five.is_borrowed, five.n_peers) == (False, 5)
    assert 0.05 < five.tau2 < 0.5


def test_the_own_spread_of_alike_peers_is_nothing():
    found = predict_from_peers(70, 80, [80] * 6, [80] * 6, tau2_of_others=0.5)
    assert (found.tau2, found.level_ratio) == (0.0, 1.0)
    assert found.level_log_sd == pytest.approx(1 / np.sqrt(480))


def test_the_focus_is_expected_at_the_level_of_its_peers():
    found = predict_from_peers(30, 20, [30, 45], [20, 30], tau2_of_others=0.02)
    assert found.level_ratio == pytest.approx(1.5)
    assert found.verdict.n_expected == pytest.approx(30)
    assert not found.verdict.is_unusual


def test_a_peer_counts_little_more_for_being_huge_where_practice_differs():
    small, huge = [10, 10, 10], [30_000]
    found = predict_from_peers(10, 10, [*small, *huge], [10, 10, 10, 15_000], tau2_of_others=1.0)
    pooled = (30 + 30_000) / (30 + 15_000)
    assert found.level_ratio < 1.3 < pooled


def test_one_in_twenty_further_peers_is_outside_a_borrowed_spread():
    rng = np.random.default_rng(2)
    expected, variance = np.full(4, 50.0), 0.05
    counts = rng.poisson(expected * rng.gamma(1 / variance, variance, (600, 4)))
    outside = [
        predict_from_peers(row[0], 50, row[1:], expected[1:], tau2_of_others=variance)
        for row in counts
    ]
    share = np.mean([found.verdict.is_unusual for found in outside])
    # 600 draws: a standard error of 0.9 points.
    assert stats.binomtest(int(share * 600), 600, 0.05).pvalue > 0.01


def test_a_peer_without_expected_events_is_left_out():
    found = predict_from_peers(5, 5, [5, 6, 0], [5, 6, 0], tau2_of_others=0.1)
    assert found.n_peers == 2


def test_a_focus_and_peers_without_events_are_taken_as_they_are():
    found = predict_from_peers(0, 30, [28, 0, 3], [30, 1, 2], tau2_of_others=0.01)
    assert found.verdict.is_unusual
    assert found.verdict.n_observed == 0


@pytest.mark.parametrize("peers", [[], [3.0]])
def test_one_peer_is_too_few(peers):
    with pytest.raises(EstimationError, match="too few"):
        compare_with_peers(3.0, peers)
    with pytest.raises(EstimationError, match="too few"):
        predict_from_peers(3, 3.0, peers, peers, tau2_of_others=0.1)


def test_peers_without_any_event_show_no_level():
    with pytest.raises(EstimationError, match="no events at all"):
        predict_from_peers(3, 3.0, [0, 0], [1, 1], tau2_of_others=0.1)


def test_an_unknown_rate_is_refused():
    with pytest.raises(EstimationError, match="no known number"):
        compare_with_peers(np.nan, PEERS)
    with pytest.raises(EstimationError, match="no known number"):
        compare_with_peers(3.0, [1.0, np.nan])
