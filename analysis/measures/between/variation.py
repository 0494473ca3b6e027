"""How much do municipalities differ, in one number?

Each number answers a little differently. The systematic component of variation (SCV) and
tau take the chance out; the chi-square test asks whether there is more than chance at
all; the coefficient of variation and the extremal quotient describe what is seen, chance
included, and are here since others print them. A range from the lowest to the highest of
98 municipalities is mostly the chance of the smallest ones.

All take observed and expected events, one of each per municipality, so that age and sex
are already accounted for.

=========================================  ==============================================
Case                                       Result
=========================================  ==============================================
No events in a municipality                used; a quotient over 0 is infinite
Less variation than chance gives           SCV 0; the unbounded estimate may be negative
Expected number of 0                       refused
Fewer than two municipalities              refused
=========================================  ==============================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from analysis.errors import EstimationError
from analysis.measures.inputs import (
    FloatArray,
    as_amounts,
    as_counts,
    as_person_time,
    as_tail,
)

_DRAWS = 2_000


@dataclass(frozen=True)
class SystematicVariation:
    """The variance of true ratios, by Diehr's systematic component of variation.

    Attributes
    ----------
    scv : float
        At least 0. By custom it is printed times 100, and called high from 5.4 and very
        high from 10.
    scv_unbounded : float
        The same before it is cut off at 0.
    scv_lower, scv_upper : float
        Limits from drawing municipalities again and again, at least 0.
    n : int
        Municipalities.
    level : float
        Confidence level, a fraction in (0, 1).
    """

    scv: float
    scv_unbounded: float
    scv_lower: float
    scv_upper: float
    n: int
    level: float


@dataclass(frozen=True)
class Homogeneity:
    """A test of whether municipalities differ by more than chance.

    Attributes
    ----------
    chi2 : float
        Sum of squared differences over the expected number.
    degrees_of_freedom : int
        Municipalities less one.
    p_value : float
        How rarely chance alone gives as much.
    dispersion : float
        chi2 over its degrees of freedom; 1 by chance alone. The phi of a quasi-Poisson
        model.
    log_level : float
        Logarithm of all observed over all expected events.
    log_level_se : float
        Its standard error, widened by the dispersion.
    """

    chi2: float
    degrees_of_freedom: int
    p_value: float
    dispersion: float
    log_level: float
    log_level_se: float


@dataclass(frozen=True)
class TypicalDistance:
    """The standard deviation of practice in plain numbers.

    Attributes
    ----------
    above_pct, below_pct : float
        How far one standard deviation up and down is, in per cent of the middle.
    times_90_to_10 : float
        How many times the rate of the municipality that a tenth lies under is reached by
        the one that a tenth lies over.
    """

    above_pct: float
    below_pct: float
    times_90_to_10: float


def systematic_component(
    n_observed: ArrayLike,
    n_expected: ArrayLike,
    *,
    rng: np.random.Generator,
    level: float = 0.95,
) -> SystematicVariation:
    """Measure the variance of true ratios as what is seen less what chance gives.

    SCV = mean(((O - E) / E)^2 - 1 / E).

    Parameters
    ----------
    n_observed : array_like
        Events, whole numbers, one per municipality.
    n_expected : array_like
        Expected events, above 0.
    rng : Generator
        Source of the draws of municipalities for the limits (2,000 of them).
    level : float, default 0.95
        Confidence level, a fraction in (0, 1).

    Raises
    ------
    EstimationError
        If a number is missing, negative or (a count) not whole, an expected number is
        not above 0, there are fewer than two, or the level is no fraction.

    Notes
    -----
    Every municipality counts alike, so the smallest, whose ratios chance moves most,
    decide. Two or three extreme ones move it much: prefer
    `analysis.measures.between.overdispersion` for a verdict. The limits draw municipalities
    with their counts and lean to the narrow side under some thirty of them.

    References
    ----------
    .. [1] P. Diehr and others, "What is too much variation? The null hypothesis in
       small-area analysis", Health Services Research 24, 1990.

    Examples
    --------
    >>> ratios = np.geomspace(0.75, 1 / 0.75, 40)
    >>> found = systematic_component(
    ...     np.round(400 * ratios), np.full(40, 400), rng=np.random.default_rng(1)
    ... )
    >>> print(f"{100 * found.scv:.1f} ({100 * found.scv_lower:.1f}-{100 * found.scv_upper:.1f})")
    2.7 (1.9-3.7)
    """
    observed, expected = _as_municipalities(n_observed, n_expected)
    tail = as_tail(level)
    parts = ((observed - expected) / expected) ** 2 - 1.0 / expected
    drawn = rng.integers(0, parts.size, size=(_DRAWS, parts.size))
    lower, upper = np.quantile(parts[drawn].mean(axis=1), [tail, 1.0 - tail])
    return SystematicVariation(
        scv=max(0.0, float(parts.mean())),
        scv_unbounded=float(parts.mean()),
        scv_lower=max(0.0, float(lower)),
        scv_upper=max(0.0, float(upper)),
        n=int(parts.size),
        level=level,
    )


def homogeneity(n_observed: ArrayLike, n_expected: ArrayLike) -> Homogeneity:
    """Test whether municipalities differ by more than chance about their common level.

    Parameters and errors are those of `systematic_component`; at least one event.

    Notes
    -----
    With many events a difference too small to matter is found; the test says nothing of
    its size. Under five expected in most municipalities the p value is rough.

    Examples
    --------
    >>> found = homogeneity([30, 18, 12], [20, 20, 20])
    >>> print(f"{found.chi2:.1f} {found.p_value:.3f} {found.dispersion:.1f}")
    8.4 0.015 4.2
    """
    observed, expected = _as_municipalities(n_observed, n_expected)
    if observed.sum() == 0:
        raise EstimationError(
            "Nothing is counted in any municipality.",
            where="n_observed",
            expected="one event or more in all of them together",
            fix="use a longer period",
        )
    level = float(observed.sum() / expected.sum())
    fitted = level * expected
    chi2, freedom = float(((observed - fitted) ** 2 / fitted).sum()), observed.size - 1
    return Homogeneity(
        chi2=chi2,
        degrees_of_freedom=freedom,
        p_value=float(stats.chi2.sf(chi2, freedom)),
        dispersion=chi2 / freedom,
        log_level=float(np.log(level)),
        log_level_se=float(np.sqrt(chi2 / freedom / observed.sum())),
    )


def coefficient_of_variation(n_observed: ArrayLike, n_expected: ArrayLike) -> tuple[float, float]:
    """Return the standard deviation of the ratios over their mean, chance included.

    Parameters and errors are those of `systematic_component`.

    Returns
    -------
    plain, weighted : float
        Every municipality alike (over n - 1); and weighted by its expected number.
        NaN where nothing is counted.

    Examples
    --------
    >>> "{:.3f} {:.3f}".format(*coefficient_of_variation([30, 18, 24], [20, 20, 40]))
    '0.458 0.408'
    """
    observed, expected = _as_municipalities(n_observed, n_expected)
    ratios, middle = observed / expected, float(observed.sum() / expected.sum())
    if middle == 0:
        return np.nan, np.nan
    weighted = np.sqrt(np.average((ratios - middle) ** 2, weights=expected))
    return float(ratios.std(ddof=1) / ratios.mean()), float(weighted / middle)


def extremal_quotient(ratios: ArrayLike, *, each_end: float = 0.0) -> float:
    """Return the highest ratio over the lowest, a share left out at each end.

    Parameters
    ----------
    ratios : array_like
        Rates or ratios of two or more municipalities, 0 or more.
    each_end : float, default 0
        Share left out at each end, a fraction in [0, 0.5), by quantiles of type 7. 0.2
        is the quotient of 80 to 20.

    Returns
    -------
    float
        Infinite over a lowest of 0; NaN where the highest is 0 too.

    Notes
    -----
    Of raw ratios it is mostly chance, and grows with the number of municipalities. Of
    shrunken ratios it leans to the small side.

    Examples
    --------
    >>> extremal_quotient([0.5, 0.8, 1.0, 1.1, 2.0])
    4.0
    >>> round(extremal_quotient([0.5, 0.8, 1.0, 1.1, 2.0], each_end=0.2), 2)
    1.73
    """
    values = as_amounts(ratios, name="ratios").ravel()
    _fail_if_too_few(values)
    low, high = np.quantile(values, [each_end, 1.0 - each_end])
    if low == 0:
        return float(np.inf if high > 0 else np.nan)
    return float(high / low)


def describe_spread(tau2: float) -> TypicalDistance:
    """Say a variance of true ratios as distances that a reader can picture.

    Parameters
    ----------
    tau2 : float
        Variance of the true ratios, 0 or more; an SCV is one too.

    Notes
    -----
    Takes practice to be log-normal with the same relative variance: the standard
    deviation on the logarithmic scale is sqrt(log(1 + tau2)).

    Examples
    --------
    >>> spread = describe_spread(0.04)
    >>> print(f"+{spread.above_pct:.0f} % -{spread.below_pct:.0f} % {spread.times_90_to_10:.1f}")
    +22 % -18 % 1.7
    """
    sd = float(np.sqrt(np.log1p(as_amounts(tau2, name="tau2"))))
    return TypicalDistance(
        above_pct=100.0 * float(np.expm1(sd)),
        below_pct=-100.0 * float(np.expm1(-sd)),
        times_90_to_10=float(np.exp(2.0 * stats.norm.isf(0.1) * sd)),
    )


def _as_municipalities(
    n_observed: ArrayLike, n_expected: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    observed, expected = np.broadcast_arrays(
        np.atleast_1d(as_counts(n_observed, name="n_observed")),
        np.atleast_1d(as_person_time(n_expected, name="n_expected")),
    )
    _fail_if_too_few(observed)
    return observed, expected


def _fail_if_too_few(values: FloatArray) -> None:
    if values.size < 2:
        raise EstimationError(
            "One municipality does not vary.",
            where="the municipalities",
            expected="two or more",
            fix="use all municipalities of the country",
        )
