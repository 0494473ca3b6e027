"""Which tables may a reader sort and filter, and by what value does each cell sort?

A cell is written for the eye: ``1.234,5``, ``−120``, ``98 %``, ``under 1 %``. Its value is
read back from what it shows, so that the order is right by the very number the reader
sees, and a table needs to carry nothing beside its cells.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.blocks.model import Mark, Table
from analysis.concepts import MONTHS

_FEWEST_TO_SORT = 6
_FEWEST_TO_FILTER = 13
_NUMBER = re.compile(
    r"(?P<bound>under|færre end|over|mindst|højst)?\s*[×±≈<>]?\s*(?P<sign>[+−-]?)\s*"
    r"(?P<whole>\d{1,3}(?:\.\d{3})+(?!\d)|\d+)(?:,(?P<part>\d+))?"
    r"(?:\s*(?P<unit>mio\.|mia\.))?",
    re.IGNORECASE,
)
_DATE = re.compile(r"(\d{1,2})\.\s+(" + "|".join(MONTHS) + r")\s+(\d{4})")
_QUARTER = re.compile(r"(\d)\. (?:kvartal|kv\.) (\d{4})")
_ISO_DATE = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?\b")
_SCALE = {"mio.": 1e6, "mia.": 1e9}
# Just beside the bound: "under 1 %" sorts below "1 %", "over 99 %" above "99 %".
_BESIDE = {"under": -1e-6, "færre end": -1e-6, "over": 1e-6}
_MISSING = frozenset({"", "–", "·", "-", "…", "ingen data"})


@dataclass(frozen=True)
class Sorting:
    """What a reader can do with a table.

    Attributes
    ----------
    sorts, filters : bool
        Whether rows can be put in another order, and be hidden.
    keys : tuple of tuple
        For each row that is no group heading, one value per cell: a number as text,
        ``""`` for a missing one, None in a column of words.
    """

    sorts: bool
    filters: bool
    keys: tuple[tuple[str | None, ...], ...]


def plan_sorting(table: Table) -> Sorting:
    """Say whether a table may be sorted and filtered, and give the values to sort by.

    Parameters
    ----------
    table : Table
        Rows as they are shown.

    Returns
    -------
    Sorting
        A table of six rows or more without groups sorts, one of more than twelve rows
        filters. Rows under group headings keep their order, which says something.

    Examples
    --------
    >>> from analysis.blocks.model import Column, Row
    >>> rows = [Row((name, n)) for name, n in [("Aby", "1.200"), ("Bekøb", "98")]]
    >>> plan_sorting(Table("T", (Column("a", ""), Column("b", "")), tuple(rows), ())).keys
    ((None, '1200'), (None, '98'))
    """
    rows = [row for row in table.rows if not row.is_group]
    is_flat = len(rows) == len(table.rows)
    is_even = all(len(row.cells) == len(table.columns) for row in rows)
    columns = [
        _column_keys([row.cells[index] for row in rows if len(row.cells) > index])
        for index in range(len(table.columns) if is_even else 0)
    ]
    return Sorting(
        sorts=is_flat and is_even and len(rows) >= _FEWEST_TO_SORT,
        filters=len(rows) >= _FEWEST_TO_FILTER,
        keys=tuple(zip(*columns, strict=True)) if columns else tuple(() for _ in rows),
    )


def read_number(text: str) -> float | None:
    """Return the first number, date or quarter that a cell begins with; None for words.

    Parameters
    ----------
    text : str
        A cell as it is shown, in Danish.

    Examples
    --------
    >>> read_number("−1.234,5 (−1.300 til −2)"), read_number("98 %"), read_number("4 af 98")
    (-1234.5, 98.0, 4.0)
    >>> read_number("1. marts 2020*") < read_number("2. februar 2021")
    True
    >>> read_number("Aby")
    """
    plain = text.replace("\u00a0", " ").replace("\u202f", " ").strip()
    if date := _DATE.match(plain):
        day, month, year = int(date[1]), MONTHS.index(date[2]) + 1, int(date[3])
        return float(year * 10_000 + month * 100 + day)
    if date := _ISO_DATE.match(plain):
        return float(int(date[1]) * 10_000 + int(date[2]) * 100 + int(date[3] or 0))
    if quarter := _QUARTER.match(plain):
        return int(quarter[2]) + (int(quarter[1]) - 1) / 4
    match = _NUMBER.match(plain)
    if match is None or plain[match.end() :][:1].isalpha():
        return None
    size = float(match["whole"].replace(".", "") + "." + (match["part"] or "0"))
    size *= _SCALE.get((match["unit"] or "").lower(), 1.0)
    value = -size if match["sign"] in {"−", "-"} else size
    beside = _BESIDE.get((match["bound"] or "").lower(), 0.0)
    return value + beside * max(1.0, abs(value))


def _column_keys(cells: Sequence[str | Mark]) -> list[str | None]:
    """Return one value per cell, or None throughout where the column holds words."""
    values = [_read_cell(cell) for cell in cells]
    is_numeric = all(value is not None for value in values)
    if not is_numeric or all(math.isnan(value) for value in values if value is not None):
        return [None] * len(cells)
    return ["" if value is None or math.isnan(value) else f"{value:.12g}" for value in values]


def _read_cell(cell: str | Mark) -> float | None:
    """Return a cell's number, NaN where it shows that there is none, None for words."""
    if isinstance(cell, Mark):
        found = re.search(r"[+−-]?\d", cell.alt)
        return read_number(cell.alt[found.start() :]) if found else math.nan
    if cell.replace("\u00a0", " ").strip().lower() in _MISSING:
        return math.nan
    return read_number(cell)
