"""Did the cases of the trial take more staff hours than the others?

Hours are few, uneven and often tied. The shift in the middle is given with exact limits,
and beside it two permutation p values: of the means, which is what a budget feels, and of
the ranks, which one long case cannot turn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from analysis.concepts import Estimate
from analysis.errors import EstimationError
from analysis.measures.inputs import as_tail
from analysis.pathways.permutation import Permutation, permutation_test

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class HoursComparison:
    """Hours of two groups side by side.

    Attributes
    ----------
    shift : Estimate
        How much more a case of the first group takes, in hours: Hodges and Lehmann's.
    mean_difference : float
        Mean of the first group less mean of the second, in hours.
    of_means, of_ranks : Permutation
        The exact tests of the means, and of the ranks (Wilcoxon, ties at their middle).
    n : tuple of int
        Cases of each group with known hours.
    """

    shift: Estimate
    mean_difference: float
    of_means: Permutation
    of_ranks: Permutation
    n: tuple[int, int]


def compare_hours(
    first: ArrayLike, second: ArrayLike, *, level: float = 0.95, seed: int = 1
) -> HoursComparison:
    """Compare the hours of two groups.

    Parameters
    ----------
    first, second : array_like of shape (n,), (m,)
        Hours of each case, 0 or more.
    level : float
        Level of the limits of the shift, a fraction in (0, 1).
    seed : int
        For more cases than are counted: see `analysis.pathways.permutation`.

    Raises
    ------
    EstimationError
        If a group is empty, or hours are missing or negative.

    Notes
    -----
    Hours of a case that is not ready are still growing: the longer group's hours are then
    too low. Compare all cases at the same day, and the ready ones beside.

    Examples
    --------
    >>> found = compare_hours([14.5, 11.0, 19.0, 16.5], [10.5, 12.0, 7.0, 8.0, 9.5])
    >>> found.shift.value, round(found.of_means.p_value, 4)
    (6.25, 0.0238)
    """
    one, two = _as_hours(first, name="first"), _as_hours(second, name="second")
    together = np.concatenate([one, two])
    in_first = np.arange(together.size) < one.size
    return HoursComparison(
        shift=_shift(one, two, level),
        mean_difference=float(one.mean() - two.mean()),
        of_means=permutation_test(together, in_first, seed=seed),
        of_ranks=permutation_test(stats.rankdata(together), in_first, seed=seed),
        n=(one.size, two.size),
    )


def _shift(one: FloatArray, two: FloatArray, level: float) -> Estimate:
    """Return the median of all differences, with those that the rank test leaves.

    The count of differences above a shift is Wilcoxon's, whose chances without ties are
    used: with ties a little too wide. Too few cases for any limit give infinite ones.

    Reference: J. L. Hodges and E. L. Lehmann, "Estimates of location based on rank tests",
    Annals of Mathematical Statistics 34, 1963.
    """
    differences = np.sort((one[:, None] - two[None, :]).ravel())
    lower_tail = np.cumsum(_wilcoxon_chances(one.size, two.size))
    beyond = int((lower_tail <= as_tail(level) + 1e-12).sum())
    lower = differences[beyond - 1] if beyond else -np.inf
    upper = differences[differences.size - beyond] if beyond else np.inf
    return Estimate(
        float(np.median(differences)), float(lower), float(upper), level, "hours",
        float(one.size + two.size), "Hodges-Lehmann, exact",
    )  # fmt: skip


def _wilcoxon_chances(n: int, m: int) -> FloatArray:
    """Return the chance of each number of pairs in which the first is the larger.

    Gauss's polynomial: factors (1 - x ** (m + i)) / (1 - x ** i).
    """
    size = n * m + 1
    counts = np.zeros(size)
    counts[0] = 1.0
    for i in range(1, n + 1):
        step = m + i
        counts[step:] -= counts[: size - step].copy() if step < size else 0.0
        for value in range(i, size):
            counts[value] += counts[value - i]
    return np.asarray(counts / counts.sum())


def _as_hours(hours: ArrayLike, *, name: str) -> FloatArray:
    values = np.asarray(hours, dtype=float)
    if values.ndim != 1 or not values.size or not np.isfinite(values).all() or (values < 0).any():
        raise EstimationError(
            "Hours are missing or negative, or a group has no case.",
            where=f"the {name} group",
            expected="the hours of at least one case, each 0 or more",
            fix="leave a case without a diary out, and say how many were left out",
        )
    return values
