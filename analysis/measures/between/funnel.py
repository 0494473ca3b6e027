"""Between which numbers does chance, or chance and practice, leave a municipality?

The limits of a funnel plot are predictive: they say where the next count will lie when
nothing is out of the ordinary. They are not the confidence limits of a count turned
around, which many tools draw in their place and which are passed too seldom upwards.

Counts are whole and limits need not be: between two counts the probability is
interpolated, so that the funnel has no steps. `false_alarms` says how often limits are
passed by chance alone.

=========================================  ==============================================
Case                                       Result
=========================================  ==============================================
So few expected that 0 is ordinary         lower limit 0
Expected number of 0                       refused
tau2 of 0                                  the limits of a Poisson count
Nobody expected (shares)                   both limits 0
=========================================  ==============================================
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from analysis.errors import EstimationError
from analysis.measures.between.gamma_poisson import at_most, count_quantile
from analysis.measures.inputs import (
    FloatArray,
    Numbers,
    as_amounts,
    as_counts,
    as_person_time,
    as_plain,
    as_tail,
)


@dataclass(frozen=True)
class FalseAlarms:
    """How often limits are passed when the expected number is the true mean.

    Attributes
    ----------
    lower, upper : float or ndarray
        Probability of a count under the lower limit, and of one above the upper limit.
    """

    lower: Numbers
    upper: Numbers


def poisson_funnel_limits(n_expected: ArrayLike, *, level: float = 0.95) -> tuple[Numbers, Numbers]:
    """Return the limits of a count that differs from its expected number by chance alone.

    Parameters
    ----------
    n_expected : array_like
        Expected events, above 0.
    level : float, default 0.95
        Share of counts inside, about, a fraction in (0, 1).

    Returns
    -------
    lower, upper : float or ndarray
        Events, 0 or more.

    Raises
    ------
    EstimationError
        If an expected number is missing or not above 0, or the level is no fraction.

    Notes
    -----
    With F the distribution function, r the smallest count with F(r) >= p and
    a = (F(r) - p) / (F(r) - F(r - 1)), the limit is r - a; and 0 where r is. Whole
    counts pass the two limits unevenly: with 1 to 50 expected and a tail of 2.5 % the
    lower one is passed in 1.9 % and the upper one in 3.1 % (medians; `false_alarms`).
    `analysis.measures.between.unusual` has limits that are passed evenly.

    References
    ----------
    .. [1] D. J. Spiegelhalter, "Funnel plots for comparing institutional performance",
       Statistics in Medicine 24, 2005, appendix.

    Examples
    --------
    >>> "{:.2f} to {:.2f}".format(*poisson_funnel_limits(10))
    '3.78 to 16.16'
    """
    return negative_binomial_funnel_limits(n_expected, tau2=0.0, level=level)


def negative_binomial_funnel_limits(
    n_expected: ArrayLike, *, tau2: ArrayLike, level: float = 0.95
) -> tuple[Numbers, Numbers]:
    """Return the limits of a count where practice varies beside chance.

    Parameters
    ----------
    n_expected : array_like
        Expected events, above 0.
    tau2 : array_like
        Variance of the true ratios among municipalities, 0 or more; see
        `analysis.measures.between.overdispersion`.
    level : float, default 0.95
        Share of counts inside, about, a fraction in (0, 1).

    Returns
    -------
    lower, upper : float or ndarray
        Events, interpolated as in `poisson_funnel_limits`.

    Examples
    --------
    >>> "{:.1f} to {:.1f}".format(*negative_binomial_funnel_limits(100, tau2=0.04))
    '60.1 to 147.4'
    """
    expected, variance = np.broadcast_arrays(
        as_person_time(n_expected, name="n_expected"), as_amounts(tau2, name="tau2")
    )

    def cumulative(counts: FloatArray) -> FloatArray:
        return at_most(counts, expected, variance)

    tail = as_tail(level)
    lower = interpolate_count(tail, count_quantile(tail, expected, variance), cumulative)
    upper = interpolate_count(
        1.0 - tail, count_quantile(1.0 - tail, expected, variance), cumulative
    )
    return as_plain(lower), as_plain(upper)


def binomial_funnel_limits(
    n_persons: ArrayLike, share: ArrayLike, *, level: float = 0.95
) -> tuple[Numbers, Numbers]:
    """Return the limits of a number out of n, by chance alone.

    Parameters
    ----------
    n_persons : array_like
        Persons, whole numbers.
    share : array_like
        The share expected of them, a fraction in [0, 1].
    level : float, default 0.95
        Share of counts inside, about, a fraction in (0, 1).

    Returns
    -------
    lower, upper : float or ndarray
        Persons, interpolated as in `poisson_funnel_limits`.

    Raises
    ------
    EstimationError
        If a number is missing or not whole, or a share is no fraction.

    Examples
    --------
    >>> "{:.1f} to {:.1f}".format(*binomial_funnel_limits(100, 0.2))
    '12.0 to 27.6'
    """
    persons, theta = np.broadcast_arrays(
        as_counts(n_persons, name="n_persons"), as_amounts(share, name="share")
    )
    _fail_if_it_is_no_share(theta)

    def cumulative(counts: FloatArray) -> FloatArray:
        return np.asarray(stats.binom.cdf(counts, persons, theta))

    tail = as_tail(level)
    lower, upper = (
        interpolate_count(p, np.maximum(stats.binom.ppf(p, persons, theta), 0.0), cumulative)
        for p in (tail, 1.0 - tail)
    )
    return as_plain(lower), as_plain(upper)


def false_alarms(n_expected: ArrayLike, lower: ArrayLike, upper: ArrayLike) -> FalseAlarms:
    """Return how often a count passes limits when it differs by chance alone.

    Parameters
    ----------
    n_expected : array_like
        Expected events, above 0, which are also the true mean.
    lower, upper : array_like
        Limits in events, of any method.

    Examples
    --------
    The predictive limits, and the exact confidence limits drawn around 10.

    >>> predictive = false_alarms(10, *poisson_funnel_limits(10))
    >>> print(f"{predictive.lower:.4f} {predictive.upper:.4f}")
    0.0103 0.0270
    >>> drawn_around = false_alarms(10, 4.795, 18.390)
    >>> print(f"{drawn_around.lower:.4f} {drawn_around.upper:.4f}")
    0.0293 0.0072
    """
    expected = as_person_time(n_expected, name="n_expected")
    low, high = as_amounts(lower, name="lower"), as_amounts(upper, name="upper")
    return FalseAlarms(
        lower=as_plain(np.asarray(stats.poisson.cdf(np.ceil(low) - 1.0, expected))),
        upper=as_plain(np.asarray(stats.poisson.sf(np.floor(high), expected))),
    )


def interpolate_count(
    probability: float, count: FloatArray, cumulative: Callable[[FloatArray], FloatArray]
) -> FloatArray:
    """Return the place, between a count and the one before, where a probability is met.

    Parameters
    ----------
    probability : float
        The probability to meet.
    count : ndarray
        Smallest counts whose cumulative probability is no less.
    cumulative : callable
        The cumulative probability of counts.

    Examples
    --------
    >>> halves = lambda counts: np.clip((counts + 1) / 4, 0, 1)
    >>> interpolate_count(0.6, np.array([2.0]), halves)
    array([1.4])
    """
    reached, before = cumulative(count), cumulative(count - 1.0)
    step = np.where(reached > before, reached - before, 1.0)
    return np.where(count > 0, count - (reached - probability) / step, 0.0)


def _fail_if_it_is_no_share(share: FloatArray) -> None:
    if np.any(share > 1.0):
        raise EstimationError(
            "A share is above 1.",
            where="share",
            expected="fractions from 0 to 1",
            fix="divide per cent by 100",
        )
