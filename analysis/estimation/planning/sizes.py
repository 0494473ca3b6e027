"""How many cases are needed to know a share this well?

Four ways of saying *this well*: a half-width about the share, a coefficient of variation,
and limits that stay between 0 and 1 (Wilson, log odds) for rare schemes. The answers are
not whole; `cases_to_draw` makes them whole, with non-response and design effect, and
`half_width` turns the question round.
"""

from __future__ import annotations

import math

from analysis.errors import EstimationError
from analysis.estimation.planning.inputs import as_normal_quantile, as_positive, as_share


def cases_for_half_width(
    share: float,
    half_width: float,
    *,
    population: float = math.inf,
    relative: bool = False,
    level: float = 0.95,
) -> float:
    """Return the cases that give a normal interval of a wanted half-width.

    Parameters
    ----------
    share : float
        The anticipated share p, a fraction.
    half_width : float
        Half the width e of the interval: a fraction, or a fraction of p where `relative`.
    population : float, default infinite
        Persons N.
    relative : bool, default False
        Whether the half-width is in proportion to the share.
    level : float, default 0.95
        Level of the interval.

    Returns
    -------
    float
        z²p(1-p) N/(N-1) / (e² + z²p(1-p)/(N-1)) [1]_, not whole.

    Notes
    -----
    A share of one half is the worst case. For a rare scheme the normal interval reaches
    below zero and holds less than its level: bold, by more the rarer the scheme. Use
    `cases_for_wilson` or `what_can_be_shown` there.

    References
    ----------
    .. [1] R. Valliant, J. A. Dever and F. Kreuter, "Practical Tools for Designing and
       Weighting Survey Samples", 2nd edition, Springer 2018, ch. 3.

    Examples
    --------
    >>> round(cases_for_half_width(0.5, 0.08, population=17_650), 1)
    148.8
    """
    p = as_share(share, name="The share")
    error = as_positive(half_width, name="The half-width") * (p if relative else 1.0)
    spread = as_normal_quantile(level) ** 2 * p * (1 - p)
    return _with_finite_population(spread / error**2, population)


def cases_for_cv(share: float, cv: float, *, population: float = math.inf) -> float:
    """Return the cases that estimate a share with a wanted coefficient of variation.

    Parameters
    ----------
    share : float
        The anticipated share, a fraction.
    cv : float
        Standard error over the share.
    population : float, default infinite
        Persons N.

    Returns
    -------
    float
        (1-p)/p N/(N-1) / (CV² + (1-p)/p/(N-1)), not whole; the same for p as for persons.

    Examples
    --------
    >>> round(cases_for_cv(0.1, 0.1), 6)
    900.0
    """
    p = as_share(share, name="The share")
    return _with_finite_population((1 - p) / p / as_positive(cv, name="The CV") ** 2, population)


def cases_for_wilson(
    share: float, half_width: float, *, relative: bool = False, level: float = 0.95
) -> float:
    """Return the cases that give a Wilson interval of a wanted half-width.

    Parameters
    ----------
    share, half_width, relative, level
        As in `cases_for_half_width`; the half-width is below one half.

    Returns
    -------
    float
        z²(pq - 2e² + √(p²q² - 4e²pq + e²)) / 2e², not whole; the population is infinite.

    Notes
    -----
    The Wilson interval stays between 0 and 1 and is not centred at the share. Without the
    finite population it asks for too many cases where the population is small: cautious.

    Examples
    --------
    >>> round(cases_for_wilson(0.02, 0.02), 1)
    222.0
    """
    p, error = _share_and_error(share, half_width, relative=relative)
    pq = p * (1 - p)
    root = math.sqrt(pq**2 - 4 * error**2 * pq + error**2)
    return as_normal_quantile(level) ** 2 * (pq - 2 * error**2 + root) / (2 * error**2)


def cases_for_log_odds(
    share: float,
    half_width: float,
    *,
    population: float = math.inf,
    relative: bool = False,
    level: float = 0.95,
) -> float:
    """Return the cases that give a log-odds interval of a wanted half-width.

    Parameters
    ----------
    share, half_width, population, relative, level
        As in `cases_for_half_width`; the half-width is below one half.

    Returns
    -------
    float
        1 / (N/(N-1) pq (log x / z)² + 1/N), not whole, where x is the odds ratio between
        the share and a limit at which the interval has the wanted width.

    Notes
    -----
    The factor N/(N-1) stands as in the published software. Its inverse would follow from
    the variance; the difference is 2 in N, and bold by as much.

    Examples
    --------
    >>> round(cases_for_log_odds(0.04, 0.01), 1)
    1500.5
    """
    p, error = _share_and_error(share, half_width, relative=relative)
    odds = (1 - p) / p
    root = math.sqrt(error**2 * (1 + odds**2) ** 2 + odds**2 * (1 - 4 * error**2))
    x = (error * (1 + odds**2) + root) / (odds * (1 - 2 * error))
    information = p * (1 - p) * (math.log(x) / as_normal_quantile(level)) ** 2
    n_people = as_positive(population, name="The population", infinite=True)
    if math.isinf(n_people):
        return 1 / information
    return 1 / (information * n_people / _others(n_people) + 1 / n_people)


