"""How many now, how many after more documentation, how many not, and what is unknown?

A judged case is ready (*klar*), lacks documents (*mangler dokumentation*) or is not in
the target group. Lacking documents is a result of its own and never a no. A case that
could not be judged is something else: it is bounded, first as if all such people were
outside the target group, then as if all were in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from analysis.checklists.model import Status
from analysis.errors import EstimationError
from analysis.estimation.design import Design, FloatArray
from analysis.estimation.intervals import estimate_count
from analysis.estimation.response import respondent_design
from analysis.estimation.results import Estimates
from analysis.estimation.totals import BoolArray, read_domain

NOW, LATER, NONE = Status.READY.value, Status.LACKS_DOCUMENTS.value, Status.NOT_TARGET.value
POSSIBLE = f"{NOW}_eller_{LATER}"
UNJUDGED, IN_POPULATION = Status.NOT_JUDGED.value, "i_population"
_KINDS = (NOW, LATER, NONE, POSSIBLE)
_ANSWERS = frozenset((NOW, LATER, NONE, Status.CLOSED.value))


@dataclass(frozen=True)
class Potential:
    """What the judged cases say of one scheme, and how far the others could move it.

    Attributes
    ----------
    people : Estimates
        Persons ``klar``, ``mangler_dokumentation``, ``ikke_maalgruppe`` and
        ``klar_eller_mangler_dokumentation``, the judged speaking for their stratum.
    shares : Estimates
        The same as shares of the people in the population.
    population : Estimates
        Persons in the population on the date of the review: ``i_population``.
    unjudged : Estimates
        Persons that the cases not judged stand for: ``ikke_vurderet``.
    lowest, highest : Estimates
        Persons of the same four kinds if nobody, and if everybody, among those not judged
        were of that kind.
    lower, upper : float
        Persons: the lower limit of those ready if nobody else is, and the upper limit of
        those ready or lacking documents if everyone not judged is too.
    level : float
        Level of all limits.
    """

    people: Estimates
    shares: Estimates
    population: Estimates
    unjudged: Estimates
    lowest: Estimates
    highest: Estimates
    lower: float
    upper: float
    level: float


@dataclass(frozen=True)
class MissingDocuments:
    """How often each document lacks.

    Attributes
    ----------
    documents : tuple of str
        Codes, most people first.
    n_cases : tuple of int
        Cases in which each lacks: what decides whether the number may be shown.
    people : Estimates
        Persons for whom each lacks; a person who lacks two is counted under both.
    alone : Estimates
        Persons for whom it is the only one that lacks.
    """

    documents: tuple[str, ...]
    n_cases: tuple[int, ...]
    people: Estimates
    alone: Estimates


def estimate_potential(
    design: Design,
    status: Sequence[str],
    *,
    in_population: ArrayLike | None = None,
    responded: ArrayLike | None = None,
    neighbours: Mapping[str, str] | None = None,
    level: float = 0.95,
) -> Potential:
    """Estimate people ready now, after more documentation and not, with bounds.

    Parameters
    ----------
    design : Design
        All n drawn cases, whatever became of them; neither clustered nor calibrated.
    status : sequence of n str
        ``klar``, ``mangler_dokumentation``, ``ikke_maalgruppe``, or ``lukket``, which
        counts as the last. ``ikke_vurderet`` or empty: not judged.
    in_population : array of bool, shape (n,), optional
        False for a case outside the population (moved, dead, closed). Everybody when left
        out. A case nobody could open counts as inside.
    responded : array of bool, shape (n,), optional
        False for a case that was not available or not finished. When left out: all.
    neighbours : mapping from stratum to stratum, optional
        See `respondent_design`.
    level : float
        Level of the limits, a fraction in (0, 1).

    Raises
    ------
    EstimationError
        When a status is unknown, nobody was judged, or nobody of a stratum was.

    Notes
    -----
    ``people`` takes those not judged as like the judged of their stratum. ``lower`` and
    ``upper`` do not: each is the outer limit of a bound, so that together they hold the
    number at `level` at least whatever the cases not judged would have shown. That leans
    wide: Imbens and Manski's shorter interval covers any one value at `level`, but presumes
    that the width of the bounds is known well, which it is not with few cases not judged.

    Cases found outside the population are a part of their own, so the people in the
    population are estimated as well. Those not judged are inside it in the bounds: leans
    to a higher upper limit.

    All limits follow the decided rule of `analysis.estimation.intervals`. They are of the
    draw only; that reviewers disagree is another uncertainty.

    References
    ----------
    C. F. Manski, Partial Identification of Probability Distributions, 2003, chapter 1. G.
    W. Imbens and C. F. Manski, Confidence intervals for partially identified parameters,
    Econometrica 72, 2004.

    Examples
    --------
    >>> from analysis.estimation.design import stratified_design
    >>> design = stratified_design(["KH"] * 8, {"KH": 80})
    >>> found = ["klar", "klar", "mangler_dokumentation", *["ikke_maalgruppe"] * 4, ""]
    >>> potential = estimate_potential(design, found)
    >>> print(potential.people.estimate.round(1))
    [22.9 11.4 45.7 34.3]
    >>> print(potential.lowest.estimate, potential.highest.estimate)
    [20. 10. 40. 30.] [30. 20. 50. 40.]
    """
    inside = read_domain(design, in_population)
    answered = read_domain(design, responded)
    kinds = _kinds(status, design.n)
    judged = answered & inside & kinds[:, [0, 1, 2]].any(axis=1)
    unjudged = inside & ~judged
    _fail_if_nobody_was_judged(judged)
    seen = kinds & judged[:, None]
    settled = ~unjudged
    reduced = respondent_design(design, settled, neighbours=neighbours)
    lowest = estimate_count(design, seen, names=_KINDS, level=level)
    highest = estimate_count(design, seen | unjudged[:, None], names=_KINDS, level=level)
    found, within = seen[settled], inside[settled]
    return Potential(
        people=estimate_count(reduced, found, names=_KINDS, domain=within, level=level),
        shares=estimate_count(
            reduced, found, names=_KINDS, domain=within, level=level, unit="share"
        ),
        population=_count_inside(reduced, within, level=level),
        unjudged=estimate_count(design, unjudged, names=[UNJUDGED], level=level),
        lowest=lowest,
        highest=highest,
        lower=float(lowest.lower[_KINDS.index(NOW)]),
        upper=float(highest.upper[_KINDS.index(POSSIBLE)]),
        level=level,
    )


def count_missing_documents(
    design: Design,
    lacking: Sequence[Sequence[str]],
    *,
    in_population: ArrayLike | None = None,
    responded: ArrayLike | None = None,
    neighbours: Mapping[str, str] | None = None,
    level: float = 0.95,
) -> MissingDocuments:
    """Estimate the people for whom each document lacks.

    Parameters
    ----------
    design : Design
        All n drawn cases; neither clustered nor calibrated.
    lacking : sequence of n sequences of str
        Codes of the documents that each case lacks; empty when it lacks none or was not
        read. A code twice in a case counts once.
    in_population, responded, neighbours, level
        As in `estimate_potential`.

    Raises
    ------
    EstimationError
        When no document lacks in any read case.

    Notes
    -----
    The cases read are taken to speak for those not read. A document lacks when a reviewer
    said so: one that was never looked for is not counted, which leans low.

    Examples
    --------
    >>> from analysis.estimation.design import stratified_design
    >>> design = stratified_design(["KH"] * 4, {"KH": 40})
    >>> lacks = count_missing_documents(design, [["LAEGE"], ["LAEGE", "CV"], [], []])
    >>> print(lacks.documents, lacks.people.estimate, lacks.alone.estimate)
    ('LAEGE', 'CV') [20. 10.] [10.  0.]
    """
    inside = read_domain(design, in_population)
    settled = read_domain(design, responded) | ~inside
    _fail_if_lengths_differ(len(lacking), design.n)
    reduced = respondent_design(design, settled, neighbours=neighbours)
    within = inside[settled]
    sets = [
        set(case) if is_in else set()
        for case, is_settled, is_in in zip(lacking, settled, inside, strict=True)
        if is_settled
    ]
    codes = sorted(set().union(*sets))
    _fail_if_no_document_lacks(codes)
    lacks = np.array([[code in case for code in codes] for case in sets])
    weighted = reduced.weights @ lacks
    order = sorted(range(len(codes)), key=lambda j: (-weighted[j], codes[j]))
    lacks, names = lacks[:, order], tuple(codes[j] for j in order)
    alone = lacks & (lacks.sum(axis=1) == 1)[:, None]
    return MissingDocuments(
        documents=names,
        n_cases=tuple(int(count) for count in lacks.sum(axis=0)),
        people=estimate_count(reduced, lacks, names=names, domain=within, level=level),
        alone=estimate_count(reduced, alone, names=names, domain=within, level=level),
    )


def _kinds(status: Sequence[str], n: int) -> BoolArray:
    """Return now, later, none and now or later, of shape (n, 4)."""
    _fail_if_lengths_differ(len(status), n)
    given = np.array([str(code) for code in status])
    known = [*_ANSWERS, UNJUDGED, ""]
    if not np.isin(given, known).all():
        rows = ", ".join(str(i + 1) for i in np.flatnonzero(~np.isin(given, known))[:5])
        raise EstimationError(
            "A status is none of the known ones.",
            where=f"status, rows {rows}",
            expected=f"one of {', '.join(sorted(known))}",
        )
    now, later = given == NOW, given == LATER
    none = np.isin(given, [NONE, Status.CLOSED.value])
    kinds: BoolArray = np.column_stack([now, later, none, now | later])
    return kinds


def _count_inside(design: Design, inside: BoolArray, *, level: float) -> Estimates:
    """Return the people in the population, bounded through those seen to be outside it."""
    outside = estimate_count(design, ~inside, level=level)
    everybody: FloatArray = np.array([design.population.sum()])
    return replace(
        outside,
        names=(IN_POPULATION,),
        estimate=everybody - outside.estimate,
        lower=everybody - outside.upper,
        upper=everybody - outside.lower,
    )


def _fail_if_lengths_differ(given: int, n: int) -> None:
    if given != n:
        raise EstimationError(
            "There is not one entry for each case.",
            where=f"{given} entries",
            expected=f"{n}, one for each case of the design",
        )


def _fail_if_nobody_was_judged(judged: BoolArray) -> None:
    if not judged.any():
        raise EstimationError(
            "No case was judged, so there is nothing to estimate.",
            where="status",
            expected="at least one case in the population with a status",
        )


def _fail_if_no_document_lacks(codes: Sequence[str]) -> None:
    if not codes:
        raise EstimationError(
            "No document lacks in any case that was read.",
            where="lacking",
            fix="say so instead of estimating; that none was seen bounds the number for one "
            "named document through estimate_count",
        )
