"""Has the focus moved away from its peers, whatever moved them both?

Seasons, pandemics and reforms move the focus and its peers together. In each period the
share of the focus in the awards of both is therefore all that is looked at: given their
sum, the focus's awards are binomial, and whatever multiplies both rates cancels. What is
left is the ratio of the focus's rate to its peers', which may have a trend, and may shift
at a reform that is declared before the figures are read.

For flows such as awards in a quarter. A stock of recipients holds the same people
quarter after quarter and has no binomial share of events: as counts it is refused where
its numbers have decimals.

===========================================  ==========================================
Case                                         Result
===========================================  ==========================================
Fewer than eight periods                     refused
A period without awards in either            left out: it says nothing of the ratio
Awards in only one of the two                refused: the ratio has no finite estimate
Shift with under two periods on a side       refused
===========================================  ==========================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from analysis.errors import EstimationError
from analysis.measures.inputs import FloatArray, as_counts, as_person_time, as_tail
from analysis.measures.over_time.loglinear import (
    LogLinearFit,
    common_lag,
    fit_log_linear,
    hac_covariance,
)
from analysis.measures.over_time.series import as_series, fail_if_shorter_than

_FEWEST_PERIODS = 8
_FEWEST_ON_A_SIDE = 2


@dataclass(frozen=True)
class RatioOfRatios:
    """How the ratio of the focus's rate to its peers' moves.

    Attributes
    ----------
    percent_a_year, percent_lower, percent_upper : float
        Growth of the ratio in per cent a year, and its limits.
    shift, shift_lower, shift_upper : float
        What the ratio is multiplied with from the declared time on; 1, 1 and 1 where no
        time was declared.
    ratio_first, ratio_last : float
        The ratio by the model in the first and the last period.
    fitted : ndarray, shape (n,)
        The ratio by the model in every period, dimensionless.
    dispersion : float
        How much more periods vary than binomial shares; 1 for those.
    p_value : float
        Two-sided, of the shift where one was declared and of the trend otherwise.
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
    shift: float
    shift_lower: float
    shift_upper: float
    ratio_first: float
    ratio_last: float
    fitted: FloatArray
    dispersion: float
    p_value: float
    n_periods: int
    lag: int
    level: float


def trend_of_ratio(
    n_events: ArrayLike,
    person_years: ArrayLike,
    peer_events: ArrayLike,
    peer_person_years: ArrayLike,
    years: ArrayLike,
    *,
    shift_at: float | None = None,
    is_clear: ArrayLike | None = None,
    level: float = 0.95,
) -> RatioOfRatios:
    """Estimate how the ratio of the focus's rate to its peers' moves, in per cent a year.

    Parameters
    ----------
    n_events, peer_events : array_like, shape (n,)
        Events of the focus and of the pooled peers in each period, in the order of time
        and evenly spaced. Never a stock.
    person_years, peer_person_years : array_like, shape (n,)
        Person-time of each, above 0; to allow for age and sex, weighted by the risk of
        each group (the expected number at rates that are the same in every period).
    years : array_like, shape (n,)
        Time in years, rising; a quarter is 0.25 after the one before.
    shift_at : float, optional
        Time in years from which the ratio may lie at another level.
    is_clear : array_like of bool, shape (n,), optional
        False for periods that are left out of the fit, as those in which a reform is
        phased in. All are used by default.
    level : float, default 0.95
        Level of the limits, a fraction in (0, 1).

    Returns
    -------
    RatioOfRatios
        Trend, and shift where one was declared, on Student's distribution with the wider
        of the quasi (dispersion at least 1) and the Newey-West error.

    Raises
    ------
    EstimationError
        If there are fewer than eight usable periods, one side has no events, a shift has
        fewer than two periods on a side, or a number is missing.

    Notes
    -----
    log odds(focus) = log(person-years / peer person-years) + a + b t + d 1(t >= shift_at).
    The same as a Poisson model with a level of its own for every period, so that all that
    is common cancels exactly, seasons included [1]_.

    It is assumed that what is common multiplies both rates alike. A reform that reaches
    the focus more than its peers is read as practice (bold). Peers are taken as one:
    where a single large peer moves, the ratio moves without the focus (bold). With few
    periods limits that allow for likeness of neighbours are bold; taking the dispersion
    as 1 at least is cautious.

    References
    ----------
    .. [1] A. C. Cameron and P. K. Trivedi, "Regression Analysis of Count Data",
       Cambridge University Press, 2nd ed. 2013, ch. 9.

    Examples
    --------
    Awards that halve for both in the second year, and a ratio that falls throughout.

    >>> aby, peers = [40, 39, 36, 35, 17, 16, 15, 15], [80, 80, 80, 80, 40, 40, 40, 40]
    >>> moved = trend_of_ratio(aby, 1.0, peers, 2.0, np.arange(8) / 4)
    >>> print(f"{moved.percent_a_year:.0f} per cent a year")
    -16 per cent a year
    """
    tail = as_tail(level)
    own, own_years, others, other_years, times = _as_table(
        n_events, person_years, peer_events, peer_person_years, years
    )
    used = _used(own + others, is_clear)
    fail_if_shorter_than(int(used.sum()), _FEWEST_PERIODS)
    _fail_if_one_side_is_empty(own[used], others[used])
    design = _design(times, shift_at)
    if shift_at is not None:
        _fail_if_shift_does_not_fit(times[used], shift_at)
    odds_years = own_years / other_years
    fit = _fit_share(own[used], others[used], odds_years[used], design[used])
    lag = common_lag(int(used.sum()))
    errors = _wider_errors(fit, lag)
    degrees = int(used.sum()) - design.shape[1]
    reach = float(stats.t.isf(tail, degrees)) * errors
    fitted = np.exp(design @ fit.coefficients)
    lower, upper = fit.coefficients - reach, fit.coefficients + reach
    has_shift = shift_at is not None
    last = design.shape[1] - 1
    return RatioOfRatios(
        percent_a_year=_per_cent(fit.coefficients[1]),
        percent_lower=_per_cent(lower[1]),
        percent_upper=_per_cent(upper[1]),
        shift=float(np.exp(fit.coefficients[last])) if has_shift else 1.0,
        shift_lower=float(np.exp(lower[last])) if has_shift else 1.0,
        shift_upper=float(np.exp(upper[last])) if has_shift else 1.0,
        ratio_first=float(fitted[0]),
        ratio_last=float(fitted[-1]),
        fitted=np.asarray(fitted),
        dispersion=fit.dispersion,
        p_value=float(2.0 * stats.t.sf(abs(fit.coefficients[last]) / errors[last], degrees)),
        n_periods=int(used.sum()),
        lag=lag,
        level=level,
    )


