"""Can these conditions carry a regression, and on which scale?

Each condition is measured from its mean in units of its standard deviation among the
municipalities that the model is fitted on, so that a coefficient speaks of one standard
deviation. Conditions that cannot be told apart are refused: a coefficient would then be
one of many that fit as well.

=============================================  ==========================================
Case                                           Result
=============================================  ==========================================
Condition missing for a municipality           the municipality is left out and counted
Fewer than ten municipalities per condition    refused
Condition the same everywhere                  refused, by name
Conditions that say the same thing             refused, by name, with condition number
=============================================  ==========================================
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError
from analysis.measures.between.gamma_poisson import Flags
from analysis.measures.inputs import FloatArray

FEWEST_PER_CONDITION = 10
# Beyond this the smallest differences among the data decide the coefficients.
LARGEST_CONDITION_NUMBER = 30.0
_ALMOST_CONSTANT = 1e-9


@dataclass(frozen=True)
class ConditionTerms:
    """Conditions on the scale of a regression.

    Attributes
    ----------
    names : tuple of str
        The conditions, in order.
    centers, scales : ndarray, shape (n_conditions,)
        Mean and standard deviation (divisor n - 1) of each, in its own unit.
    terms : ndarray, shape (n_used, n_conditions + 1)
        Ones, then the conditions in standard deviations from their mean.
    is_used : ndarray of bool, shape (n,)
        The municipalities in `terms`.
    """

    names: tuple[str, ...]
    centers: FloatArray
    scales: FloatArray
    terms: FloatArray
    is_used: Flags

    def place(self, conditions: ArrayLike) -> FloatArray:
        """Return any municipalities' conditions as rows of terms.

        Raises
        ------
        EstimationError
            If a condition is missing.
        """
        values = as_condition_table(conditions, names=self.names)
        is_missing = np.isnan(values).sum(axis=0) > 0
        missing = [n for n, gone in zip(self.names, is_missing, strict=True) if gone]
        if missing:
            raise EstimationError(
                f"The municipality lacks {', '.join(missing)}, so nothing can be expected of it.",
                where="conditions",
                expected="a value of every condition of the model",
                fix="find the value, or leave the condition out of the model",
            )
        return np.column_stack([np.ones(len(values)), (values - self.centers) / self.scales])


def as_condition_terms(
    conditions: ArrayLike, *, names: Sequence[str], is_usable: Flags
) -> ConditionTerms:
    """Centre and scale conditions, or refuse those that cannot carry a regression.

    Parameters
    ----------
    conditions : array_like, shape (n, n_conditions)
        One row per municipality, NaN where a condition is missing.
    names : sequence of str
        The conditions' names, for messages and results.
    is_usable : ndarray of bool, shape (n,)
        Municipalities that have figures.

    Raises
    ------
    EstimationError
        If there are fewer than ten municipalities per condition, a condition is the
        same everywhere, or conditions say the same thing.

    References
    ----------
    .. [1] D. A. Belsley, E. Kuh and R. E. Welsch, "Regression Diagnostics", Wiley, 1980,
       ch. 3, for the condition number.

    Examples
    --------
    >>> known = np.ones(20, dtype=bool)
    >>> terms = as_condition_terms(np.arange(20.0), names=["ledighed"], is_usable=known)
    >>> terms.centers, terms.place([[9.5]])
    (array([9.5]), array([[1., 0.]]))
    """
    values = as_condition_table(conditions, names=names)
    is_used = np.asarray(is_usable & np.isfinite(values).all(axis=1))
    _fail_if_too_few(values, is_used, names)
    used = values[is_used]
    centers, scales = used.mean(axis=0), used.std(axis=0, ddof=1)
    _fail_if_constant(centers, scales, names)
    scores = (used - centers) / scales
    _fail_if_collinear(scores, names)
    terms = np.column_stack([np.ones(len(scores)), scores])
    return ConditionTerms(tuple(names), centers, scales, terms, is_used)


def as_condition_table(conditions: ArrayLike, *, names: Sequence[str]) -> FloatArray:
    """Return conditions as an array of one row per municipality, or refuse them.

    Raises
    ------
    EstimationError
        If there is not one column per name.

    Examples
    --------
    >>> as_condition_table([1, 2], names=["ledighed"]).shape
    (2, 1)
    """
    values = np.asarray(conditions, dtype=np.float64)
    table = values[:, None] if values.ndim == 1 else values
    if table.ndim != 2 or table.shape[1] != len(names) or not names:
        raise EstimationError(
            "Conditions and their names do not fit each other.",
            where="conditions",
            expected=f"one column for each of {', '.join(names) or 'the names'}",
            fix="give one name per column",
        )
    return table


def _fail_if_too_few(values: FloatArray, is_used: Flags, names: Sequence[str]) -> None:
    n_used, n_needed = int(is_used.sum()), FEWEST_PER_CONDITION * len(names)
    n_bare = int((np.isfinite(values).all(axis=1) & ~is_used).sum())
    if n_used < n_needed:
        lacking = np.isnan(values).sum(axis=0)
        gone = [f"{name}: {n}" for name, n in zip(names, lacking, strict=True) if n]
        raise EstimationError(
            f"{n_used} municipalities are too few for {len(names)} conditions.",
            where=f"conditions; without a value: {', '.join(gone) or 'none'}; "
            f"with no figure or too little expected: {n_bare}",
            expected=f"{FEWEST_PER_CONDITION} or more for each condition: {n_needed}",
            fix="take all municipalities, fewer conditions, or find the missing values",
        )


def _fail_if_constant(centers: FloatArray, scales: FloatArray, names: Sequence[str]) -> None:
    flat = scales <= _ALMOST_CONSTANT * np.maximum(np.abs(centers), 1.0)
    constant = [name for name, is_flat in zip(names, flat, strict=True) if is_flat]
    if constant:
        raise EstimationError(
            f"The condition {constant[0]} is the same in all municipalities.",
            where=f"conditions, {', '.join(constant)}",
            expected="conditions that differ between municipalities",
            fix="leave the condition out",
        )


def _fail_if_collinear(scores: FloatArray, names: Sequence[str]) -> None:
    _, sizes, directions = np.linalg.svd(scores, full_matrices=False)
    number = float(sizes[0] / sizes[-1]) if sizes[-1] > 0 else np.inf
    if number > LARGEST_CONDITION_NUMBER:
        rank = int((sizes > sizes[0] * 1e-10).sum())
        weights = np.abs(directions[-1])
        same = [n for n, w in zip(names, weights, strict=True) if w > weights.max() / 3.0]
        raise EstimationError(
            f"The conditions {', '.join(same)} say the same thing.",
            where=f"conditions: rank {rank} of {len(names)}, condition number {number:.3g}",
            expected=f"a condition number of {LARGEST_CONDITION_NUMBER:g} or less",
            fix="leave one of them out",
        )
