"""Taken together, how many are on the schemes, and is the mix unlike that of others?

A person who is not awarded one benefit is often found on another. Schemes and the
benefits that they may stand in for are therefore set beside each other at one date: how
many on all of them together, how they are shared out, and whether municipalities with
more on one have fewer on another.

Only numbers of one table, one unit and one date are added. A benefit that another table
carries is left out and named: a person is never added to a full-time person.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from operator import or_

import numpy as np

from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.denominators import FloatArray
from analysis.comparison.gaps import SMALLEST_EXPECTED_STOCK
from analysis.comparison.practice import MeasureComparison
from analysis.comparison.references import Expected, as_members, expect
from analysis.concepts import Benefit, Estimate, Lineage, Period, Stage, Unit
from analysis.errors import EstimationError
from analysis.measures.between.mix import (
    RankCorrelation,
    mix_distance,
    rank_correlation,
    share_out_total,
)
from analysis.measures.between.ordinary_range import PREDICTIVE, predictive_limits
from analysis.measures.between.spread import log_spread

_FEWEST_PARTS = 3
# The middle four fifths of the other municipalities.
_MIDDLE = (0.1, 0.9)
_PER = 1_000.0
_HALF_OF_THEM = 0.5
_FEWEST_OTHERS = 20


@dataclass(frozen=True)
class Part:
    """One benefit of the portfolio in the focus municipality.

    Attributes
    ----------
    benefit : Benefit or None
        The benefit; None for all together.
    n_observed, n_expected, n_expected_country : float
        Recipients, and those expected in the same people at the peers' and at the rest
        of the country's rates.
    ordinary : Estimate or None
        The expected number at the peers' rates, and the range of ordinary
        municipalities; None where the numbers are too small.
    at_same_total : Estimate or None
        Recipients had the focus's total been shared out as among the peers, and the
        range of ordinary municipalities at that total; None as above, and for all
        together.
    """

    benefit: Benefit | None
    n_observed: float
    n_expected: float
    n_expected_country: float
    ordinary: Estimate | None
    at_same_total: Estimate | None


@dataclass(frozen=True)
class Pair:
    """Two benefits, and whether they go together across municipalities."""

    one: Benefit
    other: Benefit
    correlation: RankCorrelation


@dataclass(frozen=True)
class Portfolio:
    """The schemes and benefits of one table at one date, as a total and a mix.

    Attributes
    ----------
    table : str
        The publisher's table.
    unit : Unit
        What is counted, the same for all parts.
    period : Period
        The time of all parts.
    is_by_age : bool
        Whether age and sex are taken into account.
    residents : float
        Residents of the focus municipality in the table's ages.
    parts : tuple of Part
        The benefits, in the order of page one.
    total : Part
        All of them together.
    departure_peers, departure_country : float
        By which factor, less 1, a benefit's share typically lies off the expected one at
        the peers' and at the rest of the country's rates.
    departures_of_others : tuple of float
        The same against the rest of the country for the other municipalities: the 10 %
        and 90 % quantiles; empty where fewer than twenty can be told.
    n_others : int
        Municipalities behind them.
    in_departure : tuple of Benefit
        The benefits that the departures rest on: those with enough expected, in the focus
        and in most of the others.
    pairs : tuple of Pair
        All pairs of benefits, the most alike in rank first.
    left_out : tuple of MeasureComparison
        Stocks of another table, unit or date.
    lineage : Lineage
        The raw files behind it.
    level : float
        Level of all limits.
    """

    table: str
    unit: Unit
    period: Period
    is_by_age: bool
    residents: float
    parts: tuple[Part, ...]
    total: Part
    departure_peers: float
    departure_country: float
    departures_of_others: tuple[float, ...]
    n_others: int
    in_departure: tuple[Benefit, ...]
    pairs: tuple[Pair, ...]
    left_out: tuple[MeasureComparison, ...]
    lineage: Lineage
    level: float

    def per_thousand(self, n: float) -> float:
        """Return a number of recipients per 1,000 residents of the focus municipality."""
        return n / self.residents * _PER


def compare_portfolio(comparison: PracticeComparison) -> Portfolio | None:
    """Compare the schemes and benefits together: their total and their mix.

    Parameters
    ----------
    comparison : PracticeComparison
        The focus municipality, with stocks of several benefits.

    Returns
    -------
    Portfolio or None
        None where fewer than three stocks of one table, unit and date can be told for
        the focus and a peer, or no peer has a single recipient.

    Notes
    -----
    Limits are those of stocks: how municipalities differ anyway, never Poisson. The
    range at the same total takes the focus's total as given. Spread and correlations
    rest on each municipality against the rest of the country.
    """
    stocks = [m for m in comparison.measures if m.headline.stage is Stage.STOCK]
    chosen = _of_one_table(stocks)
    told = [(m, _expected(comparison, m)) for m in chosen]
    known = [(m, at) for m, at in told if np.isfinite(at[0].n_expected[0])]
    if len(known) < _FEWEST_PARTS or not any(at[0].n_expected[0] > 0 for _, at in known):
        return None
    measures = [m for m, _ in known]
    peers, country = [at[0] for _, at in known], [at[1] for _, at in known]
    focus = measures[0].cells.codes.index(comparison.focus)
    observed, expected = _all_municipalities(measures)
    numbers = np.array([float(e.n_observed[0]) for e in peers])
    likely = np.array([float(e.n_expected[0]) for e in peers])
    likely_country = np.array([float(e.n_expected[0]) for e in country])
    others = np.flatnonzero(np.isfinite(observed + expected).all(axis=1))
    others = others[others != focus]
    o, e = observed[others], expected[others]
    shared = share_out_total(o, e)
    own_shared = share_out_total(numbers, likely)
    level = comparison.level
    parts = tuple(
        Part(
            m.headline.benefit,
            float(numbers[k]),
            float(likely[k]),
            float(likely_country[k]),
            _range(o[:, k], e[:, k], float(likely[k]), peers[k], level),
            _range(o[:, k], shared[:, k], float(own_shared[k]), peers[k], level),
        )
        for k, m in enumerate(measures)
    )
    pooled = _range(o.sum(axis=1), e.sum(axis=1), float(likely.sum()), _together(peers), level)
    # A benefit too small to tell in most municipalities would leave few to compare with.
    large = (likely_country >= SMALLEST_EXPECTED_STOCK) & (
        np.mean(e >= SMALLEST_EXPECTED_STOCK, axis=0) > _HALF_OF_THEM
    )
    spread_of_mix = _departures(o[:, large], e[:, large])
    return Portfolio(
        table=measures[0].cells.source.table,
        unit=measures[0].cells.source.unit,
        period=measures[0].window.last,
        is_by_age=all(m.is_by_age for m in measures),
        residents=float(peers[0].exposure[0]),
        parts=parts,
        total=Part(
            None,
            float(numbers.sum()),
            float(likely.sum()),
            float(likely_country.sum()),
            pooled,
            None,
        ),
        departure_peers=_departure(numbers[large], likely[large]),
        departure_country=_departure(numbers[large], likely_country[large]),
        departures_of_others=tuple(float(q) for q in np.quantile(spread_of_mix, _MIDDLE))
        if spread_of_mix.size >= _FEWEST_OTHERS
        else (),
        n_others=spread_of_mix.size,
        in_departure=tuple(
            m.headline.benefit for m, use in zip(measures, large, strict=True) if use
        ),
        pairs=_pairs(measures, observed, expected, level),
        left_out=tuple(m for m in stocks if m.headline not in {k.headline for k in measures}),
        lineage=reduce(
            or_,
            (m.lineage for m in measures),
            comparison.name_lineage | comparison.peers.lineage,
        ),
        level=level,
    )


def _of_one_table(stocks: list[MeasureComparison]) -> list[MeasureComparison]:
    """Return the largest group of stocks that may be added: one table, unit and date."""
    keys = {
        id(m): (m.cells.source.table, m.cells.source.unit, m.window.last, len(m.cells.strata))
        for m in stocks
    }
    if not keys:
        return []
    largest = Counter(keys.values()).most_common(1)[0][0]
    return [m for m in stocks if keys[id(m)] == largest]


def _expected(
    comparison: PracticeComparison, measure: MeasureComparison
) -> tuple[Expected, Expected]:
    """Return the focus's stock, expected at the peers' and the rest of the country's rates."""
    codes = measure.cells.codes
    focus, n = codes.index(comparison.focus), len(codes)
    peers = [codes.index(code) for code in comparison.peers.codes]
    rest = [i for i in range(n) if i != focus]
    at = [
        expect(
            measure.window.counts,
            measure.window.exposure,
            focus=[focus],
            members=as_members(members, n),
            is_flow=False,
        )
        for members in (peers, rest)
    ]
    return at[0], at[1]


