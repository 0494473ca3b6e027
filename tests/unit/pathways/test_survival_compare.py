"""Tests of two curves, and permutations of any scores."""

from __future__ import annotations

from itertools import combinations
from math import comb, erfc, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import EstimationError
from analysis.pathways.permutation import permutation_test
from analysis.pathways.survival_compare import (
    gray_test,
    hazard_ratio,
    log_rank,
    permutation_log_rank,
)

scores = st.lists(st.integers(-5, 5).map(float), min_size=3, max_size=9)


@given(scores, st.integers(1, 8))
@settings(deadline=None, max_examples=60)
def test_permutation_counts_what_going_through_all_groups_counts(values, size):
    size = min(size, len(values) - 1)
    first = np.arange(len(values)) < size
    centred = np.array(values) - np.mean(values)
    seen = abs(centred[first].sum())
    far = [abs(centred[list(group)].sum()) >= seen - 1e-9
           for group in combinations(range(len(values)), size)]  # fmt: skip
    found = permutation_test(values, first)
    assert found.n_groups == len(far)
    assert found.p_value == pytest.approx(np.mean(far))


@given(scores)
@settings(deadline=None, max_examples=30)
def test_over_all_groups_the_p_value_is_rarely_small(values):
    # Exact: at any p that occurs, no more than that share of the groups is at or below it.
    found = []
    for group in combinations(range(len(values)), 2):
        first = np.isin(np.arange(len(values)), group)
        found.append(permutation_test(values, first).p_value)
    for p_value in found:
        assert np.mean(np.array(found) <= p_value + 1e-9) <= p_value + 1e-9


def test_many_cases_are_drawn_with_a_seed_and_agree_with_the_normal():
    rng = np.random.default_rng(3)
    values = rng.normal(size=60)
    first = np.arange(60) < 30
    one, again = (permutation_test(values, first, seed=7, n_draws=20_000) for _ in range(2))
    assert one == again
    assert not one.is_exact
    assert one.p_value == pytest.approx(erfc(abs(one.z) / sqrt(2)), abs=0.02)


def test_scores_that_are_all_alike_have_p_one():
    found = permutation_test([2.0] * 6, [True] * 2 + [False] * 4)
    assert (found.p_value, found.z, found.n_groups) == (1, 0, comb(6, 2))


@pytest.mark.parametrize("first", [[True] * 4, [False] * 4, [True, False]])
def test_an_empty_group_or_another_length_is_refused(first):
    with pytest.raises(EstimationError):
        permutation_test([1, 2, 3, 4], first)
    with pytest.raises(EstimationError):
        log_rank([1, 2, 3, 4], [1] * 4, first)


groups = st.lists(
    st.tuples(st.integers(1, 8), st.integers(0, 2), st.booleans()), min_size=4, max_size=20
).filter(lambda rows: len({first for _, _, first in rows}) == 2)  # fmt: skip


@given(groups)
@settings(deadline=None, max_examples=60)
def test_turning_the_groups_round_turns_the_difference(rows):
    times, causes, first = (np.array(part) for part in zip(*rows, strict=True))
    for test in (
        lambda who: log_rank(times, causes > 0, who),
        lambda who: gray_test(times, causes, who),
    ):
        one, other = test(first), test(~first)
        assert one.difference == pytest.approx(-other.difference, abs=1e-9)
        np.testing.assert_allclose(one.variance, other.variance, atol=1e-9)


@given(groups)
@settings(deadline=None, max_examples=60)
def test_the_exact_log_rank_has_the_difference_of_the_ordinary_one(rows):
    times, causes, first = (np.array(part) for part in zip(*rows, strict=True))
    ordinary = log_rank(times, causes > 0, first)
    exact = permutation_log_rank(times, causes > 0, first)
    assert exact.statistic == pytest.approx(ordinary.difference, abs=1e-9)


def test_nobody_ready_cannot_be_compared():
    found = log_rank([5, 6, 7, 8], [0] * 4, [1, 1, 0, 0])
    assert np.isnan(found.statistic)
    assert np.isnan(found.p_value)
    assert permutation_log_rank([5, 6, 7, 8], [0] * 4, [1, 1, 0, 0]).p_value == 1


def test_a_ratio_without_end_is_refused():
    with pytest.raises(EstimationError, match="zero or without end"):
        hazard_ratio([1, 2, 3, 4], [1, 1, 0, 0], [1, 1, 0, 0])


def test_the_ratio_is_where_the_likelihood_on_a_line_is_highest():
    times, done = np.array([3, 5, 6, 8, 9, 11]), np.array([1, 1, 1, 0, 1, 1])
    first = np.array([1, 0, 1, 0, 1, 0], dtype=bool)
    line = np.linspace(-4, 4, 80_001)
    likelihood = np.zeros_like(line)
    for time, is_done, who in zip(times, done, first, strict=True):
        if is_done:
            risk = sum(
                np.exp(line * each) for t, each in zip(times, first, strict=True) if t >= time
            )
            likelihood += line * who - np.log(risk)
    found = hazard_ratio(times, done, first)
    assert found.coefficient == pytest.approx(line[np.argmax(likelihood)], abs=2e-4)
    assert found.ratio.lower < found.ratio.value < found.ratio.upper
