"""Which number on førtidspension does today's practice lead to?

The stock of today is mostly a trace of earlier years' awards. Here today's awards by age
and sex go on, with today's exits, in today's population: what the stock then becomes
after some years, and where it comes to rest. The same is done with the peers' awards,
and with the exits that recipients have in the country as a whole. The differences tell
apart what history, practice and moves each do to the stock.

It is a calculation of what would be if practice and exits went on, never a forecast.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.cells import last_window
from analysis.comparison.denominators import FloatArray, age_weights
from analysis.comparison.practice import FLOW_PERIODS
from analysis.comparison.references import IntArray
from analysis.comparison.stocks.stock_flow import StockFlow
from analysis.comparison.stocks.stock_layers import AGES, stratum_of_age
from analysis.concepts import Estimate
from analysis.measures.over_time.stock_projection import (
    StockPath,
    draw_award_rates,
    project_stock,
)

YEARS = 25
SHOWN_YEARS = (10, 25)
_N_DRAWS = 1_000
_METHOD = "gamma draws of awards, t draws of own exits"


@dataclass(frozen=True)
class Scenario:
    """One stock that goes on: a calculation if practice and exits stay, no forecast.

    Attributes
    ----------
    id : str
        ``own``, ``peers`` (the peers' awards) or ``country_exits`` (own awards, exits as
        in the country).
    path : tuple of Estimate
        The stock now and after each year, persons.
    settled : Estimate
        The stock at which it comes to rest.
    """

    id: str
    path: tuple[Estimate, ...]
    settled: Estimate


@dataclass(frozen=True)
class StockOutlook:
    """What today's practice leads to, beside the peers' practice and the country's exits.

    Attributes
    ----------
    flow : StockFlow
        The account that gives the exits.
    scenarios : tuple of Scenario
        ``own`` first.
    practice : tuple of Estimate
        Own less the peers' awards, with own exits: after each of `SHOWN_YEARS`, and at
        rest.
    exits : tuple of Estimate
        Own less the country's exits, with own awards: at the same times.
    """

    flow: StockFlow
    scenarios: tuple[Scenario, ...]
    practice: tuple[Estimate, ...]
    exits: tuple[Estimate, ...]


def project_practice(
    comparison: PracticeComparison, flow: StockFlow | None, *, seed: int = 20_260_215
) -> StockOutlook | None:
    """Let today's awards and exits go on, at the focus's own rates and at the peers'.

    Parameters
    ----------
    comparison : PracticeComparison
        The focus municipality and its peers.
    flow : StockFlow or None
        From `compare_stock_flow`.
    seed : int
        Seed of the draws behind the limits.

    Returns
    -------
    StockOutlook or None
        None without an account, or where no peer has figures.

    Notes
    -----
    The limits hold the chance in one year's awards, and how much the focus's own exits
    have varied from year to year. They do not hold that practice and exits change, that
    residents become more or fewer, or that the pension age rises: for what will happen
    they are far too narrow. The pension age stays at today's, so the stock leans low
    from the year of the next rise. Residents by age stay at today's number.
    """
    if flow is None:
        return None
    cells = flow.awards.cells
    window = last_window(cells, until=flow.newest.period, n_periods=FLOW_PERIODS)
    focus = cells.codes.index(comparison.focus)
    is_known = np.isfinite(window.counts.sum(axis=0)) & np.isfinite(flow.at_risk.sum(axis=(1, 2)))
    others = [int(i) for i in np.flatnonzero(is_known) if i != focus]
    peers = [i for i in others if cells.codes[i] in comparison.peers.codes]
    if not peers or not is_known[focus]:
        return None
    place = stratum_of_age(cells.strata)
    risk = _by_stratum(flow.at_risk, place, n_strata=len(cells.strata))
    counts = window.counts
    rates = [_rates(counts, risk, members) for members in (peers, others)]
    rng = np.random.default_rng(seed)
    drawn = {
        "own": (counts[:, focus], risk[:, focus], rates[0]),
        "peers": (counts[:, peers].sum(axis=1), risk[:, peers].sum(axis=1), rates[1]),
    }
    central = {"own": _rates(counts, risk, [focus]), "peers": rates[0]}
    awards = {
        key: np.vstack([central[key], draw_award_rates(*data, rng=rng, n_draws=_N_DRAWS)])
        for key, data in drawn.items()
    }
    own_exits = _own_exits(flow, rng)
    runs = {
        "own": _run(flow, focus, awards["own"], own_exits, place),
        "peers": _run(flow, focus, awards["peers"], own_exits, place),
        "country_exits": _run(flow, focus, awards["own"], np.zeros_like(own_exits), place),
    }
    return StockOutlook(
        flow=flow,
        scenarios=tuple(_scenario(key, run, comparison.level) for key, run in runs.items()),
        practice=_differences(runs["own"], runs["peers"], comparison.level),
        exits=_differences(runs["own"], runs["country_exits"], comparison.level),
    )


def _by_stratum(ages: FloatArray, place: IntArray, *, n_strata: int) -> FloatArray:
    """Sum (municipalities, 2, ages) to (strata, municipalities)."""
    sums = np.zeros((n_strata, ages.shape[0]))
    for index in range(n_strata):
        sums[index] = ages[:, place == index].sum(axis=1)
    return sums


def _rates(counts: FloatArray, risk: FloatArray, members: Sequence[int]) -> FloatArray:
    """Return awards per resident without the pension, pooled over municipalities."""
    people = risk[:, members].sum(axis=1)
    return np.asarray(
        np.where(people > 0, counts[:, members].sum(axis=1) / np.where(people > 0, people, 1), 0.0)
    )


def _own_exits(flow: StockFlow, rng: np.random.Generator) -> FloatArray:
    """Return the own exits per recipient and year: their mean, then draws of it."""
    stock = [(float(y.account.opening) + float(y.account.closing)) / 2 for y in flow.years]
    yearly = np.array(
        [y.own_exits / size if size > 0 else 0.0 for y, size in zip(flow.years, stock, strict=True)]
    )
    mean, n = float(yearly.mean()), yearly.size
    if n < 2:
        return np.full(_N_DRAWS + 1, mean)
    error = float(yearly.std(ddof=1)) / np.sqrt(n)
    draws = mean + error * stats.t.rvs(n - 1, size=_N_DRAWS, random_state=rng)
    return np.concatenate([[mean], draws])


def _run(
    flow: StockFlow, focus: int, rates: FloatArray, own_exits: FloatArray, place: IntArray
) -> StockPath:
    """Project every draw; the first is the central one."""
    by_age = np.where(place >= 0, rates[:, place], 0.0)
    shown = flow.newest.people[focus].sum(axis=0) > 0
    last_share = age_weights(flow.newest.pension_age)[AGES][shown][-1]
    exits = np.maximum(flow.country_exits + own_exits[:, None], -1.0)[:, None, :]
    path = project_stock(
        flow.newest.by_age()[focus][:, shown],
        flow.newest.people[focus][:, shown],
        by_age[..., shown],
        exits[..., shown],
        n_years=YEARS,
        last_share=float(last_share),
    )
    # The sexes are followed apart and shown together.
    return replace(path, totals=path.totals.sum(axis=-1), settled=path.settled.sum(axis=-1))


def _scenario(key: str, run: StockPath, level: float) -> Scenario:
    """Return a scenario with limits from its draws."""
    path = tuple(_estimate(values, level) for values in run.totals)
    return Scenario(key, path, _estimate(run.settled, level))


def _differences(one: StockPath, other: StockPath, level: float) -> tuple[Estimate, ...]:
    """Return one scenario less another, draw by draw, at the years shown and at rest."""
    at_years = [_estimate(one.totals[y] - other.totals[y], level) for y in SHOWN_YEARS]
    return (*at_years, _estimate(one.settled - other.settled, level))


def _estimate(values: FloatArray, level: float) -> Estimate:
    """Return the central value, and the middle of the draws as limits."""
    tail = (1 - level) / 2
    lower, upper = np.quantile(values[1:], [tail, 1 - tail])
    center = float(values[0])
    return Estimate(
        value=center,
        lower=min(float(lower), center),
        upper=max(float(upper), center),
        level=level,
        unit="persons",
        n=float(_N_DRAWS),
        method=_METHOD,
    )
