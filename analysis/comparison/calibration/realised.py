"""How often did it happen in the copies, and how sure is that?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.comparison.denominators import FloatArray
from analysis.measures.counts.intervals import wilson_limits
from analysis.measures.inputs import as_tail

# Expected numbers at which the bands of size begin.
BANDS = (0.0, 5.0, 10.0, 30.0, 100.0, 300.0)
_LEVEL = 0.95


@dataclass(frozen=True)
class Realised:
    """A share of the copies, with limits that tell how far chance in drawing them reaches.

    Attributes
    ----------
    share, lower, upper : float
        The share and its 95 % limits, fractions.
    n : int
        Copies that had an answer.
    """

    share: float
    lower: float
    upper: float
    n: int


@dataclass(frozen=True)
class Band:
    """The municipalities that expect about as many.

    Attributes
    ----------
    start, end : float
        Expected awards or recipients; the last end is infinite.
    n_municipalities : int
        Municipalities in the band.
    realised : Realised
        How often they were named.
    """

    start: float
    end: float
    n_municipalities: int
    realised: Realised


def share_of_one(is_named: FloatArray) -> Realised | None:
    """Return how often one municipality was named.

    Parameters
    ----------
    is_named : ndarray, shape (copies,)
        1 or 0; NaN where there was no answer.

    Returns
    -------
    Realised or None
        With Wilson's limits, copies being independent; None where no copy had an answer.

    Examples
    --------
    >>> found = share_of_one(np.array([1.0, 0.0, 0.0, np.nan]))
    >>> print(f"{found.share:.2f} ({found.lower:.2f}-{found.upper:.2f}) of {found.n}")
    0.33 (0.06-0.79) of 3
    """
    told = is_named[np.isfinite(is_named)]
    if not told.size:
        return None
    lower, upper = wilson_limits(told.sum(), told.size, level=_LEVEL)
    return Realised(float(told.mean()), float(lower), float(upper), int(told.size))


def share_of_many(is_named: FloatArray) -> Realised | None:
    """Return how often municipalities were named, each of them counted alike.

    Parameters
    ----------
    is_named : ndarray, shape (copies, municipalities)
        1 or 0; NaN where there was no answer.

    Returns
    -------
    Realised or None
        With limits from how the share varies between copies, since the municipalities of
        one copy share a reference; None where fewer than two copies had an answer.

    Examples
    --------
    >>> found = share_of_many(np.array([[1.0, 0.0], [0.0, 0.0], [1.0, np.nan]]))
    >>> print(f"{found.share:.2f} {found.n}")
    0.40 3
    """
    told = np.isfinite(is_named)
    named, of = np.where(told, is_named, 0.0).sum(axis=1), told.sum(axis=1).astype(float)
    n = int((of > 0).sum())
    if n < 2:
        return None
    share = float(named.sum() / of.sum())
    # The standard error of a ratio of sums over copies.
    error = np.sqrt(((named - share * of) ** 2).sum() / (n - 1.0) * n) / of.sum()
    # Beside it what a share of nothing would leave open: three in all that were asked.
    reach = float(1.959964 * error if named.sum() > 0 else 3.0 / of.sum())
    return Realised(share, max(0.0, share - reach), min(1.0, share + reach), n)


def shares_by_size(is_named: FloatArray, n_expected: FloatArray) -> tuple[Band, ...]:
    """Return how often the municipalities of each band of size were named.

    Parameters
    ----------
    is_named : ndarray, shape (copies, municipalities)
        1 or 0; NaN where there was no answer.
    n_expected : ndarray, shape (municipalities,)
        Their expected numbers.
    """
    bands = []
    for start, end in zip(BANDS, (*BANDS[1:], np.inf), strict=True):
        inside = (n_expected >= start) & (n_expected < end)
        realised = share_of_many(is_named[:, inside])
        if inside.any() and realised is not None:
            bands.append(Band(start, end, int(inside.sum()), realised))
    return tuple(bands)


def range_of_counts(is_named: FloatArray, *, level: float) -> tuple[float, float, float]:
    """Return how many municipalities of a copy were named: mean, and the usual range.

    Parameters
    ----------
    is_named : ndarray, shape (copies, municipalities)
        1 or 0; NaN where there was no answer.
    level : float
        Share of the copies within the range, a fraction in (0, 1).

    Examples
    --------
    >>> range_of_counts(np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]), level=0.95)
    (1.0, 0.0, 2.0)
    """
    counts = np.nansum(is_named, axis=1)
    tail = as_tail(level)
    lower, upper = np.quantile(counts, [tail, 1.0 - tail], method="inverted_cdf")
    return float(counts.mean()), float(lower), float(upper)
