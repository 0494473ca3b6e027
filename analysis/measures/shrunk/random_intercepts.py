"""How far do municipalities lie apart on the scale of logarithms, beyond chance?

Each municipality has its own level, drawn from a normal distribution on the scale where
effects add up: the logarithm of a rate, or of the odds of a share. Beside the gamma
model of `analysis.measures.shrunk.gamma_shrinkage` this one also serves shares, and its
standard deviation reads directly: 0.2 says that a typical municipality lies about 20 %
above or below. The levels are integrated out with adaptive Gauss-Hermite quadrature.

===========================================  ==========================================
Case                                         Result
===========================================  ==========================================
Counts as alike as chance makes them         standard deviation 0
No events here, or everybody                 a level between its own and the common one
No events anywhere, or everybody everywhere  refused
===========================================  ==========================================
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special

from analysis.errors import EstimationError
from analysis.measures.inputs import FloatArray, as_counts, as_person_time

_FEWEST = 5
_N_NODES = 25
_SMALLEST_LOG_SD, _LARGEST_LOG_SD = -7.0, 3.0
_NEWTON_STEPS = 60
_STEP = 1e-3

# From levels to (log likelihood, slope, curvature), one of each per municipality.
_Likelihood = Callable[[FloatArray], tuple[FloatArray, FloatArray, FloatArray]]


@dataclass(frozen=True)
class RandomIntercepts:
    """Levels of municipalities, drawn from one normal distribution.

    Attributes
    ----------
    intercept, intercept_se : float
        Mean level, and its standard error.
    sd : float
        Standard deviation of the levels.
    modes : ndarray, shape (n,)
        Likeliest distance of each level from the mean one.
    log_likelihood : float
        With all constants, the levels integrated out.
    saturated_log_likelihood : float
        Of a model that fits each count perfectly.
    """

    intercept: float
    intercept_se: float
    sd: float
    modes: FloatArray
    log_likelihood: float
    saturated_log_likelihood: float


def fit_poisson_lognormal(
    n_events: ArrayLike, n_expected: ArrayLike, *, n_nodes: int = _N_NODES
) -> RandomIntercepts:
    """Fit counts whose ratios to the expected are log-normal.

    Parameters
    ----------
    n_events : array_like, shape (n,)
        Events of each municipality. Never a stock of recipients.
    n_expected : array_like, shape (n,)
        Events expected, above 0, or person-years.
    n_nodes : int, default 25
        Points of the quadrature; 1 is Laplace's approximation.

    Returns
    -------
    RandomIntercepts
        Levels are logarithms of observed over expected.

    Raises
    ------
    EstimationError
        If there are fewer than five municipalities, nothing is counted or a number is
        missing.

    Notes
    -----
    Quadrature centred on each municipality's likeliest level [1]_. Maximum likelihood
    leans to a small standard deviation where municipalities are few, since the mean
    level is estimated from the same counts.

    References
    ----------
    .. [1] J. C. Pinheiro and D. M. Bates, "Approximations to the log-likelihood function
       in the nonlinear mixed-effects model", Journal of Computational and Graphical
       Statistics 4, 1995.

    Examples
    --------
    >>> fit = fit_poisson_lognormal([2, 30, 9, 22, 4, 15], [8, 14, 10, 20, 3, 18])
    >>> print(f"{fit.sd:.2f}")
    0.44
    """
    observed = np.atleast_1d(as_counts(n_events, name="n_events"))
    expected = np.atleast_1d(as_person_time(n_expected, name="n_expected"))
    observed, expected = np.broadcast_arrays(observed, expected)
    _fail_if_too_few(observed.size)
    _fail_if_no_level_is_finite(bool(observed.sum() == 0))
    constants = special.xlogy(observed, expected) - special.gammaln(observed + 1.0)

    def likelihood(levels: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        fitted = expected * np.exp(levels)
        return observed * levels - fitted + constants, observed - fitted, -fitted

    saturated = special.xlogy(observed, observed) - observed - special.gammaln(observed + 1.0)
    start = float(np.log(observed.sum() / expected.sum()))
    return _fit(likelihood, start, observed.size, n_nodes, float(saturated.sum()))


def fit_binomial_normal(
    n_events: ArrayLike, n_persons: ArrayLike, *, n_nodes: int = _N_NODES
) -> RandomIntercepts:
    """Fit shares of persons whose log odds are normal.

    Parameters
    ----------
    n_events, n_persons : array_like, shape (n,)
        Persons with the property, and all persons, above 0.
    n_nodes : int, default 25
        Points of the quadrature; 1 is Laplace's approximation.

    Returns
    -------
    RandomIntercepts
        Levels are log odds.

    Raises
    ------
    EstimationError
        If there are fewer than five municipalities, nobody or everybody has the
        property, events outnumber persons, or a number is missing.

    Notes
    -----
    As `fit_poisson_lognormal`. Persons are taken as independent within a municipality.

    Examples
    --------
    >>> fit = fit_binomial_normal([2, 30, 9, 22, 4, 15], [40, 70, 50, 100, 15, 90])
    >>> print(f"{special.expit(fit.intercept):.2f} {fit.sd:.2f}")
    0.20 0.62
    """
    observed = np.atleast_1d(as_counts(n_events, name="n_events"))
    persons = np.atleast_1d(as_person_time(n_persons, name="n_persons"))
    observed, persons = np.broadcast_arrays(observed, persons)
    _fail_if_too_few(observed.size)
    _fail_if_events_outnumber_persons(observed, persons)
    share = float(observed.sum() / persons.sum())
    _fail_if_no_level_is_finite(share in (0.0, 1.0))
    others = persons - observed
    # Written as a beta function, since `comb` overflows for a whole country.
    constants = -np.log(persons + 1.0) - special.betaln(observed + 1.0, others + 1.0)

    def likelihood(levels: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        shares = special.expit(levels)
        value = observed * levels + persons * special.log_expit(-levels) + constants
        return value, observed - persons * shares, -persons * shares * (1.0 - shares)

    saturated = (
        special.xlogy(observed, observed / persons)
        + special.xlogy(others, others / persons)
        + constants
    )
    start = float(special.logit(share))
    return _fit(likelihood, start, observed.size, n_nodes, float(saturated.sum()))


def _fit(
    likelihood: _Likelihood, start: float, n: int, n_nodes: int, saturated: float
) -> RandomIntercepts:
    nodes, weights = np.polynomial.hermite_e.hermegauss(n_nodes)
    log_weights = np.log(weights) + nodes**2 / 2.0

    def minus(place: FloatArray) -> float:
        sd = float(np.exp(place[1]))
        return -_log_likelihood(likelihood, float(place[0]), sd, n, nodes, log_weights)

    def of_no_spread(level: float) -> float:
        return -float(likelihood(np.full(n, level))[0].sum())

    place = _polished(minus, _minimum(minus, start))
    alike = optimize.minimize_scalar(of_no_spread, bracket=(start - 0.1, start + 0.1), tol=1e-12)
    if minus(place) > alike.fun - 1e-9 or place[1] <= _SMALLEST_LOG_SD + 0.1:
        curvature = float(likelihood(np.full(n, alike.x))[2].sum())
        error = float((-curvature) ** -0.5)
        return RandomIntercepts(
            float(alike.x), error, 0.0, np.zeros(n), -float(alike.fun), saturated
        )
    intercept, sd = float(place[0]), float(np.exp(place[1]))
    covariance = np.linalg.inv(_curvature(minus, place))
    modes, _ = _modes(likelihood, intercept, sd, n)
    error = float(np.sqrt(covariance[0, 0]))
    return RandomIntercepts(intercept, error, sd, sd * modes, -minus(place), saturated)


def _minimum(minus: Callable[[FloatArray], float], start: float) -> FloatArray:
    found = optimize.minimize(
        minus,
        np.array([start, np.log(0.3)]),
        method="L-BFGS-B",
        bounds=[(start - 10.0, start + 10.0), (_SMALLEST_LOG_SD, _LARGEST_LOG_SD)],
    )
    return np.asarray(found.x)


def _polished(minus: Callable[[FloatArray], float], place: FloatArray) -> FloatArray:
    """Take a few Newton steps, as long as they lead downwards."""
    for _ in range(5):
        slope = _slope(minus, place)
        curvature = _curvature(minus, place)
        if np.any(np.linalg.eigvalsh(curvature) <= 0.0):
            return place
        moved = place - np.linalg.solve(curvature, slope)
        if not minus(moved) <= minus(place):
            return place
        place = moved
    return place


def _log_likelihood(
    likelihood: _Likelihood,
    intercept: float,
    sd: float,
    n: int,
    nodes: FloatArray,
    log_weights: FloatArray,
) -> float:
    """Integrate the levels out, each around its likeliest value."""
    modes, widths = _modes(likelihood, intercept, sd, n)
    parts = np.empty((nodes.size, n))
    for row, (node, log_weight) in enumerate(zip(nodes, log_weights, strict=True)):
        places = modes + widths * node
        parts[row] = likelihood(intercept + sd * places)[0] - places**2 / 2.0 + log_weight
    whole = special.logsumexp(parts, axis=0) + np.log(widths)
    return float(whole.sum() - n * np.log(2.0 * np.pi) / 2.0)


def _modes(
    likelihood: _Likelihood, intercept: float, sd: float, n: int
) -> tuple[FloatArray, FloatArray]:
    """Return the likeliest distances, in standard deviations, and their widths."""
    modes = np.zeros(n)
    for _ in range(_NEWTON_STEPS):
        _, slope, curvature = likelihood(intercept + sd * modes)
        step = (sd * slope - modes) / (1.0 - sd**2 * curvature)
        # A bound on one step keeps the exponential from running away.
        step = np.clip(step, -1.0 / max(sd, 0.5), 1.0 / max(sd, 0.5))
        modes = modes + step
        if np.abs(step).max() < 1e-12:
            break
    curvature = likelihood(intercept + sd * modes)[2]
    return modes, np.asarray((1.0 - sd**2 * curvature) ** -0.5)


def _slope(minus: Callable[[FloatArray], float], place: FloatArray) -> FloatArray:
    moves = np.eye(place.size) * _STEP
    # Five points, so that the error is of the fourth order of the step.
    return np.array(
        [
            (
                8.0 * (minus(place + move) - minus(place - move))
                - (minus(place + 2.0 * move) - minus(place - 2.0 * move))
            )
            / (12.0 * _STEP)
            for move in moves
        ]
    )


def _curvature(minus: Callable[[FloatArray], float], place: FloatArray) -> FloatArray:
    moves = np.eye(place.size) * 4.0 * _STEP
    rows = [
        (_slope(minus, place + move) - _slope(minus, place - move)) / (8.0 * _STEP)
        for move in moves
    ]
    curvature = np.array(rows)
    return np.asarray((curvature + curvature.T) / 2.0)


def _fail_if_too_few(n: int) -> None:
    if n < _FEWEST:
        raise EstimationError(
            f"{n} municipalities are too few to show how they differ.",
            where="n_events",
            expected=f"{_FEWEST} or more",
            fix="take all municipalities, not only the peers",
        )


def _fail_if_no_level_is_finite(is_infinite: bool) -> None:
    if is_infinite:
        raise EstimationError(
            "Nobody, or everybody, is counted in all municipalities.",
            where="n_events",
            expected="at least one event, and in a share at least one person without",
            fix="use a longer period",
        )


def _fail_if_events_outnumber_persons(events: FloatArray, persons: FloatArray) -> None:
    if np.any(events > persons):
        raise EstimationError(
            "More events than persons.",
            where="n_events",
            expected="at most one event for each person",
            fix="use fit_poisson_lognormal for events that one person may have several of",
        )
