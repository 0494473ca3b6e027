"""Shares still waiting, medians and means: what holds for any cases, and at the edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import EstimationError
from analysis.pathways.incidence_influence import influence_errors
from analysis.pathways.survival import (
    aalen_johansen,
    incidence_at,
    kaplan_meier,
    quantile_time,
    restricted_mean,
    restricted_mean_error,
    survival_at,
)

cases = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 3)), min_size=1, max_size=25
).map(lambda rows: ([float(t) for t, _ in rows], [c for _, c in rows]))  # fmt: skip


@given(cases)
@settings(deadline=None, max_examples=60)
def test_incidences_and_the_waiting_share_add_up_to_one(drawn):
    curves = aalen_johansen(*drawn)
    np.testing.assert_allclose(curves.incidence.sum(axis=0) + curves.survival, 1, atol=1e-12)
    assert (np.diff(curves.incidence, axis=1) >= -1e-15).all()
    assert (curves.variance >= 0).all()


@given(cases)
@settings(deadline=None, max_examples=60)
def test_with_one_cause_incidence_is_one_less_kaplan_meier(drawn):
    times, causes = drawn
    done = [int(cause > 0) for cause in causes]
    curves = aalen_johansen(times, done, expected_causes=[1])
    curve = kaplan_meier(times, done)
    np.testing.assert_allclose(curves.incidence[0], 1 - curve.survival, atol=1e-12)
    inside = curve.survival > 0
    assert (curves.variance[0][inside] >= curve.variance[inside] - 1e-15).all()


@given(cases)
@settings(deadline=None, max_examples=60)
def test_limits_hold_the_estimate_and_are_fractions(drawn):
    curve = kaplan_meier(drawn[0], np.array(drawn[1]) > 0)
    for time in (0, 3, curve.last_time):
        if time > curve.last_time:
            continue
        for transform in ("log-log", "log", "plain"):
            found = survival_at(curve, time, transform=transform)
            assert 0 <= found.lower <= found.value <= found.upper <= 1


@given(cases)
@settings(deadline=None, max_examples=40)
def test_the_order_of_the_cases_does_not_matter(drawn):
    times, causes = np.array(drawn[0]), np.array(drawn[1])
    mixed = np.random.default_rng(1).permutation(times.size)
    one, other = aalen_johansen(times, causes), aalen_johansen(times[mixed], causes[mixed])
    assert one.incidence.tobytes() == other.incidence.tobytes()
    assert one.variance.tobytes() == other.variance.tobytes()


def test_without_censoring_the_curve_is_the_share_and_greenwood_its_variance():
    curve = kaplan_meier([3, 5, 5, 9, 11], [1] * 5)
    shares = np.array([0.8, 0.4, 0.2])
    np.testing.assert_allclose(curve.survival, [*shares, 0], atol=1e-15)
    np.testing.assert_allclose(curve.variance[:3], shares * (1 - shares) / 5)
    assert np.isnan(curve.variance[3])


def test_causes_tied_with_each_other_and_with_censoring_on_the_last_day():
    # Day 122: one ready, one left in another way, two still waiting, of eight.
    curves = aalen_johansen([50, 60, 70, 80, 122, 122, 122, 122], [1, 1, 2, 1, 1, 2, 0, 0])
    assert curves.incidence[:, -1].tolist() == pytest.approx([0.5, 0.25])
    assert curves.survival[-1] == pytest.approx(0.25)
    assert curves.n_censored[-1] == 2
    assert incidence_at(curves, 1, 122).value == pytest.approx(0.5)


def test_when_nobody_is_ready_the_limit_is_the_exact_one():
    curves = aalen_johansen([122] * 10, [0] * 10)
    found = incidence_at(curves, 1, 122)
    # Clopper and Pearson's upper limit of 0 of 10.
    assert (found.value, found.lower, found.upper) == pytest.approx((0, 0, 0.30849710781876083))
    median = quantile_time(kaplan_meier([122] * 10, [0] * 10))
    assert (median.value, median.lower, median.upper) == (np.inf, 122, np.inf)


def test_when_all_are_ready_the_limit_is_the_exact_one():
    found = incidence_at(aalen_johansen(range(1, 11), [1] * 10), 1, 122)
    assert (found.value, found.lower, found.upper) == pytest.approx((1, 0.691502892181239, 1))
    assert survival_at(kaplan_meier(range(1, 11), [1] * 10), 122).upper == pytest.approx(
        1 - found.lower
    )


def test_when_all_are_ready_and_some_were_censored_the_limit_is_that_of_the_step_before():
    times, done = [2, 4, 6, 8, 10], [1, 0, 1, 1, 1]
    curve = kaplan_meier(times, done)
    last = survival_at(curve, 10)
    assert last.value == 0
    assert last.upper == survival_at(curve, 9).upper
    assert "step before" in last.method


def test_a_median_of_an_even_number_is_the_middle_of_the_two():
    assert quantile_time(kaplan_meier([1, 2, 4, 9], [1] * 4)).value == 3


def test_a_cause_that_nobody_left_by_has_a_curve_when_expected():
    curves = aalen_johansen([1, 2], [1, 0], expected_causes=[2])
    assert curves.causes == (1, 2)
    assert curves.incidence[1].tolist() == [0, 0]
    assert incidence_at(curves, 2, 1).upper == incidence_at(curves, 7, 1).upper < 1


def test_a_time_later_than_anybody_was_followed_is_refused_while_some_wait():
    with pytest.raises(EstimationError, match="Nobody was followed so long"):
        survival_at(kaplan_meier([10, 20], [1, 0]), 21)
    with pytest.raises(EstimationError, match="Nobody was followed so long"):
        restricted_mean([10, 20], [1, 0], 21)
    assert survival_at(kaplan_meier([10, 20], [1, 1]), 21).value == 0


@pytest.mark.parametrize(
    ("times", "what"),
    [([], []), ([1, 2], [1]), ([-1], [1]), ([np.nan], [1]), ([1], [-1]), ([1], [0.5])],
)
def test_impossible_cases_are_refused(times, what):
    with pytest.raises(EstimationError):
        aalen_johansen(times, what)


def test_the_restricted_mean_without_censoring_is_the_mean_and_its_error():
    times = np.array([3.0, 5, 5, 9, 30])
    found = restricted_mean(times, [1] * 5, 12)
    capped = np.minimum(times, 12)
    assert found.value == pytest.approx(capped.mean())
    assert restricted_mean_error(times, [1] * 5, 12) == pytest.approx(capped.std() / np.sqrt(5))


@given(cases)
@settings(deadline=None, max_examples=30)
def test_influence_of_each_case_is_what_leaving_a_little_of_it_out_moves(drawn):
    times, causes = np.array(drawn[0]), np.array(drawn[1])
    if not (causes > 0).any():
        return
    # A thousand copies of each case, and one more of case i, are a weight of 1.001.
    last = aalen_johansen(times, causes).incidence[:, -1]
    moved = []
    for i in range(times.size):
        repeats = np.full(times.size, 1_000)
        repeats[i] += 1
        more = aalen_johansen(np.repeat(times, repeats), np.repeat(causes, repeats))
        moved.append((more.incidence[:, -1] - last) * 1_000)
    expected = np.sqrt((np.array(moved) ** 2).sum(axis=0))
    np.testing.assert_allclose(influence_errors(times, causes)[1:, -1], expected, atol=2e-3)
