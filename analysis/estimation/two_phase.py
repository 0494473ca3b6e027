"""How many would it be, had every case been judged as after a second reading?

A first reading finds people who are not in a scheme's target group and misses people who
are. For a common outcome the two nearly cancel. For a rare one they do not: five in a
hundred wrongly found among very many outnumber everyone rightly found. A part of the
cases is therefore read again, and the difference between the settled judgement and the
first one is carried over to all.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError
from analysis.estimation.design import Design, FloatArray
from analysis.estimation.phase_limits import limit_corrected_total
from analysis.estimation.phases import (
    BoolArray,
    SecondPhase,
    as_flags,
    describe_second_phase,
    expand_second_phase,
    is_targeted,
    two_phase_covariance,
)
from analysis.estimation.results import Estimates
from analysis.estimation.totals import degrees_of_freedom, read_domain, read_values


def estimate_two_phase(
    design: Design,
    first: ArrayLike,
    second: ArrayLike,
    was_reread: Sequence[bool],
    *,
    phase2_strata: Sequence[str] | None = None,
    domain: Sequence[bool] | None = None,
    names: Sequence[str] | None = None,
    level: float = 0.95,
) -> Estimates:
    """Estimate totals from first readings, corrected by the cases that were read twice.

    Parameters
    ----------
    design : Design
        The n drawn cases and how many people each stands for.
    first : array of shape (n,) or (n, k)
        First judgement of each case, 1 or 0 for each of k schemes.
    second : array of shape (n,) or (n, k)
        The judgement that is held true: what both readers say, or the adjudicated one
        where they differ (see `settle_truth`). Only used where the case was read twice.
    was_reread : sequence of bool, length n
        Whether the case was read twice and settled.
    phase2_strata : sequence of str, length n, optional
        The group from which the case was drawn for second reading; every case of a group
        had the same chance. Left out, the strata of the design. When every first-reading
        positive was read again it must be given: see `form_phase2_strata`.
    domain : sequence of bool, length n, optional
        The people asked about.
    names : sequence of str, optional
        What the k estimates are of.
    level : float, default 0.95
        Level of the limits.

    Returns
    -------
    Estimates
        Totals in persons, with their covariance.

    Raises
    ------
    EstimationError
        If a settled judgement is missing where the case was read twice, if a group has
        too few second readings, or if positives were preferred and no groups are given.

    Notes
    -----
    The total is the weighted first reading plus the weighted mean difference in each
    group [1]_, which is unbiased whatever the errors of the first reading are, as long as
    the settled judgement is true and the second readings were chosen by chance within
    their group. Two readers who miss the same thing lean the corrected figure the same
    way as the first. A second reader who saw the first answer leans it to the first
    reading.

    Limits of 0-1 judgements: where every first-reading positive was read twice and fewer
    than ten were confirmed, those of a weighted sum of rare events (gamma) with the
    average weight for one more [2]_; they lean to the cautious side (99 % where 95 % is
    meant, `benchmarks/second_readings.py`). Otherwise R's beta limits with the effective
    number of cases. With few confirmed and second readings drawn without regard to the
    first, the wider of beta and t is taken and still covers too seldom: bold. Nobody who
    was confirmed is left out of the limits. A corrected total below zero is shown as it
    is. Degrees of freedom are Satterthwaite's over the two phases.

    References
    ----------
    .. [1] A. Tenenbein, "A double sampling scheme for estimating from binomial data with
       misclassifications", JASA 65, 1970; C.-E. Särndal, B. Swensson and J. Wretman,
       "Model Assisted Survey Sampling", 1992, ch. 9.
    .. [2] M. P. Fay and E. J. Feuer, "Confidence intervals for directly standardized
       rates", Statistics in Medicine 16, 1997; R. C. Tiwari, L. X. Clegg and Z. Zou,
       "Efficient interval estimation for age-adjusted cancer rates", Statistical Methods
       in Medical Research 15, 2006, for the average weight.

    Examples
    --------
    >>> from analysis.estimation.design import stratified_design
    >>> design = stratified_design(["KH"] * 10, {"KH": 100})
    >>> first = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0]
    >>> second = [1, 1, 0, 0, 0, 0, 0, 0, 0, 0]
    >>> total = estimate_two_phase(
    ...     design, first, second, [True] * 7 + [False] * 3,
    ...     phase2_strata=["certain"] * 4 + ["KH"] * 6,
    ... )
    >>> print(total.estimate)
    [20.]
    """
    y1, labels = read_values(design, first, names)
    y2 = _settled(second, y1, was_reread)
    phase = describe_second_phase(design, was_reread, phase2_strata)
    _fail_if_positives_were_preferred(y1, phase, groups_are_given=phase2_strata is not None)
    inside = read_domain(design, None if domain is None else np.asarray(domain))
    y1, y2 = y1 * inside[:, None], y2 * inside[:, None]
    differences = np.where(phase.was_reread[:, None], y2 - y1, 0.0)
    total = design.weights @ (y1 + expand_second_phase(phase, differences))
    by_draw, by_choice = two_phase_covariance(design, phase, y2, differences)
    covariance = by_draw + by_choice
    df = _degrees_of_freedom(design, phase, inside, np.diag(by_draw), np.diag(by_choice))
    limits = [
        limit_corrected_total(
            design,
            phase,
            (y1[:, j], y2[:, j]),
            total=float(total[j]),
            variance=float(covariance[j, j]),
            df=float(df[j]),
            n_people=float(design.weights @ inside),
            level=level,
        )
        for j in range(len(labels))
    ]
    return Estimates(
        names=labels,
        estimate=total,
        covariance=covariance,
        lower=np.array([lower for lower, _, _ in limits]),
        upper=np.array([upper for _, upper, _ in limits]),
        df=df,
        n=np.full(len(labels), float(inside.sum())),
        level=level,
        unit="persons",
        method=tuple(f"two-phase difference, {method}" for _, _, method in limits),
    )


def settle_truth(
    first: ArrayLike, second: ArrayLike, adjudicated: ArrayLike
) -> tuple[FloatArray, BoolArray]:
    """Return the judgement that is held true: agreed, or adjudicated where readers differ.

    Parameters
    ----------
    first, second, adjudicated : array of the same shape
        Judgements, 1 or 0, and NaN where there is none.

    Returns
    -------
    truth : array
        What both say, or else what was adjudicated; NaN where neither is there.
    is_settled : array of bool
        Where there is a truth. Cases that still wait for adjudication must not be given
        to `estimate_two_phase` as read twice.

    Notes
    -----
    Leaving out cases that wait for adjudication leans the correction towards the first
    reading, since only disagreements wait. Settle them all before an estimate is used.

    Examples
    --------
    >>> truth, is_settled = settle_truth([1, 1, 0], [1, 0, np.nan], [np.nan, 0, np.nan])
    >>> print(truth, is_settled)
    [ 1.  0. nan] [ True  True False]
    """
    y1, y2, settled = (np.asarray(values, dtype=float) for values in (first, second, adjudicated))
    if not y1.shape == y2.shape == settled.shape:
        raise EstimationError(
            "The readings and the adjudication are not of the same cases.",
            where=f"first {y1.shape}, second {y2.shape}, adjudicated {settled.shape}",
            expected="the same shape, NaN where a case was not read or not adjudicated",
        )
    truth = np.where(y1 == y2, y1, np.where(np.isnan(y2) | np.isnan(y1), np.nan, settled))
    return truth, ~np.isnan(truth)


def _degrees_of_freedom(
    design: Design,
    phase: SecondPhase,
    inside: BoolArray,
    by_draw: FloatArray,
    by_choice: FloatArray,
) -> FloatArray:
    df_draw = max(degrees_of_freedom(design, inside), 1.0)
    total = by_draw + by_choice
    parts = by_draw**2 / df_draw + by_choice**2 / max(phase.df, 1.0)
    return np.where(parts > 0, total**2 / np.where(parts > 0, parts, 1.0), df_draw)


def _settled(second: ArrayLike, first: FloatArray, was_reread: Sequence[bool]) -> FloatArray:
    """Return the settled judgements, 0 where a case was not read twice."""
    judged = np.asarray(second, dtype=float)
    judged = judged[:, None] if judged.ndim == 1 else judged
    if judged.shape != first.shape:
        raise EstimationError(
            "The two readings are not of the same cases and schemes.",
            where=f"first {first.shape} and second {judged.shape}",
            expected="the same shape, NaN where a case was not read twice",
        )
    reread = as_flags(was_reread, len(first))
    missing = np.flatnonzero(reread & ~np.isfinite(judged).all(axis=1))
    if missing.size:
        raise EstimationError(
            "A case that was read twice has no settled judgement.",
            where=f"second, row {int(missing[0]) + 1} (and {missing.size - 1} more)",
            expected="what both readers say, or the adjudicated judgement where they differ",
            fix="adjudicate the case first; see settle_truth()",
        )
    return np.where(reread[:, None], judged, 0.0)


def _fail_if_positives_were_preferred(
    first: FloatArray, phase: SecondPhase, *, groups_are_given: bool
) -> None:
    if groups_are_given:
        return
    if any(is_targeted(column, phase.was_reread) for column in first.T):
        raise EstimationError(
            "Every first-reading positive was read twice and few of the others were.",
            where="was_reread, without phase2_strata",
            expected="the groups that the second readings were drawn from",
            fix="give phase2_strata=form_phase2_strata(design, is_certain, was_reread)",
        )
