"""What does each invented person's case file hold, read without error?

A file shows what a person needs as far as it is documented. An answer is *uoplyst* where
a document lacks, whatever the truth would be. The status of a scheme follows here by the
generator's own reading of the rules, so that the package's reading can be held against it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.synthetic.assumptions import assumed
from analysis.synthetic.randomness import stream
from analysis.synthetic.review.items import Question
from analysis.synthetic.review.population import SCHEMES, People

MET, NOT_MET, UNKNOWN, NOT_RELEVANT = "opfyldt", "ikke_opfyldt", "uoplyst", "ikke_relevant"
READY, LACKS, NOT_TARGET = "klar", "mangler_dokumentation", "ikke_maalgruppe"
Files = dict[str, NDArray[np.str_]]


def write_files(people: People, questions: tuple[Question, ...]) -> Files:
    """Return each item's true answers, one per person; empty where it is not asked."""
    rng = stream("review-files")
    n = len(people.frame)
    truth: Files = {}
    # Fleksjob and the others come before førtidspension, whose items must agree with theirs.
    for scheme in (*SCHEMES[1:], SCHEMES[0]):
        required = [q for q in questions if q.section == scheme and q.role == "kraevet"]
        truth |= _answer_scheme(rng, required, people.belongs[scheme])
    _agree_with_pension(truth, people.belongs["foertidspension"])
    a, b = assumed("review_documentation")
    quality = rng.beta(a, b, n)
    for question in questions:
        if question.id in truth:
            truth[question.id] = _lose_documents(rng, truth[question.id], quality)
        else:
            truth[question.id] = _answer_other(rng, question, people, quality)
    return _hide_what_is_not_asked(truth, questions)


def judge_files(files: Files, questions: tuple[Question, ...]) -> dict[str, NDArray[np.str_]]:
    """Return the status of each scheme for each person, by the generator's own rule."""
    common = [q for q in questions if q.section == "faelles" and q.role == "kraevet"]
    statuses = {}
    for scheme in SCHEMES:
        required = [q for q in questions if q.section == scheme and q.role == "kraevet"]
        fails = np.any([files[q.id] == NOT_MET for q in required], axis=0)
        lacks = np.any([files[q.id] == UNKNOWN for q in required], axis=0) | np.any(
            [np.isin(files[q.id], (NOT_MET, UNKNOWN)) for q in common], axis=0
        )
        statuses[scheme] = np.where(fails, NOT_TARGET, np.where(lacks, LACKS, READY))
    return statuses


def tabulate_truth(people: People, statuses: dict[str, NDArray[np.str_]]) -> pd.DataFrame:
    """Return the truth: per person, who belongs, and what a perfect reader would find."""
    columns: dict[str, object] = {"case_id": people.frame["case_id"]}
    for scheme in SCHEMES:
        columns[f"belongs_{scheme}"] = people.belongs[scheme].astype(int)
        columns[f"status_{scheme}"] = statuses[scheme]
    return pd.DataFrame(columns)


def _answer_scheme(
    rng: np.random.Generator, required: list[Question], belongs: NDArray[np.bool_]
) -> Files:
    """Let those who belong meet everything, and everybody else fail at least one item."""
    n, fixed = len(belongs), assumed("review_never_fails")
    can_fail = np.array([q.id not in fixed for q in required])
    fails = rng.random((len(required), n)) < assumed("review_fails_share")
    surely = rng.choice(np.flatnonzero(can_fail), n)
    fails[surely, np.arange(n)] = True
    fails &= can_fail[:, None] & ~belongs
    return {q.id: np.where(row, NOT_MET, MET) for q, row in zip(required, fails, strict=True)}


def _agree_with_pension(truth: Files, pension: NDArray[np.bool_]) -> None:
    """Take away what cannot both be true of one person, in place."""
    for item in assumed("review_denied_by_pension"):
        if item in truth:
            truth[item] = np.where(pension, NOT_MET, truth[item])
    for item, denied in assumed("review_denies_pension").items():
        if item not in truth:
            continue
        for other in denied:
            if other in truth:
                truth[other] = np.where(truth[item] == MET, NOT_MET, truth[other])
    # A lasting limitation is one in both schemes.
    if {"J2", "F1"} <= truth.keys():
        truth["F1"] = np.where(truth["J2"] == MET, MET, truth["F1"])
        truth["F2"] = np.where((truth["J2"] == MET) & ~pension, NOT_MET, truth["F2"])


def _lose_documents(
    rng: np.random.Generator, answers: NDArray[np.str_], quality: NDArray[np.float64]
) -> NDArray[np.str_]:
    """Turn an answer into *uoplyst* where its document lacks; a plain no needs less."""
    chance = (1 - quality) * np.where(answers == NOT_MET, assumed("review_no_needs"), 1.0)
    return np.where(rng.random(len(answers)) < chance, UNKNOWN, answers)


def _answer_other(
    rng: np.random.Generator, question: Question, people: People, quality: NDArray[np.float64]
) -> NDArray[np.str_]:
    """Answer what decides no scheme: the age, the common items, obvious and light cases."""
    n = len(people.frame)
    if MET not in question.answers:
        return _answer_age(rng, people)
    if question.section == "faelles":
        return np.where(
            rng.random(n) < quality, MET, np.where(rng.random(n) < 0.4, NOT_MET, UNKNOWN)
        )
    if question.role == "aabenbar_sag":
        obvious = _same_for_all_items(people) < assumed("review_obvious_share")
        is_met = people.belongs["foertidspension"] & (obvious | (rng.random(n) < 0.3))
    elif question.role == "light":
        light = _same_for_all_items(people) < assumed("review_light_share")
        is_met = people.had_course & (light | (rng.random(n) < 0.3))
    elif question.section == "andre_indsatser":
        needs = assumed("review_other_services")
        in_sof = people.frame["in_sof"].to_numpy() == "ja"
        is_met = rng.random(n) < np.where(in_sof, needs["in_sof"], needs["outside"])
    else:
        is_met = rng.random(n) < 0.7
    answers = np.where(is_met, MET, NOT_MET)
    answers = np.where(rng.random(n) < 0.5 * (1 - quality), UNKNOWN, answers)
    if NOT_RELEVANT in question.answers:
        answers = np.where(rng.random(n) < 0.4, NOT_RELEVANT, answers)
    return answers


def _same_for_all_items(people: People) -> NDArray[np.float64]:
    """Return a number in (0, 1) per person that every item sees alike."""
    places = np.arange(len(people.frame), dtype=float)
    return np.asarray((places * 0.6180339887498949) % 1.0)


def _answer_age(rng: np.random.Generator, people: People) -> NDArray[np.str_]:
    groups = people.frame["age_group"].to_numpy()
    is_near = (groups == "60+") & (rng.random(len(groups)) < 0.85)
    young = np.isin(groups, ("18-29", "30-39"))
    return np.where(is_near, "under_6_aar_til_pension", np.where(young, "under_40", "40_plus"))


def _hide_what_is_not_asked(truth: Files, questions: tuple[Question, ...]) -> Files:
    for question in questions:
        for other, allowed in question.asked_when.items():
            is_asked = np.isin(truth[other], allowed)
            truth[question.id] = np.where(is_asked, truth[question.id], "")
    return {question.id: truth[question.id] for question in questions}
