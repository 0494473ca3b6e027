"""How wide each interval is now and would be with more cases, in people."""

from __future__ import annotations

import math
from typing import Any

from analysis.blocks.estimates import count_in_record
from analysis.blocks.model import Block, Column, Paragraph, Row, Table, Text
from analysis.blocks.records import plain_number
from analysis.findings.released import ReleasedReview
from analysis.labels import MISSING, number, sentence_case, share, write_people
from analysis.review.results import ANY, MoreCases

TABLE_ID = "flere-sager-tabel"


def tabulate_more_cases(results: ReleasedReview) -> Block:
    """Return the width of each interval now and as expected with further cases.

    Parameters
    ----------
    results : ReleasedReview
        What the review found, after suppression.
    """
    known = [each for each in results.more_cases if math.isfinite(each.width_now)]
    rows = sorted(known, key=lambda each: each.scheme != ANY)
    if not rows:
        text = Paragraph(
            "Læs de sager færdige, der er i gang; der skal være mindst to i hvert stratum.",
            lead="Værdien af flere sager kan ikke beregnes med disse data.",
        )
        return Block(TABLE_ID, Text((text,), role="missing"), results.lineage)
    more = number(rows[0].n_cases_more)
    content = Table(
        caption=f"Intervallernes bredde i personer, nu og med {more} sager mere",
        columns=(
            Column("name", "", "left"),
            Column("width_now", "Nu"),
            Column("width_then", f"Ventet med {more} mere"),
            Column("spread", "8 af 10 udfald"),
            Column("narrower", "Smallere"),
        ),
        rows=tuple(_row(row) for row in rows),
        records=tuple(_record(row) for row in rows),
        note=f"Bredden er afstanden mellem {share(results.level)}-intervallets grænser, for dem, "
        "der er klar nu efter første læsning alene. De nye sager er tænkt mange gange ud fra de "
        "læste. Et minus i sidste kolonne betyder, at intervallet ventes bredere: én positiv til "
        "af en sjælden ordning kan gøre det.",
    )
    return Block(TABLE_ID, content, results.lineage)


def _row(row: MoreCases) -> Row:
    return Row(
        (
            sentence_case(row.label),
            write_people(row.width_now),
            write_people(row.width_then),
            f"{write_people(row.width_then_lower)} til {write_people(row.width_then_upper)}",
            share(_narrowing(row)) if row.width_now > 0 else MISSING,
        )
    )


def _narrowing(row: MoreCases) -> float:
    return 1 - row.width_then / row.width_now if row.width_now > 0 else math.nan


def _record(row: MoreCases) -> dict[str, Any]:
    return {
        "scheme": row.scheme,
        "n_cases_now": count_in_record(row.n_cases_now),
        "n_cases_more": row.n_cases_more,
        "width_now": plain_number(row.width_now),
        "width_then": plain_number(row.width_then),
        "width_then_lower": plain_number(row.width_then_lower),
        "width_then_upper": plain_number(row.width_then_upper),
        "share_narrower": plain_number(_narrowing(row)),
    }
