"""What came, the intervals it was foreseen with, and the interval of the next period."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.blocks.model import Block, Figure, Paragraph, Text
from analysis.blocks.records import plain_number
from analysis.comparison.ahead.forecasts import Forecasts, MeasureForecast
from analysis.comparison.ahead.kept_forecasts import forecast_records
from analysis.concepts import Period, Stage
from analysis.figures.style import FOCUS, OTHER, figure_to_svg, house_figure, label_ticks
from analysis.labels import interval, sentence_case, share

BLOCK_ID = "prognoser"
_COLUMNS = 2
_PERIODS_SHOWN = 16


def plot_forecasts(forecasts: Forecasts) -> Block:
    """Show the focus's figures with earlier intervals, recalculated, and the next one.

    Parameters
    ----------
    forecasts : Forecasts
        The next period of each headline, and earlier ones foreseen again.

    Returns
    -------
    Block
        The figure; its records hold the next period's interval of every municipality,
        which is what `keep_forecasts` keeps, and the focus's earlier ones. Words on what
        is missing where nothing can be foreseen.
    """
    measures = [m for m in forecasts.measures if not _of_focus(m.ahead, forecasts).empty]
    if not measures:
        return _say_nothing_is_foreseen(forecasts)
    n_rows = -(-len(measures) // _COLUMNS)
    with house_figure(
        forecasts.lineage, height=0.65 + 1.5 * n_rows, rows=n_rows, columns=_COLUMNS
    ) as (figure, panels):
        for ax, measure in zip(panels, measures, strict=False):
            _draw_panel(ax, measure, forecasts)
        for ax in panels[len(measures) :]:
            ax.set_axis_off()
        figure.legend(handles=_legend(forecasts), loc="outside upper left", ncols=3)
        svg = figure_to_svg(figure, name=BLOCK_ID)
    level, coming = share(forecasts.level), _coming(measures)
    content = Figure(
        title=f"{sentence_case(coming)}, og de forrige forudset igen",
        svg=svg,
        alt=_alt(forecasts, measures),
        answers=f"Hvad ventes {coming} at vise, hvis intet ændres?",
        how_to_read="Prikkerne er de faktiske tal. De grå streger er det interval, som tallene op "
        f"til perioden før ville have givet; {level} af dem skal holde. Den brede streg yderst "
        f"til højre er {coming}. For bestand begynder akserne ikke ved nul, fordi "
        "intervallerne ellers ikke kan ses; for tilkendelser begynder de ved nul.",
        does_not_show="De grå intervaller er genberegnet med dagens data, så sene indberetninger "
        "er med. Intet interval forudser en reform eller en ændret praksis.",
        records=tuple(_records(forecasts)),
    )
    return Block(BLOCK_ID, content, forecasts.lineage)


def _say_nothing_is_foreseen(forecasts: Forecasts) -> Block:
    text = Paragraph(
        "En prognose kræver mindst otte perioder i træk for alle kommuner. Hent tidligere "
        "perioder af tabellerne.",
        lead="Den næste periode kan ikke forudses med disse data.",
    )
    return Block(BLOCK_ID, Text((text,), role="missing"), forecasts.lineage)


def _coming(measures: list[MeasureForecast]) -> str:
    """Name what is foreseen: a quarter, or a period where the sources differ in length."""
    lengths = {Period.parse(str(m.ahead["period"].iloc[0])).frequency for m in measures}
    return {"K": "det næste kvartal", "M": "den næste måned"}.get(
        lengths.pop() if len(lengths) == 1 else "", "den næste periode"
    )


def _of_focus(frame: pd.DataFrame, forecasts: Forecasts) -> pd.DataFrame:
    return frame[frame["municipality_code"] == forecasts.focus]


def _draw_panel(ax: Axes, measure: MeasureForecast, forecasts: Forecasts) -> None:
    """Draw one headline."""
    series = measure.focus_series.dropna().tail(_PERIODS_SHOWN)
    past, ahead = _of_focus(measure.past, forecasts), _of_focus(measure.ahead, forecasts)
    past = past[past["period"].isin(series["period"])]
    ax.vlines(_times(past["period"]), past["lower"].astype(float), past["upper"].astype(float),
              color=OTHER, linewidth=4.5, zorder=2)  # fmt: skip
    ax.vlines(_times(ahead["period"]), ahead["lower"], ahead["upper"], color=FOCUS,
              linewidth=3.0, zorder=3)  # fmt: skip
    ax.plot(_times(ahead["period"]), ahead["expected"], marker="_", color=FOCUS, markersize=9,
            markeredgewidth=1.4, linestyle="none", zorder=4)  # fmt: skip
    ax.plot(_times(series["period"]), series["n_observed"], color=FOCUS, linewidth=0.8,
            marker="o", markersize=3, zorder=5)  # fmt: skip
    shown = np.concatenate(
        [series["n_observed"], past["lower"], past["upper"], ahead["lower"], ahead["upper"]]
    ).astype(float)
    low, high = shown.min(), shown.max()
    margin = 0.12 * max(high - low, 1.0)
    bottom = 0.0 if measure.headline.stage is Stage.FLOW else max(0.0, low - margin)
    ax.set_ylim(bottom, high + margin)
    ax.set_title(f"{sentence_case(measure.headline.benefit.label)}: {measure.headline.stage.label}")
    label_ticks(ax.yaxis)
    ax.locator_params(axis="y", nbins=4, integer=True)
    ax.grid(axis="y")
    times = _times(pd.concat([series["period"], ahead["period"]]))
    ax.set_xlim(times.min() - 0.2, times.max() + 0.2)
    first, last = int(np.ceil(times.min() - 0.2)), int(np.floor(times.max() + 0.2))
    ax.set_xticks(range(first, last + 1))
    ax.xaxis.set_major_formatter(lambda x, _: f"{x:.0f}")


def _times(periods: pd.Series) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.array([Period.parse(str(text)).decimal_year for text in periods], dtype=float)


def _legend(forecasts: Forecasts) -> list[Line2D]:
    level = share(forecasts.level)
    return [
        Line2D([], [], color=FOCUS, marker="o", markersize=3, linewidth=0.8,
               label=f"faktisk i {forecasts.focus_name}"),
        Line2D([], [], color=OTHER, linewidth=4.5, label=f"forudset, genberegnet ({level})"),
        Line2D([], [], color=FOCUS, linewidth=3.0, label=f"næste ({level})"),
    ]  # fmt: skip


def _alt(forecasts: Forecasts, measures: list[MeasureForecast]) -> str:
    """Say the next interval of each headline in words."""
    parts = []
    for measure in measures:
        row = _of_focus(measure.ahead, forecasts).iloc[0]
        limits = interval(float(row["lower"]), float(row["upper"]))
        parts.append(
            f"{measure.headline.benefit.label} ({measure.headline.stage.label}) {limits} i "
            f"{Period.parse(str(row['period'])).label}"
        )
    return f"Tal og intervaller for {forecasts.focus_name}. Ventet: {'; '.join(parts)}."


def _records(forecasts: Forecasts) -> list[dict[str, object]]:
    """Return the next intervals of all, and the focus's earlier ones."""
    records: list[dict[str, object]] = [
        {**record, "n_observed": None} for record in forecast_records(forecasts)
    ]
    for measure in forecasts.measures:
        for row in _of_focus(measure.past, forecasts).to_dict("records"):
            records.append(
                {
                    "headline": measure.headline.id,
                    "table": measure.table,
                    "unit": measure.unit,
                    "period": row["period"],
                    "made_with": row["made_with"],
                    "municipality_code": row["municipality_code"],
                    **{
                        name: plain_number(row[name])
                        for name in ("expected", "lower", "upper", "level")
                    },
                    "origin": measure.lineage.origin.value,
                    "inputs_sha256": "",
                    "is_next": False,
                    "n_observed": plain_number(row["n_observed"]),
                }
            )
    return records
