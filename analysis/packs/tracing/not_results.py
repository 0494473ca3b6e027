"""Which numbers of a text are no results: dates, years, paragraphs, addresses, list numbers?

They are recognised by their form and what stands beside them, and listed apart, so that a
reader can see that nothing was passed over in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.concepts import MONTHS

_MONTH = "|".join((*MONTHS, *(f"{month[:3]}\\." for month in MONTHS)))
_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("mailadresse", r"[\w.+-]+@[\w.-]+"),
    ("internetadresse", r"(?:https?://|www\.)\S+"),
    ("fingeraftryk", r"\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{8,64}\b"),
    ("dato", rf"\b{_DAY}\.? ?(?:{_MONTH})(?: {_YEAR})?\b"),
    ("dato", rf"\b(?:{_MONTH}) {_YEAR}\b"),
    ("dato", rf"\b{_YEAR}-\d\d-\d\d\b|\b{_DAY}[./-]\d{{1,2}}[./-](?:{_YEAR}|\d\d)\b"),
    ("dato", rf"\b{_DAY}/\d{{1,2}}(?: {_YEAR})?\b"),
    ("klokkeslæt", r"\bkl\.? ?\d{1,2}(?:[.:]\d\d)?(?: ?[-\u2013] ?\d{1,2}(?:[.:]\d\d)?)?"),
    ("periode", rf"\b{_YEAR} ?K[1-4]\b|\bK[1-4]\b(?: {_YEAR})?|\b[1-4]\. kvartal(?: {_YEAR})?"),
    ("periode", rf"\b{_YEAR}M\d\d\b|\b{_YEAR} ?[-\u2013/] ?{_YEAR}\b|\bbudget {_YEAR}\b"),
    ("regel", r"§{1,2} ?\d+(?: ?[a-z]\b)?(?:(?:, | og | eller |-)§? ?\d+(?: ?[a-z]\b)?)*"),
    ("regel", r"\b(?:stk|nr|kap|litra|pkt)\.? ?\d+\b(?:[-\u2013]\d+)?|\bkapitel \d+[a-z]?\b"),
    (
        "regel",
        r"\b(?:lov|LBK|bkg\.|bekendtgørelse|lovbekendtgørelse|L|vejl\.|vejledning|BEK|VEJ)"
        r"(?: nr\.?)? ?\d{1,4}\b(?:/\d+)?",
    ),
    ("blanket", r"\bL[ÆA]E? ?\d{3}\b|\bICD-?1[01]\b|\bDP \d{3}\b"),
    ("telefonnummer", r"(?:\btlf\.?:?|\btelefon:?|\+45) ?(?:\+45 ?)?\d{2} ?\d{2} ?\d{2} ?\d{2}"),
    ("telefonnummer", r"(?<!\d )\b\d{2} \d{2} \d{2} \d{2}\b"),
    (
        "sagsnummer",
        r"\b(?:sags?(?:nr|nummer|id)|j(?:ournal)?\.?(?:nr|nummer)|eDoc|dok\.?nr)"
        r"\.?:? ?[\w.-]*\d[\w./-]*",
    ),
    (
        "adresse",
        r"\b[A-ZÆØÅ][\w.]*? ?(?:[Vv]ej|[Gg]ade|[Pp]lads(?:en)?|[Aa]llé|[Ss]træde|[Tt]orv|"
        r"[Bb]oulevard|[Kk]aj)\s\d+"
        r"(?: ?[A-Z]\b)?",
    ),
    ("adresse", r"\b[1-9]\d{3} (?=[A-ZÆØÅ][a-zæøå])"),
    (
        "henvisning",
        r"\b(?:side|s\.|tabel|figur|bilag|punkt|pkt\.|afsnit|slide|anbefaling(?:er)?|"
        r"opgave|model|trin|version|kommunekode|niveau|note)\s\d+(?:\.\d+)*"
        r"(?:(?:, | og |[-\u2013])\d+)*(?![\d%])",
    ),
    (
        "intervallets niveau",
        r"\b9\d(?:,\d)?[\u00a0 ]?(?:%|pct\.?|procents?)[-\u2011 ]?(?=interval|"
        r"sikkerhed|konfidens|grænse|usikkerhed|niveau|troværdig)",
    ),
    ("intervallets niveau", r"\((?:9\d(?:,\d)?)[\u00a0 ]?%(?=\))"),
    ("enhed", r"\b1\.000 (?=kr)|\bpr\. 1\.000\b|\bpr\. 100\.000\b"),
    ("navn", r"\b6-?byerne\b|\bCenter \d+\b|\bteam \d+\b|\b(?:BIF|SOF)\d+\b"),
    ("prisniveau", rf"\b{_YEAR} p/l|\bp/l {_YEAR}"),
    (
        "årstal",
        rf"(?<![\d.,]){_YEAR}(?![\d.,]\d|\d| ?(?:%|pct|personer|tilkendelser|borgere|"
        r"sager|fuldtid|færre|flere|kr))",
    ),
)
_COMPILED = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _PATTERNS)
# Capitals decide whether four digits are a post code or a number of people.
_STRICT = {"adresse", "periode"}
_CASED = tuple(
    (name, re.compile(pattern)) if name in _STRICT else (name, compiled)
    for (name, pattern), (_, compiled) in zip(_PATTERNS, _COMPILED, strict=True)
)
_HARD_SPACES = re.compile("[\u00a0\u202f\u2009]")
_LIST_NUMBER = re.compile(r"^\s*\(?\d{1,2}(?:\.\d{1,2})*(?:[.)]|\s+(?=at\b))(?=\s|$)")


@dataclass(frozen=True)
class NoResult:
    """A stretch of text whose numbers are no results, and what it is, in Danish."""

    start: int
    end: int
    name: str


def find_no_results(text: str, *, is_first: bool = True) -> tuple[NoResult, ...]:
    """Return the stretches of a text whose numbers are no results.

    Parameters
    ----------
    text : str
        A sentence or a cell.
    is_first : bool, default True
        Whether it begins a paragraph, where a list number can stand.

    Examples
    --------
    >>> [each.name for each in find_no_results("Den 15. februar 2026 efter § 17, stk. 2")]
    ['dato', 'regel', 'regel']
    """
    text = _HARD_SPACES.sub(" ", text)
    found: list[NoResult] = []
    if is_first and (match := _LIST_NUMBER.match(text)):
        found.append(NoResult(*match.span(), "nummer i en liste"))
    for name, pattern in _CASED:
        for match in pattern.finditer(text):
            start, end = match.span()
            if not any(each.start < end and start < each.end for each in found):
                found.append(NoResult(start, end, name))
    return tuple(sorted(found, key=lambda each: each.start))
