"""How sure is a ratio that is shrunk towards one, when the strength is estimated too?

The plainest of the models: true ratios have mean 1, as they have when the expected
numbers come from the very municipalities that are compared, and only their spread is
estimated. Leaving each municipality out in turn (the jackknife) shows how much the
estimate of that spread moves the answers, and adds it to their error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError
from analysis.measures.inputs import FloatArray, as_counts, as_person_time
from analysis.measures.shrunk.gamma_shrinkage import best_log_shape

_FEWEST = 5


@dataclass(frozen=True)
class JackknifedRatios:
    """Ratios shrunk towards one, with their mean squared error.

    Attributes
    ----------
    ratio : ndarray, shape (n,)
        Shrunken ratios.
    mean_squared_error : ndarray, shape (n,)
        Of each shrunken ratio, with the estimation of the spread.
    mean_squared_error_known : ndarray, shape (n,)
        The same if the spread were known.
    ratio_without, error_without : ndarray, shape (n, n)
        Row j: ratios, and mean squared errors with the spread known, of all when
        municipality j is left out of the estimate of the spread. Shows which
        municipality moves the others most.
    shape : float
        Shape of the gamma distribution of true ratios; e^10 where chance explains all.
    """

    ratio: FloatArray
    mean_squared_error: FloatArray
    mean_squared_error_known: FloatArray
    ratio_without: FloatArray
    error_without: FloatArray
    shape: float


def shrink_towards_one(n_events: ArrayLike, n_expected: ArrayLike) -> JackknifedRatios:
    """Pull ratios of observed over expected towards one, with jackknifed errors.

    Parameters
    ----------
    n_events : array_like, shape (n,)
        Events of each municipality. Never a stock of recipients.
    n_expected : array_like, shape (n,)
        Events expected, above 0, adding up to about as many as are observed.

    Returns
    -------
    JackknifedRatios
        Ratios and mean squared errors.

    Raises
    ------
    EstimationError
        If there are fewer than five municipalities or a number is missing.

    Notes
    -----
    The shape is the maximum of the negative-binomial likelihood with mean E. The error
    is the jackknife of [1]_: g - (n - 1)/n sum(g(-j) - g) + (n - 1)/n sum(r(-j) - r)^2,
    with g the posterior variance and (-j) the shape estimated without municipality j.
    The correction may make single errors smaller than known; where municipalities are
    few it is unsteady. Leans to the bold side where the mean of true ratios is not 1.

    References
    ----------
    .. [1] J. N. K. Rao, "Small Area Estimation", Wiley, 2003, ch. 9.

    Examples
    --------
    >>> shrunk = shrink_towards_one([2, 30, 0, 22, 4, 15], [8, 14, 3, 20, 3, 18])
    >>> print(shrunk.ratio.round(2))
    [0.42 1.98 0.44 1.09 1.19 0.85]
    """
    observed = np.atleast_1d(as_counts(n_events, name="n_events"))
    expected = np.atleast_1d(as_person_time(n_expected, name="n_expected"))
    observed, expected = np.broadcast_arrays(observed, expected)
    _fail_if_too_few(observed.size)
    shape = _shape(observed, expected)
    ratio, known = _posterior(observed, expected, shape)
    without = [_posterior(observed, expected, shape_j) for shape_j in _shapes(observed, expected)]
    ratio_without = np.array([moved for moved, _ in without])
    error_without = np.array([moved for _, moved in without])
    share = (observed.size - 1.0) / observed.size
    correction = ((ratio_without - ratio) ** 2 - (error_without - known)).sum(axis=0)
    error = known + share * correction
    return JackknifedRatios(ratio, error, known, ratio_without, error_without, shape)


def _shapes(observed: FloatArray, expected: FloatArray) -> list[float]:
    """Return the shape with each municipality left out in turn."""
    return [
        _shape(np.delete(observed, left_out), np.delete(expected, left_out))
        for left_out in range(observed.size)
    ]


def _shape(observed: FloatArray, expected: FloatArray) -> float:
    return float(np.exp(best_log_shape(observed, expected)))


def _posterior(
    observed: FloatArray, expected: FloatArray, shape: float
) -> tuple[FloatArray, FloatArray]:
    """Return mean and variance of each true ratio."""
    ratio = (shape + observed) / (shape + expected)
    return ratio, ratio / (shape + expected)


def _fail_if_too_few(n: int) -> None:
    if n < _FEWEST:
        raise EstimationError(
            f"{n} municipalities are too few to show how they differ.",
            where="n_events",
            expected=f"{_FEWEST} or more",
            fix="take all municipalities, not only the peers",
        )
