"""Which spreads of the true ratios fit the counts, and how well does each of them?

The spread between municipalities is estimated from some hundred of them, and stays
uncertain. An answer that must carry this uncertainty is found for many spreads, each
weighted by how likely it makes the counts, and for each of them over the error of the
coefficients. Both shrunken ratios and the expected number of a municipality that has no
part in the model rest on it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from analysis.measures.inputs import FloatArray

_MOST_ROUNDS = 500
_STILL = 1e-13
_N_SPREADS = 30
# Spreads that are e^-12 times as likely as the best one add nothing to a limit.
_LEAST_LOG_LIKELIHOOD = 12.0
_LARGEST_SPREAD = 20.0
_N_LEVELS = 3


@dataclass(frozen=True)
class SpreadFits:
    """The model fitted at each of several spreads.

    Attributes
    ----------
    spreads : ndarray, shape (n_spreads,)
        Standard deviations of a true ratio over its modelled one.
    weights : ndarray, shape (n_spreads,)
        How likely each makes the counts, the coefficients integrated out (Laplace);
        the best one has 1.
    coefficients : ndarray, shape (n_spreads, n_terms)
        Best coefficients at each spread.
    covariances : ndarray, shape (n_spreads, n_terms, n_terms)
        Their covariance, from the expected information.
    """

    spreads: FloatArray
    weights: FloatArray
    coefficients: FloatArray
    covariances: FloatArray


def fit_over_spreads(observed: FloatArray, expected: FloatArray, terms: FloatArray) -> SpreadFits:
    """Fit the negative-binomial model at thirty spreads, evenly spaced.

    Parameters
    ----------
    observed, expected : ndarray, shape (n,)
        Events, and the events expected before conditions (the offset), above 0.
    terms : ndarray, shape (n, n_terms)
        Ones in the first column, then conditions.

    Examples
    --------
    >>> fits = fit_over_spreads(np.array([3.0, 9, 4, 6]), np.full(4, 5.0), np.ones((4, 1)))
    >>> fits.coefficients.shape, float(fits.weights.max())
    ((30, 1), 1.0)
    """
    largest = _largest_spread(observed, expected, terms)
    spreads = (np.arange(_N_SPREADS) + 0.5) / _N_SPREADS * largest
    found = [_at_spread(observed, expected, terms, float(spread)) for spread in spreads]
    log_weights = np.array([likelihood for likelihood, _, _ in found])
    return SpreadFits(
        spreads=spreads,
        weights=np.exp(log_weights - log_weights.max()),
        coefficients=np.array([coefficients for _, coefficients, _ in found]),
        covariances=np.array([covariance for _, _, covariance in found]),
    )


def spread_out(fits: SpreadFits, terms: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return modelled ratios over the spreads and over the error of the coefficients.

    Parameters
    ----------
    fits : SpreadFits
        The model at each spread.
    terms : ndarray, shape (n, n_terms)
        The municipalities to model, in the model or outside it.

    Returns
    -------
    modelled : ndarray, shape (n_components, n)
        Modelled ratios: for each spread at three points of their normal error.
    spreads, weights : ndarray, shape (n_components,)
        The spread of each component, and its weight; the weights add up to 1.

    Examples
    --------
    >>> level = np.ones((4, 1))
    >>> fits = fit_over_spreads(np.array([3.0, 9, 4, 6]), np.full(4, 5.0), level)
    >>> modelled, spreads, weights = spread_out(fits, level[:1])
    >>> modelled.shape, f"{weights.sum():.6f}"
    ((90, 1), '1.000000')
    """
    nodes, node_weights = np.polynomial.hermite_e.hermegauss(_N_LEVELS)
    modelled, spreads, shares = [], [], []
    for spread, weight, coefficients, covariance in zip(
        fits.spreads, fits.weights, fits.coefficients, fits.covariances, strict=True
    ):
        error = np.sqrt(np.einsum("ij,jk,ik->i", terms, covariance, terms))
        for node, node_weight in zip(nodes, node_weights, strict=True):
            modelled.append(np.exp(terms @ coefficients + node * error))
            spreads.append(spread)
            shares.append(weight * node_weight)
    return np.array(modelled), np.array(spreads), np.array(shares) / np.sum(shares)


