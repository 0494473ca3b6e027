"""The comment form: what is asked and by when, and only the cells to write in are open."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl

from analysis.checklists.load import load_checklist
from analysis.documents.checklist_comments import digest_checklist, write_comment_form

CHECKLIST = load_checklist(dt.date(2022, 3, 1))
FORM = write_comment_form(
    CHECKLIST, sender="Aby Kommune", contact="postkasse i Aby", deadline=dt.date(2026, 5, 1)
)
BOOK = openpyxl.load_workbook(io.BytesIO(FORM))


def read_cover(form: bytes) -> dict[str, str]:
    sheet = openpyxl.load_workbook(io.BytesIO(form))["Forside"]
    return {row[0]: row[1] or "" for row in sheet.iter_rows(max_col=2, values_only=True)}


def test_the_cover_says_who_asks_whom_for_what_by_when() -> None:
    cover = read_cover(FORM)
    assert cover["Til"] == "Ankestyrelsen"
    assert cover["Fra"] == "Aby Kommune"
    assert cover["Svar ønskes senest"] == "1. maj 2026"
    assert "Er retsgrundlaget rigtigt" in cover["Hvad spørger vi om?"]
    assert "version 2022-01-01/1" in cover["Regler og version"]


def test_what_is_not_given_is_left_open_on_the_cover() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(write_comment_form(CHECKLIST)))["Forside"]
    leads = {row[0].value: row[1] for row in sheet.iter_rows(max_col=2)}
    for lead in ("Fra", "Kontakt", "Svar ønskes senest", "Besvaret af (myndighed)"):
        assert leads[lead].value is None
        assert not leads[lead].protection.locked
    assert leads["Til"].protection.locked


def test_every_sheet_is_protected_and_only_the_four_columns_are_open() -> None:
    assert all(sheet.protection.sheet for sheet in BOOK.worksheets)
    sheet = BOOK["Bemærkninger"]
    opened = {cell.column_letter for row in sheet.iter_rows() for cell in row
              if not cell.protection.locked}  # fmt: skip
    assert opened == set("HIJK")
    assert [sheet.cell(1, column).value for column in (8, 9, 10, 11)] == [
        "Bemærkning", "Forslag til ny tekst", "Svar fra kommunen", "Status",
    ]  # fmt: skip
    assert all(cell.protection.locked for cell in sheet[1])


def test_the_status_is_chosen_from_a_list_on_a_sheet() -> None:
    (choice,) = BOOK["Bemærkninger"].data_validations.dataValidation
    assert (choice.formula1, str(choice.sqref)) == ("Statusser", f"K2:K{len(CHECKLIST.items) + 2}")
    assert BOOK.defined_names["Statusser"].attr_text == "'Lister'!$A$1:$A$4"
    words = [row[0] for row in BOOK["Lister"].iter_rows(values_only=True)]
    assert words == ["Modtaget", "Under behandling", "Indarbejdet", "Ikke fulgt"]


def test_the_sheets_for_the_program_are_hidden_and_the_cover_comes_first() -> None:
    states = {sheet.title: sheet.sheet_state for sheet in BOOK.worksheets}
    assert states == {
        "Forside": "visible", "Bemærkninger": "visible", "Lister": "hidden", "Skema": "hidden",
    }  # fmt: skip
    assert BOOK.active.title == "Forside"


def test_a_digest_follows_text_and_basis_and_nothing_else() -> None:
    import dataclasses

    before = digest_checklist(CHECKLIST)

    def after(**change: object) -> dict[str, str]:
        items = (dataclasses.replace(CHECKLIST.items[0], **change), *CHECKLIST.items[1:])
        return digest_checklist(dataclasses.replace(CHECKLIST, items=items))

    assert after(local_guideline="Vejledning i Aby", help="Andet") == before
    for change in ({"text": "Et andet spørgsmål?"}, {"legal_basis": "§ 99"}):
        changed = after(**change)
        assert [key for key in before if before[key] != changed[key]] == [CHECKLIST.items[0].id]
