"""Of the gap to the peers, how much is who lives here, and how much is practice?

The crude rate of the focus less that of its pooled peers is split in two by age and sex
(Kitagawa): the part of who lives here, and the part of the rates in the groups, which is
practice and everything else that age and sex do not tell. Awards are also split in two
factors: how many residents receive kontanthjælp or sygedagpenge, and how many awards
there are for each of them.

=========================================  ==============================================
Case                                       Result
=========================================  ==============================================
A headline without ages                    not split
No peer with figures, or nothing counted   not split
A stock                                    split, without limits
Either target benefit missing, or counted  no factors
in another unit than the other
=========================================  ==============================================
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_

import numpy as np

from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.cells import Cells, Window, last_window
from analysis.comparison.denominators import FloatArray, Stratum
from analysis.comparison.explained.decomposition_draws import (
    draw_counts,
    draw_each,
    limits_of_parts,
)
from analysis.comparison.practice import MeasureComparison
from analysis.concepts import Benefit, Lineage, Period, Stage
from analysis.measures.between.decomposition import GapSplit, split_events, split_product

TARGET_BENEFITS = (Benefit.KONTANTHJAELP, Benefit.SYGEDAGPENGE)


@dataclass(frozen=True)
class Part:
    """A part of a gap, in the focus's awards or recipients; limits NaN for a stock."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True)
class MeasureSplit:
    """One headline's gap to the pooled peers, split by age and sex.

    Attributes
    ----------
    measure : MeasureComparison
        The headline.
    people : float
        Person-years (awards) or residents (stock) of the focus: what a difference of
        rates is multiplied by to be in awards or recipients.
    rate, peer_rate : float
        Crude rates, per person-year or resident.
    gap, structure, practice : Part
        The gap and its two parts, which add up to it.
    strata : tuple of Stratum
        The groups.
    structure_by_group, practice_by_group : tuple of Part
        The same by group; those of structure must be read together.
    """

    measure: MeasureComparison
    people: float
    rate: float
    peer_rate: float
    gap: Part
    structure: Part
    practice: Part
    strata: tuple[Stratum, ...]
    structure_by_group: tuple[Part, ...]
    practice_by_group: tuple[Part, ...]

    @property
    def is_flow(self) -> bool:
        """Tell whether the gap is in awards, which alone have limits."""
        return self.measure.headline.stage is Stage.FLOW


@dataclass(frozen=True)
class FactorSplit:
    """The gap in awards split into the size of the target group and the awards in it.

    Attributes
    ----------
    measure : MeasureComparison
        The awards.
    target_share, peer_target_share : float
        Receiving kontanthjælp or sygedagpenge over all residents of the ages.
    award_rate, peer_award_rate : float
        Awards in a year over the target group.
    gap, target, awards : Part
        The gap in the focus's awards and its two parts. The limits hold the chance in
        the awards; the target group is taken as it is.
    first : Period
        First period of the stocks that the target group is the mean of; the last is that
        of the awards or before.
    lineage : Lineage
        What the factors rest on.
    """

    measure: MeasureComparison
    target_share: float
    peer_target_share: float
    award_rate: float
    peer_award_rate: float
    gap: Part
    target: Part
    awards: Part
    first: Period
    lineage: Lineage


@dataclass(frozen=True)
class GapDecomposition:
    """The gaps to the peers and their parts.

    Attributes
    ----------
    splits : tuple of MeasureSplit
        Headlines that can be split by age and sex.
    factors : tuple of FactorSplit
        Awards whose target group is known.
    level : float
        Level of the limits.
    """

    splits: tuple[MeasureSplit, ...]
    factors: tuple[FactorSplit, ...]
    level: float


