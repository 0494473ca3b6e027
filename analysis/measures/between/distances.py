"""How far apart are municipalities on the conditions they live under?

Each condition is measured from its mean in standard deviations, so that it counts for as
much as it varies. The Euclidean distance takes conditions one by one, and two that say
nearly the same count twice; the Mahalanobis distance counts what they share once.

=========================================  ==============================================
Case                                       Result
=========================================  ==============================================
Condition that is the same everywhere      refused
Conditions that determine one another      Euclid as usual; Mahalanobis refused
Missing condition                          refused
=========================================  ==============================================
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError
from analysis.measures.inputs import FloatArray, as_amounts

# Beyond this the smallest direction of variation is rounding, not data.
_WORST_CONDITION = 1e10


def euclidean_distances(
    conditions: ArrayLike, focus: int, *, weights: ArrayLike | None = None
) -> FloatArray:
    """Return the distance of each unit from the focus between z-scores.

    Parameters
    ----------
    conditions : array_like
        One row per unit and one column per condition.
    focus : int
        Row of the focus.
    weights : array_like, optional
        Weight of each condition's squared distance, 0 or more; 1 without.

    Returns
    -------
    ndarray
        In standard deviations, one per unit; 0 for the focus itself.

    Raises
    ------
    EstimationError
        If a number is missing, a condition does not vary, or a weight is negative.

    Examples
    --------
    >>> euclidean_distances([[1, 10], [2, 10], [3, 40]], 0).round(2)
    array([0.  , 1.  , 2.65])
    """
    scores = z_scores(conditions)
    importance = (
        np.ones(scores.shape[1]) if weights is None else as_amounts(weights, name="weights")
    )
    return np.asarray(np.sqrt(((scores - scores[focus]) ** 2 * importance).sum(axis=1)))


def mahalanobis_distances(conditions: ArrayLike, focus: int) -> FloatArray:
    """Return the distance of each unit from the focus, correlation between conditions removed.

    Parameters and result are those of `euclidean_distances`.

    Raises
    ------
    EstimationError
        If a number is missing, a condition does not vary, or conditions determine one
        another, as shares that add up to 1 do.

    Examples
    --------
    >>> rows = [[1, 1], [2, 2.1], [3, 2.9], [4, 4.2], [5, 4.8]]
    >>> mahalanobis_distances(rows, 0).round(2)
    array([0.  , 1.07, 1.29, 2.7 , 2.58])
    """
    scores = z_scores(conditions)
    correlation = np.atleast_2d(np.corrcoef(scores, rowvar=False))
    if np.linalg.cond(correlation) > _WORST_CONDITION or len(scores) <= scores.shape[1]:
        raise EstimationError(
            "The conditions determine one another.",
            where="conditions",
            expected="conditions of which none follows from the others, and more units than them",
            fix="leave one of them out, or use euclidean_distances()",
        )
    gaps = scores - scores[focus]
    squares = np.einsum("ij,ij->i", gaps, np.linalg.solve(correlation, gaps.T).T)
    return np.asarray(np.sqrt(np.maximum(squares, 0.0)))


def z_scores(conditions: ArrayLike) -> FloatArray:
    """Measure each condition from its mean, in standard deviations.

    Parameters and errors are those of `euclidean_distances`; the result has the shape of
    `conditions`.

    Examples
    --------
    >>> z_scores([[1, 10], [2, 20], [3, 30]])
    array([[-1., -1.],
           [ 0.,  0.],
           [ 1.,  1.]])
    """
    values = np.asarray(conditions, dtype=np.float64)
    if values.ndim != 2 or not np.all(np.isfinite(values)):
        raise EstimationError(
            "A condition is missing or not a number.",
            where="conditions",
            expected="one row per unit and one known number per condition",
            fix="leave the unit or the condition out",
        )
    # By the range: rounding can leave a standard deviation above 0 where all are equal.
    if np.any(np.ptp(values, axis=0) <= 0):
        raise EstimationError(
            "A condition is the same everywhere.",
            where="conditions",
            expected="conditions that vary",
            fix="leave it out, since it tells nobody apart",
        )
    return np.asarray((values - values.mean(axis=0)) / values.std(axis=0, ddof=1))
