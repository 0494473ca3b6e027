"""How far is this municipality from its modelled expectation, once chance is taken out?

True ratios of observed over expected differ between municipalities. Here they are drawn
from a gamma distribution around a modelled ratio (one level for all, or one that follows
conditions such as the share of students). What is known of one municipality is then its
own count and that distribution together: the fewer it expects, the nearer to the model
it is put. Shrinking towards a *modelled* ratio, and not towards the country, keeps a
pattern that small municipalities share.

The spread of the distribution is estimated, and 98 municipalities leave it uncertain.
Limits that take it as known are too narrow, and of no width at all where the best
estimate is no spread. Here they are a mixture over all spreads that fit the counts.

===========================================  ==========================================
Case                                         Result
===========================================  ==========================================
Counts as alike as chance makes them         shape infinite, spread 0; limits keep width
No events here                               a ratio above 0
No events anywhere                           refused
Fewer than five municipalities per term      refused
===========================================  ==========================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special

from analysis.errors import EstimationError
from analysis.measures.inputs import FloatArray, as_counts, as_person_time, as_tail
from analysis.measures.shrunk.gamma_mixtures import GammaMixture, mixture_limits
from analysis.measures.shrunk.spread_fits import (
    best_coefficients,
    fit_over_spreads,
    log_likelihood,
    spread_out,
)

_FEWEST_PER_TERM = 5
# A larger shape is a spread under 0.7 %, which no count of ours can tell from none.
_SMALLEST_LOG_SHAPE, _LARGEST_LOG_SHAPE = -8.0, 10.0
_MOST_ROUNDS = 500
_STILL = 1e-13


@dataclass(frozen=True)
class GammaModel:
    """The distribution of true ratios, estimated.

    Attributes
    ----------
    shape : float
        Shape of the gamma distribution; infinite where chance explains all.
    spread : float
        Standard deviation of a true ratio over its modelled one: 1 / sqrt(shape).
    coefficients : ndarray, shape (n_terms,)
        Logarithms of what one unit of each term multiplies the ratio with; the first is
        the level.
    modelled_ratio : ndarray, shape (n,)
        Ratio that the model gives each municipality.
    log_likelihood : float
        Negative-binomial log likelihood.
    """

    shape: float
    spread: float
    coefficients: FloatArray
    modelled_ratio: FloatArray
    log_likelihood: float


@dataclass(frozen=True)
class ShrunkRatios:
    """Ratios of observed over expected: raw, modelled and shrunken.

    Attributes
    ----------
    raw_ratio, modelled_ratio : ndarray, shape (n,)
        Observed over expected, and what the model gives.
    ratio, ratio_median : ndarray, shape (n,)
        Mean and median of the true ratio at the best estimate of the model.
    ratio_lower, ratio_upper : ndarray, shape (n,)
        Limits of the true ratio, with the uncertainty of the model.
    model : GammaModel
        What the municipalities are pulled towards, and how strongly.
    posterior : GammaMixture
        What is known of each true ratio, with the uncertainty of the model.
    level : float
        Level of the limits, a fraction.
    """

    raw_ratio: FloatArray
    modelled_ratio: FloatArray
    ratio: FloatArray
    ratio_median: FloatArray
    ratio_lower: FloatArray
    ratio_upper: FloatArray
    model: GammaModel
    posterior: GammaMixture
    level: float


def fit_gamma_model(
    n_events: ArrayLike, n_expected: ArrayLike, *, conditions: ArrayLike | None = None
) -> GammaModel:
    """Estimate the distribution of true ratios by maximum likelihood.

    Parameters
    ----------
    n_events : array_like, shape (n,)
        Events of each municipality. Never a stock of recipients.
    n_expected : array_like, shape (n,)
        Events expected, above 0: standardised, or person-years for a plain rate.
    conditions : array_like, shape (n, n_conditions), optional
        Conditions that the modelled ratio follows, such as a centred share of students.
        Never an outcome of practice.

    Returns
    -------
    GammaModel
        Its level is a part of the estimate, so `n_expected` need not add up.

    Raises
    ------
    EstimationError
        If there are fewer than five municipalities per term, nothing is counted, a
        number is missing, or conditions say the same thing.

    Notes
    -----
    The counts are negative binomial with mean E r and variance E r + (E r)^2 / shape
    [1]_. One municipality that is truly apart widens the spread, and with it the limits
    of all others: cautious for those, and bold in calling it ordinary.

    References
    ----------
    .. [1] D. Clayton and J. Kaldor, "Empirical Bayes estimates of age-standardized
       relative risks for use in disease mapping", Biometrics 43, 1987.

    Examples
    --------
    >>> model = fit_gamma_model([2, 30, 9, 22, 4, 15], [8, 14, 10, 20, 3, 18])
    >>> print(f"{model.spread:.2f}")
    0.45
    """
    observed, expected, terms = _as_table(n_events, n_expected, conditions)
    log_shape, coefficients = _maximum(observed, expected, terms)
    modelled = np.exp(terms @ coefficients)
    shape = float(np.exp(log_shape))
    likelihood = log_likelihood(observed, expected * modelled, shape)
    if log_shape >= _LARGEST_LOG_SHAPE:
        return GammaModel(np.inf, 0.0, coefficients, modelled, likelihood)
    return GammaModel(shape, shape**-0.5, coefficients, modelled, likelihood)


def shrink_ratios(
    n_events: ArrayLike,
    n_expected: ArrayLike,
    *,
    conditions: ArrayLike | None = None,
    level: float = 0.95,
) -> ShrunkRatios:
    """Pull ratios of observed over expected towards their modelled ratio.

    Parameters and errors are those of `fit_gamma_model`, and the level of the limits.

    Returns
    -------
    ShrunkRatios
        Raw, modelled and shrunken ratios. Show them side by side: a shrunken ratio alone
        hides how much of it is the model.

    Notes
    -----
    At a given shape a and modelled ratio r the true ratio has a gamma distribution with
    shape a + O and rate a / r + E. `ratio` and `ratio_median` take a and r as estimated.
    The limits are those of a mixture over thirty spreads, evenly spaced, each weighted by
    its likelihood with the coefficients integrated out (Laplace), and over the modelled
    ratio's own normal error. Every spread counts as equally likely before [1]_, which
    leans to wide limits where municipalities are few. Coverage averaged over
    municipalities is what the level speaks of; those that are truly extreme are covered
    less often, since they are pulled too far.

    References
    ----------
    .. [1] A. Gelman, "Prior distributions for variance parameters in hierarchical
       models", Bayesian Analysis 1, 2006.

    Examples
    --------
    Nothing counted where three are expected: not a rate of nothing.

    >>> shrunk = shrink_ratios([2, 30, 0, 22, 4, 15], [8, 14, 3, 20, 3, 18])
    >>> print(f"{shrunk.ratio[2]:.2f} ({shrunk.ratio_lower[2]:.2f} to "
    ...       f"{shrunk.ratio_upper[2]:.2f})")
    0.44 (0.00 to 1.10)
    """
    tail = as_tail(level)
    observed, expected, terms = _as_table(n_events, n_expected, conditions)
    model = fit_gamma_model(n_events, n_expected, conditions=conditions)
    shape = min(model.shape, float(np.exp(_LARGEST_LOG_SHAPE)))
    own_shape, own_rate = shape + observed, shape / model.modelled_ratio + expected
    is_alike = np.isinf(model.shape)
    median = special.gammaincinv(own_shape, 0.5) / own_rate
    posterior = _posterior(observed, expected, terms)
    lower, upper = mixture_limits(posterior, tail=tail)
    return ShrunkRatios(
        raw_ratio=observed / expected,
        modelled_ratio=model.modelled_ratio,
        ratio=np.where(is_alike, model.modelled_ratio, own_shape / own_rate),
        ratio_median=np.where(is_alike, model.modelled_ratio, median),
        ratio_lower=lower,
        ratio_upper=upper,
        model=model,
        posterior=posterior,
        level=level,
    )


def _maximum(
    observed: FloatArray, expected: FloatArray, terms: FloatArray
) -> tuple[float, FloatArray]:
    """Return the best log shape, the largest one if there is no spread, and coefficients."""
    log_shape, coefficients = _LARGEST_LOG_SHAPE, np.zeros(terms.shape[1])
    for _ in range(_MOST_ROUNDS):
        new = best_coefficients(observed, expected, terms, float(np.exp(log_shape)), coefficients)
        new_log_shape = best_log_shape(observed, expected * np.exp(terms @ new))
        moved = max(abs(new_log_shape - log_shape), float(np.abs(new - coefficients).max()))
        log_shape, coefficients = new_log_shape, new
        if moved < 10.0 * _STILL * (1.0 + abs(log_shape)):
            break
    return log_shape, coefficients


def best_log_shape(observed: FloatArray, fitted: FloatArray) -> float:
    """Return the logarithm of the shape that fits counts with known means best.

    Parameters
    ----------
    observed, fitted : ndarray, shape (n,)
        Events, and their means.

    Returns
    -------
    float
        At most 10, which stands for no spread.

    Examples
    --------
    >>> best_log_shape(np.array([10.0, 11.0, 9.0]), np.array([10.0, 10.0, 10.0]))
    10.0
    """
    # The slope of the likelihood at no spread, as a limit: its digits are lost otherwise.
    if ((observed - fitted) ** 2 - observed).sum() <= 0.0:
        return _LARGEST_LOG_SHAPE

    def slope(log_shape: float) -> float:
        shape = np.exp(log_shape)
        digammas = special.digamma(observed + shape) - special.digamma(shape)
        means = (fitted - observed) / (shape + fitted) - np.log1p(fitted / shape)
        return float((digammas + means).sum())

    if slope(_LARGEST_LOG_SHAPE) >= 0.0:
        return _LARGEST_LOG_SHAPE
    if slope(_SMALLEST_LOG_SHAPE) <= 0.0:
        return _SMALLEST_LOG_SHAPE
    return float(optimize.brentq(slope, _SMALLEST_LOG_SHAPE, _LARGEST_LOG_SHAPE, xtol=1e-13))


def _posterior(observed: FloatArray, expected: FloatArray, terms: FloatArray) -> GammaMixture:
    """Return what is known of each ratio, over all spreads and modelled ratios that fit."""
    fits = fit_over_spreads(observed, expected, terms)
    modelled, spreads, weights = spread_out(fits, terms)
    shapes = spreads[:, None] ** -2 + observed
    rates = spreads[:, None] ** -2 / modelled + expected
    return GammaMixture(weights, shapes, rates)


def _as_table(
    n_events: ArrayLike, n_expected: ArrayLike, conditions: ArrayLike | None
) -> tuple[FloatArray, FloatArray, FloatArray]:
    observed, expected = np.broadcast_arrays(
        np.atleast_1d(as_counts(n_events, name="n_events")),
        np.atleast_1d(as_person_time(n_expected, name="n_expected")),
    )
    terms = np.ones((observed.size, 1))
    if conditions is not None:
        columns = np.asarray(conditions, dtype=np.float64).reshape(observed.size, -1)
        terms = np.column_stack([terms, columns])
    _fail_if_terms_do_not_fit(observed, terms)
    return observed, expected, terms


def _fail_if_terms_do_not_fit(observed: FloatArray, terms: FloatArray) -> None:
    if observed.sum() == 0:
        raise EstimationError(
            "Nothing is counted in any municipality.",
            where="n_events",
            expected="at least one event",
            fix="use a longer period",
        )
    if observed.size < _FEWEST_PER_TERM * terms.shape[1]:
        raise EstimationError(
            f"{observed.size} municipalities are too few to show how they differ.",
            where="n_events",
            expected=f"{_FEWEST_PER_TERM} or more for the level and for each condition",
            fix="take all municipalities, not only the peers, or fewer conditions",
        )
    # `matrix_rank` cannot judge a missing condition, so that is asked first.
    if not np.all(np.isfinite(terms)) or np.linalg.matrix_rank(terms) < terms.shape[1]:
        raise EstimationError(
            "A condition is missing, or conditions say the same thing.",
            where="conditions",
            expected="known numbers, and no condition that others add up to",
            fix="leave out a condition",
        )
