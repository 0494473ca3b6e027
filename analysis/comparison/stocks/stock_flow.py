"""What is behind the change in the number on førtidspension, and what is not?

The stock of førtidspension at two dates a year apart is split into awards, those who
reached the pension age, and the rest: deaths, moves, decisions that ended it. No open
table shows deaths and moves of recipients. What can be told is how large the rest would
be if recipients of each age left as in the whole country, where moves between
municipalities cancel. What then remains is this municipality's own: mostly moves.

`analysis.comparison.stocks.stock_outlook` lets today's awards and these exits go on.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from operator import or_

import numpy as np

from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.cells import Cells
from analysis.comparison.denominators import FloatArray
from analysis.comparison.practice import MeasureComparison
from analysis.comparison.references import BoolArray, IntArray
from analysis.comparison.stocks.stock_layers import (
    AGES,
    QUARTERS,
    Layer,
    awards_between,
    stock_layer,
    stratum_of_age,
)
from analysis.concepts import Benefit, Lineage, Period, Stage
from analysis.measures.over_time.stock_flow import StockAccount, account_for_change

# Exits rise with age. The country's rate is taken in three groups, wide enough that the
# straight lines within the bands do not decide it.
_GROUPS = (40, 55)
# The share on the pension rises with age and flattens before the pension age, since few
# are awarded it in the last years: halfway between level and the straight line.
_LEVEL, _HALFWAY, _STRAIGHT = 0.0, 0.5, 1.0


@dataclass(frozen=True)
class AccountYear:
    """The account of one year in the focus municipality, in the unit of the stock.

    Attributes
    ----------
    first, last : Period
        The quarters at both ends; the stock is the mean of each.
    account : StockAccount
        Opening, awards, reached the pension age, other exits, closing.
    reached_lower, reached_upper : float
        Those who reached the pension age if the share on the pension were the same at
        every age of the oldest band, and if it rose in a straight line to its end; in
        order of size. The estimate itself lies halfway.
    exits_as_country : float
        The other exits if recipients of each age group left as in the whole country.
    """

    first: Period
    last: Period
    account: StockAccount
    reached_lower: float
    reached_upper: float
    exits_as_country: float

    @property
    def own_exits(self) -> float:
        """Return the other exits beyond the country's: mostly moves out less moves in."""
        return float(self.account.other_exits) - self.exits_as_country


@dataclass(frozen=True)
class StockFlow:
    """The account of førtidspension, year by year, and what it rests on.

    Attributes
    ----------
    awards, stock : MeasureComparison
        The headlines behind it.
    years : tuple of AccountYear
        The oldest first.
    yearly_rates : dict of str to dict of str to float
        Per recipient and year over all years: ``focus``, ``peers`` and ``country`` by
        ``awards``, ``reached_age``, ``other_exits``.
    country_exits : array of shape (ages,)
        Other exits per recipient and year in the country, by single year of age.
    newest : Layer
        The newest stock by age; 0 for a municipality that lacks a number.
    at_risk : array of shape (municipalities, 2, ages)
        Residents without the pension, mean over the newest year; NaN for a municipality
        that lacks a number in any year.
    lineage : Lineage
        The raw files that it rests on.
    """

    awards: MeasureComparison
    stock: MeasureComparison
    years: tuple[AccountYear, ...]
    yearly_rates: dict[str, dict[str, float]]
    country_exits: FloatArray
    newest: Layer
    at_risk: FloatArray
    lineage: Lineage

    @property
    def all_years(self) -> dict[str, float]:
        """Return the lines of the account added up over all years."""
        return {
            "opening": float(self.years[0].account.opening),
            "awards": sum(float(y.account.awards) for y in self.years),
            "reached_age": sum(float(y.account.reached_age) for y in self.years),
            "reached_lower": sum(y.reached_lower for y in self.years),
            "reached_upper": sum(y.reached_upper for y in self.years),
            "other_exits": sum(float(y.account.other_exits) for y in self.years),
            "exits_as_country": sum(y.exits_as_country for y in self.years),
            "own_exits": sum(y.own_exits for y in self.years),
            "closing": float(self.years[-1].account.closing),
        }


