"""How probable is this count, where practice varies and chance comes on top?

The mean of each municipality is drawn from a gamma distribution around the expected
number, with relative variance tau2, and its count is Poisson around that mean. The
counts are then negative binomial with variance ``mean + tau2 * mean**2``. With tau2 of 0
there is chance only, and they are Poisson.

The functions take arrays that broadcast: counts of 0 or more, means above 0, tau2 of 0
or more. They check nothing, since the modules that use them already have.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.measures.inputs import FloatArray

Flags: TypeAlias = NDArray[np.bool_]

# Less extra variance than this, relative to the mean, is lost in rounding.
_NEGLIGIBLE = 1e-8


def at_most(counts: FloatArray, mean: FloatArray, tau2: FloatArray) -> FloatArray:
    """Return the probability of a count of at most ``counts``.

    Examples
    --------
    >>> one = np.array(1.0)
    >>> print(f"{at_most(one, one, np.array(0.0)):.4f} {at_most(one, one, one):.4f}")
    0.7358 0.7500
    """
    size, success, is_poisson = _parts(mean, tau2)
    mixed = stats.nbinom.cdf(counts, size, success)
    return _choose(is_poisson, stats.poisson.cdf(counts, mean), mixed)


def more_than(counts: FloatArray, mean: FloatArray, tau2: FloatArray) -> FloatArray:
    """Return the probability of a count above ``counts``, precise also where it is tiny.

    Examples
    --------
    >>> print(f"{more_than(np.array(40.0), np.array(5.0), np.array(0.0)):.0e}")
    1e-23
    """
    size, success, is_poisson = _parts(mean, tau2)
    mixed = stats.nbinom.sf(counts, size, success)
    return _choose(is_poisson, stats.poisson.sf(counts, mean), mixed)


def log_probability(counts: FloatArray, mean: FloatArray, tau2: FloatArray) -> FloatArray:
    """Return the natural logarithm of the probability of exactly ``counts``.

    Examples
    --------
    >>> two = np.array(2.0)
    >>> print(f"{np.exp(log_probability(two, two, np.array(0.5))):.4f}")
    0.1875
    """
    size, success, is_poisson = _parts(mean, tau2)
    mixed = stats.nbinom.logpmf(counts, size, success)
    return _choose(is_poisson, stats.poisson.logpmf(counts, mean), mixed)


def count_quantile(share: float, mean: FloatArray, tau2: FloatArray) -> FloatArray:
    """Return the smallest count that is reached or not passed with probability ``share``.

    Examples
    --------
    >>> print(count_quantile(0.975, np.array([10.0, 10.0]), np.array([0.0, 0.1])))
    [17. 20.]
    """
    size, success, is_poisson = _parts(mean, tau2)
    mixed = stats.nbinom.ppf(share, size, success)
    return _choose(is_poisson, stats.poisson.ppf(share, mean), mixed)


def _parts(mean: FloatArray, tau2: FloatArray) -> tuple[FloatArray, FloatArray, Flags]:
    """Return size and success probability, and where the Poisson answers instead."""
    extra = np.asarray(mean * tau2)
    is_poisson = extra < _NEGLIGIBLE
    size = 1.0 / np.where(is_poisson, 1.0, tau2)
    return np.asarray(size), 1.0 / (1.0 + np.where(is_poisson, 1.0, extra)), is_poisson


def _choose(is_poisson: Flags, chance_only: FloatArray, mixed: FloatArray) -> FloatArray:
    return np.asarray(np.where(is_poisson, chance_only, mixed))
