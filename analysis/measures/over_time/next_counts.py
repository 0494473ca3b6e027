"""How many awards will the next quarter bring, and did earlier forecasts hold?

A municipality's own level is its last year's awards over expected, pulled towards the
others as far as chance asks for. The next count is negative binomial around that level
times what the country's rates and the season give. Two things beyond chance are added:
that the level is not known exactly, and that quarters differ by more than chance. The
latter is read from how far earlier forecasts missed.

===========================================  ==========================================
Case                                         Result
===========================================  ==========================================
No awards last year                          a level above 0, limits from 0
Fewer than eight quarters, or no awards      no season: factor 1
Earlier forecasts missed by chance alone     extra variance 0
===========================================  ==========================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from analysis.errors import EstimationError
from analysis.measures.inputs import FloatArray, as_amounts, as_counts, as_person_time, as_tail
from analysis.measures.over_time.loglinear import fit_log_linear
from analysis.measures.shrunk.gamma_shrinkage import fit_gamma_model

_FEWEST_FOR_SEASONS = 8
_ROUNDS = 8
# A smaller relative variance is a Poisson count for all numbers of ours.
_AS_GOOD_AS_NONE = 1e-10


@dataclass(frozen=True)
class CountForecast:
    """The next count of each municipality.

    Attributes
    ----------
    mean : ndarray, shape (n,)
        Expected events.
    relative_variance : ndarray, shape (n,)
        Variance of the mean itself, over its square.
    """

    mean: FloatArray
    relative_variance: FloatArray


def forecast_counts(
    n_events: ArrayLike,
    n_expected: ArrayLike,
    next_expected: ArrayLike,
    *,
    reference_events: float,
) -> CountForecast:
    """Expect the next period's events at each municipality's own, shrunken level.

    Parameters
    ----------
    n_events, n_expected : array_like, shape (n,)
        Events (whole numbers) and expected events of the window that shows the level,
        such as the last four quarters. Never a stock.
    next_expected : array_like, shape (n,)
        Events expected in the coming period at the same rates, season included.
    reference_events : float
        Events that the rates rest on, above 0: their chance is common to all.

    Returns
    -------
    CountForecast
        Mean, and how well it is known.

    Raises
    ------
    EstimationError
        As `fit_gamma_model`.

    Notes
    -----
    The level of one municipality has a gamma distribution with shape a + O and mean
    (a + O) / (a / m + E). The shape a is taken as known (bold for the smallest); what
    that misses is a part of what `extra_variance` adds.

    Examples
    --------
    >>> ahead = forecast_counts([2, 30, 0, 22, 4, 15], [8, 14, 3, 20, 3, 18],
    ...                         [2, 3.5, 0.75, 5, 0.75, 4.5], reference_events=500)
    >>> print(ahead.mean.round(1))
    [0.8 6.9 0.3 5.4 0.9 3.8]
    """
    observed = np.atleast_1d(as_counts(n_events, name="n_events"))
    expected = np.atleast_1d(as_person_time(n_expected, name="n_expected"))
    coming = np.atleast_1d(as_person_time(next_expected, name="next_expected"))
    common = 1.0 / float(as_person_time(reference_events, name="reference_events"))
    model = fit_gamma_model(observed, expected)
    if np.isinf(model.shape):
        return CountForecast(coming * model.modelled_ratio, np.full(coming.size, common))
    shape = model.shape + observed
    level = shape / (model.shape / model.modelled_ratio + expected)
    return CountForecast(coming * level, 1.0 / shape + common)


def count_limits(
    forecast: CountForecast, *, extra: float, level: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Return the events between which the next counts will lie.

    Parameters
    ----------
    forecast : CountForecast
        Mean, and how well it is known.
    extra : float
        Relative variance of quarters beyond chance, from `extra_variance`.
    level : float, default 0.95
        Level of the limits, a fraction in (0, 1).

    Returns
    -------
    lower, upper : ndarray, shape (n,)
        Whole numbers, both inside: in small municipalities they hold more often than
        the level says, since counts cannot be cut finer.

    Examples
    --------
    >>> ahead = CountForecast(np.array([2.0, 250.0]), np.array([0.1, 0.004]))
    >>> print(*count_limits(ahead, extra=0.002))
    [  0. 203.] [  6. 301.]
    """
    tail = as_tail(level)
    variance = np.maximum(forecast.relative_variance + extra, _AS_GOOD_AS_NONE)
    size = 1.0 / variance
    chance = size / (size + forecast.mean)
    return (
        np.maximum(stats.nbinom.ppf(tail, size, chance), 0.0),
        np.maximum(stats.nbinom.ppf(1.0 - tail, size, chance), 0.0),
    )


