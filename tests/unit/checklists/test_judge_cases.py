import datetime as dt
import time

import numpy as np
import pandas as pd
import pytest

from analysis.checklists.judge import judge_case
from analysis.checklists.judge_cases import judge_all, list_missing_documents
from analysis.checklists.load import load_checklist
from analysis.checklists.model import SCHEMES
from analysis.errors import ContractError

CHECKLIST = load_checklist(dt.date(2022, 5, 1))
COLUMNS = ["case_id", "reading", "reviewer_id", "item_id", "answer", "missing_document"]


def make_answers(n_cases=3, seed=20160129):
    rng = np.random.default_rng(seed)
    rows = []
    for case in range(n_cases):
        for reading in (1, 2):
            for item in CHECKLIST.items:
                answer = str(rng.choice(item.answers))
                document = item.documents[0] if answer == "uoplyst" else ""
                rows.append((f"S{case:03d}", reading, "a", item.id, answer, document))
    return pd.DataFrame(rows, columns=COLUMNS)


def test_table_says_what_each_reading_says_by_itself():
    answers = make_answers()
    table = judge_all(CHECKLIST, answers).set_index(["case_id", "reading"])
    assert len(table) == 6
    for key, part in answers.groupby(["case_id", "reading"]):
        alone = judge_case(CHECKLIST, dict(zip(part["item_id"], part["answer"], strict=True)))
        row = table.loc[key]
        for scheme in SCHEMES:
            assert row[f"status_{scheme.value}"] == alone.statuses[scheme].value
        for flag in ("is_fast_track", "is_light", "needs_other_services"):
            expected = getattr(alone, flag)
            assert pd.isna(row[flag]) if expected is None else row[flag] == expected


def test_order_of_the_rows_does_not_matter():
    answers = make_answers()
    shuffled = answers.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(judge_all(CHECKLIST, shuffled), judge_all(CHECKLIST, answers))
    pd.testing.assert_frame_equal(
        list_missing_documents(CHECKLIST, shuffled), list_missing_documents(CHECKLIST, answers)
    )


def test_missing_cells_count_as_not_answered():
    answers = make_answers(1)
    answers[["answer", "missing_document"]] = None
    table = judge_all(CHECKLIST, answers)
    assert (table.filter(like="status_") == "ikke_vurderet").all(axis=None)
    assert list_missing_documents(CHECKLIST, answers).empty


def test_no_answers_give_empty_tables_with_the_same_types():
    answers = make_answers(2)
    for make in (judge_all, list_missing_documents):
        full, empty = make(CHECKLIST, answers), make(CHECKLIST, answers.iloc[:0])
        assert empty.empty
        assert empty.dtypes.to_dict() == full.dtypes.to_dict()


def test_missing_documents_are_those_of_schemes_that_lack_them():
    answers = make_answers(20)
    statuses = judge_all(CHECKLIST, answers).set_index(["case_id", "reading"])
    missing = list_missing_documents(CHECKLIST, answers)
    found = missing.groupby(["case_id", "reading", "scheme"]).size()
    lacking = {
        (*key, scheme.value)
        for scheme in SCHEMES
        for key in statuses.index[statuses[f"status_{scheme.value}"] == "mangler_dokumentation"]
    }
    assert set(found.index) == lacking
    assert lacking


def test_user_table_is_left_as_it_was():
    answers = make_answers(1)
    before = answers.copy()
    judge_all(CHECKLIST, answers)
    pd.testing.assert_frame_equal(answers, before)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("item_id", "X1"),
        ("answer", "Hemmelig tekst"),
        ("missing_document", "Hemmelig tekst"),
        ("case_id", None),
    ],
)
def test_faulty_cell_is_named_by_row_and_column_and_not_shown(column, value):
    answers = make_answers(1)
    answers.loc[4, column] = value
    with pytest.raises(ContractError, match="1 faulty rows") as caught:
        judge_all(CHECKLIST, answers)
    assert f"row 5, column {column}" in caught.value.where
    assert "Hemmelig" not in str(caught.value)


def test_item_answered_twice_in_one_reading_is_refused():
    answers = make_answers(1)
    with pytest.raises(ContractError) as caught:
        judge_all(CHECKLIST, pd.concat([answers, answers.iloc[[0]]], ignore_index=True))
    assert "repeated" in caught.value.where


def test_missing_column_is_refused_by_name():
    with pytest.raises(ContractError, match="lack the column answer"):
        judge_all(CHECKLIST, make_answers(1).drop(columns="answer"))


@pytest.mark.slow
def test_two_hundred_cases_read_twice_are_judged_in_a_second():
    answers = make_answers(200)
    start = time.process_time()
    judge_all(CHECKLIST, answers)
    assert time.process_time() - start < 1
