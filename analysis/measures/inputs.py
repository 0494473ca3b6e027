"""Are these numbers what the method needs: whole counts, people, a level?

A method gives an answer for any number, also for a missing one read as zero. What comes
in is therefore checked once, here, before anything is computed. A missing count is not
a zero, and a number with decimals is an average of a stock, never a count of events.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import EstimationError

FloatArray: TypeAlias = NDArray[np.float64]
# A float for one comparison and an array for several. The shape of the input decides,
# which a type checker cannot see; NumPy's own functions are annotated in the same way.
Numbers: TypeAlias = Any


def as_counts(values: ArrayLike, *, name: str) -> FloatArray:
    """Return counts of events as an array, or refuse them.

    Parameters
    ----------
    values : array_like
        Whole numbers of events, 0 or more, of any shape.
    name : str
        What the numbers are, as the message should call them.

    Raises
    ------
    EstimationError
        If a number is missing, negative, infinite or not whole.

    Examples
    --------
    >>> as_counts([0, 3], name="n_events")
    array([0., 3.])
    """
    counts = as_amounts(values, name=name)
    if np.any(counts != np.round(counts)):
        raise EstimationError(
            f"{name} holds a number with decimals.",
            where=name,
            expected="whole numbers of events, such as awards in a quarter",
            fix="use a method for stocks when the number is an average of people",
        )
    return counts


def as_amounts(values: ArrayLike, *, name: str) -> FloatArray:
    """Return numbers that are 0 or more as an array, or refuse them.

    Parameters
    ----------
    values : array_like
        Numbers of any shape, such as recipients or an expected number.
    name : str
        What the numbers are, as the message should call them.

    Raises
    ------
    EstimationError
        If a number is missing, negative or infinite.

    Examples
    --------
    >>> as_amounts(12.5, name="n_recipients")
    array(12.5)
    """
    numbers = _as_finite(values, name=name)
    if np.any(numbers < 0):
        raise EstimationError(
            f"{name} holds a negative number.",
            where=name,
            expected="numbers of 0 or more",
            fix="correct the number where it was read or computed",
        )
    return numbers


def as_person_time(values: ArrayLike, *, name: str) -> FloatArray:
    """Return person-time as an array, or refuse it.

    Parameters
    ----------
    values : array_like
        Person-years (or persons), above 0, of any shape.
    name : str
        What the numbers are, as the message should call them.

    Raises
    ------
    EstimationError
        If a number is missing, infinite, zero or negative.

    Examples
    --------
    >>> as_person_time([4_000, 250.5], name="person_years")
    array([4000. ,  250.5])
    """
    numbers = _as_finite(values, name=name)
    if np.any(numbers <= 0):
        raise EstimationError(
            f"{name} holds a number that is zero or negative.",
            where=name,
            expected="person-time above 0",
            fix="leave out a group in which nobody lives",
        )
    return numbers


def as_tail(level: float) -> float:
    """Return the probability outside each limit, or refuse the level.

    Raises
    ------
    EstimationError
        If the level is not a fraction between 0 and 1.

    Examples
    --------
    >>> round(as_tail(0.95), 3)
    0.025
    """
    if not 0.0 < level < 1.0:
        raise EstimationError(
            f"{level!r} is not a confidence level.",
            where="level",
            expected="a fraction between 0 and 1, such as 0.95",
            fix="divide a level in per cent by 100",
        )
    return (1.0 - level) / 2.0


def as_plain(values: FloatArray) -> Numbers:
    """Return a plain number for a single result, and the array otherwise.

    Examples
    --------
    >>> as_plain(np.array(2.0))
    2.0
    """
    return float(values) if np.ndim(values) == 0 else values


def fail_if_anything_is_counted_where_nobody_lives(
    counts: FloatArray, years: FloatArray, *, name: str
) -> None:
    """Refuse a count in a stratum without person-time.

    Parameters
    ----------
    counts, years : ndarray
        Counts and person-time, arrays that broadcast.
    name : str
        Where they belong, such as ``the focus``.

    Raises
    ------
    EstimationError
        If something is counted where the person-time is not above 0.

    Examples
    --------
    >>> fail_if_anything_is_counted_where_nobody_lives(
    ...     np.array([0.0, 3.0]), np.array([0.0, 500.0]), name="Aby"
    ... )
    """
    if np.any((counts > 0) & (years <= 0)):
        raise EstimationError(
            f"Something is counted in a stratum of {name} where nobody lives.",
            where=name,
            expected="person-time above 0 in every stratum with a count",
            fix="take counts and population from the same date and the same ages",
        )


def _as_finite(values: ArrayLike, *, name: str) -> FloatArray:
    try:
        numbers = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        # The cause is cut off, since its text may hold the value.
        raise _not_all_known(name) from None
    if not np.all(np.isfinite(numbers)):
        raise _not_all_known(name)
    return numbers


def _not_all_known(name: str) -> EstimationError:
    return EstimationError(
        f"{name} holds something that is missing or not a number.",
        where=name,
        expected="a known, finite number in every place; a missing count is not a zero",
        fix="leave the row out of every table of the comparison, or use a period that is complete",
    )
