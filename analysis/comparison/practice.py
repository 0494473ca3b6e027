"""Does the focus municipality award more or less than comparable municipalities?

For each headline the newest window is compared twice: with the chosen peers, which is
page one, and with the rest of the country, where every municipality has its turn. Both
times the reference rates by age and sex are applied to the municipality's own
population, and the municipality is never part of its own reference.

A flow and a stock are compared in different ways, and answer different questions:

- Awards are events. Exact limits tell whether the practice **differs from** the peers'
  beyond chance, with the chance in the peers' own awards included.
- A stock holds the same people quarter after quarter, so it has no Poisson limits. Its
  difference is held against how much municipalities vary anyway: is it **unusual**?
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.comparison.cells import Cells, Window, last_window
from analysis.comparison.denominators import FloatArray
from analysis.comparison.headlines import Headline
from analysis.comparison.peers import PeerSet
from analysis.concepts import Estimate, Lineage, Period, Stage
from analysis.errors import EstimationError
from analysis.measures.ratios import ratio_to_estimated_expected
from analysis.measures.spread import PREDICTIVE, Spread, log_spread, predictive_limits
from analysis.measures.standardisation import expectation, expected_counts, stratum_rates
from analysis.measures.two_rates import compare_two_rates

FLOW_PERIODS = 4  # awards are summed over four quarters, so that seasons cancel


@dataclass(frozen=True)
class Gap:
    """Observed against expected, with what the evidence allows.

    A flow has a ratio and a difference with limits; a stock has the range that is
    ordinary among municipalities. Both are None where the numbers are too small.

    Attributes
    ----------
    n_observed, n_expected : float
        Awards in the window, or the mean stock; and what the reference rates predict.
    ratio, difference : Estimate or None
        Of a flow: observed over expected, and observed minus expected, with limits.
    clear_ratio : Estimate or None
        The same ratio at the stricter level, for how sure the words may be.
    ordinary, clearly_ordinary : Estimate or None
        Of a stock: the expected number, and the range in which a municipality of
        ordinary practice would lie, at both levels.
    crude_ratio : float
        Observed over expected without regard to age and sex.
    crude_limits : Estimate or None
        Of a flow: the same as the exact ratio of two rates, with limits.
    n_peers : int
        Municipalities in the reference that have figures.
    """

    n_observed: float
    n_expected: float
    crude_ratio: float
    n_peers: int
    ratio: Estimate | None = None
    difference: Estimate | None = None
    clear_ratio: Estimate | None = None
    crude_limits: Estimate | None = None
    ordinary: Estimate | None = None
    clearly_ordinary: Estimate | None = None

    @property
    def plain_ratio(self) -> float:
        """Return observed over expected without limits; NaN where nothing is expected."""
        return self.n_observed / self.n_expected if self.n_expected > 0 else float("nan")


@dataclass(frozen=True)
class MeasureComparison:
    """One headline of the focus municipality, compared.

    Attributes
    ----------
    headline : Headline
        What is compared.
    cells : Cells
        The whole series behind it.
    window : Window
        The time that is compared.
    against_peers, against_country : Gap
        The two comparisons.
    municipalities : DataFrame
        One row per municipality (``municipality_code`` is the index), each against the
        rest of the country: ``n_observed``, ``n_expected``, ``ratio``.
    peers_at_peer_rates : dict of str to float
        Each peer's own observed over expected at the pooled peers' rates.
    trend : DataFrame
        One row per period: ``period``, ``n_observed``, ``n_expected``.
    level : float
        Level of the limits.
    """

    headline: Headline
    cells: Cells
    window: Window
    against_peers: Gap
    against_country: Gap
    municipalities: pd.DataFrame
    peers_at_peer_rates: dict[str, float]
    trend: pd.DataFrame
    level: float

    @property
    def lineage(self) -> Lineage:
        """Return the raw files that the comparison rests on."""
        return self.window.lineage

    @property
    def is_by_age(self) -> bool:
        """Tell whether age and sex are taken into account."""
        return self.cells.is_by_age


CLEAR_LEVEL = 0.998
SMALLEST_EXPECTED_AWARDS = 5.0
SMALLEST_EXPECTED_STOCK = 10.0


def compare_measure(
    cells: Cells, *, headline: Headline, peers: PeerSet, until: Period, level: float
) -> MeasureComparison:
    """Compare the focus with its peers and with the rest of the country.

    Parameters
    ----------
    cells : Cells
        The series of the headline.
    headline : Headline
        What is compared.
    peers : PeerSet
        Focus and peers.
    until : Period
        The window ends no later than this period.
    level : float
        Level of the limits, a fraction in (0, 1).

    Raises
    ------
    CoverageError
        If the series has no window that ends by `until`.
    """
    is_flow = headline.stage is Stage.FLOW
    window = last_window(cells, until=until, n_periods=FLOW_PERIODS if is_flow else 1)
    focus = cells.codes.index(peers.focus)
    chosen = [cells.codes.index(code) for code in peers.codes]
    others = [i for i in range(len(cells.codes)) if i != focus]
    municipalities = _each_against_the_rest(window, codes=cells.codes)
    spread = None if is_flow else _spread_of_others(municipalities, focus=peers.focus)
    return MeasureComparison(
        headline=headline,
        cells=cells,
        window=window,
        against_peers=_gap(window, focus, chosen, spread=spread, is_flow=is_flow, level=level),
        against_country=_gap(window, focus, others, spread=spread, is_flow=is_flow, level=level),
        municipalities=municipalities,
        peers_at_peer_rates=_peer_ratios(window, chosen, codes=cells.codes),
        trend=_trend(cells, focus=focus, chosen=chosen, until=until),
        level=level,
    )


def _gap(
    window: Window,
    focus: int,
    chosen: list[int],
    *,
    spread: Spread | None,
    is_flow: bool,
    level: float,
) -> Gap:
    """Compare the focus with the pooled reference by the method that the stage allows."""
    usable = _with_figures(window, chosen)
    counts, exposure = window.counts[:, focus], window.exposure[:, focus]
    n_observed = float(counts.sum())
    reference_counts, reference_exposure = _pool(window, usable)
    if not usable or np.isnan(n_observed):
        return Gap(n_observed, np.nan, np.nan, len(usable))
    n_expected = _expected(exposure, reference_counts, reference_exposure)
    crude_expected = exposure.sum() * reference_counts.sum() / reference_exposure.sum()
    crude_ratio = float(n_observed / crude_expected) if crude_expected > 0 else np.nan
    gap = Gap(n_observed, n_expected, crude_ratio, len(usable))
    if is_flow and n_expected >= SMALLEST_EXPECTED_AWARDS:
        data = (counts, exposure, reference_counts, reference_exposure)
        ratio, difference = _flow_estimates(data, level=level)
        clear_ratio, _ = _flow_estimates(data, level=CLEAR_LEVEL)
        return replace(
            gap,
            ratio=ratio,
            difference=difference,
            clear_ratio=clear_ratio,
            crude_limits=_crude_limits(data, level=level),
        )
    if spread is not None and n_expected >= SMALLEST_EXPECTED_STOCK:
        pool = {
            "n_effective": _effective_number(window.exposure[:, usable].sum(axis=0)),
            "n_recipients": float(reference_counts.sum()),
        }
        return replace(
            gap,
            ordinary=_ordinary_range(gap, spread, **pool, level=level),
            clearly_ordinary=_ordinary_range(gap, spread, **pool, level=CLEAR_LEVEL),
        )
    return gap


def _flow_estimates(
    data: tuple[FloatArray, FloatArray, FloatArray, FloatArray], *, level: float
) -> tuple[Estimate, Estimate]:
    """Return ratio and difference of awards, with limits that know the peers' chance."""
    counts, exposure, reference_counts, reference_exposure = data
    n_observed = float(counts.sum())
    predicted = expectation(exposure, reference_counts, reference_exposure)
    result = ratio_to_estimated_expected(
        n_observed, predicted.n_expected, predicted.n_reference, level=level
    )
    ratio = Estimate(
        value=float(result.ratio),
        lower=float(result.ratio_lower),
        upper=float(result.ratio_upper),
        level=level,
        unit="ratio",
        n=n_observed,
        method=result.method,
    )
    difference = replace(
        ratio,
        value=float(result.excess),
        lower=float(result.excess_lower),
        upper=float(result.excess_upper),
        unit="awards",
    )
    return ratio, difference


