"""Which cells must be hidden, so that the small ones cannot be worked out from the rest?

First the small cells themselves. Then a reader with pencil and paper is imagined, who
knows every shown cell, every total and that no count is negative. As long as that reader
can bound a hidden cell too narrowly, one more cell is hidden.

The reader is imagined by linear programming: the least and the largest value that a
hidden cell can take. In a table of rows, columns and totals both are whole numbers, so
nothing is lost by computing with fractions.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linprog

BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]
_Program = tuple[NDArray[np.float64] | None, NDArray[np.float64] | None]
_TINY = 1e-6


@dataclass(frozen=True)
class Rule:
    """What everybody knows of some cells: a weighted sum of them lies between limits.

    Attributes
    ----------
    cells : tuple of int
        Places in the list of cells.
    weights : tuple of float
        One per cell.
    upper : float
        The sum is at least 0 and at most this: 0 for an equation.
    """

    cells: tuple[int, ...]
    weights: tuple[float, ...]
    upper: float = 0.0

    @property
    def is_equation(self) -> bool:
        """Tell whether one unknown cell follows from the others."""
        return self.upper == 0


@dataclass(frozen=True)
class _Known:
    """All rules, and which of them each cell stands in."""

    rules: tuple[Rule, ...]
    of_cell: dict[int, tuple[int, ...]]

    def of(self, cell: int) -> list[Rule]:
        """Return the rules that a cell stands in."""
        return [self.rules[place] for place in self.of_cell.get(cell, ())]


@dataclass(frozen=True)
class _Task:
    """What the search knows, and what it has found out.

    `low` and `high` are the least and the largest value of each cell in the tables that
    were found possible so far; `best` is how wide a cell's range can get at all, and
    `done` are cells that are as wide as that.
    """

    cells: IntArray
    may_hide: BoolArray
    known: _Known
    threshold: int
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    best: dict[int, float]
    done: set[int]


def adds_up(total: int, parts: Sequence[int]) -> Rule:
    """Return the rule that some cells add up to another."""
    return Rule((total, *parts), (-1.0, *[1.0] * len(parts)))


def is_within(small: int, large: int) -> Rule:
    """Return the rule that a cell is at most another."""
    return Rule((large, small), (1.0, -1.0), math.inf)


def is_covered(union: int, parts: Sequence[int]) -> Rule:
    """Return the rule that a cell is at most some others together."""
    return Rule((*parts, union), (*[1.0] * len(parts), -1.0), math.inf)


def hide_cells(
    values: ArrayLike,
    is_small: ArrayLike,
    rules: Sequence[Rule],
    *,
    threshold: int,
    keep: Collection[int] = (),
    unseen: Collection[int] = (),
) -> BoolArray:
    """Return which cells to hide so that none of them can be bounded too narrowly.

    Parameters
    ----------
    values : array of int, shape (n,)
        All cells, totals among them.
    is_small : array of bool, shape (n,)
        The cells that must be hidden.
    rules : sequence of Rule
        What a reader knows of the cells beyond those shown.
    threshold : int
        Width that the range of each hidden cell must have at least.
    keep : collection of int
        Cells that are shown whatever happens.
    unseen : collection of int
        Cells that nobody is shown, though they follow where all around them is shown.
        Only the small ones among them are protected.

    Returns
    -------
    array of bool, shape (n,)
        Unseen cells among them. The same for the same input: ties go to the first cell.

    Notes
    -----
    Where a total that is kept is itself below the threshold, no range in it can be as
    wide as the threshold; it is then made as wide as hiding everything else would make
    it. The cells hidden beside the small ones are chosen one at a time, the smallest
    first, and may be more than the fewest possible: leans towards hiding.

    References
    ----------
    M. Fischetti and J. J. Salazar, Solving the cell suppression problem on tabular data
    with linear constraints, Management Science 47, 2001, for the reader's two programs.
    """
    task = _make_task(values, rules, threshold=threshold, keep=keep)
    guarded = np.asarray(is_small, bool) & task.may_hide
    is_unseen = np.zeros(len(guarded), bool)
    is_unseen[list(unseen)] = True
    while True:
        hidden = guarded | is_unseen
        where = _find_lonely(task, guarded, hidden)
        if where is None:
            unsafe = _find_unsafe(task, guarded, hidden)
            if unsafe is None:
                return hidden
            own = task.known.of(unsafe)
            where = own if _is_open(task, own, hidden) else _rules_around(task, unsafe, hidden)
        guarded[_choose(task, hidden, where)] = True


def find_range(
    values: ArrayLike, hidden: ArrayLike, rules: Sequence[Rule], cell: int
) -> tuple[float, float]:
    """Return the least and the largest value that a hidden cell can take.

    Parameters
    ----------
    values : array of int, shape (n,)
        All cells; those that are hidden are not looked at.
    hidden : array of bool, shape (n,)
        The cells that the reader does not see.
    rules : sequence of Rule
        What the reader knows of the cells.
    cell : int
        The place of the hidden cell.

    Examples
    --------
    >>> find_range([40, 3, 7, 30], [False, True, True, False], [adds_up(0, [1, 2, 3])], 1)
    (0.0, 10.0)
    """
    task = _make_task(values, rules, threshold=0, keep=())
    return _find_range(task, np.asarray(hidden, bool), cell)


def _make_task(
    values: ArrayLike, rules: Sequence[Rule], *, threshold: int, keep: Collection[int]
) -> _Task:
    cells = np.asarray(values, dtype=np.int64)
    may_hide = np.ones(len(cells), bool)
    may_hide[list(keep)] = False
    seen = (cells.astype(np.float64), cells.astype(np.float64))
    return _Task(cells, may_hide, _index(rules), threshold, *seen, {}, set())


def _index(rules: Sequence[Rule]) -> _Known:
    of_cell: dict[int, list[int]] = {}
    for place, rule in enumerate(rules):
        for cell in rule.cells:
            of_cell.setdefault(cell, []).append(place)
    return _Known(tuple(rules), {cell: tuple(places) for cell, places in of_cell.items()})


def _find_lonely(task: _Task, guarded: BoolArray, hidden: BoolArray) -> list[Rule] | None:
    """Return an equation with one hidden cell, which follows from the others."""
    for cell in np.flatnonzero(guarded).tolist():
        for rule in task.known.of(cell):
            others = [j for j in rule.cells if j != cell]
            is_lonely = rule.is_equation and not any(hidden[j] for j in others)
            if is_lonely and _is_open(task, [rule], hidden):
                return [rule]
    return None


def _is_open(task: _Task, rules: Sequence[Rule], hidden: BoolArray) -> bool:
    """Tell whether something in the rules can still be hidden."""
    return any(task.may_hide[j] and not hidden[j] for rule in rules for j in rule.cells)


def _find_unsafe(task: _Task, guarded: BoolArray, hidden: BoolArray) -> int | None:
    """Return a cell with too narrow a range that can be made wider.

    Hiding more never narrows a range: a table that was possible stays possible, and a
    cell that is as wide as it can get need not be looked at again.
    """
    for cell in np.flatnonzero(guarded).tolist():
        if cell in task.done or _whole(task.low[cell], task.high[cell]) >= task.threshold:
            continue
        width = _whole(*_find_range(task, hidden, cell))
        if width < task.threshold and width < _best_width(task, cell, hidden):
            return int(cell)
        task.done.add(cell)
    return None


def _best_width(task: _Task, cell: int, hidden: BoolArray) -> float:
    """Return how wide a cell's range gets when all that may be hidden is."""
    if cell not in task.best:
        found = _find_range(task, task.may_hide | hidden, cell, remember=False)
        task.best[cell] = _whole(*found)
    return task.best[cell]


