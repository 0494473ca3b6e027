"""What does one outcome rest on: first readings alone, or corrected by second readings?

One outcome has three parts that add up to everybody: now, after more documentation, and
neither. All three are estimated in the same way, so that they still add up. Cases that
were not judged are spoken for by their stratum in the estimate, and are a no or a yes in
its bounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.errors import EstimationError
from analysis.estimation.design import Design, FloatArray
from analysis.estimation.intervals import estimate_count
from analysis.estimation.phases import form_phase2_strata
from analysis.estimation.results import Estimates
from analysis.estimation.second_readings import SecondReadingWorth, weigh_second_readings
from analysis.estimation.two_phase import estimate_two_phase
from analysis.review.estimate_sample import (
    AFTER,
    NEITHER,
    NOW,
    BoolArray,
    Sample,
    TextArray,
    settle_design,
)

KINDS = (NOW, AFTER, NEITHER)
# Cases whose settled answer is known without a second reading are a group of their own.
KNOWN = "kendt uden anden læsning"
_NO_SECOND = "Ingen sager er læst af to, så første læsning står alene."


@dataclass(frozen=True, eq=False)
class Basis:
    """One outcome: the cases that count, what they show, and how they are estimated.

    Attributes
    ----------
    name : str
        The outcome.
    design : Design
        The m settled cases: judged, or outside the population.
    rows : array of bool, shape (n,)
        Which of the drawn cases they are.
    inside : array of bool, shape (m,)
        In the population.
    kinds, truth : array of shape (m, 3)
        Now, after, neither by the first reading, and as settled by two; `truth` counts
        where `was_reread`.
    was_reread : array of bool, shape (m,)
        Read twice and settled, or outside the population.
    groups : tuple of m str
        Groups of the second phase; empty where no correction can be made.
    worth : SecondReadingWorth or None
        The comparison of both figures for *now*.
    is_corrected : bool
        Whether the main figures are corrected.
    note : str
        Why, in Danish.
    """

    name: str
    design: Design
    rows: BoolArray
    inside: BoolArray
    kinds: FloatArray
    truth: FloatArray
    was_reread: BoolArray
    groups: tuple[str, ...]
    worth: SecondReadingWorth | None
    is_corrected: bool
    note: str


def make_basis(
    sample: Sample,
    name: str,
    status: TextArray,
    truth: TextArray,
    *,
    is_certain: BoolArray,
    level: float,
    correct: bool | None = None,
) -> Basis:
    """Return what an outcome rests on, and whether it is corrected.

    Parameters
    ----------
    sample : Sample
        The n drawn cases.
    name : str
        The outcome.
    status, truth : array of str, shape (n,)
        The status by the first reading, and the settled one; empty where there is none.
    is_certain : array of bool, shape (n,)
        Chosen for second reading because of what the first reading found.
    level : float
        Level of the limits.
    correct : bool, optional
        Whether to correct; left out, where `weigh_second_readings` says it is worth it.
    """
    judged = sample.is_read & np.isin(status, KINDS)
    rows = judged | ~sample.is_inside
    design = settle_design(sample, rows)
    inside = sample.is_inside[rows]
    reread = judged & np.isin(truth, KINDS)
    kinds, settled = (np.column_stack([s == k for k in KINDS]) for s in (status, truth))
    plain = Basis(
        name=name,
        design=design,
        rows=rows,
        inside=inside,
        kinds=(kinds & judged[:, None])[rows].astype(float),
        truth=(settled & reread[:, None])[rows].astype(float),
        was_reread=reread[rows] | ~inside,
        groups=(),
        worth=None,
        is_corrected=False,
        note=_NO_SECOND,
    )
    if not reread.any():
        return plain
    return _weigh(plain, is_certain[rows], level=level, correct=correct)


def count_people(
    basis: Basis,
    *,
    level: float,
    domain: BoolArray | None = None,
    kinds: Sequence[str] = KINDS,
    is_first: bool = False,
) -> Estimates:
    """Estimate people now, after and neither, in a part of the population if given.

    Parameters
    ----------
    basis : Basis
        The outcome.
    level : float
        Level of the limits.
    domain : array of bool, shape (m,), optional
        The part asked about.
    kinds : sequence of str
        Which of the three.
    is_first : bool
        The first reading alone, whatever leads.

    Notes
    -----
    A corrected number below zero is shown as zero, which leans up.
    """
    inside = basis.inside if domain is None else basis.inside & domain
    asked = [KINDS.index(kind) for kind in kinds]
    first, names = basis.kinds[:, asked], tuple(kinds)
    if not basis.is_corrected or is_first:
        return estimate_count(basis.design, first, names=names, domain=inside, level=level)
    found = estimate_two_phase(
        *(basis.design, first, basis.truth[:, asked], basis.was_reread.tolist()),
        phase2_strata=basis.groups,
        domain=inside.tolist(),
        names=names,
        level=level,
    )
    return replace(found, estimate=np.maximum(found.estimate, 0.0))


def bound_people(sample: Sample, basis: Basis, *, level: float) -> tuple[Estimates, Estimates]:
    """Estimate the outcome as if nobody, and as if everybody, among those not judged had it.

    Returns
    -------
    lowest, highest : Estimates
        *Klar* if nobody else is; *klar* or *mangler dokumentation* if everybody else is.
    """
    n = sample.design.n
    unjudged = sample.is_inside & ~basis.rows
    found = np.zeros((n, 2))
    found[basis.rows] = np.column_stack([basis.kinds[:, 0], basis.kinds[:, :2].sum(axis=1)])
    found[unjudged, 1] = 1.0
    if not basis.is_corrected:
        both = estimate_count(sample.design, found, names=("lowest", "highest"), level=level)
    else:
        truth, reread = found.copy(), np.ones(n, dtype=bool)
        truth[basis.rows] = np.column_stack([basis.truth[:, 0], basis.truth[:, :2].sum(axis=1)])
        reread[basis.rows] = basis.was_reread
        groups = np.full(n, KNOWN, dtype=object)
        groups[basis.rows] = basis.groups
        both = estimate_two_phase(
            *(sample.design, found, truth, reread.tolist()),
            phase2_strata=groups.tolist(),
            names=("lowest", "highest"),
            level=level,
        )
    both = replace(both, estimate=np.maximum(both.estimate, 0.0))
    return _take(both, 0), _take(both, 1)


def _weigh(plain: Basis, is_certain: BoolArray, *, level: float, correct: bool | None) -> Basis:
    try:
        groups = _form_groups(plain, is_certain)
        [worth] = weigh_second_readings(
            *(plain.design, plain.kinds[:, 0], plain.truth[:, 0], plain.was_reread.tolist()),
            phase2_strata=groups,
            domain=plain.inside.tolist(),
            names=[plain.name],
            level=level,
        )
    except EstimationError:
        note = (
            "Der er for få sager, der er læst af to og afgjort, til en korrektion. "
            "Første læsning står derfor alene."
        )
        return replace(plain, note=note)
    is_corrected = worth.is_worth_it if correct is None else correct
    return replace(
        plain, groups=groups, worth=worth, is_corrected=is_corrected, note=worth.statement
    )


def _form_groups(plain: Basis, is_certain: BoolArray) -> tuple[str, ...]:
    certain = is_certain | ~plain.inside
    names: Sequence[str] = form_phase2_strata(
        plain.design, certain.tolist(), plain.was_reread.tolist()
    )
    return tuple(
        name if inside else KNOWN for name, inside in zip(names, plain.inside, strict=True)
    )


def _take(both: Estimates, i: int) -> Estimates:
    """Return one of several estimates as a result of its own."""
    one = slice(i, i + 1)
    return replace(
        both,
        names=both.names[one],
        estimate=both.estimate[one],
        covariance=both.covariance[one, one],
        lower=both.lower[one],
        upper=both.upper[one],
        df=both.df[one],
        n=both.n[one],
        method=both.method[one],
    )
