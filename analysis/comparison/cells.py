"""The counts behind a headline, beside the people who could have been counted.

Everything that follows (rates, expected numbers, trends) is arithmetic on two arrays of
the same shape: counts and population by period, stratum and municipality. They are
arranged once, here, with the source they come from and the denominators that had to be
carried from another date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise
from operator import or_

import numpy as np
import pandas as pd

from analysis.comparison.denominators import (
    WHOLE_POPULATION,
    FloatArray,
    Population,
    Stratum,
    mean_population,
)
from analysis.comparison.headlines import Headline, Source
from analysis.concepts import Lineage, Period, Sex, Stage, Unit
from analysis.datasets.levels import part_rows, total_rows
from analysis.errors import CoverageError

COUNT_COLUMNS = {
    Unit.AWARDS: "n_awards",
    Unit.PERSONS: "n_persons",
    Unit.FULLTIME_PERSONS: "n_fulltime_persons",
}


@dataclass(frozen=True)
class Cells:
    """Counts and population of one series.

    Attributes
    ----------
    source : Source
        The table that the counts come from.
    stage : Stage
        Flow or stock; a flow is never summed as a stock, nor a stock as a flow.
    periods : tuple of Period
        In order, all of one length.
    strata : tuple of Stratum
        Sex and age groups; one total where the source has no more.
    codes : tuple of str
        Municipalities.
    counts, people : array of shape (periods, strata, municipalities)
        The counts, NaN where the source is blank or has none; and the mean population.
    carried : tuple of str
        By period, the date of a denominator that stands in for a missing one, or empty.
    lineages : tuple of Lineage
        By period, the raw files that counts and population come from.
    """

    source: Source
    stage: Stage
    periods: tuple[Period, ...]
    strata: tuple[Stratum, ...]
    codes: tuple[str, ...]
    counts: FloatArray
    people: FloatArray
    carried: tuple[str, ...]
    lineages: tuple[Lineage, ...]

    @property
    def is_by_age(self) -> bool:
        """Tell whether the series can be standardised by age and sex."""
        return not any(stratum.is_total for stratum in self.strata)


@dataclass(frozen=True)
class Window:
    """One time of a series: what was counted, and the people it was counted among.

    Attributes
    ----------
    counts : array of shape (strata, municipalities)
        Awards in the window, or the mean stock; NaN where the source is blank.
    exposure : array of shape (strata, municipalities)
        Person-years for a flow, persons for a stock.
    first, last : Period
        The first and last period of the window.
    carried : str
        Dates of denominators that stand in for missing ones, in order and joined with
        ", "; or empty.
    lineage : Lineage
        The raw files behind the window.
    """

    counts: FloatArray
    exposure: FloatArray
    first: Period
    last: Period
    carried: str
    lineage: Lineage


def arrange_cells(
    frame: pd.DataFrame,
    *,
    headline: Headline,
    source: Source,
    population: Population,
    lineage_of: Callable[[Iterable[str]], Lineage],
) -> Cells:
    """Arrange one table of a dataset as arrays, with its population beside it.

    Parameters
    ----------
    frame : DataFrame
        The dataset named by `source`, all tables and benefits.
    headline : Headline
        Gives benefit and stage.
    source : Source
        The table wanted.
    population : Population
        Denominators, and the municipalities in their order.
    lineage_of : callable
        Gives the lineage of raw file names, as the manifest knows them.

    Raises
    ------
    CoverageError
        If the table has nothing on the benefit, or counts somebody in a municipality and
        stratum where the population has nobody: neither rate nor expected number is then
        right, and the municipality would look as if its practice were another.
    """
    rows = rows_of(frame, source=source, headline=headline)
    if rows.empty:
        raise CoverageError(
            f"{source.table} has nothing on {headline.benefit.value}.",
            where=f"the dataset {source.dataset}",
            expected="at least one period",
            fix=headline.how_to_get,
        )
    parts = part_rows(rows)
    by_age = population.has_ages and not parts.empty
    chosen = parts if by_age else total_rows(rows)
    periods, strata, counts = _pivot(chosen, source=source, codes=population.codes)
    if not by_age:
        strata = (Stratum(Sex.TOTAL, *WHOLE_POPULATION),)
    if headline.stage is Stage.FLOW and periods[0].frequency == "M":
        periods, counts = _sum_to_quarters(periods, counts)
    people, carried, population_files = mean_population(population, periods=periods, strata=strata)
    _fail_if_anybody_is_counted_where_nobody_lives(
        counts, people, periods=periods, strata=strata, codes=population.codes, source=source
    )
    count_files = _files_by_period(chosen)
    lineages = tuple(
        lineage_of(
            files | frozenset().union(*(count_files[p] for p in count_files if w.contains(p)))
        )
        for w, files in zip(periods, population_files, strict=True)
    )
    return Cells(
        source, headline.stage, periods, strata, population.codes, counts, people, carried, lineages
    )


def has_rows(frame: pd.DataFrame, *, source: Source, headline: Headline) -> bool:
    """Tell whether a dataset has anything on a benefit from one table."""
    return not rows_of(frame, source=source, headline=headline).empty


def rows_of(frame: pd.DataFrame, *, source: Source, headline: Headline) -> pd.DataFrame:
    """Return the rows of one table on one benefit."""
    wanted = (frame["source_table"] == source.table) & (frame["benefit"] == headline.benefit.value)
    return frame[wanted]


def last_window(cells: Cells, *, until: Period, n_periods: int) -> Window:
    """Return the newest window of a series that ends no later than a period.

    Awards are summed over the window, a stock is averaged; person-years are the
    population times the length of the window in years.

    Raises
    ------
    CoverageError
        If the series has no such window, or lacks a period within it.
    """
    ends = [i for i, period in enumerate(cells.periods) if period.last_day <= until.last_day]
    if len(ends) < n_periods:
        raise CoverageError(
            f"{cells.source.table} does not have {n_periods} periods up to {until}.",
            where=f"the dataset {cells.source.dataset}",
            expected=f"periods from {cells.periods[0]} to {cells.periods[-1]}",
            fix="ask for a later period, or add an extract that covers this one",
        )
    chosen = slice(ends[-1] + 1 - n_periods, ends[-1] + 1)
    _fail_if_gap(cells, cells.periods[chosen])
    counts, people = cells.counts[chosen], cells.people[chosen]
    if cells.stage is Stage.FLOW:
        years = cells.periods[0].months / 12
        counts, exposure = counts.sum(axis=0), people.sum(axis=0) * years
    else:
        counts, exposure = counts.mean(axis=0), people.mean(axis=0)
    carried = ", ".join(sorted({text for text in cells.carried[chosen] if text}))
    first, last = cells.periods[chosen][0], cells.periods[chosen][-1]
    lineage = reduce(or_, cells.lineages[chosen])
    return Window(counts, exposure, first, last, carried, lineage)


def crude(cells: Cells) -> Cells:
    """Return the same series without ages: everybody in one stratum."""
    total = (Stratum(Sex.TOTAL, *WHOLE_POPULATION),)
    return replace(
        cells,
        strata=total,
        counts=cells.counts.sum(axis=1, keepdims=True),
        people=cells.people.sum(axis=1, keepdims=True),
    )


def _fail_if_gap(cells: Cells, periods: Sequence[Period]) -> None:
    """Refuse a window that spans more time than it has counts for."""
    for before, after in pairwise(periods):
        if after != before.shift(1):
            raise CoverageError(
                f"{cells.source.table} lacks {before.shift(1)}.",
                where=f"the dataset {cells.source.dataset}, from {periods[0]} to {periods[-1]}",
                expected=f"{len(periods)} periods that follow each other",
                fix="fetch the table again for all periods, or ask for an earlier period",
            )


def _pivot(
    rows: pd.DataFrame, *, source: Source, codes: Sequence[str]
) -> tuple[tuple[Period, ...], tuple[Stratum, ...], FloatArray]:
    """Place long rows in an array by period, stratum and municipality."""
    labels = {str(text): Period.parse(str(text)) for text in rows["period"].unique()}
    periods = tuple(sorted(labels.values()))
    keys = rows[["sex", "age_from", "age_to"]].drop_duplicates()
    strata = tuple(
        sorted(
            Stratum(Sex(str(sex)), int(low), int(high))
            for sex, low, high in keys.itertuples(index=False)
        )
    )
    place = {code: i for i, code in enumerate(codes)}
    of_period = {text: periods.index(period) for text, period in labels.items()}
    counts = np.full((len(periods), len(strata), len(codes)), np.nan)
    p = rows["period"].astype(str).map(of_period).to_numpy(dtype=int)
    of_stratum = pd.MultiIndex.from_tuples([(s.sex.value, s.age_from, s.age_to) for s in strata])
    s = of_stratum.get_indexer(pd.MultiIndex.from_frame(rows[["sex", "age_from", "age_to"]]))
    m = rows["municipality_code"].astype(str).map(place).to_numpy(dtype=int)
    counts[p, s, m] = rows[COUNT_COLUMNS[source.unit]].to_numpy(dtype=float, na_value=np.nan)
    return periods, strata, counts


def _files_by_period(rows: pd.DataFrame) -> dict[Period, frozenset[str]]:
    """Return the raw files that each period's counts come from."""
    pairs = rows[["period", "source_id"]].astype(str).drop_duplicates()
    files: dict[Period, frozenset[str]] = {}
    for text, file in pairs.itertuples(index=False):
        period = Period.parse(text)
        files[period] = files.get(period, frozenset()) | {file}
    return files


def _sum_to_quarters(
    periods: tuple[Period, ...], counts: FloatArray
) -> tuple[tuple[Period, ...], FloatArray]:
    """Sum months to whole quarters; a quarter that lacks a month is left out."""
    quarters = [period.quarter() for period in periods]
    whole = tuple(q for q in sorted(set(quarters)) if quarters.count(q) == 3)
    sums = [counts[[i for i, q in enumerate(quarters) if q == w]].sum(axis=0) for w in whole]
    return whole, np.array(sums)


def _fail_if_anybody_is_counted_where_nobody_lives(
    counts: FloatArray,
    people: FloatArray,
    *,
    periods: Sequence[Period],
    strata: Sequence[Stratum],
    codes: Sequence[str],
    source: Source,
) -> None:
    places = np.argwhere((counts > 0) & (people <= 0))
    if places.size:
        p, s, m = (int(i) for i in places[0])
        raise CoverageError(
            f"{source.table} counts {strata[s].name} in municipality {codes[m]}, where the "
            "population has none.",
            where=f"the dataset {source.dataset} in {periods[p]}, and the dataset population",
            expected="people in every group of age and sex that has awards or recipients",
            fix="fetch FOLK1A again for all municipalities, both sexes and all single ages",
        )
