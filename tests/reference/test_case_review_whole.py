"""A whole review, from answers to estimates, held against R's ``survey`` package.

The invented sample of 160 from 1,270 people (``case_review_sample.csv``) is written as a
review: every judgement becomes answers to a checklist, which the package has to judge,
weigh and estimate. Values: R 4.2.2, ``survey`` 4.5 (``svytotal``, ``svyby``, ``svycontrast``,
``postStratify``, ``svymean``).
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.checklists.load import load_checklist
from analysis.concepts import Lineage, Origin
from analysis.review.contracts import empty_table
from analysis.review.estimate import estimate_review
from analysis.review.folder import Review
from analysis.review.results import ReviewResults
from analysis.review.tables import ANSWER_COLUMNS, CONCLUSION_COLUMNS

CLOSED_FORM, ITERATED = 1e-9, 1e-7
PEOPLE = {"KH_0-2": 520, "KH_2-5": 310, "KH_5-10": 170, "KH_10+": 75, "SD_0-26": 150, "SD_26+": 45}
AGES = {"30-44": 450, "45-59": 448, "<30": 224, "60+": 148}
COLUMNS = {
    "foertidspension": "y_fp",
    "fleksjob": "y_fx",
    "ressourceforloeb": "y_rf",
    "revalidering": "y_rev",
}
# One required item of each scheme that is asked whatever else is answered.
DECIDES = {"F2": "y_fp", "J4": "y_fx", "R2": "y_rf", "V2": "y_rev"}
# svytotal: total.
TOTALS = {
    "foertidspension": 116.242647058824,
    "fleksjob": 90.2900326797386,
    "ressourceforloeb": 131.713235294118,
    "revalidering": 26.0694444444444,
    "mindst_en": 364.315359477124,
}
# svyby: totals by centre or benefit.
PARTS = {
    ("fleksjob", "centre"): {"A": 50.8946078431373, "B": 33.7287581699346, "C": 5.66666666666667},
    ("revalidering", "centre"): {"A": 11.625, "B": 0, "C": 14.4444444444444},
    ("mindst_en", "centre"): {"A": 140.080882352941, "B": 131.825163398693, "C": 92.4093137254902},
    ("ressourceforloeb", "benefit"): {"kontanthjaelp": 127.213235294118, "sygedagpenge": 4.5},
    ("mindst_en", "benefit"): {"kontanthjaelp": 329.815359477124, "sygedagpenge": 34.5},
}


@pytest.fixture(scope="module")
def results() -> ReviewResults:
    cases = pd.read_csv(Path(__file__).with_name("case_review_sample.csv"))
    return estimate_review(make_review(cases))


@pytest.mark.parametrize("scheme", TOTALS)
def test_people_now_agree_with_svytotal(results: ReviewResults, scheme: str) -> None:
    outcome = results.outcomes[scheme]
    assert outcome.now.value == pytest.approx(TOTALS[scheme], rel=CLOSED_FORM)
    assert outcome.share_now.value == pytest.approx(TOTALS[scheme] / 1270, rel=CLOSED_FORM)
    assert outcome.after.value == 0


def test_differences_and_sum_agree_with_svycontrast(results: ReviewResults) -> None:
    names = results.contrasts.names
    gap = names.index("foertidspension minus ressourceforloeb")
    found, errors = results.contrasts.estimate, results.contrasts.standard_error
    assert found[[gap, names.index("sum")]] == pytest.approx([-15.4705882352941, 364.315359477124])
    assert errors[gap] == pytest.approx(44.7613033519137, rel=CLOSED_FORM)
    assert errors[names.index("sum")] == pytest.approx(46.7531956457017, rel=CLOSED_FORM)
    assert set(results.contrasts.df) == {154}


@pytest.mark.parametrize(("scheme", "variable"), PARTS)
def test_parts_agree_with_svyby(results: ReviewResults, scheme: str, variable: str) -> None:
    found = {
        d.value: d.now.value
        for d in results.domains
        if (d.scheme, d.variable) == (scheme, variable)
    }
    assert found == pytest.approx(PARTS[scheme, variable], rel=CLOSED_FORM)


def test_calibration_to_age_agrees_with_post_stratification(results: ReviewResults) -> None:
    found = results.calibrated["foertidspension"].value
    assert found == pytest.approx(118.776804929445, rel=ITERATED)
    assert any("køn" in note for note in results.notes)


def test_mean_minutes_agree_with_svymean(results: ReviewResults) -> None:
    found = results.minutes
    assert found is not None
    assert (found.value, found.lower, found.upper) == pytest.approx(
        (74.5710050949514, 69.980951967051, 79.1610582228517), rel=CLOSED_FORM
    )


def make_review(cases: pd.DataFrame) -> Review:
    """Return the sample as a review: frame, draw, answers and conclusions."""
    checklist = load_checklist(dt.date(2022, 5, 1))
    drawn = cases[["case_id", "stratum", "centre", "agegrp"]]
    frame = pd.concat([drawn, others_of(cases)], ignore_index=True)
    is_kh = frame["stratum"].str.startswith("KH")
    frame = frame.rename(columns={"agegrp": "age_group"}).assign(
        benefit=np.where(is_kh, "kontanthjaelp", "sygedagpenge"),
        weeks=100,
        in_sof="nej",
        sex="kvinde",
    )
    answers, conclusions = [], []
    for case in cases.to_dict("records"):
        for item in checklist.items:
            is_special = item.role.value in {"aabenbar_sag", "light"}
            is_no = is_special or item.section == "andre_indsatser"
            answer = "40_plus" if item.id == "G1" else "ikke_opfyldt" if is_no else "opfyldt"
            if item.id in DECIDES:
                answer = "opfyldt" if case[DECIDES[item.id]] == 1 else "ikke_opfyldt"
            answers.append((case["case_id"], 1, "L1", item.id, answer, ""))
        row = (case["case_id"], 1, "L1", "", float(case["minutes"]), "", "nej", checklist.version)
        conclusions.append(row)
    draw = cases[["stratum", "case_id"]].assign(place=1, ticket="0" * 64, status="udtrukket")
    return Review(
        folder=Path("aby"),
        municipality_code="9901",
        origin=Origin.SYNTHETIC,
        purpose={},
        frame=frame,
        draw=draw,
        reviewers=empty_table("reviewers"),
        assignment=empty_table("assignment"),
        dispositions=cases[["case_id"]].assign(disposition="gennemgaaet", replaced_by="", date=""),
        answers=pd.DataFrame(answers, columns=list(ANSWER_COLUMNS)),
        conclusions=pd.DataFrame(conclusions, columns=list(CONCLUSION_COLUMNS)),
        adjudications=empty_table("adjudications"),
        frame_record={},
        plan={},
        draw_record={},
        inputs=(),
        lineage=Lineage(),
    )


def others_of(cases: pd.DataFrame) -> pd.DataFrame:
    """Return the people who were not drawn, so that strata and ages have their sizes."""
    left = {name: n - int((cases["stratum"] == name).sum()) for name, n in PEOPLE.items()}
    ages = {name: n - int((cases["agegrp"] == name).sum()) for name, n in AGES.items()}
    rows = pd.DataFrame(
        {
            "stratum": [name for name, n in left.items() for _ in range(n)],
            "agegrp": [name for name, n in ages.items() for _ in range(n)],
        }
    )
    return rows.assign(case_id=[f"X{i:05d}" for i in range(len(rows))], centre="A")
