"""What may be said of a small trial, and what may not?

The sentences are fixed, with places for numbers. A text that somebody edits is held against
the words that say more than a few cases can: that something works, is proved or has an
effect.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.concepts import Estimate
from analysis.errors import EstimationError
from analysis.labels import number, share

# From so many cases in each group a difference of 20 points can be told from none.
ENOUGH_CASES = 100

_CLAIMS = (
    (r"\b(?:virker|virkede|virkning\w*|virksom\w*)\b", "siger, at noget virker"),
    (r"\b(?:bevis\w*|påvis\w*|dokumenterer|godtgjort)\b", "siger, at noget er bevist"),
    (r"\b(?:effekt\w*)\b", "siger, at der er en effekt"),
    (r"\b(?:skyldes|på grund af|takket være|fører til|førte til|medfører|medførte)\b",
     "siger, hvad der er årsagen"),
    (r"\b(?:signifikant\w*)\b", "bruger et ord, som læses som vigtigt"),
    (r"\b(?:tilkendelser|førtidspensioner) (?:flere|færre|mere|mindre)\b"
     r"|\b(?:flere|færre) (?:tilkendelser|førtidspensioner)\b",
     "gør antallet af tilkendelser til et mål"),
)  # fmt: skip
# Words after these say less, not more; a plain question claims nothing.
_MODEST = re.compile(r"(?:ikke|hverken|kan ingen|hvad)\b[^.;?!]*$", re.IGNORECASE)


@dataclass(frozen=True)
class Claim:
    """Words that say more than the trial can.

    Attributes
    ----------
    words : str
        As they stand in the text.
    place : int
        Where they begin, in characters.
    reason : str
        What is wrong with them, in Danish.
    """

    words: str
    place: int
    reason: str


def find_claims(text: str, *, n: int) -> tuple[Claim, ...]:
    """Find what a text on a trial claims that so few cases cannot show.

    Parameters
    ----------
    text : str
        Danish text.
    n : int
        Cases in the trial.

    Returns
    -------
    tuple of Claim
        In the order of the text; none from `ENOUGH_CASES` on.

    Notes
    -----
    Words after *ikke*, *hverken* or *kan ingen* in the same sentence are let through. That
    leans to overlooking: ``ikke blot virker det`` passes. A list of words is no reader.

    Examples
    --------
    >>> [claim.words for claim in find_claims("Forsøget viser, at metoden virker.", n=10)]
    ['virker']
    >>> find_claims("Ti sager kan ikke vise, om metoden virker.", n=10)
    ()
    """
    if n >= ENOUGH_CASES:
        return ()
    found = [
        Claim(match.group(), match.start(), reason)
        for pattern, reason in _CLAIMS
        for match in re.finditer(pattern, text, re.IGNORECASE)
        if not _MODEST.search(text[: match.start()])
    ]
    return tuple(sorted(found, key=lambda claim: (claim.place, claim.words)))


def say_before(n: int, n_other: int, share_other: float, least: float | None) -> str:
    """Say before a trial what it can show, from `smallest_detectable`.

    Parameters
    ----------
    n, n_other : int
        Cases in the trial and beside it.
    share_other : float
        Expected share of ready cases beside it, a fraction.
    least : float or None
        The least share that would be found four times in five.

    Examples
    --------
    >>> text = say_before(10, 10, 0.2, 0.8)
    >>> print(" ".join(text.split()))  # doctest: +NORMALIZE_WHITESPACE
    Med 10 sager i forsøget og 10 ved siden af, hvor 20 % ventes klar, ses en forskel
    fire gange ud af fem, når mindst 80 % af forsøgets sager bliver klar. En mindre
    forskel kan let blive overset.
    """
    start = (
        f"Med {number(n)} sager i forsøget og {number(n_other)} ved siden af, hvor "
        f"{share(share_other)} ventes klar, ses en forskel "
    )
    if least is None:
        return (
            start
            + "sjældnere end fire gange ud af fem, også hvis alle forsøgets sager bliver klar."
        )
    return (
        f"{start}fire gange ud af fem, når mindst {share(least)} af forsøgets sager bliver "
        "klar. En mindre forskel kan let blive overset."
    )


def say_after(found: Estimate, ready: int, *, days: int) -> str:
    """Say after a trial what was seen, with its limits and what it does not show.

    Parameters
    ----------
    found : Estimate
        Share of ready cases, with limits.
    ready : int
        Ready cases.
    days : int
        How long each case was followed at most.

    Raises
    ------
    EstimationError
        If the number of ready cases is not that of the share.

    Examples
    --------
    >>> found = Estimate(0.6, 0.26, 0.88, 0.95, "share", 10, "exact")
    >>> text = say_after(found, 6, days=122)
    >>> print(" ".join(text.split()))  # doctest: +NORMALIZE_WHITESPACE
    6 af 10 sager var klar til rehabiliteringsteamet efter højst 122 dage. Det svarer til
    60 %, og tallet kan være mellem 26 og 88 %. Sagerne er udvalgt, så tallet kan ikke
    overføres til andre borgere.
    """
    if round(found.value * found.n) != ready:
        raise EstimationError(
            "The ready cases are not those of the share.",
            where=f"{ready} ready, share {found.value:.3f} of {found.n:g}",
            expected="the share of these cases",
        )
    return (
        f"{number(ready)} af {number(found.n)} sager var klar til rehabiliteringsteamet efter "
        f"højst {number(days)} dage. Det svarer til {share(found.value)}, og tallet kan være "
        f"mellem {_percent_range(found)}. Sagerne er udvalgt, så tallet kan ikke overføres til "
        "andre borgere."
    )


def _percent_range(found: Estimate) -> str:
    return f"{number(100 * found.lower)} og {share(found.upper)}"
