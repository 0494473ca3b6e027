"""What is known of each municipality's true ratio, as a mixture of gamma distributions.

Each component is one guess at how municipalities differ, and gives every municipality a
gamma distribution. The weights say how well the guess fits all counts together. Limits,
the chance of being above a line, and joint draws all come from here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from analysis.measures.inputs import FloatArray, Numbers, as_person_time, as_plain

# Leaves less than 1e-13 of the bracket, far under what the mixture itself is good for.
_HALVINGS = 45


@dataclass(frozen=True)
class GammaMixture:
    """A mixture of gamma distributions for each of several municipalities.

    Attributes
    ----------
    weights : ndarray, shape (n_components,)
        Add up to 1; the same components for all.
    shapes, rates : ndarray, shape (n_components, n)
        Shape, and rate (1 / scale), of each component and municipality; above 0.
    """

    weights: FloatArray
    shapes: FloatArray
    rates: FloatArray


def chance_above(mixture: GammaMixture, ratio: ArrayLike) -> Numbers:
    """Return the chance that each true ratio is above a line.

    Parameters
    ----------
    mixture : GammaMixture
        What is known.
    ratio : array_like
        The line, above 0: one for all, or one for each of n municipalities.

    Returns
    -------
    float or ndarray, shape (n,)
        Chances, fractions.

    Raises
    ------
    EstimationError
        If a line is missing or not above 0.

    Examples
    --------
    >>> known = GammaMixture(np.ones(1), np.array([[12.5, 3.5]]), np.array([[10.0, 10.0]]))
    >>> print(chance_above(known, 1.0).round(2))
    [0.75 0.01]
    """
    line = as_person_time(ratio, name="ratio")
    return as_plain(_above(mixture, line))


def mixture_limits(mixture: GammaMixture, *, tail: float) -> tuple[FloatArray, FloatArray]:
    """Return the ratios that leave `tail` below and above.

    Parameters
    ----------
    mixture : GammaMixture
        What is known.
    tail : float
        Probability outside each limit, a fraction under one half.

    Returns
    -------
    lower, upper : ndarray, shape (n,)
        Ratios.

    Examples
    --------
    >>> known = GammaMixture(np.ones(1), np.array([[10.0]]), np.array([[10.0]]))
    >>> lower, upper = mixture_limits(known, tail=0.025)
    >>> print(lower.round(2), upper.round(2))
    [0.48] [1.71]
    """
    return _quantile(mixture, 1.0 - tail), _quantile(mixture, tail)


def draw_ratios(mixture: GammaMixture, *, n_draws: int, rng: np.random.Generator) -> FloatArray:
    """Draw true ratios of all municipalities together.

    Parameters
    ----------
    mixture : GammaMixture
        What is known.
    n_draws : int
        How many draws.
    rng : Generator
        Source of chance.

    Returns
    -------
    ndarray, shape (n_draws, n)
        Each row from one component, so that what is uncertain for all stays common.

    Examples
    --------
    >>> known = GammaMixture(np.ones(1), np.array([[12.5, 3.5]]), np.array([[10.0, 10.0]]))
    >>> draw_ratios(known, n_draws=5, rng=np.random.default_rng(1)).shape
    (5, 2)
    """
    component = rng.choice(mixture.weights.size, size=n_draws, p=mixture.weights)
    return np.asarray(rng.standard_gamma(mixture.shapes[component]) / mixture.rates[component])


def _above(mixture: GammaMixture, line: FloatArray) -> FloatArray:
    return np.asarray(mixture.weights @ special.gammaincc(mixture.shapes, mixture.rates * line))


def _quantile(mixture: GammaMixture, above: float) -> FloatArray:
    """Halve the bracket between the components' own quantiles."""
    own = special.gammainccinv(mixture.shapes, above) / mixture.rates
    low, high = own.min(axis=0), own.max(axis=0)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        is_under = _above(mixture, middle) > above
        low, high = np.where(is_under, middle, low), np.where(is_under, high, middle)
    return np.asarray((low + high) / 2.0)
