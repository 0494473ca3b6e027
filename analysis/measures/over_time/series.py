"""Is this one run of known numbers, long enough for what is asked of it?"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError
from analysis.measures.inputs import FloatArray


def as_series(values: ArrayLike, *, name: str) -> FloatArray:
    """Return numbers in the order of time as an array, or refuse them.

    Parameters
    ----------
    values : array_like, shape (n,)
        Known, finite numbers.
    name : str
        What the numbers are, as the message should call them.

    Raises
    ------
    EstimationError
        If a number is missing or infinite, or there is more than one dimension.

    Examples
    --------
    >>> as_series([1, 2], name="values")
    array([1., 2.])
    """
    series = np.atleast_1d(np.asarray(values, dtype=np.float64))
    if series.ndim != 1 or not np.all(np.isfinite(series)):
        raise EstimationError(
            f"{name} holds something that is missing, or is no single series.",
            where=name,
            expected="known, finite numbers in the order of time",
            fix="use a run of periods that are complete",
        )
    return series


def fail_if_shorter_than(n: int, fewest: int) -> None:
    """Refuse a run of fewer periods than needed.

    Raises
    ------
    EstimationError
        If `n` is less than `fewest`.

    Examples
    --------
    >>> fail_if_shorter_than(8, 8)
    """
    if n < fewest:
        raise EstimationError(
            f"{n} periods are too few for a trend.",
            where="the series",
            expected=f"{fewest} periods or more",
            fix="use a longer run of periods, or state the rates without a trend",
        )