def _crude_limits(
    data: tuple[FloatArray, FloatArray, FloatArray, FloatArray], *, level: float
) -> Estimate:
    """Return the exact ratio of the two crude rates."""
    n_events, years, reference_events, reference_years = (float(part.sum()) for part in data)
    result = compare_two_rates(n_events, years, reference_events, reference_years, level=level)
    return Estimate(
        value=float(result.ratio),
        lower=float(result.ratio_lower),
        upper=float(result.ratio_upper),
        level=level,
        unit="ratio",
        n=float(result.n_events),
        method=result.method,
    )


def _ordinary_range(
    gap: Gap, spread: Spread, *, n_effective: float, n_recipients: float, level: float
) -> Estimate:
    """Return where a municipality of ordinary practice at the peers' level would lie."""
    low, high = predictive_limits(
        gap.n_expected,
        spread,
        n_peers=n_effective,
        reference_recipients=n_recipients,
        level=level,
    )
    return Estimate(
        gap.n_expected, float(low), float(high), level, "recipients", float(spread.n), PREDICTIVE
    )


def _effective_number(people: FloatArray) -> float:
    """Return how many equal municipalities would fix the pooled level as well."""
    return float(people.sum() ** 2 / (people**2).sum())


def _spread_of_others(municipalities: pd.DataFrame, *, focus: str) -> Spread | None:
    """Return how much the other municipalities vary; None where too few show it."""
    others = municipalities.drop(index=focus).dropna()
    try:
        return log_spread(
            others["n_observed"].to_numpy(),
            others["n_expected"].to_numpy(),
            minimum_expected=SMALLEST_EXPECTED_STOCK,
        )
    except EstimationError:
        return None