def split_gaps(
    comparison: PracticeComparison, *, n_draws: int = 1_000, seed: int = 20_260_102
) -> GapDecomposition:
    """Split every headline's gap to the pooled peers.

    Parameters
    ----------
    comparison : PracticeComparison
        The focus municipality against its peers.
    n_draws : int, default 1,000
        Draws behind the limits of awards.
    seed : int
        Seed of the draws.

    Notes
    -----
    The part of practice is not the difference on page one: there the focus's own people
    carry the rates, here the mean of the focus's and the peers' does, so that both parts
    are treated alike. The split describes and explains nothing, see
    `analysis.measures.between.decomposition`.
    """
    rng = np.random.default_rng(seed)
    places = {code: i for i, code in enumerate(comparison.population.codes)}
    focus = places[comparison.focus]
    peers = [places[code] for code in comparison.peers.codes]
    level = comparison.level
    splits, factors = [], []
    for measure in comparison.measures:
        chosen = _with_figures(measure.window, [focus, *peers])
        if focus not in chosen or len(chosen) < 2 or not measure.window.counts[:, chosen].sum():
            continue
        draws = (
            _draw(measure.window, focus, chosen[1:], n_draws=n_draws, rng=rng)
            if measure.headline.stage is Stage.FLOW
            else None
        )
        if measure.is_by_age:
            splits.append(_split(measure, focus, chosen[1:], draws=draws, level=level))
        if draws is not None:
            factors += _factors(
                comparison,
                measure,
                focus,
                chosen[1:],
                totals=(draws.own.sum(axis=1), draws.peers.sum(axis=1)),
                level=level,
            )
    return GapDecomposition(tuple(splits), tuple(factors), level)


@dataclass(frozen=True)
class _Draws:
    """Drawn awards of the focus and of the pooled peers, by group.

    `own` and `peers` add up to totals that chance may give; in `own_each` and
    `peers_each` every group is drawn by itself.
    """

    own: FloatArray
    peers: FloatArray
    own_each: FloatArray
    peers_each: FloatArray


def _draw(
    window: Window, focus: int, peers: list[int], *, n_draws: int, rng: np.random.Generator
) -> _Draws:
    """Draw the awards of the focus and of the pooled peers."""
    counts, pooled = window.counts[:, focus], window.counts[:, peers].sum(axis=1)
    years, peer_years = window.exposure[:, focus], window.exposure[:, peers].sum(axis=1)
    rates = np.divide(pooled, peer_years, out=np.zeros_like(pooled), where=peer_years > 0)
    # Nothing can be drawn where nobody lives.
    lived, peers_lived = years > 0, peer_years > 0
    return _Draws(
        own=draw_counts(counts, if_none=rates * years, n_draws=n_draws, rng=rng),
        peers=draw_counts(pooled, if_none=peer_years, n_draws=n_draws, rng=rng),
        own_each=draw_each(counts, n_draws=n_draws, rng=rng) * lived,
        peers_each=draw_each(pooled, n_draws=n_draws, rng=rng) * peers_lived,
    )


def _split(
    measure: MeasureComparison,
    focus: int,
    peers: list[int],
    *,
    draws: _Draws | None,
    level: float,
) -> MeasureSplit:
    """Split one headline by age and sex, in the focus's awards or recipients."""
    window = measure.window
    counts, years = window.counts[:, focus], window.exposure[:, focus]
    peer_counts = window.counts[:, peers].sum(axis=1)
    peer_years = window.exposure[:, peers].sum(axis=1)
    people = float(years.sum())
    found = people * _as_row(split_events(counts, years, peer_counts, peer_years))
    drawn = None
    if draws is not None:
        whole, each = (
            [
                _as_row(split_events(own, years, others, peer_years))
                for own, others in zip(ours, theirs, strict=True)
            ]
            for ours, theirs in ((draws.own, draws.peers), (draws.own_each, draws.peers_each))
        )
        drawn = people * np.hstack([np.array(whole)[:, :3], np.array(each)[:, 3:]])
    parts = [Part(*row) for row in limits_of_parts(found, drawn, level=level)]
    n = counts.size
    return MeasureSplit(
        measure=measure,
        people=people,
        rate=float(counts.sum() / people),
        peer_rate=float(peer_counts.sum() / peer_years.sum()),
        gap=parts[0],
        structure=parts[1],
        practice=parts[2],
        strata=measure.cells.strata,
        structure_by_group=tuple(parts[3 : 3 + n]),
        practice_by_group=tuple(parts[3 + n :]),
    )


