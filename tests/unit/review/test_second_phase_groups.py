"""Which cases are a group of their own in the second phase, and which speak for others?"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.checklists.load import load_checklist
from analysis.estimation.design import stratified_design
from analysis.review.estimate_basis import KNOWN, bound_people, count_people, make_basis
from analysis.review.estimate_sample import NEITHER, NOW, Sample, read_sample
from analysis.review.estimate_second import settle_second_readings
from analysis.review.folder import open_review


@pytest.fixture(scope="module")
def embedded():
    review = open_review()
    return review, read_sample(review)


def find_random_negative(review, sample):
    """Return the place of a case read again by chance in which nothing was found."""
    by_chance = review.assignment[
        (review.assignment["reading"] == 2) & (review.assignment["reason"] != "sjaelden_ordning")
    ]
    found = sample.is_read & sample.cases["case_id"].isin(by_chance["case_id"]).to_numpy()
    for scheme in sample.schemes:
        found &= sample.first[scheme] == NEITHER
    return int(np.flatnonzero(found)[0])


def test_a_case_chosen_for_what_was_found_is_certain_whatever_the_rule_explains(embedded):
    review, sample = embedded
    place = find_random_negative(review, sample)
    assert not settle_second_readings(review, sample).is_certain[place]
    assignment = review.assignment.copy()
    mine = (assignment["case_id"] == sample.cases["case_id"][place]) & (assignment["reading"] == 2)
    assignment.loc[mine, "reason"] = "sjaelden_ordning"
    chosen = settle_second_readings(replace(review, assignment=assignment), sample)
    assert chosen.is_certain[place]


def invent_sample() -> Sample:
    """Return 40 cases in two strata; in KH one is outside and one alone was read again."""
    strata = ["KH"] * 10 + ["SD"] * 30
    is_inside = np.array([i != 0 for i in range(40)])
    found = np.where(np.arange(40) % 4 == 1, NOW, NEITHER)
    return Sample(
        cases=pd.DataFrame({"case_id": [f"p{i:02d}" for i in range(40)], "stratum": strata}),
        design=stratified_design(strata, {"KH": 1_000, "SD": 3_300}),
        checklist=load_checklist(dt.date(2025, 10, 1)),
        schemes=("fleksjob",),
        is_inside=is_inside,
        is_read=is_inside,
        first={"fleksjob": np.where(is_inside, found, "")},
        second={},
        findings=pd.DataFrame(),
        lacking=pd.DataFrame(),
        notes=(),
    )


def test_one_second_reading_in_a_stratum_is_not_two_because_somebody_moved_away():
    sample = invent_sample()
    was_reread = np.isin(np.arange(40), [3, *range(10, 25)])
    first = sample.first["fleksjob"]
    basis = make_basis(
        *(sample, "fleksjob", first, np.where(was_reread, first, "")),
        is_certain=np.zeros(40, dtype=bool),
        level=0.95,
    )
    # One of nine says nothing of their spread: KH is joined with SD, and not refused.
    assert basis.worth is not None
    assert set(basis.groups) == {KNOWN, "KH+SD"}
    assert basis.groups[0] == KNOWN


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_where_all_were_judged_the_lowest_bound_is_the_corrected_estimate_itself(level):
    everyone = np.ones(40, dtype=bool)
    found = np.where(np.arange(40) % 4 == 1, NOW, NEITHER)
    sample = replace(
        invent_sample(), is_inside=everyone, is_read=everyone, first={"fleksjob": found}
    )
    was_reread = np.arange(40) % 2 == 1
    settled = np.where(was_reread, np.where(np.arange(40) % 8 == 1, NOW, NEITHER), "")
    basis = make_basis(
        *(sample, "fleksjob", found, settled),
        is_certain=found == NOW,
        level=level,
        correct=True,
    )
    lowest, _ = bound_people(sample, basis, level=level)
    now = count_people(basis, level=level).of(NOW)
    assert lowest.estimate[0] == pytest.approx(now.value)
    assert (lowest.lower[0], lowest.upper[0]) == pytest.approx((now.lower, now.upper))
    assert lowest.level == level
