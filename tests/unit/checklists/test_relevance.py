import datetime as dt

import pytest

from analysis.checklists.load import load_checklist
from analysis.checklists.relevance import find_relevant

CHECKLIST = load_checklist(dt.date(2022, 5, 1))


@pytest.mark.parametrize(
    ("age", "f5", "f9", "r5"),
    [
        ("under_40", True, False, False),
        ("40_plus", False, False, False),
        ("under_6_aar_til_pension", False, True, True),
        ("uoplyst", None, None, None),
        ("", None, None, None),
    ],
)
def test_age_decides_which_items_are_asked(age, f5, f9, r5):
    relevant = find_relevant(CHECKLIST, {"G1": age})
    assert (relevant["F5"], relevant["F9"], relevant["R5"]) == (f5, f9, r5)


def test_item_without_a_skip_rule_is_always_asked():
    relevant = find_relevant(CHECKLIST, {})
    assert all(relevant[item.id] is True for item in CHECKLIST.items if not item.relevant_when)


def test_every_item_is_told():
    assert list(find_relevant(CHECKLIST, {})) == [item.id for item in CHECKLIST.items]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, None),
        ({"R6": "uoplyst"}, None),
        ({"R6": "ikke_opfyldt"}, False),
        ({"R6": "opfyldt"}, None),
        ({"R6": "opfyldt", "R6b": "opfyldt"}, True),
        ({"R6": "opfyldt", "R6b": "ikke_opfyldt"}, False),
        ({"R6": "uoplyst", "R6b": "opfyldt"}, None),
    ],
)
def test_skip_rule_follows_a_chain_of_items(answers, expected):
    assert find_relevant(CHECKLIST, answers)["R6c"] is expected


def test_item_that_hangs_on_a_hidden_item_is_hidden_whatever_was_answered_there():
    relevant = find_relevant(CHECKLIST, {"R6": "ikke_opfyldt", "R6b": "opfyldt"})
    assert relevant["R6c"] is False


def test_uoplyst_asks_on_where_the_skip_rule_lists_it():
    assert find_relevant(CHECKLIST, {"F1": "uoplyst"})["F7a"] is True
    assert find_relevant(CHECKLIST, {"F1": "ikke_opfyldt"})["F7a"] is False
