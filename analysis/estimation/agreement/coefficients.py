"""How far do two readers agree on the same cases, beyond what luck would give?

Two readers who say *no* to nearly everybody agree nearly always, without having shown
that they can find the same persons. Every coefficient therefore takes off an agreement
ascribed to chance, and they differ in what they ascribe. They are given side by side,
with the agreement seen and the agreement ascribed, since none of them is right alone.

==============================  =====================================================
Case                            Result
==============================  =====================================================
No case read by both            n is 0, everything missing, with the reason
Both used one category only     agreement 1; Cohen, Scott, Krippendorff undefined
No disagreement, two categories 1, error 0, lower limit from the exact agreement
One category on the checklist   agreement 1, every coefficient undefined
A reading is missing            the case is left out and counted in `n_missing`
==============================  =====================================================
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from analysis.concepts import Estimate
from analysis.errors import EstimationError
from analysis.estimation.agreement.limits import (
    Coefficient,
    exact_share_limits,
    make_coefficient,
)
from analysis.estimation.agreement.tables import (
    FloatArray,
    IntArray,
    agreement_weights,
    cross_table,
)
from analysis.measures.inputs import as_tail

COEFFICIENTS = ("cohen", "gwet", "krippendorff", "scott", "brennan_prediger")
NO_PAIRS = "no case was read by both readers"
ONE_CATEGORY = "both readers gave every case the same one answer, so chance explains it all"


@dataclass(frozen=True)
class Agreement:
    """How far two readers agree.

    Attributes
    ----------
    categories : tuple
        The answers that the checklist allows, used or not.
    table : array of shape (q, q)
        Cases, the first reader's answer by row.
    n, n_agree, n_missing : int
        Cases read by both, those with the same answer, and those that one reader lacks.
    share_agree : Estimate
        Cases with the same answer as a fraction, with exact limits.
    share_agree_error : float
        Standard error of the agreement seen, weighted as asked, with divisor n; 0 where
        no reader disagreed, which says nothing: see the limits.
    coefficients : mapping from name to Coefficient
        ``cohen``, ``gwet`` (AC1, or AC2 when weighted), ``krippendorff``, ``scott`` and
        ``brennan_prediger`` (PABAK when there are two categories).
    specific : mapping from category to Estimate
        Of the times that a reader gave this answer, the fraction in which the other did
        too; with two categories, positive and negative agreement.
    kappa_maximum : float
        The largest kappa that the two readers' own frequencies allow.
    prevalence_index, bias_index, mcnemar_p : float
        With two categories: |a - d| / n, |b - c| / n, and the exact probability of so
        uneven a split of the disagreements if no reader says *yes* more often than the
        other. NaN with more categories.
    weights : str
        Name of the agreement weights.
    """

    categories: tuple[Any, ...]
    table: IntArray
    n: int
    n_agree: int
    n_missing: int
    share_agree: Estimate
    share_agree_error: float
    coefficients: Mapping[str, Coefficient]
    specific: Mapping[Any, Estimate]
    kappa_maximum: float
    prevalence_index: float
    bias_index: float
    mcnemar_p: float
    weights: str

    @property
    def kappa(self) -> Coefficient:
        """Return Cohen's kappa, weighted as asked."""
        return self.coefficients["cohen"]

    @property
    def gwet(self) -> Coefficient:
        """Return Gwet's AC1, or AC2 when weighted."""
        return self.coefficients["gwet"]


def measure_agreement(
    first: Sequence[Any],
    second: Sequence[Any],
    categories: Sequence[Any],
    *,
    weights: str | ArrayLike = "unweighted",
    level: float = 0.95,
) -> Agreement:
    """Measure how far two readers agree on the same cases.

    Parameters
    ----------
    first, second : sequence of length n
        Answers of the two readers; an empty one leaves the case out.
    categories : sequence of length q
        The answers that the checklist allows, in their order.
    weights : {"unweighted", "linear", "quadratic", "ordinal"} or array of shape (q, q)
        How far two different answers count as agreement.
    level : float, default 0.95
        Level of the limits, a fraction in (0, 1).

    Raises
    ------
    EstimationError
        If the readings differ in length, or an answer is not one of the categories.

    Notes
    -----
    Assumes that the cases were chosen at random among those that were read, and that the
    second reader did not see the first answer. A second reader who saw it leans towards
    agreement. Where every first-reading positive was read again and few of the others,
    these cases are no picture of all: agreement leans downwards, kappa mostly upwards;
    use `measure_design_agreement` then.

    Examples
    --------
    >>> agreement = measure_agreement(list("aaab"), list("aabb"), ["a", "b"])
    >>> print(agreement.n_agree, agreement.n, agreement.kappa.value)
    3 4 0.5
    """
    table = cross_table(first, second, categories)
    n_missing = len(first) - int(table.sum())
    return agreement_of_table(table, categories, weights=weights, level=level, n_missing=n_missing)


