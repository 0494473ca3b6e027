"""The list in Excel: filters, a head that stays, dates as dates, print as wide as the page."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl

from analysis.checklists.load import load_checklist
from analysis.documents.checklist_excel import write_excel

CHECKLIST = load_checklist(dt.date(2022, 3, 1))
BOOK = openpyxl.load_workbook(io.BytesIO(write_excel(CHECKLIST)))
SHEET = BOOK["Tjekliste"]
HEAD, *ROWS = SHEET.iter_rows(values_only=True)


def test_there_is_one_row_per_item_in_order() -> None:
    assert [row[0] for row in ROWS] == [item.id for item in CHECKLIST.items]


def test_every_row_says_what_the_item_says() -> None:
    for item, row in zip(CHECKLIST.items, ROWS, strict=True):
        cells = dict(zip(HEAD, row, strict=True))
        assert cells["Spørgsmål"] == item.text
        assert cells["Retsgrundlag"] == item.legal_basis
        assert (cells["Kommunens retningslinje"] or "") == item.local_guideline
        assert cells["Gælder fra"].date() == item.valid_from
        assert len(cells["Svar"].splitlines()) == len(item.answers)


def test_the_list_filters_and_its_head_stays_on_the_screen_and_in_print() -> None:
    assert SHEET.auto_filter.ref == SHEET.dimensions
    assert SHEET.freeze_panes == "C2"
    assert SHEET.print_title_rows == "$1:$1"


def test_it_prints_on_a4_lying_and_as_wide_as_the_page() -> None:
    setup = SHEET.page_setup
    assert (setup.orientation, setup.paperSize) == ("landscape", 9)
    assert SHEET.sheet_properties.pageSetUpPr.fitToPage
    assert (setup.fitToWidth, setup.fitToHeight) == (1, 0)


def test_long_texts_wrap_in_rows_that_are_high_enough() -> None:
    for row in SHEET.iter_rows(min_row=2):
        needed = max(len(str(c.value or "")) / SHEET.column_dimensions[c.column_letter].width
                     for c in row)  # fmt: skip
        assert SHEET.row_dimensions[row[0].row].height > 11 * needed
        assert all(c.alignment.wrap_text for c in row if isinstance(c.value, str))


def test_the_other_sheets_say_what_the_list_is_and_what_the_documents_are_called() -> None:
    words = " ".join(str(cell) for row in BOOK["Om tjeklisten"].iter_rows(values_only=True)
                     for cell in row if cell)  # fmt: skip
    assert all(note in words for note in CHECKLIST.notes)
    assert "Regler pr. 1. marts 2022 · version 2022-01-01/1" in words
    codes = [row[0] for row in BOOK["Dokumenter"].iter_rows(min_row=2, values_only=True)]
    assert codes == [document.code for document in CHECKLIST.documents]
