"""What would fifty more cases give? One answer in words."""

from __future__ import annotations

import math

from analysis.blocks.model import Block, Paragraph, Text
from analysis.findings.released import ReleasedReview
from analysis.labels import number, share, write_people
from analysis.review.results import ANY, MoreCases

BLOCK_ID = "flere-sager-tekst"


def explain_more_cases(results: ReleasedReview) -> Block:
    """Return how much narrower the intervals would be with further cases.

    Parameters
    ----------
    results : ReleasedReview
        What the review found, after suppression.
    """
    rows = [
        each for each in results.more_cases if math.isfinite(each.width_now) and each.width_now > 0
    ]
    if not rows:
        text = Paragraph(
            "Læs de sager færdige, der er i gang; der skal være mindst to i hvert stratum.",
            lead="Værdien af flere sager kan ikke beregnes med disse data.",
        )
        return Block(BLOCK_ID, Text((text,), role="missing"), results.lineage)
    whole = next((row for row in rows if row.scheme == ANY), rows[0])
    more = number(whole.n_cases_more)
    paragraphs = [
        Paragraph(
            f"{more} sager mere end de {number(whole.n_cases_now)}, der er læst, ventes at gøre "
            f"intervallet for {whole.label} {_say_change(whole)}: fra "
            f"{write_people(whole.width_now)} til {write_people(whole.width_then)} personer bredt.",
            lead="Svaret.",
        )
    ]
    others = [row for row in rows if row is not whole]
    if others:
        least, most = (pick(others, key=_narrowing) for pick in (min, max))
        if least is most:
            said = f"For {most.label} bliver det {_say_change(most)}."
        else:
            said = (
                f"For de øvrige går det fra {_say_change(least)} ({least.label}) til "
                f"{_say_change(most)} ({most.label})."
            )
        paragraphs.append(Paragraph(said, lead="Ordningerne."))
    paragraphs.append(
        Paragraph(
            "Skal et interval være halvt så bredt, kræver det omkring fire gange så mange sager. "
            "Værdien er derfor vist som smallere intervaller og ikke i kroner: hvad et smallere "
            "interval er værd, afhænger af, hvad det skal bruges til.",
            lead="Tommelfingerregel.",
        )
    )
    return Block(BLOCK_ID, Text(tuple(paragraphs)), results.lineage)


def _narrowing(row: MoreCases) -> float:
    return 1 - row.width_then / row.width_now


def _say_change(row: MoreCases) -> str:
    change = _narrowing(row)
    return f"{share(abs(change))} {'smallere' if change >= 0 else 'bredere'}"
