"""How often do a review's stated limits hold what the case files truly show?

The invented population is drawn from again and again: a plan, a draw, two readers who err at
stated rates, second readings of a random part and of every first positive of a rare
scheme, and an adjudication that is right where the readers differ. Each time the package
estimates, and it is counted how often the limits hold the number of people whose file, read
without error, is *klar*. A twentieth of the cases cannot be had, at random.

Run: ``python benchmarks/review_truth.py [repetitions]`` (100 take one to three minutes).
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.checklists.load import load_checklist
from analysis.concepts import Estimate, Lineage, Origin
from analysis.review.assign import assign_rare, assign_readings
from analysis.review.contracts import empty_table
from analysis.review.draw import draw_cases
from analysis.review.estimate_basis import count_people
from analysis.review.estimate_outcomes import make_bases
from analysis.review.estimate_sample import read_sample
from analysis.review.estimate_second import settle_second_readings
from analysis.review.folder import Review
from analysis.review.plan import PlanChoices, plan_review
from analysis.review.step_assign import judge_review
from analysis.review.tables import ADJUDICATION_COLUMNS, ANSWER_COLUMNS, CONCLUSION_COLUMNS
from analysis.synthetic.review.files import judge_files, write_files
from analysis.synthetic.review.items import Question, read_questions
from analysis.synthetic.review.population import SCHEMES, simulate_people
from analysis.synthetic.review.readings import imitate_reading

DAY = dt.date(2025, 10, 1)
N_REPETITIONS = 100
SHARE_NOT_AVAILABLE = 0.05
LEVEL = 0.95
ANY = "mindst_en"
FIGURES = ("first", "corrected", "main")
READERS = pd.DataFrame({"reviewer_id": ["L1", "L2", "L3"], "centre": ["", "Center A", "Center B"]})


@dataclass(frozen=True)
class World:
    """The invented people, what their files hold, and the plan."""

    place: dict[str, int]
    files: list[dict[str, str]]
    statuses: dict[str, NDArray[np.str_]]
    questions: tuple[Question, ...]
    frame: pd.DataFrame
    plan: dict[str, object]


def main() -> None:
    """Print one row per scheme and figure."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else N_REPETITIONS
    world = make_world()
    truth = {name: int((status == "klar").sum()) for name, status in world.statuses.items()}
    found: dict[tuple[str, str], list[Estimate]] = {}
    leads = dict.fromkeys(truth, 0)
    for repetition in range(n):
        review = imitate_review(world, repetition)
        sample = read_sample(review)
        bases = make_bases(sample, settle_second_readings(review, sample), level=LEVEL)
        for name in truth:
            basis = bases[name]
            first = count_people(basis, level=LEVEL, kinds=["klar"], is_first=True).of("klar")
            corrected = first if basis.worth is None else basis.worth.corrected
            each = (first, corrected, corrected if basis.is_corrected else first)
            leads[name] += basis.is_corrected
            for figure, estimate in zip(FIGURES, each, strict=True):
                found.setdefault((name, figure), []).append(estimate)
    print(f"{n} reviews of 160 cases; limits at {LEVEL:.0%}\n")
    print(
        f"{'':<18}{'figure':<11}{'truth':>6}{'mean':>7}{'RMSE':>7}{'held':>7}{'width':>7}{'leads':>7}"
    )
    for (name, figure), estimates in found.items():
        share = {"first": 1 - leads[name] / n, "corrected": leads[name] / n, "main": 1.0}[figure]
        print_row(name, figure, truth[name], estimates, share)


def print_row(name: str, figure: str, truth: int, estimates: list[Estimate], share: float) -> None:
    """Print how one figure of one scheme did."""
    value, lower, upper = np.array([(e.value, e.lower, e.upper) for e in estimates]).T
    held = np.mean((lower <= truth) & (truth <= upper))
    error = np.sqrt(np.mean((value - truth) ** 2))
    print(
        f"{name if figure == 'first' else '':<18}{figure:<11}{truth:6d}{value.mean():7.0f}"
        f"{error:7.0f}{held:7.2f}{np.mean(upper - lower):7.0f}{share:7.2f}"
    )


