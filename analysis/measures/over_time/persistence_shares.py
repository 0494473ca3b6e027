"""How sure is it how much of the differences stays, and how much is chance?

The parts of `analysis.measures.over_time.persistence` are estimated from some hundred
municipalities, of which the large ones count most. Which ones a country happens to have is
played again: municipalities are drawn with replacement, each with all its years, and the
parts are estimated anew.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.measures.inputs import FloatArray, as_counts, as_person_time, as_tail
from analysis.measures.over_time.persistence import flow_parts

_N_DRAWS = 600


@dataclass(frozen=True)
class PartShares:
    """The parts of the differences of one year as shares of all, with limits.

    Attributes
    ----------
    value, lower, upper : ndarray, shape (3,)
        Fractions: what stays, what is true of the year alone, chance. The values add up
        to 1, the limits do not.
    level : float
        Level of the limits, a fraction.
    """

    value: FloatArray
    lower: FloatArray
    upper: FloatArray
    level: float


def share_flow_parts(
    n_events: ArrayLike,
    n_expected: ArrayLike,
    *,
    rng: np.random.Generator,
    n_draws: int = _N_DRAWS,
    level: float = 0.95,
) -> PartShares:
    """Return the shares of the parts of the differences in awards, with limits.

    Parameters
    ----------
    n_events, n_expected : array_like, shape (n_years, n)
        As `analysis.measures.over_time.persistence.split_flow_ratios` takes them, which
        also refuses what is too little. Never a stock: its chance cannot be told.
    rng : Generator
        Where the draws of municipalities come from.
    n_draws : int, default 600
        Draws of municipalities.
    level : float, default 0.95
        Level of the limits, a fraction in (0, 1).

    Returns
    -------
    PartShares
        Limits are quantiles of the draws.

    Raises
    ------
    EstimationError
        If a number is missing, a count is not whole, or the level is no fraction.

    Notes
    -----
    The bootstrap over municipalities [1]_. Years are kept as they are: that a country has
    few of them is not in the limits (bold). A draw in which nothing is counted in a year is
    left out.

    References
    ----------
    .. [1] B. Efron and R. J. Tibshirani, "An Introduction to the Bootstrap", Chapman and
       Hall, 1993, ch. 13.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> expected = np.full((5, 100), 40.0)
    >>> events = rng.poisson(expected * rng.gamma(25, 1 / 25, 100))
    >>> shares = share_flow_parts(events, expected, rng=rng)
    >>> print(f"{shares.value[0]:.2f} ({shares.lower[0]:.2f} to {shares.upper[0]:.2f})")
    0.53 (0.41 to 0.63)
    """
    tail = as_tail(level)
    events = as_counts(n_events, name="n_events")
    expected = as_person_time(n_expected, name="n_expected")
    n = events.shape[1]
    drawn = []
    for _ in range(n_draws):
        places = rng.integers(0, n, n)
        if np.all(events[:, places].sum(axis=1) > 0):
            drawn.append(_shares(events[:, places], expected[:, places]))
    lower, upper = np.quantile(drawn, [tail, 1.0 - tail], axis=0)
    return PartShares(_shares(events, expected), lower, upper, level)


def _shares(events: FloatArray, expected: FloatArray) -> FloatArray:
    parts = flow_parts(events, expected)
    return np.asarray(parts / parts.sum())
