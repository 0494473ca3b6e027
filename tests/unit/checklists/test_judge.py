import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.checklists.judge import judge_case, list_lacking, list_required
from analysis.checklists.load import load_checklist
from analysis.checklists.model import SCHEMES, Status
from analysis.checklists.relevance import find_relevant
from analysis.concepts import Benefit
from analysis.errors import ContractError

CHECKLIST = load_checklist(dt.date(2022, 5, 1))
AFTER = load_checklist(dt.date(2026, 5, 1))
IDS = [item.id for item in CHECKLIST.items]
FP, FJ = Benefit.FOERTIDSPENSION, Benefit.FLEKSJOB
RF, REV = Benefit.RESSOURCEFORLOEB, Benefit.REVALIDERING


def all_met(checklist=CHECKLIST, **changes):
    """Answer every item with opfyldt, a citizen of 40 or more, and then as told."""
    answers = {item.id: "opfyldt" for item in checklist.items} | {"G1": "40_plus"}
    return answers | changes


def status(scheme=FP, checklist=CHECKLIST, **changes):
    return judge_case(checklist, all_met(checklist, **changes)).statuses[scheme]


# The four statuses, item by item: the required items written out by hand from the draft.

REQUIRED = {
    FP: ["F1", "F2", "F3", "F4", "F6"],
    FJ: ["J1", "J2", "J3", "J4", "J5"],
    RF: ["R1", "R2", "R3", "R4"],
    REV: ["V1", "V2", "V3", "V5"],
}
OWN = [(scheme, item_id) for scheme, ids in REQUIRED.items() for item_id in ids]
SUPPORTING = ["G2", "G3", "G4", "G8", "G9", "G10", "F8", "F9", "J6", "J7", "R6a", "V4", "A1", "A2"]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_scheme_is_klar_when_all_that_is_required_is_met(scheme):
    assert status(scheme) is Status.READY


@pytest.mark.parametrize(("scheme", "item_id"), OWN)
def test_one_required_item_not_met_rules_the_scheme_out(scheme, item_id):
    assert status(scheme, **{item_id: "ikke_opfyldt"}) is Status.NOT_TARGET


@pytest.mark.parametrize(("scheme", "item_id"), OWN)
def test_one_required_item_uoplyst_lacks_documents(scheme, item_id):
    assert status(scheme, **{item_id: "uoplyst"}) is Status.LACKS_DOCUMENTS


@pytest.mark.parametrize(("scheme", "item_id"), OWN)
def test_one_required_item_unanswered_leaves_the_scheme_unjudged(scheme, item_id):
    assert status(scheme, **{item_id: ""}) is Status.NOT_JUDGED


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("answer", ["uoplyst", "ikke_opfyldt"])
@pytest.mark.parametrize("item_id", ["G5", "G6", "G7"])
def test_common_description_that_is_lacking_is_never_more_than_a_lack(scheme, answer, item_id):
    assert status(scheme, **{item_id: answer}) is Status.LACKS_DOCUMENTS


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("answer", ["uoplyst", "ikke_opfyldt", ""])
@pytest.mark.parametrize("item_id", SUPPORTING)
def test_supporting_item_changes_no_status(scheme, answer, item_id):
    assert status(scheme, **{item_id: answer}) is Status.READY


def test_no_outweighs_what_has_not_been_answered():
    assert status(FP, F1="ikke_opfyldt", F2="", F3="uoplyst") is Status.NOT_TARGET


def test_unanswered_outweighs_uoplyst():
    assert status(FP, F2="", F3="uoplyst") is Status.NOT_JUDGED


def test_several_schemes_may_be_possible_at_once():
    assert {status(scheme) for scheme in SCHEMES} == {Status.READY}


# Items that the age decides on


def test_under_40_must_show_that_nothing_can_improve():
    assert status(FP, G1="under_40") is Status.READY
    assert status(FP, G1="under_40", F5="ikke_opfyldt") is Status.NOT_TARGET
    assert status(FP, G1="under_40", F5="") is Status.NOT_JUDGED


def test_answer_kept_in_a_hidden_item_does_not_count():
    assert status(FP, G1="40_plus", F5="ikke_opfyldt") is Status.READY
    assert status(RF, G1="40_plus", R5="ikke_opfyldt") is Status.READY


def test_own_wish_counts_close_to_pension_only():
    assert status(RF, G1="under_6_aar_til_pension", R5="ikke_opfyldt") is Status.NOT_TARGET


@pytest.mark.parametrize(
    ("age", "answer", "expected"),
    [
        ("uoplyst", "ikke_opfyldt", Status.LACKS_DOCUMENTS),
        ("uoplyst", "", Status.LACKS_DOCUMENTS),
        ("uoplyst", "opfyldt", Status.READY),
        ("", "ikke_opfyldt", Status.NOT_JUDGED),
        ("", "opfyldt", Status.READY),
    ],
)
def test_unknown_age_is_never_a_no(age, answer, expected):
    assert status(FP, G1=age, F5=answer) is expected


