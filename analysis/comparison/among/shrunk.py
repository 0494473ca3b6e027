"""What is a municipality's true ratio likely to be, and where among all may it stand?

The most extreme figures belong to the smallest municipalities, since chance moves them
most. So beside the raw ratio stands a shrunken one: the raw ratio pulled towards what a
model expects of a municipality of such conditions, the more so the fewer are expected.
Places in the list of all follow from it as chances, and never as one place.

Awards are shrunk as counts; stocks as logarithms with the chance of one date, see
`analysis.measures.shrunk.gamma_shrinkage` and `.normal_shrinkage`. Where too little is
expected a municipality has a shrunken ratio and no place: it would say nothing but the model.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.denominators import FloatArray
from analysis.comparison.gaps import SMALLEST_EXPECTED_AWARDS, SMALLEST_EXPECTED_STOCK
from analysis.comparison.headlines import Headline
from analysis.comparison.once import once
from analysis.comparison.peers import CONDITIONS
from analysis.comparison.practice import MeasureComparison
from analysis.concepts import Lineage, Stage
from analysis.errors import EstimationError
from analysis.measures.between.distances import z_scores
from analysis.measures.shrunk.gamma_mixtures import draw_ratios
from analysis.measures.shrunk.gamma_shrinkage import shrink_ratios
from analysis.measures.shrunk.normal_shrinkage import draw_values, shrink_stocks
from analysis.measures.shrunk.rank_sets import rank_sets_of_rates
from analysis.measures.shrunk.ranks import rank_chances

N_OUTER = 10
N_DRAWS = 4_000
# The critical values move the limits of a place by one at most from here on.
_RANK_DRAWS = 1_000
# Among fewer than this a place says nothing.
_FEWEST_RANKED = 10
# Twice as many municipalities as the two ends together: otherwise an end says nothing.
FEWEST_FOR_ENDS = 4 * N_OUTER
# Terms of the model (level and conditions) that so many municipalities can carry.
_FEWEST_PER_TERM = 10


@dataclass(frozen=True)
class Standing:
    """Where the focus may stand among all, as chances and limits. Place 1 is the highest.

    Attributes
    ----------
    chance_lowest, chance_highest : float or None
        Chance of being among the ten lowest and the ten highest; None where there are
        too few municipalities for that to say anything.
    chance_below_peers : float or None
        Chance of a lower true ratio than the median of the peers; None without peers.
    place_lower, place_upper : int
        Places that hold the true one at the level, from the shrunken ratios.
    set_lower, set_upper : int or None
        Of a flow: the confidence set of places, without a model; None for a stock.
    n : int
        Municipalities that are ranked: those of which enough is expected.
    """

    chance_lowest: float | None
    chance_highest: float | None
    chance_below_peers: float | None
    place_lower: int
    place_upper: int
    set_lower: int | None
    set_upper: int | None
    n: int


@dataclass(frozen=True)
class ShrunkMeasure:
    """One headline, every municipality shrunk.

    Attributes
    ----------
    headline : Headline
        What is counted.
    municipalities : DataFrame
        One row per municipality with figures (``municipality_code`` is the index):
        ``n_observed``, ``n_expected`` (rest of the country by age and sex),
        ``raw_ratio``, ``modelled_ratio`` (given conditions), ``ratio``,
        ``ratio_lower``, ``ratio_upper`` (shrunken towards it), and
        ``ratio_one_level`` (shrunken towards one level for all).
    spread : float
        How far true ratios lie around the modelled ones: a standard deviation, relative
        for awards and of the logarithm for a stock.
    spread_one_level : float
        The same around one level for all.
    conditions : tuple of str
        Danish labels of the conditions that the model has; none where they cannot be
        told apart or are missing.
    standing : Standing or None
        Where the focus may stand; None where it has no figures, too little is expected of
        it, or too few others are ranked.
    lineage : Lineage
        The raw files behind it.
    """

    headline: Headline
    municipalities: pd.DataFrame
    spread: float
    spread_one_level: float
    conditions: tuple[str, ...]
    standing: Standing | None
    lineage: Lineage

    def numbers_of(self, code: str) -> dict[str, float]:
        """Return the numbers of one municipality, by the names of the columns."""
        row = self.municipalities.loc[code].to_numpy(dtype=float)
        return dict(zip(self.municipalities.columns, row.tolist(), strict=True))


@dataclass(frozen=True)
class ShrunkComparison:
    """Every headline shrunk.

    Attributes
    ----------
    focus, focus_name : str
        Code and name of the municipality.
    peers : tuple of str
        Codes of the peers.
    names : dict of str to str
        Name by code.
    measures : tuple of ShrunkMeasure
        Headlines that can be shrunk.
    missing : tuple of Headline
        Headlines with data from too few municipalities.
    level : float
        Level of all limits.
    seed : int
        What the draws start from.
    lineage : Lineage
        The raw files behind it.
    """

    focus: str
    focus_name: str
    peers: tuple[str, ...]
    names: dict[str, str]
    measures: tuple[ShrunkMeasure, ...]
    missing: tuple[Headline, ...]
    level: float
    seed: int
    lineage: Lineage


@dataclass(frozen=True)
class _Shrunk:
    """What both kinds of shrinkage come to."""

    modelled: FloatArray
    ratio: FloatArray
    lower: FloatArray
    upper: FloatArray
    spread: float
    draws: FloatArray


def shrink_and_rank(comparison: PracticeComparison, *, seed: int) -> ShrunkComparison:
    """Shrink every municipality's ratio, and tell where the focus may stand.

    Parameters
    ----------
    comparison : PracticeComparison
        Each headline with all municipalities against the rest of the country.
    seed : int
        Where the draws start; the same seed gives the same result.

    Returns
    -------
    ShrunkComparison
        Raw, modelled and shrunken ratios side by side.

    Notes
    -----
    Conditions may themselves be results of practice: what the model takes for conditions
    is then taken out of the shrunken ratio's target, which leans to small differences.
    """
    found, missing = [], []
    for number, measure in enumerate(comparison.measures):
        try:
            found.append(_shrink(measure, comparison, seed=(seed, number)))
        except EstimationError:
            missing.append(measure.headline)
    start = comparison.name_lineage | comparison.peers.lineage
    return ShrunkComparison(
        focus=comparison.focus,
        focus_name=comparison.focus_name,
        peers=comparison.peers.codes,
        names=dict(comparison.names),
        measures=tuple(found),
        missing=tuple(missing),
        level=comparison.level,
        seed=seed,
        lineage=reduce(or_, (m.lineage for m in found), start),
    )


def _shrink(
    measure: MeasureComparison, comparison: PracticeComparison, *, seed: tuple[int, int]
) -> ShrunkMeasure:
    """Shrink one headline."""
    table = measure.municipalities[["n_observed", "n_expected"]].dropna()
    table = table[table["n_expected"] > 0].copy()
    if table.empty:
        raise EstimationError(
            "Nothing is expected in any municipality.",
            where=f"the headline {measure.headline.id}",
            expected="a municipality whose reference has awards or recipients",
            fix="use a longer period, or leave the headline out",
        )
    is_flow = measure.headline.stage is Stage.FLOW
    observed, expected = table["n_observed"].to_numpy(), table["n_expected"].to_numpy()
    terms, labels = _terms(comparison.conditions, list(table.index))
    one_level, modelled, state = _shrink_everybody(
        observed, expected, terms, is_flow=is_flow, level=comparison.level, seed=seed
    )
    shrunk = modelled or one_level
    labels = labels if modelled else ()
    rng = np.random.default_rng()
    rng.bit_generator.state = state
    table["raw_ratio"] = observed / expected
    table["modelled_ratio"] = shrunk.modelled
    table["ratio"] = shrunk.ratio
    table["ratio_lower"], table["ratio_upper"] = shrunk.lower, shrunk.upper
    table["ratio_one_level"] = one_level.ratio
    return ShrunkMeasure(
        headline=measure.headline,
        municipalities=table,
        spread=shrunk.spread,
        spread_one_level=one_level.spread,
        conditions=labels,
        standing=_standing(table, shrunk.draws, comparison, is_flow=is_flow, rng=rng),
        lineage=measure.lineage | (comparison.peers.lineage if labels else Lineage()),
    )


@once(keep=16)
def _shrink_everybody(
    observed: FloatArray,
    expected: FloatArray,
    terms: FloatArray | None,
    *,
    is_flow: bool,
    level: float,
    seed: tuple[int, int],
) -> tuple[_Shrunk, _Shrunk | None, Mapping[str, Any]]:
    """Shrink one headline without and with conditions, whoever is in focus.

    Also returns the state of the random numbers afterwards, from where the draws for the
    focus go on.
    """
    rng = np.random.default_rng(list(seed))
    one_level = _shrink_towards(observed, expected, None, is_flow=is_flow, level=level, rng=rng)
    modelled = None
    if terms is not None:
        with suppress(EstimationError):
            modelled = _shrink_towards(
                observed, expected, terms, is_flow=is_flow, level=level, rng=rng
            )
    return one_level, modelled, rng.bit_generator.state


def _shrink_towards(
    observed: FloatArray,
    expected: FloatArray,
    terms: FloatArray | None,
    *,
    is_flow: bool,
    level: float,
    rng: np.random.Generator,
) -> _Shrunk:
    """Shrink counts as counts and stocks as logarithms, and draw from what is known."""
    if is_flow:
        flow = shrink_ratios(observed, expected, conditions=terms, level=level)
        return _Shrunk(
            flow.modelled_ratio,
            flow.ratio,
            flow.ratio_lower,
            flow.ratio_upper,
            flow.model.spread,
            draw_ratios(flow.posterior, n_draws=N_DRAWS, rng=rng),
        )
    stock = shrink_stocks(observed, expected, conditions=terms, level=level)
    return _Shrunk(
        np.exp(stock.modelled),
        np.exp(stock.value),
        np.exp(stock.lower),
        np.exp(stock.upper),
        stock.spread,
        np.exp(draw_values(stock.posterior, n_draws=N_DRAWS, rng=rng)),
    )


def _terms(conditions: pd.DataFrame, codes: list[str]) -> tuple[FloatArray | None, tuple[str, ...]]:
    """Return the conditions as z-scores with their labels, those that all have."""
    table = conditions.reindex(codes)
    known = [
        condition
        for condition in CONDITIONS
        if condition.name in table
        and table[condition.name].notna().all()
        and np.ptp(table[condition.name].to_numpy(dtype=float)) > 0
    ]
    if not known or len(codes) < _FEWEST_PER_TERM * (len(known) + 1):
        return None, ()
    columns = table[[condition.name for condition in known]].astype(float)
    for condition in known:
        if condition.is_logarithmic:
            columns[condition.name] = np.log(columns[condition.name])
    return np.asarray(z_scores(columns)), tuple(condition.word for condition in known)


def _standing(
    table: pd.DataFrame,
    draws: FloatArray,
    comparison: PracticeComparison,
    *,
    is_flow: bool,
    rng: np.random.Generator,
) -> Standing | None:
    """Return where the focus may stand among those of which enough is expected."""
    smallest = SMALLEST_EXPECTED_AWARDS if is_flow else SMALLEST_EXPECTED_STOCK
    is_ranked = table["n_expected"].to_numpy() >= smallest
    table, draws = table[is_ranked], draws[:, is_ranked]
    codes = list(table.index)
    if comparison.focus not in codes or len(codes) < _FEWEST_RANKED:
        return None
    focus, n = codes.index(comparison.focus), len(codes)
    places = rank_chances(draws, n_top=N_OUTER, level=comparison.level)
    peers = [codes.index(code) for code in comparison.peers.codes if code in codes]
    has_ends = n >= FEWEST_FOR_ENDS
    sets = _places_without_model(table, focus, level=comparison.level, rng=rng) if is_flow else None
    return Standing(
        chance_lowest=float(places.chances[focus, n - N_OUTER :].sum()) if has_ends else None,
        chance_highest=float(places.chance_in_top[focus]) if has_ends else None,
        chance_below_peers=_chance_below(draws, focus, peers) if peers else None,
        place_lower=int(places.rank_lower[focus]),
        place_upper=int(places.rank_upper[focus]),
        set_lower=sets[0] if sets else None,
        set_upper=sets[1] if sets else None,
        n=n,
    )


def _chance_below(draws: FloatArray, focus: int, peers: list[int]) -> float:
    """Return the chance that the focus lies under the middle one of its peers."""
    return float((draws[:, focus] < np.median(draws[:, peers], axis=1)).mean())


def _places_without_model(
    table: pd.DataFrame, focus: int, *, level: float, rng: np.random.Generator
) -> tuple[int, int]:
    """Return the confidence set of the focus's places from the counts alone."""
    observed: NDArray[np.float64] = table["n_observed"].to_numpy()
    sets = rank_sets_of_rates(
        observed, table["n_expected"].to_numpy(), rng=rng, n_draws=_RANK_DRAWS, level=level
    )
    return int(sets.lower_alone[focus]), int(sets.upper_alone[focus])
