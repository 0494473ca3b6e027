"""How far could chance alone have moved this number?

A count of rare events, such as awards in a quarter, would be another one had the quarter
been run again. Limits name the true means (or shares) that fit the number seen. Each
method is one function on plain arrays and returns ``(lower, upper)``.

Exact limits hold at least their level for every mean, and are the default. Mid-p and
Jeffreys limits hold it on average and are shorter. Byar's are close to exact from ten
events, and are here since the English indicators use them. All of them are for events
that happen one by one: a stock of recipients is mostly the same people as last quarter,
and gets no limits from this module.

=====================  =====================================================
Case                   Result
=====================  =====================================================
No events              lower limit 0, upper limit finite
Everybody of n         upper limit of the share 1
Byar's cube negative   lower limit missing (very few events at a high level)
=====================  =====================================================
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from analysis.errors import EstimationError
from analysis.measures.inputs import (
    FloatArray,
    Numbers,
    as_counts,
    as_person_time,
    as_plain,
    as_tail,
)

# Enough to exhaust the digits of a float between a limit and its bracket.
_HALVINGS = 64


def exact_poisson_limits(n_events: ArrayLike, *, level: float = 0.95) -> tuple[Numbers, Numbers]:
    """Return the exact limits of a Poisson mean.

    Parameters
    ----------
    n_events : array_like
        Events counted, whole numbers of any shape.
    level : float, default 0.95
        Confidence level, a fraction in (0, 1).

    Returns
    -------
    lower, upper : float or ndarray
        Limits in events, with the shape of `n_events`.

    Raises
    ------
    EstimationError
        If a count is missing, negative or not whole, or the level is no fraction.

    Notes
    -----
    Leans to the cautious side: the limits cover the mean at least as often as the level
    says [1]_; at a level of 95 % and means from 0.3 to 30, 95.1 to 99.6 % of the time.

    References
    ----------
    .. [1] F. Garwood, "Fiducial limits for the Poisson distribution", Biometrika 28,
       1936.

    Examples
    --------
    >>> lower, upper = exact_poisson_limits(10)
    >>> print(f"{lower:.2f}-{upper:.2f}")
    4.80-18.39
    """
    events, tail = as_counts(n_events, name="n_events"), as_tail(level)
    lower = _gamma_quantile(events, tail)
    upper = np.asarray(special.gammainccinv(events + 1.0, tail))
    return as_plain(lower), as_plain(upper)


def midp_poisson_limits(n_events: ArrayLike, *, level: float = 0.95) -> tuple[Numbers, Numbers]:
    """Return the mid-p limits of a Poisson mean.

    Half of the probability of the count itself is put on each side, which makes the
    limits shorter than the exact ones.

    Parameters
    ----------
    n_events : array_like
        Events counted, whole numbers of any shape.
    level : float, default 0.95
        Confidence level, a fraction in (0, 1).

    Returns
    -------
    lower, upper : float or ndarray
        Limits in events, with the shape of `n_events`.

    Raises
    ------
    EstimationError
        If a count is missing, negative or not whole, or the level is no fraction.

    Notes
    -----
    Holds its level on average and not everywhere: the lowest coverage at a level of
    95 % is about 92 %. Leans to the bold side where the exact limits lean to the
    cautious.

    Examples
    --------
    >>> lower, upper = midp_poisson_limits(10)
    >>> print(f"{lower:.2f}-{upper:.2f}")
    5.08-17.82
    """
    events, tail = as_counts(n_events, name="n_events"), as_tail(level)
    outer = special.gammainccinv(events + 1.0, tail / 4.0)
    lower = np.where(events > 0, _midp_root(events, 1.0 - tail, outer), 0.0)
    return as_plain(lower), as_plain(_midp_root(events, tail, outer))


def jeffreys_poisson_limits(n_events: ArrayLike, *, level: float = 0.95) -> tuple[Numbers, Numbers]:
    """Return the Jeffreys limits of a Poisson mean.

    Parameters
    ----------
    n_events : array_like
        Events counted, whole numbers of any shape.
    level : float, default 0.95
        Level, a fraction in (0, 1).

    Returns
    -------
    lower, upper : float or ndarray
        Limits in events, with the shape of `n_events`: quantiles of a gamma
        distribution with shape `n_events` + 1/2.

    Raises
    ------
    EstimationError
        If a count is missing, negative or not whole, or the level is no fraction.

    Notes
    -----
    Holds its level on average and not everywhere: the lowest coverage at a level of
    95 % and means from 0.3 is about 90 %. With no events the lower limit is slightly
    above 0, so the interval does not hold the estimate itself.

    Examples
    --------
    >>> lower, upper = jeffreys_poisson_limits(10)
    >>> print(f"{lower:.2f}-{upper:.2f}")
    5.14-17.74
    """
    events, tail = as_counts(n_events, name="n_events"), as_tail(level)
    lower = np.asarray(special.gammaincinv(events + 0.5, tail))
    upper = np.asarray(special.gammainccinv(events + 0.5, tail))
    return as_plain(lower), as_plain(upper)


def score_poisson_limits(n_events: ArrayLike, *, level: float = 0.95) -> tuple[Numbers, Numbers]:
    """Return the score limits of a Poisson mean: means less than z standard errors away.

    Parameters
    ----------
    n_events : array_like
        Events counted, whole numbers of any shape.
    level : float, default 0.95
        Confidence level, a fraction in (0, 1).

    Returns
    -------
    lower, upper : float or ndarray
        Limits in events, with the shape of `n_events`.

    Raises
    ------
    EstimationError
        If a count is missing, negative or not whole, or the level is no fraction.

    Notes
    -----
    Holds its level on average; at means below 1 the coverage falls to about 90 % at a
    level of 95 %, to the bold side.

    Examples
    --------
    >>> lower, upper = score_poisson_limits(10)
    >>> print(f"{lower:.2f}-{upper:.2f}")
    5.43-18.41
    """
    events, z = as_counts(n_events, name="n_events"), -stats.norm.ppf(as_tail(level))
    centre, half = events + z**2 / 2.0, z * np.sqrt(events + z**2 / 4.0)
    lower = np.where(events > 0, centre - half, 0.0)
    return as_plain(lower), as_plain(np.asarray(centre + half))


def byar_limits(n_events: ArrayLike, *, level: float = 0.95) -> tuple[Numbers, Numbers]:
    """Return Byar's limits of a Poisson mean, as Breslow and Day give them.

    Parameters
    ----------
    n_events : array_like
        Events counted, whole numbers of any shape.
    level : float, default 0.95
        Confidence level, a fraction in (0, 1).

    Returns
    -------
    lower, upper : float or ndarray
        Limits in events, with the shape of `n_events`. The lower limit is missing (NaN)
        where the formula would give a negative number.

    Raises
    ------
    EstimationError
        If a count is missing, negative or not whole, or the level is no fraction.

    Notes
    -----
    Within 0.2 % of the exact limits from 10 events [1]_. A second formula of the same
    name adds one half to the count on both sides; see `rothman_boice_limits`.

    References
    ----------
    .. [1] N. E. Breslow and N. E. Day, "Statistical Methods in Cancer Research, Vol. II:
       The Design and Analysis of Cohort Studies", IARC Scientific Publications 82, 1987.

    Examples
    --------
    >>> lower, upper = byar_limits(65)
    >>> print(f"{lower:.2f}-{upper:.2f}")
    50.16-82.85
    """
    events, z = as_counts(n_events, name="n_events"), -stats.norm.ppf(as_tail(level))
    base = np.maximum(events, 1.0)
    root = 1.0 - 1.0 / (9.0 * base) - z / (3.0 * np.sqrt(base))
    lower = np.where(events > 0, np.where(root >= 0, base * root**3, np.nan), 0.0)
    above = events + 1.0
    upper = above * (1.0 - 1.0 / (9.0 * above) + z / (3.0 * np.sqrt(above))) ** 3
    return as_plain(lower), as_plain(np.asarray(upper))


def wilson_limits(
    n_events: ArrayLike, n_persons: ArrayLike, *, level: float = 0.95
) -> tuple[Numbers, Numbers]:
    """Return Wilson's limits of a share: so many of so many persons.

    Parameters
    ----------
    n_events, n_persons : array_like
        Persons with the property, and all persons; whole numbers that broadcast.
    level : float, default 0.95
        Confidence level, a fraction in (0, 1).

    Returns
    -------
    lower, upper : float or ndarray
        Limits of the share, fractions in [0, 1].

    Raises
    ------
    EstimationError
        If a number is missing, negative or not whole, nobody was asked, or more have
        the property than were asked.

    Notes
    -----
    Holds its level on average and not everywhere [1]_. Use it when each person counts
    once; for awards per resident and year use the Poisson limits.

    References
    ----------
    .. [1] E. B. Wilson, "Probable inference, the law of succession, and statistical
       inference", Journal of the American Statistical Association 22, 1927.

    Examples
    --------
    >>> lower, upper = wilson_limits(1, 100)
    >>> print(f"{lower:.4f}-{upper:.4f}")
    0.0018-0.0545
    """
    events, persons = _as_shares(n_events, n_persons)
    z = -stats.norm.ppf(as_tail(level))
    half = z * np.sqrt(z**2 + 4.0 * events * (1.0 - events / persons))
    centre, scale = 2.0 * events + z**2, 2.0 * (persons + z**2)
    # Set, not computed: rounding would leave the limit a hair inside the edge.
    lower = np.where(events > 0, (centre - half) / scale, 0.0)
    upper = np.where(events < persons, (centre + half) / scale, 1.0)
    return as_plain(lower), as_plain(upper)


def clopper_pearson_limits(
    n_events: ArrayLike, n_persons: ArrayLike, *, level: float = 0.95
) -> tuple[Numbers, Numbers]:
    """Return the exact limits of a share: so many of so many persons.

    Parameters
    ----------
    n_events, n_persons : array_like
        Persons with the property, and all persons; whole numbers that broadcast.
    level : float, default 0.95
        Confidence level, a fraction in (0, 1).

    Returns
    -------
    lower, upper : float or ndarray
        Limits of the share, fractions in [0, 1].

    Raises
    ------
    EstimationError
        If a number is missing, negative or not whole, nobody was asked, or more have
        the property than were asked.

    Notes
    -----
    Leans to the cautious side for every share [1]_.

    References
    ----------
    .. [1] C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits
       illustrated in the case of the binomial", Biometrika 26, 1934.

    Examples
    --------
    >>> lower, upper = clopper_pearson_limits(5, 100)
    >>> print(f"{lower:.4f}-{upper:.4f}")
    0.0164-0.1128
    """
    events, persons = _as_shares(n_events, n_persons)
    tail, others = as_tail(level), persons - events
    lower = special.betaincinv(np.maximum(events, 1.0), others + 1.0, tail)
    upper = special.betainccinv(events + 1.0, np.maximum(others, 1.0), tail)
    return as_plain(np.where(events > 0, lower, 0.0)), as_plain(np.where(others > 0, upper, 1.0))


def _gamma_quantile(shape: FloatArray, probability: float) -> FloatArray:
    # A gamma distribution with shape 0 lies at 0, which SciPy answers with NaN.
    return np.where(shape > 0, special.gammaincinv(np.maximum(shape, 1.0), probability), 0.0)


def _midp_root(events: FloatArray, probability: float, outer: FloatArray) -> FloatArray:
    """Find the means at which the mid-p distribution function has the given value.

    Halving finds it for all counts at once, and cannot leave the bracket.
    """
    low, high = np.zeros_like(events), np.array(outer, dtype=np.float64)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        above = _midp_below(events, middle) > probability
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return (low + high) / 2.0


def _midp_below(events: FloatArray, mean: FloatArray) -> FloatArray:
    fewer = np.where(events > 0, special.gammaincc(np.maximum(events, 1.0), mean), 0.0)
    return np.asarray((special.gammaincc(events + 1.0, mean) + fewer) / 2.0)


def _as_shares(n_events: ArrayLike, n_persons: ArrayLike) -> tuple[FloatArray, FloatArray]:
    events = as_counts(n_events, name="n_events")
    persons = as_person_time(as_counts(n_persons, name="n_persons"), name="n_persons")
    if np.any(events > persons):
        raise EstimationError(
            "There are more events than persons.",
            where="n_events and n_persons",
            expected="each person counted at most once among the events",
            fix="use crude_rates() when one person can have several events",
        )
    return events, persons
