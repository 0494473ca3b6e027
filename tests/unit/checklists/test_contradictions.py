import datetime as dt

import pytest

from analysis.checklists.contradictions import describe_contradiction, find_contradictions
from analysis.checklists.library import read_library
from analysis.checklists.load import load_checklist
from analysis.errors import RequestError

CHECKLIST = load_checklist(dt.date(2022, 5, 1))
ALL = read_library().contradictions


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.id)
def test_each_pair_is_found_by_its_two_answers_and_not_by_one(each):
    asked = {"G1": "under_40", "J1": "opfyldt"}
    assert find_contradictions(CHECKLIST, asked | dict(each.answers)) == (each.id,)
    for item_id, answer in each.answers:
        assert find_contradictions(CHECKLIST, asked | {item_id: answer}) == ()


def test_pair_with_a_hidden_item_is_not_pointed_out():
    answers = {"G1": "40_plus", "F5": "opfyldt", "R4": "opfyldt"}
    assert find_contradictions(CHECKLIST, answers) == ()


def test_pair_whose_item_is_not_in_force_is_not_pointed_out():
    answers = {"F4": "opfyldt", "R4": "opfyldt"}
    assert find_contradictions(load_checklist(dt.date(2026, 2, 1)), answers) == ()


def test_fleksjob_and_foertidspension_at_once_is_pointed_out_in_words():
    answers = {"F2": "opfyldt", "J1": "opfyldt", "J4": "opfyldt"}
    assert find_contradictions(CHECKLIST, answers) == ("F2/J4",)
    assert "fleksjob (F2)" in describe_contradiction("F2/J4")


def test_unknown_pair_is_refused():
    with pytest.raises(RequestError, match="no contradiction 'F2/X1'"):
        describe_contradiction("F2/X1")
