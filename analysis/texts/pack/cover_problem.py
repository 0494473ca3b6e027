"""What is the problem, and what can the numbers not say of it?

A sentence of a finding is used whole, so that the paper never says more than the finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from analysis.blocks.model import Block, Paragraph, Text
from analysis.concepts import Period, join_lineages
from analysis.findings.register import Certainty, Finding, Kind
from analysis.packs.record import PackRecord
from analysis.texts.pack.cover_words import say
from analysis.texts.pack.opening import choose_findings

PROBLEM_ID = "problemstilling"
_FIRST_EVENTS = ("events.weeks.sag_rejst.afgoerelse", "events.deadline.pensionsafgoerelse")


def state_problem(record: PackRecord, blocks: Mapping[str, Block] | None = None) -> Block:
    """Return what the numbers show, the surest first, and what they cannot say.

    Parameters
    ----------
    record : PackRecord
        What the pack says.
    blocks : mapping of str to Block, optional
        The report's blocks; the one under page one names the municipalities compared with.
    """
    chosen = _choose(record)
    used = [each for found in chosen.values() for each in found]
    paragraphs = tuple(_problem(record, chosen, blocks or {}))
    return Block(PROBLEM_ID, Text(paragraphs), join_lineages(each.lineage for each in used))


def _choose(record: PackRecord) -> dict[Kind, tuple[Finding, ...]]:
    """Return the findings of the problem: two, one and two, none of which says nothing."""
    register = record.register
    review = register.find("review.mindst_en")
    events = [found for name in _FIRST_EVENTS if (found := register.find(name)) is not None]
    chosen = {
        Kind.BENCHMARK: choose_findings(register.of(Kind.BENCHMARK), Kind.BENCHMARK),
        Kind.REVIEW: (review,) if review else (),
        Kind.EVENTS: tuple(events) or choose_findings(register.of(Kind.EVENTS), Kind.EVENTS),
    }
    return {
        kind: tuple(each for each in found if each.certainty is not Certainty.NONE)
        for kind, found in chosen.items()
    }


def _problem(
    record: PackRecord, chosen: Mapping[Kind, Sequence[Finding]], blocks: Mapping[str, Block]
) -> Iterator[Paragraph]:
    period = Period.parse(record.period).label
    said = " ".join(each.sentence for each in chosen[Kind.BENCHMARK]) or say("problem", "nothing")
    yield Paragraph(said, say("problem", "benchmark", period=period))
    yield from _peers(blocks)
    for kind in (Kind.REVIEW, Kind.EVENTS):
        if chosen[kind]:
            said = " ".join(each.sentence for each in chosen[kind])
            yield Paragraph(said, say("problem", kind.value))
    missing = [record.missing[k.value] for k in (Kind.REVIEW, Kind.EVENTS, Kind.STUDY)
               if k.value in record.missing]  # fmt: skip
    if missing:
        yield Paragraph(" ".join(missing), say("problem", "missing"))
    yield Paragraph(say("problem", "reservations_text"), say("problem", "reservations"))


def _peers(blocks: Mapping[str, Block]) -> Iterator[Paragraph]:
    """Give the paragraph of page one that names the municipalities compared with."""
    below = blocks.get("oplaeg-laesning")
    if below is not None and isinstance(below.content, Text):
        lead = say("problem", "peers")
        yield from (each for each in below.content.paragraphs if each.lead == lead)
