"""How is an item of a checklist said in Danish? One place for all printed forms.

The screen, Word, PDF, Excel, XLSForm and the comment form take their words from here, so
that an item reads the same everywhere and an unverified one is marked everywhere.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from analysis import labels
from analysis.checklists.model import (
    COMMON,
    NO_SCHEME,
    OTHER_SERVICES,
    SCHEMES,
    Answer,
    Checklist,
    Item,
    Role,
)
from analysis.concepts import Benefit
from analysis.errors import RequestError

UNVERIFIED = "[uverificeret]"
UNVERIFIED_MEANING = (
    f"{UNVERIFIED}: lovteksten bag punktet er ikke læst, eller det er ikke efterprøvet, at den "
    "gjaldt på datoen. Brug punktet med forbehold. De øvriges lovtekst er læst i samlede udgaver "
    "på nettet og ikke i Lovtidende eller Retsinformation."
)
UNKNOWN_MEANING = "»Uoplyst« er aldrig et nej: det betyder, at et dokument mangler. Skriv hvilket."
NO_NAMES = "Skriv hverken navn eller CPR-nummer, kun sagens pseudonym."
CASE_FIELDS = ("Sagens pseudonym", "Læsning (1 eller 2)", "Læserens kode", "Dato")
CONCLUSION_QUESTION = (
    "Hvilken ordning ligger nærmest ifølge gennemgangen? Sæt ét kryds. Flere ordninger kan være "
    "mulige; det fremgår af svarene ovenfor."
)
ANSWER_LABELS: Mapping[str, str] = {
    Answer.MET: "Opfyldt",
    Answer.NOT_MET: "Ikke opfyldt",
    Answer.UNKNOWN: "Uoplyst",
    Answer.NOT_RELEVANT: "Ikke relevant",
}
ROLE_LABELS: Mapping[Role, str] = {
    Role.REQUIRED: "kræves",
    Role.SUPPORTING: "støtter vurderingen",
    Role.FAST_TRACK: "kriterium for åbenbar sag",
    Role.LIGHT: "kriterium for etårigt ressourceforløb",
}
OUTCOME_LABELS: Mapping[str, str] = {
    **{scheme.value: labels.sentence_case(scheme.label) for scheme in SCHEMES},
    OTHER_SERVICES: "Andre sociale eller sundhedsfaglige indsatser",
    NO_SCHEME: "Ingen af ordningerne",
}
_SECTION_LABELS = {COMMON: "Fælles om sagen", **OUTCOME_LABELS}


@dataclasses.dataclass(frozen=True)
class Section:
    """Items that belong together, under a heading."""

    code: str
    heading: str
    items: tuple[Item, ...]


def choose_schemes(checklist: Checklist, schemes: Sequence[str]) -> Checklist:
    """Return the checklist for some schemes: their items, the common ones, and what they ask of.

    Parameters
    ----------
    checklist : Checklist
        The items in force on a date.
    schemes : sequence of str
        Scheme codes; none means all.

    Returns
    -------
    Checklist
        With the items of the schemes, those about the case itself, and every item that
        a skip rule of these looks at. Order and version are kept.

    Raises
    ------
    RequestError
        If a code is no scheme, or the scheme takes no new citizens on the date.
    """
    if not schemes:
        return checklist
    _fail_if_not_open(checklist, schemes)
    kept = {item.id for item in checklist.items if item.section not in _others(schemes)}
    while True:
        asked_of = {
            other for item in checklist.items if item.id in kept for other in item.relevant_when
        }
        if asked_of <= kept:
            break
        kept |= asked_of
    return dataclasses.replace(
        checklist, items=tuple(item for item in checklist.items if item.id in kept)
    )


def group_by_section(checklist: Checklist) -> tuple[Section, ...]:
    """Return the items in sections, both in the order of the checklist."""
    codes = dict.fromkeys(item.section for item in checklist.items)
    return tuple(
        Section(
            code,
            _SECTION_LABELS.get(code, code),
            tuple(item for item in checklist.items if item.section == code),
        )
        for code in codes
    )


def section_label(code: str) -> str:
    """Return a section's heading."""
    return _SECTION_LABELS.get(code, code)


def mark(item: Item) -> str:
    """Return the word that marks an item whose legal text is unverified; otherwise empty."""
    return "" if item.is_verified else UNVERIFIED


def label_answer(item: Item, answer: str) -> str:
    """Return the words of an answer to an item."""
    return item.answer_labels.get(answer, ANSWER_LABELS.get(answer, answer))


def say_skip_rule(checklist: Checklist, item: Item) -> str:
    """Say in words when an item is asked; empty where it always is."""
    conditions = []
    for other_id, answers in item.relevant_when.items():
        other = checklist.item(other_id)
        words = [f"»{label_answer(other, answer)}«" for answer in answers]
        conditions.append(f"{other_id} er {labels.listing(words, last='eller')}")
    return f"Spørges kun, når {labels.listing(conditions)}." if conditions else ""


def say_documents(checklist: Checklist, item: Item) -> str:
    """Name the documents that show an item."""
    names = {document.code: document.label for document in checklist.documents}
    return "; ".join(names.get(code, code) for code in item.documents)


def say_validity(item: Item) -> str:
    """Say from when, and until when, an item is in force."""
    first = labels.date(item.valid_from)
    return f"{first} til {labels.date(item.valid_to)}" if item.valid_to else f"fra {first}"


def say_date(checklist: Checklist) -> str:
    """Say which rules and which edition the checklist holds."""
    return f"Regler pr. {labels.date(checklist.date)} · version {checklist.version}"


def say_unverified(checklist: Checklist) -> str:
    """Say how many items rest on legal text that nobody has verified; empty where none does."""
    n_unverified = sum(not item.is_verified for item in checklist.items)
    if not n_unverified:
        return ""
    return f"{n_unverified} af {len(checklist.items)} punkter er mærket {UNVERIFIED_MEANING}"


def outcomes(checklist: Checklist) -> dict[str, str]:
    """Return what a reading may conclude on the date: code and words."""
    closed = {scheme.value for scheme in SCHEMES if scheme not in checklist.open_schemes}
    return {code: words for code, words in OUTCOME_LABELS.items() if code not in closed}


def _others(schemes: Sequence[str]) -> set[str]:
    return {scheme.value for scheme in SCHEMES} - set(schemes)


def _fail_if_not_open(checklist: Checklist, schemes: Sequence[str]) -> None:
    known = [scheme.value for scheme in SCHEMES]
    for scheme in schemes:
        if scheme not in known:
            raise RequestError(
                f"{scheme!r} is not a scheme of the checklist.",
                where="--scheme",
                expected=labels.listing(known, last="or", language="en"),
                fix="write one of these",
            )
        if Benefit(scheme) not in checklist.open_schemes:
            raise RequestError(
                f"The scheme {scheme} takes no new citizens under these rules.",
                where=f"--scheme, rules of {checklist.date.isoformat()}",
                expected=labels.listing(
                    [each.value for each in checklist.open_schemes], last="or", language="en"
                ),
                fix="choose another scheme, or an earlier date with --date",
            )
