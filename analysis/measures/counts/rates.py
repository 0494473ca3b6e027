"""How many awards per resident and year, and how far could chance have moved the number?

A crude rate divides the events by the time people were exposed to them. It says what
happened, not how a municipality practises: who lives there is a part of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError
from analysis.measures.counts.intervals import exact_poisson_limits
from analysis.measures.inputs import Numbers, as_counts, as_person_time, as_plain


@dataclass(frozen=True)
class CrudeRate:
    """A rate with its limits; fields are numbers or arrays of one shape.

    Attributes
    ----------
    n_events : float or ndarray
        Events counted.
    person_years : float or ndarray
        Time at risk, in years lived by residents.
    rate, rate_lower, rate_upper : float or ndarray
        Events per `per` person-years, and the limits.
    per : float
        The person-years that a rate is stated for, such as 10,000.
    level : float
        Confidence level, a fraction in (0, 1).
    method : str
        Name of the method that gave the limits.
    """

    n_events: Numbers
    person_years: Numbers
    rate: Numbers
    rate_lower: Numbers
    rate_upper: Numbers
    per: float
    level: float
    method: str


def crude_rates(
    n_events: ArrayLike, person_years: ArrayLike, *, per: float = 10_000.0, level: float = 0.95
) -> CrudeRate:
    """Return events per so many person-years, with exact Poisson limits.

    Parameters
    ----------
    n_events : array_like
        Events counted, whole numbers: a flow, such as awards.
    person_years : array_like
        Years lived by residents in the same time, above 0. A quarter with 40,000
        residents gives 10,000.
    per : float, default 10,000
        The person-years to state the rate for.
    level : float, default 0.95
        Confidence level, a fraction in (0, 1).

    Returns
    -------
    CrudeRate
        Rates and limits, with the shape to which the inputs broadcast.

    Raises
    ------
    EstimationError
        If a number is missing, a count is negative or not whole, person-time or `per`
        is not above 0, or the level is no fraction.

    Notes
    -----
    Events are taken to happen one by one and at most once a person. Where one family
    or one panel meeting brings several at once the limits are too narrow; where people
    differ in risk but each counts once they are hardly touched. The person-years are
    taken as known.

    Examples
    --------
    >>> aby = crude_rates(12, 9_000)
    >>> print(f"{aby.rate:.1f} ({aby.rate_lower:.1f}-{aby.rate_upper:.1f})")
    13.3 (6.9-23.3)
    """
    _fail_if_base_is_not_positive(per)
    events, years = np.broadcast_arrays(
        as_counts(n_events, name="n_events"), as_person_time(person_years, name="person_years")
    )
    lower, upper = exact_poisson_limits(events, level=level)
    scale = per / years
    return CrudeRate(
        n_events=as_plain(events),
        person_years=as_plain(years),
        rate=as_plain(events * scale),
        rate_lower=as_plain(np.asarray(lower * scale)),
        rate_upper=as_plain(np.asarray(upper * scale)),
        per=float(per),
        level=level,
        method="exact Poisson",
    )


def _fail_if_base_is_not_positive(per: float) -> None:
    if not per > 0:
        raise EstimationError(
            f"A rate per {per!r} person-years has no meaning.",
            where="per",
            expected="a number above 0, such as 1_000 or 10_000",
            fix="choose the base that the report states",
        )