def best_coefficients(
    observed: FloatArray, expected: FloatArray, terms: FloatArray, shape: float, start: FloatArray
) -> FloatArray:
    """Return the coefficients that fit best at a given shape.

    Parameters
    ----------
    observed, expected : ndarray, shape (n,)
        Events, and the events expected before conditions (the offset), above 0.
    terms : ndarray, shape (n, n_terms)
        Ones in the first column, then conditions.
    shape : float
        Shape of the gamma distribution of true ratios; a large one is no spread.
    start : ndarray, shape (n_terms,)
        Where to start; zeros for the common level.

    Returns
    -------
    ndarray, shape (n_terms,)

    Examples
    --------
    >>> level = np.ones((2, 1))
    >>> best_coefficients(np.array([4.0, 8]), np.array([3.0, 3]), level, 1e4, np.zeros(1)).round(2)
    array([0.69])
    """
    coefficients = start
    if not np.any(start):
        coefficients = start.copy()
        coefficients[0] = np.log(observed.sum() / expected.sum())
    for _ in range(_MOST_ROUNDS):
        fitted = expected * np.exp(np.clip(terms @ coefficients, -50.0, 50.0))
        weights = fitted / (1.0 + fitted / shape)
        roots = np.sqrt(weights)
        working = (observed - fitted) / fitted
        step = np.linalg.lstsq(terms * roots[:, None], working * roots, rcond=None)[0]
        # A bound on one step keeps a far start from overshooting.
        step = step / max(1.0, float(np.abs(terms @ step).max()) / 2.0)
        coefficients = coefficients + step
        if np.abs(step).max() < _STILL * (1.0 + np.abs(coefficients).max()):
            break
    return np.asarray(coefficients)


def covariance_at(
    expected: FloatArray, terms: FloatArray, shape: float, coefficients: FloatArray
) -> FloatArray:
    """Return the covariance of the best coefficients at a given shape.

    The inverse of the expected information, as for a generalised linear model with the
    shape held still; the shape and the coefficients are uncorrelated in expectation.

    Examples
    --------
    >>> four = covariance_at(np.full(4, 25.0), np.ones((4, 1)), 1e12, np.zeros(1))
    >>> print(f"{four[0, 0]:.3f}")
    0.010
    """
    return np.asarray(np.linalg.inv(_information(expected, terms, shape, coefficients)))


def log_likelihood(observed: FloatArray, fitted: FloatArray, shape: float) -> float:
    """Return the negative-binomial log likelihood of counts with known means and shape.

    Examples
    --------
    >>> print(f"{log_likelihood(np.array([2.0]), np.array([2.0]), 2.0):.4f}")
    -1.6740
    """
    parts = (
        special.gammaln(observed + shape)
        - special.gammaln(shape)
        - special.gammaln(observed + 1.0)
        - shape * np.log1p(fitted / shape)
        + special.xlogy(observed, fitted / (shape + fitted))
    )
    return float(parts.sum())


def _largest_spread(observed: FloatArray, expected: FloatArray, terms: FloatArray) -> float:
    tried, best = 0.05, -np.inf
    while tried < _LARGEST_SPREAD:
        likelihood = _at_spread(observed, expected, terms, tried)[0]
        best = max(best, likelihood)
        if likelihood < best - _LEAST_LOG_LIKELIHOOD:
            break
        tried *= 1.25
    return tried


def _at_spread(
    observed: FloatArray, expected: FloatArray, terms: FloatArray, spread: float
) -> tuple[float, FloatArray, FloatArray]:
    """Return log likelihood (coefficients integrated out), coefficients and covariance."""
    shape = spread**-2
    coefficients = best_coefficients(observed, expected, terms, shape, np.zeros(terms.shape[1]))
    fitted = expected * np.exp(terms @ coefficients)
    information = _information(expected, terms, shape, coefficients)
    covariance = np.asarray(np.linalg.inv(information), dtype=np.float64)
    determinant = float(np.linalg.slogdet(information)[1])
    return log_likelihood(observed, fitted, shape) - determinant / 2.0, coefficients, covariance


def _information(
    expected: FloatArray, terms: FloatArray, shape: float, coefficients: FloatArray
) -> FloatArray:
    fitted = expected * np.exp(terms @ coefficients)
    return np.asarray((terms * (fitted / (1.0 + fitted / shape))[:, None]).T @ terms)