def _as_table(
    n_events: ArrayLike,
    person_years: ArrayLike,
    peer_events: ArrayLike,
    peer_person_years: ArrayLike,
    years: ArrayLike,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray]:
    times = as_series(years, name="years")
    columns = (
        as_counts(n_events, name="n_events"),
        as_person_time(person_years, name="person_years"),
        as_counts(peer_events, name="peer_events"),
        as_person_time(peer_person_years, name="peer_person_years"),
    )
    own, own_years, others, other_years = (
        np.broadcast_to(column, times.shape) for column in columns
    )
    return own, own_years, others, other_years, times


def _used(totals: FloatArray, is_clear: ArrayLike | None) -> NDArray[np.bool_]:
    clear = np.ones(totals.shape, dtype=bool) if is_clear is None else np.asarray(is_clear, bool)
    return np.asarray(clear & (totals > 0))


def _design(times: FloatArray, shift_at: float | None) -> FloatArray:
    # Centred, since years counted from zero make the level and the slope nearly one term.
    columns = [np.ones(times.size), times - times.mean()]
    if shift_at is not None:
        columns.append(np.asarray(times >= shift_at, dtype=np.float64))
    return np.column_stack(columns)


def _fit_share(
    own: FloatArray, others: FloatArray, odds_years: FloatArray, design: FloatArray
) -> LogLinearFit:
    """Fit the focus's share: a Poisson model with a level for each period, reduced to it."""
    n, n_terms = design.shape
    levels = np.vstack([np.eye(n), np.eye(n)])
    terms = np.vstack([design, np.zeros_like(design)])
    both = fit_log_linear(
        np.concatenate([own, others]),
        np.concatenate([odds_years, np.ones(n)]),
        np.hstack([levels, terms]),
    )
    coefficients = both.coefficients[n:]
    odds = odds_years * np.exp(design @ coefficients)
    totals, share = own + others, odds / (1.0 + odds)
    variance = totals * share * (1.0 - share)
    fitted = totals * share
    return LogLinearFit(
        coefficients=coefficients,
        covariance=np.asarray(np.linalg.inv((design * variance[:, None]).T @ design)),
        design=design,
        observed=own,
        fitted=fitted,
        deviance=both.deviance,
        dispersion=float(((own - fitted) ** 2 / variance).sum() / (n - n_terms)),
    )


def _wider_errors(fit: LogLinearFit, lag: int) -> FloatArray:
    """Return the wider of the quasi and the Newey-West error of each term."""
    quasi = np.diag(fit.covariance) * max(1.0, fit.dispersion)
    return np.asarray(np.sqrt(np.maximum(quasi, np.diag(hac_covariance(fit, lag=lag)))))


def _per_cent(log_ratio: float) -> float:
    return float(100.0 * np.expm1(log_ratio))


def _fail_if_one_side_is_empty(own: FloatArray, others: FloatArray) -> None:
    if own.sum() == 0 or others.sum() == 0:
        raise EstimationError(
            "The focus or its peers have no events at all.",
            where="n_events and peer_events",
            expected="events in both",
            fix="state the exact limits of the two counts instead of a trend",
        )


def _fail_if_shift_does_not_fit(times: FloatArray, shift_at: float) -> None:
    n_after = int((times >= shift_at).sum())
    if min(n_after, times.size - n_after) < _FEWEST_ON_A_SIDE:
        raise EstimationError(
            f"The shift has {times.size - n_after} usable periods before it and {n_after} after.",
            where="shift_at",
            expected=f"{_FEWEST_ON_A_SIDE} or more on either side",
            fix="leave the shift out, or use a longer run of periods",
        )
