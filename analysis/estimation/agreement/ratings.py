"""How many readers gave each answer to each case?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from analysis.errors import EstimationError
from analysis.estimation.agreement.tables import UNANSWERED, IntArray, place_answers


def place_ratings(ratings: Sequence[Sequence[Any]], categories: Sequence[Any]) -> IntArray:
    """Return the place of every answer among the categories, -1 where there is none.

    Parameters
    ----------
    ratings : n rows of r answers
        One row per case, one column per reader.
    categories : sequence of length q
        The answers that the checklist allows.

    Returns
    -------
    array of shape (n, r)

    Raises
    ------
    EstimationError
        If rows differ in length, or an answer is not one of the categories.

    Examples
    --------
    >>> print(place_ratings([["a", "b"], ["b", ""]], ["a", "b"]))
    [[ 0  1]
     [ 1 -1]]
    """
    rows = [list(row) for row in ratings]
    n_readers = len(rows[0]) if rows else 0
    wrong = [i for i, row in enumerate(rows) if len(row) != n_readers]
    if wrong or n_readers < 2:
        raise EstimationError(
            "The answers are not one row per case and one column per reader.",
            where=f"ratings, row {wrong[0] + 1}" if wrong else "ratings",
            expected="two readers or more, and the same number in each row",
            fix="leave an empty answer where a reader did not read a case",
        )
    columns = [
        place_answers(column, categories, name=f"reader {number}")
        for number, column in enumerate(zip(*rows, strict=True), start=1)
    ]
    return np.stack(columns, axis=1)


def count_ratings(places: IntArray, n_categories: int) -> IntArray:
    """Count the readers by case and answer.

    Parameters
    ----------
    places : array of shape (n, r)
        Places of the answers, -1 where there is none.
    n_categories : int
        The number of categories, q.

    Returns
    -------
    array of shape (n, q)

    Examples
    --------
    >>> print(count_ratings(np.array([[0, 1], [1, -1]]), 2))
    [[1 1]
     [0 1]]
    """
    cases, readers = np.nonzero(places != UNANSWERED)
    counts = np.zeros((len(places), n_categories), dtype=np.int64)
    np.add.at(counts, (cases, places[cases, readers]), 1)
    return counts