def test_unknown_age_is_what_is_lacking():
    answers = all_met(G1="uoplyst", F5="")
    judgement = judge_case(CHECKLIST, answers, {"G1": "stamdata"})
    assert judgement.missing_documents[FP] == ("stamdata",)
    assert judgement.missing_documents[FJ] == ()


# Documents


def test_documents_are_told_for_each_scheme_that_needs_them():
    answers = all_met(F1="uoplyst", F6="uoplyst", G6="ikke_opfyldt", J6="uoplyst")
    documents = {"F1": "faglig_forklaring", "F6": "speciallaege", "J6": "praktikrapport"}
    judgement = judge_case(CHECKLIST, answers, documents)
    assert judgement.missing_documents == {
        FP: ("lae265", "faglig_forklaring", "speciallaege"),
        FJ: ("lae265",),
        RF: ("lae265",),
        REV: ("lae265",),
    }


def test_document_that_nobody_named_is_told_as_such():
    judgement = judge_case(CHECKLIST, all_met(F1="uoplyst"))
    assert judgement.missing_documents[FP] == ("ikke_angivet",)


def test_document_that_two_items_lack_is_told_once_for_the_scheme_and_twice_by_item():
    answers = all_met(F1="uoplyst", F6="uoplyst")
    documents = {"F1": "speciallaege", "F6": "speciallaege"}
    assert judge_case(CHECKLIST, answers, documents).missing_documents[FP] == ("speciallaege",)
    assert list_lacking(CHECKLIST, answers, documents) == {
        FP: (("F1", "speciallaege"), ("F6", "speciallaege")),
    }


def test_scheme_that_is_ruled_out_lacks_nothing_that_would_decide_it():
    assert FP not in list_lacking(CHECKLIST, all_met(F1="uoplyst", F2="ikke_opfyldt"))


# Fast track, light, other services, closed schemes


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"F7c": "ikke_opfyldt"}, False),
        ({"F7c": "uoplyst"}, None),
        ({"F7c": ""}, None),
        ({"F7a": "uoplyst", "F7c": "ikke_opfyldt"}, False),
        ({"F1": "ikke_opfyldt"}, False),
        ({"F2": "ikke_opfyldt"}, False),
    ],
)
def test_fast_track_takes_all_four_criteria(changes, expected):
    assert judge_case(CHECKLIST, all_met(**changes)).is_fast_track is expected


@pytest.mark.parametrize("date", [dt.date(2016, 5, 31), dt.date(2026, 2, 1)])
def test_fast_track_is_not_known_where_the_rules_have_none(date):
    checklist = load_checklist(date)
    assert judge_case(checklist, all_met(checklist)).is_fast_track is None


def test_fast_track_criteria_do_not_change_the_status():
    no = dict.fromkeys(["F7a", "F7b", "F7c", "F7d"], "ikke_opfyldt")
    assert status(FP, **no) is Status.READY


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"R6": "ikke_opfyldt"}, False),
        ({"R6": "uoplyst"}, None),
        ({"R6b": "ikke_opfyldt"}, False),
        ({"R6c": "ikke_opfyldt"}, False),
        ({"R6d": "ikke_opfyldt"}, False),
        ({"R6e": ""}, None),
        ({"R1": "ikke_opfyldt"}, False),
    ],
)
def test_light_takes_all_of_its_criteria(changes, expected):
    assert judge_case(CHECKLIST, all_met(**changes)).is_light is expected


@pytest.mark.parametrize(
    ("social", "health", "expected"),
    [
        ("opfyldt", "uoplyst", True),
        ("ikke_opfyldt", "opfyldt", True),
        ("ikke_opfyldt", "ikke_opfyldt", False),
        ("ikke_opfyldt", "uoplyst", None),
        ("", "", None),
    ],
)
def test_other_services_are_an_outcome_of_their_own(social, health, expected):
    judgement = judge_case(CHECKLIST, all_met(A1=social, A2=health))
    assert judgement.needs_other_services is expected
    assert judgement.statuses[FP] is Status.READY


def test_closed_schemes_are_lukket_and_lack_nothing():
    judgement = judge_case(AFTER, all_met(AFTER, G6="uoplyst"))
    assert judgement.statuses == {
        FP: Status.LACKS_DOCUMENTS,
        FJ: Status.LACKS_DOCUMENTS,
        RF: Status.CLOSED,
        REV: Status.CLOSED,
    }
    assert judgement.missing_documents[RF] == ()
    assert judgement.is_light is None


def test_answer_ikke_relevant_is_taken_where_it_is_allowed_only():
    assert status(FJ, J6="ikke_relevant") is Status.READY
    with pytest.raises(ContractError, match="J2 has an answer that it does not take"):
        status(FJ, J2="ikke_relevant")


