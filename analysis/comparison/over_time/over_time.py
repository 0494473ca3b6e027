"""Has practice changed, or have reforms, seasons and chance moved the figures?

For each flow: the rolling four quarters with exact limits, as on page one but for every
quarter; the growth in per cent a year of the focus, of its peers and of the ratio between
them; the shift at each reform; and the control chart of observed over expected, with how
many signals chance gives over all municipalities. Provisional quarters are shown and left
out of everything that is estimated.

A stock is not followed here. It holds the same people quarter after quarter, so its ups
and downs are not those of counts, and it bends for years after practice has changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import or_

import numpy as np
from numpy.typing import NDArray

from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.cells import Cells
from analysis.comparison.gap_limits import measure_gaps
from analysis.comparison.gaps import Gap
from analysis.comparison.headlines import Headline
from analysis.comparison.over_time.chance_signals import ChanceSignals, count_chance_signals
from analysis.comparison.over_time.flow_series import FlowSeries, arrange_flow, quarters_of_all
from analysis.comparison.over_time.provisional import Provisional, describe_provisional
from analysis.comparison.over_time.reform_effects import ReformAssessment, assess_reforms
from analysis.comparison.practice import FLOW_PERIODS, MeasureComparison
from analysis.comparison.references import as_members, expect
from analysis.concepts import Lineage, Period, Stage
from analysis.errors import CoverageError, EstimationError
from analysis.measures.over_time.control_charts import ControlLimits, laney_rate_chart
from analysis.measures.over_time.ratio_of_ratios import RatioOfRatios, trend_of_ratio
from analysis.measures.over_time.run_rules import Runs, judge_runs
from analysis.measures.over_time.trends import Trend, log_linear_trend

N_PROVISIONAL = 2
FEWEST_QUARTERS = 8
# With fewer the limits of a trend, which are those of large numbers, mean little.
FEWEST_AWARDS = 40


class NoTrend(StrEnum):
    """Why a flow has no trend."""

    TOO_FEW_QUARTERS = "too_few_quarters"
    TOO_FEW_AWARDS = "too_few_awards"
    NO_ESTIMATE = "no_estimate"


@dataclass(frozen=True)
class RollingYear:
    """Four quarters that end with `period`, compared as page one is."""

    period: Period
    gap: Gap
    is_provisional: bool


@dataclass(frozen=True)
class FlowTrends:
    """Growth of the focus, of its pooled peers, and of their ratio, in per cent a year."""

    focus: Trend
    peers: Trend
    ratio: RatioOfRatios


@dataclass(frozen=True)
class SeriesSignals:
    """The control chart of the focus, its runs, and what chance gives over all charts."""

    chart: ControlLimits
    runs: Runs | None
    country: ChanceSignals


@dataclass(frozen=True)
class FlowOverTime:
    """One flow over time.

    Attributes
    ----------
    headline : Headline
        What is followed.
    table : str
        The publisher's table.
    series : FlowSeries
        Its quarters.
    rolling : tuple of RollingYear
        Every four quarters, against the pooled peers.
    trends : FlowTrends or None
        From the final quarters; None where `no_trend` says why.
    no_trend : NoTrend or None
        Why there is no trend.
    reforms : tuple of ReformAssessment
        Every reform that touches the scheme; empty without trends.
    signals : SeriesSignals or None
        The control chart of the final quarters; None where there are no trends.
    provisional : Provisional
        What is known of the newest quarters.
    level : float
        Level of the limits.
    """

    headline: Headline
    table: str
    series: FlowSeries
    rolling: tuple[RollingYear, ...]
    trends: FlowTrends | None
    no_trend: NoTrend | None
    reforms: tuple[ReformAssessment, ...]
    signals: SeriesSignals | None
    provisional: Provisional
    level: float

    @property
    def lineage(self) -> Lineage:
        """Return the raw files that it rests on."""
        return self.series.lineage | self.provisional.lineage


@dataclass(frozen=True)
class OverTime:
    """Every headline over time.

    Attributes
    ----------
    focus_name : str
        Name of the municipality.
    flows : tuple of FlowOverTime
        Flows with quarters.
    stocks : tuple of Headline
        Headlines whose change is not assessed, since they are stocks.
    without : tuple of Headline
        Flows without quarters that can be followed.
    name_lineage : Lineage
        What the names and the choice of peers rest on.
    level : float
        Level of all limits.
    """

    focus_name: str
    flows: tuple[FlowOverTime, ...]
    stocks: tuple[Headline, ...]
    without: tuple[Headline, ...]
    name_lineage: Lineage
    level: float

    @property
    def lineage(self) -> Lineage:
        """Return the raw files that it rests on."""
        return reduce(or_, (flow.lineage for flow in self.flows), self.name_lineage)


def follow_over_time(
    comparison: PracticeComparison, *, n_provisional: int = N_PROVISIONAL, seed: int = 2026
) -> OverTime:
    """Follow every flow of a comparison over its quarters.

    Parameters
    ----------
    comparison : PracticeComparison
        The focus municipality against its peers.
    n_provisional : int, default 2
        How many of the newest quarters of a source are still coming in. They are shown,
        and left out of trends, reforms and charts.
    seed : int, default 2026
        Seed of the draws behind the signals that chance gives.

    Returns
    -------
    OverTime
        Flows, and which headlines are not followed.
    """
    flows, without = [], [h for h in comparison.missing if h.stage is Stage.FLOW]
    for measure in comparison.measures:
        if measure.headline.stage is not Stage.FLOW:
            continue
        try:
            flows.append(_follow(comparison, measure, n_provisional=n_provisional, seed=seed))
        except CoverageError:
            without.append(measure.headline)
    return OverTime(
        focus_name=comparison.focus_name,
        flows=tuple(flows),
        stocks=tuple(m.headline for m in comparison.measures if m.headline.stage is Stage.STOCK),
        without=tuple(without),
        name_lineage=comparison.name_lineage | comparison.peers.lineage,
        level=comparison.level,
    )


def _follow(
    comparison: PracticeComparison, measure: MeasureComparison, *, n_provisional: int, seed: int
) -> FlowOverTime:
    cells, level = measure.cells, comparison.level
    series = arrange_flow(
        cells,
        focus=comparison.focus,
        peers=comparison.peers.codes,
        until=comparison.period,
        n_provisional=n_provisional,
    )
    no_trend = _why_no_trend(series)
    trends = None if no_trend else _trends(series, level=level)
    if trends is None and no_trend is None:
        no_trend = NoTrend.NO_ESTIMATE
    rng = np.random.default_rng(seed)
    benefit = measure.headline.benefit
    return FlowOverTime(
        headline=measure.headline,
        table=cells.source.table,
        series=series,
        rolling=_rolling(series, cells, focus=comparison.focus, level=level),
        trends=trends,
        no_trend=no_trend,
        reforms=assess_reforms(series, benefit=benefit, level=level, rng=rng) if trends else (),
        signals=_signals(series, cells, level=level, rng=rng) if trends else None,
        provisional=describe_provisional(
            comparison.store, series, headline=measure.headline, source=cells.source,
            focus=comparison.focus, level=level,
        ),
        level=level,
    )  # fmt: skip


def _why_no_trend(series: FlowSeries) -> NoTrend | None:
    final = series.is_final
    if final.sum() < FEWEST_QUARTERS:
        return NoTrend.TOO_FEW_QUARTERS
    fewest = min(series.n_observed[final].sum(), series.n_peer_awards[final].sum())
    return NoTrend.TOO_FEW_AWARDS if fewest < FEWEST_AWARDS else None


def _trends(series: FlowSeries, *, level: float) -> FlowTrends | None:
    final = series.is_final
    years, season = series.years[final], _season(series, final)
    own = series.n_observed[final], series.weighted_years[final]
    peers = series.n_peer_awards[final], series.peer_weighted_years[final]
    try:
        return FlowTrends(
            focus=log_linear_trend(*own, years, season=season, level=level),
            peers=log_linear_trend(*peers, years, season=season, level=level),
            ratio=trend_of_ratio(*own, *peers, years, level=level),
        )
    except EstimationError:
        return None


def _season(series: FlowSeries, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the quarter of the year of each period."""
    return np.array([period.number for period in series.periods])[chosen]


