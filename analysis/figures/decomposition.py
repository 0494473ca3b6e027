"""How much of each gap to the peers is who lives here, and at which ages does it arise?"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from analysis.blocks.model import Block, Figure
from analysis.blocks.records import plain_number
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.denominators import Stratum
from analysis.comparison.explained.decomposition import GapDecomposition, MeasureSplit, Part
from analysis.concepts import Lineage, Sex
from analysis.figures.all_municipalities import measure_label
from analysis.figures.style import FOCUS, PEER, REFERENCE, figure_to_svg, house_figure, label_ticks
from analysis.labels import HARD_SPACE, number, share

_BAR = 0.34
_STRUCTURE, _PRACTICE = "hvem der bor her (alder og køn)", "praksis og alt andet"
_SEXES = {Sex.WOMEN: "Kvinder", Sex.MEN: "Mænd"}


def plot_decomposition(
    comparison: PracticeComparison, decomposition: GapDecomposition
) -> tuple[Block, ...]:
    """Show the two parts of each gap to the peers, and the ages at which they arise.

    Parameters
    ----------
    comparison : PracticeComparison
        The focus and its peers.
    decomposition : GapDecomposition
        From `split_gaps`.

    Returns
    -------
    tuple of Block
        Two figures; none where no headline has ages.
    """
    splits = [split for split in decomposition.splits if split.peer_rate > 0]
    if not splits:
        return ()
    return (
        _plot_parts(comparison, splits, level=decomposition.level),
        _plot_ages(comparison, splits[0], level=decomposition.level),
    )


def _plot_parts(
    comparison: PracticeComparison, splits: list[MeasureSplit], *, level: float
) -> Block:
    """Draw the two parts of every headline, in per cent of the peers' rate."""
    lineage = _lineage(comparison, splits)
    with house_figure(lineage, height=1.1 + 0.52 * len(splits)) as (figure, (ax,)):
        for row, split in enumerate(splits):
            base = split.peer_rate * split.people
            _draw_bar(ax, split.structure, y=-row + _BAR / 2, base=base, is_practice=False)
            _draw_bar(ax, split.practice, y=-row - _BAR / 2, base=base, is_practice=True)
        ax.axvline(0, color=REFERENCE, linewidth=0.9, zorder=4)
        ax.set_yticks(
            [-row for row in range(len(splits))], [measure_label(s.measure) for s in splits]
        )
        ax.set_ylim(-len(splits) + 0.4, 0.6)
        ax.margins(x=0.16)
        label_ticks(ax.xaxis, signed=True, suffix=f"{HARD_SPACE}%")
        ax.set_xlabel("Del af forskellen, i pct. af de sammenlignelige kommuners rate")
        ax.grid(axis="x")
        ax.spines["left"].set_visible(False)
        figure.legend(handles=_legend(ax), loc="outside upper left", ncols=2)
        svg = figure_to_svg(figure, name="forskel-dele")
    words = "; ".join(
        f"{s.measure.headline.benefit.label} ({s.measure.headline.stage.label}) "
        f"{_amount(s.gap.value, s)} i alt, heraf {_amount(s.structure.value, s)} alder og køn og "
        f"{_amount(s.practice.value, s)} praksis og alt andet"
        for s in splits
    )
    content = Figure(
        title="Forskellen til de sammenlignelige kommuner, delt i to",
        svg=svg,
        alt=f"Søjler for {comparison.focus_name}: {words}.",
        answers="Hvor meget af forskellen er, hvem der bor i kommunen, og hvor meget er praksis?",
        how_to_read="Forskellen mellem kommunens og de sammenlignelige kommuners antal pr. "
        "indbygger er summen af de to søjler. Den skraverede er den del, der følger af, at der bor "
        "flere eller færre i de aldre og af det køn, hvor ordningen bruges meget. Den fyldte er "
        "resten: at mennesker af samme alder og køn får den oftere eller sjældnere. Tallet ved "
        "søjlen er tilkendelser eller modtagere i kommunen. Stregen på søjlen er usikkerheden "
        f"({share(level)}), som kun tilkendelser har.",
        does_not_show="Praksis og alt andet rummer også forskelle i helbred, uddannelse og "
        "arbejde, som alder og køn ikke fanger. Opdelingen beskriver og forklarer ikke.",
        records=tuple(_part_record(split, level=level) for split in splits),
    )
    return Block("forskel-dele", content, lineage)