# Bad input


def test_unknown_item_is_refused_by_name():
    with pytest.raises(ContractError, match="2022-01-01/1 has no item X1"):
        judge_case(CHECKLIST, {"X1": "opfyldt"})


def test_unknown_answer_is_refused_without_being_shown():
    with pytest.raises(ContractError, match="The item F1 has an answer") as caught:
        judge_case(CHECKLIST, {"F1": "Hemmelig tekst"})
    assert "Hemmelig" not in str(caught.value)


def test_unknown_document_is_refused_without_being_shown():
    with pytest.raises(ContractError, match="The item F1 lacks a document") as caught:
        judge_case(CHECKLIST, {"F1": "uoplyst"}, {"F1": "Hemmelig tekst"})
    assert "Hemmelig" not in str(caught.value)


# What holds for every case

# Mostly met, so that many cases are decided by one answer or two.
DICE = {
    item.id: st.sampled_from(["opfyldt"] * 6 * ("opfyldt" in item.answers) + ["", *item.answers])
    for item in CHECKLIST.items
}
cases = st.fixed_dictionaries(DICE)
every_case = settings(max_examples=60, deadline=None, derandomize=True)


def required_ids(scheme):
    return [item.id for item in list_required(CHECKLIST, scheme)]


@every_case
@given(answers=cases, scheme=st.sampled_from(SCHEMES), seed=st.integers(0, 2**32))
def test_what_is_decided_stays_decided_however_the_rest_turns_out(answers, scheme, seed):
    """Klar and ikke_maalgruppe hold for whatever stands behind uoplyst and no answer."""
    before = judge_case(CHECKLIST, answers).statuses[scheme]
    rng = random.Random(seed)
    settled = {
        item.id: answers[item.id]
        if answers[item.id] not in ("", "uoplyst")
        else rng.choice([answer for answer in item.answers if answer != "uoplyst"])
        for item in CHECKLIST.items
    }
    after = judge_case(CHECKLIST, settled).statuses[scheme]
    if before is Status.NOT_TARGET:
        assert after is Status.NOT_TARGET
    if before is Status.READY:
        assert after is Status.READY
    # A common description may still turn out to be lacking.
    assert after in (Status.READY, Status.NOT_TARGET, Status.LACKS_DOCUMENTS)


@every_case
@given(answers=cases, scheme=st.sampled_from(SCHEMES))
def test_ikke_maalgruppe_rests_on_a_no_and_never_on_uoplyst(answers, scheme):
    without_no = {key: "uoplyst" if a == "ikke_opfyldt" else a for key, a in answers.items()}
    assert judge_case(CHECKLIST, without_no).statuses[scheme] is not Status.NOT_TARGET


@every_case
@given(answers=cases, item_id=st.sampled_from(IDS))
def test_document_that_arrives_and_confirms_never_takes_klar_away(answers, item_id):
    if answers[item_id] == "uoplyst" and item_id != "G1":
        before = judge_case(CHECKLIST, answers).statuses
        after = judge_case(CHECKLIST, answers | {item_id: "opfyldt"}).statuses
        for scheme in SCHEMES:
            assert before[scheme] is not Status.READY or after[scheme] is Status.READY
            assert (before[scheme] is Status.NOT_TARGET) == (after[scheme] is Status.NOT_TARGET)


@every_case
@given(answers=cases, data=st.data())
def test_status_depends_on_items_that_are_asked_only(answers, data):
    hidden = [key for key, value in find_relevant(CHECKLIST, answers).items() if value is False]
    changed = answers | {key: data.draw(DICE[key]) for key in hidden}
    assert judge_case(CHECKLIST, changed) == judge_case(CHECKLIST, answers)


@every_case
@given(answers=cases, data=st.data())
def test_order_of_the_answers_does_not_matter(answers, data):
    order = data.draw(st.permutations(IDS))
    shuffled = {item_id: answers[item_id] for item_id in order}
    assert judge_case(CHECKLIST, shuffled) == judge_case(CHECKLIST, answers)


@every_case
@given(answers=cases)
def test_no_answer_and_an_empty_answer_are_the_same(answers):
    given_only = {key: answer for key, answer in answers.items() if answer}
    assert judge_case(CHECKLIST, given_only) == judge_case(CHECKLIST, answers)


@every_case
@given(answers=cases, scheme=st.sampled_from(SCHEMES))
def test_documents_are_missing_exactly_where_the_scheme_lacks_them(answers, scheme):
    lacking = list_lacking(CHECKLIST, answers)
    found = judge_case(CHECKLIST, answers).statuses[scheme]
    assert (scheme in lacking) == (found is Status.LACKS_DOCUMENTS)
    assert all(item_id in [*required_ids(scheme), "G1"] for item_id, _ in lacking.get(scheme, ()))
