"""Does the focus municipality award more or less than comparable municipalities?

For each headline the newest window is compared twice: with the chosen peers, which is
page one, and with the rest of the country, where every municipality has its turn. Both
times the reference rates by age and sex are applied to the municipality's own
population, and the municipality is never part of its own reference.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.comparison.cells import Cells, Window, last_window
from analysis.comparison.gap_limits import measure_gaps, spread_of_others, tau2_of_others
from analysis.comparison.gaps import Gap
from analysis.comparison.headlines import Headline
from analysis.comparison.peers import PeerSet
from analysis.comparison.references import Expected, as_members, expect, rest_of_country
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
        If the series has no window that ends by `until`, or the focus has people in a
        stratum where its reference has nobody.
    """
    is_flow = headline.stage is Stage.FLOW
    window = last_window(cells, until=until, n_periods=FLOW_PERIODS if is_flow else 1)
    n, focus = len(cells.codes), cells.codes.index(peers.focus)
    chosen = [cells.codes.index(code) for code in peers.codes]
    names = [stratum.name for stratum in cells.strata]
    against_the_rest = expect(
        window.counts,
        window.exposure,
        focus=np.arange(n),
        members=rest_of_country(n),
        is_flow=is_flow,
        strata=names,
    )
    tau2 = tau2_of_others(against_the_rest)[focus] if is_flow else np.nan
    spread = None if is_flow else spread_of_others(against_the_rest).of(focus)
    everybody_else = [i for i in range(n) if i != focus]
    members = np.vstack([as_members(chosen, n), as_members(everybody_else, n)])
    gaps = measure_gaps(
        expect(
            window.counts,
            window.exposure,
            focus=[focus, focus],
            members=members,
            is_flow=is_flow,
            strata=names,
        ),
        stage=headline.stage,
        tau2=tau2,
        spread=spread,
        level=level,
    )
    return MeasureComparison(
        headline=headline,
        cells=cells,
        window=window,
        against_peers=gaps.one(0),
        against_country=gaps.one(1),
        municipalities=_tabulate(against_the_rest, codes=cells.codes),
        peers_at_peer_rates=_peer_ratios(window, chosen, codes=cells.codes),
        trend=_trend(cells, focus=focus, chosen=chosen, until=until),
        level=level,
    )


def _tabulate(against_the_rest: Expected, *, codes: tuple[str, ...]) -> pd.DataFrame:
    """Return every municipality against the rest of the country, one row each."""
    frame = pd.DataFrame(
        {
            "n_observed": against_the_rest.n_observed,
            "n_expected": against_the_rest.n_expected,
        },
        index=pd.Index(codes, name="municipality_code"),
    )
    frame["ratio"] = (frame["n_observed"] / frame["n_expected"]).where(frame["n_expected"] > 0)
    return frame


def _peer_ratios(window: Window, chosen: list[int], *, codes: tuple[str, ...]) -> dict[str, float]:
    """Return each peer's observed over expected at the pooled peers' rates."""
    known = [i for i in chosen if np.isfinite(window.counts[:, i] + window.exposure[:, i]).all()]
    if not known:
        return {}
    pooled = [part[:, known].sum(axis=1) for part in (window.counts, window.exposure)]
    expected = np.asarray(expected_counts(window.exposure[:, known].T, stratum_rates(*pooled)))
    observed = window.counts[:, known].sum(axis=0)
    return {
        codes[i]: float(count / likely)
        for i, count, likely in zip(known, observed, expected, strict=True)
        if likely > 0
    }


def _trend(cells: Cells, *, focus: int, chosen: list[int], until: Period) -> pd.DataFrame:
    """Return observed and expected by period, at the peers' rates of that period."""
    shown = [i for i, period in enumerate(cells.periods) if period.last_day <= until.last_day]
    years = cells.periods[0].months / 12 if cells.stage is Stage.FLOW else 1.0
    told = expect(
        cells.counts[shown],
        cells.people[shown] * years,
        focus=[focus],
        members=as_members(chosen, len(cells.codes)),
        is_flow=False,
        strata=[stratum.name for stratum in cells.strata],
    )
    return pd.DataFrame(
        {
            "period": [str(cells.periods[i]) for i in shown],
            "n_observed": told.n_observed[:, 0],
            "n_expected": told.n_expected[:, 0],
            "carried": [cells.carried[i] for i in shown],
        }
    )
