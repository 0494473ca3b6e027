"""What would next year show by itself, if practice stays what it is?

A municipality that was picked for lying far out will, with nothing changed, lie nearer
the others next year: a part of what put it there was chance, or true of that year alone.
How much of the distance is expected to be left follows from what years have in common.
So a trial in a municipality of extreme figures must be held against this, and not
against last year's figures.

===========================================  ==========================================
Case                                         Result
===========================================  ==========================================
No awards in one municipality                an expected number above 0
Years have nothing in common                 everybody is expected at the mean
===========================================  ==========================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from analysis.measures.inputs import FloatArray, as_amounts, as_counts, as_person_time, as_tail
from analysis.measures.over_time.persistence import (
    SMALLEST_VARIANCE,
    VarianceSplit,
    precision_weights,
    stock_logs,
    year_levels,
)
from analysis.measures.over_time.stock_changes import fit_change_scale, quantiles_on_scale

_AS_GOOD_AS_NONE = 1e-10


@dataclass(frozen=True)
class NextYear:
    """What the next year would show if practice stays what it is.

    Attributes
    ----------
    ratio : ndarray, shape (n,)
        Expected observed over expected.
    number, lower, upper : ndarray, shape (n,)
        The same in awards or recipients, with predictive limits.
    level : float
        Level of the limits, a fraction.
    """

    ratio: FloatArray
    number: FloatArray
    lower: FloatArray
    upper: FloatArray
    level: float


def predict_flow_year(
    n_events: ArrayLike,
    n_expected: ArrayLike,
    *,
    next_expected: ArrayLike,
    split: VarianceSplit,
    level: float = 0.95,
) -> NextYear:
    """Return what the next year's awards would show if practice stays what it is.

    Parameters
    ----------
    n_events, n_expected : array_like, shape (n_years, n)
        The years that are known: this one alone, or all so far.
    next_expected : array_like, shape (n,)
        Events expected next year, such as this year's.
    split : VarianceSplit
        From `split_flow_ratios`, on the same municipalities and known years only.
    level : float, default 0.95
        Level of the limits, a fraction in (0, 1).

    Returns
    -------
    NextYear
        Ratio and awards; the level of the whole is that of the last known year.

    Raises
    ------
    EstimationError
        If a number is missing or a count is not whole.

    Notes
    -----
    Linear credibility [1]_: the years' distances from the mean, weighted by
    1 / (transient + chance), times Z = P S / (1 + P S) with P the persistent variance
    and S the sum of weights. The next count is negative binomial around that, with what
    is not known of the level and one more year's own deviation. Variances are taken as
    known, and a change of practice, a reform and late reports are not foreseen: bold.

    References
    ----------
    .. [1] H. Bühlmann and E. Straub, "Glaubwürdigkeit für Schadensätze", Mitteilungen
       der Vereinigung schweizerischer Versicherungsmathematiker 70, 1970.

    Examples
    --------
    Aby had half of the expected number, of few and of many.

    >>> split = VarianceSplit(0.04, 0.01, 0.05, 0.8, 0.7, 0.9, np.array([0.8]), 2, 98, 0.95)
    >>> known = np.array([[10.0, 500.0, 1_490.0]]), np.array([[20.0, 1_000.0, 980.0]])
    >>> print(predict_flow_year(*known, next_expected=known[1][0], split=split).ratio.round(2))
    [0.78 0.6  1.4 ]
    """
    tail = as_tail(level)
    events, expected = np.atleast_2d(n_events, n_expected)
    events, expected = (
        as_counts(events, name="n_events"),
        as_person_time(expected, name="n_expected"),
    )
    coming = as_person_time(next_expected, name="next_expected")
    weights = precision_weights(
        max(split.persistent + split.transient, SMALLEST_VARIANCE), expected
    )
    level_ratio = year_levels(events / expected, weights)
    relative = events / expected / level_ratio - 1.0
    precision = 1.0 / (split.transient + 1.0 / (level_ratio * expected))
    total = precision.sum(axis=0)
    credibility = split.persistent * total / (1.0 + split.persistent * total)
    ratio = 1.0 + credibility * (precision * relative).sum(axis=0) / total
    ratio = np.maximum(ratio, 1e-6)
    unknown = split.persistent * (1.0 - credibility) + split.transient * ratio**2
    mean = coming * level_ratio[-1] * ratio
    size = 1.0 / np.maximum(unknown / ratio**2, _AS_GOOD_AS_NONE)
    chance = size / (size + mean)
    return NextYear(
        ratio=np.asarray(level_ratio[-1] * ratio),
        number=np.asarray(mean),
        lower=np.maximum(stats.nbinom.ppf(tail, size, chance), 0.0),
        upper=np.maximum(stats.nbinom.ppf(1.0 - tail, size, chance), 0.0),
        level=level,
    )


def predict_stock_year(
    n_recipients: ArrayLike,
    n_expected: ArrayLike,
    *,
    next_expected: ArrayLike,
    level: float = 0.95,
) -> NextYear:
    """Return what next year's mean stock would show if things go as in earlier years.

    Parameters
    ----------
    n_recipients, n_expected : array_like, shape (n_years, n)
        The years that are known, at least two: yearly means.
    next_expected : array_like, shape (n,)
        Recipients expected next year, such as this year's.
    level : float, default 0.95
        Level of the limits, a fraction in (0, 1).

    Returns
    -------
    NextYear
        Ratio and recipients.

    Raises
    ------
    EstimationError
        If there is one year or fewer than 20 municipalities, or a number is missing.

    Notes
    -----
    The log ratio of next year is the mean of all plus a slope times this year's distance
    from it. The slope is that of all pairs of neighbouring years so far. Limits are
    quantiles of what those pairs missed by, on the scale that `fit_change_scale` gives a
    stock of this size. Earlier years beyond the last one are not used, since a stock
    carries its past with it.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> logs = rng.normal(0, 0.3, 50) + np.cumsum(rng.normal(0, 0.05, (5, 50)), axis=0)
    >>> expected = np.full((5, 50), 400.0)
    >>> ahead = predict_stock_year(400 * np.exp(logs), expected, next_expected=expected[-1])
    >>> bool(np.all((ahead.lower < ahead.number) & (ahead.number < ahead.upper)))
    True
    """
    tail = as_tail(level)
    logs = stock_logs(n_recipients, n_expected)
    observed = as_amounts(n_recipients, name="n_recipients")
    coming = as_amounts(next_expected, name="next_expected")
    centers = logs.mean(axis=1, keepdims=True)
    before, after = (logs - centers)[:-1], (logs - centers)[1:]
    slope = float((before * after).sum() / max((before**2).sum(), _AS_GOOD_AS_NONE))
    missed = after - slope * before
    scale = fit_change_scale(missed, observed[:-1])
    low, high = quantiles_on_scale(missed, observed[:-1], scale, tail=tail)
    middle = centers[-1] + slope * (logs[-1] - centers[-1])
    spread = scale.at(observed[-1])
    return NextYear(
        ratio=np.exp(middle),
        number=np.maximum((coming + 0.5) * np.exp(middle) - 0.5, 0.0),
        lower=np.maximum((coming + 0.5) * np.exp(middle + low * spread) - 0.5, 0.0),
        upper=np.maximum((coming + 0.5) * np.exp(middle + high * spread) - 0.5, 0.0),
        level=level,
    )
