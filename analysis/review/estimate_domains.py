"""Who are they? The same outcomes in parts of the population."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.concepts import Benefit, Estimate
from analysis.estimation.count_rule import N_FOR_BETA
from analysis.estimation.intervals import estimate_count
from analysis.review.estimate_basis import Basis, count_people
from analysis.review.estimate_sample import AFTER, NOW, BoolArray, Sample
from analysis.review.folder import Review
from analysis.review.results import ANY, DomainOutcome
from analysis.review.strata import build_strata, count_strata

_IN_SOF = {"ja": "hos Socialforvaltningen", "nej": "ikke hos Socialforvaltningen"}
_SEXES = {"kvinde": "kvinder", "mand": "mænd"}
_UNITS = {"KH": ("kontanthjælp", "år"), "SD": ("sygedagpenge", "uger")}
_NO_CASE = "none: no case was read in this part"


@dataclass(frozen=True)
class _Part:
    """One part of the population: its people, and the drawn cases in it."""

    variable: str
    value: str
    label: str
    n_population: int
    cases: BoolArray


def estimate_parts(
    review: Review, sample: Sample, bases: Mapping[str, Basis], *, level: float
) -> tuple[tuple[DomainOutcome, ...], tuple[str, ...]]:
    """Estimate the schemes, and at least one of them, by part of the population.

    Parameters
    ----------
    review : Review
        Its frame says how many people each part has.
    sample : Sample
        The drawn cases.
    bases : mapping of outcome to Basis
        What each outcome rests on; corrected outcomes are corrected in the parts too.
    level : float
        Level of the limits.

    Returns
    -------
    outcomes : tuple of DomainOutcome
        By benefit, SOF, centre, duration, age and sex, and within a part at least one
        scheme first.
    notes : tuple of str
        Parts in which nobody was read, in Danish.

    Notes
    -----
    The parts of one variable add up to the whole, since cases outside a part count as
    zeros. Different variables divide the same people: they are not added, and a
    difference between two parts may be one of another variable.
    """
    parts = _list_parts(review, sample)
    outcomes, notes = [], []
    for part in parts:
        n_read = int((sample.is_read & part.cases).sum())
        if n_read == 0:
            notes.append(
                f"Ingen sag er læst i gruppen »{part.label}« ({part.n_population} personer), "
                "så der er intet tal for den."
            )
        outcomes += [
            _estimate_part(part, bases[name], n_read, level=level)
            for name in (ANY, *sample.schemes)
        ]
    return tuple(outcomes), tuple(notes)


def _estimate_part(part: _Part, basis: Basis, n_read: int, *, level: float) -> DomainOutcome:
    domain = part.cases[basis.rows]
    n_now = int((basis.kinds[:, 0].astype(bool) & domain).sum())
    now = after = share = Estimate(np.nan, np.nan, np.nan, level, "persons", 0.0, _NO_CASE)
    if (basis.inside & domain).any():
        found = count_people(basis, level=level, domain=domain, kinds=(NOW, AFTER))
        now, after = found.of(NOW), found.of(AFTER)
        share = _share(basis, now, domain, level=level)
    return DomainOutcome(
        variable=part.variable,
        value=part.value,
        label=part.label,
        scheme=basis.name,
        n_population=part.n_population,
        n_cases=n_read,
        n_cases_now=n_now,
        now=now,
        after=after,
        share_now=replace(share, unit="share"),
        is_corrected=basis.is_corrected,
    )


def _share(basis: Basis, now: Estimate, domain: BoolArray, *, level: float) -> Estimate:
    inside = basis.inside & domain
    n_now = int((basis.kinds[:, 0].astype(bool) & inside).sum())
    if not basis.is_corrected and n_now >= N_FOR_BETA:
        found = estimate_count(
            *(basis.design, basis.kinds[:, 0]),
            names=[NOW],
            domain=inside,
            level=level,
            unit="share",
        )
        return found.of(NOW)
    # With few positives the rule's share is the persons over the people of the part.
    people = float(basis.design.weights @ inside)
    value, lower, upper = (min(1.0, each / people) for each in (now.value, now.lower, now.upper))
    return Estimate(value, lower, upper, level, "share", now.n, now.method)


def _list_parts(review: Review, sample: Sample) -> list[_Part]:
    parts = []
    for variable in ("benefit", "in_sof", "centre", "duration", "age_group", "sex"):
        people, drawn = (_values(table, variable) for table in (review.frame, sample.cases))
        counts = count_strata(people)
        for value, n in counts.items():
            label = _label(variable, value)
            parts.append(_Part(variable, value, label, n, (drawn == value).to_numpy(bool)))
    return parts


def _values(table: pd.DataFrame, variable: str) -> pd.Series:
    if variable == "duration":
        return build_strata(table, variables=("benefit", "duration"))
    return table[variable].astype("str")


def _label(variable: str, value: str) -> str:
    if variable == "duration":
        return _label_duration(value)
    if variable == "benefit":
        return Benefit(value).label
    if variable == "age_group":
        return f"{value.replace('-', '–')} år" if re.fullmatch(r"\d+-\d+|\d+\+", value) else value
    return {"in_sof": _IN_SOF, "sex": _SEXES}.get(variable, {}).get(value, value)


def _label_duration(value: str) -> str:
    """Write a band such as ``KH-2-5`` in Danish: kontanthjælp, 2–5 år."""
    code, _, band = value.partition("-")
    benefit, unit = _UNITS[code]
    if band.endswith("+"):
        return f"{benefit}, {band[:-1]} {unit} og derover"
    low, _, high = band.partition("-")
    return f"{benefit}, under {high} {unit}" if low == "0" else f"{benefit}, {low}–{high} {unit}"
