"""How many years would it take, at this pace, with limits that carry both uncertainties?

People today (a stock) and people a year (a flow) are never compared. The one divided by
the other is a time, and a time can be understood: so long would it take if nothing else
happened.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from analysis.concepts import Estimate

METHOD = "MOVER for a ratio"
HIDDEN, NONE_SEEN, NO_PACE, OPEN, LIMITED = "hidden", "none_seen", "no_pace", "open", "limited"


@dataclass(frozen=True)
class YearsToClear:
    """A number of people over a number a year.

    Attributes
    ----------
    years : Estimate
        In years; the upper limit is infinite where the pace may be nothing, and all is
        NaN where no time can be told.
    rule : str
        ``limited``: both limits can be told. ``open``: the pace may be nothing, so the
        time has no upper limit. ``no_pace``: the estimated pace is nothing or the other
        way, so there is no time. ``none_seen``: nobody was estimated, so only the upper
        limit says anything. ``hidden``: the people may not be shown.
    """

    years: Estimate
    rule: str


def years_to_clear(people: Estimate, pace: Estimate) -> YearsToClear:
    """Divide people by people a year, with limits recovered from both.

    Parameters
    ----------
    people : Estimate
        People today, with limits; not negative.
    pace : Estimate
        People a year, with limits; equal limits where it is known.

    Returns
    -------
    YearsToClear
        With the level of `people`.

    Notes
    -----
    With deviations ``a = x - l_x`` and ``b = u_y - y`` the lower limit is the ratio R that
    solves ``x - R y = sqrt(a^2 + R^2 b^2)``; the upper one, with ``a = u_x - x`` and
    ``b = y - l_y``, solves ``R y - x = sqrt(a^2 + R^2 b^2)`` and exists only where ``l_y``
    is above zero. Solved for R these are the limits of Donner and Zou, written so that
    they hold at ``l_x = 0`` and at ``u_y > 2 y`` too.

    The two are taken as independent: one rests on case files, the other on a register.
    Nobody new comes and nobody leaves in the meantime. New people make the true time
    longer, so it leans short; people who leave by themselves make it shorter.

    References
    ----------
    A. Donner and G. Y. Zou, *Closed-form confidence intervals for functions of the normal
    mean and standard deviation*, Statistical Methods in Medical Research 21, 2012,
    347-359, for the limits of a ratio. E. C. Fieller, *Some problems in interval
    estimation*, Journal of the Royal Statistical Society B 16, 1954, for the same where
    both limits are symmetric.

    Examples
    --------
    >>> known = Estimate(400, 400, 400, 0.95, "persons a year", 0, "given")
    >>> found = years_to_clear(Estimate(800, 400, 1600, 0.95, "persons", 12, "beta"), known)
    >>> found.years.value, found.years.lower, found.years.upper
    (2.0, 1.0, 4.0)
    """
    x, y = people.value, pace.value
    if any(math.isnan(part) for part in (x, people.lower, people.upper)):
        return YearsToClear(_years(people, math.nan, math.nan, math.nan), HIDDEN)
    if not y > 0:
        return YearsToClear(_years(people, math.nan, math.nan, math.nan), NO_PACE)
    lower = _lower(x, people.lower, y, pace.upper)
    if not pace.lower > 0:
        return YearsToClear(_years(people, x / y, lower, math.inf), OPEN)
    upper = _upper(x, people.upper, y, pace.lower)
    return YearsToClear(_years(people, x / y, lower, upper), LIMITED if x > 0 else NONE_SEEN)


def _years(people: Estimate, value: float, lower: float, upper: float) -> Estimate:
    return Estimate(value, lower, upper, people.level, "years", people.n, METHOD)


def _lower(x: float, x_lower: float, y: float, y_upper: float) -> float:
    """Return the smaller root of (x - R y)^2 = (x - l_x)^2 + R^2 (u_y - y)^2."""
    if not x_lower > 0:
        return 0.0
    square = y**2 - (y_upper - y) ** 2
    rest = x_lower * (2 * x - x_lower)
    return rest / (x * y + math.sqrt(max(0.0, (x * y) ** 2 - square * rest)))


def _upper(x: float, x_upper: float, y: float, y_lower: float) -> float:
    """Return the larger root of (R y - x)^2 = (u_x - x)^2 + R^2 (y - l_y)^2."""
    square = y_lower * (2 * y - y_lower)
    rest = x_upper * (2 * x - x_upper)
    return (x * y + math.sqrt(max(0.0, (x * y) ** 2 - square * rest))) / square
