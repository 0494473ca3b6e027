"""What are the quarters of a flow, for the focus and for its pooled peers?

Awards are laid out quarter by quarter beside two kinds of person-time. The **expected
number** applies the peers' rates of the *same* quarter to the focus's people: what is
common to both is in it, and it is what page one shows. The **risk-weighted people** apply
one set of rates, the peers' of the whole time, to the people of every quarter: they allow
for age and sex, hold no chance of a quarter, and are what trends are measured against.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

import numpy as np
from numpy.typing import NDArray

from analysis.comparison.cells import Cells
from analysis.comparison.denominators import FloatArray
from analysis.comparison.references import expect, rest_of_country
from analysis.concepts import Lineage, Period, Stage
from analysis.errors import CoverageError
from analysis.measures.standardised.standardisation import expected_counts, stratum_rates


@dataclass(frozen=True)
class FlowSeries:
    """The quarters of one flow, without a gap.

    Attributes
    ----------
    periods : tuple of Period
        Quarters in order.
    years : ndarray, shape (n,)
        Middle of each quarter, years with decimals.
    n_observed, n_expected : ndarray, shape (n,)
        Awards of the focus, and those at the peers' rates of the same quarter.
    n_peer_awards : ndarray, shape (n,)
        Awards of the pooled peers.
    weighted_years, peer_weighted_years : ndarray, shape (n,)
        Person-years of the focus and of the peers, weighted by the peers' rates of the
        whole time; awards in unit.
    peers : tuple of str
        Codes of the peers with figures in every quarter.
    is_provisional : ndarray of bool, shape (n,)
        Quarters whose awards are still coming in.
    lineage : Lineage
        The raw files behind the quarters.
    """

    periods: tuple[Period, ...]
    years: FloatArray
    n_observed: FloatArray
    n_expected: FloatArray
    n_peer_awards: FloatArray
    weighted_years: FloatArray
    peer_weighted_years: FloatArray
    peers: tuple[str, ...]
    is_provisional: NDArray[np.bool_]
    lineage: Lineage

    @property
    def is_final(self) -> NDArray[np.bool_]:
        """Return which quarters are not provisional."""
        return ~self.is_provisional


def arrange_flow(
    cells: Cells,
    *,
    focus: str,
    peers: Sequence[str],
    until: Period,
    n_provisional: int,
) -> FlowSeries:
    """Lay out the newest unbroken run of quarters of a flow.

    Parameters
    ----------
    cells : Cells
        A flow by quarter.
    focus : str
        Code of the focus municipality.
    peers : sequence of str
        Codes of the peers; those without figures in a quarter are left out.
    until : Period
        The newest quarter ends no later than this.
    n_provisional : int
        How many of the newest quarters of the *source* are provisional.

    Raises
    ------
    CoverageError
        If the series is a stock or not quarterly, the focus or all peers have no figures.
    """
    if cells.stage is not Stage.FLOW or cells.periods[0].frequency != "K":
        raise CoverageError(
            f"{cells.source.table} is no flow by quarter.",
            where=f"the dataset {cells.source.dataset}",
            expected="awards by month or quarter",
            fix="follow a stock by its dates; it has no count model",
        )
    column = cells.codes.index(focus)
    chosen = _newest_run(cells, column, until)
    counts, people = cells.counts[chosen], cells.people[chosen] * cells.periods[0].months / 12
    has_figures = np.asarray(np.isfinite(counts).all(axis=(0, 1)))
    usable = [i for i, code in enumerate(cells.codes) if code in peers and has_figures[i]]
    if not chosen or not usable:
        raise CoverageError(
            f"{cells.source.table} has no quarters with figures for {focus} and a peer.",
            where=f"the dataset {cells.source.dataset}",
            expected="at least one quarter with figures for both",
            fix="choose other peers, or a source that does not leave the cells blank",
        )
    peer_counts, peer_people = counts[:, :, usable].sum(axis=2), people[:, :, usable].sum(axis=2)
    own_people = people[:, :, column]
    rates = stratum_rates(peer_counts.sum(axis=0), peer_people.sum(axis=0))
    newest = [str(p) for p in cells.periods[len(cells.periods) - n_provisional :]]
    periods = tuple(cells.periods[i] for i in chosen)
    return FlowSeries(
        periods=periods,
        years=np.array([period.decimal_year for period in periods]),
        n_observed=counts[:, :, column].sum(axis=1),
        n_expected=np.asarray(expected_counts(own_people, stratum_rates(peer_counts, peer_people))),
        n_peer_awards=peer_counts.sum(axis=1),
        weighted_years=np.asarray(expected_counts(own_people, rates)),
        peer_weighted_years=np.asarray(expected_counts(peer_people, rates)),
        peers=tuple(cells.codes[i] for i in usable),
        is_provisional=np.array([str(p) in newest for p in periods]) & (n_provisional > 0),
        lineage=reduce(or_, (cells.lineages[i] for i in chosen)),
    )


def quarters_of_all(cells: Cells, periods: Sequence[Period]) -> tuple[FloatArray, FloatArray]:
    """Return awards and what the rest of the country's rates predict, for everybody.

    Parameters
    ----------
    cells : Cells
        A flow by quarter.
    periods : sequence of Period
        Quarters of it.

    Returns
    -------
    n_observed, n_expected : ndarray, shape (n_periods, n_usable)
        Municipalities with figures in every quarter, each against all others of them, at
        the rates of the same quarter.
    """
    chosen = [cells.periods.index(period) for period in periods]
    n = len(cells.codes)
    expected = expect(
        cells.counts[chosen],
        cells.people[chosen] * cells.periods[0].months / 12,
        focus=np.arange(n),
        members=rest_of_country(n),
        is_flow=True,
    )
    usable = np.asarray(np.isfinite(expected.n_expected).all(axis=0))
    return expected.n_observed[:, usable], expected.n_expected[:, usable]


def _newest_run(cells: Cells, column: int, until: Period) -> list[int]:
    """Return the indices of the newest quarters that follow each other with figures."""
    known = np.asarray(np.isfinite(cells.counts[:, :, column]).all(axis=1))
    run: list[int] = []
    for i in range(len(cells.periods) - 1, -1, -1):
        if cells.periods[i].last_day > until.last_day:
            continue
        follows = not run or cells.periods[i].shift(1) == cells.periods[run[0]]
        if not (known[i] and follows):
            if run:
                break
            continue
        run.insert(0, i)
    return run