def agreement_of_table(
    table: ArrayLike,
    categories: Sequence[Any],
    *,
    weights: str | ArrayLike = "unweighted",
    level: float = 0.95,
    n_missing: int = 0,
) -> Agreement:
    """Measure how far two readers agree, from the table of their answers.

    Parameters
    ----------
    table : array of shape (q, q)
        Cases, the first reader's answer by row and the second's by column.
    categories : sequence of length q
        The answers that the checklist allows.
    weights : {"unweighted", "linear", "quadratic", "ordinal"} or array of shape (q, q)
        How far two different answers count as agreement.
    level : float, default 0.95
        Level of the limits.
    n_missing : int
        Cases that one of the readers lacks, to be told.

    Raises
    ------
    EstimationError
        If the table is not square in the categories or holds anything but counts.

    Notes
    -----
    Errors are those of a large sample, with divisor n [1]_ [2]_. With few cases of a
    category they lean to the bold side.

    References
    ----------
    .. [1] J. L. Fleiss, J. Cohen and B. S. Everitt, "Large sample standard errors of kappa
       and weighted kappa", Psychological Bulletin 72, 1969.
    .. [2] K. L. Gwet, "Computing inter-rater reliability and its variance in the presence
       of high agreement", British Journal of Mathematical and Statistical Psychology 61,
       2008.

    Examples
    --------
    >>> agreement = agreement_of_table([[118, 5], [2, 0]], ["nej", "ja"])
    >>> print(f"{agreement.kappa.value:.3f} {agreement.gwet.value:.3f}")
    -0.023 0.941
    """
    counts = _as_table(table, categories)
    matrix = agreement_weights(weights, len(categories))
    n, n_agree = int(counts.sum()), int(np.trace(counts))
    tail = as_tail(level)
    return Agreement(
        categories=tuple(categories),
        table=counts,
        n=n,
        n_agree=n_agree,
        n_missing=n_missing,
        share_agree=_share(n_agree, n, level=level, tail=tail),
        share_agree_error=_agreement_error(counts, matrix),
        coefficients={name: _coefficient(name, counts, matrix, level) for name in COEFFICIENTS},
        specific={
            category: _specific_agreement(counts, place, level=level, tail=tail)
            for place, category in enumerate(categories)
        },
        kappa_maximum=_kappa_maximum(counts),
        **_two_category_indices(counts),
        weights=weights if isinstance(weights, str) else "own",
    )


def chance_agreement(
    name: str, first: FloatArray, second: FloatArray, weights: FloatArray
) -> tuple[float, FloatArray, FloatArray]:
    """Return the agreement that a coefficient ascribes to chance, and its derivatives.

    Parameters
    ----------
    name : str
        One of `COEFFICIENTS`.
    first, second : array of shape (q,)
        Each reader's shares of the categories.
    weights : array of shape (q, q)
        Agreement weights.

    Returns
    -------
    expected : float
        Chance agreement.
    by_first, by_second : array of shape (q,)
        Its derivatives in the two readers' shares.

    Examples
    --------
    >>> half = np.array([0.5, 0.5])
    >>> chance_agreement("cohen", half, half, np.eye(2))[0]
    0.5
    """
    q = len(first)
    mean = (first + second) / 2
    if name == "cohen":
        return float(first @ weights @ second), weights @ second, weights.T @ first
    if name in ("scott", "krippendorff"):
        by_mean = weights @ mean
        return float(mean @ by_mean), by_mean, by_mean
    if name == "gwet":
        scale = weights.sum() / (q * (q - 1)) if q > 1 else math.nan
        slope = scale * (1 - 2 * mean) / 2
        return float(scale * np.sum(mean * (1 - mean))), slope, slope
    return float(weights.sum() / q**2), np.zeros(q), np.zeros(q)


def _as_table(table: ArrayLike, categories: Sequence[Any]) -> IntArray:
    counts = np.asarray(table, dtype=np.float64)
    is_square = counts.shape == (len(categories), len(categories))
    if not is_square or not np.all(np.isfinite(counts)) or np.any(counts != np.round(counts)):
        raise EstimationError(
            "The table of answers is not one of counts by the categories.",
            where="table",
            expected=f"whole numbers in {len(categories)} rows and as many columns",
        )
    if np.any(counts < 0) or len(set(categories)) != len(categories):
        raise EstimationError(
            "The table of answers holds a negative number, or a category stands twice.",
            where="table",
            expected="numbers of cases, 0 or more, and each category once",
        )
    return counts.astype(np.int64)


