"""What stands on a set of slides: titles, boxes, tables, charts, groups and notes?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from analysis.documents.paper_xml import (
    A,
    P,
    R,
    is_fallback,
    join_runs,
    list_relations,
    parse,
    read_chart,
)
from analysis.packs.tracing.model import Form, Passage

_MAIN = "ppt/presentation.xml"


def read_slides(parts: Mapping[str, bytes]) -> Iterator[Passage]:
    """Yield everything that can be read on a set of slides, slide by slide.

    Parameters
    ----------
    parts : mapping of str to bytes
        The parts of the file.
    """
    relations = list_relations(parts, _MAIN)
    order = [each.get(f"{R}id") for each in parse(parts, _MAIN).iter(f"{P}sldId")]
    names = [relations[each][1] for each in order if each in relations]
    for number, name in enumerate(names, start=1):
        yield from _read_slide(parts, name, f"slide {number}")


def _read_slide(parts: Mapping[str, bytes], name: str, part: str) -> Iterator[Passage]:
    root = parse(parts, name)
    title = _find_title(root)
    for node in root.iter(f"{A}p", f"{A}tbl"):
        if is_fallback(node):
            continue
        if node.tag == f"{A}tbl":
            yield from _read_table(node, part, title)
        elif not any(each.tag == f"{A}tbl" for each in node.iterancestors()):
            text = join_runs(node, A)
            if text:
                yield Passage(part, text, context="" if text == title else title, part=part)
    for kind, target in list_relations(parts, name).values():
        if kind == "chart":
            yield from read_chart(parts, target, part, part)
        elif kind == "notesSlide":
            for paragraph in parse(parts, target).iter(f"{A}p"):
                text = join_runs(paragraph, A)
                # The number of the page is a field, and no text of the speaker's.
                if text and paragraph.find(f"{A}fld") is None:
                    yield Passage(f"{part}, noter", text, context=title, part=part)


def _read_table(table: Any, part: str, title: str) -> Iterator[Passage]:
    """Yield the cells of a table, each with the words of its row and column."""
    rows = [
        [
            " ".join(filter(None, (join_runs(each, A) for each in cell.iter(f"{A}p"))))
            for cell in row.iter(f"{A}tc")
        ]
        for row in table.iter(f"{A}tr")
    ]
    head = rows[0] if rows else []
    for place, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            if text:
                over = head[column] if place > 1 and column < len(head) else ""
                label = row[0] if column else ""
                yield Passage(
                    f"{part}, tabel, række {place}, kolonne {column + 1}",
                    text,
                    context=" | ".join(each for each in (title, label, over) if each),
                    part=part,
                    form=Form.CELL,
                )


def _find_title(root: Any) -> str:
    for shape in root.iter(f"{P}sp"):
        kind = shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
        if kind is not None and kind.get("type") in {"title", "ctrTitle"}:
            return " ".join(filter(None, (join_runs(each, A) for each in shape.iter(f"{A}p"))))
    return ""
