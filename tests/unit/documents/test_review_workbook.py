from __future__ import annotations

import re
import runpy
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from openpyxl import load_workbook

from analysis.checklists.relevance import find_relevant
from analysis.documents.review_layout import lay_out
from analysis.documents.review_reading import read_workbooks
from analysis.documents.review_skip_rules import write_item_status
from analysis.documents.review_words import answer_words, recognise
from analysis.documents.review_workbook import make_workbooks
from analysis.errors import RequestError

hand = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("review_cases.py"))))
CASE = hand.CASES[0]


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    folder = tmp_path_factory.mktemp("review")
    review = hand.write_review(folder)
    paths = make_workbooks(review, folder / "ud", checklist=hand.CHECKLIST)
    return SimpleNamespace(review=review, paths=paths, books=[load_workbook(p) for p in paths])


def texts_of(workbook):
    """List every text in a workbook, its formulas too."""
    return [str(c.value) for s in workbook for row in s.iter_rows() for c in row if c.value]


def test_there_is_one_workbook_per_reader_and_round(sent) -> None:
    assert [path.name for path in sent.paths] == [
        "sagsgennemgang-L1-runde-1.xlsx",
        "sagsgennemgang-L2-runde-1.xlsx",
        "sagsgennemgang-L2-runde-2.xlsx",
    ]


def test_one_round_alone_can_be_made(sent, tmp_path) -> None:
    paths = make_workbooks(sent.review, tmp_path, reading=2, checklist=hand.CHECKLIST)
    assert [path.name for path in paths] == ["sagsgennemgang-L2-runde-2.xlsx"]


def test_two_runs_give_the_same_bytes(sent, tmp_path) -> None:
    again = make_workbooks(sent.review, tmp_path, checklist=hand.CHECKLIST)
    assert [p.read_bytes() for p in again] == [p.read_bytes() for p in sent.paths]


def test_cases_stand_in_the_order_of_their_position(sent) -> None:
    rows = sent.review.assignment
    rows = rows[(rows["reviewer_id"] == "L1") & (rows["reading"] == 1)].sort_values("position")
    sheets = [sheet for sheet in sent.books[0] if sheet.title.startswith("Sag ")]
    assert [sheet["B2"].value for sheet in sheets] == rows["case_id"].tolist()


def test_second_reader_sees_nothing_of_the_first_reading(sent, tmp_path) -> None:
    def change(workbook):
        hand.finish(hand.sheet_of(workbook, CASE))

    path = hand.damage(sent.paths[0], tmp_path / "L1.xlsx", change)
    back = read_workbooks(sent.review, [path], checklist=hand.CHECKLIST, today=hand.TODAY)
    read = {**vars(sent.review), "answers": back.answers, "conclusions": back.conclusions}
    after = make_workbooks(
        SimpleNamespace(**read), tmp_path / "ud", reading=2, checklist=hand.CHECKLIST
    )
    assert after[0].read_bytes() == sent.paths[2].read_bytes()
    assert "L1" not in texts_of(sent.books[2])


def test_every_item_has_its_row_words_and_mark(sent) -> None:
    sheet = hand.sheet_of(sent.books[0], CASE)
    for item in hand.CHECKLIST.items:
        row = hand.ROWS[item.id]
        assert sheet[f"A{row}"].value == item.id
        assert sheet[f"B{row}"].value == item.text
        assert ("[uverificeret]" in sheet[f"D{row}"].value) is not item.is_verified


def test_only_answers_can_be_typed_and_the_structure_is_locked(sent) -> None:
    book = sent.books[0]
    assert book.security.lockStructure
    sheet = hand.sheet_of(book, CASE)
    is_open = {
        cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked
    }
    items = {f"{letter}{hand.ROWS[item.id]}" for item in hand.CHECKLIST.items for letter in "EF"}
    ends = {f"E{hand.ROWS[f'Slut {number}']}" for number in range(1, 7)}
    assert is_open == items | ends
    assert all(sheet.protection.sheet for sheet in book)


