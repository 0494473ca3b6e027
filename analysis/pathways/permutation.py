"""How often would chance alone put so much of the total in one of two groups?

Every case carries a score: its hours, its rank, or how early it was ready. If the group
does not matter, any other cases could have made up the group. All such groups are counted,
not some drawn: the cases are split in two halves, the sums of each half are listed once,
and pairs of sums are counted by looking up. That takes 2 ** (n / 2) steps, not 2 ** n.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import EstimationError

FloatArray = NDArray[np.float64]

MOST_CASES_COUNTED = 40
# Sums that agree to this, relative to the largest score, are the same sum.
_TIE = 1e-9


@dataclass(frozen=True)
class Permutation:
    """What a permutation test found.

    Attributes
    ----------
    statistic : float
        Sum of the scores in the first group, less what is expected of so many cases.
    z : float
        The same divided by its standard deviation over all groups.
    p_value : float
        Share of the groups that are at least as far out, either way.
    n_groups : int
        Groups counted, or drawn.
    is_exact : bool
        Whether all groups were counted.
    """

    statistic: float
    z: float
    p_value: float
    n_groups: int
    is_exact: bool


def permutation_test(
    scores: ArrayLike, in_first: ArrayLike, *, seed: int = 1, n_draws: int = 100_000
) -> Permutation:
    """Return how often chance alone gives a sum so far from its mean.

    Parameters
    ----------
    scores : array_like of shape (n,)
        One number per case.
    in_first : array_like of bool, shape (n,)
        Which cases are in the first group.
    seed, n_draws : int
        For more cases than `MOST_CASES_COUNTED`, where groups are drawn instead.

    Returns
    -------
    Permutation

    Raises
    ------
    EstimationError
        If a score is missing, the lengths differ, or a group is empty.

    Notes
    -----
    Takes the cases as interchangeable when the group does not matter. In a trial without
    a draw they are not, and no p value mends that: it then leans either way. Where groups
    are drawn the seen one is counted too, so that p is never 0 and leans to too large.

    References
    ----------
    M. D. Ernst, "Permutation methods: a basis for exact inference", Statistical Science
    19, 2004. The split in halves: M. A. van de Wiel, "The split-up algorithm: a fast
    symbolic method for computing p-values of distribution-free statistics",
    Computational Statistics 16, 2001.

    Examples
    --------
    >>> found = permutation_test([1, 2, 3, 4], [True, True, False, False])
    >>> round(found.p_value, 4), found.n_groups
    (0.3333, 6)
    """
    values, first = _as_groups(scores, in_first)
    n, m = values.size, int(first.sum())
    centred = values - values.mean()
    spread = float((centred**2).sum())
    seen = float(centred[first].sum())
    z = seen / np.sqrt(m * (n - m) / (n * (n - 1)) * spread) if spread > 0 else 0.0
    slack = _TIE * max(float(np.abs(centred).max()), np.finfo(float).tiny)
    if n <= MOST_CASES_COUNTED:
        n_groups = comb(n, m)
        p_value = _count_far(centred, m, abs(seen) - slack) / n_groups
    else:
        n_groups = n_draws
        p_value = (1 + _draw_far(centred, m, abs(seen) - slack, seed, n_draws)) / (1 + n_draws)
    return Permutation(seen, float(z), float(p_value), n_groups, n <= MOST_CASES_COUNTED)


def _as_groups(scores: ArrayLike, in_first: ArrayLike) -> tuple[FloatArray, NDArray[np.bool_]]:
    values, first = np.asarray(scores, dtype=float), np.asarray(in_first, dtype=bool)
    if values.ndim != 1 or values.shape != first.shape or not np.isfinite(values).all():
        raise EstimationError(
            "Scores and groups do not belong together, or a score is missing.",
            where=f"scores {values.shape}, groups {first.shape}",
            expected="one known number and one group for every case",
            fix="leave a case without a number out of both",
        )
    if not 0 < first.sum() < first.size:
        raise EstimationError(
            "One of the two groups has no case.",
            where=f"{int(first.sum())} of {first.size} cases are in the first group",
            expected="at least one case in each group",
        )
    return values, first


def _count_far(centred: FloatArray, m: int, distance: float) -> int:
    """Count the groups of m whose sum lies at least so far from zero."""
    if distance <= 0:
        return comb(centred.size, m)
    half = centred.size // 2
    sums_a, sizes_a = _all_sums(centred[:half])
    sums_b, sizes_b = _all_sums(centred[half:])
    far = 0
    for size in range(max(0, m - (centred.size - half)), min(half, m) + 1):
        ours = sums_a[sizes_a == size]
        others = np.sort(sums_b[sizes_b == m - size])
        above = others.size - np.searchsorted(others, distance - ours, side="left")
        below = np.searchsorted(others, -distance - ours, side="right")
        far += int(above.sum()) + int(below.sum())
    return far


def _all_sums(values: FloatArray) -> tuple[FloatArray, NDArray[np.int64]]:
    """Return the sum and the size of every subset."""
    sums, sizes = np.zeros(1), np.zeros(1, dtype=np.int64)
    for value in values:
        sums = np.concatenate([sums, sums + value])
        sizes = np.concatenate([sizes, sizes + 1])
    return sums, sizes


def _draw_far(centred: FloatArray, m: int, distance: float, seed: int, n_draws: int) -> int:
    rng = np.random.default_rng(seed)
    far = 0
    for start in range(0, n_draws, 10_000):
        keys = rng.random((min(10_000, n_draws - start), centred.size))
        chosen = np.argpartition(keys, m - 1, axis=1)[:, :m]
        far += int((np.abs(centred[chosen].sum(axis=1)) >= distance).sum())
    return far
