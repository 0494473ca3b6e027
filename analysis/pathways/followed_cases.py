"""What was seen of each case: how long it was followed, and how it left?

Times and causes are checked here once, counted at each distinct time, and turned into the
variance of an incidence. `analysis.pathways.survival` builds its curves from that.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import EstimationError

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


def as_cases(times: ArrayLike, what: ArrayLike) -> tuple[FloatArray, IntArray]:
    """Return times and causes as arrays, or refuse them.

    Parameters
    ----------
    times, what : array_like of shape (n,)
        How long each case was followed, and how it left: 0 where it is censored.

    Raises
    ------
    EstimationError
        If there is no case, the lengths differ, a time is missing or negative, or a cause
        is no whole number from 0 up.

    Examples
    --------
    >>> as_cases([10, 20], [True, False])
    (array([10., 20.]), array([1, 0]))
    """
    followed, left_by = np.asarray(times, dtype=float), np.asarray(what, dtype=float)
    if followed.ndim != 1 or followed.shape != left_by.shape or not followed.size:
        raise EstimationError(
            "Times and what happened do not belong together.",
            where=f"times {followed.shape}, what happened {left_by.shape}",
            expected="one of each for every case, and at least one case",
        )
    if not np.isfinite(followed).all() or (followed < 0).any():
        raise EstimationError(
            "A time is missing, infinite or negative.",
            where="times",
            expected="how long each case was followed, 0 or more",
            fix="a case whose outcome comes before its start has a wrong date",
        )
    if (~np.isfinite(left_by) | (left_by < 0) | (left_by != np.round(left_by))).any():
        raise EstimationError(
            "What happened is no whole number from 0 up.",
            where="events or causes",
            expected="0 for a censored case, and 1, 2, ... for the ways to leave",
        )
    return followed, left_by.astype(np.int64)


def count_leaving(
    followed: FloatArray, left_by: IntArray, causes: tuple[int, ...]
) -> tuple[FloatArray, IntArray, IntArray, IntArray]:
    """Count who is at risk and who leaves at each distinct time.

    Returns
    -------
    tuple of array
        Distinct times (k,), cases at risk just before (k,), those leaving by each cause
        (c, k) and those censored (k,).

    Examples
    --------
    >>> count_leaving(*as_cases([10, 20, 20], [1, 2, 0]), (1, 2))[2].tolist()
    [[1, 0], [0, 1]]
    """
    time, place = np.unique(followed, return_inverse=True)
    leaving = np.bincount(place, minlength=time.size)
    at_risk = followed.size - (np.cumsum(leaving) - leaving)
    per_cause = np.array(
        [np.bincount(place[left_by == name], minlength=time.size) for name in causes],
        dtype=np.int64,
    ).reshape(len(causes), time.size)
    return time, at_risk, per_cause, leaving - per_cause.sum(axis=0)


def aalen_variance(
    incidence: FloatArray,
    survival: FloatArray,
    at_risk: IntArray,
    own: IntArray,
    every: IntArray,
) -> FloatArray:
    """Return the variance of an incidence at each time.

    Parameters
    ----------
    incidence, survival : array of shape (k,)
        Share that has left by the cause, and that has not left at all, after each time.
    at_risk, own, every : array of shape (k,)
        Cases at risk, leaving by the cause, and leaving at all.

    Notes
    -----
    What an event at u moves at t is squared and summed: one by the cause adds itself and
    takes from what comes later, (F(t) - F(u)) / S(u) of those who waited; one by another
    cause only takes. Several events at a time get the correction 1 - (d - 1) / (n - 1).

    References
    ----------
    O. O. Aalen, "Nonparametric estimation of partial transition probabilities in multiple
    decrement models", Annals of Statistics 6, 1978.

    Examples
    --------
    >>> two = np.array([2])
    >>> aalen_variance(np.array([0.5]), np.array([0.5]), np.array([4]), two, two).round(4)
    array([0.0833])
    """
    before = np.concatenate([[1.0], survival[:-1]])
    # Where nobody is left after u nothing comes later.
    per_left = np.divide(1.0, survival, out=np.zeros_like(survival), where=survival > 0)
    lost = incidence * per_left
    constant, mixed, square = (np.zeros(survival.size) for _ in range(3))
    for events, kept in ((own, 1 + lost), (every - own, lost)):
        correction = np.where(events > 1, 1 - (events - 1) / np.maximum(at_risk - 1, 1), 1.0)
        spread = before**2 * correction * events / at_risk**2
        constant += np.cumsum(kept**2 * spread)
        mixed += np.cumsum(kept * per_left * spread)
        square += np.cumsum(per_left**2 * spread)
    return np.maximum(constant - 2 * incidence * mixed + incidence**2 * square, 0.0)