def test_choices_come_from_ranges_and_never_from_a_list_in_the_cell(sent) -> None:
    book = sent.books[0]
    sheet = hand.sheet_of(book, CASE)
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert len(rules) == 2 * len(hand.CHECKLIST.items) + 6
    assert all('"Opfyldt' not in rule.formula1 for rule in rules.values())
    assert all(len(rule.formula1) < 255 for rule in rules.values())
    span = rules[f"E{hand.ROWS['G1']}"].formula1
    words = [row[0].value for row in book["Lister"][span.split("!")[1].replace("$", "")]]
    assert words == list(answer_words(hand.CHECKLIST.item("G1")).values())
    document = rules[f"F{hand.ROWS['F1']}"].formula1
    assert document.startswith(f'IF($E${hand.ROWS["F1"]}="Uoplyst",Lister!')


def test_helping_sheets_are_hidden_and_panes_frozen(sent) -> None:
    book = sent.books[0]
    assert {s.title for s in book if s.sheet_state == "hidden"} == {"Lister", "_kontrol"}
    sheet = hand.sheet_of(book, CASE)
    assert sheet.freeze_panes == "B5"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.print_title_rows == "$4:$4"


def test_overview_links_to_every_case(sent) -> None:
    sheet = sent.books[0]["Oversigt"]
    assert sheet["A4"].hyperlink.location == "'Sag 01'!A1"
    assert sheet["C4"].value == "='Sag 01'!F2"


def test_invented_cases_are_stamped_on_every_visible_sheet(sent) -> None:
    visible = [sheet for sheet in sent.books[0] if sheet.sheet_state == "visible"]
    for sheet in visible:
        assert any("SYNTETISKE TAL" in str(c.value) for row in sheet["A1:D3"] for c in row)


def test_deadline_contact_and_purpose_are_shown(sent) -> None:
    texts = " ".join(texts_of(sent.books[0]))
    assert "30. juni 2022" in texts
    assert "Projektkontoret" in texts
    assert "Uoplyst er aldrig et nej" in texts


def test_nothing_is_made_before_cases_are_assigned(sent, tmp_path) -> None:
    empty = {**vars(sent.review), "assignment": sent.review.assignment[:0]}
    with pytest.raises(RequestError, match="assigned"):
        make_workbooks(SimpleNamespace(**empty), tmp_path, checklist=hand.CHECKLIST)


def test_nothing_is_made_without_a_draw(sent, tmp_path) -> None:
    undated = {**vars(sent.review), "draw_record": {}}
    with pytest.raises(RequestError, match="draw"):
        make_workbooks(SimpleNamespace(**undated), tmp_path)


def test_text_that_looks_like_a_formula_stays_text(sent, tmp_path) -> None:
    rows = sent.review.assignment.assign(case_id=lambda table: "=" + table["case_id"])
    odd = SimpleNamespace(**{**vars(sent.review), "assignment": rows})
    path = make_workbooks(odd, tmp_path, reading=2, checklist=hand.CHECKLIST)[0]
    assert load_workbook(path)["Sag 01"]["B2"].data_type == "s"


def test_word_is_recognised_only_when_one_choice_fits() -> None:
    words = {"a": "Ja", "b": "Nej", "c": "ja "}
    assert recognise("nej", words) == "b"
    assert recognise("ja", words) is None
    assert recognise("", words) is None


def test_skip_formulas_stay_within_what_excel_takes() -> None:
    layout = lay_out(hand.FULL)
    for item in hand.FULL.items:
        formula = write_item_status(item, hand.FULL, layout)
        assert len(formula) < 8192
        assert set(re.findall(r"([A-Z]{2,})\(", formula)) <= {
            "IF",
            "OR",
            "AND",
            "NOT",
            "TRIM",
            "LEFT",
        }


# In LibreOffice


