"""How are recommendations and milestones remembered in the record of a pack?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analysis.recommendations.follow import MilestoneStatus
from analysis.recommendations.judge import JudgedRecommendation


def recommendation_lines(judged: Sequence[JudgedRecommendation]) -> tuple[dict[str, Any], ...]:
    """Return one line per recommendation, as plain JSON values.

    Parameters
    ----------
    judged : sequence of JudgedRecommendation
        Held against the findings of the quarter.
    """
    return tuple(_recommendation_line(each) for each in judged)


def task_lines(status: MilestoneStatus | None) -> tuple[dict[str, Any], ...]:
    """Return one line per task of the plan, as plain JSON values; none without a plan.

    Parameters
    ----------
    status : MilestoneStatus or None
        The plan on the day of the pack.
    """
    if status is None:
        return ()
    return tuple(
        {
            "id": task.task.id,
            "title": task.task.title,
            "milestone": task.task.milestone,
            "owner": task.task.owner.value,
            "planned_start": task.task.planned_start.isoformat(),
            "planned_end": task.task.planned_end.isoformat(),
            "current_start": task.task.current_start.isoformat(),
            "current_end": task.task.current_end.isoformat(),
            "expected_start": task.expected_start.isoformat(),
            "expected_end": task.expected_end.isoformat(),
            "done_on": task.task.done_on.isoformat() if task.task.done_on else "",
            "status": task.task.status.value,
            "in_reduced_plan": task.task.in_reduced_plan,
        }
        for task in status.tasks
    )


def _recommendation_line(judged: JudgedRecommendation) -> dict[str, Any]:
    what = judged.recommendation
    return {
        "id": what.id,
        "number": what.number,
        "title": what.title,
        "text": what.text,
        "owner": what.owner.value,
        "deadline": what.deadline.isoformat(),
        "status": what.status.value,
        "first_step": what.first_step,
        "verdict": judged.standing.value,
        "verdict_words": judged.standing_label,
        "strength": judged.strength.label,
        "is_flagged": judged.is_flagged,
        "is_overdue": judged.is_overdue,
        "basis": {
            basis.basis.finding_id: basis.finding.state if basis.finding else ""
            for basis in judged.bases
        },
    }