def _all_municipalities(measures: list[MeasureComparison]) -> tuple[FloatArray, FloatArray]:
    """Return observed and expected of every municipality against the rest, by benefit."""
    frames = [m.municipalities for m in measures]
    observed = np.column_stack([f["n_observed"].to_numpy(dtype=float) for f in frames])
    expected = np.column_stack([f["n_expected"].to_numpy(dtype=float) for f in frames])
    return observed, expected


def _range(
    observed: FloatArray, expected: FloatArray, own: float, peers: Expected, level: float
) -> Estimate | None:
    """Return the range of ordinary municipalities around an expected number."""
    if not own >= SMALLEST_EXPECTED_STOCK:
        return None
    try:
        spread = log_spread(observed, expected, minimum_expected=SMALLEST_EXPECTED_STOCK)
    except EstimationError:
        return None
    lower, upper = predictive_limits(
        own,
        spread,
        n_peers=float(peers.n_effective[0]),
        reference_recipients=float(peers.reference_counts[0]),
        level=level,
    )
    return Estimate(own, float(lower), float(upper), level, "recipients", spread.n, PREDICTIVE)


def _together(peers: list[Expected]) -> Expected:
    """Return the peers of the total: as those of its largest benefit."""
    return max(peers, key=lambda e: float(e.n_expected[0]))


