"""How much do municipalities vary, in words that a reader can picture?

The variance of true ratios (tau2) is turned into how far a typical municipality lies over
or under the middle. Its limits come from leaving each municipality out in turn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from analysis.comparison.denominators import FloatArray
from analysis.comparison.references import Expected
from analysis.measures.between.overdispersion import likeliest_dispersion
from analysis.measures.between.spread import Spread
from analysis.measures.between.variation import (
    SystematicVariation,
    TypicalDistance,
    describe_spread,
    systematic_component,
)
from analysis.measures.inputs import as_tail


@dataclass(frozen=True)
class Variation:
    """How much practice varies among municipalities, the focus left out.

    Attributes
    ----------
    tau2 : float
        Variance of the true ratios; 0 where chance explains all.
    typical, typical_lower, typical_upper : TypicalDistance
        The same as distances in per cent, with limits.
    likeliest : TypicalDistance or None
        Of awards: the same by negative binomial maximum likelihood, which every unusual
        municipality widens.
    scv : SystematicVariation or None
        Of awards: Diehr's systematic component of variation, with limits.
    n : int
        Municipalities that it rests on.
    mean_expected : float
        Their average expected number; under 10 there is little to see with.
    """

    tau2: float
    typical: TypicalDistance
    typical_lower: TypicalDistance
    typical_upper: TypicalDistance
    likeliest: TypicalDistance | None
    scv: SystematicVariation | None
    n: int
    mean_expected: float


def vary_flows(
    expected: Expected, tau2: FloatArray, *, focus: int, rng: np.random.Generator, level: float
) -> Variation:
    """Return how much the awards of the other municipalities vary beyond chance.

    Parameters
    ----------
    expected : Expected
        Every municipality against the rest of the country.
    tau2 : ndarray
        By municipality, the variance of the others' true ratios; that of the focus is
        what is described, and how they differ among themselves gives the limits.
    focus : int
        Place of the focus.
    rng : Generator
        Source of the draws behind the limits of the SCV.
    level : float
        Level of the limits, a fraction in (0, 1).

    Notes
    -----
    The limits are the jackknife's, of the standard deviation, cut off at 0. They lean to
    the narrow side under some thirty municipalities and near 0.

    References
    ----------
    .. [1] B. Efron and C. Stein, "The jackknife estimate of variance", Annals of
       Statistics 9, 1981.
    """
    told = (expected.n_expected > 0) & (np.arange(tau2.size) != focus)
    observed, mean = expected.n_observed[told], expected.n_expected[told]
    return _describe(
        np.sqrt(tau2),
        focus,
        level=level,
        mean=mean,
        likeliest=describe_spread(likeliest_dispersion(observed, mean).tau2),
        scv=systematic_component(observed, mean, rng=rng, level=level),
    )


def vary_stocks(expected: Expected, spread: Spread, *, focus: int, level: float) -> Variation:
    """Return how much the stocks of the other municipalities vary beyond chance at one date.

    Parameters
    ----------
    expected : Expected
        Every municipality against the rest of the country.
    spread : Spread
        By municipality, how much the others vary.
    focus, level
        As in `vary_flows`, whose limits they are.
    """
    sd = np.asarray(spread.sd)
    told = (expected.n_expected >= spread.minimum_expected) & (np.arange(sd.size) != focus)
    # A spread is of logarithms; as a variance of ratios it is comparable with a flow's.
    deviations = np.sqrt(np.expm1(sd**2))
    return _describe(deviations, focus, level=level, mean=expected.n_expected[told])


def _describe(
    deviations: FloatArray,
    focus: int,
    *,
    level: float,
    mean: FloatArray,
    likeliest: TypicalDistance | None = None,
    scv: SystematicVariation | None = None,
) -> Variation:
    """Describe a standard deviation of ratios, with the jackknife's limits."""
    left_out = deviations[np.isfinite(deviations)]
    n = left_out.size
    error = float(np.sqrt((n - 1.0) / n * ((left_out - left_out.mean()) ** 2).sum()))
    reach = float(stats.norm.isf(as_tail(level))) * error
    found = float(deviations[focus])
    return Variation(
        tau2=found**2,
        typical=describe_spread(found**2),
        typical_lower=describe_spread(max(0.0, found - reach) ** 2),
        typical_upper=describe_spread((found + reach) ** 2),
        likeliest=likeliest,
        scv=scv,
        n=int(mean.size),
        mean_expected=float(mean.mean()),
    )