def compare_stock_flow(comparison: PracticeComparison) -> StockFlow | None:
    """Account for the change in førtidspension, year by year back from the newest.

    Parameters
    ----------
    comparison : PracticeComparison
        Awards and stock of førtidspension, and the population by age.

    Returns
    -------
    StockFlow or None
        None where awards, stock or population lack ages, or no year has both ends.

    Notes
    -----
    A year runs between the middles of two quarters, so its awards are those of the three
    quarters between and half of those at either end. Full-time persons are read as
    persons, which for this benefit they nearly are; those who count for less than one
    make the rest too large.
    """
    found = _headlines(comparison)
    if found is None:
        return None
    flow, stock = found
    ends = _ends(comparison, flow.cells, stock.cells)
    if not ends:
        return None
    layers = [stock_layer(stock.cells, comparison.population, end) for end in ends]
    awards = [awards_between(flow.cells, end) for end in ends[1:]]
    focus = stock.cells.codes.index(comparison.focus)
    is_known = _known(layers, awards)
    if not is_known[focus]:
        return None
    accounts = [_accounts(*pair, new.sum(axis=0)) for pair, new in _pairs(layers, awards)]
    rates = _country_exits(layers, awards, flow.cells, is_known)
    years = tuple(
        _year(pair, account, focus, rates=rates, awards=float(new[:, focus].sum()))
        for (pair, new), account in zip(_pairs(layers, awards), accounts, strict=True)
    )
    peers = [stock.cells.codes.index(code) for code in comparison.peers.codes]
    members = {
        "focus": np.array([focus]),
        "peers": np.array([i for i in peers if is_known[i]], dtype=np.int64),
        "country": np.flatnonzero(is_known),
    }
    newest = [layer.people - _filled(layer).by_age() for layer in layers[-2:]]
    at_risk = np.maximum(np.mean(newest, axis=0), 0.0)
    at_risk[~is_known] = np.nan
    return StockFlow(
        awards=flow,
        stock=stock,
        years=years,
        yearly_rates={k: _rates(accounts, v) for k, v in members.items() if v.size},
        country_exits=rates,
        newest=_filled(layers[-1]),
        at_risk=at_risk,
        lineage=_lineage(comparison, flow.cells, stock.cells, ends),
    )


def _headlines(
    comparison: PracticeComparison,
) -> tuple[MeasureComparison, MeasureComparison] | None:
    """Return awards and stock of førtidspension where both have ages and quarters."""
    by_stage = {
        m.headline.stage: m
        for m in comparison.measures
        if m.headline.benefit is Benefit.FOERTIDSPENSION
        and m.is_by_age
        and m.cells.periods[0].frequency == "K"
    }
    if set(by_stage) != set(Stage) or not comparison.population.has_ages:
        return None
    return by_stage[Stage.FLOW], by_stage[Stage.STOCK]


def _ends(comparison: PracticeComparison, flow: Cells, stock: Cells) -> list[Period]:
    """Return the quarters that part the years, the oldest first; empty without a year."""
    last = stock.periods[-1] if comparison.period.frequency != "K" else comparison.period
    ends = [last]
    while True:
        end, start = ends[0], ends[0].shift(-QUARTERS)
        quarters = {end.shift(-back) for back in range(QUARTERS + 1)}
        if not quarters <= set(flow.periods) or not {start, end} <= set(stock.periods):
            return ends if len(ends) > 1 else []
        ends.insert(0, start)


def _known(layers: list[Layer], awards: list[FloatArray]) -> BoolArray:
    """Tell which municipalities have every number that the account needs."""
    known = [np.isfinite(layer.bands).all(axis=(1, 2)) for layer in layers]
    known += [np.isfinite(layer.people).all(axis=(1, 2)) for layer in layers]
    known += [np.isfinite(new).all(axis=0) for new in awards]
    return np.asarray(np.logical_and.reduce(known))


def _pairs(
    layers: list[Layer], awards: list[FloatArray]
) -> list[tuple[tuple[Layer, Layer], FloatArray]]:
    """Return, for each year, the stock at both ends and the awards between."""
    return list(zip(pairwise(layers), awards, strict=True))


def _accounts(opening: Layer, closing: Layer, awards: FloatArray) -> StockAccount:
    """Return the account of every municipality; 0 where a number is missing."""
    first, last = (np.nan_to_num(layer.bands.sum(axis=(1, 2))) for layer in (opening, closing))
    reached = _reached_pension_age(opening, closing)
    return account_for_change(first, last, np.nan_to_num(awards), reached)


