"""Which places could each municipality hold, at a stated chance of being wrong?

A place is decided by how many others lie above and below. So every pair is tested, with
one critical value that holds for the largest of all differences together (max-t). Pairs
that are clearly apart are then set aside, and the rest is tested again with the smaller
value that is enough for them (step-down). Those clearly above give the upper end of the
set of places, those clearly below the lower end.

No model of how municipalities differ is assumed, unlike in `analysis.measures.shrunk.ranks`.

===========================================  ==========================================
Case                                         Result
===========================================  ==========================================
All alike                                    every place from 1 to n
One municipality                             place 1
===========================================  ==========================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.measures.inputs import FloatArray, as_counts, as_person_time, as_tail
from analysis.measures.over_time.series import as_series

_DRAWS_AT_ONCE = 250

Flags = NDArray[np.bool_]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class RankSets:
    """The places that municipalities could hold, place 1 the highest.

    Attributes
    ----------
    lower_alone, upper_alone : ndarray of int, shape (n,)
        First and last place of each; holds at the level for one municipality that was
        chosen before the figures were seen.
    lower_together, upper_together : ndarray of int, shape (n,)
        The same, holding at the level for all of them at once.
    level : float
        Confidence level, a fraction.
    """

    lower_alone: Places
    upper_alone: Places
    lower_together: Places
    upper_together: Places
    level: float


def rank_sets(
    values: ArrayLike,
    standard_errors: ArrayLike,
    *,
    rng: np.random.Generator,
    n_draws: int = 2_000,
    level: float = 0.95,
) -> RankSets:
    """Return the confidence sets of places of independent estimates.

    Parameters
    ----------
    values : array_like, shape (n,)
        Estimates, close to normal.
    standard_errors : array_like, shape (n,)
        Their standard errors, above 0.
    rng : Generator
        Source of the draws that give the critical values.
    n_draws : int, default 2000
        Draws; limits of a few municipalities move by one place from seed to seed.
    level : float, default 0.95
        Confidence level, a fraction in (0, 1).

    Returns
    -------
    RankSets
        Sets for one municipality at a time, and for all at once.

    Raises
    ------
    EstimationError
        If a number is missing or an error is not above 0.

    Notes
    -----
    After [1]_: both directions of each pair are hypotheses of their own, and a pair that
    is set aside in one direction stays among the others in the other. That keeps the
    chance of any wrong order below the stated one, and is why the sets are a little
    wider than when whole pairs are set aside. Estimates that share a part, such as
    ratios to one reference, are taken as independent: cautious where the shared part
    moves all alike.

    References
    ----------
    .. [1] M. Mogstad, J. P. Romano, A. M. Shaikh and D. Wilhelm, "Inference for ranks
       with applications to mobility across neighbourhoods and academic achievement
       across countries", Review of Economic Studies 91, 2024.

    Examples
    --------
    >>> places = rank_sets([5.0, 5.2, 9.0], [0.5, 0.5, 0.5], rng=np.random.default_rng(1))
    >>> print(places.lower_alone, places.upper_alone)
    [2 2 1] [3 3 1]
    """
    as_tail(level)
    estimates = as_series(values, name="values")
    errors = np.broadcast_to(
        as_person_time(standard_errors, name="standard_errors"), estimates.shape
    )
    n = estimates.size
    noise = rng.standard_normal((n_draws, n)) * errors
    scale = np.sqrt(errors[:, None] ** 2 + errors[None, :] ** 2)
    distances = (estimates[:, None] - estimates[None, :]) / scale
    everyone = ~np.eye(n, dtype=bool)
    together = _clearly_above(distances, noise, scale, everyone, level)
    lower, upper = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64)
    for one in range(n):
        own = everyone & ((np.arange(n) == one)[:, None] | (np.arange(n) == one)[None, :])
        apart = _clearly_above(distances, noise, scale, own, level)
        lower[one], upper[one] = 1 + apart[:, one].sum(), n - apart[one].sum()
    return RankSets(
        lower_alone=lower,
        upper_alone=upper,
        lower_together=1 + together.sum(axis=0),
        upper_together=n - together.sum(axis=1),
        level=level,
    )


def rank_sets_of_rates(
    n_events: ArrayLike,
    person_years: ArrayLike,
    *,
    rng: np.random.Generator,
    n_draws: int = 2_000,
    level: float = 0.95,
) -> RankSets:
    """Return the confidence sets of places of rates of events.

    Parameters and errors are those of `rank_sets`, with the events and person-time of
    each municipality in place of estimates. Never a stock of recipients.

    Notes
    -----
    The square root of (events + 3/8) / person-time has nearly the standard error
    1 / (2 sqrt(person-time)), whatever the rate [1]_. It holds from about four events on;
    with fewer expected the sets of the smallest municipalities lean to high places.

    References
    ----------
    .. [1] F. J. Anscombe, "The transformation of Poisson, binomial and negative-binomial
       data", Biometrika 35, 1948.

    Examples
    --------
    >>> places = rank_sets_of_rates([30, 4], [3_000, 1_000], rng=np.random.default_rng(1))
    >>> print(places.lower_alone, places.upper_alone)
    [1 1] [2 2]
    """
    events = np.atleast_1d(as_counts(n_events, name="n_events"))
    years = np.broadcast_to(as_person_time(person_years, name="person_years"), events.shape)
    roots = np.sqrt((events + 0.375) / years)
    return rank_sets(roots, 0.5 / np.sqrt(years), rng=rng, n_draws=n_draws, level=level)


def _clearly_above(
    distances: FloatArray, noise: FloatArray, scale: FloatArray, asked: Flags, level: float
) -> Flags:
    """Tell for each asked pair (row, column) whether the row is clearly above the column."""
    left, found = asked.copy(), np.zeros_like(asked)
    while left.any():
        above, below = np.nonzero(left)
        largest = _largest_differences(noise, above, below, scale[above, below])
        new = left & (distances > np.quantile(largest, level, method="higher"))
        if not new.any():
            break
        found, left = found | new, left & ~new
    return found


def _largest_differences(
    noise: FloatArray, above: Places, below: Places, scale: FloatArray
) -> FloatArray:
    """Return the largest standardised difference of each draw."""
    largest = np.empty(noise.shape[0])
    # In parts, since 98 municipalities make 9,506 differences in each draw.
    for start in range(0, noise.shape[0], _DRAWS_AT_ONCE):
        part = noise[start : start + _DRAWS_AT_ONCE]
        largest[start : start + _DRAWS_AT_ONCE] = ((part[:, above] - part[:, below]) / scale).max(
            axis=1
        )
    return largest
