"""What does the file of one section say, item by item and entry by entry?

An item is a block with an ``id``, fields and ``entries``. Each entry has its own dates and
may replace any field of the block; what it leaves out it takes from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis.checklists.model import Answer, Item, Role
from analysis.parameters.yaml_files import read_places
from analysis.parameters.yaml_places import Place

USUAL_ANSWERS = (Answer.MET.value, Answer.NOT_MET.value, Answer.UNKNOWN.value)

_REQUIRED = ("text", "role", "legal_basis", "legal_source", "is_verified", "answered_by")
_OPTIONAL = ("valid_to", "answers", "answer_labels", "relevant_when", "help", "unverified")
_FIELDS = (*_REQUIRED, *_OPTIONAL, "documents", "local_guideline")


def read_section(folder: Path, section: str, *, sources: Mapping[str, Any]) -> list[Item]:
    """Read the items of one section, an `Item` for each dated entry.

    Parameters
    ----------
    folder : Path
        Where the file ``<section>.yaml`` is.
    section : str
        A scheme, ``faelles`` or ``andre_indsatser``.
    sources : mapping of code to mapping
        ``title`` and ``url`` of each place where legal texts were read.

    Raises
    ------
    SourceError
        Naming file, line and key.
    """
    top = read_places(folder / f"{section}.yaml")
    top.check_keys(["section", "items"])
    if top.value["section"] != section:
        top.at("section").refuse("names another section", f"section: {section}")
    found: list[Item] = []
    seen: set[str] = set()
    for block in top.at("items").entries():
        block.check_keys(["id", "entries"], _FIELDS)
        item_id = block.at("id").text()
        _fail_if_id_is_taken(block.at("id"), item_id, seen)
        seen.add(item_id)
        for entry in block.at("entries").entries(least=1):
            entry.check_keys(["valid_from"], _FIELDS)
            shared = {key: block.value[key] for key in block.value if key not in ("id", "entries")}
            fields = replace(entry, value={**shared, **entry.value})
            found.append(_read_entry(fields, item_id, section=section, sources=sources))
    return found


def _read_entry(fields: Place, item_id: str, *, section: str, sources: Mapping[str, Any]) -> Item:
    """Read one dated entry, in which what its block says stands already."""
    fields.check_keys([*_REQUIRED, "documents", "valid_from"], [*_OPTIONAL, "local_guideline"])
    labels, rule = fields.at("answer_labels"), fields.at("relevant_when")
    return Item(
        id=item_id,
        text=fields.at("text").text(),
        help=fields.at("help").text(default=""),
        section=section,
        role=fields.at("role").choice(Role),
        legal_basis=fields.at("legal_basis").text(),
        legal_source=_write_source(fields, sources),
        is_verified=fields.at("is_verified").truth(),
        local_guideline=fields.at("local_guideline").text(default=""),
        valid_from=fields.at("valid_from").date(),
        valid_to=fields.at("valid_to").given(Place.date),
        answers=fields.at("answers").texts() if fields.has("answers") else USUAL_ANSWERS,
        answer_labels={key: each.text() for key, each in labels.parts().items()},
        relevant_when={key: each.texts() for key, each in rule.parts().items()},
        answered_by=fields.at("answered_by").texts(),
        documents=fields.at("documents").texts(),
    )


def _write_source(fields: Place, sources: Mapping[str, Any]) -> str:
    """Join where the text was read with what has not been verified."""
    codes = fields.at("legal_source").texts()
    unknown = [code for code in codes if code not in sources]
    if unknown:
        fields.at("legal_source").refuse_because(
            f"The source {unknown[0]} is not listed.",
            expected="a code in sources.yaml",
            fix="correct the code, or add the source with title and url",
        )
    read = "; ".join(f"{sources[code]['title']} ({sources[code]['url']})" for code in codes)
    caveat = fields.at("unverified").text(default="")
    return ". ".join(part for part in (read, caveat and f"Ikke efterprøvet: {caveat}") if part)


def _fail_if_id_is_taken(place: Place, item_id: str, seen: set[str]) -> None:
    if item_id in seen:
        place.refuse_because(
            f"The item {item_id} stands twice.",
            expected="each id once, with its dated entries under it",
            fix="move the second into the entries of the first, or give it an id of its own",
        )
