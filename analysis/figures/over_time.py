"""Four quarters rolling, and quarter by quarter: has the distance to the peers changed?"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from analysis.blocks.model import Block, Figure
from analysis.blocks.records import plain_number
from analysis.comparison.over_time.over_time import FlowOverTime, OverTime
from analysis.comparison.over_time.reform_effects import Obstacle
from analysis.figures.style import (
    FOCUS,
    OTHER,
    PEER,
    REFERENCE,
    figure_to_svg,
    house_figure,
    label_ticks,
)
from analysis.labels import date, number, sentence_case, share
from analysis.parameters.reforms import DatedReform

_FEWEST_WINDOWS = 2
_QUARTER = 0.25


def plot_over_time(over_time: OverTime) -> tuple[Block, ...]:
    """Show each flow over time: four quarters rolling, and the ratio of every quarter.

    Parameters
    ----------
    over_time : OverTime
        The flows. One with fewer than five quarters has no figure.

    Returns
    -------
    tuple of Block
        One figure per flow, with one record per quarter.
    """
    return tuple(
        _plot(over_time, flow) for flow in over_time.flows if len(flow.rolling) >= _FEWEST_WINDOWS
    )


def _plot(over_time: OverTime, flow: FlowOverTime) -> Block:
    lineage = over_time.name_lineage | flow.lineage
    name = f"over-tid-{flow.headline.id}"
    marks = _reforms_within(flow)
    with house_figure(lineage, height=5.0, rows=2) as (figure, (above, below)):
        _draw_rolling(above, flow, own=over_time.focus_name)
        _draw_ratio(below, flow)
        for ax in (above, below):
            _draw_provisional(ax, flow, label="foreløbigt" if ax is above else "")
            _draw_reforms(ax, marks)
            _draw_years(ax, flow)
        svg = figure_to_svg(figure, name=name)
    content = Figure(
        title=f"{sentence_case(flow.headline.benefit.label)}: tilkendelser over tid",
        svg=svg,
        alt=_alt(over_time, flow),
        answers="Har afstanden til de sammenlignelige kommuner ændret sig mere, end tilfældet kan "
        "forklare?",
        how_to_read=_how_to_read(flow, marks),
        does_not_show="Hvorfor forholdet ændrer sig. Fire kvartaler i træk deler tre med de næste, "
        "så nabopunkter i den øverste del ligner hinanden. Reformer, der rammer alle kommuner "
        "ens, ændrer antallet og ikke forholdet.",
        records=tuple(_records(flow)),
    )
    return Block(name, content, lineage)


def _draw_rolling(ax: Axes, flow: FlowOverTime, *, own: str) -> None:
    """Draw observed with its uncertainty, and expected, over four quarters."""
    time = np.array([year.period.decimal_year + _QUARTER / 2 for year in flow.rolling])
    observed = np.array([year.gap.n_observed for year in flow.rolling])
    expected = np.array([year.gap.n_expected for year in flow.rolling])
    lower, upper = _limits(flow)
    ax.fill_between(
        time, lower * expected, upper * expected, color=FOCUS, alpha=0.18, linewidth=0,
        label=f"usikkerhed ({share(flow.level)})",
    )  # fmt: skip
    ax.plot(time, observed, color=FOCUS, linewidth=1.9, label=own)
    ax.plot(
        time, expected, color=PEER, linestyle=(0, (4, 2)),
        label="forventet",
    )  # fmt: skip
    ax.set_title("Tilkendelser i fire kvartaler, efter det sidste kvartal")
    ax.set_ylim(0, 1.25 * np.nanmax(np.concatenate([expected, observed, upper * expected])))
    label_ticks(ax.yaxis)
    ax.grid(axis="y")
    handles, labels = ax.get_legend_handles_labels()
    ax.figure.legend(
        [handles[1], handles[2], handles[0]], [labels[1], labels[2], labels[0]],
        loc="outside upper left", ncols=3, fontsize=7.5,
    )  # fmt: skip


def _draw_ratio(ax: Axes, flow: FlowOverTime) -> None:
    """Draw observed over expected of every quarter, its control limits and its trend."""
    series = flow.series
    ratio = _ratio(flow)
    final = series.is_final
    ax.axhline(1.0, color=REFERENCE, linewidth=0.8)
    if flow.signals is not None:
        chart, time = flow.signals.chart, series.years[final]
        for limit in (chart.lower, chart.upper):
            ax.step(time, limit, where="mid", color=PEER, linewidth=0.8, linestyle=(0, (1, 1.5)))
    if flow.trends is not None:
        ax.plot(
            series.years[final], flow.trends.ratio.fitted, color=FOCUS, linewidth=1.2,
            linestyle=(0, (5, 2)),
        )  # fmt: skip
    ax.plot(series.years, ratio, color=OTHER, linewidth=0.8, zorder=1)
    ax.plot(series.years[final], ratio[final], "o", color=FOCUS, markersize=4.5)
    ax.plot(
        series.years[~final], ratio[~final], "o", markersize=4.5, markerfacecolor="white",
        markeredgecolor=FOCUS,
    )  # fmt: skip
    ax.set_title("Faktisk i forhold til forventet, kvartal for kvartal (1 = som de andre)")
    tops = [1.1, float(np.nanmax(ratio))]
    if flow.signals is not None:
        tops.append(float(flow.signals.chart.upper.max()))
    ax.set_ylim(0, 1.25 * max(tops))
    label_ticks(ax.yaxis)
    ax.grid(axis="y")


def _draw_provisional(ax: Axes, flow: FlowOverTime, *, label: str) -> None:
    """Hatch the quarters whose awards are still coming in."""
    where = np.flatnonzero(flow.series.is_provisional)
    if where.size == 0:
        return
    start = flow.series.years[where[0]] - _QUARTER / 2
    end = flow.series.years[where[-1]] + _QUARTER / 2
    ax.axvspan(start, end, facecolor="none", edgecolor=OTHER, hatch="////", linewidth=0, zorder=0)
    ax.annotate(
        label, (start, 0), xycoords=("data", "axes fraction"), xytext=(-3, 4),
        textcoords="offset points", fontsize=7.5, ha="right", va="bottom",
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
    )  # fmt: skip


def _draw_reforms(ax: Axes, marks: list[DatedReform]) -> None:
    """Draw a numbered line at the date of each reform."""
    for position, reform in enumerate(marks, start=1):
        x = reform.date.year + (reform.date.month - 1) / 12
        ax.axvline(x, color=REFERENCE, linewidth=0.7, linestyle=":", ymax=0.93)
        ax.annotate(
            str(position), (x, 0.965), xycoords=("data", "axes fraction"), fontsize=7.5,
            ha="center", va="center",
        )  # fmt: skip


def _draw_years(ax: Axes, flow: FlowOverTime) -> None:
    """Let both panels have the same years, each labelled at its first of January."""
    first, last = flow.series.years[0] - _QUARTER / 2, flow.series.years[-1] + _QUARTER / 2
    ax.set_xlim(first - 0.05, last + 0.05)
    ax.set_xticks(range(int(np.ceil(first)), int(np.floor(last)) + 1))
    ax.xaxis.set_major_formatter(lambda x, _: f"{x:.0f}")


def _reforms_within(flow: FlowOverTime) -> list[DatedReform]:
    """Return the reforms whose date lies within the quarters shown."""
    outside = (Obstacle.BEFORE, Obstacle.REACHES_IN)
    last = flow.series.periods[-1].last_day
    return [
        each.reform
        for each in flow.reforms
        if each.obstacle not in outside and each.reform.date <= last
    ]


def _ratio(flow: FlowOverTime) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Return observed over expected by quarter; NaN where nothing is expected."""
    expected = flow.series.n_expected
    return np.where(expected > 0, flow.series.n_observed / np.maximum(expected, 1e-9), np.nan)


