"""How is the case flow put on a slide? A box for each step, today to the left of proposed.

Steps that run at the same time stand side by side. The words of a box are those of
the report's table, so that the weeks are the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from analysis.blocks.model import Block, Figure, Paragraph, Table, Text
from analysis.documents.deck import DiagramArrow, DiagramBox, NativeDiagram, Slide
from analysis.documents.slides_diagram import fits_place
from analysis.documents.slides_look import CONTENT
from analysis.labels import number
from analysis.packs.record import PackRecord
from analysis.rendering.pack_deck_parts import (
    UNDER,
    choose_title,
    words_under,
    write_notes,
    write_source,
)
from analysis.texts.pack.cover_words import say

_TODAY, _PROPOSED = "nuvaerende", "forslag"
_OBVIOUS = "aabenbare"
# Fractions of the diagram's area.
_GAP, _HEAD, _FOOT, _BETWEEN = 0.026, 0.088, 0.98, 0.04
_ROLES = {"added": "focus", "removed": "waiting"}
_CELLS = {_TODAY: 1, _PROPOSED: 2}

_Step = Mapping[str, Any]


def show_flow(record: PackRecord, blocks: Mapping[str, Block]) -> Slide | None:
    """Return the slide of today's and the proposed flow; None without flows, or with too many.

    Parameters
    ----------
    record : PackRecord
        What the pack says.
    blocks : mapping of str to Block
        The report's blocks: the picture's records, the table's words, and what is said.
    """
    picture, table = blocks.get("sagsgang"), blocks.get("sagsgang-trin")
    if picture is None or not isinstance(picture.content, Figure):
        return None
    if table is None or not isinstance(table.content, Table):
        return None
    flows = {name: _steps(picture.content.records, name) for name in (_TODAY, _PROPOSED)}
    if not all(flows.values()):
        return None
    diagram = _draw(flows, table.content, picture)
    room = CONTENT.height - UNDER - 0.05
    if not fits_place(diagram, width=CONTENT.width, height=room):
        return None
    under = words_under("sagsgang-note", [Paragraph(say("slides", "flow_text"))], picture.lineage)
    return Slide(
        id="sagsgang",
        layout="figure",
        title=_say_flow(flows),
        items=(diagram, under) if under else (diagram,),
        notes=write_notes(record, *_said(blocks.get("sagsgang-tekst"))),
        source=write_source(record, picture.lineage),
    )


def _steps(records: Sequence[_Step], flow: str) -> list[_Step]:
    """Return the steps of one flow, as ordinary cases take them, in order of time."""
    own = [each for each in records if each["flow"] == flow and each["route"] != _OBVIOUS]
    return sorted(own, key=lambda each: (float(each["start_week"]), not each["is_critical"]))


def _draw(flows: Mapping[str, Sequence[_Step]], table: Table, picture: Block) -> NativeDiagram:
    stacks = {name: _rows(steps) for name, steps in flows.items()}
    count = max(len(each) for each in stacks.values())
    boxes: list[DiagramBox] = []
    arrows: list[DiagramArrow] = []
    width = (1 - _BETWEEN) / 2
    for place, (name, rows) in enumerate(stacks.items()):
        left = place * (width + _BETWEEN)
        title = say("slides", "flow_today" if name == _TODAY else "flow_proposed")
        boxes.append(DiagramBox(name, title, left, 0.0, width, _HEAD, role="label"))
        boxes += _boxes(name, rows, table, left=left, width=width, count=count)
        arrows += _arrows(name, rows)
    alts = {name: _say_steps(name, steps, table) for name, steps in flows.items()}
    return NativeDiagram(
        boxes=tuple(boxes),
        arrows=tuple(arrows),
        alt=say("slides", "flow_alt", today=alts[_TODAY], proposed=alts[_PROPOSED]),
        lineage=picture.lineage,
    )


def _rows(steps: Sequence[_Step]) -> list[list[_Step]]:
    """Put steps that run at the same time side by side in one row."""
    rows: list[list[_Step]] = []
    for step in steps:
        if rows and float(step["start_week"]) < float(rows[-1][0]["end_week"]):
            rows[-1].append(step)
        else:
            rows.append([step])
    return rows


def _boxes(
    flow: str,
    rows: Sequence[Sequence[_Step]],
    table: Table,
    *,
    left: float,
    width: float,
    count: int,
) -> list[DiagramBox]:
    height = (_FOOT - _HEAD - _GAP * (count - 1)) / count
    boxes = []
    for down, row in enumerate(rows):
        own = (width - _GAP * (len(row) - 1)) / len(row)
        for across, step in enumerate(row):
            boxes.append(
                DiagramBox(
                    id=f"{flow}-{step['step']}",
                    text=f"{step['label']} · {_words(flow, step, table)}",
                    x=left + across * (own + _GAP),
                    y=_HEAD + down * (height + _GAP),
                    width=own,
                    height=height,
                    role=_ROLES.get(str(step["change"]), "plain"),
                )
            )
    return boxes


def _arrows(flow: str, rows: Sequence[Sequence[_Step]]) -> list[DiagramArrow]:
    return [
        DiagramArrow(f"{flow}-{start['step']}", f"{flow}-{end['step']}")
        for before, after in pairwise(rows)
        for start in before
        for end in after
    ]


def _words(flow: str, step: _Step, table: Table) -> str:
    """Return unit and weeks as the report's table has them, without limits."""
    for row in table.rows:
        if not row.is_group and row.cells[0] == step["label"]:
            return str(row.cells[_CELLS[flow]]).partition(" (")[0]
    return str(step["unit"])


def _say_steps(flow: str, steps: Sequence[_Step], table: Table) -> str:
    return ", ".join(f"{step['label']} ({_words(flow, step, table)})" for step in steps)


def _say_flow(flows: Mapping[str, Sequence[_Step]]) -> str:
    """Say how long a case is expected to take in each flow."""
    ends = {
        name: number(max(float(each["end_week"]) for each in steps))
        for name, steps in flows.items()
    }
    title = say("slides", "flow_title", today=ends[_TODAY], proposed=ends[_PROPOSED])
    return choose_title(title, say("slides", "flow_title_plain"))


def _said(text: Block | None) -> list[str]:
    if text is None or not isinstance(text.content, Text):
        return [say("slides", "flow_text")]
    return [f"{each.lead} {each.text}".strip() for each in text.content.paragraphs]
