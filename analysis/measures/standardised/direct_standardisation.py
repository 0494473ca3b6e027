"""Direct standardisation: what would the rate be, if the people here were a standard people?

The rates of each age and sex are weighted by a standard population, the same for every
municipality, so that two directly standardised rates may be held against each other. The
price is uncertainty: a stratum with few people here and many in the standard carries
much weight on few events. The result says how much, as `largest_step`.

`analysis.measures.standardised.direct_limits` gives the limits. This module gives the weighted sum
that all of them rest on.

======================================  =============================================
Case                                    Result
======================================  =============================================
No events                               rate 0, largest step undefined (NaN)
Weight in a stratum where nobody lives  refused, with the names of the strata
Nobody in a stratum without weight      it adds nothing
A standard without people               refused
======================================  =============================================
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import CoverageError, EstimationError
from analysis.measures.inputs import (
    FloatArray,
    Numbers,
    as_amounts,
    as_counts,
    as_plain,
    fail_if_anything_is_counted_where_nobody_lives,
)


@dataclass(frozen=True)
class WeightedSum:
    """A directly standardised rate and what moves it; numbers or arrays of one shape.

    Attributes
    ----------
    n_events : float or ndarray
        Events counted, all strata together.
    rate : float or ndarray
        The weighted sum of the events, in events per person-year.
    variance : float or ndarray
        Its variance when events happen one by one; 0 without events.
    step_max, step_mean, step_mean_square : float or ndarray
        By how much one more event raises the rate: at most, on average over the strata
        with people, and the average of the squares.
    """

    n_events: Numbers
    rate: Numbers
    variance: Numbers
    step_max: Numbers
    step_mean: Numbers
    step_mean_square: Numbers

    @property
    def largest_step(self) -> Numbers:
        """Return the share by which one more event could raise the rate; NaN at rate 0.

        Above about 0.2 much weight lies on a stratum with few events.
        """
        rate = np.asarray(self.rate)
        share = np.asarray(self.step_max) / np.where(rate > 0, rate, 1.0)
        return as_plain(np.where(rate > 0, share, np.nan))


def weighted_sum(
    n_events: ArrayLike,
    person_years: ArrayLike,
    standard: ArrayLike,
    *,
    strata: Sequence[str] = (),
) -> WeightedSum:
    """Return the rate that the standard population would have with the rates from here.

    With x events in n person-years and s people in the standard, stratum by stratum,
    one event counts w = s / (n sum s); the rate is sum w x and its variance sum w^2 x.

    Parameters
    ----------
    n_events : array_like
        Events (whole numbers); the last axis runs over strata.
    person_years : array_like
        Person-years here, 0 or more, of a shape that broadcasts.
    standard : array_like
        People of the standard population, or weights of any sum; 0 or more.
    strata : sequence of str, optional
        Names of the strata, for the message when one has no people.

    Returns
    -------
    WeightedSum
        One number, or one per row.

    Raises
    ------
    CoverageError
        If nobody lives in a stratum that the standard gives weight.
    EstimationError
        If a number is missing or negative, a count is not whole, events happen where
        nobody lives, or the standard has no people.

    Examples
    --------
    >>> aby = weighted_sum([2, 8], [4_000, 2_000], [600, 400])
    >>> round(aby.rate * 10_000, 1), round(aby.largest_step, 3)
    (19.0, 0.105)
    """
    events, years, weights = np.broadcast_arrays(
        as_counts(n_events, name="n_events"),
        as_amounts(person_years, name="person_years"),
        as_amounts(standard, name="standard"),
    )
    total = weights.sum(axis=-1, keepdims=True)
    _fail_if_the_standard_is_empty(total)
    fail_if_anything_is_counted_where_nobody_lives(events, years, name="the focus")
    _fail_if_weight_has_no_people((weights > 0) & (years <= 0), strata)
    inhabited = years > 0
    steps = np.where(inhabited, weights / (np.where(inhabited, years, 1.0) * total), 0.0)
    n_strata = np.maximum(inhabited.sum(axis=-1), 1)
    return WeightedSum(
        n_events=as_plain(events.sum(axis=-1)),
        rate=as_plain((steps * events).sum(axis=-1)),
        variance=as_plain((steps**2 * events).sum(axis=-1)),
        step_max=as_plain(steps.max(axis=-1)),
        step_mean=as_plain(np.asarray(steps.sum(axis=-1) / n_strata)),
        step_mean_square=as_plain(np.asarray((steps**2).sum(axis=-1) / n_strata)),
    )


def repeated_sum(
    n_persons: ArrayLike,
    person_years: ArrayLike,
    standard: ArrayLike,
    *,
    events_each: ArrayLike,
    strata: Sequence[str] = (),
) -> WeightedSum:
    """Return the standardised rate of events that the same person can have several of.

    Persons are independent of each other, and the events of one person are not. So the
    persons are counted by how many events each had: k events of one person move the
    rate k steps at once, and count k^2 in the variance.

    Parameters
    ----------
    n_persons : array_like
        Persons (whole numbers) with so many events; the last axis runs over strata and
        the one before it over `events_each`.
    person_years, standard : array_like
        As in `weighted_sum`, without the axis of `events_each`.
    events_each : array_like
        Events that each of these persons had: whole numbers of 1 or more, one axis.
    strata : sequence of str, optional
        Names of the strata, for the message when one has no people.

    Returns
    -------
    WeightedSum
        As of `weighted_sum`; the steps are those of the person with most events.

    Raises
    ------
    CoverageError
        If nobody lives in a stratum that the standard gives weight.
    EstimationError
        If `events_each` is not whole numbers of 1 or more and as many as `n_persons`
        has rows, and as `weighted_sum`.

    Examples
    --------
    Of the younger two had one award; of the older four had one and two had two.

    >>> aby = repeated_sum([[2, 4], [0, 2]], [4_000, 2_000], [600, 400], events_each=[1, 2])
    >>> aby.n_events, round(aby.rate * 10_000, 1)
    (10.0, 19.0)
    >>> independent = weighted_sum([2, 8], [4_000, 2_000], [600, 400])
    >>> round(aby.variance / independent.variance, 2)
    1.44
    """
    persons = as_counts(n_persons, name="n_persons")
    each = as_counts(events_each, name="events_each")
    _fail_if_events_each_does_not_fit(persons, each)
    # Checked by the sum over persons: everyone must live somewhere, whatever they had.
    alone = weighted_sum(persons.sum(axis=-2), person_years, standard, strata=strata)
    years, weights = np.asarray(person_years, float), np.asarray(standard, float)
    parts = weighted_sum(persons, years[..., None, :], weights[..., None, :])
    most = each.max()
    return WeightedSum(
        n_events=as_plain(np.asarray((parts.n_events * each).sum(axis=-1))),
        rate=as_plain(np.asarray((parts.rate * each).sum(axis=-1))),
        variance=as_plain(np.asarray((parts.variance * each**2).sum(axis=-1))),
        step_max=as_plain(np.asarray(alone.step_max * most)),
        step_mean=as_plain(np.asarray(alone.step_mean * most)),
        step_mean_square=as_plain(np.asarray(alone.step_mean_square * most**2)),
    )


def _fail_if_the_standard_is_empty(total: FloatArray) -> None:
    if np.any(total <= 0):
        raise EstimationError(
            "The standard population has no people.",
            where="standard",
            expected="people (or weights) above 0 in at least one stratum",
            fix="choose a standard population that covers the ages compared",
        )


def _fail_if_weight_has_no_people(has_nobody: NDArray[np.bool_], strata: Sequence[str]) -> None:
    rows = np.flatnonzero(has_nobody.reshape(-1, has_nobody.shape[-1]).any(axis=0))
    if rows.size:
        names = ", ".join(str(strata[int(i)]) if len(strata) else f"number {i + 1}" for i in rows)
        raise CoverageError(
            f"Nobody lives in the stratum {names}, to which the standard gives weight.",
            where="person_years",
            expected="people in every stratum of the standard population",
            fix="join narrow age bands in the counts, the people and the standard",
        )


def _fail_if_events_each_does_not_fit(persons: FloatArray, each: FloatArray) -> None:
    fits = each.ndim == 1 and persons.ndim >= 2 and persons.shape[-2] == each.size
    if not fits or np.any(each < 1):
        raise EstimationError(
            "The numbers of events each do not fit the persons.",
            where="events_each and n_persons",
            expected="one whole number of 1 or more for each row of persons by strata",
            fix="count persons in one row per number of events, with one column per stratum",
        )
