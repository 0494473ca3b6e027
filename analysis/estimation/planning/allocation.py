"""How many cases does each stratum get? Integers that sum, each with its reason.

A formula gives halves of cases, more cases than a small stratum has persons, and none at
all to a stratum thought to be without spread. Here every stratum gets its minimum, none
gets more than it has, what a full stratum cannot take goes to the others, and the numbers
sum to exactly what was asked for. The order in which the cases were given out is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np

from analysis import labels as danish
from analysis.errors import RequestError
from analysis.estimation.planning.ideal_sizes import sizes_at_cost
from analysis.estimation.planning.inputs import (
    FloatArray,
    IntArray,
    as_by_stratum,
    as_population,
    as_positive,
)
from analysis.estimation.planning.seats import (
    Seat,
    give_by_priority,
    give_by_remainder,
    share_within_bounds,
)

PROPORTIONAL, NEYMAN, COMPROMISE = "proportional", "neyman", "compromise"
COST = "cost"
METHODS = (PROPORTIONAL, NEYMAN, COMPROMISE)
_WORDS = {
    "minimum": "mindsteantal",
    "quota": "forholdsmæssig andel",
    "remainder": "største rest",
    "priority": "tager mest af usikkerheden",
}

Spread = Mapping[str, float]


@dataclass(frozen=True)
class Allocation:
    """Cases by stratum, and why.

    Attributes
    ----------
    sizes : dict of str to int
        Cases of each stratum, in the order of the strata given; they sum to `n`.
    population : dict of str to int
        Persons of each stratum.
    ideal : dict of str to float
        Cases by the formula, before minimum, cap and integers.
    n : int
        Cases in all.
    method : str
        ``proportional``, ``neyman``, ``compromise``, ``cost`` or ``several``.
    minimum : int
        The least a stratum gets, or all its persons where it has fewer.
    trace : tuple of Seat
        Every case in the order given, with its stratum and its reason.
    """

    sizes: dict[str, int]
    population: dict[str, int]
    ideal: dict[str, float]
    n: int
    method: str
    minimum: int
    trace: tuple[Seat, ...]

    @property
    def weights(self) -> dict[str, float]:
        """Return how many persons one case of each stratum speaks for."""
        return {label: self.population[label] / size for label, size in self.sizes.items()}

    @property
    def full_strata(self) -> tuple[str, ...]:
        """Return the strata in which everybody is read."""
        return tuple(s for s, size in self.sizes.items() if size == self.population[s])

    def describe(self) -> tuple[str, ...]:
        """Say in Danish, a line for each stratum, how many cases it got and why."""
        return tuple(self._describe_stratum(label) for label in self.sizes)

    def _describe_stratum(self, label: str) -> str:
        reasons = Counter(seat.reason for seat in self.trace if seat.stratum == label)
        parts = [f"{number} {_WORDS[reason]}" for reason, number in reasons.items()]
        full = "; alle gennemgås" if label in self.full_strata else ""
        return (
            f"{label}: {self.sizes[label]} af {danish.number(self.population[label])} sager "
            f"({', '.join(parts)}{full}); én sag står for "
            f"{danish.number(self.weights[label], decimals=1)} personer"
        )


def allocate_cases(
    population: Mapping[str, float],
    n: int,
    *,
    spread: Spread | Mapping[str, Spread] | None = None,
    method: str = PROPORTIONAL,
    importance: Mapping[str, float] | None = None,
    minimum: int = 2,
) -> Allocation:
    """Give each stratum its number of cases.

    Parameters
    ----------
    population : mapping of str to int
        Persons by stratum label; its order is that of the result.
    n : int
        Cases in all.
    spread : mapping, optional
        For ``neyman`` the anticipated standard deviation by stratum; for ``compromise`` by
        outcome, then stratum. ``anticipated.spread_of_shares`` makes it from shares.
    method : {'proportional', 'neyman', 'compromise'}
        In proportion to persons; the least variance of one outcome; or of several.
    importance : mapping of str to float, optional
        Weight a_j of each outcome of a compromise: S_h² = Σ a_j S_hj². Left out, every
        outcome's variance is measured by the least that it could have.
    minimum : int, default 2
        Cases that every stratum gets; two are needed to see a stratum's variance.

    Returns
    -------
    Allocation
        Sizes that sum to `n`, with the reason for every case.

    Raises
    ------
    RequestError
        If the strata's minimum is more than `n`, `n` is more than there are persons, or
        the method has no spread to work with.

    Notes
    -----
    The minimum leans away from the optimum, and is the price of an estimate that can tell
    its own uncertainty in every stratum. The integers of ``neyman`` and ``compromise`` are
    the exact optimum under minimum and cap [1]_; a rounded formula is not.

    References
    ----------
    .. [1] T. Wright, "Exact optimal sample allocation: More efficient than Neyman",
       Statistics & Probability Letters 129, 2017.

    Examples
    --------
    >>> plan = allocate_cases({"KH": 520, "KH-10+": 75, "SD": 45}, 40)
    >>> plan.sizes
    {'KH': 32, 'KH-10+': 5, 'SD': 3}
    >>> plan.describe()[2]
    'SD: 3 af 45 sager (2 mindsteantal, 1 største rest); én sag står for 15,0 personer'
    """
    labels, people = as_population(population)
    least = bounds_of(people, n, minimum)
    if method == PROPORTIONAL:
        ideal = n * people / people.sum()
        quotas = share_within_bounds(people.astype(float), n, least, people)
        seats = give_by_remainder(labels, quotas, least, people)
    else:
        stakes = people * _spread_of(method, spread, importance, labels, people)
        ideal = n * stakes / stakes.sum()
        seats = give_by_priority(labels, stakes, n, least, people, otherwise=people.astype(float))
    return allocation_of(labels, people, ideal, seats, method=method, minimum=minimum)


def allocate_at_cost(
    population: Mapping[str, float],
    budget: float,
    *,
    spread: Spread,
    costs: Mapping[str, float],
    minimum: int = 2,
) -> Allocation:
    """Give each stratum the cases of least variance that a budget buys.

    Parameters
    ----------
    population : mapping of str to int
        Persons by stratum label.
    budget : float
        What all cases may cost, such as hours or minutes of reading.
    spread, costs : mapping of str to float
        Anticipated standard deviation, and the cost of one case, by stratum.
    minimum : int, default 2
        Cases that every stratum gets.

    Returns
    -------
    Allocation
        Whole cases that cost no more than the budget; ``method`` is ``cost``.

    Raises
    ------
    RequestError
        If the budget does not buy the minimum.

    Notes
    -----
    The order is that of least variance for the cost. What is left of the budget buys no
    further whole case; a little more precision may be had by leaving out a dear case for
    two cheap ones.

    Examples
    --------
    >>> hours = {"KH": 1.0, "KH-10+": 2.5}
    >>> found = allocate_at_cost(
    ...     {"KH": 900, "KH-10+": 300}, 100, spread={"KH": 0.2, "KH-10+": 0.4}, costs=hours
    ... )
    >>> found.sizes, sum(found.sizes[s] * hours[s] for s in hours)
    ({'KH': 50, 'KH-10+': 20}, 100.0)
    """
    labels, people = as_population(population)
    least = np.minimum(_as_minimum(minimum), people)
    prices = as_by_stratum(costs, labels, name="The cost")
    stakes = people * _spread_of(NEYMAN, spread, None, labels, people)
    _fail_if_budget_is_short(as_positive(budget, name="The budget"), prices, least)
    seats = give_by_priority(
        *(labels, stakes, int(people.sum()), least, people),
        otherwise=people.astype(float),
        costs=prices,
        budget=budget,
    )
    ideal = sizes_at_cost(people, stakes / people, prices, budget)
    return allocation_of(labels, people, ideal, seats, method=COST, minimum=minimum)


def bounds_of(people: IntArray, n: int, minimum: int) -> IntArray:
    """Return the fewest cases of each stratum, refusing a number that does not fit."""
    least = np.minimum(_as_minimum(minimum), people)
    _fail_if_cases_do_not_fit(n, people, least, minimum=minimum)
    return least


def allocation_of(
    labels: tuple[str, ...],
    people: IntArray,
    ideal: FloatArray,
    seats: tuple[Seat, ...],
    *,
    method: str,
    minimum: int,
) -> Allocation:
    """Collect the cases that were given out into an allocation."""
    held = Counter(seat.stratum for seat in seats)
    return Allocation(
        sizes={label: held[label] for label in labels},
        population={label: int(number) for label, number in zip(labels, people, strict=True)},
        ideal={label: float(number) for label, number in zip(labels, ideal, strict=True)},
        n=len(seats),
        method=method,
        minimum=minimum,
        trace=seats,
    )


def _spread_of(
    method: str,
    spread: Spread | Mapping[str, Spread] | None,
    importance: Mapping[str, float] | None,
    labels: tuple[str, ...],
    people: IntArray,
) -> FloatArray:
    """Return one standard deviation for each stratum, of one outcome or a compromise."""
    if method not in METHODS:
        raise RequestError(
            f"There is no allocation called {method!r}.", expected=f"one of {', '.join(METHODS)}"
        )
    if not spread:
        raise RequestError(
            f"The allocation {method} has no spread to work with.",
            expected="anticipated standard deviations by stratum",
            fix="give spread=, for instance from anticipated shares, or take 'proportional'",
        )
    if not isinstance(next(iter(spread.values())), Mapping):
        single = as_by_stratum(cast(Spread, spread), labels, name="The spread")
        return _with_some_spread(single)
    outcomes = cast(Mapping[str, Spread], spread)
    if method == NEYMAN and len(outcomes) > 1:
        raise RequestError(
            "The allocation neyman is for one outcome.",
            expected="standard deviations by stratum",
            fix="choose the outcome, or take 'compromise'",
        )
    squared = np.zeros(len(labels))
    for name, by_stratum in outcomes.items():
        deviations = as_by_stratum(by_stratum, labels, name=f"The spread of {name}")
        best = float(people @ deviations)
        weight = importance[name] if importance else (1 / best**2 if best else 0.0)
        squared += weight * deviations**2
    return _with_some_spread(np.sqrt(squared))


def _with_some_spread(deviations: FloatArray) -> FloatArray:
    """Refuse an outcome that is thought to vary nowhere."""
    if not deviations.any():
        raise RequestError(
            "The spread is 0 in every stratum.",
            expected="at least one stratum whose outcome is not certain",
            fix="take 'proportional', or anticipate shares that are neither 0 nor 1",
        )
    return deviations


def _as_minimum(minimum: int) -> int:
    """Return the minimum, refusing a stratum without a case."""
    if int(minimum) != minimum or minimum < 1:
        raise RequestError(
            "The minimum per stratum is not a whole number of 1 or more.",
            expected="at least 1: a stratum without a case cannot be estimated",
            fix="use 2, or merge strata",
        )
    return int(minimum)


def _fail_if_cases_do_not_fit(n: int, people: IntArray, least: IntArray, *, minimum: int) -> None:
    """Refuse fewer cases than the strata need, and more than there are."""
    as_positive(n, name="n")
    if int(n) != n or n < least.sum():
        raise RequestError(
            f"{n} cases are too few for {len(people)} strata with at least {minimum} each.",
            expected=f"a whole number from {least.sum()} to {people.sum()}",
            fix="take more cases, merge strata or lower the minimum",
        )
    if n > people.sum():
        raise RequestError(
            f"{n} cases are more than the {people.sum()} in the frame.",
            expected=f"a whole number from {least.sum()} to {people.sum()}",
            fix="read everybody, or take fewer cases",
        )


def _fail_if_budget_is_short(budget: float, prices: FloatArray, least: IntArray) -> None:
    """Refuse cases without a cost, and a budget that does not buy the minimum."""
    if not np.all(prices > 0):
        raise RequestError("A case costs nothing.", expected="a cost above 0 in every stratum")
    if float(prices @ least) > budget:
        raise RequestError(
            "The budget does not buy the minimum of every stratum.",
            expected=f"at least {float(prices @ least):g}",
            fix="raise the budget, merge strata or lower the minimum",
        )
