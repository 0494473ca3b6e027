"""Is the plan on time, and what does a delay push?

Each task's expected end follows from its current dates and from the tasks it waits for: a
task whose forerunner is late begins when that is done and takes as long as it would have. A
task that should have been finished and is not cannot end before today. The critical chain is
the row of tasks that the last milestone waits for without room to spare.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from analysis.concepts import Lineage
from analysis.errors import RequestError
from analysis.recommendations.plan import MilestonePlan, Task, TaskStatus, sort_by_dependency

_DAYS = 7


@dataclass(frozen=True)
class FollowedTask:
    """A task on one day.

    Attributes
    ----------
    task : Task
        As it stands in the plan.
    expected_start, expected_end : date
        When it begins and ends as things stand; for a finished task, when it was done.
    slippage_weeks : float
        From the end decided to the end expected, in weeks; negative is earlier.
    room_weeks : float
        How many weeks it can slip more before the last milestone moves.
    is_done, is_overdue, is_critical : bool
        Whether it is finished; open past its current end; on the critical chain.
    pushes : tuple of str
        Open tasks that wait for it, directly or through others, in order.
    begins_too_early : tuple of str
        Tasks it waits for that the decided plan lets end after it begins.
    """

    task: Task
    expected_start: dt.date
    expected_end: dt.date
    slippage_weeks: float
    room_weeks: float
    is_done: bool
    is_overdue: bool
    is_critical: bool
    pushes: tuple[str, ...]
    begins_too_early: tuple[str, ...]


@dataclass(frozen=True)
class MilestoneStatus:
    """The plan on one day.

    Attributes
    ----------
    plan : MilestonePlan
        What is followed.
    today : date
        The day.
    tasks : tuple of FollowedTask
        Those not dropped, in the plan's order.
    critical_chain : tuple of str
        Ids from the first to the last task.
    next_milestone : FollowedTask or None
        The open task that ends first; None when all is done.
    slippage_weeks : float
        Of the last milestone.
    lineage : Lineage
        The plan's.
    """

    plan: MilestonePlan
    today: dt.date
    tasks: tuple[FollowedTask, ...]
    critical_chain: tuple[str, ...]
    next_milestone: FollowedTask | None
    slippage_weeks: float
    lineage: Lineage

    @property
    def overdue(self) -> tuple[FollowedTask, ...]:
        """Return the tasks that should have been finished."""
        return tuple(each for each in self.tasks if each.is_overdue)

    def find(self, task_id: str) -> FollowedTask | None:
        """Return a task by its id, or None."""
        return next((each for each in self.tasks if each.task.id == task_id), None)


@dataclass(frozen=True)
class Push:
    """A task that another one's delay moves, and by how many weeks."""

    task: Task
    weeks: float


def follow_milestones(plan: MilestonePlan, *, today: dt.date) -> MilestoneStatus:
    """Return how far the plan has come and where it leads.

    Parameters
    ----------
    plan : MilestonePlan
        The plan, or the reduced one.
    today : date
        The day of the pack. A task done on a later day is still open on this one.

    Returns
    -------
    MilestoneStatus
        Each task with slippage, room and what waits for it.

    Notes
    -----
    Durations stay as planned: a late task does not catch up by itself. Leans towards a
    later end than a team that speeds up will see, and towards an earlier one where a task
    has barely begun. Every task that another waits for is assumed to be needed whole.

    References
    ----------
    The critical path: J. E. Kelley and M. R. Walker, "Critical-path planning and
    scheduling", Proceedings of the Eastern Joint Computer Conference, 1959.
    """
    tasks = tuple(task for task in plan.tasks if task.status is not TaskStatus.DROPPED)
    ordered = sort_by_dependency(tasks)
    spans = _forecast(ordered, today, {})
    waiting = _list_waiting(ordered)
    room = _measure_room(ordered, spans, today)
    chain = _trace_chain(ordered, spans)
    followed = tuple(_follow(task, tasks, spans, room, waiting, chain, today) for task in tasks)
    open_tasks = sorted((each for each in followed if not each.is_done), key=_by_end)
    last = max(followed, key=_by_end) if followed else None
    return MilestoneStatus(
        plan=plan,
        today=today,
        tasks=followed,
        critical_chain=chain,
        next_milestone=open_tasks[0] if open_tasks else None,
        slippage_weeks=last.slippage_weeks if last else 0.0,
        lineage=plan.lineage,
    )


def delay_task(
    plan: MilestonePlan, task_id: str, *, weeks: float, today: dt.date
) -> tuple[Push, ...]:
    """Return what moves, and how far, if one open task ends later than now expected.

    Parameters
    ----------
    plan : MilestonePlan
        The plan.
    task_id : str
        The task that is delayed.
    weeks : float
        By how much, more than nothing.
    today : date
        The day of the pack.

    Returns
    -------
    tuple of Push
        The other tasks that move; none where there is room enough, or the task is done.

    Raises
    ------
    RequestError
        If the task is not in the plan or the delay is not positive.
    """
    tasks = tuple(task for task in plan.tasks if task.status is not TaskStatus.DROPPED)
    _fail_if_the_delay_makes_no_sense(tasks, task_id, weeks)
    ordered = sort_by_dependency(tasks)
    before = _forecast(ordered, today, {})
    after = _forecast(ordered, today, {task_id: dt.timedelta(days=round(weeks * _DAYS))})
    moved = ((task, (after[task.id][1] - before[task.id][1]).days / _DAYS) for task in tasks)
    return tuple(Push(task, n) for task, n in moved if n > 0 and task.id != task_id)


