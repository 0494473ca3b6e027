"""How much do municipalities differ beyond chance?

Were all municipalities of one practice, their ratios of observed over expected would
still differ, and by a known amount: the Poisson chance. What they differ beyond it is
called tau2, the variance of the true ratios, and it decides what is *unusual among
municipalities*. A tau2 that is too small makes ordinary municipalities look unusual.

A few municipalities may truly be unusual, and must not widen what is usual. The default
therefore pulls the outermost tenth at each end in (winsorises) and corrects for having
done so. Maximum likelihood beside it uses every municipality as it is.

=========================================  ==============================================
Case                                       Result
=========================================  ==============================================
Municipalities as alike as chance allows   tau2 0
A municipality without events              used as it is; no logarithm is taken
Expected number of 0                       left out, for it says nothing
Fewer than 20 usable municipalities        refused
=========================================  ==============================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, special
from scipy.optimize import elementwise

from analysis.errors import EstimationError
from analysis.measures.between.gamma_poisson import log_probability
from analysis.measures.inputs import FloatArray, Numbers, as_amounts, as_counts, as_plain

WINSORISED = "winsorised Paule-Mandel"
MAXIMUM_LIKELIHOOD = "negative binomial maximum likelihood"

_FEWEST_MUNICIPALITIES = 20
_NEAR = 1.25  # leaving one of a hundred municipalities out moves a variance less than this
_EACH_END = 0.10
# Mean square of a standard normal variable pulled in to its 10 % and 90 % quantiles.
_ORDINARY_SQUARE = 0.6786546
# A tau under 0.001 is none, and one of 10 is beyond anything that practice can do.
_SMALLEST_TAU2, _LARGEST_TAU2 = 1e-6, 100.0


@dataclass(frozen=True)
class Overdispersion:
    """How far the true ratios of municipalities lie apart, beyond chance.

    Attributes
    ----------
    tau2 : float
        Variance of the true ratios of observed over expected; 0 when chance explains all.
    tau : float
        Their standard deviation. 0.2 reads: a typical municipality lies about 20 % above
        or below.
    n : int
        Municipalities that it rests on.
    mean_expected : float
        Their average expected number of events; under 10 there is little to see with.
    method : str
        Name of the method.
    """

    tau2: float
    tau: float
    n: int
    mean_expected: float
    method: str


def winsorised_dispersion(n_observed: ArrayLike, n_expected: ArrayLike) -> Overdispersion:
    """Measure tau2 of flows by the winsorised Paule-Mandel equation, about a ratio of 1.

    With y = 2 sqrt(O + 3/8) - 2 sqrt(E + 1/8), whose chance variance is 1, divided by
    sqrt(E) to be on the scale of the ratio, tau2 makes the winsorised squares of
    y / sqrt(1/E + tau2) as large as those of a standard normal variable.

    Parameters
    ----------
    n_observed : array_like
        Events counted in a period, whole numbers, one per municipality.
    n_expected : array_like
        Expected events at the reference practice, 0 or more, one per municipality.

    Returns
    -------
    Overdispersion

    Raises
    ------
    EstimationError
        If a number is missing, negative or (a count) not whole, or fewer than 20
        municipalities have an expected number above 0.

    Notes
    -----
    Six outliers among 98 move it little. With more than a tenth truly apart at one end
    it leans to the wide side. Where the average expected number is under 10 it is
    uncertain and often 0, and verdicts that rest on it have little power. The square
    root needs no logarithm of zero.

    References
    ----------
    .. [1] R. C. Paule and J. Mandel, "Consensus values and weighting factors", Journal
       of Research of the National Bureau of Standards 87, 1982.
    .. [2] D. J. Spiegelhalter, "Handling over-dispersion of performance indicators",
       Quality and Safety in Health Care 14, 2005.

    Examples
    --------
    Forty invented municipalities, from three quarters of the expected number to a third
    more; and forty that are all as expected.

    >>> ratios = np.geomspace(0.75, 1 / 0.75, 40)
    >>> print(f"{winsorised_dispersion(np.round(400 * ratios), np.full(40, 400)).tau:.2f}")
    0.19
    >>> winsorised_dispersion(np.full(40, 25), np.full(40, 25)).tau2
    0.0
    """
    observed, expected = _as_usable(n_observed, n_expected)
    distances = _root_distances(observed, expected)
    tau2 = float(variance_beyond_chance(distances, 1.0 / expected, n_estimated=0))
    return _result(tau2, expected, WINSORISED)


def dispersion_of_the_others(n_observed: ArrayLike, n_expected: ArrayLike) -> FloatArray:
    """Measure for each municipality the tau2 of all the others, many times at once.

    What is usual among municipalities is asked about one of them, which must not have a
    say in the answer.

    Parameters
    ----------
    n_observed, n_expected : array_like
        As in `winsorised_dispersion`; the last axis runs over municipalities, the others
        over periods or copies. NaN where a municipality has no figure.

    Returns
    -------
    ndarray
        The tau2 of `winsorised_dispersion` without the municipality in its place; NaN
        where fewer than 20 others are usable.

    Examples
    --------
    >>> ratios = np.append(np.geomspace(0.75, 1 / 0.75, 40), 9.0)
    >>> tau2 = dispersion_of_the_others(np.round(400 * ratios), np.full(41, 400))
    >>> print(f"{np.sqrt(tau2[-1]):.2f} {np.sqrt(tau2[0]):.2f}")
    0.19 0.19
    """
    observed, expected = np.broadcast_arrays(
        np.asarray(n_observed, dtype=np.float64), np.asarray(n_expected, dtype=np.float64)
    )
    is_usable = np.isfinite(observed) & (expected > 0.0)
    known = np.where(is_usable, expected, 1.0)
    distances = np.where(is_usable, _root_distances(observed, known), np.nan)
    others, chance = without_each(distances), 1.0 / known
    of_all = np.asarray(variance_beyond_chance(distances, chance, n_estimated=0))
    tau2 = variance_beyond_chance(
        others, chance[..., np.newaxis, :], n_estimated=0, near=of_all[..., np.newaxis]
    )
    is_enough = np.count_nonzero(np.isfinite(others), axis=-1) >= _FEWEST_MUNICIPALITIES
    return np.where(is_enough, tau2, np.nan)


def without_each(values: FloatArray) -> FloatArray:
    """Repeat the last axis once for each of its places, with NaN in that place.

    Examples
    --------
    >>> without_each(np.array([1.0, 2.0]))
    array([[nan,  2.],
           [ 1., nan]])
    """
    is_own = np.eye(values.shape[-1], dtype=bool)
    return np.where(is_own, np.nan, values[..., np.newaxis, :])


def likeliest_dispersion(n_observed: ArrayLike, n_expected: ArrayLike) -> Overdispersion:
    """Measure tau2 of flows by negative binomial maximum likelihood, about a ratio of 1.

    Parameters, result and errors are those of `winsorised_dispersion`.

    Notes
    -----
    Uses counts as they are and is the better one where the expected numbers are small
    and nobody is truly apart. Every outlier widens it, so that it finds fewer of them:
    shown beside the default, not instead of it.

    References
    ----------
    .. [1] M. Martuzzi and M. Hills, "Estimating the degree of heterogeneity between
       event rates using likelihood", American Journal of Epidemiology 141, 1995.

    Examples
    --------
    >>> ratios = np.geomspace(0.75, 1 / 0.75, 40)
    >>> print(f"{likeliest_dispersion(np.round(400 * ratios), np.full(40, 400)).tau:.2f}")
    0.16
    >>> likeliest_dispersion(np.full(40, 25), np.full(40, 25)).tau2
    0.0
    """
    observed, expected = _as_usable(n_observed, n_expected)

    def fit(log_tau2: float) -> float:
        return float(log_probability(observed, expected, np.exp(log_tau2)).sum())

    # A grid first, since the curve is flat towards 0 and a search started there stays.
    grid = np.linspace(np.log(_SMALLEST_TAU2), np.log(_LARGEST_TAU2), 41)
    best = int(np.argmax([fit(point) for point in grid]))
    if best == 0:
        return _result(0.0, expected, MAXIMUM_LIKELIHOOD)
    if best == grid.size - 1:
        return _result(_LARGEST_TAU2, expected, MAXIMUM_LIKELIHOOD)
    low, high = grid[best - 1], grid[best + 1]
    if _slope(low, observed, expected) * _slope(high, observed, expected) >= 0:
        # Hardly an event anywhere: the curve is flat to the last digit.
        return _result(float(np.exp(grid[best])), expected, MAXIMUM_LIKELIHOOD)
    log_tau2 = optimize.brentq(_slope, low, high, args=(observed, expected), xtol=1e-13)
    return _result(float(np.exp(log_tau2)), expected, MAXIMUM_LIKELIHOOD)


def variance_beyond_chance(
    distances: ArrayLike,
    chance_variances: ArrayLike,
    *,
    n_estimated: int,
    near: ArrayLike | None = None,
) -> Numbers:
    """Return the variance that distances have beyond chance, unmoved by a few outliers.

    The root of mean(z^2) = 0.6786546, where z = distance / sqrt(chance variance + root)
    is winsorised at its 10 % and 90 % quantiles (type 7); 0 where the mean lies below
    that already without any further variance.

    Parameters
    ----------
    distances : array_like
        Distances from the target, on a scale where they are about normal; the last axis
        runs over municipalities, and each row of the others is a problem of its own.
        NaN where a municipality is left out.
    chance_variances : array_like
        Their variance by chance alone, above 0, on the square of that scale.
    n_estimated : int
        Numbers estimated from the same distances: 0 about a fixed target, 1 about
        their mean.
    near : array_like, optional
        Where the variances are thought to lie, of the shape of the result. Only the
        number of steps depends on it.

    Returns
    -------
    float or ndarray
        One variance for each problem.

    Examples
    --------
    >>> ten = np.linspace(-1, 1, 21)
    >>> print(f"{variance_beyond_chance(ten, np.full(21, 0.01), n_estimated=0):.3f}")
    0.456
    >>> variance_beyond_chance(ten, np.full(21, 1.0), n_estimated=0)
    0.0
    """
    far, chance = np.broadcast_arrays(
        np.asarray(distances, dtype=np.float64), np.asarray(chance_variances, dtype=np.float64)
    )
    shape = far.shape[:-1]
    rows, chance = far.reshape(-1, far.shape[-1]), chance.reshape(-1, far.shape[-1])
    is_left_out = ~np.isfinite(rows)
    degrees = np.maximum(np.count_nonzero(~is_left_out, axis=1) - n_estimated, 1)

    def surplus(variance: FloatArray, row: NDArray[np.int64]) -> FloatArray:
        # In the first steps every row is asked for, and none need be copied out.
        some = slice(None) if len(row) == len(rows) else row
        squares = winsorise(rows[some] / np.sqrt(chance[some] + variance[:, np.newaxis]))
        np.square(squares, out=squares)
        squares[is_left_out[some]] = 0.0
        return np.asarray(squares.sum(axis=1) / degrees[some] - _ORDINARY_SQUARE)

    every = np.arange(len(rows))
    varies = every[surplus(np.zeros(len(rows)), every) > 0.0]
    result = np.zeros(len(rows))
    if varies.size:
        # So much variance that every square is at most half of the ordinary one.
        lowest = np.zeros(varies.size)
        largest = 2.0 * np.nanmax(rows[varies] ** 2, axis=1) / _ORDINARY_SQUARE
        if near is not None:
            guess = np.broadcast_to(near, shape).reshape(-1)[varies]
            under, over = guess / _NEAR, guess * _NEAR
            lowest = np.where(surplus(under, varies) > 0.0, under, lowest)
            largest = np.where(surplus(over, varies) < 0.0, over, largest)
        result[varies] = elementwise.find_root(
            surplus,
            (lowest, largest),
            args=(varies,),
            tolerances={"xatol": 1e-13, "xrtol": 1e-12, "fatol": 0.0, "frtol": 0.0},
        ).x
    return as_plain(result.reshape(shape))


def winsorise(values: FloatArray, *, each_end: float = _EACH_END) -> FloatArray:
    """Pull the outermost values in to the quantiles (type 7) of the rest.

    Parameters
    ----------
    values : ndarray
        Numbers; the last axis runs over those that belong together. NaN stays NaN and
        is no part of the quantiles.
    each_end : float, default 0.1
        Share of them pulled in at each end, a fraction in [0, 0.5).

    Examples
    --------
    >>> winsorise(np.array([-50.0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 90]))
    array([1., 1., 2., 3., 4., 5., 6., 7., 8., 9., 9.])
    """
    ordered = np.sort(values, axis=-1)
    last = np.count_nonzero(np.isfinite(values), axis=-1, keepdims=True) - 1
    low = _quantile(ordered, each_end, last)
    high = _quantile(ordered, 1.0 - each_end, last)
    return np.clip(values, low, high)


def _quantile(ordered: FloatArray, share: float, last: NDArray[np.int64]) -> FloatArray:
    """Return the quantile of type 7 among values in order, the last of them at `last`."""
    place = np.maximum(last, 0) * share
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(last, 0))
    first = np.take_along_axis(ordered, below, axis=-1)
    second = np.take_along_axis(ordered, above, axis=-1)
    return np.asarray(first + (second - first) * (place - below))


def _root_distances(observed: FloatArray, expected: FloatArray) -> FloatArray:
    """Return the distance of observed from expected, on the scale of the ratio."""
    roots = np.sqrt(observed + 0.375) - np.sqrt(expected + 0.125)
    return np.asarray(2.0 * roots / np.sqrt(expected))


def _as_usable(n_observed: ArrayLike, n_expected: ArrayLike) -> tuple[FloatArray, FloatArray]:
    observed, expected = np.broadcast_arrays(
        as_counts(n_observed, name="n_observed"), as_amounts(n_expected, name="n_expected")
    )
    is_usable = expected > 0.0
    n_usable = np.count_nonzero(is_usable)
    if n_usable < _FEWEST_MUNICIPALITIES:
        raise EstimationError(
            f"{n_usable} municipalities are too few to show how far they differ.",
            where="n_expected",
            expected=f"{_FEWEST_MUNICIPALITIES} or more with an expected number above 0",
            fix="use all municipalities of the country, or state no verdict",
        )
    return observed[is_usable], expected[is_usable]


def _slope(log_tau2: float, observed: FloatArray, expected: FloatArray) -> float:
    """Return the slope of the likelihood, in the size 1 / tau2 of the gamma distribution."""
    size = np.exp(-log_tau2)
    counted = special.digamma(observed + size) - special.digamma(size)
    return float(
        (counted - np.log1p(expected / size) + (expected - observed) / (expected + size)).sum()
    )


def _result(tau2: float, expected: FloatArray, method: str) -> Overdispersion:
    return Overdispersion(
        tau2=tau2,
        tau=float(np.sqrt(tau2)),
        n=int(expected.size),
        mean_expected=float(expected.mean()),
        method=method,
    )
