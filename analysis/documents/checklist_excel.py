"""Which items are there, and which of them rest on what? The checklist as a list in Excel."""

from __future__ import annotations

import datetime as dt

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from analysis import labels
from analysis.checklists.model import Checklist, Item
from analysis.documents.checklist_sheets import MARK_FILL, fill_page, fill_table
from analysis.documents.checklist_words import (
    ROLE_LABELS,
    UNKNOWN_MEANING,
    label_answer,
    mark,
    say_date,
    say_documents,
    say_skip_rule,
    say_unverified,
    section_label,
)
from analysis.documents.deterministic import finish_xlsx

_PRINTED = {
    "Nr.": 6,
    "Afsnit": 14,
    "Spørgsmål": 42,
    "Svar": 20,
    "Spørges når": 22,
    "Rolle": 12,
    "Retsgrundlag": 26,
    "Lovtekst": 14,
    "Kommunens retningslinje": 20,
    "Dokumenter": 24,
}
_COLUMNS = _PRINTED | {
    "Vejledning": 80,
    "Læst hvor": 80,
    "Gælder fra": 12,
    "Gælder til": 12,
    "Besvares af": 20,
}


def write_excel(checklist: Checklist) -> bytes:
    """Write the checklist as a list that filters, one row per item.

    Parameters
    ----------
    checklist : Checklist
        The items to write.

    Returns
    -------
    bytes
        An xlsx file with the sheets *Tjekliste*, *Om tjeklisten* and *Dokumenter*; the
        same bytes each time. An item whose legal text is unverified says so in the
        column *Lovtekst*.
    """
    workbook = Workbook()
    workbook.properties.title = checklist.title
    workbook.properties.creator = "praksis"
    workbook.properties.language = "da-DK"
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "Tjekliste"
    rows = [_write_item(checklist, item) for item in checklist.items]
    fill_table(sheet, list(_COLUMNS), rows, widths=list(_COLUMNS.values()), freeze="C2")
    sheet.print_area = f"A1:{get_column_letter(len(_PRINTED))}{len(rows) + 1}"
    for number, item in enumerate(checklist.items, start=2):
        if not item.is_verified:
            sheet.cell(number, list(_COLUMNS).index("Lovtekst") + 1).fill = MARK_FILL
    fill_page(workbook.create_sheet("Om tjeklisten"), _introduce(checklist), title=checklist.title)
    fill_table(
        workbook.create_sheet("Dokumenter"),
        ["Kode", "Dokument"],
        [(document.code, document.label) for document in checklist.documents],
        widths=[28, 90],
    )
    return finish_xlsx(workbook, day=checklist.date)


def _write_item(checklist: Checklist, item: Item) -> list[str | dt.date | None]:
    return [
        item.id,
        section_label(item.section),
        item.text,
        "\n".join(label_answer(item, answer) for answer in item.answers),
        say_skip_rule(checklist, item) or "Altid",
        labels.sentence_case(ROLE_LABELS[item.role]),
        item.legal_basis,
        mark(item) or "læst",
        item.local_guideline,
        say_documents(checklist, item),
        item.help,
        item.legal_source,
        item.valid_from,
        item.valid_to,
        labels.listing(item.answered_by, last="eller"),
    ]


def _introduce(checklist: Checklist) -> list[tuple[str, str]]:
    schemes = labels.listing([scheme.label for scheme in checklist.open_schemes])
    return [
        ("Regler", say_date(checklist)),
        ("Ordninger med nye borgere", labels.sentence_case(schemes)),
        *(("Bemærk", note) for note in checklist.notes),
        ("Lovtekst", say_unverified(checklist) or "Lovteksten bag alle punkter er læst."),
        ("Uoplyst", UNKNOWN_MEANING),
        ("Udskrift", "Kolonnerne fra Vejledning og frem vises på skærmen, men skrives ikke ud."),
    ]
