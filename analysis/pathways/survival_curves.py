"""Which share is still waiting after each day, and which has left by each way out?

The curves themselves; `analysis.pathways.survival` reads shares, medians and means off
them, with limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.pathways.followed_cases import aalen_variance, as_cases, count_leaving

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class SurvivalCurve:
    """The share still waiting after each day on which something happened.

    Attributes
    ----------
    time : array of shape (k,)
        Distinct times in rising order, of events and of censored cases, in `unit`.
    survival : array of shape (k,)
        Share still waiting just after each time, a fraction.
    variance : array of shape (k,)
        Greenwood's variance of `survival`; NaN where nobody is left waiting.
    n_at_risk, n_events, n_censored : array of shape (k,)
        Cases waiting just before, and those that are done or censored at each time.
    n : int
        Cases in all.
    unit : str
        Unit of `time`.
    """

    time: FloatArray
    survival: FloatArray
    variance: FloatArray
    n_at_risk: IntArray
    n_events: IntArray
    n_censored: IntArray
    n: int
    unit: str = "days"

    @property
    def last_time(self) -> float:
        """Return how long anybody was followed."""
        return float(self.time[-1])


@dataclass(frozen=True)
class IncidenceCurves:
    """The share that has left by each cause, and the share still waiting.

    Attributes
    ----------
    time : array of shape (k,)
        Distinct times in rising order, of events and of censored cases, in `unit`.
    causes : tuple of int
        The c causes, in rising order.
    incidence, variance : array of shape (c, k)
        Share that has left by each cause just after each time, and its variance.
    survival : array of shape (k,)
        Share that has not left; the incidences and this add up to one.
    n_at_risk, n_censored : array of shape (k,)
        Cases waiting just before each time, and those censored at it.
    n_events : array of shape (c, k)
        Cases that leave by each cause at each time.
    n : int
        Cases in all.
    unit : str
        Unit of `time`.
    """

    time: FloatArray
    causes: tuple[int, ...]
    incidence: FloatArray
    variance: FloatArray
    survival: FloatArray
    n_at_risk: IntArray
    n_events: IntArray
    n_censored: IntArray
    n: int
    unit: str = "days"

    @property
    def last_time(self) -> float:
        """Return how long anybody was followed."""
        return float(self.time[-1])


def kaplan_meier(times: ArrayLike, events: ArrayLike, *, unit: str = "days") -> SurvivalCurve:
    """Return the share still waiting as time passes.

    Parameters
    ----------
    times : array_like of shape (n,)
        How long each case was followed, in `unit`, 0 or more.
    events : array_like of shape (n,)
        True where the case was done at that time, False where it is censored.
    unit : str
        Unit of `times`.

    Returns
    -------
    SurvivalCurve

    Raises
    ------
    EstimationError
        If there is no case, the lengths differ, or a time is missing or negative.

    Notes
    -----
    Censored cases are taken to be like those still followed. Where a case is censored
    *because* it will take long, the curve leans to too fast.

    References
    ----------
    E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations",
    Journal of the American Statistical Association 53, 1958. M. Greenwood, "The natural
    duration of cancer", 1926, for the variance.

    Examples
    --------
    >>> curve = kaplan_meier([10, 20, 20, 30], [True, True, False, False])
    >>> curve.survival.tolist()
    [0.75, 0.5, 0.5]
    """
    followed, done = as_cases(times, np.asarray(events, dtype=bool))
    time, at_risk, per_cause, censored = count_leaving(followed, done, (1,))
    n_events = per_cause[0]
    left = at_risk - n_events
    survival = np.cumprod(left / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = np.where(left > 0, n_events / (at_risk * left), np.nan)
        variance = survival**2 * np.cumsum(steps)
    return SurvivalCurve(
        time, survival, variance, at_risk, n_events, censored, n=followed.size, unit=unit
    )


def aalen_johansen(
    times: ArrayLike,
    causes: ArrayLike,
    *,
    expected_causes: Sequence[int] = (),
    unit: str = "days",
) -> IncidenceCurves:
    """Return the share that has left by each cause as time passes.

    Parameters
    ----------
    times : array_like of shape (n,)
        How long each case was followed, in `unit`, 0 or more.
    causes : array_like of int, shape (n,)
        How the case left: 1, 2, ..., or 0 where it is censored.
    expected_causes : sequence of int
        Causes to have a curve also where no case left by them.
    unit : str
        Unit of `times`.

    Returns
    -------
    IncidenceCurves

    Raises
    ------
    EstimationError
        If there is no case, the lengths differ, a time is missing or negative, or a cause
        is no whole number from 0 up.

    Notes
    -----
    The variance is Aalen's, as R's cmprsk has it: with a single cause it is a little
    larger than Greenwood's. Censoring is taken to tell nothing, as in `kaplan_meier`.

    References
    ----------
    O. O. Aalen and S. Johansen, "An empirical transition matrix for non-homogeneous
    Markov chains based on censored observations", Scandinavian Journal of Statistics 5,
    1978. O. O. Aalen, "Nonparametric estimation of partial transition probabilities in
    multiple decrement models", Annals of Statistics 6, 1978, for the variance.

    Examples
    --------
    >>> curves = aalen_johansen([10, 20, 20, 30], [1, 1, 2, 0])
    >>> curves.incidence.tolist()
    [[0.25, 0.5, 0.5], [0.0, 0.25, 0.25]]
    """
    followed, left_by = as_cases(times, causes)
    names = tuple(sorted({*np.unique(left_by[left_by > 0]).tolist(), *expected_causes}))
    time, at_risk, n_events, censored = count_leaving(followed, left_by, names)
    all_events = n_events.sum(axis=0)
    survival = np.cumprod((at_risk - all_events) / at_risk)
    before = np.concatenate([[1.0], survival[:-1]])
    incidence = np.cumsum(before * n_events / at_risk, axis=1)
    variance = np.array([
        aalen_variance(incidence[i], survival, at_risk, n_events[i], all_events)
        for i in range(len(names))
    ]).reshape(len(names), time.size)  # fmt: skip
    return IncidenceCurves(
        time=time,
        causes=names,
        incidence=incidence,
        variance=variance,
        survival=survival,
        n_at_risk=at_risk,
        n_events=n_events,
        n_censored=censored,
        n=followed.size,
        unit=unit,
    )
