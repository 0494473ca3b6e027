"""How far do the sets agree, and how far would they in an ordinary municipality?

Sets of peers overlap, and share the focus's own number. So they agree of themselves: in a
municipality whose practice is ordinary they will mostly all say *fewer*, or all say *more*,
by nothing but its own chance. Agreement is therefore never evidence in itself. It is held
against the agreement that the same sets reach in copies of the country in which everybody's
practice is ordinary.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.comparison.denominators import FloatArray
from analysis.comparison.multiverse.answers import Sides
from analysis.comparison.multiverse.sets import MAIN, SingleArray, some_at_a_time
from analysis.comparison.references import IntArray

AnswerOf = Callable[[slice], Sides]

# Shares are sums of weights in single precision.
_ROUNDING = 1e-5


@dataclass(frozen=True)
class Agreements:
    """How far the sets agree with the main set, in each of many countries.

    Attributes
    ----------
    same_sign : array of shape (countries,)
        Say of the sets that put the focus on the main set's side of its expected number.
    same_answer : array of shape (countries,)
        Say of the sets that give the main set's answer.
    main_side : array of int, shape (countries,)
        The main set's answer: -1 fewer, 1 more, 0 neither.
    """

    same_sign: FloatArray
    same_answer: FloatArray
    main_side: IntArray


@dataclass(frozen=True)
class Standing:
    """Where an agreement stands among those of ordinary municipalities.

    Attributes
    ----------
    n_copies : int
        Copies of the country; 0 where how much practice varies cannot be told, and all
        else is NaN.
    sign, answer : float
        Share of copies in which the sets agree at least as far, on the side and on the
        answer.
    answer_on_difference : float
        Share of copies in which they do so on a difference: fewer or more.
    """

    n_copies: int
    sign: float
    answer: float
    answer_on_difference: float


def collect_agreement(
    n_observed: SingleArray, n_expected: SingleArray, *, weights: FloatArray, answer_of: AnswerOf
) -> Agreements:
    """Return how far the sets agree in each country.

    Parameters
    ----------
    n_observed : array of shape (countries,)
        The focus's own number.
    n_expected : array of shape (sets, countries)
        What the sets expect; the main set is the first.
    weights : array of shape (sets,)
        Each set's say.
    answer_of : callable
        Gives the answers of some sets, by their places.
    """
    same_sign = np.zeros(n_observed.size)
    same_answer = np.zeros(n_observed.size)
    is_fewer = n_observed < n_expected[MAIN]
    main_side = answer_of(slice(MAIN, MAIN + 1))[0]
    for some in some_at_a_time(len(weights)):
        part = weights[some].astype(np.float32)
        same_sign += part @ ((n_observed < n_expected[some]) == is_fewer).astype(np.float32)
        same_answer += part @ (answer_of(some) == main_side).astype(np.float32)
    return Agreements(same_sign, same_answer, main_side.astype(np.int64))


def stand_among(same_sign: float, same_answer: float, *, copies: Agreements | None) -> Standing:
    """Return where an agreement stands among those of ordinary municipalities.

    Parameters
    ----------
    same_sign, same_answer : float
        The agreement that was found, fractions.
    copies : Agreements or None
        Those of the copies.

    Examples
    --------
    >>> copies = Agreements(np.array([1.0, 1.0, 0.6, 0.9]), np.array([1.0, 0.8, 0.5, 0.9]),
    ...                     np.array([0, -1, 0, 1]))
    >>> stand_among(0.95, 0.8, copies=copies)
    Standing(n_copies=4, sign=0.5, answer=0.75, answer_on_difference=0.5)
    """
    if copies is None:
        return Standing(0, float("nan"), float("nan"), float("nan"))
    as_far = copies.same_answer >= same_answer - _ROUNDING
    return Standing(
        n_copies=copies.main_side.size,
        sign=_share(copies.same_sign >= same_sign - _ROUNDING),
        answer=_share(as_far),
        answer_on_difference=_share(as_far & (copies.main_side != 0)),
    )


def _share(is_so: npt.NDArray[np.bool_]) -> float:
    return float(is_so.mean())
