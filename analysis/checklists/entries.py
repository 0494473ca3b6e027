"""What does the file of one section say, item by item and entry by entry?

An item is a block with an ``id``, fields and ``entries``. Each entry has its own dates and
may replace any field of the block; what it leaves out it takes from there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.checklists.model import Answer, Item, Role
from analysis.checklists.yaml_files import fail_unless, read_yaml, refuse_keys, tidy
from analysis.errors import SourceError

USUAL_ANSWERS = (Answer.MET.value, Answer.NOT_MET.value, Answer.UNKNOWN.value)

_REQUIRED = ("text", "role", "legal_basis", "legal_source", "is_verified", "answered_by")
_OPTIONAL = ("valid_to", "answers", "answer_labels", "relevant_when", "help", "unverified")
_FIELDS = (*_REQUIRED, *_OPTIONAL, "documents", "local_guideline")
_TEXTS = ("text", "legal_basis", "help", "unverified", "local_guideline")
_LISTS = ("answered_by", "documents", "answers", "legal_source")


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
        Naming file and item.
    """
    file = f"{section}.yaml"
    content = read_yaml(folder / file, keys=["section", "items"])
    is_own = content["section"] == section
    fail_unless(is_own, "names another section", where=file, expected=f"section: {section}")
    fail_unless(isinstance(content["items"], list), "has no list of items", where=file)
    found: list[Item] = []
    seen: set[str] = set()
    for block in content["items"]:
        where = f"{file}, item {block.get('id', '?') if isinstance(block, dict) else '?'}"
        refuse_keys(block, required=["id", "entries"], optional=_FIELDS, where=where)
        fail_unless(isinstance(block["id"], str), "has an id that is no text", where=where)
        fail_unless(
            isinstance(block["entries"], list) and block["entries"] != [],
            "has an item without dated entries",
            where=where,
            expected="entries: a list, each with valid_from",
        )
        _fail_if_id_is_taken(block["id"], seen, where)
        seen.add(block["id"])
        for entry in block["entries"]:
            found.append(_read_entry(block, entry, section=section, sources=sources))
    return found


def _read_entry(block: Any, entry: Any, *, section: str, sources: Mapping[str, Any]) -> Item:
    where = f"{section}.yaml, item {block['id']}"
    refuse_keys(entry, required=["valid_from"], optional=_FIELDS, where=where)
    shared = {key: value for key, value in block.items() if key not in ("id", "entries")}
    fields = {**shared, **entry}
    refuse_keys(
        fields,
        required=[*_REQUIRED, "documents", "valid_from"],
        optional=[*_OPTIONAL, "local_guideline"],
        where=where,
    )
    _fail_if_a_value_has_the_wrong_kind(fields, where)
    return Item(
        id=block["id"],
        text=tidy(fields["text"]),
        help=tidy(fields.get("help", "")),
        section=section,
        role=Role(fields["role"]),
        legal_basis=tidy(fields["legal_basis"]),
        legal_source=_write_source(fields, sources, where),
        is_verified=fields["is_verified"],
        local_guideline=tidy(fields.get("local_guideline", "")),
        valid_from=fields["valid_from"],
        valid_to=fields.get("valid_to"),
        answers=tuple(fields.get("answers", USUAL_ANSWERS)),
        answer_labels=dict(fields.get("answer_labels", {})),
        relevant_when={key: tuple(value) for key, value in fields.get("relevant_when", {}).items()},
        answered_by=tuple(fields["answered_by"]),
        documents=tuple(fields["documents"]),
    )


def _write_source(fields: dict[str, Any], sources: Mapping[str, Any], where: str) -> str:
    """Join where the text was read with what has not been verified."""
    unknown = [code for code in fields["legal_source"] if code not in sources]
    if unknown:
        raise SourceError(
            f"The source {unknown[0]} is not listed.",
            where=where,
            expected="a code in sources.yaml",
            fix="correct the code, or add the source with title and url",
        )
    read = "; ".join(
        f"{sources[code]['title']} ({sources[code]['url']})" for code in fields["legal_source"]
    )
    caveat = tidy(fields.get("unverified", ""))
    return ". ".join(part for part in (read, caveat and f"Ikke efterprøvet: {caveat}") if part)


def _fail_if_id_is_taken(item_id: str, seen: set[str], where: str) -> None:
    if item_id in seen:
        raise SourceError(
            f"The item {item_id} stands twice.",
            where=where,
            expected="each id once, with its dated entries under it",
            fix="move the second into the entries of the first, or give it an id of its own",
        )


def _fail_if_a_value_has_the_wrong_kind(fields: Mapping[str, Any], where: str) -> None:
    rules = {
        **dict.fromkeys(_TEXTS, (_is_text, "a text")),
        **dict.fromkeys(_LISTS, (_is_list_of_texts, "a list of texts")),
        "answer_labels": (_is_labels, "a text for each answer"),
        "relevant_when": (_is_skip_rule, "a list of answers for each item"),
        "role": (_is_role, ", ".join(role.value for role in Role)),
        "is_verified": (lambda value: isinstance(value, bool), "true or false"),
        "valid_from": (_is_date, "a date such as 2020-01-01"),
        "valid_to": (
            lambda value: value is None or _is_date(value),
            "a date such as 2020-01-01, or null",
        ),
    }
    for name, (is_right, expected) in rules.items():
        if name in fields and not is_right(fields[name]):
            fault = f"has a value of the wrong kind in the field {name}"
            fail_unless(False, fault, where=where, expected=expected)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_list_of_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_labels(value: object) -> bool:
    return isinstance(value, dict) and all(map(_is_text, [*value, *value.values()]))


def _is_skip_rule(value: object) -> bool:
    return isinstance(value, dict) and all(map(_is_list_of_texts, value.values()))


def _is_role(value: object) -> bool:
    return value in [role.value for role in Role]


def _is_date(value: object) -> bool:
    # A moment is a date to isinstance, and cannot be compared with one.
    return type(value) is dt.date