def _whole(lower: float, upper: float) -> float:
    """Return how far a range goes in whole numbers."""
    if math.isinf(upper):
        return math.inf
    return math.floor(upper + _TINY) - math.ceil(lower - _TINY)


def _find_range(
    task: _Task, hidden: BoolArray, cell: int, *, remember: bool = True
) -> tuple[float, float]:
    """Solve the reader's two programs, and remember the tables that they found possible."""
    near = _rules_around(task, cell, hidden)
    unknown = sorted({j for rule in near for j in rule.cells if hidden[j]} | {cell})
    place = {j: i for i, j in enumerate(unknown)}
    equations, limits = _programs(near, task.cells, place)
    goal = np.zeros(len(unknown))
    goal[place[cell]] = 1.0
    found = [linprog(sign * goal, *limits, *equations) for sign in (1, -1)]
    if remember:
        for each in (one.x for one in found if one.status == 0):
            task.low[unknown] = np.minimum(task.low[unknown], each)
            task.high[unknown] = np.maximum(task.high[unknown], each)
    lower = float(found[0].fun) if found[0].status == 0 else 0.0
    upper = -float(found[1].fun) if found[1].status == 0 else math.inf
    return max(0.0, lower), upper


def _rules_around(task: _Task, cell: int, hidden: BoolArray) -> list[Rule]:
    """Return the rules that reach a cell by way of hidden ones."""
    known = task.known
    found: set[int] = set()
    seen, waiting = {cell}, [cell]
    while waiting:
        for place in set(known.of_cell.get(waiting.pop(), ())) - found:
            found.add(place)
            news = {j for j in known.rules[place].cells if hidden[j]} - seen
            seen |= news
            waiting += sorted(news)
    return [known.rules[place] for place in sorted(found)]


def _programs(
    rules: Sequence[Rule], cells: IntArray, place: dict[int, int]
) -> tuple[_Program, _Program]:
    """Return equations, then inequalities, of the unknown cells, as `linprog` takes them."""
    sides: dict[bool, list[tuple[NDArray[np.float64], float]]] = {True: [], False: []}
    for rule in rules:
        row, known = np.zeros(len(place)), 0.0
        for j, weight in zip(rule.cells, rule.weights, strict=True):
            if j in place:
                row[place[j]] += weight
            else:
                known += weight * cells[j]
        sides[rule.is_equation].append((row, -known))
    # At least becomes at most, which is what the solver takes.
    turned = [(-row, -bound) for row, bound in sides[False]]
    return _stack(sides[True]), _stack(turned)


def _stack(found: list[tuple[NDArray[np.float64], float]]) -> _Program:
    if not found:
        return None, None
    return np.array([row for row, _ in found]), np.array([bound for _, bound in found])


def _choose(task: _Task, hidden: BoolArray, where: Sequence[Rule]) -> int:
    """Return the cell to hide next: few further ones, then a small one, a zero last."""

    def _cost(cell: int) -> tuple[int, bool, int, int]:
        opened = (rule for rule in task.known.of(cell) if rule.is_equation)
        n_lonely = sum(not any(hidden[j] for j in rule.cells) for rule in opened)
        return n_lonely, bool(task.cells[cell] == 0), int(task.cells[cell]), cell

    cells = {j for rule in where for j in rule.cells}
    return min((j for j in cells if task.may_hide[j] and not hidden[j]), key=_cost)