def half_width(
    n: float,
    share: float,
    *,
    population: float = math.inf,
    response: float = 1.0,
    design_effect: float = 1.0,
    level: float = 0.95,
) -> float:
    """Return the half-width of the normal interval that a number of cases gives.

    Parameters
    ----------
    n : float
        Cases drawn.
    share : float
        The anticipated share, a fraction.
    population : float, default infinite
        Persons N, at least `n`.
    response : float, default 1.0
        Fraction of the drawn cases that can be read, in (0, 1].
    design_effect : float, default 1.0
        Variance of the design over that of a simple random sample of as many.
    level : float, default 0.95
        Level of the interval.

    Returns
    -------
    float
        Half the width, a fraction: z √(D p(1-p)/n_read (N - n_read)/(N - 1)).

    Raises
    ------
    EstimationError
        If there are more cases than persons.

    Examples
    --------
    >>> [round(half_width(n, 0.5, population=17_650), 3) for n in (100, 150, 200)]
    [0.098, 0.08, 0.069]
    """
    p = as_share(share, name="The share")
    read = as_positive(n, name="n") * _as_response(response)
    n_people = as_positive(population, name="The population", infinite=True)
    _fail_if_more_cases_than_persons(n, n_people)
    unread = 1.0 if math.isinf(n_people) else (n_people - read) / _others(n_people)
    effect = as_positive(design_effect, name="The design effect")
    return as_normal_quantile(level) * math.sqrt(effect * p * (1 - p) / read * unread)


def cases_to_draw(
    n: float,
    *,
    response: float = 1.0,
    design_effect: float = 1.0,
    population: float = math.inf,
) -> int:
    """Return the whole cases to draw so that enough are read.

    Parameters
    ----------
    n : float
        Cases that a simple random sample would have to read.
    response : float, default 1.0
        Fraction of the drawn cases that can be read, in (0, 1].
    design_effect : float, default 1.0
        Variance of the design over that of a simple random sample of as many.
    population : float, default infinite
        Persons N.

    Returns
    -------
    int
        n x design effect / response, rounded up.

    Raises
    ------
    EstimationError
        If more cases are needed than there are persons.

    Notes
    -----
    Cases that cannot be read are taken to be lost at random as far as precision goes. They
    are not replaced, and are bounded when the review is estimated.

    Examples
    --------
    >>> cases_to_draw(137.2, response=0.9)
    153
    """
    effect = as_positive(design_effect, name="The design effect")
    needed = as_positive(n, name="n") * effect / _as_response(response)
    # A rounding error above a whole number is no further case.
    cases = math.ceil(round(needed, 9))
    _fail_if_more_cases_than_persons(cases, population)
    return cases


def _with_finite_population(n_infinite: float, population: float) -> float:
    """Return the cases needed when nobody is read twice, from those of an endless frame."""
    n_people = as_positive(population, name="The population", infinite=True)
    if math.isinf(n_people):
        return n_infinite
    others = _others(n_people)
    return n_infinite * n_people / others / (1 + n_infinite / others)


def _others(n_people: float) -> float:
    """Return N - 1, refusing a population of one."""
    if n_people <= 1:
        raise EstimationError(
            "A population of one person has no share to estimate.", expected="at least 2 persons"
        )
    return n_people - 1


def _share_and_error(share: float, half_width: float, *, relative: bool) -> tuple[float, float]:
    """Return a share and a half-width below one half."""
    p = as_share(share, name="The share")
    error = as_positive(half_width, name="The half-width") * (p if relative else 1.0)
    if error >= 0.5:
        raise EstimationError(
            "The half-width is one half or more.",
            expected="a half-width below 0.5, since the limits stay between 0 and 1",
        )
    return p, error


def _as_response(response: float) -> float:
    """Return a response in (0, 1]."""
    return 1.0 if response == 1 else as_share(response, name="The response")


def _fail_if_more_cases_than_persons(n: float, population: float) -> None:
    """Refuse more cases than there are persons."""
    if n > population:
        raise EstimationError(
            f"{n:g} cases are more than the {population:g} persons of the population.",
            fix="read everybody, or ask for less precision",
        )
