"""The plan as tables: each milestone with its slippage, and the plan without the funds."""

from __future__ import annotations

from analysis.blocks.model import Block, Column, Row, Table
from analysis.blocks.records import plain_number
from analysis.labels import date
from analysis.recommendations.follow import FollowedTask, MilestoneStatus
from analysis.recommendations.words import write_slip


def tabulate_milestones(status: MilestoneStatus) -> Block:
    """Return each task with milestone, owner, dates and slippage.

    Parameters
    ----------
    status : MilestoneStatus
        The plan on the day of the pack.
    """
    content = Table(
        caption=f"Milepæle pr. {date(status.today)}",
        columns=(
            Column("title", "Opgave", "left"),
            Column("milestone", "Milepæl", "left"),
            Column("owner", "Ansvarlig, status", "left"),
            Column("planned_end", "Besluttet", "left"),
            Column("expected_end", "Ventes", "left"),
            Column("slippage_weeks", "Uger"),
        ),
        rows=tuple(_row(each) for each in status.tasks),
        records=tuple(
            {
                "id": each.task.id,
                "owner": each.task.owner.value,
                "status": each.task.status.value,
                "planned_start": each.task.planned_start.isoformat(),
                "planned_end": each.task.planned_end.isoformat(),
                "expected_start": each.expected_start.isoformat(),
                "expected_end": each.expected_end.isoformat(),
                "slippage_weeks": plain_number(each.slippage_weeks, 2),
                "room_weeks": plain_number(each.room_weeks, 2),
                "is_critical": each.is_critical,
                "is_overdue": each.is_overdue,
                "depends_on": " ".join(each.task.depends_on),
            }
            for each in status.tasks
        ),
        note="Ventes: hvad de aktuelle datoer og det, opgaven venter på, fører til. Uger: fra "
        "besluttet til ventet slut. Fremhævet: overskredet.",
    )
    return Block("milepaele", content, status.lineage)


def tabulate_reduced_plan(status: MilestoneStatus, reduced: MilestoneStatus) -> Block:
    """Return the plan beside the one that is followed if the funds are not granted.

    Parameters
    ----------
    status, reduced : MilestoneStatus
        The whole plan and the reduced one on the same day.
    """
    rows, records = [], []
    for each in status.tasks:
        other = reduced.find(each.task.id)
        weeks = None if other is None else (other.expected_end - each.expected_end).days / 7
        rows.append(
            Row(
                (
                    each.task.title,
                    date(each.expected_end),
                    "udgår" if other is None else date(other.expected_end),
                    "–" if weeks is None else write_slip(weeks),
                )
            )
        )
        records.append(
            {
                "id": each.task.id,
                "expected_end": each.expected_end.isoformat(),
                "reduced_end": None if other is None else other.expected_end.isoformat(),
                "weeks_later": None if weeks is None else plain_number(weeks, 2),
            }
        )
    content = Table(
        caption="Planen, hvis der ikke bevilges midler",
        columns=(
            Column("title", "Opgave", "left"),
            Column("expected_end", "Hele planen", "left"),
            Column("reduced_end", "Reduceret plan", "left"),
            Column("weeks_later", "Uger senere"),
        ),
        rows=tuple(rows),
        records=tuple(records),
        note=status.plan.reduced_because,
    )
    return Block("milepaele-reduceret", content, status.lineage | reduced.lineage)


def _row(followed: FollowedTask) -> Row:
    task = followed.task
    return Row(
        (
            task.title,
            task.milestone,
            f"{task.owner.label}, {task.status.value}"
            + (" (overskredet)" if followed.is_overdue else ""),
            date(task.planned_end),
            date(followed.expected_end),
            write_slip(followed.slippage_weeks),
        ),
        is_focus=followed.is_overdue,
    )
