"""Kendall's S against independent values."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.errors import EstimationError
from analysis.study.rank_association import rank_association


def s_of(levels, values):
    return sum(
        int(np.sign(levels[i] - levels[j]) * np.sign(values[i] - values[j]))
        for i in range(len(levels))
        for j in range(i)
    )


def test_hand_computed_example_with_ties():
    # Two groups of three, wholly separated: 2 of the 20 orders of the groups are as extreme.
    # S = 9, and tau-b = 9 / sqrt(9 * 15).
    found = rank_association([1, 1, 1, 2, 2, 2], [1, 2, 3, 4, 5, 6])
    assert found.p_value == pytest.approx(2 / 20)
    assert found.smallest_p == pytest.approx(0.1)
    assert found.tau == pytest.approx(9 / np.sqrt(135))


@pytest.mark.parametrize(
    ("values", "s", "tail"), [([1, 2, 3, 4, 6, 5], 13, 0.0083), ([1, 2, 4, 3, 6, 5], 11, 0.028)]
)
def test_published_exact_tails_without_ties(values, s, tail):
    # M. G. Kendall, Rank Correlation Methods, appendix table 1, n = 6: P(S >= s), one side.
    assert s_of([1, 2, 3, 4, 5, 6], values) == s
    found = rank_association([1, 2, 3, 4, 5, 6], values)
    assert found.p_value / 2 == pytest.approx(tail, abs=5e-4)


def test_exact_p_value_of_scipy_without_ties():
    rng = np.random.default_rng(7)
    for n in (6, 9, 15):
        x, y = rng.permutation(n), rng.permutation(n)
        other = stats.kendalltau(x, y, method="exact")
        found = rank_association(x, y)
        assert found.p_value == pytest.approx(other.pvalue, abs=1e-12)
        assert found.tau == pytest.approx(other.statistic)


@settings(max_examples=8)
@given(st.lists(st.integers(0, 3), min_size=6, max_size=7), st.randoms(use_true_random=False))
def test_p_value_is_that_of_all_permutations_whatever_the_ties(levels, random):
    assume(len(set(levels)) > 1)
    values = list(range(len(levels)))
    random.shuffle(values)
    seen = abs(s_of(levels, values))
    x = np.array(levels)
    orders = np.array(list(permutations(values)))
    s = sum(
        np.sign(x[i] - x[j]) * np.sign(orders[:, i] - orders[:, j])
        for i in range(len(x))
        for j in range(i)
    )
    found = rank_association(levels, values)
    assert found.p_value == pytest.approx(np.mean(np.abs(s) >= seen))
    assert found.smallest_p == pytest.approx(np.mean(np.abs(s) == np.abs(s).max()))


@given(st.lists(st.integers(0, 4), min_size=6, max_size=40))
def test_reversing_the_values_turns_the_sign_and_keeps_the_p_value(levels):
    assume(len(set(levels)) > 1)
    values = np.arange(len(levels), dtype=float)
    one, other = rank_association(levels, values), rank_association(levels, -values)
    assert one.tau == pytest.approx(-other.tau)
    assert one.p_value == pytest.approx(other.p_value)
    assert one.smallest_p <= one.p_value * (1 + 1e-12)
    assert -1 <= one.tau <= 1


@pytest.mark.parametrize(
    ("levels", "values", "words"),
    [
        ([1, 2, 3, 4, 5], [1, 2, 3, 4, 5], "too few"),
        ([1] * 6, [1, 2, 3, 4, 5, 6], "same practice"),
        ([1, 2, 3, 4, 5, 6], [1, 1, 3, 4, 5, 6], "values are the same"),
        ([1, 2, 3, 4, 5, np.nan], [1, 2, 3, 4, 5, 6], "do not fit"),
        ([1, 2, 3, 4, 5, 6], [1, 2, 3], "do not fit"),
    ],
)
def test_what_cannot_be_tested_honestly_is_refused(levels, values, words):
    with pytest.raises(EstimationError, match=words):
        rank_association(levels, values)
