"""What is a number that is none of the pack's: an old one, a changed one, or the writer's own?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from analysis.findings.register import Finding, Kind, Number
from analysis.packs.record import PackRecord
from analysis.packs.tracing.evidence import Held
from analysis.packs.tracing.known import THE_SAME, Likeness
from analysis.packs.tracing.match import (
    Match,
    Spoken,
    digits,
    find_foreign,
    match_numbers,
    score_findings,
)
from analysis.packs.tracing.model import Trace
from analysis.packs.tracing.subjects import score_label
from analysis.packs.tracing.targets import Target, is_small, is_unit_alike
from analysis.packs.tracing.tokens import NumberToken

__all__ = ["Verdict", "judge_unmatched", "print_number"]

_THEN = re.compile(
    r"\b(?:sidste (?:kvartal|oplæg|gang)|sidst|forrige|tidligere|året før|dengang)\b"
)
_CLEAR = 3  # points from which a sentence clearly speaks of a finding
_NEAR = 0.5


@dataclass(frozen=True)
class Verdict:
    """What a number is, with what belongs there instead."""

    trace: Trace
    finding: Finding | None = None
    number: Number | None = None
    source: str = ""
    should_be: str = ""
    advice: str = ""


def judge_unmatched(
    spoken: Spoken,
    place: int,
    held: Held,
    matched: Mapping[int, Match],
    likeness: Likeness | None,
) -> Verdict:
    """Return what a number is that is none of the pack's.

    Parameters
    ----------
    spoken : Spoken
        The sentence.
    place : int
        Which of its numbers.
    held : Held
        What the paper is held against.
    matched : mapping of int to Match
        The sentence's other numbers that are the pack's.
    likeness : Likeness or None
        The sentence of the pack that this one is like.
    """
    return (
        _part_of_median(spoken, place)
        or _find_stale(spoken, place, held)
        or _find_changed(spoken.tokens[place], place, likeness)
        or _find_near(spoken, place, held, matched)
        or _find_foreign(spoken, place, held)
        or _own_number(spoken.tokens[place])
    )


def print_number(number: Number) -> str:
    """Return a number with its limits, as a paper should have it.

    Examples
    --------
    >>> print_number(Number("now", "personer", 1089.2, "persons", lower=803, upper=1440))
    '1.089 (803 til 1.440)'
    """
    limits = number.limits_text
    return f"{number.text} ({limits})" if limits else number.text


def _find_stale(spoken: Spoken, place: int, held: Held) -> Verdict | None:
    """Look the number up in the packs before this one."""
    for earlier in held.earlier:
        match = match_numbers(spoken, earlier.targets).get(place)
        if match is None or (match.score < 1 and digits(spoken.tokens[place]) < 3):
            continue
        finding, number = match.target.finding, match.target.number
        if _speaks_of(spoken.text, earlier.record):
            return Verdict(Trace.TRACED, finding, number, source=f"oplægget {earlier.record.name}")
        now = held.find(finding.id, number.key)
        return Verdict(
            Trace.STALE,
            finding,
            number,
            source=f"{finding.title}: {number.label} i oplægget {earlier.record.name}",
            should_be=_same_role(now, match.target) if now else "",
            advice=(
                f"Tallet er fra {earlier.record.period}. Sæt det nye tal ind, eller skriv, at det "
                "er fra dengang."
                if now
                else "Tallet er fra et tidligere oplæg og opgøres ikke længere. Tag det ud."
            ),
        )
    return None


def _find_changed(token: NumberToken, place: int, likeness: Likeness | None) -> Verdict | None:
    """Look at the number that stands in the same place of the pack's sentence."""
    if likeness is None or place not in likeness.places:
        return None
    known, there = likeness.known, likeness.places[place]
    if (there.value, there.unit) == (token.value, token.unit):
        return Verdict(Trace.TRACED, known.finding, source=known.source)
    if known.finding is None and likeness.alike < THE_SAME:
        return None
    return Verdict(
        Trace.CHANGED,
        known.finding,
        source=known.source,
        should_be=there.printed,
        advice="Ret tallet, eller skriv, hvor det ellers er fra.",
    )


