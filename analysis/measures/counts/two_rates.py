"""Two counts with person-time: how many times as many events in the one place?

Given the sum of two counts, the first is binomial, whatever the common level. That
gives limits and a p value that hold for small counts and for zeros, where logarithms
and standard errors break down.

=======================  ==========================================================
Case                     Result
=======================  ==========================================================
No events in the first   ratio 0, limits from 0 to a finite number
None in the second       ratio infinite, limits from a finite number to infinity
None at all              ratio undefined (NaN), limits 0 and infinity, p value 1
=======================  ==========================================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.measures.counts.conditional import exact_odds_limits, midp_odds_limits
from analysis.measures.counts.p_values import central_share_p, midp_share_p
from analysis.measures.inputs import (
    FloatArray,
    Numbers,
    as_counts,
    as_person_time,
    as_plain,
    as_tail,
)


@dataclass(frozen=True)
class RateRatio:
    """The rate in a first place over that in a second; numbers or arrays of one shape.

    Attributes
    ----------
    ratio, ratio_lower, ratio_upper : float or ndarray
        First rate over second rate, and the limits, dimensionless.
    p_value : float or ndarray
        Two-sided p value of equal rates, a fraction, by the method of the limits.
    n_events : float or ndarray
        Events in both places together: what the comparison rests on.
    level : float
        Confidence level, a fraction in (0, 1).
    method : str
        Name of the method that gave limits and p value.
    """

    ratio: Numbers
    ratio_lower: Numbers
    ratio_upper: Numbers
    p_value: Numbers
    n_events: Numbers
    level: float
    method: str


def compare_two_rates(
    n_events: ArrayLike,
    person_years: ArrayLike,
    reference_events: ArrayLike,
    reference_person_years: ArrayLike,
    *,
    level: float = 0.95,
) -> RateRatio:
    """Return the ratio of two rates, with exact conditional limits and p value.

    Parameters
    ----------
    n_events, person_years : array_like
        Events (whole numbers) and person-years (above 0) in the first place.
    reference_events, reference_person_years : array_like
        The same in the second place, such as the pooled peers.
    level : float, default 0.95
        Confidence level, a fraction in (0, 1).

    Returns
    -------
    RateRatio
        The p value is twice the smaller tail, at most 1: it lies below 1 - level
        exactly when the limits leave 1 out.

    Raises
    ------
    EstimationError
        If a number is missing, a count is negative or not whole, person-time is not
        above 0, or the level is no fraction.

    Notes
    -----
    Leans to the cautious side: the limits cover the true ratio more often than the
    level says. Nothing is adjusted for: people of other ages are a part of the ratio.

    References
    ----------
    .. [1] J. Przyborowski and H. Wilenski, "Homogeneity of results in testing samples
       from Poisson series", Biometrika 31, 1940.

    Examples
    --------
    Aby had 2 awards in 17,877 person-years, Bekøb 9 in 16,660.

    >>> aby = compare_two_rates(2, 17_877, 9, 16_660)
    >>> print(f"{aby.ratio:.2f} ({aby.ratio_lower:.2f}-{aby.ratio_upper:.2f})")
    0.21 (0.02-1.00)
    >>> round(aby.p_value, 3)
    0.05
    """
    first, years, second, other_years = _as_places(
        n_events, person_years, reference_events, reference_person_years
    )
    limits = exact_odds_limits(first, second, tail=as_tail(level))
    p_value = central_share_p(first, second, years / (years + other_years))
    return _result(
        first, second, other_years / years, limits, p_value, level=level, method="exact conditional"
    )


def compare_two_rates_midp(
    n_events: ArrayLike,
    person_years: ArrayLike,
    reference_events: ArrayLike,
    reference_person_years: ArrayLike,
    *,
    level: float = 0.95,
) -> RateRatio:
    """Return the ratio of two rates, with mid-p conditional limits and p value.

    Parameters, result and errors are those of `compare_two_rates`.

    Notes
    -----
    Shorter than the exact limits; the level holds on average and not for every ratio.

    Examples
    --------
    >>> aby = compare_two_rates_midp(2, 17_877, 9, 16_660)
    >>> print(f"{aby.ratio:.2f} ({aby.ratio_lower:.2f}-{aby.ratio_upper:.2f})")
    0.21 (0.03-0.87)
    """
    first, years, second, other_years = _as_places(
        n_events, person_years, reference_events, reference_person_years
    )
    limits = midp_odds_limits(first, second, tail=as_tail(level))
    p_value = midp_share_p(first, second, years / (years + other_years))
    return _result(
        first, second, other_years / years, limits, p_value, level=level, method="mid-p conditional"
    )


def median_unbiased_rate_ratio(
    n_events: ArrayLike,
    person_years: ArrayLike,
    reference_events: ArrayLike,
    reference_person_years: ArrayLike,
) -> Numbers:
    """Return the ratio that lies in the middle of the mid-p limits of every level.

    Parameters and errors are those of `compare_two_rates`.

    Returns
    -------
    float or ndarray
        The ratio; 0 without events in the first place, infinite without any in the
        second, NaN without any at all.

    Examples
    --------
    >>> round(median_unbiased_rate_ratio(2, 17_877, 9, 16_660), 3)
    0.219
    """
    first, years, second, other_years = _as_places(
        n_events, person_years, reference_events, reference_person_years
    )
    middle, _ = midp_odds_limits(first, np.maximum(second, 1.0), tail=0.5)
    middle = np.where(second > 0, middle, np.where(first > 0, np.inf, np.nan))
    return as_plain(middle * (other_years / years))


def _as_places(
    n_events: ArrayLike,
    person_years: ArrayLike,
    reference_events: ArrayLike,
    reference_person_years: ArrayLike,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    first, years, second, other_years = np.broadcast_arrays(
        as_counts(n_events, name="n_events"),
        as_person_time(person_years, name="person_years"),
        as_counts(reference_events, name="reference_events"),
        as_person_time(reference_person_years, name="reference_person_years"),
    )
    return first, years, second, other_years


def _result(
    first: FloatArray,
    second: FloatArray,
    scale: FloatArray,
    odds_limits: tuple[FloatArray, FloatArray],
    p_value: Numbers,
    *,
    level: float,
    method: str,
) -> RateRatio:
    odds = np.where(second > 0, first / np.maximum(second, 1.0), np.inf)
    odds = np.where(first + second > 0, odds, np.nan)
    return RateRatio(
        ratio=as_plain(odds * scale),
        ratio_lower=as_plain(odds_limits[0] * scale),
        ratio_upper=as_plain(odds_limits[1] * scale),
        p_value=p_value,
        n_events=as_plain(np.asarray(first + second)),
        level=level,
        method=method,
    )
