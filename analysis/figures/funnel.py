"""Where does the municipality lie when size is taken into account? The funnel.

A small municipality may lie far from the expected number by chance, a large one may not.
The limits are therefore wide at the left and narrow at the right.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator

from analysis.blocks.model import Block, Figure, Paragraph, Text
from analysis.blocks.records import plain_number
from analysis.comparison.among.among_all import AmongAll, MeasureAmongAll
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.gaps import CLEAR_LEVEL, SMALLEST_EXPECTED_STOCK
from analysis.concepts import Lineage, Stage
from analysis.figures.dot_names import NamedDot, name_dots
from analysis.figures.strips import strip_legend
from analysis.figures.style import (
    FOCUS,
    OTHER,
    PEER,
    REFERENCE,
    figure_to_svg,
    house_figure,
    label_ticks,
)
from analysis.labels import interval, listing, number, sentence_case, share

_BANDS = {0: "#D9DFE5", 1: "#ECF0F3"}
_CHANCE: dict[int, Any] = {0: "-", 1: (0, (4, 2.5))}
_TALLEST = 3.2
_MOST_NAMES, _MOST_NAMES_SMALL = 8, 3
_TICKS = tuple(base * 10**power for power in range(6) for base in (1, 3))
_LOOKS: dict[str, dict[str, Any]] = {
    "øvrig": {"color": OTHER, "markersize": 3.4, "zorder": 3, "markeredgewidth": 0},
    "sammenlignelig": {
        "markerfacecolor": "white", "markeredgecolor": PEER, "markeredgewidth": 1.3,
        "markersize": 5.5, "zorder": 4,
    },
    "fokus": {"color": FOCUS, "markersize": 7.5, "zorder": 5, "markeredgewidth": 0},
}  # fmt: skip


def plot_funnel(comparison: PracticeComparison, among_all: AmongAll) -> tuple[Block, ...]:
    """Show every municipality by size, with what is usual and what chance alone gives.

    Parameters
    ----------
    comparison : PracticeComparison
        The focus and its peers.
    among_all : AmongAll
        From `judge_all`.

    Returns
    -------
    tuple of Block
        A funnel for each headline in awards, one with a panel for each stock, and a text
        in the place of what cannot be drawn.
    """
    flows = [m for m in among_all.measures if m.measure.headline.stage is Stage.FLOW]
    stocks = [m for m in among_all.measures if m.measure.headline.stage is Stage.STOCK]
    blocks = [_plot_flow(comparison, m, level=among_all.level) for m in flows if m.funnel]
    drawn = [m for m in stocks if m.funnel]
    if drawn:
        blocks.append(_plot_stocks(comparison, drawn, level=among_all.level))
    left_out = [m for m in among_all.measures if not m.funnel]
    if left_out or not flows:
        blocks.append(_say_what_is_missing(comparison, left_out, has_flows=bool(flows)))
    return tuple(blocks)


def _plot_flow(comparison: PracticeComparison, judged: MeasureAmongAll, *, level: float) -> Block:
    """Draw the funnel of awards."""
    name = f"tragt-{judged.measure.headline.id}"
    lineage = _lineage(comparison, [judged])
    with house_figure(lineage, height=4.5) as (figure, (ax,)):
        figure.legend(
            handles=[*strip_legend(comparison.focus_name), *_limit_legend(level, has_chance=True)],
            loc="outside upper left", ncols=3, handletextpad=0.5, columnspacing=1.4,
        )  # fmt: skip
        ax.set_xlabel(
            "Forventede tilkendelser ved praksis i resten af landet (større kommuner til højre)"
        )
        ax.set_ylabel("Faktisk / forventet")
        dots = _draw_panel(ax, comparison, judged, level=level)
        figure.draw_without_rendering()
        named = _name_dots(ax, comparison, judged, dots, most=_MOST_NAMES)
        svg = figure_to_svg(figure, name=name)
    benefit = judged.measure.headline.benefit.label
    content = Figure(
        title=f"{sentence_case(benefit)}: tilkendelser i forhold til forventet, efter størrelse",
        svg=svg,
        alt=f"Tragtdiagram. {_in_words(comparison, judged, level=level)}"
        + (f" Navngivne uden for: {listing(named)}." if named else ""),
        answers="Hvor ligger kommunen, når størrelsen regnes med?",
        how_to_read="Hver prik er en kommune, holdt op mod resten af landet. De tynde linjer "
        "viser, hvor langt tilfældigheder alene kan flytte en kommune: uden for dem er praksis "
        "forskellig fra resten af landets. De grå felter viser, hvor langt kommuner ligger fra "
        "hinanden, når praksis i forvejen varierer: uden for det mørkere felt er kommunen "
        "usædvanlig blandt kommuner. Det er to svar på to spørgsmål, og begge kan være rigtige.",
        does_not_show="At ligge inde i feltet betyder ikke, at praksis er den samme som andres. "
        f"Ved {share(level)} ligger omkring {_about(judged, level)} af "
        f"{number(_n_compared(judged))} kommuner uden for det mørkere felt, "
        "selv om ingen er usædvanlig.",
        records=tuple(_records(comparison, [judged])),
    )
    return Block(name, content, lineage)


def _plot_stocks(
    comparison: PracticeComparison, judged: list[MeasureAmongAll], *, level: float
) -> Block:
    """Draw a small funnel for each stock."""
    lineage = _lineage(comparison, judged)
    rows = -(-len(judged) // 2)
    with house_figure(lineage, height=0.9 + 2.15 * rows, rows=rows, columns=2) as (figure, axes):
        figure.legend(
            handles=[*strip_legend(comparison.focus_name), *_limit_legend(level, has_chance=False)],
            loc="outside upper left", ncols=3, handletextpad=0.5, columnspacing=1.4,
        )  # fmt: skip
        figure.supxlabel(
            "Forventet bestand ved praksis i resten af landet (større kommuner til højre)",
            fontsize=8.5,
        )
        figure.supylabel("Faktisk / forventet", fontsize=8.5)
        for ax in axes[len(judged) :]:
            ax.set_visible(False)
        dots = []
        for ax, each in zip(axes, judged, strict=False):
            ax.set_title(sentence_case(each.measure.headline.benefit.label))
            dots.append(_draw_panel(ax, comparison, each, level=level))
        # Once for all panels: laying a figure out takes longer than all else.
        figure.draw_without_rendering()
        for ax, each, own in zip(axes, judged, dots, strict=False):
            _name_dots(ax, comparison, each, own, most=_MOST_NAMES_SMALL)
        svg = figure_to_svg(figure, name="tragt-bestand")
    words = " ".join(
        f"{sentence_case(each.measure.headline.benefit.label)}: "
        f"{_in_words(comparison, each, level=level)}"
        for each in judged
    )
    content = Figure(
        title="Bestand i forhold til forventet, efter størrelse",
        svg=svg,
        alt=f"Tragtdiagrammer. {words}",
        answers="Er kommunens bestand usædvanlig, når størrelsen regnes med?",
        how_to_read="Hver prik er en kommune, holdt op mod resten af landet. Det mørkere felt "
        "viser, hvor en kommune med almindelig praksis ville ligge. Det er bredere for små "
        "kommuner, hvor få personer fra eller til flytter meget.",
        does_not_show="En bestand er de samme personer kvartal efter kvartal og har ingen grænser "
        "for tilfældigheder alene. Kommuner med under "
        f"{number(SMALLEST_EXPECTED_STOCK)} forventede er ikke vist. At ligge inde i feltet "
        "betyder ikke, at praksis er den samme som andres.",
        records=tuple(_records(comparison, judged)),
    )
    return Block("tragt-bestand", content, lineage)


def _draw_panel(
    ax: Axes,
    comparison: PracticeComparison,
    judged: MeasureAmongAll,
    *,
    level: float,
) -> dict[int, tuple[float, float]]:
    """Draw limits and dots; return where each municipality's dot is."""
    funnel, expected = judged.funnel, judged.gaps.expected.n_expected
    assert funnel is not None
    shown = [
        i
        for i in range(len(judged.codes))
        if np.isfinite(judged.ratio[i]) and expected[i] >= funnel.n_expected[0]
    ]
    height = float(np.clip(1.12 * max(judged.ratio[shown], default=2.0), 2.0, _TALLEST))
    for place in (1, 0):
        each = (level, CLEAR_LEVEL)[place]
        ax.fill_between(
            funnel.n_expected, *funnel.usual[each], color=_BANDS[place], linewidth=0, zorder=1
        )
        for limit in funnel.chance.get(each, ()):
            ax.plot(
                funnel.n_expected, limit, color=PEER, linewidth=0.8, linestyle=_CHANCE[place],
                zorder=2,
            )  # fmt: skip
    ax.axhline(1, color=REFERENCE, linewidth=0.9, zorder=2)
    ax.set_xscale("log")
    ax.set_xlim(funnel.n_expected[0], funnel.n_expected[-1])
    ticks = [t for t in _TICKS if funnel.n_expected[0] <= t <= funnel.n_expected[-1]]
    ax.set_xticks(ticks, [number(t) for t in ticks])
    ax.minorticks_off()
    ax.set_ylim(0, height)
    ax.yaxis.set_major_locator(_half_steps(height))
    label_ticks(ax.yaxis)
    dots = {i: (float(expected[i]), float(min(judged.ratio[i], height))) for i in shown}
    looks: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for i, dot in dots.items():
        role = _role(comparison, judged.codes[i])
        marker = "^" if judged.ratio[i] > height else "D" if role == "fokus" else "o"
        looks.setdefault((role, marker), []).append(dot)
    for (role, marker), places in looks.items():
        x, y = zip(*places, strict=True)
        ax.plot(x, y, marker=marker, linestyle="none", clip_on=False, **_LOOKS[role])
    return dots


