"""What can so few cases show? Asked before the trial, not after.

The chance that an exact test finds a true difference, summed over every table that may
come out. Nothing is simulated. `smallest_detectable` turns it round: how far apart the
two shares must be before the trial finds it four times in five.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.errors import EstimationError
from analysis.pathways.trial.two_by_two import fisher_p_of_all, one_sided_fisher

FloatArray = NDArray[np.float64]
Test = Literal["boschloo", "fisher"]

MOST_CASES = 100
_GRID = np.linspace(0, 1, 401)
_TIE = 1e-9


def exact_power(
    n_1: int, n_2: int, share_1: float, share_2: float, *, test: Test = "boschloo",
    alpha: float = 0.05,
) -> float:  # fmt: skip
    """Return the chance that a trial finds a true difference.

    Parameters
    ----------
    n_1, n_2 : int
        Cases in each group, 1 to `MOST_CASES`.
    share_1, share_2 : float
        True shares of ready cases, fractions in [0, 1].
    test : {"boschloo", "fisher"}
        The test that will be used, two-sided.
    alpha : float
        The largest p value that counts as found, a fraction in (0, 1).

    Returns
    -------
    float
        A fraction. Where the shares are equal: how often a difference is found that is
        not there.

    Raises
    ------
    EstimationError
        If a share or alpha is no fraction, or a group is empty or too large to count.

    Notes
    -----
    Takes cases as independent with one share in each group. Where one case worker has
    them all they are not: the chance is then smaller than stated.

    References
    ----------
    S. Suissa and J. J. Shuster, "Exact unconditional sample sizes for the 2x2 binomial
    trial", Journal of the Royal Statistical Society A 148, 1985.

    Examples
    --------
    >>> round(exact_power(10, 10, 0.6, 0.2), 3)
    0.425
    >>> round(exact_power(10, 10, 0.6, 0.2, test="fisher"), 3)
    0.253
    """
    _fail_if_no_fraction(share_1=share_1, share_2=share_2)
    return _chance(rejection_region(n_1, n_2, test=test, alpha=alpha), share_1, share_2)


def exact_size(n_1: int, n_2: int, *, test: Test = "boschloo", alpha: float = 0.05) -> float:
    """Return how often a difference is found at most that is not there.

    Examples
    --------
    >>> round(exact_size(10, 10), 4)
    0.0422
    """
    region = rejection_region(n_1, n_2, test=test, alpha=alpha)
    one, two = (stats.binom.pmf(np.arange(n + 1)[:, None], n, _GRID) for n in (n_1, n_2))
    return float(np.einsum("is,ij,js->s", one, region.astype(float), two).max())


def smallest_detectable(
    n_1: int, n_2: int, share_2: float, *, power: float = 0.8, test: Test = "boschloo",
    alpha: float = 0.05,
) -> float | None:  # fmt: skip
    """Return the least share of ready cases in the first group that would be found.

    Parameters
    ----------
    n_1, n_2 : int
        Cases in each group.
    share_2 : float
        True share in the second group, a fraction.
    power : float
        How often it should be found, a fraction in (0, 1).
    test, alpha
        As in `exact_power`.

    Returns
    -------
    float or None
        In whole per cent, as a fraction, above `share_2`; None where not even all cases
        ready would be found so often.

    Examples
    --------
    >>> smallest_detectable(10, 10, 0.2)
    0.8
    >>> smallest_detectable(5, 5, 0.6) is None
    True
    """
    _fail_if_no_fraction(share_2=share_2, power=power)
    region = rejection_region(n_1, n_2, test=test, alpha=alpha)
    candidates = np.arange(1, 101) / 100
    found = np.array([_chance(region, share, share_2) for share in candidates])
    enough = (candidates > share_2) & (found >= power)
    return float(candidates[enough][0]) if enough.any() else None


@lru_cache(maxsize=64)
def rejection_region(
    n_1: int, n_2: int, *, test: Test = "boschloo", alpha: float = 0.05
) -> NDArray[np.bool_]:
    """Return the tables that count as a difference, of shape (n_1 + 1, n_2 + 1).

    Examples
    --------
    >>> int(rejection_region(3, 3).sum())
    2
    """
    _fail_if_sizes_are_impossible(n_1, n_2)
    if not 0 < alpha < 1:
        raise EstimationError("alpha is no fraction.", where=f"alpha={alpha}", expected="(0, 1)")
    if test == "fisher":
        region = fisher_p_of_all(n_1, n_2) <= alpha
    else:
        sides = [_highest(side) for side in one_sided_fisher(n_1, n_2)]
        region = 2 * np.minimum(*sides) <= alpha
    region.flags.writeable = False
    return region


def _highest(tail: FloatArray) -> FloatArray:
    """Return, for every table, the largest chance of tables as far out as it."""
    n_1, n_2 = tail.shape[0] - 1, tail.shape[1] - 1
    order = np.argsort(tail, axis=None, kind="stable")
    one, two = (stats.binom.pmf(np.arange(n + 1)[:, None], n, _GRID) for n in (n_1, n_2))
    chances = np.cumsum((one[:, None, :] * two[None, :, :]).reshape(-1, _GRID.size)[order], axis=0)
    ordered = tail.ravel()[order]
    last = np.searchsorted(ordered, ordered * (1 + _TIE), side="right") - 1
    highest = np.empty(ordered.size)
    highest[order] = chances[last].max(axis=1)
    return highest.reshape(tail.shape)


def _chance(region: NDArray[np.bool_], share_1: float, share_2: float) -> float:
    one, two = (
        stats.binom.pmf(np.arange(size), size - 1, share)
        for size, share in zip(region.shape, (share_1, share_2), strict=True)
    )
    return float(one @ region @ two)


def _fail_if_no_fraction(**shares: float) -> None:
    for name, share in shares.items():
        if not 0 <= share <= 1:
            raise EstimationError(
                f"{name} is no fraction.", where=f"{name}={share}", expected="from 0 to 1"
            )


def _fail_if_sizes_are_impossible(n_1: int, n_2: int) -> None:
    if not (1 <= n_1 <= MOST_CASES and 1 <= n_2 <= MOST_CASES):
        raise EstimationError(
            "A group is empty, or too large to count every table.",
            where=f"{n_1} and {n_2} cases",
            expected=f"1 to {MOST_CASES} cases in each group",
            fix="with more cases the usual formula for two shares will do",
        )
