"""Does a municipality's distance from the others last from year to year?

What is seen of a municipality in one year is three things: what stays from year to year,
what is true of that year alone, and chance. Chance and the single year do not come back.

For awards the chance part is known (Poisson), and different years share none of it: what
years have in common is what stays. For a stock nothing is known to be chance, since it
holds the same people; there are two parts only. What the next year would show is in
`analysis.measures.over_time.next_year`.

===========================================  ==========================================
Case                                         Result
===========================================  ==========================================
Differences no larger than chance            shares of 0, correlation missing (NaN)
One year                                     refused
Fewer than 20 municipalities                 refused
===========================================  ==========================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from analysis.errors import EstimationError
from analysis.measures.inputs import FloatArray, as_amounts, as_counts, as_person_time, as_tail

_FEWEST_MUNICIPALITIES = 20
_ROUNDS = 10
# Keeps the largest municipality from counting alone where differences are nothing.
SMALLEST_VARIANCE = 0.005


@dataclass(frozen=True)
class VarianceSplit:
    """What the differences between municipalities in one year are made of.

    Attributes
    ----------
    persistent, transient : float
        Variances of what stays and of what is true of the year alone: of the ratio for
        awards (over its mean, squared), of its logarithm for a stock.
    chance : float
        Variance that chance gives a municipality in the weighted mean; 0 for a stock,
        where it cannot be told from `transient`.
    correlation, correlation_lower, correlation_upper : float
        Correlation of true ratios of one year with the next; NaN where differences are
        no larger than chance.
    by_lag : ndarray, shape (n_years - 1,)
        The same at 1, 2, ... years' distance.
    n_years, n : int
        Years and municipalities.
    level : float
        Level of the limits, a fraction.
    """

    persistent: float
    transient: float
    chance: float
    correlation: float
    correlation_lower: float
    correlation_upper: float
    by_lag: FloatArray
    n_years: int
    n: int
    level: float


def split_flow_ratios(
    n_events: ArrayLike, n_expected: ArrayLike, *, level: float = 0.95
) -> VarianceSplit:
    """Split the differences in awards between municipalities into three parts.

    Parameters
    ----------
    n_events, n_expected : array_like, shape (n_years, n)
        Events (whole numbers) and expected events (above 0), years in order and not
        overlapping. Never a stock of recipients.
    level : float, default 0.95
        Level of the limits of the correlation, a fraction in (0, 1).

    Returns
    -------
    VarianceSplit
        Of the ratio of observed over expected, relative to each year's mean ratio.

    Raises
    ------
    EstimationError
        If there is one year or fewer than 20 municipalities, nothing is counted in a
        year, a number is missing or a count is not whole.

    Notes
    -----
    Moments: the mean squared distance from the year's mean, less its Poisson variance
    1 / (m E), is what is true of a year; the mean product of two years is what they
    share. Municipalities are weighted by 1 / (variance + chance)^2. Limits are those of
    the jackknife over municipalities.

    Years are taken as equally alike: where practice drifts, `persistent` lies between
    what neighbouring and what distant years share, and `by_lag` falls. Awards that come
    in groups (one event, several decisions) are counted as transient. A need that no
    column carries stays from year to year too: what persists is not all practice.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> stays = rng.gamma(25, 1 / 25, 400)
    >>> expected = np.full((5, 400), 40.0)
    >>> split = split_flow_ratios(rng.poisson(expected * stays), expected)
    >>> print(f"{split.persistent:.2f} {split.transient:.2f} {split.chance:.3f}")
    0.04 0.00 0.025
    """
    events = as_counts(n_events, name="n_events")
    expected = as_person_time(n_expected, name="n_expected")
    _fail_if_years_do_not_fit(events, expected)
    ratios = events / expected
    return _split(ratios, expected, _settled_weights(ratios, expected), level=level)


def flow_parts(n_events: FloatArray, n_expected: FloatArray) -> FloatArray:
    """Return what stays, what is one year's alone, and chance, without their limits.

    Parameters
    ----------
    n_events, n_expected : ndarray, shape (n_years, n)
        As in `split_flow_ratios`, checked there.

    Returns
    -------
    ndarray, shape (3,)
        Variances: `persistent`, `transient` and `chance` of `VarianceSplit`.

    Examples
    --------
    >>> flow_parts(np.array([[5.0, 15.0], [5.0, 15.0]]), np.full((2, 2), 10.0)).round(2)
    array([0.4, 0. , 0.1])
    """
    ratios = n_events / n_expected
    weights = _settled_weights(ratios, n_expected)
    return _parts(_moments(*_relative(ratios, n_expected, weights), weights))


def split_stock_ratios(
    n_recipients: ArrayLike, n_expected: ArrayLike, *, level: float = 0.95
) -> VarianceSplit:
    """Split the differences in stocks between municipalities into what stays and the rest.

    Parameters
    ----------
    n_recipients, n_expected : array_like, shape (n_years, n)
        Observed and expected recipients as yearly means (or at one date a year).
    level : float, default 0.95
        Level of the limits of the correlation, a fraction in (0, 1).

    Returns
    -------
    VarianceSplit
        Of log((O + 1/2) / (E + 1/2)); its `chance` is 0.

    Raises
    ------
    EstimationError
        If there is one year or fewer than 20 municipalities, or a number is missing.

    Notes
    -----
    No chance part is taken out: the same people are counted again, so what looks like
    chance in one year is still there in the next. A high correlation therefore speaks of
    people who stay on a benefit as much as of practice that stays.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> stays = np.exp(rng.normal(0, 0.3, 100))
    >>> stocks = 500 * stays * np.exp(rng.normal(0, 0.05, (4, 100)))
    >>> print(f"{split_stock_ratios(stocks, np.full((4, 100), 500.0)).correlation:.2f}")
    0.97
    """
    logs = stock_logs(n_recipients, n_expected)
    return _split(logs, None, np.ones(logs.shape[1]), level=level)


def precision_weights(variance: float, expected: FloatArray) -> FloatArray:
    """Return how much each municipality counts, by how well its ratio is seen.

    Parameters
    ----------
    variance : float
        Variance of true ratios, above 0.
    expected : ndarray, shape (n_years, n)
        Expected events, above 0.

    Examples
    --------
    >>> print(precision_weights(0.1, np.array([[10.0, 1_000.0]])).round(1))
    [25. 98.]
    """
    return np.asarray((variance + (1.0 / expected).mean(axis=0)) ** -2.0)


def year_levels(ratios: FloatArray, weights: FloatArray) -> FloatArray:
    """Return each year's weighted mean ratio.

    Parameters
    ----------
    ratios : ndarray, shape (n_years, n)
        Observed over expected.
    weights : ndarray, shape (n,)
        From `precision_weights`.

    Returns
    -------
    ndarray, shape (n_years, 1)

    Examples
    --------
    >>> year_levels(np.array([[0.5, 1.5]]), np.ones(2))
    array([[1.]])
    """
    return np.asarray((ratios @ weights / weights.sum())[:, None])


def stock_logs(n_recipients: ArrayLike, n_expected: ArrayLike) -> FloatArray:
    """Return log((O + 1/2) / (E + 1/2)) of the stocks of several years, or refuse them.

    Parameters
    ----------
    n_recipients, n_expected : array_like, shape (n_years, n)
        Observed and expected recipients.

    Returns
    -------
    ndarray, shape (n_years, n)

    Raises
    ------
    EstimationError
        If there is one year or fewer than 20 municipalities, or a number is missing.

    Examples
    --------
    >>> print(stock_logs(np.full((2, 20), 5), np.full((2, 20), 10))[0, 0].round(3))
    -0.647
    """
    observed = as_amounts(n_recipients, name="n_recipients")
    expected = as_amounts(n_expected, name="n_expected")
    _fail_if_years_do_not_fit(observed, expected)
    return np.asarray(np.log((observed + 0.5) / (expected + 0.5)))


def _settled_weights(ratios: FloatArray, expected: FloatArray) -> FloatArray:
    """Return the weights that go with the variance that they themselves give."""
    variance = 0.05
    for _ in range(_ROUNDS):
        weights = precision_weights(variance, expected)
        moments = _moments(*_relative(ratios, expected, weights), weights)
        variance = max(float(moments[0]), SMALLEST_VARIANCE)
    return weights


def _parts(moments: FloatArray) -> FloatArray:
    """Return what stays, what is one year's alone, and chance; none of them under 0."""
    variance, chance, shared = max(float(moments[0]), 0.0), moments[1], moments[2:]
    # Of n years n - 1 pairs are one year apart, n - 2 are two, and so on.
    stays = np.clip(np.average(shared, weights=np.arange(shared.size, 0, -1)), 0.0, variance)
    return np.array([stays, variance - stays, chance])


