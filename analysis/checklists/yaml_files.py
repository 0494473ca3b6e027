"""What stands in a YAML file of checklists, and is every key one that we know?

YAML lets a key be written twice and keeps the last one without a word. A checklist that
loses a question in that way would never be noticed, so it is refused here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from analysis.errors import SourceError

# The parser in C where it is there: it reads the same, several times as fast.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path, *, keys: Iterable[str]) -> dict[str, Any]:
    """Read a YAML file whose top level has exactly the given keys.

    Raises
    ------
    SourceError
        If the file is missing or no YAML, writes a key twice, or has other keys.
    """
    try:
        loader = _LOADER(path.read_text(encoding="utf-8"))
        root = loader.get_single_node()
        _fail_if_a_key_is_written_twice(root, path)
        content = loader.construct_document(root) if root is not None else {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        raise SourceError(
            f"The file {path.name} cannot be read.",
            where=f"{path}, line {mark.line + 1}" if mark else str(path),
            expected="a YAML file in UTF-8",
            fix="correct the line, or restore the file",
        ) from error
    refuse_keys(content, required=keys, where=path.name)
    return dict(content)


def read_rows(path: Path, key: str, *, columns: Iterable[str]) -> list[dict[str, Any]]:
    """Read a YAML file that holds one list, each entry with the same keys.

    Raises
    ------
    SourceError
        As `read_yaml`, and if an entry has other keys.
    """
    rows = read_yaml(path, keys=[key])[key]
    fail_unless(isinstance(rows, list), f"has no list under {key}", where=path.name)
    wanted = list(columns)
    for number, row in enumerate(rows, start=1):
        refuse_keys(row, required=wanted, where=f"{path.name}, entry {number}")
    return list(rows)


def tidy(text: str) -> str:
    """Join a text that is folded over several lines into one."""
    return " ".join(text.split())


def fail_unless(
    is_right: bool, fault: str, *, where: str, expected: str = "the form of the other entries"
) -> None:
    """Refuse a file because of one fault, such as ``has no list of items``.

    Raises
    ------
    SourceError
        If `is_right` is false.
    """
    if not is_right:
        raise SourceError(
            f"A file of checklists {fault}.",
            where=where,
            expected=expected,
            fix="correct the file",
        )


def refuse_keys(
    content: object, *, required: Iterable[str], optional: Iterable[str] = (), where: str
) -> None:
    """Refuse a mapping that lacks a required key or has one that nobody knows.

    Raises
    ------
    SourceError
        Naming the place and the keys.
    """
    wanted, allowed = set(required), {*required, *optional}
    if not isinstance(content, Mapping):
        raise SourceError(
            "A part of the file is no mapping.",
            where=where,
            expected=f"the keys {', '.join(sorted(wanted))}",
            fix="write one key: value on each line",
        )
    unknown = sorted(str(key) for key in content if key not in allowed)
    lacking = sorted(wanted - set(content))
    if unknown or lacking:
        faults = [f"does not know {', '.join(unknown)}"] if unknown else []
        faults += [f"lacks {', '.join(lacking)}"] if lacking else []
        raise SourceError(
            f"The checklist format {' and '.join(faults)}.",
            where=where,
            expected=", ".join(sorted(allowed)),
            fix="correct the spelling of the keys, or add what is missing",
        )


def _fail_if_a_key_is_written_twice(node: yaml.Node | None, path: Path) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                raise SourceError(
                    f"The key {key.value} is written twice.",
                    where=f"{path.name}, line {key.start_mark.line + 1}",
                    expected="each key once in its block",
                    fix="remove one of them",
                )
            seen.add(key.value)
            _fail_if_a_key_is_written_twice(value, path)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _fail_if_a_key_is_written_twice(value, path)
