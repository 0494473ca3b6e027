"""Raw and shrunken ratios of the focus and its peers, with what they are pulled towards."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.blocks.model import Block, Figure, Paragraph, Text
from analysis.blocks.records import plain_number
from analysis.comparison.among.shrunk import ShrunkComparison, ShrunkMeasure
from analysis.figures.style import (
    FOCUS,
    OTHER,
    PEER,
    REFERENCE,
    figure_to_svg,
    house_figure,
    label_ticks,
)
from analysis.labels import interval, number, sentence_case, share

_COLUMNS = 3
_LARGEST_CAP = 4.0
_RAW, _TARGET = "o", "|"


def plot_shrunk(shrunk: ShrunkComparison) -> Block:
    """Show how far each ratio is moved when chance is taken out, and how sure it is.

    Parameters
    ----------
    shrunk : ShrunkComparison
        Every headline with all municipalities shrunk.

    Returns
    -------
    Block
        The figure, with one record per headline and municipality; words on what is
        missing where no headline can be shrunk.
    """
    measures = [m for m in shrunk.measures if _shown(m, shrunk)]
    if not measures:
        return _say_nothing_can_be_shown(shrunk)
    n_rows = -(-len(measures) // _COLUMNS)
    longest = max(len(_shown(m, shrunk)) for m in measures)
    cap = _cap(measures, shrunk)
    height = 0.75 + n_rows * (0.55 + 0.165 * longest)
    with house_figure(shrunk.lineage, height=height, rows=n_rows, columns=_COLUMNS) as (
        figure,
        panels,
    ):
        for ax, measure in zip(panels, measures, strict=False):
            _draw_panel(ax, measure, shrunk, cap=cap)
        for ax in panels[len(measures) :]:
            ax.set_axis_off()
        figure.supxlabel("Faktisk / forventet ved praksis i resten af landet", fontsize=8.5)
        figure.legend(handles=_legend(shrunk), loc="outside upper left", ncols=3)
        svg = figure_to_svg(figure, name="trukket-mod-forventning")
    content = Figure(
        title="Faktisk / forventet, når tilfældighederne er trukket fra",
        svg=svg,
        alt=_alt(shrunk, measures),
        answers="Hvad er kommunens forhold sandsynligvis, når tilfældigheder i små tal er "
        "trukket fra?",
        how_to_read="Ringen er det rå forhold. Den udfyldte prik er det samme forhold trukket mod "
        "den lille lodrette streg: det, en model venter af en kommune med de samme rammevilkår. "
        "Jo færre der ventes i kommunen, jo længere trækkes der. Linjen er usikkerheden "
        f"({share(shrunk.level)}). En linje, der når højre kant, fortsætter ud over den.",
        does_not_show="Modellen kender kun få rammevilkår, og de kan selv være et resultat af "
        "praksis. En kommune, der virkelig skiller sig ud, trækkes for langt ind.",
        records=tuple(_records(shrunk)),
    )
    return Block("trukket-mod-forventning", content, shrunk.lineage)


def _say_nothing_can_be_shown(shrunk: ShrunkComparison) -> Block:
    text = Paragraph(
        "Der er for få kommuner med tal til at skønne, hvor forskellige kommuner er. Hent "
        "tabellerne for alle kommuner.",
        lead="Kan ikke besvares med disse data.",
    )
    return Block("trukket-mod-forventning", Text((text,), role="missing"), shrunk.lineage)


def _shown(measure: ShrunkMeasure, shrunk: ShrunkComparison) -> list[str]:
    """Return the codes of a panel's rows: the focus first."""
    return [c for c in (shrunk.focus, *shrunk.peers) if c in measure.municipalities.index]


def _cap(measures: list[ShrunkMeasure], shrunk: ShrunkComparison) -> float:
    """Return the right end of all axes."""
    largest = max(
        m.numbers_of(code)[name]
        for m in measures
        for code in _shown(m, shrunk)
        for name in ("raw_ratio", "ratio_upper")
    )
    return float(np.clip(np.ceil(largest * 2.0 + 0.1) / 2.0, 1.5, _LARGEST_CAP))


