"""The cover paper of a pack: both forms, two pages, whatever the municipality has given."""

from __future__ import annotations

import dataclasses
import io
import runpy
from pathlib import Path
from types import SimpleNamespace

import docx
import pytest

from analysis.blocks.model import STAMP
from analysis.documents.cover_pdf import MOST_PAGES, count_pages, write_cover_pdf
from analysis.documents.cover_word import write_cover_word
from analysis.documents.cover_words import say_facts
from analysis.errors import RenderingError
from analysis.rendering.pack_paper import make_cover

HERE = Path(__file__)
samples = SimpleNamespace(**runpy.run_path(str(HERE.parents[1] / "texts" / "pack_record.py")))
FORMS = ("koebenhavn", "slagelse")
RECORDS = {
    "full": samples.record(),
    "bare": samples.bare_record(),
    "without a register": samples.bare_record(recommendations=(), milestones=()),
    "forty": samples.record(
        municipality_name=samples.TWO_LINES,
        recommendations=tuple(samples.recommendation(n, is_overdue=True) for n in range(1, 41)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", RECORDS)
def test_the_paper_has_every_heading_and_two_pages_at_most(form: str, name: str) -> None:
    paper = make_cover(RECORDS[name], samples.blocks(), form=form)
    assert tuple(each.heading for each in paper.sections) == paper.form.headings
    assert count_pages(write_cover_pdf(paper)) <= MOST_PAGES


def test_word_holds_the_sentences_of_the_findings() -> None:
    paper = make_cover(samples.record(), samples.blocks(), form="koebenhavn")
    document = docx.Document(io.BytesIO(write_cover_word(paper)))
    said = " ".join(each.text for each in document.paragraphs)
    for name in ("benchmark.foertidspension-tilkendelser", "review.mindst_en", "economics.total"):
        assert samples.record().register.find(name).sentence in said


def test_a_meeting_that_is_not_set_is_said_and_the_printed_date_stands_beside() -> None:
    facts = dict(say_facts(make_cover(samples.record(), {}, form="koebenhavn")))
    assert facts["Møde"] == "Direktionsmøde, mødedato ikke fastsat"
    assert facts["Dato"] == "21. november 2026"


def test_a_meeting_that_is_set_is_named_with_its_date() -> None:
    record = samples.record(meeting_date="2027-01-12", municipality_code="101")
    facts = dict(say_facts(make_cover(record, {}, form="koebenhavn")))
    assert facts["Møde"] == "Fælles direktionsmøde for BIF og SOF, 12. januar 2027"
    assert "Dato" not in facts


def test_the_stamp_follows_from_the_findings() -> None:
    invented = dataclasses.replace(samples.record(), findings=samples.findings(samples.INVENTED))
    assert make_cover(invented, {}, form="slagelse").shown_stamp == STAMP
    assert make_cover(samples.record(), {}, form="slagelse").shown_stamp == ""


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(RenderingError, match="no form 'aby'"):
        make_cover(samples.record(), {}, form="aby")