def _name_dots(
    ax: Axes,
    comparison: PracticeComparison,
    judged: MeasureAmongAll,
    dots: dict[int, tuple[float, float]],
    *,
    most: int,
) -> tuple[str, ...]:
    """Write the names that there is room for; return those but the focus's."""
    names = _whom_to_name(comparison, judged, dots, most=most)
    written = name_dots(ax, names, dots=list(dots.values()))
    return tuple(name for name in written if name != comparison.focus_name)


def _half_steps(height: float) -> Any:
    """Return ticks at every half."""
    return FixedLocator(list(np.arange(0.0, height + 0.01, 0.5)))


def _whom_to_name(
    comparison: PracticeComparison,
    judged: MeasureAmongAll,
    dots: dict[int, tuple[float, float]],
    *,
    most: int,
) -> list[NamedDot]:
    """Return the focus, and those outside the usual if they are few, the furthest first."""
    own = judged.place(comparison.focus)
    names = [NamedDot(*dots[own], comparison.focus_name, is_focus=True)] if own in dots else []
    answer = judged.unusual
    if answer is None:
        return names
    outside = [i for i in dots if answer.is_named[i] and i != own]
    outside.sort(key=lambda i: (answer.p_value[i], judged.codes[i]))
    return names + [NamedDot(*dots[i], comparison.name(judged.codes[i])) for i in outside[:most]]


