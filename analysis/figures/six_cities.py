"""Do the six largest cities move together? One row per scheme, one column per city."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from analysis.blocks.model import Block, Figure, Paragraph, Text
from analysis.blocks.records import plain_number
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.over_time.cities import CitiesOverTime
from analysis.comparison.practice import FLOW_PERIODS
from analysis.concepts import Benefit, Lineage, Stage
from analysis.figures.all_municipalities import measure_label
from analysis.figures.style import (
    FOCUS,
    PEER,
    REFERENCE,
    figure_to_svg,
    house_figure,
    label_ticks,
)
from analysis.labels import listing, number, share

_BAND = "#ECF0F3"
_TALLEST = 3.0
_SUPPORT = (Benefit.KONTANTHJAELP, Benefit.SYGEDAGPENGE)
_GROUPS = (
    ("seks-byer-ordninger", "De fire ordninger i de seks største byer", False),
    ("seks-byer-ydelser", "Kontanthjælp og sygedagpenge i de seks største byer", True),
)


def plot_six_cities(
    comparison: PracticeComparison, cities: tuple[CitiesOverTime, ...]
) -> tuple[Block, ...]:
    """Show observed over expected in each of the six cities over time.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives focus and names.
    cities : tuple of CitiesOverTime
        From `follow_cities`.

    Returns
    -------
    tuple of Block
        One figure for the four schemes and one for the two benefits that lead to them; what
        is missing where there is nothing to follow.
    """
    blocks = []
    for name, title, is_support in _GROUPS:
        own = [c for c in cities if (c.measure.headline.benefit in _SUPPORT) is is_support]
        if own:
            blocks.append(_plot(comparison, own, name=name, title=title))
    return tuple(blocks) or (_say_nothing_to_follow(comparison),)


def _say_nothing_to_follow(comparison: PracticeComparison) -> Block:
    text = Paragraph(
        "Det kræver tal for de seks byer i mindst to perioder.",
        lead="Byerne kan ikke følges med disse data.",
    )
    return Block("seks-byer-mangler", Text((text,), role="missing"), comparison.name_lineage)


def _plot(
    comparison: PracticeComparison, rows: list[CitiesOverTime], *, name: str, title: str
) -> Block:
    """Draw one figure: a row for each headline, a column for each city."""
    codes = rows[0].codes
    lineage = _lineage(comparison, rows)
    with house_figure(
        lineage, height=0.75 + 0.85 * len(rows), rows=len(rows), columns=len(codes)
    ) as (figure, axes):
        years = _years(rows)
        panels = np.array(axes, dtype=object).reshape(len(rows), len(codes))
        for row, own in zip(panels, rows, strict=True):
            _draw_row(row, own, focus=comparison.focus, years=years)
        for ax, code in zip(panels[0], codes, strict=True):
            is_focus = code == comparison.focus
            ax.set_title(
                comparison.name(code), fontsize=8.5, color=FOCUS if is_focus else PEER,
                fontweight=600 if is_focus else 400,
            )  # fmt: skip
        for ax in panels[:-1].flat:
            ax.tick_params(axis="x", labelbottom=False)
        other = next(i for i, code in enumerate(codes) if code != comparison.focus)
        handles, _ = panels[0, other].get_legend_handles_labels()
        figure.legend(
            handles,
            [f"Almindelig variation, {share(rows[0].level)}", "byen", comparison.focus_name],
            loc="outside upper left", ncols=3,
        )  # fmt: skip
        svg = figure_to_svg(figure, name=name)
    content = Figure(
        title=title,
        svg=svg,
        alt=_alt(comparison, rows),
        answers="Følges de store byer ad, og følger kommunen med?",
        how_to_read="Hver række er en ordning, hver kolonne en by. Linjen er faktisk i forhold til "
        "det, resten af landets rater ville give i byens egen befolkning; den vandrette streg er "
        f"1. Rækkerne har hver sin skala. Den stiplede linje er {comparison.focus_name}. Tallet er "
        f"det nyeste. Tilkendelser er summen af fire kvartaler.{_seventh(comparison, codes)}",
        does_not_show="Nabopunkter deler kvartaler eller personer, så en række punkter i træk er "
        "ikke flere vidnesbyrd. Inden for feltet kan en by ikke skelnes fra almindelig variation "
        f"mellem kommuner; hvor feltet mangler, er tallene for små til at vide det.{_chance(rows)}"
        f"{_breaks(rows)}",
        records=tuple(_records(comparison, rows)),
    )
    return Block(name, content, lineage)


def _years(rows: list[CitiesOverTime]) -> tuple[int, int]:
    """Return the first and the last year of a figure: its rows share the time axis."""
    return min(own.periods[0].year for own in rows), max(own.periods[-1].year for own in rows)


def _draw_row(row: Any, own: CitiesOverTime, *, focus: str, years: tuple[int, int]) -> None:
    """Draw one headline in all cities, on one scale."""
    time = np.array([period.decimal_year for period in own.periods])
    ratio, (lower, upper) = own.ratio, own.usual_ratios
    shown = ratio[np.isfinite(ratio)]
    top = float(np.clip(1.12 * max(shown, default=1.0), 1.6, _TALLEST))
    place = own.codes.index(focus)
    for city, (ax, code) in enumerate(zip(row, own.codes, strict=True)):
        ax.fill_between(
            time, lower[:, city], np.minimum(upper[:, city], top), color=_BAND, linewidth=0,
            zorder=1, label="usual",
        )  # fmt: skip
        ax.axhline(1, color=REFERENCE, linewidth=0.8, zorder=2)
        for day, _ in own.measure.cells.source.breaks:
            ax.axvline(
                day.year + (day.month - 1) / 12, color=REFERENCE, linewidth=0.7, linestyle=":"
            )
        is_focus = code == focus
        if not is_focus:
            ax.plot(
                time, np.minimum(ratio[:, city], top), color=PEER, linewidth=1.5, zorder=4,
                label="city",
            )  # fmt: skip
        ax.plot(
            time, np.minimum(ratio[:, place], top), color=FOCUS, zorder=5 if is_focus else 3,
            linewidth=2.0 if is_focus else 0.9, linestyle="-" if is_focus else (0, (2.5, 1.5)),
            label="focus",
        )  # fmt: skip
        _draw_newest(ax, time, ratio[:, city], is_focus=is_focus, top=top)
        ax.set_ylim(0, top)
        ax.set_yticks(np.arange(0, top, 1.0))
        ax.tick_params(axis="both", labelsize=7)
        if city == 0:
            label_ticks(ax.yaxis)
            ax.set_ylabel(measure_label(own.measure), rotation=0, ha="right", va="center")
        else:
            ax.tick_params(axis="y", labelleft=False)
        ax.set_xticks(years, [f"’{year % 100:02d}" for year in years])
        ax.set_xlim(years[0] - 0.3, years[1] + 1.6)


def _draw_newest(
    ax: Axes, time: np.ndarray[Any, Any], ratio: np.ndarray[Any, Any], *, is_focus: bool, top: float
) -> None:
    """Mark and write the newest ratio; nothing where there is none."""
    if not np.isfinite(ratio[-1]):
        return
    colour = FOCUS if is_focus else PEER
    y = min(float(ratio[-1]), top)
    ax.plot(
        time[-1], y, marker="D" if is_focus else "o", color=colour, markersize=3.6,
        markerfacecolor=colour if is_focus else "white", zorder=6, clip_on=False,
    )  # fmt: skip
    ax.annotate(
        number(float(ratio[-1]), decimals=2), (1.0, 0.03), xycoords="axes fraction", ha="right",
        va="bottom", fontsize=7.5, color=colour, fontweight=600, zorder=7,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
    )  # fmt: skip


def _seventh(comparison: PracticeComparison, codes: tuple[str, ...]) -> str:
    """Say that the focus is added where it is none of the six."""
    if codes[:6].count(comparison.focus):
        return ""
    return f" {comparison.focus_name} er ikke en af de seks og står sidst."


def _chance(rows: list[CitiesOverTime]) -> str:
    """Say how many of the newest numbers chance and ordinary variation place outside."""
    n = sum(int(np.isfinite(own.usual_upper[-1]).sum()) for own in rows)
    if not n:
        return ""
    outside = number((1 - rows[0].level) * n, decimals=1)
    return (
        f" Omkring {outside} af de {number(n)} nyeste tal ville ligge uden for feltet, selv om "
        "ingen by er usædvanlig."
    )


def _breaks(rows: list[CitiesOverTime]) -> str:
    """Say what the dotted uprights are, where there are any."""
    labels = sorted({label for own in rows for _, label in own.measure.cells.source.breaks})
    if not labels:
        return ""
    return f" Lodret prikket: serien skifter betydning ({listing(labels)})."


def _alt(comparison: PracticeComparison, rows: list[CitiesOverTime]) -> str:
    """Give each city's first and newest ratio."""
    parts = []
    for own in rows:
        ratio = own.ratio
        cities = [
            f"{comparison.name(code)} {number(float(ratio[0, i]), decimals=2)} → "
            f"{number(float(ratio[-1, i]), decimals=2)}"
            for i, code in enumerate(own.codes)
        ]
        headline = own.measure.headline
        parts.append(
            f"{headline.benefit.label} ({headline.stage.label}), {own.periods[0].label} til "
            f"{own.periods[-1].label}: {listing(cities)}"
        )
    return f"Faktisk/forventet over tid i de store byer. {'; '.join(parts)}."


