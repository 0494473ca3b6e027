"""The plan in words: what comes next, what is late, and what that pushes."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.blocks.model import Block, Paragraph, Text
from analysis.labels import date, listing, number
from analysis.recommendations.follow import MilestoneStatus
from analysis.recommendations.words import write_slip_words


def state_milestones(status: MilestoneStatus, reduced: MilestoneStatus | None = None) -> Block:
    """Return where the plan stands on the day of the pack.

    Parameters
    ----------
    status : MilestoneStatus
        The plan.
    reduced : MilestoneStatus, optional
        The plan without the funds.
    """
    lineage = status.lineage if reduced is None else status.lineage | reduced.lineage
    return Block("milepaele-tekst", Text(tuple(_say(status, reduced)), role="list"), lineage)


def _say(status: MilestoneStatus, reduced: MilestoneStatus | None) -> Iterator[Paragraph]:
    if status.plan.note:
        yield Paragraph(status.plan.note)
    if status.next_milestone is None:
        yield Paragraph("Alle milepæle er nået." if status.tasks else "Alle opgaver er bortfaldet.")
    else:
        task = status.next_milestone.task
        yield Paragraph(
            f"{task.milestone}: {date(status.next_milestone.expected_end)} ({task.owner.label}).",
            lead="Næste milepæl.",
        )
    if status.overdue:
        names = listing([each.task.title for each in status.overdue])
        yield Paragraph(f"{names}.", lead="Overskredet.")
    if status.tasks:
        yield Paragraph(_say_the_end(status), lead="Sidste milepæl.")
    late = [each for each in status.tasks if each.slippage_weeks > 0 and not each.is_done]
    first = next((each for each in late if each.pushes), None)
    if first is not None:
        titles = [each.task.title for each in status.tasks if each.task.id in first.pushes]
        yield Paragraph(
            f"{_quote(first.task.title)} ventes {write_slip_words(first.slippage_weeks)}. Det "
            f"venter {listing([_quote(title) for title in titles])} på.",
            lead="Forsinkelse.",
        )
    for each in status.tasks:
        if each.begins_too_early:
            names = listing(
                [t.task.title for t in status.tasks if t.task.id in each.begins_too_early]
            )
            yield Paragraph(
                f"{_quote(each.task.title)} er planlagt til at begynde, før {names} er færdig.",
                lead="Planen hænger ikke sammen.",
            )
    if reduced is not None and reduced.tasks:
        yield Paragraph(_say_reduced(status, reduced), lead="Uden midler.")


def _say_the_end(status: MilestoneStatus) -> str:
    last = max(status.tasks, key=lambda each: each.expected_end)
    against = write_slip_words(status.slippage_weeks)
    titles = {each.task.id: each.task.title for each in status.tasks}
    chain = listing([_quote(titles[task_id]) for task_id in status.critical_chain])
    return (
        f"{last.task.milestone}: {date(last.expected_end)}, {against}. Datoen afhænger af {chain}."
    )


def _say_reduced(status: MilestoneStatus, reduced: MilestoneStatus) -> str:
    end = max(each.expected_end for each in status.tasks)
    reduced_end = max(each.expected_end for each in reduced.tasks)
    weeks = (reduced_end - end).days / 7
    dropped = listing([_quote(task.title) for task in reduced.plan.dropped])
    parts = [status.plan.reduced_because or (f"{dropped} udgår." if dropped else "")]
    parts.append(
        f"Den sidste milepæl ventes {date(reduced_end)} "
        f"({number(weeks, decimals=1, signed=True)} uger)."
    )
    return " ".join(part for part in parts if part)


def _quote(title: str) -> str:
    return f"»{title}«"
