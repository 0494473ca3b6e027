"""How many cases would each stratum get, were there halves of cases?

The textbook formulas, before integers, minimum and cap: an anchor to check against, and
the number that the integers are compared with. ``allocation`` gives the integers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError
from analysis.estimation.planning.inputs import FloatArray, as_positive


def proportional_sizes(population: ArrayLike, n: float) -> FloatArray:
    """Return cases in proportion to persons.

    Parameters
    ----------
    population : array_like of shape (H,)
        Persons in each stratum.
    n : float
        Cases in all.

    Returns
    -------
    ndarray of shape (H,)
        Cases, not whole.

    Examples
    --------
    >>> proportional_sizes([300, 100], 10)
    array([7.5, 2.5])
    """
    people = _as_amounts(population, name="population")
    return np.asarray(as_positive(n, name="n") * people / people.sum())


def neyman_sizes(population: ArrayLike, spread: ArrayLike, n: float) -> FloatArray:
    """Return the cases that give the total its least variance.

    Parameters
    ----------
    population, spread : array_like of shape (H,)
        Persons in each stratum, and the standard deviation of the outcome among them.
    n : float
        Cases in all.

    Returns
    -------
    ndarray of shape (H,)
        n N_h S_h / Σ N_h S_h [1]_.

    Notes
    -----
    The spread is anticipated. A wrong one costs precision and never makes the estimate
    wrong; a stratum whose spread is thought to be 0 gets nothing, which only a minimum
    mends.

    References
    ----------
    .. [1] W. G. Cochran, "Sampling Techniques", 3rd edition, 1977, ch. 5.

    Examples
    --------
    >>> neyman_sizes([300, 100], [0.1, 0.3], 10)
    array([5., 5.])
    """
    stakes = _as_stakes(population, spread)
    return np.asarray(as_positive(n, name="n") * stakes / stakes.sum())


def sizes_at_cost(
    population: ArrayLike, spread: ArrayLike, costs: ArrayLike, budget: float
) -> FloatArray:
    """Return the cases of least variance that a budget buys.

    Parameters
    ----------
    population, spread, costs : array_like of shape (H,)
        Persons, standard deviation, and cost of one case in each stratum.
    budget : float
        What all cases may cost, in the unit of `costs`.

    Returns
    -------
    ndarray of shape (H,)
        Cases in proportion to N_h S_h / √c_h that together cost the budget.
    """
    stakes, prices = _as_stakes(population, spread), _as_amounts(costs, name="costs")
    total = as_positive(budget, name="budget")
    return np.asarray(total * stakes / np.sqrt(prices) / (stakes * np.sqrt(prices)).sum())


def sizes_at_cv(
    population: ArrayLike,
    spread: ArrayLike,
    *,
    mean: float,
    cv: float | None = None,
    variance: float | None = None,
    costs: ArrayLike | None = None,
) -> FloatArray:
    """Return the cheapest cases that estimate a mean as well as wanted.

    Parameters
    ----------
    population, spread : array_like of shape (H,)
        Persons and standard deviation in each stratum.
    mean : float
        The anticipated mean (or share) of the population.
    cv, variance : float
        The coefficient of variation, or the variance, that the estimated mean may have:
        one of them.
    costs : array_like of shape (H,), optional
        Cost of one case in each stratum; equal when left out.

    Returns
    -------
    ndarray of shape (H,)
        Cases, the finite population allowed for.

    Raises
    ------
    EstimationError
        If both or none of `cv` and `variance` are given.
    """
    if (cv is None) == (variance is None):
        raise EstimationError("Give either cv or variance.", expected="exactly one of the two")
    people, stakes = _as_amounts(population, name="population"), _as_stakes(population, spread)
    prices = np.ones(len(people)) if costs is None else _as_amounts(costs, name="costs")
    if cv is not None:
        variance = (as_positive(cv, name="cv") * as_positive(abs(mean), name="mean")) ** 2
    n_people = people.sum()
    allowed = as_positive(float(variance or 0), name="variance") * n_people**2
    whole = (stakes**2 / people).sum()
    return np.asarray(
        stakes / np.sqrt(prices) * (stakes * np.sqrt(prices)).sum() / (allowed + whole)
    )


def mean_standard_error(population: ArrayLike, spread: ArrayLike, sizes: ArrayLike) -> float:
    """Return the standard error of the mean that sizes lead to.

    Parameters
    ----------
    population, spread, sizes : array_like of shape (H,)
        Persons, standard deviation (with divisor N_h - 1) and cases in each stratum.

    Returns
    -------
    float
        √Σ W_h² (1/n_h - 1/N_h) S_h², in the unit of the outcome.

    Examples
    --------
    >>> round(mean_standard_error([300, 100], [0.3, 0.5], [50, 50]), 4)
    0.0316
    """
    people, stakes = _as_amounts(population, name="population"), _as_stakes(population, spread)
    cases = _as_amounts(sizes, name="sizes")
    variance = (stakes**2 * (1 / cases - 1 / people)).sum() / people.sum() ** 2
    return float(np.sqrt(max(variance, 0.0)))


def _as_stakes(population: ArrayLike, spread: ArrayLike) -> FloatArray:
    """Return N_h S_h, of which at least one is above 0."""
    people = _as_amounts(population, name="population")
    deviations = np.asarray(spread, dtype=float)
    if deviations.shape != people.shape or not np.all(deviations >= 0) or not deviations.any():
        raise EstimationError(
            "spread is not one number of 0 or more for each stratum.",
            expected="standard deviations, at least one of them above 0",
        )
    return np.asarray(people * deviations)


def _as_amounts(values: ArrayLike, *, name: str) -> FloatArray:
    """Return numbers above 0 of shape (H,)."""
    numbers = np.asarray(values, dtype=float)
    if numbers.ndim != 1 or not len(numbers) or not np.all((numbers > 0) & np.isfinite(numbers)):
        raise EstimationError(
            f"{name} is not one number above 0 for each stratum.", expected="a list of numbers"
        )
    return numbers
