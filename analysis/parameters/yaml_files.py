"""Can a YAML file be read without losing anything of what its author wrote?

YAML lets a key be written twice and keeps the last one without a word. A checklist that
loses a question in that way, or a plan that loses a date, would never be noticed: so it is
refused, and so are a day that does not exist and a file with nothing in it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from analysis.errors import SourceError
from analysis.parameters.yaml_places import Key, Place, show_key

# The parser in C where it is there: it reads the same, several times as fast.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DATE = "tag:yaml.org,2002:timestamp"


def read_places(path: Path) -> Place:
    """Read a YAML file and keep the line of every value.

    Parameters
    ----------
    path : Path
        The file, in UTF-8.

    Raises
    ------
    SourceError
        If the file is missing, no YAML or empty, has no keys at the top, writes a key twice
        or names a day that does not exist. The message never holds a value of the file.
    """
    lines: dict[tuple[Key, ...], int] = {}
    try:
        loader = _LOADER(path.read_text(encoding="utf-8-sig"))
        root = loader.get_single_node()
        if root is not None:
            _note_lines(root, (), lines, path.name)
        content = loader.construct_document(root) if root is not None else None
    # A value that holds itself never ends: YAML can write it, nobody can read it.
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        raise SourceError(
            f"The file {path.name} cannot be read.",
            where=f"{path.name}, line {mark.line + 1}" if mark else str(path),
            expected="a YAML file in UTF-8",
            fix="correct the line, or restore the file; text with a colon stands in quotation "
            "marks",
        ) from None
    whole = Place(path.name, (), content, lines)
    if content is None:
        whole.refuse("is empty", "a YAML file with content", "restore the file")
    if not isinstance(content, dict):
        whole.refuse("has no keys at the top", "lines such as title: ...")
    return whole


def _note_lines(
    node: yaml.Node, keys: tuple[Key, ...], lines: dict[tuple[Key, ...], int], file: str
) -> None:
    """Write down the line of a value and of everything below it."""
    lines.setdefault(keys, node.start_mark.line + 1)
    _fail_if_a_date_does_not_exist(node, file)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            below = (*keys, str(key.value))
            line = key.start_mark.line + 1
            _fail_if_a_key_is_written_twice(below, line, lines, file)
            lines[below] = line
            _note_lines(value, below, lines, file)
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            _note_lines(value, (*keys, position), lines, file)


def _fail_if_a_date_does_not_exist(node: yaml.Node, file: str) -> None:
    if not isinstance(node, yaml.ScalarNode) or node.tag != _DATE:
        return
    try:
        yaml.SafeLoader("").construct_yaml_timestamp(node)
    except ValueError:
        raise SourceError(
            "A day is written that does not exist.",
            where=f"{file}, line {node.start_mark.line + 1}",
            expected="a date that exists, such as 2026-02-28",
            fix="correct the date",
        ) from None


def _fail_if_a_key_is_written_twice(
    keys: tuple[Key, ...], line: int, lines: dict[tuple[Key, ...], int], file: str
) -> None:
    if keys in lines:
        raise SourceError(
            f"The key {show_key(str(keys[-1]))} is written twice.",
            where=f"{file}, line {line}",
            expected="each key once in its block",
            fix="remove one of them",
        )
