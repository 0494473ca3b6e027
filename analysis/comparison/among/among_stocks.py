"""Which municipalities' stocks are unusual among those of all municipalities?

A stock holds the same people quarter after quarter and has no exact limits, so there is
one question only: does it lie outside the numbers that a municipality of ordinary
practice would have? Those numbers come from `analysis.measures.between.spread`, measured
on the others, and the p value is found by turning them around.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from analysis.comparison.among.answers import Answer, Funnel, answer_for_all
from analysis.comparison.denominators import FloatArray
from analysis.comparison.gaps import CLEAR_LEVEL, Limits
from analysis.comparison.references import Expected
from analysis.measures.between.ordinary_range import predictive_limits, standard_error, two_sided_p
from analysis.measures.between.spread import Spread

_N_TRUE_RATIOS = 200
_GRID = 120


def unusual_stocks(expected: Expected, ordinary: Limits, spread: Spread) -> Answer:
    """Answer, for every municipality, whether its stock is unusual among municipalities.

    Parameters
    ----------
    expected : Expected
        Every municipality against the rest of the country.
    ordinary : Limits
        The recipients that a municipality of ordinary practice would have between; NaN
        where too few are expected.
    spread : Spread
        By municipality, how much the others vary.

    Notes
    -----
    For the p value see `two_sided_p`. For the chances
    of being named the municipality's own practice is held still, and chance at one date
    and the level of the reference are what is left; for what that assumes, and which way
    it leans, see `predictive_limits`.
    """
    told = np.isfinite(ordinary.upper)
    mean = np.where(told, expected.n_expected, 1.0)
    observed = np.where(told, expected.n_observed, 1.0)
    own = spread.spread_over(mean.shape)
    reference = {
        "n_peers": np.where(told, expected.n_effective, 1.0),
        "reference_recipients": np.where(told, expected.reference_counts, 0.0),
    }
    p_value = np.where(told, two_sided_p(observed, mean, own, **reference), np.nan)
    reach = np.log((ordinary.upper + 0.5) / (mean + 0.5))
    chance = np.sqrt(standard_error(mean, own, **reference).sd ** 2 - own.sd**2)

    def sides(ratios: FloatArray) -> tuple[FloatArray, FloatArray]:
        place = np.log((ratios * mean + 0.5) / (mean + 0.5))
        return (
            np.asarray(stats.norm.cdf((-reach - place) / chance)),
            np.asarray(stats.norm.sf((reach - place) / chance)),
        )

    typical_sd = float(own.sd[told].mean()) if told.any() else 0.0
    return answer_for_all(
        np.asarray(p_value), sides, true_ratios=_true_ratios(typical_sd), level=ordinary.level
    )


def stock_funnel(expected: Expected, spread: Spread, *, focus: int, level: float) -> Funnel:
    """Return the limits of the usual by expected number, at `level` and `CLEAR_LEVEL`.

    Parameters
    ----------
    expected : Expected
        Every municipality against the rest of the country; gives the range.
    spread : Spread
        How much the others than the focus vary: one number.
    focus : int
        Place of the focus, whose reference the limits are drawn for. It is nearly the
        same for all, so another's stands in where the focus has no figures.
    level : float
        The inner level.
    """
    grid = np.geomspace(
        spread.minimum_expected, 1.25 * float(np.nanmax(expected.n_expected)), _GRID
    )
    has_figures = np.isfinite(expected.n_expected[focus])
    place = focus if has_figures else int(np.nanargmax(expected.n_effective))
    usual = {}
    for each in (level, CLEAR_LEVEL):
        lower, upper = predictive_limits(
            grid,
            spread,
            n_peers=expected.n_effective[place],
            reference_recipients=expected.reference_counts[place],
            level=each,
        )
        usual[each] = (lower / grid, upper / grid)
    return Funnel(grid, usual, {})


def _true_ratios(sd: float) -> FloatArray:
    """Return equally likely true ratios of municipalities that vary by a spread."""
    if sd <= 0:
        return np.ones(1)
    shares = (np.arange(_N_TRUE_RATIOS) + 0.5) / _N_TRUE_RATIOS
    return np.asarray(np.exp(stats.norm.ppf(shares, scale=sd)))
