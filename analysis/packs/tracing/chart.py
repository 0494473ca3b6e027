"""Which finding is a point of a chart, as its data have it?"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from analysis.labels import number as write
from analysis.packs.tracing.evidence import Held
from analysis.packs.tracing.model import Passage, Trace, TracedNumber
from analysis.packs.tracing.sentences import normalise
from analysis.packs.tracing.subjects import Subject, read_subject, score, score_label
from analysis.packs.tracing.targets import Fit, Target, fit_plain
from analysis.packs.tracing.unmatched import print_number

_NEAR = 0.5
# Series that place a bar or a label, and the days of a plan.
_PLACING = re.compile(r"\| *(?:tallenes plads|start|slut|varighed.*|skjult.*)$", re.IGNORECASE)


def trace_point(passage: Passage, held: Held) -> Iterator[TracedNumber]:
    """Yield what a number behind a chart is.

    Parameters
    ----------
    passage : Passage
        The number as the chart's data have it; its context is category and series.
    held : Held
        What the paper is held against.

    Notes
    -----
    A point is called changed only where its category names a finding, and the number is
    near one of the finding's and none of them. Charts show much that is no finding.
    """
    try:
        value = float(passage.text)
    except ValueError:
        return
    printed = write(value, decimals=0 if value.is_integer() else 2)
    if _PLACING.search(passage.context):
        yield TracedNumber(
            passage.where,
            passage.context,
            printed,
            Trace.NO_RESULT,
            source="tal, der placerer noget i et diagram",
        )
        return
    subject = read_subject(passage.context)
    scored = [(score(subject, each.finding), each) for each in held.targets]
    found = [
        (how, points, each.role == "value", score_label(subject, each.number.label), each)
        for points, each in scored
        if points >= 1 and (how := fit_plain(value, each)) is not Fit.NONE
    ]
    if found:
        how, *_, target = max(found, key=lambda each: each[:4])
        trace = Trace.TRACED if how is Fit.EXACT else Trace.ROUNDED
        yield _line(passage, printed, trace, target)
        return
    near = _nearest(value, subject, [each for points, each in scored if points >= 3])
    if near is not None:
        yield TracedNumber(
            passage.where,
            passage.context,
            printed,
            Trace.CHANGED,
            near.finding.id,
            near.number.key,
            f"{near.finding.title}: {near.number.label}",
            print_number(near.number),
            "Ret tallet i diagrammets data, eller skriv, hvor det ellers er fra.",
        )
        return
    yield TracedNumber(
        passage.where,
        passage.context,
        printed,
        Trace.NO_RESULT if abs(value) <= 12 and value.is_integer() else Trace.UNTRACED,
        source="tal i et diagram, der ikke er et fund",
    )


def _nearest(value: float, subject: Subject, targets: list[Target]) -> Target | None:
    """Return the number that a point should have been, where its category names a finding."""
    named = [
        each
        for each in targets
        if each.role == "value"
        and each.exact
        and normalise(each.finding.title) in subject.text
        and score_label(subject, each.number.label)
    ]
    if not named:
        return None
    best = min(named, key=lambda each: _off(value, each))
    return best if _off(value, best) <= _NEAR else None


def _off(value: float, target: Target) -> float:
    readings = (value, 100 * value) if target.number.unit == "share" else (value,)
    return min(abs(each - target.exact) / abs(target.exact) for each in readings if each == each)


def _line(passage: Passage, printed: str, trace: Trace, target: Target) -> TracedNumber:
    assert math.isfinite(target.exact)
    return TracedNumber(
        passage.where,
        passage.context,
        printed,
        trace,
        target.finding.id,
        target.number.key,
        f"{target.finding.title}: {target.number.label}",
    )
