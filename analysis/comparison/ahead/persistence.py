"""Is the gap there every year, and what would next year show by itself?

A municipality is often looked at because its figures lie far out. Some of that is chance
or one year's events, and goes by itself. Here the differences between all municipalities
are split into what stays and what does not, and next year is foreseen from the years so
far, as if practice stays what it is. Whether such forecasts hold is tried on earlier
years, each foreseen from the years before it alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_

import numpy as np
from numpy.typing import NDArray

from analysis.comparison.ahead.rolling import RatioSeries, ratio_series
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.cells import Cells
from analysis.comparison.denominators import FloatArray
from analysis.comparison.gaps import SMALLEST_EXPECTED_STOCK
from analysis.comparison.headlines import Headline
from analysis.comparison.once import once
from analysis.comparison.practice import MeasureComparison
from analysis.concepts import Lineage, Period, Stage
from analysis.errors import EstimationError
from analysis.measures.over_time.next_year import NextYear, predict_flow_year, predict_stock_year
from analysis.measures.over_time.persistence import (
    VarianceSplit,
    split_flow_ratios,
    split_stock_ratios,
)
from analysis.measures.over_time.persistence_shares import PartShares, share_flow_parts

N_EXTREME = 10
FEWEST_YEARS = 3
_FEWEST_MUNICIPALITIES = 20


@dataclass(frozen=True)
class Replication:
    """The most extreme municipalities of one year, followed into the next.

    Attributes
    ----------
    year, following : Period
        Last period of the year they were picked in, and of the next.
    is_lowest : bool
        Whether the lowest ratios were picked, or the highest.
    picked, predicted, realised : float
        Their mean ratio in the year, as foreseen for the next, and as it came.
    predicted_lower, predicted_upper : float
        Limits of the mean foreseen, as if municipalities missed independently of each other.
    n : int
        How many were picked.
    """

    year: Period
    following: Period
    is_lowest: bool
    picked: float
    predicted: float
    predicted_lower: float
    predicted_upper: float
    realised: float
    n: int


@dataclass(frozen=True)
class Followed:
    """One end over all years that can be tried: means, and whether what came was foreseen.

    The limits take years as independent. The same municipalities are often picked again,
    so they lean narrow: a miss of the method is rather said once too often.
    """

    is_lowest: bool
    picked: float
    predicted: float
    predicted_lower: float
    predicted_upper: float
    realised: float
    n: int

    @property
    def is_foreseen(self) -> bool:
        """Tell whether what came lies within the limits of what was foreseen."""
        return self.predicted_lower <= self.realised <= self.predicted_upper


@dataclass(frozen=True)
class MeasurePersistence:
    """One headline over the years.

    Attributes
    ----------
    headline : Headline
        What is counted.
    years : RatioSeries
        All municipalities by year.
    split : VarianceSplit
        What the differences between municipalities are made of.
    shares : PartShares or None
        The same as shares with limits; None for a stock.
    ratios : tuple of float
        The focus's observed over expected, year by year; NaN where it is not known.
    next_year, from_this_year : NextYear or None
        Of the focus alone, from all years so far and from this year alone; None where
        its figures are missing or too small. A stock has no second one, since its last
        year carries the earlier ones.
    n_now, n_expected_now : float
        The focus's awards (or mean stock) of the newest year, and the expected number.
    replications : tuple of Replication
        Earlier years.
    n_held, n_tried : int
        Of all forecasts of earlier years, how many held what came.
    """

    headline: Headline
    years: RatioSeries
    split: VarianceSplit
    shares: PartShares | None
    ratios: tuple[float, ...]
    next_year: NextYear | None
    from_this_year: NextYear | None
    n_now: float
    n_expected_now: float
    replications: tuple[Replication, ...]
    n_held: int
    n_tried: int

    @property
    def is_flow(self) -> bool:
        """Tell whether awards are counted."""
        return self.headline.stage is Stage.FLOW

    @property
    def followed(self) -> tuple[Followed, ...]:
        """Return the lowest and the highest over all years; nothing without replications."""
        ends = [[r for r in self.replications if r.is_lowest is low] for low in (True, False)]
        return tuple(_over_years(end) for end in ends if end)


@dataclass(frozen=True)
class Persistence:
    """Every headline that has years enough, and those that have not.

    Attributes
    ----------
    focus, focus_name : str
        Code and name of the municipality.
    measures : tuple of MeasurePersistence
        Headlines with three years or more.
    missing : tuple of Headline
        Headlines with data but too few years or municipalities.
    level : float
        Level of all limits.
    lineage : Lineage
        The raw files behind it.
    """

    focus: str
    focus_name: str
    measures: tuple[MeasurePersistence, ...]
    missing: tuple[Headline, ...]
    level: float
    lineage: Lineage


def follow_years(comparison: PracticeComparison, *, seed: int = 20_260_421) -> Persistence:
    """Tell whether the focus's distance from the others lasts, headline by headline.

    Parameters
    ----------
    comparison : PracticeComparison
        Its series are used up to the period of the comparison.
    seed : int
        Seed of the draws behind the limits of the shares.

    Returns
    -------
    Persistence
        Nothing is foreseen where there are fewer than three whole years.
    """
    found, missing = [], []
    for measure in comparison.measures:
        try:
            found.append(_follow(measure, comparison, seed=seed))
        except EstimationError:
            missing.append(measure.headline)
    lineage = reduce(or_, (m.years.lineage for m in found), comparison.name_lineage)
    return Persistence(
        comparison.focus,
        comparison.focus_name,
        tuple(found),
        tuple(missing),
        comparison.level,
        lineage,
    )


def _follow(
    measure: MeasureComparison, comparison: PracticeComparison, *, seed: int
) -> MeasurePersistence:
    """Follow one headline."""
    cells, level = measure.cells, comparison.level
    per_year = 12 // cells.periods[0].months
    years = _ratios_of_years(cells, until=comparison.period, n_periods=per_year)
    _fail_if_too_few_years(len(years.last))
    is_flow = measure.headline.stage is Stage.FLOW
    smallest = 0.0 if is_flow else SMALLEST_EXPECTED_STOCK
    usable = years.is_known & (np.nan_to_num(years.n_expected).min(axis=0) > smallest)
    observed, expected = years.n_observed[:, usable], years.n_expected[:, usable]
    everybody = _follow_everybody(
        observed, expected, ends=years.last, is_flow=is_flow, level=level, seed=seed
    )
    focus = years.codes.index(comparison.focus)
    own = int(usable[:focus].sum()) if usable[focus] else None
    ahead, alone = everybody.ahead, everybody.alone
    replications, n_held, n_tried = everybody.replicated
    with np.errstate(invalid="ignore", divide="ignore"):
        ratios = years.n_observed[:, focus] / years.n_expected[:, focus]
    return MeasurePersistence(
        headline=measure.headline,
        years=years,
        split=everybody.split,
        shares=everybody.shares,
        ratios=tuple(float(ratio) for ratio in ratios),
        next_year=None if own is None else _one(ahead, own),
        from_this_year=None if own is None or alone is None else _one(alone, own),
        n_now=float(years.n_observed[-1, focus]),
        n_expected_now=float(years.n_expected[-1, focus]),
        replications=replications,
        n_held=n_held,
        n_tried=n_tried,
    )


@dataclass(frozen=True)
class _Everybody:
    """What following one headline comes to for all municipalities, whoever is in focus."""

    split: VarianceSplit
    ahead: NextYear
    alone: NextYear | None
    shares: PartShares | None
    replicated: tuple[tuple[Replication, ...], int, int]


@once(keep=16)
def _ratios_of_years(cells: Cells, *, until: Period, n_periods: int) -> RatioSeries:
    """Return the ratios of all years, arranged once."""
    return ratio_series(cells, until=until, n_periods=n_periods)


@once(keep=16)
def _follow_everybody(
    observed: FloatArray,
    expected: FloatArray,
    *,
    ends: tuple[Period, ...],
    is_flow: bool,
    level: float,
    seed: int,
) -> _Everybody:
    """Split the differences of one headline, foresee the next year and try the earlier ones."""
    if is_flow:
        split = split_flow_ratios(observed, expected, level=level)
    else:
        split = split_stock_ratios(observed, expected, level=level)
    ahead = _next_year(observed, expected, split=split, is_flow=is_flow, level=level)
    alone, shares = None, None
    if is_flow:
        rng = np.random.default_rng(seed)
        shares = share_flow_parts(observed, expected, rng=rng, level=level)
        alone = predict_flow_year(
            observed[-1:], expected[-1:], next_expected=expected[-1], split=split, level=level
        )
    replicated = _replicate(observed, expected, ends=ends, is_flow=is_flow, level=level)
    return _Everybody(split, ahead, alone, shares, replicated)


def _next_year(
    observed: FloatArray,
    expected: FloatArray,
    *,
    split: VarianceSplit | None,
    is_flow: bool,
    level: float,
    coming: FloatArray | None = None,
) -> NextYear:
    """Foresee the year after the last of these, from these alone."""
    next_expected = expected[-1] if coming is None else coming
    if not is_flow:
        return predict_stock_year(observed, expected, next_expected=next_expected, level=level)
    known = split or split_flow_ratios(observed, expected, level=level)
    return predict_flow_year(
        observed, expected, next_expected=next_expected, split=known, level=level
    )


def _replicate(
    observed: FloatArray,
    expected: FloatArray,
    *,
    ends: tuple[Period, ...],
    is_flow: bool,
    level: float,
) -> tuple[tuple[Replication, ...], int, int]:
    """Pick the extremes of each earlier year, and follow them into the next."""
    result, n_held, n_tried = [], 0, 0
    for year in range(1, len(ends) - 1):
        ahead = _next_year(
            observed[: year + 1],
            expected[: year + 1],
            split=None,
            is_flow=is_flow,
            level=level,
            coming=expected[year + 1],
        )
        came = observed[year + 1]
        n_held += int(((ahead.lower <= came) & (came <= ahead.upper)).sum())
        n_tried += came.size
        ratio = observed[year] / expected[year]
        order = np.argsort(ratio, kind="stable")
        below, above = (
            (ends_at - ahead.number) / expected[year + 1] for ends_at in (ahead.lower, ahead.upper)
        )
        for is_lowest, picked in ((True, order[:N_EXTREME]), (False, order[::-1][:N_EXTREME])):
            predicted = _mean(ahead.ratio, picked)
            result.append(
                Replication(
                    year=ends[year],
                    following=ends[year + 1],
                    is_lowest=is_lowest,
                    picked=_mean(ratio, picked),
                    predicted=predicted,
                    predicted_lower=predicted - _joined(below, picked),
                    predicted_upper=predicted + _joined(above, picked),
                    realised=_mean(came / expected[year + 1], picked),
                    n=len(picked),
                )
            )
    return tuple(result), n_held, n_tried


def _mean(values: FloatArray, picked: NDArray[np.intp]) -> float:
    return float(values[picked].mean())


def _joined(reaches: FloatArray, picked: NDArray[np.intp]) -> float:
    """Return how far limits of a mean reach, each of its parts missing by itself."""
    return float(np.sqrt((reaches[picked] ** 2).sum()) / picked.size)


def _over_years(followed: list[Replication]) -> Followed:
    """Return the means of one end over the years it was followed."""
    picked, predicted, lower, upper, realised = np.mean(
        [
            (r.picked, r.predicted, r.predicted_lower, r.predicted_upper, r.realised)
            for r in followed
        ],
        axis=0,
    ).tolist()
    # The mean of k independent years has limits that reach as far over the root of k.
    root = float(np.sqrt(len(followed)))
    return Followed(
        is_lowest=followed[0].is_lowest,
        picked=picked,
        predicted=predicted,
        predicted_lower=predicted - (predicted - lower) / root,
        predicted_upper=predicted + (upper - predicted) / root,
        realised=realised,
        n=followed[0].n,
    )


def _one(ahead: NextYear, place: int) -> NextYear:
    """Return one municipality's part."""
    at = slice(place, place + 1)
    return NextYear(
        ahead.ratio[at], ahead.number[at], ahead.lower[at], ahead.upper[at], ahead.level
    )


def _fail_if_too_few_years(n_years: int) -> None:
    if n_years < FEWEST_YEARS:
        raise EstimationError(
            f"{n_years} whole years are too few to tell what stays.",
            where="the series",
            expected=f"{FEWEST_YEARS} years or more without a gap",
            fix="fetch earlier periods of the table",
        )
