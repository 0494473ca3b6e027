"""What regard to age and sex does to each ratio: from the crude to the standardised."""

from __future__ import annotations

from functools import reduce
from operator import or_

from matplotlib.axes import Axes

from analysis.blocks.model import Block, Figure
from analysis.blocks.records import plain_number
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.practice import MeasureComparison
from analysis.concepts import Estimate
from analysis.figures.all_municipalities import measure_label
from analysis.figures.style import FOCUS, PEER, REFERENCE, figure_to_svg, house_figure, label_ticks
from analysis.labels import interval, number

_LETTER = 0.0083  # width of a letter as a part of the axis, on average


def plot_age_effect(comparison: PracticeComparison) -> tuple[Block, ...]:
    """Show each headline's ratio to the peers without and with regard to age and sex.

    Parameters
    ----------
    comparison : PracticeComparison
        The focus municipality against its peers.

    Returns
    -------
    tuple of Block
        One figure; none where no source has ages.
    """
    measures = [m for m in comparison.measures if m.is_by_age and m.against_peers.n_expected > 0]
    if not measures:
        return ()
    start = comparison.name_lineage | comparison.peers.lineage
    lineage = reduce(or_, (m.lineage for m in measures), start)
    with house_figure(lineage, height=0.95 + 0.42 * len(measures)) as (figure, (ax,)):
        ratios = [r for m in measures for r in _pair(m)]
        end = max(1.5, 1.15 * max(ratios))
        for row, measure in enumerate(measures):
            _draw_row(ax, measure, y=-row, end=end)
        ax.axvline(1, color=REFERENCE, linewidth=0.9, zorder=1)
        ax.set_yticks([-row for row in range(len(measures))], [measure_label(m) for m in measures])
        ax.set_ylim(-len(measures) + 0.4, 0.6)
        ax.set_xlim(0, end)
        # A ratio of nothing has its mark across the axis.
        ax.tick_params(axis="y", pad=8)
        label_ticks(ax.xaxis)
        ax.set_xlabel("Faktisk / forventet ved de sammenlignelige kommuners rater")
        ax.grid(axis="x")
        ax.spines["left"].set_visible(False)
        handles, labels = ax.get_legend_handles_labels()
        figure.legend(handles[:2], labels[:2], loc="outside upper left", ncols=2)
        svg = figure_to_svg(figure, name="alder-figur")
    content = Figure(
        title="Forholdet uden og med hensyn til alder og køn",
        svg=svg,
        alt=_alt(comparison, measures),
        answers="Hvor meget af forskellen til de sammenlignelige kommuner skyldes, hvem der bor "
        "i kommunen?",
        how_to_read="Ringen er forholdet, når alle regnes under ét. Det udfyldte mærke viser det "
        "samme, når hver aldersgruppe for hvert køn sammenlignes for sig. Afstanden mellem dem er "
        "aldrens og kønnets bidrag.",
        does_not_show="Tallene i parentes er eksakte grænser og findes kun for tilkendelser; for "
        "bestand står den almindelige variation på side 1. Andre forskelle mellem befolkningerne "
        "end alder og køn er ikke renset ud.",
        records=tuple(
            {
                "measure": measure.headline.id,
                "ratio_crude": plain_number(measure.against_peers.crude_ratio),
                "ratio_standardised": plain_number(measure.against_peers.plain_ratio),
                "n_observed": plain_number(measure.against_peers.n_observed),
                "n_expected_standardised": plain_number(measure.against_peers.n_expected),
            }
            for measure in measures
        ),
    )
    return (Block("alder-og-koen", content, lineage),)


def _pair(measure: MeasureComparison) -> tuple[float, float]:
    """Return the crude and the standardised ratio."""
    return measure.against_peers.crude_ratio, measure.against_peers.plain_ratio


def _draw_row(ax: Axes, measure: MeasureComparison, *, y: float, end: float) -> None:
    """Draw one headline's two marks and the way between them."""
    gap = measure.against_peers
    crude, standardised = _pair(measure)
    ax.plot([crude, standardised], [y, y], color=PEER, linewidth=1, zorder=2)
    ax.plot(
        crude, y, marker="o", markersize=6, markerfacecolor="white", markeredgecolor=PEER,
        markeredgewidth=1.4, linestyle="none", zorder=3, label="rå",
    )  # fmt: skip
    ax.plot(
        standardised, y, marker="D", markersize=6.5, color=FOCUS, linestyle="none", zorder=4,
        clip_on=False, label="renset for alder og køn",
    )  # fmt: skip
    left, right = sorted((crude, standardised))
    text = f"{_with_limits(crude, gap.crude_limits)} → {_with_limits(standardised, gap.ratio)}"
    width = end * (_LETTER * len(text) + _LETTER * 3)
    # At the left where it would else lie across the line at 1 or run out of the figure.
    is_left = left > width and (right < 1 < right + width or right + width > end)
    ax.annotate(
        text, (left, y) if is_left else (right, y), ha="right" if is_left else "left",
        xytext=(-9 if is_left else 9, 0), textcoords="offset points", va="center", fontsize=8,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
    )  # fmt: skip


def _with_limits(value: float, limits: Estimate | None) -> str:
    """Write a ratio, with its limits where it has any."""
    text = number(value, decimals=2)
    if limits is None:
        return text
    return f"{text} ({interval(limits.lower, limits.upper, decimals=2)})"


def _alt(comparison: PracticeComparison, measures: list[MeasureComparison]) -> str:
    """Give both ratios of each headline in words."""
    parts = [
        f"{m.headline.benefit.label} ({m.headline.stage.label}) fra "
        f"{number(m.against_peers.crude_ratio, decimals=2)} rå til "
        f"{number(m.against_peers.plain_ratio, decimals=2)} renset"
        for m in measures
    ]
    return f"Faktisk/forventet for {comparison.focus_name}: {'; '.join(parts)}."
