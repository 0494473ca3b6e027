"""Which Danish words stand in the review's drop-downs, and which code does each mean?

The case worker sees words; the files of a review hold codes. Both directions are here,
and one way of recognising what was typed: without regard to case, spaces at the ends,
doubled spaces and underscores, and only when exactly one choice fits.
"""

from __future__ import annotations

from collections.abc import Mapping

from analysis.checklists.model import (
    COMMON,
    NO_SCHEME,
    OTHER_SERVICES,
    SCHEMES,
    Answer,
    Checklist,
    Item,
    Status,
)
from analysis.labels import sentence_case

REVIEWED = "gennemgaaet"
NOT_IN_POPULATION = "ikke_i_population"
UNAVAILABLE = "sag_ikke_tilgaengelig"
UNFINISHED = "ikke_afsluttet"

YES_NO = {"ja": "Ja", "nej": "Nej"}
OUTCOMES = {
    REVIEWED: "Gennemgået",
    UNAVAILABLE: "Sagen kunne ikke skaffes",
    NOT_IN_POPULATION: "Hører ikke til (flyttet, død, sag lukket)",
}
STATUSES = {
    Status.READY.value: "Klar",
    Status.LACKS_DOCUMENTS.value: "Mangler dokumentation",
    Status.NOT_TARGET.value: "Ikke målgruppe",
}
_ANSWERS = {
    Answer.MET.value: "Opfyldt",
    Answer.NOT_MET.value: "Ikke opfyldt",
    Answer.UNKNOWN.value: "Uoplyst",
    Answer.NOT_RELEVANT.value: "Ikke relevant",
}
_SECTIONS = {COMMON: "Om sagen", OTHER_SERVICES: "Andre indsatser"}
_OTHER_STATUSES = {Status.NOT_JUDGED.value: "Ikke vurderet", Status.CLOSED.value: "Lukket"}


def answer_words(item: Item) -> dict[str, str]:
    """Return the words of an item's answers by code, in the order of the checklist."""
    return {
        code: sentence_case(
            item.answer_labels.get(code) or _ANSWERS.get(code) or code.replace("_", " ")
        )
        for code in item.answers
    }


def document_words(checklist: Checklist) -> dict[str, str]:
    """Return the names of all documents that may be missing, by code."""
    return {document.code: sentence_case(document.label) for document in checklist.documents}


def primary_words(checklist: Checklist) -> dict[str, str]:
    """Return what may be the primary scheme: those open on the date, other services, none."""
    schemes = {
        scheme.value: sentence_case(scheme.label)
        for scheme in SCHEMES
        if scheme in checklist.open_schemes
    }
    return {**schemes, OTHER_SERVICES: "Andre indsatser", NO_SCHEME: "Ingen af dem"}


def section_word(section: str) -> str:
    """Return the heading of a part of the checklist."""
    schemes = {scheme.value: scheme.label for scheme in SCHEMES}
    return sentence_case(_SECTIONS.get(section) or schemes.get(section) or section)


def status_word(status: str) -> str:
    """Return the words of a scheme's status."""
    return {**STATUSES, **_OTHER_STATUSES}.get(status, status)


def recognise(text: str, words: Mapping[str, str]) -> str | None:
    """Return the code that a text means, or None where none or several fit.

    Parameters
    ----------
    text : str
        What stands in the cell.
    words : mapping of code to word
        The choices of the cell.

    Examples
    --------
    >>> recognise("  ikke  OPFYLDT ", {"opfyldt": "Opfyldt", "ikke_opfyldt": "Ikke opfyldt"})
    'ikke_opfyldt'
    >>> recognise("måske", {"ja": "Ja"}) is None
    True
    """
    wanted = _plain(text)
    found = {code for code, word in words.items() if wanted in (_plain(word), _plain(code))}
    return found.pop() if len(found) == 1 else None


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").replace("\u00a0", " ").split()).rstrip(".").casefold()
