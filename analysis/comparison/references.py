"""What would a reference's rates give among other people, for many references at once?

A comparison sets one municipality against a reference: some other municipalities, added
up stratum by stratum. Page one makes two of them. All municipalities over all quarters,
thousands of sets of peers, and copies of the country in which practice is ordinary make
many, and all are the same arithmetic on the same arrays. It is written here once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.comparison.denominators import FloatArray
from analysis.errors import CoverageError
from analysis.measures.standardised.standardisation import (
    expectation,
    expected_counts,
    stratum_rates,
)

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Expected:
    """Observed and expected numbers; arrays of shape (..., comparisons).

    All but the number of peers are NaN where the focus has no figure or no municipality
    of the reference has one.

    Attributes
    ----------
    n_observed, n_expected : array
        Awards or recipients of the focus, and what the reference's rates predict.
    exposure : array
        Person-years or residents of the focus.
    reference_counts, reference_exposure : array
        Awards or recipients, and person-years or residents, of the whole reference.
    n_reference, largest_step : array
        Of awards: the effective number behind the expected one, and how far one award
        more would lift it, see `Expectation` in
        `analysis.measures.standardised.standardisation`. NaN for a stock.
    n_peers : array of int
        Municipalities of the reference that have figures.
    n_effective : array
        Equal municipalities that would fix the reference's level as well.
    """

    n_observed: FloatArray
    n_expected: FloatArray
    exposure: FloatArray
    reference_counts: FloatArray
    reference_exposure: FloatArray
    n_reference: FloatArray
    largest_step: FloatArray
    n_peers: IntArray
    n_effective: FloatArray

    @property
    def crude_expected(self) -> FloatArray:
        """Return what the reference's crude rate predicts, ages and sexes together."""
        return np.asarray(self.exposure * self.reference_counts / self.reference_exposure)


def expect(
    counts: FloatArray,
    exposure: FloatArray,
    *,
    focus: npt.ArrayLike,
    members: npt.ArrayLike,
    is_flow: bool,
    strata: Sequence[str] = (),
) -> Expected:
    """Return observed and expected numbers of many comparisons.

    Parameters
    ----------
    counts, exposure : array of shape (..., strata, municipalities)
        Awards or recipients, and person-years or residents; NaN where the source is
        blank. Leading axes run over periods or copies of the country.
    focus : array_like of int, shape (comparisons,)
        Place of the focus municipality of each comparison.
    members : array_like of bool, shape (comparisons, municipalities)
        The municipalities of each reference. A municipality without figures is left out
        where it has none.
    is_flow : bool
        Whether the counts are events.
    strata : sequence of str, optional
        Names of the strata, for the message when the reference has nobody in one.

    Raises
    ------
    CoverageError
        If a focus is a part of its own reference, or people live in a stratum where
        the reference has nobody.
    EstimationError
        If something is counted where nobody lives.
    """
    places, chosen = np.asarray(focus, dtype=np.int64), np.asarray(members, dtype=bool)
    _fail_if_a_focus_is_its_own_reference(places, chosen)
    is_known = np.asarray(np.isfinite(counts + exposure).all(axis=-2))
    known = is_known[..., np.newaxis, :]
    # Comparisons before strata, as the measures want the strata last.
    pooled_counts = _pool(np.where(known, counts, 0.0), chosen)
    pooled_exposure = _pool(np.where(known, exposure, 0.0), chosen)
    n_peers = np.asarray((known & chosen).sum(axis=-1))
    can_be_told = is_known[..., places] & (n_peers > 0)
    own_counts = _of_focus(counts, places)
    own_exposure = np.where(can_be_told[..., np.newaxis], _of_focus(exposure, places), 0.0)
    if is_flow:
        predicted = expectation(own_exposure, pooled_counts, pooled_exposure, strata=strata)
        n_expected = np.asarray(predicted.n_expected)
        n_reference, step = np.asarray(predicted.n_reference), np.asarray(predicted.largest_step)
    else:
        rates = stratum_rates(pooled_counts, pooled_exposure)
        n_expected = np.asarray(expected_counts(own_exposure, rates, strata=strata))
        n_reference = step = np.full(n_expected.shape, np.nan)
    people = np.where(is_known, np.nan_to_num(exposure).sum(axis=-2), 0.0)
    squares = people**2 @ chosen.T.astype(np.float64)

    def told(values: FloatArray) -> FloatArray:
        return np.where(can_be_told, values, np.nan)

    reference_exposure = told(pooled_exposure.sum(axis=-1))
    return Expected(
        n_observed=own_counts.sum(axis=-1),
        n_expected=told(n_expected),
        exposure=told(own_exposure.sum(axis=-1)),
        reference_counts=told(pooled_counts.sum(axis=-1)),
        reference_exposure=reference_exposure,
        n_reference=told(n_reference),
        largest_step=told(step),
        n_peers=n_peers,
        n_effective=reference_exposure**2 / np.where(squares > 0, squares, np.nan),
    )


def rest_of_country(n: int) -> BoolArray:
    """Return for each of n municipalities all the others as its reference.

    Examples
    --------
    >>> rest_of_country(2)
    array([[False,  True],
           [ True, False]])
    """
    return ~np.eye(n, dtype=bool)


def as_members(chosen: list[int], n: int) -> BoolArray:
    """Return one reference of n municipalities from the places of its members.

    Examples
    --------
    >>> as_members([0, 2], 3)
    array([[ True, False,  True]])
    """
    members = np.zeros((1, n), dtype=bool)
    members[0, chosen] = True
    return members


def _pool(values: FloatArray, members: BoolArray) -> FloatArray:
    """Add up the members of each reference: (..., comparisons, strata)."""
    return np.swapaxes(values @ members.T.astype(np.float64), -1, -2)


def _of_focus(values: FloatArray, places: IntArray) -> FloatArray:
    """Return the focus of each comparison: (..., comparisons, strata)."""
    return np.swapaxes(values[..., places], -1, -2)


def _fail_if_a_focus_is_its_own_reference(places: IntArray, members: BoolArray) -> None:
    if members[np.arange(places.size), places].any():
        raise CoverageError(
            "A municipality is a part of its own reference.",
            where="the choice of peers",
            expected="a reference of other municipalities",
            fix="leave the focus out of its peers",
        )
