"""Which cases serve four schemes, and several domains, at once?

What is best for one scheme is poor for another. Two answers: make the *worst* of them as
good as can be, or make their *sum* as small as can be. Both are convex. The worst is
solved by its dual: any weights on the outcomes give a bound that no allocation can beat,
and the weights with the highest bound give the allocation. The bound is kept, so that the
reader sees how far the integers are from the best there is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.errors import EstimationError, RequestError
from analysis.estimation.planning.allocation import Allocation, allocation_of, bounds_of
from analysis.estimation.planning.anticipated import Shares, shares_by_stratum
from analysis.estimation.planning.inputs import FloatArray, IntArray, as_population, as_positive
from analysis.estimation.planning.seats import (
    MINIMUM,
    PRIORITY,
    QUOTA,
    Seat,
    give_by_priority,
    share_within_bounds,
)
from analysis.estimation.planning.worst_outcome import SquaredErrors, make_whole, solve_worst

WORST, SUM = "worst", "sum"
SEVERAL = "several"


@dataclass(frozen=True)
class SeveralOutcomes:
    """An allocation for several outcomes, and how well it serves each.

    Attributes
    ----------
    allocation : Allocation
        Cases by stratum.
    cv : dict of str to float
        Anticipated coefficient of variation of each outcome's total.
    worst : str
        The outcome whose CV, times its importance, is largest.
    best_possible : float
        What no allocation of as many cases, whole or not, can bring the goal below: the
        largest CV times importance for ``worst``, the root of the sum of their squares
        for ``sum``.
    reached : float
        The same of the allocation in integers.
    """

    allocation: Allocation
    cv: dict[str, float]
    worst: str
    best_possible: float
    reached: float


def allocate_for_several(
    population: Mapping[str, float],
    n: int,
    shares: Shares,
    *,
    goal: str = WORST,
    importance: Mapping[str, float] | None = None,
    minimum: int = 2,
) -> SeveralOutcomes:
    """Allocate cases so that several outcomes are all estimated well.

    Parameters
    ----------
    population : mapping of str to int
        Persons by stratum.
    n : int
        Cases in all.
    shares : mapping of str to float or mapping
        Anticipated share by outcome, or by outcome and stratum. An outcome in a domain is
        one more outcome with shares of 0 outside it; see `outcomes_in_domains`.
    goal : {'worst', 'sum'}
        Make the largest CV as small as can be, or the sum of squared CVs.
    importance : mapping of str to float, optional
        What each CV is multiplied by; 1 when left out.
    minimum : int, default 2
        Cases that every stratum gets.

    Returns
    -------
    SeveralOutcomes
        The allocation with each outcome's CV and the bound that none can beat.

    Raises
    ------
    RequestError
        If the cases do not fit the strata, or the goal is unknown.
    EstimationError
        If an outcome is anticipated nowhere.

    Notes
    -----
    For the sum the integers are the exact optimum. For the worst the real numbers are
    within a millionth of the optimum; the integers are bettered by moving one case at a time and
    may be a hair from the best: compare ``reached`` with ``best_possible``.

    The rarest outcome decides where the worst is made small. It then costs the common ones
    much: give it less importance, or take the sum.

    References
    ----------
    J. Bethel, "Sample allocation in multivariate surveys", Survey Methodology 15, 1989.

    Examples
    --------
    >>> frame = {"KH": 9_000, "KH-10+": 3_000, "SD": 5_650}
    >>> shares = {
    ...     "foertidspension": {"KH": 0.05, "KH-10+": 0.20, "SD": 0.02},
    ...     "fleksjob": {"KH": 0.10, "KH-10+": 0.10, "SD": 0.20},
    ... }
    >>> plan = allocate_for_several(frame, 150, shares)
    >>> plan.allocation.sizes, plan.worst
    ({'KH': 74, 'KH-10+': 46, 'SD': 30}, 'foertidspension')
    """
    labels, people = as_population(population)
    least = bounds_of(people, n, minimum)
    problem, scale = _pose(labels, people, shares, importance, least)
    if goal == SUM:
        stakes = np.sqrt(problem.a.sum(axis=0))
        ideal = share_within_bounds(stakes, n, least, people)
        bound = float(problem.values(ideal).sum())
        seats = give_by_priority(labels, stakes, n, least, people, otherwise=people.astype(float))
    elif goal == WORST:
        ideal, bound = solve_worst(problem, n)
        seats = _seats_of(labels, make_whole(problem, ideal, n), ideal, least)
    else:
        raise RequestError(f"There is no goal called {goal!r}.", expected="worst or sum")
    allocation = allocation_of(labels, people, ideal, seats, method=SEVERAL, minimum=minimum)
    cases = np.array([allocation.sizes[label] for label in labels], dtype=float)
    values = np.maximum(problem.values(cases), 0.0)
    names = tuple(shares)
    return SeveralOutcomes(
        allocation=allocation,
        cv={name: float(np.sqrt(v) / s) for name, v, s in zip(names, values, scale, strict=True)},
        worst=names[int(np.argmax(values))],
        best_possible=math.sqrt(max(bound, 0.0)),
        reached=math.sqrt(float(values.sum() if goal == SUM else values.max())),
    )


def cases_for_several(
    population: Mapping[str, float],
    shares: Shares,
    targets: Mapping[str, float],
    *,
    minimum: int = 2,
) -> SeveralOutcomes:
    """Return the fewest cases that estimate every outcome as well as wanted.

    Parameters
    ----------
    population, shares, minimum
        As in `allocate_for_several`.
    targets : mapping of str to float
        The CV that each outcome may have.

    Returns
    -------
    SeveralOutcomes
        The allocation of as many cases; ``allocation.n`` is their number.

    Notes
    -----
    A review of everybody has no sampling error, so there is always an answer; it may be
    more cases than anyone can read.

    Examples
    --------
    >>> frame = {"KH": 9_000, "SD": 5_650}
    >>> cases_for_several(frame, {"fleksjob": 0.1}, {"fleksjob": 0.25}).allocation.n
    143
    """
    missing = [name for name in shares if name not in targets]
    if missing:
        raise RequestError("An outcome has no target.", where=", ".join(missing))
    importance = {name: 1 / as_positive(targets[name], name="The target") for name in shares}

    def plan(n: int) -> SeveralOutcomes:
        return allocate_for_several(population, n, shares, importance=importance, minimum=minimum)

    _, people = as_population(population)
    low, high = int(np.minimum(minimum, people).sum()), int(people.sum())
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if plan(middle).reached <= 1 + 1e-9 else (middle + 1, high)
    return plan(high)


def outcomes_in_domains(
    shares: Shares,
    labels: Sequence[str],
    domains: Mapping[str, Sequence[str]],
) -> dict[str, dict[str, float]]:
    """Return one outcome for each scheme and domain, named ``scheme|domain``.

    Parameters
    ----------
    shares : mapping of str to float or mapping
        Anticipated share by scheme, or by scheme and stratum.
    labels : sequence of str
        All strata.
    domains : mapping of str to sequence of str
        The strata that each domain is made of.

    Returns
    -------
    dict of dict
        Shares by outcome and stratum, 0 outside the domain.

    Examples
    --------
    >>> outcomes_in_domains({"fleksjob": 0.1}, ["KH", "SD"], {"sygedagpenge": ["SD"]})
    {'fleksjob|sygedagpenge': {'KH': 0.0, 'SD': 0.1}}
    """
    by_scheme = shares_by_stratum(shares, tuple(labels))
    return {
        f"{scheme}|{domain}": {
            label: float(p) if label in strata else 0.0
            for label, p in zip(labels, values, strict=True)
        }
        for scheme, values in by_scheme.items()
        for domain, strata in domains.items()
    }


def _pose(
    labels: tuple[str, ...],
    people: IntArray,
    shares: Shares,
    importance: Mapping[str, float] | None,
    least: IntArray,
) -> tuple[SquaredErrors, FloatArray]:
    """Return the squared CVs as functions of the cases, and the importance of each."""
    anticipated = shares_by_stratum(shares, labels)
    _fail_if_anticipated_nowhere(anticipated)
    p = np.array(list(anticipated.values()))
    scale = np.array(
        [as_positive(importance[s] if importance else 1.0, name="The importance") for s in shares]
    )
    totals = p @ people
    variance = p * (1 - p) * people / np.maximum(people - 1, 1)
    factor = (scale / totals)[:, None] ** 2
    fixed = (factor * people * variance).sum(axis=1)
    return SquaredErrors(factor * people**2 * variance, fixed, least, people), scale


def _seats_of(
    labels: tuple[str, ...], cases: IntArray, ideal: FloatArray, least: IntArray
) -> tuple[Seat, ...]:
    """Return every case with its reason, the whole parts first."""
    order = [
        (MINIMUM if k <= least[h] else QUOTA if k <= ideal[h] + 1e-9 else PRIORITY, h, k)
        for h in range(len(labels))
        for k in range(1, int(cases[h]) + 1)
    ]
    order.sort(key=lambda seat: (seat[0] == PRIORITY, seat[1], seat[2]))
    return tuple(
        Seat(place, labels[h], k, reason, float(least[h] if reason == MINIMUM else ideal[h]))
        for place, (reason, h, k) in enumerate(order, start=1)
    )


def _fail_if_anticipated_nowhere(anticipated: Mapping[str, FloatArray]) -> None:
    """Refuse no outcomes, and outcomes of which nobody or everybody is anticipated."""
    empty = [name for name, p in anticipated.items() if not (p.any() and (p < 1).any())]
    if empty or not anticipated:
        raise EstimationError(
            "An outcome is anticipated nowhere, or everywhere.",
            where=", ".join(empty),
            expected="a share between 0 and 1 in at least one stratum",
            fix="leave the outcome out, or anticipate a small share",
        )
