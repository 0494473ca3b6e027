"""Returned forms: what is taken, and what is refused by sheet, row and column, all at once."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from analysis.checklists.load import load_checklist
from analysis.documents.checklist_comments import write_comment_form
from analysis.documents.checklist_comments_back import read_comment_form, read_comment_forms
from analysis.documents.checklist_words import choose_schemes
from analysis.errors import SourceError

CHECKLIST = choose_schemes(load_checklist(dt.date(2022, 3, 1)), ["foertidspension"])
FORM = write_comment_form(CHECKLIST)
ROW = {item.id: number for number, item in enumerate(CHECKLIST.items, start=2)}
SECRET = "Borgerens søster"  # a word that no message may repeat

Fill = Callable[[openpyxl.Workbook], object]


@pytest.fixture
def returned(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that fills in a form and saves it."""

    def save(fill: Fill, name: str = "svar.xlsx") -> Path:
        book = openpyxl.load_workbook(io.BytesIO(FORM))
        fill(book)
        book.save(tmp_path / name)
        return tmp_path / name

    return save


def put(place: str, value: object) -> Fill:
    return lambda book: book["Bemærkninger"].__setitem__(place, value)


def leave(_: openpyxl.Workbook) -> None:
    """Leave the form as it was sent."""


def refusal(path: Path) -> str:
    with pytest.raises(SourceError) as caught:
        read_comment_form(path)
    assert SECRET not in str(caught.value)
    return str(caught.value)


def test_comments_are_read_with_item_version_and_respondent(returned) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        sheet = book["Bemærkninger"]
        sheet[f"H{ROW['F4']}"] = " Paragraffen mangler.\r\nSe også stk. 2. "
        sheet[f"I{ROW['F6']}"] = "Er begrænsningen varig?"
        sheet[f"K{ROW['F6']}"] = "Under behandling"
        cover = {row[0].value: row[1] for row in book["Forside"].iter_rows(max_col=2)}
        cover["Besvaret af (myndighed)"].value = "Ankestyrelsen"
        cover["Besvaret den"].value = dt.datetime(2026, 4, 2)

    form = read_comment_form(returned(fill))
    assert (form.checklist_version, form.rules_date) == ("2022-01-01/1", dt.date(2022, 3, 1))
    first, second = form.comments
    assert (first.item_id, first.comment) == ("F4", "Paragraffen mangler.\nSe også stk. 2.")
    assert (first.status, first.respondent) == ("modtaget", "Ankestyrelsen")
    assert first.answered_on == "2026-04-02"
    assert (second.item_id, second.comment) == ("F6", "")
    assert (second.proposed_text, second.status) == ("Er begrænsningen varig?", "under_behandling")


def test_an_empty_form_holds_no_comments_and_is_no_fault(returned) -> None:
    assert read_comment_form(returned(leave)).comments == ()


def test_the_row_for_the_whole_checklist_is_read(returned) -> None:
    path = returned(put(f"H{len(ROW) + 2}", "Der mangler et punkt om partshøring."))
    assert [comment.item_id for comment in read_comment_form(path).comments] == ["GENERELT"]


def test_a_respondent_who_does_not_say_who_they_are_is_noted_as_such(returned) -> None:
    (comment,) = read_comment_form(returned(put("H2", "God."))).comments
    assert comment.respondent == "ikke oplyst"


def duplicate(book: openpyxl.Workbook) -> None:
    sheet = book["Bemærkninger"]
    sheet.append([cell.value for cell in sheet[3]])


@pytest.mark.parametrize(
    ("fill", "message"),
    [
        (put("H3", "=1+1"), "Bemærkninger, row 3, column H: a formula"),
        (put("H3", SECRET + " 010190" + "-1234"), "row 3, column H: something that looks like"),
        (put("A3", "F99"), "row 3, column A: no item of this form"),
        (put("C3", SECRET), "row 3: the item's own text was changed"),
        (put("L3", SECRET), "row 3: words to the right"),
        (put("H90", SECRET), "row 90, column A: no item of this form"),
        (put("K3", SECRET), "row 3, column K: not a status"),
        (put("J3", SECRET), "row 3: an answer or a status, but no comment"),
        (put("H1", SECRET), "row 1: the headings"),
        (duplicate, f"row {len(ROW) + 3}, column A: the item stands there twice"),
        (lambda book: book["Bemærkninger"].delete_rows(5), "1 of the form's rows are missing"),
        (lambda book: book.__delitem__("Skema"), "not a comment form of ours"),
        (
            lambda book: book["Skema"].__setitem__("B1", "noget-andet"),
            "not a comment form of ours",
        ),
        (
            lambda book: book["Forside"].__setitem__("B6", "ring 010190" + "-1234"),
            "Forside, row 6, column B: something that looks like a CPR number",
        ),
    ],
    ids=[
        *("formula", "cpr", "unknown item", "changed text", "outside", "extra row", "status"),
        *("answer without comment", "head", "twice", "missing", "no record", "kind", "cover"),
    ],
)
def test_what_cannot_be_taken_is_named_by_place_and_never_by_content(
    returned, fill: Fill, message: str
) -> None:
    assert message in refusal(returned(fill))


def test_a_comment_that_is_not_followed_needs_a_reason(returned) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book["Bemærkninger"]["H3"], book["Bemærkninger"]["K3"] = "Ret teksten.", "Ikke fulgt"

    assert "row 3, column J: a comment that is not followed needs a reason" in refusal(
        returned(fill)
    )


def test_all_problems_of_all_files_are_named_at_once(returned) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book["Bemærkninger"]["H3"], book["Bemærkninger"]["K4"] = "=A1", SECRET

    paths = [returned(fill, "a.xlsx"), returned(put("A5", "X1"), "b.xlsx")]
    with pytest.raises(SourceError) as caught:
        read_comment_forms(paths)
    for words in ("a.xlsx", "row 3, column H", "row 4, column K", "b.xlsx", "row 5, column A"):
        assert words in str(caught.value)
    assert SECRET not in str(caught.value)


def test_a_workbook_with_macros_is_refused(returned) -> None:
    path = returned(leave)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    assert "holds macros" in refusal(path)


@pytest.mark.parametrize("content", [b"", b"a;b\r\n1;2\r\n", b"PK\x03\x04 not really"])
def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.xlsx").write_bytes(content)
    assert "no .xlsx file" in refusal(tmp_path / "x.xlsx")


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook")
    assert "cannot be opened" in refusal(tmp_path / "x.xlsx")


@pytest.mark.slow
def test_a_form_that_libreoffice_saved_reads_the_same(returned, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is absent: it opens and saves the form as a user would")
    path = returned(put("H3", "Ret teksten.\nSe også stk. 2."))
    home = f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}"
    command = [office, "--headless", home, "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    subprocess.run([*command, "--outdir", str(tmp_path / "ud"), str(path)], check=True, timeout=120,
                   capture_output=True)  # fmt: skip
    assert read_comment_form(tmp_path / "ud" / path.name) == read_comment_form(path)


def test_a_form_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "does not exist" in refusal(tmp_path / "ikke.xlsx")
