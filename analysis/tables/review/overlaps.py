"""The table of people who may belong to two target groups at once."""

from __future__ import annotations

from typing import Any

from analysis.blocks.model import Block, Column, Paragraph, Row, Table, Text
from analysis.blocks.records import plain_number
from analysis.concepts import Estimate
from analysis.findings.released import ReleasedReview
from analysis.findings.review_outcomes import HIDDEN_NOTE, people_limits_text, people_text
from analysis.findings.suppression import is_hidden
from analysis.labels import listing, sentence_case, share

BLOCK_ID = "flere-ordninger"


def tabulate_overlaps(results: ReleasedReview) -> Block:
    """Return the people who may belong to both schemes of each pair now.

    Parameters
    ----------
    results : ReleasedReview
        The outcome of the review.

    Returns
    -------
    Block
        The table; words where fewer than two schemes were judged.
    """
    if not results.overlaps:
        text = Paragraph(
            "Der skal være vurderet mindst to åbne ordninger.",
            lead="Ordningerne kan ikke stilles op to og to.",
        )
        return Block(BLOCK_ID, Text((text,), role="missing"), results.lineage)
    note = (
        "0: ingen læst sag viser begge målgrupper; intervallet siger, hvor mange der kan være "
        "alligevel."
    )
    if any(map(is_hidden, results.overlaps.values())):
        note += f" {HIDDEN_NOTE}"
    content = Table(
        caption="Personer, der kan være i målgruppen for to ordninger nu",
        columns=(
            Column("name", "Ordninger", "left"),
            Column("people", "Personer"),
            Column("limits", share(results.level)),
        ),
        rows=tuple(
            Row((_name(results, pair), people_text(people), people_limits_text(people)))
            for pair, people in results.overlaps.items()
        ),
        records=tuple(_record(pair, people) for pair, people in results.overlaps.items()),
        note=note,
    )
    return Block(BLOCK_ID, content, results.lineage)


def _name(results: ReleasedReview, pair: tuple[str, str]) -> str:
    """Name the two schemes."""
    return sentence_case(listing([results.outcomes[scheme].label for scheme in pair]))


def _record(pair: tuple[str, str], people: Estimate) -> dict[str, Any]:
    """Return one pair, as exactly as it is known."""
    return {
        "outcome": pair[0],
        "other": pair[1],
        "people": plain_number(people.value),
        "people_lower": plain_number(people.lower),
        "people_upper": plain_number(people.upper),
        "level": people.level,
        "method": people.method,
    }
