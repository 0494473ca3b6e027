"""Where do a municipality's remarks stand in a report, and what is said beside them?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.blocks.model import (
    Attachment,
    Block,
    FindingText,
    Heading,
    PageBreak,
    Paragraph,
    Text,
)
from analysis.commentary.judge import JudgedComment
from analysis.commentary.model import PAGE_ONE
from analysis.commentary.moves import describe_moves
from analysis.commentary.shown import OWN
from analysis.concepts import Lineage
from analysis.labels import date

WITHOUT_PLACE = "bemaerkninger-uden-sted"
_PREFIX = "egne-ord"
_TITLE = "Bemærkninger, hvis sted ikke findes mere"


def insert_comments(blocks: Sequence[Block], judged: Sequence[JudgedComment]) -> tuple[Block, ...]:
    """Return the blocks with each remark at its place.

    Parameters
    ----------
    blocks : sequence of Block
        The report's. A remark on page one stands after its findings, one to a heading right
        after it, and one to any other block after that block.
    judged : sequence of JudgedComment
        The remarks, held against these blocks. One whose place is gone stands on a page of
        its own at the end, with that said.

    Returns
    -------
    tuple of Block
        A remark has the lineage of what it is about: beside synthetic numbers it is
        synthetic too.
    """
    after: dict[int, list[Block]] = {}
    lost = []
    for number, each in enumerate(judged, start=1):
        position = _find_place(blocks, each.comment.place) if each.is_placed else None
        if position is None:
            lost.append(_make(each, number, Lineage()))
        else:
            lineage = _lineage_under(blocks, each.comment.place)
            after.setdefault(position, []).append(_make(each, number, lineage))
    result: list[Block] = []
    for position, block in enumerate(blocks):
        result += [block, *after.get(position, [])]
    if lost:
        result += [Block(WITHOUT_PLACE, Heading(_TITLE)), *lost]
    return tuple(result)


def tell_own(name: str, words: str, *, lead: str) -> Block:
    """Return a line about the report's own standing, such as a lapsed approval."""
    return Block(f"{_PREFIX}-{name}", Text((Paragraph(words, lead=lead),), role=OWN))


def find_front(blocks: Sequence[Block]) -> int:
    """Return the position on page one after which words of one's own stand."""
    end = next((i for i, b in enumerate(blocks) if _begins_page(b)), len(blocks))
    findings = [i for i, b in enumerate(blocks[:end]) if isinstance(b.content, FindingText)]
    return findings[-1] if findings else 0


def _find_place(blocks: Sequence[Block], place: str) -> int | None:
    if place == PAGE_ONE:
        return find_front(blocks)
    return next((i for i, block in enumerate(blocks) if block.id == place), None)


def _begins_page(block: Block) -> bool:
    return isinstance(block.content, Heading) and block.content.level == 1


def _lineage_under(blocks: Sequence[Block], place: str) -> Lineage:
    """Return the lineage of what a remark is about."""
    lineage = Lineage()
    for block in _under(blocks, place):
        if not isinstance(block.content, Attachment | PageBreak):
            lineage = lineage | block.lineage
    return lineage


def _under(blocks: Sequence[Block], place: str) -> Iterator[Block]:
    """Yield the blocks that a place covers, as `Shown.under` does."""
    start = next((i for i, block in enumerate(blocks) if block.id == place), 0)
    content = blocks[start].content
    if place != PAGE_ONE and not isinstance(content, Heading):
        yield blocks[start]
        return
    level = content.level if isinstance(content, Heading) else 1
    yield blocks[start]
    for block in blocks[start + 1 :]:
        if isinstance(block.content, Heading) and block.content.level <= level:
            return
        yield block


def _make(judged: JudgedComment, number: int, lineage: Lineage) -> Block:
    comment = judged.comment
    day = date(comment.written)
    lead = f"Kommunens bemærkning · {comment.written_by} · {day}"
    if judged.confirmed_on is not None and judged.confirmed_on > comment.written:
        lead += f" · læst igen {date(judged.confirmed_on)}"
    first, *rest = comment.paragraphs
    paragraphs = (
        Paragraph(first, lead=lead),
        *(Paragraph(each) for each in rest),
        *_flags(judged),
    )
    return Block(f"{_PREFIX}-{number}-{comment.place}", Text(paragraphs, role=OWN), lineage)


def _flags(judged: JudgedComment) -> Iterator[Paragraph]:
    """Yield what a reader has to know about the remark beside its own words."""
    if not judged.is_placed:
        name = judged.title if judged.title != judged.comment.place else judged.comment.place
        yield Paragraph(
            f"Den hørte til »{name}«, som ikke er med i denne rapport.",
            lead="Stedet findes ikke.",
        )
    elif judged.confirmed_on is None:
        yield Paragraph(
            "Om tallene er de samme, som da den blev skrevet, vides ikke.",
            lead="Bemærkningen er ikke holdt op mod tallene.",
        )
    elif judged.moves:
        yield Paragraph(
            describe_moves(judged.moves),
            lead=f"Tallene under bemærkningen er ændret siden {date(judged.since)}:",
        )
