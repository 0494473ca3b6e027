"""What is each number of one sentence, and does the sentence claim too much?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from analysis.findings.register import Finding, Kind
from analysis.packs.tracing.claims import (
    CAUSE_ADVICE,
    MISSING_ADVICE,
    claims_cause,
    claims_certainty,
    claims_direction,
    claims_missing,
    contradicts_direction,
)
from analysis.packs.tracing.evidence import Held
from analysis.packs.tracing.known import THE_SAME, KnownSentence, Likeness
from analysis.packs.tracing.match import Match, Spoken, match_numbers, score_findings
from analysis.packs.tracing.model import Form, Passage, Trace, TracedNumber
from analysis.packs.tracing.not_results import find_no_results
from analysis.packs.tracing.subjects import read_subject
from analysis.packs.tracing.targets import Fit, Target, fit
from analysis.packs.tracing.tokens import NumberToken, find_numbers
from analysis.packs.tracing.unmatched import judge_unmatched, print_number

_BOUND = re.compile(
    r"\b(?:højst|mindst|op til|ned til|mellem|under|over|fra|til|maksimalt|minimum|mere end|"
    r"mindre end|nedre|øvre|grænse\w*)\s*(?:omkring|ca\.?|cirka)?\s*$",
    re.IGNORECASE,
)
_CLEAR = 3


def trace_sentence(
    sentence: str, passage: Passage, held: Held, *, is_first: bool
) -> Iterator[TracedNumber]:
    """Yield what each number of a sentence is, then what the sentence claims too much.

    Parameters
    ----------
    sentence : str
        A sentence, or the text of a cell.
    passage : Passage
        Where it stands.
    held : Held
        What the paper is held against.
    is_first : bool
        Whether it begins a paragraph.
    """
    tokens = find_numbers(sentence)
    stretches = find_no_results(sentence, is_first=is_first)
    live = []
    for place, token in enumerate(tokens):
        hidden = [each for each in stretches if each.start < token.end and token.start < each.end]
        if not hidden:
            live.append(place)
        elif not any(
            hidden[0].start < other.end and other.start < hidden[0].end for other in tokens[:place]
        ):
            printed = sentence[hidden[0].start : hidden[0].end].strip("( ")
            yield TracedNumber(
                passage.where, sentence, printed, Trace.NO_RESULT, source=hidden[0].name
            )
    known = held.known.find_whole(sentence)
    if known is not None:
        spoken = _speak(sentence, tokens, live, passage, known.finding)
        yield from _repeat(spoken, passage, held, known)
        return
    likeness = held.known.find_alike(sentence, tokens) if live else None
    spoken = _speak(sentence, tokens, live, passage, likeness.known.finding if likeness else None)
    if likeness and likeness.known.finding:
        scores = score_findings(spoken.subject, held.targets)
        if scores.get(likeness.known.finding.id, 0) < 0:
            likeness = None
            spoken = _speak(sentence, tokens, live, passage, None)
    matched = match_numbers(spoken, held.targets)
    for place in live:
        yield _judge(spoken, place, passage, held, matched, likeness)
    yield from _judge_claims(spoken, passage, held, matched)


def _speak(
    sentence: str,
    tokens: tuple[NumberToken, ...],
    live: list[int],
    passage: Passage,
    finding: Finding | None,
) -> Spoken:
    """Return the sentence with what it speaks of; from around it where it does not say."""
    is_bare = passage.form is Form.CELL
    subject = read_subject(f"{passage.context} {sentence}" if is_bare else sentence)
    if not subject.schemes and not is_bare:
        subject = read_subject(f"{passage.context} {passage.text}")
    return Spoken(sentence, tokens, tuple(live), subject, is_bare, finding.id if finding else "")


def _repeat(
    spoken: Spoken, passage: Passage, held: Held, known: KnownSentence
) -> Iterator[TracedNumber]:
    """Yield the numbers of a sentence that the pack has word for word."""
    matched = match_numbers(spoken, held.targets)
    for place in spoken.live:
        token = spoken.tokens[place]
        match = matched.get(place)
        if match is not None and known.finding in {None, match.target.finding}:
            yield _traced(spoken, place, passage, match.target, match.fit)
        else:
            finding_id = known.finding.id if known.finding else ""
            yield TracedNumber(
                passage.where,
                spoken.text,
                token.printed,
                Trace.TRACED,
                finding_id,
                source=known.source,
            )


def _judge(
    spoken: Spoken,
    place: int,
    passage: Passage,
    held: Held,
    matched: Mapping[int, Match],
    likeness: Likeness | None,
) -> TracedNumber:
    token, match = spoken.tokens[place], matched.get(place)
    if match is None and (source := held.known.find_phrase(spoken.text, token)):
        return TracedNumber(passage.where, spoken.text, token.printed, Trace.TRACED, source=source)
    if match is None:
        verdict = judge_unmatched(spoken, place, held, matched, likeness)
        return TracedNumber(
            passage.where,
            spoken.text,
            token.printed,
            verdict.trace,
            verdict.finding.id if verdict.finding else "",
            verdict.number.key if verdict.number else "",
            verdict.source,
            verdict.should_be,
            verdict.advice,
        )
    there = _misplaced(spoken, place, held, likeness)
    if there is not None:
        assert likeness is not None
        return TracedNumber(
            passage.where,
            spoken.text,
            token.printed,
            Trace.CHANGED,
            match.target.finding.id,
            source=likeness.known.source,
            should_be=there.printed,
            advice="Tallet er et andet af fundets tal end det, der hører til her.",
        )
    overclaim = _overclaims(spoken, place, passage, match.target, matched)
    if overclaim:
        return TracedNumber(
            passage.where,
            spoken.text,
            token.printed,
            Trace.OVERCLAIMED,
            match.target.finding.id,
            match.target.number.key,
            f"{match.target.finding.title}: {match.target.number.label}",
            print_number(match.target.number),
            overclaim,
        )
    return _traced(spoken, place, passage, match.target, match.fit)


def _traced(spoken: Spoken, place: int, passage: Passage, target: Target, how: Fit) -> TracedNumber:
    limit = {"lower": ", nedre grænse", "upper": ", øvre grænse"}.get(target.role, "")
    return TracedNumber(
        passage.where,
        spoken.text,
        spoken.tokens[place].printed,
        Trace.TRACED if how is Fit.EXACT else Trace.ROUNDED,
        target.finding.id,
        target.number.key,
        f"{target.finding.title}: {target.number.label}{limit}",
        should_be=target.text if how is Fit.ROUNDED else "",
    )


def _misplaced(
    spoken: Spoken, place: int, held: Held, likeness: Likeness | None
) -> NumberToken | None:
    """Return the number that belongs here, where the sentence is the pack's own but for it."""
    if likeness is None or likeness.alike < THE_SAME or likeness.known.finding is None:
        return None
    there = likeness.places.get(place)
    if there is None or len(likeness.known.tokens) != len(spoken.tokens):
        return None
    token = spoken.tokens[place]
    if abs(there.value) == abs(token.value):
        return None
    belongs = [
        target
        for target in held.targets
        if target.finding.id == likeness.known.finding.id and fit(there, target) is Fit.EXACT
    ]
    is_rounding = any(
        fit(token, target, before=spoken.before(place)) is not Fit.NONE for target in belongs
    )
    return None if is_rounding else there