def _each_against_the_rest(window: Window, *, codes: tuple[str, ...]) -> pd.DataFrame:
    """Compare every municipality with the rest of the country."""
    n_observed = window.counts.sum(axis=0)
    counts, exposure = np.nan_to_num(window.counts), np.nan_to_num(window.exposure)
    known = np.isfinite(window.counts + window.exposure).all(axis=0)
    counts, exposure = counts * known, exposure * known
    rest = (counts.sum(axis=1, keepdims=True) - counts).T
    rest_exposure = (exposure.sum(axis=1, keepdims=True) - exposure).T
    n_expected = np.array(expected_counts(exposure.T, stratum_rates(rest, rest_exposure)))
    n_expected[~known] = np.nan
    index = pd.Index(codes, name="municipality_code")
    frame = pd.DataFrame({"n_observed": n_observed, "n_expected": n_expected}, index=index)
    frame["ratio"] = (frame["n_observed"] / frame["n_expected"]).where(frame["n_expected"] > 0)
    return frame


def _peer_ratios(window: Window, chosen: list[int], *, codes: tuple[str, ...]) -> dict[str, float]:
    """Return each peer's observed over expected at the pooled peers' rates."""
    usable = _with_figures(window, chosen)
    if not usable:
        return {}
    pooled = _pool(window, usable)
    expected = {i: _expected(window.exposure[:, i], *pooled) for i in usable}
    return {
        codes[i]: float(window.counts[:, i].sum()) / n_expected
        for i, n_expected in expected.items()
        if n_expected > 0
    }


def _trend(cells: Cells, *, focus: int, chosen: list[int], until: Period) -> pd.DataFrame:
    """Return observed and expected by period, at the peers' rates of that period."""
    rows = []
    for period in cells.periods:
        if period.last_day > until.last_day:
            continue
        window = last_window(cells, until=period, n_periods=1)
        usable = _with_figures(window, chosen)
        pooled = _pool(window, usable)
        n_expected = _expected(window.exposure[:, focus], *pooled) if usable else np.nan
        rows.append((str(period), float(window.counts[:, focus].sum()), n_expected, window.carried))
    return pd.DataFrame(rows, columns=["period", "n_observed", "n_expected", "carried"])


def _expected(
    exposure: FloatArray, reference_counts: FloatArray, reference_exposure: FloatArray
) -> float:
    """Return what the reference's rates predict for these people."""
    return float(expected_counts(exposure, stratum_rates(reference_counts, reference_exposure)))


def _with_figures(window: Window, chosen: list[int]) -> list[int]:
    """Return the municipalities that have every count and a population."""
    totals = window.counts.sum(axis=0) + window.exposure.sum(axis=0)
    return [i for i in chosen if np.isfinite(totals[i])]


def _pool(window: Window, chosen: list[int]) -> tuple[FloatArray, FloatArray]:
    """Add up the counts and the exposure of several municipalities by stratum."""
    return window.counts[:, chosen].sum(axis=1), window.exposure[:, chosen].sum(axis=1)