def _rolling(
    series: FlowSeries, cells: Cells, *, focus: str, level: float
) -> tuple[RollingYear, ...]:
    """Compare every four quarters as page one compares the newest."""
    ends = range(FLOW_PERIODS, len(series.periods) + 1)
    if not ends:
        return ()
    chosen = [cells.periods.index(period) for period in series.periods]
    counts, people = cells.counts[chosen], cells.people[chosen] * cells.periods[0].months / 12
    expected = expect(
        np.array([counts[end - FLOW_PERIODS : end].sum(axis=0) for end in ends]),
        np.array([people[end - FLOW_PERIODS : end].sum(axis=0) for end in ends]),
        focus=[cells.codes.index(focus)],
        members=as_members([cells.codes.index(code) for code in series.peers], len(cells.codes)),
        is_flow=True,
    )
    gaps = measure_gaps(expected, stage=Stage.FLOW, level=level)
    return tuple(
        RollingYear(
            series.periods[end - 1],
            gaps.one(place, 0),
            bool(series.is_provisional[end - FLOW_PERIODS : end].any()),
        )
        for place, end in enumerate(ends)
    )


def _signals(
    series: FlowSeries, cells: Cells, *, level: float, rng: np.random.Generator
) -> SeriesSignals | None:
    """Chart observed over expected, and count the signals of every municipality's chart."""
    final = series.is_final
    periods = [p for p, is_final in zip(series.periods, final, strict=True) if is_final]
    try:
        chart = laney_rate_chart(series.n_observed[final], series.n_expected[final])
        country = count_chance_signals(*quarters_of_all(cells, periods), rng=rng, level=level)
    except EstimationError:
        return None
    try:
        runs = judge_runs(chart.values, center=float(np.median(chart.values)))
    except EstimationError:
        runs = None
    return SeriesSignals(chart, runs, country)
