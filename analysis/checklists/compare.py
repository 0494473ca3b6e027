"""What changed from one checklist to another?"""

from __future__ import annotations

from dataclasses import dataclass

from analysis.checklists.model import Checklist, Document, Item
from analysis.concepts import Benefit

# The dates of an entry say when a wording applied and not what it says: two versions
# differ in them even where nothing else has changed.
_FIELDS = (
    *("text", "help", "section", "role", "legal_basis", "legal_source", "is_verified"),
    *("local_guideline", "answers", "answer_labels", "relevant_when", "answered_by", "documents"),
)


@dataclass(frozen=True)
class FieldChange:
    """One field of an item before and after.

    Attributes
    ----------
    field : str
        Name of the field of `Item`.
    old, new : object
        Its values.
    """

    field: str
    old: object
    new: object


@dataclass(frozen=True)
class ItemChange:
    """An item that both checklists have, with the fields that differ."""

    id: str
    old: Item
    new: Item
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class ChecklistDifference:
    """What differs between two checklists.

    Attributes
    ----------
    old, new : Checklist
        What was compared.
    added, removed : tuple of Item
        Items of the new one only, and of the old one only, in the order asked.
    changed : tuple of ItemChange
        Items of both whose content differs.
    opened, closed : tuple of Benefit
        Schemes that take new citizens in the new one only, and in the old one only.
    documents_added, documents_removed : tuple of Document
        Documents of the new one only, and of the old one only.
    """

    old: Checklist
    new: Checklist
    added: tuple[Item, ...]
    removed: tuple[Item, ...]
    changed: tuple[ItemChange, ...]
    opened: tuple[Benefit, ...]
    closed: tuple[Benefit, ...]
    documents_added: tuple[Document, ...]
    documents_removed: tuple[Document, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether the two ask the same questions of the same schemes."""
        parts = (self.added, self.removed, self.changed, self.opened, self.closed)
        return not any((*parts, self.documents_added, self.documents_removed))


def compare_checklists(old: Checklist, new: Checklist) -> ChecklistDifference:
    """Compare two checklists item by item and field by field.

    Parameters
    ----------
    old, new : Checklist
        In the order in which the changes are told.

    Returns
    -------
    ChecklistDifference
        The dates of an entry are not compared; everything else of an item is.

    Examples
    --------
    >>> import datetime as dt
    >>> from analysis.checklists.load import load_checklist
    >>> old, new = (load_checklist(dt.date(year, 3, 1)) for year in (2022, 2026))
    >>> difference = compare_checklists(old, new)
    >>> [item.id for item in difference.added]
    ['G11', 'G12']
    >>> [scheme.label for scheme in difference.closed]
    ['ressourceforløb', 'revalidering']
    """
    before, after = ({item.id: item for item in each.items} for each in (old, new))
    return ChecklistDifference(
        old=old,
        new=new,
        added=tuple(item for item in new.items if item.id not in before),
        removed=tuple(item for item in old.items if item.id not in after),
        changed=tuple(
            ItemChange(item.id, before[item.id], item, fields)
            for item in new.items
            if item.id in before and (fields := _list_changes(before[item.id], item))
        ),
        opened=tuple(each for each in new.open_schemes if each not in old.open_schemes),
        closed=tuple(each for each in old.open_schemes if each not in new.open_schemes),
        documents_added=tuple(each for each in new.documents if each not in old.documents),
        documents_removed=tuple(each for each in old.documents if each not in new.documents),
    )


def _list_changes(old: Item, new: Item) -> tuple[FieldChange, ...]:
    pairs = ((name, getattr(old, name), getattr(new, name)) for name in _FIELDS)
    return tuple(FieldChange(name, was, now) for name, was, now in pairs if was != now)