@pytest.fixture(scope="module")
def libreoffice(tmp_path_factory):
    """Return a function that opens a workbook in LibreOffice and saves it again."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed, so its saving cannot be tried")
    profile = tmp_path_factory.mktemp("profil")

    def save(path, folder):
        form = "xlsx:Calc MS Excel 2007 XML"
        place = f"-env:UserInstallation=file://{profile}"
        command = [program, place, "--headless", "--convert-to", form, "--outdir", folder, path]
        subprocess.run(
            [str(part) for part in command], check=True, capture_output=True, timeout=240
        )
        return Path(folder) / path.name

    return save


@pytest.mark.slow
def test_libreoffice_saves_what_was_answered_and_reckons_the_skip_rules(
    sent, libreoffice, tmp_path
) -> None:
    half = {"G1": "under_40", "F1": "opfyldt", "J1": "uoplyst"}

    def change(workbook):
        hand.finish(hand.sheet_of(workbook, CASE))
        sheet = hand.sheet_of(workbook, hand.CASES[1])
        for key, code in half.items():
            hand.put(sheet, key, answer_words(hand.CHECKLIST.item(key))[code])

    path = hand.damage(sent.paths[0], tmp_path / sent.paths[0].name, change)
    direct = read_workbooks(sent.review, [path], checklist=hand.CHECKLIST, today=hand.TODAY)
    saved = libreoffice(path, tmp_path / "lo")
    after = read_workbooks(sent.review, [saved], checklist=hand.CHECKLIST, today=hand.TODAY)
    assert after.answers.equals(direct.answers)
    assert after.conclusions.equals(direct.conclusions)
    assert [p.what for p in after.problems] == [p.what for p in direct.problems]
    values = load_workbook(saved, data_only=True)
    overview = {row[1].value: (row[2].value, row[3].value) for row in values["Oversigt"]["A4:D5"]}
    assert overview[CASE] == ("7 af 7", "afsluttet")
    assert overview[hand.CASES[1]][1] == "i gang"
    for case, answers in ((CASE, None), (hand.CASES[1], half)):
        sheet = hand.sheet_of(values, case)
        given = answers or dict(
            zip(direct.answers["item_id"], direct.answers["answer"], strict=False)
        )
        relevant = find_relevant(hand.CHECKLIST, given)
        for item in hand.CHECKLIST.items:
            status = sheet[f"G{hand.ROWS[item.id]}"].value
            begins = {True: ("mangler", "besvaret"), False: ("ikke relevant",), None: ("afventer",)}
            assert status.startswith(begins[relevant[item.id]]), (case, item.id, status)


@pytest.mark.slow
def test_skip_rules_of_the_whole_checklist_say_in_the_cells_what_they_say_in_the_package(
    tmp_path, libreoffice
) -> None:
    rng = np.random.default_rng(2016)
    review = hand.write_review(tmp_path / "review", n_first=4)
    path = make_workbooks(review, tmp_path, reading=1)[0]
    rows = lay_out(hand.FULL).rows
    given = {}

    def change(workbook):
        for case in hand.CASES[:4]:
            sheet = hand.sheet_of(workbook, case)
            given[case] = {
                item.id: str(rng.choice(item.answers))
                for item in hand.FULL.items
                if rng.random() < 0.8
            }
            for key, code in given[case].items():
                sheet[f"E{rows[key]}"] = answer_words(hand.FULL.item(key))[code]

    saved = libreoffice(hand.damage(path, tmp_path / "svar.xlsx", change), tmp_path / "lo")
    values = load_workbook(saved, data_only=True)
    begins = {True: ("mangler", "besvaret"), False: ("ikke relevant",), None: ("afventer",)}
    seen = set()
    for case, answers in given.items():
        for key, is_asked in find_relevant(hand.FULL, answers).items():
            status = hand.sheet_of(values, case)[f"G{rows[key]}"].value
            assert status.startswith(begins[is_asked]), (key, answers)
            seen.add(is_asked)
    assert seen == {True, False, None}


@pytest.mark.slow
def test_workbook_with_the_whole_checklist_survives_libreoffice(
    sent, libreoffice, tmp_path
) -> None:
    path = make_workbooks(sent.review, tmp_path, reading=2)[0]
    saved = libreoffice(path, tmp_path / "lo")
    before, after = load_workbook(path), load_workbook(saved)
    assert after.sheetnames == before.sheetnames
    for name in ("Sag 01", "Sag 02"):
        old, new = (book[name].data_validations.dataValidation for book in (before, after))
        assert {str(r.sqref): r.formula1 for r in new} == {str(r.sqref): r.formula1 for r in old}
        assert after[name].protection.sheet
