"""What do the slides show of the evidence? Practice, potential, and where the time goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analysis.blocks.model import Block, Paragraph, Text
from analysis.concepts import join_lineages
from analysis.documents.deck import NativeChart, Slide
from analysis.documents.slides_look import CONTENT
from analysis.findings.register import Certainty, Finding, Kind, Number
from analysis.labels import listing, sentence_case
from analysis.packs.record import PackRecord
from analysis.rendering.pack_deck_parts import (
    choose_title,
    choose_words,
    find_number,
    say_parts,
    shorten_name,
    words_beside,
    write_notes,
    write_number,
    write_source,
)
from analysis.texts.pack.cover_words import say
from analysis.texts.pack.opening import choose_findings

_SURE = (Certainty.CLEAR, Certainty.FAIR)
_WHOLE = "events.weeks.sag_rejst.afgoerelse"
_MOST_ROWS = 7
_FAR = 3.0  # ratios above it leave no room for decimals on the axis
_NAME_WIDTH = 2.9  # inches for the name of a row
_UNKNOWN = (Kind.REVIEW, Kind.EVENTS, Kind.STUDY, Kind.ECONOMICS)


def show_practice(record: PackRecord) -> Slide | None:
    """Return the slide of actual over expected, scheme by scheme; None without any ratio.

    Parameters
    ----------
    record : PackRecord
        What the pack says.
    """
    findings = record.register.of(Kind.BENCHMARK)
    known = [each for each in findings if each.certainty is not Certainty.NONE]
    shown = [(each, ratio) for each in known if (ratio := find_number(each, "ratio"))]
    if not shown:
        return None
    lineage = join_lineages(each.lineage for each in findings)
    chart = _chart(
        [(each.title, ratio) for each, ratio in shown],
        "practice",
        number_format=_ticks([ratio for _, ratio in shown]),
        lineage_of=[each for each, _ in shown],
    )
    strongest = choose_findings(findings, Kind.BENCHMARK)
    said = [Paragraph(each.sentence) for each in strongest if each.certainty is not Certainty.NONE]
    words = [Paragraph(say("slides", "practice_read")), *said]
    return Slide(
        id="praksis",
        layout="table_and_text",
        title=_say_practice(findings),
        items=(chart, words_beside("praksis-ord", words, lineage)),
        notes=write_notes(
            record, *(each.sentence for each in findings), say("slides", "practice_notes")
        ),
        source=write_source(record, lineage, period=True),
        lineage=lineage,
    )


def show_potential(record: PackRecord) -> Slide | None:
    """Return the slide of the review's possible target groups; None without a review.

    Parameters
    ----------
    record : PackRecord
        What the pack says.
    """
    found = [each for each in record.register.of(Kind.REVIEW) if find_number(each, "now")]
    rows = [row for each in found if (row := _possible(each)) is not None]
    if not rows:
        return None
    lineage = join_lineages(each.lineage for each in found)
    chart = _chart(rows, "potential", number_format="#,##0", lineage_of=found)
    wanted = ("review.documents", "review.agreement")
    besides = [each for name in wanted if (each := record.register.find(name)) is not None]
    words = [Paragraph(each.sentence, f"{each.title}.") for each in besides]
    return Slide(
        id="potentiale",
        layout="table_and_text",
        title=_say_potential(record),
        items=(chart, words_beside("potentiale-ord", words or [_PLAIN], lineage)),
        notes=write_notes(
            record, *(each.sentence for each in found), say("slides", "potential_notes")
        ),
        source=write_source(record, lineage),
        lineage=lineage | join_lineages(each.lineage for each in besides),
    )


def say_unknown(record: PackRecord) -> Slide | None:
    """Return the slide that says what is not known yet; None where nothing is missing.

    Parameters
    ----------
    record : PackRecord
        What the pack says.
    """
    missing = [kind for kind in _UNKNOWN if kind.value in record.missing]
    if not missing:
        return None
    parts = [say("slides", f"unknown_{kind.value}") for kind in missing]
    paragraphs = [
        Paragraph(record.missing[kind.value], f"{sentence_case(part)}.")
        for kind, part in zip(missing, parts, strict=True)
    ]
    chosen = choose_words(paragraphs, width=CONTENT.width - 0.3, height=CONTENT.height)
    return Slide(
        id="ved-ikke",
        layout="bullets",
        title=choose_title(
            say("slides", "unknown_title_of", parts=listing(parts)), say("slides", "unknown_title")
        ),
        items=(Block("ved-ikke-ord", Text(chosen, role="list")),),
        notes=write_notes(record, say("slides", "unknown_notes")),
    )


def show_time(record: PackRecord) -> Slide | None:
    """Return the slide of weeks between steps and deadlines kept; None without events.

    Parameters
    ----------
    record : PackRecord
        What the pack says.
    """
    events = record.register.of(Kind.EVENTS)
    weeks = [
        (each, median)
        for each in events
        if each.id.startswith("events.weeks.") and (median := find_number(each, "median"))
    ][:_MOST_ROWS]
    if not weeks:
        return None
    rows = [(sentence_case(each.title.partition(": ")[2]), median) for each, median in weeks]
    lineage = join_lineages(each.lineage for each in events)
    whole = next((place for place, (each, _) in enumerate(weeks) if each.id == _WHOLE), None)
    chart = replace(
        _chart(rows, "time", number_format="0", lineage_of=[each for each, _ in weeks]),
        focus=whole,
    )
    said = [each for each in events if _is_said_beside(each)]
    words = [Paragraph(each.sentence) for each in said] or [_PLAIN]
    return Slide(
        id="tiden",
        layout="table_and_text",
        title=_say_time(record),
        items=(chart, words_beside("tiden-ord", words, lineage)),
        notes=write_notes(
            record,
            *(each.sentence for each in events if each.certainty is not Certainty.NONE),
            say("slides", "time_notes"),
        ),
        source=write_source(record, lineage),
        lineage=lineage,
    )


def _chart(
    rows: Sequence[tuple[str, Number]],
    key: str,
    *,
    number_format: str,
    lineage_of: Sequence[Finding],
) -> NativeChart:
    """Return bars with limits; a number without limits is its own limit, and shows none."""
    labels = [_label(each, key) for _, each in rows]
    shown = [(shorten_name(name, width=_NAME_WIDTH), each) for name, each in rows]
    return NativeChart(
        kind="interval",
        categories=tuple(name for name, _ in shown),
        series=((say("slides", f"{key}_series"), tuple(each.value for _, each in shown)),),
        lower=tuple(each.value if each.lower is None else each.lower for _, each in shown),
        upper=tuple(each.value if each.upper is None else each.upper for _, each in shown),
        axis_title=say("slides", f"{key}_axis"),
        number_format=number_format,
        point_labels=tuple(labels),
        alt=say(
            "slides", f"{key}_alt",
            parts=say_parts([(name, label) for (name, _), label in zip(rows, labels, strict=True)]),
        ),
        lineage=join_lineages(each.lineage for each in lineage_of),
    )  # fmt: skip


def _ticks(ratios: Sequence[Number]) -> str:
    """Return the format of the axis: whole numbers where the ratios go far."""
    return "0" if max(each.upper or each.value for each in ratios) > _FAR else "0.0"


def _label(number: Number, key: str) -> str:
    if key == "potential" and number.value == 0.0 and number.upper:
        most = replace(number, value=number.upper)
        return say("slides", "potential_most", people=most.text)
    return write_number(number)


def _say_practice(findings: Sequence[Finding]) -> str:
    """Say which schemes differ, at most two, with how sure it is."""
    clauses = [_clause(each) for each in choose_findings(findings, Kind.BENCHMARK)
               if each.certainty in _SURE]  # fmt: skip
    if clauses:
        titles = [sentence_case(listing(clauses[:count])) for count in (2, 1)]
        return choose_title(*titles)
    known = any(each.certainty is not Certainty.NONE for each in findings)
    return say("slides", "practice_alike" if known else "practice_none")


def _clause(finding: Finding) -> str:
    """Say of one scheme that it is lower or higher, and how sure that is."""
    benefit, _, stage = finding.title.partition(", ")
    words, _, sure = finding.state_words.partition("; ")[0].partition(", ")
    key = "practice_stock" if stage == "bestand" else "practice_flow"
    ending = f" ({sure})" if sure else ""
    benefit = benefit[:1].lower() + benefit[1:]
    return say("slides", key, benefit=benefit, size=words, sure=ending)


def _possible(finding: Finding) -> tuple[str, Number] | None:
    """Return a row of the potential; an upper limit alone is drawn from zero."""
    number = finding.number("now")
    if finding.state in {"shown", "only_the_order"}:
        return finding.title, number
    if finding.state in {"at_most", "nobody_seen"} and number.upper:
        return finding.title, replace(number, value=0.0, lower=0.0)
    return None


def _say_potential(record: PackRecord) -> str:
    lead = record.register.find("review.mindst_en")
    row = _possible(lead) if lead is not None and find_number(lead, "now") else None
    if row is None:
        return say("slides", "potential_title_none")
    number = row[1]
    if number.value == 0.0 and number.upper:
        most = replace(number, value=number.upper).text
        return say("slides", "potential_title_most", people=most)
    return say("slides", "potential_title", people=number.text, limits=number.limits_text)


def _say_time(record: PackRecord) -> str:
    whole = record.register.find(_WHOLE)
    median = find_number(whole, "median") if whole is not None else None
    if median is None:
        return say("slides", "time_title_other")
    return say("slides", "time_title", weeks=median.text, limits=median.limits_text)


def _is_said_beside(finding: Finding) -> bool:
    is_short = finding.id.startswith("events.deadline.") or finding.id == "events.rework"
    return is_short and finding.certainty is not Certainty.NONE


_PLAIN = Paragraph(say("slides", "notes_start"))