def _reached_pension_age(
    opening: Layer, closing: Layer, *, steepness: float = _HALFWAY
) -> FloatArray:
    """Estimate who reached the pension age in the year, by municipality.

    Half of them are looked for among those with less than a year to go at the opening,
    half among those at the closing. A pension age that rises shortens the year.
    """
    width = max(0.0, 1.0 - (closing.end_age - opening.end_age))
    near = [
        layer.last_year(_filled(layer).by_age(steepness=steepness)) for layer in (opening, closing)
    ]
    return np.asarray(width * (near[0] + near[1]) / 2)


def _filled(layer: Layer) -> Layer:
    """Return a layer in which a municipality with a missing number has none at all."""
    known = np.isfinite(layer.bands.sum(axis=(1, 2)) + layer.people.sum(axis=(1, 2)))
    shape = np.asarray(known)[:, None, None]
    return Layer(
        layer.period,
        np.where(shape, layer.bands, 0.0),
        np.where(shape, layer.people, 0.0),
        layer.first_ages,
        layer.pension_age,
        layer.end_age,
    )


def _country_exits(
    layers: list[Layer], awards: list[FloatArray], flow: Cells, is_known: BoolArray
) -> FloatArray:
    """Return the country's other exits per recipient and year, by single year of age.

    Age groups are accounts of their own: who grows into a group is added, who grows out
    of it taken away.
    """
    place = stratum_of_age(flow.strata)
    cuts = [
        cut
        for cut in _GROUPS
        if cut in layers[0].first_ages and any(s.age_from == cut for s in flow.strata)
    ]
    group_of = np.searchsorted(cuts, AGES, side="right")
    n_groups = len(cuts) + 1
    exits, years_lived = np.zeros(n_groups), np.zeros(n_groups)
    for (opening, closing), new in _pairs(layers, awards):
        placed = [_filled(x).by_age()[is_known].sum(axis=(0, 1)) for x in (opening, closing)]
        by_group = [np.bincount(group_of, p, n_groups) for p in placed]
        awarded = np.zeros(n_groups)
        for row, total in enumerate(new[:, is_known].sum(axis=1)):
            ages = np.flatnonzero((place == row).any(axis=0))
            awarded[group_of[ages[0]] if ages.size else n_groups - 1] += total
        passed = [float(np.mean([p[cut - 1 - AGES[0]] for p in placed])) for cut in cuts]
        reached = float(_reached_pension_age(opening, closing)[is_known].sum())
        grown = np.array([0.0, *passed]) - np.array([*passed, reached])
        exits += by_group[0] + awarded + grown - by_group[1]
        years_lived += (by_group[0] + by_group[1]) / 2
    rates = np.where(years_lived > 0, exits / np.where(years_lived > 0, years_lived, 1.0), 0.0)
    return np.asarray(rates[group_of])


def _year(
    pair: tuple[Layer, Layer],
    account: StockAccount,
    focus: int,
    *,
    rates: FloatArray,
    awards: float,
) -> AccountYear:
    """Return the focus's account of one year, with the span of the estimated line."""
    opening, closing = pair
    span = [float(_reached_pension_age(*pair, steepness=s)[focus]) for s in (_LEVEL, _STRAIGHT)]
    alike = [float((_filled(layer).by_age()[focus] * rates).sum()) for layer in pair]
    own = account_for_change(
        account.opening[focus], account.closing[focus], awards, account.reached_age[focus]
    )
    return AccountYear(
        first=opening.period,
        last=closing.period,
        account=own,
        reached_lower=min(span),
        reached_upper=max(span),
        exits_as_country=(alike[0] + alike[1]) / 2,
    )


def _rates(accounts: list[StockAccount], members: IntArray) -> dict[str, float]:
    """Return awards and exits per recipient and year, pooled over members and years."""
    stock = sum(float((a.opening[members] + a.closing[members]).sum()) / 2 for a in accounts)
    return {
        name: sum(float(getattr(a, name)[members].sum()) for a in accounts) / stock
        if stock > 0
        else float("nan")
        for name in ("awards", "reached_age", "other_exits")
    }


def _lineage(
    comparison: PracticeComparison, flow: Cells, stock: Cells, ends: list[Period]
) -> Lineage:
    """Return the raw files behind the years shown."""
    used = [
        lineage
        for cells in (flow, stock)
        for period, lineage in zip(cells.periods, cells.lineages, strict=True)
        if ends[0] <= period <= ends[-1]
    ]
    return reduce(or_, used, comparison.name_lineage | comparison.peers.lineage)
