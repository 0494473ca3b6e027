"""Does the focus municipality award more or less than comparable municipalities?

For each headline the newest window is compared twice: with the chosen peers, which is
page one, and with the rest of the country, where every municipality has its turn. Both
times the reference rates by age and sex are applied to the municipality's own
population, and the municipality is never part of its own reference.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from analysis.comparison.cells import Cells, Window, last_window
from analysis.comparison.gaps import (
    Gap,
    dispersion_of_others,
    expected_at,
    measure_gap,
    pool_reference,
    spread_of_others,
    with_figures,
)
from analysis.comparison.headlines import Headline
from analysis.comparison.peers import PeerSet
from analysis.concepts import Lineage, Period, Stage
from analysis.measures.standardised.standardisation import expected_counts, stratum_rates

FLOW_PERIODS = 4  # awards are summed over four quarters, so that seasons cancel


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
    spread = None if is_flow else spread_of_others(municipalities, focus=peers.focus)
    tau2 = dispersion_of_others(municipalities, focus=peers.focus) if is_flow else None
    compare = partial(
        measure_gap, window, focus, spread=spread, tau2=tau2, is_flow=is_flow, level=level
    )
    return MeasureComparison(
        headline=headline,
        cells=cells,
        window=window,
        against_peers=compare(chosen),
        against_country=compare(others),
        municipalities=municipalities,
        peers_at_peer_rates=_peer_ratios(window, chosen, codes=cells.codes),
        trend=_trend(cells, focus=focus, chosen=chosen, until=until),
        level=level,
    )


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
    usable = with_figures(window, chosen)
    if not usable:
        return {}
    pooled = pool_reference(window, usable)
    expected = {i: expected_at(window.exposure[:, i], *pooled) for i in usable}
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
        usable = with_figures(window, chosen)
        pooled = pool_reference(window, usable)
        n_expected = expected_at(window.exposure[:, focus], *pooled) if usable else np.nan
        rows.append((str(period), float(window.counts[:, focus].sum()), n_expected, window.carried))
    return pd.DataFrame(rows, columns=["period", "n_observed", "n_expected", "carried"])
