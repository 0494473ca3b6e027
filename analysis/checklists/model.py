"""What is a checklist: items with a legal basis and a date, and the answers they take.

Answers
    ``opfyldt``, ``ikke_opfyldt``, ``uoplyst`` (a document is missing), ``ikke_relevant``;
    items that sort cases, such as the age, have answers of their own, and ``uoplyst``.
    *Uoplyst* is never a no. No answer at all is something else again: not yet read.
Status of a scheme
    ``klar``: all that is required is met. ``mangler_dokumentation``: nothing speaks
    against, but something required is not known. ``ikke_maalgruppe``: something required
    is not met. ``ikke_vurderet``: something required has not been answered. ``lukket``:
    the scheme takes no new citizens on the date of the rules.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from analysis.concepts import Benefit

SCHEMES = (
    Benefit.FOERTIDSPENSION,
    Benefit.FLEKSJOB,
    Benefit.RESSOURCEFORLOEB,
    Benefit.REVALIDERING,
)
COMMON = "faelles"  # items about the case, whatever the scheme
OTHER_SERVICES = "andre_indsatser"  # other social and health services, as an outcome
NO_SCHEME = "ingen"


class Answer(StrEnum):
    """The four answers to an item that is met or not."""

    MET = "opfyldt"
    NOT_MET = "ikke_opfyldt"
    UNKNOWN = "uoplyst"
    NOT_RELEVANT = "ikke_relevant"


class Status(StrEnum):
    """What the answers say of one scheme in one case."""

    READY = "klar"
    LACKS_DOCUMENTS = "mangler_dokumentation"
    NOT_TARGET = "ikke_maalgruppe"
    NOT_JUDGED = "ikke_vurderet"
    CLOSED = "lukket"


class Role(StrEnum):
    """What an item does for the status of its scheme."""

    REQUIRED = "kraevet"
    SUPPORTING = "stoettende"
    FAST_TRACK = "aabenbar_sag"  # criterion of an obvious case, not of the scheme itself
    LIGHT = "light"  # criterion of the one-year ressourceforløb


@dataclass(frozen=True)
class Item:
    """One question of a checklist.

    Attributes
    ----------
    id : str
        Stable for ever, such as ``F1``; a changed meaning takes a new id.
    text : str
        The question as a case worker reads it, in Danish.
    help : str
        How to decide, in Danish; may be empty.
    section : str
        A scheme, ``faelles`` or ``andre_indsatser``.
    role : Role
        What it does for the scheme's status.
    legal_basis : str
        Act and paragraph as in force while the item is valid.
    legal_source : str
        Where the text was read.
    is_verified : bool
        Whether somebody has read the legal text there.
    local_guideline : str
        The municipality's own guideline beside the law; empty until it is entered.
    valid_from, valid_to : date, date or None
        First and last day, both included.
    answers : tuple of str
        The answers that may be given.
    answer_labels : mapping
        The Danish words of each answer, where they are not the usual ones.
    relevant_when : mapping of item id to tuple of answers
        The item is asked only when each named item has one of these answers; empty:
        always.
    answered_by : tuple of str
        Who may answer, in Danish.
    documents : tuple of str
        Codes of the documents that show it.
    """

    id: str
    text: str
    section: str
    role: Role
    legal_basis: str
    legal_source: str
    is_verified: bool
    valid_from: dt.date
    valid_to: dt.date | None
    answers: tuple[str, ...]
    answered_by: tuple[str, ...]
    documents: tuple[str, ...]
    help: str = ""
    local_guideline: str = ""
    answer_labels: Mapping[str, str] = field(default_factory=dict)
    relevant_when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def is_valid_on(self, day: dt.date) -> bool:
        """Tell whether the item is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Document:
    """A document that an item may lack, by its code."""

    code: str
    label: str


@dataclass(frozen=True)
class Checklist:
    """The items in force on one date.

    Attributes
    ----------
    date : date
        The date of the rules.
    version : str
        Names rules and edition together; stands on every answer.
    title : str
        In Danish, with the date.
    items : tuple of Item
        In the order in which they are asked.
    documents : tuple of Document
        All documents that an answer may call missing.
    open_schemes : tuple of Benefit
        Schemes that take new citizens on the date.
    notes : tuple of str
        What the reader of the rules must know, in Danish.
    """

    date: dt.date
    version: str
    title: str
    items: tuple[Item, ...]
    documents: tuple[Document, ...]
    open_schemes: tuple[Benefit, ...]
    notes: tuple[str, ...]

    def item(self, item_id: str) -> Item:
        """Return an item by its id; KeyError where the checklist has none such."""
        return next(iter(self._matching(item_id)))

    def _matching(self, item_id: str) -> tuple[Item, ...]:
        found = tuple(item for item in self.items if item.id == item_id)
        if not found:
            raise KeyError(item_id)
        return found


@dataclass(frozen=True)
class Judgement:
    """What the answers of one reading of one case say.

    Attributes
    ----------
    statuses : mapping of scheme to Status
        One for each of the four schemes.
    missing_documents : mapping of scheme to tuple of document codes
        What the required items that are *uoplyst* lack.
    is_fast_track : bool or None
        Whether the case is obvious (*åbenbar*); None where it is not known, or where the
        rules of the date have no such cases.
    is_light : bool or None
        Whether the one-year ressourceforløb fits; None as above.
    needs_other_services : bool or None
        Whether other social or health services are called for.
    """

    statuses: Mapping[Benefit, Status]
    missing_documents: Mapping[Benefit, tuple[str, ...]]
    is_fast_track: bool | None
    is_light: bool | None
    needs_other_services: bool | None