def _limit_legend(level: float, *, has_chance: bool) -> list[Any]:
    """Return the handles that explain the limits."""
    levels = (level, CLEAR_LEVEL)
    handles: list[Any] = [
        Patch(color=_BANDS[i], label=f"Almindelig variation, {share(each, decimals=i)}")
        for i, each in enumerate(levels)
    ]
    if has_chance:
        handles += [
            Line2D(
                [], [], color=PEER, linewidth=0.8, linestyle=_CHANCE[i],
                label=f"Tilfældigheder alene, {share(each, decimals=i)}",
            )
            for i, each in enumerate(levels)
        ]  # fmt: skip
    return handles


def _role(comparison: PracticeComparison, code: str) -> str:
    """Return what a municipality is in the comparison."""
    if code == comparison.focus:
        return "fokus"
    return "sammenlignelig" if code in comparison.peers.codes else "øvrig"


def _in_words(comparison: PracticeComparison, judged: MeasureAmongAll, *, level: float) -> str:
    """Say where the focus lies, between which limits, and how many lie outside."""
    gap = judged.gaps.one(judged.place(comparison.focus))
    usual = gap.usual or gap.ordinary
    if usual is None:
        return f"{comparison.focus_name} har for små tal til at blive vist."
    words = (
        f"{comparison.focus_name} har {number(gap.n_observed)}, hvor {number(gap.n_expected)} er "
        f"forventet: {number(gap.plain_ratio, decimals=2)}"
    )
    if gap.ratio is not None:
        words += f" ({interval(gap.ratio.lower, gap.ratio.upper, decimals=2)})"
    low, high = usual.lower / gap.n_expected, usual.upper / gap.n_expected
    words += f"; almindelig variation er {interval(low, high, decimals=2)}."
    if judged.unusual is None:
        return words
    return (
        f"{words} {number(judged.unusual.n_named)} af {number(judged.unusual.n_compared)} kommuner "
        f"ligger uden for ved {share(level)}."
    )


