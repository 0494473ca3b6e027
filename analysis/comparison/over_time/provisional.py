"""Which of the newest quarters are provisional, and by how much?

The store keeps one version of each cell and refuses two. An earlier extract of a table is
therefore listed in the manifest under the table's name with ``-tidligere`` behind it, such
as ``PEN113-tidligere``, with the day it was fetched. Where there is one, the reporting
delay is estimated from the months that both extracts have, and the newest quarters are
brought up to what they will become. Where there is none, the newest quarters are marked,
and the delay is said to be unknown.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from analysis.comparison.cells import COUNT_COLUMNS, rows_of
from analysis.comparison.denominators import FloatArray
from analysis.comparison.headlines import Headline, Source
from analysis.comparison.over_time.flow_series import FlowSeries
from analysis.concepts import Estimate, Lineage, Period
from analysis.datasets.levels import total_rows
from analysis.datasets.municipalities import read_gazetteer
from analysis.datasets.statbank_cells import read_cells
from analysis.datasets.store import EARLIER, Store
from analysis.errors import EstimationError
from analysis.measures.over_time.reporting_delay import (
    Completeness,
    correct_for_delay,
    estimate_completeness,
)
from analysis.sources.manifest import RawFile

HORIZON_MONTHS = 12


@dataclass(frozen=True)
class ProvisionalQuarter:
    """One of the newest quarters: awards as they stand, and as they will become.

    Attributes
    ----------
    period : Period
        The quarter.
    n_observed : float
        Awards of the focus as they stand.
    focus, peers : Estimate or None
        Awards that the focus and the pooled peers will have; None where the delay is not
        known.
    """

    period: Period
    n_observed: float
    focus: Estimate | None = None
    peers: Estimate | None = None


@dataclass(frozen=True)
class Provisional:
    """What is known of the newest quarters.

    Attributes
    ----------
    quarters : tuple of ProvisionalQuarter
        In order; empty where none is taken as provisional.
    extracts : tuple of date
        Dates of the extracts that the delay rests on, the earliest first; empty where
        there are not two.
    completeness : Completeness or None
        Share reported by age in months behind the newest month of an extract.
    lineage : Lineage
        The raw files of the earlier extracts.
    """

    quarters: tuple[ProvisionalQuarter, ...]
    extracts: tuple[dt.date, ...] = ()
    completeness: Completeness | None = None
    lineage: Lineage = field(default_factory=Lineage)


def describe_provisional(
    store: Store,
    series: FlowSeries,
    *,
    headline: Headline,
    source: Source,
    focus: str,
    level: float,
) -> Provisional:
    """Say which quarters are provisional, and correct them where two extracts allow it.

    Parameters
    ----------
    store : Store
        The datasets, and the manifest that lists earlier extracts.
    series : FlowSeries
        The quarters, those that are provisional marked.
    headline : Headline
        The flow.
    source : Source
        The table that it comes from, by month.
    focus : str
        Code of the focus municipality.
    level : float
        Level of the limits, a fraction in (0, 1).
    """
    marked = [
        ProvisionalQuarter(period, float(count))
        for period, count, is_provisional in zip(
            series.periods, series.n_observed, series.is_provisional, strict=True
        )
        if is_provisional
    ]
    extracts = _extracts(store, headline=headline, source=source)
    if len(extracts) < 2:
        return Provisional(tuple(marked))
    dates = sorted(extracts)
    codes = sorted(set.intersection(*(set(frame.columns) for frame in extracts.values())))
    if not {focus, *series.peers} <= set(codes):
        return Provisional(tuple(marked))
    months = [str(month) for month in sorted(map(Period.parse, extracts[dates[-1]].index))]
    triangle = np.array([extracts[day].reindex(months)[codes].to_numpy(float) for day in dates])
    ages = np.array([_ages(months, newest=_newest_month(extracts[day])) for day in dates])
    # An age that no extract reaches back to cannot be told from complete.
    seen = ages[:-1][np.isfinite(triangle[:-1]).all(axis=2)]
    horizon = min(HORIZON_MONTHS, int(seen.max(initial=0)) + 1)
    try:
        known = estimate_completeness(triangle, ages, horizon=horizon, level=level)
    except EstimationError:
        return Provisional(tuple(marked))
    newest = pd.DataFrame(triangle[-1], index=months, columns=codes)
    age_of = dict(zip(months, ages[-1], strict=True))
    corrected = tuple(
        replace(
            quarter,
            focus=_correct(newest[[focus]].sum(axis=1), quarter.period, age_of, known),
            peers=_correct(newest[list(series.peers)].sum(axis=1), quarter.period, age_of, known),
        )
        for quarter in marked
    )
    files = [raw.file for raw in store.manifest.find(source.table + EARLIER)]
    return Provisional(corrected, tuple(dates), known, store.manifest.lineage(files))


def _extracts(store: Store, *, headline: Headline, source: Source) -> dict[dt.date, pd.DataFrame]:
    """Return awards by month and municipality, by the date of the extract."""
    earlier = store.manifest.find(source.table + EARLIER)
    days = [raw.extracted for raw in store.manifest.find(source.table) if raw.extracted]
    if not earlier or not days:
        return {}
    frame = rows_of(store.load(source.dataset), source=source, headline=headline)
    found = {max(days): _by_month(frame, source=source)}
    for raw in earlier:
        if raw.extracted is not None and raw.extracted not in found:
            rows = _read_earlier(store, raw, source=source)
            rows = rows_of(rows, source=source, headline=headline)
            found[raw.extracted] = _by_month(rows, source=source)
    return {day: table for day, table in found.items() if not table.empty}


def _read_earlier(store: Store, raw: RawFile, *, source: Source) -> pd.DataFrame:
    return read_cells(
        replace(raw, table=source.table),
        dataset=source.dataset,
        value=COUNT_COLUMNS[source.unit],
        gazetteer=read_gazetteer(store.manifest),
    )


def _by_month(rows: pd.DataFrame, *, source: Source) -> pd.DataFrame:
    """Return all ages and both sexes by month; none where the table is not by month."""
    totals = total_rows(rows)
    months = totals[totals["period"].astype(str).str.contains("M")]
    value = COUNT_COLUMNS[source.unit]
    table = months.assign(
        period=months["period"].astype(str),
        municipality_code=months["municipality_code"].astype(str),
        **{value: months[value].to_numpy(dtype=float, na_value=np.nan)},
    ).pivot_table(
        index="period", columns="municipality_code", values=value, aggfunc="first", dropna=False
    )
    # A municipality with a blank month has no share to tell, and would cost all others theirs.
    return pd.DataFrame(table).dropna(axis=1)


def _newest_month(table: pd.DataFrame) -> Period:
    """Return the newest month that an extract has figures for."""
    return max(Period.parse(str(month)) for month in table.dropna(how="all").index)


def _ages(months: list[str], *, newest: Period) -> list[int]:
    """Return how many months each lies behind the newest of its extract.

    Not counted from the day of the extract: a table that is fetched twice between two
    publications is the same table, and would tell of no delay where there is one.
    """
    ends = [Period.parse(month) for month in months]
    return [(newest.year - end.year) * 12 + newest.number - end.number for end in ends]


def _correct(
    counts: pd.Series, quarter: Period, age_of: dict[str, int], known: Completeness
) -> Estimate | None:
    """Return the quarter's awards when its months have become whole; None where not known."""
    months = [month for month in counts.index if quarter.contains(Period.parse(str(month)))]
    values: FloatArray = counts.loc[months].to_numpy(dtype=float)
    if len(months) < quarter.months or not np.all(np.isfinite(values)):
        return None
    whole = correct_for_delay(values, [max(age_of[str(m)], 0) for m in months], known)
    if not np.all(np.isfinite(whole.n_events)):
        return None
    return Estimate(
        value=float(whole.n_events.sum()),
        lower=float(whole.lower.sum()),
        upper=float(whole.upper.sum()),
        level=known.level,
        unit="awards",
        n=float(values.sum()),
        method="chain ladder",
    )
