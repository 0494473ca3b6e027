"""Which quarters are more than the ordinary up and down of this municipality?

A control chart draws limits around a series' own level, three standard errors away. For
counts with person-time the error is that of a count (u-chart) or of a share (p-chart).
Real series vary by more than that, and Laney's charts (u', p') widen the limits by how
much neighbouring quarters differ. The XmR chart takes the error from those differences
alone. A lasting shift that stays inside the limits is found by the runs of
`analysis.measures.over_time.run_rules`.

For flows such as awards in a quarter; a stock moves too slowly for its own limits. With
98 charts some quarters fall outside by chance: `expected_chance_signals` says how many.

===========================================  ==========================================
Case                                         Result
===========================================  ==========================================
Lower limit under 0, upper share over 1      0, and 1
Nothing counted                              centre 0 and limits 0
===========================================  ==========================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from analysis.errors import EstimationError
from analysis.measures.inputs import FloatArray, as_counts, as_person_time
from analysis.measures.over_time.series import as_series, fail_if_shorter_than

_ERRORS = 3.0
# Mean of the difference of two standard normal values, rounded as the charts have it.
_MEAN_DIFFERENCE = 1.128
# 3 / 1.128, and how many mean ranges a single one reaches, both rounded as usual.
_RANGES_TO_LIMIT, _RANGES_TO_RANGE_LIMIT = 2.66, 3.267


@dataclass(frozen=True)
class ControlLimits:
    """A control chart of rates or shares.

    Attributes
    ----------
    values : ndarray, shape (n,)
        Rates or shares.
    center : float
        The level of the whole series.
    lower, upper : ndarray, shape (n,)
        Limits of each period.
    widening : float
        What the error of a count or share was multiplied with; 1 in plain charts.
    is_outside : ndarray of bool, shape (n,)
        Whether a period lies outside its limits.
    """

    values: FloatArray
    center: float
    lower: FloatArray
    upper: FloatArray
    widening: float
    is_outside: NDArray[np.bool_]


@dataclass(frozen=True)
class XmrLimits:
    """An XmR chart: single values and their moving ranges.

    Attributes
    ----------
    center : float
        Mean of the values.
    lower, upper : float
        Limits of a value.
    mean_range : float
        Mean difference of neighbours that the limits rest on.
    range_limit : float
        Upper limit of a single difference.
    n_ranges_left_out : int
        Differences that were screened out.
    """

    center: float
    lower: float
    upper: float
    mean_range: float
    range_limit: float
    n_ranges_left_out: int


def rate_chart(n_events: ArrayLike, person_years: ArrayLike) -> ControlLimits:
    """Return the u-chart of rates of events.

    Parameters
    ----------
    n_events : array_like, shape (n,)
        Events in each period, in the order of time, at least two. Never a stock.
    person_years : array_like, shape (n,)
        Person-time in each period, above 0.

    Returns
    -------
    ControlLimits
        Rates per unit of person-time.

    Raises
    ------
    EstimationError
        If a number is missing, not whole or negative, or there are fewer than two.

    Notes
    -----
    Limits are the centre u plus and minus 3 sqrt(u / n). Seasons and more variation than
    Poisson's make more signals than stated (bold): see `laney_rate_chart`. Fewer than
    twelve periods give limits too rough to act on.

    Examples
    --------
    >>> chart = rate_chart([21, 19, 25, 31], [900, 950, 1_010, 1_100])
    >>> print(f"{chart.center:.4f}", chart.upper.round(4))
    0.0242 [0.0398 0.0394 0.0389 0.0383]
    """
    values, center, error = _rates(n_events, person_years)
    return _limits(values, center, error, 1.0, highest=np.inf)


def laney_rate_chart(n_events: ArrayLike, person_years: ArrayLike) -> ControlLimits:
    """Return Laney's u'-chart of rates of events.

    Parameters, result and errors are those of `rate_chart`.

    Notes
    -----
    The error of `rate_chart` times the mean difference of neighbouring standardised
    rates over 1.128 [1]_. Where neighbours are alike, as after a slow rise, the limits
    are too narrow (bold); where seasons alternate, too wide. A factor under 1 narrows
    the limits, which Poisson counts give about half the time.

    References
    ----------
    .. [1] D. B. Laney, "Improved control charts for attributes", Quality Engineering 14,
       2002.

    Examples
    --------
    >>> chart = laney_rate_chart([21, 59, 25, 61], [900, 950, 1_010, 1_100])
    >>> print(f"{chart.widening:.1f}")
    4.8
    """
    values, center, error = _rates(n_events, person_years)
    return _limits(values, center, error, _widening(values, center, error), highest=np.inf)


def share_chart(n_events: ArrayLike, n_persons: ArrayLike) -> ControlLimits:
    """Return the p-chart of shares of persons.

    Parameters
    ----------
    n_events, n_persons : array_like, shape (n,)
        Persons with the property, and all persons, in each period, in the order of time.

    Returns
    -------
    ControlLimits
        Shares, fractions.

    Raises
    ------
    EstimationError
        As `rate_chart`, and if events outnumber persons.

    Examples
    --------
    >>> chart = share_chart([21, 19, 25, 31], [90, 95, 101, 110])
    >>> print(f"{chart.center:.3f}", chart.upper.round(2))
    0.242 [0.38 0.37 0.37 0.37]
    """
    values, center, error = _shares(n_events, n_persons)
    return _limits(values, center, error, 1.0, highest=1.0)


def laney_share_chart(n_events: ArrayLike, n_persons: ArrayLike) -> ControlLimits:
    """Return Laney's p'-chart of shares of persons.

    Parameters, result and errors are those of `share_chart`; for the widening see
    `laney_rate_chart`.

    Examples
    --------
    >>> chart = laney_share_chart([21, 59, 25, 61], [90, 95, 101, 110])
    >>> print(f"{chart.widening:.1f}")
    6.3
    """
    values, center, error = _shares(n_events, n_persons)
    return _limits(values, center, error, _widening(values, center, error), highest=1.0)


def xmr_chart(values: ArrayLike) -> XmrLimits:
    """Return the XmR chart of single values.

    Parameters
    ----------
    values : array_like, shape (n,)
        Values in the order of time, at least two.

    Returns
    -------
    XmrLimits
        The mean plus and minus 2.66 mean ranges.

    Raises
    ------
    EstimationError
        If a value is missing or there are fewer than two.

    Notes
    -----
    Knows nothing of how many people a value rests on, so it suits yearly figures of
    even size, and counts of a quarter badly.

    Examples
    --------
    >>> chart = xmr_chart([10, 50, 40, 30])
    >>> print(f"{chart.center:.1f} ({chart.lower:.1f} to {chart.upper:.1f})")
    32.5 (-20.7 to 85.7)
    """
    series, ranges = _ranges(values)
    return _xmr(series, ranges, ranges)


def screened_xmr_chart(values: ArrayLike) -> XmrLimits:
    """Return the XmR chart whose largest differences are left out once.

    Parameters, result and errors are those of `xmr_chart`.

    Notes
    -----
    Differences over 3.267 mean ranges are left out, as in the charts of the English
    health service. A single wild value makes two of them and would widen the limits
    enough to hide itself.

    Examples
    --------
    >>> chart = screened_xmr_chart([10, 12, 11, 13, 12, 11, 60, 12, 11, 10, 12, 11, 12, 11])
    >>> chart.n_ranges_left_out
    2
    """
    series, ranges = _ranges(values)
    kept = ranges[ranges <= _RANGES_TO_RANGE_LIMIT * ranges.mean()]
    return _xmr(series, ranges, kept)


def expected_chance_signals(n_charts: int, n_periods: int) -> float:
    """Return how many periods fall outside three standard errors by chance alone.

    Parameters
    ----------
    n_charts, n_periods : int
        Charts that are read, and periods in each.

    Returns
    -------
    float
        Expected number over all charts, for normal values with known limits.

    Notes
    -----
    Leans low: limits that are estimated from few periods, counts that are small and the
    rules of runs all add to it. ``benchmarks/shrinkage_and_time.py`` counts them for 98
    municipalities.

    Examples
    --------
    >>> print(f"{expected_chance_signals(98, 40):.1f}")
    10.6
    """
    return float(n_charts * n_periods * 2.0 * stats.norm.sf(_ERRORS))


def _rates(n_events: ArrayLike, person_years: ArrayLike) -> tuple[FloatArray, float, FloatArray]:
    events, sizes = _as_table(n_events, person_years, name="person_years")
    center = float(events.sum() / sizes.sum())
    return events / sizes, center, np.sqrt(center / sizes)


def _shares(n_events: ArrayLike, n_persons: ArrayLike) -> tuple[FloatArray, float, FloatArray]:
    events, sizes = _as_table(n_events, n_persons, name="n_persons")
    if np.any(events > sizes):
        raise EstimationError(
            "More events than persons.",
            where="n_events",
            expected="at most one event for each person",
            fix="use rate_chart for events that one person may have several of",
        )
    center = float(events.sum() / sizes.sum())
    return events / sizes, center, np.sqrt(center * (1.0 - center) / sizes)


def _as_table(n_events: ArrayLike, sizes: ArrayLike, *, name: str) -> tuple[FloatArray, FloatArray]:
    events = as_series(as_counts(n_events, name="n_events"), name="n_events")
    fail_if_shorter_than(events.size, 2)
    return events, np.broadcast_to(as_person_time(sizes, name=name), events.shape)


def _widening(values: FloatArray, center: float, error: FloatArray) -> float:
    standardised = (values - center) / np.where(error > 0, error, 1.0)
    return float(np.abs(np.diff(standardised)).mean()) / _MEAN_DIFFERENCE


def _limits(
    values: FloatArray, center: float, error: FloatArray, widening: float, *, highest: float
) -> ControlLimits:
    reach = _ERRORS * widening * error
    lower, upper = np.maximum(center - reach, 0.0), np.minimum(center + reach, highest)
    is_outside = (values < lower) | (values > upper)
    return ControlLimits(values, center, lower, upper, widening, is_outside)


def _ranges(values: ArrayLike) -> tuple[FloatArray, FloatArray]:
    series = as_series(values, name="values")
    fail_if_shorter_than(series.size, 2)
    return series, np.abs(np.diff(series))


def _xmr(series: FloatArray, ranges: FloatArray, kept: FloatArray) -> XmrLimits:
    center, mean_range = float(series.mean()), float(kept.mean())
    return XmrLimits(
        center=center,
        lower=center - _RANGES_TO_LIMIT * mean_range,
        upper=center + _RANGES_TO_LIMIT * mean_range,
        mean_range=mean_range,
        range_limit=_RANGES_TO_RANGE_LIMIT * mean_range,
        n_ranges_left_out=ranges.size - kept.size,
    )
