"""What did an older report, or another tool, print? Formulas to recognise its figures by.

None of these is used by this package. Each is here so that a difference between two
reports can be traced to its method; the docstrings say what to prefer and why.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from analysis.measures.inputs import Numbers, as_counts, as_person_time, as_plain, as_tail


def rothman_boice_limits(n_events: ArrayLike, *, level: float = 0.95) -> tuple[Numbers, Numbers]:
    """Return the limits of a Poisson mean that some tools call Byar's.

    One half is added to the count on both sides, unlike in `byar_limits`.

    Parameters
    ----------
    n_events : array_like
        Events counted, whole numbers of any shape.
    level : float, default 0.95
        Confidence level, a fraction in (0, 1).

    Returns
    -------
    lower, upper : float or ndarray
        Limits in events. The lower one is negative for no events at a high level.

    Notes
    -----
    Leans to the bold side of the exact limits. Prefer `exact_poisson_limits`.

    References
    ----------
    .. [1] K. J. Rothman and J. D. Boice, "Epidemiologic Analysis with a Programmable
       Calculator", National Institutes of Health, 1979.

    Examples
    --------
    >>> lower, upper = rothman_boice_limits(15)
    >>> print(f"{lower:.3f}-{upper:.3f}")
    8.763-24.117
    """
    middle, z = as_counts(n_events, name="n_events") + 0.5, -stats.norm.ppf(as_tail(level))
    base, step = 1.0 - 1.0 / (9.0 * middle), z / (3.0 * np.sqrt(middle))
    return as_plain(middle * (base - step) ** 3), as_plain(middle * (base + step) ** 3)


def wald_poisson_limits(n_events: ArrayLike, *, level: float = 0.95) -> tuple[Numbers, Numbers]:
    """Return a count plus and minus z times its square root.

    Parameters
    ----------
    n_events : array_like
        Events counted, whole numbers of any shape.
    level : float, default 0.95
        Confidence level, a fraction in (0, 1).

    Returns
    -------
    lower, upper : float or ndarray
        Limits in events. The lower one may be negative; with no events both are 0.

    Notes
    -----
    Far too bold for small counts: with a mean of 3 it holds the mean 80 % of the
    time at a level of 95 %. Prefer `exact_poisson_limits`.

    Examples
    --------
    >>> lower, upper = wald_poisson_limits(15)
    >>> print(f"{lower:.2f}-{upper:.2f}")
    7.41-22.59
    """
    events, z = as_counts(n_events, name="n_events"), -stats.norm.ppf(as_tail(level))
    return as_plain(events - z * np.sqrt(events)), as_plain(events + z * np.sqrt(events))


def lognormal_ratio_limits(
    n_observed: ArrayLike, n_expected: ArrayLike, *, level: float = 0.95
) -> tuple[Numbers, Numbers]:
    """Return the limits of observed over expected from a normal logarithm.

    Parameters
    ----------
    n_observed : array_like
        Events that happened, whole numbers.
    n_expected : array_like
        Events expected, above 0.
    level : float, default 0.95
        Confidence level, a fraction in (0, 1).

    Returns
    -------
    lower, upper : float or ndarray
        Limits of the ratio; NaN with nothing observed, where the formula has no answer.

    Notes
    -----
    Treats the expected number as known. Prefer `ratio_to_known_expected`, or
    `ratio_to_estimated_expected` for a small reference.

    Examples
    --------
    >>> lower, upper = lognormal_ratio_limits(12, 8.4)
    >>> print(f"{lower:.2f}-{upper:.2f}")
    0.81-2.52
    """
    observed = as_counts(n_observed, name="n_observed")
    expected = as_person_time(n_expected, name="n_expected")
    z, positive = -stats.norm.ppf(as_tail(level)), np.maximum(observed, 1.0)
    ratio = np.where(observed > 0, observed / expected, np.nan)
    spread = np.exp(z / np.sqrt(positive))
    return as_plain(ratio / spread), as_plain(ratio * spread)
