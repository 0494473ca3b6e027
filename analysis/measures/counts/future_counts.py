"""Where will the next count lie, if nothing changes?

Limits for a count to come carry two uncertainties: the mean is not known, and the count
falls around its mean by chance. A tolerance interval joins both: with the stated
confidence it holds at least the stated part of all counts to come.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from analysis.measures.counts.intervals import exact_poisson_limits, score_poisson_limits
from analysis.measures.inputs import Numbers, as_amounts, as_person_time, as_plain, as_tail


def tolerance_limits(
    n_events: ArrayLike,
    person_years: ArrayLike,
    future_person_years: ArrayLike,
    *,
    content: float = 0.95,
    level: float = 0.95,
) -> tuple[Numbers, Numbers]:
    """Return the counts between which so large a part of the counts to come will lie.

    Parameters
    ----------
    n_events, person_years : array_like
        Events seen (whole numbers), and the person-years in which they were (above 0).
    future_person_years : array_like
        Person-years in which the next count is made, above 0.
    content : float, default 0.95
        The part of the counts to come that the limits hold, a fraction in (0, 1).
    level : float, default 0.95
        How sure that is, a fraction in (0, 1).

    Returns
    -------
    lower, upper : float or ndarray
        Whole numbers of events, both inside the limits.

    Raises
    ------
    EstimationError
        If a number is missing, a count is negative or not whole, person-time is not
        above 0, or level or content is no fraction.

    Notes
    -----
    Leans to the cautious side: the mean is bounded by its exact limits, and each bound
    is used for its own side only. Practice is taken to stay as it was.

    References
    ----------
    .. [1] G. J. Hahn and R. Chandra, "Tolerance intervals for Poisson and binomial
       variables", Journal of Quality Technology 13, 1981.

    Examples
    --------
    >>> tolerance_limits(15, 1_000, 1_000)
    (3.0, 35.0)
    """
    scale = _scale(person_years, future_person_years)
    lower, upper = exact_poisson_limits(n_events, level=level)
    return counts_within(lower * scale, upper * scale, content=content)


def score_tolerance_limits(
    n_events: ArrayLike,
    person_years: ArrayLike,
    future_person_years: ArrayLike,
    *,
    content: float = 0.95,
    level: float = 0.95,
) -> tuple[Numbers, Numbers]:
    """Return the tolerance limits that rest on the score limits of the mean.

    Parameters, result and errors are those of `tolerance_limits`.

    Notes
    -----
    Shorter than `tolerance_limits`; the level holds on average and not for every mean.

    Examples
    --------
    >>> score_tolerance_limits(15, 1_000, 1_000)
    (4.0, 35.0)
    """
    scale = _scale(person_years, future_person_years)
    lower, upper = score_poisson_limits(n_events, level=level)
    return counts_within(lower * scale, upper * scale, content=content)


def counts_within(
    mean_lower: ArrayLike, mean_upper: ArrayLike, *, content: float = 0.95
) -> tuple[Numbers, Numbers]:
    """Return the counts that are not rare for any mean between two bounds.

    Parameters
    ----------
    mean_lower, mean_upper : array_like
        Bounds of a Poisson mean in events, 0 or more.
    content : float, default 0.95
        The part of the counts to hold, a fraction in (0, 1).

    Returns
    -------
    lower, upper : float or ndarray
        Poisson quantiles of the lower and of the upper bound.

    Raises
    ------
    EstimationError
        If a bound is missing or negative, or `content` is no fraction.

    Examples
    --------
    >>> counts_within(0.0, 3.7)
    (0.0, 8.0)
    """
    tail = as_tail(content)
    low = as_amounts(mean_lower, name="mean_lower")
    high = as_amounts(mean_upper, name="mean_upper")
    # SciPy places the quantile of a mean of 0 at -1.
    lower = np.maximum(stats.poisson.ppf(tail, low), 0.0)
    upper = np.maximum(stats.poisson.isf(tail, high), 0.0)
    return as_plain(np.asarray(lower)), as_plain(np.asarray(upper))


def _scale(person_years: ArrayLike, future_person_years: ArrayLike) -> Numbers:
    years = as_person_time(person_years, name="person_years")
    return as_plain(as_person_time(future_person_years, name="future_person_years") / years)
