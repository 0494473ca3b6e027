"""Of all municipalities, which does a rule name, and what is being named worth?

A rule that is used on 98 municipalities at once names some by chance alone. An answer
therefore never stands without how many that would be, which remain when all comparisons
are counted, how likely a true difference of a stated size is seen, and how often the
side is the wrong one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.comparison.denominators import FloatArray
from analysis.measures.between.multiple_testing import benjamini_hochberg

BoolArray = npt.NDArray[np.bool_]
Sides = Callable[[FloatArray], tuple[FloatArray, FloatArray]]

HALF, DOUBLE = 0.5, 2.0


@dataclass(frozen=True)
class Answer:
    """One question's answer for every municipality; arrays in the order of their codes.

    Attributes
    ----------
    p_value : ndarray
        How rarely chance (and ordinary variation, where it is a part of the question)
        gives as much, two-sided; NaN where it cannot be told.
    q_value : ndarray
        The same when all comparisons are counted (Benjamini-Hochberg).
    is_named, is_named_among_all : ndarray of bool
        Whether p, and whether q, is under 1 - level.
    power_half, power_double : ndarray
        Chance of being named with truly half, and truly twice, the expected number.
    wrong_sign : ndarray
        Of the times a municipality of this size is named, the share on the wrong side,
        its true ratio drawn from those of all; NaN where they do not differ.
    n_compared : int
        Municipalities compared.
    n_by_chance : float
        How many would be named were there nothing to find.
    """

    p_value: FloatArray
    q_value: FloatArray
    is_named: BoolArray
    is_named_among_all: BoolArray
    power_half: FloatArray
    power_double: FloatArray
    wrong_sign: FloatArray
    n_compared: int
    n_by_chance: float

    @property
    def n_named(self) -> int:
        """Return how many are named."""
        return int(self.is_named.sum())

    @property
    def n_named_among_all(self) -> int:
        """Return how many are named when all comparisons are counted."""
        return int(self.is_named_among_all.sum())


@dataclass(frozen=True)
class Funnel:
    """Limits of observed over expected, by the expected number.

    Attributes
    ----------
    n_expected : ndarray
        Expected numbers, rising.
    usual : dict of float to (ndarray, ndarray)
        By level, the ratios between which a municipality of ordinary practice would lie.
    chance : dict of float to (ndarray, ndarray)
        Of awards, by level: the ratios between which chance alone would leave it.
    """

    n_expected: FloatArray
    usual: dict[float, tuple[FloatArray, FloatArray]]
    chance: dict[float, tuple[FloatArray, FloatArray]]


def answer_for_all(
    p_value: FloatArray,
    sides: Sides,
    *,
    true_ratios: FloatArray,
    n_by_chance: float | None = None,
    level: float,
) -> Answer:
    """Turn the p values of all municipalities into an answer that says what it is worth.

    Parameters
    ----------
    p_value : ndarray
        One per municipality, NaN where it cannot be told.
    sides : callable
        Given true ratios of shape (n, 1), returns the chances of being named as too low
        and as too high, of shape (n, municipalities); NaN where it cannot be told.
    true_ratios : ndarray
        Equally likely true ratios of a municipality; all 1 where they do not differ.
    n_by_chance : float, optional
        How many would be named were there nothing to find. Without it, 1 - level of
        those compared.
    level : float
        A fraction in (0, 1).

    Examples
    --------
    Two of three have p values under 5 %; chance names one municipality in twenty.

    >>> even = lambda ratios: (np.full((ratios.size, 3), 0.4), np.full((ratios.size, 3), 0.1))
    >>> found = answer_for_all(
    ...     np.array([0.01, 0.04, 0.6]), even, true_ratios=np.array([0.8, 1.2]), level=0.95
    ... )
    >>> found.n_named, found.n_named_among_all, f"{found.n_by_chance:.2f}"
    (2, 1, '0.15')
    >>> found.wrong_sign
    array([0.5, 0.5, 0.5])
    """
    q_value = benjamini_hochberg(p_value)
    n_compared = int(np.isfinite(p_value).sum())
    power_half, power_double = (np.sum(sides(np.array([[r]])), axis=0)[0] for r in (HALF, DOUBLE))
    allowed = 1.0 - level
    return Answer(
        p_value=p_value,
        q_value=q_value,
        is_named=p_value < allowed,
        is_named_among_all=q_value < allowed,
        power_half=power_half,
        power_double=power_double,
        wrong_sign=_wrong_share(sides, true_ratios),
        n_compared=n_compared,
        n_by_chance=allowed * n_compared if n_by_chance is None else n_by_chance,
    )


def _wrong_share(sides: Sides, true_ratios: FloatArray) -> FloatArray:
    """Return the share of those named that are on the wrong side, over the true ratios."""
    ratios = true_ratios[:, None]
    too_low, too_high = sides(ratios)
    wrong = np.where(ratios > 1.0, too_low, np.where(ratios < 1.0, too_high, 0.0)).sum(axis=0)
    named = np.where(ratios == 1.0, 0.0, too_low + too_high).sum(axis=0)
    nothing = np.full(named.shape, np.nan)
    return np.asarray(np.divide(wrong, named, out=nothing, where=named > 0))
