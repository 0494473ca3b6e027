"""Does this series rise, whatever the shape of its rise?

Every pair of periods is asked whether the later one is higher. No model of growth and no
distribution of the values is needed, and a wild period counts no more than any other.
That costs power and gives no per cent a year: it is a check on
`analysis.measures.over_time.trends`, not a substitute for it.

===========================================  ==========================================
Case                                         Result
===========================================  ==========================================
All values equal                             tau missing, p 1, slope 0
Ties                                         exact p all the same
===========================================  ==========================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from analysis.measures.inputs import FloatArray, as_tail
from analysis.measures.over_time.series import as_series, fail_if_shorter_than


@dataclass(frozen=True)
class MonotoneTrend:
    """The Mann-Kendall test: rises less falls, their share of all pairs, exact p."""

    rises_less_falls: int
    tau: float
    p_value: float


@dataclass(frozen=True)
class MedianSlope:
    """The median of all slopes between two periods, with limits, per unit of time."""

    slope: float
    slope_lower: float
    slope_upper: float
    level: float


def mann_kendall_trend(values: ArrayLike) -> MonotoneTrend:
    """Test whether a series rises more often than it falls.

    Parameters
    ----------
    values : array_like, shape (n,)
        Rates in the order of time, at least two.

    Returns
    -------
    MonotoneTrend
        Pairs that rise less pairs that fall, tau-b, and the exact two-sided p.

    Raises
    ------
    EstimationError
        If a number is missing, or there are fewer than two.

    Notes
    -----
    The p value of [1]_ counts every order of the values as equally likely, and is exact
    with ties too. Seasons and neighbours that are alike make some orders likelier: use
    one value a year, and read a small p from a longer series with care (bold).

    References
    ----------
    .. [1] H. B. Mann, "Nonparametric tests against trend", Econometrica 13, 1945.

    Examples
    --------
    >>> mann_kendall_trend([25, 31, 28, 36, 39, 44, 41, 52]).rises_less_falls
    24
    """
    series = as_series(values, name="values")
    fail_if_shorter_than(series.size, 2)
    signs = np.sign(np.subtract.outer(series, series).T)
    score = int(np.triu(signs, 1).sum())
    sizes = np.unique(series, return_counts=True)[1]
    pairs = series.size * (series.size - 1) / 2.0
    untied = pairs - float((sizes * (sizes - 1) / 2.0).sum())
    tau = score / np.sqrt(pairs * untied) if untied > 0 else np.nan
    falls = _falls_by_chance(sizes)
    scores = untied - 2.0 * np.arange(falls.size)
    p_value = float(falls[np.abs(scores) >= abs(score)].sum())
    return MonotoneTrend(score, float(tau), min(p_value, 1.0))


def median_slope(
    values: ArrayLike, times: ArrayLike | None = None, *, level: float = 0.95
) -> MedianSlope:
    """Return the median of the slopes between all pairs of periods.

    Parameters
    ----------
    values : array_like, shape (n,)
        Rates in the order of time, at least two.
    times : array_like, shape (n,), optional
        Time of each, no two the same. Without it 0, 1, 2 ...
    level : float, default 0.95
        Level of the limits, a fraction in (0, 1).

    Returns
    -------
    MedianSlope
        Slope and limits per unit of time.

    Raises
    ------
    EstimationError
        If a number is missing, or there are fewer than two.

    Notes
    -----
    Theil's and Sen's slope [1]_. A few wild periods hardly move it. The limits take the
    periods as independent and are bold where neighbours are alike.

    References
    ----------
    .. [1] P. K. Sen, "Estimates of the regression coefficient based on Kendall's tau",
       Journal of the American Statistical Association 63, 1968.

    Examples
    --------
    >>> print(f"{median_slope([25, 31, 28, 36, 39, 44, 41, 52]).slope:.3f}")
    3.583
    """
    as_tail(level)
    series = as_series(values, name="values")
    fail_if_shorter_than(series.size, 2)
    places = np.arange(series.size, dtype=float)
    if times is not None:
        places = as_series(times, name="times")
    found = stats.theilslopes(series, places, alpha=level)
    return MedianSlope(float(found.slope), float(found.low_slope), float(found.high_slope), level)


def _falls_by_chance(sizes: NDArray[np.int64]) -> FloatArray:
    """Return the probabilities of 0, 1, 2 ... falls when all orders are equally likely."""
    chances, n_so_far = np.ones(1), 0
    for size in sizes:
        chances = np.convolve(chances, _pairs_in_reverse(n_so_far, int(size)))
        n_so_far += int(size)
    return chances


def _pairs_in_reverse(n_first: int, n_second: int) -> FloatArray:
    """Return the chances of how many pairs of two groups stand in reverse order.

    Built up one value at a time: the last one is of the first group, and stands after all
    of the second, or of the second.
    """
    most = n_first * n_second
    table = np.zeros((n_second + 1, most + 1))
    table[:, 0] = 1.0
    for i in range(1, n_first + 1):
        for j in range(1, n_second + 1):
            from_first = np.zeros(most + 1)
            from_first[j:] = table[j, : most + 1 - j]
            table[j] = (i * from_first + j * table[j - 1]) / (i + j)
    return np.asarray(table[n_second])
