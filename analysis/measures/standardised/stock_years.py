"""Has a stock moved away from what is expected of it, year by year?

A stock holds mostly the same people from quarter to quarter, so its quarters are no new
observations. It is therefore taken as the mean of a year, and what is uncertain is read
from how years differ:

- its **level** over the years, from blocks of years drawn anew;
- its **next year**, from how far it has moved from one year to the next;
- its **change** from the first year to the last, against how much other municipalities
  have changed meanwhile.

Nothing here takes recipients for events. A flow is refused.

=========================================  ==============================================
Case                                       Result
=========================================  ==============================================
A flow                                     refused
Fewer than two whole years                 refused
Fewer than four years                      no limits for the next year (NaN)
Quarters before the first whole year       left out
A quarter without a figure                 its year is missing (NaN)
=========================================  ==============================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from analysis.concepts import Stage
from analysis.errors import EstimationError
from analysis.measures.inputs import FloatArray, Numbers, as_plain, as_tail
from analysis.measures.over_time.stock_changes import fit_change_scale, quantiles_on_scale

_HALF = 0.5
_FEWEST_YEARS = 2
_FEWEST_FOR_NEXT = 4
_N_DRAWS = 4_000


@dataclass(frozen=True)
class StockYears:
    """A stock as the mean of each year, the oldest first; arrays of shape (years, ...).

    Attributes
    ----------
    n_recipients, n_expected : ndarray
        Mean of the year: observed, and expected at the reference's shares.
    """

    n_recipients: FloatArray
    n_expected: FloatArray

    @property
    def ratio(self) -> FloatArray:
        """Return observed over expected; NaN where nothing is expected."""
        expected = np.where(self.n_expected > 0, self.n_expected, np.nan)
        return np.asarray(self.n_recipients / expected)

    @property
    def logs(self) -> FloatArray:
        """Return the logarithm of the ratio, half a recipient added on both sides."""
        return np.asarray(np.log((self.n_recipients + _HALF) / (self.n_expected + _HALF)))


@dataclass(frozen=True)
class Limited:
    """A ratio with limits; ``value`` 1.1 reads a tenth more than expected, or than before."""

    value: float
    lower: float
    upper: float
    level: float
    n: int


def average_years(
    n_recipients: ArrayLike, n_expected: ArrayLike, *, stage: Stage, periods_a_year: int = 4
) -> StockYears:
    """Return a stock as the mean of each whole year, counted back from the newest period.

    Parameters
    ----------
    n_recipients, n_expected : array_like of shape (periods, ...)
        Observed and expected recipients; NaN where the source is blank.
    stage : Stage
        What the numbers are; a flow is refused.
    periods_a_year : int, default 4
        Quarters 4, months 12.

    Raises
    ------
    EstimationError
        If the numbers are a flow, or there are fewer than two whole years.

    Examples
    --------
    >>> years = average_years(
    ...     [90, 100, 100, 100, 100, 110, 110, 110, 110], np.full(9, 100.0), stage=Stage.STOCK
    ... )
    >>> years.ratio
    array([1. , 1.1])
    """
    _fail_if_it_is_a_flow(stage)
    observed, expected = np.broadcast_arrays(
        np.asarray(n_recipients, dtype=float), np.asarray(n_expected, dtype=float)
    )
    n_years = len(observed) // periods_a_year
    _fail_if_too_few_years(n_years)
    shape = (n_years, periods_a_year, *observed.shape[1:])
    whole = slice(len(observed) - n_years * periods_a_year, None)
    return StockYears(
        observed[whole].reshape(shape).mean(axis=1), expected[whole].reshape(shape).mean(axis=1)
    )


def level_over_years(
    years: StockYears, *, rng: np.random.Generator, block_years: int = 2, level: float = 0.95
) -> Limited:
    """Return the ratio over all years, with limits from blocks of years drawn anew.

    Parameters
    ----------
    years : StockYears
        One municipality, from `average_years`.
    rng : Generator
        Source of chance.
    block_years : int, default 2
        Years that are drawn together, since a year is like the one before.
    level : float, default 0.95
        Confidence level, a fraction in (0, 1).

    Raises
    ------
    EstimationError
        If the level is no fraction.

    Notes
    -----
    Mean of the logarithms of the yearly ratios; moving blocks [1]_. With eight years and
    a stock that moves slowly the blocks are too short and too few: bold. It says where
    the level has lain, not where it goes.

    References
    ----------
    .. [1] H. R. Kuensch, "The jackknife and the bootstrap for general stationary
       observations", Annals of Statistics 17, 1989.

    Examples
    --------
    >>> years = StockYears(np.array([90.0, 95, 100, 105, 110, 100]), np.full(6, 100.0))
    >>> found = level_over_years(years, rng=np.random.default_rng(1))
    >>> print(f"{found.value:.2f} ({found.lower:.2f}-{found.upper:.2f})")
    1.00 (0.94-1.07)
    """
    tail = as_tail(level)
    logs = years.logs[np.isfinite(years.logs)]
    n, width = logs.size, min(block_years, logs.size)
    n_blocks = -(-n // width)
    starts = rng.integers(0, n - width + 1, size=(_N_DRAWS, n_blocks))
    places = (starts[..., None] + np.arange(width)).reshape(_N_DRAWS, -1)[:, :n]
    lower, upper = np.exp(np.quantile(logs[places].mean(axis=1), [tail, 1 - tail]))
    return Limited(float(np.exp(logs.mean())), float(lower), float(upper), level, n)


def limits_for_next_year(years: StockYears, *, level: float = 0.95) -> Limited:
    """Return where next year's ratio would lie, had it moved as it has until now.

    Parameters
    ----------
    years : StockYears
        One municipality, from `average_years`.
    level : float, default 0.95
        Share of next years inside, a fraction in (0, 1).

    Returns
    -------
    Limited
        `value` is the last year's ratio; limits NaN with fewer than four years.

    Raises
    ------
    EstimationError
        If the level is no fraction.

    Notes
    -----
    The last ratio, times or divided by exp(t s), with s the root of the mean square of
    the yearly changes of the logarithm and t from Student's distribution with their
    number as degrees of freedom. No drift is taken on: where the ratio has gone one way
    all along, the limits are wide enough to hold it and lean wide otherwise.

    Examples
    --------
    >>> years = StockYears(np.array([100.0, 104, 100, 103, 101]), np.full(5, 100.0))
    >>> found = limits_for_next_year(years)
    >>> print(f"{found.value:.2f} ({found.lower:.2f}-{found.upper:.2f})")
    1.01 (0.92-1.11)
    """
    tail = as_tail(level)
    steps = np.diff(years.logs)
    steps = steps[np.isfinite(steps)]
    last = float(years.ratio[-1])
    if steps.size + 1 < _FEWEST_FOR_NEXT:
        return Limited(last, float("nan"), float("nan"), level, int(steps.size))
    reach = stats.t.isf(tail, steps.size) * np.sqrt((steps**2).mean())
    base = float(np.exp(years.logs[-1]))
    return Limited(
        last, float(base * np.exp(-reach)), float(base * np.exp(reach)), level, int(steps.size)
    )


def change_from_first_to_last(years: StockYears) -> Numbers:
    """Return how the ratio changed from the first year to the last, as a factor.

    Examples
    --------
    >>> years = StockYears(np.array([100.0, 120.0]), np.array([100.0, 100.0]))
    >>> round(change_from_first_to_last(years), 2)
    1.2
    """
    return as_plain(np.asarray(np.exp(years.logs[-1] - years.logs[0])))


def usual_changes(
    own: StockYears,
    others: StockYears,
    *,
    n_peers: float,
    reference_recipients: float,
    level: float = 0.95,
) -> Limited:
    """Hold a change against how much other municipalities changed in the same years.

    Parameters
    ----------
    own : StockYears
        The focus against its peers.
    others : StockYears of shape (years, municipalities)
        Every other municipality against the rest of the country.
    n_peers : float
        Equal municipalities that the peers amount to.
    reference_recipients : float
        Recipients of the peers together in the last year.
    level : float, default 0.95
        Share of ordinary changes inside, a fraction in (0, 1).

    Returns
    -------
    Limited
        The focus's change as a factor, and the limits of usual changes around none. NaN
        where the others are too few for the level: 39 at 0.95.

    Raises
    ------
    EstimationError
        If the level is no fraction.

    Notes
    -----
    Changes are put on one scale by size: a variance that every municipality has, and one
    that falls with the recipients. The limits are quantiles of the others' changes on
    that scale, whatever their shape, and the peers' own change is added. Few changed
    much: with 97 others the 95 % limits rest on the two or three outermost at either
    end. Where several municipalities were moved by the same cause, such as a merger of
    job centres, the limits lean wide.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> moved = 1_000 * np.exp(rng.normal(0, 0.05, 97))
    >>> others = StockYears(np.vstack([np.full(97, 1_000.0), moved]), np.full((2, 97), 1_000.0))
    >>> aby = StockYears(np.array([1_000.0, 1_300.0]), np.full(2, 1_000.0))
    >>> found = usual_changes(aby, others, n_peers=5, reference_recipients=5_000)
    >>> print(f"{found.value:.2f} ({found.lower:.2f}-{found.upper:.2f})")
    1.30 (0.89-1.10)
    """
    tail = as_tail(level)
    changes = others.logs[-1] - others.logs[0]
    sizes = _size(others)
    is_known = np.isfinite(changes) & np.isfinite(sizes)
    change = float(change_from_first_to_last(own))
    n = int(is_known.sum())
    # Fewer others have no change as rare as the limits promise to leave out.
    if (n + 1) * tail < 1 or not np.isfinite(change):
        return Limited(change, float("nan"), float("nan"), level, n)
    around = changes[is_known] - np.median(changes[is_known])
    scale = fit_change_scale(around, sizes[is_known])
    low, high = quantiles_on_scale(around, sizes[is_known], scale, tail=tail)
    size = float(_size(own))
    reach = np.sqrt(
        float(scale.at(size)) ** 2
        + scale.common / n_peers
        + scale.per_person / (reference_recipients + _HALF)
    )
    return Limited(change, float(np.exp(low * reach)), float(np.exp(high * reach)), level, n)


def _size(years: StockYears) -> FloatArray:
    """Return the expected recipients behind a change: the smaller end counts most."""
    first, last = years.n_expected[0] + _HALF, years.n_expected[-1] + _HALF
    return np.asarray(2.0 / (1.0 / first + 1.0 / last) - _HALF)


def _fail_if_it_is_a_flow(stage: Stage) -> None:
    if stage is not Stage.STOCK:
        raise EstimationError(
            "Awards are no stock.",
            where="stage",
            expected="recipients at a date or as the mean of a period",
            fix="use a method for counts of events, such as a trend or a rate ratio",
        )


def _fail_if_too_few_years(n_years: int) -> None:
    if n_years < _FEWEST_YEARS:
        raise EstimationError(
            "There are fewer than two whole years.",
            where="n_recipients",
            expected=f"{_FEWEST_YEARS} years or more of all periods",
            fix="fetch earlier periods",
        )