def _coefficient(name: str, counts: IntArray, weights: FloatArray, level: float) -> Coefficient:
    n = int(counts.sum())
    if n == 0:
        return _undefined(name, math.nan, math.nan, n, level, NO_PAIRS)
    shares = counts / n
    first, second = shares.sum(axis=1), shares.sum(axis=0)
    seen = float(np.sum(shares * weights))
    expected, by_first, by_second = chance_agreement(name, first, second, weights)
    is_one_category = np.max(first + second) == 2.0
    if not expected < 1.0 - 1e-12:
        return _undefined(name, seen, expected, n, level, ONE_CATEGORY)
    # Krippendorff counts a reading against itself once in all: with few cases alpha
    # lies a little above Scott's pi, and the two meet as cases are added.
    observed = seen + (1.0 - seen) / (2 * n) if name == "krippendorff" else seen
    scores = (weights - seen) / (1 - expected)
    slopes = by_first[:, None] + by_second[None, :]
    scores = scores - (1 - seen) / (1 - expected) ** 2 * (slopes - np.sum(shares * slopes))
    error = math.sqrt(float(np.sum(shares * scores**2)) / n)
    return make_coefficient(
        name,
        (observed - expected) / (1 - expected),
        math.nan if is_one_category else error,
        observed=observed,
        expected=expected,
        n=n,
        df=n - 1,
        level=level,
        reason=ONE_CATEGORY if is_one_category else "",
        standard_error_by_chance=(
            _error_by_chance(first, second, weights, expected, n) if name == "cohen" else math.nan
        ),
    )


def _undefined(
    name: str, observed: float, expected: float, n: int, level: float, reason: str
) -> Coefficient:
    return make_coefficient(
        name,
        math.nan,
        math.nan,
        observed=observed,
        expected=expected,
        n=n,
        df=1,
        level=level,
        reason=reason,
    )


def _error_by_chance(
    first: FloatArray, second: FloatArray, weights: FloatArray, expected: float, n: int
) -> float:
    mean_weights = (weights @ second)[:, None] + (weights.T @ first)[None, :]
    squares = float(np.sum(np.outer(first, second) * (weights - mean_weights) ** 2))
    return math.sqrt(max(squares - expected**2, 0.0) / n) / (1 - expected)


def _share(x: int, n: int, *, level: float, tail: float) -> Estimate:
    lower, upper = exact_share_limits(x, n, tail=tail)
    value = x / n if n else math.nan
    return Estimate(value, lower, upper, level, "share", n, "Clopper-Pearson")


def _agreement_error(counts: IntArray, weights: FloatArray) -> float:
    n = int(counts.sum())
    if n == 0:
        return math.nan
    shares = counts / n
    seen = float(np.sum(shares * weights))
    return math.sqrt(float(np.sum(shares * (weights - seen) ** 2)) / n)


def _specific_agreement(counts: IntArray, place: int, *, level: float, tail: float) -> Estimate:
    both = int(counts[place, place])
    either = int(counts[place].sum() + counts[:, place].sum()) - both
    # Twice the share of both among either, over one plus it: a rising function, so the
    # exact limits of that share become those of the specific agreement.
    limits = exact_share_limits(both, either, tail=tail)
    lower, upper = (2 * limit / (1 + limit) for limit in limits)
    value = 2 * both / (both + either) if either else math.nan
    return Estimate(value, lower, upper, level, "share", either, "Clopper-Pearson, mapped")


def _kappa_maximum(counts: IntArray) -> float:
    n = counts.sum()
    first, second = counts.sum(axis=1) / max(n, 1), counts.sum(axis=0) / max(n, 1)
    expected = float(first @ second)
    if n == 0 or not expected < 1.0 - 1e-12:
        return math.nan
    return (float(np.minimum(first, second).sum()) - expected) / (1 - expected)


def _two_category_indices(counts: IntArray) -> dict[str, float]:
    n = int(counts.sum())
    if counts.shape != (2, 2) or n == 0:
        return dict.fromkeys(("prevalence_index", "bias_index", "mcnemar_p"), math.nan)
    (a, b), (c, d) = counts.tolist()
    p = min(1.0, 2 * float(stats.binom.cdf(min(b, c), b + c, 0.5))) if b + c else 1.0
    return {
        "prevalence_index": abs(a - d) / n,
        "bias_index": abs(b - c) / n,
        "mcnemar_p": p,
    }