def extra_variance(n_events: ArrayLike, means: ArrayLike, relative_variances: ArrayLike) -> float:
    """Return how much more than chance earlier forecasts missed, as a relative variance.

    Parameters
    ----------
    n_events, means, relative_variances : array_like of one shape
        What came, what was expected, and how well that was known.

    Returns
    -------
    float
        0 or more; 0.01 reads: quarters differ by about 10 % beyond chance.

    Raises
    ------
    EstimationError
        If a number is missing, or nothing was forecast.

    Notes
    -----
    Least squares of (O - m)^2 - m - v m^2 on m^2, weighted by the variance that the
    result itself implies. Rests on few quarters that all municipalities share, so it is
    uncertain itself: in a run of quiet quarters it leans to the narrow side.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> means = np.full(20_000, 50.0)
    >>> events = rng.poisson(means * rng.gamma(100, 1 / 100, means.size))
    >>> print(f"{extra_variance(events, means, np.zeros(means.size)):.3f}")
    0.010
    """
    observed = as_amounts(n_events, name="n_events").ravel()
    mean = as_person_time(means, name="means").ravel()
    known = as_amounts(relative_variances, name="relative_variances").ravel()
    _fail_if_there_is_none(observed)
    beyond = (observed - mean) ** 2 - mean - known * mean**2
    extra = 0.0
    for _ in range(_ROUNDS):
        weights = 1.0 / (mean + (known + extra) * mean**2) ** 2
        extra = max(0.0, float((weights * beyond * mean**2).sum() / (weights * mean**4).sum()))
    return extra


def season_factor(
    n_events: ArrayLike, person_years: ArrayLike, seasons: ArrayLike, *, coming: int
) -> float:
    """Return what the coming season multiplies a quarter's rate with.

    Parameters
    ----------
    n_events, person_years : array_like, shape (periods,)
        The whole country's events and person-time, in the order of time.
    seasons : array_like of int, shape (periods,)
        Season of each period, such as the number of the quarter.
    coming : int
        Season asked for.

    Returns
    -------
    float
        1 is a mean season; 1 where fewer than eight periods, a season that was never
        seen or one without events cannot tell it.

    Raises
    ------
    EstimationError
        If a number is missing, a count is not whole, or person-time is not above 0.

    Notes
    -----
    A log-linear trend and one level per season; the factors of the seasons have mean 1.

    Examples
    --------
    >>> events = [90, 110, 100, 100] * 3
    >>> factor = season_factor(events, [1_000] * 12, [1, 2, 3, 4] * 3, coming=2)
    >>> print(f"{factor:.2f}")
    1.10
    """
    events = as_counts(n_events, name="n_events")
    years = as_person_time(person_years, name="person_years")
    season = np.asarray(seasons, dtype=np.int64)
    kinds = np.unique(season)
    counted = np.array([events[season == kind].sum() for kind in kinds])
    if events.size < _FEWEST_FOR_SEASONS or coming not in kinds or np.any(counted == 0):
        return 1.0
    time = np.arange(events.size) - (events.size - 1) / 2.0
    design = np.column_stack([*(season == kind for kind in kinds), time]).astype(float)
    levels = np.exp(fit_log_linear(events, years, design).coefficients[:-1])
    return float(levels[np.flatnonzero(kinds == coming)[0]] / levels.mean())


def interval_scores(
    n_observed: ArrayLike, lower: ArrayLike, upper: ArrayLike, *, level: float
) -> FloatArray:
    """Return the interval score of each forecast: the lower, the better.

    Parameters
    ----------
    n_observed, lower, upper : array_like of one shape
        What came, and the limits that were stated.
    level : float
        The level that was stated, a fraction in (0, 1).

    Returns
    -------
    ndarray
        The width, plus 2 / (1 - level) times the distance by which the limits missed;
        in the unit of the numbers.

    Notes
    -----
    Nobody gains from limits wider or narrower than believed [1]_.

    References
    ----------
    .. [1] T. Gneiting and A. E. Raftery, "Strictly proper scoring rules, prediction,
       and estimation", Journal of the American Statistical Association 102, 2007.

    Examples
    --------
    >>> interval_scores([10, 25], [8, 8], [20, 20], level=0.95)
    array([ 12., 212.])
    """
    penalty = 1.0 / as_tail(level)
    seen, low, high = (np.asarray(each, dtype=float) for each in (n_observed, lower, upper))
    missed = np.maximum(low - seen, 0.0) + np.maximum(seen - high, 0.0)
    return np.asarray(np.round(high - low + penalty * missed, 9))


def _fail_if_there_is_none(observed: FloatArray) -> None:
    if observed.size == 0:
        raise EstimationError(
            "No earlier forecast can be held against what came.",
            where="n_events",
            expected="at least one forecast",
            fix="use a longer run of quarters",
        )
