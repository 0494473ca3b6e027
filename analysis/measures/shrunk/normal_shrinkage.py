"""How far is this stock from its modelled expectation, once chance at one date is out?

Logarithms of observed over expected differ between municipalities, and each is seen with
an error whose size is known: large where few are expected. True values are drawn from a
normal distribution around a modelled value (one level for all, or one that follows
conditions). What is known of one municipality is its own value and that distribution
together, so the fewer it expects, the nearer to the model it is put.

How far the true values lie apart is estimated, and so is the model. Limits and draws
hold both uncertainties: they are a mixture over all spreads that fit the values.

===========================================  ==========================================
Case                                         Result
===========================================  ==========================================
Values as alike as chance makes them         spread 0; limits keep a width
Nobody here                                  a ratio above 0
Large numbers everywhere                     hardly any shrinkage
Fewer than five municipalities per term      refused
===========================================  ==========================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from analysis.errors import EstimationError
from analysis.measures.inputs import FloatArray, as_amounts, as_person_time, as_tail

_FEWEST_PER_TERM = 5
_N_SPREADS = 60
# Spreads that are e^-12 times as likely as the best one add nothing to a limit.
_LEAST_LOG_LIKELIHOOD = 12.0
_LARGEST_SPREAD = 100.0
_STEP = 1.25
_HALVINGS = 50


@dataclass(frozen=True)
class NormalMixture:
    """What is known of the true values: one normal model for each spread that fits.

    Attributes
    ----------
    weights, spreads : ndarray, shape (n_spreads,)
        How well each spread fits (adds up to 1), and the spread.
    coefficients : ndarray, shape (n_spreads, n_terms)
        Best coefficients of the modelled value at each spread.
    covariances : ndarray, shape (n_spreads, n_terms, n_terms)
        Their covariances.
    values, variances : ndarray, shape (n,)
        What was seen, and the variance of its error.
    terms : ndarray, shape (n, n_terms)
        Level and conditions.
    """

    weights: FloatArray
    spreads: FloatArray
    coefficients: FloatArray
    covariances: FloatArray
    values: FloatArray
    variances: FloatArray
    terms: FloatArray


@dataclass(frozen=True)
class ShrunkValues:
    """Values with known errors: raw, modelled and shrunken.

    Attributes
    ----------
    raw, modelled : ndarray, shape (n,)
        What was seen, and what the model gives.
    value, sd : ndarray, shape (n,)
        Mean and standard deviation of the true value.
    lower, upper : ndarray, shape (n,)
        Limits of the true value, with the uncertainty of model and spread.
    spread : float
        The most likely standard deviation of true values around the modelled ones.
    posterior : NormalMixture
        What is known, for draws.
    level : float
        Level of the limits, a fraction.
    """

    raw: FloatArray
    modelled: FloatArray
    value: FloatArray
    sd: FloatArray
    lower: FloatArray
    upper: FloatArray
    spread: float
    posterior: NormalMixture
    level: float


def shrink_stocks(
    n_recipients: ArrayLike,
    n_expected: ArrayLike,
    *,
    conditions: ArrayLike | None = None,
    level: float = 0.95,
) -> ShrunkValues:
    """Pull the logarithms of observed over expected stocks towards their modelled value.

    Parameters
    ----------
    n_recipients, n_expected : array_like, shape (n,)
        Observed and expected recipients at one date, or a mean of dates. Never a sum of
        dates, which counts people again.
    conditions : array_like, shape (n, n_conditions), optional
        Conditions that the modelled value follows. Never an outcome of practice.
    level : float, default 0.95
        Level of the limits, a fraction in (0, 1).

    Returns
    -------
    ShrunkValues
        On the scale of log((O + 1/2) / (E + 1/2)).

    Raises
    ------
    EstimationError
        As `shrink_values`.

    Notes
    -----
    The error has variance 1 / (E + 1/2): how many would be counted at this one date, had
    the same practice met the same kind of people once more. People who are on the
    benefit almost for certain vary less, so it leans to too much shrinkage, which only
    the smallest municipalities notice. The spread is found by likelihood, not
    winsorised as in `analysis.measures.between.spread`, since weights need a likelihood:
    a few municipalities far out widen it, and all are then shrunk less.

    Examples
    --------
    Nobody where three are expected; and the same ratios in large numbers.

    >>> stock = shrink_stocks([20, 300, 0, 220, 40, 150], [80, 140, 3, 200, 30, 180])
    >>> print(np.exp(stock.raw).round(2))
    [0.25 2.14 0.14 1.1  1.33 0.83]
    >>> print(np.exp(stock.value).round(2))
    [0.26 2.12 0.19 1.1  1.31 0.83]
    """
    observed, expected = np.broadcast_arrays(
        np.atleast_1d(as_amounts(n_recipients, name="n_recipients")),
        np.atleast_1d(as_amounts(n_expected, name="n_expected")),
    )
    return shrink_values(
        np.log((observed + 0.5) / (expected + 0.5)),
        1.0 / (expected + 0.5),
        conditions=conditions,
        level=level,
    )


def shrink_values(
    values: ArrayLike,
    variances: ArrayLike,
    *,
    conditions: ArrayLike | None = None,
    level: float = 0.95,
) -> ShrunkValues:
    """Pull values with known errors towards their modelled value.

    Parameters
    ----------
    values, variances : array_like, shape (n,)
        Independent values, and the known variances of their errors, above 0.
    conditions : array_like, shape (n, n_conditions), optional
        Conditions that the modelled value follows.
    level : float, default 0.95
        Level of the limits, a fraction in (0, 1).

    Returns
    -------
    ShrunkValues
        Show raw, modelled and shrunken side by side: a shrunken value alone hides how
        much of it is the model.

    Raises
    ------
    EstimationError
        If there are fewer than five values per term, a number is missing, a variance is
        not above 0, or conditions say the same thing.

    Notes
    -----
    At a given spread t the model is a weighted least-squares fit with weights
    1 / (v + t^2), and the true value is normal [1]_. Every spread counts as equally
    likely before [2]_, which leans to wide limits where municipalities are few; the
    coefficients have a flat prior and are integrated out. A truly extreme value is
    pulled too far.

    References
    ----------
    .. [1] D. B. Rubin, "Estimation in parallel randomized experiments", Journal of
       Educational Statistics 6, 1981.
    .. [2] A. Gelman, "Prior distributions for variance parameters in hierarchical
       models", Bayesian Analysis 1, 2006.

    Examples
    --------
    >>> shrunk = shrink_values([28, 8, -3, 7, -1, 1, 18, 12],
    ...                        np.square([15, 10, 16, 11, 9, 11, 10, 18]))
    >>> print(shrunk.value.round(1), f"{shrunk.spread:.1f}")
    [11.4  7.9  6.1  7.6  5.1  6.1 10.7  8.5] 0.0
    """
    tail = as_tail(level)
    seen, errors, terms = _as_table(values, variances, conditions)
    posterior, spread = _mixture(seen, errors, terms)
    modelled = posterior.weights @ (posterior.coefficients @ terms.T)
    means, sds = _components(posterior)
    mean = posterior.weights @ means
    variance = posterior.weights @ (sds**2 + means**2) - mean**2
    return ShrunkValues(
        raw=seen,
        modelled=np.asarray(modelled),
        value=np.asarray(mean),
        sd=np.sqrt(variance),
        lower=_quantile(posterior.weights, means, sds, tail),
        upper=_quantile(posterior.weights, means, sds, 1.0 - tail),
        spread=spread,
        posterior=posterior,
        level=level,
    )


def draw_values(posterior: NormalMixture, *, n_draws: int, rng: np.random.Generator) -> FloatArray:
    """Draw true values of all municipalities together.

    Parameters
    ----------
    posterior : NormalMixture
        What is known.
    n_draws : int
        How many draws.
    rng : Generator
        Source of chance.

    Returns
    -------
    ndarray, shape (n_draws, n)
        Each row from one spread and one modelled value, so that what is uncertain for
        all stays common.

    Examples
    --------
    >>> known = shrink_values([1.0, 2.0, 3.0, 4.0, 5.0], np.full(5, 0.1)).posterior
    >>> draws = draw_values(known, n_draws=4_000, rng=np.random.default_rng(1))
    >>> print(draws.mean(axis=0).round(1))
    [1.1 2.  3.  4.  4.9]
    """
    chosen = rng.choice(posterior.weights.size, size=n_draws, p=posterior.weights)
    roots = np.linalg.cholesky(posterior.covariances)[chosen]
    noise = rng.standard_normal((n_draws, posterior.terms.shape[1]))
    coefficients = posterior.coefficients[chosen] + np.einsum("dij,dj->di", roots, noise)
    modelled = coefficients @ posterior.terms.T
    pull = _pull(posterior.spreads[chosen], posterior.variances)
    center = modelled + (1.0 - pull) * (posterior.values - modelled)
    error = np.sqrt((1.0 - pull) * posterior.variances)
    return np.asarray(center + error * rng.standard_normal(center.shape))


def _mixture(
    values: FloatArray, variances: FloatArray, terms: FloatArray
) -> tuple[NormalMixture, float]:
    """Return what is known over all spreads, and the most likely spread."""
    largest = _largest_spread(values, variances, terms)
    spreads = (np.arange(_N_SPREADS) + 0.5) / _N_SPREADS * largest
    log_weights, coefficients, covariances = _at_spreads(values, variances, terms, spreads)
    weights = np.exp(log_weights - log_weights.max())
    mixture = NormalMixture(
        weights / weights.sum(), spreads, coefficients, covariances, values, variances, terms
    )
    fine = np.concatenate([[0.0], np.linspace(0.0, largest, 20 * _N_SPREADS + 1)[1:]])
    best = int(np.argmax(_at_spreads(values, variances, terms, fine)[0]))
    return mixture, float(fine[best])


def _largest_spread(values: FloatArray, variances: FloatArray, terms: FloatArray) -> float:
    """Return a spread beyond which nothing fits any more."""
    scale = max(float(np.std(values)), float(np.sqrt(variances.min())))
    tried, best = 0.02 * scale, -np.inf
    while tried < _LARGEST_SPREAD * scale:
        likelihood = float(_at_spreads(values, variances, terms, np.array([tried]))[0][0])
        best = max(best, likelihood)
        if likelihood < best - _LEAST_LOG_LIKELIHOOD:
            break
        tried *= _STEP
    return tried


def _at_spreads(
    values: FloatArray, variances: FloatArray, terms: FloatArray, spreads: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return log likelihoods (coefficients integrated out), coefficients, covariances."""
    weights = 1.0 / (variances + spreads[:, None] ** 2)
    information = np.einsum("kn,ni,nj->kij", weights, terms, terms)
    covariances = np.linalg.inv(information)
    coefficients = np.einsum("kij,kn,nj,n->ki", covariances, weights, terms, values, optimize=True)
    residuals = values - coefficients @ terms.T
    fit = np.log(weights).sum(axis=1) - (weights * residuals**2).sum(axis=1)
    determinants = np.linalg.slogdet(information)[1]
    return (
        np.asarray((fit - determinants) / 2.0),
        np.asarray(coefficients),
        np.asarray(covariances),
    )