def _departure(observed: FloatArray, expected: FloatArray) -> float:
    """Return how far a share typically lies off, as a factor less 1."""
    if observed.size < 2:
        return float("nan")
    return float(np.expm1(mix_distance(observed, expected) / np.sqrt(observed.size)))


def _departures(observed: FloatArray, expected: FloatArray) -> FloatArray:
    """Return the same for the municipalities large enough for every benefit."""
    enough = (expected >= SMALLEST_EXPECTED_STOCK).all(axis=1)
    if observed.shape[1] < 2 or not enough.any():
        return np.array([])
    distances = np.asarray(mix_distance(observed[enough], expected[enough]))
    return np.asarray(np.expm1(distances / np.sqrt(observed.shape[1])))


def _pairs(
    measures: list[MeasureComparison], observed: FloatArray, expected: FloatArray, level: float
) -> tuple[Pair, ...]:
    """Return how benefits go together across municipalities, the strongest first."""
    enough = expected >= SMALLEST_EXPECTED_STOCK
    ratios = np.where(enough, observed / np.where(enough, expected, 1.0), np.nan)
    pairs = []
    for i, j in combinations(range(len(measures)), 2):
        try:
            found = rank_correlation(ratios[:, i], ratios[:, j], level=level)
        except EstimationError:
            continue
        pairs.append(Pair(measures[i].headline.benefit, measures[j].headline.benefit, found))
    return tuple(sorted(pairs, key=lambda p: -p.correlation.value))
