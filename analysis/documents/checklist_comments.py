"""What do others say of each item? A comment form in Excel, to be sent and returned.

One row per item. The text, the legal basis and the municipality's own guideline are
there to be read; four columns are there to be written in: two by the one who comments,
and two by the municipality that answers. Everything else is locked.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment, Protection
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from analysis import labels
from analysis.checklists.model import Checklist, Item
from analysis.documents.checklist_sheets import INPUT_FILL, MARK_FILL, fill_page, fill_table
from analysis.documents.checklist_words import (
    UNVERIFIED_MEANING,
    mark,
    say_date,
    say_skip_rule,
    section_label,
)
from analysis.documents.deterministic import finish_xlsx

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

KIND = "praksis-bemaerkninger-1"
COVER, COMMENTS, RECORD, LISTS = "Forside", "Bemærkninger", "Skema", "Lister"
GENERAL = "GENERELT"  # the row for what concerns the checklist as a whole
STATUSES: Mapping[str, str] = {
    "modtaget": "Modtaget",
    "under_behandling": "Under behandling",
    "indarbejdet": "Indarbejdet",
    "ikke_fulgt": "Ikke fulgt",
}
READ_COLUMNS = {
    "Nr.": 10,
    "Afsnit": 16,
    "Spørgsmål": 38,
    "Vejledning": 44,
    "Retsgrundlag": 24,
    "Lovtekst": 14,
    "Kommunens retningslinje": 18,
}
WRITE_COLUMNS = {
    "Bemærkning": 36,
    "Forslag til ny tekst": 36,
    "Svar fra kommunen": 28,
    "Status": 15,
}
COLUMNS = READ_COLUMNS | WRITE_COLUMNS
# Where the one who comments, and the date, stand on the cover.
RESPONDENT_LEAD, ANSWERED_LEAD = "Besvaret af (myndighed)", "Besvaret den"
_HEAD_ROW_HEIGHT = 30.0


def write_comment_form(
    checklist: Checklist,
    *,
    sender: str = "",
    contact: str = "",
    deadline: dt.date | None = None,
) -> bytes:
    """Write the form in which Ankestyrelsen comments on the checklist, item by item.

    Parameters
    ----------
    checklist : Checklist
        The items to comment on.
    sender, contact : str
        Who asks, and who answers questions; left open on the cover where not given.
    deadline : date or None
        By when an answer is asked for; left open on the cover where not given.

    Returns
    -------
    bytes
        An xlsx file, the same bytes each time, with a cover, one row per item and a row
        for the whole. Only the cells to be written in are open. An item whose legal text
        is unverified says so in the column *Lovtekst*.
    """
    workbook = Workbook()
    workbook.properties.title = f"Bemærkninger til: {checklist.title}"
    workbook.properties.creator = "praksis"
    workbook.properties.language = "da-DK"
    cover = workbook.active
    assert cover is not None
    cover.title = COVER
    _fill_cover(cover, checklist, sender=sender, contact=contact, deadline=deadline)
    _fill_comments(workbook.create_sheet(COMMENTS), checklist)
    _fill_lists(workbook)
    _fill_record(workbook.create_sheet(RECORD), checklist)
    for sheet in workbook.worksheets:
        _lock(sheet)
    for name in (LISTS, RECORD):
        workbook[name].sheet_state = "hidden"
    return finish_xlsx(workbook, day=checklist.date)


def digest_item(text: str, legal_basis: str) -> str:
    """Return a short digest of an item's words and basis, to notice a later change.

    Examples
    --------
    >>> digest_item("Er F1 opfyldt?", "§ 16") == digest_item("Er F1  opfyldt?", "§ 16")
    True
    >>> digest_item("Er F1 opfyldt?", "§ 16") == digest_item("Er F1 opfyldt?", "§ 17")
    False
    """
    return digest_row((text, legal_basis))


def digest_row(cells: Sequence[str]) -> str:
    """Return a short digest of some cells, whatever the white space in them."""
    parts = (" ".join(cell.split()) for cell in cells)
    # The letter keeps a spreadsheet from taking the digest for a number.
    return "d" + hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()[:16]


def digest_checklist(checklist: Checklist) -> dict[str, str]:
    """Return the digest of each item, and of the row for the whole."""
    items = {item.id: digest_item(item.text, item.legal_basis) for item in checklist.items}
    return items | {GENERAL: digest_item(_GENERAL_TEXT, "")}


_GENERAL_TEXT = "Bemærkninger til tjeklisten som helhed, eller til noget, der mangler i den"


def _fill_cover(
    sheet: Worksheet,
    checklist: Checklist,
    *,
    sender: str,
    contact: str,
    deadline: dt.date | None,
) -> None:
    n_unverified = sum(not item.is_verified for item in checklist.items)
    pairs = [
        ("Tjekliste", checklist.title),
        ("Regler og version", say_date(checklist)),
        ("Til", "Ankestyrelsen"),
        ("Fra", sender),
        ("Kontakt", contact),
        ("Svar ønskes senest", labels.date(deadline) if deadline else ""),
        ("Hvad spørger vi om?", _ASKED),
        ("Hvor skrives svaret?", _HOW),
        (
            "Lovtekst",
            f"{n_unverified} punkter er mærket {UNVERIFIED_MEANING}" if n_unverified else "",
        ),
        ("Personoplysninger", _NO_CASES),
        *(("Bemærk", note) for note in checklist.notes),
        (RESPONDENT_LEAD, ""),
        (ANSWERED_LEAD, ""),
    ]
    shown = [pair for pair in pairs if pair[1] or pair[0] in _OPEN_ON_COVER]
    fill_page(sheet, shown, title="Bemærkninger til tjeklisten")
    for number, (lead, words) in enumerate(shown, start=3):
        if lead in _OPEN_ON_COVER and not words:
            cell = sheet.cell(number, 2)
            cell.fill, cell.protection = INPUT_FILL, Protection(locked=False)
            sheet.row_dimensions[number].height = 20


_OPEN_ON_COVER = ("Fra", "Kontakt", "Svar ønskes senest", RESPONDENT_LEAD, ANSWERED_LEAD)
_ASKED = (
    "Tjeklisten omsætter reglerne til spørgsmål, som en sagsbehandler kan svare på i en sag. "
    "Vi beder om bemærkninger til hvert punkt: Er retsgrundlaget rigtigt og dækkende? Er "
    "spørgsmålet formuleret, så svaret bliver det, reglen kræver? Mangler der et punkt, eller er "
    "der et for meget?"
)
_HOW = (
    "På arket Bemærkninger, i de gule felter ud for punktet: Bemærkning og Forslag til ny tekst. "
    "Har I ingen bemærkninger til et punkt, lader I felterne stå tomme. Nederst er en række til "
    "tjeklisten som helhed. Kommunen udfylder Svar fra kommunen og Status."
)
_NO_CASES = (
    "Bemærkningerne handler om tjeklisten og ikke om sager. Skriv hverken navne eller CPR-numre; "
    "en fil med noget, der ligner et CPR-nummer, bliver afvist."
)


def _fill_comments(sheet: Worksheet, checklist: Checklist) -> None:
    rows = [[*row, *("" for _ in WRITE_COLUMNS)] for row in _list_rows(checklist)]
    fill_table(
        sheet, list(COLUMNS), rows, widths=list(COLUMNS.values()), freeze="B2", row_height=60
    )
    sheet.row_dimensions[1].height = _HEAD_ROW_HEIGHT
    first = len(READ_COLUMNS) + 1
    for number in range(2, len(rows) + 2):
        for column in range(first, len(COLUMNS) + 1):
            cell = sheet.cell(number, column)
            cell.fill, cell.protection = INPUT_FILL, Protection(locked=False)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    for number, item in enumerate(checklist.items, start=2):
        if not item.is_verified:
            sheet.cell(number, list(COLUMNS).index("Lovtekst") + 1).fill = MARK_FILL
    choice = DataValidation(type="list", formula1="Statusser", allow_blank=True)
    choice.error, choice.errorTitle = "Vælg en status fra listen.", "Status"
    choice.showErrorMessage = True
    status = get_column_letter(len(COLUMNS))
    choice.add(f"{status}2:{status}{len(rows) + 1}")
    sheet.add_data_validation(choice)


def _list_rows(checklist: Checklist) -> list[list[str]]:
    """Return what is there to be read: one row per item, and one for the whole."""
    general = [
        GENERAL,
        "Hele tjeklisten",
        _GENERAL_TEXT,
        *("" for _ in range(len(READ_COLUMNS) - 3)),
    ]
    return [*(_describe(checklist, item) for item in checklist.items), general]


def _describe(checklist: Checklist, item: Item) -> list[str]:
    question = " ".join(part for part in (item.text, say_skip_rule(checklist, item)) if part)
    return [
        item.id,
        section_label(item.section),
        question,
        item.help,
        item.legal_basis,
        mark(item) or "læst",
        item.local_guideline,
    ]


def _fill_lists(workbook: Workbook) -> None:
    sheet = workbook.create_sheet(LISTS)
    for number, words in enumerate(STATUSES.values(), start=1):
        sheet.cell(number, 1).value = words
    area = f"'{LISTS}'!$A$1:$A${len(STATUSES)}"
    workbook.defined_names["Statusser"] = DefinedName("Statusser", attr_text=area)


def _fill_record(sheet: Worksheet, checklist: Checklist) -> None:
    """Write what the form was made from, so that it can be recognised when it comes back."""
    facts = {
        "kind": KIND,
        "checklist_version": checklist.version,
        "rules_date": checklist.date.isoformat(),
    }
    shown = {row[0]: digest_row(row) for row in _list_rows(checklist)}
    digests = digest_checklist(checklist)
    rows = [*facts.items(), *((item_id, digests[item_id], shown[item_id]) for item_id in digests)]
    for number, row in enumerate(rows, start=1):
        for column, words in enumerate(row, start=1):
            sheet.cell(number, column).value = words


def _lock(sheet: Worksheet) -> None:
    """Lock what is not to be written in; rows may be made higher, and the list filtered."""
    protection = sheet.protection
    protection.sheet = True
    protection.formatRows = protection.formatColumns = False
    protection.autoFilter = protection.sort = False
