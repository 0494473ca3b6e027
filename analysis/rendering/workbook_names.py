"""What may a sheet be called? At most 31 characters, no path signs, no name twice."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_RESERVED = frozenset({"history", "historik"})  # Excel keeps these for its record of changes


def name_sheets(wanted: Iterable[str], *, taken: Iterable[str] = ()) -> tuple[str, ...]:
    """Return a name for each sheet, as near to the one wanted as Excel takes.

    Parameters
    ----------
    wanted : iterable of str
        Names as they are, such as the ids of exhibits.
    taken : iterable of str
        Names that other sheets of the workbook have.

    Examples
    --------
    >>> name_sheets(["forside", "forside", "a/b"], taken=["Forside"])
    ('forside (2)', 'forside (3)', 'a b')
    """
    used = {name.casefold() for name in taken} | _RESERVED
    result = []
    for name in wanted:
        plain = _FORBIDDEN.sub(" ", name).strip("' ") or "Ark"
        free, number = plain[:LONGEST].rstrip("' "), 1
        while free.casefold() in used:
            number += 1
            ending = f" ({number})"
            free = plain[: LONGEST - len(ending)].rstrip("' ") + ending
        used.add(free.casefold())
        result.append(free)
    return tuple(result)
