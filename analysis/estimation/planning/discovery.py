"""How many cases must be read to see at least one?

A scheme that one recipient in a hundred belongs to is not seen at all in a small review.
The question has an exact answer: the hypergeometric chance, since nobody is read twice,
or the binomial one where the population is large or unknown.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import stats

from analysis.errors import EstimationError
from analysis.estimation.planning.inputs import as_positive, as_share


def cases_to_see(
    share: float, *, population: float = math.inf, allowed: int = 0, chance: float = 0.95
) -> int:
    """Return the fewest cases that are likely to show more than an allowed number.

    Parameters
    ----------
    share : float
        Fraction of the population in the target group; as persons it is rounded up.
    population : float, default infinite
        Persons in the population; infinite gives the binomial answer.
    allowed : int, default 0
        The number seen that does not count yet: 0 asks for at least one.
    chance : float, default 0.95
        Chance wanted of seeing more than `allowed`.

    Returns
    -------
    int
        Cases of a simple random sample.

    Raises
    ------
    EstimationError
        If not even everybody would show so many.

    Notes
    -----
    For a simple random or proportional sample. Where the heaviest stratum holds them all,
    more cases are needed: bold for an uneven allocation.

    Examples
    --------
    >>> cases_to_see(0.05, population=1_000), cases_to_see(0.05)
    (57, 59)
    """
    chance = as_share(chance, name="The chance")
    share = as_share(share, name="The share")
    n_people = as_positive(population, name="The population", infinite=True)
    most = _most_cases(share, n_people, allowed)
    low, high = allowed, most
    while high - low > 1:
        middle = (low + high) // 2
        few = _chance_of_few(middle, share, n_people, allowed)
        low, high = (low, middle) if few <= 1 - chance else (middle, high)
    return high


def smallest_share_seen(n: float, *, chance: float = 0.95) -> float:
    """Return the smallest share of which at least one case is likely to be seen.

    Parameters
    ----------
    n : float
        Cases read.
    chance : float, default 0.95
        Chance wanted of seeing at least one.

    Returns
    -------
    float
        1 - (1 - chance)^(1/n), a fraction.

    Notes
    -----
    Takes the population to be large, which leans to the cautious side.

    Examples
    --------
    >>> round(smallest_share_seen(150), 4)
    0.0198
    """
    missed = 1 - as_share(chance, name="The chance")
    return float(1 - missed ** (1 / as_positive(n, name="n")))


def _most_cases(share: float, n_people: float, allowed: int) -> int:
    """Return a number of cases that is surely enough."""
    if allowed < 0 or int(allowed) != allowed:
        raise EstimationError("allowed is not a whole number of 0 or more.")
    if math.isinf(n_people):
        return math.ceil((allowed + 20 + 20 * math.sqrt(allowed)) / share) * 10
    if _positives(share, n_people) <= allowed:
        raise EstimationError(
            "There are not so many to be seen.",
            expected=f"more than {allowed} persons in the target group",
            fix="allow fewer, or anticipate a larger share",
        )
    return int(n_people)


def _positives(share: float, n_people: float) -> int:
    """Return the share as persons, rounded up."""
    return math.ceil(round(share * n_people, 9))


def _chance_of_few(n: int, share: float, n_people: float, allowed: int) -> float:
    """Return the chance that no more than the allowed number are seen."""
    if math.isinf(n_people):
        return float(stats.binom.cdf(allowed, n, share))
    seen = stats.hypergeom(int(n_people), _positives(share, n_people), n)
    return float(np.minimum(seen.cdf(allowed), 1.0))
