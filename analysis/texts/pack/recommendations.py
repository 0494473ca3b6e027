"""Which recommendations must a reader look at again?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.blocks.model import Block, Paragraph, Text
from analysis.concepts import join_lineages
from analysis.labels import listing, number, sentence_case
from analysis.recommendations.judge import (
    BasisState,
    JudgedBasis,
    JudgedRecommendation,
    Standing,
)
from analysis.recommendations.words import name_finding, write_deadline


def flag_recommendations(judged: Sequence[JudgedRecommendation]) -> Block:
    """Return what a reader must look at again: lost, contradicted, overdue, not shown yet.

    Nothing is left out because its finding is gone: it is named here.

    Parameters
    ----------
    judged : sequence of JudgedRecommendation
        All of the register.
    """
    paragraphs = tuple(_flags(judged)) or (Paragraph(_say_all_is_well(judged)),)
    return Block(
        "anbefalinger-flag",
        Text(paragraphs, role="list"),
        join_lineages(each.lineage for each in judged),
    )


def explain_partly(judged: Sequence[JudgedRecommendation]) -> tuple[Block, ...]:
    """Return what cannot be said of the recommendations that hold only partly.

    Parameters
    ----------
    judged : sequence of JudgedRecommendation
        All of the register.

    Returns
    -------
    tuple of Block
        A line for each; nothing where all or none of what each rests on can be said.
    """
    partly = [each for each in judged if each.standing is Standing.PARTLY and not each.is_flagged]
    if not partly:
        return ()
    paragraphs = tuple(Paragraph(_say_what_is_silent(each), lead=_lead(each)) for each in partly)
    return (
        Block(
            "anbefalinger-delvist",
            Text(paragraphs, role="list"),
            join_lineages(each.lineage for each in partly),
        ),
    )


def _say_all_is_well(judged: Sequence[JudgedRecommendation]) -> str:
    """Say that nothing is to be looked at again, and no more than that."""
    if all(each.standing is Standing.HOLDS for each in judged):
        return "Alt, hvad anbefalingerne hviler på, holder, og ingen frist er overskredet."
    return (
        "Intet af det, anbefalingerne hviler på, taler imod dem eller er holdt op med at holde, "
        "og ingen frist er overskredet."
    )


def _flags(judged: Sequence[JudgedRecommendation]) -> Iterator[Paragraph]:
    for each in judged:
        if each.is_flagged:
            yield Paragraph(_say_what_fails(each), lead=_lead(each))
    for each in judged:
        if each.is_overdue:
            weeks = number(each.weeks_overdue, decimals=1)
            yield Paragraph(
                f"Fristen {write_deadline(each).removesuffix(' (overskredet)')} er overskredet "
                f"med {weeks} uger; status er {each.recommendation.status.value}.",
                lead=_lead(each),
            )
    waiting = [each for each in judged if each.standing is Standing.NOT_SHOWN]
    if waiting:
        yield Paragraph(_say_what_waits(waiting), lead="Ikke vist endnu:")


def _say_what_fails(judged: JudgedRecommendation) -> str:
    """Say which findings fail, what they say now, and what is left."""
    failing = [b for b in judged.bases if b.is_lost or b.state is BasisState.CONTRADICTS]
    said = " ".join(
        f"{sentence_case(name_finding(basis.basis.finding_id))} {_say_now(basis)}."
        for basis in failing
    )
    left = sum(basis.state is BasisState.HOLDS for basis in judged.bases)
    rest = (
        f"{number(left)} af {number(len(judged.bases))} fund, den hviler på, holder."
        if left
        else "Intet af det, den hviler på, holder nu: tag stilling til, om den skal ændres eller "
        "udgå."
    )
    return f"{said} {rest}"


def _say_what_is_silent(judged: JudgedRecommendation) -> str:
    """Name the findings that say nothing, what they say instead, and what is left."""
    silent = [
        f"{name_finding(basis.basis.finding_id)} "
        f"({basis.finding.state_words if basis.finding else 'ikke opgjort'})"
        for basis in judged.bases
        if basis.state is not BasisState.HOLDS
    ]
    left = sum(basis.state is BasisState.HOLDS for basis in judged.bases)
    return (
        f"{number(left)} af {number(len(judged.bases))} fund, den hviler på, holder. "
        f"Siger hverken for eller imod: {listing(silent)}."
    )


def _say_now(basis: JudgedBasis) -> str:
    """Say what has become of a finding, in the middle of a sentence."""
    before = "holder ikke længere" if basis.is_lost else "støtter ikke anbefalingen"
    if basis.finding is None:
        return f"{before}: der er ingen opgørelse nu"
    return f"{before}: {basis.finding.state_words}"


def _say_what_waits(waiting: Sequence[JudgedRecommendation]) -> str:
    """Name the recommendations on which nothing is known, and what is missing."""
    numbers = listing([f"{each.recommendation.number}" for each in waiting])
    kinds = dict.fromkeys(basis.kind.label for each in waiting for basis in each.bases)
    plural = len(waiting) > 1
    return (
        f"anbefaling {numbers} hviler på fund fra {listing(list(kinds))}, der ikke er opgjort i "
        "dette oplæg, eller hvor tallene ikke kan sige noget. "
        f"{'De' if plural else 'Den'} kan være {'rigtige' if plural else 'rigtig'}; "
        "det er bare ikke vist."
    )


def _lead(judged: JudgedRecommendation) -> str:
    return f"{judged.recommendation.number}. {judged.recommendation.title}."
