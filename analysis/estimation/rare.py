"""How many people may there be of what was hardly seen, or not seen at all?

Few positives say little of their own variance, and none say nothing of it. What is used
here does not need it: the gamma limits ask what one more positive in the heaviest stratum
would have done; the exact ones ask which numbers of people would have made so few
positives improbable. All work on plain numbers per stratum.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

from analysis.errors import EstimationError
from analysis.estimation.share_limits import fail_if_level_is_no_fraction

FloatArray = NDArray[np.float64]
Sides = Literal["both", "upper"]

# Bounds reached exactly, such as one in forty, are not lost to the last digit of a sum.
_SLACK = 1e-12


def gamma_limits(
    positives: ArrayLike,
    sampled: ArrayLike,
    population: ArrayLike,
    *,
    level: float = 0.95,
) -> tuple[FloatArray, FloatArray]:
    """Return limits that allow for one more positive where it would weigh most.

    Parameters
    ----------
    positives : array_like of shape (..., H)
        Cases with the outcome in each stratum; several samples at once by leading axes.
    sampled, population : array_like of shape (H,)
        Cases read, and people, in each stratum.
    level : float
        Level of the limits, a fraction in (0, 1).

    Returns
    -------
    tuple of ndarray of shape (...)
        Lower and upper limit, in persons. They may pass what is possible: see
        `analysis.estimation.count_rule`.

    Notes
    -----
    Positives are taken as Poisson in each stratum and the finite population is left out:
    both lean to too wide, most where the outcome is common. The upper limit takes the
    heaviest stratum's weight for the positive that was not seen: too wide where that
    stratum has none.

    References
    ----------
    M. P. Fay and E. J. Feuer, "Confidence intervals for directly standardized rates: a
    method based on the gamma distribution", Statistics in Medicine 16, 1997.

    Examples
    --------
    >>> lower, upper = gamma_limits([1, 0, 2], [36, 34, 20], [520, 310, 45])
    >>> print(f"{lower:.0f} to {upper:.0f} people")
    2 to 84 people
    """
    fail_if_level_is_no_fraction(level)
    x, n, people = read_strata(positives, sampled, population)
    weight = people / n
    total, variance = x @ weight, x @ weight**2
    heaviest = weight.max()
    tail = (1 - level) / 2
    return (
        gamma_quantile(total, variance, tail=tail, upper=False),
        gamma_quantile(total + heaviest, variance + heaviest**2, tail=tail, upper=True),
    )


def gamma_quantile(mean: ArrayLike, variance: ArrayLike, *, tail: float, upper: bool) -> FloatArray:
    """Return the limit that a gamma distribution of these moments passes in one tail."""
    centre, spread = np.asarray(mean, dtype=float), np.asarray(variance, dtype=float)
    some = centre > 0
    shape = np.where(some, centre, 1.0) ** 2 / np.where(some, spread, 1.0)
    quantile = special.gammainccinv(shape, tail) if upper else special.gammaincinv(shape, tail)
    return np.where(some, quantile * spread / np.where(some, centre, 1.0), 0.0)


def keep_heaviest(positives: FloatArray, n_most: int) -> FloatArray:
    """Return the `n_most` positives that stand for most people.

    `positives` has shape (..., H), the strata in falling order of people per case.
    """
    before = np.cumsum(positives, axis=-1) - positives
    return np.asarray(np.clip(n_most - before, 0, positives))


def zero_bound(
    sampled: ArrayLike, population: ArrayLike, *, level: float = 0.95, sides: Sides = "both"
) -> int:
    """Return how many people there may be of what no case showed, whatever their strata.

    Parameters
    ----------
    sampled, population : array_like of shape (H,)
        Cases read, and people, in each stratum.
    level : float
        Level, a fraction in (0, 1).
    sides : {"both", "upper"}
        Whether half of 1 - level, or all of it, lies above the bound.

    Returns
    -------
    int
        The largest number of people, spread over the strata in the worst way, of whom not
        seeing one still has at least that probability.

    Notes
    -----
    Exact and never too small. It takes the worst spread, which puts nearly all of them
    in the stratum where a case stands for most: too large where they are spread evenly.
    Each further person in a stratum costs more than the one before, so taking the
    cheapest one each time gives the largest number.

    References
    ----------
    W. G. Cochran, Sampling Techniques, 3rd ed. 1977, section 3.6, for the hypergeometric
    limits of one stratum.

    Examples
    --------
    >>> zero_bound([36, 34], [520, 310])
    48
    """
    fail_if_level_is_no_fraction(level)
    _, n, people = read_strata(np.zeros(np.shape(sampled)), sampled, population)
    budget = -np.log((1 - level) / 2 if sides == "both" else 1 - level) + _SLACK
    costs = [_costs(*stratum, budget) for stratum in zip(n, people, strict=True)]
    return int((np.cumsum(np.sort(np.concatenate(costs))) <= budget).sum())


def hypergeometric_limits(
    positives: int, sampled: int, population: int, *, level: float = 0.95, sides: Sides = "both"
) -> tuple[int, int]:
    """Return exact limits of the people with an outcome, from one simple random sample.

    Parameters
    ----------
    positives, sampled, population : int
        Cases with the outcome, cases read, and people.
    level : float
        Level, a fraction in (0, 1).
    sides : {"both", "upper"}
        Limits on both sides, or only an upper one.

    Returns
    -------
    tuple of int
        Lower and upper limit, in persons. With ``upper`` the lower one is the positives.

    Notes
    -----
    Equal tails, each of at most half of 1 - level: never too narrow, on average too wide.

    References
    ----------
    W. G. Cochran, Sampling Techniques, 3rd ed. 1977, section 3.6.

    Examples
    --------
    >>> hypergeometric_limits(3, 160, 1270)
    (6, 65)
    """
    fail_if_level_is_no_fraction(level)
    read_strata([positives], [sampled], [population])
    tail = (1 - level) / 2 if sides == "both" else 1 - level
    most = population - (sampled - positives)

    def is_too_many(people: int) -> bool:
        return bool(stats.hypergeom.cdf(positives, population, people, sampled) < tail - _SLACK)

    def is_enough(people: int) -> bool:
        above = stats.hypergeom.sf(positives - 1, population, people, sampled)
        return bool(above >= tail - _SLACK)

    upper = most
    if is_too_many(most):
        below, above = positives, most
        while above - below > 1:
            middle = (below + above) // 2
            below, above = (below, middle) if is_too_many(middle) else (middle, above)
        upper = below
    if sides == "upper" or positives == 0:
        return positives, upper
    below, above = positives - 1, most
    while above - below > 1:
        middle = (below + above) // 2
        below, above = (below, middle) if is_enough(middle) else (middle, above)
    return above, upper


def read_strata(
    positives: ArrayLike, sampled: ArrayLike, population: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return positives, cases and people per stratum as arrays, or refuse them in words.

    Raises
    ------
    EstimationError
        When shapes differ, a stratum has no case, more cases than people or more positives
        than cases, or a number of cases has decimals.
    """
    x, n, people = (np.asarray(part, dtype=float) for part in (positives, sampled, population))
    if n.ndim != 1 or n.shape != people.shape or x.shape[-1:] != n.shape or not n.size:
        raise EstimationError(
            "The numbers per stratum do not belong together.",
            where=f"positives {x.shape}, sampled {n.shape}, population {people.shape}",
            expected="one number of each for every stratum",
        )
    if not ((n >= 1) & (n <= people)).all():
        raise EstimationError(
            "A stratum has no case, or more cases than people.",
            where=f"strata {', '.join(str(h + 1) for h in np.flatnonzero((n < 1) | (n > people)))}",
            expected="at least one case and at least as many people",
        )
    if not ((x >= 0) & (x <= n)).all() or np.any(x != np.round(x)) or np.any(n != np.round(n)):
        raise EstimationError(
            "The positives are not a whole number of the cases read.",
            where="positives",
            expected="whole numbers from 0 to the cases of the stratum",
        )
    return x, n, people


def _costs(n: float, people: float, budget: float) -> FloatArray:
    """Return what each further person costs in log probability of not being seen.

    A person costs at least what the first one does, so no more than the budget divided by
    that can be afforded.
    """
    unseen = int(people - n + 1e-9)
    if unseen == 0:
        return np.zeros(0)
    affordable = int(budget / -np.log1p(-n / people)) + 1
    already = np.arange(min(unseen, affordable), dtype=float)
    return np.asarray(-np.log1p(-n / (people - already)))
