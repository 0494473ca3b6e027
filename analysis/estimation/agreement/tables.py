"""Which pairs of answers did two readers give, and how far apart are two answers?

The categories come from the checklist and never from the answers: an answer that nobody
gave still counts in the coefficients that ask how many there were to choose from.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import EstimationError

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

WEIGHTS = ("unweighted", "linear", "quadratic", "ordinal")
UNANSWERED = -1


def place_answers(answers: Sequence[Any], categories: Sequence[Any], *, name: str) -> IntArray:
    """Return the place of each answer among the categories, and -1 where there is none.

    Parameters
    ----------
    answers : sequence of length n
        Answers; ``None``, NaN and an empty text mean that none was given.
    categories : sequence of length q
        The answers that the checklist allows, in their order.
    name : str
        Which reading this is, as a message should call it.

    Raises
    ------
    EstimationError
        If the categories are none or repeat, or an answer is not one of them.

    Examples
    --------
    >>> print(place_answers(["ja", "", "nej"], ["nej", "ja"], name="first"))
    [ 1 -1  0]
    """
    places = {category: i for i, category in enumerate(categories)}
    if not places or len(places) != len(categories):
        raise EstimationError(
            "The categories are none, or one of them stands twice.",
            where="categories",
            expected="each allowed answer once, as the checklist has them",
        )
    values = ["" if _is_missing(answer) else answer for answer in answers]
    result = [places.get(value, UNANSWERED) for value in values]
    wrong = [i for i, value in enumerate(values) if result[i] == UNANSWERED and value != ""]
    if wrong:
        raise EstimationError(
            "An answer is not one of the categories.",
            where=f"{name}, place {wrong[0] + 1} of {len(values)} (and {len(wrong) - 1} more)",
            expected=f"one of the {len(places)} allowed answers, or an empty one",
            fix="give every answer that the checklist allows as a category",
        )
    return np.array(result, dtype=np.int64)


def cross_table(first: Sequence[Any], second: Sequence[Any], categories: Sequence[Any]) -> IntArray:
    """Count the pairs of answers of two readers.

    Parameters
    ----------
    first, second : sequence of length n
        Answers of the two readers to the same cases; a missing one leaves the case out.
    categories : sequence of length q
        The answers that the checklist allows.

    Returns
    -------
    array of shape (q, q)
        Cases, the first reader's answer by row and the second's by column.

    Raises
    ------
    EstimationError
        If the readings differ in length, or an answer is not one of the categories.

    Examples
    --------
    >>> print(cross_table(["ja", "ja", "nej"], ["ja", "nej", ""], ["nej", "ja"]))
    [[0 0]
     [1 1]]
    """
    rows = place_answers(first, categories, name="first")
    columns = place_answers(second, categories, name="second")
    if len(rows) != len(columns):
        raise EstimationError(
            "The two readings are not of the same cases.",
            where=f"first ({len(rows)}) and second ({len(columns)})",
            expected="one answer of each reader for each case, empty where there is none",
        )
    both = (rows != UNANSWERED) & (columns != UNANSWERED)
    table = np.zeros((len(categories), len(categories)), dtype=np.int64)
    np.add.at(table, (rows[both], columns[both]), 1)
    return table


def agreement_weights(weights: str | ArrayLike, n_categories: int) -> FloatArray:
    """Return how far each pair of answers counts as agreement, from 0 to 1.

    Parameters
    ----------
    weights : {"unweighted", "linear", "quadratic", "ordinal"} or array of shape (q, q)
        ``linear``: 1 - |i - j| / (q - 1). ``quadratic``: the same with squares.
        ``ordinal``: 1 - C(|i - j| + 1, 2) / C(q, 2). The three need ordered categories.
    n_categories : int
        The number of categories, q.

    Raises
    ------
    EstimationError
        If the name is unknown, or a matrix is not symmetric with ones in the diagonal.

    Examples
    --------
    >>> print(agreement_weights("linear", 3))
    [[1.  0.5 0. ]
     [0.5 1.  0.5]
     [0.  0.5 1. ]]
    """
    if not isinstance(weights, str):
        return _as_weight_matrix(weights, n_categories)
    places = np.arange(n_categories)
    steps = np.abs(places[:, None] - places[None, :]).astype(float)
    longest = max(n_categories - 1, 1)
    if weights == "unweighted":
        return np.eye(n_categories)
    if weights == "linear":
        return np.asarray(1.0 - steps / longest)
    if weights == "quadratic":
        return np.asarray(1.0 - (steps / longest) ** 2)
    if weights == "ordinal":
        return np.asarray(1.0 - steps * (steps + 1) / 2 / max(math.comb(n_categories, 2), 1))
    raise EstimationError(
        "There are no such agreement weights.",
        where="weights",
        expected=f"one of {', '.join(WEIGHTS)}, or a matrix",
    )


def _as_weight_matrix(weights: ArrayLike, n_categories: int) -> FloatArray:
    matrix = np.asarray(weights, dtype=np.float64)
    fits = matrix.shape == (n_categories, n_categories)
    if not (fits and np.all(np.diag(matrix) == 1.0) and np.array_equal(matrix, matrix.T)):
        raise EstimationError(
            "The agreement weights do not fit the categories.",
            where="weights",
            expected=f"a symmetric {n_categories} x {n_categories} matrix, 1 in the diagonal",
        )
    if matrix.min() < 0.0 or matrix.max() > 1.0:
        raise EstimationError(
            "An agreement weight lies outside 0 to 1.", where="weights", expected="0 to 1"
        )
    return matrix


def _is_missing(answer: Any) -> bool:
    return answer is None or (isinstance(answer, float) and math.isnan(answer))