def _components(posterior: NormalMixture) -> tuple[FloatArray, FloatArray]:
    """Return mean and standard deviation of each municipality at each spread."""
    modelled = posterior.coefficients @ posterior.terms.T
    pull = _pull(posterior.spreads, posterior.variances)
    of_model = np.einsum(
        "ni,kij,nj->kn", posterior.terms, posterior.covariances, posterior.terms, optimize=True
    )
    means = modelled + (1.0 - pull) * (posterior.values - modelled)
    return means, np.sqrt((1.0 - pull) * posterior.variances + pull**2 * of_model)


def _pull(spreads: FloatArray, variances: FloatArray) -> FloatArray:
    """Return how much of the way to the model each value is moved, 0 to 1."""
    return np.asarray(variances / (variances + spreads[:, None] ** 2))


def _quantile(weights: FloatArray, means: FloatArray, sds: FloatArray, below: float) -> FloatArray:
    """Halve the bracket between the components' own quantiles."""
    own = means + special.ndtri(below) * sds
    low, high = own.min(axis=0), own.max(axis=0)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        is_under = weights @ special.ndtr((middle - means) / sds) < below
        low, high = np.where(is_under, middle, low), np.where(is_under, high, middle)
    return np.asarray((low + high) / 2.0)


def _as_table(
    values: ArrayLike, variances: ArrayLike, conditions: ArrayLike | None
) -> tuple[FloatArray, FloatArray, FloatArray]:
    errors = np.atleast_1d(as_person_time(variances, name="variances"))
    seen, errors = np.broadcast_arrays(np.atleast_1d(np.asarray(values, dtype=float)), errors)
    terms = np.ones((seen.size, 1))
    if conditions is not None:
        columns = np.asarray(conditions, dtype=np.float64).reshape(seen.size, -1)
        terms = np.column_stack([terms, columns])
    _fail_if_values_do_not_fit(seen, terms)
    return seen, errors, terms


def _fail_if_values_do_not_fit(values: FloatArray, terms: FloatArray) -> None:
    if not np.all(np.isfinite(values)):
        raise EstimationError(
            "A value is missing.",
            where="values",
            expected="known, finite numbers",
            fix="leave the municipality out",
        )
    if values.size < _FEWEST_PER_TERM * terms.shape[1]:
        raise EstimationError(
            f"{values.size} municipalities are too few to show how they differ.",
            where="values",
            expected=f"{_FEWEST_PER_TERM} or more for the level and for each condition",
            fix="take all municipalities, not only the peers, or fewer conditions",
        )
    if not np.all(np.isfinite(terms)) or np.linalg.matrix_rank(terms) < terms.shape[1]:
        raise EstimationError(
            "A condition is missing, or conditions say the same thing.",
            where="conditions",
            expected="known numbers, and no condition that others add up to",
            fix="leave out a condition",
        )
