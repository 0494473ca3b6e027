"""The Word document: headings, repeated heads, boxes, language and page numbers."""

from __future__ import annotations

import datetime as dt
import io

import docx
from docx.oxml.ns import qn

from analysis.checklists.load import load_checklist
from analysis.documents.checklist_word import write_word

CHECKLIST = load_checklist(dt.date(2022, 3, 1))
DOCUMENT = docx.Document(io.BytesIO(write_word(CHECKLIST)))
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"


def test_sections_are_real_headings() -> None:
    headings = [each.text for each in DOCUMENT.paragraphs if each.style.name == "Heading 1"]
    assert headings[:3] == ["Fælles om sagen", "Førtidspension", "Fleksjob"]
    assert headings[-1] == "Konklusion"


def test_every_table_repeats_its_head_and_tears_no_row() -> None:
    for table in DOCUMENT.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_there_is_a_box_to_tick_for_every_answer_and_every_conclusion() -> None:
    boxes = DOCUMENT.element.body.findall(f".//{W14}checkbox")
    assert len(boxes) == sum(len(item.answers) for item in CHECKLIST.items) + 6
    names = [each.get(qn("w:val")) for each in DOCUMENT.element.body.iter(qn("w:alias"))]
    assert "F1: Ikke opfyldt" in names
    assert len(set(names)) == len(names)


def test_there_is_room_for_the_case_the_document_and_the_date() -> None:
    assert [cell.text for cell in DOCUMENT.tables[0].rows[0].cells] == [
        "Sagens pseudonym", "Læsning (1 eller 2)", "Læserens kode", "Dato",
    ]  # fmt: skip
    shown = DOCUMENT.tables[1].rows[1].cells[3].text.splitlines()
    assert shown == ["Dokument:", "Dato:", "Mangler (ved uoplyst):"]


def test_title_language_and_page_numbers_are_set() -> None:
    properties = DOCUMENT.core_properties
    assert (properties.title, properties.language) == (CHECKLIST.title, "da-DK")
    languages = DOCUMENT.styles.element.iter(qn("w:lang"))
    assert {each.get(qn("w:val")) for each in languages} == {"da-DK"}
    footer = DOCUMENT.sections[0].footer._element
    fields = [each.get(qn("w:instr")) for each in footer.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert round(DOCUMENT.sections[0].page_width.mm) == 210


def test_the_table_properties_stand_in_the_order_of_the_standard() -> None:
    order = ["tblStyle", "tblW", "tblBorders", "tblLayout", "tblCellMar", "tblLook"]
    for table in DOCUMENT.tables:
        names = [each.tag.rpartition("}")[2] for each in table._tbl.tblPr]
        assert names == order


def test_skip_rules_help_and_basis_stand_under_the_question() -> None:
    cells = {row.cells[0].text: row.cells[1].text for t in DOCUMENT.tables[1:] for row in t.rows}
    item = CHECKLIST.item("F5")
    for words in (item.text, item.help, item.legal_basis, "Spørges kun, når G1 er »Under 40 år«."):
        assert words in cells["F5"]
