"""Is a second reading of this scheme worth it, and how large must it be?

A first reading with few mistakes overcounts a rare scheme: one negative in twenty judged
positive is more than all who truly are. Reading every positive again takes that away. For
a common scheme the mistakes nearly cancel, and the second reading only adds chance. Both
errors have a closed form, so the plan says which is smaller before anyone reads.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.errors import EstimationError
from analysis.estimation.planning.anticipated import shares_by_stratum
from analysis.estimation.planning.inputs import as_by_stratum, as_population
from analysis.estimation.planning.reading_load import (
    DEFAULT_SENSITIVITY,
    DEFAULT_SPECIFICITY,
    first_reading_share,
)


@dataclass(frozen=True)
class ReadingGain:
    """The error to expect of the first reading alone, and with second readings.

    Attributes
    ----------
    persons : float
        The anticipated persons in the target group.
    first_expected : float
        What the first reading is expected to estimate, in persons.
    first_rmse, second_rmse : float
        Root mean squared error in persons of the first reading, and of the two-phase
        estimate.
    n_second : float
        Expected second readings.
    is_worth_it : bool
        Whether the second error is the smaller.
    """

    persons: float
    first_expected: float
    first_rmse: float
    second_rmse: float
    n_second: float
    is_worth_it: bool


def expect_reading_gain(
    population: Mapping[str, float],
    sizes: Mapping[str, int],
    share: float | Mapping[str, float],
    *,
    random_rest: int,
    sensitivity: float = DEFAULT_SENSITIVITY,
    specificity: float = DEFAULT_SPECIFICITY,
) -> ReadingGain:
    """Compare the first reading with one whose positives are all read again.

    Parameters
    ----------
    population, sizes : mapping of str to int
        Persons and cases by stratum.
    share : float or mapping of str to float
        Anticipated share of the scheme, or by stratum.
    random_rest : int
        First-reading negatives that are read again, drawn at random.
    sensitivity, specificity : float
        Fraction of the true positives, and of the true negatives, that the first reading
        judges so.

    Returns
    -------
    ReadingGain
        Both errors, in persons.

    Raises
    ------
    EstimationError
        If no negative is read again: what the first reading missed is then unknown.

    Notes
    -----
    The second reading is taken to be true; where it errs too, its error is larger than
    said: bold. Numbers of positives and negatives are taken at their expectation, which
    understates the second error by some per cent.

    References
    ----------
    C.-E. Särndal, B. Swensson and J. Wretman, "Model Assisted Survey Sampling", Springer
    1992, ch. 9.

    Examples
    --------
    >>> gain = expect_reading_gain({"KH": 1270}, {"KH": 160}, 0.022, random_rest=70)
    >>> f"{gain.persons:.0f}: {gain.first_expected:.0f} found, {gain.is_worth_it}"
    '28: 86 found, True'
    """
    labels, people = as_population(population)
    cases = as_by_stratum({k: float(v) for k, v in sizes.items()}, labels, name="The cases")
    p = shares_by_stratum({"the scheme": share}, labels)["the scheme"]
    found = first_reading_share(p, sensitivity, specificity)
    negatives = cases * (1 - found)
    _fail_if_no_negative_is_read_again(random_rest, float(negatives.sum()))
    unread, weights = 1 - cases / people, people / cases
    bias = float(people @ (found - p))
    first = float((weights**2 * unread * cases * found * (1 - found)).sum())
    missed = np.divide(p * (1 - sensitivity), 1 - found, out=np.zeros_like(p), where=found < 1)
    again = np.minimum(random_rest * negatives / negatives.sum(), negatives)
    part = np.divide(again, negatives, out=np.ones_like(p), where=negatives > 0)
    phase_one = (weights**2 * unread * cases * p * (1 - p)).sum()
    phase_two = (weights**2 * negatives * (1 / part - 1) * missed * (1 - missed)).sum()
    first_rmse, second_rmse = math.sqrt(bias**2 + first), math.sqrt(float(phase_one + phase_two))
    return ReadingGain(
        persons=float(people @ p),
        first_expected=float(people @ found),
        first_rmse=first_rmse,
        second_rmse=second_rmse,
        n_second=float((cases * found).sum() + again.sum()),
        is_worth_it=second_rmse < first_rmse,
    )


def _fail_if_no_negative_is_read_again(random_rest: int, n_negative: float) -> None:
    """Refuse a design that cannot see what the first reading missed."""
    if random_rest < 1 and n_negative > 0:
        raise EstimationError(
            "No negative of the first reading is read again.",
            expected="at least one random second reading of the negatives",
            fix="give random_rest= a number above 0",
        )