def _overclaims(
    spoken: Spoken,
    place: int,
    passage: Passage,
    target: Target,
    matched: Mapping[int, Match],
) -> str:
    """Return what to do about a number that is offered as more than it is; empty for none."""
    if passage.form is not Form.TEXT or not target.has_limits:
        return ""
    of_number = {
        each.target.role
        for each in matched.values()
        if (each.target.finding.id, each.target.number.key)
        == (target.finding.id, target.number.key)
    }
    if target.role != "value":
        is_bound = spoken.tokens[place].in_range or _BOUND.search(spoken.before(place))
        if not is_bound and "value" not in of_number:
            return (
                "Tallet er en grænse for usikkerheden og ikke fundets tal. Skriv tallet med "
                "interval."
            )
        return ""
    word = claims_certainty(spoken.text)
    if word and not of_number & {"lower", "upper"}:
        return (
            f"»{word}« lover mere end intervallet. Skriv tallet med interval, eller tag ordet ud."
        )
    return ""


def _judge_claims(
    spoken: Spoken, passage: Passage, held: Held, matched: Mapping[int, Match]
) -> Iterator[TracedNumber]:
    """Yield the words of a sentence that claim more than any number carries."""
    findings = list({m.target.finding.id: m.target.finding for m in matched.values()}.values())

    def flag(words: str, advice: str, finding: Finding | None = None) -> TracedNumber:
        return TracedNumber(
            passage.where,
            spoken.text,
            words,
            Trace.OVERCLAIMED,
            finding.id if finding else "",
            source=f"{finding.title}: {finding.state_words}" if finding else "",
            advice=advice,
        )

    if words := claims_missing(spoken.text):
        yield flag(words, MISSING_ADVICE)
    compared = [each for each in findings if each.kind is not Kind.ECONOMICS]
    if words := claims_cause(spoken.text, has_number=bool(compared)):
        yield flag(words, CAUSE_ADVICE, compared[0] if compared else None)
    if not findings and spoken.subject.schemes:
        scores = score_findings(read_subject(spoken.text), held.targets)
        findings = [
            each
            for each in held.record.findings
            if each.kind is Kind.BENCHMARK and scores.get(each.id, 0) >= _CLEAR
        ]
    words, finding = claims_direction(spoken.text, spoken.subject, findings)
    if words and finding is not None:
        yield flag(
            words,
            f"Fundet siger »{finding.state_words}«. En retning kan ikke siges; skriv det, eller "
            "tag ordet ud.",
            finding,
        )
    benchmark = [each for each in findings if each.kind is Kind.BENCHMARK]
    if len(benchmark) == 1 and (words := contradicts_direction(spoken.text, benchmark[0])):
        yield flag(
            words, f"Fundet siger »{benchmark[0].state_words}«. Ret retningen.", benchmark[0]
        )