def _plot_ages(comparison: PracticeComparison, split: MeasureSplit, *, level: float) -> Block:
    """Draw the two parts by age, for women and men beside each other."""
    lineage = _lineage(comparison, [split])
    ages = sorted({(s.age_from, s.age_to) for s in split.strata})
    unit = "tilkendelser" if split.is_flow else "modtagere"
    with house_figure(lineage, height=0.95 + 0.205 * max(len(ages), 5), columns=2) as (
        figure,
        axes,
    ):
        for ax, (sex, title) in zip(axes, _SEXES.items(), strict=True):
            for place, stratum in enumerate(split.strata):
                if stratum.sex is not sex:
                    continue
                y = -ages.index((stratum.age_from, stratum.age_to))
                structure, practice = _of_group(split, place)
                _draw_bar(ax, structure, y=y + _BAR / 2, base=None, is_practice=False)
                _draw_bar(ax, practice, y=y - _BAR / 2, base=None, is_practice=True)
            ax.set_title(title)
            ax.axvline(0, color=REFERENCE, linewidth=0.9, zorder=4)
            ax.set_yticks([-row for row in range(len(ages))], [_age_label(*age) for age in ages])
            ax.set_ylim(-len(ages) + 0.4, 0.6)
            label_ticks(ax.xaxis, signed=True)
            ax.grid(axis="x")
            ax.spines["left"].set_visible(False)
        low = min(ax.get_xlim()[0] for ax in axes)
        high = max(ax.get_xlim()[1] for ax in axes)
        for ax in axes:
            ax.set_xlim(low, high)
        figure.supxlabel(f"Del af forskellen, {unit} i kommunen", fontsize=8.5)
        figure.legend(handles=_legend(axes[0]), loc="outside upper left", ncols=2)
        svg = figure_to_svg(figure, name="forskel-aldre")
    largest = max(range(len(split.strata)), key=lambda i: abs(split.practice_by_group[i].value))
    headline = split.measure.headline
    content = Figure(
        title=f"{headline.benefit.label.capitalize()}, {headline.stage.label}: forskellen efter "
        "alder og køn",
        svg=svg,
        alt=f"Søjler efter alder og køn for {comparison.focus_name}. Den største del af praksis og "
        f"alt andet er {_group_label(split.strata[largest])}: "
        f"{_amount(split.practice_by_group[largest].value, split)} {unit}.",
        answers="I hvilke aldre og for hvilket køn opstår forskellen?",
        how_to_read="Alle søjler lagt sammen er hele forskellen. De skraverede er, at der bor "
        "flere eller færre i gruppen end hos de sammenlignelige kommuner; de skal læses under ét. "
        "De fyldte er, at gruppen får ordningen oftere eller sjældnere end samme gruppe dér."
        + (f" Stregen er usikkerheden ({share(level)})." if split.is_flow else ""),
        does_not_show="En enkelt gruppe kan have få tilkendelser; se på stregen, før der "
        "konkluderes på den. Hvorfor gruppen behandles anderledes, viser figuren ikke."
        if split.is_flow
        else "En bestand har ingen usikkerhed af denne slags. Hvorfor gruppen har flere eller "
        "færre modtagere, viser figuren ikke.",
        records=tuple(_group_records(split, level=level)),
    )
    return Block("forskel-aldre", content, lineage)


