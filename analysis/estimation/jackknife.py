"""How uncertain is a number that no formula covers, made from the weighted cases?

The number is made again with one case at a time left out and the rest of its stratum
carrying its weight. How far it moves tells how uncertain it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError
from analysis.estimation.design import Design, FloatArray
from analysis.estimation.results import Estimates
from analysis.estimation.totals import degrees_of_freedom, t_limits


def estimate_by_jackknife(
    design: Design,
    statistic: Callable[[FloatArray], ArrayLike],
    *,
    names: Sequence[str] | None = None,
    level: float = 0.95,
    unit: str = "ratio",
) -> Estimates:
    """Estimate any smooth function of the weights by leaving out one unit at a time.

    Parameters
    ----------
    design : Design
        The n cases, whose weights were not calibrated.
    statistic : callable
        From weights of shape (n,) to one number or k numbers.
    names : sequence of k str, optional
        What each is.
    level : float
        Level of the limits, a fraction in (0, 1).
    unit : str
        ``persons``, ``share`` or ``ratio``.

    Raises
    ------
    EstimationError
        When a stratum has one unit of several, or the weights were calibrated.

    Notes
    -----
    For totals it equals the formula. The number must change smoothly with the weights: for
    a median it leans anywhere. Where cases were drawn within clusters, the drawing within
    them is left out: too small, bold, where many clusters of the population were drawn.

    References
    ----------
    K. M. Wolter, Introduction to Variance Estimation, 2nd ed. 2007, chapter 4 (the
    stratified jackknife, JKn), with the finite population of each stratum.

    Examples
    --------
    >>> from analysis.estimation.design import stratified_design
    >>> design = stratified_design(["KH"] * 4, {"KH": 40})
    >>> minutes, pages = np.array([60, 90, 80, 50.0]), np.array([30, 40, 45, 20.0])
    >>> found = estimate_by_jackknife(design, lambda w: (w @ minutes) / (w @ pages))
    >>> print(f"{found.estimate[0]:.2f}, standard error {found.standard_error[0]:.2f}")
    2.07, standard error 0.15
    """
    left = np.ones(len(design.labels))
    if not design.with_replacement:
        left = 1 - design.sampled / design.population
    _fail_if_units_cannot_be_left_out(design, left)
    whole = np.atleast_1d(np.asarray(statistic(design.weights), dtype=float))
    n = design.sampled[design.cluster_stratum]
    scale = left[design.cluster_stratum] * (n - 1) / n
    used = np.flatnonzero(scale > 0)
    replicates = np.zeros((len(used), len(whole)))
    for row, out in enumerate(used):
        replicates[row] = statistic(_weights_without(design, int(out)))
    deviations = replicates - replicates.mean(axis=0) if len(used) else replicates
    covariance: FloatArray = (deviations * scale[used][:, None]).T @ deviations
    df = np.full(len(whole), degrees_of_freedom(design))
    lower, upper, method = t_limits(whole, covariance, df, level=level)
    labels = names or (["y"] if len(whole) == 1 else [f"y{i + 1}" for i in range(len(whole))])
    return Estimates(
        names=tuple(labels),
        estimate=whole,
        covariance=covariance,
        lower=lower,
        upper=upper,
        df=df,
        n=np.full(len(whole), float(design.n)),
        level=level,
        unit=unit,
        method=tuple(f"jackknife, {limits}" for limits in method),
    )


def _weights_without(design: Design, unit: int) -> FloatArray:
    """Return the weights with one unit out and the rest of its stratum in its place."""
    stratum = design.cluster_stratum[unit]
    n = design.sampled[stratum]
    factor = np.where(design.stratum == stratum, n / np.maximum(n - 1, 1), 1.0)
    factor[design.cluster == unit] = 0.0
    weights: FloatArray = design.weights * factor
    return weights


def _fail_if_units_cannot_be_left_out(design: Design, left: FloatArray) -> None:
    if design.adjustments:
        raise EstimationError(
            "The weights were calibrated, and leaving a case out would undo that.",
            where="design",
            fix="give the design before calibration, and calibrate inside the statistic",
        )
    lonely = (design.sampled == 1) & (left > 0)
    if lonely.any():
        raise EstimationError(
            "A stratum has one case of several people, so none can be left out.",
            where=f"strata: {', '.join(design.labels[i] for i in np.flatnonzero(lonely))}",
            fix="merge it with a neighbour",
        )
