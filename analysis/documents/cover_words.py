"""Which words and plain values does a cover paper hold, whatever file it becomes?

Word and PDF are written from the same values, so that they say the same.
"""

from __future__ import annotations

from typing import Any

from analysis import labels
from analysis.blocks.model import Block, FindingText, Mark, Table, Text
from analysis.documents.paper import POINTS, CoverPaper, Section

_WIDEST, _NARROWEST = 44, 7
_BOLD = 3  # letters' worth: a head and a row in focus are bold, and so wider
_NOT_SET = "mødedato ikke fastsat"


def say_header(paper: CoverPaper) -> str:
    """Return the running head, such as ``Aby · Direktionsmøde · 11. marts 2026 · udkast``."""
    day = labels.date(paper.meeting_date)
    parts = (paper.municipality, paper.meeting, day, paper.status, paper.embargo)
    return " · ".join(part for part in parts if part)


def say_facts(paper: CoverPaper) -> list[tuple[str, str]]:
    """Return what stands under the title: the meeting, the case number, the status, an embargo."""
    form = paper.form
    day = labels.date(paper.meeting_date)
    facts = [
        (form.meeting_label, f"{paper.meeting}, {day if paper.is_meeting_set else _NOT_SET}"),
        ("Dato", "" if paper.is_meeting_set else day),
        ("Kommune", paper.municipality),
        (form.case_label, paper.case_number or "udfyldes"),
        ("Status", f"{paper.status} {paper.approval}".rstrip()),
        ("Embargo", paper.embargo),
    ]
    return [(lead, fact) for lead, fact in facts if fact]


def describe_section(section: Section) -> dict[str, Any]:
    """Return a section as plain values; numbers of *at*-points run on through it."""
    described = []
    start = 1
    for block in section.blocks:
        values = describe_block(block) | {"start": start}
        if values["kind"] == "text" and values["role"] == POINTS:
            start += len(values["paragraphs"])
        described.append(values)
    return {"heading": section.heading, "blocks": described}


def describe_block(block: Block) -> dict[str, Any]:
    """Return a block as plain values of the kind ``text``, ``finding`` or ``table``."""
    content = block.content
    if isinstance(content, FindingText):
        return {"kind": "finding", "sentence": content.sentence, "verdict": content.verdict}
    if isinstance(content, Table):
        return {"kind": "table"} | _describe_table(content)
    assert isinstance(content, Text)
    paragraphs = [{"lead": each.lead, "text": each.text} for each in content.paragraphs]
    return {"kind": "text", "role": content.role, "paragraphs": paragraphs}


def _describe_table(table: Table) -> dict[str, Any]:
    """Return labels, widths and cells; a column of drawings is left out."""
    full = [row for row in table.rows if not row.is_group]
    kept = [
        place
        for place in range(len(table.columns))
        if not any(isinstance(row.cells[place], Mark) for row in full)
    ]
    columns = [table.columns[place] for place in kept]
    rows: list[dict[str, Any]] = [
        {
            "group": row.is_group,
            "focus": row.is_focus,
            "cells": [str(row.cells[place]) for place in ([0] if row.is_group else kept)],
        }
        for row in table.rows
    ]
    widths = [len(column.label) + _BOLD for column in columns]
    for row in rows:
        if not row["group"]:
            more = _BOLD if row["focus"] else 0
            lengths = [len(cell) + more for cell in row["cells"]]
            widths = [max(pair) for pair in zip(widths, lengths, strict=True)]
    return {
        "caption": table.caption,
        "note": table.note,
        "labels": [column.label for column in columns],
        "aligns": [column.align for column in columns],
        "widths": [min(max(width, _NARROWEST), _WIDEST) for width in widths],
        "rows": rows,
    }
