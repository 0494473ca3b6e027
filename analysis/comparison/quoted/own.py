"""What do the tables of the data have of a benefit at a time: ours, and the others?

Each table is read by itself and never joined with another: two tables of one benefit are
two figures, side by side.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.country import country_of
from analysis.comparison.practice import MeasureComparison
from analysis.comparison.quoted.definitions import Ages, Definition, define_table
from analysis.comparison.quoted.figures import Figure, Kind
from analysis.comparison.quoted.times import Span, span_of
from analysis.concepts import Benefit, Lineage, Period, Stage
from analysis.datasets.levels import total_rows

COUNT_COLUMNS = {
    "awards": "n_awards",
    "recipients_persons": "n_persons",
    "recipients_fulltime": "n_fulltime_persons",
}
# A population further away than this is no denominator of somebody else's percentage.
_MOST_DAYS = 100


@dataclass(frozen=True)
class Table:
    """One table of the data that has a benefit."""

    dataset: str
    name: str

    @property
    def is_flow(self) -> bool:
        """Tell whether it counts awards."""
        return self.dataset == "awards"


def own_figure(comparison: PracticeComparison, measure: MeasureComparison) -> Figure:
    """Return a headline's observed number as a figure.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives the store.
    measure : MeasureComparison
        The headline.
    """
    source, benefit = measure.cells.source, measure.headline.benefit
    files = _count_files(comparison, source.dataset, source.table, measure.lineage)
    return Figure(
        kind=Kind.OWN,
        source=source.table,
        benefit=benefit,
        value=measure.against_peers.n_observed,
        span=span_of(measure.window.first, measure.window.last),
        definition=define_table(source.dataset, source.table, benefit),
        stated_on=_extracted(comparison, files),
        lineage=comparison.store.manifest.lineage(files),
    )


def tables_of(comparison: PracticeComparison, benefit: Benefit) -> tuple[Table, ...]:
    """Return the tables of the data that have a benefit, in order of name."""
    load = country_of(comparison.store).load
    found = []
    for dataset in COUNT_COLUMNS:
        frame = load(dataset)
        rows = frame.loc[frame["benefit"] == benefit.value, "source_table"]
        found += [Table(dataset, str(name)) for name in sorted(rows.astype(str).unique())]
    return tuple(found)


def table_figure(
    comparison: PracticeComparison, table: Table, benefit: Benefit, span: Span
) -> Figure | None:
    """Return what a table has of the focus at a time; None where it does not cover the time.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives the focus and the store.
    table : Table
        The table.
    benefit : Benefit
        The benefit.
    span : Span
        The months wanted: all of them must be there.
    """
    rows = _rows(comparison, table, benefit)
    if rows.empty:
        return None
    wanted = dict.fromkeys(span.months, False)
    chosen = []
    for text in rows["period"].astype(str).unique():
        period = Period.parse(text)
        months = span_of(period, period).months
        if span.first <= months[0] and months[-1] <= span.last:
            chosen.append(text)
            wanted.update(dict.fromkeys(months, True))
    if not all(wanted.values()):
        return None
    totals = total_rows(rows[rows["period"].astype(str).isin(chosen)])
    counts = totals[COUNT_COLUMNS[table.dataset]].to_numpy(dtype=float, na_value=math.nan)
    files = frozenset(totals["source_id"].astype(str))
    return Figure(
        kind=Kind.TABLE,
        source=table.name,
        benefit=benefit,
        value=float(counts.sum() if table.is_flow else counts.mean()) if counts.size else math.nan,
        span=span,
        definition=define_table(table.dataset, table.name, benefit),
        stated_on=_extracted(comparison, files),
        lineage=comparison.store.manifest.lineage(files),
    )


def newest_figure(comparison: PracticeComparison, table: Table, benefit: Benefit) -> Figure | None:
    """Return the newest period that a table has of the focus; None where it has none."""
    rows = _rows(comparison, table, benefit)
    if rows.empty:
        return None
    newest = max(Period.parse(str(text)) for text in rows["period"].unique())
    return table_figure(comparison, table, benefit, span_of(newest, newest))


def first_month(comparison: PracticeComparison, benefit: Benefit, stage: Stage) -> Period | None:
    """Return the first month that any table has of a benefit in one stage; None for none."""
    firsts = []
    for table in tables_of(comparison, benefit):
        if table.is_flow is (stage is Stage.FLOW):
            rows = _rows(comparison, table, benefit)
            firsts += [Period.parse(str(text)).first_day for text in rows["period"].unique()]
    return Period(min(firsts).year, "M", min(firsts).month) if firsts else None


def own_counterpart(
    comparison: PracticeComparison, wanted: Definition, benefit: Benefit, span: Span
) -> Figure | None:
    """Return our figure for another's time, in the other's unit; None where we have none.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives the focus, the data and the population.
    wanted : Definition
        What the other counts: stage, and the population that a rate is of.
    benefit : Benefit
        The benefit.
    span : Span
        The months.

    Notes
    -----
    A percentage is worked out from our count and the population of the ages that the other
    states. A table of persons goes before one of full-time persons.
    """
    if wanted.counts not in ("awards", "first_awards", "recipients"):
        return None
    for table in tables_of(comparison, benefit):
        if table.is_flow is not (wanted.stage is Stage.FLOW):
            continue
        found = table_figure(comparison, table, benefit, span)
        if found is None:
            continue
        found = replace(found, kind=Kind.OWN)
        per = {"percent": 100.0, "per_10000": 10_000.0}.get(wanted.unit)
        if per is None:
            return found
        if wanted.base is None:
            return None
        residents = _residents(comparison, wanted.base, span)
        if residents is None:
            return None
        people, lineage = residents
        definition = replace(found.definition, unit=wanted.unit, base=wanted.base, rounded_to=0.0)
        return replace(
            found,
            value=per * found.value / people,
            definition=definition,
            lineage=found.lineage | lineage,
        )
    return None


def _rows(comparison: PracticeComparison, table: Table, benefit: Benefit) -> pd.DataFrame:
    """Return the focus's rows of one table and benefit."""
    frame = country_of(comparison.store).load(table.dataset)
    is_row = (frame["benefit"] == benefit.value) & (frame["source_table"] == table.name)
    chosen: pd.DataFrame = frame[is_row & (frame["municipality_code"] == comparison.focus)]
    return chosen


