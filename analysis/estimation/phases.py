"""Which cases were read twice, and how many of the others does each of them stand for?

The drawn cases are a sample of the people, and the cases read twice are a sample of the
drawn cases. Within a group of the second phase every case had the same chance of being
read again. A group that was read again in full, such as every first-reading positive of
a rare scheme, leaves nothing to chance and adds nothing to the variance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.errors import EstimationError
from analysis.estimation.design import Design, FloatArray, IntArray

BoolArray = NDArray[np.bool_]
# As seldom would so uneven a re-reading come about by drawing cases at random.
_SELDOM = 0.001


@dataclass(frozen=True, eq=False)
class SecondPhase:
    """The cases that were read twice, and the groups that they were drawn from.

    Attributes
    ----------
    group : array of shape (n,)
        Number of each drawn case's group, an index into `labels`.
    labels : tuple of str
        The G groups.
    n_cases, n_reread : array of shape (G,)
        Drawn cases in each group, and those of them that were read twice.
    was_reread : array of bool, shape (n,)
        Whether a case was read twice.
    probability : array of shape (n,)
        The chance that a case of its group had of being read twice.
    """

    group: IntArray
    labels: tuple[str, ...]
    n_cases: FloatArray
    n_reread: FloatArray
    was_reread: BoolArray
    probability: FloatArray

    @property
    def df(self) -> float:
        """Return the degrees of freedom: cases less groups, of those not read in full."""
        is_part = self.n_reread < self.n_cases
        return float(np.sum(self.n_reread[is_part] - 1))


def form_phase2_strata(
    design: Design, is_certain: Sequence[bool], was_reread: Sequence[bool]
) -> tuple[str, ...]:
    """Name the group of the second phase that each drawn case belongs to.

    Cases that were to be read again whatever happened are one group. The others are
    grouped by stratum, and a stratum in which fewer than two (and not all) were read
    again is merged with the one whose cases stand for most nearly as many people.

    Parameters
    ----------
    design : Design
        The n drawn cases.
    is_certain : sequence of bool, length n
        Whether the case was to be read again for certain, such as a first-reading
        positive of a rare scheme.
    was_reread : sequence of bool, length n
        Whether it was read again.

    Returns
    -------
    tuple of str, length n
        One name per case.

    Raises
    ------
    EstimationError
        If the lengths differ, or no case was read again outside the certain ones.

    Notes
    -----
    Assumes that the cases that were not certain were drawn at random. Merged strata are
    taken to have been read again at one rate; where the rates differed, the correction
    leans towards the stratum that was read again more often. Decide `is_certain` by the
    rule that the second readings were assigned by, never by what they found.

    Examples
    --------
    >>> from analysis.estimation.design import stratified_design
    >>> design = stratified_design(["A"] * 4 + ["B"] * 4, {"A": 40, "B": 80})
    >>> form_phase2_strata(design, [True] + [False] * 7, [True, True, True, False] * 2)
    ('certain', 'A', 'A', 'A', 'B', 'B', 'B', 'B')
    """
    certain, reread = as_flags(is_certain, design.n), as_flags(was_reread, design.n)
    open_cases = np.flatnonzero(~certain)
    if open_cases.size and not np.any(reread[open_cases]):
        raise EstimationError(
            "Only the cases that were certain to be read twice have a second reading.",
            where="was_reread",
            expected="a random part of the other cases too, at least two of them",
            fix="read a random part of the first-reading negatives again, or report the "
            "first reading without a correction",
        )
    weight = {h: float(design.weights[design.stratum == h].mean()) for h in design.stratum}
    groups = [[h] for h in sorted(set(design.stratum[open_cases]), key=lambda h: weight[h])]
    while (thin := _find_thin(groups, design, certain, reread)) is not None:
        groups = _merge(groups, thin, weight)
    names = {h: "+".join(design.labels[i] for i in group) for group in groups for h in group}
    return tuple("certain" if certain[i] else names[design.stratum[i]] for i in range(design.n))


def describe_second_phase(
    design: Design, was_reread: Sequence[bool], phase2_strata: Sequence[str] | None
) -> SecondPhase:
    """Count the groups of the second phase, or refuse what cannot be estimated from.

    Parameters
    ----------
    design : Design
        The n drawn cases; one stage and weights as drawn.
    was_reread : sequence of bool, length n
        Whether a case was read twice.
    phase2_strata : sequence of str, length n, or None
        The group that it was drawn for second reading from; None for its own stratum.

    Raises
    ------
    EstimationError
        If a group has no second reading, or one of several; if the design has clusters
        or calibrated weights, or one case speaks for a stratum.

    Examples
    --------
    >>> from analysis.estimation.design import stratified_design
    >>> design = stratified_design(["A"] * 4, {"A": 40})
    >>> print(describe_second_phase(design, [True, True, False, False], None).probability)
    [0.5 0.5 0.5 0.5]
    """
    _fail_if_design_is_not_simple(design)
    reread = as_flags(was_reread, design.n)
    names = [design.labels[h] for h in design.stratum] if phase2_strata is None else phase2_strata
    names = [str(name) for name in names]
    _fail_if_length_differs(len(names), design.n, name="phase2_strata")
    labels = tuple(sorted(set(names)))
    place = {label: i for i, label in enumerate(labels)}
    group = np.array([place[name] for name in names], dtype=np.int64)
    n_cases = np.bincount(group, minlength=len(labels)).astype(float)
    n_reread = np.bincount(group[reread], minlength=len(labels)).astype(float)
    _fail_if_group_is_thin(labels, n_cases, n_reread)
    return SecondPhase(group, labels, n_cases, n_reread, reread, (n_reread / n_cases)[group])


def two_phase_covariance(
    design: Design, phase: SecondPhase, known: FloatArray, corrections: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the two parts of the covariance of totals corrected in a second phase.

    Parameters
    ----------
    design : Design
        The n drawn cases.
    phase : SecondPhase
        Which of them were read twice.
    known : array of shape (n, k)
        The variables whose totals are wanted; used where a case was read twice.
    corrections : array of shape (n, k)
        What is expanded from the second phase: the variable itself, or its difference
        from the first reading. Used where a case was read twice.

    Returns
    -------
    first, second : array of shape (k, k)
        What the draw of cases adds and what the choice of second readings adds, in
        people squared.

    Notes
    -----
    Within stratum h the covariance S of the true values is estimated from the second
    phase by (Q - (Y Y' - V) / n) / (n - 1), with Q and Y the expanded sums of products
    and of values over the n drawn cases and V the second-phase covariance of Y. With one
    group per stratum it is the plain covariance among the cases read twice. Both parts
    are unbiased, but for this: a variance by the draw that would be negative is taken as
    zero, which leans to the cautious side.

    References
    ----------
    C.-E. Särndal, B. Swensson and J. Wretman, Model Assisted Survey Sampling, 1992, ch. 9.
    """
    k = known.shape[1]
    first = np.zeros((k, k))
    for h, (n_people, n_cases) in enumerate(zip(design.population, design.sampled, strict=True)):
        if n_cases == n_people:
            continue
        inside = np.where((design.stratum == h)[:, None], known, 0.0)
        expanded = _expand(phase, inside)
        total = expanded.sum(axis=0)
        products = inside[phase.was_reread].T @ expanded[phase.was_reread]
        spread = products - (np.outer(total, total) - _phase_covariance(phase, inside)) / n_cases
        factor = n_people**2 * (1 - n_cases / n_people) / n_cases
        first += factor * spread / (n_cases - 1)
    return _without_negative_variance(first), _phase_covariance(
        phase, corrections * design.weights[:, None]
    )


