"""Everything that stands in a paper is read, and what cannot be read says why."""

from __future__ import annotations

import io
import zipfile

import docx
import pptx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Cm

from analysis.documents.paper_report import read_report_text
from analysis.documents.paper_text import read_paper_text
from analysis.errors import RequestError, SourceError
from analysis.packs.tracing.model import Form


@pytest.fixture
def word(tmp_path):
    document = docx.Document()
    document.add_heading("Løsning", 1)
    paragraph = document.add_paragraph("Der er 1.0")
    paragraph.add_run("26 tilkendelser.")
    table = document.add_table(2, 2)
    for row, texts in zip(table.rows, (("", "Faktisk"), ("Fleksjob", "8.429")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.sections[0].header.paragraphs[0].text = "SYNTETISKE TAL"
    box = document.add_paragraph()
    box._p.append(
        parse_xml(
            f"<w:r {nsdecls('w')}><w:pict><w:txbxContent><w:p><w:r><w:t>I boksen: 36,3 uger</w:t>"
            "</w:r></w:p></w:txbxContent></w:pict></w:r>"
        )
    )
    gone = document.add_paragraph()
    gone._p.append(
        parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>777</w:delText></w:r></w:del>")
    )
    path = tmp_path / "indstilling.docx"
    document.save(path)
    return path


@pytest.fixture
def slides(tmp_path):
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Færre tilkendelser"
    data = CategoryChartData()
    data.categories = ["Førtidspension, tilkendelser"]
    data.add_series("Faktisk over forventet", (0.66,))
    slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, Cm(1), Cm(4), Cm(9), Cm(5), data)
    table = slide.shapes.add_table(2, 2, Cm(1), Cm(10), Cm(9), Cm(2)).table
    for place, text in enumerate(("", "Nu", "Fleksjob", "8.429")):
        table.cell(place // 2, place % 2).text = text
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(Cm(1), Cm(1), Cm(2), Cm(1)).text_frame.text = "I gruppen: 12"
    slide.notes_slide.notes_text_frame.text = "Metode: 95 %-intervaller."
    path = tmp_path / "praesentation.pptx"
    deck.save(path)
    return path


def test_word_is_read_with_tables_boxes_and_heads_and_without_what_is_deleted(word) -> None:
    passages = read_paper_text(word)
    texts = [each.text for each in passages]
    assert "Der er 1.026 tilkendelser." in texts
    assert texts.count("I boksen: 36,3 uger") == 1
    assert "SYNTETISKE TAL" in texts
    assert not any("777" in text for text in texts)
    cell = next(each for each in passages if each.text == "8.429")
    assert cell.form is Form.CELL
    assert cell.context == "Løsning | Fleksjob | Faktisk"


def test_slides_are_read_with_charts_tables_groups_and_notes(slides) -> None:
    passages = {each.text: each for each in read_paper_text(slides)}
    assert passages["0.66"].form is Form.CHART
    assert passages["0.66"].context == "Førtidspension, tilkendelser | Faktisk over forventet"
    assert passages["8.429"].context == "Færre tilkendelser | Fleksjob | Nu"
    assert "I gruppen: 12" in passages
    assert passages["Metode: 95 %-intervaller."].where == "slide 1, noter"
    assert {each.part for each in passages.values()} == {"slide 1"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_plain_text_is_read_in_the_encodings_it_is_saved_in(tmp_path, encoding) -> None:
    path = tmp_path / "presse.txt"
    path.write_bytes("Færre på\nøen.\n\n- punkt 1\n- punkt 2".encode(encoding))
    assert [(each.where, each.text) for each in read_paper_text(path)] == [
        ("linje 1", "Færre på øen."),
        ("linje 4", "- punkt 1"),
        ("linje 5", "- punkt 2"),
    ]


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("a.docx", b"", "is empty"),
        ("a.docx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "protected with a password"),
        ("a.docx", b"no archive", "is damaged"),
        ("a.txt", b" \n ", "no text"),
        ("a.txt", b"\x00\x01\x02", "no plain text"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path, name, data, what) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SourceError, match=what):
        read_paper_text(tmp_path / name)


def test_slides_named_as_a_document_are_refused(slides, tmp_path) -> None:
    renamed = slides.rename(tmp_path / "a.docx")
    with pytest.raises(SourceError, match=r"no \.docx file inside"):
        read_paper_text(renamed)


def test_a_damaged_part_is_named(tmp_path) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("word/document.xml", "<w:document")
    (tmp_path / "a.docx").write_bytes(written.getvalue())
    with pytest.raises(SourceError, match="missing or damaged"):
        read_paper_text(tmp_path / "a.docx")


def test_other_kinds_and_missing_files_are_refused(tmp_path) -> None:
    with pytest.raises(RequestError, match="cannot be checked"):
        read_paper_text(tmp_path / "a.pdf")
    with pytest.raises(RequestError, match="no such file"):
        read_paper_text(tmp_path / "a.docx")


def test_the_pages_of_a_pack_are_read_block_by_block(tmp_path) -> None:
    (tmp_path / "a.html").write_text(
        "<html><head><style>p{top:1}</style></head><body><p>Der er <b>1.026</b> i alt.</p>"
        "<table><tr><td>Ja</td><td>12</td></tr></table></body></html>",
        encoding="utf-8",
    )
    assert [each.text for each in read_report_text(tmp_path)] == ["Der er 1.026 i alt.", "Ja", "12"]
    assert read_report_text(tmp_path / "nowhere") == ()
