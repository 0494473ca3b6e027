"""The PDF: accessible, tagged, dated by the rules, A4."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import shutil
import subprocess

import pikepdf
import pytest

from analysis.checklists.load import load_checklist
from analysis.documents.checklist_pdf import write_pdf

CHECKLIST = load_checklist(dt.date(2026, 3, 1))
PDF = write_pdf(CHECKLIST)


def read_words(pdf: bytes) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is absent: it reads the words of the PDF back")
    found = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return found.stdout.decode()


def test_the_file_says_that_it_is_accessible_danish_and_what_it_is_called() -> None:
    with pikepdf.open(io.BytesIO(PDF)) as pdf:
        assert str(pdf.Root.Lang) == "da"
        assert bool(pdf.Root.MarkInfo.Marked)
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == CHECKLIST.title
        width, height = (float(each) for each in pdf.pages[0].MediaBox[2:])
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (210, 297)


def test_the_sections_are_bookmarks() -> None:
    with pikepdf.open(io.BytesIO(PDF)) as pdf, pdf.open_outline() as outline:
        sections = [each.title for each in outline.root[0].children]
    assert sections[:3] == ["Fælles om sagen", "Førtidspension", "Fleksjob"]


def test_pages_are_numbered_and_the_date_of_the_rules_and_the_notes_are_there() -> None:
    words = read_words(PDF)
    n_pages = words.count("\f")
    assert f"side 1 af {n_pages}" in words
    assert f"side {n_pages} af {n_pages}" in words
    assert "Regler pr. 1. marts 2026 · version 2026-02-01/1" in words
    flat = " ".join(words.split())
    assert all(" ".join(note.split()) in flat for note in CHECKLIST.notes)


def test_nothing_in_a_text_is_read_as_markup() -> None:
    items = (
        dataclasses.replace(CHECKLIST.items[0], text="Er #sys.inputs *fed* $x$ <mærke> vist?"),
        *CHECKLIST.items[1:],
    )
    words = read_words(write_pdf(dataclasses.replace(CHECKLIST, items=items)))
    assert "Er #sys.inputs *fed* $x$ <mærke> vist?" in " ".join(words.split())
