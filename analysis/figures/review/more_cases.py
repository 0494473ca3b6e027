"""How wide each interval is now, and how wide it would be with more cases."""

from __future__ import annotations

import math
from typing import Any

from matplotlib.lines import Line2D

from analysis.blocks.estimates import count_in_record
from analysis.blocks.model import Block, Figure, Paragraph, Text
from analysis.blocks.records import plain_number
from analysis.figures.style import FOCUS, PEER, figure_to_svg, house_figure, label_ticks
from analysis.findings.released import ReleasedReview
from analysis.labels import listing, number, sentence_case, share, write_people
from analysis.review.results import ANY, MoreCases

BLOCK_ID = "flere-sager"


def plot_more_cases(results: ReleasedReview) -> Block:
    """Show the width of each interval now and with further cases, in people.

    Parameters
    ----------
    results : ReleasedReview
        What the review found, after suppression.

    Returns
    -------
    Block
        The figure; words on what is missing where nothing could be projected.
    """
    known = [each for each in results.more_cases if math.isfinite(each.width_now)]
    rows = sorted(known, key=lambda each: each.scheme != ANY)
    if not rows:
        return say_nothing_is_projected(BLOCK_ID, results)
    more = rows[0].n_cases_more
    with house_figure(results.lineage, height=1.0 + 0.42 * len(rows)) as (figure, axes):
        ax = axes[0]
        for place, row in enumerate(reversed(rows)):
            ax.plot(row.width_now, place + 0.14, marker="o", markersize=6, color=PEER,
                    linestyle="none", zorder=4)  # fmt: skip
            ax.hlines(place - 0.14, row.width_then_lower, row.width_then_upper, color=FOCUS,
                      linewidth=1.8, zorder=3)  # fmt: skip
            ax.plot(row.width_then, place - 0.14, marker="D", markersize=5.5, color=FOCUS,
                    linestyle="none", zorder=4)  # fmt: skip
        widest = max(max(row.width_now, row.width_then_upper) for row in rows)
        ax.set_xlim(0.0, 1.06 * widest)
        ax.set_ylim(-0.6, len(rows) - 0.4)
        ax.set_yticks(range(len(rows)), [sentence_case(row.label) for row in reversed(rows)])
        ax.tick_params(axis="y", length=0)
        label_ticks(ax.xaxis)
        ax.set_xlabel("afstand fra intervallets nedre til dets øvre grænse, i personer")
        ax.grid(axis="x")
        figure.legend(handles=_legend(more), loc="outside upper left", ncols=2)
        svg = figure_to_svg(figure, name=BLOCK_ID)
    content = Figure(
        title=f"Intervallernes bredde nu og med {number(more)} sager mere",
        svg=svg,
        alt=_alt(rows),
        answers=f"Hvor meget sikrere ville tallene blive af {number(more)} sager mere?",
        how_to_read="Den grå prik er intervallets bredde i dag, den blå rude den ventede bredde "
        f"med {number(more)} sager mere. Stregen viser, hvor 8 af 10 udfald ville ligge: ingen "
        "kender de nye sager, så de er tænkt ud fra dem, der er læst. Jo længere mod venstre, "
        "jo smallere interval.",
        does_not_show="Hvad sagerne ville vise, eller hvad de ville koste. Første læsning er "
        "regnet med alene; flere andenlæsninger gør også tallene sikrere.",
        records=tuple(_record(row) for row in rows),
    )
    return Block(BLOCK_ID, content, results.lineage)


def say_nothing_is_projected(block_id: str, results: ReleasedReview) -> Block:
    """Return words on what is missing where no further cases could be imagined."""
    text = Paragraph(
        "Det kræver mindst to færdige sager i hvert stratum og flere personer tilbage at trække "
        "fra. Læs de sager færdige, der er i gang.",
        lead="Værdien af flere sager kan ikke beregnes med disse data.",
    )
    return Block(block_id, Text((text,), role="missing"), results.lineage)


def _legend(more: int) -> list[Line2D]:
    return [
        Line2D([], [], color=PEER, marker="o", markersize=6, linestyle="none", label="bredde nu"),
        Line2D([], [], color=FOCUS, marker="D", markersize=5.5, linewidth=1.8,
               label=f"ventet bredde med {number(more)} sager mere (8 af 10 udfald)"),
    ]  # fmt: skip


def _alt(rows: list[MoreCases]) -> str:
    said = [
        f"{row.label} fra {write_people(row.width_now)} til {write_people(row.width_then)} "
        f"personer ({share(1 - row.width_then / row.width_now)} smallere)"
        if row.width_now > 0
        else f"{row.label} uændret"
        for row in rows
    ]
    return f"Intervallernes bredde, nu og ventet: {listing(said)}."


def _record(row: MoreCases) -> dict[str, Any]:
    return {
        "scheme": row.scheme,
        "n_cases_now": count_in_record(row.n_cases_now),
        "n_cases_more": row.n_cases_more,
        "width_now": plain_number(row.width_now),
        "width_then": plain_number(row.width_then),
        "width_then_lower": plain_number(row.width_then_lower),
        "width_then_upper": plain_number(row.width_then_upper),
    }
