"""What do the judged cases stand for when some drawn cases could not be judged?

Within each stratum the judged cases are taken to speak for those that were not: their
weight rises from N_h / n_h to N_h / r_h. That is an assumption, not a finding, and the
bounds in `analysis.estimation.missing` say how far it could be wrong.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from analysis.errors import EstimationError
from analysis.estimation.design import Design, stratified_design
from analysis.estimation.totals import BoolArray


def respondent_design(
    design: Design, settled: BoolArray, *, neighbours: Mapping[str, str] | None = None
) -> Design:
    """Return the design of the settled cases alone, each speaking for N_h / r_h people.

    Parameters
    ----------
    design : Design
        All n drawn cases, neither clustered nor calibrated.
    settled : array of bool, shape (n,)
        Judged, or found to lie outside the population. The rows of the result are the
        settled cases in their order.
    neighbours : mapping from stratum to stratum, optional
        Where a stratum goes that has fewer than two settled cases of several people.
        The two become one, called ``A + B``.

    Raises
    ------
    EstimationError
        When a stratum has no settled case and no declared neighbour.

    Notes
    -----
    Cases that were not settled are taken to be like the settled of their stratum. If it
    is the hard cases that are missing, and hard cases are more often in the target group,
    this leans low. A merged stratum moreover speaks for its neighbour's people.

    References
    ----------
    S. L. Lohr, Sampling: Design and Analysis, 3rd ed. 2022, section 8.5 (weighting
    classes).

    Examples
    --------
    >>> from analysis.estimation.design import stratified_design
    >>> design = stratified_design(["KH"] * 4, {"KH": 60})
    >>> print(respondent_design(design, np.array([True, True, True, False])).weights)
    [20. 20. 20.]
    """
    _fail_if_not_plain(design)
    home = _homes(design, settled, dict(neighbours or {}))
    members: dict[str, list[str]] = {}
    for label in design.labels:
        members.setdefault(home[label], []).append(label)
    name = {label: " + ".join(members[home[label]]) for label in design.labels}
    population: dict[str, float] = {}
    for label, size in zip(design.labels, design.population, strict=True):
        population[name[label]] = population.get(name[label], 0.0) + float(size)
    return stratified_design(
        [name[design.labels[i]] for i in design.stratum[settled]],
        population,
        lonely=design.lonely,
        with_replacement=design.with_replacement,
    )


def _homes(design: Design, settled: BoolArray, neighbours: Mapping[str, str]) -> dict[str, str]:
    """Return for each stratum the one that it ends in."""
    _fail_if_neighbours_are_unknown(design, neighbours)
    count = np.bincount(design.stratum[settled], minlength=len(design.labels))
    thin = {
        label
        for label, r, size in zip(design.labels, count, design.population, strict=True)
        if r < 2 and r < size
    }
    empty = {label for label, r in zip(design.labels, count, strict=True) if r == 0}
    _fail_if_nobody_speaks_for_a_stratum(sorted(empty - set(neighbours)))
    parent = {label: label for label in design.labels}
    for label in sorted(thin & set(neighbours)):
        parent[_root(parent, label)] = _root(parent, neighbours[label])
    return {label: _root(parent, label) for label in design.labels}


def _root(parent: Mapping[str, str], label: str) -> str:
    while parent[label] != label:
        label = parent[label]
    return label


def _fail_if_not_plain(design: Design) -> None:
    if design.adjustments or len(design.cluster_stratum) != design.n:
        raise EstimationError(
            "The weights were calibrated, or clusters were drawn, before non-response was met.",
            where="design",
            expected="the design as drawn, of cases within strata",
            fix="account for the cases that were not judged first, and calibrate afterwards",
        )


def _fail_if_neighbours_are_unknown(design: Design, neighbours: Mapping[str, str]) -> None:
    named = set(neighbours) | set(neighbours.values())
    if unknown := sorted(named - set(design.labels)):
        raise EstimationError(
            "A neighbour was declared of, or as, a stratum that does not exist.",
            where=f"neighbours: {', '.join(unknown)}",
            expected=f"one of {', '.join(design.labels)}",
        )


def _fail_if_nobody_speaks_for_a_stratum(empty: list[str]) -> None:
    if empty:
        raise EstimationError(
            "No case of a stratum was judged, so nothing is known of its people.",
            where=f"strata: {', '.join(empty)}",
            expected="a judged case in every stratum, or a declared neighbour",
            fix="declare which stratum may speak for it: neighbours={'KH-SOF-10+': 'KH-SOF-5-10'}",
        )
