"""What are amounts of later years worth on the first day, and when is an outlay paid back?"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import RequestError

FloatArray = NDArray[np.float64]


def discount_factors(n_years: int, *, rate: float) -> FloatArray:
    """Return the worth on the first day of one krone at the end of each year.

    Parameters
    ----------
    n_years : int
        Years.
    rate : float
        Discount rate per year, a fraction of 0 or more.

    Returns
    -------
    array of shape (n_years,)

    Raises
    ------
    RequestError
        If there is no year, or the rate is no fraction from 0 to 1.

    Examples
    --------
    >>> discount_factors(3, rate=0.25).tolist()
    [0.8, 0.64, 0.512]
    """
    if n_years < 1 or not 0.0 <= rate < 1.0:
        raise RequestError(
            "Discounting needs at least one year, and a rate from 0 to below 1.",
            expected="such as n_years=5 and rate=0.035 for 3.5 per cent",
            fix="write per cent as a fraction",
        )
    return np.asarray((1.0 + rate) ** -np.arange(1.0, n_years + 1.0))


def present_value(flows: ArrayLike, *, rate: float, one_off: float = 0.0) -> float:
    """Return the worth on the first day of yearly gains, and of what comes on that day.

    Parameters
    ----------
    flows : array of shape (n_years,)
        Gain at the end of each year; negative is a cost.
    rate : float
        Discount rate per year, a fraction.
    one_off : float, default 0
        Gain on the first day; an outlay is negative.

    Raises
    ------
    RequestError
        As `discount_factors`.

    Examples
    --------
    >>> round(present_value([18_000] * 6, rate=0.04, one_off=-52_000), 2)
    42358.46
    """
    values = np.atleast_1d(np.asarray(flows, dtype=float))
    return float(one_off + values @ discount_factors(values.size, rate=rate))


def payback_year(flows: ArrayLike, *, rate: float, one_off: float) -> int | None:
    """Return the first year at whose end the discounted sum is no longer negative.

    Parameters
    ----------
    flows, rate, one_off
        As `present_value`.

    Returns
    -------
    int or None
        Year, counted from 1; 0 where there is nothing to pay back; None where it is not
        paid back within the years.

    Raises
    ------
    RequestError
        As `discount_factors`.

    Examples
    --------
    >>> payback_year([18_000] * 6, rate=0.04, one_off=-52_000)
    4
    """
    values = np.atleast_1d(np.asarray(flows, dtype=float))
    if one_off >= 0.0:
        return 0
    sums = one_off + np.cumsum(values * discount_factors(values.size, rate=rate))
    years = np.flatnonzero(sums >= 0.0)
    return int(years[0]) + 1 if years.size else None