def _draw_panel(ax: Axes, measure: ShrunkMeasure, shrunk: ShrunkComparison, *, cap: float) -> None:
    """Draw one headline: one row per municipality."""
    codes = _shown(measure, shrunk)
    for row, code in enumerate(codes):
        line = measure.numbers_of(code)
        is_focus = code == shrunk.focus
        color = FOCUS if is_focus else PEER
        upper = min(line["ratio_upper"], cap)
        ax.plot([line["ratio_lower"], upper], [-row, -row], color=color,
                linewidth=2.0 if is_focus else 1.1, zorder=3, solid_capstyle="butt")  # fmt: skip
        ax.plot(line["modelled_ratio"], -row, marker=_TARGET, color=REFERENCE, markersize=8,
                markeredgewidth=1.1, linestyle="none", zorder=2)  # fmt: skip
        ax.plot(min(line["raw_ratio"], cap), -row, marker=_RAW if line["raw_ratio"] <= cap else ">",
                markerfacecolor="white", markeredgecolor=color, markeredgewidth=1.1, markersize=6,
                linestyle="none", zorder=4, clip_on=False)  # fmt: skip
        ax.plot(min(line["ratio"], cap), -row, marker="D" if is_focus else "o", color=color,
                markersize=4 if is_focus else 3.2, linestyle="none", zorder=5,
                clip_on=False)  # fmt: skip
    ax.axvline(1, color=OTHER, linewidth=0.9, zorder=1)
    ax.set_yticks([-row for row in range(len(codes))], [shrunk.names[code] for code in codes])
    if codes and codes[0] == shrunk.focus:
        ax.get_yticklabels()[0].set_color(FOCUS)
        ax.get_yticklabels()[0].set_fontweight(600)
    ax.set_ylim(-len(codes) + 0.4, 0.6)
    ax.set_xlim(0, cap)
    step = 0.5 if cap <= 2.5 else 1.0
    ax.set_xticks(np.arange(0, cap + step / 2, step))
    label_ticks(ax.xaxis)
    ax.grid(axis="x")
    ax.spines["left"].set_visible(False)
    ax.set_title(_name(measure))


def _legend(shrunk: ShrunkComparison) -> list[Line2D]:
    """Return handles that explain the marks."""
    return [
        Line2D([], [], marker="o", markerfacecolor="white", markeredgecolor=PEER, color=PEER,
               linestyle="none", markersize=6, label="rå"),
        Line2D([], [], marker="o", color=PEER, linewidth=1.1, markersize=3.2,
               label=f"trukket mod forventningen, med {share(shrunk.level)}"),
        Line2D([], [], marker=_TARGET, color=REFERENCE, linestyle="none", markersize=8,
               label="ventet efter rammevilkår"),
    ]  # fmt: skip


def _name(measure: ShrunkMeasure) -> str:
    headline = measure.headline
    return f"{sentence_case(headline.benefit.label)}: {headline.stage.label}"


def _alt(shrunk: ShrunkComparison, measures: list[ShrunkMeasure]) -> str:
    """Say the focus's raw and shrunken ratios in words."""
    parts = []
    for measure in measures:
        if shrunk.focus not in measure.municipalities.index:
            continue
        line = measure.numbers_of(shrunk.focus)
        parts.append(
            f"{measure.headline.benefit.label} ({measure.headline.stage.label}) rå "
            f"{number(line['raw_ratio'], decimals=2)}, trukket {number(line['ratio'], decimals=2)} "
            f"({interval(line['ratio_lower'], line['ratio_upper'], decimals=2)})"
        )
    return f"Rækker med rå og trukne forhold. {shrunk.focus_name}: {'; '.join(parts)}."


def _records(shrunk: ShrunkComparison) -> list[dict[str, object]]:
    """Return the numbers of all municipalities."""
    records: list[dict[str, object]] = []
    for measure in shrunk.measures:
        for code, row in measure.municipalities.iterrows():
            role = "sammenlignelig" if code in shrunk.peers else "øvrig"
            records.append(
                {
                    "measure": measure.headline.id,
                    "municipality_code": code,
                    "municipality_name": shrunk.names[str(code)],
                    "role": "fokus" if code == shrunk.focus else role,
                    **{str(name): plain_number(value) for name, value in row.items()},
                    "level": shrunk.level,
                    "conditions": ", ".join(measure.conditions),
                }
            )
    return records
