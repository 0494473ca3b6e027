"""Observed and expected over time, one small panel per headline."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.blocks.model import Block, Figure, Paragraph, Text
from analysis.blocks.records import plain_number
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.practice import MeasureComparison
from analysis.concepts import Period, Stage
from analysis.figures.style import (
    FOCUS,
    PEER,
    figure_to_svg,
    house_figure,
    label_ticks,
    mark_breaks,
)
from analysis.labels import number, sentence_case

_COLUMNS = 2


def plot_trend(comparison: PracticeComparison) -> Block:
    """Show each headline over its periods, observed against expected.

    Parameters
    ----------
    comparison : PracticeComparison
        Headlines with data, each with its trend.

    Returns
    -------
    Block
        The figure, with one record per headline and period; a text that says what is
        missing where no headline has two periods.
    """
    measures = [
        m
        for m in comparison.measures
        if len(m.trend) > 1 and m.trend[["n_observed", "n_expected"]].notna().to_numpy().any()
    ]
    if not measures:
        return _missing(comparison)
    lineage = comparison.lineage
    n_columns = min(_COLUMNS, len(measures))
    n_rows = -(-len(measures) // n_columns)
    with house_figure(lineage, height=0.6 + 1.45 * n_rows, rows=n_rows, columns=n_columns) as (
        figure,
        panels,
    ):
        for ax, measure in zip(panels, measures, strict=False):
            _draw_panel(ax, measure)
        for ax in panels[len(measures) :]:
            ax.set_axis_off()
        handles, _ = panels[0].get_legend_handles_labels()
        figure.legend(
            handles,
            [comparison.focus_name, "forventet ved de sammenlignelige kommuners rater"],
            loc="outside upper left", ncols=2,
        )  # fmt: skip
        svg = figure_to_svg(figure, name="udvikling")
    content = Figure(
        title="Faktisk og forventet over tid",
        svg=svg,
        alt=_alt(comparison, measures),
        answers="Har afstanden til de sammenlignelige kommuner ændret sig?",
        how_to_read="Den fulde linje er det faktiske antal, den stiplede er det antal, som de "
        "sammenlignelige kommuners rater i samme periode ville give i kommunens egen befolkning. "
        "Akserne begynder ved nul, men har hver sin skala.",
        does_not_show=_reservation(measures),
        records=tuple(_records(measures)),
    )
    return Block("udvikling", content, lineage)


def _missing(comparison: PracticeComparison) -> Block:
    """Say that there is nothing to draw."""
    text = Paragraph(
        "Ingen af hovedtallene har to perioder at tegne en linje imellem. Hent tidligere perioder "
        "af tabellerne.",
        lead="Kan ikke vises med disse data.",
    )
    return Block("udvikling", Text((text,), role="missing"), comparison.lineage)


def _reservation(measures: list[MeasureComparison]) -> str:
    """Say what the lines do not show; of awards only where there are any."""
    words = "En enkelt periode er ingen udvikling. Reformer rammer begge linjer."
    if any(m.headline.stage is Stage.FLOW for m in measures):
        words += " De nyeste måneders tilkendelser er foreløbige og bliver oftest flere."
    return words


def _draw_panel(ax: Axes, measure: MeasureComparison) -> None:
    """Draw one headline's two lines."""
    trend = measure.trend
    time = np.array([Period.parse(text).decimal_year for text in trend["period"]])
    ax.plot(time, trend["n_observed"], color=FOCUS, linewidth=1.9, label="observed")
    ax.plot(time, trend["n_expected"], color=PEER, linestyle=(0, (4, 2)), label="expected")
    name = sentence_case(measure.headline.benefit.label)
    per = {"Y": "år", "K": "kvartal", "M": "måned"}[measure.cells.periods[0].frequency]
    ax.set_title(f"{name}: {measure.cells.source.unit.label} pr. {per}")
    top = 1.2 * np.nanmax(trend[["n_observed", "n_expected"]].to_numpy())
    mark_breaks(ax, measure.cells.source.breaks, top=top)
    ax.set_ylim(0, top or 1)
    label_ticks(ax.yaxis)
    ax.grid(axis="y")
    first, last = int(np.floor(time[0])), int(np.ceil(time[-1]))
    step = max(1, (last - first) // 6)
    ax.set_xticks(range(first, last + 1, step))
    ax.xaxis.set_major_formatter(lambda x, _: f"{x:.0f}")
    ax.locator_params(axis="y", nbins=4)


def _alt(comparison: PracticeComparison, measures: list[MeasureComparison]) -> str:
    """Say in words where each pair of lines begins and ends."""
    parts = []
    for measure in measures:
        trend = measure.trend.dropna()
        if trend.empty:
            continue
        first, last = trend.iloc[0], trend.iloc[-1]
        parts.append(
            f"{measure.headline.benefit.label} ({measure.headline.stage.label}) fra "
            f"{_pair(first)} i {Period.parse(first['period']).label} til {_pair(last)} i "
            f"{Period.parse(last['period']).label}"
        )
    return f"Linjediagrammer for {comparison.focus_name}: {'; '.join(parts)}."


def _pair(row: pd.Series) -> str:
    """Write observed and expected together."""
    return f"{number(row['n_observed'])} faktiske mod {number(row['n_expected'])} forventede"


def _records(measures: list[MeasureComparison]) -> list[dict[str, object]]:
    """Return the numbers behind the lines."""
    records: list[dict[str, object]] = []
    for measure in measures:
        for row in measure.trend.to_dict("records"):
            records.append(
                {
                    "measure": measure.headline.id,
                    "unit": measure.cells.source.unit.value,
                    "source_table": measure.cells.source.table,
                    "period": row["period"],
                    "n_observed": plain_number(row["n_observed"]),
                    "n_expected": plain_number(row["n_expected"]),
                    "denominator_date_if_carried": row["carried"],
                }
            )
    return records
