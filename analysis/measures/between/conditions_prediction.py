"""What does the model expect of a municipality that had no part in it, and how surely?

The expected number given conditions is read off a model that the municipality itself is
left out of, so that its own practice cannot explain itself. It is uncertain in two ways.
The *expected number* carries the error of the coefficients. A *municipality of ordinary
practice* under the same conditions lies around it as far as municipalities differ anyway,
and chance comes on top: that is the usual range.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError
from analysis.measures.between.conditions_regression import ConditionsModel, log_distances
from analysis.measures.between.funnel import interpolate_count
from analysis.measures.between.gamma_poisson import at_most
from analysis.measures.inputs import FloatArray, as_tail
from analysis.measures.shrunk.spread_fits import fit_over_spreads, spread_out

_MOST_ROUNDS = 100
_STILL = 1e-12


@dataclass(frozen=True)
class GivenExpectation:
    """What is expected of one municipality, given its conditions.

    Attributes
    ----------
    n_expected : float
        Awards or recipients that a municipality under these conditions has.
    expected_lower, expected_upper : float
        Limits of that number by the error of the coefficients.
    usual_lower, usual_upper : float
        Where a municipality of ordinary practice under these conditions would lie.
    level : float
        Level of both, a fraction.
    method : str
        Name of the model's method.
    """

    n_expected: float
    expected_lower: float
    expected_upper: float
    usual_lower: float
    usual_upper: float
    level: float
    method: str


def expect_given(
    model: ConditionsModel, n_expected: float, conditions: ArrayLike
) -> GivenExpectation:
    """Expect a number for a municipality that the model does not rest on.

    Parameters
    ----------
    model : ConditionsModel
        Fitted without the municipality.
    n_expected : float
        What age and sex make one expect there.
    conditions : array_like, shape (n_conditions,)
        Its conditions, in the units of the model.

    Returns
    -------
    GivenExpectation

    Raises
    ------
    EstimationError
        If a condition is missing, or the expected number is smaller than the model uses.

    Notes
    -----
    Awards: the usual range is mid-p limits of a mixture of negative binomial
    distributions over thirty spreads, each weighted by its likelihood with the
    coefficients integrated out, and over the coefficients' own error [1]_. Stock:
    (m + 1/2) exp(-t s) - 1/2 and (m + 1/2) exp(t s) - 1/2, with s^2 = spread^2 +
    x V x + 1 / (m + 1/2) and Student's t.

    The chance in the national rates behind `n_expected` is not in it (bold, and next to
    nothing when they rest on a whole country). A municipality far from all others on a
    condition, as the largest is, rests on the logarithm of the ratio being a straight
    line that far out: nobody can see whether it is.

    References
    ----------
    .. [1] A. Gelman, "Prior distributions for variance parameters in hierarchical
       models", Bayesian Analysis 1, 2006, for the even weight of spreads.

    Examples
    --------
    >>> from analysis.measures.between.conditions_regression import regress_stock
    >>> unemployment = np.linspace(2, 6, 40)
    >>> more = 1.2 ** ((unemployment - 4) / unemployment.std(ddof=1))
    >>> uneven = np.tile([0.9, 1.1], 20)
    >>> model = regress_stock(1000 * more * uneven, np.full(40, 1000.0), unemployment,
    ...                       names=["ledighed"])
    >>> aby = expect_given(model, 200.0, [5.0])
    >>> print(f"{aby.n_expected:.0f} ({aby.usual_lower:.0f} to {aby.usual_upper:.0f})")
    233 (175 to 309)
    """
    terms = model.conditions.place(np.atleast_2d(np.asarray(conditions, dtype=np.float64)))
    _fail_if_too_little_is_expected(model, n_expected)
    center = float((terms @ model.coefficients)[0])
    error = float(np.sqrt(terms[0] @ model.covariance @ terms[0]))
    half = 0.0 if model.is_flow else 0.5
    expected = _scaled(n_expected, center, half)
    if model.is_flow:
        lower, upper = _usual_awards(model, n_expected, terms)
    else:
        sd = np.sqrt(model.spread**2 + error**2 + 1.0 / (expected + 0.5))
        lower = max(_scaled(n_expected, center - model.reach * sd, half), 0.0)
        upper = _scaled(n_expected, center + model.reach * sd, half)
    return GivenExpectation(
        n_expected=expected,
        expected_lower=max(_scaled(n_expected, center - model.reach * error, half), 0.0),
        expected_upper=_scaled(n_expected, center + model.reach * error, half),
        usual_lower=lower,
        usual_upper=upper,
        level=model.level,
        method=model.method,
    )


def expected_without_self(model: ConditionsModel) -> FloatArray:
    """Expect a number for each municipality of the model from all the others.

    Parameters
    ----------
    model : ConditionsModel
        Fitted to all.

    Returns
    -------
    ndarray, shape (n_used,)
        Awards or recipients, each from a fit without the municipality in its place. The
        spread is held where the model has it: it only decides how much each of the
        others counts.

    Examples
    --------
    >>> from analysis.measures.between.conditions_regression import regress_stock
    >>> model = regress_stock(np.append(np.full(39, 100.0), 300), np.full(40, 100.0),
    ...                       np.arange(40.0), names=["ledighed"])
    >>> print(expected_without_self(model)[[0, 39]].round(1))
    [ 94.5 100. ]
    """
    left = _coefficients_without_each(model)
    logs = np.einsum("ij,ij->i", model.conditions.terms, left)
    half = 0.0 if model.is_flow else 0.5
    return np.asarray(np.maximum((model.expected + half) * np.exp(logs) - half, 0.0))


def expected_without_each(
    model: ConditionsModel, n_expected: float, conditions: ArrayLike
) -> FloatArray:
    """Expect the number of a left-out municipality with each of the others left out too.

    Parameters
    ----------
    model, n_expected, conditions
        As in `expect_given`.

    Returns
    -------
    ndarray, shape (n_used,)
        The expected number without the municipality in its place. Far from the expected
        number with all: the answer leans on that one municipality.

    Raises
    ------
    EstimationError
        If a condition is missing, or the expected number is smaller than the model uses.

    Examples
    --------
    >>> from analysis.measures.between.conditions_regression import regress_stock
    >>> model = regress_stock(np.append(np.full(39, 100.0), 300), np.full(40, 100.0),
    ...                       np.arange(40.0), names=["ledighed"])
    >>> moved = expected_without_each(model, 100.0, [39.0])
    >>> print(f"{moved[0]:.0f} {moved[39]:.0f}")
    111 100
    """
    terms = model.conditions.place(np.atleast_2d(np.asarray(conditions, dtype=np.float64)))
    _fail_if_too_little_is_expected(model, n_expected)
    logs = _coefficients_without_each(model) @ terms[0]
    half = 0.0 if model.is_flow else 0.5
    return np.asarray(np.maximum((n_expected + half) * np.exp(logs) - half, 0.0))


def _scaled(base: float, log_factor: float, half: float) -> float:
    """Return the base times a factor, with a half added to a stock before and not after."""
    return float((base + half) * np.exp(log_factor) - half)


def _usual_awards(
    model: ConditionsModel, n_expected: float, terms: FloatArray
) -> tuple[float, float]:
    """Return mid-p limits of awards, over all spreads and coefficients that fit."""
    fits = fit_over_spreads(model.observed, model.expected, model.conditions.terms)
    modelled, spreads, weights = spread_out(fits, terms)
    means, tau2 = n_expected * modelled[:, 0], spreads**2

    def under(count: float) -> float:
        return float(weights @ at_most(np.asarray(count), means, tau2))

    def half_of_itself(counts: FloatArray) -> FloatArray:
        return np.asarray((under(float(counts)) + under(float(counts) - 1.0)) / 2.0)

    tail, limits = as_tail(model.level), []
    for probability in (tail, 1.0 - tail):
        count = np.asarray(_smallest_count(half_of_itself, probability))
        limits.append(float(interpolate_count(probability, count, half_of_itself)))
    return limits[0], limits[1]


def _smallest_count(cumulative: Callable[[FloatArray], FloatArray], probability: float) -> float:
    """Return the smallest count whose cumulative probability is no less."""
    below, reached = -1.0, 1.0
    while cumulative(np.asarray(reached)) < probability:
        below, reached = reached, 2.0 * reached
    while reached - below > 1.0:
        middle = float(np.floor((below + reached) / 2.0))
        if cumulative(np.asarray(middle)) < probability:
            below = middle
        else:
            reached = middle
    return reached


def _coefficients_without_each(model: ConditionsModel) -> FloatArray:
    """Return the coefficients of as many fits as there are municipalities, one left out of each.

    All fits move together, each from the coefficients of the whole.
    """
    terms, n = model.conditions.terms, model.n
    is_in = 1.0 - np.eye(n)
    if not model.is_flow:
        distances, chance = log_distances(model.observed, model.expected)
        weights = is_in / (model.spread**2 + chance)
        return _solve(weights, np.broadcast_to(distances, (n, n)), terms)
    coefficients = np.tile(model.coefficients, (n, 1))
    for _ in range(_MOST_ROUNDS):
        fitted = model.expected * np.exp(np.clip(coefficients @ terms.T, -50.0, 50.0))
        weights = is_in * fitted / (1.0 + fitted * model.spread**2)
        step = _solve(weights, (model.observed - fitted) / fitted, terms)
        coefficients = coefficients + step
        if np.abs(step).max() < _STILL:
            break
    return coefficients


def _solve(weights: FloatArray, targets: FloatArray, terms: FloatArray) -> FloatArray:
    """Return weighted least-squares coefficients for each row of weights and targets."""
    left = np.einsum("mi,ij,ik->mjk", weights, terms, terms, optimize=True)
    right = (weights * targets) @ terms
    return np.asarray(np.linalg.solve(left, right[..., None])[..., 0])


def _fail_if_too_little_is_expected(model: ConditionsModel, n_expected: float) -> None:
    if not (np.isfinite(n_expected) and n_expected >= model.minimum_expected and n_expected > 0):
        raise EstimationError(
            f"{n_expected:.3g} expected by age and sex is too little to go on.",
            where="n_expected",
            expected=f"a known number above 0, and {model.minimum_expected:g} or more",
            fix="use a longer period or a larger benefit, or state no expected number",
        )