def _limits(flow: FlowOverTime) -> tuple[np.ndarray, np.ndarray]:
    """Return the limits of the rolling ratio; NaN where there are none."""
    pairs = [
        (year.gap.ratio.lower, year.gap.ratio.upper) if year.gap.ratio else (np.nan, np.nan)
        for year in flow.rolling
    ]
    lower, upper = np.array(pairs, dtype=float).T
    return lower, upper


def _how_to_read(flow: FlowOverTime, marks: list[DatedReform]) -> str:
    """Name the lines of both panels, and the reforms by their numbers."""
    text = (
        "Øverst: den fulde linje er det faktiske antal i fire kvartaler, den stiplede det antal, "
        "som de sammenlignelige kommuners rater ville give i kommunens egen befolkning. Ligger "
        "den stiplede uden for det farvede bånd, er forskellen større, end tilfældet kan forklare. "
        "Nederst: hvert kvartal for sig."
    )
    if flow.signals is not None:
        text += (
            " De prikkede grænser viser kommunens egne almindelige udsving fra kvartal til "
            "kvartal, og den stiplede linje er udviklingen."
        )
    if flow.series.is_provisional.any():
        text += " Skraverede kvartaler er foreløbige (hule punkter) og indgår ikke i den."
    if marks:
        named = [f"{i} {r.label} ({date(r.date)})" for i, r in enumerate(marks, start=1)]
        text += f" Lodrette linjer: {', '.join(named)}."
    return text


def _alt(over_time: OverTime, flow: FlowOverTime) -> str:
    """Say in words where the rolling lines begin and end."""
    first, last = flow.rolling[0], flow.rolling[-1]
    ends = [
        f"{number(year.gap.n_observed)} faktiske mod {number(year.gap.n_expected)} forventede i de "
        f"fire kvartaler til og med {year.period.label}"
        for year in (first, last)
    ]
    return (
        f"To diagrammer for {over_time.focus_name}. Øverst fire kvartaler ad gangen: fra {ends[0]} "
        f"til {ends[1]}. Nederst forholdet kvartal for kvartal med grænser for almindelige udsving."
    )


def _records(flow: FlowOverTime) -> list[dict[str, object]]:
    """Return the numbers behind both panels."""
    ratio = _ratio(flow)
    rolling = {str(year.period): year for year in flow.rolling}
    places = np.cumsum(flow.series.is_final) - 1
    records: list[dict[str, object]] = []
    for i, period in enumerate(flow.series.periods):
        record: dict[str, object] = {
            "measure": flow.headline.id,
            "source_table": flow.table,
            "period": str(period),
            "is_provisional": bool(flow.series.is_provisional[i]),
            "n_observed": plain_number(float(flow.series.n_observed[i])),
            "n_expected": plain_number(float(flow.series.n_expected[i])),
            "ratio": plain_number(float(ratio[i])),
        }
        if flow.signals is not None and flow.series.is_final[i]:
            chart = flow.signals.chart
            record["ratio_lower_control"] = plain_number(float(chart.lower[places[i]]))
            record["ratio_upper_control"] = plain_number(float(chart.upper[places[i]]))
        year = rolling.get(str(period))
        if year is not None:
            limits = year.gap.ratio
            record["four_quarters_observed"] = plain_number(year.gap.n_observed)
            record["four_quarters_expected"] = plain_number(year.gap.n_expected)
            record["four_quarters_ratio"] = plain_number(year.gap.plain_ratio)
            record["four_quarters_ratio_lower"] = plain_number(limits.lower if limits else np.nan)
            record["four_quarters_ratio_upper"] = plain_number(limits.upper if limits else np.nan)
        records.append(record)
    return records
