"""Which stratum gets the next case? Integers that sum exactly, with the reason for each.

Two rules. *Largest remainder*, for a share of the whole: everybody gets the whole part of
its quota, the cases that are left go to the largest remainders. *Priority values*, for the
least variance: the case that takes most off the variance is always given next, which is
the exact optimum since each further case in a stratum takes less off than the one before.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.estimation.planning.inputs import FloatArray, IntArray

MINIMUM, QUOTA, REMAINDER, PRIORITY = "minimum", "quota", "remainder", "priority"


@dataclass(frozen=True)
class Seat:
    """One case of the plan, and why its stratum got it.

    Attributes
    ----------
    place : int
        Its place in the order in which the cases were given out, from 1.
    stratum : str
        The stratum that got it.
    number : int
        Which case of that stratum it is, from 1.
    reason : str
        ``minimum``, ``quota``, ``remainder`` or ``priority``.
    value : float
        What decided: the quota, the remainder, or the priority value; the minimum itself
        where the reason is the minimum.
    """

    place: int
    stratum: str
    number: int
    reason: str
    value: float


def share_within_bounds(
    parts: FloatArray, total: float, least: IntArray, most: IntArray
) -> FloatArray:
    """Share a total in proportion to parts, as far as the bounds allow.

    Parameters
    ----------
    parts : array of shape (H,)
        Numbers of 0 or more, not all 0.
    total : float
        What is shared, from the sum of `least` to the sum of `most`.
    least, most : integer arrays of shape (H,)
        Bounds of each stratum.

    Returns
    -------
    array of shape (H,)
        The multiple of the parts, cut at its bounds, that sums to the total: what a full
        stratum cannot take goes to the others.

    Examples
    --------
    >>> share_within_bounds(
    ...     np.array([60.0, 30.0, 10.0]), 50, np.array([2, 2, 8]), np.array([25, 99, 99])
    ... )
    array([25., 17.,  8.])
    """
    # A stratum of no part takes its least, and more only when all others are full.
    shares = np.maximum(parts, parts.max() * 1e-12)
    # The cut sum rises with the multiple and bends only where a stratum meets a bound.
    bends = np.unique(np.concatenate([least / shares, most / shares]))
    sums = np.clip(bends[:, None] * shares, least, most).sum(axis=1)
    after = min(max(int(np.searchsorted(sums, total)), 1), len(bends) - 1)
    if after == 0:
        return np.asarray(np.clip(bends[0] * shares, least, most), dtype=float)
    middle = (bends[after - 1] + bends[after]) / 2
    free = (middle * shares > least) & (middle * shares < most)
    fixed = np.where(middle * shares <= least, least, most).astype(float)
    if not free.any():
        return fixed
    factor = (total - fixed[~free].sum()) / shares[free].sum()
    return np.where(free, np.clip(factor * shares, least, most), fixed)


def give_by_remainder(
    labels: Sequence[str], quotas: FloatArray, least: IntArray, most: IntArray
) -> tuple[Seat, ...]:
    """Give out cases by largest remainder.

    Parameters
    ----------
    labels : sequence of str of length H
        The strata.
    quotas : array of shape (H,)
        Cases before integers, within `least` and `most`; they sum to a whole number.
    least, most : integer arrays of shape (H,)
        Bounds of each stratum.

    Returns
    -------
    tuple of Seat
        One for each case.

    Notes
    -----
    Among equal remainders the stratum named first gets the case, so the same input in the
    same order gives the same sizes.
    """
    total = round(float(quotas.sum()))
    # A quota a rounding error below a whole number is that number.
    whole = np.clip(np.floor(quotas + 1e-9).astype(np.int64), least, most)
    remainder = quotas - whole
    open_strata = np.flatnonzero(whole < most)
    order = sorted(open_strata, key=lambda h: (-round(float(remainder[h]), 9), h))
    lucky = order[: total - int(whole.sum())]
    given = [
        (int(h), number, MINIMUM if number <= least[h] else QUOTA)
        for h in range(len(labels))
        for number in range(1, int(whole[h]) + 1)
    ]
    given += [(int(h), int(whole[h]) + 1, REMAINDER) for h in lucky]
    value = {MINIMUM: least.astype(float), QUOTA: quotas, REMAINDER: remainder}
    return tuple(
        Seat(place, labels[h], number, reason, float(value[reason][h]))
        for place, (h, number, reason) in enumerate(given, start=1)
    )


def give_by_priority(
    labels: Sequence[str],
    stakes: FloatArray,
    total: int,
    least: IntArray,
    most: IntArray,
    *,
    otherwise: FloatArray,
    costs: FloatArray | None = None,
    budget: float = np.inf,
) -> tuple[Seat, ...]:
    """Give out cases one by one, each where it takes most off the variance.

    Parameters
    ----------
    labels : sequence of str of length H
        The strata.
    stakes : array of shape (H,)
        N_h S_h: the variance of the total is the sum of stakes² / cases, and a constant.
    total : int
        Cases to give out, from the sum of `least` to the sum of `most`.
    least, most : integer arrays of shape (H,)
        Bounds of each stratum; the least is 1 or more.
    otherwise : array of shape (H,)
        What decides among strata whose priority is equal, such as all that are 0: persons.
    costs : array of shape (H,), optional
        Cost of a case in each stratum; equal when left out.
    budget : float, default infinite
        What the cases may cost; a stratum whose next case costs more than is left is out.

    Returns
    -------
    tuple of Seat
        One for each case; ``value`` is stakes / √(cost · k(k + 1)) for case k + 1.

    Notes
    -----
    Exact with equal costs [1]_. With unequal costs the order is right and the end may be
    one case from the optimum, since what is left of a budget may buy no whole case.

    References
    ----------
    .. [1] T. Wright, "The equivalence of Neyman optimum allocation for sampling and equal
       proportions for apportioning the U.S. House of Representatives", The American
       Statistician 66, 2012; "Exact optimal sample allocation: More efficient than
       Neyman", Statistics & Probability Letters 129, 2017.
    """
    prices = np.ones(len(labels)) if costs is None else costs
    per_cost, left = stakes / np.sqrt(prices), budget - float(prices @ least)
    seats = [
        Seat(0, label, number, MINIMUM, float(least[h]))
        for h, label in enumerate(labels)
        for number in range(1, int(least[h]) + 1)
    ]
    queue = [
        _bid(per_cost, otherwise, h, int(least[h]))
        for h in range(len(labels))
        if least[h] < most[h]
    ]
    heapq.heapify(queue)
    while queue and len(seats) < total:
        priority, _, h, held = heapq.heappop(queue)
        if prices[h] > left:
            continue
        left -= float(prices[h])
        seats.append(Seat(0, labels[h], held + 1, PRIORITY, -priority))
        if held + 1 < most[h]:
            heapq.heappush(queue, _bid(per_cost, otherwise, h, held + 1))
    return tuple(
        Seat(place, seat.stratum, seat.number, seat.reason, seat.value)
        for place, seat in enumerate(seats, start=1)
    )


def _bid(
    stakes: FloatArray, otherwise: FloatArray, h: int, held: int
) -> tuple[float, float, int, int]:
    """Return what a stratum that holds some cases bids for one more, the highest first."""
    step = float(np.sqrt(held * (held + 1.0)))
    return -float(stakes[h]) / step, -float(otherwise[h]) / step, h, held
