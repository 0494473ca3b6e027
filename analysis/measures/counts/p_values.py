"""If the true mean were this one, how rarely would a count lie so far away?

Four answers for one Poisson count against a mean, and three for two counts against a
ratio of one. They differ in what *so far away* means. The central value doubles the
smaller tail and is the one that agrees with the exact limits: it lies below 5 % exactly
when the 95 % limits leave the mean out. The value by minimum likelihood adds up all
counts that are less probable, as R's ``poisson.test`` does, and may contradict the
limits printed beside it; it is here so that a figure from R can be recognised.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from analysis.measures.inputs import (
    FloatArray,
    Numbers,
    as_counts,
    as_person_time,
    as_plain,
)

# Counts whose probabilities agree to this are equally probable: rounding must not decide.
_TIE = 1.0 + 1e-7


def central_poisson_p(n_events: ArrayLike, n_expected: ArrayLike) -> Numbers:
    """Return twice the smaller exact tail of a count, at most 1.

    Parameters
    ----------
    n_events : array_like
        Events counted, whole numbers.
    n_expected : array_like
        The mean to compare with, above 0, in events.

    Returns
    -------
    float or ndarray
        p values, fractions in [0, 1].

    Raises
    ------
    EstimationError
        If a number is missing, negative or not whole, or a mean is not above 0.

    Examples
    --------
    >>> round(central_poisson_p(12, 8.4), 4)
    0.2859
    """
    events, mean = _as_pair(n_events, n_expected)
    return _twice_the_smaller(_at_most(events, mean), _at_least(events, mean))


def midp_poisson_p(n_events: ArrayLike, n_expected: ArrayLike) -> Numbers:
    """Return twice the smaller mid-p tail of a count, at most 1.

    Parameters and errors are those of `central_poisson_p`.

    Examples
    --------
    >>> round(midp_poisson_p(12, 8.4), 4)
    0.2279
    """
    events, mean = _as_pair(n_events, n_expected)
    half = stats.poisson.pmf(events, mean) / 2.0
    return _twice_the_smaller(_at_most(events, mean) - half, _at_least(events, mean) - half)


def score_poisson_p(n_events: ArrayLike, n_expected: ArrayLike) -> Numbers:
    """Return the two-sided p value of the distance in standard errors at the mean.

    Parameters and errors are those of `central_poisson_p`. Too small at low means,
    where a count is far from normal.

    Examples
    --------
    >>> round(score_poisson_p(15, 20), 4)
    0.2636
    """
    events, mean = _as_pair(n_events, n_expected)
    return as_plain(np.asarray(2.0 * stats.norm.sf(np.abs(events - mean) / np.sqrt(mean))))


def minimum_likelihood_poisson_p(n_events: ArrayLike, n_expected: ArrayLike) -> Numbers:
    """Return the probability of all counts that are no more probable than the one seen.

    Parameters and errors are those of `central_poisson_p`.

    Examples
    --------
    >>> round(minimum_likelihood_poisson_p(12, 8.4), 4)
    0.2218
    """
    events, mean = _as_pair(n_events, n_expected)
    values = [_one_poisson_p(k, m) for k, m in zip(events.ravel(), mean.ravel(), strict=True)]
    return as_plain(np.array(values).reshape(events.shape))


def central_share_p(first: FloatArray, second: FloatArray, share: FloatArray) -> Numbers:
    """Return twice the smaller exact tail of a binomial count, at most 1.

    Parameters
    ----------
    first, second : ndarray
        Events in the first and in the second place, whole numbers of one shape.
    share : ndarray
        The share that would fall in the first place, a fraction in (0, 1).

    Returns
    -------
    float or ndarray
        p values, fractions in [0, 1]; 1 where there are no events at all.

    Examples
    --------
    >>> round(central_share_p(np.array(2.0), np.array(9.0), np.array(17877 / 34537)), 4)
    0.0501
    """
    at_most = _share_at_most(first, second, share)
    return _twice_the_smaller(at_most, _share_at_least(first, second, share))


def midp_share_p(first: FloatArray, second: FloatArray, share: FloatArray) -> Numbers:
    """Return twice the smaller mid-p tail of a binomial count, at most 1.

    Parameters are those of `central_share_p`.

    Examples
    --------
    >>> round(midp_share_p(np.array(2.0), np.array(9.0), np.array(17877 / 34537)), 4)
    0.0293
    """
    half = stats.binom.pmf(first, first + second, share) / 2.0
    at_most = _share_at_most(first, second, share)
    return _twice_the_smaller(at_most - half, _share_at_least(first, second, share) - half)


def minimum_likelihood_share_p(first: FloatArray, second: FloatArray, share: FloatArray) -> Numbers:
    """Return the probability of all splits that are no more probable than the one seen.

    Parameters are those of `central_share_p`.

    Examples
    --------
    >>> share = np.array(17877 / 34537)
    >>> round(minimum_likelihood_share_p(np.array(2.0), np.array(9.0), share), 4)
    0.0331
    """
    values = [
        stats.binomtest(int(k), int(k + rest), p).pvalue if k + rest > 0 else 1.0
        for k, rest, p in zip(first.ravel(), second.ravel(), share.ravel(), strict=True)
    ]
    return as_plain(np.array(values).reshape(first.shape))


def _as_pair(n_events: ArrayLike, n_expected: ArrayLike) -> tuple[FloatArray, FloatArray]:
    events, mean = np.broadcast_arrays(
        as_counts(n_events, name="n_events"), as_person_time(n_expected, name="n_expected")
    )
    return events, mean


def _at_most(events: FloatArray, mean: FloatArray) -> FloatArray:
    return np.asarray(special.gammaincc(events + 1.0, mean))


def _at_least(events: FloatArray, mean: FloatArray) -> FloatArray:
    return np.where(events > 0, special.gammainc(np.maximum(events, 1.0), mean), 1.0)


def _share_at_most(first: FloatArray, second: FloatArray, share: FloatArray) -> FloatArray:
    return np.where(second > 0, special.betaincc(first + 1.0, np.maximum(second, 1.0), share), 1.0)


def _share_at_least(first: FloatArray, second: FloatArray, share: FloatArray) -> FloatArray:
    return np.where(first > 0, special.betainc(np.maximum(first, 1.0), second + 1.0, share), 1.0)


def _twice_the_smaller(lower_tail: FloatArray, upper_tail: FloatArray) -> Numbers:
    return as_plain(np.asarray(np.minimum(1.0, 2.0 * np.minimum(lower_tail, upper_tail))))


def _one_poisson_p(events: float, mean: float) -> float:
    """Add the tail on the side of the count to the equally rare tail on the other."""
    seen = stats.poisson.pmf(events, mean) * _TIE
    # Far enough out for the probability beyond to vanish beside the smallest p value.
    reach = np.arange(np.ceil(max(events, mean) + 40.0 * np.sqrt(mean) + 60.0))
    likely = reach[stats.poisson.pmf(reach, mean) > seen]
    if likely.size == 0:
        return 1.0
    below, above = stats.poisson.cdf(likely[0] - 1, mean), stats.poisson.sf(likely[-1], mean)
    return float(below + above)
