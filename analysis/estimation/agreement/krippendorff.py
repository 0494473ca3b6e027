"""How far do readers agree when some cases lack some of the readers?

Krippendorff's alpha compares the disagreement within cases with the disagreement there
would be if the same answers were dealt out over the cases at random. A case with one
answer says nothing and is left out; one with three answers of four counts with three.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from analysis.errors import EstimationError
from analysis.estimation.agreement.coefficients import NO_PAIRS, ONE_CATEGORY
from analysis.estimation.agreement.limits import Coefficient, make_coefficient
from analysis.estimation.agreement.ratings import count_ratings, place_ratings
from analysis.estimation.agreement.tables import FloatArray, IntArray

Metric = Literal["nominal", "ordinal", "interval", "ratio"]
METRICS = ("nominal", "ordinal", "interval", "ratio")


def krippendorff_alpha(
    ratings: Sequence[Sequence[Any]],
    categories: Sequence[Any],
    *,
    metric: Metric = "nominal",
    level: float = 0.95,
) -> Coefficient:
    """Measure how far any number of readers agree, some of them missing.

    Parameters
    ----------
    ratings : n rows of r answers
        One row per case, one column per reader; ``None``, NaN or empty where missing.
    categories : sequence of length q
        The answers that the checklist allows, in their order. Numbers for ``interval``
        and ``ratio``.
    metric : {"nominal", "ordinal", "interval", "ratio"}
        How far apart two answers are.
    level : float, default 0.95
        Level of the limits.

    Returns
    -------
    Coefficient
        Alpha; `observed` and `expected` are weighted agreements that give it.

    Raises
    ------
    EstimationError
        If an answer is not one of the categories, the metric is unknown, or the
        categories are not numbers where the metric needs them.

    Notes
    -----
    The error is that of irrCAC [2]_, from one score per case. The ordinal distances are
    made of the answers' own frequencies, which the error takes as known: slightly bold.

    References
    ----------
    .. [1] K. Krippendorff, "Content Analysis", 4th ed., 2018, ch. 12.
    .. [2] K. L. Gwet, "Handbook of Inter-Rater Reliability", 4th ed., 2014, ch. 5.

    Examples
    --------
    >>> alpha = krippendorff_alpha([["a", "a"], ["b", "b"], ["a", "b"], ["b", ""]], ["a", "b"])
    >>> print(f"{alpha.value:.3f} from {alpha.n} cases")
    0.444 from 3 cases
    """
    places = place_ratings(ratings, categories)
    return alpha_of_counts(count_ratings(places, len(categories)), categories, metric, level=level)


def alpha_of_counts(
    counts: IntArray, categories: Sequence[Any], metric: Metric, *, level: float
) -> Coefficient:
    """Measure Krippendorff's alpha from the number of readers by case and answer.

    Parameters
    ----------
    counts : array of shape (n, q)
        Readers who gave each answer.
    categories : sequence of length q
        The answers.
    metric : {"nominal", "ordinal", "interval", "ratio"}
        How far apart two answers are.
    level : float
        Level of the limits.
    """
    used = counts[counts.sum(axis=1) >= 2]
    similarity = 1.0 - _distances(used.sum(axis=0).astype(float), categories, metric)
    return weighted_alpha(counts, similarity, level=level, name=f"krippendorff, {metric}")


def weighted_alpha(
    counts: IntArray, similarity: FloatArray, *, level: float, name: str = "krippendorff"
) -> Coefficient:
    """Measure Krippendorff's alpha with any agreement weights.

    Parameters
    ----------
    counts : array of shape (n, q)
        Readers by case and answer.
    similarity : array of shape (q, q)
        Agreement weights, 1 in the diagonal.
    level : float
        Level of the limits.
    name : str
        What to call it.
    """
    used = counts[counts.sum(axis=1) >= 2].astype(float)
    n, n_readers = len(used), used.sum(axis=1)
    if n == 0:
        return _undefined(name, math.nan, n, level, NO_PAIRS)
    mean = n_readers.mean()
    shares = used.mean(axis=0) / mean
    by_category = similarity @ shares
    expected = float(shares @ by_category)
    pairs = np.sum(used * (used @ similarity - 1), axis=1) / (mean * (n_readers - 1))
    seen = float(pairs.mean())
    if not expected < 1.0 - 1e-12:
        return _undefined(name, seen, n, level, ONE_CATEGORY)
    observed = seen + (1 - seen) / n_readers.sum()
    excess = (n_readers - mean) / mean
    of_chance = used @ by_category / mean - expected * excess
    plain = (seen - expected) / (1 - expected)
    scores = (pairs - seen * excess - expected) / (1 - expected)
    scores = scores - 2 * (1 - plain) * (of_chance - expected) / (1 - expected) - plain
    error = math.sqrt(float(np.sum(scores**2)) / (n * (n - 1))) if n > 1 else math.nan
    return make_coefficient(
        name,
        (observed - expected) / (1 - expected),
        error,
        observed=observed,
        expected=expected,
        n=n,
        df=n - 1,
        level=level,
    )


def _undefined(name: str, observed: float, n: int, level: float, reason: str) -> Coefficient:
    nothing = math.nan
    return make_coefficient(
        name, nothing, nothing, observed=observed, expected=nothing, n=n, df=1, level=level,
        reason=reason,
    )  # fmt: skip


def _distances(totals: FloatArray, categories: Sequence[Any], metric: Metric) -> FloatArray:
    """Return squared distances as fractions of the largest."""
    q = len(totals)
    if metric == "nominal":
        return 1.0 - np.eye(q)
    if metric == "ordinal":
        upto = np.cumsum(totals) - totals / 2
        squares = (upto[:, None] - upto[None, :]) ** 2
    elif metric in ("interval", "ratio"):
        values = _as_numbers(categories, metric)
        squares = (values[:, None] - values[None, :]) ** 2
        if metric == "ratio":
            sums = (values[:, None] + values[None, :]) ** 2
            squares = np.divide(squares, sums, out=np.zeros_like(squares), where=sums > 0)
    else:
        raise EstimationError(
            "There is no such distance between answers.",
            where="metric",
            expected=f"one of {', '.join(METRICS)}",
        )
    return np.asarray(squares / max(float(squares.max()), 1e-300))


def _as_numbers(categories: Sequence[Any], metric: str) -> FloatArray:
    try:
        values = np.asarray(categories, dtype=np.float64)
    except (TypeError, ValueError):
        values = np.array([np.nan])
    if not np.all(np.isfinite(values)) or (metric == "ratio" and np.any(values < 0)):
        raise EstimationError(
            "The categories are not numbers that this distance can use.",
            where=f"categories, metric {metric}",
            expected="numbers, and none below 0 for ratio",
            fix="use ordinal for ordered answers and nominal for others",
        )
    return values
