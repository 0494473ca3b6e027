"""Is this municipality's rate the higher one, and where among all could it stand?

A place in a list of 98 is the least certain of all figures: a handful of cases moves a
small municipality fifty places. So no function here returns a rank alone. There are
chances: that one rate is above another, and that a municipality stands at each place.
Limits without a model of how municipalities differ are in `analysis.measures.shrunk.rank_sets`.

Place 1 has the highest rate. High and low are neither good nor bad.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from analysis.errors import EstimationError
from analysis.measures.inputs import (
    FloatArray,
    Numbers,
    as_amounts,
    as_counts,
    as_person_time,
    as_plain,
    as_tail,
)


@dataclass(frozen=True)
class RankChances:
    """Where municipalities may stand, place 1 the highest.

    Attributes
    ----------
    chances : ndarray, shape (n, n)
        Chance that municipality i (row) stands at place j + 1 (column); rows add up to 1.
    rank_lower, rank_upper : ndarray of int, shape (n,)
        Places that leave at most the tail outside on either side.
    chance_in_top : ndarray, shape (n,)
        Chance of standing at place `n_top` or higher up.
    n_top : int
        How many places the top has.
    level : float
        Level of the limits, a fraction.
    """

    chances: FloatArray
    rank_lower: NDArray[np.int64]
    rank_upper: NDArray[np.int64]
    chance_in_top: FloatArray
    n_top: int
    level: float


def chance_first_rate_is_higher(
    first_events: ArrayLike,
    first_years: ArrayLike,
    second_events: ArrayLike,
    second_years: ArrayLike,
    *,
    prior_events: float = 0.5,
) -> Numbers:
    """Return the chance that the first of two true rates is the higher one.

    Parameters
    ----------
    first_events, second_events : array_like
        Events, whole numbers. Never a stock of recipients.
    first_years, second_years : array_like
        Person-time, above 0.
    prior_events : float, default 0.5
        Events added to each, above 0: one half is Jeffreys' prior, one is a flat one.

    Returns
    -------
    float or ndarray
        Chances, fractions. Exact, without draws.

    Raises
    ------
    EstimationError
        If a number is missing, a count is not whole, or person-time is not above 0.

    Notes
    -----
    The ratio of two gamma variables follows an F distribution, which is written here as
    a beta distribution of the first one's share. Each rate stands alone: where one
    municipality was chosen for being extreme the chance leans to the bold side, and
    shrunken rates should be compared instead.

    Examples
    --------
    >>> print(f"{chance_first_rate_is_higher(12, 1_000, 30, 3_000):.3f}")
    0.711
    """
    first = as_counts(first_events, name="first_events")
    second = as_counts(second_events, name="second_events")
    years = as_person_time(first_years, name="first_years")
    other_years = as_person_time(second_years, name="second_years")
    prior = as_person_time(prior_events, name="prior_events")
    share = years / (years + other_years)
    return as_plain(np.asarray(special.betaincc(first + prior, second + prior, share)))


def chance_first_value_is_higher(
    first: ArrayLike, first_se: ArrayLike, second: ArrayLike, second_se: ArrayLike
) -> Numbers:
    """Return the chance that the first of two values with normal errors is the higher one.

    Parameters
    ----------
    first, second : array_like
        Independent estimates.
    first_se, second_se : array_like
        Their standard errors, 0 or more, not both 0.

    Returns
    -------
    float or ndarray
        Chances, fractions.

    Raises
    ------
    EstimationError
        If a number is missing, or both errors are 0.

    Examples
    --------
    >>> print(f"{chance_first_value_is_higher(1.2, 0.3, 0.8, 0.25):.3f}")
    0.847
    """
    errors = as_amounts(first_se, name="first_se"), as_amounts(second_se, name="second_se")
    variance = errors[0] ** 2 + errors[1] ** 2
    difference = np.asarray(first, dtype=float) - np.asarray(second, dtype=float)
    _fail_if_undecided(difference, variance)
    return as_plain(np.asarray(special.ndtr(difference / np.sqrt(variance))))


def rank_chances(draws: ArrayLike, *, n_top: int, level: float = 0.95) -> RankChances:
    """Count at which place each municipality stands in draws of their true rates.

    Parameters
    ----------
    draws : array_like, shape (n_draws, n)
        Joint draws, as from `analysis.measures.shrunk.gamma_mixtures.draw_ratios`.
    n_top : int
        How many places the top has, from 1 to n.
    level : float, default 0.95
        Level of the limits, a fraction in (0, 1).

    Returns
    -------
    RankChances
        Chances of all places, and limits.

    Raises
    ------
    EstimationError
        If a draw is missing, or the top has no places or more than there are.

    Notes
    -----
    Limits of places speak of one municipality at a time. From shrunken rates they lean
    towards the middle where the model does, and are no wider where the whole order is
    asked for: for that see `analysis.measures.shrunk.rank_sets.rank_sets`.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> draws = rng.gamma([20, 30, 31], size=(4_000, 3))
    >>> places = rank_chances(draws, n_top=1)
    >>> print(places.chance_in_top.round(1), places.rank_lower, places.rank_upper)
    [0.  0.4 0.5] [2 1 1] [3 3 3]
    """
    tail = as_tail(level)
    rates = np.asarray(draws, dtype=np.float64)
    _fail_if_draws_cannot_be_ranked(rates, n_top)
    n_draws, n = rates.shape
    order = np.argsort(-rates, axis=1)
    counts = np.zeros((n, n))
    np.add.at(counts, (order, np.broadcast_to(np.arange(n), order.shape)), 1.0)
    chances = counts / n_draws
    so_far = np.cumsum(counts, axis=1)
    # Less than one draw of slack, so that the rounding of the tail decides nothing.
    outside = tail * n_draws + 1e-6
    return RankChances(
        chances=chances,
        rank_lower=1 + (so_far <= outside).sum(axis=1),
        rank_upper=1 + (n_draws - so_far > outside).sum(axis=1),
        chance_in_top=chances[:, :n_top].sum(axis=1),
        n_top=n_top,
        level=level,
    )


def _fail_if_undecided(difference: FloatArray, variance: FloatArray) -> None:
    if not np.all(np.isfinite(difference)) or np.any(variance <= 0):
        raise EstimationError(
            "A value is missing, or neither of two values has an error.",
            where="first, second",
            expected="known values, and a standard error above 0 for one of them",
            fix="compare exact values directly",
        )


def _fail_if_draws_cannot_be_ranked(rates: FloatArray, n_top: int) -> None:
    if rates.ndim != 2 or rates.size == 0 or not np.all(np.isfinite(rates)):
        raise EstimationError(
            "The draws are no table of known numbers.",
            where="draws",
            expected="one row for each draw, one column for each municipality",
            fix="draw all municipalities together",
        )
    if not 1 <= n_top <= rates.shape[1]:
        raise EstimationError(
            f"A top of {n_top} places does not fit {rates.shape[1]} municipalities.",
            where="n_top",
            expected="at least 1 and at most the number of municipalities",
            fix="choose a top before the figures are read, such as 10",
        )
