"""What a delivery keeps beside the page: a record as a file, and papers of the same blocks."""

from __future__ import annotations

import dataclasses
import json

import pytest

from analysis.blocks.html import block_to_html
from analysis.blocks.model import Attachment, Block, Paragraph, Text
from analysis.errors import RenderingError
from analysis.rendering.delivery import deliver
from analysis.rendering.report import pages

VALUES = {"findings": [{"sentence": "Færre får det.", "value": 0.5}]}


@pytest.fixture
def with_record(report, sample):
    record = Block("fund-fil", Attachment("fund.json", VALUES), sample.OBSERVED)
    return dataclasses.replace(report, blocks=(*report.blocks, record))


def test_attachment_is_a_file_of_the_delivery_and_on_no_page(with_record, report, tmp_path):
    out = deliver(with_record, tmp_path / "out")
    assert json.loads((out / "fund.json").read_text(encoding="utf-8")) == VALUES
    assert "Færre får det." in (out / "fund.json").read_text(encoding="utf-8")
    assert pages(with_record) == pages(report)
    page = (out / f"{report.meta.name}.html").read_text(encoding="utf-8")
    assert "Færre får det." not in page
    listed = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["outputs"]
    assert "fund.json" in {each["file"] for each in listed}


def test_attachment_travels_in_a_notebook_as_it_is(sample):
    block = Block("fund-fil", Attachment("fund.json", VALUES), sample.OBSERVED)
    assert Block.from_json(json.loads(json.dumps(block.to_json()))) == block


def test_papers_are_made_of_the_report_that_has_passed_and_replace_those_before(report, tmp_path):
    asked = []

    def make(checked):
        asked.append(checked)
        return {"papir.docx": b"papir"}

    out = deliver(report, tmp_path / "out", beside=make)
    assert (out / "papir.docx").read_bytes() == b"papir"
    assert len(asked) == 1
    deliver(report, out)
    assert not (out / "papir.docx").exists()


def test_no_paper_is_made_of_a_report_that_is_refused(report, tmp_path):
    asked = []
    twice = dataclasses.replace(report, blocks=(*report.blocks, report.blocks[-1]))
    with pytest.raises(RenderingError):
        deliver(twice, tmp_path / "out", beside=lambda each: asked.append(each) or {})
    assert asked == []
    assert not (tmp_path / "out").exists()


def test_points_of_a_proposal_are_numbered(sample):
    text = Text((Paragraph("at praksis bliver ens,"), Paragraph("at der følges op.")), "points")
    page = block_to_html(Block("indstilling", text, sample.OBSERVED), standalone=False)
    assert "<ol" in page
    assert page.count("<li") == 2
