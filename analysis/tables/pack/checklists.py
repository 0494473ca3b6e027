"""The consolidated checklists: what is in them, how much is verified, what was said of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.blocks.model import Block, Column, Row, Table
from analysis.checklists.load import load_checklist
from analysis.checklists.model import COMMON, OTHER_SERVICES, SCHEMES, Checklist
from analysis.labels import number, sentence_case
from analysis.packs.assemble import Pack

_COLUMNS = (
    Column("section", "Tjekliste", "left"),
    Column("n_items", "Punkter"),
    Column("n_verified", "Heraf efterprøvet"),
    Column("n_comments", "Bemærkninger"),
    Column("n_settled", "Heraf afgjort"),
)
_LABELS = {COMMON: "Fælles punkter", OTHER_SERVICES: "Andre indsatser"}


def tabulate_checklists(pack: Pack) -> Block:
    """Return the checklists in force, with the state of the comments on them.

    Parameters
    ----------
    pack : Pack
        Everything that the meeting gets.
    """
    checklist = load_checklist(pack.evidence.day)
    comments = pack.evidence.comments
    records = tuple(
        _record(checklist, section, comments)
        for section in (*(scheme.value for scheme in SCHEMES), OTHER_SERVICES, COMMON)
        if any(item.section == section for item in checklist.items)
    )
    state = (
        "Bemærkninger er dem, der er indhentet med den fremsendte formular."
        if comments is not None
        else "Tjeklisterne er ikke sendt til Ankestyrelsen, eller registeret over bemærkninger "
        "(comments.csv) er ikke lagt ved."
    )
    lineage = pack.lineage if comments is not None else pack.comparison.name_lineage
    return Block(
        "tjeklister",
        Table(
            caption=f"Konsoliderede tjeklister, version {checklist.version}",
            columns=_COLUMNS,
            rows=tuple(_row(record) for record in records),
            records=records,
            note=f"{state} Efterprøvet betyder, at nogen har læst lovteksten. Selve tjeklisterne "
            "ligger som tjeklister.pdf ved oplægget.",
        ),
        lineage,
    )


def _record(
    checklist: Checklist, section: str, comments: Mapping[str, tuple[int, int]] | None
) -> dict[str, Any]:
    items = [item for item in checklist.items if item.section == section]
    counts = [comments.get(item.id, (0, 0)) for item in items] if comments is not None else []
    return {
        "section": section,
        "label": _LABELS.get(section) or _scheme_label(section),
        "n_items": len(items),
        "n_verified": sum(item.is_verified for item in items),
        "n_comments": sum(made for made, _ in counts) if comments is not None else None,
        "n_settled": sum(settled for _, settled in counts) if comments is not None else None,
    }


def _scheme_label(section: str) -> str:
    return next(sentence_case(scheme.label) for scheme in SCHEMES if scheme.value == section)


def _row(record: Mapping[str, Any]) -> Row:
    counted = ("n_items", "n_verified", "n_comments", "n_settled")
    cells = ("–" if record[key] is None else number(record[key]) for key in counted)
    return Row((str(record["label"]), *cells))
