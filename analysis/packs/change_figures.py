"""Which numbers and verdicts are others than last time, and which only look so?

Three questions that are easily mixed up. Has the number changed over time? Has it changed
by more than its uncertainty? Has it moved though nothing happened, since the data of then
were corrected or the method is another?
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from analysis.findings.register import Finding, Kind, Number
from analysis.packs.change_model import (
    Cause,
    Event,
    FigureChange,
    NumberMoved,
    Reach,
    VerdictChange,
)
from analysis.packs.record import PackRecord

# Numbers are computed in the same way twice; what is below this is the machine's rounding.
_TOLERANCE = 1e-9


def compare_figures(
    now: Sequence[Finding], earlier: Sequence[Finding], recomputed: Sequence[Finding] = ()
) -> tuple[FigureChange, ...]:
    """Return every number of the findings that stand in both packs, in today's order.

    Parameters
    ----------
    now, earlier : sequence of Finding
        Of the two packs.
    recomputed : sequence of Finding
        Of the earlier period, computed today.
    """
    before = {each.id: each for each in earlier}
    again = {each.id: each for each in recomputed}
    return tuple(
        change
        for finding in now
        if finding.id in before
        for change in _compare_numbers(finding, before[finding.id], again.get(finding.id))
    )


def judge_reach(now: Number | None, before: Number | None, *, kind: Kind) -> Reach:
    """Tell whether a change goes beyond the uncertainty of the two numbers.

    Parameters
    ----------
    now, before : Number or None
        The two; None where one of them is missing.
    kind : Kind
        What the finding comes from.

    Returns
    -------
    Reach
        ``BEYOND`` where the two intervals have no point in common; ``WITHIN`` where they
        have; ``NO_LIMITS`` where one of them has none.

    Notes
    -----
    Two 95 % intervals that do not meet are rarer than one time in twenty where nothing has
    changed: about one time in 180 for two independent and equally wide ones. Leans
    towards saying that a change is within the uncertainty. Numbers of the same people or
    of overlapping years are not independent, and lean the same way. *Within* is no
    evidence that nothing has changed.

    The limits of an expected number of the benchmark are the range of municipalities of
    ordinary practice. They say nothing of how sure the number is.
    """
    if now is None or before is None or now.unit != before.unit or now.level != before.level:
        return Reach.NOT_COMPARABLE
    if _is_equal(now.value, before.value):
        return Reach.SAME
    if not (math.isfinite(now.value) and math.isfinite(before.value)):
        return Reach.NOT_COMPARABLE
    if kind is Kind.BENCHMARK and now.key == "expected":
        return Reach.RANGE_ONLY
    if now.lower is None or now.upper is None or before.lower is None or before.upper is None:
        return Reach.NO_LIMITS
    apart = now.lower > before.upper or now.upper < before.lower
    return Reach.BEYOND if apart else Reach.WITHIN


def compare_verdicts(now: PackRecord, earlier: PackRecord) -> tuple[VerdictChange, ...]:
    """Return the findings whose verdict is another, then the new ones, then those gone.

    Parameters
    ----------
    now, earlier : PackRecord
        The two packs.
    """
    before = {each.id: each for each in earlier.findings}
    today = {each.id: each for each in now.findings}
    changed = [
        VerdictChange(
            Event.VERDICT,
            each.id,
            each.title,
            then_state=then.state,
            now_state=each.state,
            then_words=then.state_words,
            now_words=each.state_words,
            then_certainty=then.certainty,
            now_certainty=each.certainty,
        )
        for each in now.findings
        if (then := before.get(each.id)) is not None and then.state != each.state
    ]
    new = [
        VerdictChange(
            Event.NEW,
            each.id,
            each.title,
            now_state=each.state,
            now_words=each.state_words,
            now_certainty=each.certainty,
        )
        for each in now.findings
        if each.id not in before
    ]
    gone = [
        VerdictChange(
            Event.GONE,
            each.id,
            each.title,
            then_state=each.state,
            then_words=each.state_words,
            then_certainty=each.certainty,
            why=now.missing.get(each.kind.value, "") or _NO_REASON,
        )
        for each in earlier.findings
        if each.id not in today
    ]
    return (*changed, *new, *gone)


_NO_REASON = "Det opgøres ikke i dette oplæg."


def find_moved(
    now: PackRecord, earlier: PackRecord, recomputed: Sequence[Finding]
) -> tuple[NumberMoved, ...]:
    """Return the numbers of the earlier period that are others when computed today.

    Parameters
    ----------
    now, earlier : PackRecord
        The two packs, for checksums, method and request.
    recomputed : sequence of Finding
        Of the earlier period, computed today.

    Notes
    -----
    The digest of the method is one for the whole package, so that a change of a word
    anywhere counts as a change of method: leans towards naming the method as a possible
    cause. Which of two causes moved a number cannot be seen from the records; both are
    named.
    """
    again = {each.id: each for each in recomputed}
    common = _common_causes(now, earlier)
    moved = []
    for then in earlier.findings:
        today = again.get(then.id)
        if today is None or today.period != then.period:
            continue
        inputs = then.lineage.inputs | today.lineage.inputs
        data = (Cause.DATA,) if _has_changed(inputs, now, earlier) else ()
        moved += [
            NumberMoved(then.id, then.title, then.period, number, other, (*data, *common))
            for number in then.numbers
            if (other := _find(today, number.key)) is not None and not _is_same(number, other)
        ]
    return tuple(moved)


def _compare_numbers(
    now: Finding, earlier: Finding, recomputed: Finding | None
) -> list[FigureChange]:
    numbers = (*now.numbers, *earlier.numbers)
    keys = dict.fromkeys(each.key for each in numbers if not each.is_detail)
    changes = []
    for key in keys:
        today, then = _find(now, key), _find(earlier, key)
        again = _find(recomputed, key) if recomputed and then else None
        reach = judge_reach(today, again or then, kind=now.kind)
        changes.append(FigureChange(now.id, now.title, then, today, again, reach))
    return changes


def _find(finding: Finding, key: str) -> Number | None:
    return next((each for each in finding.numbers if each.key == key), None)


def _is_same(one: Number, other: Number) -> bool:
    """Tell whether two numbers and their limits are the same but for rounding."""
    return one.unit == other.unit and all(
        _is_equal(_or_nan(a), _or_nan(b))
        for a, b in ((one.value, other.value), (one.lower, other.lower), (one.upper, other.upper))
    )


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else value


def _is_equal(one: float, other: float) -> bool:
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return math.isclose(one, other, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)


def _common_causes(now: PackRecord, earlier: PackRecord) -> tuple[Cause, ...]:
    """Return what is another for the whole pack: the method, the request."""
    causes = []
    if now.method.get("code") != earlier.method.get("code"):
        causes.append(Cause.METHOD)
    if _asked(now) != _asked(earlier):
        causes.append(Cause.REQUEST)
    return tuple(causes)


def _asked(record: PackRecord) -> tuple[object, ...]:
    """Return what of the request can move a number of the benchmark."""
    peers: Mapping[str, object] = record.request.get("peers") or {}
    codes = peers.get("codes", ())
    weights = peers.get("weights") or {}
    assert isinstance(codes, list | tuple)
    assert isinstance(weights, Mapping)
    return (sorted(map(str, codes)), sorted(weights.items()), record.request.get("level"))


def _has_changed(files: frozenset[str], now: PackRecord, earlier: PackRecord) -> bool:
    """Tell whether any of the files behind a number has other bytes than last time."""
    today = {str(each["file"]): each.get("sha256") for each in now.inputs}
    before = {str(each["file"]): each.get("sha256") for each in earlier.inputs}
    return any(today.get(file) != before.get(file) for file in files)
