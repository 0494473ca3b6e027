"""What does a checklist say? The items as plain Danish text for a screen or a text file."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from analysis import labels
from analysis.checklists.model import Checklist, Item
from analysis.documents.checklist_words import (
    ROLE_LABELS,
    UNKNOWN_MEANING,
    group_by_section,
    label_answer,
    mark,
    say_documents,
    say_skip_rule,
    say_unverified,
)

WIDTH = 100


def write_plain(checklist: Checklist) -> str:
    """Write the checklist as text, wrapped at 100 characters.

    Parameters
    ----------
    checklist : Checklist
        The items to write.

    Returns
    -------
    str
        The date and version of the rules in the first line, then notes, then the items
        by section. An item whose legal text is unverified carries the word
        ``[uverificeret]``.
    """
    lines = [f"{checklist.title} · version {checklist.version}"]
    if labels.date(checklist.date) not in checklist.title:
        lines.append(f"Slået op for {labels.date(checklist.date)}")
    lines.append("")
    for note in (*checklist.notes, say_unverified(checklist), UNKNOWN_MEANING):
        lines += wrap(note)
    for section in group_by_section(checklist):
        lines += ["", section.heading.upper(), "=" * len(section.heading)]
        for item in section.items:
            lines += ["", *_write_item(checklist, item)]
    return "\n".join(lines) + "\n"


def wrap(text: str, *, first: str = "", rest: str = "") -> list[str]:
    """Break a text into lines of at most 100 characters; no lines for an empty one."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _write_item(checklist: Checklist, item: Item) -> Iterator[str]:
    yield from wrap(f"{item.id:<5} {item.text} {mark(item)}".rstrip(), rest=" " * 6)
    answers = " / ".join(label_answer(item, answer).lower() for answer in item.answers)
    facts = {
        "": f"{item.help} {say_skip_rule(checklist, item)}".strip(),
        "Rolle": ROLE_LABELS[item.role],
        "Svar": answers,
        "Lov": item.legal_basis,
        "Kommunens retningslinje": item.local_guideline,
        "Dokumenter": say_documents(checklist, item),
        "Besvares af": labels.listing(item.answered_by, last="eller"),
    }
    for lead, words in facts.items():
        if words:
            indent = " " * (8 if lead else 6)
            yield from wrap(f"{lead}: {words}" if lead else words, first=" " * 6, rest=indent)
