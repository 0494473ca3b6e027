"""How many recipients would live here with the reference's shares?

A stock, such as the people on fleksjob at a date, is mostly the same people as last
quarter. It is no count of events, so a Poisson limit around it would describe a chance
that is not there, and would shrink if the same people were counted again. This module
therefore gives observed and expected and **no limits**. How far stocks lie apart among
municipalities anyway is measured by `analysis.measures.between.spread`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.concepts import Unit
from analysis.measures.inputs import (
    Numbers,
    as_amounts,
    as_plain,
    fail_if_anything_is_counted_where_nobody_lives,
)
from analysis.measures.standardised.standardisation import expected_counts, stratum_rates


@dataclass(frozen=True)
class StandardisedStock:
    """Observed and expected recipients; without limits, since a stock is not events.

    Attributes
    ----------
    n_recipients, n_expected : float or ndarray
        Recipients at the date, and those that the reference's shares predict here.
    ratio : float or ndarray
        Observed over expected; NaN where nothing is expected.
    difference : float or ndarray
        Observed minus expected, in `unit`.
    unit : Unit
        Persons or full-time persons.
    """

    n_recipients: Numbers
    n_expected: Numbers
    ratio: Numbers
    difference: Numbers
    unit: Unit


def standardise_recipients(
    n_recipients: ArrayLike,
    n_population: ArrayLike,
    reference_recipients: ArrayLike,
    reference_population: ArrayLike,
    *,
    unit: Unit,
    strata: Sequence[str] = (),
) -> StandardisedStock:
    """Compare recipients here with those expected at the reference's shares.

    Parameters
    ----------
    n_recipients, n_population : array_like
        Recipients and residents here at one date; the last axis runs over strata.
    reference_recipients, reference_population : array_like
        The same for the pooled reference, the focus excluded.
    unit : Unit
        Persons or full-time persons.
    strata : sequence of str, optional
        Names of the strata, for the message when one has no share.

    Returns
    -------
    StandardisedStock
        Observed, expected, ratio and difference; no limits.

    Raises
    ------
    CoverageError
        If people live in a stratum where the reference has nobody.
    EstimationError
        If a number is missing or negative, or there are recipients where nobody lives.

    Examples
    --------
    >>> aby = standardise_recipients(
    ...     [40.5, 160], [4_000, 2_000], [40, 480], [4_000, 6_000], unit=Unit.FULLTIME_PERSONS
    ... )
    >>> aby.n_expected, aby.difference
    (200.0, 0.5)
    """
    recipients = as_amounts(n_recipients, name="n_recipients")
    population = as_amounts(n_population, name="n_population")
    fail_if_anything_is_counted_where_nobody_lives(recipients, population, name="the focus")
    shares = stratum_rates(reference_recipients, reference_population)
    expected = np.asarray(expected_counts(population, shares, strata=strata))
    observed = np.broadcast_to(recipients.sum(axis=-1), expected.shape)
    positive = np.where(expected > 0, expected, 1.0)
    return StandardisedStock(
        n_recipients=as_plain(observed),
        n_expected=as_plain(expected),
        ratio=as_plain(np.where(expected > 0, observed / positive, np.nan)),
        difference=as_plain(np.asarray(observed - expected)),
        unit=unit,
    )
