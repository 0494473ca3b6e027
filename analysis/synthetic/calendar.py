"""Which quarters and months are made, and how far up the ages go at each date?"""

import numpy as np
from numpy.typing import NDArray

from analysis.synthetic.assumptions import along

FIRST_YEAR = 2018
POPULATION_QUARTERS = tuple(
    f"{year}K{quarter}" for year in range(FIRST_YEAR, 2027) for quarter in range(1, 5)
)[:33]
QUARTERS = POPULATION_QUARTERS[:32]
MONTHS = tuple(f"{year}M{month:02d}" for year in range(FIRST_YEAR, 2026) for month in range(1, 13))
FIRST_PUBLISHED_MONTH = MONTHS.index("2021M01")


def quarter_dates(n_quarters: int) -> NDArray[np.float64]:
    """Return the first days of the quarters as years with decimals.

    Examples
    --------
    >>> quarter_dates(3)
    array([2018.  , 2018.25, 2018.5 ])
    """
    return FIRST_YEAR + np.arange(n_quarters) / 4


def shares_below_pension_age(
    ages: NDArray[np.int64], dates: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the share of each year of age that has not reached the pension age.

    Parameters
    ----------
    ages : array of int, shape (n_ages,)
        Completed years.
    dates : array of float, shape (n_dates,)
        Years with decimals.

    Returns
    -------
    array of float, shape (n_ages, n_dates)
        Shares in [0, 1].

    Examples
    --------
    >>> shares_below_pension_age(np.array([64, 65, 66]), np.array([2018.5, 2021.75]))
    array([[1. , 1. ],
           [0. , 1. ],
           [0. , 0.5]])
    """
    return np.clip(along("pension_age", dates)[None, :] - ages[:, None], 0.0, 1.0)
