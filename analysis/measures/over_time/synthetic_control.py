"""What would the series have been without the change? Two secondary answers, and their limits.

**Difference-in-differences** takes the change of the other municipalities for what would
have happened here. A **synthetic control** first weighs the others so that together they
follow the series before the change, with weights of 0 or more that sum to 1.

Both are secondary here, for three reasons. The effect is that of *whatever* happened
here and not there at the date. A municipality that was chosen because it looked extreme
will drift back by itself, and a comparison before and after takes that for an effect: with
a nominal 5 % up to 40 % of such placebo tests reject [1]_. And one municipality has one
history, so that the only test is its rank among placebos, 1 in 98 at best. The comparison
with peers and the ratio of ratios come first; this is for a change that was dated
beforehand, such as a trial.

Rates are best given as logarithms of a rate by quarter: an effect then reads as a factor.

=========================================  ==============================================
Case                                       Result
=========================================  ==============================================
Fewer than 4 periods before the change     refused
No period after it                         refused
A donor equal to the municipality          weight 1 on it, gaps 0 before
Nothing like the municipality              a poor fit, told by `rmspe_before`
=========================================  ==============================================

References
----------
.. [1] N. J. Illenberger, D. S. Small and P. A. Shaw, "Impact of regression to the mean on
   the synthetic control method: bias and sensitivity analysis", Epidemiology 31, 2020.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize

from analysis.errors import EstimationError
from analysis.measures.inputs import FloatArray

_FEWEST_BEFORE = 4
# The sum of the weights is asked for as one more observation that counts this much more.
_SUM_COUNTS = 1e5


@dataclass(frozen=True)
class SyntheticControl:
    """A series beside its weighted others.

    Attributes
    ----------
    weights : ndarray, shape (donors,)
        0 or more, with sum 1.
    synthetic : ndarray, shape (periods,)
        The weighted others, in the unit of the series.
    gaps : ndarray, shape (periods,)
        The series less its synthetic control.
    effect : float
        Mean gap after the change.
    rmspe_before, rmspe_after : float
        Root mean square of the gaps before and after the change.
    """

    weights: FloatArray
    synthetic: FloatArray
    gaps: FloatArray
    effect: float
    rmspe_before: float
    rmspe_after: float


@dataclass(frozen=True)
class PlaceboTest:
    """How the municipality's gap compares with those of the others, as if each had changed.

    Attributes
    ----------
    focus : SyntheticControl
        Of the municipality itself.
    ratios : ndarray, shape (municipalities,)
        Root mean square gap after over before, for each in turn.
    n_as_large : int
        Municipalities, itself included, whose ratio is as large.
    p_value : float
        That number as a share of all; the smallest that there can be is 1 / municipalities.
    """

    focus: SyntheticControl
    ratios: FloatArray
    n_as_large: int
    p_value: float


def difference_in_differences(outcomes: ArrayLike, focus: int, *, n_before: int) -> float:
    """Return the change of the focus less the mean change of the others.

    Parameters
    ----------
    outcomes : array_like, shape (periods, municipalities)
        For instance logarithms of rates.
    focus : int
        The column of the municipality.
    n_before : int
        Periods before the change.

    Raises
    ------
    EstimationError
        If a number is missing, there is no other municipality, or there are too few
        periods before or after.

    Notes
    -----
    Takes for granted that the focus would have changed as the others did: it leans
    towards an effect where the focus was chosen for its last figures before the change.

    Examples
    --------
    >>> rates = [[1.0, 3.0, 4.0]] * 4 + [[0.5, 2.8, 3.8]]
    >>> print(f"{difference_in_differences(rates, 0, n_before=4):.1f}")
    -0.3
    """
    table = _as_table(outcomes, focus, n_before=n_before)
    changes = table[n_before:].mean(axis=0) - table[:n_before].mean(axis=0)
    return float(changes[focus] - np.delete(changes, focus).mean())


def fit_synthetic_control(outcomes: ArrayLike, focus: int, *, n_before: int) -> SyntheticControl:
    """Weigh the others so that they follow the focus before the change.

    Parameters and errors are those of `difference_in_differences`.

    Returns
    -------
    SyntheticControl

    Notes
    -----
    The weights minimise the sum of squared gaps before the change [1]_. They are found as
    non-negative least squares with the sum as one more, heavy, observation, which has no
    starting point that a search could stay at. With more municipalities than periods
    several weights fit as well; the synthetic series then hardly differs, the weights do.

    References
    ----------
    .. [1] A. Abadie, A. Diamond and J. Hainmueller, "Synthetic control methods for
       comparative case studies", Journal of the American Statistical Association 105, 2010.

    Examples
    --------
    Aby follows the mean of two others until it drops by 1.

    >>> others = np.array([[1.0, 3.0], [2.0, 2.0], [1.5, 3.5], [3.0, 4.0], [2.0, 6.0]])
    >>> aby = others.mean(axis=1) - np.array([0, 0, 0, 0, 1])
    >>> found = fit_synthetic_control(np.column_stack([aby, others]), 0, n_before=4)
    >>> print(found.weights.round(3), round(found.effect, 3))
    [0.5 0.5] -1.0
    """
    table = _as_table(outcomes, focus, n_before=n_before)
    own, donors = table[:, focus], np.delete(table, focus, axis=1)
    weights = _on_the_simplex(donors[:n_before], own[:n_before])
    synthetic = donors @ weights
    gaps = own - synthetic
    return SyntheticControl(
        weights=weights,
        synthetic=synthetic,
        gaps=gaps,
        effect=float(gaps[n_before:].mean()),
        rmspe_before=_root_mean_square(gaps[:n_before]),
        rmspe_after=_root_mean_square(gaps[n_before:]),
    )


def compare_with_placebos(outcomes: ArrayLike, focus: int, *, n_before: int) -> PlaceboTest:
    """Rank the focus's gap among those of all municipalities, each taken as if it had changed.

    Parameters and errors are those of `difference_in_differences`. The focus is no donor
    of the others, since its change would be in their controls.

    Returns
    -------
    PlaceboTest
        Its p value is a rank and needs no model, but is too small where the focus was
        chosen because it looked extreme.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> rates = rng.normal(0, 0.05, (20, 12)) + rng.normal(0, 0.2, (20, 1))
    >>> rates[12:, 0] -= 1.0
    >>> found = compare_with_placebos(rates, 0, n_before=12)
    >>> found.n_as_large, round(found.p_value, 3)
    (1, 0.083)
    """
    table = _as_table(outcomes, focus, n_before=n_before)
    own = fit_synthetic_control(table, focus, n_before=n_before)
    without = np.delete(table, focus, axis=1)
    others = [
        _ratio(fit_synthetic_control(without, place, n_before=n_before))
        for place in range(without.shape[1])
    ]
    ratios = np.insert(np.array(others), focus, _ratio(own))
    n_as_large = int(np.count_nonzero(ratios >= ratios[focus]))
    return PlaceboTest(own, ratios, n_as_large, n_as_large / ratios.size)


def _on_the_simplex(donors: FloatArray, own: FloatArray) -> FloatArray:
    """Return weights of 0 or more that sum to 1 and bring the donors nearest to a series."""
    scale = float(np.abs(donors).max()) or 1.0
    heavy = _SUM_COUNTS * scale
    weights, _ = optimize.nnls(
        np.vstack([donors, np.full(donors.shape[1], heavy)]), np.append(own, heavy)
    )
    return np.asarray(weights / weights.sum())


def _ratio(control: SyntheticControl) -> float:
    """Return the gap after over the gap before; infinite where the fit before is perfect."""
    if control.rmspe_before > 0:
        return control.rmspe_after / control.rmspe_before
    return np.inf if control.rmspe_after > 0 else 1.0


def _root_mean_square(values: FloatArray) -> float:
    return float(np.sqrt((values**2).mean()))


def _as_table(outcomes: ArrayLike, focus: int, *, n_before: int) -> FloatArray:
    table = np.asarray(outcomes, dtype=np.float64)
    if table.ndim != 2 or not np.isfinite(table).all() or not 0 <= focus < table.shape[1]:
        raise EstimationError(
            "The outcomes are no whole table of periods and municipalities.",
            where="outcomes",
            expected="numbers in two dimensions, the focus a column among them",
            fix="leave out municipalities and periods with missing figures",
        )
    n_after = len(table) - n_before
    if n_before < _FEWEST_BEFORE or n_after < 1 or table.shape[1] < 3:
        raise EstimationError(
            f"{n_before} periods before, {n_after} after and {table.shape[1] - 1} others are too "
            "few.",
            where="outcomes and n_before",
            expected=f"{_FEWEST_BEFORE} periods before the change, 1 after, 2 other municipalities",
            fix="use a longer series, or compare with peers",
        )
    return table
