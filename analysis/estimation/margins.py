"""What must the cases add up to, group by group?

A margin is a division of everybody into groups with a known number of people in each,
such as the age groups of the frame. It becomes one column of ones and zeros per group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from analysis.errors import EstimationError
from analysis.estimation.design import Design, FloatArray

_SAME = 1e-9


def margin_columns(
    design: Design,
    margins: Mapping[str, Sequence[str]],
    population: Mapping[str, Mapping[str, int | float]],
) -> tuple[FloatArray, FloatArray, tuple[str, ...]]:
    """Return a column of ones and zeros, the known people and a name for each group.

    Parameters
    ----------
    design : Design
        The n cases.
    margins : mapping from margin to n groups
        The group of each case in each margin.
    population : mapping from margin to group to people
        The same margins, and exactly the groups that the cases have.

    Returns
    -------
    columns : array of shape (n, p)
        Whether a case is in a group.
    known : array of shape (p,)
        People in each group.
    names : tuple of p str
        Such as ``age: 60+``.

    Raises
    ------
    EstimationError
        When a group has people and no case, or a case and no people, or when the margins
        add up to different numbers of people.
    """
    _fail_if_margins_differ(set(margins), set(population))
    columns, known, names = [], [], []
    for margin, given in margins.items():
        groups = np.array([str(group) for group in given])
        people = {str(group): float(size) for group, size in population[margin].items()}
        _fail_if_groups_do_not_fit(margin, groups, people, design.n)
        for group in sorted(people):
            columns.append((groups == group).astype(float))
            known.append(people[group])
            names.append(f"{margin}: {group}")
    _fail_if_margins_add_up_differently(population)
    return np.column_stack(columns), np.array(known), tuple(names)


def _fail_if_margins_differ(given: set[str], known: set[str]) -> None:
    if given != known or not given:
        raise EstimationError(
            "The margins of the cases are not those of the population.",
            where=", ".join(sorted(given ^ known)) or "no margin was given",
            expected="the same margins in both",
        )


def _fail_if_groups_do_not_fit(
    margin: str, groups: np.ndarray, people: Mapping[str, float], n: int
) -> None:
    if len(groups) != n:
        raise EstimationError(
            "There is not one group for each case.",
            where=f"margin {margin}, {len(groups)} cases",
            expected=f"{n} cases",
        )
    present = set(groups.tolist())
    if unknown := sorted(present - set(people)):
        raise EstimationError(
            "Cases lie in a group whose number of people is not given.",
            where=f"margin {margin}: {', '.join(unknown)}",
            expected=f"one of {', '.join(sorted(people))}",
        )
    if empty := sorted(set(people) - present):
        raise EstimationError(
            "A group has people and no case, so no weight can reach it.",
            where=f"margin {margin}: {', '.join(empty)}",
            fix="merge it with a neighbouring group",
        )
    if bad := sorted(g for g, size in people.items() if not (np.isfinite(size) and size > 0)):
        raise EstimationError(
            "The people in a group are not a positive number.",
            where=f"margin {margin}: {', '.join(bad)}",
        )


def _fail_if_margins_add_up_differently(
    population: Mapping[str, Mapping[str, int | float]],
) -> None:
    sums = {margin: float(sum(groups.values())) for margin, groups in population.items()}
    if max(sums.values()) - min(sums.values()) > _SAME * max(sums.values()):
        raise EstimationError(
            "The margins add up to different numbers of people.",
            where="; ".join(f"{margin}: {people:g}" for margin, people in sums.items()),
            expected="one population, on one date",
        )
