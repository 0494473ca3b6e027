"""Where does each municipality stand on a map of equal squares?

On a true map of Denmark the municipalities around København are too small to see and
Ringkøbing-Skjern fills the eye, though fewer people live there. On a map of squares each
municipality has the same weight, and its place is still one that a Dane finds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from analysis.parameters.loader import load_yaml


@dataclass(frozen=True)
class Tile:
    """One municipality's square.

    Attributes
    ----------
    code : str
        Three digits.
    column, row : int
        Place, counted from 0 at the left and at the top.
    lines : tuple of str
        Short name in one or two lines.
    part : str
        ``jylland``, ``fyn``, ``sjaelland`` or ``bornholm``.
    """

    code: str
    column: int
    row: int
    lines: tuple[str, ...]
    part: str


@lru_cache(maxsize=1)
def load_tiles() -> tuple[Tile, ...]:
    """Return the squares of all municipalities, by part of the country.

    Examples
    --------
    >>> own = next(tile for tile in load_tiles() if tile.code == "101")
    >>> own.part, own.lines
    ('sjaelland', ('Køben-', 'havn'))
    """
    return tuple(
        Tile(code, entry["column"], entry["row"], tuple(entry["name"].split("/")), part)
        for part, entries in load_yaml("tiles")["tiles"].items()
        for code, entry in entries.items()
    )