def _find_near(
    spoken: Spoken, place: int, held: Held, matched: Mapping[int, Match]
) -> Verdict | None:
    """Look at the numbers of the finding that the sentence clearly speaks of."""
    token = spoken.tokens[place]
    if is_small(token) or token.is_word or len(_digits_of(token.printed)) < 2:
        return None
    scores = score_findings(spoken.subject, held.targets, likely=spoken.likely)
    beside = {match.target.finding.id for match in matched.values()}
    targets = [
        target
        for target in held.targets
        if target.role == "value"
        and scores[target.finding.id] >= (_CLEAR - (target.finding.id in beside))
        and is_unit_alike(token, target, is_bare=spoken.is_bare)
        and target.exact
    ]
    if not targets:
        return None
    best = max(scores[target.finding.id] for target in targets)
    top = [target for target in targets if scores[target.finding.id] == best]
    if len({target.finding.id for target in top}) > 1:
        return None  # the sentence speaks of several as much, so none of them is meant
    nearest = min(top, key=lambda target: _distance(token, target))
    slipped = [target for target in top if _is_slip(token, target)]
    if slipped or (nearest.finding.id in beside and _distance(token, nearest) <= _NEAR):
        target = slipped[0] if slipped else nearest
        return Verdict(
            Trace.CHANGED,
            target.finding,
            target.number,
            source=f"{target.finding.title}: {target.number.label}",
            should_be=print_number(target.number),
            advice="Ret tallet, eller skriv, hvor det ellers er fra.",
        )
    named = [target for target in top if target.has_limits and _is_named(spoken, target)]
    if named and digits(token) >= 2:
        return _outside(token, min(named, key=lambda target: _distance(token, target)))
    return None


def _is_named(spoken: Spoken, target: Target) -> bool:
    """Tell whether the sentence names the very number, and not only its finding."""
    n_words = score_label(spoken.subject, target.number.label)
    return n_words >= (1 if target.finding.kind is Kind.REVIEW else 2)


def _part_of_median(spoken: Spoken, place: int) -> Verdict | None:
    """Tell whether a fraction in words says which part of the cases a number of weeks is for."""
    token = spoken.tokens[place]
    has_weeks = any(each.unit == "weeks" for each in spoken.tokens)
    if token.is_word and token.unit == "percent" and has_weeks:
        return Verdict(Trace.NO_RESULT, source="den del af sagerne, som ugerne gælder")
    return None


def _outside(token: NumberToken, target: Target) -> Verdict | None:
    """Say that a number offered for a finding lies outside its limits."""
    number = target.number
    scale = 100 if number.unit == "share" else 1
    assert number.lower is not None
    assert number.upper is not None
    value = token.value * token.scale
    if number.unit == "thousand_kroner" and (token.scale > 1 or token.unit):
        value /= 1e3
    if scale * number.lower <= value <= scale * number.upper:
        return None
    return Verdict(
        Trace.OVERCLAIMED,
        target.finding,
        number,
        source=f"{target.finding.title}: {number.label}",
        should_be=print_number(number),
        advice="Tallet ligger uden for fundets interval. Skriv fundets tal med interval.",
    )


def _find_foreign(spoken: Spoken, place: int, held: Held) -> Verdict | None:
    """Tell whether the number is another scheme's."""
    target = find_foreign(spoken, place, held.targets)
    if target is None or not spoken.subject.schemes:
        return None
    return Verdict(
        Trace.CHANGED,
        target.finding,
        target.number,
        source=f"{target.finding.title}: {target.number.label}",
        advice="Tallet hører til et andet fund, end sætningen handler om. Ret det ene eller det "
        "andet.",
    )


def _own_number(token: NumberToken) -> Verdict:
    if is_small(token) or token.is_word:
        return Verdict(Trace.NO_RESULT, source="lille antal, der ikke er et fund")
    return Verdict(
        Trace.UNTRACED,
        advice="Tallet står ikke i oplægget. Skriv, hvor det er fra, eller tag det ud.",
    )


def _speaks_of(text: str, record: PackRecord) -> bool:
    """Tell whether a sentence says that it is about the earlier pack's time."""
    plain = text.casefold()
    year, _, quarter = record.period.partition("K")
    names = (record.period.casefold(), f"{quarter}. kvartal {year}", f"{quarter}. kvt. {year}")
    return any(name in plain for name in names) or _THEN.search(plain) is not None


def _same_role(now: Number, target: Target) -> str:
    """Return today's number, or the limit of it that the old limit stood for."""
    if target.role == "value" or not now.limits_text:
        return print_number(now)
    parts = now.limits_text.removesuffix(" %").split(" til ")
    return parts[0] if target.role == "lower" else parts[-1]


def _distance(token: NumberToken, target: Target) -> float:
    return min(
        abs(abs(token.value * scale) - abs(target.exact)) / abs(target.exact)
        for scale in {1.0, token.scale, token.scale / 1e3}
    )


def _is_slip(token: NumberToken, target: Target) -> bool:
    """Tell whether one digit is another, or two neighbours have changed places."""
    ours, theirs = _digits_of(token.printed), _digits_of(target.text)
    if len(ours) != len(theirs) or len(ours) < 2 or _distance(token, target) > 10:
        return False
    other = [place for place, (a, b) in enumerate(zip(ours, theirs, strict=True)) if a != b]
    if len(ours) == 2:
        return len(other) == 1 and bool(token.unit) and _distance(token, target) <= _NEAR
    if len(other) == 1:
        return True
    swapped = len(other) == 2 and other[1] == other[0] + 1
    return swapped and ours[other[0]] == theirs[other[1]] and ours[other[1]] == theirs[other[0]]


def _digits_of(text: str) -> str:
    return re.sub(r"\D", "", text)
