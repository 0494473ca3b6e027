"""Two groups of a few cases: limits, p values, power, hours, and a single group."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.errors import EstimationError
from analysis.pathways.trial.difference_limits import newcombe_difference, score_difference
from analysis.pathways.trial.hours import compare_hours
from analysis.pathways.trial.power import (
    exact_power,
    exact_size,
    rejection_region,
    smallest_detectable,
)
from analysis.pathways.trial.single_arm import rate_against_benchmark, share_against_benchmark
from analysis.pathways.trial.two_by_two import (
    barnard_p,
    boschloo_p,
    fisher_p,
    odds_ratio,
    two_groups,
)

tables = st.tuples(st.integers(1, 15), st.integers(1, 15)).flatmap(
    lambda n: st.tuples(st.integers(0, n[0]), st.just(n[0]), st.integers(0, n[1]), st.just(n[1]))
)


@given(tables)
@settings(deadline=None, max_examples=80)
def test_limits_hold_the_difference_and_turn_with_the_groups(table):
    groups, turned = two_groups(*table), two_groups(*table[2:], *table[:2])
    for way in (score_difference, newcombe_difference):
        found, other = way(groups), way(turned)
        assert -1 <= found.lower <= found.value <= found.upper <= 1
        assert (found.lower, found.upper) == pytest.approx((-other.upper, -other.lower), abs=1e-9)


@given(tables)
@settings(deadline=None, max_examples=60)
def test_one_more_ready_case_moves_no_limit_down(table):
    ready_1, n_1, ready_2, n_2 = table
    if ready_1 == n_1:
        return
    for way in (score_difference, newcombe_difference):
        less, more = (way(two_groups(r, n_1, ready_2, n_2)) for r in (ready_1, ready_1 + 1))
        assert more.lower >= less.lower - 1e-9
        assert more.upper >= less.upper - 1e-9


@given(tables, st.floats(0.5, 0.98))
@settings(deadline=None, max_examples=40)
def test_a_higher_level_gives_wider_limits(table, level):
    groups = two_groups(*table)
    narrow, wide = score_difference(groups, level=level), score_difference(groups, level=0.99)
    assert wide.lower <= narrow.lower + 1e-9
    assert wide.upper >= narrow.upper - 1e-9


@given(tables)
@settings(deadline=None, max_examples=12)
def test_boschloo_never_doubles_more_than_fishers_smaller_tail(table):
    groups = two_groups(*table)
    (a, b), (c, d) = groups.ready, groups.others
    smaller = min(
        stats.fisher_exact([[a, b], [c, d]], alternative=side).pvalue
        for side in ("less", "greater")
    )
    assert 0 < boschloo_p(groups) <= min(1, 2 * smaller) + 1e-9
    assert fisher_p(groups) == pytest.approx(stats.fisher_exact([[a, b], [c, d]]).pvalue, rel=1e-9)


def test_nobody_and_everybody_ready():
    for table in ((0, 10, 0, 12), (10, 10, 12, 12)):
        groups = two_groups(*table)
        assert [test(groups) for test in (fisher_p, boschloo_p, barnard_p)] == pytest.approx(
            [1] * 3
        )
        found = score_difference(groups)
        assert found.lower < 0 < found.upper
        assert np.isnan(odds_ratio(groups).value)
    all_against_none = score_difference(two_groups(10, 10, 0, 12))
    assert all_against_none.value == all_against_none.upper == 1
    assert all_against_none.lower > 0.6


@pytest.mark.parametrize("table", [(1, 0, 0, 5), (6, 5, 0, 5), (-1, 5, 0, 5), (0.5, 5, 0, 5)])
def test_impossible_groups_are_refused(table):
    with pytest.raises(EstimationError, match="not a whole number"):
        two_groups(*table)


def test_power_rises_with_the_difference_and_with_cases():
    powers = [exact_power(10, 10, share, 0.2) for share in (0.2, 0.4, 0.6, 0.8, 1.0)]
    assert powers == sorted(powers)
    by_cases = [exact_power(n, n, 0.7, 0.2) for n in (4, 8, 12, 16, 20)]
    assert by_cases == sorted(by_cases)


@given(st.integers(2, 12), st.integers(2, 12))
@settings(deadline=None, max_examples=8)
def test_no_difference_is_found_more_often_than_stated(n_1, n_2):
    for test in ("boschloo", "fisher"):
        assert exact_size(n_1, n_2, test=test) <= 0.05 + 1e-6
    more = rejection_region(n_1, n_2)
    assert (more == rejection_region(n_2, n_1).T).all()


def test_the_smallest_detectable_share_is_the_first_with_enough_power():
    least = smallest_detectable(12, 24, 0.2)
    assert least is not None
    assert exact_power(12, 24, least, 0.2) >= 0.8 > exact_power(12, 24, least - 0.01, 0.2)
    assert smallest_detectable(3, 3, 0.2) is None


@pytest.mark.parametrize(
    "ask",
    [
        lambda: exact_power(10, 10, 1.2, 0.2),
        lambda: exact_power(0, 10, 0.6, 0.2),
        lambda: exact_power(10, 10_000, 0.6, 0.2),
        lambda: rejection_region(5, 5, alpha=0),
        lambda: smallest_detectable(5, 5, 0.2, power=2),
    ],
)
def test_impossible_plans_are_refused(ask):
    with pytest.raises(EstimationError):
        ask()


def test_shift_limits_are_the_shifts_that_the_rank_test_leaves():
    first, second = [3.1, 4.7, 8.2, 9.9, 12.4], [0.6, 2.3, 5.5, 6.8]
    found = compare_hours(first, second, level=0.9).shift

    def p_of(shift: float) -> float:
        moved = np.array(first) - shift
        return stats.mannwhitneyu(moved, second, method="exact").pvalue

    for inside, outside in (
        (found.lower + 1e-6, found.lower - 1e-6), (found.upper - 1e-6, found.upper + 1e-6)
    ):  # fmt: skip
        assert p_of(inside) > 0.1 >= p_of(outside)


def test_two_cases_a_group_have_no_limits_of_a_shift():
    found = compare_hours([1, 2], [3, 5]).shift
    assert (found.lower, found.upper) == (-np.inf, np.inf)


@pytest.mark.parametrize("hours", [[], [np.nan], [-1.0]])
def test_hours_that_are_missing_or_negative_are_refused(hours):
    with pytest.raises(EstimationError, match="Hours"):
        compare_hours(hours, [1.0])


@given(st.integers(0, 12), st.floats(0.1, 0.8), st.floats(0.01, 0.2))
@settings(deadline=None, max_examples=40)
def test_the_averaged_p_value_is_that_of_drawn_benchmarks(ready, benchmark, error):
    found = share_against_benchmark(ready, 12, benchmark, error=error)
    size = benchmark * (1 - benchmark) / error**2 - 1
    at = (np.arange(4_000) + 0.5) / 4_000
    shares = stats.beta.ppf(at, benchmark * size, (1 - benchmark) * size)
    tails = stats.binom.cdf(ready, 12, shares).mean(), stats.binom.sf(ready - 1, 12, shares).mean()
    assert found.p_value == pytest.approx(min(1, 2 * min(tails)), abs=2e-3)


def test_a_rate_with_a_nearly_exact_benchmark_is_that_with_an_exact_one():
    exact = rate_against_benchmark(8, 30, 0.1).p_value
    assert rate_against_benchmark(8, 30, 0.1, error=1e-6).p_value == pytest.approx(exact, rel=1e-4)
    assert rate_against_benchmark(8, 30, 0.1, error=0.05).p_value > exact


@pytest.mark.parametrize(
    "ask",
    [
        lambda: share_against_benchmark(3, 2, 0.2),
        lambda: share_against_benchmark(1, 2, 0.0),
        lambda: share_against_benchmark(1, 2, 0.2, error=0.5),
        lambda: rate_against_benchmark(1, 0, 0.2),
        lambda: rate_against_benchmark(1, 2, -0.2),
    ],
)
def test_an_impossible_benchmark_is_refused(ask):
    with pytest.raises(EstimationError):
        ask()
