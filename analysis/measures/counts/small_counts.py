"""How is a count shown when it is so small that persons may be recognised?

A count up to a threshold is suppressed, and the others are rounded, so that the small
one cannot be had by subtraction. Suppressed means missing: written as 0 it would become
a rate of zero, which is something else.

=========================================  ==============================================
Case                                       Result
=========================================  ==============================================
Count of 0                                 suppressed as well, or it would stand out
Count at the threshold                     suppressed
=========================================  ==============================================
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError
from analysis.measures.inputs import FloatArray, as_counts


def round_small_counts(counts: ArrayLike, *, threshold: int = 7, base: int = 5) -> FloatArray:
    """Suppress counts up to a threshold and round the others to a multiple.

    Parameters
    ----------
    counts : array_like
        Persons or events, whole numbers.
    threshold : int, default 7
        The largest count that is suppressed.
    base : int, default 5
        The others are rounded to the nearest multiple of it.

    Returns
    -------
    ndarray
        NaN where suppressed.

    Raises
    ------
    EstimationError
        If a number is missing, negative or not whole, or `base` is under 1.

    References
    ----------
    .. [1] OpenSAFELY, documentation of ehrQL, on disclosure control in measures.

    Examples
    --------
    >>> round_small_counts([6, 7, 8, 12, 13])
    array([nan, nan, 10., 10., 15.])
    """
    numbers = as_counts(counts, name="counts")
    if base < 1:
        raise EstimationError(
            f"{base} is no number to round to.",
            where="base",
            expected="a whole number of 1 or more",
            fix="use 5",
        )
    return np.where(numbers <= threshold, np.nan, base * np.floor(numbers / base + 0.5))
