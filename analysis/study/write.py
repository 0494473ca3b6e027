"""How is a practice study written down, and what does a returned workbook change in it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import yaml

from analysis.study.model import ExistingAnalysis, PracticeEntry, Study
from analysis.study.moments import Moment

_Thing = TypeVar("_Thing", PracticeEntry, ExistingAnalysis)


@dataclass(frozen=True)
class Merged:
    """A study after another one was merged into it.

    Attributes
    ----------
    study : Study
        The result.
    added, changed, unchanged : tuple of str
        Ids of the incoming entries and analyses that were new, replaced an earlier one, or
        stood there already.
    """

    study: Study
    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


def merge_studies(base: Study, incoming: Study) -> Merged:
    """Merge what came back into what there was, by id.

    Parameters
    ----------
    base : Study
        What there was. What is not in the incoming study stays: nothing is deleted by
        leaving a row out.
    incoming : Study
        What came back; it takes the place of what has the same id.
    """
    entries, first = _merge(base.entries, incoming.entries)
    analyses, second = _merge(base.analyses, incoming.analyses)
    merged = replace(
        base, entries=entries, analyses=analyses, lineage=base.lineage | incoming.lineage
    )
    return Merged(merged, *(one + two for one, two in zip(first, second, strict=True)))


def write_study(study: Study) -> str:
    """Return a study as the text of a YAML file that `read_study` reads back.

    What is empty is left out, and dates stand as exactly as the source has them.
    """
    content = {
        name: [_plain(each) for each in things]
        for name, things in (("entries", study.entries), ("analyses", study.analyses))
        if things
    }
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100)


def plain_values(thing: PracticeEntry | ExistingAnalysis) -> dict[str, Any]:
    """Return the fields of an entry or analysis as text and numbers, by key."""
    return {key: _plain_value(value) for key, value in vars(thing).items()}


def _merge(
    base: Sequence[_Thing], incoming: Sequence[_Thing]
) -> tuple[tuple[_Thing, ...], tuple[tuple[str, ...], ...]]:
    """Return the merged things, and the ids added, changed and unchanged."""
    before, after = {each.id: each for each in base}, {each.id: each for each in incoming}
    added = tuple(key for key in after if key not in before)
    changed = tuple(key for key in after if key in before and before[key] != after[key])
    same = tuple(key for key in after if before.get(key) == after[key])
    return tuple((before | after).values()), (added, changed, same)


def _plain(thing: PracticeEntry | ExistingAnalysis) -> dict[str, Any]:
    """Return what stands in the file of one thing: no empty fields."""
    return {key: value for key, value in plain_values(thing).items() if value not in ("", None)}


def _plain_value(value: Any) -> Any:
    if isinstance(value, Moment):
        return value.text
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if value is None or isinstance(value, int):
        return value
    return str(value)