def _lineage(comparison: PracticeComparison, rows: list[CitiesOverTime]) -> Lineage:
    """Return what a figure rests on: every period that is drawn."""
    lineages = (
        lineage
        for own in rows
        for period, lineage in zip(
            own.measure.cells.periods, own.measure.cells.lineages, strict=True
        )
        if period.last_day <= own.periods[-1].last_day
    )
    return reduce(or_, lineages, comparison.name_lineage)


def _records(comparison: PracticeComparison, rows: list[CitiesOverTime]) -> list[dict[str, Any]]:
    """Return every point, with the range of ordinary variation."""
    records: list[dict[str, Any]] = []
    for own in rows:
        ratio, (lower, upper) = own.ratio, own.usual_ratios
        length = FLOW_PERIODS if own.measure.headline.stage is Stage.FLOW else 1
        for t, period in enumerate(own.periods):
            for i, code in enumerate(own.codes):
                records.append(
                    {
                        "measure": own.measure.headline.id,
                        "unit": own.measure.cells.source.unit.value,
                        "period_first": str(period.shift(1 - length)),
                        "period_last": str(period),
                        "municipality_code": code,
                        "municipality_name": comparison.name(code),
                        "role": "fokus" if code == comparison.focus else "by",
                        "n_observed": plain_number(own.n_observed[t, i]),
                        "n_expected_rest_of_country": plain_number(own.n_expected[t, i]),
                        "ratio": plain_number(ratio[t, i]),
                        "usual_ratio_lower": plain_number(lower[t, i]),
                        "usual_ratio_upper": plain_number(upper[t, i]),
                        "level": own.level,
                    }
                )
    return records
