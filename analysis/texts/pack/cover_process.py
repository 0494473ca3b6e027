"""What happens after the meeting, and what follows with the paper?"""

from __future__ import annotations

from collections.abc import Iterator

from analysis.blocks.model import Block, Paragraph, Text
from analysis.concepts import Lineage
from analysis.labels import listing, sentence_case
from analysis.packs.record import PackRecord
from analysis.texts.pack.cover_words import lineage_of_file, list_waiting, say, write_day

PROCESS_ID, ATTACHMENTS_ID = "videre-proces", "bilag-liste"
_MOST_MILESTONES = 3


def say_process(record: PackRecord) -> Block:
    """Return what comes next, by whom, and what is left without the funds.

    Parameters
    ----------
    record : PackRecord
        What the pack says.
    """
    lineage = lineage_of_file(record, "milestones")
    return Block(PROCESS_ID, Text(tuple(_process(record)), role="list"), lineage)


def list_attachments() -> Block:
    """Return what follows with the paper."""
    keys = ("report", "slides", "changes", "checklists")
    paragraphs = tuple(
        Paragraph(say("attachments", key), f"Bilag {place}.")
        for place, key in enumerate(keys, start=1)
    )
    return Block(ATTACHMENTS_ID, Text(paragraphs), Lineage())


def _process(record: PackRecord) -> Iterator[Paragraph]:
    """Give the next milestones, the reduced plan, and when the directors hear of it again."""
    milestones = list_waiting(record)
    if not record.milestones:
        yield Paragraph(say("process", "missing"))
    elif not milestones:
        yield Paragraph(say("process", "all_reached"))
    for each in milestones[:_MOST_MILESTONES]:
        key = "late" if each["expected_end"] < record.date else "coming"
        when = sentence_case(say("process", key, date=write_day(each["expected_end"])))
        owner = say("process", "owner", owner=each["owner"])
        yield Paragraph(f"{each['title']} {owner}: {each['milestone']}.", when)
    if len(milestones) > _MOST_MILESTONES:
        yield Paragraph(say("process", "more"))
    if dropped := [each["title"] for each in milestones if not each["in_reduced_plan"]]:
        titles = listing([f"»{title}«" for title in dropped])
        yield Paragraph(say("process", "reduced", titles=titles), say("process", "reduced_lead"))
    yield Paragraph(say("process", "again"), say("process", "again_lead"))
