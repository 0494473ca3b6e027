"""Which items, documents and rule sets are written down, whatever the date?

The library is everything in the YAML files of one folder: a file per section, and files
for documents, sources, rule sets and contradictions. An item may have several dated
entries; each becomes an `Item` of its own with the same id.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from analysis.checklists.checks import check_library
from analysis.checklists.entries import read_section
from analysis.checklists.model import COMMON, OTHER_SERVICES, SCHEMES, Document, Item
from analysis.checklists.rule_sets import RuleSet
from analysis.checklists.yaml_files import fail_unless, read_rows, read_yaml, refuse_keys, tidy
from analysis.concepts import Benefit
from analysis.errors import SourceError

FOLDER = Path(__file__).parent
SECTIONS = (COMMON, *(scheme.value for scheme in SCHEMES), OTHER_SERVICES)

_RULE_SET_KEYS = (
    *("valid_from", "edition", "title", "open_schemes"),
    *("legal_reference", "is_verified", "notes"),
)


@dataclass(frozen=True)
class Contradiction:
    """Two answers that cannot both be right in one case.

    Attributes
    ----------
    id : str
        The two item ids, such as ``F2/J4``.
    answers : tuple of (str, str)
        Item id and answer, twice.
    text : str
        What is at odds, in Danish.
    """

    id: str
    answers: tuple[tuple[str, str], ...]
    text: str


@dataclass(frozen=True)
class Library:
    """Everything that one folder of checklists holds, checked.

    Attributes
    ----------
    items : tuple of Item
        In the order in which they are asked; an id recurs with other dates.
    documents : tuple of Document
    rule_sets : tuple of RuleSet
        In order of date.
    contradictions : tuple of Contradiction
    """

    items: tuple[Item, ...]
    documents: tuple[Document, ...]
    rule_sets: tuple[RuleSet, ...]
    contradictions: tuple[Contradiction, ...]


@lru_cache(maxsize=8)
def read_library(folder: Path = FOLDER) -> Library:
    """Read and check all checklists of a folder.

    Parameters
    ----------
    folder : Path
        The folder with the YAML files; by default the project's own.

    Raises
    ------
    SourceError
        If a file is missing, cannot be read or breaks a rule of the format: the message
        names file and item.
    """
    sources = _read_sources(folder)
    items = tuple(
        item for section in SECTIONS for item in read_section(folder, section, sources=sources)
    )
    library = Library(
        items,
        documents=_read_documents(folder),
        rule_sets=_read_rule_sets(folder),
        contradictions=_read_contradictions(folder),
    )
    check_library(library.items, library.documents, library.rule_sets)
    _fail_if_a_contradiction_names_an_unknown_answer(library)
    return library


def _read_sources(folder: Path) -> dict[str, Any]:
    sources: dict[str, Any] = read_yaml(folder / "sources.yaml", keys=["sources"])["sources"]
    for code, source in sources.items():
        refuse_keys(source, required=["title", "url"], where=f"sources.yaml, {code}")
    return sources


def _read_documents(folder: Path) -> tuple[Document, ...]:
    rows = read_rows(folder / "documents.yaml", "documents", columns=["code", "label"])
    for number, row in enumerate(rows, start=1):
        is_text = isinstance(row["code"], str) and isinstance(row["label"], str)
        fail_unless(is_text, "has a value that is no text", where=f"documents.yaml, entry {number}")
    return tuple(Document(row["code"], row["label"]) for row in rows)


def _read_rule_sets(folder: Path) -> tuple[RuleSet, ...]:
    rows = read_rows(folder / "rule_sets.yaml", "rule_sets", columns=_RULE_SET_KEYS)
    for number, row in enumerate(rows, start=1):
        _fail_if_a_rule_set_is_faulty(row, where=f"rule_sets.yaml, entry {number}")
    found = (
        RuleSet(
            valid_from=row["valid_from"],
            edition=row["edition"],
            title=tidy(row["title"]),
            open_schemes=tuple(Benefit(code) for code in row["open_schemes"]),
            legal_reference=tidy(row["legal_reference"]),
            is_verified=row["is_verified"],
            notes=tuple(tidy(note) for note in row["notes"]),
        )
        for row in rows
    )
    return tuple(sorted(found, key=lambda each: each.valid_from))


def _read_contradictions(folder: Path) -> tuple[Contradiction, ...]:
    rows = read_rows(folder / "contradictions.yaml", "contradictions", columns=["answers", "text"])
    for number, row in enumerate(rows, start=1):
        is_mapping = isinstance(row["answers"], dict)
        where = f"contradictions.yaml, entry {number}"
        fail_unless(is_mapping, "has answers that are no mapping", where=where)
    return tuple(
        Contradiction("/".join(row["answers"]), tuple(row["answers"].items()), tidy(row["text"]))
        for row in rows
    )


def _fail_if_a_rule_set_is_faulty(row: dict[str, Any], where: str) -> None:
    fail_unless(
        type(row["valid_from"]) is dt.date,
        "has a first day that is no date",
        where=where,
        expected="valid_from: a date such as 2020-01-01",
    )
    fail_unless(
        type(row["edition"]) is int and row["edition"] >= 1,
        "has an edition that is no number",
        where=where,
        expected="edition: 1, 2, 3 ...",
    )
    known = [scheme.value for scheme in SCHEMES]
    fail_unless(
        isinstance(row["open_schemes"], list) and set(row["open_schemes"]) <= set(known),
        "opens a scheme that does not exist",
        where=where,
        expected=f"open_schemes: some of {', '.join(known)}",
    )
    fail_unless(isinstance(row["notes"], list), "has notes that are no list", where=where)


def _fail_if_a_contradiction_names_an_unknown_answer(library: Library) -> None:
    allowed = {(item.id, answer) for item in library.items for answer in item.answers}
    for each in library.contradictions:
        if len(each.answers) != 2 or not set(each.answers) <= allowed:
            raise SourceError(
                f"The contradiction {each.id} does not name two items with an answer they take.",
                where="contradictions.yaml",
                expected="two item ids, each with one of its answers",
                fix="correct the ids or the answers",
            )
