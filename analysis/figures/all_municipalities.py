"""All municipalities against the rest of the country, one strip per headline."""

from __future__ import annotations

from functools import reduce
from operator import or_

import numpy as np

from analysis.blocks.model import Block, Figure
from analysis.blocks.records import plain_number
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.practice import MeasureComparison
from analysis.figures.strips import Strip, draw_strip, strip_legend
from analysis.figures.style import FOCUS, REFERENCE, figure_to_svg, house_figure, label_ticks
from analysis.labels import number, sentence_case

_CAP = 2.5


def plot_all_municipalities(comparison: PracticeComparison) -> Block:
    """Show where the focus and its peers lie among all municipalities.

    Parameters
    ----------
    comparison : PracticeComparison
        Headlines with data, each with every municipality against the rest of the country.

    Returns
    -------
    Block
        The figure, with one record per headline and municipality.
    """
    measures = [m for m in comparison.measures if m.municipalities["ratio"].notna().any()]
    lineage = reduce(or_, (m.lineage for m in measures), comparison.name_lineage)
    lineage |= comparison.peers.lineage
    with house_figure(lineage, height=0.95 + 0.62 * len(measures)) as (figure, (ax,)):
        for row, measure in enumerate(measures):
            strip = _strip(measure, comparison.focus)
            draw_strip(
                ax, strip, y=-row, focus=comparison.focus, peers=comparison.peers.codes, cap=_CAP
            )
            ax.annotate(
                strip.note, (1.0, -row), xycoords=("axes fraction", "data"), xytext=(6, 0),
                textcoords="offset points", va="center", color=FOCUS, fontweight=600,
            )  # fmt: skip
        ax.axvline(1, color=REFERENCE, linewidth=0.9, zorder=2)
        ax.set_yticks([-row for row in range(len(measures))], [measure_label(m) for m in measures])
        ax.set_ylim(-len(measures) + 0.45, 0.55)
        ax.set_xlim(0, _CAP * 1.01)
        ax.set_xticks(np.arange(0, _CAP + 0.1, 0.5))
        label_ticks(ax.xaxis)
        ax.set_xlabel("Faktisk / forventet ved praksis i resten af landet")
        ax.grid(axis="x")
        ax.spines["left"].set_visible(False)
        figure.legend(
            handles=strip_legend(comparison.focus_name), loc="outside upper left", ncols=3,
            handletextpad=0.2, columnspacing=1.4,
        )  # fmt: skip
        svg = figure_to_svg(figure, name="alle-kommuner")
    content = Figure(
        title="Alle kommuner: faktisk i forhold til forventet",
        svg=svg,
        alt=_alt(comparison, measures),
        answers="Hvor ligger kommunen, når alle 98 kommuner hver for sig holdes op mod resten "
        "af landet?",
        how_to_read="Hver prik er en kommune. Ved 1 er antallet det, som resten af landets rater "
        "efter alder og køn ville give i kommunens egen befolkning"
        + ("" if all(m.is_by_age for m in measures) else " (rå tal, hvor kilden ikke har alder)")
        + f". En pil i højre kant står for mere end {number(_CAP, decimals=1)}.",
        does_not_show="Prikkerne for små kommuner ligger også spredt på grund af "
        "tilfældigheder, og figuren viser ikke, hvorfor kommunerne er forskellige.",
        records=tuple(_records(comparison, measures)),
    )
    return Block("alle-kommuner", content, lineage)


def measure_label(measure: MeasureComparison) -> str:
    """Return a headline's name and stage, on two lines."""
    name = sentence_case(measure.headline.benefit.label)
    return f"{name}\n{measure.headline.stage.label}"


def _strip(measure: MeasureComparison, focus: str) -> Strip:
    """Return the strip of one headline."""
    ratios = measure.municipalities["ratio"]
    own = float(ratios.loc[focus])
    return Strip(
        label=measure_label(measure),
        values={str(code): float(ratio) for code, ratio in ratios.items()},
        note=number(own, decimals=2),
    )


def _alt(comparison: PracticeComparison, measures: list[MeasureComparison]) -> str:
    """Describe the focus's place on each strip in words."""
    places = []
    for measure in measures:
        ratios = measure.municipalities["ratio"].drop(index=comparison.focus).dropna()
        own = measure.municipalities["ratio"].loc[comparison.focus]
        low, high = ratios.quantile(0.1), ratios.quantile(0.9)
        places.append(
            f"{measure.headline.benefit.label} ({measure.headline.stage.label}) "
            f"{number(own, decimals=2)}, mens de midterste 80 pct. af de andre kommuner ligger "
            f"fra {number(low, decimals=2)} til {number(high, decimals=2)}"
        )
    return f"Prikdiagram over faktisk/forventet. {comparison.focus_name}: {'; '.join(places)}."


def _records(
    comparison: PracticeComparison, measures: list[MeasureComparison]
) -> list[dict[str, object]]:
    """Return the numbers behind the dots."""
    records: list[dict[str, object]] = []
    for measure in measures:
        for code, row in measure.municipalities.iterrows():
            role = "fokus" if code == comparison.focus else "øvrig"
            records.append(
                {
                    "measure": measure.headline.id,
                    "period_first": str(measure.window.first),
                    "period_last": str(measure.window.last),
                    "unit": measure.cells.source.unit.value,
                    "municipality_code": code,
                    "municipality_name": comparison.name(str(code)),
                    "role": "sammenlignelig" if code in comparison.peers.codes else role,
                    "n_observed": plain_number(row["n_observed"]),
                    "n_expected_rest_of_country": plain_number(row["n_expected"]),
                    "ratio": plain_number(row["ratio"]),
                }
            )
    return records
