"""Where does a Danish sentence end, and which sentences say the same with other numbers?"""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = re.compile(r"[.!?](?=\s+[A-ZÆØÅ»\"(])")
_ABBREVIATIONS = frozenset(
    {
        *("ca", "kr", "mio", "mia", "pct", "nr", "stk", "jf", "bl.a", "f.eks", "pr", "inkl"),
        *("ekskl", "evt", "m.v", "mv", "dvs", "fx", "tlf", "kl", "hhv", "maks", "min", "osv"),
    }
)
_LAST_WORD = re.compile(r"(\S+)$")
_SPACE = re.compile(r"\s+")
_BARE_NUMBER = re.compile(r"\d{1,2}")


def split_sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield each sentence with the place where it begins in the text.

    Parameters
    ----------
    text : str
        A paragraph.

    Examples
    --------
    >>> [said for _, said in split_sentences("Det er ca. 5. marts. Antallet er 2.400. Og mere.")]
    ['Det er ca. 5. marts.', 'Antallet er 2.400.', 'Og mere.']
    """
    start = 0
    for match in _END.finditer(text):
        before = text[start : match.start()]
        if match.group() == "." and _is_open(before):
            continue
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, len(text))


def normalise(text: str) -> str:
    r"""Return a text with single spaces, in lower case, with one kind of minus and hyphen.

    Examples
    --------
    >>> normalise("Omkring\u00a01.400  (770 til\n2.400)")
    'omkring 1.400 (770 til 2.400)'
    """
    plain = text.replace("\u2212", "-").replace("\u2011", "-").replace("\u200b", "")
    return _SPACE.sub(" ", plain.replace("\u00ad", "")).strip().casefold()


def _is_open(before: str) -> bool:
    """Tell whether a full stop after these words ends an abbreviation and no sentence."""
    match = _LAST_WORD.search(before)
    if match is None:
        return False
    word = match.group(1).casefold().strip('(»"')
    # A list number stands first; elsewhere a number before a full stop ends the sentence.
    is_list_number = match.start() == 0 and _BARE_NUMBER.fullmatch(word) is not None
    return word in _ABBREVIATIONS or is_list_number


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    said = text[start:end]
    stripped = said.strip()
    if stripped:
        yield start + said.index(stripped), stripped
