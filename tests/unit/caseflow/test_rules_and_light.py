"""The dated rules of the flow, and the one-year ressourceforløb that one of them closes."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.caseflow.light import FILE, describe_light, light_end_date, read_light
from analysis.caseflow.rules import FILE as RULES
from analysis.caseflow.rules import State, Subject, find_rule, load_rules, read_rules
from analysis.checklists.load import load_checklist
from analysis.checklists.model import Role
from analysis.concepts import Benefit, Estimate
from analysis.errors import CoverageError, RequestError, SourceError


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (dt.date(2013, 1, 1), State.REQUIRED),
        (dt.date(2026, 1, 31), State.REQUIRED),
        (dt.date(2026, 2, 1), State.UNCLEAR),
        (dt.date(2026, 6, 30), State.UNCLEAR),
        (dt.date(2026, 7, 1), State.NOT_REQUIRED),
    ],
)
def test_team_is_unclear_between_the_two_days_of_the_act(day, state):
    assert find_rule(Subject.TEAM, day).state is state


@pytest.mark.parametrize(
    ("day", "state"),
    [(dt.date(2016, 5, 31), State.REQUIRED), (dt.date(2016, 6, 1), State.NOT_REQUIRED)],
)
def test_obvious_cases_may_go_round_the_team_from_june_2016(day, state):
    assert find_rule(Subject.OBVIOUS, day).state is state


@pytest.mark.parametrize("scheme", [Subject.RESSOURCEFORLOEB, Subject.REVALIDERING])
@pytest.mark.parametrize("day", [dt.date(2026, 1, 31), dt.date(2026, 2, 1), dt.date(2019, 3, 1)])
def test_closed_schemes_are_those_that_the_checklist_closes(scheme, day):
    is_open = Benefit(scheme.value) in load_checklist(day).open_schemes
    assert (find_rule(scheme, day).state is State.OPEN) == is_open


@settings(deadline=None, max_examples=50)
@given(day=st.dates(dt.date(2013, 1, 1), dt.date(2060, 1, 1)))
def test_every_day_has_one_rule_for_each_subject(day):
    assert [rule.subject for rule in load_rules(day)] == list(Subject)


def test_date_before_the_first_rules_is_refused():
    with pytest.raises(CoverageError, match="no rules of the case flow for 2012-12-31"):
        load_rules(dt.date(2012, 12, 31))


def test_days_left_out_between_two_rules_are_refused(tmp_path):
    text = RULES.read_text(encoding="utf-8")
    path = tmp_path / "rules.yaml"
    path.write_text(text.replace("valid_to: 2016-05-31", "valid_to: 2016-05-30"), encoding="utf-8")
    with pytest.raises(SourceError, match="rules on aabenbare_sager do not follow"):
        read_rules(path)


def test_what_is_not_verified_says_so():
    for rule in read_rules():
        assert rule.verified == (rule.reservation == "")
    assert not find_rule(Subject.RESSOURCEFORLOEB, dt.date(2026, 3, 1)).verified


def test_light_asks_the_same_as_the_checklist_word_for_word():
    checklist = load_checklist(dt.date(2025, 10, 1))
    asked = [(item.id, item.text) for item in checklist.items if item.role is Role.LIGHT]
    assert [(each.item_id, each.text) for each in read_light().criteria] == asked


def test_light_closes_on_the_day_that_the_law_closes_ressourceforloeb():
    before = describe_light(dt.date(2026, 1, 31))
    after = describe_light(dt.date(2026, 2, 1))
    assert before.is_open
    assert not after.is_open
    assert "kan ikke startes" in after.sentence
    assert "Ikke efterprøvet" in after.sentence


def test_light_was_not_described_before_the_kommissorium():
    light = describe_light(dt.date(2015, 6, 1))
    assert not light.is_open
    assert "endnu ikke beskrevet" in light.sentence


def test_light_keeps_the_people_that_the_review_found():
    people = Estimate(40.0, 12.0, 110.0, 0.95, "persons", 3, "wilson")
    light = describe_light(dt.date(2026, 3, 4), people, people_date=dt.date(2025, 10, 1))
    assert light.people == people


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (dt.date(2025, 3, 15), dt.date(2026, 3, 15)),
        (dt.date(2024, 2, 29), dt.date(2025, 2, 28)),
        (dt.date(2026, 1, 31), dt.date(2027, 1, 31)),
    ],
)
def test_course_ends_a_year_after_its_start(start, end):
    assert light_end_date(start) == end


@settings(deadline=None, max_examples=50)
@given(start=st.dates(dt.date(2016, 1, 29), dt.date(2026, 1, 31)))
def test_course_never_lasts_longer_than_a_year(start):
    assert dt.timedelta(364) <= light_end_date(start) - start <= dt.timedelta(366)


@pytest.mark.parametrize("start", [dt.date(2026, 2, 1), dt.date(2016, 1, 28)])
def test_end_date_of_a_course_that_cannot_be_started_is_refused(start):
    with pytest.raises(RequestError, match=f"could be started on {start}"):
        light_end_date(start)


def test_light_file_with_half_a_month_is_refused(tmp_path):
    path = tmp_path / "light.yaml"
    path.write_text(
        FILE.read_text(encoding="utf-8").replace("months: 12", "months: 12.5"), encoding="utf-8"
    )
    with pytest.raises(SourceError, match="months is no whole number of 1 or more"):
        read_light(path)
