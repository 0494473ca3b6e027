"""Which numbers stand in a Danish text, and what could each of them be worth?

A number is read as it is written: ``1.089``, ``0,72``, ``−530``, ``28 %``, ``1,1 mio. kr.``,
``halvdelen``, ``tre``. The sign, the unit beside it and the other end of a range belong to
it. How exactly it is written says what it can be a rounding of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_SPACES = "\u00a0\u202f\u2009"
_SIGNS = "+\\-\u2212\u2013"
_NUMBER = re.compile(
    rf"(?<![\w.,])(?<![^\W\d_][-\u2011])(?P<sign>[{_SIGNS}](?=\d))?"
    rf"(?P<body>\d{{1,3}}(?:\.\d{{3}})+(?!\d)|\d{{1,3}}(?:[{_SPACES} ]\d{{3}})+(?![\d.])|\d+)"
    r"(?P<tail>,\d+|\.\d{1,2}(?![\d.]))?"
)
_AFTER = re.compile(
    rf"[{_SPACES} ]?(?P<unit>%|pct\.?\b|procent(?:point)?\b|promille\b"
    rf"|(?:mio|mia)\.?(?:[{_SPACES} ]?kr\.?)?(?!\w)|million(?:er)?(?: kr(?:oner|\.)?)?\b"
    rf"|milliard(?:er)?(?: kr(?:oner|\.)?)?\b|tusinde?(?: kr(?:oner|\.)?)?(?!\w)|t\. ?kr\.?"
    rf"|kr(?:oner|\.)?(?!\w)|(?:års|fuldtids)?[a-zæøå]+)?",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*(?:til|og|-|\u2013|\u2212|\u2014|\u2011)\s*")
_NAMES = (
    "nul",
    "en",
    "to",
    "tre",
    "fire",
    "fem",
    "seks",
    "syv",
    "otte",
    "ni",
    "ti",
    "elleve",
    "tolv",
)
_WORDS = {word: value for value, word in enumerate(_NAMES)}
# *En* and *ét* are mostly articles, and say nothing that can be traced.
_COUNTED = {word: value for word, value in _WORDS.items() if value > 1}
_FRACTIONS = {
    "halvdelen": 50.0,
    "en tredjedel": 100 / 3,
    "to tredjedele": 200 / 3,
    "en fjerdedel": 25.0,
    "tre fjerdedele": 75.0,
    "en femtedel": 20.0,
    "en tiendedel": 10.0,
    "hver anden": 50.0,
    "hver tredje": 100 / 3,
    "hver fjerde": 25.0,
    "hver femte": 20.0,
    "hver tiende": 10.0,
}
_WORD_NUMBER = re.compile(
    r"(?<![\w-])(?:" + "|".join((*_FRACTIONS, *_COUNTED)) + r")(?![\w-])", re.IGNORECASE
)
_UNITS = {
    "%": "percent",
    "pct": "percent",
    "procent": "percent",
    "procentpoint": "points",
    "uge": "weeks",
    "uger": "weeks",
    "år": "years",
    "måned": "months",
    "måneder": "months",
    "dag": "days",
    "dage": "days",
    "kr": "kroner",
    "kroner": "kroner",
}
_KRONER = {"tusind": 1e3, "tusinde": 1e3, "t": 1e3, "mio": 1e6, "million": 1e6, "millioner": 1e6}
_KRONER |= {"mia": 1e9, "milliard": 1e9, "milliarder": 1e9}


@dataclass(frozen=True)
class NumberToken:
    """One number as it stands in a text.

    Attributes
    ----------
    start, end : int
        Where it stands, its unit included.
    printed : str
        What stands there.
    value : float
        What is written, with its sign and without a scale.
    step : float
        Worth of the last digit that is written.
    unit : str
        ``percent``, ``points``, ``weeks``, ``years``, ``months``, ``days``, ``kroner`` or
        empty.
    scale : float
        1,000 for thousands, 1,000,000 for millions, otherwise 1.
    noun : str
        The word after the number, in lower case; empty where there is none.
    is_signed : bool
        Whether a sign is written.
    is_word : bool
        Whether it is written in letters.
    in_range : bool
        Whether it is one end of a range.
    """

    start: int
    end: int
    printed: str
    value: float
    step: float
    unit: str = ""
    scale: float = 1.0
    noun: str = ""
    is_signed: bool = False
    is_word: bool = False
    in_range: bool = False


def find_numbers(text: str) -> tuple[NumberToken, ...]:
    """Return every number of a text, in order; both ends of a range have its unit.

    Parameters
    ----------
    text : str
        A sentence, a paragraph or a cell.

    Examples
    --------
    >>> [(t.value, t.unit) for t in find_numbers("80-96 % og −1.089,5 uger i halvdelen")]
    [(80.0, 'percent'), (96.0, 'percent'), (-1089.5, 'weeks'), (50.0, 'percent')]
    """
    tokens = sorted((*_digits(text), *_words(text)), key=lambda token: token.start)
    return tuple(_join_ranges(text, tokens))


def _digits(text: str) -> Iterator[NumberToken]:
    for match in _NUMBER.finditer(text):
        body, tail = match.group("body"), match.group("tail") or ""
        whole = re.sub(rf"[.{_SPACES} ]", "", body)
        decimals = tail[1:]
        value = float(f"{whole}.{decimals or 0}")
        sign = _sign(match, text)
        after = _AFTER.match(text, match.end())
        assert after is not None
        unit, scale, noun = _read_unit(after.group("unit") or "")
        end = after.end("unit") if unit or scale != 1 else match.end()
        start = match.start() if sign or not match.group("sign") else match.start() + 1
        yield NumberToken(
            start=start,
            end=end,
            printed=text[start:end],
            value=-value if sign == "-" else value,
            step=10.0 ** -len(decimals),
            unit=unit,
            scale=scale,
            noun=noun,
            is_signed=bool(sign),
        )


def _sign(match: re.Match[str], text: str) -> str:
    """Return the sign; a hyphen that joins two numbers or follows a word is none."""
    sign = match.group("sign")
    if not sign:
        return ""
    before = text[: match.start()].rstrip()
    # In *80 % - 96 %* the line between the numbers is no sign.
    if sign in "-\u2013" and (before[-1:].isdigit() or before[-1:] == "%"):
        return ""
    return "+" if sign == "+" else "-"


def _read_unit(text: str) -> tuple[str, float, str]:
    """Return unit, scale and noun of what stands after a number."""
    word = text.casefold().replace("\u00a0", " ").strip()
    first = re.split(r"[. ]", word)[0]
    if first in _KRONER and not (first == "t" and "kr" not in word):
        return "kroner" if "kr" in word else "", _KRONER[first], ""
    if first in _UNITS:
        return _UNITS[first], 1.0, ""
    return "", 1.0, word


def _words(text: str) -> Iterator[NumberToken]:
    for match in _WORD_NUMBER.finditer(text):
        word = match.group().casefold()
        is_part = word in _FRACTIONS
        after = _AFTER.match(text, match.end())
        assert after is not None
        unit, scale, noun = _read_unit(after.group("unit") or "")
        value = _FRACTIONS[word] if is_part else float(_COUNTED[word])
        end = after.end("unit") if not is_part and (unit or scale != 1) else match.end()
        yield NumberToken(
            start=match.start(),
            end=end,
            printed=text[match.start() : end],
            value=value,
            step=1.0,
            unit="percent" if is_part else unit,
            scale=1.0 if is_part else scale,
            noun=noun,
            is_word=True,
        )


def _join_ranges(text: str, tokens: list[NumberToken]) -> list[NumberToken]:
    """Give both ends of a range the unit of its last end."""
    joined = list(tokens)
    for place in range(len(joined) - 1):
        one, other = joined[place], joined[place + 1]
        between = text[one.end : other.start]
        first = text[max(0, one.start - 8) : one.start].casefold()
        if not _RANGE.fullmatch(between) or (between.strip() == "og" and "mellem" not in first):
            continue
        other = replace(other, in_range=True)
        lends = not one.unit and one.scale == 1 and not one.noun.strip("tilog ")
        if lends:
            one = replace(one, unit=other.unit, scale=other.scale, noun=other.noun)
        joined[place], joined[place + 1] = replace(one, in_range=True), other
    return joined
