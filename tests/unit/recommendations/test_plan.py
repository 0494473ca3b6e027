"""Is a plan refused where it contradicts itself, and followed as its dependencies say?"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.concepts import Lineage
from analysis.errors import AnalysisError, ContractError, RequestError, SourceError
from analysis.recommendations.follow import delay_task, follow_milestones, reduce_plan
from analysis.recommendations.model import Owner
from analysis.recommendations.plan import MilestonePlan, Task, TaskStatus
from analysis.recommendations.read_plan import read_milestones

Read = Callable[..., MilestonePlan]
Content = dict[str, Any]
START = dt.date(2026, 1, 1)
BEFORE = dt.date(2025, 12, 1)


def a_task(name: str, start: int, days: int, *depends_on: str, **changes: Any) -> Task:
    first = START + dt.timedelta(days=start)
    last = first + dt.timedelta(days=days)
    values: dict[str, Any] = {
        "id": name, "title": name, "milestone": name, "planned_start": first,
        "planned_end": last, "current_start": first, "current_end": last,
        "status": TaskStatus.NOT_BEGUN, "owner": Owner.BIF, "depends_on": depends_on,
    }  # fmt: skip
    return Task(**{**values, **changes})


def a_plan(*tasks: Task) -> MilestonePlan:
    return MilestonePlan("Plan", tasks, Lineage())


def in_days(day: dt.date) -> int:
    return (day - START).days


def test_a_right_plan_is_read(read_plan: Read, plan_content: Content) -> None:
    plan = read_plan(plan_content)
    assert [task.id for task in plan.tasks] == ["liste", "gennemgang"]
    assert plan.tasks[0].current_end == dt.date(2026, 3, 30)


def test_a_circle_of_dependencies_is_refused_and_named(
    read_plan: Read, plan_content: Content
) -> None:
    plan_content["tasks"][0]["depends_on"] = ["gennemgang"]
    with pytest.raises(ContractError, match="liste -> gennemgang -> liste"):
        read_plan(plan_content)


def test_a_task_that_waits_for_itself_is_refused(read_plan: Read, plan_content: Content) -> None:
    plan_content["tasks"][0]["depends_on"] = ["liste"]
    with pytest.raises(ContractError, match="liste -> liste"):
        read_plan(plan_content)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"depends_on": ["ukendt"]}, "depends on ukendt, which is not in the plan"),
        ({"planned_end": dt.date(2026, 1, 1)}, "ends before it begins"),
        ({"current_end": dt.date(2026, 1, 1)}, "ends before it begins"),
        ({"reduced_end": dt.date(2026, 1, 1)}, "ends before it begins"),
        ({"status": "gennemført"}, "disagree on whether the task is done"),
        ({"done_on": dt.date(2026, 6, 1)}, "disagree on whether the task is done"),
        ({"in_reduced_plan": False, "reduced_end": dt.date(2026, 7, 1)}, "not in the reduced"),
        ({"owner": "Region"}, "owner is not one of the words"),
        ({"planned_start": "april"}, "planned_start is no date"),
        ({"status": "forsinket"}, "status is not one of the words"),
        ({"farve": "blå"}, "does not know farve"),
        ({"id": "liste"}, "id liste is used twice"),
    ],
)
def test_a_wrong_task_is_refused_with_its_line(
    read_plan: Read, plan_content: Content, change: Content, words: str
) -> None:
    plan_content["tasks"][1].update(change)
    with pytest.raises(AnalysisError, match=words) as error:
        read_plan(plan_content)
    assert "milestones.yaml, line" in error.value.where
    assert "tasks[2]" in error.value.where


@pytest.mark.parametrize("text", ["tasks: []\ntitle: Plan\n", "title: Plan\n"])
def test_a_plan_without_tasks_is_refused(read_plan: Read, text: str) -> None:
    with pytest.raises(SourceError):
        read_plan(text)


def test_a_late_task_moves_what_waits_for_it() -> None:
    late = a_task("a", 0, 30, current_end=START + dt.timedelta(days=44))
    plan = a_plan(late, a_task("b", 31, 10, "a"), a_task("c", 60, 5, "b"))
    status = follow_milestones(plan, today=BEFORE)
    a, b, c = status.tasks
    assert (a.slippage_weeks, b.slippage_weeks, c.slippage_weeks) == (2.0, 2.0, 0.0)
    assert in_days(b.expected_start) == 45
    assert a.pushes == ("b", "c")
    assert status.critical_chain == ("a", "b", "c")
    assert status.next_milestone is a


def test_a_task_planned_before_what_it_waits_for_is_flagged() -> None:
    status = follow_milestones(a_plan(a_task("a", 0, 30), a_task("b", 10, 40, "a")), today=BEFORE)
    assert status.tasks[1].begins_too_early == ("a",)
    assert in_days(status.tasks[1].expected_end) == 31 + 40


def test_an_open_task_past_its_end_is_overdue_and_cannot_end_before_today() -> None:
    running = a_task("a", 0, 30, status=TaskStatus.RUNNING)
    today = START + dt.timedelta(days=44)
    (task,) = follow_milestones(a_plan(running), today=today).tasks
    assert task.is_overdue
    assert task.expected_end == today
    assert task.slippage_weeks == 2.0


def test_a_finished_task_is_neither_overdue_nor_pushing() -> None:
    done = a_task("a", 0, 30, status=TaskStatus.DONE, done_on=START + dt.timedelta(days=23))
    plan = a_plan(done, a_task("b", 31, 10, "a"))
    status = follow_milestones(plan, today=START + dt.timedelta(days=31))
    assert not status.tasks[0].is_overdue
    assert status.tasks[0].slippage_weeks == -1.0
    assert status.tasks[0].pushes == ()


def test_a_task_done_after_the_day_of_the_pack_is_still_open_on_it() -> None:
    done = a_task("a", 0, 30, status=TaskStatus.DONE, done_on=START + dt.timedelta(days=60))
    (task,) = follow_milestones(a_plan(done), today=START).tasks
    assert not task.is_done


def test_a_dropped_task_is_waited_for_by_nobody() -> None:
    dropped = a_task("a", 0, 300, status=TaskStatus.DROPPED)
    status = follow_milestones(a_plan(dropped, a_task("b", 10, 10, "a")), today=BEFORE)
    assert [each.task.id for each in status.tasks] == ["b"]
    assert in_days(status.tasks[0].expected_start) == 10


def test_the_reduced_plan_leaves_the_study_out_and_keeps_the_order() -> None:
    plan = a_plan(
        a_task("a", 0, 10),
        a_task("study", 11, 10, "a", in_reduced_plan=False),
        a_task("c", 22, 10, "study", reduced_end=START + dt.timedelta(days=60)),
    )
    reduced = reduce_plan(plan)
    assert [task.id for task in reduced.tasks] == ["a", "c"]
    assert reduced.tasks[1].depends_on == ("a",)
    assert [task.id for task in reduced.dropped] == ["study"]
    end = follow_milestones(reduced, today=BEFORE).tasks[1]
    assert in_days(end.expected_end) == 60
    assert in_days(end.task.planned_end) == 32


def test_a_delay_that_makes_no_sense_is_refused() -> None:
    plan = a_plan(a_task("a", 0, 10))
    with pytest.raises(RequestError, match="not in the plan"):
        delay_task(plan, "b", weeks=1, today=BEFORE)
    with pytest.raises(RequestError, match="nothing"):
        delay_task(plan, "a", weeks=0, today=BEFORE)


def test_the_plan_that_comes_with_the_project_hangs_together(repository: Path) -> None:
    plan = read_milestones(repository / "data" / "pack" / "milestones.yaml", Lineage())
    status = follow_milestones(plan, today=dt.date(2026, 3, 12))
    assert len(plan.tasks) == 5
    assert all(each.begins_too_early == () for each in status.tasks)
    reduced = follow_milestones(reduce_plan(plan), today=dt.date(2026, 3, 12))
    assert [task.id for task in reduced.plan.dropped] == ["praksisundersoegelse"]
    assert reduced.tasks[-1].expected_end > status.tasks[-1].expected_end


NAMES = "abcdef"
networks = st.lists(
    st.tuples(st.integers(1, 60), st.sets(st.integers(0, 5), max_size=3)), min_size=1, max_size=6
)


def a_network(rows: list[tuple[int, set[int]]]) -> MilestonePlan:
    """Return a plan in which every task may begin at once, but for those it waits for."""
    return a_plan(
        *(
            a_task(NAMES[n], 0, days, *(NAMES[k] for k in sorted(before) if k < n))
            for n, (days, before) in enumerate(rows)
        )
    )


@given(networks)
def test_the_end_is_the_longest_path_through_the_network(rows: list[tuple[int, set[int]]]) -> None:
    # By another route: every path is listed; a day passes between two tasks of it.
    plan = a_network(rows)
    tasks = {task.id: task for task in plan.tasks}
    lengths = [0]
    for size in range(1, len(tasks) + 1):
        for path in itertools.combinations(tasks, size):
            if all(one in tasks[other].depends_on for one, other in itertools.pairwise(path)):
                days = sum((tasks[p].planned_end - tasks[p].planned_start).days for p in path)
                lengths.append(days + size - 1)
    status = follow_milestones(plan, today=BEFORE)
    assert max(in_days(each.expected_end) for each in status.tasks) == max(lengths)


@given(networks, st.data())
def test_a_delay_moves_the_end_exactly_when_it_is_more_than_the_room(
    rows: list[tuple[int, set[int]]], data: st.DataObject
) -> None:
    plan = a_network(rows)
    status = follow_milestones(plan, today=BEFORE)
    each = data.draw(st.sampled_from(status.tasks))
    days = data.draw(st.integers(1, 40))
    pushed = delay_task(plan, each.task.id, weeks=days / 7, today=BEFORE)
    end = max(other.expected_end for other in status.tasks)
    ends = {push.task.id: push.weeks for push in pushed}
    moved = [
        other.expected_end + dt.timedelta(weeks=ends.get(other.task.id, 0.0))
        for other in status.tasks
        if other is not each
    ]
    new_end = max([*moved, each.expected_end + dt.timedelta(days=days)])
    room = round(each.room_weeks * 7)
    assert (new_end - end).days == max(days - room, 0)


def test_following_a_plan_does_not_change_it() -> None:
    plan = a_plan(a_task("a", 0, 30), a_task("b", 31, 10, "a"))
    before = dataclasses.replace(plan)
    follow_milestones(plan, today=BEFORE)
    reduce_plan(plan)
    assert plan == before
