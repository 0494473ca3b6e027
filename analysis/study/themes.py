"""Which themes does a practice study ask about, and what makes two answers comparable?

The list is closed, so that municipalities stand beside each other theme by theme. Where a
theme has options or a unit, answers can be held against each other; otherwise only their
words stand side by side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from analysis.errors import RequestError

_FILE = Path(__file__).with_name("themes.yaml")


class Comparable(StrEnum):
    """What makes two answers to a theme comparable."""

    CATEGORY = "category"
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True)
class Theme:
    """Something that a practice study asks every municipality about.

    Attributes
    ----------
    id : str
        Lower case ASCII; the finding is called ``study.<id>``.
    label, question : str
        In Danish, for readers.
    kind : Comparable
        What makes answers comparable.
    options : mapping of str to str
        Danish words by category code, in order; empty unless the kind is ``category``.
    is_ordered : bool
        Whether the options run from less to more.
    unit : str
        Unit of a number, in Danish.
    minimum, maximum : float
        Range of a number.
    """

    id: str
    label: str
    question: str
    kind: Comparable
    options: Mapping[str, str]
    is_ordered: bool
    unit: str
    minimum: float
    maximum: float

    @property
    def has_levels(self) -> bool:
        """Tell whether answers run from less to more, so that they can be ranked."""
        return self.kind is Comparable.NUMBER or self.is_ordered


@lru_cache(maxsize=1)
def load_themes() -> Mapping[str, Theme]:
    """Return the themes by id, in the order that a reader meets them.

    Examples
    --------
    >>> load_themes()["sagsstamme"].unit
    'sager pr. medarbejder'
    """
    rows = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["themes"]
    return {row["id"]: _make_theme(row) for row in rows}


def find_theme(theme_id: str) -> Theme:
    """Return a theme by its id.

    Raises
    ------
    RequestError
        If there is no such theme.
    """
    themes = load_themes()
    if theme_id not in themes:
        raise RequestError(
            f"{theme_id!r} is not a theme of the practice study.",
            expected=", ".join(themes),
            fix="choose one of the themes",
        )
    return themes[theme_id]


def _make_theme(row: Mapping[str, Any]) -> Theme:
    """Return one theme of the list, with what is not stated left empty."""
    return Theme(
        id=row["id"],
        label=row["label"],
        question=row["question"],
        kind=Comparable(row["kind"]),
        options=dict(row.get("options", {})),
        is_ordered=bool(row.get("is_ordered", False)),
        unit=row.get("unit", ""),
        minimum=float(row.get("minimum", 0)),
        maximum=float(row.get("maximum", 0)),
    )
