"""How is the checklist printed on paper? As a tagged PDF on A4, set by Typst.

The items travel as JSON and are placed as text, so nothing in them is read as markup.
"""

from __future__ import annotations

import datetime as dt
import json
from importlib.resources import as_file, files
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
        PDF/UA-1 on A4, the same bytes each time: boxes to tick for every answer, lines
        for the document and its date, *side x af y*. An item whose legal text is
        unverified carries the word ``[uverificeret]``.

    Raises
    ------
    RenderingError
        If the items cannot be set as an accessible PDF.
    """
    # Imported here since the compiler is 80 MB and most commands never set a page.
    import typst  # noqa: PLC0415

    day = checklist.date
    template = files("analysis.documents") / "templates" / "checklist.typ"
    with as_file(files("analysis") / "fonts") as font_folder:
        try:
            return bytes(
                typst.compile(
                    template.read_bytes(),
                    format="pdf",
                    font_paths=typst.Fonts(
                        include_system_fonts=False, font_paths=[str(font_folder)]
                    ),
                    sys_inputs={"checklist": json.dumps(_describe(checklist), ensure_ascii=False)},
                    pdf_standards="ua-1",
                    timestamp=dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC),
                )
            )
        except typst.TypstError as error:
            raise RenderingError(
                "The checklist cannot be set as a PDF.",
                where=str(getattr(error, "message", "")).splitlines()[0],
                expected="texts that fulfil PDF/UA-1",
                fix="mend the item that the message is about, and export again",
            ) from None


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
