"""Where in the country is practice different? The 98 municipalities as equal squares.

A map that shades every municipality by its ratio ranks noise: the small ones come out
darkest. Here a square is filled or hatched only where the answers of `judge_all` carry it,
and stays white where the municipality cannot be told from the others.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from analysis.blocks.model import Block, Figure, Paragraph, Text
from analysis.blocks.records import plain_number
from analysis.comparison.among.among_all import AmongAll, MeasureAmongAll
from analysis.comparison.assemble import PracticeComparison
from analysis.concepts import Lineage, Stage
from analysis.figures.style import figure_to_svg, house_figure
from analysis.figures.tile_grid import (
    FEWER,
    FEWEST,
    MORE,
    MOST,
    SAME,
    UNKNOWN,
    draw_map,
    draw_mark,
    draw_small_map,
    draw_square,
    small_legend,
)
from analysis.labels import listing, number, sentence_case
from analysis.parameters.tiles import load_tiles

_COLUMNS = 3
_MOST_NAMES = 6
_LEGEND_SIZE = 7.2
_FLOW_WORDS = {
    MOST: "flere, og usædvanligt mange",
    MORE: "flere end i resten af landet",
    SAME: "ikke til at skelne fra resten",
    FEWER: "færre end i resten af landet",
    FEWEST: "færre, og usædvanligt få",
    UNKNOWN: "ingen tal",
}
_STOCK_WORDS = {
    MOST: "usædvanligt mange, også når alle tælles med",
    MORE: "usædvanligt mange",
    SAME: "almindelig variation",
    FEWER: "usædvanligt få",
    FEWEST: "usædvanligt få, også når alle tælles med",
    UNKNOWN: "ingen eller for små tal",
}


def plot_tile_map(comparison: PracticeComparison, among_all: AmongAll) -> tuple[Block, ...]:
    """Show on a map of squares where practice is different from the rest of the country.

    Parameters
    ----------
    comparison : PracticeComparison
        The focus and its peers.
    among_all : AmongAll
        From `judge_all`.

    Returns
    -------
    tuple of Block
        A map for each headline in awards, and one figure with a small map for each stock;
        what is missing where no answer can be shown.
    """
    known = {tile.code for tile in load_tiles()}
    told = [m for m in among_all.measures if known & set(m.codes) and _has_answers(m)]
    flows = [m for m in told if m.measure.headline.stage is Stage.FLOW]
    stocks = [m for m in told if m.measure.headline.stage is Stage.STOCK]
    blocks = [_plot_flow(comparison, judged, level=among_all.level) for judged in flows]
    if stocks:
        blocks.append(_plot_stocks(comparison, stocks, level=among_all.level))
    return tuple(blocks) or (_say_no_map(comparison),)


def _say_no_map(comparison: PracticeComparison) -> Block:
    text = Paragraph(
        "Det kræver, at kommunerne kan holdes op mod resten af landet: tal for mindst en ordning "
        "og for flere af de 98 kommuner.",
        lead="Kortet kan ikke tegnes med disse data.",
    )
    return Block("danmarkskort-mangler", Text((text,), role="missing"), comparison.name_lineage)


def _plot_flow(comparison: PracticeComparison, judged: MeasureAmongAll, *, level: float) -> Block:
    """Draw the map of awards."""
    name = f"danmarkskort-{judged.measure.headline.id}"
    answers = _answers(judged)
    lineage = _lineage(comparison, [judged])
    with house_figure(lineage, height=4.0) as (figure, (ax,)):
        draw_map(ax, answers, focus=comparison.focus, peers=comparison.peers.codes)
        _draw_legend(ax, comparison, _FLOW_WORDS)
        svg = figure_to_svg(figure, name=name)
    benefit = judged.measure.headline.benefit.label
    content = Figure(
        title=f"{sentence_case(benefit)}: hvor i landet er tilkendelserne flere eller færre?",
        svg=svg,
        alt=f"Danmarkskort med et felt for hver kommune. {_in_words(comparison, judged)}",
        answers="Hvor i landet tilkendes flere eller færre, end befolkningens alder og køn "
        "tilsiger?",
        how_to_read="Hver kommune er et lige stort felt, omtrent hvor den ligger. Fyldte felter "
        "med pil op har flere, skraverede med pil ned har færre; kun det, der kan skelnes fra "
        "resten af landet, er vist; højst omkring hvert tyvende af dem må ventes at være "
        "et tilfælde. To pile: også usædvanligt blandt kommuner.",
        does_not_show="Et hvidt felt betyder ikke, at praksis er som andres: i en lille kommune "
        f"skal forskellen være stor for at ses. {_by_chance(judged, level)} Kortet viser ikke, "
        "hvorfor kommuner er forskellige.",
        records=tuple(_records(comparison, [judged])),
    )
    return Block(name, content, lineage)


def _plot_stocks(
    comparison: PracticeComparison, judged: list[MeasureAmongAll], *, level: float
) -> Block:
    """Draw a small map for each stock, and a panel that explains them."""
    lineage = _lineage(comparison, judged)
    n_rows = -(-len(judged) // _COLUMNS)
    seen = {answer for each in judged for answer in _answers(each).values()}
    words = {answer: text for answer, text in _STOCK_WORDS.items() if answer in seen}
    with house_figure(lineage, height=0.85 + 1.45 * n_rows, rows=n_rows, columns=_COLUMNS) as (
        figure,
        axes,
    ):
        handles, labels = small_legend(words, focus_name=comparison.focus_name)
        figure.legend(
            handles, labels, loc="outside upper left", ncols=3, handletextpad=0.4,
            columnspacing=1.4,
        )  # fmt: skip
        for ax in axes:
            ax.set_axis_off()
        for ax, each in zip(axes, judged, strict=False):
            ax.set_title(sentence_case(each.measure.headline.benefit.label))
            draw_small_map(ax, _answers(each), focus=comparison.focus, peers=comparison.peers.codes)
        svg = figure_to_svg(figure, name="danmarkskort-bestand")
    told = " ".join(
        f"{sentence_case(each.measure.headline.benefit.label)}: {_in_words(comparison, each)}"
        for each in judged
    )
    chance = max(_n_chance(each, level) for each in judged)
    content = Figure(
        title="Hvor i landet er bestanden usædvanligt stor eller lille?",
        svg=svg,
        alt=f"Små danmarkskort med et felt for hver kommune. {told}",
        answers="Ligger kommuner med usædvanligt mange eller få på ydelserne samlet i landet?",
        how_to_read="Som kortet over tilkendelser: et felt for hver kommune. Fyldte felter har "
        "usædvanligt mange og skraverede usædvanligt få, ud over den almindelige variation mellem "
        f"kommuner. Rammen er {comparison.focus_name}, ringene de sammenlignelige kommuner.",
        does_not_show=f"Op til omkring {number(chance)} felter på hvert kort ville være fyldte "
        "eller skraverede, selv om ingen kommune er usædvanlig. Et hvidt felt betyder ikke, at "
        "bestanden er som andres. Bestanden hænger også sammen med tidligere praksis og med "
        "flytninger.",
        records=tuple(_records(comparison, judged)),
    )
    return Block("danmarkskort-bestand", content, lineage)


def _draw_legend(ax: Axes, comparison: PracticeComparison, words: dict[str, str]) -> None:
    """Write what shades and marks mean, in the sea north of Sjælland."""
    left, step = 8.6, 0.66
    for place, (answer, text) in enumerate(words.items()):
        draw_square(ax, left, place * step, answer, side=0.56)
        ax.text(left + 0.55, place * step, text, va="center", fontsize=_LEGEND_SIZE)
    for place, text in enumerate((comparison.focus_name, "sammenlignelige"), start=len(words)):
        draw_mark(ax, left, place * step, SAME, is_focus=place == len(words))
        ax.text(left + 0.55, place * step, text, va="center", fontsize=_LEGEND_SIZE)


def _has_answers(judged: MeasureAmongAll) -> bool:
    """Tell whether anything can be said of any municipality."""
    return judged.different is not None or judged.unusual is not None


def _answers(judged: MeasureAmongAll) -> dict[str, str]:
    """Return each municipality's answer, as it is shaded.

    Awards: different from the rest once all comparisons are counted, and then also outside
    the usual. Stocks: outside the usual, and then also once all comparisons are counted.
    """
    first = judged.different or judged.unusual
    assert first is not None
    ratio = judged.ratio
    if judged.different is not None:
        is_shaded = judged.different.is_named_among_all
        usual = judged.unusual
        is_strong = np.zeros_like(is_shaded) if usual is None else is_shaded & usual.is_named
    else:
        is_shaded, is_strong = first.is_named, first.is_named_among_all
    answers = {}
    for i, code in enumerate(judged.codes):
        if not np.isfinite(ratio[i]) or not np.isfinite(first.p_value[i]):
            answers[code] = UNKNOWN
        elif not is_shaded[i]:
            answers[code] = SAME
        else:
            low, high = (FEWEST, MOST) if is_strong[i] else (FEWER, MORE)
            answers[code] = low if ratio[i] < 1.0 else high
    return answers


def _n_chance(judged: MeasureAmongAll, level: float) -> float:
    """Return how many would lie outside the usual were none unusual."""
    return 0.0 if judged.unusual is None else (1.0 - level) * judged.unusual.n_compared


def _by_chance(judged: MeasureAmongAll, level: float) -> str:
    """Say how many strong shades chance gives; nothing where there can be none."""
    if judged.unusual is None:
        return ""
    return (
        f"Omkring {number(_n_chance(judged, level))} kommuner ligger uden for det almindelige, "
        "selv om ingen er usædvanlig."
    )


def _in_words(comparison: PracticeComparison, judged: MeasureAmongAll) -> str:
    """Say how many have which answer, who is unusual, and what the focus has."""
    answers, words = _answers(judged), _words(judged)
    counted = [
        f"{number(n)} {text}"
        for answer, text in words.items()
        if (n := sum(each == answer for each in answers.values()))
    ]
    told = f"{sentence_case('; '.join(counted))}. "
    strong = [
        f"{comparison.name(code)} ({words[each]})"
        for code, each in answers.items()
        if each in (FEWEST, MOST)
    ]
    if 0 < len(strong) <= _MOST_NAMES:
        told += f"{listing(strong)}. "
    ratio = judged.ratio[judged.place(comparison.focus)]
    return (
        f"{told}{comparison.focus_name}: {words[answers[comparison.focus]]}, faktisk/forventet "
        f"{number(float(ratio), decimals=2)}."
    )


def _words(judged: MeasureAmongAll) -> dict[str, str]:
    """Return what each answer is called: a stock is never said to differ, only to be unusual."""
    return _FLOW_WORDS if judged.measure.headline.stage is Stage.FLOW else _STOCK_WORDS


def _lineage(comparison: PracticeComparison, judged: list[MeasureAmongAll]) -> Lineage:
    """Return what a map rests on."""
    start = comparison.name_lineage | comparison.peers.lineage
    return reduce(or_, (each.measure.lineage for each in judged), start)


def _records(comparison: PracticeComparison, judged: list[MeasureAmongAll]) -> list[dict[str, Any]]:
    """Return place, numbers and answer of every municipality."""
    tiles = {tile.code: tile for tile in load_tiles()}
    records: list[dict[str, Any]] = []
    for each in judged:
        measure, answers = each.measure, _answers(each)
        for i, code in enumerate(each.codes):
            tile = tiles.get(code)
            role = "fokus" if code == comparison.focus else "øvrig"
            records.append(
                {
                    "measure": measure.headline.id,
                    "period_first": str(measure.window.first),
                    "period_last": str(measure.window.last),
                    "unit": measure.cells.source.unit.value,
                    "municipality_code": code,
                    "municipality_name": comparison.name(code),
                    "role": "sammenlignelig" if code in comparison.peers.codes else role,
                    "tile_column": None if tile is None else tile.column,
                    "tile_row": None if tile is None else tile.row,
                    "n_observed": plain_number(each.gaps.expected.n_observed[i]),
                    "n_expected_rest_of_country": plain_number(each.gaps.expected.n_expected[i]),
                    "ratio": plain_number(each.ratio[i]),
                    "answer": _words(each)[answers[code]],
                    "level": measure.level,
                }
            )
    return records
