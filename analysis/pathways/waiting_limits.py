"""Between which limits does the share that is still waiting lie?

Between the edges the limits are even on a chosen scale. At the edges, where nobody is done
or everybody is, the estimated variance is nothing and says nothing: there the exact
binomial limits of the cases that were followed so long stand in.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special

FloatArray = NDArray[np.float64]
Transform = Literal["log-log", "log", "plain"]

# Shares that differ by less are the same share: the last digit of a product decides nothing.
SAME = 1e-12


def share_limits(
    share: FloatArray,
    variance: FloatArray,
    i: int,
    *,
    n_known: int,
    n: int,
    level: float,
    transform: Transform,
) -> tuple[float, float, str]:
    """Return the limits of a curve at one of its steps, and how they were made.

    Parameters
    ----------
    share, variance : array of shape (k,)
        A curve that falls from one, and its variance.
    i : int
        The step; -1 before the first.
    n_known, n : int
        Cases that were not censored before, and all cases.
    level : float
        Level of the limits, a fraction in (0, 1).
    transform : {"log-log", "log", "plain"}
        On which scale the limits are even.

    Notes
    -----
    With everybody done and some censored before, the upper limit is that of the last step
    at which some were waiting: leans to too wide.

    Examples
    --------
    >>> two = np.array([0.75, 0.5]), np.array([0.0469, 0.0625])
    >>> lower, upper, how = share_limits(
    ...     *two, 1, n_known=4, n=4, level=0.95, transform="log-log"
    ... )
    >>> print(f"{lower:.2f} to {upper:.2f}, {how}")
    0.06 to 0.84, log-log
    """
    value = 1.0 if i < 0 else float(share[i])
    if value >= 1 - SAME:
        return exact_limit_when_none(n_known, level), 1.0, "exact, nobody"
    if value > SAME:
        return *_transformed(value, float(variance[i]), level, transform), transform
    earlier = np.flatnonzero(share > SAME)
    if n_known == n or not earlier.size:
        return 0.0, 1 - exact_limit_when_none(n_known, level), "exact, everybody"
    before = _transformed(float(share[earlier[-1]]), float(variance[earlier[-1]]), level, transform)
    return 0.0, before[1], f"{transform}, of the step before"


def exact_limit_when_none(n_known: int, level: float) -> float:
    """Return the exact lower limit of a share to which no exception was seen.

    Examples
    --------
    >>> round(exact_limit_when_none(10, 0.95), 4)
    0.6915
    """
    return float(((1 - level) / 2) ** (1 / n_known)) if n_known else 0.0


def _transformed(
    value: float, variance: float, level: float, transform: Transform
) -> tuple[float, float]:
    z, error = float(special.ndtri(0.5 + level / 2)), float(np.sqrt(variance))
    if value >= 1 - SAME:
        return value, 1.0
    if transform == "log-log":
        width = z * error / (value * abs(np.log(value)))
        return float(value ** np.exp(width)), float(value ** np.exp(-width))
    if transform == "log":
        factor = float(np.exp(z * error / value))
        return value / factor, min(value * factor, 1.0)
    return max(value - z * error, 0.0), min(value + z * error, 1.0)
