"""Which number of the pack is each number of a sentence?

Many numbers occur more than once. The one that is meant is of the finding that the
sentence speaks of, that most of the sentence's other numbers are of, and is written
exactly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from analysis.packs.tracing.subjects import Subject, score, score_label
from analysis.packs.tracing.targets import Fit, Target, fit, is_small
from analysis.packs.tracing.tokens import NumberToken

# Points from which a sentence clearly speaks of a finding and of the very number.
_CLEAR = 4


@dataclass(frozen=True)
class Match:
    """A number of the pack that a number of the paper can be.

    Attributes
    ----------
    target : Target
        The pack's.
    fit : Fit
        Exactly, or rounded.
    score : int
        How well the sentence speaks of its finding.
    """

    target: Target
    fit: Fit
    score: int


@dataclass(frozen=True)
class Spoken:
    """One sentence, cell or point with what it speaks of.

    Attributes
    ----------
    text : str
        As it stands.
    tokens : tuple of NumberToken
        All its numbers.
    live : tuple of int
        Places of those that may be results.
    subject : Subject
        What it speaks of.
    is_bare : bool
        Whether units may stand elsewhere, as in a table.
    likely : str
        The finding whose sentence this one repeats; empty where there is none.
    """

    text: str
    tokens: tuple[NumberToken, ...]
    live: tuple[int, ...]
    subject: Subject
    is_bare: bool = False
    likely: str = ""

    def before(self, place: int) -> str:
        """Return the words right before a number."""
        return self.text[: self.tokens[place].start]


def match_numbers(spoken: Spoken, targets: Sequence[Target]) -> dict[int, Match]:
    """Return the pack's number for each number of a sentence that has one.

    Parameters
    ----------
    spoken : Spoken
        The sentence.
    targets : sequence of Target
        Numbers and limits of one pack.

    Notes
    -----
    A short number fits many; it counts as traced only where the sentence speaks of its
    finding. Leans towards leaving a number untraced.
    """
    scores = score_findings(spoken.subject, targets, likely=spoken.likely)
    found = {
        place: matches
        for place in spoken.live
        if (matches := _candidates(spoken, place, targets, scores))
    }
    often = Counter(
        finding_id
        for matches in found.values()
        for finding_id in {each.target.finding.id for each in matches}
    )
    return {
        place: max(matches, key=lambda each: _rank(each, often, spoken))
        for place, matches in found.items()
    }


def find_foreign(spoken: Spoken, place: int, targets: Sequence[Target]) -> Target | None:
    """Return the number of a scheme that the sentence does not speak of, and that fits.

    Parameters
    ----------
    spoken : Spoken
        The sentence.
    place : int
        Which of its numbers.
    targets : sequence of Target
        Numbers and limits of one pack.
    """
    token = spoken.tokens[place]
    if digits(token) < 3:
        return None
    for target in targets:
        is_foreign = target.role == "value" and score(spoken.subject, target.finding) < 0
        if is_foreign and fit(token, target, is_bare=spoken.is_bare) is Fit.EXACT:
            return target
    return None


def score_findings(
    subject: Subject, targets: Collection[Target], *, likely: str = ""
) -> dict[str, int]:
    """Return how well a sentence speaks of each finding, by id."""
    findings = {target.finding.id: target.finding for target in targets}
    scores = {name: score(subject, finding) for name, finding in findings.items()}
    if likely in scores:
        scores[likely] = max(scores[likely], 0) + 6
    return scores


def digits(token: NumberToken) -> int:
    """Return how many significant digits a number is written with.

    Examples
    --------
    >>> from analysis.packs.tracing.tokens import find_numbers
    >>> [digits(token) for token in find_numbers("1.400 og 0,72 og 36,3")]
    [2, 2, 3]
    """
    written = str(round(abs(token.value) / token.step))
    return len(written.rstrip("0")) if token.step == 1 else len(written)


def _candidates(
    spoken: Spoken, place: int, targets: Sequence[Target], scores: Mapping[str, int]
) -> list[Match]:
    token, before = spoken.tokens[place], spoken.before(place)
    if token.is_word and token.unit and any(each.unit == "weeks" for each in spoken.tokens):
        return []  # which part of the cases the weeks are for, as in *halvdelen af sagerne*
    matches = []
    for target in targets:
        points = scores[target.finding.id]
        if points < 0:
            continue
        points += min(1, score_label(spoken.subject, target.number.label))
        how = fit(token, target, before=before, is_bare=spoken.is_bare)
        # A limit is quoted as it is printed, or beside its number; a rounded one is chance.
        is_odd = target.role != "value" and (
            is_small(token) or (not token.in_range and (how is Fit.ROUNDED or points < _CLEAR))
        )
        if how is not Fit.NONE and not is_odd and _is_enough(token, how, points):
            matches.append(Match(target, how, points))
    return matches


def _is_enough(token: NumberToken, how: Fit, points: int) -> bool:
    """Tell whether a number fits well enough that it is not chance."""
    if is_small(token) or token.is_word:
        return points >= _CLEAR
    if how is Fit.ROUNDED:
        return points >= 2
    if token.unit in {"percent", "points"}:
        return points >= 2
    return points >= (0 if digits(token) >= 3 else 1)


def _rank(
    match: Match, often: Mapping[str, int], spoken: Spoken
) -> tuple[bool, Fit, int, int, bool, int]:
    finding = match.target.finding
    label = score_label(spoken.subject, match.target.number.label)
    return (
        finding.id == spoken.likely,
        match.fit,
        often[finding.id],
        match.score,
        match.target.role == "value",
        label,
    )