def expand_second_phase(phase: SecondPhase, values: FloatArray) -> FloatArray:
    """Return values divided by the chance of a second reading, and 0 without one.

    Parameters
    ----------
    phase : SecondPhase
        Which cases were read twice.
    values : array of shape (n, k)
        Used where a case was read twice.
    """
    return _expand(phase, values)


def is_targeted(first: FloatArray, was_reread: BoolArray) -> bool:
    """Tell whether positives were so preferred for second reading that chance cannot be it.

    Parameters
    ----------
    first : array of shape (n,)
        First judgement, 1 or 0.
    was_reread : array of bool, shape (n,)
        Whether a case was read twice.

    Examples
    --------
    >>> is_targeted(np.repeat([1.0, 0.0], [8, 92]), np.arange(100) < 20)
    True
    """
    from scipy import stats  # noqa: PLC0415

    is_positive = first > 0
    n, n_positive, n_reread = len(first), int(is_positive.sum()), int(was_reread.sum())
    both = int(np.sum(is_positive & was_reread))
    return both == n_positive and bool(
        stats.hypergeom.sf(both - 1, n, n_positive, n_reread) < _SELDOM
    )


def as_flags(values: Sequence[bool], n: int) -> BoolArray:
    """Return yes or no for each of the n cases, or refuse anything else."""
    flags = np.asarray(values)
    _fail_if_length_differs(len(flags), n, name="was_reread or is_certain")
    if not np.all((flags == 0) | (flags == 1)):
        raise EstimationError(
            "Whether a case was read again is neither yes nor no.",
            where="was_reread or is_certain",
            expected="True or False for each drawn case",
        )
    return flags.astype(bool)


