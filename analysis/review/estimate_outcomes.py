"""How many people may belong to each scheme now, after more documentation, or neither?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from typing import Literal

import numpy as np

from analysis.checklists.model import OTHER_SERVICES, Role
from analysis.concepts import Benefit, Estimate
from analysis.estimation.design import Design, FloatArray
from analysis.estimation.intervals import estimate_count
from analysis.estimation.missing import estimate_potential
from analysis.estimation.phases import form_phase2_strata
from analysis.estimation.posterior import pooled_posterior
from analysis.estimation.results import Estimates
from analysis.estimation.totals import combine, estimate_totals
from analysis.estimation.two_phase import estimate_two_phase
from analysis.review.estimate_basis import (
    KINDS,
    KNOWN,
    Basis,
    bound_people,
    count_people,
    make_basis,
)
from analysis.review.estimate_sample import (
    AFTER,
    NEITHER,
    NOW,
    BoolArray,
    Sample,
    TextArray,
    settle_design,
)
from analysis.review.estimate_second import SecondReadings
from analysis.review.results import ANY, Outcome

_LABELS = {ANY: "mindst én ordning", OTHER_SERVICES: "andre indsatser"}
_UNDECIDED = (
    "Hvor to læsere er uenige om andre indsatser, er det ikke afgjort, så tallet korrigeres ikke. "
    "Første læsning står alene."
)
_POOLED = "posterior, strata pooled"
_EXACT = "the frame: no case was outside the population"
TOTAL = "sum"
_COLUMNS = {Role.FAST_TRACK: "is_fast_track", Role.LIGHT: "is_light"}


def label_of(outcome: str) -> str:
    """Return the Danish name of an outcome.

    Examples
    --------
    >>> label_of("foertidspension"), label_of("mindst_en")
    ('førtidspension', 'mindst én ordning')
    """
    return _LABELS[outcome] if outcome in _LABELS else Benefit(outcome).label


def make_bases(sample: Sample, second: SecondReadings, *, level: float) -> dict[str, Basis]:
    """Return what each outcome rests on: the schemes, ``mindst_en``, ``andre_indsatser``.

    Notes
    -----
    Other services are not corrected while readers differ on them: an adjudication is of
    a scheme, and leaving the disputed cases out would make the correction too small.
    """
    bases = {}
    for name, status in sample.first.items():
        basis = make_basis(
            *(sample, name, status, second.truth[name]), is_certain=second.is_certain, level=level
        )
        if name == OTHER_SERVICES and second.n_unsettled[name]:
            basis = replace(basis, worth=None, is_corrected=False, note=_UNDECIDED)
        bases[name] = basis
    return bases


def estimate_outcome(sample: Sample, basis: Basis, people: Estimate, *, level: float) -> Outcome:
    """Estimate one outcome with bounds, shares and what stands beside it.

    Parameters
    ----------
    sample : Sample
        The drawn cases.
    basis : Basis
        What the outcome rests on.
    people : Estimate
        People in the population.
    level : float
        Level of the limits.

    Notes
    -----
    Corrected shares are the corrected persons over the estimated population, whose own
    uncertainty is left out: slightly bold where many cases were outside it. The posterior
    knows no second reading and is left out where the main figure is corrected, and for
    other services, which are no scheme.
    """
    found = count_people(basis, level=level)
    lowest, highest = bound_people(sample, basis, level=level)
    first = found
    if basis.is_corrected:
        first = count_people(basis, level=level, kinds=[NOW], is_first=True)
        shares = [_scale(found.of(kind), 1 / people.value) for kind in (NOW, AFTER)]
    else:
        of_all = estimate_count(
            *(basis.design, basis.kinds[:, :2]),
            names=(NOW, AFTER),
            domain=basis.inside,
            level=level,
            unit="share",
        )
        shares = [of_all.of(kind) for kind in (NOW, AFTER)]
    is_left_out = basis.is_corrected or basis.name == OTHER_SERVICES
    return Outcome(
        scheme=basis.name,
        label=label_of(basis.name),
        now=found.of(NOW),
        after=found.of(AFTER),
        neither=found.of(NEITHER),
        lowest=lowest.of("lowest"),
        highest=highest.of("highest"),
        share_now=shares[0],
        share_after=shares[1],
        is_corrected=basis.is_corrected,
        first_reading=first.of(NOW),
        corrected=None if basis.worth is None else basis.worth.corrected,
        correction_note=basis.note,
        pooled=None if is_left_out else _pool(basis, level=level),
        n_cases_now=int(basis.kinds[:, 0].sum()),
        n_cases_after=int(basis.kinds[:, 1].sum()),
    )


def estimate_overlaps(
    sample: Sample, second: SecondReadings, bases: Mapping[str, Basis], *, level: float
) -> dict[tuple[str, str], Estimate]:
    """Estimate people who may belong to both schemes of each pair.

    Notes
    -----
    Corrected where one of the two schemes is and the first reading saw anybody in both,
    so that an overlap stays within them.
    """
    result = {}
    for pair in combinations(sample.schemes, 2):
        first = _both([sample.first[name] for name in pair])
        was_seen = bool((first == NOW).any())
        basis = make_basis(
            *(sample, "+".join(pair), first),
            _both([second.truth[name] for name in pair]),
            is_certain=second.is_certain,
            level=level,
            correct=was_seen and any(bases[name].is_corrected for name in pair),
        )
        result[pair] = count_people(basis, level=level, kinds=[NOW]).of(NOW)
    return result


def estimate_contrasts(
    sample: Sample, second: SecondReadings, bases: Mapping[str, Basis], *, level: float
) -> Estimates:
    """Estimate differences between the schemes, and their sum, with covariance.

    Returns
    -------
    Estimates
        ``a minus b`` for each pair in the order of the schemes, then ``sum``, in persons.

    Notes
    -----
    From the cases judged for all schemes; corrected for the schemes whose main figure is.
    The sum counts someone in two schemes twice.
    """
    names = sample.schemes
    rows = np.all([bases[name].rows for name in names], axis=0)
    design = settle_design(sample, rows)
    inside = sample.is_inside[rows]
    first = np.column_stack([_spread(bases[name], "kinds")[rows] for name in names])
    corrected = [name for name in names if bases[name].is_corrected]
    if not corrected:
        totals = estimate_totals(design, first, names=names, domain=inside, level=level)
    else:
        truth = np.column_stack(
            [
                _spread(bases[name], "truth" if name in corrected else "kinds")[rows]
                for name in names
            ]
        )
        reread = np.all(
            [_spread(bases[name], "was_reread")[rows] > 0 for name in corrected], axis=0
        )
        certain = (second.is_certain[rows], inside)
        totals = _correct_together(design, (first, truth), reread, certain, names, level=level)
    signs = {
        f"{a} minus {b}": [float(n == a) - float(n == b) for n in names]
        for a, b in combinations(names, 2)
    }
    return combine(totals, {**signs, TOTAL: [1.0] * len(names)})


def estimate_population(sample: Sample, *, level: float) -> Estimate:
    """Estimate the people in the population after frame errors."""
    total = float(sample.design.population.sum())
    if sample.is_inside.all():
        n = float(sample.is_read.sum())
        return Estimate(total, total, total, level, "persons", n, _EXACT)
    status = np.where(sample.is_read, NEITHER, "")
    found = estimate_potential(
        sample.design, status.tolist(), in_population=sample.is_inside, level=level
    )
    return found.population.of(found.population.names[0])


def estimate_finding(sample: Sample, role: Role, *, level: float) -> Estimate | None:
    """Estimate people whose first reading met all criteria of an obvious or a light case.

    Parameters
    ----------
    sample : Sample
        The drawn cases.
    role : {Role.FAST_TRACK, Role.LIGHT}
        Whose criteria.
    level : float
        Level of the limits.

    Returns
    -------
    Estimate or None
        None where the rules of the date have no such cases.

    Notes
    -----
    A case in which a criterion is *uoplyst* is not counted: leans low.
    """
    sections = {item.section for item in sample.checklist.items if item.role is role}
    if not sections & {scheme.value for scheme in sample.checklist.open_schemes}:
        return None
    column = _COLUMNS[role]
    values = sample.findings[column]
    rows = sample.is_read | ~sample.is_inside
    met = values.fillna(False).to_numpy(bool) & sample.is_read
    found = estimate_count(
        settle_design(sample, rows),
        met[rows],
        names=[column],
        domain=sample.is_inside[rows],
        level=level,
    )
    return found.of(column)


def _correct_together(
    design: Design,
    values: tuple[FloatArray, FloatArray],
    was_reread: BoolArray,
    certain: tuple[BoolArray, BoolArray],
    names: tuple[str, ...],
    *,
    level: float,
) -> Estimates:
    """Return all schemes from one two-phase estimate, of which only some have a correction."""
    is_certain, inside = certain
    groups = form_phase2_strata(design, (is_certain | ~inside).tolist(), was_reread.tolist())
    return estimate_two_phase(
        *(design, *values, was_reread.tolist()),
        phase2_strata=[g if is_in else KNOWN for g, is_in in zip(groups, inside, strict=True)],
        domain=inside.tolist(),
        names=names,
        level=level,
    )


def _spread(basis: Basis, what: Literal["kinds", "truth", "was_reread"]) -> FloatArray:
    """Return *now*, or who was read twice, of all n cases; zero where not settled."""
    values: FloatArray = np.asarray(getattr(basis, what), dtype=float)
    result = np.zeros(len(basis.rows))
    result[basis.rows] = values if values.ndim == 1 else values[:, 0]
    return result


def _both(statuses: list[TextArray]) -> TextArray:
    """Return whether a case is *klar* in both; empty where that cannot be told."""
    is_no = np.any([np.isin(each, KINDS[1:]) for each in statuses], axis=0)
    is_yes = np.all([each == NOW for each in statuses], axis=0)
    return np.where(is_no, NEITHER, np.where(is_yes, NOW, ""))


def _pool(basis: Basis, *, level: float) -> Estimate:
    design, positive = basis.design, basis.kinds[:, 0] == 1
    counts = np.bincount(design.stratum[positive], minlength=len(design.labels))
    found = pooled_posterior(counts, design.sampled, design.population)
    lower, upper = found.interval(level)
    n = float(basis.inside.sum())
    return Estimate(found.mean, float(lower), float(upper), level, "persons", n, _POOLED)


def _scale(estimate: Estimate, factor: float) -> Estimate:
    return replace(
        estimate,
        value=estimate.value * factor,
        lower=estimate.lower * factor,
        upper=min(1.0, estimate.upper * factor),
        unit="share",
    )
