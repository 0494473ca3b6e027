"""Of the events here and there together, what share fell here?

Given how many events two places had together, the number that fell in the first is
binomial, whatever the common level of the two rates is. Limits for the odds of falling
in the first are therefore limits for the ratio of the two rates, up to the ratio of the
person-time. This holds for any two counts, zeros included.

The second count may be a real number, the *effective* size of a reference that is
itself a weighted sum of counts. The binomial tails are then the incomplete beta
functions that continue them between the whole numbers.

=======================  ======================================
Case                     Result
=======================  ======================================
No events in the first   lower limit 0
None in the second       upper limit infinite
None at all              0 and infinite: the data say nothing
=======================  ======================================
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from analysis.measures.inputs import FloatArray

# Enough to exhaust the digits of a float between a limit and its bracket.
_HALVINGS = 64


def exact_odds_limits(
    first: FloatArray, second: FloatArray, *, tail: float
) -> tuple[FloatArray, FloatArray]:
    """Return the exact conditional limits of the odds of falling in the first place.

    Parameters
    ----------
    first : ndarray
        Events in the first place, whole numbers.
    second : ndarray
        Events in the second place, or its effective size; 0 or more, same shape.
    tail : float
        Probability outside each limit, a fraction.

    Returns
    -------
    lower, upper : ndarray
        Limits of the odds, dimensionless; `upper` may be infinite.

    Examples
    --------
    >>> lower, upper = exact_odds_limits(np.array([7.0]), np.array([0.0]), tail=0.025)
    >>> lower.round(3), upper
    (array([1.441]), array([inf]))
    """
    lower = _odds_quantile(first, second + 1.0, tail, defined=first > 0)
    # The upper odds are the lower odds of the other place, turned round.
    turned = _odds_quantile(second, first + 1.0, tail, defined=second > 0)
    return lower, _inverse(turned)


def midp_odds_limits(
    first: FloatArray, second: FloatArray, *, tail: float
) -> tuple[FloatArray, FloatArray]:
    """Return the mid-p conditional limits of the odds of falling in the first place.

    Parameters
    ----------
    first, second : ndarray
        As in `exact_odds_limits`.
    tail : float
        Probability outside each limit, a fraction below one half. With one half both
        limits are the median-unbiased estimate.

    Returns
    -------
    lower, upper : ndarray
        Limits of the odds, dimensionless; `upper` may be infinite.

    Examples
    --------
    >>> lower, upper = midp_odds_limits(np.array([2.0]), np.array([9.0]), tail=0.025)
    >>> lower.round(3), upper.round(3)
    (array([0.033]), array([0.933]))
    """
    return _midp_lower(first, second, tail), _inverse(_midp_lower(second, first, tail))


def _odds_quantile(
    a: FloatArray, b: FloatArray, probability: float, *, defined: NDArray[np.bool_]
) -> FloatArray:
    """Return the quantile of X / (1 - X) for X ~ Beta(a, b), and 0 where a is 0.

    Both parts are found from their own tail, so that odds keep their digits near 0 and
    near infinity.
    """
    a = np.where(defined, a, 1.0)
    share, rest = special.betaincinv(a, b, probability), special.betainccinv(b, a, probability)
    return np.where(defined, share / rest, 0.0)


def _midp_lower(first: FloatArray, second: FloatArray, tail: float) -> FloatArray:
    """Find the odds at which `first` or more events have the given mid-p probability."""
    low, high = np.full_like(first, -60.0), np.full_like(first, 60.0)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        below = _midp_above(first, second, middle) < tail
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.where(first > 0, np.exp((low + high) / 2.0), 0.0)


def _midp_above(first: FloatArray, second: FloatArray, log_odds: FloatArray) -> FloatArray:
    share = special.expit(log_odds)
    as_many = special.betainc(np.maximum(first, 1e-300), second + 1.0, share)
    more = special.betainc(first + 1.0, np.maximum(second, 1e-300), share)
    return np.asarray((as_many + np.where(second > 0, more, 0.0)) / 2.0)


def _inverse(odds: FloatArray) -> FloatArray:
    return np.where(odds > 0, 1.0 / np.where(odds > 0, odds, 1.0), np.inf)
