"""Which texts does a block hold, and in which of its fields?

A report's records hold tens of thousands of texts and a few thousand different ones. Each
is named once for each field that it stands in, so that whoever looks for what may not be
shown looks at it once.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from analysis.blocks.svg import read_svg_texts

A_KEY = "a column name"
_NO_TEXT = (int, float, bool, type(None))
_Found = dict[tuple[str, str], None]


def list_texts(value: Any) -> tuple[tuple[str, str], ...]:
    """Return each field and text once, in the order met.

    Parameters
    ----------
    value : dataclass, mapping, sequence, set or text
        Numbers, dates and the like hold no text. Of a drawing, which stands in a field
        whose name ends in ``svg``, the words that it shows are its texts, not the
        coordinates.

    Returns
    -------
    tuple of (str, str)
        The field's name, with points between those of nested fields, and the text. A key
        of a mapping may be data itself: it is a text too, of the field `A_KEY`.

    Examples
    --------
    >>> list_texts({"title": "Aby", "rows": [{"n": 1, "who": "a"}, {"n": 2, "who": "a"}]})[2:4]
    (('a column name', 'rows'), ('a column name', 'n'))
    >>> list_texts({"rows": [{"who": "a"}, {"who": "a"}]})[2:]
    (('rows.who', 'a'),)
    """
    found: _Found = {}
    _gather("", value, found, {})
    return tuple(found)


def _gather(name: str, value: Any, found: _Found, names: dict[tuple[str, str], str]) -> None:
    if value.__class__ in _NO_TEXT:
        return
    if isinstance(value, str):
        if name.endswith("svg"):
            found.update(((name, text), None) for text in read_svg_texts(value))
        else:
            found[name, value] = None
    elif isinstance(value, dict):
        for key, each in value.items():
            if not isinstance(key, str):
                continue
            inner = names.get((name, key))
            if inner is None:
                found[A_KEY, key] = None
                inner = names[name, key] = f"{name}.{key}" if name else key
            if each.__class__ not in _NO_TEXT:
                _gather(inner, each, found, names)
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            _gather(name, each, found, names)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            inner = f"{name}.{field.name}" if name else field.name
            _gather(inner, getattr(value, field.name), found, names)
