"""What does the cover paper ask the directors to decide? At most six *at*-points.

Every number comes from the record of the pack, where it was written once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analysis.blocks.model import Block, Paragraph, Text
from analysis.labels import number
from analysis.packs.record import PackRecord
from analysis.recommendations.strength import Level
from analysis.texts.pack.cover_words import (
    OPEN,
    group_by_owner,
    lineage_of_file,
    lineage_of_recommendations,
    list_numbers,
    list_waiting,
    name_board,
    say,
    write_day,
)

DECISIONS_ID = "indstilling"
_MOST_NAMED = 12
_HOLDING = ("holds", "partly")


def propose_decisions(record: PackRecord) -> Block:
    """Return the *at*-points that the meeting decides on, at most six.

    Parameters
    ----------
    record : PackRecord
        What the pack says.

    Notes
    -----
    Only what has its basis is put forward for approval. What has lost it is put forward to
    be taken up again, and what nothing is known of is not decided on: leans towards waiting
    where a municipality has few sources of its own.
    """
    lineage = lineage_of_recommendations(record) | lineage_of_file(record, "milestones")
    points = list(_points(record))
    ends = [*[","] * (len(points) - 1), "."]
    paragraphs = tuple(Paragraph(point + end) for point, end in zip(points, ends, strict=True))
    return Block(DECISIONS_ID, Text(paragraphs, role="points"), lineage)


def _points(record: PackRecord) -> Iterator[str]:
    """Give the points: approve, take up again, wait, take note, plan, report back."""
    board = name_board(record)
    proposed = [each for each in record.recommendations if each["status"] in OPEN]
    holding = [each for each in proposed if _stands(each) in _HOLDING and _has_evidence(each)]
    lost = [
        each
        for each in record.recommendations
        if each["is_flagged"] and each not in holding and each["status"] != "bortfaldet"
    ]
    waiting = [each for each in proposed if each not in holding and each not in lost]
    if not record.recommendations:
        yield say("decide", "no_register", board=board)
    elif holding:
        yield _approve(board, holding)
    elif proposed:
        yield say("decide", "approve_none", board=board)
    if lost:
        yield say("decide", "reopen", board=board, numbers=list_numbers(lost))
    if waiting:
        they = "de" if len(waiting) > 1 else "den"
        yield say("decide", "postpone", board=board, numbers=list_numbers(waiting), they=they)
    yield say("decide", "take_note", board=board)
    if plan := _plan(record, board):
        yield plan
    yield say("decide", "again")


def _stands(recommendation: Mapping[str, Any]) -> str:
    """Return how a recommendation stands; a flag weighs more than what is left of its basis."""
    verdict = str(recommendation["verdict"])
    return "lost" if recommendation["is_flagged"] and verdict not in _HOLDING else verdict


def _has_evidence(recommendation: Mapping[str, Any]) -> bool:
    """Tell whether there is any evidence: what holds may still be too unsure to count."""
    return not str(recommendation["strength"]).startswith(Level.NONE.label)


def _approve(board: str, holding: Sequence[Mapping[str, Any]]) -> str:
    owners = group_by_owner(holding)
    if len(holding) > _MOST_NAMED:
        words = ", ".join(
            say("decide", "count", owner=owner, count=number(len(own)))
            for owner, own in owners.items()
        ) + say("decide", "count_ending")
    else:
        words = "; ".join(
            f"{owner}: {list_numbers(own)}" if len(owners) > 1 else owner
            for owner, own in owners.items()
        )
    partly = [each for each in holding if each["verdict"] == "partly"]
    ending = say("decide", "partly", numbers=list_numbers(partly)) if partly else ""
    return say(
        "decide", "approve",
        board=board, numbers=list_numbers(holding), owners=words, partly=ending,
    )  # fmt: skip


def _plan(record: PackRecord, board: str) -> str:
    """Say which milestone is next, or that the plan must be laid anew; deadlines passed too."""
    late = [each for each in record.recommendations if each["is_overdue"]]
    milestones = list_waiting(record)
    missed = [each for each in milestones if each["expected_end"] < record.date]
    ending = say("decide", "overdue", numbers=list_numbers(late)) if late else ""
    if missed:
        counts = {"late": number(len(missed)), "all": number(len(record.milestones))}
        return say("decide", "plan_late", board=board, **counts) + ending
    if milestones:
        return say("decide", "plan", board=board, milestone=_name_milestone(milestones[0])) + ending
    if late:
        return say("decide", "overdue_alone", board=board, numbers=list_numbers(late))
    return ""


def _name_milestone(milestone: Mapping[str, Any]) -> str:
    return f"»{milestone['title']}« {write_day(milestone['expected_end'])} ({milestone['owner']})"
