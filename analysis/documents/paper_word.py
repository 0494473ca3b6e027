"""What stands in a Word document: paragraphs, tables, boxes, notes, head, foot, comments?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from analysis.documents.paper_xml import (
    W,
    is_fallback,
    join_runs,
    list_relations,
    parse,
    read_chart,
)
from analysis.packs.tracing.model import Form, Passage

_MAIN = "word/document.xml"
_BESIDE = (
    (re.compile(r"word/header\d*\.xml"), "sidehoved"),
    (re.compile(r"word/footer\d*\.xml"), "sidefod"),
    (re.compile(r"word/footnotes\.xml"), "fodnote"),
    (re.compile(r"word/endnotes\.xml"), "slutnote"),
    (re.compile(r"word/comments\.xml"), "kommentar"),
)
_HEADING = re.compile(r"(?:heading|overskrift|title|titel)\s*\d*", re.IGNORECASE)
_PART = "dokument"


def read_word(parts: Mapping[str, bytes]) -> Iterator[Passage]:
    """Yield everything that can be read in a Word document.

    Parameters
    ----------
    parts : mapping of str to bytes
        The parts of the file.
    """
    yield from _read_body(parse(parts, _MAIN))
    charts = [name for kind, name in list_relations(parts, _MAIN).values() if kind == "chart"]
    for place, name in enumerate(sorted(charts), start=1):
        yield from read_chart(parts, name, f"diagram {place}", _PART)
    for pattern, where in _BESIDE:
        for name in sorted(each for each in parts if pattern.fullmatch(each)):
            for paragraph in parse(parts, name).iter(f"{W}p"):
                text = "" if is_fallback(paragraph) else join_runs(paragraph, W)
                if text:
                    yield Passage(where, text, part=_PART)


def _read_body(root: Any) -> Iterator[Passage]:
    """Yield the body in reading order, each paragraph under its heading."""
    heading, place, table = "", 0, 0
    for node in root.iter(f"{W}p", f"{W}tbl"):
        if is_fallback(node):
            continue
        if node.tag == f"{W}tbl":
            table += 1
            yield from _read_table(node, table, heading)
        elif not _is_in_table(node):
            text = join_runs(node, W)
            if not text:
                continue
            place += 1
            if _is_heading(node):
                heading = text
            where = f"afsnit {place}" + (f", »{heading}«" if heading and heading != text else "")
            yield Passage(where, text, context=heading, part=_PART)


def _read_table(table: Any, number: int, heading: str) -> Iterator[Passage]:
    """Yield the cells of a table, each with the words of its row and column."""
    rows = [
        [_cell_text(cell) for cell in row.iter(f"{W}tc") if _owner(cell, f"{W}tbl") is table]
        for row in table.iter(f"{W}tr")
        if _owner(row, f"{W}tbl") is table
    ]
    head = rows[0] if rows else []
    group = ""
    for place, row in enumerate(rows, start=1):
        filled = [text for text in row if text]
        if len(filled) == 1 and filled[0] == row[0]:
            group = row[0]
        for column, text in enumerate(row):
            if text:
                title = head[column] if column < len(head) and place > 1 else ""
                label = row[0] if column else ""
                yield Passage(
                    f"tabel {number}, række {place}, kolonne {column + 1}",
                    text,
                    context=" | ".join(each for each in (heading, group, label, title) if each),
                    part=_PART,
                    form=Form.CELL,
                )


def _cell_text(cell: Any) -> str:
    texts = [
        join_runs(paragraph, W)
        for paragraph in cell.iter(f"{W}p")
        if _owner(paragraph, f"{W}tc") is cell and not is_fallback(paragraph)
    ]
    return " ".join(text for text in texts if text)


def _owner(node: Any, tag: str) -> Any:
    return next((each for each in node.iterancestors() if each.tag == tag), None)


def _is_in_table(node: Any) -> bool:
    return _owner(node, f"{W}tc") is not None


def _is_heading(paragraph: Any) -> bool:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return style is not None and _HEADING.fullmatch(style.get(f"{W}val", "")) is not None
