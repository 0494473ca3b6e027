"""The conditions of the focus and its peers among all municipalities."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.blocks.model import Block, Figure
from analysis.blocks.records import plain_number
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.peer_conditions import conditions_of
from analysis.figures.strips import Strip, draw_strip, strip_legend
from analysis.figures.style import FOCUS, figure_to_svg, house_figure
from analysis.labels import number


def plot_conditions(comparison: PracticeComparison) -> Block:
    """Show whether the peers are like the focus on the conditions.

    Parameters
    ----------
    comparison : PracticeComparison
        Focus, peers and conditions.
    """
    conditions = conditions_of(comparison.conditions)
    places = _places(comparison.conditions)
    lineage = comparison.peers.lineage | comparison.name_lineage
    with house_figure(lineage, height=0.95 + 0.5 * len(conditions)) as (figure, (ax,)):
        for row, condition in enumerate(conditions):
            own = float(comparison.conditions[condition.name][comparison.focus])
            strip = Strip(
                condition.label, _as_floats(places[condition.name]),
                number(own, decimals=condition.decimals),
            )  # fmt: skip
            draw_strip(
                ax, strip, y=-row, focus=comparison.focus, peers=comparison.peers.codes, cap=1.0
            )
            ax.annotate(
                strip.note, (1.0, -row), xycoords=("axes fraction", "data"), xytext=(8, 0),
                textcoords="offset points", va="center", color=FOCUS, fontweight=600,
            )  # fmt: skip
        ax.set_yticks([-row for row in range(len(conditions))], [c.label for c in conditions])
        ax.set_ylim(-len(conditions) + 0.45, 0.55)
        ax.set_xlim(0, 1.02)
        ax.set_xticks([0, 0.5, 1], ["laveste kommune", "midt imellem", "højeste kommune"])
        ax.grid(axis="x")
        ax.spines["left"].set_visible(False)
        figure.legend(
            handles=strip_legend(comparison.focus_name), loc="outside upper left", ncols=3,
            handletextpad=0.2, columnspacing=1.4,
        )  # fmt: skip
        svg = figure_to_svg(figure, name="rammevilkaar")
    content = Figure(
        title="Rammevilkår: kommunen og de sammenlignelige blandt alle",
        svg=svg,
        alt=_alt(comparison),
        answers="Ligner de sammenlignelige kommuner den kommune, rapporten handler om?",
        how_to_read="Hver linje er et rammevilkår, hver prik en kommune, fra den laveste til den "
        "højeste (indbyggertal på logaritmisk skala). Tallet til højre er kommunens eget.",
        does_not_show="Andre forhold, som helbred, uddannelse og boligpriser, er ikke med.",
        records=tuple(_records(comparison)),
    )
    return Block("rammevilkaar", content, lineage)


def _places(conditions: pd.DataFrame) -> pd.DataFrame:
    """Place each condition between its lowest (0) and highest municipality (1)."""
    values = conditions.copy()
    for condition in conditions_of(conditions):
        if condition.is_logarithmic:
            values[condition.name] = np.log(values[condition.name])
    return (values - values.min()) / (values.max() - values.min())


def _as_floats(values: pd.Series) -> dict[str, float]:
    """Return a series as a plain mapping."""
    return {str(code): float(value) for code, value in values.items()}


def _alt(comparison: PracticeComparison) -> str:
    """Describe focus and peers on each condition."""
    parts = []
    for condition in conditions_of(comparison.conditions):
        values = comparison.conditions[condition.name]
        own, peers = float(values[comparison.focus]), values[list(comparison.peers.codes)]
        parts.append(
            f"{condition.label}: {number(own, decimals=condition.decimals)}, de sammenlignelige "
            f"fra {number(peers.min(), decimals=condition.decimals)} til "
            f"{number(peers.max(), decimals=condition.decimals)}"
        )
    known = len(comparison.conditions.dropna())
    return f"Prikdiagram over {known} kommuner. {comparison.focus_name}, {'; '.join(parts)}."


def _records(comparison: PracticeComparison) -> list[dict[str, object]]:
    """Return the numbers behind the dots."""
    return [
        {
            "municipality_code": str(code),
            "municipality_name": comparison.name(str(code)),
            "condition": condition.name,
            "year": condition.year,
            "value": plain_number(comparison.conditions[condition.name][code]),
        }
        for condition in conditions_of(comparison.conditions)
        for code in comparison.conditions.index
    ]
