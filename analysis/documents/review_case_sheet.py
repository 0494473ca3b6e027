"""What does a reviewer fill in for one case? One sheet, question by question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink

from analysis.checklists.model import Answer, Checklist, Item
from analysis.documents.review_layout import (
    ANSWER,
    CASE_ID_CELL,
    CASE_STATUS_CELL,
    DATE,
    DOCUMENT,
    FINISHED,
    HEADER_ROW,
    HELP,
    ID,
    LAW,
    MINUTES,
    OTHER,
    OUTCOME,
    OVERVIEW,
    PRIMARY,
    PROGRESS_CELL,
    QUESTION,
    STATUS,
    Layout,
)
from analysis.documents.review_skip_rules import (
    DONE,
    HIDDEN,
    NO_DOCUMENT,
    PICK_DOCUMENT,
    WAITING,
    describe_skip_rule,
    write_case_status,
    write_conclusion_status,
    write_item_status,
    write_progress,
)
from analysis.documents.review_style import (
    ATTENTION_FONT,
    DONE_FONT,
    SKIPPED_FILL,
    SKIPPED_FONT,
    colour_when,
    protect,
    put,
    put_formula,
    set_height,
    set_up_page,
    set_widths,
    unlock,
)
from analysis.documents.review_words import answer_words, section_word
from analysis.labels import listing

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

UNVERIFIED = "[uverificeret]"
_WIDTHS = {ID: 8, QUESTION: 52, HELP: 48, LAW: 24, ANSWER: 22, DOCUMENT: 30, STATUS: 27}
_HEADERS = {
    ID: "Nr.",
    QUESTION: "Spørgsmål",
    HELP: "Sådan afgøres det",
    LAW: "Retsgrundlag",
    ANSWER: "Svar",
    DOCUMENT: "Manglende dokument",
    STATUS: "Hvor langt er du",
}
_FIELDS = {
    OUTCOME: (
        "Hvad blev der af sagen?",
        "Kunne sagen ikke skaffes, så stop her: aldrig „for svær“.",
    ),
    DATE: ("Dato for læsningen", "Skriv dag, måned og år, fx 15-03-2026."),
    MINUTES: ("Minutter brugt på sagen", "Et helt tal fra 1 til 600."),
    PRIMARY: ("Hvilken ordning kommer først?", "Din samlede vurdering; flere kan være mulige."),
    OTHER: (
        "Er der brug for andre sociale eller sundhedsfaglige indsatser?",
        "Svar ja, hvis borgeren bør tilbydes hjælp uden for de fire ordninger.",
    ),
    FINISHED: ("Er sagen afsluttet?", "Svar ja, når alt ovenfor er udfyldt."),
}


def add_case_sheet(
    sheet: Worksheet,
    case_id: str,
    *,
    checklist: Checklist,
    layout: Layout,
    lists: Mapping[str, str],
    drawn_on: dt.date,
    stamp: str = "",
) -> None:
    """Fill one sheet with the questions of one case.

    Parameters
    ----------
    sheet : Worksheet
        An empty sheet, named.
    case_id : str
        The pseudonym.
    checklist, layout : Checklist, Layout
        The questions and their rows.
    lists : mapping of name to range
        Where the drop-downs are: one per item id, one per field of the conclusion,
        ``documents`` and ``none``.
    drawn_on : date
        No date of reading lies before it.
    stamp : str
        Said in the head of the sheet where the cases are invented.
    """
    set_widths(sheet, _WIDTHS)
    _write_head(sheet, case_id, layout=layout, stamp=stamp)
    for row, section in layout.headings.items():
        _write_heading(sheet, row, section_word(section))
    for item in checklist.items:
        _write_item(sheet, item, checklist=checklist, layout=layout, lists=lists)
    _write_heading(sheet, layout.conclusion_heading, "Afslutning")
    for field in layout.conclusion:
        _write_field(sheet, field, layout=layout, lists=lists, drawn_on=drawn_on)
    _colour_rows(sheet, layout)
    sheet.freeze_panes = f"{QUESTION}{HEADER_ROW + 1}"
    sheet.sheet_view.zoomScale = 90
    set_up_page(sheet, title=f"{sheet.title} · {case_id}", header_row=HEADER_ROW)
    protect(sheet)


def _write_head(sheet: Worksheet, case_id: str, *, layout: Layout, stamp: str) -> None:
    put(sheet, "A1", sheet.title, "title")
    put(sheet, "A2", "Sag", "small")
    put(sheet, CASE_ID_CELL, case_id, "strong")
    if stamp:
        put(sheet, "C1", stamp, "stamp")
    put(sheet, "E2", "Besvaret", "small")
    put_formula(sheet, PROGRESS_CELL, write_progress(layout), "strong")
    put(sheet, "E3", "Sagen er", "small")
    put_formula(sheet, CASE_STATUS_CELL, write_case_status(layout), "strong")
    link = put(sheet, "G1", "Til oversigten", "link")
    link.hyperlink = Hyperlink(ref="G1", location=f"'{OVERVIEW}'!A1", display="Til oversigten")
    sheet.row_dimensions[1].height = 24
    for letter, text in _HEADERS.items():
        put(sheet, f"{letter}{HEADER_ROW}", text, "header")
    sheet.row_dimensions[HEADER_ROW].height = 22


def _write_heading(sheet: Worksheet, row: int, text: str) -> None:
    for letter in _HEADERS:
        put(sheet, f"{letter}{row}", None, "section")
    put(sheet, f"{ID}{row}", text, "section")
    sheet.row_dimensions[row].height = 22


def _write_item(
    sheet: Worksheet,
    item: Item,
    *,
    checklist: Checklist,
    layout: Layout,
    lists: Mapping[str, str],
) -> None:
    row = layout.items[item.id]
    help_text = _write_help(item, checklist)
    law = item.legal_basis if item.is_verified else f"{item.legal_basis} {UNVERIFIED}".strip()
    put(sheet, f"{ID}{row}", item.id, "strong", edge=True)
    put(sheet, f"{QUESTION}{row}", item.text, edge=True)
    put(sheet, f"{HELP}{row}", help_text, "small", edge=True)
    put(sheet, f"{LAW}{row}", law, "small", edge=True)
    unlock(sheet, f"{ANSWER}{row}")
    unlock(sheet, f"{DOCUMENT}{row}")
    status = write_item_status(item, checklist, layout)
    put_formula(sheet, f"{STATUS}{row}", status, "small", edge=True)
    set_height(
        sheet, row, {QUESTION: item.text, HELP: help_text, LAW: law}, small=HELP + LAW, lines=2
    )
    answers = _offer(lists[item.id], "Vælg et svar fra listen.")
    answers.add(f"{ANSWER}{row}")
    sheet.add_data_validation(answers)
    unknown = answer_words(item).get(Answer.UNKNOWN.value)
    if unknown is not None:
        choice = f'IF(${ANSWER}${row}="{unknown}",{lists["documents"]},{lists["none"]})'
        documents = _offer(choice, "Vælg først svaret Uoplyst, og derefter dokumentet fra listen.")
        documents.add(f"{DOCUMENT}{row}")
        sheet.add_data_validation(documents)


def _write_help(item: Item, checklist: Checklist) -> str:
    labels = {document.code: document.label for document in checklist.documents}
    shown = [_lower(labels[code]) for code in item.documents if code in labels]
    guideline = f"Kommunens retningslinje: {item.local_guideline}" if item.local_guideline else ""
    proof = f"Vises af: {listing(shown, last='eller')}." if shown else ""
    rule = describe_skip_rule(item, checklist)
    return "\n".join(part for part in (item.help, guideline, proof, rule) if part)


def _lower(label: str) -> str:
    """Write a name as inside a sentence, unless it begins with an abbreviation."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def _write_field(
    sheet: Worksheet,
    field: str,
    *,
    layout: Layout,
    lists: Mapping[str, str],
    drawn_on: dt.date,
) -> None:
    row = layout.conclusion[field]
    question, how = _FIELDS[field]
    put(sheet, f"{ID}{row}", field, "small", edge=True)
    put(sheet, f"{QUESTION}{row}", question, edge=True)
    put(sheet, f"{HELP}{row}", how, "small", edge=True)
    cell = unlock(sheet, f"{ANSWER}{row}")
    formula = write_conclusion_status(field, layout)
    put_formula(sheet, f"{STATUS}{row}", formula, "small", edge=True)
    set_height(sheet, row, {QUESTION: question, HELP: how}, small=HELP, lines=2)
    if field == DATE:
        cell.number_format = "dd-mm-yyyy"
        rule = _limit("date", f"DATE({drawn_on.year},{drawn_on.month},{drawn_on.day})", "TODAY()")
        rule.error = "Skriv en dato efter udtrækningen og ikke senere end i dag."
    elif field == MINUTES:
        rule = _limit("whole", "1", "600")
        rule.error = "Skriv et helt tal fra 1 til 600."
    else:
        rule = _offer(lists[field], "Vælg fra listen.")
    rule.add(f"{ANSWER}{row}")
    sheet.add_data_validation(rule)


