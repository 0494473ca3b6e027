"""Are the same people on other schemes here: is the mix unlike what was expected?

Several benefits at one date are a total and a mix. The total says how many, the mix how
they are shared out. Shares cannot move one at a time, since they add up to one: more of
one is less of the others. They are therefore compared by logarithms of ratios, which say
the same whatever the total and whichever parts are shown beside.

Whether two benefits stand in for one another is asked across municipalities: where there
are more on one than expected, are there fewer on the other?

=========================================  ==============================================
Case                                       Result
=========================================  ==============================================
Nobody on one of the benefits              half a recipient is added on both sides
Nothing expected in all                    the same total cannot be shared out: NaN
A pair with fewer than ten municipalities  refused
A benefit that is the same everywhere      refused: it has no order
=========================================  ==============================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from analysis.errors import EstimationError
from analysis.measures.inputs import FloatArray, Numbers, as_amounts, as_plain, as_tail

_FEWEST_UNITS = 10
_HALF = 0.5


@dataclass(frozen=True)
class RankCorrelation:
    """How far two benefits go together across municipalities, with limits.

    Attributes
    ----------
    value, lower, upper : float
        Spearman's correlation of ranks and its limits, between -1 and 1.
    n : int
        Municipalities.
    level : float
        Level of the limits.
    """

    value: float
    lower: float
    upper: float
    n: int
    level: float


def share_out_total(n_recipients: ArrayLike, n_expected: ArrayLike) -> FloatArray:
    """Return the expected mix at the observed total.

    Parameters
    ----------
    n_recipients, n_expected : array_like of shape (..., parts)
        Recipients of each benefit, all in one unit at one date, and those expected.

    Returns
    -------
    ndarray of shape (..., parts)
        Recipients of each benefit had the observed total been shared out as expected.

    Raises
    ------
    EstimationError
        If a number is missing or negative.

    Notes
    -----
    Assumes that the parts may be added: one unit, one source, and a person counted once
    in the total. Where the same person counts on two benefits the total leans high.

    Examples
    --------
    Aby has 300 recipients, where 200 and 200 would be expected.

    >>> share_out_total([240, 60], [200, 200])
    array([150., 150.])
    """
    observed, expected = _pair(n_recipients, n_expected)
    total = expected.sum(axis=-1, keepdims=True)
    shares = np.where(total > 0, expected / np.where(total > 0, total, 1.0), np.nan)
    return np.asarray(shares * observed.sum(axis=-1, keepdims=True))


def mix_distance(n_recipients: ArrayLike, n_expected: ArrayLike) -> Numbers:
    """Measure how far a mix lies from the expected mix, whatever the totals.

    The distance of Aitchison: the root of the sum of squares of log(O / E), each less
    their mean over the parts.

    Parameters
    ----------
    n_recipients, n_expected : array_like of shape (..., parts)
        Recipients of each benefit and those expected; two parts or more.

    Returns
    -------
    float or ndarray of shape (...)
        0 where the mix is the expected one. Divided by the root of the number of parts
        it is the typical logarithm by which a part lies off.

    Raises
    ------
    EstimationError
        If a number is missing or negative, or there is only one part.

    Notes
    -----
    A small part counts as much as a large one, and chance makes it lie far off: the
    distance leans high in small municipalities. Compare those of like size, and leave
    out parts with fewer than ten expected.

    References
    ----------
    .. [1] J. Aitchison, "The Statistical Analysis of Compositional Data", Chapman and
       Hall 1986, ch. 8.

    Examples
    --------
    >>> round(mix_distance([240, 60], [200, 200]), 2)
    0.98
    >>> float(round(mix_distance([100, 100], [200, 200]), 2))
    0.0
    """
    observed, expected = _pair(n_recipients, n_expected)
    _fail_if_there_is_one_part(observed)
    logs = np.log((observed + _HALF) / (expected + _HALF))
    apart = logs - logs.mean(axis=-1, keepdims=True)
    return as_plain(np.asarray(np.sqrt((apart**2).sum(axis=-1))))


def rank_correlation(one: ArrayLike, other: ArrayLike, *, level: float = 0.95) -> RankCorrelation:
    """Tell whether two benefits go together across municipalities.

    Parameters
    ----------
    one, other : array_like of shape (units,)
        Observed over expected of two benefits in each municipality; a missing one leaves
        the municipality out.
    level : float, default 0.95
        Confidence level, a fraction in (0, 1).

    Raises
    ------
    EstimationError
        If fewer than ten municipalities have both, or a benefit is alike everywhere.

    Notes
    -----
    Limits by Fisher's transformation, with the variance (1 + r^2 / 2) / (n - 3) of [1]_.
    They take municipalities as drawn apart from each other; neighbours are alike, so
    they lean narrow. Chance in small municipalities pulls the correlation towards 0. It
    says that two benefits go together (*samvarierer*), never that one replaces the
    other: conditions that no age shows move both.

    References
    ----------
    .. [1] D. G. Bonett and T. A. Wright, "Sample size requirements for estimating
       Pearson, Kendall and Spearman correlations", Psychometrika 65, 2000.

    Examples
    --------
    >>> found = rank_correlation(np.arange(12), [1, 0, 2, 4, 3, 6, 5, 8, 7, 9, 11, 10])
    >>> print(f"{found.value:.2f} ({found.lower:.2f}-{found.upper:.2f})")
    0.97 (0.84-0.99)
    """
    tail = as_tail(level)
    pair = np.column_stack([np.asarray(one, dtype=float), np.asarray(other, dtype=float)])
    pair = pair[np.isfinite(pair).all(axis=1)]
    _fail_if_ranks_cannot_be_compared(pair)
    ranks = stats.rankdata(pair, axis=0)
    value = float(np.clip(np.corrcoef(ranks, rowvar=False)[0, 1], -1.0, 1.0))
    reach = stats.norm.isf(tail) * np.sqrt((1.0 + value**2 / 2.0) / (len(pair) - 3))
    inside = np.arctanh(np.clip(value, -1.0 + 1e-12, 1.0 - 1e-12))
    lower, upper = np.tanh([inside - reach, inside + reach])
    limits = (min(float(lower), value), max(float(upper), value))
    return RankCorrelation(value, *limits, len(pair), level)


def _pair(n_recipients: ArrayLike, n_expected: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return observed and expected as arrays of one shape."""
    observed, expected = np.broadcast_arrays(
        as_amounts(n_recipients, name="n_recipients"), as_amounts(n_expected, name="n_expected")
    )
    return observed, expected


def _fail_if_there_is_one_part(observed: FloatArray) -> None:
    if observed.ndim == 0 or observed.shape[-1] < 2:
        raise EstimationError(
            "One benefit is no mix.",
            where="n_recipients",
            expected="two benefits or more along the last axis",
            fix="add the benefits that may stand in for it",
        )


def _fail_if_ranks_cannot_be_compared(pair: FloatArray) -> None:
    if len(pair) < _FEWEST_UNITS:
        raise EstimationError(
            f"{len(pair)} municipalities are too few to show what goes together.",
            where="one and other",
            expected=f"{_FEWEST_UNITS} or more with both benefits",
            fix="use benefits that more municipalities have figures for",
        )
    if np.any(np.ptp(pair, axis=0) == 0):
        raise EstimationError(
            "A benefit is alike in all municipalities.",
            where="one and other",
            expected="numbers that differ",
            fix="leave the benefit out",
        )
