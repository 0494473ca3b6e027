"""How is an uncertain rate drawn, and how sure is the sum that comes of it?

A probabilistic sensitivity analysis draws every uncertain value at once. The curve of a
value follows from what it is: a share gets a Beta, a price a Gamma, hours a Lognormal,
years with a least and a most a PERT. Each is matched to the value and to its spread, so
that nobody has to choose parameters.

=====================================  ==================================================
Case                                   Result
=====================================  ==================================================
low, value and high are the same       a constant
a share of 0 or 1, uncertain           PERT between low and high: no Beta has that mean
a share whose spread no Beta has       refused
an amount of 0, uncertain              PERT between low and high
=====================================  ==================================================
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from analysis.errors import EstimationError, RequestError

FloatArray = NDArray[np.float64]
DISTRIBUTIONS = ("beta", "gamma", "lognormal", "pert")
Z_95 = float(stats.norm.ppf(0.975))


def match_beta(mean: float, sd: float) -> tuple[float, float]:
    """Return the two parameters of the Beta with a mean and a standard deviation.

    Raises
    ------
    EstimationError
        If no Beta has them.

    References
    ----------
    .. [1] A. Briggs, M. Sculpher and K. Claxton, "Decision Modelling for Health Economic
       Evaluation", Oxford University Press, 2006, ch. 4.

    Examples
    --------
    >>> [round(each, 6) for each in match_beta(0.3, 0.05)]
    [24.9, 58.1]
    """
    if not (0.0 < mean < 1.0 and sd > 0.0 and sd**2 < mean * (1.0 - mean)):
        raise EstimationError(
            "No Beta curve has this mean and spread.",
            expected="a mean between 0 and 1, and a variance below mean times (1 - mean)",
            fix="narrow low and high around the value",
        )
    size = mean * (1.0 - mean) / sd**2 - 1.0
    return mean * size, (1.0 - mean) * size


def match_gamma(mean: float, sd: float) -> tuple[float, float]:
    """Return shape and scale of the Gamma with a mean and a standard deviation.

    Raises
    ------
    EstimationError
        If mean or spread is not above zero.

    Examples
    --------
    >>> [round(each, 6) for each in match_gamma(15_000, 2_500)]
    [36.0, 416.666667]
    """
    _fail_unless_positive(mean, sd, "Gamma")
    return (mean / sd) ** 2, sd**2 / mean


def match_lognormal(mean: float, sd: float) -> tuple[float, float]:
    """Return mean and standard deviation of the logarithm, for a mean and a spread.

    Raises
    ------
    EstimationError
        If mean or spread is not above zero.

    Examples
    --------
    >>> [round(each, 6) for each in match_lognormal(15_000, 2_500)]
    [9.602106, 0.165526]
    """
    _fail_unless_positive(mean, sd, "Lognormal")
    variance = math.log1p((sd / mean) ** 2)
    return math.log(mean) - variance / 2.0, math.sqrt(variance)


def match_pert(low: float, mode: float, high: float) -> tuple[float, float]:
    """Return the two parameters of the PERT's Beta on the way from low to high.

    Raises
    ------
    EstimationError
        If the three are not in order.

    Examples
    --------
    >>> [round(each, 6) for each in match_pert(10, 14, 25)]
    [2.066667, 3.933333]
    """
    if not (low <= mode <= high and low < high):
        raise EstimationError(
            "A PERT curve needs a least, a likeliest and a most in that order.",
            expected="low <= value <= high, and low below high",
            fix="correct low and high",
        )
    return 1.0 + 4.0 * (mode - low) / (high - low), 1.0 + 4.0 * (high - mode) / (high - low)


def draw_value(
    value: float, low: float, high: float, *, distribution: str, n_draws: int,
    rng: np.random.Generator,
) -> FloatArray:  # fmt: skip
    """Draw an uncertain value.

    Parameters
    ----------
    value, low, high : float
        The value, and what it lies between with 95 per cent certainty (PERT: at all).
    distribution : {'beta', 'gamma', 'lognormal', 'pert'}
        Its curve.
    n_draws : int
        How many.
    rng : Generator
        Source of randomness.

    Returns
    -------
    array of shape (n_draws,)
        In the unit of the value, never negative where the value is not.

    Raises
    ------
    EstimationError
        If no such curve has the value and the limits.
    RequestError
        If there is no such distribution.

    Notes
    -----
    The standard deviation is the width from low to high over 2 times 1.96. Limits that are
    not equally far from the value keep their width and lose their lean: leans neither way
    in the mean, and a little in each tail. Values are drawn independently of one another:
    where two rise together, such as two benefits in one regulation, the interval of their
    difference is too wide (cautious).
    """
    if distribution not in DISTRIBUTIONS:
        raise RequestError(
            f"There is no distribution {distribution!r}.",
            expected=", ".join(DISTRIBUTIONS),
            fix="correct the name",
        )
    if low == high:
        return np.full(n_draws, float(value))
    sd = (high - low) / (2.0 * Z_95)
    is_at_the_edge = value <= 0.0 or (distribution == "beta" and value >= 1.0)
    draw = _DRAWS["pert" if is_at_the_edge else distribution]
    return draw(value, sd, low, high, n_draws, rng)


def summarise_draws(draws: ArrayLike, *, level: float = 0.95) -> tuple[float, float, float]:
    """Return the mean of draws, and the limits between which the middle of them lies.

    Examples
    --------
    >>> [round(each, 6) for each in summarise_draws(range(101), level=0.9)]
    [50.0, 5.0, 95.0]
    """
    values = np.asarray(draws, dtype=float)
    tail = (1.0 - level) / 2.0
    low, high = np.quantile(values, [tail, 1.0 - tail])
    return float(values.mean()), float(low), float(high)


def probability_of_gain(draws: ArrayLike) -> float:
    """Return the share of draws above zero.

    Examples
    --------
    >>> probability_of_gain([-40, -5, 10, 25, 60])
    0.6
    """
    return float(np.mean(np.asarray(draws, dtype=float) > 0.0))


def value_of_perfect_information(draws: ArrayLike) -> float:
    """Return what it would be worth to know the gain before choosing to act or not.

    Parameters
    ----------
    draws : array
        Net gain of acting over not acting, any unit.

    Notes
    -----
    The choice must be free. Whether somebody is entitled to a benefit is no such choice:
    a value in kroner of reading more cases would then favour not looking, since awards
    cost money. It is offered for choices of organisation only, and no report shows it.

    Examples
    --------
    >>> value_of_perfect_information([-40, -5, 10, 25, 60])
    9.0
    """
    values = np.asarray(draws, dtype=float)
    return float(np.maximum(values, 0.0).mean() - max(0.0, float(values.mean())))


def normal_value_of_perfect_information(mean: float, sd: float) -> float:
    """Return the same for a gain with a normal curve, in closed form.

    Raises
    ------
    EstimationError
        If the spread is not above zero.

    Examples
    --------
    >>> round(normal_value_of_perfect_information(12_000, 30_000), 3)
    6913.165
    """
    if not sd > 0.0:
        raise EstimationError(
            "Without a spread there is nothing to know.",
            expected="sd above 0",
            fix="give the standard deviation of the gain",
        )
    u = abs(mean) / sd
    return float(sd * (stats.norm.pdf(u) - u * stats.norm.sf(u)))


def _draw_beta(
    value: float, sd: float, low: float, high: float, n: int, rng: np.random.Generator
) -> FloatArray:
    del low, high
    return rng.beta(*match_beta(value, sd), size=n)


def _draw_gamma(
    value: float, sd: float, low: float, high: float, n: int, rng: np.random.Generator
) -> FloatArray:
    del low, high
    shape, scale = match_gamma(value, sd)
    return rng.gamma(shape, scale, size=n)


def _draw_lognormal(
    value: float, sd: float, low: float, high: float, n: int, rng: np.random.Generator
) -> FloatArray:
    del low, high
    return rng.lognormal(*match_lognormal(value, sd), size=n)


def _draw_pert(
    value: float, sd: float, low: float, high: float, n: int, rng: np.random.Generator
) -> FloatArray:
    del sd
    return low + (high - low) * rng.beta(*match_pert(low, value, high), size=n)


_DRAWS: dict[str, Callable[[float, float, float, float, int, np.random.Generator], FloatArray]] = {
    "beta": _draw_beta,
    "gamma": _draw_gamma,
    "lognormal": _draw_lognormal,
    "pert": _draw_pert,
}


def _fail_unless_positive(mean: float, sd: float, name: str) -> None:
    if not (0.0 < mean < math.inf and 0.0 < sd < math.inf):
        raise EstimationError(
            f"A {name} curve needs a mean and a spread above zero.",
            expected="value above 0, and low below high",
            fix="correct value, low or high",
        )
