"""How many weeks lie between the steps of a case?"""

from __future__ import annotations

import math
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.blocks.estimates import count_in_record, estimate_in_record
from analysis.blocks.model import Block, Figure, Paragraph, Text
from analysis.figures.style import FOCUS, OTHER, PEER, figure_to_svg, house_figure, label_ticks
from analysis.findings.pathway_words import (
    name_pair,
    write_count,
    write_weeks,
    write_weeks_limits,
    write_window,
)
from analysis.findings.released import ReleasedPathways
from analysis.findings.suppression import SIGN, is_hidden
from analysis.labels import sentence_case, share
from analysis.pathways.results import StepWeeks

BLOCK_ID = "uger"


def plot_weeks(results: ReleasedPathways) -> Block:
    """Show median and middle half of the weeks between steps, with limits of the median.

    Parameters
    ----------
    results : ReleasedPathways
        After `suppress_pathways`.

    Returns
    -------
    Block
        The figure; one record per pair of steps. Words where the file has no pair.
    """
    if not results.weeks:
        text = Paragraph(
            "Hændelsesfilen har ingen af de trin, der måles mellem.", lead="Ingen uger at vise."
        )
        return Block(BLOCK_ID, Text((text,), role="missing"), results.lineage)
    height = 0.95 + 0.36 * len(results.weeks)
    with house_figure(results.lineage, height=height) as (figure, (ax,)):
        for row, weeks in enumerate(results.weeks):
            _draw_row(ax, weeks, row)
        _finish(ax, results)
        figure.legend(handles=_legend(results), loc="outside upper left", ncols=3)
        svg = figure_to_svg(figure, name=BLOCK_ID)
    content = Figure(
        title="Uger mellem sagens trin",
        svg=svg,
        alt=_alt(results),
        answers="Hvor lang tid går der fra trin til trin, når sager, der stadig er i gang, regnes "
        "med for den tid, de har ventet?",
        how_to_read="Prikken er medianen: halvdelen af sagerne er nået frem inden da. Den mørke "
        f"streg er medianens usikkerhed ({share(results.level)}), og det lyse bånd går fra den "
        "hurtigste fjerdedel til tre fjerdedele af sagerne. Aksen begynder ved nul.",
        does_not_show="Hvorfor det tager tid, og om tiden er ventetid eller arbejde. Sager, der "
        "lukkes eller springer trinnet over, tages ud, når det sker.",
        records=tuple(_record(weeks) for weeks in results.weeks),
    )
    return Block(BLOCK_ID, content, results.lineage)


def _draw_row(ax: Axes, weeks: StepWeeks, row: int) -> None:
    low, high = weeks.lower_quartile.value, weeks.upper_quartile.value
    if math.isfinite(low) and math.isfinite(high):
        ax.plot([low, high], [row, row], color=OTHER, alpha=0.55, linewidth=11,
                solid_capstyle="butt", zorder=1)  # fmt: skip
    median = weeks.median
    if math.isfinite(median.value):
        upper = median.upper if math.isfinite(median.upper) else median.value
        ax.plot([median.lower, upper], [row, row], color=FOCUS, linewidth=2.4, zorder=3)
        ax.plot(median.value, row, linestyle="none", clip_on=False, **_MEDIAN)  # type: ignore[arg-type]
    words = write_weeks(median) if not is_hidden(median) else SIGN
    ax.annotate(
        words, (1, row), xycoords=("axes fraction", "data"), xytext=(4, 0),
        textcoords="offset points", va="center", fontweight=600,
    )  # fmt: skip


_MEDIAN = {"marker": "o", "markersize": 6.5, "color": FOCUS, "markeredgewidth": 0, "zorder": 5}


def _finish(ax: Axes, results: ReleasedPathways) -> None:
    names = [
        f"{sentence_case(name_pair(w))}\n{write_count(w.n_cases)} sager" for w in results.weeks
    ]
    ax.set_yticks(range(len(names)), names, linespacing=1.25)
    ax.tick_params(axis="y", pad=8)
    ax.set_ylim(len(names) - 0.45, -0.55)
    ax.set_xlim(left=0)
    ax.set_xlabel("uger (medianen står til højre)")
    label_ticks(ax.xaxis)
    ax.locator_params(axis="x", nbins=7, integer=True)
    ax.grid(axis="x")
    ax.spines["left"].set_visible(False)


def _legend(results: ReleasedPathways) -> list[Line2D]:
    level = share(results.level)
    return [
        Line2D([], [], linewidth=2.4, label=f"median ({level})", **_MEDIAN),  # type: ignore[arg-type]
        Line2D([], [], color=OTHER, alpha=0.55, linewidth=9, label="midterste halvdel af sagerne"),
        Line2D([], [], linestyle="none", color=PEER, label=write_window(results)),
    ]


def _record(weeks: StepWeeks) -> dict[str, Any]:
    """Return one pair of steps as it stands in the file beside the figure."""
    record: dict[str, Any] = {"from_step": weeks.from_step, "to_step": weeks.to_step}
    for name in ("n_cases", "n_done", "n_open", "n_left", "n_passed"):
        record[name] = count_in_record(getattr(weeks, name))
    for name in ("lower_quartile", "median", "upper_quartile"):
        record |= estimate_in_record(getattr(weeks, name), f"{name}_weeks")
    return record | {"level": weeks.median.level, "method": weeks.median.method}


def _alt(results: ReleasedPathways) -> str:
    rows = [
        f"{name_pair(weeks)}: {write_weeks(weeks.median)} uger "
        f"({write_weeks_limits(weeks.median)}), {write_count(weeks.n_cases)} sager"
        for weeks in results.weeks
    ]
    return f"Medianen af ugerne mellem sagens trin, {write_window(results)}. {'; '.join(rows)}."