def _count_files(
    comparison: PracticeComparison, dataset: str, table: str, lineage: Lineage
) -> frozenset[str]:
    """Return the files of a result that its counts come from, without the population's."""
    frame = country_of(comparison.store).load(dataset)
    own = frame.loc[frame["source_table"] == table, "source_id"].astype(str).unique()
    return frozenset(own) & lineage.inputs


def _extracted(comparison: PracticeComparison, files: frozenset[str]) -> dt.date | None:
    """Return the newest day on which one of the files was fetched."""
    days = [
        raw.extracted
        for raw in comparison.store.manifest.files
        if raw.file in files and raw.extracted is not None
    ]
    return max(days, default=None)


def _residents(
    comparison: PracticeComparison, ages: Ages, span: Span
) -> tuple[float, Lineage] | None:
    """Return the focus's residents of some ages nearest to the middle of a time."""
    population = comparison.population
    middle = _middle(span)
    column = population.codes.index(comparison.focus)
    for index in _by_distance(population.dates, middle):
        if abs((population.dates[index] - middle).days) > _MOST_DAYS:
            return None
        if ages == (0, 125):
            people = population.totals[index, column]
        else:
            people = population.by_age[index, :, ages[0] : ages[1] + 1, column].sum()
        if np.isfinite(people) and people > 0:
            return float(people), comparison.store.manifest.lineage([population.files[index]])
    return None


def _middle(span: Span) -> dt.date:
    first, last = span.first.first_day, span.last.last_day
    return first if span.first == span.last else first + (last - first) / 2


def _by_distance(dates: Sequence[dt.date], day: dt.date) -> list[int]:
    return sorted(range(len(dates)), key=lambda i: (abs((dates[i] - day).days), dates[i]))
