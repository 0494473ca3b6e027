"""Of many p values, which are still small when all of them are counted?

With 98 municipalities five in a hundred are outside 95 % limits though nothing is out of
the ordinary. Benjamini and Hochberg's values control the share of ordinary ones among
those named; Holm's the chance of naming any ordinary one, which is stricter.

=========================================  ==============================================
Case                                       Result
=========================================  ==============================================
Missing p value (NaN)                      not counted, and NaN again
No p values at all                         an empty array
=========================================  ==============================================
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from analysis.errors import EstimationError
from analysis.measures.inputs import FloatArray


def benjamini_hochberg(p_values: ArrayLike) -> FloatArray:
    """Adjust p values so that those under a limit hold at most that share of false ones.

    Parameters
    ----------
    p_values : array_like
        p values of all comparisons made, fractions in [0, 1] or NaN, of any shape.

    Returns
    -------
    ndarray
        Adjusted p values of the same shape, in the same places.

    Raises
    ------
    EstimationError
        If a number is no fraction.

    Notes
    -----
    Holds for independent comparisons and for those that lean the same way. The counts
    of two municipalities against the same reference hardly depend on each other.

    References
    ----------
    .. [1] Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate", Journal
       of the Royal Statistical Society B 57, 1995.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03, 0.60]).round(3)
    array([0.04 , 0.053, 0.053, 0.6  ])
    """
    values, is_known = _as_p_values(p_values)
    adjusted = values.copy()
    if is_known.any():
        adjusted[is_known] = stats.false_discovery_control(values[is_known], method="bh")
    return adjusted


def holm(p_values: ArrayLike) -> FloatArray:
    """Adjust p values so that any false one is under a limit with that probability at most.

    Parameters, result and errors are those of `benjamini_hochberg`. Holds however the
    comparisons depend on each other.

    References
    ----------
    .. [1] S. Holm, "A simple sequentially rejective multiple test procedure",
       Scandinavian Journal of Statistics 6, 1979.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03, 0.60]).round(3)
    array([0.04, 0.09, 0.09, 0.6 ])
    """
    values, is_known = _as_p_values(p_values)
    known = values[is_known]
    order = np.argsort(known, kind="stable")
    stepped = known[order] * np.arange(known.size, 0, -1)
    adjusted, sorted_back = values.copy(), np.empty_like(known)
    sorted_back[order] = np.minimum(1.0, np.maximum.accumulate(stepped))
    adjusted[is_known] = sorted_back
    return adjusted


def _as_p_values(p_values: ArrayLike) -> tuple[FloatArray, FloatArray]:
    values = np.asarray(p_values, dtype=np.float64)
    is_known = ~np.isnan(values)
    if np.any((values[is_known] < 0.0) | (values[is_known] > 1.0)):
        raise EstimationError(
            "A p value is no fraction.",
            where="p_values",
            expected="fractions from 0 to 1",
            fix="pass the p values themselves, not their logarithms or per cent",
        )
    return values, is_known
