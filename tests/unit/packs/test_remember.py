"""What a record keeps of recommendations and milestones."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

from analysis.packs.remember import recommendation_lines, task_lines
from analysis.recommendations.follow import follow_milestones


def test_every_recommendation_is_kept_with_its_verdict_and_the_states_of_its_basis(pack) -> None:
    lines = recommendation_lines(pack.judged)
    assert [line["id"] for line in lines] == [
        each.id for each in pack.recommendations.recommendations
    ]
    states = {each.id: each.state for each in pack.register.findings}
    for line, judged in zip(lines, pack.judged, strict=True):
        assert line["verdict"] == judged.standing.value
        assert line["verdict_words"] == judged.standing_label
        assert line["deadline"] == judged.recommendation.deadline.isoformat()
        assert line["basis"] == {
            each.finding_id: states.get(each.finding_id, "")
            for each in judged.recommendation.rests_on
        }
    assert "" in {state for line in lines for state in line["basis"].values()}


def test_flag_and_passed_deadline_are_kept_each_in_its_place(pack) -> None:
    one = replace(pack.judged[0], is_overdue=True)
    other = replace(pack.judged[0], is_overdue=False)
    lines = recommendation_lines((one, other))
    assert [line["is_overdue"] for line in lines] == [True, False]
    assert {line["is_flagged"] for line in lines} == {one.is_flagged}


def test_tasks_are_kept_with_the_dates_decided_and_those_of_today(pack) -> None:
    lines = task_lines(pack.plan)
    tasks = {each.task.id: each.task for each in pack.plan.tasks}
    assert [line["id"] for line in lines] == list(tasks)
    moved = [line for line in lines if line["current_end"] != line["planned_end"]]
    assert moved
    for line in lines:
        task = tasks[line["id"]]
        assert dt.date.fromisoformat(line["planned_end"]) == task.planned_end
        assert dt.date.fromisoformat(line["current_end"]) == task.current_end
        assert dt.date.fromisoformat(line["planned_start"]) == task.planned_start
        assert dt.date.fromisoformat(line["current_start"]) == task.current_start
        assert (line["done_on"], line["owner"]) == ("", task.owner.value)


def test_the_day_on_which_a_task_was_done_is_kept(pack) -> None:
    first, *rest = pack.plan.plan.tasks
    done = replace(first, done_on=dt.date(2026, 2, 3))
    plan = replace(pack.plan.plan, tasks=(done, *rest))
    line = task_lines(follow_milestones(plan, today=pack.plan.today))[0]
    assert line["done_on"] == "2026-02-03"


def test_without_a_plan_no_task_is_kept() -> None:
    assert task_lines(None) == ()


def test_lines_are_plain_values(pack) -> None:
    lines = [*recommendation_lines(pack.judged), *task_lines(pack.plan)]
    assert json.loads(json.dumps(lines)) == lines