def _find_thin(
    groups: list[list[int]], design: Design, certain: BoolArray, reread: BoolArray
) -> int | None:
    if len(groups) < 2:
        return None
    for place, group in enumerate(groups):
        inside = np.isin(design.stratum, group) & ~certain
        n_cases, n_reread = int(inside.sum()), int(np.sum(inside & reread))
        if n_reread < min(2, n_cases):
            return place
    return None


def _merge(groups: list[list[int]], place: int, weight: dict[int, float]) -> list[list[int]]:
    """Merge a group with the neighbour in weight that is nearer to it."""
    means = [np.log(np.mean([weight[h] for h in group])) for group in groups]
    beside = [i for i in (place - 1, place + 1) if 0 <= i < len(groups)]
    other = min(beside, key=lambda i: abs(means[i] - means[place]))
    low, high = sorted((place, other))
    return [*groups[:low], groups[low] + groups[high], *groups[high + 1 :]]


def _expand(phase: SecondPhase, values: FloatArray) -> FloatArray:
    return np.where(phase.was_reread[:, None], values / phase.probability[:, None], 0.0)


def _phase_covariance(phase: SecondPhase, values: FloatArray) -> FloatArray:
    """Return the covariance of the expanded sums, given the cases that were drawn."""
    used = phase.was_reread
    inside = np.where(used[:, None], values, 0.0)
    sums = np.zeros((len(phase.labels), values.shape[1]))
    np.add.at(sums, phase.group[used], inside[used])
    m, n = phase.n_reread, phase.n_cases
    deviations = inside[used] - (sums / m[:, None])[phase.group[used]]
    scale = n**2 * (1 - m / n) / (m * np.maximum(m - 1, 1))
    return np.asarray((deviations * scale[phase.group[used]][:, None]).T @ deviations)


def _without_negative_variance(spread: FloatArray) -> FloatArray:
    keep = (np.diag(spread) > 0).astype(float)
    return spread * np.outer(keep, keep)


def _fail_if_design_is_not_simple(design: Design) -> None:
    if design.adjustments or len(design.sampled) == 0 or len(design.cluster_stratum) < design.n:
        raise EstimationError(
            "A correction from second readings needs cases drawn one by one, at drawn weights.",
            where="design",
            expected="a stratified design without clusters and without calibration",
            fix="estimate the correction with the design as drawn",
        )
    lonely = (design.sampled == 1) & (design.population > 1)
    if lonely.any():
        names = ", ".join(design.labels[i] for i in np.flatnonzero(lonely))
        raise EstimationError(
            "A stratum has one case of several people, and one case shows no variation.",
            where=f"strata: {names}",
            expected="two cases or more in every stratum, or all of its people",
            fix="merge it with a neighbour",
        )


def _fail_if_group_is_thin(
    labels: tuple[str, ...], n_cases: FloatArray, n_reread: FloatArray
) -> None:
    thin = [i for i in range(len(labels)) if n_reread[i] < min(2, n_cases[i])]
    if thin:
        raise EstimationError(
            "A group has fewer than two second readings, so nothing is known of the rest of it.",
            where="; ".join(f"{labels[i]}: {n_reread[i]:g} of {n_cases[i]:g}" for i in thin),
            expected="two second readings or more in every group, or all of its cases",
            fix="form the groups with form_phase2_strata(), which merges such strata",
        )


def _fail_if_length_differs(length: int, n: int, *, name: str) -> None:
    if length != n:
        raise EstimationError(
            "There is not one value for each drawn case.",
            where=f"{name} ({length})",
            expected=f"{n} values, as in the design",
        )
