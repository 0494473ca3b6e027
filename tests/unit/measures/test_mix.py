"""The mix of benefits: what a total leaves out, and what goes together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from analysis.errors import EstimationError
from analysis.measures.between.mix import mix_distance, rank_correlation, share_out_total

counts = arrays(float, (4,), elements=st.floats(1, 1e5))


@given(counts, counts)
def test_differences_at_the_same_total_add_up_to_zero(observed, expected):
    assert (observed - share_out_total(observed, expected)).sum() == pytest.approx(0, abs=1e-6)


@given(counts, counts)
def test_shares_at_the_same_total_are_the_expected_ones(observed, expected):
    shared = share_out_total(observed, expected)
    assert shared / shared.sum() == pytest.approx(expected / expected.sum())


def test_distance_is_that_between_all_pairs_of_logratios():
    # Aitchison's other form: the root of sum over pairs of squared log ratios over parts.
    observed, expected = np.array([4_000.0, 9_000, 2_500]), np.array([5_000.0, 6_000, 3_000])
    d = np.log((observed + 0.5) / (expected + 0.5))
    pairs = sum((d[i] - d[j]) ** 2 for i in range(3) for j in range(i))
    assert mix_distance(observed, expected) == pytest.approx(np.sqrt(pairs / 3))


def test_distance_does_not_know_the_total():
    far = mix_distance([3_000, 1_000], [1_000, 1_000])
    assert mix_distance([300_000, 100_000], [1_000, 1_000]) == pytest.approx(far, abs=1e-3)


def test_nobody_on_a_benefit_gives_a_finite_distance():
    assert np.isfinite(mix_distance([0, 10], [12, 10]))


def test_one_benefit_is_refused():
    with pytest.raises(EstimationError, match="no mix"):
        mix_distance([3], [4])


def test_nothing_expected_cannot_be_shared_out():
    assert np.isnan(share_out_total([3, 4], [0, 0])).all()


def test_correlation_is_spearmans_with_ties():
    rng = np.random.default_rng(3)
    one, other = rng.integers(0, 9, 98), rng.integers(0, 9, 98)
    expected = stats.spearmanr(one, other).statistic
    assert rank_correlation(one, other).value == pytest.approx(expected)


def test_limits_are_those_of_bonett_and_wright_by_hand():
    # r = 0.5 on n = 28: z = 0.549306, se = sqrt(1.125 / 25) = 0.212132, 1.959964 of it is
    # 0.415771, so tanh(0.133535) = 0.132747 and tanh(0.965077) = 0.746587.
    ranks = np.arange(28.0)
    other = _with_correlation(ranks, 0.5)
    found = rank_correlation(ranks, other)
    assert found.value == pytest.approx(0.5, abs=0.004)
    assert (found.lower, found.upper) == pytest.approx((0.1327, 0.7466), abs=0.006)


def _with_correlation(ranks, wanted):
    rng = np.random.default_rng(0)
    return min(
        (rng.permutation(ranks) for _ in range(3_000)),
        key=lambda p: abs(np.corrcoef(ranks, p)[0, 1] - wanted),
    )


def test_limits_cover_the_true_correlation_of_ranks():
    rng = np.random.default_rng(5)
    rho = 0.4
    true = 6 / np.pi * np.arcsin(rho / 2)  # Spearman's of a normal pair
    inside = 0
    for _ in range(600):
        pair = rng.multivariate_normal([0, 0], [[1, rho], [rho, 1]], size=98)
        found = rank_correlation(pair[:, 0], pair[:, 1])
        inside += found.lower <= true <= found.upper
    assert inside / 600 == pytest.approx(0.95, abs=0.025)


def test_a_missing_municipality_is_left_out():
    one = np.arange(12.0)
    one[3] = np.nan
    assert rank_correlation(one, np.arange(12.0)).n == 11


def test_few_municipalities_are_refused():
    with pytest.raises(EstimationError, match="too few"):
        rank_correlation(np.arange(9), np.arange(9))


def test_a_benefit_that_is_alike_everywhere_is_refused():
    with pytest.raises(EstimationError, match="alike in all"):
        rank_correlation(np.ones(20), np.arange(20))