def make_world() -> World:
    """Return the invented people with their files and a plan of 160 cases."""
    people, questions = simulate_people(), read_questions(DAY)
    files = write_files(people, questions)
    statuses = judge_files(files, questions)
    any_ready = np.any([statuses[scheme] == "klar" for scheme in SCHEMES], axis=0)
    plan = plan_review(people.frame, PlanChoices())
    columns = [files[question.id].tolist() for question in questions]
    names = [question.id for question in questions]
    return World(
        place={case: i for i, case in enumerate(people.frame["case_id"])},
        files=[dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)],
        statuses={**statuses, ANY: np.where(any_ready, "klar", "")},
        questions=questions,
        frame=plan.frame,
        plan=plan.record,
    )


def imitate_review(world: World, repetition: int) -> Review:
    """Return one whole review: drawn, read, read again and adjudicated."""
    rng = np.random.default_rng([2026, repetition])
    seed, version = f"truth-{repetition}", load_checklist(DAY).version
    draw = draw_cases(world.frame, world.plan["cases"], seed=seed)
    drawn = draw.loc[draw["status"] == "udtrukket", ["case_id"]]
    cases = drawn.merge(world.frame, on="case_id").assign(disposition="gennemgaaet")
    cases.loc[rng.random(len(cases)) < SHARE_NOT_AVAILABLE, "disposition"] = "sag_ikke_tilgaengelig"
    n_second = int(str(world.plan["second_readings"]))
    assignment = assign_readings(cases, READERS, seed=seed, n_second=n_second)
    review = Review(
        folder=Path("nowhere"),
        municipality_code="9901",
        origin=Origin.SYNTHETIC,
        purpose={},
        frame=world.frame,
        draw=draw,
        reviewers=READERS,
        assignment=assignment,
        dispositions=cases[["case_id", "disposition"]].assign(replaced_by="", date=""),
        answers=empty_table("answers"),
        conclusions=empty_table("conclusions"),
        adjudications=empty_table("adjudications"),
        frame_record={},
        plan=world.plan,
        draw_record={"seed": seed, "checklist_version": version, "cases": world.plan["cases"]},
        inputs=(),
        lineage=Lineage(),
    )
    away = set(cases.loc[cases["disposition"] != "gennemgaaet", "case_id"])
    review = read_cases(world, review, assignment[~assignment["case_id"].isin(away)], rng)
    rare = [str(name) for name in world.plan["rare_schemes"]]
    both = assign_rare(assignment, judge_review(review), cases, READERS, rare=rare, seed=seed)
    review = replace(review, assignment=both)
    review = read_cases(world, review, both[both["reason"] == "sjaelden_ordning"], rng)
    rows = list(adjudicate(world, judge_review(review)))
    return replace(review, adjudications=pd.DataFrame(rows, columns=list(ADJUDICATION_COLUMNS)))


def read_cases(
    world: World, review: Review, tasks: pd.DataFrame, rng: np.random.Generator
) -> Review:
    """Return the review with more readings in it."""
    version = review.draw_record["checklist_version"]
    answers, conclusions = [], []
    for case, reading, reader in zip(
        tasks["case_id"], tasks["reading"], tasks["reviewer_id"], strict=True
    ):
        given, missing = imitate_reading(rng, world.files[world.place[case]], world.questions)
        answers += [
            (case, reading, reader, item, answer, missing.get(item, ""))
            for item, answer in given.items()
        ]
        conclusions.append((case, reading, reader, "", 45.0, "", "", version))
    return replace(
        review,
        answers=pd.concat([review.answers, pd.DataFrame(answers, columns=list(ANSWER_COLUMNS))]),
        conclusions=pd.concat(
            [review.conclusions, pd.DataFrame(conclusions, columns=list(CONCLUSION_COLUMNS))]
        ),
    )


def adjudicate(world: World, judgements: pd.DataFrame) -> Iterator[tuple[str, str, str, str]]:
    """Yield what the file truly shows wherever the two readers differ."""
    first, second = (
        judgements[judgements["reading"] == reading].set_index("case_id") for reading in (1, 2)
    )
    for case in second.index:
        for scheme in SCHEMES:
            column = f"status_{scheme}"
            if first.loc[case, column] != second.loc[case, column]:
                yield case, scheme, str(world.statuses[scheme][world.place[case]]), ""


if __name__ == "__main__":
    main()
