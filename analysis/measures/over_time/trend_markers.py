"""Has this indicator moved in the last five years, by the rule of the English indicators?

Fingertips, the public health profiles of England, marks a yearly indicator as increasing
or decreasing when a straight line through its last five years is steep beyond chance
(at 99.8 %) and stays on the same side of level when any one year is left out. The rule
is here so that our figures can be read beside theirs. It says nothing of size: read
`analysis.measures.over_time.trends` for the growth in per cent a year.

===========================================  ==========================================
Case                                         Result
===========================================  ==========================================
More than five years                         the last five
Fewer, or a year left out                    refused
Quarters or months                           refused, as years step by one
===========================================  ==========================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from analysis.errors import EstimationError
from analysis.measures.inputs import FloatArray, as_counts, as_person_time
from analysis.measures.over_time.series import as_series, fail_if_shorter_than

INCREASING, DECREASING = "Increasing", "Decreasing"
NO_CHANGE = "No significant change"

N_YEARS = 5
CHI_SQUARE_THRESHOLD = float(stats.chi2.isf(0.002, 1))
# Width of a 95 % interval in standard errors, rounded as the rule has it.
_WIDTH_IN_ERRORS = 3.92


@dataclass(frozen=True)
class TrendMarker:
    """The mark of five years.

    Attributes
    ----------
    marker : str
        ``Increasing``, ``Decreasing`` or ``No significant change``.
    slope, slope_se : float
        Change a year of the value (or the share), and its standard error.
    chi_square : float
        The squared slope in standard errors, held against `CHI_SQUARE_THRESHOLD`.
    slopes_without_one : ndarray, shape (5,)
        The slope when each of the years is left out in turn.
    """

    marker: str
    slope: float
    slope_se: float
    chi_square: float
    slopes_without_one: FloatArray


@dataclass(frozen=True)
class ShareTrend:
    """The test of a trend in shares: chi-square (1 degree of freedom), slope and p."""

    chi_square: float
    slope: float
    p_value: float


def mark_values(
    values: ArrayLike, lower: ArrayLike, upper: ArrayLike, years: ArrayLike
) -> TrendMarker:
    """Mark the last five years of a value that comes with 95 % limits.

    Parameters
    ----------
    values, lower, upper : array_like, shape (n,)
        The indicator in each year and its 95 % limits, the upper above the lower.
    years : array_like, shape (n,)
        The years, one after the other.

    Returns
    -------
    TrendMarker
        Slope by least squares, each year weighted by the inverse of its squared error.

    Raises
    ------
    EstimationError
        If there are fewer than five years, one is left out, or an interval has no width.

    Notes
    -----
    The error of the slope comes from the limits alone. Where years vary by more than
    those say, the mark is bold; one year in five hundred is marked by chance otherwise,
    less the ones that leaving out a year takes away.

    Examples
    --------
    >>> rates = np.array([2.0, 2.1, 2.3, 2.6, 2.8])
    >>> mark_values(rates, rates - 0.1, rates + 0.1, [2021, 2022, 2023, 2024, 2025]).marker
    'Increasing'
    """
    rates, low, high = (
        _last_years(numbers, name=name)
        for numbers, name in ((values, "values"), (lower, "lower"), (upper, "upper"))
    )
    times = _last_years(years, name="years")
    _fail_if_a_year_is_left_out(times)
    _fail_if_limits_have_no_width(low, high)
    weights = (_WIDTH_IN_ERRORS / (high - low)) ** 2
    return _mark(rates, weights, times, slope_variance_per_unit=1.0)


def mark_shares(n_events: ArrayLike, n_persons: ArrayLike, years: ArrayLike) -> TrendMarker:
    """Mark the last five years of a share of persons.

    Parameters
    ----------
    n_events, n_persons : array_like, shape (n,)
        Persons with the property, and all persons, in each year.
    years : array_like, shape (n,)
        The years, one after the other.

    Returns
    -------
    TrendMarker
        Slope by least squares, each year weighted by its persons; its chi-square is that
        of `cochran_armitage_trend`.

    Raises
    ------
    EstimationError
        If there are fewer than five years, one is left out, or events outnumber persons.

    Notes
    -----
    Persons are taken as independent, also from one year to the next: bold where they
    are not, and in a large population a trend too small to matter is marked.

    Examples
    --------
    >>> mark_shares([50, 52, 47, 51, 50], [1_000] * 5, [2021, 2022, 2023, 2024, 2025]).marker
    'No significant change'
    """
    events = as_counts(_last_years(n_events, name="n_events"), name="n_events")
    persons = as_person_time(_last_years(n_persons, name="n_persons"), name="n_persons")
    times = _last_years(years, name="years")
    _fail_if_a_year_is_left_out(times)
    _fail_if_events_outnumber_persons(events, persons)
    share = float(events.sum() / persons.sum())
    return _mark(events / persons, persons, times, slope_variance_per_unit=share * (1 - share))


def cochran_armitage_trend(
    n_events: ArrayLike, n_persons: ArrayLike, scores: ArrayLike
) -> ShareTrend:
    """Test whether a share of persons moves with a score such as the year.

    Parameters
    ----------
    n_events, n_persons : array_like, shape (n,)
        Persons with the property, and all persons, in each group.
    scores : array_like, shape (n,)
        Place of each group on the scale, not all the same.

    Returns
    -------
    ShareTrend
        Chi-square with one degree of freedom, change of the share per unit of the score
        and two-sided p. With nobody or everybody having the property chi-square is 0.

    Raises
    ------
    EstimationError
        If events outnumber persons, the scores are all the same, or a number is missing.

    Notes
    -----
    The test of [1]_. Its chi-square grows with the number of persons: a trend too small
    to matter is significant in a whole country. It takes persons as independent, also
    from one year to the next, and is bold where they are not.

    References
    ----------
    .. [1] P. Armitage, "Tests for linear trends in proportions and frequencies",
       Biometrics 11, 1955.

    Examples
    --------
    >>> trend = cochran_armitage_trend([83, 90, 129, 70], [86, 93, 136, 82], [1, 2, 3, 4])
    >>> print(f"{trend.chi_square:.3f}, p {trend.p_value:.4f}")
    8.225, p 0.0041
    """
    events = np.atleast_1d(as_counts(n_events, name="n_events"))
    persons = np.atleast_1d(as_person_time(n_persons, name="n_persons"))
    places = as_series(scores, name="scores")
    events, persons, places = np.broadcast_arrays(events, persons, places)
    _fail_if_events_outnumber_persons(events, persons)
    _fail_if_all_alike(places)
    share = events.sum() / persons.sum()
    distances = places - np.average(places, weights=persons)
    squares = (persons * distances**2).sum()
    slope = float((distances * (events - persons * share)).sum() / squares)
    variance = share * (1.0 - share) / squares
    chi_square = slope**2 / variance if variance > 0 else 0.0
    return ShareTrend(float(chi_square), slope, float(stats.chi2.sf(chi_square, 1)))


def _last_years(values: ArrayLike, *, name: str) -> FloatArray:
    series = as_series(values, name=name)
    fail_if_shorter_than(series.size, N_YEARS)
    return series[-N_YEARS:]


def _mark(
    values: FloatArray, weights: FloatArray, times: FloatArray, *, slope_variance_per_unit: float
) -> TrendMarker:
    slope, squares = _weighted_slope(values, weights, times)
    others = [np.arange(N_YEARS) != year for year in range(N_YEARS)]
    without_one = [_weighted_slope(values[o], weights[o], times[o])[0] for o in others]
    variance = slope_variance_per_unit / squares
    chi_square = slope**2 / variance if variance > 0 else 0.0
    signs = np.sign([slope, *without_one])
    is_marked = chi_square > CHI_SQUARE_THRESHOLD and bool(np.all(signs == signs[0]))
    marker = (INCREASING if slope > 0 else DECREASING) if is_marked else NO_CHANGE
    return TrendMarker(marker, slope, float(np.sqrt(variance)), chi_square, np.array(without_one))


def _weighted_slope(
    values: FloatArray, weights: FloatArray, times: FloatArray
) -> tuple[float, float]:
    """Return the slope, and the weighted sum of squares that it rests on."""
    distances = times - np.average(times, weights=weights)
    squares = float((weights * distances**2).sum())
    return float((weights * distances * values).sum()) / squares, squares


def _fail_if_a_year_is_left_out(times: FloatArray) -> None:
    if not np.allclose(np.diff(times), 1.0):
        raise EstimationError(
            "The last five periods are not five years one after the other.",
            where="years",
            expected="years that step by one; quarters and months have no such mark",
            fix="add the quarters of each year up, and wait until five years are whole",
        )


def _fail_if_limits_have_no_width(lower: FloatArray, upper: FloatArray) -> None:
    if np.any(upper <= lower):
        raise EstimationError(
            "An upper limit does not lie above its lower limit.",
            where="upper",
            expected="95 % limits on either side of each value",
            fix="give exact limits, which have a width also where nothing is counted",
        )


def _fail_if_events_outnumber_persons(events: FloatArray, persons: FloatArray) -> None:
    if np.any(events > persons):
        raise EstimationError(
            "More events than persons.",
            where="n_events",
            expected="at most one event for each person",
            fix="use log_linear_trend for events that one person may have several of",
        )


def _fail_if_all_alike(places: FloatArray) -> None:
    if np.ptp(places) == 0:
        raise EstimationError(
            "All scores are the same.",
            where="scores",
            expected="at least two different places on the scale",
            fix="give each group its own year",
        )
