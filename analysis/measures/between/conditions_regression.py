"""How many would be expected here, given the conditions as well as age and sex?

Age and sex give an expected number E. Conditions that a municipality does not decide, such
as unemployment, may call for more or fewer. How much is learned from the other
municipalities: the ratio of observed over expected follows the conditions, and what is
left over is spread between municipalities and chance.

Awards are events and have a count model: negative binomial, with E as offset. A stock
has none, since it holds the same people quarter after quarter. Its logarithm of
observed over expected is regressed instead, and each municipality counts by how surely its
ratio is known.

===========================================  ============================================
Case                                         Result
===========================================  ============================================
Condition missing for a municipality         left out; `is_used` tells which
No figure, or nothing expected               left out
Stock with less than 10 expected             left out, and gets no expected number
Municipalities as alike as chance allows     spread 0
Nothing counted anywhere                     refused
Too few municipalities, or conditions that
cannot be told apart                         refused (`condition_terms`)
===========================================  ============================================
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from analysis.errors import EstimationError
from analysis.measures.between.condition_terms import ConditionTerms, as_condition_terms
from analysis.measures.between.overdispersion import variance_beyond_chance
from analysis.measures.inputs import FloatArray, as_tail
from analysis.measures.shrunk.gamma_shrinkage import fit_gamma_model
from analysis.measures.shrunk.spread_fits import covariance_at

AWARDS = "negative-binomial regression, age-sex expectation as offset"
STOCK = "log-linear regression with spread between municipalities"

_MOST_ROUNDS = 100
_STILL = 1e-11
# Stands for no spread at all, as in the model of shrunken ratios.
_LARGEST_SHAPE = float(np.exp(10.0))


@dataclass(frozen=True)
class ConditionsModel:
    """How the ratio of observed over expected follows conditions.

    Attributes
    ----------
    conditions : ConditionTerms
        The conditions, their scale, and the municipalities that are used.
    observed, expected : ndarray, shape (n_used,)
        The counts of those municipalities, and what age and sex make one expect.
    coefficients : ndarray, shape (n_conditions + 1,)
        First the logarithm of the ratio at average conditions; then what one standard
        deviation more of each condition adds to it.
    covariance : ndarray, shape (n_conditions + 1, n_conditions + 1)
        Of the coefficients.
    spread : float
        Standard deviation of the true ratios around the modelled ones, relative to
        them. 0.2 reads: a typical municipality lies about 20 % above or below.
    is_flow : bool
        Whether the counts are events.
    minimum_expected : float
        The smallest expected number that is used.
    level : float
        Level of limits, a fraction.
    method : str
        Name of the method.
    """

    conditions: ConditionTerms
    observed: FloatArray
    expected: FloatArray
    coefficients: FloatArray
    covariance: FloatArray
    spread: float
    is_flow: bool
    minimum_expected: float
    level: float
    method: str

    @property
    def n(self) -> int:
        """Return how many municipalities the model rests on."""
        return int(self.observed.size)

    @property
    def standard_errors(self) -> FloatArray:
        """Return the standard errors of the coefficients."""
        return np.asarray(np.sqrt(np.diag(self.covariance)))

    @property
    def reach(self) -> float:
        """Return how many standard errors the limits reach to either side."""
        return float(stats.t.isf(as_tail(self.level), self.n - self.coefficients.size))

    @property
    def factors(self) -> FloatArray:
        """Return what one standard deviation more multiplies the ratio with.

        Shape (n_conditions, 3): the factor, and its lower and upper limit.
        """
        errors = self.reach * self.standard_errors[1:]
        logs = self.coefficients[1:]
        return np.exp(np.column_stack([logs, logs - errors, logs + errors]))


def regress_awards(
    n_events: ArrayLike,
    n_expected: ArrayLike,
    conditions: ArrayLike,
    *,
    names: Sequence[str],
    level: float = 0.95,
) -> ConditionsModel:
    """Learn how awards follow conditions, beyond what age and sex make one expect.

    Parameters
    ----------
    n_events : array_like, shape (n,)
        Awards in a window, whole numbers; NaN where a municipality has no figure. Never
        a stock of recipients.
    n_expected : array_like, shape (n,)
        Awards expected from age and sex.
    conditions : array_like, shape (n, n_conditions)
        Conditions in their own units (a logarithm where that is the natural scale); NaN
        where missing. Never an outcome of practice.
    names : sequence of str
        Names of the conditions.
    level : float, default 0.95
        Level of limits, a fraction in (0, 1).

    Returns
    -------
    ConditionsModel

    Raises
    ------
    EstimationError
        If nothing is counted, a count is not whole, there are fewer than ten
        municipalities per condition, or conditions are constant or cannot be told apart.

    Notes
    -----
    log mu = log E + b0 + b x by maximum likelihood, with variance mu + spread^2 mu^2
    [1]_. The covariance is the inverse of the expected information with the spread held
    at its estimate; limits take Student's t. Maximum likelihood makes the spread some
    per cent too small with four conditions on 98 municipalities, so standard errors lean
    a little to the bold side, which t makes up for in part.

    A condition may itself be a result of practice: few awards leave more on cash
    benefit. The model then explains practice away, and the gap that is left is too
    small.

    References
    ----------
    .. [1] J. F. Lawless, "Negative binomial and mixed Poisson regression", Canadian
       Journal of Statistics 15, 1987.

    Examples
    --------
    Forty invented municipalities whose awards rise with unemployment, by 20 % for each
    standard deviation.

    >>> unemployment = np.linspace(2, 6, 40)
    >>> more = 1.2 ** ((unemployment - 4) / unemployment.std(ddof=1))
    >>> model = regress_awards(np.round(100 * more), np.full(40, 100.0), unemployment,
    ...                        names=["ledighed"])
    >>> print(model.factors.round(2), model.spread)
    [[1.2  1.16 1.24]] 0.0
    """
    observed, expected = _as_pair(n_events, n_expected)
    is_usable = np.isfinite(observed) & (expected > 0.0)
    placed = as_condition_terms(conditions, names=names, is_usable=is_usable)
    counts, offsets = observed[placed.is_used], expected[placed.is_used]
    _fail_if_nothing_is_counted(counts)
    model = fit_gamma_model(counts, offsets, conditions=placed.terms[:, 1:])
    shape = min(model.shape, _LARGEST_SHAPE)
    covariance = covariance_at(offsets, placed.terms, shape, model.coefficients)
    return ConditionsModel(
        conditions=placed,
        observed=counts,
        expected=offsets,
        coefficients=model.coefficients,
        covariance=covariance,
        spread=model.spread,
        is_flow=True,
        minimum_expected=0.0,
        level=level,
        method=AWARDS,
    )


def regress_stock(
    n_recipients: ArrayLike,
    n_expected: ArrayLike,
    conditions: ArrayLike,
    *,
    names: Sequence[str],
    minimum_expected: float = 10.0,
    level: float = 0.95,
) -> ConditionsModel:
    """Learn how a stock follows conditions, beyond what age and sex make one expect.

    Parameters
    ----------
    n_recipients, n_expected : array_like, shape (n,)
        Recipients at one date or as a mean of dates, and those expected from age and
        sex; NaN where a municipality has no figure.
    conditions, names, level
        As in `regress_awards`.
    minimum_expected : float, default 10
        Municipalities with less expected are left out: a logarithm is too skew there.

    Returns
    -------
    ConditionsModel

    Raises
    ------
    EstimationError
        As in `regress_awards`; a stock need not be whole.

    Notes
    -----
    log((O + 1/2) / (E + 1/2)) is regressed with the variance spread^2 + 1 / (E + 1/2) of
    each municipality. The spread solves the winsorised equation of `log_spread` [1]_ with
    the coefficients counted among the numbers estimated, and both are found in turn
    until they stand still. No count likelihood is involved: the spread between
    municipalities carries the error, and quarters are never added up.

    Winsorising keeps a few extreme municipalities from widening the spread, not from
    bending a coefficient: see `expected_without_each`. Conditions that are results of
    practice lean as in `regress_awards`.

    References
    ----------
    .. [1] R. C. Paule and J. Mandel, "Consensus values and weighting factors", Journal
       of Research of the National Bureau of Standards 87, 1982; with conditions: R.
       DerSimonian and R. Kacker, "Random-effects model for meta-analysis of clinical
       trials: an update", Contemporary Clinical Trials 28, 2007.

    Examples
    --------
    >>> unemployment = np.linspace(2, 6, 40)
    >>> more = 1.2 ** ((unemployment - 4) / unemployment.std(ddof=1))
    >>> model = regress_stock(1000 * more, np.full(40, 1000.0), unemployment,
    ...                       names=["ledighed"])
    >>> print(model.factors.round(3), model.spread)
    [[1.2   1.188 1.212]] 0.0
    """
    observed, expected = _as_pair(n_recipients, n_expected)
    is_usable = np.isfinite(observed) & (expected >= minimum_expected)
    placed = as_condition_terms(conditions, names=names, is_usable=is_usable)
    stocks, bases = observed[placed.is_used], expected[placed.is_used]
    _fail_if_nothing_is_counted(stocks)
    distances, chance = log_distances(stocks, bases)
    variance, coefficients, covariance = _random_effects(distances, chance, placed.terms)
    return ConditionsModel(
        conditions=placed,
        observed=stocks,
        expected=bases,
        coefficients=coefficients,
        covariance=covariance,
        spread=float(np.sqrt(variance)),
        is_flow=False,
        minimum_expected=float(minimum_expected),
        level=level,
        method=STOCK,
    )


def spread_without_conditions(model: ConditionsModel) -> float:
    """Return how far the same municipalities differ when conditions are not looked at.

    By the same method as the model's own spread, so that the two tell what the
    conditions account for.

    Examples
    --------
    >>> unemployment = np.linspace(2, 6, 40)
    >>> more = 1.2 ** ((unemployment - 4) / unemployment.std(ddof=1))
    >>> model = regress_stock(1000 * more, np.full(40, 1000.0), unemployment,
    ...                       names=["ledighed"])
    >>> print(f"{spread_without_conditions(model):.2f} {model.spread:.2f}")
    0.20 0.00
    """
    if model.is_flow:
        return fit_gamma_model(model.observed, model.expected).spread
    distances, chance = log_distances(model.observed, model.expected)
    return float(np.sqrt(_random_effects(distances, chance, model.conditions.terms[:, :1])[0]))


def log_distances(observed: FloatArray, expected: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return log((O + 1/2) / (E + 1/2)) and the variance that chance gives it.

    Examples
    --------
    >>> log_distances(np.array([19.5]), np.array([9.5]))
    (array([0.69314718]), array([0.1]))
    """
    return np.log((observed + 0.5) / (expected + 0.5)), np.asarray(1.0 / (expected + 0.5))


