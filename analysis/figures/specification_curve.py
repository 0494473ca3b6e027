"""One headline by every reasonable choice of peers, and the choices under it."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.blocks.model import Block, Figure, Paragraph, Text
from analysis.blocks.records import plain_number
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.multiverse.multiverse import MeasureMultiverse, Multiverse
from analysis.comparison.multiverse.sets import MAIN
from analysis.comparison.multiverse.slices import Slices, slice_sets
from analysis.concepts import Stage
from analysis.figures.style import (
    FOCUS,
    OTHER,
    PEER,
    REFERENCE,
    figure_to_svg,
    house_figure,
    label_ticks,
)
from analysis.labels import number, share

_SLICES = 50
_CAP = 4.0
# Those whose options are the same for every municipality.
_SHOWN = ("kind", "distance", "conditions", "weights", "size", "n_peers", "pooling")


def plot_specification_curve(
    comparison: PracticeComparison, multiverse: Multiverse, *, headline: str = ""
) -> Block:
    """Show the ratio by every choice of peers in order, and which choices lie where.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives names and lineage.
    multiverse : Multiverse
        Every headline by every choice.
    headline : str, default ''
        Id of the headline, such as ``fleksjob-bestand``. Empty: the first that can be told.

    Returns
    -------
    Block
        The figure with one record per set of peers, or a text that says what is missing.
    """
    told = {m.measure.headline.id: m for m in multiverse.measures if m.is_told}
    chosen = told.get(headline) if headline else next(iter(told.values()), None)
    block_id = f"andre-valg-{headline}" if headline else "andre-valg"
    if chosen is None:
        return _missing(comparison, block_id)
    options = [option for option in multiverse.options if option.decision in _SHOWN]
    slices = slice_sets(chosen.varied, options, n=_SLICES)
    lineage = chosen.measure.lineage | comparison.name_lineage | comparison.peers.lineage
    with house_figure(lineage, height=3.2 + 0.19 * len(options), rows=2) as (figure, axes):
        grid = axes[0].get_gridspec()
        if grid is not None:
            grid.set_height_ratios([2.5, 0.19 * len(options) + 0.2])
        _draw_curve(axes[0], slices, chosen)
        _draw_choices(axes[1], slices, chosen)
        figure.legend(handles=_legend(chosen), loc="outside upper left", ncols=2, columnspacing=1.4)
        svg = figure_to_svg(figure, name=block_id)
    name = f"{chosen.measure.headline.benefit.label}, {chosen.measure.headline.stage.label}"
    content = Figure(
        title=f"Faktisk i forhold til forventet ved hvert af {number(multiverse.n_others)} andre "
        f"valg af kommuner: {name}",
        svg=svg,
        alt=_alt(comparison, chosen, name),
        answers="Ville et andet rimeligt valg af sammenlignelige kommuner give det samme svar?",
        how_to_read=_how_to_read(
            chosen, is_cut=bool(np.any(np.fmax(slices.upper, slices.ratio) > _CAP))
        ),
        does_not_show="Figuren viser ikke, om svaret er rigtigt. Valgene overlapper og deler "
        "kommunens eget tal, så de er ofte enige af sig selv.",
        records=tuple(_records(multiverse, chosen)),
    )
    return Block(block_id, content, lineage)


def _draw_curve(ax: Axes, slices: Slices, chosen: MeasureMultiverse) -> None:
    """Draw the ratios in order with their limits, and the main set."""
    x = 100 * (np.arange(_SLICES) + 0.5) / _SLICES
    shown_upper = np.minimum(slices.upper, _CAP)
    for is_same, look in ((True, _SAME), (False, _OTHER_ANSWER)):
        kept = slices.is_same == is_same
        ax.bar(
            x[kept], (shown_upper - slices.lower)[kept], bottom=slices.lower[kept],
            width=100 / _SLICES, linewidth=0.4, zorder=1, **look,
        )  # fmt: skip
    low, high = slices.ends
    line = np.minimum([low, *slices.ratio, high], _CAP)
    ax.plot([0, *x, 100], line, color=REFERENCE, linewidth=1.5, zorder=3, clip_on=False)
    ax.axhline(1, color=REFERENCE, linewidth=0.9, zorder=2)
    main = min(float(chosen.varied.ratio[MAIN]), _CAP)
    ax.plot(
        100 * slices.main_at, main, marker="D", color=FOCUS, markersize=7, zorder=5, clip_on=False
    )
    top = np.nanmax([*shown_upper, *line, main, 1.0])
    _mark_ends(ax, slices)
    # One arrow in three: they would otherwise melt into a line.
    beyond = x[np.fmax(slices.upper, slices.ratio) > _CAP][::3]
    # An empty line that is not clipped would take part in the layout, and spoil it.
    if beyond.size:
        ax.plot(
            beyond, np.full(beyond.size, 1.03 * _CAP), linestyle="none", marker="^",
            markersize=4.5, color=PEER, clip_on=False, zorder=4,
        )  # fmt: skip
    ax.set_ylim(0, 1.12 * top)
    ax.set_xlim(0, 100)
    ax.set_xticks(range(0, 101, 20))
    ax.xaxis.set_major_formatter(lambda value, _: share(value / 100))
    label_ticks(ax.yaxis)
    ax.set_ylabel("Faktisk / forventet")
    ax.set_xlabel("Del af de andre valg, det laveste forhold først")
    ax.grid(axis="y")


def _mark_ends(ax: Axes, slices: Slices) -> None:
    """Write the lowest and the highest ratio at the ends of the line."""
    for at, ratio, align in ((0, slices.ends[0], "left"), (100, slices.ends[1], "right")):
        y = min(ratio, _CAP)
        ax.plot(at, y, "o", color=REFERENCE, markersize=3.5, clip_on=False, zorder=4)
        ax.annotate(
            number(ratio, decimals=2), (at, y),
            # Under the mark where the arrows of a band that is cut lie above it.
            xytext=(3 if at == 0 else -7, -5 if y > 0.85 * _CAP else 5),
            textcoords="offset points", ha=align, va="top" if y > 0.85 * _CAP else "bottom",
            fontsize=7.5, zorder=6,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.85},
        )  # fmt: skip


def _draw_choices(ax: Axes, slices: Slices, chosen: MeasureMultiverse) -> None:
    """Draw a dot where a choice has a part in a slice, larger the more."""
    shown = [answer for answer in chosen.by_option if answer.option.decision in _SHOWN]
    x = 100 * (np.arange(_SLICES) + 0.5) / _SLICES
    heights, labels, height, previous = [], [], 0.0, ""
    for answer in shown:
        option = answer.option
        is_first = option.decision != previous
        height -= 1.5 if is_first and previous else 1.0
        heights.append(height)
        labels.append(f"{option.decision_label}: {option.label}" if is_first else option.label)
        previous = option.decision
    for row, y in zip(slices.by_option, heights, strict=True):
        kept = row > 0.02
        ax.scatter(x[kept], np.full(kept.sum(), y), s=17 * row[kept], color=PEER, linewidths=0)
    ax.set_yticks(heights, labels, fontsize=7.5)
    for answer, y in zip(shown, heights, strict=True):
        if np.isfinite(answer.share_same):
            ax.annotate(
                share(answer.share_same), (1.0, y), xycoords=("axes fraction", "data"),
                xytext=(26, 0), textcoords="offset points", va="center", ha="right", fontsize=7.5,
                fontweight=600 if answer.share_same < 0.5 else 400,
            )  # fmt: skip
    ax.annotate(
        "Samme svar", (1.0, 0.0), xycoords=("axes fraction", "data"), xytext=(26, 2),
        textcoords="offset points", va="center", ha="right", fontsize=7.5,
    )  # fmt: skip
    ax.set_xlim(0, 100)
    ax.set_ylim(heights[-1] - 0.7, 0.6)
    ax.set_xticks([])
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)


_SAME: dict[str, Any] = {"facecolor": OTHER, "edgecolor": OTHER}
_OTHER_ANSWER: dict[str, Any] = {"facecolor": "white", "edgecolor": PEER, "hatch": "////////"}


def _legend(chosen: MeasureMultiverse) -> list[Line2D | Patch]:
    """Explain the marks of the curve."""
    level = share(chosen.measure.level)
    is_flow = chosen.measure.headline.stage is Stage.FLOW
    band = f"{level} usikkerhed" if is_flow else f"{level} af almindelige kommuner"
    return [
        Line2D([], [], linestyle="none", marker="D", color=FOCUS, label="Hovedvalget"),
        Line2D([], [], color=REFERENCE, label="De andre valg"),
        Patch(facecolor=OTHER, label=f"{band}, samme svar"),
        Patch(facecolor="white", edgecolor=PEER, hatch="////", label=f"{band}, et andet svar"),
    ]


def _how_to_read(chosen: MeasureMultiverse, *, is_cut: bool) -> str:
    """Say how the figure is read, by stage."""
    what = (
        "Båndet er usikkerheden på forholdet; når det ikke rummer 1, er der en forskel."
        if chosen.measure.headline.stage is Stage.FLOW
        else "Båndet om 1 er det forhold, almindelige kommuner ville have; en linje uden for "
        "båndet er usædvanlig."
    )
    cut = (
        f" En pil øverst: båndet når længere op end {number(_CAP)}, hvor figuren er skåret."
        if is_cut
        else ""
    )
    return (
        "Linjen viser forholdet ved de andre valg, ordnet efter størrelse, så hver beslutning "
        f"tæller lige meget; tallene ved enderne er det laveste og det højeste. {what}{cut} "
        "Nedenunder står en prik, hvor et valg er i brug, og til højre, "
        "hvor stor en del af det pågældende valgs kommuner der giver hovedvalgets svar."
    )


def _alt(comparison: PracticeComparison, chosen: MeasureMultiverse, name: str) -> str:
    """Describe the curve in words."""
    varied = chosen.varied
    others = varied.ratio[varied.weights > 0]
    return (
        f"Kurve over faktisk/forventet for {comparison.focus_name}, {name}. Hovedvalget giver "
        f"{number(float(varied.ratio[MAIN]), decimals=2)}; de andre valg ligger fra "
        f"{number(float(others.min()), decimals=2)} til {number(float(others.max()), decimals=2)}, "
        f"og {share(varied.same_answer)} af dem giver samme svar."
    )


def _records(multiverse: Multiverse, chosen: MeasureMultiverse) -> list[dict[str, Any]]:
    """Return the numbers behind the curve, one record per set of peers."""
    varied, sets = chosen.varied, multiverse.sets
    codes = chosen.measure.cells.codes
    return [
        {
            "measure": chosen.measure.headline.id,
            "set": row,
            "is_main": row == MAIN,
            "weight": plain_number(varied.weights[row]),
            "peers": " ".join(codes[i] for i in np.flatnonzero(sets.members[row])),
            "is_pooled": bool(sets.is_pooled[row]),
            "n_expected": plain_number(varied.gaps.expected.n_expected[row], 2),
            "ratio": plain_number(varied.ratio[row], 4),
            "ratio_lower_by_draws": plain_number(varied.ratio_lower[row], 4),
            "ratio_upper_by_draws": plain_number(varied.ratio_upper[row], 4),
            "side": int(varied.side[row]),
        }
        for row in range(len(sets.members))
    ]


def _missing(comparison: PracticeComparison, block_id: str) -> Block:
    """Say why there is no curve."""
    text = Paragraph(
        "Ingen af tallene er store nok, eller ingen andre valg af kommuner er mulige. Hent tal for "
        "alle kommuner, og vilkår for den valgte kommune, for at se andre valg.",
        lead="Kan ikke vises med disse data.",
    )
    return Block(block_id, Text((text,), role="missing"), comparison.name_lineage)