def reduce_plan(plan: MilestonePlan) -> MilestonePlan:
    """Return the plan that is followed if the funds are not granted.

    Tasks outside it are left out, and what waited for them waits for what they waited for.
    The dates decided stay, so that slippage is against the plan that was decided first.

    Parameters
    ----------
    plan : MilestonePlan
        The whole plan.
    """
    by_id = {task.id: task for task in plan.tasks}
    kept = tuple(
        dataclasses.replace(
            task,
            depends_on=_wait_past_dropped(task, by_id),
            current_start=task.reduced_start or task.current_start,
            current_end=task.reduced_end or task.current_end,
        )
        for task in plan.tasks
        if task.in_reduced_plan
    )
    dropped = tuple(task for task in plan.tasks if not task.in_reduced_plan)
    return dataclasses.replace(plan, tasks=kept, is_reduced=True, dropped=dropped)


Spans = Mapping[str, tuple[dt.date, dt.date]]


def _forecast(
    ordered: tuple[Task, ...], today: dt.date, delays: Mapping[str, dt.timedelta]
) -> Spans:
    """Return when each task begins and ends as things stand."""
    spans: dict[str, tuple[dt.date, dt.date]] = {}
    for task in ordered:
        if _is_done(task, today):
            done_on = task.done_on or task.current_end
            spans[task.id] = (min(task.current_start, done_on), done_on)
            continue
        start = task.current_start
        if task.status is TaskStatus.NOT_BEGUN:
            ends = [spans[each][1] for each in task.depends_on if each in spans]
            start = max([start, *(day + dt.timedelta(days=1) for day in ends)])
            # What has not begun yet begins today at the earliest.
            start = max(start, today)
        end = start + (task.current_end - task.current_start)
        if task.status is not TaskStatus.NOT_BEGUN:
            end = max(end, today, *(spans[e][1] for e in task.depends_on if e in spans))
        spans[task.id] = (start, end + delays.get(task.id, dt.timedelta()))
    return spans


def _list_waiting(ordered: tuple[Task, ...]) -> Mapping[str, tuple[str, ...]]:
    """Return, for each task, those that wait for it directly or through others."""
    waiting: dict[str, tuple[str, ...]] = {}
    for task in reversed(ordered):
        direct = [each.id for each in ordered if task.id in each.depends_on]
        reached = {*direct, *(name for each in direct for name in waiting[each])}
        waiting[task.id] = tuple(each.id for each in ordered if each.id in reached)
    return waiting


def _measure_room(ordered: tuple[Task, ...], spans: Spans, today: dt.date) -> Mapping[str, int]:
    """Return how many days each task can slip before the last milestone moves."""
    last = max((end for _, end in spans.values()), default=today)
    room: dict[str, int] = {}
    for task in reversed(ordered):
        limits = [(last - spans[task.id][1]).days]
        for each in ordered:
            if task.id in each.depends_on and not _is_done(each, today):
                begun = each.status is not TaskStatus.NOT_BEGUN
                # A task under way waits with its end, one not begun with its beginning.
                gap = spans[each.id][1 if begun else 0] - spans[task.id][1]
                limits.append(gap.days - (0 if begun else 1) + room[each.id])
        room[task.id] = max(min(limits), 0)
    return room


def _trace_chain(ordered: tuple[Task, ...], spans: Spans) -> tuple[str, ...]:
    """Follow the last milestone back through the forerunner that ends last."""
    if not ordered:
        return ()
    by_id = {task.id: task for task in ordered}
    chain = [max(ordered, key=lambda task: spans[task.id][1])]
    while before := [by_id[each] for each in chain[-1].depends_on if each in by_id]:
        chain.append(max(before, key=lambda task: spans[task.id][1]))
    return tuple(task.id for task in reversed(chain))


def _follow(
    task: Task,
    tasks: tuple[Task, ...],
    spans: Spans,
    room: Mapping[str, int],
    waiting: Mapping[str, tuple[str, ...]],
    chain: tuple[str, ...],
    today: dt.date,
) -> FollowedTask:
    start, end = spans[task.id]
    is_done = _is_done(task, today)
    open_ids = {each.id for each in tasks if not _is_done(each, today)}
    too_early = (e for e in tasks if e.id in task.depends_on and e.planned_end > task.planned_start)
    return FollowedTask(
        task=task,
        expected_start=start,
        expected_end=end,
        slippage_weeks=(end - task.planned_end).days / _DAYS,
        room_weeks=0.0 if is_done else room[task.id] / _DAYS,
        is_done=is_done,
        is_overdue=not is_done and task.current_end < today,
        is_critical=task.id in chain,
        pushes=() if is_done else tuple(each for each in waiting[task.id] if each in open_ids),
        begins_too_early=tuple(each.id for each in too_early),
    )


def _is_done(task: Task, today: dt.date) -> bool:
    return task.done_on is not None and task.done_on <= today


def _by_end(followed: FollowedTask) -> dt.date:
    return followed.expected_end


def _wait_past_dropped(task: Task, by_id: Mapping[str, Task]) -> tuple[str, ...]:
    """Return what a task waits for when the tasks outside the reduced plan are gone."""
    found: list[str] = []
    for name in task.depends_on:
        before = by_id[name]
        names = (name,) if before.in_reduced_plan else _wait_past_dropped(before, by_id)
        found += [each for each in names if each not in found]
    return tuple(found)


def _fail_if_the_delay_makes_no_sense(tasks: tuple[Task, ...], task_id: str, weeks: float) -> None:
    known = [task.id for task in tasks]
    if task_id not in known:
        raise RequestError(
            f"The task {task_id} is not in the plan.",
            expected=", ".join(known),
            fix="correct the id",
        )
    if weeks <= 0:
        raise RequestError(
            "A delay of nothing moves nothing.", expected="weeks above 0", fix="give the weeks"
        )
