"""How long does it take until a case is ready, when some are still waiting?

A case that is not ready when the counting stops is *censored*: it took at least so long.
`kaplan_meier` uses what is known of it. A case that leaves in another way, by a job, a
death or a move, is not waiting any more and can never be ready: `aalen_johansen` counts
each way out by itself. Taking the other ways out as censored, one minus Kaplan-Meier
answers another question: how many would be ready, had nobody left. It overstates.

Ties are exact: of a day on which one case is ready and another is censored, the censored
one was waiting all day. Nothing is drawn at random.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from analysis.concepts import Estimate
from analysis.errors import EstimationError
from analysis.measures.inputs import as_tail
from analysis.pathways.survival_curves import (
    IncidenceCurves,
    SurvivalCurve,
    aalen_johansen,
    kaplan_meier,
)
from analysis.pathways.waiting_limits import SAME, Transform, share_limits

FloatArray = NDArray[np.float64]

# The curves are taken from here too: whoever makes one reads something off it.
__all__ = (
    "IncidenceCurves",
    "SurvivalCurve",
    "aalen_johansen",
    "incidence_at",
    "kaplan_meier",
    "quantile_time",
    "restricted_mean",
    "restricted_mean_error",
    "survival_at",
)


def survival_at(
    curve: SurvivalCurve, time: float, *, level: float = 0.95, transform: Transform = "log-log"
) -> Estimate:
    """Return the share still waiting at a time, with limits.

    Parameters
    ----------
    curve : SurvivalCurve
        From `kaplan_meier`.
    time : float
        In the unit of the curve.
    level : float
        Level of the limits, a fraction in (0, 1).
    transform : {"log-log", "log", "plain"}
        On which scale the limits are even around the estimate.

    Returns
    -------
    Estimate
        A ``share``.

    Raises
    ------
    EstimationError
        If `time` is later than anybody was followed, and some are still waiting.

    Notes
    -----
    Where nobody is done, or everybody, the variance tells nothing. Then the limit is the
    exact binomial one, of the cases that were not censored before; with everybody done
    and some censored before, it is the limit of the step before. Both lean to too wide.

    References
    ----------
    J. D. Kalbfleisch and R. L. Prentice, The Statistical Analysis of Failure Time Data,
    2nd ed. 2002, section 1.4, for the log-log limits.

    Examples
    --------
    >>> curve = kaplan_meier([10, 20, 20, 30], [True, True, False, False])
    >>> share = survival_at(curve, 25)
    >>> print(f"{share.value:.2f} ({share.lower:.2f} to {share.upper:.2f})")
    0.50 (0.06 to 0.84)
    """
    as_tail(level)
    _fail_if_too_late(time, curve.last_time, float(curve.survival[-1]), unit=curve.unit)
    i = _step_at(curve.time, time)
    value = 1.0 if i < 0 else float(curve.survival[i])
    lower, upper, method = share_limits(
        curve.survival, curve.variance, i, n_known=_uncensored_at(curve, time), n=curve.n,
        level=level, transform=transform,
    )  # fmt: skip
    return Estimate(value, lower, upper, level, "share", float(curve.n), method)


def incidence_at(
    curves: IncidenceCurves, cause: int, time: float, *, level: float = 0.95
) -> Estimate:
    """Return the share that has left by a cause at a time, with limits.

    Parameters
    ----------
    curves : IncidenceCurves
        From `aalen_johansen`.
    cause : int
        One of the causes; one by which no case left has the share 0.
    time : float
        In the unit of the curves.
    level : float
        Level of the limits, a fraction in (0, 1).

    Returns
    -------
    Estimate
        A ``share``.

    Raises
    ------
    EstimationError
        If `time` is later than anybody was followed, and some are still waiting.

    Notes
    -----
    Limits are even on the log-log scale of the share that has *not* left by the cause,
    so that they are those of `survival_at` where there is one cause and its variance.
    Where none or all have left by it: as there.

    Examples
    --------
    >>> curves = aalen_johansen([10, 20, 20, 30], [1, 1, 2, 0])
    >>> ready = incidence_at(curves, 1, 25)
    >>> print(f"{ready.value:.2f} ({ready.lower:.2f} to {ready.upper:.2f})")
    0.50 (0.12 to 0.98)
    """
    as_tail(level)
    _fail_if_too_late(time, curves.last_time, float(curves.survival[-1]), unit=curves.unit)
    if cause in curves.causes:
        row = curves.causes.index(cause)
        without, variance = 1 - curves.incidence[row], curves.variance[row]
    else:
        without, variance = np.ones(curves.time.size), np.zeros(curves.time.size)
    i = _step_at(curves.time, time)
    lower, upper, method = share_limits(
        without, variance, i, n_known=_uncensored_at(curves, time), n=curves.n,
        level=level, transform="log-log",
    )  # fmt: skip
    value = 0.0 if i < 0 else float(1 - without[i])
    return Estimate(value, 1 - upper, 1 - lower, level, "share", float(curves.n), method)


def quantile_time(curve: SurvivalCurve, q: float = 0.5, *, level: float = 0.95) -> Estimate:
    """Return the time by which a share of the cases is done, with limits.

    Parameters
    ----------
    curve : SurvivalCurve
        From `kaplan_meier`.
    q : float
        The share that is done, a fraction in (0, 1): 0.5 asks for the median.
    level : float
        Level of the limits, a fraction in (0, 1).

    Returns
    -------
    Estimate
        In the unit of the curve. Value and upper limit are infinite where the curve, or
        its upper limit, does not come down so far while anybody is followed: *longer
        than* `curve.last_time`. The lower limit is then at most `curve.last_time`.

    Notes
    -----
    The limits are where the log-log limits of the curve cross 1 - q. Where the curve runs
    along 1 - q exactly, the middle of that stretch is taken, as a median of an even
    number of cases is. The lower limit is never before the first event: with five cases
    or fewer a median's is bold.

    References
    ----------
    R. Brookmeyer and J. Crowley, "A confidence interval for the median survival time",
    Biometrics 38, 1982.

    Examples
    --------
    >>> curve = kaplan_meier([10, 12, 20, 25, 30, 40], [1, 1, 1, 1, 0, 0])
    >>> median = quantile_time(curve)
    >>> median.value, median.lower, median.upper
    (22.5, 10.0, inf)
    """
    as_tail(level)
    _fail_if_share_is_no_fraction(q)
    lower_curve, upper_curve = _limits_of_steps(curve, level)
    lower = _first_time(curve.time, lower_curve, 1 - q)
    return Estimate(
        value=_first_time(curve.time, curve.survival, 1 - q),
        lower=min(lower, curve.last_time),
        upper=_first_time(curve.time, upper_curve, 1 - q),
        level=level,
        unit=curve.unit,
        n=float(curve.n),
        method="Brookmeyer-Crowley, log-log",
    )


def restricted_mean(
    times: ArrayLike, events: ArrayLike, horizon: float, *, level: float = 0.95, unit: str = "days"
) -> Estimate:
    """Return how long a case waits on average, no wait counted for longer than a horizon.

    Parameters
    ----------
    times, events : array_like of shape (n,)
        As in `kaplan_meier`.
    horizon : float
        The longest wait that counts, above 0.
    level : float
        Level of the limits, a fraction in (0, 1).
    unit : str
        Unit of `times` and `horizon`.

    Returns
    -------
    Estimate
        In `unit`. Half the width of the limits, divided by the normal quantile, is the
        standard error: see `restricted_mean_error`.

    Raises
    ------
    EstimationError
        If the horizon is later than anybody was followed, and some are still waiting.

    Notes
    -----
    Limits are value +/- the normal quantile times the standard error, kept between 0 and
    the horizon. With some ten cases they are a little too narrow.

    References
    ----------
    P. Royston and M. K. B. Parmar, "Restricted mean survival time", BMC Medical Research
    Methodology 13, 2013.

    Examples
    --------
    >>> round(restricted_mean([10, 20, 20, 30], [1, 1, 0, 0], 30).value, 6)
    22.5
    """
    as_tail(level)
    curve = kaplan_meier(times, events, unit=unit)
    value, error = _area(curve, horizon)
    half = float(special.ndtri(0.5 + level / 2)) * error
    return Estimate(
        value, max(value - half, 0.0), min(value + half, horizon), level, unit, float(curve.n),
        "area under Kaplan-Meier",
    )  # fmt: skip


def restricted_mean_error(
    times: ArrayLike, events: ArrayLike, horizon: float, *, unit: str = "days"
) -> float:
    """Return the standard error of `restricted_mean`, by Greenwood's sum.

    Examples
    --------
    >>> round(restricted_mean_error([10, 20, 20, 30], [1, 1, 0, 0], 30), 6)
    4.145781
    """
    return _area(kaplan_meier(times, events, unit=unit), horizon)[1]


def _area(curve: SurvivalCurve, horizon: float) -> tuple[float, float]:
    _fail_if_horizon_is_not_positive(horizon)
    _fail_if_too_late(horizon, curve.last_time, float(curve.survival[-1]), unit=curve.unit)
    inside = curve.time < horizon
    edges = np.concatenate([[0.0], curve.time[inside], [horizon]])
    heights = np.concatenate([[1.0], curve.survival[inside]])
    pieces = heights * np.diff(edges)
    beyond = np.cumsum(pieces[::-1])[::-1][1:]
    n, d = curve.n_at_risk[inside], curve.n_events[inside]
    some = n > d
    terms = np.where(some, beyond**2 * d / (n * np.where(some, n - d, 1)), 0.0)
    return float(pieces.sum()), float(np.sqrt(terms.sum()))


def _limits_of_steps(curve: SurvivalCurve, level: float) -> tuple[FloatArray, FloatArray]:
    """Return the limits at each time; one where nobody is done yet, as in R."""
    limits = [
        share_limits(
            curve.survival, curve.variance, i, n_known=curve.n, n=curve.n, level=level,
            transform="log-log",
        )[:2]
        for i in range(curve.time.size)
    ]  # fmt: skip
    lower, upper = np.array(limits).T
    return np.where(curve.survival >= 1 - SAME, 1.0, lower), upper


def _step_at(times: FloatArray, time: float) -> int:
    return int(np.searchsorted(times, time, side="right")) - 1


def _uncensored_at(curve: SurvivalCurve | IncidenceCurves, time: float) -> int:
    """Return the cases of which it is known what they were at a time."""
    return int(curve.n - curve.n_censored[curve.time < time].sum())


def _first_time(times: FloatArray, curve: FloatArray, height: float) -> float:
    """Return when a curve comes down to a height: the middle of a stretch along it."""
    reached = np.flatnonzero(curve <= height + SAME)
    if not reached.size:
        return float("inf")
    first = int(reached[0])
    if abs(curve[first] - height) > SAME:
        return float(times[first])
    under = np.flatnonzero(curve < height - SAME)
    return float((times[first] + times[under[0]]) / 2) if under.size else float(times[first])


def _fail_if_too_late(time: float, last: float, still: float, *, unit: str) -> None:
    if not np.isfinite(time) or time < 0 or (time > last and still > SAME):
        raise EstimationError(
            "Nobody was followed so long.",
            where=f"time {time:g} {unit}; the longest was followed {last:g} {unit}",
            expected="a time from 0 to the longest that anybody was followed",
            fix="ask for an earlier time, or wait for the cases that are still open",
        )


def _fail_if_horizon_is_not_positive(horizon: float) -> None:
    if not horizon > 0:
        raise EstimationError(
            "The horizon is not above 0.", where=f"horizon {horizon:g}", expected="a length of time"
        )


def _fail_if_share_is_no_fraction(q: float) -> None:
    if not 0 < q < 1:
        raise EstimationError(
            "The share that is done is no fraction.", where=f"q={q}", expected="between 0 and 1"
        )
