"""Is the invented case review what it says: reproducible, plausible, and judged alike?"""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from analysis.checklists.judge import judge_case
from analysis.checklists.load import load_checklist
from analysis.synthetic.review.files import judge_files
from analysis.synthetic.review.population import SCHEMES, simulate_people
from analysis.synthetic.review.readings import imitate_reading, statuses_of

DAY = dt.date(2025, 10, 1)


@pytest.fixture(scope="module")
def people(world):
    return world.people


@pytest.fixture(scope="module")
def questions(world):
    return world.questions


@pytest.fixture(scope="module")
def files(world):
    return world.files


@pytest.fixture(scope="module")
def statuses(files, questions):
    return judge_files(files, questions)


def test_population_is_the_same_each_time(people):
    pd.testing.assert_frame_equal(simulate_people().frame, people.frame)


def test_population_has_the_size_and_the_benefits_that_are_stated(people):
    assert people.frame["benefit"].value_counts().to_dict() == {
        "kontanthjaelp": 12400,
        "sygedagpenge": 5250,
    }
    assert people.frame["case_id"].is_unique


def test_schemes_range_from_common_to_rare_and_many_files_lack_documents(statuses):
    ready = {scheme: (statuses[scheme] == "klar").mean() for scheme in SCHEMES}
    lacks = {scheme: (statuses[scheme] == "mangler_dokumentation").mean() for scheme in SCHEMES}
    assert 0.003 < ready["revalidering"] < 0.015
    assert 0.02 < ready["foertidspension"] < ready["ressourceforloeb"] < 0.10
    assert all(0.01 < share < 0.10 for share in lacks.values())


def test_questions_are_those_of_the_checklist_in_its_order(questions):
    checklist = load_checklist(DAY)
    assert {q.id for q in questions} == {item.id for item in checklist.items}


@pytest.mark.parametrize("part", range(4))
def test_the_packages_rules_judge_every_file_as_the_generator_does(files, statuses, part):
    checklist = load_checklist(DAY)
    for person in range(part * 150, (part + 1) * 150):
        answers = {item: str(given[person]) for item, given in files.items()}
        judged = judge_case(checklist, answers).statuses
        assert {s.value: str(status.value) for s, status in judged.items()} == {
            scheme: str(statuses[scheme][person]) for scheme in SCHEMES
        }


def test_the_packages_rules_judge_every_reading_as_the_generator_does(files, questions):
    checklist = load_checklist(DAY)
    rng = np.random.default_rng(5)
    for person in range(300):
        truth = {item: str(given[person]) for item, given in files.items()}
        answers, missing = imitate_reading(rng, truth, questions)
        judged = judge_case(checklist, answers, missing).statuses
        assert {s.value: str(status.value) for s, status in judged.items()} == statuses_of(
            answers, questions
        )


def test_readers_err_now_and_then_and_never_answer_what_is_not_asked(files, questions):
    rng = np.random.default_rng(6)
    n_wrong = n_asked = 0
    for person in range(400):
        truth = {item: str(given[person]) for item, given in files.items()}
        answers, missing = imitate_reading(rng, truth, questions)
        asked = [item for item in answers if truth[item]]
        n_wrong += sum(answers[item] != truth[item] for item in asked)
        n_asked += len(asked)
        assert set(missing) == {item for item, answer in answers.items() if answer == "uoplyst"}
    assert 0.01 < n_wrong / n_asked < 0.08
