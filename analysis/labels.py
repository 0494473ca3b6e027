"""How are numbers, dates and lists written in Danish? The only place that formats them.

Everything that a reader sees passes through here, so that a thousand is always written
``1.000``, a half ``0,5`` and a missing number with a dash. The minus is a real minus
sign and the parts of a number are held together by a narrow or a hard space, so that a
line never breaks inside it.

Numbers, shares, intervals and lists can also be written in English (``language="en"``),
for the findings that are said in both languages: ``1,000``, ``0.5``, ``95 %``.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from functools import lru_cache

from analysis.concepts import MONTHS

MINUS = "−"
HARD_SPACE = "\u00a0"
MISSING = "–"
LANGUAGES = ("da", "en")
_LOCALES = {"da": "da_DK", "en": "en_GB"}
_AND = {"da": "og", "en": "and"}
_TO = {"da": "til", "en": "to"}


@lru_cache(maxsize=1 << 14)
def number(value: float, *, decimals: int = 0, signed: bool = False, language: str = "da") -> str:
    """Write a number in Danish: ``1.234``, ``0,5``, ``−12``; a missing one as ``–``.

    Parameters
    ----------
    value : float
        The number; NaN is missing and infinity is written as such.
    decimals : int, default 0
        Decimals to show.
    signed : bool, default False
        Whether a positive number carries a plus.
    language : {'da', 'en'}
        Whose separators are used.

    Examples
    --------
    >>> number(12970), number(0.456, decimals=2), number(3, signed=True)
    ('12.970', '0,46', '+3')
    >>> number(-0.4)
    '0'
    >>> number(1234.5, decimals=1, language="en")
    '1,234.5'
    """
    # The locale library is slow to load, and most imports of this module print nothing.
    from babel.numbers import format_decimal  # noqa: PLC0415

    if math.isnan(value):
        return MISSING
    if math.isinf(value):
        return "∞" if value > 0 else MINUS + "∞"
    rounded = round(value, decimals)
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    text = str(format_decimal(abs(rounded), pattern, locale=_LOCALES[language]))
    if rounded < 0:
        return MINUS + text
    return "+" + text if signed and rounded > 0 else text


def share(value: float, *, decimals: int = 0, language: str = "da") -> str:
    r"""Write a fraction between 0 and 1 in per cent.

    Examples
    --------
    >>> share(0.95)
    '95\xa0%'
    >>> share(0.125, decimals=1, language="en")
    '12.5\xa0%'
    """
    if math.isnan(value):
        return MISSING
    return number(100 * value, decimals=decimals, language=language) + HARD_SPACE + "%"


def write_people(value: float) -> str:
    """Write an estimated number of people as exactly as an estimate deserves.

    Below 100 whole persons, below 1,000 tens, above that hundreds; records keep all.

    Examples
    --------
    >>> write_people(3), write_people(421.5), write_people(3538.1), write_people(float("nan"))
    ('3', '420', '3.500', '–')
    """
    if not math.isfinite(value):
        return number(value)
    step = 1 if abs(value) < 100 else 10 if abs(value) < 1000 else 100
    # Halves go up: a number that a release has rounded to 3,050 is 3,100 here, as 3,051 is.
    return number(math.floor(value / step + 0.5) * step)


def interval(
    lower: float,
    upper: float,
    *,
    decimals: int = 0,
    signed: bool = False,
    language: str = "da",
) -> str:
    """Write an interval with the word ``til`` (``to``), which is safe beside a minus sign.

    Examples
    --------
    >>> interval(-120, -45)
    '−120 til −45'
    """
    low, high = (
        number(limit, decimals=decimals, signed=signed, language=language)
        for limit in (lower, upper)
    )
    return f"{low} {_TO[language]} {high}"


def date(day: dt.date) -> str:
    """Write a date in words.

    Examples
    --------
    >>> date(dt.date(2026, 2, 15))
    '15. februar 2026'
    """
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def listing(names: Sequence[str], *, last: str = "", language: str = "da") -> str:
    """Join names as a sentence does, with ``og`` (``and``) or another last word.

    Examples
    --------
    >>> listing(["Aarhus", "Odense", "Aalborg"])
    'Aarhus, Odense og Aalborg'
    """
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + f" {last or _AND[language]} {names[-1]}"


def sentence_case(text: str) -> str:
    """Raise the first letter and leave the rest.

    Examples
    --------
    >>> sentence_case("førtidspension")
    'Førtidspension'
    """
    return text[:1].upper() + text[1:]


def genitive(name: str) -> str:
    """Put a municipality's name in the genitive, as Danish spelling has it.

    Examples
    --------
    >>> genitive("København"), genitive("Randers")
    ('Københavns', 'Randers\u2019')
    """
    return name + ("’" if name[-1:].lower() in {"s", "x", "z"} else "s")
