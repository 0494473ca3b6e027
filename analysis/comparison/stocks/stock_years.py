"""Has each stock moved towards or away from that of comparable municipalities?

Every stock is taken as the mean of a year and held against what the peers' shares of the
same year would give. The change from the first year to the last is then held against the
changes of all other municipalities, each against the rest of the country.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.gaps import SMALLEST_EXPECTED_STOCK
from analysis.comparison.practice import MeasureComparison
from analysis.comparison.references import as_members, expect, rest_of_country
from analysis.concepts import Period, Stage
from analysis.measures.standardised.stock_years import (
    Limited,
    StockYears,
    average_years,
    level_over_years,
    limits_for_next_year,
    usual_changes,
)

FEWEST_YEARS = 2


@dataclass(frozen=True)
class YearsOfStock:
    """One stock over whole years, against the peers.

    Attributes
    ----------
    measure : MeasureComparison
        The headline.
    ends : tuple of Period
        The last period of each year, the oldest first.
    years : StockYears
        Mean recipients of each year, and those expected at the peers' shares.
    level : Limited
        The ratio over all years.
    next_year : Limited
        The last year's ratio, and where the next one's would lie; limits NaN where too
        few years show it.
    change : Limited
        The ratio of the last year over that of the first, and the limits of changes that
        are usual among municipalities; NaN where they cannot be told.
    """

    measure: MeasureComparison
    ends: tuple[Period, ...]
    years: StockYears
    level: Limited
    next_year: Limited
    change: Limited

    @property
    def is_usual(self) -> bool | None:
        """Tell whether the change is usual among municipalities; None where unknown."""
        if not np.isfinite(self.change.lower + self.change.upper):
            return None
        return self.change.lower <= self.change.value <= self.change.upper


def compare_stock_years(
    comparison: PracticeComparison, *, seed: int = 20_260_215
) -> tuple[YearsOfStock, ...]:
    """Compare every stock over whole years with the peers' and with other changes.

    Parameters
    ----------
    comparison : PracticeComparison
        The focus municipality, with stocks of several years.
    seed : int
        Seed of the draws behind the limits of the level.

    Returns
    -------
    tuple of YearsOfStock
        Stocks with two whole years or more and figures for the focus and a peer; the
        years end in the period of the comparison.
    """
    found = [
        _years(comparison, measure, seed=seed)
        for measure in comparison.measures
        if measure.headline.stage is Stage.STOCK
    ]
    return tuple(one for one in found if one is not None)


def _years(
    comparison: PracticeComparison, measure: MeasureComparison, *, seed: int
) -> YearsOfStock | None:
    """Return one stock over its years, or None where there are fewer than two."""
    cells = measure.cells
    shown = [i for i, p in enumerate(cells.periods) if p.last_day <= comparison.period.last_day]
    per_year = 12 // cells.periods[0].months
    shown = _without_gap(cells.periods, shown)
    if len(shown) < FEWEST_YEARS * per_year:
        return None
    n, focus = len(cells.codes), cells.codes.index(comparison.focus)
    peers = [cells.codes.index(code) for code in comparison.peers.codes]
    counts, people = cells.counts[shown], cells.people[shown]
    own = expect(counts, people, focus=[focus], members=as_members(peers, n), is_flow=False)
    rest = expect(counts, people, focus=np.arange(n), members=rest_of_country(n), is_flow=False)
    years = average_years(
        own.n_observed[:, 0], own.n_expected[:, 0], stage=measure.headline.stage,
        periods_a_year=per_year,
    )  # fmt: skip
    is_told = np.isfinite(years.logs)
    if not is_told.all() or np.min(years.n_expected) < SMALLEST_EXPECTED_STOCK:
        return None
    others = average_years(
        np.delete(rest.n_observed, focus, axis=1), np.delete(rest.n_expected, focus, axis=1),
        stage=measure.headline.stage, periods_a_year=per_year,
    )  # fmt: skip
    ends = tuple(cells.periods[i] for i in shown[::-1][::per_year][::-1])[-len(years.ratio) :]
    return YearsOfStock(
        measure=measure,
        ends=ends,
        years=years,
        level=level_over_years(years, rng=np.random.default_rng(seed), level=comparison.level),
        next_year=limits_for_next_year(years, level=comparison.level),
        change=usual_changes(
            years,
            _large_enough(others),
            n_peers=float(own.n_effective[-1, 0]),
            reference_recipients=float(own.reference_counts[-1, 0]),
            level=comparison.level,
        ),
    )


def _without_gap(periods: tuple[Period, ...], shown: list[int]) -> list[int]:
    """Return the newest periods that follow each other."""
    kept = shown[-1:]
    for i in reversed(shown[:-1]):
        if periods[i].shift(1) != periods[kept[0]]:
            break
        kept.insert(0, i)
    return kept


def _large_enough(others: StockYears) -> StockYears:
    """Return the municipalities that have enough expected in every year."""
    enough = np.isfinite(others.logs).all(axis=0) & (
        np.nan_to_num(others.n_expected).min(axis=0) >= SMALLEST_EXPECTED_STOCK
    )
    return StockYears(others.n_recipients[:, enough], others.n_expected[:, enough])
