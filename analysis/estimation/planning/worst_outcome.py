"""Which cases make the worst of several outcomes as good as it can be?

Any weights on the outcomes make one outcome of them, whose best allocation is known; its
value is a bound that the worst outcome cannot get below. The weights with the highest
bound are found by cutting planes, and the planes, mixed, are the allocation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from analysis.estimation.planning.inputs import FloatArray, IntArray
from analysis.estimation.planning.seats import share_within_bounds

_MOST_CUTS, _CLOSE = 300, 1e-6


@dataclass(frozen=True)
class SquaredErrors:
    """Squared CVs times importance of k outcomes, as functions of the cases of H strata.

    Attributes
    ----------
    a : array of shape (k, H)
        What each stratum adds, times its cases.
    fixed : array of shape (k,)
        What the finite population takes off.
    least, most : integer arrays of shape (H,)
        Bounds of the cases of each stratum.
    """

    a: FloatArray
    fixed: FloatArray
    least: IntArray
    most: IntArray

    def values(self, cases: FloatArray) -> FloatArray:
        """Return the squared CV times importance of each outcome."""
        return np.asarray(self.a @ (1 / cases) - self.fixed)


def solve_worst(problem: SquaredErrors, n: int) -> tuple[FloatArray, float]:
    """Return the cases whose largest value is smallest, and a bound below every such value.

    Parameters
    ----------
    problem : SquaredErrors
        The outcomes and the bounds of the strata.
    n : int
        Cases in all.

    Returns
    -------
    cases : array of shape (H,)
        Cases, not whole, that sum to `n`.
    bound : float
        What no cases that sum to `n` can bring the largest value below.
    """
    n_outcomes = len(problem.a)
    weights = centre = np.full(n_outcomes, 1 / n_outcomes)
    points: list[FloatArray] = []
    cuts: list[FloatArray] = []
    bound, best = -math.inf, np.empty(0)
    for _ in range(_MOST_CUTS):
        point = share_within_bounds(np.sqrt(weights @ problem.a), n, problem.least, problem.most)
        values = problem.values(point)
        points, cuts = [*points, point], [*cuts, values]
        if float(weights @ values) > bound:
            bound, centre = float(weights @ values), weights
        furthest, mixture, ceiling = _best_weights(np.array(cuts))
        best = mixture @ np.array(points)
        if ceiling - bound <= _CLOSE * abs(ceiling) + 1e-15:
            break
        # Halfway from the best weights yet: the far end of a few planes is seldom near.
        weights = (centre + furthest) / 2
    return best, bound


def _best_weights(cuts: FloatArray) -> tuple[FloatArray, FloatArray, float]:
    """Return weights on outcomes, on the points seen, and the ceiling of the bound.

    Each point seen gives a plane that the bound lies below; the highest point under all
    planes is a linear program, and its dual mixes the points into an allocation that is
    at least as good as the ceiling.
    """
    n_cuts, n_outcomes = cuts.shape
    size = float(np.abs(cuts).max()) or 1.0
    goal = np.append(np.zeros(n_outcomes), -1.0)
    below = np.column_stack([-cuts / size, np.ones(n_cuts)])
    solved = linprog(
        goal,
        A_ub=below,
        b_ub=np.zeros(n_cuts),
        A_eq=np.append(np.ones(n_outcomes), 0.0)[None, :],
        b_eq=[1.0],
        bounds=[(0, None)] * n_outcomes + [(None, None)],
        method="highs",
    )
    mixture = np.maximum(-np.asarray(solved.ineqlin.marginals), 0.0)
    weights = np.maximum(solved.x[:-1], 0.0)
    return weights / weights.sum(), mixture / mixture.sum(), float(solved.x[-1]) * size


def make_whole(problem: SquaredErrors, ideal: FloatArray, n: int) -> IntArray:
    """Return whole cases near the real ones, bettered one case at a time.

    Parameters
    ----------
    problem : SquaredErrors
        The outcomes and the bounds of the strata.
    ideal : array of shape (H,)
        Cases, not whole.
    n : int
        Cases in all.

    Returns
    -------
    integer array of shape (H,)
        Whole cases within the bounds that sum to `n`.
    """
    cases = np.clip(np.floor(ideal + 1e-9), problem.least, problem.most)
    while cases.sum() < n:
        gain = problem.a / (cases * (cases + 1))
        after = (problem.values(cases)[:, None] - gain).max(axis=0)
        after[cases >= problem.most] = math.inf
        cases[int(np.argmin(after))] += 1
    for _ in range(10 * len(cases)):
        moved = _best_move(problem, cases)
        if moved is None:
            break
        cases = moved
    return cases.astype(np.int64)


def _best_move(problem: SquaredErrors, cases: FloatArray) -> FloatArray | None:
    """Return the cases after the best move of one case, or nothing where none helps."""
    values = problem.values(cases)
    with np.errstate(divide="ignore"):
        loss = problem.a / (cases * (cases - 1))
    gain = problem.a / (cases * (cases + 1))
    after = (values[:, None, None] + loss[:, :, None] - gain[:, None, :]).max(axis=0)
    after[cases <= problem.least, :] = math.inf
    after[:, cases >= problem.most] = math.inf
    np.fill_diagonal(after, math.inf)
    giver, taker = np.unravel_index(int(np.argmin(after)), after.shape)
    if not after[giver, taker] < values.max() * (1 - 1e-12):
        return None
    moved = cases.copy()
    moved[giver] -= 1
    moved[taker] += 1
    return moved
