"""Which limits does the stage allow, and what are they?

Exact limits for awards, with the chance in the reference's own awards; the range of
ordinary municipalities for awards and stocks, with how much the *others* vary. All
take arrays: one comparison or all municipalities over all quarters are the same call.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analysis.comparison.denominators import FloatArray
from analysis.comparison.gaps import (
    CLEAR_LEVEL,
    SMALLEST_CLEAR_STOCK,
    SMALLEST_EXPECTED_STOCK,
    Gaps,
    Limits,
)
from analysis.comparison.references import BoolArray, Expected
from analysis.concepts import Stage
from analysis.measures.between.ordinary_range import PREDICTIVE, predictive_limits
from analysis.measures.between.overdispersion import dispersion_of_the_others
from analysis.measures.between.spread import Spread, spread_of_the_others
from analysis.measures.between.unusual import PREDICTIVE as PREDICTIVE_COUNTS
from analysis.measures.between.unusual import usual_limits
from analysis.measures.counts.two_rates import compare_two_rates
from analysis.measures.standardised.differences import difference_to_estimated_expected
from analysis.measures.standardised.ratios import ratio_to_sparse_expected


def measure_gaps(
    expected: Expected,
    *,
    stage: Stage,
    tau2: npt.ArrayLike = np.nan,
    spread: Spread | None = None,
    level: float,
) -> Gaps:
    """Compare observed with expected numbers by the method that the stage allows.

    Parameters
    ----------
    expected : Expected
        From `expect`.
    stage : Stage
        Flow or stock; events alone may have exact limits.
    tau2 : array_like
        Of a flow: variance of the other municipalities' true ratios, of the shape of
        the comparisons or one for all; NaN where it cannot be told.
    spread : Spread or None
        Of a stock: how much the other municipalities vary, in the same way.
    level : float
        Level of the limits, a fraction in (0, 1).
    """
    nobody = np.full(expected.n_expected.shape, np.nan)
    if stage is Stage.FLOW:
        ratio, difference = _flow_limits(expected, level=level)
        clear_ratio, _ = _flow_limits(expected, level=CLEAR_LEVEL)
        return Gaps(
            stage,
            expected,
            n_municipalities=nobody,
            ratio=ratio,
            clear_ratio=clear_ratio,
            difference=difference,
            crude=_crude_limits(expected, level=level),
            usual=_usual_limits(expected, tau2, level=level),
        )
    if spread is None:
        return Gaps(stage, expected, n_municipalities=nobody)
    return Gaps(
        stage,
        expected,
        n_municipalities=np.broadcast_to(np.asarray(spread.n, dtype=np.float64), nobody.shape),
        ordinary=_ordinary_limits(expected, spread, level=level, smallest=SMALLEST_EXPECTED_STOCK),
        clearly_ordinary=_ordinary_limits(
            expected, spread, level=CLEAR_LEVEL, smallest=SMALLEST_CLEAR_STOCK
        ),
    )


def tau2_of_others(against_the_rest: Expected) -> FloatArray:
    """Return for each municipality the variance of the others' true award ratios.

    Parameters
    ----------
    against_the_rest : Expected
        Every municipality against the rest of the country, in order.
    """
    return dispersion_of_the_others(against_the_rest.n_observed, against_the_rest.n_expected)


def variance_of_practice(expected: Expected, tau2: npt.ArrayLike) -> FloatArray:
    """Return how far a municipality's practice and its reference's lie apart, as a variance.

    The reference's level lies off the typical one too, the less the more municipalities
    it has: tau2 (1 + 1 / their effective number).

    Parameters
    ----------
    expected : Expected
        Observed against expected awards.
    tau2 : array_like
        Variance of the true ratios; NaN where it cannot be told.
    """
    return np.asarray(tau2, dtype=np.float64) * (1.0 + 1.0 / expected.n_effective)


def spread_of_others(against_the_rest: Expected) -> Spread:
    """Return for each municipality how much the stocks of the others vary.

    Parameters
    ----------
    against_the_rest : Expected
        Every municipality against the rest of the country, in order.
    """
    return spread_of_the_others(
        against_the_rest.n_observed,
        against_the_rest.n_expected,
        minimum_expected=SMALLEST_EXPECTED_STOCK,
    )


def _flow_limits(expected: Expected, *, level: float) -> tuple[Limits, Limits]:
    """Return limits of ratio and difference of awards, which know the peers' chance."""
    told = expected.n_expected > 0
    parts = (
        expected.n_observed[told],
        expected.n_expected[told],
        expected.n_reference[told],
        expected.largest_step[told],
    )
    # Holds its level also where few of the peers' awards carry much of the expected number.
    ratio = ratio_to_sparse_expected(*parts, level=level)
    # Not the ratio's limits turned into awards: those hold the expected number still.
    gap = difference_to_estimated_expected(*parts, level=level)
    return (
        _limits(told, ratio.ratio_lower, ratio.ratio_upper, level, ratio.method),
        _limits(told, gap.difference_lower, gap.difference_upper, level, gap.method),
    )


def _crude_limits(expected: Expected, *, level: float) -> Limits:
    """Return the exact limits of the ratio of two crude rates."""
    told = expected.n_expected > 0
    result = compare_two_rates(
        expected.n_observed[told],
        expected.exposure[told],
        expected.reference_counts[told],
        expected.reference_exposure[told],
        level=level,
    )
    return _limits(told, result.ratio_lower, result.ratio_upper, level, result.method)


def _usual_limits(expected: Expected, tau2: npt.ArrayLike, *, level: float) -> Limits:
    """Return the awards that a municipality of ordinary practice would have between."""
    between = variance_of_practice(expected, tau2)
    told = (expected.n_expected > 0) & np.isfinite(between)
    lower, upper = usual_limits(
        expected.n_expected[told],
        tau2=between[told],
        reference_events=expected.n_reference[told],
        level=level,
    )
    return _limits(told, lower, upper, level, PREDICTIVE_COUNTS)


def _ordinary_limits(
    expected: Expected, spread: Spread, *, level: float, smallest: float
) -> Limits:
    """Return where a municipality of ordinary practice at the peers' level would lie."""
    shape = expected.n_expected.shape
    sd = np.broadcast_to(np.asarray(spread.sd, dtype=np.float64), shape)
    told = (expected.n_expected >= smallest) & np.isfinite(sd)
    own = spread.spread_over(shape).at(told)
    lower, upper = predictive_limits(
        expected.n_expected[told],
        own,
        n_peers=expected.n_effective[told],
        reference_recipients=expected.reference_counts[told],
        level=level,
    )
    return _limits(told, lower, upper, level, PREDICTIVE)


def _limits(
    told: BoolArray,
    lower: npt.ArrayLike,
    upper: npt.ArrayLike,
    level: float,
    method: str,
) -> Limits:
    """Put limits in their places, with NaN in the others."""
    spread_out = []
    for values in (lower, upper):
        whole = np.full(told.shape, np.nan)
        whole[told] = values
        spread_out.append(whole)
    return Limits(spread_out[0], spread_out[1], level, method)
