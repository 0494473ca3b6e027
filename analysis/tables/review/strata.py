"""The sample, stratum by stratum: people, cases drawn, and what became of them."""

from __future__ import annotations

import math
from typing import Any

from analysis.blocks.estimates import count_in_record
from analysis.blocks.model import Block, Column, Paragraph, Row, Table, Text
from analysis.blocks.records import plain_number
from analysis.findings.released import ReleasedReview
from analysis.findings.review_numbers import count_of_cases, name_stratum
from analysis.findings.review_outcomes import HIDDEN_NOTE
from analysis.findings.suppression import HIDDEN, is_hidden
from analysis.labels import number
from analysis.review.results import StratumRow

TABLE_ID = "strata"
_COUNTS = ("n_drawn", "n_read", "n_not_available", "n_outside", "n_unfinished")


def tabulate_strata(results: ReleasedReview) -> Block:
    """Return people and cases of each stratum, with the weight of a case.

    Parameters
    ----------
    results : ReleasedReview
        What the review found, after suppression.
    """
    rows = results.strata
    if not rows:
        text = Paragraph(
            "Der er ikke trukket nogen sager. Begynd med praksis review plan og draw.",
            lead="Udtrækningen kan ikke vises.",
        )
        return Block(TABLE_ID, Text((text,), role="missing"), results.lineage)
    total = _add(rows)
    shown = [*rows, total] if len(rows) > 1 else list(rows)
    hidden = any(is_hidden(getattr(row, name)) for row in shown for name in _COUNTS)
    content = Table(
        caption="Strata: personer, udtrukne sager, og hvad der blev af dem",
        columns=(
            Column("stratum", "Stratum", "left"),
            Column("n_population", "Personer"),
            Column("n_cases_drawn", "Udtrukket"),
            Column("n_cases_read", "Læst"),
            Column("n_cases_not_available", "Kunne ikke skaffes"),
            Column("n_cases_outside", "Hørte ikke til"),
            Column("n_cases_unfinished", "Ikke læst færdig"),
            Column("weight", "En sag taler for"),
        ),
        rows=tuple(_row(row, is_total=row is total) for row in shown),
        records=tuple(_record(row) for row in rows),
        note="Udtrukket er med de reserver, der har erstattet en sag, som ikke hørte til. Det "
        "eneste, der erstattes, er en borger, der ikke hørte til gruppen (flyttet, død, sagen "
        "lukket). En sag, der ikke kunne skaffes, bliver stående som ukendt og er med i de yderste "
        "grænser. Et stratum, der er lagt sammen med en nabo i beregningen, har naboens vægt. "
        "SOF: får også indsats hos socialforvaltningen; ej SOF: gør ikke."
        f"{f' {HIDDEN_NOTE}' if hidden else ''}",
    )
    return Block(TABLE_ID, content, results.lineage)


def _add(rows: tuple[StratumRow, ...]) -> StratumRow:
    """Return the sum of all strata; a count is hidden where one of its parts is."""
    sums = {
        name: HIDDEN
        if any(is_hidden(getattr(row, name)) for row in rows)
        else sum(getattr(row, name) for row in rows)
        for name in _COUNTS
    }
    people = sum(row.n_population for row in rows)
    return StratumRow(label="I alt", n_population=people, weight=math.nan, **sums)


def _row(row: StratumRow, *, is_total: bool) -> Row:
    counts = (count_of_cases(getattr(row, name)) for name in _COUNTS)
    weight = "" if is_total else f"{number(row.weight)} personer"
    if math.isnan(row.weight):
        weight = ""
    return Row(
        (name_stratum(row.label), number(row.n_population), *counts, weight), is_focus=is_total
    )


def _record(row: StratumRow) -> dict[str, Any]:
    counts = {
        f"n_cases_{name.removeprefix('n_')}": count_in_record(getattr(row, name))
        for name in _COUNTS
    }
    return {
        "stratum": row.label,
        "n_population": row.n_population,
        **counts,
        "weight": plain_number(row.weight),
    }
