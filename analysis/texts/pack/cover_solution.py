"""What is proposed, by whom and by when, in a text and a short table?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from analysis.blocks.model import Block, Column, Paragraph, Row, Table, Text
from analysis.labels import listing, number, sentence_case
from analysis.packs.record import PackRecord
from analysis.texts.pack.cover_words import (
    COPENHAGEN,
    SETTLED,
    count_recommendations,
    group_by_owner,
    lineage_of_recommendations,
    list_numbers,
    say,
    write_day,
)

SOLUTION_ID = "loesning"
MOST_ROWS = 8


def describe_solution(record: PackRecord) -> tuple[Block, ...]:
    """Return the recommendations in short: a text, and a table of the first eight.

    Parameters
    ----------
    record : PackRecord
        What the pack says.
    """
    lineage = lineage_of_recommendations(record)
    if not record.recommendations:
        text = Text((Paragraph(say("solution", "missing")),), role="missing")
        return (Block(SOLUTION_ID, text, lineage),)
    table = tabulate_short(record, most=MOST_ROWS)
    text = Text((Paragraph(" ".join(_solution(record))),))
    return Block(SOLUTION_ID, text, lineage), table


def tabulate_short(record: PackRecord, *, most: int, is_brief: bool = False) -> Block:
    """Return a short table of the recommendations: number, title, owner, deadline, evidence.

    Parameters
    ----------
    record : PackRecord
        What the pack says.
    most : int
        Rows shown; a last line says how many more there are, if more than one.
    is_brief : bool, default False
        Whether only the strength of the evidence is shown, and not whether it holds, and
        dates are written in figures.
    """
    count = len(record.recommendations)
    shown = record.recommendations[: count if count == most + 1 else most]
    rows = [
        Row(
            (
                f"{each['number']}",
                each["title"],
                each["owner"],
                _deadline(each, is_brief=is_brief),
                _evidence(each, is_brief=is_brief),
            )
        )
        for each in shown
    ]
    if rest := count - len(shown):
        rows.append(Row(("", say("solution", "more", count=number(rest)), "", "", "")))
    content = Table(
        caption=say("solution", "caption"),
        columns=(
            Column("number", "Nr."),
            Column("title", "Anbefaling", "left"),
            Column("owner", "Ansvarlig", "left"),
            Column("deadline", "Frist", "left"),
            Column("evidence", "Belæg", "left"),
        ),
        rows=tuple(rows),
        records=tuple(
            {key: each[key] for key in ("number", "id", "title", "owner", "deadline", "strength")}
            for each in shown
        ),
    )
    return Block(f"{SOLUTION_ID}-tabel", content, lineage_of_recommendations(record))


def _solution(record: PackRecord) -> Iterator[str]:
    found = record.recommendations
    owners = [f"{len(own)} {owner}" if owner == "fælles" else f"{len(own)} til {owner}"
              for owner, own in group_by_owner(found).items()]  # fmt: skip
    yield say(
        "solution", "text",
        count=count_recommendations(len(found)), owners=listing(owners),
        verb="Den hviler" if len(found) == 1 else "De hviler",
        none="den" if len(found) == 1 else "ingen af dem",
    )  # fmt: skip
    if settled := [each for each in found if each["status"] in SETTLED]:
        yield say("solution", "text_decided", numbers=list_numbers(settled))
    yield say("solution", "units" if record.municipality_code == COPENHAGEN else "units_other")


def _deadline(recommendation: Mapping[str, Any], *, is_brief: bool) -> str:
    day = write_day(recommendation["deadline"])
    if is_brief:
        year, month, day_of_month = map(int, str(recommendation["deadline"]).split("-"))
        day = f"{day_of_month}.{month}.{year}"
    return say("solution", "overdue", date=day) if recommendation["is_overdue"] else day


def _evidence(recommendation: Mapping[str, Any], *, is_brief: bool) -> str:
    strength = sentence_case(recommendation["strength"])
    return strength if is_brief else f"{strength}; {recommendation['verdict_words']}"
