"""Which cells of a table of counts are too small to show, or give a small one away?

Rows, columns and their totals: the table that stands in a report. The reader who tries to
work a hidden cell out is imagined by `analysis.findings.hidden_cells`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import EstimationError
from analysis.findings.hidden_cells import BoolArray, IntArray, Rule, adds_up, hide_cells


def suppress_counts(
    counts: ArrayLike,
    *,
    threshold: int,
    margins_shown: bool = True,
    zero_is_small: bool = False,
) -> BoolArray:
    """Return which cells of a table of counts to hide.

    Parameters
    ----------
    counts : array of int, shape (n,) or (n, k)
        Counts of people or cases, without totals. The cells of a row add up to its
        total, those of a column likewise.
    threshold : int
        The smallest count that is shown, apart from zero.
    margins_shown : bool, default True
        Whether the totals of rows and columns (of a list: its total) are shown beside the
        table. Without them no cell follows from others, and only small ones are hidden.
    zero_is_small : bool, default False
        Whether a zero is hidden as well. A zero says that nobody was seen, which tells
        something of everybody in the row: hide it where that is delicate.

    Returns
    -------
    array of bool, shape of `counts`
        True for a cell to hide.

    Raises
    ------
    EstimationError
        If a count is negative or not whole, or the table has no or three dimensions.

    Notes
    -----
    The totals are taken to be shown even where they are small themselves; `suppress_table`
    hides those too. What a reader knows from elsewhere, such as another table of the same
    cases, is not known here: leans bold.

    Examples
    --------
    >>> suppress_counts([2, 7, 30, 0], threshold=5).tolist()
    [True, True, False, False]
    >>> suppress_counts([[2, 9, 8], [6, 7, 20], [11, 12, 40]], threshold=5).astype(int)
    array([[1, 0, 1],
           [1, 0, 1],
           [0, 0, 0]])
    """
    table = _read_counts(counts)
    cells, rules, grid = _lay_out(table)
    is_small = _is_small(cells, threshold, zero_is_small=zero_is_small)
    inner = grid[:-1, :-1].ravel()
    keep = sorted(set(range(len(cells))) - set(inner.tolist()))
    hidden = hide_cells(
        cells, is_small, rules if margins_shown else (), threshold=threshold, keep=keep
    )
    return hidden[inner].reshape(np.shape(counts))


def suppress_table(counts: ArrayLike, *, threshold: int, zero_is_small: bool = False) -> BoolArray:
    """Return which cells of a table with its totals to hide, small totals among them.

    Parameters
    ----------
    counts : array of int, shape (n, k)
        The cells without totals.
    threshold : int
        The smallest count that is shown, apart from zero.
    zero_is_small : bool, default False
        As in `suppress_counts`.

    Returns
    -------
    array of bool, shape (n + 1, k + 1)
        True for a cell to hide; the last row and column are the totals.

    Examples
    --------
    >>> suppress_table([[1, 2], [20, 30]], threshold=5).astype(int)
    array([[1, 1, 1],
           [1, 1, 1],
           [0, 0, 0]])
    """
    cells, rules, grid = _lay_out(_read_counts(counts))
    is_small = _is_small(cells, threshold, zero_is_small=zero_is_small)
    return hide_cells(cells, is_small, rules, threshold=threshold)[grid]


def _read_counts(counts: ArrayLike) -> IntArray:
    given = np.asarray(counts, dtype=np.float64)
    _fail_if_not_counts(given)
    return np.atleast_2d(given).astype(np.int64)


def _lay_out(table: IntArray) -> tuple[IntArray, list[Rule], IntArray]:
    """Return all cells with totals in one list, their rules, and the place of each."""
    whole = np.vstack([table, table.sum(axis=0)])
    whole = np.column_stack([whole, whole.sum(axis=1)])
    grid = np.arange(whole.size).reshape(whole.shape)
    return whole.ravel(), list(_rules_of(grid)), grid


def _rules_of(grid: IntArray) -> Iterator[Rule]:
    for line in grid:
        yield adds_up(int(line[-1]), line[:-1].tolist())
    # A list has one row: its columns add up to themselves and say nothing.
    if grid.shape[0] > 2:
        for line in grid.T:
            yield adds_up(int(line[-1]), line[:-1].tolist())


def _is_small(cells: IntArray, threshold: int, *, zero_is_small: bool) -> BoolArray:
    return (cells < threshold) & ((cells > 0) | zero_is_small)


def _fail_if_not_counts(given: NDArray[np.float64]) -> None:
    if given.ndim not in (1, 2) or not given.size or not (np.isfinite(given) & (given >= 0)).all():
        raise EstimationError(
            "Counts to be suppressed must be a list or a table of numbers from zero up.",
            expected="one or two dimensions, none of them empty, nothing missing",
            fix="leave the totals out, and hide before anything is made missing",
        )
    if (given % 1 != 0).any():
        raise EstimationError(
            "Counts to be suppressed must be whole numbers.",
            expected="unweighted numbers of cases; estimates are no counts",
            fix="give the number of cases behind each estimate",
        )
