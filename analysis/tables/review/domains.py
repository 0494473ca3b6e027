"""The table of who they are: people and shares in parts of the population."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analysis.blocks.estimates import count_in_record, estimate_in_record
from analysis.blocks.model import Block, Column, Paragraph, Row, Table, Text
from analysis.errors import RequestError
from analysis.findings.released import ReleasedReview
from analysis.findings.review_domains import (
    SHOWN_VARIABLES,
    VARIABLE_LABELS,
    Part,
    list_parts,
    short_label,
)
from analysis.findings.review_outcomes import HIDDEN_NOTE, people_limits_text, people_text
from analysis.findings.suppression import SIGN, is_hidden
from analysis.labels import number, share
from analysis.review.results import ANY, DomainOutcome

BLOCK_ID = "hvem-er-de-tabel"


def tabulate_domains(
    results: ReleasedReview, *, scheme: str = ANY, variables: Sequence[str] = SHOWN_VARIABLES
) -> Block:
    """Return people now and after more documentation, part by part.

    Parameters
    ----------
    results : ReleasedReview
        The outcome of the review.
    scheme : str, default 'mindst_en'
        The outcome shown. The records hold every scheme, and shares beside people.
    variables : sequence of str
        What the population is divided by.

    Returns
    -------
    Block
        The table; words where nothing is divided.

    Raises
    ------
    RequestError
        If the review has no such outcome.
    """
    _fail_if_scheme_is_unknown(results, scheme)
    parts = list_parts(results, variables)
    block_id = BLOCK_ID if scheme == ANY else f"{BLOCK_ID}-{scheme.replace('_', '-')}"
    if not parts:
        text = Paragraph(
            "Rammen skal have mindst én af oplysningerne ydelse, SOF, center og varighed.",
            lead="Gennemgangen kan ikke deles op på grupper.",
        )
        return Block(block_id, Text((text,), role="missing"), results.lineage)
    level = share(results.level)
    columns = (
        Column("name", "Gruppe", "left"),
        Column("n_population", "Personer i gruppen"),
        Column("n_cases", "Læste sager"),
        Column("people", "Nu"),
        Column("limits", level),
        Column("after", "Efter mere dokumentation"),
        Column("limits_after", level),
    )
    outcome = results.outcomes[scheme]
    content = Table(
        caption=f"Mulig målgruppe for {outcome.label}, gruppe for gruppe, personer",
        columns=columns,
        rows=tuple(_rows(parts, scheme)),
        records=tuple(_record(part, o) for part in parts for o in part.outcomes.values()),
        note=_note(parts, scheme),
    )
    return Block(block_id, content, results.lineage)


def _rows(parts: Sequence[Part], scheme: str) -> list[Row]:
    """Return the rows, with a heading for each division."""
    rows: list[Row] = []
    before = ""
    for part in parts:
        if part.variable != before:
            rows.append(Row((VARIABLE_LABELS.get(part.variable, part.variable),), is_group=True))
            before = part.variable
        rows.append(_row(part, part.outcomes[scheme]))
    return rows


def _row(part: Part, outcome: DomainOutcome) -> Row:
    """Return the row of one part."""
    return Row(
        (
            short_label(part),
            number(part.n_population),
            SIGN if is_hidden(outcome.n_cases) else number(outcome.n_cases),
            people_text(outcome.now),
            people_limits_text(outcome.now),
            people_text(outcome.after),
            people_limits_text(outcome.after),
        )
    )


def _note(parts: Sequence[Part], scheme: str) -> str:
    """Return how the table is read, with what applies to it."""
    sentences = [
        "Hver opdeling deler alle personer på ny, så opdelingerne må ikke lægges sammen. Grupperne "
        "står i samme rækkefølge som i kommunens liste og ikke efter størrelse."
    ]
    shown = [part.outcomes[scheme] for part in parts]
    if any(outcome.is_corrected for outcome in shown):
        sentences.append("Tallene er rettet efter anden læsning.")
    if any(is_hidden(e) for o in shown for e in (o.now, o.after)):
        sentences.append(HIDDEN_NOTE)
    return " ".join(sentences)


def _record(part: Part, outcome: DomainOutcome) -> dict[str, Any]:
    """Return the numbers of one part and scheme, as exactly as they are known."""
    return {
        "variable": part.variable,
        "value": part.value,
        "outcome": outcome.scheme,
        "n_population": part.n_population,
        "n_cases": count_in_record(outcome.n_cases),
        "n_cases_now": count_in_record(outcome.n_cases_now),
        **estimate_in_record(outcome.now, "people"),
        **estimate_in_record(outcome.share_now, "share"),
        **estimate_in_record(outcome.after, "people_after"),
        "level": outcome.now.level,
        "method": outcome.now.method,
        "is_corrected": outcome.is_corrected,
    }


def _fail_if_scheme_is_unknown(results: ReleasedReview, scheme: str) -> None:
    known = dict.fromkeys(outcome.scheme for outcome in results.domains)
    if results.domains and scheme not in known:
        raise RequestError(
            f"The review has no parts of the population for {scheme!r}.",
            where="the argument scheme",
            expected=", ".join(known),
            fix="choose one of them",
        )