def _n_compared(judged: MeasureAmongAll) -> int:
    """Return how many municipalities are compared."""
    return 0 if judged.unusual is None else judged.unusual.n_compared


def _about(judged: MeasureAmongAll, level: float) -> str:
    """Return how many would lie outside were none unusual."""
    return number((1.0 - level) * _n_compared(judged))


def _lineage(comparison: PracticeComparison, judged: list[MeasureAmongAll]) -> Lineage:
    """Return what a funnel rests on."""
    start = comparison.name_lineage | comparison.peers.lineage
    return reduce(or_, (each.measure.lineage for each in judged), start)


def _records(comparison: PracticeComparison, judged: list[MeasureAmongAll]) -> list[dict[str, Any]]:
    """Return the numbers behind the dots."""
    records: list[dict[str, Any]] = []
    for each in judged:
        measure, unit = each.measure, each.measure.cells.source.unit
        for i, code in enumerate(each.codes):
            gap = each.gaps.one(i)
            usual = gap.usual or gap.ordinary
            record: dict[str, Any] = {
                "measure": measure.headline.id,
                "period_first": str(measure.window.first),
                "period_last": str(measure.window.last),
                "unit": unit.value,
                "municipality_code": code,
                "municipality_name": comparison.name(code),
                "role": _role(comparison, code),
                "n_observed": plain_number(gap.n_observed),
                "n_expected_rest_of_country": plain_number(gap.n_expected),
                "ratio": plain_number(gap.plain_ratio),
                "ratio_lower": None if gap.ratio is None else plain_number(gap.ratio.lower),
                "ratio_upper": None if gap.ratio is None else plain_number(gap.ratio.upper),
                "usual_lower": None if usual is None else plain_number(usual.lower),
                "usual_upper": None if usual is None else plain_number(usual.upper),
                "level": measure.level,
            }
            for name, answer in (("different", each.different), ("unusual", each.unusual)):
                for part in ("p_value", "q_value"):
                    told = None if answer is None else plain_number(getattr(answer, part)[i], 9)
                    record[f"{part}_{name}"] = told
            records.append(record)
    return records


def _say_what_is_missing(
    comparison: PracticeComparison, left_out: list[MeasureAmongAll], *, has_flows: bool
) -> Block:
    """Say what cannot be drawn, and how to get it."""
    paragraphs = []
    if left_out:
        names = [
            f"{m.measure.headline.benefit.label} ({m.measure.headline.stage.label})"
            for m in left_out
        ]
        text = (
            "Mindst 20 andre kommuner skal have tal, der er store nok, før man kan se, hvor "
            f"meget kommuner varierer. Det har de ikke for {listing(names)}. Hent tal for alle "
            "98 kommuner, eller se på en længere periode."
        )
        paragraphs.append(Paragraph(text, "Kan ikke vises."))
    if not has_flows:
        text = (
            "Uden tilkendelser er der kun bestande at vise. Hent PEN113 (MODTAG1=82, nye "
            "modtagere) på statistikbanken.dk efter område, køn, alder og måned."
        )
        paragraphs.append(Paragraph(text, "Tilkendelser."))
    content = Text(tuple(paragraphs), role="missing")
    return Block("tragt-mangler", content, _lineage(comparison, left_out))
