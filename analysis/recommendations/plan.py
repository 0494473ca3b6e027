"""What is the plan, and does it hang together?

Tasks with milestones, as the kommissorium has them: what is made, by when, by whom, and what
must be there first. The plan as it was decided stays; where things have moved, a current date
stands beside it. The reduced plan is the one that is followed if funds are not granted.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from analysis.concepts import Lineage
from analysis.recommendations.model import Owner


class TaskStatus(StrEnum):
    """How far a task has come."""

    NOT_BEGUN = "ikke begyndt"
    RUNNING = "i gang"
    DONE = "gennemført"
    DROPPED = "bortfaldet"


@dataclass(frozen=True)
class Task:
    """A task and the milestone that ends it.

    Attributes
    ----------
    id : str
        Stable name, lower case with hyphens.
    title, milestone : str
        What is done, and what lies on the table when it is, in Danish.
    planned_start, planned_end : date
        As decided.
    current_start, current_end : date
        As expected now; the planned ones where nothing has moved.
    status : TaskStatus
        How far it has come.
    done_on : date or None
        The day it was finished.
    owner : Owner
        Who answers for it.
    depends_on : tuple of str
        Tasks that must be finished before this one can begin.
    in_reduced_plan : bool
        Whether it is done without the funds.
    reduced_start, reduced_end : date or None
        Its dates in the reduced plan; None leaves the current ones.
    note : str
        In Danish.
    """

    id: str
    title: str
    milestone: str
    planned_start: dt.date
    planned_end: dt.date
    current_start: dt.date
    current_end: dt.date
    status: TaskStatus
    owner: Owner
    done_on: dt.date | None = None
    depends_on: tuple[str, ...] = ()
    in_reduced_plan: bool = True
    reduced_start: dt.date | None = None
    reduced_end: dt.date | None = None
    note: str = ""


@dataclass(frozen=True)
class MilestonePlan:
    """The plan.

    Attributes
    ----------
    title, note : str
        What it is, and what a reader should know, in Danish.
    tasks : tuple of Task
        In the order of the file.
    lineage : Lineage
        The file.
    is_reduced : bool
        Whether it is the plan without the funds.
    reduced_because : str
        When the reduced plan is followed, in Danish.
    dropped : tuple of Task
        Tasks that the reduced plan leaves out.
    """

    title: str
    tasks: tuple[Task, ...]
    lineage: Lineage
    note: str = ""
    is_reduced: bool = False
    reduced_because: str = ""
    dropped: tuple[Task, ...] = ()

    def find(self, task_id: str) -> Task | None:
        """Return a task by its id, or None."""
        return next((task for task in self.tasks if task.id == task_id), None)


def sort_by_dependency(tasks: tuple[Task, ...]) -> tuple[Task, ...]:
    """Return the tasks so that each comes after those it waits for; no circle may be there."""
    by_id = {task.id: task for task in tasks}
    found: dict[str, Task] = {}
    stack = [task.id for task in reversed(tasks)]
    while stack:
        task = by_id[stack[-1]]
        open_ids = [each for each in task.depends_on if each in by_id and each not in found]
        if open_ids:
            stack.extend(reversed(open_ids))
        else:
            found[stack.pop()] = task
    return tuple(found.values())
