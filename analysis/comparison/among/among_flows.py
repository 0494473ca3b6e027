"""Of which municipalities are the awards different, and of which are they unusual?

Each municipality is held against the rest of the country, itself left out. *Different*
is the exact ratio with the chance in the rest's own awards; *unusual* lets practice vary
as it does among the others, and asks who lies outside even so.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from analysis.comparison.among.answers import Answer, Funnel, answer_for_all
from analysis.comparison.denominators import FloatArray
from analysis.comparison.gap_limits import variance_of_practice
from analysis.comparison.gaps import CLEAR_LEVEL
from analysis.comparison.references import BoolArray, Expected
from analysis.measures.between.funnel import false_alarms, poisson_funnel_limits
from analysis.measures.between.gamma_poisson import at_most, count_quantile, more_than
from analysis.measures.between.unusual import judge_flows, usual_limits
from analysis.measures.inputs import as_tail

_N_TRUE_RATIOS = 200
_GRID = 160

Null = tuple[FloatArray, FloatArray]


def different_flows(expected: Expected, *, tau2: float, level: float) -> Answer:
    """Answer, for every municipality, whether its awards differ from the rest's practice.

    Parameters
    ----------
    expected : Expected
        Every municipality against the rest of the country.
    tau2 : float
        Variance of the true ratios: only for the share on the wrong side.
    level : float
        A fraction in (0, 1).

    Returns
    -------
    Answer
        Named when the limits of `ratio_to_sparse_expected` leave out 1; p is the level
        at which they would reach it.

    Notes
    -----
    Given the reference's m events, the number here is negative binomial when practice is
    alike [1]_: with mean E and size m downwards, and with one more event of the reference
    upwards. P values and chances are taken from there. The chances of being named take E
    as it was found: bold where the rest of the country has few awards.

    References
    ----------
    .. [1] J. Przyborowski and H. Wilenski, "Homogeneity of results in testing samples
       from Poisson series", Biometrika 31, 1940.
    """
    told = expected.n_expected > 0
    observed, mean = expected.n_observed[told], expected.n_expected[told]
    low_null, high_null = _nulls(mean, expected.n_reference[told], expected.largest_step[told])
    tails = np.minimum(at_most(observed, *low_null), more_than(observed - 1.0, *high_null))
    tail = as_tail(level)
    lower, upper = count_quantile(tail, *low_null), count_quantile(1.0 - tail, *high_null)

    def sides(ratios: FloatArray) -> tuple[FloatArray, FloatArray]:
        return _outside(ratios * mean, lower, upper, told=told)

    return answer_for_all(
        _placed(np.minimum(1.0, 2.0 * tails), told),
        sides,
        true_ratios=_true_ratios(tau2),
        n_by_chance=float(np.nansum(sides(np.ones((1, 1))))),
        level=level,
    )


def unusual_flows(expected: Expected, tau2: FloatArray, *, level: float) -> Answer:
    """Answer, for every municipality, whether its awards are unusual among municipalities.

    Parameters
    ----------
    expected : Expected
        Every municipality against the rest of the country.
    tau2 : ndarray
        By municipality, the variance of the others' true ratios; NaN where it cannot be
        told.
    level : float
        Share of ordinary municipalities inside, a fraction in (0, 1).

    Returns
    -------
    Answer
        As `judge_flows` gives it.
    """
    between = variance_of_practice(expected, tau2)
    told = (expected.n_expected > 0) & np.isfinite(between)
    mean = expected.n_expected[told]
    verdicts = judge_flows(
        expected.n_observed[told],
        mean,
        tau2=between[told],
        reference_events=expected.n_reference[told],
        level=level,
    )
    lower, upper = np.asarray(verdicts.usual_lower), np.asarray(verdicts.usual_upper)

    def sides(ratios: FloatArray) -> tuple[FloatArray, FloatArray]:
        return _outside(ratios * mean, lower, upper, told=told)

    return answer_for_all(
        _placed(np.asarray(verdicts.p_value), told),
        sides,
        true_ratios=_true_ratios(float(tau2[told].mean()) if told.any() else 0.0),
        level=level,
    )


def flow_funnel(expected: Expected, *, tau2: float, level: float) -> Funnel:
    """Return the limits of the funnel: by chance alone, and with ordinary variation.

    Parameters
    ----------
    expected : Expected
        Every municipality against the rest of the country; gives the range.
    tau2 : float
        Variance of the true ratios of the others than the focus.
    level : float
        The inner level; the outer is `CLEAR_LEVEL`.
    """
    told = expected.n_expected > 0
    mean, events = expected.n_expected[told], float(np.median(expected.n_reference[told]))
    grid = np.geomspace(0.8 * mean.min(), 1.25 * mean.max(), _GRID)
    between = float(np.median(variance_of_practice(expected, tau2)[told]))
    usual, chance = {}, {}
    for each in (level, CLEAR_LEVEL):
        lower, upper = usual_limits(grid, tau2=between, reference_events=events, level=each)
        usual[each] = (lower / grid, upper / grid)
        lower, upper = poisson_funnel_limits(grid, level=each)
        chance[each] = (lower / grid, upper / grid)
    return Funnel(grid, usual, chance)


def _nulls(mean: FloatArray, events: FloatArray, step: FloatArray) -> tuple[Null, Null]:
    """Return mean and relative variance of the number here if alike, for either tail."""
    raised = (1.0 / events + step**2) / (1.0 + step) ** 2
    # As the limits of the ratio have it: one event is the least that a reference holds.
    return (mean, 1.0 / events), ((1.0 + step) * mean, np.minimum(raised, 1.0))


def _outside(
    means: FloatArray, lower: FloatArray, upper: FloatArray, *, told: BoolArray
) -> tuple[FloatArray, FloatArray]:
    """Return the chances of a count under and over limits, given its true mean."""
    alarms = false_alarms(means, lower, upper)
    return _placed(np.asarray(alarms.lower), told), _placed(np.asarray(alarms.upper), told)


def _true_ratios(tau2: float) -> FloatArray:
    """Return equally likely true ratios of municipalities that vary by tau2."""
    if tau2 <= 0:
        return np.ones(1)
    shares = (np.arange(_N_TRUE_RATIOS) + 0.5) / _N_TRUE_RATIOS
    return np.asarray(stats.gamma.ppf(shares, 1.0 / tau2, scale=tau2))


def _placed(values: FloatArray, told: BoolArray) -> FloatArray:
    """Put values in the places of those that can be told, and NaN in the others."""
    placed = np.full((*values.shape[:-1], told.size), np.nan)
    placed[..., told] = values
    return placed
