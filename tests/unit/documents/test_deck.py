"""The model of a deck: what belongs together, what is refused, what is stamped."""

from __future__ import annotations

import datetime as dt
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.blocks.model import STAMP, Block, Figure
from analysis.documents.deck import DiagramArrow, DiagramBox, NativeDiagram, Slide, day_number
from analysis.errors import RenderingError

samples = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("pack_samples.py"))))


def test_nine_slides_are_refused() -> None:
    nine = [samples.slide("bullets", samples.text("x"), name=f"s{n}") for n in range(9)]
    with pytest.raises(RenderingError, match="has 9 slides"):
        samples.deck(*nine)


def test_two_slides_of_one_id_are_refused() -> None:
    twice = [samples.slide("bullets", samples.text("x"))] * 2
    with pytest.raises(RenderingError, match="same id"):
        samples.deck(*twice)


def test_a_slide_without_notes_is_refused() -> None:
    with pytest.raises(RenderingError, match="no notes on method"):
        Slide("a", "bullets", "Budskab", (), notes=" ")


def test_a_figure_that_cannot_be_edited_is_refused() -> None:
    drawn = Block("f", Figure("t", "<svg/>", "alt", "a", "h", "d", ()))
    with pytest.raises(RenderingError, match="A Figure cannot be put on a slide"):
        samples.slide("figure", drawn)


@pytest.mark.parametrize("part", ["lower", "point_labels"])
def test_a_chart_whose_parts_differ_in_length_is_refused(part: str) -> None:
    with pytest.raises(RenderingError, match="same length") as caught:
        samples.chart("interval", **{part: ("1", "2")})
    assert part in str(caught.value)


def test_a_chart_without_alternative_text_is_refused() -> None:
    with pytest.raises(RenderingError, match="no alternative text"):
        samples.chart(alt="")


def test_an_arrow_to_nowhere_is_refused() -> None:
    box = DiagramBox("a", "Sag", 0, 0, 0.2, 0.2)
    with pytest.raises(RenderingError, match="do not belong together"):
        NativeDiagram((box,), (DiagramArrow("a", "b"),), alt="x")


def test_a_box_outside_the_area_is_refused() -> None:
    with pytest.raises(RenderingError, match="lies outside"):
        NativeDiagram((DiagramBox("a", "Sag", 0.9, 0, 0.2, 0.2),), (), alt="x")


def test_the_stamp_follows_the_lineage_slide_by_slide_and_marks_the_first() -> None:
    first = samples.slide("title", samples.text("x"))
    observed = samples.slide("bullets", samples.text("x"))
    invented = samples.slide("chart", samples.chart(lineage=samples.INVENTED))
    by_title = samples.slide("bullets", samples.text("x"), name="b", lineage=samples.INVENTED)
    deck = samples.deck(first, observed, invented, by_title)
    assert [deck.stamp_of(each) for each in deck.slides] == [STAMP, "", STAMP, STAMP]
    assert samples.deck(first, observed).stamp_of(first) == ""


def test_days_are_counted_as_a_workbook_counts_them() -> None:
    # Excel: DATE(2000;1;1) is 36526.
    assert day_number(dt.date(2000, 1, 1)) == 36526.0
