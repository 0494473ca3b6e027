"""Flows: read with care, timed by their longest way, compared, and held against the law."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.caseflow.check import Verdict, check_flow
from analysis.caseflow.compare import Change, compare_flows, compare_pair
from analysis.caseflow.load import load_flow_file
from analysis.caseflow.model import CaseFlow, Cases, FlowStep, FlowUnit, Weeks
from analysis.caseflow.routes import time_route
from analysis.caseflow.steps import Step
from analysis.concepts import Lineage
from analysis.datasets.project import project_root
from analysis.errors import CoverageError, SourceError

FILE = project_root() / "data" / "pack" / "flow.yaml"
MADE = Lineage(frozenset({"pack/flow.yaml"}), frozenset({"pack/flow.yaml"}))
MARCH_2026 = dt.date(2026, 3, 4)
UNITS = (FlowUnit.BIF, FlowUnit.SOF, FlowUnit.TEAM, FlowUnit.DOCTOR)

SMALL = """\
title: Abys sagsgang
today: &flow
  name: nu
  title: I dag
  valid_from: 2016-06-01
  valid_to: null
  steps:
    - id: rejs
      label: Sag rejses
      step: sag_rejst
      unit: BIF
      work: {expected: 1}
      source: antagelse
    - id: forelaeg
      label: Møde
      step: forelagt_team
      unit: team
      waiting: {expected: 6, low: 4, high: 9}
      work: {expected: 0}
      deadline: foer_teammoede
      source: antagelse
    - id: indstil
      label: Indstilling
      step: indstilling
      unit: team
      work: {expected: 1}
      own_deadline: {amount: 2, unit: weeks}
      source: antagelse
    - id: afgoer
      label: Afgørelse
      step: afgoerelse
      unit: SOF
      after: [indstil]
      work: {expected: 4}
      source: antagelse