def _draw_bar(ax: Axes, part: Part, *, y: float, base: float | None, is_practice: bool) -> None:
    """Draw one part as a bar with its limits; with a base in per cent, and its number."""
    scale = 1.0 if base is None else 100.0 / base
    looks: dict[str, Any] = (
        {"color": FOCUS, "edgecolor": FOCUS}
        if is_practice
        else {"color": "white", "edgecolor": PEER, "hatch": "////"}
    )
    ax.barh(y, part.value * scale, height=_BAR, linewidth=0.8, zorder=3, **looks)
    ends = [0.0, part.value * scale]
    if np.isfinite(part.lower):
        ends += [part.lower * scale, part.upper * scale]
        # White around it, so that it is seen on a filled bar as beside it.
        ax.plot(ends[2:], [y, y], color="white", linewidth=2.4, zorder=5)
        ax.plot(ends[2:], [y, y], color=REFERENCE, linewidth=1.2, zorder=6)
    if base is None:
        return
    is_left = part.value < 0
    decimals = 0 if abs(part.value) >= 20 else 1
    ax.annotate(
        number(part.value, decimals=decimals, signed=True),
        (min(ends) if is_left else max(ends), y), xytext=(-4 if is_left else 4, 0),
        textcoords="offset points", ha="right" if is_left else "left", va="center_baseline",
        fontsize=7.5, color=FOCUS if is_practice else PEER,
    )  # fmt: skip


def _legend(ax: Axes) -> list[Any]:
    """Return the handles that explain the two bars."""
    return [
        ax.barh(0, 0, color="white", edgecolor=PEER, hatch="////", label=_STRUCTURE),
        ax.barh(0, 0, color=FOCUS, label=_PRACTICE),
    ]


def _of_group(split: MeasureSplit, place: int) -> tuple[Part, Part]:
    """Return both parts of one group."""
    return split.structure_by_group[place], split.practice_by_group[place]


def _amount(value: float, split: MeasureSplit) -> str:
    """Write awards or recipients, with a decimal where they are few."""
    decimals = 0 if abs(split.gap.value) >= 20 else 1
    return number(value, decimals=decimals, signed=True)


def _age_label(age_from: int, age_to: int) -> str:
    """Write an age group; the oldest one is open."""
    return f"{age_from} år og over" if age_to >= 99 else f"{age_from}–{age_to} år"


def _group_label(stratum: Stratum) -> str:
    """Write a group in words."""
    return f"{_SEXES[stratum.sex].lower()} {_age_label(stratum.age_from, stratum.age_to)}"


def _lineage(comparison: PracticeComparison, splits: list[MeasureSplit]) -> Lineage:
    """Return what the splits rest on."""
    start = comparison.name_lineage | comparison.peers.lineage
    return reduce(or_, (split.measure.lineage for split in splits), start)


def _part_record(split: MeasureSplit, *, level: float) -> dict[str, Any]:
    """Return the numbers of one headline's split."""
    measure = split.measure
    record: dict[str, Any] = {
        "measure": measure.headline.id,
        "stage": measure.headline.stage.value,
        "unit": measure.cells.source.unit.value,
        "period_first": str(measure.window.first),
        "period_last": str(measure.window.last),
        "person_years_or_residents": plain_number(split.people),
        "crude_rate": plain_number(split.rate, 9),
        "crude_rate_of_peers": plain_number(split.peer_rate, 9),
        "level": level,
    }
    for name in ("gap", "structure", "practice"):
        record |= _limits_record(name, getattr(split, name))
    return record


def _group_records(split: MeasureSplit, *, level: float) -> list[dict[str, Any]]:
    """Return the numbers of every group."""
    return [
        {
            "measure": split.measure.headline.id,
            "sex": stratum.sex.value,
            "age_from": stratum.age_from,
            "age_to": stratum.age_to,
            "level": level,
            **_limits_record("structure", structure),
            **_limits_record("practice", practice),
        }
        for stratum, structure, practice in zip(
            split.strata, split.structure_by_group, split.practice_by_group, strict=True
        )
    ]


def _limits_record(name: str, part: Part) -> dict[str, Any]:
    """Return a part with its limits."""
    return {
        name: plain_number(part.value),
        f"{name}_lower": plain_number(part.lower),
        f"{name}_upper": plain_number(part.upper),
    }
