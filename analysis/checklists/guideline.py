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
from analysis.checklists.yaml_files import read_yaml, refuse_keys, tidy
from analysis.errors import SourceError

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
    path = Path(path)
    content = read_yaml(path, keys=["title", "items"])
    known = {item.id for item in items}
    texts = content["items"] or {}
    refuse_keys(texts, required=(), optional=known, where=f"{path.name}, items")
    for item_id, fields in texts.items():
        where = f"{path.name}, item {item_id}"
        refuse_keys(fields, required=(), optional=MAY_BE_FILLED, where=where)
        _fail_if_a_text_is_empty(fields, where)
    return tuple(_fill(item, texts.get(item.id, {})) for item in items)


def _fill(item: Item, fields: dict[str, str]) -> Item:
    filled = {name: tidy(text) for name, text in fields.items()}
    return replace(
        item,
        local_guideline=filled.get("local_guideline", item.local_guideline),
        help=filled.get("help", item.help),
    )


def _fail_if_a_text_is_empty(fields: dict[str, object], where: str) -> None:
    for name, text in fields.items():
        if not isinstance(text, str) or not text.strip():
            raise SourceError(
                f"The field {name} holds no text.",
                where=where,
                expected="a text, or the field left out",
                fix="write the guideline, or remove the line",
            )
