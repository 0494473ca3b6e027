"""Which answer does page one's rule give, for many sets and many countries at once?

Page one looks whether limits leave out 1, or the ordinary range leaves out the stock. Here
only the answer is wanted, millions of times, and not the limits. A limit on the far side of
1 is the same as a tail probability at 1 that is small, and that is looked up once instead
of solved for; far from the limit a square root tells enough. The answers are those of
`analysis.comparison.gap_limits.measure_gaps`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import special, stats

from analysis.comparison.denominators import FloatArray
from analysis.comparison.gaps import SMALLEST_EXPECTED_STOCK
from analysis.comparison.multiverse.sets import SingleArray
from analysis.measures.between.ordinary_range import standard_error
from analysis.measures.between.spread import Spread

Sides = npt.NDArray[np.int8]

# Outside this distance of the limit (standard deviations) nothing need be looked up.
_NEAR = 0.8
_FEW = 25.0


def sides_of_awards(
    n_observed: SingleArray,
    n_expected: SingleArray,
    *,
    size: FloatArray,
    heaviest: FloatArray,
    level: float,
) -> Sides:
    """Tell on which side of its expected number the awards differ, by the exact limits.

    Parameters
    ----------
    n_observed : array of shape (countries,)
        Awards of the focus, whole numbers.
    n_expected : array of shape (sets, countries)
        What each set expects.
    size : array of shape (sets,)
        Effective number of reference events per expected award, m / E.
    heaviest : array of shape (sets,)
        The largest weight of one award of the reference.
    level : float
        Level of the limits, a fraction in (0, 1).

    Returns
    -------
    array of int8, shape (sets, countries)
        -1 fewer, 1 more, 0 neither.

    Notes
    -----
    The effective number per expected award is that of the counts seen, and is held still
    over the countries.
    """
    tail = (1.0 - level) / 2.0
    observed = np.broadcast_to(n_observed, n_expected.shape)
    # Below 1 the limits know the chance on both sides; above it also one award more.
    one_more = (heaviest[:, np.newaxis] ** 2).astype(np.float32) / np.maximum(n_expected, 1.0)
    spread = (1.0 + 1.0 / size)[:, np.newaxis].astype(np.float32)
    spread = spread + np.where(observed > n_expected, one_more, np.float32(0.0))
    distance = np.sqrt(observed + np.float32(0.4)) - np.sqrt(n_expected + np.float32(0.4))
    distance = np.abs(distance) * (np.float32(2.0) / np.sqrt(spread))
    limit = stats.norm.isf(tail)
    is_far = distance > limit + _NEAR
    sides = np.where(is_far, np.where(observed > n_expected, 1, -1), 0).astype(np.int8)
    is_few = (np.minimum(observed, n_expected) < _FEW) | (size[:, np.newaxis] * n_expected < _FEW)
    open_ones = (n_expected > 0) & (is_few | (np.abs(distance - limit) <= _NEAR))
    rows, columns = np.nonzero(open_ones)
    sides[rows, columns] = _look_up(
        observed[rows, columns].astype(np.float64),
        n_expected[rows, columns].astype(np.float64),
        size[rows],
        heaviest[rows],
        tail,
    )
    sides[~(n_expected > 0)] = 0
    return sides


def sides_of_stocks(
    n_observed: SingleArray,
    n_expected: SingleArray,
    *,
    spread: Spread,
    n_effective: FloatArray,
    reference_recipients: FloatArray,
    level: float,
) -> Sides:
    """Tell on which side of the ordinary range the stocks lie.

    Parameters
    ----------
    n_observed, n_expected, level
        As in `sides_of_awards`, of recipients.
    spread : Spread
        How much the other municipalities vary: one number.
    n_effective, reference_recipients : array of shape (sets,)
        Peers, and their recipients, as in `predictive_limits`.

    Returns
    -------
    array of int8, shape (sets, countries)
        -1 below, 1 above, 0 inside or too few expected.
    """
    # One t for a set: the degrees of freedom hardly move with the chance of a draw.
    typical = np.median(n_expected, axis=1).astype(np.float64)
    error = standard_error(
        typical, spread, n_peers=n_effective, reference_recipients=reference_recipients
    )
    t = stats.t.isf((1.0 - level) / 2.0, error.degrees).astype(np.float32)[:, np.newaxis]
    of_set = spread.sd**2 * (1.0 + 1.0 / n_effective) + 1.0 / (reference_recipients + 0.5)
    expected = n_expected + np.float32(0.5)
    reach = t * np.sqrt(of_set.astype(np.float32)[:, np.newaxis] + 1.0 / expected)
    distance = np.log(n_observed + np.float32(0.5)) - np.log(expected)
    outside = (np.abs(distance) > reach) & (n_expected >= SMALLEST_EXPECTED_STOCK)
    return np.asarray(np.where(outside, np.sign(distance), 0.0), dtype=np.int8)


def _look_up(
    observed: FloatArray, expected: FloatArray, size: FloatArray, heaviest: FloatArray, tail: float
) -> Sides:
    """Tell the side from the tail probabilities that the exact limits are solved from."""
    reference, step = size * expected, heaviest / expected
    # The ratio's upper limit lies under 1 where its odds lie under E / m.
    at_most = special.betainc(observed + 1.0, np.maximum(reference, 1e-300), 1.0 / (1.0 + size))
    enlarged = (1.0 + step) ** 2 / (1.0 / reference + step**2)
    odds = (1.0 + step) * expected / enlarged
    others = np.maximum(enlarged - 1.0, 0.0) + 1.0
    as_many = special.betainc(np.maximum(observed, 1e-300), others, odds / (1.0 + odds))
    is_more = (observed > 0) & (as_many < tail)
    return np.where(is_more, 1, np.where(at_most > 1.0 - tail, -1, 0)).astype(np.int8)
