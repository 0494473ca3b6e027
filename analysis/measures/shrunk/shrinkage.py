"""What is a small municipality's rate likely to be, once chance is taken out of it?

The most extreme rates belong to the smallest municipalities, where chance moves them
most. Shrinkage pulls each rate towards what is expected, the more the fewer people it
rests on. How strongly is read from the municipalities themselves: where their rates
differ by no more than chance, all are pulled the whole way.

Here all are pulled towards one common rate, by moments alone. That hides what is common
to small municipalities. `analysis.measures.shrunk.gamma_shrinkage` pulls towards a modelled
expectation, with limits, and is to be preferred in a comparison.

===========================================  ==========================================
Case                                         Result
===========================================  ==========================================
Rates as alike as chance makes them          variance 0, every rate the common one
No events here                               a rate above 0
One municipality                             its own rate
===========================================  ==========================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError
from analysis.measures.inputs import FloatArray, Numbers, as_counts, as_person_time, as_plain


@dataclass(frozen=True)
class ShrunkRates:
    """Rates pulled towards their common rate.

    Attributes
    ----------
    rates : ndarray, shape (n,)
        Shrunken rates, per person(-year).
    raw_rates : ndarray, shape (n,)
        Events over persons.
    weights : ndarray, shape (n,)
        Share of the way that is left to the raw rate: 0 all common, 1 all its own.
    common_rate : float
        All events over all persons.
    variance : float
        Variance of the true rates, 0 or more.
    variance_seen : float
        Variance of the raw rates, weighted by persons.
    """

    rates: FloatArray
    raw_rates: FloatArray
    weights: FloatArray
    common_rate: float
    variance: float
    variance_seen: float


def shrink_rates(n_events: ArrayLike, person_years: ArrayLike) -> ShrunkRates:
    """Pull rates of events towards their common rate, by Marshall's global rule.

    Parameters
    ----------
    n_events : array_like, shape (n,)
        Events, whole numbers. Never a stock of recipients.
    person_years : array_like, shape (n,)
        Person-time, above 0.

    Returns
    -------
    ShrunkRates
        Rates per person-year. They have no limits: see
        `analysis.measures.shrunk.gamma_shrinkage` for those.

    Raises
    ------
    EstimationError
        If a number is missing, negative or not whole, or person-time is not above 0.

    Notes
    -----
    With b the common rate, v the variance seen and m the mean person-time, the true
    rates have variance a = max(0, v - b / m), and the rate is b + a / (a + b / n) (r - b)
    [1]_. Leaves out that a and b are estimated. The mean m stands for very different
    sizes: where a few municipalities hold most people, a leans to either side.

    References
    ----------
    .. [1] R. J. Marshall, "Mapping disease and mortality rates using empirical Bayes
       estimators", Journal of the Royal Statistical Society C 40, 1991.

    Examples
    --------
    Nothing counted in a small municipality: nearly the common rate, 12.9 per 1,000.

    >>> shrunk = shrink_rates([0, 6, 60], [100, 1_000, 4_000])
    >>> print((1_000 * shrunk.raw_rates).round(1), (1_000 * shrunk.rates).round(1))
    [ 0.  6. 15.] [12.1 10.2 14.4]
    """
    events, years, raw, common, seen = _moments(n_events, person_years, name="person_years")
    variance = max(0.0, seen - common / float(years.mean()))
    chance = common / years
    return _shrunk(raw, common, variance, chance, seen, is_defined=events.sum() > 0)


def shrink_shares(n_events: ArrayLike, n_persons: ArrayLike) -> ShrunkRates:
    """Pull shares of persons towards their common share, by Marshall's global rule.

    Parameters
    ----------
    n_events, n_persons : array_like, shape (n,)
        Persons with the property, and all persons, above 0.

    Returns
    -------
    ShrunkRates
        Shares, fractions.

    Raises
    ------
    EstimationError
        If a number is missing, negative or not whole, or events outnumber persons.

    Notes
    -----
    As `shrink_rates`, with the chance of a binomial share: its variance where the true
    shares have mean b and variance a is a + (b (1 - b) - a) / n, for each municipality
    and, with the mean number of persons, for the variance seen.

    Examples
    --------
    >>> shrunk = shrink_shares([2, 30, 40], [10, 100, 400])
    >>> print(shrunk.rates.round(2))
    [0.16 0.27 0.1 ]
    """
    events, persons, raw, common, seen = _moments(n_events, n_persons, name="n_persons")
    _fail_if_events_outnumber_persons(events, persons)
    binomial, mean = common * (1.0 - common), float(persons.mean())
    variance = 0.0 if mean <= 1.0 else (seen - binomial / mean) / (1.0 - 1.0 / mean)
    variance = max(0.0, variance)
    chance = (binomial - variance) / persons
    return _shrunk(raw, common, variance, chance, seen, is_defined=variance > 0)


def beta_posterior_mean(
    n_events: ArrayLike, n_persons: ArrayLike, *, prior_events: float, prior_others: float
) -> Numbers:
    """Return a share pulled towards a declared one, as if some persons had been seen before.

    Parameters
    ----------
    n_events, n_persons : array_like
        Persons with the property, and all persons (0 or more), that broadcast.
    prior_events, prior_others : float
        Persons with and without the property that are thought of as seen, above 0;
        1 and 1 say that every share is equally likely.

    Returns
    -------
    float or ndarray
        Mean of the share, a fraction.

    Raises
    ------
    EstimationError
        If a number is missing or negative, or events outnumber persons.

    Notes
    -----
    The strength of the pull is declared and not read from the data. Where it is too
    strong the answer leans to the prior.

    Examples
    --------
    >>> beta_posterior_mean(0, 8, prior_events=1, prior_others=1)
    0.1
    """
    events = as_counts(n_events, name="n_events")
    persons = as_counts(n_persons, name="n_persons")
    _fail_if_events_outnumber_persons(events, persons)
    before = as_person_time([prior_events, prior_others], name="the prior")
    return as_plain(np.asarray((events + before[0]) / (persons + before.sum())))


def _moments(
    n_events: ArrayLike, persons: ArrayLike, *, name: str
) -> tuple[FloatArray, FloatArray, FloatArray, float, float]:
    events, sizes = np.broadcast_arrays(
        np.atleast_1d(as_counts(n_events, name="n_events")),
        np.atleast_1d(as_person_time(persons, name=name)),
    )
    raw = events / sizes
    common = float(events.sum() / sizes.sum())
    seen = float((sizes * (raw - common) ** 2).sum() / sizes.sum())
    return events, sizes, raw, common, seen


def _shrunk(
    raw: FloatArray,
    common: float,
    variance: float,
    chance: FloatArray,
    seen: float,
    *,
    is_defined: bool,
) -> ShrunkRates:
    total = np.where(variance + chance > 0, variance + chance, 1.0)
    weights = np.where(is_defined, variance / total, 0.0)
    rates = common + weights * (raw - common)
    return ShrunkRates(rates, raw, weights, common, variance, seen)


def _fail_if_events_outnumber_persons(events: FloatArray, persons: FloatArray) -> None:
    if np.any(events > persons):
        raise EstimationError(
            "More events than persons.",
            where="n_events",
            expected="at most one event for each person",
            fix="use shrink_rates for events that one person may have several of",
        )