def _split(
    ratios: FloatArray, expected: FloatArray | None, weights: FloatArray, *, level: float
) -> VarianceSplit:
    """Return the parts, with limits of the correlation from the jackknife."""
    tail = as_tail(level)

    def moments_of(keep: NDArray[np.intp]) -> FloatArray:
        own = None if expected is None else expected[:, keep]
        relative, chance = _relative(ratios[:, keep], own, weights[keep])
        return _moments(relative, chance, weights[keep])

    n_years, n = ratios.shape
    everyone = np.arange(n)
    moments = moments_of(everyone)
    variance = float(moments[0])
    by_lag = moments[2:] / variance if variance > 0 else np.full(n_years - 1, np.nan)
    persistent, transient, chance = _parts(moments)
    lower, upper = np.nan, np.nan
    if variance > 0:
        left_out = [moments_of(np.delete(everyone, one)) for one in everyone]
        each = np.array([left[2] / left[0] if left[0] > 0 else np.nan for left in left_out])
        reach = float(stats.t.isf(tail, n - 1)) * _jackknife_error(each)
        lower, upper = np.clip([by_lag[0] - reach, by_lag[0] + reach], -1.0, 1.0)
    return VarianceSplit(
        persistent=float(persistent),
        transient=float(transient),
        chance=float(chance),
        correlation=float(np.clip(by_lag[0], -1.0, 1.0)),
        correlation_lower=float(lower),
        correlation_upper=float(upper),
        by_lag=by_lag,
        n_years=n_years,
        n=n,
        level=level,
    )


