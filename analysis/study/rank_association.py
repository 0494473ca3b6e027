"""Do two orders of a few municipalities go together more than chance would have it?

Kendall's S counts the pairs that stand in the same order in both, less those that stand in
opposite order. Its distribution under chance is worked out exactly, whatever the ties in
the first order: the number of pairs in opposite order then has the generating function
of a Gaussian multinomial coefficient. So no random numbers are drawn and no approximation
is made with six municipalities.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.errors import EstimationError

SMALLEST_N = 6


@dataclass(frozen=True)
class RankAssociation:
    """How two orders of the same things go together.

    Attributes
    ----------
    n : int
        How many things were ordered.
    tau : float
        Kendall's tau-b, from -1 to 1.
    p_value : float
        Exact two-sided chance of an S as far from 0 when every order of the second is as
        likely as any other.
    smallest_p : float
        The smallest p-value that so few things, tied as they are, could have given.
    """

    n: int
    tau: float
    p_value: float
    smallest_p: float


def rank_association(levels: Sequence[float], values: Sequence[float]) -> RankAssociation:
    """Test whether levels, which may be tied, go together with values.

    Parameters
    ----------
    levels : sequence of n float
        Such as categories in order, or case loads. Ties are allowed.
    values : sequence of n float
        Such as ratios of observed over expected. All different.

    Raises
    ------
    EstimationError
        If there are fewer than six, if all levels are the same, if two values are, or if
        one of them is not finite.

    Notes
    -----
    The p-value is exact for the hypothesis that municipalities with this practice and those
    with another could be exchanged. They cannot quite: municipalities of the same kind
    choose the same practice and have the same people, so it rejects too often: bold. With
    several themes and several benefits something will go together by chance. It never says
    why.

    References
    ----------
    M. G. Kendall, *Rank Correlation Methods*, 1970, chapters 4 and 5. G. E. Andrews, *The
    Theory of Partitions*, 1976, theorem 3.6 (inversions of multiset permutations).

    Examples
    --------
    >>> found = rank_association([1, 1, 2, 2, 3, 3], [0.7, 0.8, 0.9, 1.0, 1.1, 1.2])
    >>> print(f"{found.tau:.2f} {found.p_value:.3f}")
    0.89 0.022
    """
    x, y = np.asarray(levels, dtype=float), np.asarray(values, dtype=float)
    _fail_if_not_to_be_ranked(x, y)
    n = len(x)
    upper = np.triu_indices(n, k=1)
    first = np.sign(x[:, None] - x[None, :])[upper]
    second = np.sign(y[:, None] - y[None, :])[upper]
    s = round(float(np.sum(first * second)))
    untied = int(np.sum(first != 0))
    ways = _count_inversions(list(Counter(x.tolist()).values()))
    possible = untied - 2 * np.arange(len(ways))
    extreme = np.abs(possible) >= abs(s)
    total = sum(ways)
    p_value = sum(way for way, is_extreme in zip(ways, extreme, strict=True) if is_extreme) / total
    smallest = min(1.0, 2 * ways[0] / total)
    pairs = n * (n - 1) / 2
    return RankAssociation(n, s / math.sqrt(untied * pairs), min(1.0, p_value), smallest)


def _count_inversions(sizes: Sequence[int]) -> list[int]:
    """Return how many orders of tied groups have 0, 1, 2, ... pairs in opposite order."""
    ways, n_before = [1], 0
    for size in sizes:
        ways = _times(ways, _gaussian_binomial(n_before + size, size))
        n_before += size
    return ways


def _gaussian_binomial(n: int, k: int) -> list[int]:
    """Return the coefficients of the Gaussian binomial coefficient, exactly."""
    rows: list[list[int]] = [[1]] + [[0]] * k
    for total in range(1, n + 1):
        for chosen in range(min(total, k), 0, -1):
            # [t, c] = [t-1, c-1] + q^c [t-1, c]; going down, row c still is that of t-1.
            shifted = [0] * chosen + rows[chosen]
            rows[chosen] = _plus(rows[chosen - 1], shifted)
    return _trimmed(rows[k])


def _plus(one: list[int], two: list[int]) -> list[int]:
    length = max(len(one), len(two))
    padded = [each + [0] * (length - len(each)) for each in (one, two)]
    return [a + b for a, b in zip(*padded, strict=True)]


def _times(one: list[int], two: list[int]) -> list[int]:
    product = [0] * (len(one) + len(two) - 1)
    for i, a in enumerate(one):
        for j, b in enumerate(two):
            product[i + j] += a * b
    return product


def _trimmed(coefficients: list[int]) -> list[int]:
    while len(coefficients) > 1 and coefficients[-1] == 0:
        coefficients = coefficients[:-1]
    return coefficients


def _fail_if_not_to_be_ranked(x: NDArray[np.float64], y: NDArray[np.float64]) -> None:
    what, expected = "", ""
    if x.ndim != 1 or x.shape != y.shape or not np.isfinite([x, y]).all():
        what, expected = "The two orders do not fit together.", "as many numbers in each, all known"
    elif len(x) < SMALLEST_N:
        what, expected = "There are too few to test.", f"{SMALLEST_N} or more"
    elif len(set(x.tolist())) == 1:
        what, expected = "All have the same practice.", "two levels or more"
    elif len(set(y.tolist())) < len(y):
        what, expected = "Two values are the same.", "values that are all different"
    if what:
        raise EstimationError(
            what,
            where=f"{len(x)} levels and {len(y)} values",
            expected=expected,
            fix="show the practice beside the values without a test",
        )
