"""Observed against expected: how far from 1, and what is the expected number worth?

The expected number is what the reference's rates predict for the people who live here.
It rests on counts of its own, so it is uncertain too, the more so the smaller the
reference. Four functions give limits, and their names say what each assumes:

- `ratio_to_known_expected`: the expected number is exact. Right for the whole country
  as reference; too narrow for a handful of peers.
- `ratio_to_estimated_expected`: the expected number is as uncertain as the reference's
  counts make it. The default.
- `ratio_to_estimated_expected_midp`: the same with mid-p limits, shorter, which hold
  their level on average and not always.
- `ratio_to_sparse_expected`: the expected number may miss an event in the stratum that
  weighs most. For a reference with much weight on few events.

=================================  =====================================================
Case                               Result
=================================  =====================================================
Nothing observed                   ratio 0, lower limit 0, upper limit finite
Nothing expected                   ratio and its limits undefined (NaN); the excess is
                                   what was observed
Nothing observed nor expected      ratio undefined (NaN), excess 0
Reference of no events             limits with an estimated expected number undefined
=================================  =====================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from analysis.measures.counts.conditional import exact_odds_limits, midp_odds_limits
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
class StandardisedRatio:
    """Observed against expected events; fields are numbers or arrays of one shape.

    Attributes
    ----------
    n_observed, n_expected : float or ndarray
        Events that happened, and that the reference's rates predict here.
    ratio, ratio_lower, ratio_upper : float or ndarray
        Observed over expected, and its limits; NaN where nothing is expected.
    excess, excess_lower, excess_upper : float or ndarray
        Observed minus expected, in events, and its limits: the limits of the ratio
        minus 1, times the expected number. They leave out the error of the expected
        number as a scale: where it is estimated they are too narrow below a ratio of 1
        (91 % for 95 % at a ratio of 0.66, with 1,556 expected that rest on 3,000) and
        too wide above it; `difference_to_estimated_expected` has it in.
    n_reference : float or ndarray
        Effective number of events that the expected number rests on; infinite where it
        is treated as known.
    level : float
        Confidence level, a fraction in (0, 1).
    method : str
        Name of the method that gave the limits.
    """

    n_observed: Numbers
    n_expected: Numbers
    ratio: Numbers
    ratio_lower: Numbers
    ratio_upper: Numbers
    excess: Numbers
    excess_lower: Numbers
    excess_upper: Numbers
    n_reference: Numbers
    level: float
    method: str

    @property
    def is_defined(self) -> Any:
        """Tell whether the ratio has a meaning: whether anything was expected."""
        return np.asarray(self.n_expected > 0)[()]


def ratio_to_known_expected(
    n_observed: ArrayLike, n_expected: ArrayLike, *, level: float = 0.95
) -> StandardisedRatio:
    """Compare observed with expected events, the expected number taken as exact.

    Parameters
    ----------
    n_observed : array_like
        Events that happened, whole numbers.
    n_expected : array_like
        Events expected, 0 or more.
    level : float, default 0.95
        Confidence level, a fraction in (0, 1).

    Returns
    -------
    StandardisedRatio
        Exact Poisson limits of the observed number, over the expected one.

    Raises
    ------
    EstimationError
        If a number is missing or negative, a count is not whole, or the level is no
        fraction.

    Notes
    -----
    Leans to the bold side when the reference is small: its own chance variation is left
    out. Leans to the cautious side otherwise, as exact limits do.

    Examples
    --------
    >>> aby = ratio_to_known_expected(12, 8.4)
    >>> print(f"{aby.ratio:.2f} ({aby.ratio_lower:.2f}-{aby.ratio_upper:.2f})")
    1.43 (0.74-2.50)
    >>> print(f"{aby.excess:+.1f} ({aby.excess_lower:+.1f} to {aby.excess_upper:+.1f})")
    +3.6 (-2.2 to +12.6)
    """
    observed, expected = _as_pair(n_observed, n_expected)
    count_lower, count_upper = exact_poisson_limits(observed, level=level)
    limits = _over(np.asarray(count_lower), expected), _over(np.asarray(count_upper), expected)
    # From the count and not from the ratio, so that it holds where nothing is expected.
    excess_limits = np.asarray(count_lower - expected), np.asarray(count_upper - expected)
    return _result(
        observed,
        expected,
        np.full_like(expected, np.inf),
        limits,
        excess_limits,
        level=level,
        method="exact Poisson, known reference",
    )


def ratio_to_estimated_expected(
    n_observed: ArrayLike, n_expected: ArrayLike, n_reference: ArrayLike, *, level: float = 0.95
) -> StandardisedRatio:
    """Compare observed with expected events, the expected number itself uncertain.

    The expected number E is a weighted sum of the reference's counts. It varies as much
    as a single count of m = E^2 / Var(E) events, the effective number. The limits are
    those of the ratio of two counts, given their sum, with m in place of the second.

    Parameters
    ----------
    n_observed : array_like
        Events that happened, whole numbers.
    n_expected : array_like
        Events expected, 0 or more.
    n_reference : array_like
        Effective number of events behind the expected number, 0 or more; see
        `expectation` in `analysis.measures.standardised.standardisation`.
    level : float, default 0.95
        Confidence level, a fraction in (0, 1).

    Returns
    -------
    StandardisedRatio
        With one stratum the limits are the exact conditional limits of the ratio of
        two rates; as `n_reference` grows they tend to those of
        `ratio_to_known_expected`.

    Raises
    ------
    EstimationError
        If a number is missing or negative, a count is not whole, or the level is no
        fraction.

    Notes
    -----
    Leans to the cautious side when the strata weigh alike, as conditional limits do.
    May be too bold when a large part of the expected number rests on a few events of
    the reference, since a stratum that happened to have none adds no variance. In
    simulation limits at 95 % held the truth 95 to 98 % of the time with a
    `largest_step` of `Expectation` up to 0.05, and 83 to 97 % above it in a reference
    made to be unfavourable.
    Differences in practice among the peers are not a part of the limits: they speak of
    the peers' pooled practice in this time, not of municipalities in general.

    Examples
    --------
    >>> aby = ratio_to_estimated_expected(12, 8.4, 40)
    >>> print(f"{aby.ratio:.2f} ({aby.ratio_lower:.2f}-{aby.ratio_upper:.2f})")
    1.43 (0.68-2.78)
    """
    observed, expected, size = _as_triple(n_observed, n_expected, n_reference)
    limits = exact_odds_limits(observed, size, tail=as_tail(level))
    return _estimated(
        observed,
        expected,
        size,
        limits,
        level=level,
        method="exact conditional, uncertain reference",
    )


def ratio_to_estimated_expected_midp(
    n_observed: ArrayLike, n_expected: ArrayLike, n_reference: ArrayLike, *, level: float = 0.95
) -> StandardisedRatio:
    """Compare observed with an uncertain expected number, with mid-p limits.

    Parameters, result and errors are those of `ratio_to_estimated_expected`.

    Notes
    -----
    Leans to the bold side where that one leans to the cautious: the level holds on
    average over many comparisons, and not for every true ratio.

    Examples
    --------
    >>> aby = ratio_to_estimated_expected_midp(12, 8.4, 40)
    >>> print(f"{aby.ratio:.2f} ({aby.ratio_lower:.2f}-{aby.ratio_upper:.2f})")
    1.43 (0.72-2.67)
    """
    observed, expected, size = _as_triple(n_observed, n_expected, n_reference)
    limits = midp_odds_limits(observed, size, tail=as_tail(level))
    return _estimated(
        observed,
        expected,
        size,
        limits,
        level=level,
        method="mid-p conditional, uncertain reference",
    )


def ratio_to_sparse_expected(
    n_observed: ArrayLike,
    n_expected: ArrayLike,
    n_reference: ArrayLike,
    largest_step: ArrayLike,
    *,
    level: float = 0.95,
) -> StandardisedRatio:
    """Compare observed with expected events that rest on few, one of which may be missing.

    The lower limit of the ratio allows for one more event of the reference, in the
    stratum where it would count most: expected number and variance are both enlarged by
    it. The upper limit is that of `ratio_to_estimated_expected`.

    Parameters
    ----------
    n_observed : array_like
        Events that happened, whole numbers.
    n_expected : array_like
        Events expected, 0 or more.
    n_reference : array_like
        Effective number of events behind the expected number, 0 or more.
    largest_step : array_like
        Share by which the expected number would rise with one more event where it
        weighs most; see `Expectation` in `analysis.measures.standardised.standardisation`. Not used
        where nothing is expected.
    level : float, default 0.95
        Confidence level, a fraction in (0, 1).

    Returns
    -------
    StandardisedRatio
        With strata that weigh alike, the limits of `ratio_to_estimated_expected`.

    Raises
    ------
    EstimationError
        If a number is missing or negative, a count is not whole, or the level is no
        fraction.

    Notes
    -----
    Leans to the cautious side. In simulation limits at 95 % held the truth 95 to 99 % of
    the time, also where half of the expected number rests on a twentieth of ten reference
    events, and `ratio_to_estimated_expected` holds it 82 to 91 %. There they are up to
    half as wide again; with a `largest_step` up to 0.05 they are 3 % wider at most.

    References
    ----------
    .. [1] M. P. Fay and E. J. Feuer, "Confidence intervals for directly standardized
       rates: a method based on the gamma distribution", Statistics in Medicine 16,
       1997, on the one more event.

    Examples
    --------
    >>> aby = ratio_to_sparse_expected(12, 8.4, 40, 0.25)
    >>> print(f"{aby.ratio:.2f} ({aby.ratio_lower:.2f}-{aby.ratio_upper:.2f})")
    1.43 (0.53-2.78)
    """
    observed, expected, size = _as_triple(n_observed, n_expected, n_reference)
    share = np.where(expected > 0, np.broadcast_to(largest_step, expected.shape), 0.0)
    step = as_amounts(share, name="largest_step")
    # In units of the expected number: mean and variance of the reference, one event more.
    variance = _over(np.ones_like(size), size) + step**2
    enlarged = (1.0 + step) ** 2 / variance
    # The conditional lower limit counts one event of its own beyond the size given.
    lower, _ = exact_odds_limits(observed, np.maximum(enlarged - 1.0, 0.0), tail=as_tail(level))
    _, upper = exact_odds_limits(observed, size, tail=as_tail(level))
    return _estimated(
        observed,
        expected,
        size,
        (lower * _over(enlarged, size) / (1.0 + step), upper),
        level=level,
        method="exact conditional, one more reference event",
    )


def _as_pair(n_observed: ArrayLike, n_expected: ArrayLike) -> tuple[FloatArray, FloatArray]:
    observed, expected = np.broadcast_arrays(
        as_counts(n_observed, name="n_observed"), as_amounts(n_expected, name="n_expected")
    )
    return observed, expected


def _as_triple(
    n_observed: ArrayLike, n_expected: ArrayLike, n_reference: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray]:
    observed, expected, size = np.broadcast_arrays(
        as_counts(n_observed, name="n_observed"),
        as_amounts(n_expected, name="n_expected"),
        as_amounts(n_reference, name="n_reference"),
    )
    return observed, expected, size


def _estimated(
    observed: FloatArray,
    expected: FloatArray,
    size: FloatArray,
    odds_limits: tuple[FloatArray, FloatArray],
    *,
    level: float,
    method: str,
) -> StandardisedRatio:
    scale = np.where(size > 0, _over(size, expected), np.nan)
    lower, upper = odds_limits[0] * scale, odds_limits[1] * scale
    excess_limits = (lower - 1.0) * expected, (upper - 1.0) * expected
    return _result(
        observed, expected, size, (lower, upper), excess_limits, level=level, method=method
    )


def _over(numerator: FloatArray, whole: FloatArray) -> FloatArray:
    return np.where(whole > 0, numerator / np.where(whole > 0, whole, 1.0), np.nan)


def _result(
    observed: FloatArray,
    expected: FloatArray,
    size: FloatArray,
    ratio_limits: tuple[FloatArray, FloatArray],
    excess_limits: tuple[FloatArray, FloatArray],
    *,
    level: float,
    method: str,
) -> StandardisedRatio:
    return StandardisedRatio(
        n_observed=as_plain(observed),
        n_expected=as_plain(expected),
        ratio=as_plain(_over(observed, expected)),
        ratio_lower=as_plain(ratio_limits[0]),
        ratio_upper=as_plain(ratio_limits[1]),
        excess=as_plain(np.asarray(observed - expected)),
        excess_lower=as_plain(excess_limits[0]),
        excess_upper=as_plain(excess_limits[1]),
        n_reference=as_plain(size),
        level=level,
        method=method,
    )
