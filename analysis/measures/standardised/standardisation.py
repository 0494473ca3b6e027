"""Indirect standardisation: what would happen here with the reference's practice?

A crude rate mixes two things: how a municipality practises, and who lives there.
Indirect standardisation holds the second still. It applies the reference's rates, age
by age and sex by sex, to the people who live here, and compares the number that this
predicts with the number that was seen.

A **flow** (awards in a year) is a count of events and gets limits by `standardise_flow`.
A stock of recipients shares only the arithmetic of the expected number, and has a module
of its own, `analysis.measures.standardised.stocks`.

The last axis of every array runs over strata (age and sex); further axes, such as
municipalities, broadcast, so that one reference may serve them all.

==========================================  =========================================
Case                                        Result
==========================================  =========================================
People here, none in the reference          refused, with the names of the strata
A stratum without events in the reference   its rate is 0
Nobody lives in a stratum here              it adds nothing
Nothing expected                            ratio undefined (NaN)
==========================================  =========================================
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import CoverageError
from analysis.measures.inputs import (
    FloatArray,
    Numbers,
    as_amounts,
    as_counts,
    as_plain,
    fail_if_anything_is_counted_where_nobody_lives,
)
from analysis.measures.standardised.ratios import StandardisedRatio, ratio_to_estimated_expected


@dataclass(frozen=True)
class Expectation:
    """An expected number of events and what it rests on; numbers or arrays.

    Attributes
    ----------
    n_expected : float or ndarray
        Events that the reference's rates predict for the people here.
    n_reference : float or ndarray
        Effective number m = E^2 / Var(E) of events of the reference behind it: a single
        count of m events is as uncertain. 0 where the reference has no events.
    largest_step : float or ndarray
        Share by which the expected number would rise with one more event in the
        stratum where it weighs most. Above 0.05 the limits of a ratio lean to the bold
        side: too much weight lies on a stratum with few events.
    """

    n_expected: Numbers
    n_reference: Numbers
    largest_step: Numbers


def stratum_rates(reference_counts: ArrayLike, reference_person_years: ArrayLike) -> FloatArray:
    """Return the rate of each stratum of a reference.

    Parameters
    ----------
    reference_counts : array_like
        Events (or recipients) of the reference, pooled over its municipalities.
    reference_person_years : array_like
        Person-years (or residents) of the reference, 0 or more, same shape.

    Returns
    -------
    ndarray
        Events per person-year; NaN in a stratum where nobody lives.

    Raises
    ------
    EstimationError
        If a number is missing or negative, or something is counted where nobody lives.

    Examples
    --------
    >>> stratum_rates([4, 48], [4_000, 6_000])
    array([0.001, 0.008])
    """
    counts = as_amounts(reference_counts, name="reference_counts")
    years = as_amounts(reference_person_years, name="reference_person_years")
    fail_if_anything_is_counted_where_nobody_lives(counts, years, name="the reference")
    return np.where(years > 0, counts / np.where(years > 0, years, 1.0), np.nan)


def expected_counts(
    person_years: ArrayLike, rates: ArrayLike, *, strata: Sequence[str] = ()
) -> Numbers:
    """Return the number that the reference's rates predict for the people here.

    Parameters
    ----------
    person_years : array_like
        Person-years (or residents) here, 0 or more; the last axis runs over strata.
    rates : array_like
        Events per person-year (or recipients per resident) of the reference, as from
        `stratum_rates`; NaN where the reference has nobody.
    strata : sequence of str, optional
        Names of the strata, for the message when one has no rate.

    Returns
    -------
    float or ndarray
        Expected events or recipients, summed over the last axis.

    Raises
    ------
    CoverageError
        If people live in a stratum without a rate.
    EstimationError
        If person-time is missing, negative or infinite.

    Examples
    --------
    >>> expected_counts([[4_000, 2_000], [1_000, 3_000]], [0.001, 0.008])
    array([20., 25.])
    """
    years = as_amounts(person_years, name="person_years")
    predicted = np.where(years > 0, years * np.asarray(rates, dtype=np.float64), 0.0)
    _fail_if_people_have_no_rate(np.isnan(predicted), strata)
    return as_plain(np.asarray(predicted.sum(axis=-1)))


def expectation(
    person_years: ArrayLike,
    reference_events: ArrayLike,
    reference_person_years: ArrayLike,
    *,
    strata: Sequence[str] = (),
) -> Expectation:
    """Return the expected number of events, and how many events it rests on.

    With n person-years here, and x events in N person-years in the reference, stratum
    by stratum: E = sum n x / N, Var(E) = sum n^2 x / N^2 and m = E^2 / Var(E).

    Parameters
    ----------
    person_years : array_like
        Person-years here, 0 or more; the last axis runs over strata.
    reference_events, reference_person_years : array_like
        Events (whole numbers) and person-years of the pooled reference, the focus
        excluded.
    strata : sequence of str, optional
        Names of the strata, for the message when one has no rate.

    Returns
    -------
    Expectation
        One number, or one per row.

    Raises
    ------
    CoverageError
        If people live in a stratum where the reference has nobody.
    EstimationError
        If a number is missing or negative, a count is not whole, or there are events
        where nobody lives.

    Notes
    -----
    A stratum without events in the reference adds nothing to Var(E): m leans to the
    large side when much weight lies on strata with few events. The largest step, the
    largest n / N over E, tells when; it is 1 / m when all strata weigh alike.

    Examples
    --------
    >>> aby = expectation([4_000, 2_000], [4, 48], [4_000, 6_000])
    >>> aby.n_expected, round(aby.n_reference, 1), round(aby.largest_step, 3)
    (20.0, 42.9, 0.05)
    """
    events = as_counts(reference_events, name="reference_events")
    rates = stratum_rates(events, reference_person_years)
    expected = np.asarray(expected_counts(person_years, rates, strata=strata))
    years = np.asarray(person_years, dtype=np.float64)
    reference_years = np.asarray(reference_person_years, dtype=np.float64)
    weights = np.where(years > 0, years / np.where(reference_years > 0, reference_years, 1.0), 0.0)
    variance = np.asarray((weights**2 * events).sum(axis=-1))
    size = np.where(variance > 0, expected**2 / np.where(variance > 0, variance, 1.0), 0.0)
    positive = np.where(expected > 0, expected, 1.0)
    step = np.where(expected > 0, weights.max(axis=-1) / positive, np.nan)
    return Expectation(as_plain(expected), as_plain(size), as_plain(step))


def standardise_flow(
    n_events: ArrayLike,
    person_years: ArrayLike,
    reference_events: ArrayLike,
    reference_person_years: ArrayLike,
    *,
    level: float = 0.95,
    strata: Sequence[str] = (),
) -> StandardisedRatio:
    """Compare events here with those expected at the reference's rates.

    A ratio of 0.5 reads: half as many awards as the reference's practice would have
    given to a population of this age and sex.

    Parameters
    ----------
    n_events, person_years : array_like
        Events (whole numbers) and person-years here; the last axis runs over strata.
    reference_events, reference_person_years : array_like
        The same for the pooled reference, the focus excluded.
    level : float, default 0.95
        Confidence level, a fraction in (0, 1).
    strata : sequence of str, optional
        Names of the strata, for the message when one has no rate.

    Returns
    -------
    StandardisedRatio
        Observed, expected, ratio and excess (events) with exact conditional limits
        that carry the reference's own uncertainty.

    Raises
    ------
    CoverageError
        If people live in a stratum where the reference has nobody.
    EstimationError
        If a number is missing or negative, a count is not whole, events happen where
        nobody lives, or the level is no fraction.

    Notes
    -----
    Ratios of two municipalities are not comparable with each other, since each is
    weighted by its own people; compare each with 1. Strata are taken to be homogeneous:
    wide age bands leave a part of the age difference in the ratio, in either direction.
    For what the limits assume see `ratio_to_estimated_expected`.

    References
    ----------
    .. [1] N. E. Breslow and N. E. Day, "Statistical Methods in Cancer Research, Vol. II:
       The Design and Analysis of Cohort Studies", IARC Scientific Publications 82, 1987.

    Examples
    --------
    >>> aby = standardise_flow([2, 8], [4_000, 2_000], [4, 48], [4_000, 6_000])
    >>> aby.n_observed, aby.n_expected, aby.excess
    (10.0, 20.0, -10.0)
    >>> print(f"{aby.ratio:.2f} ({aby.ratio_lower:.2f}-{aby.ratio_upper:.2f})")
    0.50 (0.22-1.01)
    """
    events = as_counts(n_events, name="n_events")
    years = as_amounts(person_years, name="person_years")
    fail_if_anything_is_counted_where_nobody_lives(events, years, name="the focus")
    predicted = expectation(years, reference_events, reference_person_years, strata=strata)
    return ratio_to_estimated_expected(
        events.sum(axis=-1), predicted.n_expected, predicted.n_reference, level=level
    )


def _fail_if_people_have_no_rate(has_no_rate: NDArray[np.bool_], strata: Sequence[str]) -> None:
    rows = np.flatnonzero(has_no_rate.reshape(-1, has_no_rate.shape[-1]).any(axis=0))
    if rows.size:
        names = ", ".join(str(strata[int(i)]) if len(strata) else f"number {i + 1}" for i in rows)
        raise CoverageError(
            f"The reference has nobody in the stratum {names}.",
            where="the person-years of the reference",
            expected="people in every stratum in which the focus has people",
            fix="choose a larger reference, or join narrow age bands in both tables",
        )
