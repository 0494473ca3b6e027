"""The recommendations as tables: one line each, each in full, and what each rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analysis.blocks.model import Block, Column, Row, Table
from analysis.blocks.records import plain_number
from analysis.concepts import join_lineages
from analysis.labels import date, sentence_case
from analysis.recommendations.judge import JudgedBasis, JudgedRecommendation, Standing
from analysis.recommendations.words import (
    UNVERIFIED,
    UNVERIFIED_NOTE,
    name_bases,
    name_finding,
    write_cost,
    write_deadline,
    write_reading,
    write_target,
)

_LEVELS = (
    "Belæggets styrke følger faste regler: hvor mange slags belæg der holder, og hvor sikre de er. "
    "Økonomi tæller ikke som belæg."
)
_PARTLY = (
    " Holder delvist: noget af det, anbefalingen hviler på, holder; om resten kan tallene ikke "
    "sige noget."
)
# They stand in the table with a line for each recommendation or share a row; the file beside
# the page has each of them.
_ELSEWHERE = ("Belæg", "Ansvarlig og frist", "Indikator", "Målt sådan", "Værdi nu")
_EXAMPLE = (
    " (eksempel): belægget er opdigtede tal; styrken er den, de ville have, hvis de var virkelige."
)


def tabulate_recommendations(judged: Sequence[JudgedRecommendation]) -> Block:
    """Return one line for each recommendation: what, evidence, owner, deadline, indicator.

    Parameters
    ----------
    judged : sequence of JudgedRecommendation
        All of the register.

    Returns
    -------
    Block
        The table; its records hold everything.
    """
    content = Table(
        caption="Anbefalinger",
        columns=(
            Column("number", "Nr."),
            Column("title", "Anbefaling", "left"),
            Column("evidence", "Belæg", "left"),
            Column("owner", "Ansvarlig", "left"),
            Column("deadline", "Frist", "left"),
            Column("indicator", "Indikator og mål", "left"),
        ),
        rows=tuple(_main_row(each) for each in judged),
        records=tuple(_record(each) for each in judged),
        note=_note(judged),
    )
    return Block("anbefalinger", content, join_lineages(each.lineage for each in judged))


def tabulate_recommendation_details(judged: Sequence[JudgedRecommendation]) -> Block:
    """Return each recommendation in full: text, law, cost, first step, risk, indicator.

    Parameters
    ----------
    judged : sequence of JudgedRecommendation
        All of the register.
    """
    content = Table(
        caption="Anbefalingerne i ord: hjemmel, økonomi, første skridt, risiko og måling",
        columns=(Column("field", "", "left"), Column("content", "Indhold", "left")),
        rows=tuple(row for each in judged for row in _detail_rows(each)),
        records=tuple(
            {"number": each.recommendation.number, "field": field, "content": words}
            for each in judged
            for field, words in _details(each)
        ),
        note=f"{UNVERIFIED_NOTE} Et beløb med minus er en mindre udgift.",
    )
    return Block("anbefalinger-detaljer", content, join_lineages(each.lineage for each in judged))


def tabulate_recommendation_basis(judged: Sequence[JudgedRecommendation]) -> Block:
    """Return what each recommendation rests on, what that says now, and whether it holds.

    Parameters
    ----------
    judged : sequence of JudgedRecommendation
        All of the register.
    """
    content = Table(
        caption="Hvad hviler anbefalingerne på, og holder det?",
        columns=(
            Column("finding", "Hviler på", "left"),
            Column("why", "Fordi", "left"),
            Column("says_now", "Siger nu", "left"),
            Column("state", "Holder?", "left"),
        ),
        rows=tuple(row for each in judged for row in _basis_rows(each)),
        records=tuple(_basis_record(each, basis) for each in judged for basis in each.bases),
        note="Mangler: ingen opgørelse i dette oplæg. Kan ikke siges: tallene er for små eller for "
        "usikre.",
    )
    return Block("anbefalinger-grundlag", content, join_lineages(each.lineage for each in judged))


def _main_row(judged: JudgedRecommendation) -> Row:
    each = judged.recommendation
    return Row(
        (
            f"{each.number}",
            each.title,
            f"{sentence_case(judged.strength.label)}; {judged.standing_label}",
            each.owner.label,
            write_deadline(judged),
            f"{each.indicator.name}: {write_target(each.indicator)}",
        ),
        is_focus=judged.is_flagged,
    )


def _note(judged: Sequence[JudgedRecommendation]) -> str:
    note = _LEVELS
    if any(each.strength.is_invented for each in judged):
        note += _EXAMPLE
    if any(each.standing is Standing.PARTLY and not each.is_flagged for each in judged):
        note += _PARTLY
    if any(each.is_flagged for each in judged):
        note += " Fremhævede linjer hviler på noget, der ikke holder eller ikke holder længere."
    return note


def _detail_rows(judged: JudgedRecommendation) -> list[Row]:
    each = judged.recommendation
    heading = Row((f"{each.number}. {each.title}",), is_group=True)
    rows = [Row(each) for each in _details(judged) if each[0] not in _ELSEWHERE]
    reading = f"{each.indicator.how} Nu: {write_reading(judged)}."
    return [heading, *rows, Row(("Målt sådan", reading))]


def _details(judged: JudgedRecommendation) -> tuple[tuple[str, str], ...]:
    """Return every field of a recommendation in words, in the order a reader asks."""
    each = judged.recommendation
    status = each.status.value + (f" {date(each.decided_on)}" if each.decided_on else "")
    law = "; ".join(
        basis.reference + ("" if basis.is_verified else UNVERIFIED) for basis in each.legal_basis
    )
    strength = judged.strength
    kinds = name_bases(judged)
    return (
        ("Anbefaling", each.text),
        (
            "Belæg",
            f"{sentence_case(strength.label)}: {strength.rule.words}."
            + (f" Holder: {kinds}." if kinds else ""),
        ),
        ("Ansvarlig og frist", f"{each.owner.label}, {write_deadline(judged)}. Status: {status}."),
        ("Retligt grundlag", f"{law}."),
        ("Økonomi", " ".join(write_cost(each.cost))),
        ("Første skridt", each.first_step),
        ("Risiko", each.risk),
        ("Indikator", f"{each.indicator.name}: {write_target(each.indicator)}."),
        ("Målt sådan", each.indicator.how),
        ("Værdi nu", f"{sentence_case(write_reading(judged))}."),
    )


def _basis_rows(judged: JudgedRecommendation) -> list[Row]:
    each = judged.recommendation
    evidence = f"{judged.strength.label}; {judged.standing_label}"
    rows = [Row((f"{each.number}. {each.title}. Belæg: {evidence}",), is_group=True)]
    for basis in judged.bases:
        finding = basis.finding
        rows.append(
            Row(
                (
                    sentence_case(name_finding(basis.basis.finding_id)),
                    basis.basis.why,
                    finding.state_words if finding else basis.why_missing or "ikke opgjort",
                    basis.label,
                ),
                is_focus=basis.is_lost,
            )
        )
    return rows


def _record(judged: JudgedRecommendation) -> dict[str, Any]:
    each, number = judged.recommendation, judged.indicator.number
    return {
        "number": each.number,
        "id": each.id,
        "title": each.title,
        "owner": each.owner.value,
        "status": each.status.value,
        "deadline": each.deadline.isoformat(),
        "is_overdue": judged.is_overdue,
        "standing": judged.standing.value,
        "is_flagged": judged.is_flagged,
        "strength": judged.strength.level.name.lower(),
        "strength_rule": judged.strength.rule.value,
        "is_invented": judged.strength.is_invented,
        "indicator": each.indicator.name,
        "indicator_unit": each.indicator.unit.value,
        "target": each.indicator.target,
        "direction": each.indicator.direction.value,
        "indicator_now": plain_number(number.value) if number else None,
        "target_state": judged.indicator.state.value,
        "service_bif_1000_dkk": each.cost.service_bif,
        "service_sof_1000_dkk": each.cost.service_sof,
        "transfers_bif_1000_dkk": each.cost.transfers_bif,
        "transfers_sof_1000_dkk": each.cost.transfers_sof,
        "price_year": each.cost.price_year,
    }


def _basis_record(judged: JudgedRecommendation, basis: JudgedBasis) -> dict[str, Any]:
    return {
        "number": judged.recommendation.number,
        "finding": basis.basis.finding_id,
        "supporting_states": " ".join(basis.basis.states),
        "state_now": basis.finding.state if basis.finding else None,
        "certainty": basis.finding.certainty.value if basis.finding else None,
        "holds": basis.state.value,
        "held_before": basis.held_before,
    }
