"""How far do the stocks of municipalities lie apart, beyond chance at one date?

Two municipalities with the same people in them do not have the same number on a
benefit. Two things are behind it, and they are held apart here:

- **Variation between municipalities**: practice, industry and history differ. It is
  seen in the other municipalities, as the spread of their logarithm of observed over
  expected, beyond what chance explains. A large municipality has it as a small one has.
- **Chance at one date**: where seventeen are expected, a handful more or fewer means
  nothing. It is large in a small municipality and next to nothing in a large one.

What a municipality of ordinary practice would lie between follows from both: see
`analysis.measures.between.ordinary_range`.

=========================================  ==============================================
Case                                       Result
=========================================  ==============================================
Fewer than 20 usable municipalities        refused
Municipality with too small an expected    left out of the spread
Municipalities as alike as chance allows   spread 0
=========================================  ==============================================
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError
from analysis.measures.between.overdispersion import (
    variance_beyond_chance,
    winsorise,
    without_each,
)
from analysis.measures.inputs import FloatArray, Numbers, as_amounts, as_plain

_FEWEST_MUNICIPALITIES = 20
# How much less sure a winsorised variance is of a normal variable's than the plain one, as
# a ratio of variances: 1.41 from 40 municipalities on, 1.45 of 22, by simulation.
_WINSORISING_COSTS = 1.41


@dataclass(frozen=True)
class Spread:
    """How far the stocks of municipalities lie from their expected numbers.

    Fields are numbers, or arrays with one entry for each time that it was measured.

    Attributes
    ----------
    center : float
        Typical logarithm of observed over expected; near 0.
    sd : float
        Standard deviation of that logarithm among municipalities, beyond chance. 0.2
        reads: a typical municipality lies about 20 % above or below. 0: chance explains
        all that is seen.
    n : int
        Municipalities that it rests on.
    minimum_expected : float
        The smallest expected number among them, in recipients.
    variance_error : float
        Standard error of the square of `sd`. Large where few municipalities with small
        numbers show the spread. NaN: taken to be as sure as `n` equal ones make it.
    """

    center: Numbers
    sd: Numbers
    n: Numbers
    minimum_expected: float
    variance_error: Numbers = np.nan

    def of(self, *place: int) -> Spread:
        """Return one of several spreads, by its place in the arrays."""
        center, sd, n, error = (float(np.asarray(part)[place]) for part in self._parts)
        return Spread(center, sd, n, self.minimum_expected, error)

    def at(self, places: Any) -> Spread:
        """Return some of several spreads, by an index of the last axis."""
        center, sd, n, error = (np.asarray(part)[..., places] for part in self._parts)
        return Spread(center, sd, n, self.minimum_expected, error)

    def spread_over(self, shape: tuple[int, ...]) -> Spread:
        """Return the same spread for each of many comparisons."""
        center, sd, n, error = (np.broadcast_to(part, shape) for part in self._parts)
        return Spread(center, sd, n, self.minimum_expected, error)

    @property
    def _parts(self) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        return self.center, self.sd, self.n, self.variance_error


def log_spread(
    n_recipients: ArrayLike, n_expected: ArrayLike, *, minimum_expected: float = 10.0
) -> Spread:
    """Measure how far stocks lie apart among municipalities, beyond chance.

    With d = log((O + 1/2) / (E + 1/2)) and its chance variance 1 / (E + 1/2), the spread
    is the sd that makes z = (d - center) / sqrt(1 / (E + 1/2) + sd^2) as large as
    a standard normal variable is, when both are pulled in to their 10 % and 90 %
    quantiles (winsorised), so that a few extreme municipalities do not widen it.

    Parameters
    ----------
    n_recipients, n_expected : array_like
        Observed and expected recipients at one date, one of each per municipality, the
        focus left out. Each expected number rests on the rates of the others. A mean of
        dates is allowed, a sum of dates is not: it counts people again.
    minimum_expected : float, default 10
        Municipalities with a smaller expected number are left out, and get no limits:
        under 10 a logarithm is too skew for them.

    Returns
    -------
    Spread
        Winsorised mean of d, and the standard deviation beyond chance.

    Raises
    ------
    EstimationError
        If fewer than 20 municipalities are left, or a number is missing or negative.

    Notes
    -----
    The estimator solves for the variance as [1]_ does, with the winsorised sum of
    squares of [2]_ held against its expectation for a normal variable, 0.6786546. The
    quantiles are of type 7. The center is the plain winsorised mean: weighting by
    precision gave the same spread within 0.003 in simulation, and lets København count
    most where the spread is 0. Where chance is negligible the result is the
    winsorised standard deviation of d over sqrt(0.6786546).

    With many municipalities truly apart from the rest, more than a tenth at one end, it
    leans to the wide side. For what the chance part assumes see `predictive_limits` in
    `analysis.measures.between.ordinary_range`.

    References
    ----------
    .. [1] R. C. Paule and J. Mandel, "Consensus values and weighting factors", Journal
       of Research of the National Bureau of Standards 87, 1982.
    .. [2] D. J. Spiegelhalter, "Handling over-dispersion of performance indicators",
       Quality and Safety in Health Care 14, 2005.

    Examples
    --------
    Forty invented municipalities, from half of the expected number to twice as many;
    and the same shares of a number so small that chance explains a part of them.

    >>> ratios = np.geomspace(0.5, 2, 40)
    >>> spread = log_spread(10_000 * ratios, np.full(40, 10_000.0))
    >>> print(f"{spread.center:.2f} {spread.sd:.2f} {spread.n}")
    0.00 0.47 40
    >>> print(f"{log_spread(15 * ratios, np.full(40, 15.0)).sd:.2f}")
    0.38
    """
    observed, expected = np.broadcast_arrays(
        as_amounts(n_recipients, name="n_recipients"), as_amounts(n_expected, name="n_expected")
    )
    is_usable = expected >= minimum_expected
    distances = np.log((observed[is_usable] + 0.5) / (expected[is_usable] + 0.5))
    _fail_if_too_few_municipalities(distances, minimum_expected)
    return _spread(distances, chance_variance(expected[is_usable]), float(minimum_expected))


def spread_of_the_others(
    n_recipients: ArrayLike, n_expected: ArrayLike, *, minimum_expected: float = 10.0
) -> Spread:
    """Measure for each municipality the spread of all the others, many times at once.

    Parameters
    ----------
    n_recipients, n_expected : array_like
        As in `log_spread`, none left out; the last axis runs over municipalities, the
        others over periods or copies. NaN where a municipality has no figure.
    minimum_expected : float, default 10
        As in `log_spread`.

    Returns
    -------
    Spread
        Arrays with the `log_spread` without the municipality in its place; NaN where
        fewer than 20 others are usable.

    Examples
    --------
    >>> ratios = np.append(np.geomspace(0.5, 2, 40), 9.0)
    >>> spread = spread_of_the_others(10_000 * ratios, np.full(41, 10_000.0))
    >>> print(f"{spread.sd[-1]:.2f} {spread.sd[0]:.2f}")
    0.47 0.47
    """
    observed, expected = np.broadcast_arrays(
        np.asarray(n_recipients, dtype=np.float64), np.asarray(n_expected, dtype=np.float64)
    )
    is_usable = np.isfinite(observed) & (expected >= minimum_expected)
    known = np.where(is_usable, expected, minimum_expected)
    distances = np.where(is_usable, np.log((observed + 0.5) / (known + 0.5)), np.nan)
    chance = chance_variance(known)
    of_all = _spread(distances, chance, float(minimum_expected))
    found = _spread(
        without_each(distances),
        chance[..., np.newaxis, :],
        float(minimum_expected),
        near=np.asarray(of_all.sd)[..., np.newaxis] ** 2,
    )
    is_enough = found.n >= _FEWEST_MUNICIPALITIES
    center, sd, error = (
        np.where(is_enough, part, np.nan) for part in (found.center, found.sd, found.variance_error)
    )
    return Spread(center, sd, found.n, found.minimum_expected, error)


def _spread(
    distances: FloatArray,
    chance: FloatArray,
    minimum_expected: float,
    *,
    near: FloatArray | None = None,
) -> Spread:
    """Return the spread along the last axis, where NaN is left out."""
    n = np.count_nonzero(np.isfinite(distances), axis=-1)
    center = np.nansum(winsorise(distances), axis=-1) / np.maximum(n, 1)
    variance = variance_beyond_chance(
        distances - center[..., np.newaxis], chance, n_estimated=1, near=near
    )
    # The equation sums z^2, whose slope in the variance is the sum of the precisions.
    precisions = 1.0 / (chance + np.asarray(variance)[..., np.newaxis])
    total = np.where(np.isfinite(distances), precisions, 0.0).sum(axis=-1)
    error = np.sqrt(_WINSORISING_COSTS * 2.0 * n) / np.where(total > 0, total, 1.0)
    return Spread(
        as_plain(np.asarray(center)),
        as_plain(np.sqrt(variance)),
        n,
        minimum_expected,
        as_plain(np.asarray(error)),
    )


def chance_variance(recipients: FloatArray) -> FloatArray:
    """Return the variance that chance at one date gives the logarithm of a count."""
    return np.asarray(1.0 / (recipients + 0.5))


def _fail_if_too_few_municipalities(distances: FloatArray, minimum_expected: float) -> None:
    if distances.size < _FEWEST_MUNICIPALITIES:
        raise EstimationError(
            f"{distances.size} municipalities are too few to show how far they lie apart.",
            where="n_expected",
            expected=f"{_FEWEST_MUNICIPALITIES} or more with {minimum_expected:g} expected or more",
            fix="use a longer period or a larger benefit, or state no limits",
        )
