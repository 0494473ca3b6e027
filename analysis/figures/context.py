"""The series that surround the schemes, per 1,000 residents, focus beside peers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_

import numpy as np
from matplotlib.axes import Axes

from analysis.blocks.model import Block, Figure
from analysis.blocks.records import plain_number
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.context import ContextResult
from analysis.concepts import Period
from analysis.figures.style import (
    FOCUS,
    PEER,
    figure_to_svg,
    house_figure,
    label_ticks,
    mark_breaks,
)
from analysis.labels import number


def plot_context(
    comparison: PracticeComparison, results: Sequence[ContextResult]
) -> tuple[Block, ...]:
    """Show the context series that have data; no figure where none has.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives the names.
    results : sequence of ContextResult
        The series with data.

    Returns
    -------
    tuple of Block
        One figure, or none.
    """
    if not results:
        return ()
    lineage = reduce(or_, (result.lineage for result in results))
    with house_figure(lineage, height=0.5 + 1.5 * len(results), rows=len(results)) as (
        figure,
        panels,
    ):
        for ax, result in zip(panels, results, strict=True):
            _draw_panel(ax, result)
        handles, _ = panels[0].get_legend_handles_labels()
        figure.legend(
            handles[:2], [comparison.focus_name, "sammenlignelige kommuner, samlet"],
            loc="outside upper left", ncols=2,
        )  # fmt: skip
        svg = figure_to_svg(figure, name="baggrund")
    content = Figure(
        title="Pr. 1.000 indbyggere, rå tal",
        svg=svg,
        alt=_alt(comparison, results),
        answers="Hvor mange modtager kontanthjælp eller er ledige, og følger kommunen de "
        "sammenlignelige?",
        how_to_read="Den fulde linje er kommunen, den stiplede de sammenlignelige kommuner lagt "
        f"sammen. Akserne begynder ved nul. {_carried(results)}",
        does_not_show="Ingen af serierne måler varighed, altså langvarig kontanthjælp, og ingen af "
        "dem er renset for alder.",
        records=tuple(_records(results)),
    )
    return (Block("baggrund", content, lineage),)


def _draw_panel(ax: Axes, result: ContextResult) -> None:
    """Draw one series."""
    frame = result.frame
    time = np.array([Period.parse(text).decimal_year for text in frame["period"]])
    ax.plot(time, frame["per_1000"], color=FOCUS, linewidth=1.9, label="focus")
    ax.plot(time, frame["peers_per_1000"], color=PEER, linestyle=(0, (4, 2)), label="peers")
    top = 1.2 * np.nanmax(frame[["per_1000", "peers_per_1000"]].to_numpy())
    mark_breaks(ax, result.series.headline.sources[0].breaks, top=top)
    ax.set_title(f"{result.series.title}: {result.series.headline.sources[0].unit.label} pr. 1.000")
    ax.set_ylim(0, top or 1)
    label_ticks(ax.yaxis)
    ax.grid(axis="y")
    first, last = int(np.floor(time[0])), int(np.ceil(time[-1]))
    ax.set_xticks(range(first, last + 1, max(1, (last - first) // 9)))
    ax.xaxis.set_major_formatter(lambda x, _: f"{x:.0f}")
    ax.locator_params(axis="y", nbins=4)


def _carried(results: Sequence[ContextResult]) -> str:
    """Say how many points have a population of another date than their own."""
    n_points = sum(len(result.frame) for result in results)
    n_carried = sum(int((result.frame["carried"] != "").sum()) for result in results)
    if not n_carried:
        return "Befolkningen er fra samme tid."
    return (
        f"For {number(n_carried)} af {number(n_points)} punkter er befolkningen fra den nærmeste "
        "dato, der findes; data viser hvilke."
    )


def _alt(comparison: PracticeComparison, results: Sequence[ContextResult]) -> str:
    """Say in words where each series begins and ends."""
    parts = []
    for result in results:
        known = result.frame.dropna(subset=["per_1000"])
        first, last = known.iloc[0], known.iloc[-1]
        parts.append(
            f"{result.series.title} {number(first['per_1000'], decimals=1)} i "
            f"{Period.parse(first['period']).label} og {number(last['per_1000'], decimals=1)} i "
            f"{Period.parse(last['period']).label} (sammenlignelige kommuner "
            f"{number(last['peers_per_1000'], decimals=1)})"
        )
    return f"Linjediagrammer pr. 1.000 indbyggere for {comparison.focus_name}: {'; '.join(parts)}."


def _records(results: Sequence[ContextResult]) -> list[dict[str, object]]:
    """Return the numbers behind the lines."""
    records: list[dict[str, object]] = []
    for result in results:
        source = result.series.headline.sources[0]
        for row in result.frame.to_dict("records"):
            records.append(
                {
                    "series": result.series.headline.benefit.value,
                    "source_table": source.table,
                    "unit": source.unit.value,
                    "period": row["period"],
                    "n_observed": plain_number(row["n_observed"]),
                    "per_1000_residents": plain_number(row["per_1000"]),
                    "peers_per_1000_residents": plain_number(row["peers_per_1000"]),
                    "denominator_date_if_carried": row["carried"],
                }
            )
    return records
