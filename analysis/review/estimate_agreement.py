"""How far do the two readers agree, scheme by scheme and item by item?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.checklists.model import Checklist
from analysis.concepts import Estimate
from analysis.errors import EstimationError
from analysis.estimation.agreement.by_group import find_driving_items
from analysis.estimation.agreement.coefficients import measure_agreement
from analysis.estimation.agreement.limits import Coefficient
from analysis.estimation.agreement.reading import describe_agreement
from analysis.estimation.agreement.weighted import measure_design_agreement
from analysis.estimation.phases import form_phase2_strata
from analysis.review.estimate_basis import KINDS
from analysis.review.estimate_outcomes import label_of
from analysis.review.estimate_sample import NOW, Sample, TextArray, settle_design
from analysis.review.estimate_second import SecondReadings
from analysis.review.folder import Review
from analysis.review.results import Agreement

_WEIGHTED = (
    "Kappa og AC1 er regnet om til hele befolkningen, da de positive er læst igen oftere end "
    "de andre."
)


def measure_review_agreement(
    review: Review, sample: Sample, second: SecondReadings, *, level: float
) -> tuple[Agreement, ...]:
    """Measure how far two readers agree on each scheme and on each item.

    Parameters
    ----------
    review, sample, second
        The review, its drawn cases and what two readings settle.
    level : float
        Level of the limits.

    Returns
    -------
    tuple of Agreement
        The schemes, then the items in the order of the checklist that both answered in at
        least one case. Empty without second readings.

    Notes
    -----
    Of a scheme the two readers' status is compared, before anybody adjudicates. Where
    positives were read again on purpose, kappa and AC1 of the schemes are estimated over
    the population; the share of agreement is that of the cases read twice, and so are
    all figures of an item: the doubtful cases are over-represented, which leans low.
    """
    pairs = _pair_answers(review, sample)
    if not any((status != "").any() for status in sample.second.values()):
        return ()
    schemes = [
        each
        for name in sample.schemes
        if (each := _agree_on_scheme(sample, second, name, level=level)).n_cases
    ]
    return (*schemes, *_agree_on_items(sample.checklist, pairs, level=level))


def _agree_on_scheme(
    sample: Sample, second: SecondReadings, name: str, *, level: float
) -> Agreement:
    is_both = np.isin(sample.first[name], KINDS) & np.isin(sample.second[name], KINDS)
    first, again = (np.where(is_both, status[name], "") for status in (sample.first, sample.second))
    plain = measure_agreement(first[is_both].tolist(), again[is_both].tolist(), KINDS, level=level)
    over = {}
    if second.has_targeted and is_both.any():
        over = _measure_over_people(sample, second, first, again, level=level)
    told = replace(plain, coefficients={**plain.coefficients, **over})
    reading = describe_agreement(told, subject=label_of(name), positive=NOW)
    sentences = (reading.headline, *reading.sentences, *([_WEIGHTED] if over else []))
    return Agreement(
        id=name,
        label=label_of(name),
        is_item=False,
        n_cases=plain.n,
        n_agree=plain.n_agree,
        share_agree=plain.share_agree,
        kappa=_as_estimate(told.kappa),
        ac1=_as_estimate(told.gwet),
        share_of_disagreements=math.nan,
        reading=" ".join(sentences),
    )


def _measure_over_people(
    sample: Sample, second: SecondReadings, first: TextArray, again: TextArray, *, level: float
) -> dict[str, Coefficient]:
    """Return the coefficients over the population; none where too few were read twice."""
    is_both = (first != "") & (again != "")
    rows = sample.is_read
    try:
        design = settle_design(sample, rows)
        groups = form_phase2_strata(
            design, second.is_certain[rows].tolist(), is_both[rows].tolist()
        )
        found = measure_design_agreement(
            *(design, first[rows].tolist(), again[rows].tolist(), KINDS),
            was_reread=is_both[rows].tolist(),
            phase2_strata=groups,
            level=level,
        )
    except EstimationError:
        return {}
    return dict(found.coefficients)


def _pair_answers(review: Review, sample: Sample) -> pd.DataFrame:
    """Return one row per case and item that both readers answered in a finished reading."""
    columns = ["case_id", "item_id", "answer"]
    given = review.answers[review.answers["answer"] != ""]
    given = given[given["case_id"].isin(sample.cases.loc[sample.is_read, "case_id"])]
    finished = review.conclusions.loc[review.conclusions["reading"] == 2, "case_id"]
    first = given.loc[given["reading"] == 1, columns]
    again = given.loc[(given["reading"] == 2) & given["case_id"].isin(finished), columns]
    pairs = first.merge(again, on=["case_id", "item_id"], suffixes=("_first", "_second"))
    return pairs.sort_values(["case_id", "item_id"], ignore_index=True)


def _agree_on_items(checklist: Checklist, pairs: pd.DataFrame, *, level: float) -> list[Agreement]:
    if pairs.empty:
        return []
    driving = find_driving_items(
        *(pairs[name].tolist() for name in ("item_id", "case_id", "answer_first", "answer_second")),
        level=level,
    )
    part_of = dict(zip(driving["item_id"], driving["share_of_all"].tolist(), strict=True))
    found = []
    for item in checklist.items:
        part = pairs[pairs["item_id"] == item.id]
        if part.empty:
            continue
        categories = _categories(item.answers, part)
        agreement = measure_agreement(
            *(part["answer_first"].tolist(), part["answer_second"].tolist(), categories),
            level=level,
        )
        reading = describe_agreement(agreement, subject=f"spørgsmål {item.id}")
        found.append(
            Agreement(
                id=item.id,
                label=item.text,
                is_item=True,
                n_cases=agreement.n,
                n_agree=agreement.n_agree,
                share_agree=agreement.share_agree,
                kappa=_as_estimate(agreement.kappa),
                ac1=_as_estimate(agreement.gwet),
                share_of_disagreements=float(part_of[item.id]),
                reading=" ".join((reading.headline, *reading.sentences)),
            )
        )
    return found


def _categories(answers: Sequence[str], part: pd.DataFrame) -> tuple[str, ...]:
    """Return the item's answers, and any that an earlier version of it took."""
    used = {*part["answer_first"], *part["answer_second"]}
    return (*answers, *sorted(used - set(answers)))


def _as_estimate(found: Coefficient) -> Estimate:
    limits = (found.value, found.lower, found.upper)
    return Estimate(*limits, found.level, "coefficient", float(found.n), found.method)
