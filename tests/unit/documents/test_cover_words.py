"""The plain values that Word and PDF are written from."""

from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

from analysis.blocks.model import Block, Column, Mark, Row, Table
from analysis.documents.cover_words import (
    describe_block,
    describe_section,
    say_facts,
    say_header,
)
from analysis.documents.paper import Section

samples = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("pack_samples.py"))))


def test_the_running_head_names_municipality_meeting_date_and_status() -> None:
    header = say_header(samples.cover())
    assert header == "Aby · Fælles direktionsmøde · 11. marts 2026 · udkast"


def test_approval_and_embargo_stand_under_the_title_and_the_embargo_in_the_head() -> None:
    line = "Må ikke offentliggøres før 15. februar 2026 kl. 10.00"
    paper = replace(samples.cover(), status="godkendt", approval="2. marts af A", embargo=line)
    assert say_header(paper).endswith(f" · godkendt · {line}")
    facts = dict(say_facts(paper))
    assert (facts["Status"], facts["Embargo"]) == ("godkendt 2. marts af A", line)
    assert "Embargo" not in dict(say_facts(samples.cover()))


def test_the_form_decides_what_the_meeting_is_called() -> None:
    assert say_facts(samples.cover("slagelse"))[0][0] == "Kompetence"
    assert say_facts(samples.cover())[0] == ("Møde", "Fælles direktionsmøde, 11. marts 2026")


def test_numbers_of_at_points_run_on_through_a_section() -> None:
    first = samples.text("at a", "at b", role="points", name="a")
    second = samples.text("at c", role="points", name="c")
    described = describe_section(Section("Indstilling", (first, samples.text("Samt,"), second)))
    assert [block["start"] for block in described["blocks"]] == [1, 3, 3]


def test_a_column_of_drawings_is_left_out_of_a_table() -> None:
    drawn = Table(
        "Tabel",
        (Column("a", "Ordning", "left"), Column("b", "Tegning")),
        (Row(("Fleksjob", Mark("<svg/>", "0,72"))),),
        (),
    )
    described = describe_block(Block("t", drawn))
    assert described["labels"] == ["Ordning"]
    assert described["rows"][0]["cells"] == ["Fleksjob"]
