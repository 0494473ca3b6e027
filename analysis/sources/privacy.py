"""Does a text hold something that looks like a CPR number?

A CPR number is ten digits, the first six a date: ``ddmmyy-nnnn``. The package never
takes one in. A token counts as CPR-like when it has that form, with or without the
hyphen, its day and month exist, and it stands alone. Part of a longer word, number or
hyphenated token, the decimals of a number and a digest do not stand alone. Numbers in
numeric columns are not text and are never asked about.

The rule leans towards refusing: the check digit is not used, since it is no longer
valid for every CPR number, so an account number may be refused. It misses a number that
is glued to letters, and ten bare digits right after a digit and a comma, which it takes
for decimals; so ask about each cell of a table and not about a whole line.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from analysis.errors import SourceError

if TYPE_CHECKING:
    import pandas as pd

_DAY = r"(?:0[1-9]|[12][0-9]|3[01])"
_MONTH = r"(?:0[1-9]|1[0-2])"
_HYPHENS = "\\-\u2010\u2011\u2012\u2013"
_ALONE_BEFORE = rf"(?<![\w{_HYPHENS}])(?<![0-9]\.)"
_ALONE_AFTER = rf"(?![\w{_HYPHENS}])(?!\.[0-9])"
_HYPHENATED = re.compile(
    rf"{_ALONE_BEFORE}({_DAY}{_MONTH})[0-9]{{2}}[{_HYPHENS}][0-9]{{4}}{_ALONE_AFTER}"
)
_BARE = re.compile(rf"{_ALONE_BEFORE}(?<![0-9],)({_DAY}{_MONTH})[0-9]{{6}}{_ALONE_AFTER}(?!,[0-9])")
_SIX_DIGITS = re.compile(r"[0-9]{6}")  # every CPR-like token begins with them
_IMPOSSIBLE_DAYS = {"3002", "3102", "3104", "3106", "3109", "3111"}


def find_cpr_like(text: str) -> bool:
    """Tell whether the text holds a token with the form and date of a CPR number.

    Examples
    --------
    >>> find_cpr_like("born " + "010190" + "-" + "1234.")
    True
    >>> find_cpr_like("0.0101901234 and 2025M10")
    False
    """
    if _SIX_DIGITS.search(text) is None:
        return False
    return any(
        match.group(1) not in _IMPOSSIBLE_DAYS
        for pattern in (_HYPHENATED, _BARE)
        for match in pattern.finditer(text)
    )


def fail_if_text_has_cpr(frame: pd.DataFrame, *, table: str, numbers: Collection[str] = ()) -> None:
    """Refuse a table in whose text columns or header a CPR-like token stands.

    Parameters
    ----------
    frame : DataFrame
        The table as read. Text columns are those of type str, object or category.
    table : str
        Name of the table or file, for the message.
    numbers : collection of str
        Columns that hold numbers as text, such as ``INDHOLD``; they are left out.

    Raises
    ------
    SourceError
        With table, row and column, never the content. The header is row 1.
    """
    for position, name in enumerate(frame.columns):
        if find_cpr_like(str(name)):
            raise _refusal(f"{table}, row 1 (the header), column number {position + 1}")
        if name not in numbers and _is_text(frame[name]):
            row = _first_row_with_cpr(frame[name])
            if row is not None:
                raise _refusal(f"{table}, row {row}, column {name}")


def show_value(value: Any) -> str:
    """Quote a value of a public statistic for a message; withhold what looks like CPR.

    Only for published statistics. A cell of case data is never shown at all.
    """
    text = str(value)
    if find_cpr_like(text):
        return "a value that looks like a CPR number (not shown)"
    return repr(text if len(text) <= 60 else text[:57] + "...")


def _is_text(column: pd.Series[Any]) -> bool:
    import pandas as pd  # noqa: PLC0415 (whoever has a table has it loaded; a text needs none)

    kind = column.dtype
    if isinstance(kind, pd.CategoricalDtype):
        kind = kind.categories.dtype
    return bool(pd.api.types.is_string_dtype(kind) or pd.api.types.is_object_dtype(kind))


def _first_row_with_cpr(column: pd.Series[Any]) -> int | None:
    # Each distinct value is asked about once: public tables repeat a few labels a
    # million times.
    import pandas as pd  # noqa: PLC0415 (as above)

    codes, values = pd.factorize(column)
    bad = [code for code, value in enumerate(values) if find_cpr_like(str(value))]
    if not bad:
        return None
    return int(pd.Series(codes).isin(bad).to_numpy().argmax()) + 2


def _refusal(where: str) -> SourceError:
    return SourceError(
        "A text field holds what looks like a CPR number.",
        where=where,
        expected="no CPR number anywhere; the content is not shown here",
        fix="replace the number by a pseudonym, or remove it, before the file is read",
    )
