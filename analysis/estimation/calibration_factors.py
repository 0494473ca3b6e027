"""By which factors must the weights change, as little as possible, to meet known totals?

Each factor is a function of a linear combination of what is known of the case. The
combination is the only unknown; Newton's method finds it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.errors import EstimationError
from analysis.estimation.design import FloatArray

Method = Literal["linear", "raking", "logit"]
_METHODS = ("linear", "raking", "logit")
_GOAL, _MAX_STEPS, _MAX_HALVINGS = 1e-13, 200, 30
_LARGEST_EXPONENT, _FLAT = 500.0, 1e-100


@dataclass(frozen=True)
class Distance:
    """How the factor on a weight depends on the linear predictor.

    Attributes
    ----------
    factor, slope : callable
        The factor g on the design weight, and its derivative; arrays of shape (n,).
    """

    factor: Callable[[FloatArray], FloatArray]
    slope: Callable[[FloatArray], FloatArray]


def choose_distance(method: str, bounds: tuple[float, float] | None) -> Distance:
    """Return how factors depend on the predictor in one way of calibrating.

    Parameters
    ----------
    method : {"linear", "raking", "logit"}
        See `analysis.estimation.calibration.calibrate`.
    bounds : (float, float) or None
        Least and greatest factor, on either side of 1; ``logit`` requires them, the others
        are cut off at them.

    References
    ----------
    J.-C. Deville and C.-E. Särndal, JASA 87, 1992, cases 1, 2, 6 and 7.
    """
    if method not in _METHODS or (method == "logit" and bounds is None):
        raise EstimationError(
            "There is no such way to calibrate.",
            where="method",
            expected=f"one of {', '.join(_METHODS)}; logit needs bounds",
        )
    low, high = (-np.inf, np.inf) if bounds is None else bounds
    if not low < 1 < high:
        raise EstimationError(
            "The bounds of the factors do not lie on either side of 1.",
            where="bounds",
            expected="such as (0.5, 2)",
        )
    if method == "logit":
        return _logit_distance(low, high)
    grow: Callable[[FloatArray], FloatArray] = _grow if method == "raking" else _add_one
    rise: Callable[[FloatArray], FloatArray] = _grow if method == "raking" else np.ones_like
    return Distance(
        factor=lambda u: np.clip(grow(u), low, high),
        slope=lambda u: np.where((grow(u) > low) & (grow(u) < high), rise(u), 0.0),
    )


def solve_factors(
    weights: FloatArray, columns: FloatArray, known: FloatArray, distance: Distance
) -> FloatArray:
    """Return the factors that meet the totals, or come as near as Newton's method does.

    Parameters
    ----------
    weights : array of shape (n,)
        Weights before, all positive.
    columns : array of shape (n, p)
        What is known of each case; columns may repeat each other.
    known : array of shape (p,)
        Their totals over the population.
    distance : Distance
        How factors depend on the predictor.

    Returns
    -------
    array of shape (n,)
        Factors on the weights. Whether they meet the totals is for the caller to check.

    Notes
    -----
    A step that leads further from the totals is halved.
    """
    size = np.maximum(np.abs(weights @ np.abs(columns)), 1e-300)
    predictors, goal = columns / size, known / size
    slopes = np.zeros(columns.shape[1])
    factors = distance.factor(predictors @ slopes)
    miss = goal - (weights * factors) @ predictors
    for _ in range(_MAX_STEPS):
        if np.max(np.abs(miss) / (1 + np.abs(goal))) < _GOAL:
            break
        rise = weights * distance.slope(predictors @ slopes)
        matrix = (predictors * rise[:, None]).T @ predictors
        if np.abs(matrix).max() < _FLAT:
            break
        step = np.linalg.pinv(matrix, rcond=1e-12) @ miss
        for _ in range(_MAX_HALVINGS):
            tried = distance.factor(predictors @ (slopes + step))
            new_miss = goal - (weights * tried) @ predictors
            if np.isfinite(tried).all() and np.linalg.norm(new_miss) < np.linalg.norm(miss):
                break
            step = step / 2
        else:
            break
        slopes, factors, miss = slopes + step, tried, new_miss
    return factors


def _grow(u: FloatArray) -> FloatArray:
    """Return exp(u), kept within what a number can hold."""
    return np.exp(np.minimum(u, _LARGEST_EXPONENT))


def _add_one(u: FloatArray) -> FloatArray:
    return 1 + u


def _logit_distance(low: float, high: float) -> Distance:
    """Factors between two bounds; Deville and Särndal 1992, case 6."""
    from_low, to_high = 1 - low, high - 1
    steepness = (high - low) / (from_low * to_high)

    def share(u: FloatArray) -> FloatArray:
        """Return where between the bounds, 0 to 1."""
        odds = np.log(from_low / to_high) + steepness * u
        result: FloatArray = np.exp(-np.logaddexp(0, -odds))
        return result

    return Distance(
        factor=lambda u: low + (high - low) * share(u),
        slope=lambda u: (high - low) * steepness * share(u) * (1 - share(u)),
    )
