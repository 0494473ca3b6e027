"""What stands at one place of a YAML file, and is it of the kind that belongs there?

A file of law, flows, rates or recommendations is edited by hand, in a text editor. So every
value keeps the line it came from, and a message names file, line and key.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from analysis.errors import AnalysisError, SourceError

Key = str | int
_Choice = TypeVar("_Choice", bound=StrEnum)
_Found = TypeVar("_Found")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# What a person writes as a key. Anything else may be content that slipped, and is not shown.
_WORD = re.compile(r"[^\W\d][\w.-]{0,39}")


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
        The plain value; None where a key is absent or has nothing in it.
    lines : mapping of keys to int
        The line of every value of the file, from 1.
    """

    file: str
    keys: tuple[Key, ...]
    value: Any
    lines: Mapping[tuple[Key, ...], int]

    @property
    def line(self) -> int:
        """Return the line of the value, or of what it would stand under."""
        ways = (self.keys[:length] for length in range(len(self.keys), -1, -1))
        return next((self.lines[way] for way in ways if way in self.lines), 1)

    @property
    def name(self) -> str:
        """Return the way to the value: ``today.steps[3].unit``, counted from 1."""
        text = ""
        for key in self.keys:
            if isinstance(key, int):
                text += f"[{key + 1}]"
            else:
                text += f".{show_key(key)}" if text else show_key(key)
        return text or self.file

    @property
    def where(self) -> str:
        """Return file, line and key as a message names them."""
        return ", ".join([self.file, f"line {self.line}", *([self.name] if self.keys else [])])

    def at(self, key: Key) -> Place:
        """Return the value below; one of None where a mapping lacks the key."""
        return self._below(key, self.value.get(key) if isinstance(key, str) else self.value[key])

    def has(self, key: str) -> bool:
        """Tell whether a mapping has the key with anything but nothing in it."""
        return self.value.get(key) is not None

    def given(self, read: Callable[[Place], _Found]) -> _Found | None:
        """Return what a reader such as `Place.date` makes of the value, or None without one."""
        return None if self.value is None else read(self)

    def check_keys(self, required: Iterable[str], optional: Iterable[str] = ()) -> None:
        """Refuse what is no mapping, lacks a required key or has an unknown one.

        Raises
        ------
        SourceError
            Naming the place and the keys.
        """
        wanted = tuple(required)
        allowed = (*wanted, *optional)
        expected = f"the keys {', '.join(allowed)}"
        if not isinstance(self.value, Mapping):
            self.refuse("is no mapping", expected, "write one key: value on each line")
        lacking = [key for key in wanted if key not in self.value]
        unknown = [str(key) for key in self.value if key not in allowed]
        faults = [f"lacks {', '.join(lacking)}"] if lacking else []
        if unknown:
            faults.append(f"does not know {', '.join(map(show_key, unknown))}")
        if faults:
            # The line of the first strange key: it is mostly the lacking one misspelt.
            place = self._below(unknown[0], None) if unknown else self
            place.refuse_because(
                f"{self.name} {' and '.join(faults)}.",
                expected=expected,
                fix="correct the spelling, or add what is missing",
            )

    def entries(self, *, least: int = 0) -> tuple[Place, ...]:
        """Return the entries of a list; none where there is nothing and none are needed.

        Raises
        ------
        SourceError
            If it is no list, or has fewer entries than `least`.
        """
        values = [] if self.value is None else self.value
        if not isinstance(values, list):
            self.refuse("is no list", "a list, with one hyphen for each entry")
        if len(values) < least:
            fault = "has too few entries" if values else "is an empty list"
            self.refuse(fault, f"{least} or more entries, with one hyphen for each")
        return tuple(self.at(position) for position in range(len(values)))

    def parts(self) -> dict[str, Place]:
        """Return what stands under each key of a mapping; nothing where there is none.

        Raises
        ------
        SourceError
            If it is no mapping, or a key is no text.
        """
        values = {} if self.value is None else self.value
        if not isinstance(values, Mapping) or not all(isinstance(key, str) for key in values):
            self.refuse("is no mapping", "one key: value on each line, the keys being words")
        return {key: self.at(key) for key in values}

    def texts(self, *, least: int = 0) -> tuple[str, ...]:
        """Return the texts of a list, as `entries` and `text`."""
        return tuple(each.text() for each in self.entries(least=least))

    def text(self, *, longest: int = 0, default: str | None = None) -> str:
        """Return a text joined into one line.

        Raises
        ------
        SourceError
            If it is no text, is empty without a default, or is longer than `longest`
            characters (0: no limit).
        """
        if default is not None and (self.value is None or self.value == ""):
            return default
        if not isinstance(self.value, str) or not self.value.strip():
            self.refuse("is no text", "a text in words", "write it, in quotation marks if need be")
        joined = " ".join(self.value.split())
        if longest and len(joined) > longest:
            self.refuse(f"is too long: {len(joined)} characters", f"at most {longest} characters")
        return joined

    def slug(self) -> str:
        """Return an id of lower case letters, digits and hyphens; SourceError if it is none."""
        text = self.text()
        if not _SLUG.fullmatch(text):
            self.refuse("is no id", "lower case letters and digits with hyphens between")
        return text

    def date(self) -> dt.date:
        """Return a date; SourceError if it is none."""
        # A moment is a date to isinstance, and cannot be compared with one.
        if type(self.value) is not dt.date:
            self.refuse("is no date", "a date such as 2026-02-01, without quotation marks")
        return self.value

    def number(self, *, least: float = -math.inf, most: float = math.inf) -> float:
        """Return a number within limits, both included; SourceError if it is none."""
        is_number = isinstance(self.value, int | float) and not isinstance(self.value, bool)
        if not is_number or not math.isfinite(self.value) or not least <= self.value <= most:
            self.refuse(
                f"is no number{_write_limits(least, most)}",
                "a number such as 12 or 0.9",
                "write the number alone, with a point and without quotation marks",
            )
        return float(self.value)

    def whole(self, *, least: int = 1, most: float = math.inf) -> int:
        """Return a whole number within limits, both included; SourceError if it is none."""
        is_number = isinstance(self.value, int | float) and not isinstance(self.value, bool)
        if not is_number or self.value % 1 != 0 or not least <= self.value <= most:
            self.refuse(
                f"is no whole number{_write_limits(least, most)}", f"{least}, {least + 1} and so on"
            )
        return int(self.value)

    def truth(self, *, default: bool | None = None) -> bool:
        """Return true or false; SourceError if it is neither."""
        if self.value is None and default is not None:
            return default
        if not isinstance(self.value, bool):
            self.refuse("is neither true nor false", "true or false")
        return self.value

    def choice(self, kind: type[_Choice]) -> _Choice:
        """Return a member of a closed list; SourceError if it is none."""
        return kind(self.word(each.value for each in kind))

    def word(self, allowed: Iterable[str]) -> str:
        """Return one of the allowed words; SourceError if it is another."""
        words = tuple(allowed)
        if self.value not in words:
            self.refuse(
                "is not one of the words that may stand there",
                ", ".join(words),
                "choose one of these",
            )
        return str(self.value)

    def refuse(self, fault: str, expected: str, fix: str = "correct the file") -> NoReturn:
        """Raise the error for a fault of this value, such as ``is no list``."""
        self.refuse_because(f"{self.name} {fault}.", expected=expected, fix=fix)

    def refuse_because(
        self,
        reason: str,
        *,
        expected: str = "",
        fix: str = "correct the file",
        kind: type[AnalysisError] = SourceError,
    ) -> NoReturn:
        """Raise the error for a fault that takes a sentence of its own."""
        raise kind(reason, where=self.where, expected=expected, fix=fix)

    def _below(self, key: Key, value: Any) -> Place:
        return Place(self.file, (*self.keys, key), value, self.lines)


def show_key(key: str) -> str:
    """Return a key as a message shows it: itself if it is a word, else that there is one.

    Examples
    --------
    >>> show_key("valid_from"), show_key("Sagen om 12 34")
    ('valid_from', '(a key that is not shown)')
    """
    return key if _WORD.fullmatch(key) else "(a key that is not shown)"


def _write_limits(least: float, most: float) -> str:
    if math.isfinite(most):
        return f" from {least:g} to {most:g}"
    return f" of {least:g} or more" if math.isfinite(least) else ""
