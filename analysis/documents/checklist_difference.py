"""What has changed between two checklists? The answer as plain Danish text."""

from __future__ import annotations

from collections.abc import Sequence

from analysis import labels
from analysis.checklists.compare import ItemChange, compare_checklists
from analysis.checklists.model import Checklist, Item
from analysis.concepts import Benefit
from analysis.documents.checklist_plain import wrap
from analysis.documents.checklist_words import (
    ROLE_LABELS,
    label_answer,
    mark,
    say_date,
    say_documents,
    say_skip_rule,
    section_label,
)

_LEADS = {
    "text": "Spørgsmål",
    "help": "Vejledning",
    "section": "Afsnit",
    "role": "Rolle",
    "legal_basis": "Retsgrundlag",
    "legal_source": "Læst hvor",
    "is_verified": "Lovtekst",
    "local_guideline": "Kommunens retningslinje",
    "answers": "Svar",
    "answer_labels": "Svarenes ord",
    "relevant_when": "Spørges når",
    "answered_by": "Besvares af",
    "documents": "Dokumenter",
}


def write_difference(old: Checklist, new: Checklist) -> str:
    """Write what was added, removed and changed, and which schemes opened or closed.

    Parameters
    ----------
    old, new : Checklist
        In the order in which the changes are told.

    Returns
    -------
    str
        Wrapped at 100 characters; both versions in the first two lines.
    """
    difference = compare_checklists(old, new)
    lines = [f"Fra: {say_date(old)}", f"Til: {say_date(new)}", ""]
    lines += _say_schemes("Lukket for nye borgere", difference.closed)
    lines += _say_schemes("Åbnet for nye borgere", difference.opened)
    lines += [
        f"Tilføjet: {len(difference.added)} · udgået: {len(difference.removed)} · "
        f"ændret: {len(difference.changed)}"
    ]
    lines += _list_items("TILFØJET", difference.added)
    lines += _list_items("UDGÅET", difference.removed)
    if difference.changed:
        lines += ["", "ÆNDRET", "======"]
        for change in difference.changed:
            lines += ["", *_say_change(change, old, new)]
    for lead, documents in (
        ("Dokumenter tilføjet", difference.documents_added),
        ("Dokumenter udgået", difference.documents_removed),
    ):
        if documents:
            lines += ["", *wrap(f"{lead}: " + "; ".join(each.label for each in documents))]
    if difference.is_empty:
        lines += ["", "De to stiller de samme spørgsmål om de samme ordninger."]
    return "\n".join(lines) + "\n"


def _say_schemes(lead: str, schemes: Sequence[Benefit]) -> list[str]:
    return wrap(f"{lead}: {labels.listing([each.label for each in schemes])}") if schemes else []


def _list_items(heading: str, items: Sequence[Item]) -> list[str]:
    if not items:
        return []
    lines = ["", heading, "=" * len(heading)]
    for item in items:
        words = f"{item.id:<5} {item.text} ({section_label(item.section).lower()}) {mark(item)}"
        lines += wrap(words.rstrip(), rest=" " * 6)
        lines += wrap(f"Lov: {item.legal_basis}", first=" " * 6, rest=" " * 8)
    return lines


def _say_change(change: ItemChange, old: Checklist, new: Checklist) -> list[str]:
    lines = wrap(f"{change.id:<5} {change.new.text} {mark(change.new)}".rstrip(), rest=" " * 6)
    for field in change.fields:
        lines += [f"      {_LEADS.get(field.field, field.field)}"]
        for lead, checklist, item in (("før: ", old, change.old), ("nu:  ", new, change.new)):
            words = _say_field(field.field, checklist, item)
            lines += wrap(lead + words, first=" " * 8, rest=" " * 13)
    return lines


def _say_field(field: str, checklist: Checklist, item: Item) -> str:
    if field == "is_verified":
        return mark(item) or "læst"
    if field == "relevant_when":
        return say_skip_rule(checklist, item) or "altid"
    if field in {"answers", "answer_labels"}:
        return " / ".join(label_answer(item, answer) for answer in item.answers)
    words = {
        "section": section_label(item.section),
        "role": ROLE_LABELS[item.role],
        "answered_by": labels.listing(item.answered_by, last="eller"),
        "documents": say_documents(checklist, item),
    }
    return words[field] if field in words else str(getattr(item, field)) or labels.MISSING
