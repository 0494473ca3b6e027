"""Between which limits does a coefficient lie that can never pass 1?

A coefficient of 0.95 plus twice its standard error is more than 1, which no agreement
is. The limits are therefore made on another scale and carried back.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import special, stats

from analysis.measures.inputs import as_tail

FISHER_Z = "Fisher's z, t"
FIXED_CHANCE = "exact limits of the observed agreement, chance agreement held fixed"
UNDEFINED = "none"


@dataclass(frozen=True)
class Coefficient:
    """A coefficient of agreement beyond chance.

    Attributes
    ----------
    name : str
        Which coefficient.
    value : float
        At most 1; 0 where agreement is as chance gives. NaN where it is undefined.
    standard_error : float
        Of `value`; NaN where it is undefined.
    lower, upper : float
        Limits at `level`, within -1 and 1.
    observed, expected : float
        The (weighted) agreement seen, and the one that this coefficient ascribes to chance.
    n : int
        Cases that it rests on.
    level : float
        Level of the limits, a fraction in (0, 1).
    method : str
        How the limits were made.
    reason : str
        Why the coefficient or its error is undefined; empty when nothing is.
    standard_error_by_chance : float
        Of `value` if the readers agreed by chance alone, for a test; NaN where not made.
    """

    name: str
    value: float
    standard_error: float
    lower: float
    upper: float
    observed: float
    expected: float
    n: int
    level: float
    method: str
    reason: str = ""
    standard_error_by_chance: float = math.nan


def make_coefficient(
    name: str,
    value: float,
    standard_error: float,
    *,
    observed: float,
    expected: float,
    n: int,
    df: float,
    level: float,
    reason: str = "",
    standard_error_by_chance: float = math.nan,
) -> Coefficient:
    """Return a coefficient with limits that stay within -1 and 1.

    Parameters
    ----------
    name : str
        Which coefficient.
    value, standard_error : float
        The coefficient and its error; NaN where undefined.
    observed, expected : float
        The agreement seen and the one ascribed to chance.
    n : int
        Cases.
    df : float
        Degrees of freedom of Student's distribution.
    level : float
        Level of the limits.
    reason : str
        Why something is undefined.
    standard_error_by_chance : float
        Error if agreement were chance alone.

    Notes
    -----
    Limits are made of atanh(value) with Student's distribution [1]_. Where no reader
    disagreed the error is 0, which would say that nothing is uncertain: then the exact
    limits of the observed agreement take its place and the chance agreement is held
    fixed. Both lean to the bold side where a scheme is rare: what one or two cases more
    would do to the chance agreement is hardly in the limits.

    References
    ----------
    .. [1] J. L. Fleiss, B. Levin and M. C. Paik, "Statistical Methods for Rates and
       Proportions", 3rd ed., 2003, ch. 18, for the errors; R. A. Fisher, Metron 1, 1921,
       for the scale.

    Examples
    --------
    >>> kappa = make_coefficient(
    ...     "cohen", 0.95, 0.05, observed=0.99, expected=0.8, n=48, df=47, level=0.95
    ... )
    >>> print(f"{kappa.lower:.2f} to {kappa.upper:.2f}")
    0.66 to 0.99
    """
    tail = as_tail(level)
    if math.isnan(value):
        lower, upper, method = math.nan, math.nan, UNDEFINED
    elif standard_error > 1e-12 and abs(value) < 1.0 - 1e-12:
        width = stats.t.isf(tail, max(df, 1.0)) * standard_error / (1.0 - value**2)
        lower, upper = (math.tanh(math.atanh(value) + sign * width) for sign in (-1, 1))
        method = FISHER_Z
    else:
        seen = exact_share_limits(observed * n, n, tail=tail)
        lower, upper = (max(-1.0, (limit - expected) / (1.0 - expected)) for limit in seen)
        lower, upper, method = min(lower, value), max(upper, value), FIXED_CHANCE
    return Coefficient(
        name,
        value,
        standard_error,
        lower,
        upper,
        observed,
        expected,
        n,
        level,
        method,
        reason,
        standard_error_by_chance,
    )


def exact_share_limits(x: float, n: float, *, tail: float) -> tuple[float, float]:
    """Return Clopper-Pearson limits; `x` and `n` may have decimals.

    Parameters
    ----------
    x, n : float
        Cases with the answer, and cases in all.
    tail : float
        Probability outside each limit.

    Notes
    -----
    Leans to the cautious side: exact limits cover at least as often as the level says.

    Examples
    --------
    >>> print("{:.3f} {:.3f}".format(*exact_share_limits(48, 48, tail=0.025)))
    0.926 1.000
    """
    if n <= 0:
        return math.nan, math.nan
    # Sums of weights miss a whole number by a few units in the last place.
    x = min(max(x, 0.0), n)
    lower = 0.0 if x < 1e-9 else float(special.betaincinv(x, n - x + 1.0, tail))
    upper = 1.0 if n - x < 1e-9 else float(special.betaincinv(x + 1.0, n - x, 1.0 - tail))
    return lower, upper
