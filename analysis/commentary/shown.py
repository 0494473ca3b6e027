"""Which numbers did a report show, and at which place?

Values are kept as the reader met them, block by block, so that a later rendering can be held
against them in the reader's own words. A drawing has too many numbers to name: of those, and
of the numbers inside running text, only a digest is kept.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from analysis.blocks.model import (
    Attachment,
    Block,
    Figure,
    FindingText,
    Heading,
    KeyFigure,
    Mark,
    Masthead,
    PageBreak,
    Table,
    Text,
)
from analysis.commentary.model import PAGE_ONE

Figures = Mapping[str, Mapping[str, str]]  # block id -> what it counts -> as shown
DRAWN = "tallene bag figuren"
IN_WORDS = "tallene i teksten"
DIGESTS = (DRAWN, IN_WORDS)
OWN = "own"
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_REMARK = " · "  # a group of rows says its name, and after this how to read it
_NO_PLACE = (Masthead, PageBreak, Attachment)
_DIGITS = 6  # two machines may differ in the last digits of a number that nobody sees


@dataclass(frozen=True)
class ShownBlock:
    """A block as it stood in a report.

    Attributes
    ----------
    id : str
        The block's.
    title : str
        Its heading, caption or title; empty for a text.
    level : int
        1 and 2 for headings; 0 for all else.
    figures : mapping of str to str
        What is counted, and the value as shown.
    """

    id: str
    title: str
    level: int
    figures: Mapping[str, str]


@dataclass(frozen=True)
class Shown:
    """What a report showed, block by block in its order."""

    blocks: tuple[ShownBlock, ...]

    @property
    def headings(self) -> tuple[ShownBlock, ...]:
        """Return the headings: with page one the places that are offered to an author."""
        return tuple(block for block in self.blocks if block.level)

    def has(self, place: str) -> bool:
        """Tell whether a remark can stand at a place."""
        return place == PAGE_ONE or any(block.id == place for block in self.blocks)

    def title_of(self, place: str) -> str:
        """Return what a reader knows a place by; its id where it has no title."""
        if place == PAGE_ONE:
            return "Side 1"
        return next((b.title for b in self.blocks if b.id == place and b.title), place)

    def under(self, place: str) -> tuple[ShownBlock, ...]:
        """Return the blocks that a place covers: a page, a part of a page, or one block."""
        start = next((i for i, block in enumerate(self.blocks) if block.id == place), None)
        if place != PAGE_ONE and start is None:
            return ()
        level = 1 if start is None else self.blocks[start].level
        if start is not None and not level:
            return (self.blocks[start],)
        begin = 0 if start is None else start + 1
        length = next(
            (n for n, block in enumerate(self.blocks[begin:]) if 0 < block.level <= level), None
        )
        return self.blocks[begin:] if length is None else self.blocks[begin : begin + length]

    def figures_under(self, place: str) -> Figures:
        """Return the figures of the blocks that a place covers."""
        return {block.id: block.figures for block in self.under(place) if block.figures}

    @property
    def figures(self) -> Figures:
        """Return all figures."""
        return {block.id: block.figures for block in self.blocks if block.figures}


def list_shown(blocks: Iterable[Block]) -> Shown:
    """Return what blocks show, with remarks left out.

    Parameters
    ----------
    blocks : iterable of Block
        A report's, in order.

    Notes
    -----
    Every cell of a table counts, words too, since a verdict may move and no number with it.
    That leans towards telling an author that something moved when only a word did.
    """
    kept = [block for block in blocks if not isinstance(block.content, _NO_PLACE)]
    found = []
    n_findings = 0
    for block in kept:
        content = block.content
        if isinstance(content, Text) and content.role == OWN:
            continue
        n_findings += isinstance(content, FindingText)
        title = f"konklusion {n_findings}" if isinstance(content, FindingText) else _title(block)
        level = content.level if isinstance(content, Heading) else 0
        found.append(ShownBlock(block.id, title, level, _figures_of(block)))
    return Shown(tuple(found))


def _title(block: Block) -> str:
    content = block.content
    if isinstance(content, Heading):
        return content.text
    if isinstance(content, Table):
        return content.caption
    if isinstance(content, Figure):
        return content.title
    return content.label if isinstance(content, KeyFigure) else ""


def _figures_of(block: Block) -> dict[str, str]:
    content = block.content
    if isinstance(content, FindingText):
        return {"vurdering": content.verdict, "ordlyd": content.sentence}
    if isinstance(content, KeyFigure):
        return {"tal": content.value, "detalje": content.detail}
    if isinstance(content, Table):
        return _cells_of(content)
    if isinstance(content, Figure):
        return {DRAWN: _digest([_plain(record) for record in content.records])}
    if isinstance(content, Text):
        words = (f"{each.lead} {each.text}" for each in content.paragraphs)
        numbers = _NUMBER.findall(" ".join(words))
        return {IN_WORDS: _digest(numbers)} if numbers else {}
    return {}


def _cells_of(table: Table) -> dict[str, str]:
    """Return each cell by its row, its column and the group of rows that it stands in."""
    cells: dict[str, str] = {}
    group = ""
    for row in table.rows:
        name = _words(row.cells[0])
        if row.is_group:
            group = f" ({name.split(_REMARK)[0]})"
            continue
        for column, cell in zip(table.columns[1:], row.cells[1:], strict=False):
            words = _words(cell)
            label = f"{name}, {_lower_first(column.label or column.key)}{group}"
            if words:
                cells[_unused(label, cells)] = words
    return cells


def _words(cell: str | Mark) -> str:
    return " ".join((cell.alt if isinstance(cell, Mark) else cell).split())


def _lower_first(words: str) -> str:
    """Return a heading as it is written inside a sentence; an abbreviation stays as it is."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def _unused(label: str, cells: Mapping[str, str]) -> str:
    """Return the label, numbered where an earlier row has the same."""
    number = 2
    unused = label
    while unused in cells:
        unused = f"{label} [{number}]"
        number += 1
    return unused


def _plain(record: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _rounded(value) for key, value in record.items()}


def _rounded(value: Any) -> Any:
    # A kernel hands "not a number" on as nothing.
    if value is None or value != value:
        return ""
    if isinstance(value, bool) or not isinstance(value, float):
        return value if isinstance(value, int) else str(value)
    return f"{value:.{_DIGITS}g}" if math.isfinite(value) else str(value)


def _digest(values: list[Any]) -> str:
    text = json.dumps(values, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]
