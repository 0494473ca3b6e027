"""The cover paper as Word: styles, numbering, stamp, typeface, and its pages in LibreOffice."""

from __future__ import annotations

import dataclasses
import io
import runpy
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import docx
import pikepdf
import pytest
from docx.oxml.ns import qn

from analysis.blocks.model import STAMP
from analysis.documents.cover_word import write_cover_word
from analysis.documents.paper import Section
from analysis.errors import RenderingError

samples = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("pack_samples.py"))))


def open_word(paper):
    return docx.Document(io.BytesIO(write_cover_word(paper)))


def list_headings(document) -> list[str]:
    return [each.text for each in document.paragraphs if each.style.name == "Heading 1"]


@pytest.mark.parametrize("template", ["koebenhavn", "slagelse"])
def test_the_headings_of_the_form_are_real_headings(template: str) -> None:
    paper = samples.cover(template)
    assert tuple(list_headings(open_word(paper))) == paper.form.headings


def test_at_points_number_themselves_and_begin_with_one_in_each_section() -> None:
    paper = samples.cover()
    again = Section("Løsning", (samples.text("at x", role="points"),))
    sections = tuple(again if each.heading == "Løsning" else each for each in paper.sections)
    document = open_word(dataclasses.replace(paper, sections=sections))
    points = [each for each in document.paragraphs if each.style.name == "List Number"]
    assert [each.text[:2] for each in points] == ["at"] * 5
    numbers = [each._p.pPr.numPr.numId.val for each in points]
    assert len(set(numbers)) == 2
    numbering = document.part.numbering_part.element
    starts = {
        each.numId: each.find(f".//{qn('w:startOverride')}").get(qn("w:val"))
        for each in numbering.num_lst
        if each.numId in numbers
    }
    assert set(starts.values()) == {"1"}


def test_the_head_of_a_table_is_repeated_and_the_table_is_described() -> None:
    (table,) = open_word(samples.cover()).tables
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "1.000 kr."


def test_the_stamp_stands_in_the_head_only_where_something_is_synthetic() -> None:
    stamped = open_word(samples.cover(lineage=samples.INVENTED))
    assert STAMP in stamped.sections[0].header.paragraphs[0].text
    assert STAMP not in open_word(samples.cover()).sections[0].header.paragraphs[0].text


def test_the_typeface_travels_with_the_document_and_has_a_stand_in() -> None:
    package = open_word(samples.cover()).part.package
    parts = {str(part.partname): part.blob for part in package.iter_parts()}
    assert b'w:altName w:val="Arial"' in parts["/word/fontTable.xml"]
    key = parts["/word/fontTable.xml"].split(b'fontKey="{')[1][:36].replace(b"-", b"")
    mask = bytes.fromhex(key.decode())[::-1]
    masked = parts["/word/fonts/font1.odttf"]
    # A TrueType file begins with version 1.0, once the mask is taken off again.
    assert bytes(a ^ b for a, b in zip(masked[:4], mask, strict=False)) == b"\x00\x01\x00\x00"


def test_the_page_is_a4_danish_titled_and_numbered() -> None:
    document = open_word(samples.cover())
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert document.core_properties.language == "da-DK"
    assert document.core_properties.title.startswith("Ensartet visitationspraksis")
    fields = section.footer._element.findall(f".//{qn('w:fldSimple')}")
    assert [each.get(qn("w:instr")) for each in fields] == ["PAGE", "NUMPAGES"]


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert write_cover_word(samples.cover()) == write_cover_word(samples.cover())


def test_a_paper_of_three_pages_is_refused() -> None:
    with pytest.raises(RenderingError, match="longest section is 'Løsning'"):
        write_cover_word(samples.cover(filler=40))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="soffice is not installed")
@pytest.mark.parametrize("points", [4, 20, 40])
def test_word_takes_two_pages_at_most_in_libreoffice(points: int, tmp_path: Path) -> None:
    paper = samples.cover(municipality=samples.LONG_NAME, points=points)
    path = tmp_path / "forside.docx"
    path.write_bytes(write_cover_word(paper))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, path],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    with pikepdf.open(tmp_path / "forside.pdf") as file:
        assert len(file.pages) <= 2
