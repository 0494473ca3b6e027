"""Did the rate change when the rules did, and how many events is that?

A rate follows its level, its trend and its seasons. A reform on a declared date may
shift the level at once and bend the trend from then on. Taking the shift and the bend
away again gives the counterfactual: what the periods after the date would have held had
the time before simply gone on. Observed less counterfactual is the excess.

The dates are declared before the figures are read, never searched for. Periods in which
a reform was anticipated, or phased in, are neither before nor after, and are left out of
the fit.

For flows such as awards in a quarter. A stock of recipients holds the same people
quarter after quarter: it bends slowly after a reform that works at once, and its errors
are not those of counts. It has no place here.

===========================================  ==========================================
Case                                         Result
===========================================  ==========================================
Fewer than eight periods                     refused
Reform with fewer than two periods on either
side (four, where the trend may bend)        refused by name
No events after the reform                   refused: the shift has no finite estimate
===========================================  ==========================================
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from analysis.errors import EstimationError
from analysis.measures.inputs import FloatArray, as_counts, as_person_time, as_tail
from analysis.measures.over_time.loglinear import (
    LogLinearFit,
    common_lag,
    durbin_watson,
    fit_log_linear,
    hac_covariance,
)
from analysis.measures.over_time.series import as_series, fail_if_shorter_than

_FEWEST_PERIODS = 8
_FEWEST_ON_A_SIDE, _FEWEST_FOR_A_BEND = 2, 4
_N_DRAWS = 4_000


@dataclass(frozen=True)
class Reform:
    """A declared change of the rules, in the time unit of the series.

    Attributes
    ----------
    name : str
        What it is called.
    start : float
        Time of the first period under the new rules.
    bends_trend : bool
        Whether the trend may differ from then on, beside the level.
    anticipation, phase_in : float
        How long before, and from the start on, periods are neither before nor after.
    """

    name: str
    start: float
    bends_trend: bool = False
    anticipation: float = 0.0
    phase_in: float = 0.0


@dataclass(frozen=True)
class ReformEffect:
    """What the rate was multiplied with at one reform.

    Attributes
    ----------
    name : str
        The reform.
    ratio, ratio_lower, ratio_upper : float
        Shift of the level at the start, dimensionless, and its limits.
    bend, bend_lower, bend_upper : float
        What the trend multiplies the rate with per unit of time beyond before; 1, 1 and
        1 where the trend was not allowed to bend.
    """

    name: str
    ratio: float
    ratio_lower: float
    ratio_upper: float
    bend: float
    bend_lower: float
    bend_upper: float


@dataclass(frozen=True)
class InterruptedSeries:
    """A series with reforms, fitted.

    Attributes
    ----------
    effects : tuple of ReformEffect
        In the order in which the reforms were given.
    fitted, counterfactual : ndarray, shape (n,)
        Events expected with the reforms, and had none of them come.
    is_fitted : ndarray of bool, shape (n,)
        False for periods of anticipation and phase-in.
    n_observed_after, n_counterfactual_after : float
        Events from the start of the first reform on, and their counterfactual.
    excess, excess_lower, excess_upper : float
        Observed less counterfactual, in events, and its limits.
    dispersion : float
        How much more periods vary than Poisson counts; 1 for those.
    durbin_watson : float
        Of the Pearson residuals: 2 without likeness of neighbours, less with.
    lag : int
        How far apart periods were allowed to be alike.
    level : float
        Level of the limits, a fraction.
    """

    effects: tuple[ReformEffect, ...]
    fitted: FloatArray
    counterfactual: FloatArray
    is_fitted: NDArray[np.bool_]
    n_observed_after: float
    n_counterfactual_after: float
    excess: float
    excess_lower: float
    excess_upper: float
    dispersion: float
    durbin_watson: float
    lag: int
    level: float


def fit_interrupted_series(
    n_events: ArrayLike,
    person_years: ArrayLike,
    time: ArrayLike,
    *,
    reforms: Sequence[Reform],
    rng: np.random.Generator,
    seasonal: ArrayLike | None = None,
    level: float = 0.95,
) -> InterruptedSeries:
    """Fit a series of events with declared reforms, and what it would have been without.

    Parameters
    ----------
    n_events : array_like, shape (n,)
        Events in each period, in the order of time and evenly spaced. Never a stock.
    person_years : array_like, shape (n,)
        Person-time in each period.
    time : array_like, shape (n,)
        Time of each period, rising, in the unit of the reforms.
    reforms : sequence of Reform
        At least one.
    rng : Generator
        Source of the draws behind the limits of the excess.
    seasonal : array_like, shape (n, n_terms), optional
        Seasonal terms, as from `harmonics`.
    level : float, default 0.95
        Level of the limits, a fraction in (0, 1).

    Returns
    -------
    InterruptedSeries
        Effects, counterfactual and excess.

    Raises
    ------
    EstimationError
        If there are fewer than eight periods, a reform lies outside them or too near an
        end, or a number is missing.

    Notes
    -----
    log(expected) = log(person-years) + a + b t + season + sum over reforms of
    [d 1(t >= start) + g (t - start)+]. Limits of effects come from the wider of the quasi
    (dispersion at least 1) and the Newey-West error, term by term, on Student's
    distribution. Limits of the excess draw the coefficients from that distribution too, and
    the chance in the counterfactual count, widened for likeness of neighbours.

    Whatever else changed on the date is in the effect. The straight line carried on is
    the heaviest assumption: the further from the date, the less it means, and no limit
    holds that. With few periods limits are bold; see ``benchmarks/shrinkage_and_time.py``.

    Examples
    --------
    Awards that fall by a third after the twelfth quarter.

    >>> awards = [30, 31, 29, 30, 32, 30, 29, 31, 30, 30, 29, 31, 20, 21, 19, 20, 20, 21]
    >>> series = fit_interrupted_series(awards, 10_000, np.arange(18),
    ...     reforms=[Reform("new rules", start=12)], rng=np.random.default_rng(1))
    >>> print(f"{series.effects[0].ratio:.2f}, {series.excess:.0f} awards")
    0.67, -60 awards
    """
    tail = as_tail(level)
    observed = np.atleast_1d(as_counts(n_events, name="n_events"))
    years = np.broadcast_to(as_person_time(person_years, name="person_years"), observed.shape)
    times = as_series(time, name="time")
    fail_if_shorter_than(observed.size, _FEWEST_PERIODS)
    is_fitted = _is_clear(times, reforms)
    _fail_if_a_reform_does_not_fit(times[is_fitted], reforms)
    before = _terms_before(times, seasonal)
    switched, places = _terms_of_reforms(times, reforms, before.shape[1])
    design = np.column_stack([before, switched])
    fit = fit_log_linear(observed[is_fitted], years[is_fitted], design[is_fitted])
    lag = common_lag(int(is_fitted.sum()))
    covariance = _wider_covariance(fit, lag)
    reach = float(stats.t.isf(tail, fit.observed.size - design.shape[1]))
    counterfactual = years * np.exp(before @ fit.coefficients[: before.shape[1]])
    is_after = times >= min(reform.start for reform in reforms)
    expected = _drawn_counts(fit, covariance, before, years, is_after, lag, rng)
    n_observed = float(observed[is_after].sum())
    n_counterfactual = float(counterfactual[is_after].sum())
    low, high = np.quantile(expected, [tail, 1.0 - tail])
    return InterruptedSeries(
        effects=tuple(
            _effect(reform, place, fit.coefficients, covariance, reach)
            for reform, place in zip(reforms, places, strict=True)
        ),
        fitted=years * np.exp(design @ fit.coefficients),
        counterfactual=counterfactual,
        is_fitted=is_fitted,
        n_observed_after=n_observed,
        n_counterfactual_after=n_counterfactual,
        excess=n_observed - n_counterfactual,
        excess_lower=n_observed - float(high),
        excess_upper=n_observed - float(low),
        dispersion=fit.dispersion,
        durbin_watson=durbin_watson(_pearson(fit)),
        lag=lag,
        level=level,
    )


def harmonics(time: ArrayLike, *, period: float, n_waves: int) -> FloatArray:
    """Return waves that repeat once, twice ... in a period, as seasonal terms.

    Parameters
    ----------
    time : array_like, shape (n,)
        Time of each period.
    period : float
        Length of the year in the unit of time: 4 for quarters counted one by one.
    n_waves : int
        How many waves; at most half the periods of a year.

    Returns
    -------
    ndarray, shape (n, n_terms)
        Sines, then cosines. A sine that is 0 at every period is left out, as the second
        one is for quarters.

    Examples
    --------
    >>> harmonics([0, 1, 2, 3], period=4, n_waves=2).round(0) + 0.0
    array([[ 0.,  1.,  1.],
           [ 1.,  0., -1.],
           [ 0., -1.,  1.],
           [-1.,  0., -1.]])
    """
    angles = 2.0 * np.pi * np.outer(as_series(time, name="time"), np.arange(1, n_waves + 1))
    waves = np.hstack([np.sin(angles / period), np.cos(angles / period)])
    return np.asarray(waves[:, np.abs(waves).max(axis=0) > 1e-9])


def _is_clear(times: FloatArray, reforms: Sequence[Reform]) -> NDArray[np.bool_]:
    """Tell which periods are clearly before or after every reform."""
    is_clear = np.ones(times.shape, dtype=bool)
    for reform in reforms:
        start, end = reform.start - reform.anticipation, reform.start + reform.phase_in
        is_clear &= (times < start) | (times >= end)
    return is_clear


def _terms_before(times: FloatArray, seasonal: ArrayLike | None) -> FloatArray:
    # Centred, since time counted from far away makes the level and the trend one term.
    trend = np.column_stack([np.ones(times.size), times - times.mean()])
    if seasonal is None:
        return trend
    waves = np.asarray(seasonal, dtype=np.float64)
    return np.column_stack([trend, waves.reshape(times.size, -1)])


def _terms_of_reforms(
    times: FloatArray, reforms: Sequence[Reform], first: int
) -> tuple[FloatArray, list[tuple[int, int | None]]]:
    """Return the columns of all reforms, and where those of each stand."""
    columns: list[FloatArray] = []
    places: list[tuple[int, int | None]] = []
    for reform in reforms:
        level = first + len(columns)
        columns.append(np.asarray(times >= reform.start, dtype=np.float64))
        if reform.bends_trend:
            columns.append(np.maximum(times - reform.start, 0.0))
        places.append((level, level + 1 if reform.bends_trend else None))
    return np.column_stack(columns), places


def _wider_covariance(fit: LogLinearFit, lag: int) -> FloatArray:
    """Scale the quasi covariance up to the Newey-West errors where those are larger."""
    quasi = fit.covariance * max(1.0, fit.dispersion)
    hac = np.diag(hac_covariance(fit, lag=lag))
    widening = np.sqrt(np.maximum(1.0, hac / np.diag(quasi)))
    return np.asarray(quasi * np.outer(widening, widening))


def _effect(
    reform: Reform,
    place: tuple[int, int | None],
    coefficients: FloatArray,
    covariance: FloatArray,
    reach: float,
) -> ReformEffect:
    def limits(column: int) -> tuple[float, float, float]:
        center = float(coefficients[column])
        half = reach * float(np.sqrt(covariance[column, column]))
        return float(np.exp(center)), float(np.exp(center - half)), float(np.exp(center + half))

    bend = (1.0, 1.0, 1.0) if place[1] is None else limits(place[1])
    return ReformEffect(reform.name, *limits(place[0]), *bend)


def _drawn_counts(
    fit: LogLinearFit,
    covariance: FloatArray,
    before: FloatArray,
    years: FloatArray,
    is_after: NDArray[np.bool_],
    lag: int,
    rng: np.random.Generator,
) -> FloatArray:
    """Draw how many events the time after would have held without reforms."""
    n_terms = before.shape[1]
    degrees = fit.observed.size - fit.design.shape[1]
    errors = rng.multivariate_normal(
        np.zeros(n_terms), covariance[:n_terms, :n_terms], size=_N_DRAWS
    )
    # Student's distribution, as for the effects, since the dispersion is estimated too.
    errors /= np.sqrt(rng.chisquare(degrees, size=(_N_DRAWS, 1)) / degrees)
    drawn = fit.coefficients[:n_terms] + errors
    means = np.exp(drawn @ before[is_after].T) @ years[is_after]
    # A Poisson count in lumps of this size has the mean, and this many times the variance.
    lump = _long_run_dispersion(fit, lag)
    return np.asarray(lump * rng.poisson(means / lump))


def _long_run_dispersion(fit: LogLinearFit, lag: int) -> float:
    """Return the dispersion of a sum of periods, neighbours being alike; at least 1."""
    residuals = _pearson(fit)
    sums = [float((residuals[k:] * residuals[:-k]).sum()) for k in range(1, lag + 1)]
    weights = 1.0 - np.arange(1, lag + 1) / (lag + 1.0)
    alike = 1.0 + 2.0 * float((weights * sums).sum()) / float((residuals**2).sum())
    return max(1.0, fit.dispersion, fit.dispersion * alike)


def _pearson(fit: LogLinearFit) -> FloatArray:
    return np.asarray((fit.observed - fit.fitted) / np.sqrt(fit.fitted))


def _fail_if_a_reform_does_not_fit(clear_times: FloatArray, reforms: Sequence[Reform]) -> None:
    if not reforms:
        raise EstimationError(
            "No reform is declared.",
            where="reforms",
            expected="at least one",
            fix="use log_linear_trend for a series without reforms",
        )
    for reform in reforms:
        fewest = _FEWEST_FOR_A_BEND if reform.bends_trend else _FEWEST_ON_A_SIDE
        n_after = int((clear_times >= reform.start).sum())
        if min(n_after, clear_times.size - n_after) < fewest:
            raise EstimationError(
                f"{reform.name} has {clear_times.size - n_after} clear periods before it and "
                f"{n_after} after.",
                where="reforms",
                expected=f"{fewest} or more on either side",
                fix="leave the reform out, or use a longer run of periods",
            )
