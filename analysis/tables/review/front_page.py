"""The table of page one: who may belong now, after more documentation, and not at all."""

from __future__ import annotations

from typing import Any

from analysis.blocks.model import Block, Column, Mark, Row, Table
from analysis.blocks.records import plain_number
from analysis.checklists.model import OTHER_SERVICES
from analysis.concepts import Estimate
from analysis.findings.released import ReleasedReview
from analysis.findings.review_outcomes import (
    HIDDEN_NOTE,
    OutcomeRule,
    OutcomeVerdict,
    add_after,
    people_limits_text,
    people_text,
)
from analysis.findings.review_words import count_frame, judge_outcome, order_outcomes
from analysis.findings.suppression import is_hidden
from analysis.labels import MISSING, number, sentence_case, share
from analysis.review.results import Outcome
from analysis.tables.review.outcome_mark import (
    choose_scale_end,
    draw_outcome_mark,
    draw_outcome_scale,
)

_CORRECTED = "¹"


def tabulate_front_page(results: ReleasedReview) -> Block:
    """Return the table of page one: at least one scheme, each scheme, and other services.

    Parameters
    ----------
    results : ReleasedReview
        The outcome of the review.

    Returns
    -------
    Block
        The table; three records per outcome, ``nu``, ``efter`` and ``ingen``, with people,
        limits and the rule behind the verdict. A closed scheme has a row without numbers.
    """
    outcomes = order_outcomes(results)
    level = share(results.level)
    columns = (
        Column("name", "", "left"),
        Column("people_now", "Nu"),
        Column("limits_now", level),
        Column("people_after", "Efter mere dokumentation"),
        Column("limits_after", level),
        Column("people_neither", "Ingen"),
        Column("mark", "Personer", "center"),
        Column("verdict", "Kan vises", "left"),
    )
    end = choose_scale_end(each for o in outcomes for each in (o.now, add_after(o)))
    rows = [_row(results, outcome, end) for outcome in outcomes]
    rows[-1:-1] = [_closed_row(name) for name in results.closed]
    rows.append(Row(("Skala", "", "", "", "", "", draw_outcome_scale(end), "")))
    content = Table(
        caption=f"Mulig målgruppe ifølge gennemgangen, af {number(count_frame(results))} personer "
        f"i {results.municipality_name}",
        columns=columns,
        rows=tuple(rows),
        records=tuple(record for outcome in outcomes for record in _records(results, outcome)),
        note=_note(outcomes),
    )
    return Block("mulig-maalgruppe", content, results.lineage)


def _row(results: ReleasedReview, outcome: Outcome, end: float) -> Row:
    """Return the row of one outcome."""
    name = sentence_case(outcome.label) + (_CORRECTED if outcome.is_corrected else "")
    return Row(
        (
            name,
            people_text(outcome.now),
            people_limits_text(outcome.now),
            people_text(outcome.after),
            people_limits_text(outcome.after),
            people_text(outcome.neither),
            draw_outcome_mark(outcome.now, add_after(outcome), end=end),
            judge_outcome(results, outcome).verdict.short_words,
        )
    )


def _closed_row(name: str) -> Row:
    """Return the row of a scheme that takes no new citizens."""
    empty: tuple[str | Mark, ...] = (MISSING,) * 5
    return Row((sentence_case(name), *empty, "", OutcomeVerdict.CLOSED.short_words))


def _records(results: ReleasedReview, outcome: Outcome) -> list[dict[str, Any]]:
    """Return one record for each part of an outcome."""
    rule = judge_outcome(results, outcome).rule
    parts = (
        ("nu", outcome.now, outcome.share_now, outcome.n_cases_now, rule),
        ("efter", outcome.after, outcome.share_after, outcome.n_cases_after, None),
        ("ingen", outcome.neither, None, None, None),
    )
    return [
        _record(outcome, part, people, of_all, n_cases, because)
        for part, people, of_all, n_cases, because in parts
    ]


def _record(
    outcome: Outcome,
    part: str,
    people: Estimate,
    of_all: Estimate | None,
    n_cases: int | None,
    rule: OutcomeRule | None,
) -> dict[str, Any]:
    """Return the numbers behind one cell, as exactly as they are known."""
    return {
        "outcome": outcome.scheme,
        "part": part,
        "people": plain_number(people.value),
        "people_lower": plain_number(people.lower),
        "people_upper": plain_number(people.upper),
        "share": None if of_all is None else plain_number(of_all.value),
        "share_lower": None if of_all is None else plain_number(of_all.lower),
        "share_upper": None if of_all is None else plain_number(of_all.upper),
        "level": people.level,
        "method": people.method,
        "n_cases": None if n_cases is None or is_hidden(n_cases) else n_cases,
        "is_corrected": outcome.is_corrected,
        "rule": "" if rule is None else rule.value,
    }


def _note(outcomes: tuple[Outcome, ...]) -> str:
    """Return the signs and the reading of the table, with what applies to it."""
    sentences = [
        "● nu: sagen viser alt, hvad der kræves · ○ nu og efter mere dokumentation · streger: "
        "intervaller · ingen: sagen viser, at målgruppen ikke passer. En person kan tælle med i "
        "flere rækker, men kun én gang i den første. Tallene er afrundet, så summer kan afvige."
    ]
    if any(outcome.is_corrected for outcome in outcomes):
        sentences.append(f"{_CORRECTED} Korrigeret efter anden læsning.")
    if any(outcome.scheme == OTHER_SERVICES for outcome in outcomes):
        sentences.append("Andre indsatser er sociale eller sundhedsfaglige.")
    estimates = [e for o in outcomes for e in (o.now, o.after, o.neither)]
    if any(map(is_hidden, estimates)):
        sentences.append(HIDDEN_NOTE)
    return " ".join(sentences)
