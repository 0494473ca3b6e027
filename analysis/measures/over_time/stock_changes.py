"""How much may a stock move from one period to the next?

A stock holds mostly the same people as before, so its next value is the last one and a
change. How large changes are is read from all municipalities' earlier changes: those of
large municipalities are moved by what moves everybody, those of small ones also by single
persons. Changes are therefore put on one scale,

    scale^2 = common + per_person / (stock + 1/2),

and the limits are quantiles of all changes on that scale, whatever their shape. No count
of a stock is taken for a Poisson number of new events.

===========================================  ==========================================
Case                                         Result
===========================================  ==========================================
Nobody at the last date                      limits from 0, of a width
No change ever                               limits at the last value
A season seen once or never                  no seasonal change is taken
Fewer than eight periods                     refused
===========================================  ==========================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize

from analysis.errors import EstimationError
from analysis.measures.inputs import FloatArray, as_tail

FEWEST_PERIODS = 8
_ROUNDS = 5


@dataclass(frozen=True)
class ChangeScale:
    """How large changes of a logarithm are, by the size of the stock.

    Attributes
    ----------
    common : float
        Variance that the largest stock has too.
    per_person : float
        What is divided by the stock and added.
    """

    common: float
    per_person: float

    def at(self, size: ArrayLike) -> FloatArray:
        """Return the scale (a standard deviation of logarithms) at stocks of a size."""
        people = np.asarray(size, dtype=float) + 0.5
        return np.sqrt(self.common + self.per_person / people)


@dataclass(frozen=True)
class StockForecast:
    """The next value of each stock.

    Attributes
    ----------
    center, lower, upper : ndarray, shape (n,)
        Middle and limits, in recipients, 0 or more; NaN where the last value is unknown.
    scale : ChangeScale
        How large changes are.
    level : float
        Level of the limits, a fraction.
    """

    center: FloatArray
    lower: FloatArray
    upper: FloatArray
    scale: ChangeScale
    level: float


def forecast_stock(
    n_recipients: ArrayLike, *, per_year: int = 4, level: float = 0.95
) -> StockForecast:
    """Return where the next stock of each municipality will lie, if changes stay as they were.

    Parameters
    ----------
    n_recipients : array_like, shape (periods, n)
        Stocks in the order of time, without a gap; NaN where unknown.
    per_year : int, default 4
        Periods in a year: the change into the same season of earlier years is expected
        again.
    level : float, default 0.95
        Level of the limits, a fraction in (0, 1).

    Returns
    -------
    StockForecast
        The next period's stocks.

    Raises
    ------
    EstimationError
        If there are fewer than eight periods, or nothing is known.

    Notes
    -----
    Each past change is held against the same season's change in *other* years, so that
    it errs as the next one will. Municipalities of a period move together, which the
    limits of one municipality are right about on average over periods only: in a period
    when the whole country jumps many miss at once. A reform to come is not foreseen
    (bold). Earlier jumps stay among the changes and widen all limits (cautious).

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> stocks = 400 * np.exp(np.cumsum(rng.normal(0, 0.02, (12, 40)), axis=0))
    >>> ahead = forecast_stock(stocks)
    >>> bool(np.mean(ahead.upper / ahead.lower - 1) < 0.12)
    True
    """
    tail = as_tail(level)
    stocks = np.asarray(n_recipients, dtype=np.float64)
    _fail_if_too_short(stocks)
    changes = np.diff(np.log(stocks + 0.5), axis=0)
    drift, unforeseen = _apart_from_season(changes, per_year)
    sizes = stocks[:-1]
    scale = fit_change_scale(unforeseen, sizes)
    low, high = quantiles_on_scale(unforeseen, sizes, scale, tail=tail)
    last, spread = stocks[-1] + 0.5, scale.at(stocks[-1])
    return StockForecast(
        center=np.maximum(last * np.exp(drift) - 0.5, 0.0),
        lower=np.maximum(last * np.exp(drift + low * spread) - 0.5, 0.0),
        upper=np.maximum(last * np.exp(drift + high * spread) - 0.5, 0.0),
        scale=scale,
        level=level,
    )


def fit_change_scale(changes: ArrayLike, sizes: ArrayLike) -> ChangeScale:
    """Estimate how the size of changes depends on the size of the stock.

    Parameters
    ----------
    changes, sizes : array_like of one shape
        Changes of a logarithm, and the stock before each; NaN is left out.

    Returns
    -------
    ChangeScale
        From the squared changes, regressed on 1 and 1 / (stock + 1/2) with neither part
        under 0, weighted so that each change counts by what it is expected to be.

    Raises
    ------
    EstimationError
        If no change is known.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> sizes = np.repeat([20.0, 200.0, 20_000.0], 4_000)
    >>> changes = rng.normal(0, np.sqrt(0.02**2 + 1 / sizes))
    >>> scale = fit_change_scale(changes, sizes)
    >>> print(f"{scale.common ** 0.5:.3f} {scale.per_person:.2f}")
    0.020 1.01
    """
    moved, size = np.asarray(changes, dtype=float).ravel(), np.asarray(sizes, dtype=float).ravel()
    is_known = np.isfinite(moved) & np.isfinite(size)
    _fail_if_nothing_is_known(is_known)
    squares = moved[is_known] ** 2
    terms = np.column_stack([np.ones(squares.size), 1.0 / (size[is_known] + 0.5)])
    weights = np.ones(squares.size)
    common, per_person = float(squares.mean()), 0.0
    for _ in range(_ROUNDS):
        found, _ = optimize.nnls(terms * weights[:, None], squares * weights)
        if not np.any(found):
            break
        common, per_person = float(found[0]), float(found[1])
        # The variance of a squared normal change is twice its own variance squared.
        weights = 1.0 / (terms @ found)
    return ChangeScale(common, per_person)


def quantiles_on_scale(
    changes: ArrayLike, sizes: ArrayLike, scale: ChangeScale, *, tail: float
) -> tuple[float, float]:
    """Return the quantiles of changes in units of their scale.

    Parameters
    ----------
    changes, sizes : array_like of one shape
        Changes of a logarithm, and the stock before each; NaN is left out.
    scale : ChangeScale
        Their scale.
    tail : float
        Share outside each quantile.

    Examples
    --------
    >>> changes = np.random.default_rng(1).normal(0, 0.1, 10_000)
    >>> low, high = quantiles_on_scale(changes, np.full(10_000, 50.0), ChangeScale(0.01, 0.0),
    ...                                tail=0.025)
    >>> print(f"{low:.1f} {high:.1f}")
    -1.9 1.9
    """
    units = scale.at(sizes)
    if not np.any(units > 0):
        return 0.0, 0.0
    scaled = np.asarray(changes, dtype=float) / units
    known = scaled[np.isfinite(scaled)]
    # The outer order statistics of n + 1, so that the next change is held as promised.
    low = np.quantile(known, tail, method="weibull")
    return float(low), float(np.quantile(known, 1.0 - tail, method="weibull"))


def _apart_from_season(changes: FloatArray, per_year: int) -> tuple[float, FloatArray]:
    """Return the seasonal change expected next, and past changes without theirs."""
    typical = np.array([_median(row) for row in changes])
    season = np.arange(len(changes)) % per_year
    unforeseen = changes.copy()
    for row in range(len(changes)):
        others = _same_season(season, season[row]) & (np.arange(len(changes)) != row)
        unforeseen[row] -= typical[others].mean() if others.sum() > 1 else 0.0
    coming = _same_season(season, len(changes) % per_year)
    drift = float(typical[coming].mean()) if coming.sum() > 1 else 0.0
    return drift, unforeseen


def _median(changes: FloatArray) -> float:
    known = changes[np.isfinite(changes)]
    return float(np.median(known)) if known.size else 0.0


def _same_season(season: NDArray[np.int64], wanted: int) -> NDArray[np.bool_]:
    return np.asarray(season == wanted)


def _fail_if_too_short(stocks: FloatArray) -> None:
    if stocks.ndim != 2 or len(stocks) < FEWEST_PERIODS:
        raise EstimationError(
            "There are too few periods to show how a stock moves.",
            where="n_recipients",
            expected=f"{FEWEST_PERIODS} periods or more, one column for each municipality",
            fix="fetch earlier periods, or make no forecast",
        )


def _fail_if_nothing_is_known(is_known: NDArray[np.bool_]) -> None:
    if not is_known.any():
        raise EstimationError(
            "No change of a stock is known.",
            where="changes",
            expected="at least one municipality with two periods in a row",
            fix="use a table without blanks",
        )
