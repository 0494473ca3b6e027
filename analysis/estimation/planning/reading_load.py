"""How many readings, and how many hours, does a rule for second readings take?

The rule: every first-reading positive of a rare scheme is read again, and so is a random
part of the rest. How many positives the first reading gives is not known before it, and
most of them may be mistaken when the scheme is rare, so the load has an expectation and a
number that it stays below nine times out of ten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import stats

from analysis.errors import RequestError
from analysis.estimation.planning.anticipated import Shares, shares_by_stratum
from analysis.estimation.planning.inputs import FloatArray, as_positive, as_share

DEFAULT_SENSITIVITY, DEFAULT_SPECIFICITY = 0.84, 0.95


@dataclass(frozen=True)
class ReadingLoad:
    """What first and second readings take.

    Attributes
    ----------
    n_first : int
        First readings.
    n_positive, n_positive_high : float
        First-reading positives of the rare schemes: expected, and the number that they
        stay at or below with the chance wanted.
    n_second, n_second_high : float
        Second readings, likewise.
    hours_first, hours_second, hours_second_high : float
        Hours of reading.
    chance : float
        The chance wanted, a fraction.
    """

    n_first: int
    n_positive: float
    n_positive_high: int
    n_second: float
    n_second_high: int
    hours_first: float
    hours_second: float
    hours_second_high: float
    chance: float


def expect_readings(
    sizes: Mapping[str, int],
    rare: Shares,
    *,
    random_rest: int,
    sensitivity: float = DEFAULT_SENSITIVITY,
    specificity: float = DEFAULT_SPECIFICITY,
    minutes: float = 60.0,
    minutes_second: float | None = None,
    chance: float = 0.9,
) -> ReadingLoad:
    """Say how many readings and hours a review takes.

    Parameters
    ----------
    sizes : mapping of str to int
        Cases by stratum.
    rare : mapping of str to float or mapping
        Anticipated share of each rare scheme, or by scheme and stratum. None: no positive
        is read again as such.
    random_rest : int
        Cases drawn at random from those that are no such positive.
    sensitivity, specificity : float
        Fraction of the true positives, and of the true negatives, that the first reading
        judges so, for each scheme by itself.
    minutes, minutes_second : float
        Minutes for a first and a second reading; the same when left out.
    chance : float, default 0.9
        Chance with which the load stays at or below the high number.

    Returns
    -------
    ReadingLoad
        Expected readings, their upper quantile, and the hours.

    Notes
    -----
    A case is taken to be positive of one rare scheme at most, so the chances are added:
    cautious, too many readings. The default error rates are those with which the design
    was tried out and are not known for any municipality. Sharper reviewers make fewer.

    Examples
    --------
    >>> load = expect_readings({"KH": 100, "SD": 60}, {"revalidering": 0.02}, random_rest=70)
    >>> f"{load.n_positive:.1f} positive, {load.n_second:.1f} second readings"
    '10.5 positive, 80.5 second readings'
    """
    labels = tuple(sizes)
    cases = np.array([_as_whole(sizes[label], name=f"The cases of {label}") for label in labels])
    rest = _as_whole(random_rest, name="random_rest")
    positive = _chance_of_positive(shares_by_stratum(rare, labels), sensitivity, specificity)
    chances = np.ones(1)
    for n_cases, p in zip(cases, positive * np.ones(len(labels)), strict=True):
        chances = np.convolve(chances, stats.binom.pmf(np.arange(n_cases + 1), n_cases, p))
    seen = np.arange(len(chances))
    second = seen + np.minimum(rest, cases.sum() - seen)
    wanted = as_share(chance, name="The chance")
    n_second, high = float(chances @ second), int(second[_quantile(chances, wanted)])
    per_second = minutes if minutes_second is None else minutes_second
    hours = as_positive(minutes, name="minutes") / 60
    hours_second = as_positive(per_second, name="minutes_second") / 60
    return ReadingLoad(
        n_first=int(cases.sum()),
        n_positive=float(chances @ seen),
        n_positive_high=_quantile(chances, wanted),
        n_second=n_second,
        n_second_high=high,
        hours_first=float(cases.sum() * hours),
        hours_second=n_second * hours_second,
        hours_second_high=high * hours_second,
        chance=wanted,
    )


def _chance_of_positive(
    rare: Mapping[str, FloatArray], sensitivity: float, specificity: float
) -> FloatArray:
    """Return the chance that the first reading finds a case positive of a rare scheme."""
    found = np.zeros(1)
    for share in rare.values():
        found = found + first_reading_share(share, sensitivity, specificity)
    return np.minimum(found, 1.0)


def first_reading_share(share: FloatArray, sensitivity: float, specificity: float) -> FloatArray:
    """Return the share that a first reading finds positive: p Se + (1 - p)(1 - Sp).

    Parameters
    ----------
    share : array of any shape
        True shares, fractions.
    sensitivity, specificity : float
        In (0, 1]; 1 is a reader without error.

    Returns
    -------
    array of the same shape
        Shares found positive.
    """
    right = [
        1.0 if rate == 1 else as_share(rate, name=name)
        for rate, name in ((sensitivity, "The sensitivity"), (specificity, "The specificity"))
    ]
    return np.asarray(share * right[0] + (1 - share) * (1 - right[1]))


def _quantile(chances: FloatArray, chance: float) -> int:
    """Return the smallest number not exceeded with a chance."""
    return int(np.searchsorted(np.cumsum(chances), chance - 1e-12))


def _as_whole(number: float, *, name: str) -> int:
    """Return a whole number of 0 or more."""
    if int(number) != number or number < 0:
        raise RequestError(f"{name} is not a whole number of 0 or more.")
    return int(number)
