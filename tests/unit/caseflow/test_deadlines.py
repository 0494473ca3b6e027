"""Deadlines of the law: by date, with what nobody has read, and when they run out."""

from __future__ import annotations

import datetime as dt

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.caseflow.deadlines import Span, load_deadlines, read_deadlines
from analysis.caseflow.steps import Step
from analysis.errors import SourceError

MARCH_2026 = dt.date(2026, 3, 4)
ENTRY = """
  - id: en
    label: En frist
    kind: lov
    from_step: indstilling
    to_step: afgoerelse
    from_step_without_team: null
    amount: 3
    unit: months
    valid_from: 2013-01-01
    valid_to: null
    reference: En lov
    verified: true
    caveat: null
    note: Ingen.
    source: Et sted
"""


def write(tmp_path, text: str):
    path = tmp_path / "deadlines.yaml"
    path.write_text(f"deadlines:{text}", encoding="utf-8")
    return path


def find(deadline_id: str, date: dt.date = MARCH_2026):
    return next(each for each in load_deadlines(date) if each.id == deadline_id)


def test_decision_is_due_three_months_after_the_proposal():
    deadline = find("pensionsafgoerelse")
    assert (deadline.from_step, deadline.to_step) == (Step.PROPOSED, Step.DECIDED)
    assert deadline.from_step_without_team is Step.PREPARED
    assert deadline.text == "3 måneder"
    # 3 x 365.2425 / 12 days / 7 days, by hand: 91.310625 / 7.
    assert deadline.weeks == pytest.approx(13.044375)


def test_duty_without_a_number_has_no_weeks_and_is_not_measured():
    deadline = find("foer_teammoede")
    assert deadline.weeks is None
    assert not deadline.is_measurable
    assert deadline.text == "uden unødigt ophold"


def test_deadline_of_a_later_law_is_not_there_before_it():
    ids = {each.id for each in load_deadlines(dt.date(2021, 12, 31))}
    assert "ressourceforloeb_6_maaneder" not in ids
    assert "ressourceforloeb_6_maaneder" in {each.id for each in load_deadlines(MARCH_2026)}


def test_everything_unverified_says_what_has_not_been_read():
    for deadline in read_deadlines():
        assert deadline.verified == (deadline.reservation == "")


def test_only_steps_of_an_event_file_are_measured():
    assert {each.id for each in load_deadlines(MARCH_2026) if each.is_measurable} == {
        "pensionsafgoerelse",
        "lae265",
    }


@settings(deadline=None, max_examples=50)
@given(day=st.dates(dt.date(2010, 1, 1), dt.date(2040, 1, 1)), months=st.integers(1, 30))
def test_months_end_on_the_day_that_dateutil_gives(day, months):
    assert Span(months, "months").after(day) == day + relativedelta(months=months)


@settings(deadline=None, max_examples=30)
@given(weeks=st.integers(1, 100))
def test_weeks_in_days_and_in_weeks_are_the_same(weeks):
    day = dt.date(2026, 1, 1)
    assert Span(weeks, "weeks").weeks == Span(7 * weeks, "days").weeks
    assert Span(weeks, "weeks").after(day) == Span(7 * weeks, "days").after(day)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    kind: lov", "    kind: skik", "kind is not one of the words"),
        ("    from_step: indstilling", "    from_step: moede", "from_step is not one of"),
        ("    amount: 3", "    amount: -3", "amount is no number of 0 or more"),
        ("    amount: 3", "    amount: 0", "amount is no length of time"),
        ("    amount: 3", "    amount: 2.5", "amount is no length of time"),
        ("    amount: 3", "    amount: null", "has an amount without a unit"),
        ("    valid_from: 2013-01-01", "    valid_from: januar", "valid_from is no date"),
        ("    valid_to: null", "    valid_to: 2012-01-01", "valid_to lies before valid_from"),
        ("    verified: true", "    verified: ja", "verified is neither true nor false"),
        ("    caveat: null", "    caveat: dagen", "caveat does not fit verified"),
        ("    note: Ingen.\n", "", "lacks note"),
        ("    note: Ingen.", "    notes: Ingen.", "lacks note"),
    ],
)
def test_fault_is_named_with_line_and_key(tmp_path, old, new, message):
    assert old in ENTRY
    with pytest.raises(SourceError, match=message) as error:
        read_deadlines(write(tmp_path, ENTRY.replace(old, new)))
    assert "deadlines.yaml, line " in str(error.value)


def test_same_id_twice_on_the_same_days_is_refused(tmp_path):
    with pytest.raises(SourceError, match="stands twice for the same days"):
        read_deadlines(write(tmp_path, ENTRY + ENTRY))


def test_same_id_one_after_the_other_is_a_change_of_the_law(tmp_path):
    first = ENTRY.replace("valid_to: null", "valid_to: 2019-12-31")
    second = ENTRY.replace("2013-01-01", "2020-01-01").replace("amount: 3", "amount: 4")
    path = write(tmp_path, first + second)
    assert [load_deadlines(dt.date(y, 6, 1), file=path)[0].text for y in (2019, 2020)] == [
        "3 måneder",
        "4 måneder",
    ]
