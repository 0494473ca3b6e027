"""How far do three or more readers agree?

The same coefficients as for two readers, with the agreement counted over all pairs of
readers of a case. Fleiss takes the readers as interchangeable, Conger gives each reader
frequencies of their own, and Light is the mean of Cohen's kappa over the pairs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError
from analysis.estimation.agreement.coefficients import (
    NO_PAIRS,
    ONE_CATEGORY,
    agreement_of_table,
    chance_agreement,
)
from analysis.estimation.agreement.krippendorff import weighted_alpha
from analysis.estimation.agreement.limits import Coefficient, make_coefficient
from analysis.estimation.agreement.ratings import count_ratings, place_ratings
from analysis.estimation.agreement.tables import (
    UNANSWERED,
    FloatArray,
    IntArray,
    agreement_weights,
)

_AS_AMONG_TWO = {"fleiss": "scott", "gwet": "gwet", "brennan_prediger": "brennan_prediger"}


@dataclass(frozen=True)
class ReaderAgreement:
    """How far several readers agree.

    Attributes
    ----------
    categories : tuple
        The answers that the checklist allows.
    n : int
        Cases with an answer from two readers or more.
    n_readers : int
        Readers, or the most that any case had.
    share_agree : float
        Agreement over all pairs of readers of a case (weighted as asked).
    share_agree_error : float
        Its standard error; NaN with one case.
    coefficients : mapping from name to Coefficient
        ``fleiss``, ``gwet``, ``brennan_prediger``, ``krippendorff``, all weighted as
        asked, and where it is known who read what, ``conger``.
    light : float
        Mean of Cohen's kappa over the pairs of readers; NaN where it is not known who
        read what or a pair's kappa is undefined.
    """

    categories: tuple[Any, ...]
    n: int
    n_readers: int
    share_agree: float
    share_agree_error: float
    coefficients: Mapping[str, Coefficient]
    light: float


def measure_reader_agreement(
    ratings: Sequence[Sequence[Any]],
    categories: Sequence[Any],
    *,
    weights: str | ArrayLike = "unweighted",
    level: float = 0.95,
) -> ReaderAgreement:
    """Measure how far several readers agree, each known by column.

    Parameters
    ----------
    ratings : n rows of r answers
        One row per case, one column per reader; empty where a reader is missing.
    categories : sequence of length q
        The answers that the checklist allows.
    weights : {"unweighted", "linear", "quadratic", "ordinal"} or array of shape (q, q)
        How far two different answers count as agreement.
    level : float, default 0.95
        Level of the limits.

    Raises
    ------
    EstimationError
        If rows differ in length, or an answer is not one of the categories.

    Notes
    -----
    Errors come from one score per case with divisor n - 1 [1]_; those for two readers in
    `measure_agreement` have divisor n. A case that only one reader read counts towards
    the readers' shares; the error takes it as agreeing as chance has it, which is irrCAC's
    way and leans to the cautious side by a few per cent. Readers are taken as fixed: the
    limits say nothing of how far other readers would agree, and lean to the bold side for
    that question.

    References
    ----------
    .. [1] K. L. Gwet, "Handbook of Inter-Rater Reliability", 4th ed., 2014, ch. 2 and 5;
       A. J. Conger, Psychological Bulletin 88, 1980; R. J. Light, ibid. 76, 1971.

    Examples
    --------
    >>> result = measure_reader_agreement(["aaa", "bbb", "aab", "bbb"], ["a", "b"])
    >>> print(f"{result.coefficients['fleiss'].value:.3f}")
    0.657
    """
    places = place_ratings(ratings, categories)
    matrix = agreement_weights(weights, len(categories))
    result = agreement_of_counts(
        count_ratings(places, len(categories)), categories, weights=matrix, level=level
    )
    conger = _conger(places, matrix, level)
    return ReaderAgreement(
        categories=tuple(categories),
        n=result.n,
        n_readers=places.shape[1],
        share_agree=result.share_agree,
        share_agree_error=result.share_agree_error,
        coefficients={**result.coefficients, "conger": conger},
        light=_light(places, categories, matrix),
    )


def agreement_of_counts(
    counts: ArrayLike,
    categories: Sequence[Any],
    *,
    weights: str | ArrayLike = "unweighted",
    level: float = 0.95,
) -> ReaderAgreement:
    """Measure how far several readers agree, from how many gave each answer.

    Parameters
    ----------
    counts : array of shape (n, q)
        Readers by case and answer.
    categories : sequence of length q
        The answers that the checklist allows.
    weights : {"unweighted", "linear", "quadratic", "ordinal"} or array of shape (q, q)
        How far two different answers count as agreement.
    level : float, default 0.95
        Level of the limits.

    Raises
    ------
    EstimationError
        If the table does not have one column of counts per category.

    Notes
    -----
    `standard_error_by_chance` of Fleiss' kappa is the one of Fleiss, Nee and Landis
    (Psychological Bulletin 86, 1979), for the same number of readers everywhere.

    Examples
    --------
    >>> result = agreement_of_counts([[3, 0], [0, 3], [2, 1], [0, 3]], ["a", "b"])
    >>> print(f"{result.coefficients['fleiss'].value:.3f}")
    0.657
    """
    table = _as_counts_table(counts, categories)
    matrix = agreement_weights(weights, len(categories))
    table = table[table.sum(axis=1) > 0]
    readers = table.sum(axis=1)
    pairs = _pair_agreement(table, matrix)
    n_pairable = int(np.sum(readers >= 2))
    coefficients = {name: _coefficient(name, table, matrix, level) for name in _AS_AMONG_TWO}
    coefficients["krippendorff"] = weighted_alpha(table, matrix, level=level)
    return ReaderAgreement(
        categories=tuple(categories),
        n=n_pairable,
        n_readers=int(readers.max()) if len(readers) else 0,
        share_agree=float(pairs.sum()) / n_pairable if n_pairable else math.nan,
        share_agree_error=_agreement_error(pairs, readers >= 2),
        coefficients=coefficients,
        light=math.nan,
    )


def _as_counts_table(counts: ArrayLike, categories: Sequence[Any]) -> IntArray:
    table = np.asarray(counts, dtype=np.float64)
    fits = table.ndim == 2 and table.shape[1] == len(categories)
    if not fits or not np.all(np.isfinite(table)) or np.any((table < 0) | (table % 1 != 0)):
        raise EstimationError(
            "The table is not one of readers by case and answer.",
            where="counts",
            expected=f"whole numbers, 0 or more, in {len(categories)} columns",
        )
    return table.astype(np.int64)


def _pair_agreement(table: IntArray, weights: FloatArray) -> FloatArray:
    """Return the agreement over the pairs of readers of each case, 0 with one reader."""
    readers = table.sum(axis=1)
    agreeing = np.sum(table * (table @ weights - 1), axis=1)
    return np.asarray(agreeing / np.where(readers >= 2, readers * (readers - 1), 1))


def _agreement_error(pairs: FloatArray, is_pairable: np.ndarray) -> float:
    n, n_pairable = len(pairs), int(is_pairable.sum())
    if n_pairable == 0 or n < 2:
        return math.nan
    # A case with one reader counts as chance left it: it could have had more.
    scores = n / n_pairable * pairs - pairs.sum() / n_pairable
    return math.sqrt(float(np.sum(scores**2)) / (n * (n - 1)))


def _coefficient(name: str, table: IntArray, weights: FloatArray, level: float) -> Coefficient:
    if not np.any(table.sum(axis=1) >= 2):
        return _undefined(name, math.nan, math.nan, 0, level, NO_PAIRS)
    of_case = table / table.sum(axis=1)[:, None]
    shares = of_case.mean(axis=0)
    expected, by_first, by_second = chance_agreement(_AS_AMONG_TWO[name], shares, shares, weights)
    chance_scores = (of_case - shares) @ (by_first + by_second)
    by_chance = _fleiss_error_by_chance(table) if name == "fleiss" else math.nan
    return _from_scores(name, table, weights, expected, chance_scores, level, by_chance)


def _conger(places: IntArray, weights: FloatArray, level: float) -> Coefficient:
    table = count_ratings(places, len(weights))
    is_read = table.sum(axis=1) > 0
    places, table = places[is_read], table[is_read]
    if not np.any(table.sum(axis=1) >= 2):
        return _undefined("conger", math.nan, math.nan, 0, level, NO_PAIRS)
    answers = np.stack([places == k for k in range(len(weights))], axis=2).astype(float)
    n_read = np.sum(places != UNANSWERED, axis=0)
    answers, n_read = answers[:, n_read > 0], n_read[n_read > 0]
    shares = answers.sum(axis=0) / n_read[:, None]
    r = len(n_read)
    others = (shares.sum(axis=0) - shares) @ weights
    expected = float(np.sum(shares * others)) / (r * (r - 1))
    # A reader's shares rest on the cases that this reader read, and on no others.
    has_read = answers.sum(axis=2, keepdims=True)
    moves = (answers - has_read * shares) * (len(answers) / n_read)[None, :, None]
    of_case = np.sum((shares + moves) * others, axis=(1, 2)) / (r * (r - 1))
    return _from_scores("conger", table, weights, expected, 2 * (of_case - expected), level)


def _from_scores(
    name: str,
    table: IntArray,
    weights: FloatArray,
    expected: float,
    chance_scores: FloatArray,
    level: float,
    by_chance: float = math.nan,
) -> Coefficient:
    is_pairable = table.sum(axis=1) >= 2
    n, n_pairable = len(table), int(is_pairable.sum())
    pairs = _pair_agreement(table, weights)
    observed = float(pairs.sum()) / n_pairable
    if not expected < 1.0 - 1e-12:
        return _undefined(name, observed, expected, n_pairable, level, ONE_CATEGORY)
    value = (observed - expected) / (1 - expected)
    scores = n / n_pairable * (pairs - expected * is_pairable) / (1 - expected) - value
    scores = scores - (1 - value) * chance_scores / (1 - expected)
    error = math.sqrt(float(np.sum(scores**2)) / (n * (n - 1))) if n > 1 else math.nan
    is_one_category = int(np.sum(table.sum(axis=0) > 0)) == 1
    return make_coefficient(
        name,
        value,
        math.nan if is_one_category else error,
        observed=observed,
        expected=expected,
        n=n_pairable,
        df=n - 1,
        level=level,
        reason=ONE_CATEGORY if is_one_category else "",
        standard_error_by_chance=by_chance,
    )


def _fleiss_error_by_chance(table: IntArray) -> float:
    readers = table.sum(axis=1)
    m, n = int(readers[0]), len(table)
    if np.any(readers != m) or m < 2:
        return math.nan
    p = table.sum(axis=0) / table.sum()
    spread = float(np.sum(p * (1 - p)))
    if spread <= 0:
        return math.nan
    inner = spread**2 - float(np.sum(p * (1 - p) * (1 - 2 * p)))
    return math.sqrt(2 * inner / (n * m * (m - 1))) / spread


def _light(places: IntArray, categories: Sequence[Any], weights: FloatArray) -> float:
    kappas = []
    for g, h in combinations(range(places.shape[1]), 2):
        both = (places[:, g] != UNANSWERED) & (places[:, h] != UNANSWERED)
        table = np.zeros((len(categories), len(categories)))
        np.add.at(table, (places[both, g], places[both, h]), 1)
        kappas.append(agreement_of_table(table, categories, weights=weights).kappa.value)
    return float(np.mean(kappas))


def _undefined(
    name: str, observed: float, expected: float, n: int, level: float, reason: str
) -> Coefficient:
    nothing = math.nan
    return make_coefficient(
        name, nothing, nothing, observed=observed, expected=expected, n=n, df=1, level=level,
        reason=reason,
    )  # fmt: skip
