"""What do the slides of a pack share? Titles that fit, words that fit, sources and notes."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.blocks.model import Block, Paragraph, Table, Text
from analysis.concepts import Lineage, Period
from analysis.documents.slides_look import CONTENT, GAP, SMALLEST, SOURCE, TABLE_SHARE, TITLE
from analysis.documents.slides_table import fits_place
from analysis.documents.slides_text import measure_height
from analysis.errors import RenderingError
from analysis.findings.register import Finding, Number
from analysis.labels import listing, sentence_case, share
from analysis.packs.record import PackRecord
from analysis.texts.pack.cover_words import say

BESIDE = CONTENT.width * (1 - TABLE_SHARE) - GAP  # inches beside a chart
UNDER = 0.57  # inches under one
_TITLE_SIZE, _AFTER = 24.0, 12.0


def choose_title(*candidates: str) -> str:
    """Return the first title that fits its place; the last one if none does."""
    for title in candidates:
        if _takes(title, size=_TITLE_SIZE, width=TITLE.width, is_bold=True) <= TITLE.height:
            return title
    return candidates[-1]


def choose_words(
    paragraphs: Sequence[Paragraph], *, width: float, height: float, after: float = _AFTER
) -> tuple[Paragraph, ...]:
    """Return the paragraphs that fit a box in the smallest type, leaving out from the end.

    Parameters
    ----------
    paragraphs : sequence of Paragraph
        The most important first.
    width, height : float
        Of the box, in inches.
    after : float
        Distance after a paragraph, in pt.
    """
    kept: list[Paragraph] = []
    is_bold = any(each.lead for each in paragraphs)
    used = 0.0
    for each in paragraphs:
        words = f"{each.lead} {each.text}".strip()
        used += _takes(words, size=SMALLEST, width=width, is_bold=is_bold) + after / 72
        if used > height:
            break
        kept.append(each)
    return tuple(kept)


def words_beside(block_id: str, paragraphs: Sequence[Paragraph], lineage: Lineage) -> Block:
    """Return a text that fits beside a chart."""
    chosen = choose_words(paragraphs, width=BESIDE, height=CONTENT.height)
    return Block(block_id, Text(chosen), lineage)


def words_under(block_id: str, paragraphs: Sequence[Paragraph], lineage: Lineage) -> Block | None:
    """Return a text that fits under a chart or a table; None where nothing does."""
    chosen = choose_words(paragraphs, width=CONTENT.width, height=UNDER, after=2.0)
    return Block(block_id, Text(chosen, role="note"), lineage) if chosen else None


def fits_over(table: Table) -> bool:
    """Tell whether a table fits over the whole width of a slide."""
    return fits_place(table, width=CONTENT.width, height=CONTENT.height)


def write_source(record: PackRecord, lineage: Lineage, *, period: bool = False) -> str:
    """Return the line at the foot: who published what the slide rests on.

    Parameters
    ----------
    record : PackRecord
        Its inputs name their publishers.
    lineage : Lineage
        What the slide rests on.
    period : bool
        Whether the period of the statistics belongs there.
    """
    publishers = [
        str(each["publisher"])
        for each in record.inputs
        if each["file"] in lineage.inputs and each.get("publisher")
    ]
    names = list(dict.fromkeys(publishers))
    while names:
        words = say(
            "slides",
            "source" if period else "source_file",
            publishers=listing(names),
            period=sentence_case(Period.parse(record.period).label),
        )
        if _takes(words, size=SMALLEST, width=SOURCE.width) <= SOURCE.height:
            return words
        names.pop()
    return ""


def write_notes(record: PackRecord, *parts: str) -> str:
    """Return notes for the speaker: what is said, how it was made, and where it stands."""
    level = share(float(record.request.get("level", 0.95)))
    last = say("slides", "notes_record", level=level)
    return "\n\n".join([*(part for part in parts if part), last])


def write_number(number: Number) -> str:
    """Return a number with its limits, as every format prints them.

    Examples
    --------
    >>> write_number(Number("ratio", "", 0.72, "ratio", lower=0.65, upper=0.8, decimals=2))
    '0,72 (0,65 til 0,80)'
    """
    return f"{number.text} ({number.limits_text})" if number.limits_text else number.text


def say_parts(findings: Sequence[tuple[str, str]]) -> str:
    """Return names with their numbers, as an alternative text has them."""
    return "; ".join(f"{name}: {words}" for name, words in findings)


def find_number(finding: Finding, key: str) -> Number | None:
    """Return a number by its key, or None where the finding does not carry it."""
    return next((each for each in finding.numbers if each.key == key), None)


def shorten_name(name: str, *, width: float) -> str:
    """Return a name cut at a word so that it takes at most two lines of a width in inches."""
    shown = name
    while _takes(shown, size=SMALLEST, width=width) > 2.1 * SMALLEST * 1.22 / 72:
        words = shown.rstrip("…").split()[:-1]
        if not words:
            break
        shown = " ".join(words).rstrip(",;:") + "…"
    return shown


def _takes(text: str, *, size: float, width: float, is_bold: bool = False) -> float:
    """Return the height of a text in inches; without end where a word is too wide."""
    try:
        return measure_height([text], size=size, width=width, is_bold=is_bold)
    except RenderingError:
        return float("inf")
