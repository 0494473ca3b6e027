"""What stands in a YAML file, and on which line?

A person edits the register and the plan by hand, so every fault is answered with the line
it stands on. YAML lets a key be written twice and keeps the last one without a word; that
is refused, and so is text that looks like a CPR number, which is never printed.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import yaml

from analysis.errors import AnalysisError, SourceError
from analysis.sources.privacy import find_cpr_like

Place = tuple[str | int, ...]
_Choice = TypeVar("_Choice", bound=StrEnum)
# The parser in C where it is there: it reads the same, several times as fast.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Part:
    """A part of a YAML file that knows its place.

    Attributes
    ----------
    file : str
        Name of the file.
    content : Any
        What stands there, as plain Python values.
    lines : mapping of place to int
        The line of every key and list item in the file, counted from 1.
    place : tuple of str or int
        Keys and list positions (from 0) that lead here from the top.
    """

    file: str
    content: Any
    lines: Mapping[Place, int]
    place: Place = ()

    def where(self, key: str = "") -> str:
        """Return file, line and path, such as ``x.yaml, line 9, tasks 2, planned_end``."""
        place = (*self.place, key) if key else self.place
        line = next(
            (self.lines[place[:n]] for n in _backwards(place) if place[:n] in self.lines), 1
        )
        words = "".join(f" {each + 1}" if isinstance(each, int) else f", {each}" for each in place)
        return f"{self.file}, line {line}{words}"

    def refuse(
        self,
        what: str,
        *,
        key: str = "",
        expected: str = "",
        fix: str = "correct the line",
        kind: type[AnalysisError] = SourceError,
    ) -> NoReturn:
        """Raise an error that names the place."""
        raise kind(what, where=self.where(key), expected=expected, fix=fix)


def read_marked(path: Path) -> Part:
    """Read a YAML file and remember the lines.

    Raises
    ------
    SourceError
        If the file is missing or no YAML in UTF-8, writes a key twice, is no mapping, or
        holds something that looks like a CPR number.
    """
    lines: dict[Place, int] = {}
    try:
        loader = _LOADER(path.read_text(encoding="utf-8"))
        root = loader.get_single_node()
        _mark_lines(root, (), lines, path.name)
        content = loader.construct_document(root) if root is not None else None
    except (OSError, UnicodeDecodeError, ValueError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        raise SourceError(
            f"The file {path.name} cannot be read.",
            where=f"{path.name}, line {mark.line + 1}" if mark else path.name,
            expected="a YAML file in UTF-8",
            fix="correct the line; text with a colon stands in quotation marks",
        ) from None
    whole = Part(path.name, content, lines)
    if not isinstance(content, dict):
        whole.refuse("The file has no keys at the top.", expected="lines such as title: ...")
    _fail_if_text_has_cpr(whole)
    return whole


def refuse_keys(part: Part, *, required: Iterable[str], optional: Iterable[str] = ()) -> None:
    """Refuse a mapping that lacks a required key or has one that nobody knows.

    Raises
    ------
    SourceError
        Naming the line and the keys.
    """
    wanted = list(required)
    allowed = [*wanted, *optional]
    if not isinstance(part.content, dict):
        part.refuse("This is no mapping.", expected=f"the keys {', '.join(wanted)}")
    for key in part.content:
        if key not in allowed:
            part.refuse(
                f"The key {key} is not known here.",
                key=str(key),
                expected=", ".join(allowed),
                fix="correct the spelling, or take the line out",
            )
    lacking = [key for key in wanted if key not in part.content]
    if lacking:
        part.refuse(
            f"Something is missing here: {', '.join(lacking)}.",
            expected=", ".join(allowed),
            fix="add what is missing",
        )


def list_parts(part: Part, key: str) -> list[Part]:
    """Return the entries of the list under a key, each with its place; none where absent."""
    if not isinstance(part.content, dict) or part.content.get(key) is None:
        return []
    values = part.content[key]
    if not isinstance(values, list):
        part.refuse(f"{key} is no list.", key=key, expected="one entry per dash")
    return [
        Part(part.file, value, part.lines, (*part.place, key, position))
        for position, value in enumerate(values)
    ]


def take_part(part: Part, key: str) -> Part:
    """Return what stands under a key, with its place."""
    return Part(part.file, part.content[key], part.lines, (*part.place, key))


def take_text(part: Part, key: str, *, default: str | None = None) -> str:
    """Return the text under a key, folded lines joined; refuse an empty one without default."""
    value = part.content.get(key)
    if value is None and default is not None:
        return default
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not text and default is None:
        part.refuse(f"{key} is not a text.", key=key, expected="some words")
    if value is not None and not isinstance(value, str):
        part.refuse(f"{key} is not a text.", key=key, fix="put the words in quotation marks")
    return text or (default or "")


def take_texts(part: Part, key: str) -> tuple[str, ...]:
    """Return the texts of the list under a key; none where the key is absent."""
    found = []
    for each in list_parts(part, key):
        if not isinstance(each.content, str) or not each.content.strip():
            each.refuse(f"{key} holds something that is not a text.", expected="words")
        found.append(" ".join(each.content.split()))
    return tuple(found)


def take_date(part: Part, key: str) -> dt.date | None:
    """Return the date under a key, or None where it is absent or empty."""
    value = part.content.get(key)
    # A moment is a date to isinstance, and cannot be compared with one.
    if value is not None and type(value) is not dt.date:
        part.refuse(
            f"{key} is not a date.",
            key=key,
            expected="a date that exists, such as 2026-04-30",
            fix="write year-month-day without quotation marks",
        )
    return value


def take_needed_date(part: Part, key: str) -> dt.date:
    """Return the date under a key; refuse an absent one."""
    day = take_date(part, key)
    if day is None:
        part.refuse(f"{key} is not a date.", key=key, expected="a date such as 2026-04-30")
    return day


def take_number(part: Part, key: str) -> float | None:
    """Return the number under a key, or None where it is absent or empty."""
    value = part.content.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        part.refuse(
            f"{key} is not a number.",
            key=key,
            expected="a number such as 12 or 0.9",
            fix="write the number alone, with a point and without quotation marks",
        )
    return float(value)


def take_flag(part: Part, key: str, *, default: bool) -> bool:
    """Return the yes or no under a key."""
    value = part.content.get(key, default)
    if not isinstance(value, bool):
        part.refuse(f"{key} is neither yes nor no.", key=key, expected="true or false")
    return value


def take_choice(part: Part, key: str, choices: type[_Choice]) -> _Choice:
    """Return the value under a key as one of a closed list."""
    try:
        return choices(str(part.content.get(key)))
    except ValueError:
        part.refuse(
            f"{key} is not one of those that are known.",
            key=key,
            expected=", ".join(each.value for each in choices),
            fix="choose one of these",
        )


def _backwards(place: Place) -> range:
    """Return the lengths of a place and of all that lead to it, the longest first."""
    return range(len(place), -1, -1)


def _mark_lines(node: Any, place: Place, lines: dict[Place, int], file: str) -> None:
    """Write down the line of every key and item, and refuse a key written twice."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*place, str(key.value))
            if here in lines:
                raise SourceError(
                    f"The key {key.value} is written twice.",
                    where=f"{file}, line {key.start_mark.line + 1}",
                    expected="each key once in its block",
                    fix="remove one of them",
                )
            lines[here] = key.start_mark.line + 1
            _mark_lines(value, here, lines, file)
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            lines[(*place, position)] = value.start_mark.line + 1
            _mark_lines(value, (*place, position), lines, file)


def _fail_if_text_has_cpr(part: Part) -> None:
    children: Iterable[tuple[str | int, Any]] = ()
    if isinstance(part.content, dict):
        children = part.content.items()
    elif isinstance(part.content, list):
        children = enumerate(part.content)
    elif find_cpr_like(str(part.content)):
        part.refuse(
            "A text looks like it holds a CPR number.",
            expected="no CPR number, and nothing with its form, anywhere in the file",
            fix="take it out; write case numbers without the form ddmmyy-nnnn",
        )
    for key, value in children:
        _fail_if_text_has_cpr(Part(part.file, value, part.lines, (*part.place, key)))