def _relative(
    ratios: FloatArray, expected: FloatArray | None, weights: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return distances from each year's mean, and the variance that chance gives them."""
    mean = year_levels(ratios, weights)
    if expected is None:
        return ratios - mean, np.zeros_like(ratios)
    return ratios / mean - 1.0, 1.0 / (mean * expected)


def _moments(relative: FloatArray, chance: FloatArray, weights: FloatArray) -> FloatArray:
    """Return variance without chance, chance, and what years share at each lag."""
    share = weights / weights.sum()
    # What centring at the weighted mean takes away from a mean square.
    kept = 1.0 - float((share**2).sum())
    n_years = len(relative)
    products = (relative * share) @ relative.T / kept
    noise = (chance * share).sum(axis=1)
    # Chance is in a municipality's own square only, less what centring removes of it.
    removed = (chance * share * (1.0 - share)).sum(axis=1) / kept
    variance = float((np.diag(products) - removed).mean())
    shared = [float(np.diag(products, lag).mean()) for lag in range(1, n_years)]
    return np.array([variance, float(noise.mean()), *shared])


def _jackknife_error(each: FloatArray) -> float:
    known = each[np.isfinite(each)]
    if known.size < 2:
        return float("inf")
    return float(np.sqrt((known.size - 1) / known.size * ((known - known.mean()) ** 2).sum()))


def _fail_if_years_do_not_fit(events: FloatArray, expected: FloatArray) -> None:
    if events.ndim != 2 or events.shape != expected.shape or len(events) < 2:
        raise EstimationError(
            "There are too few years to tell what stays from what does not.",
            where="the years",
            expected="two years or more, one row each, one column for each municipality",
            fix="use a longer series",
        )
    if events.shape[1] < _FEWEST_MUNICIPALITIES:
        raise EstimationError(
            f"{events.shape[1]} municipalities are too few to show what stays.",
            where="the municipalities",
            expected=f"{_FEWEST_MUNICIPALITIES} or more",
            fix="take all municipalities, not only the peers",
        )
    if np.any(events.sum(axis=1) <= 0):
        raise EstimationError(
            "Nothing is counted in one of the years.",
            where="n_events",
            expected="at least one event in each year",
            fix="leave the year out, or use a larger benefit",
        )