proposed: *flow
"""


def step(name, after=(), *, unit=FlowUnit.BIF, event=None, weeks=1.0, waits=0.0, cases=Cases.ALL):
    return FlowStep(
        id=name, label=name, step=event, unit=unit, cases=cases, after=tuple(after), documents=(),
        waiting=Weeks(waits, waits, waits), work=Weeks(weeks, weeks, weeks), own_deadline=None,
        deadline_id="", note="", source="antagelse",
    )  # fmt: skip


def flow(*steps, first=dt.date(2013, 1, 1)):
    return CaseFlow("aby", "Aby", first, None, tuple(steps))


def with_team(cases=Cases.ALL, *, first=dt.date(2013, 1, 1)):
    return flow(
        step("rejs", event=Step.RAISED),
        step("moede", ["rejs"], unit=FlowUnit.TEAM, event=Step.PUT_FORWARD, cases=cases),
        step("indstil", ["moede"], unit=FlowUnit.TEAM, event=Step.PROPOSED, cases=cases),
        step("afgoer", ["indstil"], unit=FlowUnit.SOF, event=Step.DECIDED),
        first=first,
    )


def without_team(*more):
    return flow(
        step("rejs", event=Step.RAISED), *more, step("afgoer", ["rejs"], event=Step.DECIDED)
    )


def load(tmp_path, text):
    path = tmp_path / "flow.yaml"
    path.write_text(text, encoding="utf-8")
    return load_flow_file(path, MADE)


# The file


def test_file_of_the_project_is_read_with_its_origin():
    comparison = compare_pair(load_flow_file(FILE, MADE), date=MARCH_2026)
    assert comparison.lineage == MADE
    assert comparison.title == "Sagsgang i sager om førtidspension"
    assert comparison.today.check.verdict is Verdict.ALLOWED
    assert comparison.proposed.check.verdict is Verdict.ALLOWED


def test_every_week_of_the_example_is_an_assumption():
    pair = load_flow_file(FILE, MADE)
    assert all(
        s.source.startswith("antagelse") for f in (pair.today, pair.proposed) for s in f.steps
    )


def test_step_without_after_follows_the_one_above_it(tmp_path):
    today = load(tmp_path, SMALL).today
    assert [each.after for each in today.steps] == [(), ("rejs",), ("forelaeg",), ("indstil",)]
    assert today.steps[1].waiting == Weeks(6, 4, 9)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("unit: SOF", "unit: Jobcenter", "unit is not one of the words"),
        ("step: indstilling", "step: afstemning", "step is not one of the words"),
        ("deadline: foer_teammoede", "deadline: snarest", "deadline is not one of the words"),
        ("valid_from: 2016-06-01", 'valid_from: "2016-06-01"', "valid_from is no date"),
        ("valid_from: 2016-06-01", "valid_from: 2016-02-31", "day is written that does not exist"),
        ("valid_to: null", "valid_to: 2015-01-01", "lies before valid_from"),
        ("      unit: SOF\n", "", "lacks unit"),
        ("unit: SOF", "unit: SOF\n      ansvar: x", "does not know ansvar"),
        ("unit: SOF", "unit: SOF\n      unit: BIF", "The key unit is written twice"),
        ("id: indstil\n", "id: rejs\n", "is the id of another step"),
        ("after: [indstil]", "after: [votering]", "names a step that the flow has not"),
        ("after: [indstil]", "after: []", "2 steps that wait for nothing"),
        ("{expected: 4}", "{expected: -4}", "is no number of 0 or more"),
        ("{expected: 4}", "{expected: fire}", "is no number of 0 or more"),
        ("{expected: 4}", "{expected: .nan}", "is no number of 0 or more"),
        ("low: 4, high: 9", "low: 7, high: 9", "weeks that do not fit each other"),
        ("amount: 2, unit: weeks", "amount: 0, unit: weeks", "is no length of time"),
        ("label: Indstilling", f"label: {'Indstilling ' * 4}", "is too long: 47 characters"),
        ("step: afgoerelse", "step: null", "has no step afgoerelse for all cases"),
        ("step: indstilling", "step: sag_rejst", "is the event of another step"),
        ("proposed: *flow", "proposed: []", "proposed is no mapping"),
        ("title: Abys sagsgang", "title: {a: b}", "title is no text"),
    ],
)
def test_fault_of_the_file_is_named_with_line_and_key(tmp_path, old, new, message):
    assert old in SMALL
    with pytest.raises(SourceError, match=message) as error:
        load(tmp_path, SMALL.replace(old, new, 1))
    assert "flow.yaml, line " in str(error.value)


def test_steps_in_a_circle_are_named_in_order(tmp_path):
    text = SMALL.replace("work: {expected: 1}\n", "work: {expected: 1}\n      after: [afgoer]\n", 1)
    with pytest.raises(
        SourceError, match="rejs after afgoer after indstil after forelaeg after rejs"
    ):
        load(tmp_path, text)


def test_step_before_the_event_that_it_follows_is_refused(tmp_path):
    text = SMALL.replace("step: forelagt_team", "step: x").replace(
        "step: indstilling", "step: forelagt_team"
    )
    with pytest.raises(SourceError, match="comes after indstilling"):
        load(tmp_path, text.replace("step: x", "step: indstilling"))


def test_flow_that_its_own_first_day_forbids_is_refused(tmp_path):
    text = SMALL.replace("unit: team\n", "unit: team\n      cases: oevrige\n")
    assert load(tmp_path, text).today.routes == (Cases.OTHER, Cases.OBVIOUS)
    early = text.replace("valid_from: 2016-06-01", "valid_from: 2016-05-31")
    with pytest.raises(SourceError, match="a day on which the flow nu was not allowed"):
        load(tmp_path, early)


def test_flow_from_before_the_first_rules_is_refused(tmp_path):
    with pytest.raises(CoverageError, match="no rules of the case flow"):
        load(tmp_path, SMALL.replace("2016-06-01", "2012-06-01"))


def test_missing_and_empty_files_are_refused(tmp_path):
    with pytest.raises(SourceError, match=r"flow\.yaml cannot be read"):
        load_flow_file(tmp_path / "flow.yaml", MADE)
    with pytest.raises(SourceError, match="is empty"):
        load(tmp_path, "# intet\n")


def test_municipality_may_name_its_units(tmp_path):
    pair = load(tmp_path, SMALL + "unit_names: {BIF: Jobcenter}\n")
    comparison = compare_pair(pair, date=MARCH_2026)
    assert comparison.name_unit(FlowUnit.BIF, short=True) == "Jobcenter"
    assert comparison.name_unit(FlowUnit.SOF) == "SOF"


def test_value_that_holds_itself_is_refused(tmp_path):
    with pytest.raises(SourceError, match=r"flow\.yaml cannot be read"):
        load(tmp_path, "title: &x [*x]\n")


# Weeks and hands


def test_steps_side_by_side_cost_the_time_of_the_longest():
    # By hand: 1, then the longer of 3 and 2 + 5, then 2.
    route = time_route(
        flow(
            step("a"),
            step("b", ["a"], unit=FlowUnit.SOF, weeks=3),
            step("c", ["a"], unit=FlowUnit.DOCTOR, weeks=5, waits=2),
            step("d", ["b", "c"], weeks=2),
        ),
        Cases.ALL,
    )
    assert route.weeks == Weeks(10, 10, 10)
    assert (route.weeks_waiting, route.weeks_work) == (2, 8)
    assert [each.step.id for each in route.steps if each.is_critical] == ["a", "c", "d"]
    assert len(route.hand_overs) == 4


def test_obvious_case_skips_the_team_and_goes_straight_on():
    today = with_team(Cases.OTHER)
    obvious, other = (time_route(today, each) for each in (Cases.OBVIOUS, Cases.OTHER))
    assert [each.step.id for each in obvious.steps] == ["rejs", "afgoer"]
    assert obvious.find("afgoer").after == ("rejs",)
    assert (len(obvious.hand_overs), len(other.hand_overs)) == (1, 2)
    assert other.weeks.expected - obvious.weeks.expected == 2


@st.composite
def flows(draw):
    """Draw a flow whose steps wait for any of those before them."""
    steps = []
    for index in range(draw(st.integers(2, 7))):
        names = [each.id for each in steps]
        after = draw(st.lists(st.sampled_from(names), min_size=1, unique=True)) if names else []
        steps.append(
            step(
                f"s{index}",
                after,
                unit=draw(st.sampled_from(UNITS)),
                weeks=draw(st.integers(0, 9)),
                waits=draw(st.integers(0, 9)),
            )
        )
    return flow(*steps)


def list_ways(drawn, name):
    """List every way from the start to a step, by plain recursion."""
    found = drawn.find(name)
    if not found.after:
        return [(found,)]
    return [(*way, found) for before in found.after for way in list_ways(drawn, before)]


@settings(deadline=None, max_examples=60)
@given(drawn=flows())
def test_weeks_are_those_of_the_longest_of_all_ways(drawn):
    route = time_route(drawn, Cases.ALL)
    ways = [way for each in drawn.steps for way in list_ways(drawn, each.id)]
    longest = max(sum(s.waiting.expected + s.work.expected for s in way) for way in ways)
    assert route.weeks.expected == longest
    assert route.weeks_waiting + route.weeks_work == longest
    edges = {pair for way in ways for pair in pairwise(way)}
    assert len(route.hand_overs) == sum(one.unit is not other.unit for one, other in edges)


@settings(deadline=None, max_examples=40)
@given(drawn=flows(), extra=st.integers(1, 5), data=st.data())
def test_a_longer_step_never_makes_the_case_shorter(drawn, extra, data):
    index = data.draw(st.integers(0, len(drawn.steps) - 1))
    changed = drawn.steps[index]
    longer = step(
        changed.id, changed.after, unit=changed.unit, weeks=changed.work.expected + extra,
        waits=changed.waiting.expected,
    )  # fmt: skip
    steps = (*drawn.steps[:index], longer, *drawn.steps[index + 1 :])
    before, after = time_route(drawn, Cases.ALL), time_route(flow(*steps), Cases.ALL)
    assert 0 <= after.weeks.expected - before.weeks.expected <= extra
    if before.find(changed.id).is_critical:
        assert after.weeks.expected - before.weeks.expected == extra


# What changes


def test_flow_beside_itself_keeps_every_step():
    comparison = compare_flows(with_team(), with_team(), date=MARCH_2026)
    assert {each.change for each in comparison.changes} == {Change.KEPT}


def test_each_kind_of_change_is_named():
    today = flow(
        step("a", event=Step.RAISED), step("gone", ["a"]), step("b", ["gone"]), step("c", ["b"]),
        step("m", ["c"]), step("d", ["m"]), step("e", ["d"], event=Step.DECIDED),
    )  # fmt: skip
    proposed = flow(
        step("a", event=Step.RAISED), step("m", ["a"]), step("b", ["m"], unit=FlowUnit.SOF),
        step("c", ["b"]), step("d", ["c"], weeks=2), step("new", ["d"]),
        step("e", ["new"], event=Step.DECIDED),
    )  # fmt: skip
    comparison = compare_flows(today, proposed, date=MARCH_2026)
    assert [(each.id, each.change) for each in comparison.changes] == [
        ("a", Change.KEPT),
        ("gone", Change.REMOVED),
        ("m", Change.OTHER_ORDER),
        ("b", Change.OTHER_UNIT),
        ("c", Change.KEPT),
        ("d", Change.OTHER_CONTENT),
        ("new", Change.ADDED),
        ("e", Change.KEPT),
    ]


def test_step_for_fewer_cases_is_named():
    comparison = compare_flows(with_team(), with_team(Cases.OTHER), date=MARCH_2026)
    assert [each.id for each in comparison.of(Change.OTHER_CASES)] == ["moede", "indstil"]


# The law


@pytest.mark.parametrize(
    ("day", "verdict"),
    [
        (dt.date(2016, 5, 31), Verdict.NOT_ALLOWED),
        (dt.date(2016, 6, 1), Verdict.ALLOWED),
        (MARCH_2026, Verdict.ALLOWED),
    ],
)
def test_obvious_cases_go_round_the_team_from_june_2016(day, verdict):
    assert check_flow(with_team(Cases.OTHER), day).verdict is verdict


@pytest.mark.parametrize(
    ("day", "verdict"),
    [
        (dt.date(2026, 1, 31), Verdict.NOT_ALLOWED),
        (dt.date(2026, 2, 1), Verdict.UNCLEAR),
        (dt.date(2026, 6, 30), Verdict.UNCLEAR),
    ],
)
def test_flow_without_team_is_unclear_until_the_day_is_verified(day, verdict):
    assert check_flow(without_team(), day).verdict is verdict


def test_flow_without_team_needs_the_region_when_the_team_is_gone():
    day = dt.date(2026, 7, 1)
    region = step("raad", ["rejs"], unit=FlowUnit.REGION)
    assert check_flow(without_team(), day).verdict is Verdict.UNCLEAR
    assert check_flow(without_team(region), day).verdict is Verdict.ALLOWED


def test_team_that_is_no_longer_required_may_stay_and_says_so():
    check = check_flow(with_team(), dt.date(2026, 7, 1))
    assert check.verdict is Verdict.ALLOWED
    assert any("kravet er bortfaldet" in note.text for note in check.notes)
    assert any("Ikke efterprøvet" in note.text for note in check.notes)


def test_flow_outside_its_own_dates_is_not_in_force():
    later = with_team(first=dt.date(2026, 6, 1))
    assert not check_flow(later, MARCH_2026).is_in_force
    assert check_flow(later, dt.date(2026, 6, 1)).is_in_force


def test_deadline_is_shown_only_while_it_is_in_force():
    pair = load_flow_file(FILE, MADE)
    for day, found in ((dt.date(2016, 6, 1), False), (MARCH_2026, True)):
        comparison = compare_pair(pair, date=day)
        moede = comparison.today.flow.find("forelaeg")
        assert (comparison.find_deadline(moede) is not None) is found
