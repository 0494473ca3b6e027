"""What became of the drawn cases, stratum by stratum."""

from __future__ import annotations

from typing import Any

from matplotlib.patches import Patch

from analysis.blocks.estimates import count_in_record
from analysis.blocks.model import Block, Figure, Paragraph, Text
from analysis.blocks.records import plain_number
from analysis.figures.style import (
    FOCUS,
    OTHER,
    REFERENCE,
    figure_to_svg,
    house_figure,
    label_ticks,
)
from analysis.findings.released import ReleasedReview
from analysis.findings.review_numbers import count_of_cases, name_stratum
from analysis.findings.suppression import is_hidden
from analysis.labels import number
from analysis.review.results import StratumRow

BLOCK_ID = "udtraekning"
_PARTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("n_read", "læst", {"facecolor": FOCUS, "hatch": ""}),
    ("n_not_available", "sagen kunne ikke skaffes", {"facecolor": OTHER, "hatch": "////"}),
    ("n_outside", "hørte ikke til (erstattet)", {"facecolor": "white", "hatch": "...."}),
    ("n_unfinished", "ikke læst færdig", {"facecolor": "white", "hatch": ""}),
)


def plot_sample(results: ReleasedReview) -> Block:
    """Show the drawn cases of each stratum by what became of them.

    Parameters
    ----------
    results : ReleasedReview
        What the review found, after suppression.

    Returns
    -------
    Block
        The figure; words on what is missing where nothing was drawn.
    """
    rows = [row for row in results.strata if not is_hidden(row.n_drawn)]
    if not rows:
        text = Paragraph(
            "Der er ikke trukket nogen sager. Begynd med praksis review plan og draw.",
            lead="Udtrækningen kan ikke vises.",
        )
        return Block(BLOCK_ID, Text((text,), role="missing"), results.lineage)
    with house_figure(results.lineage, height=1.0 + 0.26 * len(rows)) as (figure, axes):
        ax = axes[0]
        for place, row in enumerate(reversed(rows)):
            start = 0
            for name, _, look in _PARTS:
                width = max(0, getattr(row, name))
                ax.barh(place, width, left=start, height=0.62, edgecolor=REFERENCE,
                        linewidth=0.6, **look)  # fmt: skip
                start += width
        ax.set_ylim(-0.6, len(rows) - 0.4)
        ax.set_xlim(0, 1.04 * max(row.n_drawn for row in rows))
        names = [
            f"{name_stratum(row.label)} ({number(row.n_population)} personer)"
            for row in reversed(rows)
        ]
        ax.set_yticks(range(len(rows)), names)
        ax.tick_params(axis="y", length=0)
        ax.locator_params(axis="x", integer=True)
        label_ticks(ax.xaxis)
        ax.set_xlabel("udtrukne sager, reserver medregnet")
        ax.grid(axis="x")
        figure.legend(handles=_legend(rows), loc="outside upper left", ncols=4)
        svg = figure_to_svg(figure, name=BLOCK_ID)
    content = Figure(
        title="De udtrukne sager, og hvad der blev af dem",
        svg=svg,
        alt=_alt(rows),
        answers="Hvor mange sager er trukket i hver gruppe, og hvor mange af dem er læst?",
        how_to_read="Hver række er et stratum: en gruppe, der er trukket for sig. Længden er "
        f"antal sager, og mønstret viser, hvad der blev af dem.{_hidden_words(rows)}",
        does_not_show="Hvad sagerne viste. En gruppe med få sager siger lidt om sig selv, også "
        "når alle er læst.",
        records=tuple(_record(row) for row in rows),
    )
    return Block(BLOCK_ID, content, results.lineage)


def _hidden_words(rows: list[StratumRow]) -> str:
    """Say that parts are left out where a bar is shorter than what was drawn."""
    if any(is_hidden(getattr(row, name)) for row in rows for name, _, _ in _PARTS):
        return " Få frafaldne sager er udeladt af diskretion, så længden er da kun de viste."
    return ""


def _legend(rows: list[StratumRow]) -> list[Patch]:
    """Return the parts that any stratum has."""
    return [
        Patch(edgecolor=REFERENCE, linewidth=0.6, label=label, **look)
        for name, label, look in _PARTS
        if any(getattr(row, name) > 0 for row in rows)
    ]


def _alt(rows: list[StratumRow]) -> str:
    said = [
        f"{name_stratum(row.label)}: {count_of_cases(row.n_read)} læst af "
        f"{count_of_cases(row.n_drawn)}"
        for row in rows
    ]
    return f"Udtrukne sager i hvert stratum: {'; '.join(said)}."


def _record(row: StratumRow) -> dict[str, Any]:
    return {
        "stratum": row.label,
        "n_population": row.n_population,
        "n_cases_drawn": count_in_record(row.n_drawn),
        "n_cases_read": count_in_record(row.n_read),
        "n_cases_not_available": count_in_record(row.n_not_available),
        "n_cases_outside": count_in_record(row.n_outside),
        "n_cases_unfinished": count_in_record(row.n_unfinished),
        "weight": plain_number(row.weight),
    }
