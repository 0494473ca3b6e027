"""How far would the estimate move, had other cases been drawn?

The draw is the only thing that is random: people are as they are. Within a stratum the
weighted values are set against their mean, cases outside a domain as zeros, and what the
stratum adds shrinks as more of its people are drawn, to nothing when all are.
"""

from __future__ import annotations

import numpy as np

from analysis.errors import EstimationError
from analysis.estimation.design import Adjustment, Design, FloatArray

_NOTHING_LEFT = 1e-9


def design_covariance(design: Design, scores: FloatArray) -> FloatArray:
    """Return the covariance of the weighted totals of some scores.

    Parameters
    ----------
    design : Design
        The n cases.
    scores : array of shape (n, k)
        One value per case, zero outside the domain: the variable itself for a total, the
        linearised variable for a ratio or a share.

    Returns
    -------
    array of shape (k, k)
        Covariance, in the square of the unit of `scores` times people.

    Raises
    ------
    EstimationError
        When a stratum holds one drawn unit of several and the design refuses that.

    Notes
    -----
    Calibrated weights: the scores are replaced by their residuals on what was calibrated
    on, and weighted by the calibrated weights. This leaves out that the regression was
    itself estimated: too small, bold, where there are many margins and few cases.

    References
    ----------
    T. Lumley, Complex Surveys, 2010, chapters 2, 3 and 7. J.-C. Deville and C.-E. Särndal,
    Calibration estimators in survey sampling, JASA 87, 1992.
    """
    weighted = np.asarray(scores, dtype=float).reshape(design.n, -1) * design.weights[:, None]
    for adjustment in design.adjustments:
        weighted = _residuals(weighted, adjustment)
    units = np.zeros((len(design.cluster_stratum), weighted.shape[1]))
    np.add.at(units, design.cluster, weighted)
    return _between_units(design, units) + _within_units(design, weighted, units)


def _residuals(weighted: FloatArray, adjustment: Adjustment) -> FloatArray:
    """Return what a regression on the auxiliaries leaves, weighted as after calibration."""
    used = (adjustment.before > 0) & (adjustment.after != 0)
    root = np.sqrt(adjustment.before[used])[:, None]
    values = weighted[used] / adjustment.after[used][:, None]
    predictors = adjustment.auxiliaries[used] * root
    slopes = np.linalg.lstsq(predictors, values * root, rcond=None)[0]
    result = np.zeros_like(weighted)
    left = values - adjustment.auxiliaries[used] @ slopes
    result[used] = left * adjustment.after[used][:, None]
    return result


def _between_units(design: Design, units: FloatArray) -> FloatArray:
    n, stratum = design.sampled, design.cluster_stratum
    left = np.ones(len(n)) if design.with_replacement else 1 - n / design.population
    left[np.abs(left) < _NOTHING_LEFT] = 0.0
    lonely = (n == 1) & (left > 0)
    _fail_if_a_variance_cannot_be_seen(design, lonely)
    sums = np.zeros((len(n), units.shape[1]))
    np.add.at(sums, stratum, units)
    centre = sums / n[:, None]
    scale = left * n / np.maximum(n - 1, 1)
    if design.lonely == "adjust":
        centre[lonely] = units.mean(axis=0)
    deviations = units - centre[stratum]
    covariance: FloatArray = (deviations * scale[stratum][:, None]).T @ deviations
    if design.lonely == "average" and lonely.any():
        covariance *= len(n) / np.sum(~lonely)
    return covariance


def _within_units(design: Design, weighted: FloatArray, units: FloatArray) -> FloatArray:
    """Return what drawing people within the drawn clusters adds; nothing if all were."""
    n = np.bincount(design.cluster).astype(float)
    left = 1 - n / design.cluster_population
    if design.with_replacement or np.all(left < _NOTHING_LEFT):
        return np.zeros((units.shape[1], units.shape[1]))
    _fail_if_one_case_speaks_for_a_cluster(n, left)
    drawn = (design.sampled / design.population)[design.cluster_stratum]
    scale = drawn * left * n / np.maximum(n - 1, 1)
    deviations = weighted - (units / n[:, None])[design.cluster]
    covariance: FloatArray = (deviations * scale[design.cluster][:, None]).T @ deviations
    return covariance


def _fail_if_a_variance_cannot_be_seen(design: Design, lonely: np.ndarray) -> None:
    if not lonely.any() or (design.lonely != "refuse" and not lonely.all()):
        return
    names = ", ".join(design.labels[i] for i in np.flatnonzero(lonely))
    raise EstimationError(
        "A stratum has one case of several people, and one case shows no variation.",
        where=f"strata: {names}",
        expected="two cases or more in every stratum, or all of its people",
        fix="merge it with a neighbour, or state a rule: lonely='adjust', 'average' or 'certainty'",
    )


def _fail_if_one_case_speaks_for_a_cluster(n: FloatArray, left: FloatArray) -> None:
    if np.any((n == 1) & (left >= _NOTHING_LEFT)):
        raise EstimationError(
            "A drawn cluster has one case of several people, and one case shows no variation.",
            where=f"{int(np.sum((n == 1) & (left >= _NOTHING_LEFT)))} of {len(n)} clusters",
            expected="two cases or more in every drawn cluster, or all of its people",
        )
