"""The checker of slides: each fault is planted, and found."""

from __future__ import annotations

import io
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
from pptx import Presentation
from pptx.util import Inches, Pt

from analysis.documents.slides_faults import find_slide_faults
from analysis.documents.slides_pptx import write_slides
from analysis.errors import RenderingError

samples = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("pack_samples.py"))))
CHART = write_slides(samples.deck(samples.slide("chart", samples.chart())))
BULLETS = write_slides(samples.deck(samples.slide("bullets", samples.text("Et punkt"))))


def edit(data: bytes, change) -> list[str]:
    presentation = Presentation(io.BytesIO(data))
    change(presentation.slides[0])
    saved = io.BytesIO()
    presentation.save(saved)
    return find_slide_faults(saved.getvalue())


def find(slide, name: str):
    return next(shape for shape in slide.shapes if shape.name == name)


def add_box(slide, *, left=1.0, top=5.0, width=2.0, height=0.5, size=16, words="Ny tekst"):
    box = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(height))
    box.text_frame.word_wrap = True
    run = box.text_frame.paragraphs[0].add_run()
    run.text = words
    run.font.size = Pt(size) if size else None
    return box


def test_a_box_with_room_is_no_fault() -> None:
    assert edit(BULLETS, add_box) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda slide: add_box(slide, size=12), "has type of 12 pt"),
        (lambda slide: add_box(slide, size=None), "no stated size"),
        (lambda slide: add_box(slide, left=12.9), "lies outside the slide"),
        (lambda slide: add_box(slide, left=0.7, top=2.3), "overlap"),
        (lambda slide: add_box(slide, words="mange ord " * 20), "runs out of its box"),
        (lambda slide: add_box(slide, words="rehabiliteringsteammedlem"), "a word in"),
        (lambda slide: setattr(slide.shapes.title.text_frame, "text", ""), "no title"),
        (lambda slide: setattr(slide.notes_slide.notes_text_frame, "text", ""), "no notes"),
    ],
)
def test_a_planted_fault_is_found(change, fault: str) -> None:
    faults = edit(BULLETS, change)
    assert any(fault in each for each in faults), faults
    assert all(each.startswith("slide 1: ") for each in faults)


def test_a_chart_without_alternative_text_is_found() -> None:
    def change(slide) -> None:
        find(slide, "Diagram")._element.xpath(".//p:cNvPr")[0].set("descr", "")

    assert edit(CHART, change) == ["slide 1: 'Diagram' has no alternative text"]


def test_small_type_on_an_axis_is_found() -> None:
    def change(slide) -> None:
        find(slide, "Diagram").chart.category_axis.tick_labels.font.size = Pt(9)

    assert edit(CHART, change) == ["slide 1: 'Diagram' has type of 9 pt"]


def test_small_type_in_a_table_is_found() -> None:
    def change(slide) -> None:
        find(slide, "Tabel oekonomi").table.cell(1, 0).text_frame.paragraphs[0].runs[
            0
        ].font.size = Pt(10)

    data = write_slides(samples.deck(samples.slide("table", samples.table())))
    assert any("type of 10 pt" in each for each in edit(data, change))


def test_a_file_that_is_no_presentation_is_refused() -> None:
    with pytest.raises(RenderingError, match="cannot be read"):
        find_slide_faults(b"not a zip")
