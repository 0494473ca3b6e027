"""Which ages does a code or label of an age group mean?"""

from __future__ import annotations

import re
from collections.abc import Collection

WHOLE_LIFE = (0, 125)

_YEARS = r"(?:\s*(?:år|years?))?"
_SINGLE = re.compile(rf"^(\d{{1,3}}){_YEARS}$")
_RANGE = re.compile(rf"^(\d{{1,3}})\s*-\s*(\d{{1,3}}){_YEARS}$")
_GLUED = re.compile(r"^(\d{2})(\d{2})$")
_UNDER = re.compile(rf"^(?:under|below)\s+(\d{{1,3}}){_YEARS}$")
_UP_TO = re.compile(r"^-(\d{1,3})$")
_OPEN = re.compile(r"^(\d{1,3})\s*(?:\+|år og (?:der)?over|years and (?:over|older))$")


def parse_ages(text: str, *, totals: Collection[str], open_to: int) -> tuple[int, int] | None:
    """Return the first and last age of a group, both included, or None if unknown.

    Parameters
    ----------
    text : str
        A code such as ``16-24``, ``1869`` or ``25``, or a label such as ``60 år og derover``.
    totals : collection of str
        Codes and labels of everybody, which become 0-125.
    open_to : int
        The last age (years) of a group that is open upwards.

    Examples
    --------
    >>> parse_ages("16-24", totals=["TOT"], open_to=99)
    (16, 24)
    >>> parse_ages("6099", totals=["TOT"], open_to=99)
    (60, 99)
    >>> parse_ages("Under 20 år", totals=["TOT"], open_to=99)
    (0, 19)
    >>> parse_ages("TOT", totals=["TOT"], open_to=99)
    (0, 125)
    """
    text = text.strip().casefold()
    if text in {total.casefold() for total in totals}:
        return WHOLE_LIFE
    if match := _SINGLE.match(text):
        ages = int(match[1]), int(match[1])
    elif match := _GLUED.match(text) or _RANGE.match(text):
        ages = int(match[1]), int(match[2])
    elif match := _OPEN.match(text):
        ages = int(match[1]), open_to
    elif match := _UNDER.match(text):
        ages = WHOLE_LIFE[0], int(match[1]) - 1
    elif match := _UP_TO.match(text):
        ages = WHOLE_LIFE[0], int(match[1])
    else:
        return None
    return ages if WHOLE_LIFE[0] <= ages[0] <= ages[1] <= WHOLE_LIFE[1] else None