def _offer(choices: str, error: str) -> DataValidation:
    return DataValidation(
        type="list",
        formula1=choices,
        allow_blank=True,
        showErrorMessage=True,
        errorStyle="stop",
        errorTitle="Ikke på listen",
        error=error,
    )


def _limit(kind: Literal["whole", "date"], lowest: str, highest: str) -> DataValidation:
    return DataValidation(
        type=kind,
        operator="between",
        formula1=lowest,
        formula2=highest,
        allow_blank=True,
        showErrorMessage=True,
        errorStyle="stop",
        errorTitle="Uden for grænserne",
    )


def _colour_rows(sheet: Worksheet, layout: Layout) -> None:
    """Grey out what is not asked, and mark what is waited for; the words say it too."""
    last = max(layout.conclusion.values())
    rows = f"{ID}{layout.first_item}:{STATUS}{last}"
    status = f"${STATUS}{layout.first_item}"
    skipped = ",".join(f'LEFT({status},{len(word)})="{word}"' for word in (HIDDEN, WAITING))
    colour_when(sheet, rows, f"OR({skipped})", font=SKIPPED_FONT, fill=SKIPPED_FILL)
    statuses = f"{STATUS}{layout.first_item}:{STATUS}{last}"
    attention = f'OR({status}="{PICK_DOCUMENT}",{status}="{NO_DOCUMENT}")'
    colour_when(sheet, statuses, attention, font=ATTENTION_FONT)
    colour_when(sheet, CASE_STATUS_CELL, f'{CASE_STATUS_CELL}="{DONE}"', font=DONE_FONT)
