"""How far do several estimates lie apart, beyond their own standard errors?

The estimates ``y`` have known chance variances ``v``. What they vary beyond it is tau2.
Five ways of measuring it are in use; they agree when the estimates are equally precise,
and none of them protects itself against outliers. They are here so that a figure from
another tool can be recognised, and for summaries of a few estimates; verdicts about
municipalities rest on `analysis.measures.between.overdispersion`.

=========================================  ==============================================
Case                                       Result
=========================================  ==============================================
Estimates as alike as chance allows        tau2 0
One estimate                               refused
A chance variance of 0                     refused
=========================================  ==============================================
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, stats

from analysis.errors import EstimationError
from analysis.measures.inputs import FloatArray, as_person_time, as_tail

_CLOSE = 1e-13


@dataclass(frozen=True)
class Heterogeneity:
    """Estimates summarised, with what they vary beyond chance.

    Attributes
    ----------
    tau2 : float
        Variance of the true values behind the estimates, at least 0.
    center : float
        The fixed target, or their mean weighted by 1 / (v + tau2).
    standard_error : float
        Of that weighted mean.
    q : float
        Sum of squared distances over v: from the target, or from the mean weighted by 1/v.
    i2_pct : float
        Share of the variance that is not chance, in per cent.
    n : int
        Estimates.
    """

    tau2: float
    center: float
    standard_error: float
    q: float
    i2_pct: float
    n: int


def dersimonian_laird(estimates: ArrayLike, variances: ArrayLike) -> Heterogeneity:
    """Measure tau2 by the sum of squares about the weighted mean (DerSimonian-Laird).

    Parameters
    ----------
    estimates : array_like
        Two or more estimates on a scale where they are about normal, such as logarithms.
    variances : array_like
        Their chance variances, above 0.

    Raises
    ------
    EstimationError
        If a number is missing, a variance is not above 0, or there is one estimate.

    References
    ----------
    .. [1] R. DerSimonian and N. Laird, "Meta-analysis in clinical trials", Controlled
       Clinical Trials 7, 1986.

    Examples
    --------
    >>> print(f"{dersimonian_laird([0.1, 0.5, -0.2], [0.02, 0.04, 0.03]).tau2:.4f}")
    0.0722
    """
    values, chance = _as_estimates(estimates, variances)
    weights = 1.0 / chance
    distances = values - np.average(values, weights=weights)
    surplus = float((weights * distances**2).sum()) - (values.size - 1)
    return _about_the_mean(surplus / _effective(weights), values, chance)


def dersimonian_laird_about_target(
    estimates: ArrayLike, variances: ArrayLike, *, target: float
) -> Heterogeneity:
    """Measure tau2 by the sum of squares about a fixed target, as funnel plots do.

    Parameters are those of `dersimonian_laird`, and the target on the same scale.

    References
    ----------
    .. [1] D. J. Spiegelhalter, "Funnel plots for comparing institutional performance",
       Statistics in Medicine 24, 2005.

    Examples
    --------
    >>> spread = dersimonian_laird_about_target([0.1, 0.5, -0.2], [0.02, 0.04, 0.03], target=0)
    >>> print(f"{spread.tau2:.4f}")
    0.0879
    """
    values, chance = _as_estimates(estimates, variances)
    weights = 1.0 / chance
    q = float((weights * (values - target) ** 2).sum())
    tau2 = max(0.0, (q - (values.size - 1)) / _effective(weights))
    return _result(tau2, target, q, chance)


def hedges_olkin(estimates: ArrayLike, variances: ArrayLike) -> Heterogeneity:
    """Measure tau2 as the plain variance less the mean chance variance (Hedges-Olkin).

    Parameters and errors are those of `dersimonian_laird`.

    Examples
    --------
    >>> print(f"{hedges_olkin([0.1, 0.5, -0.2], [0.02, 0.04, 0.03]).tau2:.4f}")
    0.0933
    """
    values, chance = _as_estimates(estimates, variances)
    return _about_the_mean(float(values.var(ddof=1) - chance.mean()), values, chance)


def paule_mandel(estimates: ArrayLike, variances: ArrayLike) -> Heterogeneity:
    """Measure tau2 so that the weighted sum of squares is what chance gives.

    Parameters and errors are those of `dersimonian_laird`.

    References
    ----------
    .. [1] R. C. Paule and J. Mandel, "Consensus values and weighting factors", Journal
       of Research of the National Bureau of Standards 87, 1982.

    Examples
    --------
    >>> print(f"{paule_mandel([0.1, 0.5, -0.2], [0.02, 0.04, 0.03]).tau2:.4f}")
    0.0880
    """
    values, chance = _as_estimates(estimates, variances)

    def surplus(tau2: float) -> float:
        weights, distances = _weigh(values, chance, tau2)
        return float((weights * distances**2).sum()) - (values.size - 1)

    return _about_the_mean(_first_root(surplus, values), values, chance)


def maximum_likelihood(estimates: ArrayLike, variances: ArrayLike) -> Heterogeneity:
    """Measure tau2 by maximum likelihood of normal estimates; low when there are few.

    Parameters and errors are those of `dersimonian_laird`.

    Examples
    --------
    >>> print(f"{maximum_likelihood([0.1, 0.5, -0.2], [0.02, 0.04, 0.03]).tau2:.4f}")
    0.0401
    """
    values, chance = _as_estimates(estimates, variances)

    def slope(tau2: float) -> float:
        weights, distances = _weigh(values, chance, tau2)
        return float((weights**2 * distances**2).sum() - weights.sum())

    return _about_the_mean(_first_root(slope, values), values, chance)


def restricted_maximum_likelihood(estimates: ArrayLike, variances: ArrayLike) -> Heterogeneity:
    """Measure tau2 by likelihood, allowing for the mean being estimated (REML).

    Parameters and errors are those of `dersimonian_laird`.

    Examples
    --------
    >>> fitted = restricted_maximum_likelihood([0.1, 0.5, -0.2], [0.02, 0.04, 0.03])
    >>> print(f"{fitted.tau2:.4f}")
    0.0821
    """
    values, chance = _as_estimates(estimates, variances)

    def slope(tau2: float) -> float:
        weights, distances = _weigh(values, chance, tau2)
        leverage = float((weights**2).sum() / weights.sum())
        return float((weights**2 * distances**2).sum() - weights.sum()) + leverage

    return _about_the_mean(_first_root(slope, values), values, chance)


def predictive_interval(summary: Heterogeneity, *, level: float = 0.95) -> tuple[float, float]:
    """Return where the true value of one more unit would lie, by a normal distribution.

    Parameters
    ----------
    summary : Heterogeneity
        From one of the functions about the mean.
    level : float, default 0.95
        Share of true values inside, a fraction in (0, 1).

    Notes
    -----
    Takes tau2 as known: too short when there are few estimates.

    Examples
    --------
    >>> spread = dersimonian_laird([0.1, 0.5, -0.2], [0.02, 0.04, 0.03])
    >>> "{:.2f} to {:.2f}".format(*predictive_interval(spread))
    '-0.52 to 0.76'
    """
    reach = stats.norm.isf(as_tail(level)) * np.sqrt(summary.standard_error**2 + summary.tau2)
    return float(summary.center - reach), float(summary.center + reach)


def _as_estimates(estimates: ArrayLike, variances: ArrayLike) -> tuple[FloatArray, FloatArray]:
    values = np.atleast_1d(np.asarray(estimates, dtype=np.float64))
    chance = np.broadcast_to(as_person_time(variances, name="variances"), values.shape)
    if values.size < 2 or not np.all(np.isfinite(values)):
        raise EstimationError(
            "There are too few known estimates to say how far they lie apart.",
            where="estimates",
            expected="two or more finite numbers",
            fix="leave out what is missing, or state no spread",
        )
    return values, chance


def _effective(weights: FloatArray) -> float:
    return float(weights.sum() - (weights**2).sum() / weights.sum())


def _weigh(values: FloatArray, chance: FloatArray, tau2: float) -> tuple[FloatArray, FloatArray]:
    """Return weights and the distances from the weighted mean."""
    weights = 1.0 / (chance + tau2)
    return weights, values - np.average(values, weights=weights)


def _first_root(surplus: Callable[[float], float], values: FloatArray) -> float:
    """Return where a function that ends below 0 first comes down to it; 0 if it starts there."""
    if surplus(0.0) <= 0.0:
        return 0.0
    # Beyond the sum of squares every one of the functions is below 0.
    largest = float(((values - values.mean()) ** 2).sum())
    return float(optimize.brentq(surplus, 0.0, 2.0 * largest, xtol=_CLOSE))


def _about_the_mean(tau2: float, values: FloatArray, chance: FloatArray) -> Heterogeneity:
    kept = max(0.0, tau2)
    weights, distances = _weigh(values, chance, 0.0)
    center = float(np.average(values, weights=1.0 / (chance + kept)))
    return _result(kept, center, float((weights * distances**2).sum()), chance)


def _result(tau2: float, center: float, q: float, chance: FloatArray) -> Heterogeneity:
    typical = (chance.size - 1) / _effective(1.0 / chance)
    return Heterogeneity(
        tau2=tau2,
        center=float(center),
        standard_error=float(1.0 / np.sqrt((1.0 / (chance + tau2)).sum())),
        q=q,
        i2_pct=100.0 * tau2 / (typical + tau2),
        n=int(chance.size),
    )
