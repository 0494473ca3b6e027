"""How much of the newest months is still to come in?

Awards are counted when they are reported, and some are reported late. Two extracts of
the same table show how much: what the earlier one had of a month, over what the later
one has, is how complete that month was at its age. Chaining such shares from the oldest
age down to the youngest (the chain ladder) gives the completeness at each age, and the
newest figures over their completeness are what they will become.

For flows. One extract alone says nothing of the delay: the newest months are then
provisional, and by how much is not known.

===========================================  ==========================================
Case                                         Result
===========================================  ==========================================
Fewer than two extracts                      refused
An age that no pair of extracts shows, or
one at which nothing was reported            NaN, also where it is built upon
Fewer in the later extract than the earlier  complete (1), never over 1
Age at or beyond the horizon                 complete (1)
Nothing counted in a month                   stays 0, with an upper limit
===========================================  ==========================================
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from analysis.errors import EstimationError
from analysis.measures.inputs import FloatArray, as_counts, as_tail

_FEWEST_EXTRACTS = 2
# Below it the normal limits of a share's logarithm mean little.
_SMALLEST_EXPECTED = 5.0


@dataclass(frozen=True)
class Completeness:
    """The share of a period's events that is reported at each age.

    Attributes
    ----------
    share, lower, upper : ndarray, shape (horizon,)
        Share reported at age 0, 1, ... and its limits, fractions; NaN where no pair of
        extracts shows the age.
    n_events : ndarray, shape (horizon,)
        Events in the later extracts that each age rests on.
    dispersion : float
        How much more the shares vary than binomial ones; at least 1.
    horizon : int
        Age from which a period is taken as complete.
    level : float
        Level of the limits, a fraction.
    """

    share: FloatArray
    lower: FloatArray
    upper: FloatArray
    n_events: FloatArray
    dispersion: float
    horizon: int
    level: float


@dataclass(frozen=True)
class CorrectedCounts:
    """Counts brought up to what they will become, with limits; NaN where not known."""

    n_events: FloatArray
    lower: FloatArray
    upper: FloatArray
    level: float


@dataclass(frozen=True)
class _Links:
    """Pairs of extracts of one period: ages, and the counts of each unit at both."""

    age: NDArray[np.int64]
    later_age: NDArray[np.int64]
    earlier: FloatArray
    later: FloatArray


def estimate_completeness(
    counts: ArrayLike, ages: ArrayLike, *, horizon: int, level: float = 0.95
) -> Completeness:
    """Estimate how complete a period is at each age, by the chain ladder.

    Parameters
    ----------
    counts : array_like, shape (n_extracts, n_periods) or (n_extracts, n_periods, n_units)
        The reporting triangle: events of each period as each extract has them, extracts
        in the order of their dates. NaN where an extract does not have the period. Units
        such as municipalities show how much the shares vary. Never a stock.
    ages : array_like of int, shape (n_extracts, n_periods)
        How many periods old each period was at each extract, 0 or more; any number where
        the extract does not have it.
    horizon : int
        Age, at least 1, from which a period is taken as complete.
    level : float, default 0.95
        Level of the limits, a fraction in (0, 1).

    Returns
    -------
    Completeness
        By age under the horizon.

    Raises
    ------
    EstimationError
        If there are fewer than two extracts, the shapes do not fit, a count is not whole,
        or no period is in two extracts.

    Notes
    -----
    F(a) = sum of earlier counts at age a over the sum of later counts, each divided by
    F at its own later age; F = 1 from the horizon. With a whole triangle this is the
    chain ladder [1]_; here extracts may lie any number of periods apart. Variance of
    log F by the delta method: binomial in the link, times the dispersion, plus that of
    the later ages, taken as fully dependent (cautious).

    What is reported beyond the horizon is left out (leans low). The delay is taken to be
    that of the periods in which both extracts saw the age, mostly one: a holiday or a
    change of system in it is carried on to the newest. Withdrawn awards are taken off
    the late ones, so completeness is of the net number.

    References
    ----------
    .. [1] T. Mack, "Distribution-free calculation of the standard error of chain ladder
       reserve estimates", ASTIN Bulletin 23, 1993.

    Examples
    --------
    Two extracts one period apart: the newest period had 90 of 100, the one before 96 of
    100.

    >>> first, second = [100, 96, 90], [100, 100, 100]
    >>> known = estimate_completeness([first, second], [[2, 1, 0], [3, 2, 1]], horizon=2)
    >>> print(known.share.round(3))
    [0.864 0.96 ]
    """
    tail = as_tail(level)
    links = _link(counts, ages, horizon=horizon)
    known = np.ones(horizon + 1)
    variance, n_events = np.zeros(horizon + 1), np.zeros(horizon + 1)
    dispersion = _dispersion(links)
    for age in range(horizon - 1, -1, -1):
        is_link = links.age == age
        known[age], variance[age], n_events[age] = _one_age(
            links.earlier[is_link].sum(axis=1),
            links.later[is_link].sum(axis=1),
            known[np.minimum(links.later_age[is_link], horizon)],
            variance[np.minimum(links.later_age[is_link], horizon)],
            dispersion,
        )
    share, reach = known[:horizon], float(stats.norm.isf(tail)) * np.sqrt(variance[:horizon])
    return Completeness(
        share=share,
        lower=share * np.exp(-reach),
        upper=np.minimum(share * np.exp(reach), 1.0),
        n_events=n_events[:horizon],
        dispersion=dispersion,
        horizon=horizon,
        level=level,
    )


def correct_for_delay(
    n_events: ArrayLike, ages: ArrayLike, completeness: Completeness
) -> CorrectedCounts:
    """Bring the newest counts up to what they will become.

    Parameters
    ----------
    n_events : array_like, shape (n,)
        Events as the newest extract has them.
    ages : array_like of int, shape (n,)
        Age of each period at that extract.
    completeness : Completeness
        As `estimate_completeness` gives it, in the same unit of age.

    Returns
    -------
    CorrectedCounts
        Counts over completeness. Limits hold the number still to come: negative binomial
        given what is reported, at either limit of the completeness. Never under what is
        reported.

    Raises
    ------
    EstimationError
        If a count is missing or not whole.

    Notes
    -----
    Taking the limits of both at once is cautious. Reports that come in lumps, as from one
    office that has been closed, are not in them (bold).

    Examples
    --------
    >>> first, second = [100, 96, 90], [100, 100, 100]
    >>> known = estimate_completeness([first, second], [[2, 1, 0], [3, 2, 1]], horizon=2)
    >>> now = correct_for_delay([90], [0], known)
    >>> print(f"{now.n_events[0]:.0f} ({now.lower[0]:.0f} to {now.upper[0]:.0f})")
    104 (92 to 124)
    """
    observed = np.atleast_1d(as_counts(n_events, name="n_events"))
    place = np.minimum(np.atleast_1d(np.asarray(ages, dtype=np.int64)), completeness.horizon)
    share, low, high = (
        np.append(values, 1.0)[place]
        for values in (completeness.share, completeness.lower, completeness.upper)
    )
    tail = as_tail(completeness.level)
    return CorrectedCounts(
        n_events=observed / share,
        lower=observed + _still_to_come(observed, high, tail),
        upper=observed + _still_to_come(observed, low, 1.0 - tail),
        level=completeness.level,
    )


def _link(counts: ArrayLike, ages: ArrayLike, *, horizon: int) -> _Links:
    triangle, old = np.asarray(counts, dtype=np.float64), np.asarray(ages)
    triangle = triangle[..., None] if triangle.ndim == 2 else triangle
    _fail_if_no_triangle(triangle, old, horizon=horizon)
    as_counts(np.nan_to_num(triangle), name="counts")
    is_there = np.asarray(np.isfinite(triangle).all(axis=2))
    parts = []
    for period in range(triangle.shape[1]):
        extracts = np.flatnonzero(is_there[:, period])
        for before, after in pairwise(extracts):
            start, end = int(old[before, period]), int(old[after, period])
            if 0 <= start < min(end, horizon):
                parts.append((start, end, triangle[before, period], triangle[after, period]))
    if not parts:
        raise EstimationError(
            "No period is in two extracts at different ages.",
            where="counts and ages",
            expected="a period under the horizon in an earlier and a later extract",
            fix="add an extract of another date that holds the same periods",
        )
    starts, ends, earlier, later = zip(*parts, strict=True)
    return _Links(np.array(starts), np.array(ends), np.array(earlier), np.array(later))


def _one_age(
    earlier: FloatArray,
    later: FloatArray,
    later_share: FloatArray,
    later_variance: FloatArray,
    dispersion: float,
) -> tuple[float, float, float]:
    """Return the share at one age, the variance of its logarithm, and what it rests on."""
    n_later = float(later.sum())
    if earlier.sum() == 0 or n_later == 0 or not np.all(np.isfinite(later_share)):
        return np.nan, np.nan, n_later
    final = later / later_share
    share = min(float(earlier.sum() / final.sum()), 1.0)
    # Half an event, so that a link in which nothing came late is not taken as certain.
    in_link = min((float(earlier.sum()) + 0.5) / (n_later + 1.0), n_later / (n_later + 0.5))
    own = dispersion * (1.0 - in_link) / (in_link * n_later)
    carried = float((final / final.sum() * np.sqrt(later_variance)).sum()) ** 2
    return share, own + carried, n_later


def _dispersion(links: _Links) -> float:
    """Return Pearson's dispersion of the units' shares around those of their link."""
    total = links.later.sum(axis=1, keepdims=True)
    share = links.earlier.sum(axis=1, keepdims=True) / np.where(total > 0, total, 1.0)
    expected = links.later * (1.0 - share)
    is_used = (expected >= _SMALLEST_EXPECTED) & (share < 1.0) & (share > 0.0)
    degrees = int(is_used.sum()) - int(is_used.any(axis=1).sum())
    if degrees < 1:
        return 1.0
    squares = (links.earlier - links.later * share) ** 2 / np.where(is_used, expected * share, 1.0)
    return max(1.0, float(squares[is_used].sum()) / degrees)


def _still_to_come(observed: FloatArray, share: FloatArray, probability: float) -> FloatArray:
    """Return a quantile of the events not yet reported, half an event added for 0."""
    is_open = share < 1.0
    drawn = stats.nbinom.ppf(probability, observed + 0.5, np.where(is_open, share, 0.5))
    return np.where(np.isnan(share), np.nan, np.where(is_open, drawn, 0.0))


def _fail_if_no_triangle(triangle: FloatArray, ages: NDArray[np.generic], *, horizon: int) -> None:
    if triangle.ndim != 3 or ages.shape != triangle.shape[:2] or horizon < 1:
        raise EstimationError(
            "Counts and ages are no reporting triangle.",
            where="counts and ages",
            expected="one age for each extract and period, and a horizon of 1 or more",
            fix="arrange both by extract and period",
        )
    if triangle.shape[0] < _FEWEST_EXTRACTS:
        raise EstimationError(
            "One extract says nothing of the reporting delay.",
            where="counts",
            expected="two or more extracts of the same periods, of different dates",
            fix="keep the earlier extract when the table is fetched again",
        )
