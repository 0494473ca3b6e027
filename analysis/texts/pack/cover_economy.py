"""What does it cost, and what is that no argument for, in a few lines?"""

from __future__ import annotations

from collections.abc import Mapping

from analysis.blocks.model import Block, Paragraph, Table, Text
from analysis.concepts import Lineage
from analysis.findings.economics_words import WHOLE_MILLIONS
from analysis.findings.register import Finding, Number
from analysis.labels import interval, number
from analysis.packs.record import PackRecord
from analysis.texts.pack.cover_words import say

ECONOMY_ID = "oekonomi-kort"
_UNUSED = "Anlæg"


def say_economy(record: PackRecord, blocks: Mapping[str, Block]) -> tuple[Block, ...]:
    """Return the money in short, split by area, and what it is no argument for.

    Parameters
    ----------
    record : PackRecord
        What the pack says.
    blocks : mapping of str to Block
        The report's blocks; the business case is shown in extract where it is there.
    """
    total = record.register.find("economics.total")
    plain = Paragraph(say("economy", "plain"), say("economy", "plain_lead"))
    if total is None or total.state == "unknown":
        said = total.sentence if total else record.missing.get("economics", "")
        missing = Paragraph(said or say("economy", "missing"))
        lineage = total.lineage if total else Lineage()
        return (Block(ECONOMY_ID, Text((missing, plain)), lineage),)
    keys = {each.key for each in total.numbers}
    paragraphs = [Paragraph(total.sentence)]
    if {"case_total", "case_service", "case_transfers"} <= keys:
        paragraphs.append(Paragraph(_split(total), say("economy", "split_lead")))
    paragraphs.append(plain)
    where = ("case", "own_costs") if record.recommendations else ("case",)
    paragraphs.append(Paragraph(" ".join(say("economy", key) for key in where)))
    text = Block(ECONOMY_ID, Text(tuple(paragraphs)), total.lineage)
    case = blocks.get("business-case")
    if case is None or not isinstance(case.content, Table):
        return (text,)
    return text, _extract(case, case.content)


def _split(total: Finding) -> str:
    case, service = total.number("case_total"), total.number("case_service")
    transfers = total.number("case_transfers")
    return say(
        "economy", "split",
        sum=_say_amount(case),
        service=_say_amount(service), transfers=_say_amount(transfers),
    )  # fmt: skip


def _say_amount(amount: Number) -> str:
    """Write an amount with its limits, if it has them, in whole millions where it is large.

    The unit stands at the limits too: whoever checks the paper reads each number by itself.
    """
    is_large = abs(amount.value) >= WHOLE_MILLIONS
    scale, unit = (1_000, "mio. kr.") if is_large else (1, "tusind kr.")
    words = f"{number(amount.value / scale, signed=True)} {unit}"
    if amount.lower is None or amount.upper is None:
        return words
    limits = interval(amount.lower / scale, amount.upper / scale, signed=True)
    return f"{words} ({limits} {unit})"


def _extract(case: Block, table: Table) -> Block:
    """Return what is lasting by area, then the sums and their limits."""
    headings = [place for place, row in enumerate(table.rows) if row.is_group]
    second, last = (headings[1], headings[-1]) if len(headings) > 1 else (0, 0)
    kept = [
        row
        for place, row in enumerate(table.rows)
        if not row.is_group
        and row.cells[0] != _UNUSED
        and (place < second or place > last or row.is_focus)
    ]
    content = Table(
        caption=say("economy", "caption", caption=table.caption),
        columns=table.columns,
        rows=tuple(kept),
        records=table.records,
        note=say("economy", "unverified"),
    )
    return Block(f"{ECONOMY_ID}-tabel", content, case.lineage)
