"""How often two readers agreed on each scheme, with intervals."""

from __future__ import annotations

import math
from typing import Any

from matplotlib.lines import Line2D

from analysis.blocks.estimates import count_in_record, estimate_in_record
from analysis.blocks.model import Block, Figure, Paragraph, Text
from analysis.figures.style import FOCUS, figure_to_svg, house_figure, label_ticks
from analysis.findings.released import ReleasedReview
from analysis.findings.review_numbers import count_of_cases
from analysis.findings.review_outcomes import share_text
from analysis.findings.suppression import is_hidden
from analysis.labels import listing, sentence_case, share
from analysis.review.results import Agreement

BLOCK_ID = "laeserne-enige"


def plot_agreement(results: ReleasedReview) -> Block:
    """Show the share of doubly read cases that two readers judged alike, by scheme.

    Parameters
    ----------
    results : ReleasedReview
        What the review found, after suppression.

    Returns
    -------
    Block
        The figure; words on what to do where no case was read twice.
    """
    schemes = [each for each in results.agreement if not each.is_item]
    if not schemes:
        return say_second_readings_are_missing(BLOCK_ID, results)
    with house_figure(results.lineage, height=1.05 + 0.36 * len(schemes)) as (figure, axes):
        ax = axes[0]
        for place, each in enumerate(reversed(schemes)):
            known = each.share_agree
            if is_hidden(known) or math.isnan(known.value):
                ax.text(0.01, place, "vises ikke", va="center", fontsize=7.5)
                continue
            ax.hlines(place, known.lower, known.upper, color=FOCUS, linewidth=1.8)
            ax.plot(known.value, place, marker="o", markersize=6, color=FOCUS, linestyle="none")
        ax.set_xlim(0.0, 1.0)
        ax.set_ylim(-0.6, len(schemes) - 0.4)
        labels = [
            f"{sentence_case(each.label)} ({count_of_cases(each.n_cases)} sager)"
            for each in reversed(schemes)
        ]
        ax.set_yticks(range(len(schemes)), labels)
        ax.tick_params(axis="y", length=0)
        label_ticks(ax.xaxis, scale=100.0, suffix=" %")
        ax.set_xlabel("andel af de sager, der er læst to gange, som blev vurderet ens")
        ax.grid(axis="x")
        handle = Line2D([], [], color=FOCUS, marker="o", markersize=6, linewidth=1.8,
                        label="samme vurdering af ordningen")  # fmt: skip
        figure.legend(handles=[handle], loc="outside upper left")
        svg = figure_to_svg(figure, name=BLOCK_ID)
    content = Figure(
        title="Hvor tit de to læsere er enige",
        svg=svg,
        alt=_alt(schemes),
        answers="Kommer to læsere til det samme, når de ikke kender hinandens svar?",
        how_to_read="Prikken er andelen af de sager, der er læst to gange, hvor begge valgte det "
        "samme af: klar nu, mangler dokumentation, ikke målgruppe. Stregen er "
        f"{share(results.level)}-intervallet. Aksen går fra ingen til alle sager.",
        does_not_show="Om læserne har ret: to kan være enige og tage fejl. Er en ordning sjælden, "
        "er læserne let enige om alle dem, der ikke er i målgruppen; kappa og AC1 i tabellen "
        "siger noget om resten.",
        records=tuple(_record(each) for each in schemes),
    )
    return Block(BLOCK_ID, content, results.lineage)


def say_second_readings_are_missing(block_id: str, results: ReleasedReview) -> Block:
    """Return words on what to do where no case was read twice."""
    text = Paragraph(
        "Ingen sag er læst to gange, så det vides ikke, om en anden læser ville være kommet til "
        "det samme. Lad en del af sagerne læse igen af en anden: praksis review assign fordeler "
        "dem, uden at læseren kender det første svar.",
        lead="Læsernes enighed kan ikke måles med disse data.",
    )
    return Block(block_id, Text((text,), role="missing"), results.lineage)


def _alt(schemes: list[Agreement]) -> str:
    said = [f"{each.label} {share_text(each.share_agree)}" for each in schemes]
    return f"Andel af sager vurderet ens, med interval: {listing(said)}."


def _record(each: Agreement) -> dict[str, Any]:
    return {
        "id": each.id,
        "n_cases": count_in_record(each.n_cases),
        **estimate_in_record(each.share_agree, "share_agree"),
    }
