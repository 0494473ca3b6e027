"""Where is every number of a paper from, and does the paper say more than they carry?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from analysis.errors import SourceError
from analysis.packs.record import PackRecord
from analysis.packs.tracing.chart import trace_point
from analysis.packs.tracing.evidence import Held, hold
from analysis.packs.tracing.model import Form, PaperTrace, Passage, Trace, TracedNumber
from analysis.packs.tracing.sentence import trace_sentence
from analysis.packs.tracing.sentences import normalise, split_sentences
from analysis.sources.privacy import find_cpr_like

# The words that the pack stamps on what rests on invented data.
STAMP = "SYNTETISKE TAL"
_STAMP_ADVICE = f"Tallet hviler på opdigtede data. Sæt {STAMP} på siden, eller tag tallet ud."


def trace_numbers(
    passages: Sequence[Passage],
    record: PackRecord,
    *,
    earlier: Sequence[PackRecord] = (),
    others: Iterable[Passage] = (),
) -> PaperTrace:
    """Trace every number of a paper to a finding of a pack.

    Parameters
    ----------
    passages : sequence of Passage
        The paper.
    record : PackRecord
        The pack that it is traced to.
    earlier : sequence of PackRecord
        Packs before it, where numbers that are out of date are looked up.
    others : iterable of Passage
        The text of the pack's own report, whose sentences the paper may repeat.

    Raises
    ------
    SourceError
        If the paper holds what looks like a CPR number. Nothing of it is shown.

    Notes
    -----
    A number that stands in no finding and in no sentence of the pack is *untraced*: it may
    be the writer's own and right. A number that happens to be a finding's is taken for it
    where the sentence speaks of that finding: leans towards trusting the writer.
    """
    _fail_if_cpr(passages)
    held = hold(record, earlier, others)
    stamped = {each.part for each in passages if STAMP.casefold() in normalise(each.text)}
    numbers = tuple(
        _ask_for_stamp(number, held, is_stamped=passage.part in stamped)
        for passage in passages
        for number in _trace_passage(passage, held)
    )
    return PaperTrace(record.name, tuple(each.record.name for each in held.earlier), numbers)


def _trace_passage(passage: Passage, held: Held) -> Iterator[TracedNumber]:
    if passage.form is Form.CHART:
        yield from trace_point(passage, held)
        return
    if passage.form is Form.CELL:
        yield from trace_sentence(passage.text, passage, held, is_first=True)
        return
    for start, sentence in split_sentences(passage.text):
        yield from trace_sentence(sentence, passage, held, is_first=start == 0)


def _ask_for_stamp(number: TracedNumber, held: Held, *, is_stamped: bool) -> TracedNumber:
    """Flag a number that rests on invented data where the page does not say so."""
    finding = held.find_finding(number.finding_id)
    if is_stamped or finding is None or not finding.lineage.synthetic:
        return number
    if number.trace not in {Trace.TRACED, Trace.ROUNDED}:
        return number
    return replace(number, trace=Trace.SYNTHETIC, advice=_STAMP_ADVICE)


def _fail_if_cpr(passages: Sequence[Passage]) -> None:
    for passage in passages:
        if find_cpr_like(passage.text) or find_cpr_like(passage.context):
            raise SourceError(
                "The paper holds what looks like a CPR number.",
                where=passage.where,
                expected="no CPR number anywhere; the text is not shown here",
                fix="take the number out, and check the paper again",
            )
