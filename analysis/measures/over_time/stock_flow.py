"""Where did the recipients of a lasting benefit come from, and where did they go?

A stock changes by what is awarded, by those who grow too old for it, and by all the
rest: deaths, moves in and out, and decisions that end it. Awards are counted. Those who
grow too old are estimated from the ages in the stock. The rest is what is left when
both are taken from the change, and is named as such.

The shares on the benefit are known by age band. Within a band they are taken to lie on
a straight line between the bands' middles, so that recipients can be placed on single
years of age; the band's own total is kept.

=========================================  ==============================================
Case                                       Result
=========================================  ==============================================
Nobody lives in a band with recipients     refused
Only one band                              the same share at every age in it
A share that would fall under 0 or over 1  held at 0 or 1 before the total is restored
=========================================  ==============================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError
from analysis.measures.inputs import FloatArray, Numbers, as_amounts, as_plain


@dataclass(frozen=True)
class StockAccount:
    """What a stock's change is made of; numbers or arrays of one shape, in persons.

    ``opening + awards - reached_age - other_exits = closing``, always.

    Attributes
    ----------
    opening, closing : float or ndarray
        The stock at both ends.
    awards : float or ndarray
        New recipients between them: counted.
    reached_age : float or ndarray
        Those who reached the age at which the benefit ends: estimated.
    other_exits : float or ndarray
        What is left: deaths, moves out less moves in, and decisions that end the
        benefit. Negative where more moved in than left.
    """

    opening: Numbers
    awards: Numbers
    reached_age: Numbers
    other_exits: Numbers
    closing: Numbers


def account_for_change(
    opening: ArrayLike, closing: ArrayLike, awards: ArrayLike, reached_age: ArrayLike
) -> StockAccount:
    """Return what a stock's change is made of, with the unexplained as the rest.

    Parameters
    ----------
    opening, closing : array_like
        The stock at both ends, persons or full-time persons.
    awards : array_like
        Awards between the two dates.
    reached_age : array_like
        Recipients who reached the age at which the benefit ends, between them.

    Raises
    ------
    EstimationError
        If a number is missing or negative.

    Notes
    -----
    Every error of the other lines ends up in the rest, with its sign turned: too few
    estimated to reach the age makes the rest too large by as many. Where the stock is in
    full-time persons and awards in persons, a recipient who counts for less than one
    makes the rest too large.

    Examples
    --------
    >>> aby = account_for_change(400, 410, 40, 18)
    >>> aby.other_exits
    12.0
    """
    first = as_amounts(opening, name="opening")
    last = as_amounts(closing, name="closing")
    new = as_amounts(awards, name="awards")
    reached = as_amounts(reached_age, name="reached_age")
    rest = np.asarray(first + new - reached - last)
    parts = (as_plain(np.asarray(part)) for part in (first, new, reached, rest, last))
    return StockAccount(*parts)


def place_on_ages(
    recipients: ArrayLike,
    people: ArrayLike,
    first_ages: ArrayLike,
    *,
    youngest: int,
    steepness: float = 1.0,
) -> FloatArray:
    """Place the recipients of age bands on single years of age.

    Parameters
    ----------
    recipients : array_like of shape (..., bands)
        Recipients by band, the youngest first.
    people : array_like of shape (..., ages)
        Residents by single year of age from `youngest` to the last age that can have
        the benefit.
    first_ages : array_like of shape (bands,)
        First age of each band; the last band runs to the last age.
    youngest : int
        Age of the first column of `people`.
    steepness : float, default 1
        How much of the line's slope is used: 0 gives every age of a band the same
        share, 2 doubles the slope. For the span of the assumption.

    Returns
    -------
    ndarray of shape (..., ages)
        Recipients by single year of age; every band's sum is kept.

    Raises
    ------
    EstimationError
        If a number is missing or negative, or a band has recipients and no residents.

    Notes
    -----
    The line runs through the bands' shares at their middles, goes on beyond the middle
    of the oldest band with the last slope, and is level before that of the youngest.
    Where the share bends up towards the end of the oldest band, too few are placed at
    its last age, and too few are taken to leave: their number ends up in the rest.

    Examples
    --------
    Aby has 100 residents of each age from 50 to 59, and 50 and 100 recipients.

    >>> ages = place_on_ages([50, 100], np.full(10, 100), [50, 55], youngest=50)
    >>> print([f"{n:.0f}" for n in ages])
    ['9', '9', '9', '11', '13', '16', '18', '20', '22', '24']
    """
    counts, residents = as_amounts(recipients, name="recipients"), as_amounts(people, name="people")
    starts = np.asarray(first_ages, dtype=np.int64) - youngest
    n_ages = residents.shape[-1]
    band_of = np.searchsorted(starts, np.arange(n_ages), side="right") - 1
    living = np.add.reduceat(residents, starts, axis=-1)
    _fail_if_recipients_live_nowhere(counts, living)
    shares = counts / np.where(living > 0, living, 1.0)
    middles = (starts + np.append(starts[1:], n_ages) - 1) / 2
    line = _line(shares, middles, n_ages)
    level = shares[..., band_of]
    held = np.clip(level + steepness * (line - level), 0.0, 1.0) * residents
    sums = np.add.reduceat(held, starts, axis=-1)
    # A band whose line lies at 0 throughout keeps its share level.
    is_bare = sums <= 0
    placed = np.where(is_bare[..., band_of], level * residents, held)
    totals = np.where(is_bare, counts, sums)
    factor = counts / np.where(totals > 0, totals, 1.0)
    return np.asarray(placed * factor[..., band_of])


def _line(shares: FloatArray, middles: FloatArray, n_ages: int) -> FloatArray:
    """Return the share at every age on straight lines between the bands' middles."""
    ages = np.arange(n_ages, dtype=np.float64)
    if middles.size == 1:
        return np.broadcast_to(shares, (*shares.shape[:-1], n_ages))
    left = np.clip(np.searchsorted(middles, ages, side="right") - 1, 0, middles.size - 2)
    along = np.maximum((ages - middles[left]) / (middles[left + 1] - middles[left]), 0.0)
    return np.asarray(shares[..., left] + along * (shares[..., left + 1] - shares[..., left]))


def _fail_if_recipients_live_nowhere(counts: FloatArray, living: FloatArray) -> None:
    if np.any((counts > 0) & (living <= 0)):
        raise EstimationError(
            "A band has recipients and no residents.",
            where="recipients and people",
            expected="residents in every band with recipients",
            fix="take both from the same date, and ages up to the end of the benefit",
        )
