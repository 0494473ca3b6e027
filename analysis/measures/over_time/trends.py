"""By how many per cent a year does a rate of events grow?

A log-linear model of the counts says it in one number, whatever the size of the
municipality. What chance, uneven quarters and quarters that resemble their neighbours do
to that number is in the limits. Tests that ask for less are in the modules
`monotone_trends` and `trend_markers`.

For flows such as awards in a quarter. A stock of recipients holds the same people
quarter after quarter, and is refused where its numbers have decimals.

===========================================  ==========================================
Case                                         Result
===========================================  ==========================================
Nothing counted                              refused
Season asked for with under eight periods    refused
===========================================  ==========================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from analysis.errors import EstimationError
from analysis.measures.inputs import FloatArray, as_tail
from analysis.measures.over_time.loglinear import (
    LogLinearFit,
    common_lag,
    fit_log_linear,
    hac_covariance,
)
from analysis.measures.over_time.series import as_series, fail_if_shorter_than

_FEWEST_PERIODS = 4
_FEWEST_WITH_SEASON = 8


@dataclass(frozen=True)
class Trend:
    """A trend in per cent a year, with what it rests on.

    Attributes
    ----------
    percent_a_year, percent_lower, percent_upper : float
        Growth of the rate, in per cent a year, and its limits.
    slope : float
        Its logarithm: log rate a year.
    se_poisson, se_quasi, se_hac : float
        Standard error of the slope by chance of single events alone, with the dispersion
        seen, and with neighbouring periods alike.
    dispersion : float
        How much more the periods vary than Poisson counts; 1 for those.
    likelihood_ratio : float
        Twice the log likelihood that the trend adds; chi-square with 1 degree of freedom
        for Poisson counts without a trend.
    p_value : float
        Two-sided, from the same error as the limits.
    n_periods : int
        Periods that it rests on.
    lag : int
        How far apart periods were allowed to be alike.
    level : float
        Level of the limits, a fraction.
    """

    percent_a_year: float
    percent_lower: float
    percent_upper: float
    slope: float
    se_poisson: float
    se_quasi: float
    se_hac: float
    dispersion: float
    likelihood_ratio: float
    p_value: float
    n_periods: int
    lag: int
    level: float


def log_linear_trend(
    n_events: ArrayLike,
    person_years: ArrayLike,
    years: ArrayLike,
    *,
    season: ArrayLike | None = None,
    level: float = 0.95,
) -> Trend:
    """Estimate the trend of a rate of events in per cent a year.

    Parameters
    ----------
    n_events : array_like, shape (n,)
        Events in each period, in the order of time and evenly spaced. Never a stock.
    person_years : array_like, shape (n,)
        Person-time in each period.
    years : array_like, shape (n,)
        Time in years; a quarter is 0.25 after the one before.
    season : array_like, shape (n,), optional
        Label of the season, such as the quarter 1 to 4. Each gets its own level.
    level : float, default 0.95
        Level of the limits, a fraction in (0, 1).

    Returns
    -------
    Trend
        Growth in per cent a year with limits from the widest of the three errors, on
        Student's distribution.

    Raises
    ------
    EstimationError
        If there are fewer than four periods, or eight with a season, nothing is counted,
        or a number is missing.

    Notes
    -----
    Taking the widest error is cautious where the periods are plain Poisson counts. All
    three are bold where the series is short and neighbours are much alike, see
    ``benchmarks/shrinkage_and_time.py``. One straight line is assumed: a reform makes two
    of it, and belongs in `analysis.measures.over_time.interruptions`.

    Examples
    --------
    >>> awards = [25, 31, 28, 36, 39, 44, 41, 52]
    >>> trend = log_linear_trend(awards, np.linspace(12_000, 12_700, 8), np.arange(8))
    >>> print(f"{trend.percent_a_year:.1f} ({trend.percent_lower:.1f} to "
    ...       f"{trend.percent_upper:.1f})")
    9.0 (2.3 to 16.1)
    """
    tail = as_tail(level)
    times = as_series(years, name="years")
    _fail_if_too_few_periods(times.size, has_season=season is not None)
    levels = _season_levels(season, times.size)
    # Centred, since years counted from zero make the level and the slope nearly one term.
    fit = fit_log_linear(n_events, person_years, np.column_stack([levels, times - times.mean()]))
    flat = fit_log_linear(n_events, person_years, levels)
    lag = common_lag(times.size)
    poisson, quasi, hac = _errors_of_last(fit, lag)
    widest = max(poisson, quasi, hac)
    degrees = times.size - fit.design.shape[1]
    slope, reach = float(fit.coefficients[-1]), float(stats.t.isf(tail, degrees)) * widest
    return Trend(
        percent_a_year=_per_cent(slope),
        percent_lower=_per_cent(slope - reach),
        percent_upper=_per_cent(slope + reach),
        slope=slope,
        se_poisson=poisson,
        se_quasi=quasi,
        se_hac=hac,
        dispersion=fit.dispersion,
        likelihood_ratio=flat.deviance - fit.deviance,
        p_value=float(2.0 * stats.t.sf(abs(slope) / widest, degrees)),
        n_periods=times.size,
        lag=lag,
        level=level,
    )


def _errors_of_last(fit: LogLinearFit, lag: int) -> tuple[float, float, float]:
    poisson = float(np.sqrt(fit.covariance[-1, -1]))
    hac = float(np.sqrt(hac_covariance(fit, lag=lag)[-1, -1]))
    return poisson, poisson * float(np.sqrt(fit.dispersion)), hac


def _season_levels(season: ArrayLike | None, n: int) -> FloatArray:
    labels = np.zeros(n) if season is None else np.asarray(season)
    if labels.shape != (n,):
        raise EstimationError(
            "There is not one season for each period.",
            where="season",
            expected=f"{n} labels, such as the quarters 1 to 4",
            fix="take the season from the same rows as the counts",
        )
    return np.asarray(labels[:, None] == np.unique(labels)[None, :], dtype=np.float64)


def _per_cent(log_rate: float) -> float:
    return float(100.0 * np.expm1(log_rate))


def _fail_if_too_few_periods(n: int, *, has_season: bool) -> None:
    fail_if_shorter_than(n, _FEWEST_WITH_SEASON if has_season else _FEWEST_PERIODS)
