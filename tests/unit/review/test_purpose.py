"""Purpose: everything open is said at once, and statistics never become decisions."""

from __future__ import annotations

import datetime as dt

import pytest
import yaml

from analysis.errors import RequestError
from analysis.review.purpose import QUESTIONS, check_purpose, template
from tests.unit.review.conftest import DAY, PURPOSE


def test_template_asks_every_question_and_answers_none() -> None:
    asked = yaml.safe_load(template())
    assert list(asked) == [question.key for question in QUESTIONS]
    assert set(asked.values()) == {None}


def test_everything_that_is_missing_is_said_at_once() -> None:
    with pytest.raises(RequestError) as caught:
        check_purpose(yaml.safe_load(template()), draw_date=DAY)
    assert all(question.key in str(caught.value) for question in QUESTIONS if question.required)
    assert "kontakt" not in str(caught.value)


def test_complete_purpose_is_accepted_with_dates_as_dates() -> None:
    answers = check_purpose(PURPOSE | {"slettedato": "2027-01-01"}, draw_date=DAY)
    assert answers["slettedato"] == dt.date(2027, 1, 1)


def test_unquoted_yes_of_yaml_is_understood() -> None:
    answers = check_purpose(PURPOSE | {"bruges_i_sagsbehandling": True}, draw_date=DAY)
    assert answers["bruges_i_sagsbehandling"] == "ja"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"slettedato": DAY}, "slettedato: not after the draw"),
        ({"slettedato": dt.date(2020, 1, 1)}, "slettedato: not after the draw"),
        ({"slettedato": "snart"}, "slettedato: no date"),
        ({"besluttet_den": dt.date(2026, 3, 2)}, "besluttet_den: after the draw"),
        ({"frist": dt.date(2028, 1, 1)}, "frist: after the deletion"),
        ({"bruges_i_sagsbehandling": "måske"}, "not ja or nej"),
        ({"formaal": "   "}, "formaal: no answer"),
        ({"formål": "x"}, "unknown key number 10"),
        ({"noegleholder": "010190" + "-" + "1234"}, "noegleholder: what looks like a CPR"),
    ],
)
def test_wrong_answer_is_refused(change: dict[str, object], says: str) -> None:
    with pytest.raises(RequestError, match=says) as caught:
        check_purpose(PURPOSE | change, draw_date=DAY)
    assert "010190" not in str(caught.value)


@pytest.mark.parametrize(
    "basis",
    [
        "databeskyttelseslovens § 10",
        "Databeskyttelsesloven §10, stk. 1",
        "§ 10 i databeskyttelsesloven",
        "databeskyttelseslovens paragraf 10",
    ],
)
def test_statistics_alone_may_not_go_back_to_case_work(basis: str) -> None:
    with pytest.raises(RequestError, match="only be used for statistics"):
        check_purpose(PURPOSE | {"retsgrundlag": basis}, draw_date=DAY)
    check_purpose(
        PURPOSE | {"retsgrundlag": basis, "bruges_i_sagsbehandling": "nej"}, draw_date=DAY
    )


@pytest.mark.parametrize("basis", ["databeskyttelseslovens § 7", "LAB § 100 og § 110"])
def test_other_basis_may_go_back_to_case_work(basis: str) -> None:
    check_purpose(PURPOSE | {"retsgrundlag": basis}, draw_date=DAY)
