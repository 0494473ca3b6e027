"""Does the file with the plan hold a plan that can be followed?"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from analysis.concepts import Lineage
from analysis.errors import ContractError
from analysis.recommendations.marked_yaml import (
    Part,
    list_parts,
    read_marked,
    refuse_keys,
    take_choice,
    take_date,
    take_flag,
    take_needed_date,
    take_text,
    take_texts,
)
from analysis.recommendations.model import Owner
from analysis.recommendations.plan import MilestonePlan, Task, TaskStatus, find_circle

_NEEDED = ("id", "title", "milestone", "planned_start", "planned_end", "status", "owner")
_OPTIONAL = (
    "current_start", "current_end", "done_on", "depends_on", "in_reduced_plan", "reduced_start",
    "reduced_end", "note",
)  # fmt: skip
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


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
        If the file is no YAML, has an unknown or lacking key or a value of the wrong kind.
    ContractError
        If a task ends before it begins, depends on a task that is not there or on itself
        through others, or is called done without a day.
    """
    whole = read_marked(path)
    refuse_keys(whole, required=("title", "tasks"), optional=("note", "reduced_because"))
    parts = list_parts(whole, "tasks")
    if not parts:
        whole.refuse("There is no task.", key="tasks", fix="write at least one")
    tasks = [_read_task(part) for part in parts]
    _fail_if_an_id_is_used_twice(parts, tasks)
    _fail_if_a_dependency_is_unknown(parts, tasks)
    _fail_if_dependencies_go_in_a_circle(whole, parts, tasks)
    return MilestonePlan(
        title=take_text(whole, "title"),
        tasks=tuple(tasks),
        lineage=lineage,
        note=take_text(whole, "note", default=""),
        reduced_because=take_text(whole, "reduced_because", default=""),
    )


def _read_task(part: Part) -> Task:
    refuse_keys(part, required=_NEEDED, optional=_OPTIONAL)
    name = take_text(part, "id")
    if not _ID.fullmatch(name):
        part.refuse("The id has another form.", key="id", expected="lower case with hyphens")
    planned_start = take_needed_date(part, "planned_start")
    planned_end = take_needed_date(part, "planned_end")
    task = Task(
        id=name,
        title=take_text(part, "title"),
        milestone=take_text(part, "milestone"),
        planned_start=planned_start,
        planned_end=planned_end,
        current_start=take_date(part, "current_start") or planned_start,
        current_end=take_date(part, "current_end") or planned_end,
        status=take_choice(part, "status", TaskStatus),
        owner=take_choice(part, "owner", Owner),
        done_on=take_date(part, "done_on"),
        depends_on=take_texts(part, "depends_on"),
        in_reduced_plan=take_flag(part, "in_reduced_plan", default=True),
        reduced_start=take_date(part, "reduced_start"),
        reduced_end=take_date(part, "reduced_end"),
        note=take_text(part, "note", default=""),
    )
    _fail_if_it_ends_before_it_begins(part, task)
    _fail_if_status_and_day_disagree(part, task)
    _fail_if_a_dropped_task_has_reduced_dates(part, task)
    return task


def _fail_if_it_ends_before_it_begins(part: Part, task: Task) -> None:
    spans: tuple[tuple[str, dt.date, dt.date | None], ...] = (
        ("planned_end", task.planned_start, task.planned_end),
        ("current_end", task.current_start, task.current_end),
        ("done_on", task.current_start, task.done_on),
        ("reduced_end", task.reduced_start or task.current_start, task.reduced_end),
    )
    for key, start, end in spans:
        if end is not None and end < start:
            part.refuse(
                "The task ends before it begins.",
                key=key,
                expected=f"a day from {start.isoformat()} on",
                fix="correct the day, or the start (planned_start, current_start)",
                kind=ContractError,
            )


def _fail_if_status_and_day_disagree(part: Part, task: Task) -> None:
    if (task.status is TaskStatus.DONE) != (task.done_on is not None):
        part.refuse(
            "Status and day disagree on whether the task is done.",
            key="status",
            expected=f"status: {TaskStatus.DONE.value} together with done_on: the day",
            fix="add the day, or correct the status",
            kind=ContractError,
        )


def _fail_if_a_dropped_task_has_reduced_dates(part: Part, task: Task) -> None:
    if not task.in_reduced_plan and (task.reduced_start or task.reduced_end):
        part.refuse(
            "The task is not in the reduced plan and yet has dates there.",
            key="in_reduced_plan",
            expected="in_reduced_plan: true, or no reduced_start and reduced_end",
            fix="correct one of them",
            kind=ContractError,
        )


def _fail_if_an_id_is_used_twice(parts: list[Part], tasks: list[Task]) -> None:
    seen: set[str] = set()
    for part, task in zip(parts, tasks, strict=True):
        if task.id in seen:
            part.refuse(
                f"The id {task.id} is used twice.",
                key="id",
                expected="each id once",
                fix="give one of them another",
                kind=ContractError,
            )
        seen.add(task.id)


def _fail_if_a_dependency_is_unknown(parts: list[Part], tasks: list[Task]) -> None:
    known = [task.id for task in tasks]
    for part, task in zip(parts, tasks, strict=True):
        for name in task.depends_on:
            if name not in known:
                part.refuse(
                    f"The task {task.id} depends on {name}, which is not in the plan.",
                    key="depends_on",
                    expected=", ".join(known),
                    fix="correct the id",
                    kind=ContractError,
                )


def _fail_if_dependencies_go_in_a_circle(whole: Part, parts: list[Part], tasks: list[Task]) -> None:
    circle = find_circle({task.id: task.depends_on for task in tasks})
    if circle:
        place = next(p for p, t in zip(parts, tasks, strict=True) if t.id == circle[0])
        whole.refuse(
            f"The tasks wait for each other in a circle: {' -> '.join(circle)}.",
            expected="an order in which every task can begin",
            fix=f"take one dependency out, such as the one at {place.where('depends_on')}",
            kind=ContractError,
        )
