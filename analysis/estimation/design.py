"""How were the cases drawn, and how many people does each of them stand for?

A design is the strata, the number of people in each and which of them were drawn. All
estimates take it as their first argument, and none of them ever drops a case: people
outside a domain count as zeros within their stratum, since which of the drawn cases fell
in the domain is itself chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analysis.errors import EstimationError

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Lonely = Literal["refuse", "adjust", "average", "certainty", "remove"]

LONELY_RULES = ("refuse", "adjust", "average", "certainty", "remove")


@dataclass(frozen=True, eq=False)
class Adjustment:
    """One calibration of the weights to known totals.

    Attributes
    ----------
    auxiliaries : array of shape (n, p)
        What was calibrated on.
    before, after : array of shape (n,)
        The weights on either side of it.
    """

    auxiliaries: FloatArray
    before: FloatArray
    after: FloatArray


@dataclass(frozen=True, eq=False)
class Design:
    """Drawn cases, their strata and what each stands for; made by `stratified_design`.

    Attributes
    ----------
    stratum : array of shape (n,)
        Number of each case's stratum, an index into `labels`.
    labels : tuple of str
        The H strata, in alphabetical order.
    population : array of shape (H,)
        N_h: people in each stratum; where clusters were drawn, clusters.
    sampled : array of shape (H,)
        n_h: cases drawn in each stratum; where clusters were drawn, clusters.
    weights : array of shape (n,)
        People that each case stands for: N_h / n_h, unless calibrated.
    cluster : array of shape (n,)
        Number of the unit that each case was drawn in: its own, or its cluster's.
    cluster_stratum : array of shape (C,)
        Stratum of each drawn unit.
    cluster_population : array of shape (C,)
        People in each drawn unit, of whom the cases in it are a simple random sample.
    with_replacement : bool
        Whether the finite population is left out of the variance.
    lonely : str
        What a stratum with one unit of several adds to the variance.
    adjustments : tuple of Adjustment
        Calibrations of the weights, in order.
    """

    stratum: IntArray
    labels: tuple[str, ...]
    population: FloatArray
    sampled: FloatArray
    weights: FloatArray
    cluster: IntArray
    cluster_stratum: IntArray
    cluster_population: FloatArray
    with_replacement: bool
    lonely: Lonely
    adjustments: tuple[Adjustment, ...] = ()

    @property
    def n(self) -> int:
        """Return the number of cases."""
        return len(self.stratum)


def stratified_design(
    strata: Sequence[str],
    population: Mapping[str, int | float],
    clusters: Sequence[object] | None = None,
    *,
    cluster_population: Mapping[str, int | float] | None = None,
    weights: Sequence[float] | None = None,
    lonely: Lonely = "refuse",
    with_replacement: bool = False,
) -> Design:
    """Describe a simple random sample without replacement within each stratum.

    Parameters
    ----------
    strata : sequence of str, of length n
        Stratum of each drawn case.
    population : mapping from stratum to N_h
        People in each stratum of the frame: a size, never a fraction. Where `clusters`
        are given, clusters in each stratum.
    clusters : sequence of length n, optional
        The drawn unit, such as a team, that each case belongs to, when whole units and not
        people were drawn. A name is one unit even if it stands in two strata.
    cluster_population : mapping from cluster (as text) to people, optional
        People in each drawn cluster, when its cases are themselves a simple random sample
        of them. Left out, every person in a drawn cluster was read.
    weights : sequence of n numbers, optional
        People that each case stands for, when a published file states them. Left out, they
        follow from the sizes, as they should.
    lonely : {"refuse", "adjust", "average", "certainty", "remove"}
        What a stratum with one drawn unit of several adds to the variance, which one unit
        cannot show. ``refuse``: no variance is given. ``adjust``: its distance from the
        mean over all units. ``average``: the mean of the other strata's. ``certainty`` or
        ``remove``: nothing.
    with_replacement : bool
        Leave the finite population out of the variance.

    Raises
    ------
    EstimationError
        When a stratum is unknown, lacks cases, or holds more cases than people.

    Notes
    -----
    The cases are taken as drawn at random. Cases chosen by hand lean wherever the hand
    leans, and no weight mends it. ``with_replacement`` and ``adjust`` lean to a larger
    variance, ``certainty`` to a smaller one, ``average`` to neither if strata are alike.

    Examples
    --------
    >>> design = stratified_design(["KH", "KH", "SD"], {"KH": 30, "SD": 1})
    >>> print(design.labels, design.weights)
    ('KH', 'SD') [15. 15.  1.]
    """
    given = [str(label) for label in strata]
    _fail_if_empty(given)
    _fail_if_lonely_rule_is_unknown(lonely)
    sizes = {str(label): _size(label, size) for label, size in population.items()}
    _fail_if_strata_differ(set(given), set(sizes))
    labels = tuple(sorted(sizes))
    stratum = _numbers(given, labels)
    cluster = np.arange(len(given)) if clusters is None else _cluster_numbers(given, clusters)
    cluster_stratum = np.zeros(cluster.max() + 1, dtype=np.int64)
    cluster_stratum[cluster] = stratum
    n_units = np.bincount(cluster_stratum, minlength=len(labels)).astype(float)
    n_people = np.array([sizes[label] for label in labels], dtype=float)
    _fail_if_more_drawn_than_there_are(labels, n_units, n_people)
    n_rows = np.bincount(cluster).astype(float)
    n_within = _cluster_sizes(clusters, cluster, n_rows, cluster_population)
    own = (n_people / n_units)[stratum] * (n_within / n_rows)[cluster]
    return Design(
        stratum=stratum,
        labels=labels,
        population=n_people,
        sampled=n_units,
        weights=own if weights is None else _stated_weights(weights, len(given)),
        cluster=cluster,
        cluster_stratum=cluster_stratum,
        cluster_population=n_within,
        with_replacement=with_replacement,
        lonely=lonely,
    )


def _size(label: object, size: float) -> float:
    number = float(size)
    if not (np.isfinite(number) and number > 0):
        raise EstimationError(
            "The size of a stratum is not a positive number.",
            where=f"population of stratum {label}",
            expected="the number of people in it, from the frame",
        )
    return number


def _numbers(given: Sequence[str], labels: Sequence[str]) -> IntArray:
    place = {label: i for i, label in enumerate(labels)}
    return np.array([place[label] for label in given], dtype=np.int64)


def _cluster_numbers(strata: Sequence[str], clusters: Sequence[object]) -> IntArray:
    names = [str(cluster) for cluster in clusters]
    if len(names) != len(strata):
        raise EstimationError(
            "There is not one cluster for each case.",
            where=f"clusters ({len(names)}) and strata ({len(strata)})",
            expected="the same length",
        )
    home: dict[str, str] = {}
    for name, stratum in zip(names, strata, strict=True):
        if home.setdefault(name, stratum) != stratum:
            raise EstimationError(
                "One cluster stands in two strata.",
                where=f"clusters: {name} in {home[name]} and {stratum}",
                fix="give each stratum's clusters names of their own",
            )
    return _numbers(names, sorted(home))


def _cluster_sizes(
    clusters: Sequence[object] | None,
    cluster: IntArray,
    n_rows: FloatArray,
    sizes: Mapping[str, int | float] | None,
) -> FloatArray:
    if sizes is None or clusters is None:
        return n_rows
    known = {str(name): _size(name, size) for name, size in sizes.items()}
    names = {int(i): str(name) for i, name in zip(cluster, clusters, strict=True)}
    if missing := sorted(set(names.values()) - set(known)):
        raise EstimationError(
            "The number of people in a drawn cluster is not given.",
            where=f"cluster_population lacks {', '.join(missing)}",
        )
    n_people = np.array([known[names[i]] for i in range(len(n_rows))])
    _fail_if_more_drawn_than_there_are(
        tuple(names[i] for i in range(len(n_rows))), n_rows, n_people
    )
    return n_people


def _stated_weights(weights: Sequence[float], n: int) -> FloatArray:
    stated = np.array(weights, dtype=float)
    if stated.shape != (n,) or not (np.isfinite(stated) & (stated > 0)).all():
        raise EstimationError(
            "There is not one positive weight for each case.",
            where=f"weights, of shape {stated.shape}",
            expected=f"{n} positive numbers",
        )
    return stated


def _fail_if_empty(strata: Sequence[str]) -> None:
    if not strata:
        raise EstimationError("No case was drawn.", expected="one stratum for each drawn case")


def _fail_if_lonely_rule_is_unknown(lonely: str) -> None:
    if lonely not in LONELY_RULES:
        raise EstimationError(
            "There is no such rule for a stratum with one case.",
            where="lonely",
            expected=", ".join(LONELY_RULES),
        )


def _fail_if_strata_differ(drawn: set[str], known: set[str]) -> None:
    if unknown := sorted(drawn - known):
        raise EstimationError(
            "Cases lie in a stratum that the population does not have.",
            where=f"strata: {', '.join(unknown)}",
            expected=f"one of {', '.join(sorted(known))}",
        )
    if empty := sorted(known - drawn):
        raise EstimationError(
            "A stratum of the population has no case, so nothing is known of its people.",
            where=f"strata: {', '.join(empty)}",
            expected="at least one case, and two for a variance, in every stratum",
            fix="draw cases there, merge it with a neighbour, or leave its people out by name",
        )


def _fail_if_more_drawn_than_there_are(
    labels: Sequence[str], n_drawn: FloatArray, n_there: FloatArray
) -> None:
    wrong = [i for i in range(len(labels)) if n_drawn[i] > n_there[i]]
    if wrong:
        raise EstimationError(
            "More was drawn than there is.",
            where="; ".join(f"{labels[i]}: {n_drawn[i]:g} of {n_there[i]:g}" for i in wrong),
            expected="a size of at least the number drawn, never a fraction or a factor",
            fix="look for a case that was entered twice, or an old count of the frame",
        )
