"""What does a committee's form ask for besides: theme, law, choices, other committees?

Slagelse's form has headings that København's has not. Law is named as the register of
recommendations names it, with its mark where nobody has checked it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from analysis.blocks.model import Block, Paragraph, Table, Text
from analysis.concepts import Lineage
from analysis.labels import sentence_case
from analysis.packs.record import PackRecord
from analysis.recommendations.words import UNVERIFIED
from analysis.texts.pack.cover_words import (
    count_recommendations,
    lineage_of_file,
    list_numbers,
    name_board,
    say,
    say_all,
    write_day,
)

_LAW_FIELD = "Retligt grundlag"
_BETWEEN_LAWS = re.compile(r"; (?![^(]*\))")  # not within brackets
_MOST_LAWS = 8


def state_theme(record: PackRecord) -> Block:
    """Return what the committee is asked about, in one sentence.

    Parameters
    ----------
    record : PackRecord
        What the pack says.
    """
    count = count_recommendations(len(record.recommendations))
    key = "theme" if record.recommendations else "theme_missing"
    return _text("beslutningstema", say("committee", key, count=count), record)


def state_law(record: PackRecord, blocks: Mapping[str, Block]) -> Block:
    """Return which day's rules are used, and the laws that the recommendations stand on.

    Parameters
    ----------
    record : PackRecord
        What the pack says.
    blocks : mapping of str to Block
        The report's blocks; the table with the recommendations in full names the laws.
    """
    day = write_day(str(record.request.get("law_of") or record.date))
    lead = say("committee", "law_lead", date=day)
    laws = _list_laws(blocks.get("anbefalinger-detaljer"))
    if not laws:
        return _text("retligt-grundlag", say("committee", "law"), record, lead=lead)
    words = sentence_case("; ".join(laws[:_MOST_LAWS])) + "."
    if len(laws) > _MOST_LAWS:
        words += " " + say("committee", "law_more")
    if any(law.endswith(UNVERIFIED) for law in laws):
        words += " " + say("committee", "law_unverified")
    return _text("retligt-grundlag", words, record, lead=lead)


def list_options(record: PackRecord) -> Block:
    """Return what the meeting may do: approve, adjust, or take note.

    Parameters
    ----------
    record : PackRecord
        What the pack says.
    """
    board = sentence_case(name_board(record))
    options = say_all("committee", "options" if record.recommendations else "options_missing",
                      board=board)  # fmt: skip
    content = Text(tuple(Paragraph(option) for option in options), role="list")
    return Block("handlemuligheder", content, Lineage())


def say_staff(record: PackRecord) -> Block:
    """Return what the recommendations mean for those who work with the cases.

    Parameters
    ----------
    record : PackRecord
        What the pack says.
    """
    if not record.recommendations:
        return _text("personale", say("committee", "no_others"), record)
    lead = say("committee", "staff_lead")
    return _text("personale", say("committee", "staff"), record, lead=lead)


def say_other_committees(record: PackRecord) -> Block:
    """Return which recommendations concern the social area too.

    Parameters
    ----------
    record : PackRecord
        What the pack says.
    """
    shared = [each for each in record.recommendations if each["owner"] != "BIF"]
    words = say("committee", "no_others")
    if shared:
        words = say("committee", "others", numbers=list_numbers(shared))
    return _text("andre-udvalg", words, record)


def _list_laws(details: Block | None) -> list[str]:
    """Return each law once, the one that most recommendations stand on first."""
    if details is None or not isinstance(details.content, Table):
        return []
    counts: dict[str, int] = {}
    for each in details.content.records:
        if each.get("field") == _LAW_FIELD:
            for law in _BETWEEN_LAWS.split(str(each["content"]).removesuffix(".")):
                counts[law] = counts.get(law, 0) + 1
    return sorted(counts, key=lambda law: -counts[law])


def _text(block_id: str, words: str, record: PackRecord, *, lead: str = "") -> Block:
    lineage = lineage_of_file(record, "recommendations")
    return Block(block_id, Text((Paragraph(words, lead),)), lineage)
