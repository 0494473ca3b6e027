"""Which questions are asked on a date? The checklist files, read without the checklists.

Only what the generator needs: an item's answers, its part in a scheme's status and when
it is asked. That the package's own reading agrees is for a test to say.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from analysis.synthetic.review.population import SCHEMES

FOLDER = Path(__file__).parents[2] / "checklists"
SECTIONS = ("faelles", *SCHEMES, "andre_indsatser")
_USUAL = ("opfyldt", "ikke_opfyldt", "uoplyst")


@dataclass(frozen=True)
class Question:
    """What the generator knows of an item."""

    id: str
    section: str
    role: str
    answers: tuple[str, ...]
    documents: tuple[str, ...]
    asked_when: dict[str, tuple[str, ...]]


def read_questions(day: dt.date) -> tuple[Question, ...]:
    """Return the questions in force on a day, in the order of the files."""
    return tuple(
        _question(section, {**item, **entry})
        for section in SECTIONS
        for item in _read_items(section)
        for entry in item["entries"]
        if entry["valid_from"] <= day <= (entry.get("valid_to") or dt.date.max)
    )


def _read_items(section: str) -> list[dict[str, Any]]:
    content = yaml.safe_load((FOLDER / f"{section}.yaml").read_text(encoding="utf-8"))
    items: list[dict[str, Any]] = content["items"]
    return items


def _question(section: str, item: dict[str, Any]) -> Question:
    return Question(
        id=item["id"],
        section=section,
        role=item["role"],
        answers=tuple(item.get("answers", _USUAL)),
        documents=tuple(item["documents"]),
        asked_when={key: tuple(value) for key, value in item.get("relevant_when", {}).items()},
    )
