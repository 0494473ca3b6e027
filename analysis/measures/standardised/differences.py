"""How many events more or fewer than expected, when the expected number is uncertain too?

The limits of a ratio, less 1 and times the expected number, answer this only when the
expected number is exact: they move the ratio and hold the scale still. Here the limits of
the observed and of the expected number are joined (MOVER): the difference is as uncertain
downwards as the observed number downwards and the expected one upwards.

=============================  ==========================================================
Case                           Result
=============================  ==========================================================
Nothing observed               lower limit finite: minus the expected number's upper one
Nothing expected               taken as known: the exact limits of the observed number
Neither                        difference 0, lower limit 0, upper limit finite
Expected from no events        difference as usual, limits undefined (NaN)
=============================  ==========================================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from analysis.measures.counts.intervals import exact_poisson_limits
from analysis.measures.inputs import (
    FloatArray,
    Numbers,
    as_amounts,
    as_counts,
    as_plain,
    as_tail,
)


@dataclass(frozen=True)
class StandardisedDifference:
    """Observed minus expected events; fields are numbers or arrays of one shape.

    Attributes
    ----------
    n_observed, n_expected : float or ndarray
        Events that happened, and that the reference's rates predict here.
    difference, difference_lower, difference_upper : float or ndarray
        Observed minus expected, in events, and its limits.
    level : float
        Confidence level, a fraction in (0, 1).
    method : str
        Name of the method that gave the limits.
    """

    n_observed: Numbers
    n_expected: Numbers
    difference: Numbers
    difference_lower: Numbers
    difference_upper: Numbers
    level: float
    method: str


def difference_to_estimated_expected(
    n_observed: ArrayLike,
    n_expected: ArrayLike,
    n_reference: ArrayLike,
    largest_step: ArrayLike | None = None,
    *,
    level: float = 0.95,
) -> StandardisedDifference:
    """Subtract expected from observed events, the expected number itself uncertain.

    Parameters
    ----------
    n_observed : array_like
        Events that happened, whole numbers.
    n_expected : array_like
        Events expected, 0 or more.
    n_reference : array_like
        Effective number of events behind the expected number, 0 or more; see
        `Expectation` in `analysis.measures.standardised.standardisation`.
    largest_step : array_like, optional
        Share by which the expected number would rise with one more event where it
        weighs most; see `Expectation`. Left out: as if all strata weighed alike.
    level : float, default 0.95
        Confidence level, a fraction in (0, 1).

    Returns
    -------
    StandardisedDifference
        Limits of the mean of the observed number minus the true expected number. As
        `n_reference` grows they tend to the exact Poisson limits of the observed number,
        less the expected one.

    Raises
    ------
    EstimationError
        If a number is missing or negative, a count is not whole, or the level is no
        fraction.

    Notes
    -----
    Joins the exact Poisson limits of the observed number with gamma limits of the
    expected one, after [1]_. With one stratum limits at 95 % held the truth 95 to 98 % of
    the time in simulation, at ratios of observed to expected from 0.4 to 1.5.
    Bold where nothing is expected, since an expected number of 0 is taken as known; and,
    without `largest_step`, where a large part of the expected number rests on a few
    events of the reference.

    References
    ----------
    .. [1] G. Y. Zou and A. Donner, "Construction of confidence limits about effect
       measures: a general approach", Statistics in Medicine 27, 2008.

    Examples
    --------
    >>> aby = difference_to_estimated_expected(12, 8.4, 40)
    >>> limits = f"{aby.difference_lower:+.1f} to {aby.difference_upper:+.1f}"
    >>> print(f"{aby.difference:+.1f} ({limits})")
    +3.6 (-2.9 to +12.9)
    """
    observed, expected, size = np.broadcast_arrays(
        as_counts(n_observed, name="n_observed"),
        as_amounts(n_expected, name="n_expected"),
        as_amounts(n_reference, name="n_reference"),
    )
    count_lower, count_upper = exact_poisson_limits(observed, level=level)
    alike = np.where(size > 0, 1.0 / np.where(size > 0, size, 1.0), 0.0)
    given = alike if largest_step is None else np.where(expected > 0, largest_step, 0.0)
    step = np.broadcast_to(as_amounts(given, name="largest_step"), expected.shape)
    expected_lower, expected_upper = _expected_limits(expected, size, step, tail=as_tail(level))
    difference = np.asarray(observed - expected)
    below = np.hypot(observed - count_lower, expected_upper - expected)
    above = np.hypot(count_upper - observed, expected - expected_lower)
    return StandardisedDifference(
        n_observed=as_plain(observed),
        n_expected=as_plain(expected),
        difference=as_plain(difference),
        difference_lower=as_plain(np.asarray(difference - below)),
        difference_upper=as_plain(np.asarray(difference + above)),
        level=level,
        method="MOVER, exact Poisson and gamma",
    )


def _expected_limits(
    expected: FloatArray, size: FloatArray, step: FloatArray, *, tail: float
) -> tuple[FloatArray, FloatArray]:
    """Return the limits of the expected number: gamma, the upper one with one event more.

    Mean and variance of the upper limit's gamma are enlarged by the event that would
    count most. With strata that weigh alike its shape is the effective size plus 1.
    """
    has_events = size > 0
    shape = np.where(has_events, size, 1.0)
    # Without events there is no scale, unless nothing is expected either.
    scale = np.where(has_events, expected / shape, np.where(expected > 0, np.nan, 0.0))
    # In units of the expected number.
    variance = 1.0 / shape + step**2
    larger = (1.0 + step) ** 2 / variance
    lower = scale * special.gammaincinv(shape, tail)
    upper = scale * shape * (1.0 + step) / larger * special.gammainccinv(larger, tail)
    return lower, upper
