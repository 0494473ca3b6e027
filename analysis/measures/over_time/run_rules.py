"""Has the level of this series shifted, though no single value stands out?

Where nothing changes, values fall on either side of the middle as a coin does. A run on
one side that is too long, or a middle line that is crossed too seldom, says that
something lasting has changed. Anhøj's two rules let both limits grow with the length of
the series, so that a long series is not given more signals by chance.

===========================================  ==========================================
Case                                         Result
===========================================  ==========================================
Value on the centre line                     left out
Fewer than two values off the line           refused
===========================================  ==========================================
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from analysis.measures.over_time.series import as_series, fail_if_shorter_than


@dataclass(frozen=True)
class Runs:
    """Runs on one side of the centre line, held against what chance gives.

    Attributes
    ----------
    n_useful : int
        Values that are not on the line.
    longest_run, longest_by_chance : int
        Longest run, and the longest that is still ordinary.
    n_crossings, fewest_by_chance : int
        How often the line is crossed, and the fewest that is still ordinary.
    is_signal : bool
        Whether either is beyond the ordinary.
    """

    n_useful: int
    longest_run: int
    longest_by_chance: int
    n_crossings: int
    fewest_by_chance: int
    is_signal: bool


def judge_runs(values: ArrayLike, *, center: float) -> Runs:
    """Hold the runs of a series against what chance gives, by Anhøj's rules.

    Parameters
    ----------
    values : array_like, shape (n,)
        Values in the order of time.
    center : float
        The centre line, best the median.

    Returns
    -------
    Runs
        Longest run and crossings, each with its limit.

    Raises
    ------
    EstimationError
        If a value is missing, or fewer than two lie off the line.

    Notes
    -----
    See `run_limits`. Values that are alike from quarter to quarter, or seasons, give
    signals without any shift (bold).

    Examples
    --------
    >>> runs = judge_runs([3, 4, 6, 7, 8, 9, 7, 8, 9, 6, 2, 1, 8, 9], center=6.5)
    >>> print(runs.longest_run, runs.n_crossings, runs.is_signal)
    6 3 True
    """
    series = as_series(values, name="values")
    sides = np.sign(series - center)
    sides = sides[sides != 0]
    fail_if_shorter_than(sides.size, 2)
    changes = np.flatnonzero(np.diff(sides) != 0)
    longest = int(np.diff(np.concatenate([[-1], changes, [sides.size - 1]])).max())
    longest_by_chance, fewest_by_chance = run_limits(sides.size)
    return Runs(
        n_useful=sides.size,
        longest_run=longest,
        longest_by_chance=longest_by_chance,
        n_crossings=changes.size,
        fewest_by_chance=fewest_by_chance,
        is_signal=longest > longest_by_chance or changes.size < fewest_by_chance,
    )


@lru_cache(maxsize=256)
def run_limits(n_useful: int) -> tuple[int, int]:
    """Return the longest run and the fewest crossings that are still ordinary.

    Parameters
    ----------
    n_useful : int
        Values off the line, at least two.

    Returns
    -------
    longest, fewest : int
        log2(n) + 3, rounded, and the 5 % quantile of a binomial count of n - 1 with one
        half [1]_.

    Raises
    ------
    EstimationError
        If there are fewer than two values.

    References
    ----------
    .. [1] J. Anhøj and A. V. Olesen, "Run charts revisited: a simulation study of run
       chart rules for detection of non-random variation in health care processes",
       PLoS ONE 9, 2014.

    Examples
    --------
    >>> run_limits(20)
    (7, 6)
    """
    fail_if_shorter_than(n_useful, 2)
    return round(np.log2(n_useful) + 3.0), int(stats.binom.ppf(0.05, n_useful - 1, 0.5))
