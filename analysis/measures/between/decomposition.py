"""How much of a gap is who lives there, and how much is how they are treated?

A rate is made of parts: shares of the population and rates in each of its groups, or a
chain of quotients such as (target group / population) x (scheme / target group). The
difference between two rates is shared out among the parts by exchanging one at a time,
in every order, and taking the mean. The parts then add up to the gap with nothing left
over, and none is favoured by coming first. With two parts this is Kitagawa's split, with
more Das Gupta's.

All differences are the focus less the reference.

=========================================  ==============================================
Case                                       Result
=========================================  ==============================================
Two alike                                  every effect 0
Group without people in one of the two     its rate is taken from the other: all structure
Group without people in both               effects 0
No people at all                           refused
=========================================  ==============================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError
from analysis.measures.inputs import (
    FloatArray,
    as_amounts,
    fail_if_anything_is_counted_where_nobody_lives,
)


@dataclass(frozen=True)
class GapSplit:
    """A gap between two rates, split into two.

    Attributes
    ----------
    gap : float
        Rate of the focus less that of the reference.
    structure, practice : float
        The part of who lives there, and the part of the rates in the groups. They add up
        to the gap.
    structure_by_group, practice_by_group : ndarray
        The same for each group; they add up to the parts. Those of structure depend on
        the level of the rates as a whole: read them together, not one by one.
    """

    gap: float
    structure: float
    practice: float
    structure_by_group: FloatArray
    practice_by_group: FloatArray


@dataclass(frozen=True)
class PartSplit:
    """A gap between two rates, split by parts.

    Attributes
    ----------
    gap : float
        Rate of the focus less that of the reference.
    effects : dict of str to float
        The part of the gap that belongs to each; they add up to it.
    """

    gap: float
    effects: dict[str, float]


def split_events(
    n_events: ArrayLike,
    person_years: ArrayLike,
    reference_events: ArrayLike,
    reference_person_years: ArrayLike,
) -> GapSplit:
    """Split the gap between two crude rates into who lives there and how they are treated.

    Parameters
    ----------
    n_events, person_years : array_like
        Events and person-years of the focus by group, such as age and sex; one shape.
    reference_events, reference_person_years : array_like
        The same of the reference.

    Returns
    -------
    GapSplit
        Rates in events per person-year.

    Raises
    ------
    EstimationError
        If a number is missing or negative, an event is counted where nobody lives, or
        one of the two has no people.

    Notes
    -----
    What is left to practice holds everything that the groups do not tell apart. The
    split describes the gap and explains nothing: people of other ages may also be
    treated otherwise because of their ages.

    References
    ----------
    .. [1] E. M. Kitagawa, "Components of a difference between two rates", Journal of the
       American Statistical Association 50, 1955.

    Examples
    --------
    Aby is younger than the country, and refers its older residents more seldom.

    >>> aby = split_events([2, 8], [4_000, 2_000], [30, 240], [30_000, 30_000])
    >>> print(f"{1e3 * aby.gap:.2f} = {1e3 * aby.structure:.2f} + {1e3 * aby.practice:.2f}")
    -2.83 = -0.88 + -1.96
    """
    (events, years), (other_events, other_years) = (
        _as_groups(n_events, person_years, name="the focus"),
        _as_groups(reference_events, reference_person_years, name="the reference"),
    )
    if years.shape != other_years.shape:
        raise _not_alike("person_years and reference_person_years")
    rates, other_rates = _rate(events, years), _rate(other_events, other_years)
    rates, other_rates = (
        np.where(years > 0, rates, other_rates),
        np.where(other_years > 0, other_rates, rates),
    )
    return split_rates(rates, years, other_rates, other_years)


def split_rates(
    rates: ArrayLike, sizes: ArrayLike, reference_rates: ArrayLike, reference_sizes: ArrayLike
) -> GapSplit:
    """Split the gap between two means of rates, by Kitagawa's formula.

    structure = sum((w1 - w0) (r1 + r0) / 2) and practice = sum((r1 - r0) (w1 + w0) / 2),
    with w the sizes over their sum.

    Parameters
    ----------
    rates, sizes : array_like
        Rate and size of each group of the focus, in any unit, 0 or more; one shape.
    reference_rates, reference_sizes : array_like
        The same of the reference.

    Returns
    -------
    GapSplit
        In the unit of the rates.

    Examples
    --------
    >>> aby = split_rates([1, 4], [60, 40], [1, 8], [50, 50])
    >>> print(f"{aby.gap:.1f} = {aby.structure:.1f} + {aby.practice:.1f}")
    -2.3 = -0.5 + -1.8
    """
    rate, other_rate = (as_amounts(r, name="rates") for r in (rates, reference_rates))
    share, other_share = (_as_shares(s) for s in (sizes, reference_sizes))
    if not rate.shape == other_rate.shape == share.shape == other_share.shape:
        raise _not_alike("rates and sizes")
    structure = (share - other_share) * (rate + other_rate) / 2.0
    practice = (rate - other_rate) * (share + other_share) / 2.0
    return GapSplit(
        gap=float((share * rate).sum() - (other_share * other_rate).sum()),
        structure=float(structure.sum()),
        practice=float(practice.sum()),
        structure_by_group=structure,
        practice_by_group=practice,
    )


def split_product(
    factors: Mapping[str, ArrayLike], reference_factors: Mapping[str, ArrayLike]
) -> PartSplit:
    """Split the gap between two products, or two sums of products over groups.

    Parameters
    ----------
    factors, reference_factors : mapping of str to array_like
        The same named factors of the focus and of the reference, 0 or more: numbers, or
        arrays with one entry per group. The rate is their product, summed over groups.

    Raises
    ------
    EstimationError
        If a number is missing or negative, or the names or the groups differ.

    References
    ----------
    .. [1] P. Das Gupta, "Standardization and Decomposition of Rates: A User's Manual",
       U.S. Bureau of the Census, 1993, chapters 2 and 4.

    Examples
    --------
    Of 1,000 residents, the share in the target group and the awards per head of it.

    >>> aby = split_product(
    ...     {"residents": 1_000, "in target group": 0.08, "awards": 0.05},
    ...     {"residents": 1_000, "in target group": 0.05, "awards": 0.06},
    ... )
    >>> print(f"{aby.gap:.2f}", {name: round(part, 2) for name, part in aby.effects.items()})
    1.00 {'residents': 0.0, 'in target group': 1.65, 'awards': -0.65}
    """
    if not factors or set(factors) != set(reference_factors):
        raise _not_alike("factors and reference_factors")
    names = list(factors)
    ours = [as_amounts(factors[name], name=name) for name in names]
    theirs = [as_amounts(reference_factors[name], name=name) for name in names]
    if len({part.shape for part in (*ours, *theirs)}) > 1:
        raise _not_alike("factors and reference_factors")
    effects = [float(shift.sum()) for shift in _shifts(ours, theirs)]
    gap = np.prod(ours, axis=0).sum() - np.prod(theirs, axis=0).sum()
    return PartSplit(float(gap), dict(zip(names, effects, strict=True)))


def split_crossed(
    rates: ArrayLike,
    sizes: ArrayLike,
    reference_rates: ArrayLike,
    reference_sizes: ArrayLike,
    *,
    structures: Sequence[str],
) -> PartSplit:
    """Split a gap into several structures that are crossed, such as age and sex, and rates.

    The share of each group is written as a product with one factor per structure: the
    share of its class among all, and among those alike in the other structures, by a
    geometric mean over the orders of naming them. The gap in shares is shared out among
    these factors, at the mean of the two rates. What is left is the rates' part, and is
    the same as without telling the structures apart.

    Parameters
    ----------
    rates, sizes : array_like
        Rate and size of each group of the focus, 0 or more, with one axis per structure.
    reference_rates, reference_sizes : array_like
        The same of the reference, of the same shape.
    structures : sequence of str
        Name of each axis, in order.

    Returns
    -------
    PartSplit
        One effect per structure, and ``rate``.

    Raises
    ------
    EstimationError
        If a number is missing or negative, the shapes or names do not fit, or there are
        no people.

    Notes
    -----
    How much belongs to which structure is a convention where they are correlated; their
    sum and the part of the rates are not.

    References
    ----------
    .. [1] P. Das Gupta, "Standardization and Decomposition of Rates: A User's Manual",
       U.S. Bureau of the Census, 1993, chapter 5.

    Examples
    --------
    >>> aby = split_crossed(
    ...     [[1, 4], [2, 9]], [[30, 20], [25, 25]], [[1, 5], [2, 9]], [[20, 30], [20, 30]],
    ...     structures=["sex", "age"],
    ... )
    >>> print(f"{aby.gap:.2f}", {name: round(part, 2) for name, part in aby.effects.items()})
    -0.95 {'sex': 0.05, 'age': -0.75, 'rate': -0.25}
    """
    rate, other_rate = (as_amounts(r, name="rates") for r in (rates, reference_rates))
    share, other_share = (_as_shares(s) for s in (sizes, reference_sizes))
    is_alike = rate.shape == other_rate.shape == share.shape == other_share.shape
    if not is_alike or rate.ndim != len(structures):
        raise _not_alike("rates, sizes and structures")
    shifts = _shifts(_factors(share), _factors(other_share))
    middle = (rate + other_rate) / 2.0
    effects = {
        name: float((middle * shift).sum()) for name, shift in zip(structures, shifts, strict=True)
    }
    whole = split_rates(rate, sizes, other_rate, reference_sizes)
    return PartSplit(whole.gap, {**effects, "rate": whole.practice})


def _shifts(ours: list[FloatArray], theirs: list[FloatArray]) -> list[FloatArray]:
    """Share the difference of two products out among their factors, group by group."""

    def product(chosen: frozenset[int]) -> FloatArray:
        parts = [ours[i] if i in chosen else theirs[i] for i in range(len(ours))]
        return np.asarray(np.prod(parts, axis=0))

    return _mean_over_orders(len(ours), product)


def _factors(share: FloatArray) -> list[FloatArray]:
    """Write the share of each group as a product with one factor per axis."""

    def log_marginal(kept: frozenset[int]) -> FloatArray:
        away = tuple(axis for axis in range(share.ndim) if axis not in kept)
        marginal = share.sum(axis=away, keepdims=True) if away else share
        # Where nobody lives the factor is set below, and any number will do here.
        positive = np.broadcast_to(np.where(marginal > 0, marginal, 1.0), share.shape)
        return np.asarray(np.log(positive))

    factors = _mean_over_orders(share.ndim, log_marginal)
    return [np.where(share > 0, np.exp(factor), 0.0) for factor in factors]


def _mean_over_orders(n: int, value: Callable[[frozenset[int]], FloatArray]) -> list[FloatArray]:
    """Return what each of n adds to a value of those present, the mean over all orders."""
    return [
        sum(
            (
                (value(frozenset({*before, part})) - value(frozenset(before)))
                / (n * comb(n - 1, size))
                for size in range(n)
                for before in combinations([other for other in range(n) if other != part], size)
            ),
            start=np.asarray(0.0),
        )
        for part in range(n)
    ]


def _as_groups(events: ArrayLike, years: ArrayLike, *, name: str) -> tuple[FloatArray, FloatArray]:
    counted, lived = np.broadcast_arrays(
        as_amounts(events, name=f"events of {name}"),
        as_amounts(years, name=f"person-years of {name}"),
    )
    fail_if_anything_is_counted_where_nobody_lives(counted, lived, name=name)
    return counted, lived


def _rate(events: FloatArray, years: FloatArray) -> FloatArray:
    return np.divide(events, years, out=np.zeros(years.shape), where=years > 0)


def _as_shares(sizes: ArrayLike) -> FloatArray:
    amounts = as_amounts(sizes, name="sizes")
    total = amounts.sum()
    if total <= 0:
        raise EstimationError(
            "Nobody lives in one of the two.",
            where="sizes",
            expected="people in one group or more",
            fix="compare municipalities that have residents of these ages",
        )
    return np.asarray(amounts / total)


def _not_alike(where: str) -> EstimationError:
    return EstimationError(
        "The focus and the reference are not split in the same way.",
        where=where,
        expected="the same names, groups and axes in both",
        fix="arrange both by the same groups before splitting the gap",
    )
