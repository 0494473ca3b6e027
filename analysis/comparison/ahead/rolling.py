"""How did every municipality lie year by year, the newest year ending now?

Years are runs of whole periods that end with the newest one and do not overlap, so that
seasons cancel and no award is counted twice. In each, every municipality is held against
the rest of the country, by age and sex, and never against itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise
from operator import or_

import numpy as np

from analysis.comparison.cells import Cells, Window, last_window
from analysis.comparison.denominators import FloatArray
from analysis.comparison.references import expect, rest_of_country
from analysis.concepts import Lineage, Period


@dataclass(frozen=True)
class RatioSeries:
    """Observed and expected of every municipality in each window, in the order of time.

    Attributes
    ----------
    first, last : tuple of Period
        First and last period of each window.
    n_observed, n_expected : array of shape (windows, municipalities)
        Awards, or the mean stock; and what the rest of the country's rates predict. NaN
        where the source is blank.
    codes : tuple of str
        Municipalities.
    lineage : Lineage
        The raw files behind all windows.
    """

    first: tuple[Period, ...]
    last: tuple[Period, ...]
    n_observed: FloatArray
    n_expected: FloatArray
    codes: tuple[str, ...]
    lineage: Lineage

    @property
    def is_known(self) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        """Tell which municipalities have figures in every window and expect somebody."""
        known = np.isfinite(self.n_observed) & (np.nan_to_num(self.n_expected) > 0)
        return np.asarray(known.all(axis=0))


def ratio_series(cells: Cells, *, until: Period, n_periods: int) -> RatioSeries:
    """Compare every municipality with the rest of the country, window by window.

    Parameters
    ----------
    cells : Cells
        The series.
    until : Period
        The last window ends no later than this period.
    n_periods : int
        Periods in a window: those of a year, or 1.

    Returns
    -------
    RatioSeries
        As many whole windows as the unbroken run of periods up to `until` has; none
        where it is too short.
    """
    run = unbroken(cells, until=until)
    ends = range(len(run.periods) - 1, n_periods - 2, -n_periods)
    windows = [
        last_window(run, until=run.periods[end], n_periods=n_periods) for end in reversed(ends)
    ]
    pairs = [against_the_rest(window) for window in windows]
    shape = (len(pairs), len(cells.codes))
    return RatioSeries(
        first=tuple(window.first for window in windows),
        last=tuple(window.last for window in windows),
        n_observed=np.array([pair[0] for pair in pairs]).reshape(shape),
        n_expected=np.array([pair[1] for pair in pairs]).reshape(shape),
        codes=cells.codes,
        lineage=reduce(or_, (window.lineage for window in windows), Lineage()),
    )


def unbroken(cells: Cells, *, until: Period) -> Cells:
    """Return the longest run of periods without a gap that ends no later than a period."""
    chosen = [i for i, period in enumerate(cells.periods) if period.last_day <= until.last_day]
    start = 0
    for place, (before, after) in enumerate(pairwise(chosen), start=1):
        if cells.periods[after] != cells.periods[before].shift(1):
            start = place
    kept = chosen[start:]
    return replace(
        cells,
        periods=tuple(cells.periods[i] for i in kept),
        counts=cells.counts[kept],
        people=cells.people[kept],
        carried=tuple(cells.carried[i] for i in kept),
        lineages=tuple(cells.lineages[i] for i in kept),
    )


def against_the_rest(window: Window) -> tuple[FloatArray, FloatArray]:
    """Return observed and expected of each municipality, at the rates of all others."""
    n = window.counts.shape[-1]
    told = expect(
        window.counts,
        window.exposure,
        focus=np.arange(n),
        members=rest_of_country(n),
        is_flow=False,
    )
    return np.where(np.isfinite(told.n_expected), told.n_observed, np.nan), told.n_expected
