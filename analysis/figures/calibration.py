"""The rates that the verdicts state, and the rates that came out in copies of the country."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MultipleLocator

from analysis.blocks.model import Block, Figure, Paragraph, Text
from analysis.blocks.records import plain_number
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.calibration.realised import Realised
from analysis.comparison.calibration.verdicts import (
    Answered,
    Calibration,
    MeasureCalibration,
    Question,
)
from analysis.figures.style import FOCUS, PEER, REFERENCE, figure_to_svg, house_figure, label_ticks
from analysis.labels import number, sentence_case, share

_SHOWN = {Question.DIFFERENT: "forskellig", Question.UNUSUAL: "usædvanlig"}
_LEAST_AXIS = 0.10

Line = tuple[MeasureCalibration, Answered]


def plot_calibration(comparison: PracticeComparison, calibration: Calibration) -> Block:
    """Show stated against realised rates, a row for each verdict.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives names and lineage.
    calibration : Calibration
        The verdicts on the copies.
    """
    lines = [(m, a) for m in calibration.measures for a in m.answers if a.question in _SHOWN]
    lineage = reduce(
        or_,
        (m.measure.lineage for m, _ in lines),
        comparison.name_lineage | comparison.peers.lineage,
    )
    if not lines:
        return _missing(comparison)
    stated = 1.0 - calibration.level
    with house_figure(lineage, height=1.25 + 0.42 * len(lines)) as (figure, (ax,)):
        for row, (_, answer) in enumerate(lines):
            _draw(ax, answer, y=-row)
        ax.axvline(stated, color=REFERENCE, linewidth=0.9, zorder=2)
        ax.set_yticks([-row for row in range(len(lines))], [_label(m, a) for m, a in lines])
        ax.set_ylim(-len(lines) + 0.4, 0.6)
        ends = [r.upper for _, a in lines for r in (a.focus, a.everybody) if r is not None]
        end = max([_LEAST_AXIS, *ends]) * 1.04
        ax.set_xlim(0, end)
        ax.xaxis.set_major_locator(MultipleLocator(0.02 if end < 0.15 else 0.05))
        label_ticks(ax.xaxis, scale=100.0)
        ax.set_xlabel("Procent af kopierne")
        ax.grid(axis="x")
        ax.spines["left"].set_visible(False)
        figure.legend(
            handles=_legend(comparison.focus_name, stated), loc="outside upper left", ncols=3,
            handletextpad=0.4, columnspacing=1.4,
        )  # fmt: skip
        svg = figure_to_svg(figure, name="kalibrering-figur")
    content = Figure(
        title="Hvor tit en almindelig kommune udpeges: oplyst og fundet i kopierne",
        svg=svg,
        alt=_alt(comparison, lines, stated),
        answers="Holder vurderingerne, hvad de oplyser, i et land med netop disse kommuner?",
        how_to_read=f"Stregen er det oplyste: {share(stated)} af de almindelige kommuner udpeges. "
        f"Punkterne er, hvad der skete i {number(calibration.n_copies)} kopier af landet; den "
        "vandrette linje er usikkerheden ved at trække kopier. Til højre for stregen udpeges "
        "flere end oplyst.",
        does_not_show="Kopierne følger modellen. De viser ikke, om virkelighedens kommuner "
        "varierer på en anden måde end modellens.",
        records=tuple(_record(m, a) for m, a in lines),
    )
    return Block("kalibrering-figur", content, lineage)


def _draw(ax: Axes, answer: Answered, *, y: float) -> None:
    """Draw what came out for the focus and for all."""
    looks: tuple[tuple[Realised | None, float, dict[str, Any]], ...] = (
        (answer.focus, 0.13, {"marker": "D", "color": FOCUS, "markersize": 5.5}),
        (
            answer.everybody,
            -0.13,
            {"marker": "o", "color": PEER, "markerfacecolor": "white", "markersize": 5.5},
        ),
    )
    for found, offset, look in looks:
        if found is not None:
            ax.plot(
                [found.lower, found.upper], [y + offset] * 2, color=look["color"], linewidth=1.1,
                zorder=3,
            )  # fmt: skip
            ax.plot(found.share, y + offset, linestyle="none", zorder=4, clip_on=False, **look)


def _label(measure: MeasureCalibration, answer: Answered) -> str:
    headline = measure.measure.headline
    name = sentence_case(headline.benefit.label)
    return f"{name}\n{headline.stage.label}, {_SHOWN[answer.question]}"


def _legend(focus_name: str, stated: float) -> list[Line2D]:
    """Return the handles that explain the marks."""
    return [
        Line2D([], [], marker="D", color=FOCUS, linewidth=1.1, markersize=5.5, label=focus_name),
        Line2D([], [], marker="o", color=PEER, markerfacecolor="white", linewidth=1.1,
               markersize=5.5, label="Alle kommuner"),
        Line2D([], [], color=REFERENCE, linewidth=0.9, label=f"Oplyst: {share(stated)}"),
    ]  # fmt: skip


def _alt(comparison: PracticeComparison, lines: list[Line], stated: float) -> str:
    """Say the same in words."""
    parts = [
        f"{_label(measure, answer).replace(chr(10), ', ')}: {_told(answer.focus)} for "
        f"{comparison.focus_name} og {_told(answer.everybody)} for alle kommuner"
        for measure, answer in lines
    ]
    return f"Punktdiagram. Oplyst er {share(stated)}. {'; '.join(parts)}."


def _told(found: Realised | None) -> str:
    return "ingen vurdering" if found is None else share(found.share, decimals=1)


def _record(measure: MeasureCalibration, answer: Answered) -> dict[str, object]:
    record: dict[str, object] = {
        "measure": measure.measure.headline.id,
        "question": answer.question.value,
        "stated": plain_number(answer.stated),
    }
    for name, found in (("focus", answer.focus), ("everybody", answer.everybody)):
        for part in ("share", "lower", "upper"):
            value = None if found is None else plain_number(getattr(found, part))
            record[f"{name}_{part}"] = value
    return record


def _missing(comparison: PracticeComparison) -> Block:
    """Say that there is nothing to draw."""
    text = Paragraph(
        "Ingen af opgørelserne har tal nok til en vurdering, der kan prøves efter. Hent AUK01 "
        "eller PEN113 for alle 98 kommuner.",
        lead="Kan ikke vises med disse data.",
    )
    return Block("kalibrering-figur", Text((text,), role="missing"), comparison.name_lineage)
