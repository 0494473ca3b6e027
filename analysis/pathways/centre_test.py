"""Do groups of cases take equally long, or is that more than chance?

Each case gets a log-rank score: 1 if it was done, less the number of times that a case
followed as long would have been done at everybody's pace. If groups are alike, the scores
could as well have been dealt out among the cases at random. So that is done, many times.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import EstimationError
from analysis.pathways.survival import kaplan_meier

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class GroupTest:
    """Whether groups take equally long.

    Attributes
    ----------
    names : tuple of str
        The k groups, sorted.
    scores : array of shape (k,)
        Sum of the scores: cases done beyond what everybody's pace gives. Positive: faster.
    statistic : float
        Of the test that all are alike, about chi-squared with k - 1 degrees of freedom.
    p_value : float
        Of the same test, by reshuffling.
    p_values : array of shape (k,)
        Each group against all the others, by the same reshuffling; not adjusted.
    """

    names: tuple[str, ...]
    scores: FloatArray
    statistic: float
    p_value: float
    p_values: FloatArray


def compare_groups(
    times: ArrayLike,
    events: ArrayLike,
    groups: ArrayLike,
    *,
    rng: np.random.Generator,
    n_permutations: int = 1999,
) -> GroupTest:
    """Test whether groups of cases take equally long.

    Parameters
    ----------
    times : array_like of shape (n,)
        How long each case was followed.
    events : array_like of shape (n,)
        True where it was done then, False where it is censored.
    groups : array_like of str, shape (n,)
        Which group each case is in.
    rng : Generator
        For reshuffling.
    n_permutations : int, default 1999
        How often cases are reshuffled.

    Returns
    -------
    GroupTest

    Raises
    ------
    EstimationError
        With fewer than two groups.

    Notes
    -----
    Presupposes that censoring is the same in all groups. Where a centre opened late, more
    of its cases are open, and the p values are a little off, in either direction. Groups
    may differ for what their cases are like: the test cannot tell that from practice.

    References
    ----------
    R. Peto and J. Peto, "Asymptotically efficient rank invariant test procedures", Journal
    of the Royal Statistical Society A 135, 1972. The standardised quadratic form is that of
    H. Strasser and C. Weber, "On the asymptotic theory of permutation statistics",
    Mathematical Methods of Statistics 8, 1999.
    """
    followed, done = np.asarray(times, dtype=float), np.asarray(events, dtype=bool)
    names, place = np.unique(np.asarray(groups, dtype=str), return_inverse=True)
    _fail_if_there_is_one_group(len(names))
    scores = _score(followed, done)
    sizes = np.bincount(place).astype(float)
    sums = np.bincount(place, weights=scores).astype(np.float64)
    spread = float((scores**2).sum()) / (len(scores) - 1)
    dealt = np.array(
        [np.bincount(place, weights=rng.permutation(scores)) for _ in range(n_permutations)]
    )
    statistic = float((sums**2 / sizes).sum()) / spread if spread > 0 else math.nan
    far = (dealt**2 / sizes).sum(axis=1) >= (sums**2 / sizes).sum() - _TINY
    each = np.abs(dealt) >= np.abs(sums) - _TINY
    return GroupTest(
        names=tuple(map(str, names)),
        scores=sums,
        statistic=statistic,
        p_value=_share(far),
        p_values=np.array([_share(column) for column in each.T]),
    )


_TINY = 1e-9


def _score(followed: FloatArray, done: NDArray[np.bool_]) -> FloatArray:
    """Return the log-rank scores; they sum to zero."""
    curve = kaplan_meier(followed, done)
    hazard = np.cumsum(curve.n_events / curve.n_at_risk)
    return np.asarray(done - hazard[np.searchsorted(curve.time, followed)])


def _share(is_far: NDArray[np.bool_]) -> float:
    """Return a p value by reshuffling; what was seen is one of the ways to deal."""
    return float((is_far.sum() + 1) / (len(is_far) + 1))


def _fail_if_there_is_one_group(n: int) -> None:
    if n < 2:
        raise EstimationError(
            "There are not two groups to compare.",
            where="groups",
            expected="at least two",
            fix="compare only where the file has several centres",
        )
