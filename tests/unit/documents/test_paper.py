"""The model of a cover paper: headings, contents, stamp."""

from __future__ import annotations

import dataclasses
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.blocks.model import STAMP, Block, Heading, Paragraph, Text
from analysis.documents.paper import Section
from analysis.errors import RenderingError

samples = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("pack_samples.py"))))


def test_a_paper_with_another_heading_is_refused() -> None:
    paper = samples.cover()
    other = (*paper.sections[:-1], Section("Resume", paper.sections[0].blocks))
    with pytest.raises(RenderingError, match="no heading 'Resume'"):
        dataclasses.replace(paper, sections=other)


def test_a_paper_without_one_of_the_headings_is_refused_with_its_name() -> None:
    paper = samples.cover()
    with pytest.raises(RenderingError, match="'Bilag' is missing"):
        dataclasses.replace(paper, sections=paper.sections[:-1])


def test_headings_in_another_order_are_refused() -> None:
    paper = samples.cover()
    with pytest.raises(RenderingError, match="another order"):
        dataclasses.replace(paper, sections=paper.sections[::-1])


def test_an_unknown_status_is_refused() -> None:
    with pytest.raises(RenderingError, match="'kladde' is not a status"):
        dataclasses.replace(samples.cover(), status="kladde")


@pytest.mark.parametrize(
    ("blocks", "message"),
    [
        ((), "is empty"),
        ((Block("h", Heading("Nyt")),), "A Heading cannot stand"),
        ((Block("t", Text((Paragraph("x"),), "quote")),), "no text role 'quote'"),
    ],
)
def test_contents_that_a_paper_cannot_hold_are_refused(blocks, message) -> None:
    paper = samples.cover()
    with pytest.raises(RenderingError, match=message):
        dataclasses.replace(paper, sections=(Section("Indstilling", blocks), *paper.sections[1:]))


def test_the_stamp_follows_from_the_blocks() -> None:
    assert samples.cover().shown_stamp == ""
    assert samples.cover(lineage=samples.INVENTED).shown_stamp == STAMP
    assert samples.cover(stamp="ØVELSE").shown_stamp == "ØVELSE"
