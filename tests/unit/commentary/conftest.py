"""A small report on the invented municipality Aby, and a commentary file to it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.blocks.model import (
    Block,
    Column,
    Figure,
    FindingText,
    Heading,
    KeyFigure,
    Mark,
    Masthead,
    Paragraph,
    Row,
    Table,
    Text,
)
from analysis.commentary.model import Subject
from analysis.concepts import Lineage

MADE = Lineage(frozenset({"AUK01.csv"}), frozenset({"AUK01.csv"}))
REAL = Lineage(frozenset({"FOLK1A.csv"}))
SUBJECT = Subject("990", "2025K4", "praksissammenligning")


def make_blocks(*, awards: str = "1.026", share: float = 0.25) -> tuple[Block, ...]:
    """Return page one and two pages, with one number of each to move."""
    columns = (
        Column("name", "", "left"),
        Column("observed", "faktisk"),
        Column("ratio", "faktisk / forventet", "center"),
        Column("verdict", "vurdering", "left"),
    )
    rows = (
        Row(("Tilkendelser",), is_group=True),
        Row(("Førtidspension", awards, Mark("<svg/>", "0,66 gange"), "lavere")),
        Row(("Bestand",), is_group=True),
        Row(("Førtidspension", "9.214", Mark("<svg/>", "0,93 gange"), "lavere")),
    )
    figure = Figure(
        "Udvikling", "<svg/>", "Andelen er faldet siden 2022.", "a", "b", "c", ({"share": share},)
    )
    sentence = f"Aby tilkendte {awards} førtidspensioner mod 1.556 forventede på et år."
    return (
        Block("hoved", Masthead("Praksis", "Aby", "4. kvartal 2025", "1. marts 2026", "udkast")),
        Block("fund-1", FindingText(sentence, "lavere"), MADE),
        Block("forside", Table("Faktisk og forventet", columns, rows, ()), MADE),
        Block("over-tid", Heading("Har det ændret sig?")),
        Block("udvikling", figure, REAL),
        Block("del", Heading("Før 2022", 2)),
        Block("noegletal", KeyFigure("Indbyggere", "143.900", "1. oktober"), REAL),
        Block("kilder", Heading("Hvor kommer tallene fra?")),
        Block("kilder-ord", Text((Paragraph("Hentet 2. februar 2026."),)), REAL),
    )


WORDS = """\
municipality_code: "990"
period: "2025K4"
report: praksissammenligning
comments:
  - place: side-1
    written: 2026-03-12
    written_by: "Beskæftigelsesforvaltningen"
    text: |
      Vi har ændret
      visitationen.

      Den nye praksis gælder fra marts.
"""


@pytest.fixture
def subject() -> Subject:
    return SUBJECT


@pytest.fixture
def blocks() -> Callable[..., tuple[Block, ...]]:
    return make_blocks


@pytest.fixture
def words() -> str:
    return WORDS


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a commentary file, with parts of it replaced."""

    def write_file(text: str = WORDS, *pairs: tuple[str, str]) -> Path:
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "praksissammenligning.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write_file


@pytest.fixture
def day() -> dt.date:
    return dt.date(2026, 3, 12)


@pytest.fixture
def public() -> Subject:
    return replace(SUBJECT, release="offentlig")
