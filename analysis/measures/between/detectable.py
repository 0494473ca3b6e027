"""How large must a true difference be before it is likely to be shown?

*No difference shown* is not *the same*. In a small municipality half the awards may well
go unseen, and not even a stop of all awards be told from chance. Here the question is
turned round: how far from the reference must the true practice be, downwards and upwards,
before a verdict says so eight times out of ten?

The verdicts are those of the reports, and so is the chance: a flow's number is Poisson
about its true mean, and the reference's own number varies too. A stock has only the
second question, whether it would be unusual, and chance at one date.

=========================================  ==============================================
Case                                       Result
=========================================  ==============================================
Not even no events would be shown          shortfall NaN
Nothing expected, or no limits             both NaN
Reference of no events                     both NaN
=========================================  ==============================================
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

from analysis.measures.between.ordinary_range import predictive_limits
from analysis.measures.between.spread import Spread
from analysis.measures.between.unusual import usual_limits
from analysis.measures.inputs import FloatArray, Numbers, as_amounts, as_plain, as_tail
from analysis.measures.standardised.ratios import ratio_to_sparse_expected

Flags = NDArray[np.bool_]
Chance = Callable[[FloatArray], FloatArray]

# Equally likely numbers of the reference; more of them move no ratio by half a per cent.
_N_REFERENCES = 24
# A thousandth and a thousand times the expected number, and enough halvings for six digits.
_FURTHEST, _HALVINGS = np.log(1000.0), 34


@dataclass(frozen=True)
class DetectableRatios:
    """The smallest true ratios that are likely to be shown; numbers or arrays of one shape.

    Attributes
    ----------
    shortfall : float or ndarray
        The largest true ratio under 1 that is shown as lower with the chance wanted. NaN
        where not even no events at all are.
    excess : float or ndarray
        The smallest true ratio over 1 that is shown as higher with that chance.
    power : float
        The chance wanted, a fraction.
    level : float
        Level of the limits, a fraction.
    """

    shortfall: Numbers
    excess: Numbers
    power: float
    level: float


def detectable_difference(
    n_expected: ArrayLike,
    n_reference: ArrayLike,
    largest_step: ArrayLike,
    *,
    power: float = 0.8,
    level: float = 0.95,
) -> DetectableRatios:
    """Return the smallest true ratios that exact limits of a flow would show.

    Parameters
    ----------
    n_expected : array_like
        Events expected at the reference's rates, 0 or more.
    n_reference : array_like
        Effective number of events behind the expected number.
    largest_step : array_like
        Share that one reference event more would add where it weighs most.
    power : float, default 0.8
        The chance of being shown, a fraction in (0, 1).
    level : float, default 0.95
        Level of the limits, a fraction in (0, 1).

    Returns
    -------
    DetectableRatios

    Raises
    ------
    EstimationError
        If a number is missing or negative, or power or level is no fraction.

    Notes
    -----
    Shown means that the limits of `ratio_to_sparse_expected` leave out 1 on the right
    side. The number here is Poisson with mean ratio times expected; the reference's is
    Poisson too, and is held at 24 equally likely values, to which the expected number
    moves along. Its sum is exact for each of them.

    The expected number that was found is taken for the true one, so the ratio is itself
    an estimate; nothing is claimed about the result that was had. It leans to the small
    side where awards come more unevenly than Poisson, such as whole days of backlog.

    References
    ----------
    .. [1] K. Gu, H. K. T. Ng, M. L. Tang and W. R. Schucany, "Testing the ratio of two
       Poisson rates", Biometrical Journal 50, 2008, for the power of such tests.

    Examples
    --------
    Aby expects 400 awards, Bekøb 3; for Bekøb no shortfall can be shown.

    >>> found = detectable_difference([400, 3], [3000, 3000], [0.001, 0.001])
    >>> print(found.shortfall.round(2), found.excess.round(2))
    [0.85  nan] [1.16 3.41]
    """
    told, expected, size, step = _as_told(n_expected, n_reference, largest_step)
    shares, numbers = _references(size)
    here = (expected * shares, numbers, step / np.where(shares > 0, shares, np.inf))

    def is_not_lower(count: FloatArray) -> Flags:
        return np.asarray(~(ratio_to_sparse_expected(count, *here, level=level).ratio_upper < 1.0))

    def is_higher(count: FloatArray) -> Flags:
        return np.asarray(ratio_to_sparse_expected(count, *here, level=level).ratio_lower > 1.0)

    furthest = 60.0 + 8.0 * here[0]
    last_lower = _first(is_not_lower, furthest) - 1.0
    first_higher = _first(is_higher, furthest)
    return _of_counts(expected, last_lower, first_higher, told, power=power, level=level)


def detectable_unusual(
    n_expected: ArrayLike,
    n_reference: ArrayLike,
    *,
    tau2: ArrayLike,
    power: float = 0.8,
    level: float = 0.95,
) -> DetectableRatios:
    """Return the smallest true ratios of a flow that would be called unusual.

    Parameters, result and errors are those of `detectable_difference`.

    Parameters
    ----------
    n_expected, n_reference : array_like
        As there.
    tau2 : array_like
        Variance of the true ratios of municipalities, 0 or more.
    power, level : float
        As there.

    Notes
    -----
    Shown means outside the limits of `usual_limits`. However many are expected the
    answer does not come near to 1, since ordinary municipalities differ: more data do
    not make a usual practice unusual.

    Examples
    --------
    >>> found = detectable_unusual([400, 40_000], [3000, 300_000], tau2=0.04)
    >>> print(found.shortfall.round(2), found.excess.round(2))
    [0.6  0.64] [1.5  1.43]
    """
    told, expected, size, between = _as_told(n_expected, n_reference, tau2)
    shares, numbers = _references(size)
    # A reference that happens to be empty gives no limits, and so shows nothing.
    lower, upper = usual_limits(
        expected * shares, tau2=between, reference_events=np.maximum(numbers, 0.5), level=level
    )
    last_lower = np.nan_to_num(np.ceil(lower) - 1.0, nan=-1.0)
    first_higher = np.nan_to_num(np.floor(upper) + 1.0, nan=np.inf)
    return _of_counts(expected, last_lower, first_higher, told, power=power, level=level)


def detectable_stock(
    n_expected: ArrayLike,
    spread: Spread,
    *,
    n_peers: ArrayLike,
    reference_recipients: ArrayLike,
    power: float = 0.8,
    level: float = 0.95,
) -> DetectableRatios:
    """Return the smallest true ratios of a stock that would be called unusual.

    Parameters
    ----------
    n_expected : array_like
        Expected recipients at the reference's rates, at one date.
    spread : Spread
        How much the other municipalities vary.
    n_peers, reference_recipients : array_like
        As in `predictive_limits`, whose limits are to be passed.
    power, level : float
        As in `detectable_difference`.

    Returns
    -------
    DetectableRatios

    Raises
    ------
    EstimationError
        If a number is missing or negative, there are no peers, or power or level is no
        fraction.

    Notes
    -----
    The municipality's own practice is held still at the ratio asked about; the logarithm
    of its number then varies by chance at one date, 1 / (ratio E + 1/2), and that of the
    reference by 1 / (R + 1/2). The logarithm of a small number is skew, so under 30
    expected the shortfall is rough.

    Examples
    --------
    >>> spread = Spread(center=0.0, sd=0.2, n=97, minimum_expected=10.0)
    >>> found = detectable_stock(
    ...     [17, 2_000], spread, n_peers=5, reference_recipients=20_000
    ... )
    >>> print(found.shortfall.round(2), found.excess.round(2))
    [0.36 0.63] [2.22 1.57]
    """
    expected, recipients, peers = np.broadcast_arrays(
        as_amounts(n_expected, name="n_expected"),
        as_amounts(reference_recipients, name="reference_recipients"),
        n_peers,
    )
    lower, upper = (
        np.asarray(limit)
        for limit in predictive_limits(
            expected, spread, n_peers=peers, reference_recipients=recipients, level=level
        )
    )
    told = np.isfinite(upper)
    known, below, above = (np.where(told, part, 1.0) for part in (expected, lower, upper))

    def distance(log_ratio: FloatArray, limit: FloatArray) -> FloatArray:
        mean = known * np.exp(log_ratio) + 0.5
        return np.log((limit + 0.5) / mean) / np.sqrt(1.0 / mean + 1.0 / (recipients + 0.5))

    def chance_of_lower(far: FloatArray) -> FloatArray:
        return np.asarray(stats.norm.cdf(distance(-far, below)))

    def chance_of_higher(far: FloatArray) -> FloatArray:
        return np.asarray(stats.norm.sf(distance(far, above)))

    # Fewer than none cannot be had.
    return _result(
        chance_of_lower, chance_of_higher, told & (below > 0.0), told, power=power, level=level
    )


def _of_counts(
    expected: FloatArray,
    last_lower: FloatArray,
    first_higher: FloatArray,
    told: Flags,
    *,
    power: float,
    level: float,
) -> DetectableRatios:
    """Find the ratios at which a Poisson count passes the outermost numbers not shown."""

    def chance_of_lower(far: FloatArray) -> FloatArray:
        return np.asarray(np.mean(_at_most(last_lower, expected * np.exp(-far)), axis=0))

    def chance_of_higher(far: FloatArray) -> FloatArray:
        inside = _at_most(first_higher - 1.0, expected * np.exp(far))
        return np.asarray(1.0 - np.mean(inside, axis=0))

    can_fall = np.mean(last_lower >= 0.0, axis=0) >= power
    return _result(
        chance_of_lower, chance_of_higher, told & can_fall, told, power=power, level=level
    )


def _result(
    chance_of_lower: Chance,
    chance_of_higher: Chance,
    can_fall: Flags,
    can_rise: Flags,
    *,
    power: float,
    level: float,
) -> DetectableRatios:
    as_tail(power)
    shortfall = np.exp(-_nearest(chance_of_lower, target=power, shape=can_fall.shape))
    excess = np.exp(_nearest(chance_of_higher, target=power, shape=can_rise.shape))
    return DetectableRatios(
        shortfall=as_plain(np.where(can_fall, shortfall, np.nan)),
        excess=as_plain(np.where(can_rise, excess, np.nan)),
        power=power,
        level=level,
    )


def _nearest(chance: Chance, *, target: float, shape: tuple[int, ...]) -> FloatArray:
    """Return the smallest logarithmic distance at which a chance reaches its target."""
    near, far = np.zeros(shape), np.full(shape, _FURTHEST)
    for _ in range(_HALVINGS):
        middle = (near + far) / 2.0
        is_enough = chance(middle) >= target
        near, far = np.where(is_enough, near, middle), np.where(is_enough, middle, far)
    return far


def _first(is_true: Callable[[FloatArray], Flags], furthest: FloatArray) -> FloatArray:
    """Return the first count at which a statement becomes true; infinite where it does not."""
    low, high = np.full(furthest.shape, -1.0), np.ceil(furthest)
    ever = is_true(high)
    while np.any(high - low > 1.0):
        middle = np.maximum(np.floor((low + high) / 2.0), 0.0)
        is_there = is_true(middle)
        # Where low and high are neighbours the middle is the lower one, or the first of all.
        low, high = (
            np.where(is_there, low, np.maximum(low, middle)),
            np.where(is_there, np.minimum(high, middle), high),
        )
    return np.where(ever, high, np.inf)


def _references(size: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return equally likely numbers of the reference, and their shares of the mean."""
    quantiles = (np.arange(_N_REFERENCES) + 0.5) / _N_REFERENCES
    numbers = np.asarray(
        stats.poisson.ppf(quantiles.reshape(-1, *([1] * size.ndim)), np.maximum(size, 1e-9))
    )
    return numbers / np.where(size > 0, size, 1.0), numbers


def _at_most(count: FloatArray, mean: FloatArray) -> FloatArray:
    """Return the chance of a Poisson count of at most a number; 0 below none."""
    known = np.where(np.isfinite(count) & (count >= 0.0), count, 0.0)
    chance = special.pdtr(known, mean)
    return np.asarray(np.where(count < 0.0, 0.0, np.where(np.isinf(count), 1.0, chance)))


def _as_told(
    n_expected: ArrayLike, n_reference: ArrayLike, third: ArrayLike
) -> tuple[Flags, FloatArray, FloatArray, FloatArray]:
    """Return where an answer can be given, and harmless numbers where not."""
    expected, size, other = (
        np.asarray(part, dtype=np.float64)
        for part in np.broadcast_arrays(n_expected, n_reference, third)
    )
    told = np.asarray((expected > 0) & (size > 0) & np.isfinite(other))
    known = (np.where(told, part, 1.0) for part in (expected, size, other))
    checked = [
        as_amounts(part, name=name)
        for part, name in zip(known, ("n_expected", "n_reference", "third"), strict=True)
    ]
    return told, checked[0], checked[1], checked[2]
