"""Do the estimates hold when something else is allowed for: age and sex, order, more cases?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.concepts import Estimate
from analysis.errors import EstimationError
from analysis.estimation.calibration import rake
from analysis.estimation.domains import compare_domains
from analysis.estimation.intervals import estimate_count
from analysis.estimation.more_cases import project_more_cases
from analysis.estimation.totals import estimate_totals
from analysis.review.estimate_basis import Basis, count_people
from analysis.review.estimate_outcomes import label_of
from analysis.review.estimate_sample import NOW, Sample, settle_design
from analysis.review.folder import Review
from analysis.review.results import MoreCases
from analysis.review.tables import FIRST_READING

N_MORE = 50
# With fewer cases than this a group's factor would be mostly chance.
_FEW = 5
_MARGINS = {"age_group": "alder", "sex": "køn"}
_FIRST_HALF, _LAST_HALF, _NO_PLACE = "first", "last", "none"


def project_more(bases: Mapping[str, Basis], *, level: float, seed: int) -> tuple[MoreCases, ...]:
    """Return what 50 more cases would do to the interval of each outcome.

    Parameters
    ----------
    bases : mapping of outcome to Basis
        The outcomes, in the order shown.
    level : float
        Level of the limits.
    seed : int
        The seed that the further cases are imagined from.

    Notes
    -----
    A corrected interval is taken to narrow in the proportion in which the uncorrected one
    does: that presumes that the further cases are read again at the same rate.
    """
    result = []
    for name, basis in bases.items():
        left = int((basis.design.population - basis.design.sampled).sum())
        if left < 1:
            continue
        found = project_more_cases(
            *(basis.design, basis.kinds[:, 0]),
            rng=np.random.default_rng(seed),
            names=[name],
            n_more=min(N_MORE, left),
            level=level,
        )
        own = count_people(basis, level=level, kinds=[NOW]).of(NOW)
        width = own.upper - own.lower
        plain = float(found.width_now[0])
        scale = width / plain if plain > 0 else 1.0
        result.append(
            MoreCases(
                scheme=name,
                label=label_of(name),
                n_cases_now=int(basis.inside.sum()),
                n_cases_more=found.n_more,
                width_now=width,
                width_then=float(found.width_then[0]) * scale,
                width_then_lower=float(found.width_then_lower[0]) * scale,
                width_then_upper=float(found.width_then_upper[0]) * scale,
            )
        )
    return tuple(result)


def calibrate_outcomes(
    review: Review, sample: Sample, bases: Mapping[str, Basis], *, level: float
) -> tuple[dict[str, Estimate], tuple[str, ...]]:
    """Estimate *now* by the first reading with weights that meet the frame's age and sex.

    Returns
    -------
    calibrated : dict of outcome to Estimate
        Beside `Outcome.first_reading`. Without an outcome whose margins cannot be met.
    notes : tuple of str
        What was joined or left out, in Danish.

    Notes
    -----
    Groups with fewer than five cases are joined with their neighbour. Cases outside the
    population count among those that the margins are met with, as they do in the frame.
    """
    result: dict[str, Estimate] = {}
    notes: dict[str, None] = {}
    for name, basis in bases.items():
        cases = sample.cases[basis.rows]
        margins, known = {}, {}
        for variable, word in _MARGINS.items():
            group_of = _join_few(review.frame[variable], cases[variable])
            groups = sorted(set(group_of.values()))
            if len(groups) < 2:
                notes[f"Der kalibreres ikke efter {word}: kun én gruppe har sager nok."] = None
                continue
            margins[variable] = [group_of[value] for value in cases[variable]]
            people = review.frame[variable].map(group_of).value_counts()
            known[variable] = {str(group): int(n) for group, n in people.items()}
        try:
            design = rake(basis.design, margins, known)
        except EstimationError:
            notes[
                f"Kalibrering til alder og køn er ikke mulig for {label_of(name)}: vægtene kan "
                "ikke ramme befolkningen."
            ] = None
            continue
        found = estimate_count(
            *(design, basis.kinds[:, 0]), names=[name], domain=basis.inside, level=level
        )
        result[name] = found.of(name)
    return result, tuple(notes)


def estimate_minutes(review: Review, sample: Sample, *, level: float) -> Estimate | None:
    """Estimate the mean minutes of a first reading; None where fewer than two were noted."""
    first = review.conclusions[review.conclusions["reading"] == FIRST_READING]
    noted = dict(zip(first["case_id"], first["minutes"].astype(float), strict=True))
    minutes = np.array([noted.get(case, np.nan) for case in sample.cases["case_id"]])
    rows = sample.is_read | ~sample.is_inside
    used = (sample.is_read & np.isfinite(minutes))[rows]
    if used.sum() < 2:
        return None
    found = estimate_totals(
        settle_design(sample, rows),
        np.where(np.isfinite(minutes), minutes, 0.0)[rows],
        names=["minutes"],
        domain=used,
        level=level,
        unit="share",
    ).of("minutes")
    return Estimate(found.value, found.lower, found.upper, level, "minutes", found.n, found.method)


def estimate_drift(
    review: Review, sample: Sample, basis: Basis, *, level: float
) -> Estimate | None:
    """Estimate the change in the share *klar* from the first to the last half of the order.

    Parameters
    ----------
    review : Review
        Its assignment says in which place each reader had each case.
    sample : Sample
        The drawn cases.
    basis : Basis
        Of at least one scheme.
    level : float
        Level of the limits.

    Notes
    -----
    Each reader's own order is halved. It was settled by a hash, so the halves differ by
    chance alone unless the readers changed: the cases did not.
    """
    first = review.assignment[review.assignment["reading"] == FIRST_READING]
    last = first.groupby("reviewer_id")["position"].transform("max")
    half = np.where(first["position"] > (last + 1) / 2, _LAST_HALF, _FIRST_HALF)
    half_of = dict(zip(first["case_id"], half, strict=True))
    cases = sample.cases.loc[basis.rows, "case_id"]
    parts = np.array([half_of.get(case, _NO_PLACE) for case in cases])
    parts = np.where(basis.inside, parts, _NO_PLACE)
    if min((parts == _FIRST_HALF).sum(), (parts == _LAST_HALF).sum()) < 2:
        return None
    found = compare_domains(
        *(basis.design, basis.kinds[:, 0], parts.tolist(), _LAST_HALF, _FIRST_HALF), level=level
    )
    return found.of(found.names[0])


def _join_few(people: pd.Series, drawn: pd.Series) -> dict[str, str]:
    """Return the group that each value ends in, neighbours joined until each has cases."""
    counts = drawn.value_counts()
    groups = [[value] for value in sorted(people.unique())]
    while len(groups) > 1:
        sizes = [int(sum(counts.get(value, 0) for value in group)) for group in groups]
        least = int(np.argmin(sizes))
        if sizes[least] >= _FEW:
            break
        beside = [i for i in (least - 1, least + 1) if 0 <= i < len(groups)]
        other = min(beside, key=lambda i: sizes[i])
        low, high = sorted((least, other))
        groups[low : high + 1] = [groups[low] + groups[high]]
    return {str(value): "/".join(map(str, group)) for group in groups for value in group}
