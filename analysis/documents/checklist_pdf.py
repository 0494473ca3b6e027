"""How is the checklist printed on paper? As a tagged PDF on A4, set by Typst.

The items travel as JSON and are placed as text, so nothing in them is read as markup.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from analysis import labels
from analysis.checklists.model import Answer, Checklist, Item, Role
from analysis.documents.checklist_words import (
    CASE_FIELDS,
    CONCLUSION_QUESTION,
    NO_NAMES,
    ROLE_LABELS,
    UNKNOWN_MEANING,
    group_by_section,
    label_answer,
    mark,
    outcomes,
    say_date,
    say_documents,
    say_skip_rule,
    say_unverified,
)
from analysis.documents.typesetting import set_pdf
from analysis.errors import RenderingError


def write_pdf(checklist: Checklist) -> bytes:
    """Write the checklist as a PDF for print.

    Parameters
    ----------
    checklist : Checklist
        The items to write.

    Returns
    -------
    bytes
        PDF/A-2a and PDF/UA-1 on A4, the same bytes each time: boxes to tick for every answer, lines
        for the document and its date, *side x af y*. An item whose legal text is
        unverified carries the word ``[uverificeret]``.

    Raises
    ------
    RenderingError
        If the items cannot be set as an accessible PDF.
    """
    return set_pdf(
        files("analysis.documents") / "templates" / "checklist.typ",
        _describe(checklist),
        name="checklist",
        day=checklist.date,
        refuse=_refuse,
    )


def _refuse(message: str) -> RenderingError:
    return RenderingError(
        "The checklist cannot be set as a PDF.",
        where=message,
        expected="texts that fulfil PDF/UA-1",
        fix="mend the item that the message is about, and export again",
    )


def _describe(checklist: Checklist) -> dict[str, Any]:
    """Return what the template needs, as plain values."""
    notes = (*checklist.notes, say_unverified(checklist), UNKNOWN_MEANING, NO_NAMES)
    return {
        "title": checklist.title,
        "date": say_date(checklist),
        "notes": [note for note in notes if note],
        "case_fields": list(CASE_FIELDS),
        "sections": [
            {
                "heading": section.heading,
                "items": [_describe_item(checklist, item) for item in section.items],
            }
            for section in group_by_section(checklist)
        ],
        "question": CONCLUSION_QUESTION,
        "outcomes": list(outcomes(checklist).values()),
    }


def _describe_item(checklist: Checklist, item: Item) -> dict[str, Any]:
    facts = {
        "Retsgrundlag": item.legal_basis,
        "Kommunens retningslinje": item.local_guideline,
        "Vises af": say_documents(checklist, item),
        "Besvares af": labels.listing(item.answered_by, last="eller"),
        "Rolle": "" if item.role is Role.REQUIRED else ROLE_LABELS[item.role],
    }
    return {
        "id": item.id,
        "text": item.text,
        "mark": mark(item),
        "help": [words for words in (item.help, say_skip_rule(checklist, item)) if words],
        "facts": [[lead, words] for lead, words in facts.items() if words],
        "answers": [label_answer(item, answer) for answer in item.answers],
        "may_lack": Answer.UNKNOWN in item.answers,
    }
