"""A practice beside the benchmark ratio of the municipalities that it is known of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from analysis.blocks.model import Block, Column, Paragraph, Row, Table, Text
from analysis.blocks.records import plain_number
from analysis.findings.study_beside_words import say_beside
from analysis.labels import number, sentence_case
from analysis.study.beside import BesideRow, PracticeBeside
from analysis.study.matrix import Known
from analysis.study.model import Reading

BLOCK_ID = "praksis-ved-siden-af"
_ALL_OLD = (
    "Al praksis her er ældre end 5 år eller uden dato og siger intet om i dag; tallet er nyt. "
)


def tabulate_practice_beside(beside: PracticeBeside) -> Block:
    """Return one row per municipality with a known practice, and what may be said of them.

    Parameters
    ----------
    beside : PracticeBeside
        The practice and the ratios.
    """
    if not beside.rows:
        text = Paragraph(
            "Skriv poster i arbejdsbogen fra praksis study workbook, og læs den ind igen.",
            lead=f"Ingen kommune er undersøgt på temaet {beside.theme.label.lower()}.",
        )
        return Block(BLOCK_ID, Text((text,), role="missing"), beside.lineage)
    benefit = beside.headline.benefit.label
    content = Table(
        caption=f"Praksis ved siden af tallene: {beside.theme.label.lower()} og {benefit}, "
        f"{beside.headline.stage.label}",
        columns=(
            Column("name", "Praksis og kommune", "left"),
            Column("period", "Hvornår", "left"),
            Column("ratio", "Faktisk / forventet"),
        ),
        rows=tuple(_rows(beside.rows)),
        records=tuple(_record(beside, row) for row in beside.rows),
        note=(_ALL_OLD if _are_all_old(beside.rows) else "") + say_beside(beside),
    )
    return Block(BLOCK_ID, content, beside.lineage)


def _rows(rows: Sequence[BesideRow]) -> Iterator[Row]:
    """Give each practice as a heading, and under it the municipalities that it is known of."""
    for words in dict.fromkeys(map(_practice, rows)):
        yield Row((words,), is_group=True)
        for row in rows:
            if _practice(row) == words:
                is_marked = row.known is Known.OLD and not _are_all_old(rows)
                old = " (ældre eller uden dato)" if is_marked else ""
                when = sentence_case(row.entry.period_label) + old
                yield Row((row.name, when, number(row.ratio, decimals=2)), is_focus=row.is_focus)


def _are_all_old(rows: Sequence[BesideRow]) -> bool:
    return all(row.known is Known.OLD for row in rows)


def _practice(row: BesideRow) -> str:
    """Return what is done, in as few words as are noted."""
    is_title = row.entry.reading is Reading.TITLE_ONLY
    return row.entry.short or ("Kun titel læst" if is_title else row.entry.practice)


def _record(beside: PracticeBeside, row: BesideRow) -> dict[str, Any]:
    """Return one municipality as it stands in the file beside the table."""
    return {
        "theme": beside.theme.id,
        "headline": beside.headline.id,
        "municipality_code": row.municipality_code,
        "municipality_name": row.name,
        "known": row.known.value,
        "category": row.entry.category,
        "value": row.entry.value,
        "level": row.entry.level,
        "period_from": row.entry.period_from.text,
        "period_to": row.entry.period_to.text if row.entry.period_to else "",
        "ratio": plain_number(row.ratio),
        "is_tested": row.is_tested,
        "entry": row.entry.id,
    }