def _as_row(split: GapSplit) -> FloatArray:
    """Return gap, structure, practice, and both by group, in one row."""
    return np.concatenate(
        [
            [split.gap, split.structure, split.practice],
            split.structure_by_group,
            split.practice_by_group,
        ]
    )


def _factors(
    comparison: PracticeComparison,
    measure: MeasureComparison,
    focus: int,
    peers: list[int],
    *,
    totals: tuple[FloatArray, FloatArray],
    level: float,
) -> list[FactorSplit]:
    """Split awards into target group and awards in it; nothing where it is not known."""
    windows = _target_windows(comparison, measure)
    everybody = [focus, *peers]
    if not windows or any(_with_figures(window, everybody) != everybody for window in windows):
        return []
    target, peer_target = (
        float(sum(window.counts[:, who].sum() for window in windows)) for who in ([focus], peers)
    )
    if min(target, peer_target) <= 0:
        return []
    years, peer_years = (float(measure.window.exposure[:, who].sum()) for who in ([focus], peers))
    awards, peer_awards = (float(measure.window.counts[:, who].sum()) for who in ([focus], peers))

    def split(own: float, others: float) -> FloatArray:
        parts = split_product(
            {"target": target / years, "awards": own / target},
            {"target": peer_target / peer_years, "awards": others / peer_target},
        )
        return years * np.array([parts.gap, parts.effects["target"], parts.effects["awards"]])

    drawn = np.array([split(own, others) for own, others in zip(*totals, strict=True)])
    rows = limits_of_parts(split(awards, peer_awards), drawn, level=level)
    return [
        FactorSplit(
            measure=measure,
            target_share=target / years,
            peer_target_share=peer_target / peer_years,
            award_rate=awards / target,
            peer_award_rate=peer_awards / peer_target,
            gap=Part(*rows[0]),
            target=Part(*rows[1]),
            awards=Part(*rows[2]),
            first=min(window.first for window in windows),
            lineage=reduce(or_, (window.lineage for window in windows), measure.lineage),
        )
    ]


def _series(comparison: PracticeComparison) -> list[Cells]:
    """Return the stocks of the target benefits that there are."""
    return [
        m.cells
        for m in comparison.measures
        if m.headline.benefit in TARGET_BENEFITS and m.headline.stage is Stage.STOCK
    ]


def _target_windows(comparison: PracticeComparison, measure: MeasureComparison) -> list[Window]:
    """Return the mean stocks of the target benefits over the awards' time; or nothing."""
    series = _series(comparison)
    is_whole = len(series) == len(TARGET_BENEFITS)
    # Persons and full-time persons are never added.
    if not is_whole or len({cells.source.unit for cells in series}) > 1:
        return []
    numbers = [_periods_within(cells, measure.window) for cells in series]
    if not all(numbers):
        return []
    return [
        last_window(cells, until=measure.window.last, n_periods=number)
        for cells, number in zip(series, numbers, strict=True)
    ]


def _periods_within(cells: Cells, window: Window) -> int:
    """Return how many of the series' last periods lie within a window, without a gap."""
    inside = [
        period
        for period in cells.periods
        if window.first.first_day <= period.first_day and period.last_day <= window.last.last_day
    ]
    run = 0
    for period in reversed(inside):
        if period != inside[-1].shift(-run):
            break
        run += 1
    return run


def _with_figures(window: Window, places: list[int]) -> list[int]:
    """Return the municipalities that have every count and a population, in their order."""
    totals = (window.counts + window.exposure).sum(axis=0)
    return [i for i in places if np.isfinite(totals[i])]
