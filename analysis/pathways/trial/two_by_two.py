"""Could chance alone explain that more cases were ready in one group than in the other?

Three exact answers for two groups and two outcomes. `boschloo_p` is the one in use: it
keeps what it states at every true share, as Fisher's does, and with ten in a group finds
a difference nearly twice as often. The other two stand beside it so that a number from
other software can be recognised.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from analysis.concepts import Estimate
from analysis.errors import EstimationError
from analysis.measures.inputs import as_tail

FloatArray = NDArray[np.float64]

# Probabilities that agree to this are equally probable: rounding must not decide.
_TIE = 1e-7
_GRID = np.linspace(0, 1, 1001)


@dataclass(frozen=True)
class TwoGroups:
    """How many of two groups of cases were ready.

    Attributes
    ----------
    ready, others : tuple of int
        Ready cases, and those that were not, in the first and the second group.
    """

    ready: tuple[int, int]
    others: tuple[int, int]

    @property
    def n(self) -> tuple[int, int]:
        """Return the cases of each group."""
        return self.ready[0] + self.others[0], self.ready[1] + self.others[1]

    @property
    def difference(self) -> float:
        """Return the share ready in the first group less that in the second."""
        return self.ready[0] / self.n[0] - self.ready[1] / self.n[1]


def two_groups(ready_1: int, n_1: int, ready_2: int, n_2: int) -> TwoGroups:
    """Return two groups, or refuse them.

    Parameters
    ----------
    ready_1, ready_2 : int
        Ready cases in each group.
    n_1, n_2 : int
        All cases in each group.

    Raises
    ------
    EstimationError
        If a group has no case, more ready cases than cases, or a number that is not whole.

    Examples
    --------
    >>> two_groups(7, 10, 2, 12).others
    (3, 10)
    """
    for ready, n in ((ready_1, n_1), (ready_2, n_2)):
        if ready != int(ready) or n != int(n) or not 0 <= ready <= n or n < 1:
            raise EstimationError(
                "The ready cases are not a whole number of the group's cases.",
                where=f"{ready} of {n}",
                expected="at least one case in each group, and from none to all of them ready",
            )
    return TwoGroups((int(ready_1), int(ready_2)), (int(n_1 - ready_1), int(n_2 - ready_2)))


def fisher_p(groups: TwoGroups) -> float:
    """Return Fisher's two-sided p value: all tables that are no more probable.

    Notes
    -----
    Holds the number of ready cases fixed, which no trial does: leans to too large.

    References
    ----------
    R. A. Fisher, Statistical Methods for Research Workers, 5th ed. 1934, section 21.02.

    Examples
    --------
    >>> round(fisher_p(two_groups(7, 10, 2, 12)), 6)
    0.027421
    """
    return float(fisher_p_of_all(*groups.n)[groups.ready])


def fisher_p_of_all(n_1: int, n_2: int) -> FloatArray:
    """Return Fisher's p value of every table, of shape (n_1 + 1, n_2 + 1).

    Examples
    --------
    >>> fisher_p_of_all(1, 1).tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """
    p_values = np.empty((n_1 + 1, n_2 + 1))
    for total in range(n_1 + n_2 + 1):
        first = np.arange(max(0, total - n_2), min(n_1, total) + 1)
        chance = stats.hypergeom.pmf(first, n_1 + n_2, n_1, total)
        rarer = chance[None, :] <= chance[:, None] * (1 + _TIE)
        p_values[first, total - first] = np.minimum((rarer * chance).sum(axis=1), 1.0)
    return p_values


def boschloo_p(groups: TwoGroups) -> float:
    """Return Boschloo's two-sided p value: Fisher's one-sided one as a yardstick.

    Notes
    -----
    All tables whose one-sided Fisher value is as small, at the common share of ready
    cases for which they are most probable; twice the smaller side. Never too small.

    References
    ----------
    R. D. Boschloo, "Raised conditional level of significance for the 2x2-table when
    testing the equality of two probabilities", Statistica Neerlandica 24, 1970.

    Examples
    --------
    >>> round(boschloo_p(two_groups(7, 10, 2, 12)), 6)
    0.018734
    """
    sides = one_sided_fisher(*groups.n)
    highest = [_highest_chance(side <= side[groups.ready] * (1 + _TIE), groups.n) for side in sides]
    return min(1.0, 2 * min(highest))


def one_sided_fisher(n_1: int, n_2: int) -> tuple[FloatArray, FloatArray]:
    """Return the lower and upper Fisher tail of every table, each (n_1 + 1, n_2 + 1).

    Examples
    --------
    >>> one_sided_fisher(1, 1)[0].tolist()
    [[1.0, 0.5], [1.0, 1.0]]
    """
    first, second = np.meshgrid(np.arange(n_1 + 1), np.arange(n_2 + 1), indexing="ij")
    among = n_1 + n_2, n_1, first + second
    return stats.hypergeom.cdf(first, *among), stats.hypergeom.sf(first - 1, *among)


def barnard_p(groups: TwoGroups, *, is_pooled: bool = True) -> float:
    """Return Barnard's two-sided p value, with the difference in errors as a yardstick.

    Parameters
    ----------
    groups : TwoGroups
        The cases.
    is_pooled : bool
        Whether the error of the difference is that of a common share.

    References
    ----------
    G. A. Barnard, "A new test for 2x2 tables", Nature 156, 1945. S. Suissa and J. J.
    Shuster, "Exact unconditional sample sizes for the 2x2 binomial trial", Journal of the
    Royal Statistical Society A 148, 1985.

    Examples
    --------
    >>> round(barnard_p(two_groups(7, 10, 2, 12)), 6)
    0.017341
    """
    distance = np.abs(_wald(*groups.n, is_pooled=is_pooled))
    return min(1.0, _highest_chance(distance >= distance[groups.ready] - _TIE, groups.n))


def odds_ratio(groups: TwoGroups, *, level: float = 0.95) -> Estimate:
    """Return the conditional odds ratio with exact limits.

    Parameters
    ----------
    groups : TwoGroups
        The cases.
    level : float
        Level of the limits, a fraction in (0, 1).

    Returns
    -------
    Estimate
        A ``ratio``; 0 or infinite where a cell is empty, NaN where none or all were ready.

    Notes
    -----
    Equal tails, never too narrow. Odds are not shares: 7 of 10 against 2 of 12 is a ratio
    of shares of 4 and of odds of about 10. Show the difference of shares first.

    References
    ----------
    J. Cornfield, "A statistical problem arising from retrospective studies", Proceedings
    of the Third Berkeley Symposium 4, 1956.

    Examples
    --------
    >>> odds = odds_ratio(two_groups(7, 10, 2, 12))
    >>> print(f"{odds.value:.1f} ({odds.lower:.1f} to {odds.upper:.0f})")
    10.1 (1.1 to 154)
    """
    as_tail(level)
    n = float(sum(groups.n))
    if sum(groups.ready) in (0, sum(groups.n)):
        return Estimate(float("nan"), 0.0, float("inf"), level, "ratio", n, "exact conditional")
    table = np.array([groups.ready, groups.others])
    found = stats.contingency.odds_ratio(table, kind="conditional")
    lower, upper = found.confidence_interval(level)
    return Estimate(
        float(found.statistic), float(lower), float(upper), level, "ratio", n, "exact conditional"
    )


def _wald(n_1: int, n_2: int, *, is_pooled: bool) -> FloatArray:
    """Return the difference of every table divided by its error; 0 where both are 0."""
    share_1, share_2 = np.arange(n_1 + 1)[:, None] / n_1, np.arange(n_2 + 1)[None, :] / n_2
    common = (share_1 * n_1 + share_2 * n_2) / (n_1 + n_2)
    pooled = common * (1 - common) * (1 / n_1 + 1 / n_2)
    separate = share_1 * (1 - share_1) / n_1 + share_2 * (1 - share_2) / n_2
    error = np.sqrt(np.maximum(pooled if is_pooled else separate, 0.0))
    difference = share_1 - share_2
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.abs(difference) < _TIE, 0.0, difference / error)


def _highest_chance(region: NDArray[np.bool_], n: tuple[int, int]) -> float:
    """Return the chance of a set of tables at the common share that makes it largest."""
    chance = _chance_of(region, n)
    at_grid = chance(_GRID)
    best = float(at_grid.max())
    peaks = np.argsort(at_grid)[::-1][:4]
    for peak in peaks:
        low, high = _GRID[max(peak - 1, 0)], _GRID[min(peak + 1, _GRID.size - 1)]
        found = optimize.minimize_scalar(
            lambda share: -float(chance(np.array([share]))[0]),
            bounds=(low, high),
            method="bounded",
            options={"xatol": 1e-12},
        )
        best = max(best, -float(found.fun))
    return best


def _chance_of(region: NDArray[np.bool_], n: tuple[int, int]) -> Callable[[FloatArray], FloatArray]:
    counts = [np.arange(size + 1)[:, None] for size in n]

    def chance(shares: FloatArray) -> FloatArray:
        one, two = (
            stats.binom.pmf(count, size, shares) for count, size in zip(counts, n, strict=True)
        )
        return np.asarray(np.einsum("is,ij,js->s", one, region.astype(float), two))

    return chance
