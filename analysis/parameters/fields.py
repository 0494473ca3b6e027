"""What does a column of a report's numbers count, in which unit, and which are its limits?

Every key in the records of a table or figure is described once in ``fields.yaml``. A key
that is not, such as one from a notebook of the user's own, still works: it is taken as a
number or a name by its value and says of itself that it is not described.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from analysis.errors import ContractError
from analysis.parameters.loader import load_yaml

NUMBERS = frozenset({"count", "number", "rate", "ratio", "share", "money"})
LIMITS = frozenset({"lower", "upper"})
NAMES = frozenset(
    {"identifier", "period", "level", "unit", "source", "origin", "text", "date", "flag", "range"}
)
NOT_DESCRIBED = "ikke beskrevet"
_UNKNOWN = "unknown"
_FROM_COLUMN = "@"
_LIMIT_WORDS = {"lower": "nedre grænse", "upper": "øvre grænse"}


@dataclass(frozen=True)
class Field:
    """One column of records.

    Attributes
    ----------
    key : str
        Name in the record and in the CSV file.
    label, about : str
        Heading and one sentence, in Danish.
    unit : str
        Unit in Danish; empty where there is none or it stands in a column.
    unit_columns : tuple of str
        Keys of the columns that hold the unit: the first of these that the record has.
    kind : str
        One of `NUMBERS`, `LIMITS` or `NAMES`, or ``unknown``.
    of : tuple of str
        What a limit may be a limit of: the first of these that the record has.
    """

    key: str
    label: str
    about: str
    kind: str
    unit: str = ""
    unit_columns: tuple[str, ...] = ()
    of: tuple[str, ...] = ()

    @property
    def is_described(self) -> bool:
        """Tell whether the registry has the key."""
        return self.kind != _UNKNOWN


@lru_cache(maxsize=4096)
def describe_field(key: str, exhibit: str = "") -> Field:
    """Return what the registry says of a key.

    Parameters
    ----------
    key : str
        Name of a column in the records of a table or figure.
    exhibit : str
        Id of the table or figure: a few keys mean something else in one of them.

    Returns
    -------
    Field
        With the kind ``unknown`` and the key as its label where the registry has none.

    Examples
    --------
    >>> describe_field("n_observed").unit_columns, describe_field("ratio_lower").of
    (('unit',), ('ratio',))
    >>> describe_field("share_by_13").label
    'Andel inden 13 uger'
    >>> describe_field("my_column").is_described
    False
    """
    fields = _registry()
    limits = load_yaml("fields")["limits"]
    for name in (f"{exhibit}/{key}", key):
        if name in fields:
            return replace(fields[name], key=key)
    if key in limits:
        return _limit(key, limits[key]["kind"], tuple(limits[key]["of"]), exhibit)
    for kind in sorted(LIMITS):
        stem = key.removesuffix(f"_{kind}")
        if stem != key and describe_field(stem, exhibit).is_described:
            return _limit(key, kind, (stem,), exhibit)
    return _match_pattern(key, fields) or Field(key, key, NOT_DESCRIBED, _UNKNOWN)


def say_word(value: str) -> str:
    """Return the Danish word for a name that the program uses; other text as it is.

    Examples
    --------
    >>> say_word("fulltime_persons"), say_word("foertidspension-bestand"), say_word("Aarhus")
    ('fuldtidspersoner', 'førtidspension-bestand', 'Aarhus')
    """
    words = load_yaml("fields")["words"]
    if value in words:
        return str(words[value])
    first, dash, rest = value.partition("-")
    return f"{words[first]}{dash}{say_word(rest)}" if dash and first in words else value


@lru_cache(maxsize=1)
def _registry() -> dict[str, Field]:
    """Return all entries by key, checked."""
    return {key: _read(key, entry) for key, entry in load_yaml("fields")["fields"].items()}


def _read(key: str, entry: dict[str, Any]) -> Field:
    _fail_if_kind_is_none(key, entry["kind"])
    unit = str(entry.get("unit", ""))
    columns = tuple(name[1:] for name in unit.split()) if unit.startswith(_FROM_COLUMN) else ()
    return Field(
        key=key,
        label=str(entry["label"]),
        about=str(entry["about"]),
        kind=str(entry["kind"]),
        unit="" if columns else unit,
        unit_columns=columns,
    )


def _limit(key: str, kind: str, of: tuple[str, ...], exhibit: str) -> Field:
    """Return a limit, described by what it is a limit of."""
    first = describe_field(of[0], exhibit)
    return replace(
        first,
        key=key,
        label=f"{first.label}, {_LIMIT_WORDS[kind]}",
        about=f"{_LIMIT_WORDS[kind].capitalize()}. {first.about}",
        kind=kind,
        of=of,
    )


def _match_pattern(key: str, fields: dict[str, Field]) -> Field | None:
    """Return the entry whose star the key fills, with what it is filled with put in."""
    for name, field in fields.items():
        before, star, after = name.partition("*")
        found = key[len(before) : len(key) - len(after)] if star else ""
        if found and key.startswith(before) and key.endswith(after) and found.isalnum():
            texts = {part: getattr(field, part).replace("{}", found) for part in ("label", "about")}
            return replace(field, key=key, **texts)
    return None


def _fail_if_kind_is_none(key: str, kind: str) -> None:
    if kind not in NUMBERS | NAMES:
        raise ContractError(
            f"The field {key} has the kind {kind!r}.",
            where="analysis/parameters/fields.yaml",
            expected="one of " + ", ".join(sorted(NUMBERS | NAMES)),
            fix="correct the kind",
        )