def _random_effects(
    distances: FloatArray, chance: FloatArray, terms: FloatArray
) -> tuple[float, FloatArray, FloatArray]:
    """Return variance beyond chance, coefficients and covariance that agree."""
    variance = 0.0
    for _ in range(_MOST_ROUNDS):
        coefficients, _ = _weighted(distances, chance + variance, terms)
        left = distances - terms @ coefficients
        new = float(variance_beyond_chance(left, chance, n_estimated=terms.shape[1]))
        moved, variance = abs(new - variance), new
        if moved < _STILL:
            break
    return variance, *_weighted(distances, chance + variance, terms)


def _weighted(
    distances: FloatArray, variances: FloatArray, terms: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return coefficients and covariance by least squares with known variances."""
    weighted = terms / variances[:, None]
    covariance = np.linalg.inv(weighted.T @ terms)
    return np.asarray(covariance @ (weighted.T @ distances)), np.asarray(covariance)


def _as_pair(n_observed: ArrayLike, n_expected: ArrayLike) -> tuple[FloatArray, FloatArray]:
    observed, expected = np.broadcast_arrays(
        np.atleast_1d(np.asarray(n_observed, dtype=np.float64)),
        np.atleast_1d(np.asarray(n_expected, dtype=np.float64)),
    )
    if np.any(observed < 0) or np.any(expected < 0):
        raise EstimationError(
            "A count or an expected number is negative.",
            where="n_observed or n_expected",
            expected="numbers of 0 or more, NaN where there is no figure",
            fix="correct the number where it was read or computed",
        )
    return observed, expected


def _fail_if_nothing_is_counted(observed: FloatArray) -> None:
    if observed.sum() == 0:
        raise EstimationError(
            "Nothing is counted in any municipality.",
            where="n_observed",
            expected="at least one award or recipient",
            fix="use a longer period or a larger benefit",
        )
