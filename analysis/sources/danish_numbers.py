"""Which numbers do the texts of a column mean?

Answers on disk hold numbers as texts: ``1.234`` and ``12,5`` as Danish writes them, or
``12.5`` as a program does. A point alone cannot tell which. The column as a whole does:
a comma, or a point before three digits throughout, is Danish; a point before another
number of digits is a decimal point. A column that has both is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from analysis.errors import SourceError

_PLAIN = re.compile(r"-?\d+")
_GROUPED = re.compile(r"-?[1-9]\d{0,2}(?:\.\d{3})+")
_COMMA = re.compile(r"-?(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+),\d+")
_POINT = re.compile(r"-?\d+\.\d+")


def parse_numbers(
    texts: Sequence[str | None], *, where: str, column: str
) -> list[int | float | None] | None:
    """Return the numbers of a column, or None where it is a column of other texts.

    Parameters
    ----------
    texts : sequence of str or None
        One per row; None is missing and stays so.
    where, column : str
        File and column, for the message.

    Raises
    ------
    SourceError
        If the column mixes decimal comma and decimal point.

    Notes
    -----
    A column in which every point stands before three digits is read as thousands. That
    would read shares with three decimals a thousand times too large; no such share is
    known, and a count of persons has none.

    Examples
    --------
    >>> parse_numbers(["1.234", "87", None], where="y10a02.json", column="Antal")
    [1234, 87, None]
    >>> parse_numbers(["12,5", "1.000,0"], where="y10a02.json", column="Pct.")
    [12.5, 1000.0]
    >>> parse_numbers(["Mænd", "12"], where="y10a02.json", column="Køn") is None
    True
    """
    given = [text for text in texts if text is not None]
    kinds = {text: _kind(text) for text in dict.fromkeys(given)}
    if not given or None in kinds.values():
        return None
    has_comma = "comma" in kinds.values()
    has_point = "point" in kinds.values()
    if has_comma and has_point:
        raise SourceError(
            f"The column {column} mixes decimal comma and decimal point.",
            where=f"{where}, row {_first(texts, kinds, 'comma')} and row "
            f"{_first(texts, kinds, 'point')}, column {column}",
            expected="one way of writing decimals in the whole column",
            fix="use the file as the service gave it; a spreadsheet may have changed some cells",
        )
    # Beside 12.5 a 1.234 is a number with three decimals.
    return [None if text is None else _number(text, is_point=has_point) for text in texts]


def _kind(text: str) -> str | None:
    for name, pattern in (
        ("plain", _PLAIN),
        ("grouped", _GROUPED),
        ("comma", _COMMA),
        ("point", _POINT),
    ):
        if pattern.fullmatch(text):
            return name
    return None


def _number(text: str, *, is_point: bool) -> int | float:
    if not is_point:
        text = text.replace(".", "").replace(",", ".")
    return float(text) if "." in text else int(text)


def _first(texts: Iterable[str | None], kinds: dict[str, str | None], kind: str) -> int:
    return next(n for n, text in enumerate(texts, start=1) if text and kinds[text] == kind)
