"""What does the municipality's own guideline say beside the law?

A municipality keeps its guideline in a YAML file of its own and lays it over the
checklists. The file may fill in two fields of an item and nothing else, so that a local
guideline can never change a question, its role or its legal basis::

    title: Abys retningslinjer for førtidspension, 1. maj 2016
    items:
      F1:
        local_guideline: Afsnit 3.2; varigheden begrundes af lægekonsulenten.
        help: Opfyldt, når ...
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from analysis.checklists.model import Item
from analysis.parameters.yaml_files import read_places
from analysis.parameters.yaml_places import Place

MAY_BE_FILLED = ("local_guideline", "help")


def lay_guideline_over(items: Sequence[Item], path: str | Path) -> tuple[Item, ...]:
    """Fill in local guidelines from a municipality's own file.

    Parameters
    ----------
    items : sequence of Item
        All items of all dates; those of one id are filled alike.
    path : path
        The YAML file: ``title``, and under ``items`` each id with ``local_guideline``,
        ``help`` or both.

    Returns
    -------
    tuple of Item
        In the same order; `items` itself is left as it is.

    Raises
    ------
    SourceError
        If the file cannot be read, names an item that never existed, or fills anything
        but these two fields with a text.
    """
    content = read_places(Path(path))
    content.check_keys(["title", "items"])
    filled = content.at("items").given(lambda place: _read_texts(place, items)) or {}
    return tuple(_fill(item, filled.get(item.id, {})) for item in items)


def _fill(item: Item, texts: dict[str, str]) -> Item:
    return replace(
        item,
        local_guideline=texts.get("local_guideline", item.local_guideline),
        help=texts.get("help", item.help),
    )


def _read_texts(place: Place, items: Sequence[Item]) -> dict[str, dict[str, str]]:
    """Return the texts to fill in, by item id and field."""
    place.check_keys((), {item.id: None for item in items})
    filled = {}
    for item_id, fields in place.parts().items():
        fields.check_keys((), MAY_BE_FILLED)
        filled[item_id] = {name: text.text() for name, text in fields.parts().items()}
    return filled
