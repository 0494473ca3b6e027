"""Which items, documents and rule sets are written down, whatever the date?

The library is everything in the YAML files of one folder: a file per section, and files
for documents, sources, rule sets and contradictions. An item may have several dated
entries; each becomes an `Item` of its own with the same id.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from analysis.checklists.checks import check_library
from analysis.checklists.entries import read_section
from analysis.checklists.model import COMMON, OTHER_SERVICES, SCHEMES, Document, Item
from analysis.checklists.rule_sets import RuleSet
from analysis.concepts import Benefit
from analysis.errors import SourceError
from analysis.parameters.yaml_files import read_places
from analysis.parameters.yaml_places import Place

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
    top = read_places(folder / "sources.yaml")
    top.check_keys(["sources"])
    for source in top.at("sources").parts().values():
        source.check_keys(["title", "url"])
    return dict(top.value["sources"])


def _read_documents(folder: Path) -> tuple[Document, ...]:
    rows = _read_rows(folder / "documents.yaml", "documents", ["code", "label"])
    return tuple(Document(row.at("code").text(), row.at("label").text()) for row in rows)


def _read_rule_sets(folder: Path) -> tuple[RuleSet, ...]:
    rows = _read_rows(folder / "rule_sets.yaml", "rule_sets", _RULE_SET_KEYS)
    found = (
        RuleSet(
            valid_from=row.at("valid_from").date(),
            edition=row.at("edition").whole(),
            title=row.at("title").text(),
            open_schemes=tuple(_read_scheme(each) for each in row.at("open_schemes").entries()),
            legal_reference=row.at("legal_reference").text(),
            is_verified=row.at("is_verified").truth(),
            notes=row.at("notes").texts(),
        )
        for row in rows
    )
    return tuple(sorted(found, key=lambda each: each.valid_from))


def _read_scheme(place: Place) -> Benefit:
    return Benefit(place.word(scheme.value for scheme in SCHEMES))


def _read_contradictions(folder: Path) -> tuple[Contradiction, ...]:
    rows = _read_rows(folder / "contradictions.yaml", "contradictions", ["answers", "text"])
    found = []
    for row in rows:
        answers = {item_id: each.text() for item_id, each in row.at("answers").parts().items()}
        text = row.at("text").text()
        found.append(Contradiction("/".join(answers), tuple(answers.items()), text))
    return tuple(found)


def _read_rows(path: Path, key: str, columns: Iterable[str]) -> tuple[Place, ...]:
    """Read a file that holds one list, each entry with the same keys."""
    wanted = tuple(columns)
    top = read_places(path)
    top.check_keys([key])
    rows = top.at(key).entries(least=1)
    for row in rows:
        row.check_keys(wanted)
    return rows


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
