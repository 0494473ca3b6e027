"""How is the checklist printed and filled in by hand or in Word? One table per section.

Headings are real headings, the head of each table is repeated on the next page, and the
boxes can be ticked on the screen as well as with a pen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.shared import Pt

from analysis import labels
from analysis.checklists.model import Checklist, Item, Role
from analysis.documents.checklist_word_parts import (
    QUIET,
    TEXT_WIDTH,
    add_box,
    add_line,
    add_row,
    add_table,
    number_pages,
    open_document,
    small,
)
from analysis.documents.checklist_words import (
    CASE_FIELDS,
    CONCLUSION_QUESTION,
    NO_NAMES,
    ROLE_LABELS,
    UNKNOWN_MEANING,
    Section,
    group_by_section,
    label_answer,
    mark,
    outcomes,
    say_date,
    say_documents,
    say_skip_rule,
    say_unverified,
)
from analysis.documents.deterministic import finish_docx

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell

_ITEM_COLUMNS = {"Nr.": 12.0, "Spørgsmål": 80.0, "Svar": 38.0, "Dokument og dato": 44.0}


def write_word(checklist: Checklist) -> bytes:
    """Write the checklist as a Word document for print or for ticking on the screen.

    Parameters
    ----------
    checklist : Checklist
        The items to write.

    Returns
    -------
    bytes
        A docx file, the same bytes each time: real headings, repeated table heads, boxes
        that can be ticked, page numbers, language da-DK. An item whose legal text is
        unverified carries the word ``[uverificeret]``.
    """
    document = open_document(title=checklist.title, subject=say_date(checklist))
    number_pages(document, header=checklist.title, footer=say_date(checklist))
    document.add_heading(checklist.title, level=0)
    document.add_paragraph(say_date(checklist)).runs[0].bold = True
    for note in (*checklist.notes, say_unverified(checklist), UNKNOWN_MEANING, NO_NAMES):
        if note:
            document.add_paragraph(note, style="List Bullet")
    _add_case_head(document)
    for section in group_by_section(checklist):
        _add_section(document, checklist, section)
    _add_conclusion(document, checklist)
    return finish_docx(document, day=checklist.date)


def _add_case_head(document: Document) -> None:
    """Add the fields that say which case this is and who reads it."""
    widths = [TEXT_WIDTH / len(CASE_FIELDS)] * len(CASE_FIELDS)
    table = add_table(document, list(CASE_FIELDS), widths=widths)
    for cell in add_row(table, widths=widths):
        add_line(cell, is_first=True).paragraph_format.space_before = Pt(12)


def _add_section(document: Document, checklist: Checklist, section: Section) -> None:
    document.add_heading(section.heading, level=1)
    widths = list(_ITEM_COLUMNS.values())
    table = add_table(document, list(_ITEM_COLUMNS), widths=widths)
    for item in section.items:
        number, question, answers, shown = add_row(table, widths=widths)
        add_line(number, is_first=True).add_run(item.id).bold = True
        _add_question(question, checklist, item)
        for place, answer in enumerate(item.answers):
            words = label_answer(item, answer)
            line = add_line(answers, is_first=place == 0)
            add_box(line, words, name=f"{item.id}: {words}")
        for place, words in enumerate(("Dokument:", "Dato:", "Mangler (ved uoplyst):")):
            line = add_line(shown, is_first=place == 0)
            line.paragraph_format.space_after = Pt(9)
            small(line, words)


def _add_question(cell: _Cell, checklist: Checklist, item: Item) -> None:
    line = add_line(cell, is_first=True)
    line.add_run(item.text)
    if mark(item):
        line.add_run(f"\u00a0{mark(item)}").bold = True
    if item.help:
        add_line(cell).add_run(item.help).font.size = Pt(9)
    skip_rule = say_skip_rule(checklist, item)
    if skip_rule:
        run = add_line(cell).add_run(skip_rule)
        run.italic, run.font.size, run.font.color.rgb = True, Pt(9), QUIET
    facts = {
        "Retsgrundlag": item.legal_basis,
        "Kommunens retningslinje": item.local_guideline,
        "Vises af": say_documents(checklist, item),
        "Besvares af": labels.listing(item.answered_by, last="eller"),
        "Rolle": "" if item.role is Role.REQUIRED else ROLE_LABELS[item.role],
    }
    for lead, words in facts.items():
        if words:
            small(add_line(cell), f"{lead}: {words}")


def _add_conclusion(document: Document, checklist: Checklist) -> None:
    document.add_heading("Konklusion", level=1)
    document.add_paragraph(CONCLUSION_QUESTION).paragraph_format.keep_with_next = True
    found = list(outcomes(checklist).values())
    for words in found:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = words != found[-1]
        add_box(paragraph, words, name=f"Konklusion: {words}")
