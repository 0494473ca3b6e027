"""What stands in a YAML file of flows, and on which line?

A fault in a flow is found by the person who wrote it, in a text editor. So every value
keeps the line it came from, and a message names file, line and key.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import yaml

from analysis.errors import SourceError

Key = str | int


@dataclass(frozen=True)
class Place:
    """A value of a YAML file, with where it stands.

    Attributes
    ----------
    file : str
        Name of the file.
    keys : tuple of str or int
        The way to the value from the top: keys, and positions in lists from 0.
    value : Any
        The plain value.
    lines : mapping of keys to int
        The line of every value of the file, from 1.
    """

    file: str
    keys: tuple[Key, ...]
    value: Any
    lines: Mapping[tuple[Key, ...], int]

    @property
    def where(self) -> str:
        """Return file, line and key as a message names them."""
        parts = [self.file]
        if self.keys in self.lines:
            parts.append(f"line {self.lines[self.keys]}")
        if self.keys:
            parts.append(_write_keys(self.keys))
        return ", ".join(parts)

    def at(self, key: Key) -> Place:
        """Return the value below, by its key or position."""
        return Place(self.file, (*self.keys, key), self.value[key], self.lines)

    def has(self, key: str) -> bool:
        """Tell whether a mapping has the key with anything but nothing in it."""
        return self.value.get(key) is not None

    def entries(self, *, least: int = 0) -> tuple[Place, ...]:
        """Return the entries of a list.

        Raises
        ------
        SourceError
            If it is no list, or has fewer entries than `least`.
        """
        if not isinstance(self.value, list) or len(self.value) < least:
            self.refuse("is no list" if least == 0 else "is an empty list", "a list of entries")
        return tuple(self.at(position) for position in range(len(self.value)))

    def check_keys(self, required: Iterable[str], optional: Iterable[str] = ()) -> None:
        """Refuse a mapping that lacks a required key or has an unknown one.

        Raises
        ------
        SourceError
            Naming the place and the keys.
        """
        wanted = tuple(required)
        allowed = (*wanted, *optional)
        if not isinstance(self.value, Mapping):
            self.refuse("is no mapping", f"the keys {', '.join(allowed)}")
        lacking = [key for key in wanted if key not in self.value]
        unknown = sorted(str(key) for key in self.value if key not in allowed)
        if lacking:
            self.refuse(f"lacks {', '.join(lacking)}", f"the keys {', '.join(allowed)}")
        if unknown:
            self.refuse(f"does not know {', '.join(unknown)}", f"the keys {', '.join(allowed)}")

    def text(self, *, longest: int = 0) -> str:
        """Return a text that is not empty, joined into one line.

        Raises
        ------
        SourceError
            If it is no text, is empty, or is longer than `longest` characters (0: no limit).
        """
        if not isinstance(self.value, str) or not self.value.strip():
            self.refuse("is no text", "a text in words")
        joined = " ".join(self.value.split())
        if longest and len(joined) > longest:
            self.refuse(f"is too long: {len(joined)} characters", f"at most {longest} characters")
        return joined

    def date(self) -> dt.date:
        """Return a date; SourceError if it is none."""
        if not isinstance(self.value, dt.date) or isinstance(self.value, dt.datetime):
            self.refuse("is no date", "a date such as 2026-02-01, without quotation marks")
        return self.value

    def number(self) -> float:
        """Return a number that is 0 or more; SourceError if it is none."""
        is_number = isinstance(self.value, int | float) and not isinstance(self.value, bool)
        if not is_number or not 0 <= self.value < float("inf"):
            self.refuse("is no number of 0 or more", "a number with a decimal point")
        return float(self.value)

    def truth(self) -> bool:
        """Return true or false; SourceError if it is neither."""
        if not isinstance(self.value, bool):
            self.refuse("is neither true nor false", "true or false")
        return self.value

    def choice(self, allowed: Iterable[str]) -> str:
        """Return one of the allowed words; SourceError if it is another."""
        words = tuple(allowed)
        if self.value not in words:
            self.refuse("is not one of the words that may stand there", ", ".join(words))
        return str(self.value)

    def refuse(self, fault: str, expected: str, fix: str = "correct the file") -> NoReturn:
        """Raise the error for a fault at this place."""
        name = _write_keys(self.keys) if self.keys else self.file
        raise SourceError(f"{name} {fault}.", where=self.where, expected=expected, fix=fix)


def read_places(path: Path) -> Place:
    """Read a YAML file and keep the line of every value.

    Raises
    ------
    SourceError
        If the file is missing or no YAML, is empty, or writes a key twice.
    """
    lines: dict[tuple[Key, ...], int] = {}
    try:
        loader = yaml.SafeLoader(path.read_text(encoding="utf-8"))
        root = loader.get_single_node()
        if root is not None:
            _note_lines(root, (), lines, path.name)
        content = loader.construct_document(root) if root is not None else None
    # A value that holds itself never ends: YAML can write it, nobody can read it.
    except (OSError, UnicodeDecodeError, RecursionError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        raise SourceError(
            f"{path.name} cannot be read.",
            where=f"{path.name}, line {mark.line + 1}" if mark else str(path),
            expected="a YAML file in UTF-8",
            fix="correct the line; text with a colon stands in quotation marks",
        ) from None
    if content is None:
        raise SourceError(
            f"{path.name} is empty.",
            where=str(path),
            expected="a YAML file with content",
            fix="restore the file",
        )
    return Place(path.name, (), content, lines)


def _note_lines(
    node: yaml.Node, keys: tuple[Key, ...], lines: dict[tuple[Key, ...], int], file: str
) -> None:
    """Write down the line of a value and of everything below it."""
    lines[keys] = node.start_mark.line + 1
    _fail_if_a_date_does_not_exist(node, file)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            below = (*keys, str(key.value))
            _fail_if_a_key_is_written_twice(below, lines, key.start_mark.line + 1, file)
            _note_lines(value, below, lines, file)
            lines[below] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            _note_lines(value, (*keys, position), lines, file)


def _write_keys(keys: tuple[Key, ...]) -> str:
    """Write the way to a value: ``today.steps[3].unit``, counted from 1 as a reader counts."""
    text = ""
    for key in keys:
        text += f"[{key + 1}]" if isinstance(key, int) else f".{key}" if text else key
    return text


def _fail_if_a_date_does_not_exist(node: yaml.Node, file: str) -> None:
    if not isinstance(node, yaml.ScalarNode) or node.tag != "tag:yaml.org,2002:timestamp":
        return
    try:
        yaml.SafeLoader("").construct_yaml_timestamp(node)
    except ValueError:
        raise SourceError(
            f"There is no day {node.value}.",
            where=f"{file}, line {node.start_mark.line + 1}",
            expected="a date that exists, such as 2026-02-28",
            fix="correct the date",
        ) from None


def _fail_if_a_key_is_written_twice(
    keys: tuple[Key, ...], lines: Mapping[tuple[Key, ...], int], line: int, file: str
) -> None:
    if keys in lines:
        raise SourceError(
            f"The key {keys[-1]} is written twice.",
            where=f"{file}, line {line}",
            expected="each key once in its block",
            fix="remove one of them",
        )
