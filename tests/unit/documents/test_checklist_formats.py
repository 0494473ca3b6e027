"""Every export: unverified items are marked, the bytes are the same, and names are sensible."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import subprocess
from pathlib import Path

import docx
import openpyxl
import pytest

from analysis.checklists.load import load_checklist
from analysis.documents.checklist_formats import FORMATS, export_checklist
from analysis.errors import RequestError

CHECKLIST = load_checklist(dt.date(2022, 3, 1))
UNVERIFIED = {item.id for item in CHECKLIST.items if not item.is_verified}
IDS = {item.id for item in CHECKLIST.items}


@pytest.fixture(scope="module")
def exported(tmp_path_factory) -> dict[str, Path]:
    """Return one file of each format."""
    out = tmp_path_factory.mktemp("ud") / "tjekliste.docx"
    return dict(zip(FORMATS, export_checklist(CHECKLIST, out, formats=list(FORMATS)), strict=True))


def test_the_checklist_of_the_tests_holds_both_kinds_of_items() -> None:
    assert UNVERIFIED
    assert UNVERIFIED < IDS


def test_word_marks_the_unverified_items_and_no_others(exported) -> None:
    document = docx.Document(str(exported["word"]))
    rows = [row.cells for table in document.tables for row in table.rows if len(row.cells) == 4]
    questions = {cells[0].text: cells[1].text for cells in rows if cells[0].text in IDS}
    assert set(questions) == IDS
    assert {key for key, words in questions.items() if "[uverificeret]" in words} == UNVERIFIED


def test_pdf_marks_the_unverified_items_and_no_others(exported) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is absent: it reads the words of the PDF back")
    words = subprocess.run(
        ["pdftotext", "-raw", str(exported["pdf"]), "-"], capture_output=True, check=True
    ).stdout.decode()
    flat = " ".join(words.split())
    questions = {item.id: f"{item.id} {item.text}" for item in CHECKLIST.items}
    assert all(question in flat for question in questions.values())
    marked = {key for key, question in questions.items() if f"{question} [uverificeret]" in flat}
    assert marked == UNVERIFIED


def test_excel_marks_the_unverified_items_and_no_others(exported) -> None:
    head, *rows = openpyxl.load_workbook(exported["excel"])["Tjekliste"].iter_rows(values_only=True)
    column = head.index("Lovtekst")
    assert {row[0] for row in rows} == IDS
    assert {row[0] for row in rows if row[column] == "[uverificeret]"} == UNVERIFIED


def test_xlsform_marks_the_unverified_items_and_no_others(exported) -> None:
    survey = openpyxl.load_workbook(exported["xlsform"])["survey"].iter_rows(values_only=True)
    labels = {row[1]: row[2] for row in survey if row[1] in IDS}
    assert set(labels) == IDS
    assert {key for key, words in labels.items() if words.endswith("[uverificeret]")} == UNVERIFIED


def test_the_comment_form_marks_the_unverified_items_and_no_others(exported) -> None:
    sheet = openpyxl.load_workbook(exported["comments"])["Bemærkninger"]
    head, *rows = sheet.iter_rows(values_only=True)
    column = head.index("Lovtekst")
    assert {row[0] for row in rows} == IDS | {"GENERELT"}
    assert {row[0] for row in rows if row[column] == "[uverificeret]"} == UNVERIFIED


def test_two_runs_write_the_same_bytes(exported, tmp_path: Path) -> None:
    again = export_checklist(CHECKLIST, tmp_path / "tjekliste.docx", formats=list(FORMATS))
    for name, path in zip(FORMATS, again, strict=True):
        assert path.read_bytes() == exported[name].read_bytes(), name


def test_several_formats_share_a_stem_and_never_a_name(exported) -> None:
    names = [path.name for path in exported.values()]
    assert names == [
        "tjekliste.docx",
        "tjekliste.pdf",
        "tjekliste.xlsx",
        "tjekliste-xlsform.xlsx",
        "tjekliste-bemaerkninger.xlsx",
    ]


def test_in_a_folder_the_files_are_named_after_the_date(tmp_path: Path) -> None:
    (path,) = export_checklist(CHECKLIST, tmp_path, formats=["comments"])
    assert path == tmp_path / "tjekliste-2022-03-01-bemaerkninger.xlsx"


def test_one_format_takes_the_name_it_is_given_or_adds_the_suffix(tmp_path: Path) -> None:
    (path,) = export_checklist(CHECKLIST, tmp_path / "form.xlsx", formats=["comments"])
    assert path == tmp_path / "form.xlsx"
    (path,) = export_checklist(CHECKLIST, tmp_path / "v1.2026" / "x", formats=["excel"])
    assert path == tmp_path / "v1.2026" / "x.xlsx"


@pytest.mark.parametrize(
    ("formats", "name", "message"),
    [
        (["word"], "liste.pdf", "cannot end in .pdf"),
        (["rtf"], "liste.rtf", "not a format"),
        ([], "liste.docx", "No format"),
    ],
)
def test_a_wrong_format_or_suffix_is_refused_before_anything_is_written(
    tmp_path: Path, formats: list[str], name: str, message: str
) -> None:
    with pytest.raises(RequestError, match=re.escape(message)):
        export_checklist(CHECKLIST, tmp_path / name, formats=formats)
    assert list(tmp_path.iterdir()) == []


def test_the_sheets_open_as_text_also_when_a_guideline_begins_like_a_formula(tmp_path) -> None:
    import dataclasses

    items = tuple(
        dataclasses.replace(item, local_guideline="=2+2") if item.id == "G1" else item
        for item in CHECKLIST.items
    )
    (path,) = export_checklist(
        dataclasses.replace(CHECKLIST, items=items), tmp_path / "a.xlsx", formats=["excel"]
    )
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    found = [cell for row in book["Tjekliste"].iter_rows() for cell in row if cell.value == "=2+2"]
    assert [cell.data_type for cell in found] == ["s"]
