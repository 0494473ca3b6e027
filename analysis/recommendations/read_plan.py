"""Does the file with the plan hold a plan that can be followed?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from analysis.concepts import Lineage
from analysis.errors import ContractError
from analysis.parameters.circles import find_circle
from analysis.parameters.yaml_files import read_places
from analysis.parameters.yaml_places import Place
from analysis.recommendations.model import Owner
from analysis.recommendations.plan import MilestonePlan, Task, TaskStatus
from analysis.sources.private_files import fail_if_file_has_cpr

_NEEDED = ("id", "title", "milestone", "planned_start", "planned_end", "status", "owner")
_OPTIONAL = (
    "current_start", "current_end", "done_on", "depends_on", "in_reduced_plan", "reduced_start",
    "reduced_end", "note",
)  # fmt: skip


def read_milestones(path: Path, lineage: Lineage) -> MilestonePlan:
    """Read the plan and refuse one that contradicts itself.

    Parameters
    ----------
    path : Path
        A ``milestones.yaml``.
    lineage : Lineage
        The file's own.

    Raises
    ------
    SourceError
        If the file is no YAML, has an unknown or lacking key, a value of the wrong kind, or
        text that looks like a CPR number.
    ContractError
        If a task ends before it begins, depends on a task that is not there or on itself
        through others, or is called done without a day.
    """
    fail_if_file_has_cpr(path)
    whole = read_places(path)
    whole.check_keys(("title", "tasks"), ("note", "reduced_because"))
    parts = whole.at("tasks").entries(least=1)
    tasks = [_read_task(part) for part in parts]
    _fail_if_an_id_is_used_twice(parts, tasks)
    _fail_if_a_dependency_is_unknown(parts, tasks)
    _fail_if_dependencies_go_in_a_circle(whole, parts, tasks)
    return MilestonePlan(
        title=whole.at("title").text(),
        tasks=tuple(tasks),
        lineage=lineage,
        note=whole.at("note").text(default=""),
        reduced_because=whole.at("reduced_because").text(default=""),
    )


def _read_task(part: Place) -> Task:
    part.check_keys(_NEEDED, _OPTIONAL)
    planned_start = part.at("planned_start").date()
    planned_end = part.at("planned_end").date()
    task = Task(
        id=part.at("id").slug(),
        title=part.at("title").text(),
        milestone=part.at("milestone").text(),
        planned_start=planned_start,
        planned_end=planned_end,
        current_start=part.at("current_start").given(Place.date) or planned_start,
        current_end=part.at("current_end").given(Place.date) or planned_end,
        status=part.at("status").choice(TaskStatus),
        owner=part.at("owner").choice(Owner),
        done_on=part.at("done_on").given(Place.date),
        depends_on=part.at("depends_on").texts(),
        in_reduced_plan=part.at("in_reduced_plan").truth(default=True),
        reduced_start=part.at("reduced_start").given(Place.date),
        reduced_end=part.at("reduced_end").given(Place.date),
        note=part.at("note").text(default=""),
    )
    _fail_if_it_ends_before_it_begins(part, task)
    _fail_if_status_and_day_disagree(part, task)
    _fail_if_a_dropped_task_has_reduced_dates(part, task)
    return task


def _fail_if_it_ends_before_it_begins(part: Place, task: Task) -> None:
    spans: tuple[tuple[str, dt.date, dt.date | None], ...] = (
        ("planned_end", task.planned_start, task.planned_end),
        ("current_end", task.current_start, task.current_end),
        ("done_on", task.current_start, task.done_on),
        ("reduced_end", task.reduced_start or task.current_start, task.reduced_end),
    )
    for key, start, end in spans:
        if end is not None and end < start:
            part.at(key).refuse_because(
                "The task ends before it begins.",
                expected=f"a day from {start.isoformat()} on",
                fix="correct the day, or the start (planned_start, current_start)",
                kind=ContractError,
            )


def _fail_if_status_and_day_disagree(part: Place, task: Task) -> None:
    if (task.status is TaskStatus.DONE) != (task.done_on is not None):
        part.at("status").refuse_because(
            "Status and day disagree on whether the task is done.",
            expected=f"status: {TaskStatus.DONE.value} together with done_on: the day",
            fix="add the day, or correct the status",
            kind=ContractError,
        )


def _fail_if_a_dropped_task_has_reduced_dates(part: Place, task: Task) -> None:
    if not task.in_reduced_plan and (task.reduced_start or task.reduced_end):
        part.at("in_reduced_plan").refuse_because(
            "The task is not in the reduced plan and yet has dates there.",
            expected="in_reduced_plan: true, or no reduced_start and reduced_end",
            fix="correct one of them",
            kind=ContractError,
        )


def _fail_if_an_id_is_used_twice(parts: tuple[Place, ...], tasks: list[Task]) -> None:
    seen: set[str] = set()
    for part, task in zip(parts, tasks, strict=True):
        if task.id in seen:
            part.at("id").refuse_because(
                f"The id {task.id} is used twice.",
                expected="each id once",
                fix="give one of them another",
                kind=ContractError,
            )
        seen.add(task.id)


def _fail_if_a_dependency_is_unknown(parts: tuple[Place, ...], tasks: list[Task]) -> None:
    known = [task.id for task in tasks]
    for part, task in zip(parts, tasks, strict=True):
        for name in task.depends_on:
            if name not in known:
                part.at("depends_on").refuse_because(
                    f"The task {task.id} depends on {name}, which is not in the plan.",
                    expected=", ".join(known),
                    fix="correct the id",
                    kind=ContractError,
                )


def _fail_if_dependencies_go_in_a_circle(
    whole: Place, parts: tuple[Place, ...], tasks: list[Task]
) -> None:
    circle = find_circle({task.id: task.depends_on for task in tasks})
    if circle:
        place = next(p for p, t in zip(parts, tasks, strict=True) if t.id == circle[0])
        one_of_them = place.at("depends_on").where
        whole.refuse_because(
            f"The tasks wait for each other in a circle: {' -> '.join(circle)}.",
            expected="an order in which every task can begin",
            fix=f"take one dependency out, such as the one at {one_of_them}",
            kind=ContractError,
        )
