"""Are cases ready earlier in one of two groups than in the other?

`log_rank` and `gray_test` are for many cases; with some ten in a group their p values are
approximate, and `permutation_log_rank` counts instead. `hazard_ratio` says how much
faster. None of them says why: in a comparison without a draw the groups differ in more
than how they were treated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

from analysis.concepts import Estimate
from analysis.errors import EstimationError
from analysis.measures.inputs import as_tail
from analysis.pathways.followed_cases import as_cases, count_leaving
from analysis.pathways.permutation import Permutation, permutation_test

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

_MOST_STEPS = 50


@dataclass(frozen=True)
class CurveTest:
    """What a test of two curves found.

    Attributes
    ----------
    difference : float
        Events in the first group, less those expected of it if the groups were alike.
    variance : float
        Variance of `difference`.
    statistic : float
        Chi-squared with one degree of freedom; NaN where nothing can be compared.
    p_value : float
        Two-sided; NaN likewise.
    """

    difference: float
    variance: float
    statistic: float
    p_value: float


@dataclass(frozen=True)
class HazardRatio:
    """How much faster the first group is done than the second, at any time.

    Attributes
    ----------
    coefficient, standard_error : float
        Natural logarithm of the ratio, and its standard error.
    ratio : Estimate
        The ratio, with limits.
    log_likelihood : tuple of float
        Of no difference, and of the estimate.
    p_value : float
        Of the likelihood ratio test.
    """

    coefficient: float
    standard_error: float
    ratio: Estimate
    log_likelihood: tuple[float, float]
    p_value: float


def log_rank(times: ArrayLike, events: ArrayLike, in_first: ArrayLike) -> CurveTest:
    """Test whether two groups are done equally fast.

    Parameters
    ----------
    times, events : array_like of shape (n,)
        As in `analysis.pathways.survival.kaplan_meier`.
    in_first : array_like of bool, shape (n,)
        Which cases are in the first group.

    Notes
    -----
    The p value is that of many cases. With ten in a group it leans either way by some
    hundredths: use `permutation_log_rank`.

    References
    ----------
    N. Mantel, "Evaluation of survival data and two new rank order statistics arising in
    its consideration", Cancer Chemotherapy Reports 50, 1966.

    Examples
    --------
    >>> test = log_rank([5, 8, 12, 20, 25, 30], [1, 1, 1, 1, 1, 0], [1, 1, 1, 0, 0, 0])
    >>> round(test.p_value, 4)
    0.0246
    """
    followed, done = as_cases(times, np.asarray(events, dtype=bool))
    first = _as_first(in_first, followed.size)
    at_risk, events_first, n_first, n_events = _beside(followed, done, first, 1)
    share = n_first / at_risk
    expected = n_events * share
    finite = np.where(at_risk > 1, (at_risk - n_events) / np.maximum(at_risk - 1, 1), 0.0)
    variance = float((n_events * share * (1 - share) * finite).sum())
    return _test(float((events_first - expected).sum()), variance)


def permutation_log_rank(
    times: ArrayLike, events: ArrayLike, in_first: ArrayLike, *, seed: int = 1
) -> Permutation:
    """Test the same by counting all ways to make up the first group.

    Parameters
    ----------
    times, events, in_first : array_like of shape (n,)
        As in `log_rank`.
    seed : int
        For more cases than are counted: see `analysis.pathways.permutation`.

    Notes
    -----
    The score of a case is one if it was done, less its share of all the risk it was
    exposed to, so that the sum over the first group is the difference of `log_rank`. The
    cases must have been followed equally long in both groups: where one group is censored
    earlier, the test leans to finding a difference.

    References
    ----------
    T. Hothorn and B. Lausen, "On the exact distribution of maximally selected rank
    statistics", Computational Statistics & Data Analysis 43, 2003, for the scores; R. Peto
    and J. Peto, "Asymptotically efficient rank invariant test procedures", Journal of the
    Royal Statistical Society A 135, 1972.

    Examples
    --------
    >>> test = permutation_log_rank([5, 8, 12, 20, 25, 30], [1, 1, 1, 1, 1, 0], [1, 1, 1, 0, 0, 0])
    >>> round(test.p_value, 4)
    0.1
    """
    followed, done = as_cases(times, np.asarray(events, dtype=bool))
    time, at_risk, n_events, _ = count_leaving(followed, done, (1,))
    exposure = np.cumsum(n_events[0] / at_risk)
    scores = done - exposure[np.searchsorted(time, followed)]
    return permutation_test(scores, _as_first(in_first, followed.size), seed=seed)


def gray_test(
    times: ArrayLike, causes: ArrayLike, in_first: ArrayLike, *, cause: int = 1
) -> CurveTest:
    """Test whether two groups leave equally often by one cause, with others beside it.

    Parameters
    ----------
    times, causes : array_like of shape (n,)
        As in `analysis.pathways.survival.aalen_johansen`.
    in_first : array_like of bool, shape (n,)
        Which cases are in the first group.
    cause : int
        The cause that is compared.

    Notes
    -----
    The p value is that of many cases, as in `log_rank`.

    References
    ----------
    R. J. Gray, "A class of K-sample tests for comparing the cumulative incidence of a
    competing risk", Annals of Statistics 16, 1988, with weight 1.

    Examples
    --------
    >>> test = gray_test([5, 8, 12, 20, 25, 30], [1, 1, 2, 1, 1, 0], [1, 1, 1, 0, 0, 0])
    >>> round(test.p_value, 4)
    0.1184
    """
    followed, left_by = as_cases(times, causes)
    first = _as_first(in_first, followed.size)
    groups = [_GrayGroup.of(followed, left_by, who, cause) for who in (first, ~first)]
    one, two = groups
    total = one.weight + two.weight
    weighted = one.weight * (1 - one.incidence_before) + two.weight * (1 - two.incidence_before)
    own = one.own + two.own
    # After the last case of one group that group adds nothing.
    some = (total > 0) & (weighted > 0)
    safe = np.where(some, total, 1.0)
    share = np.where(
        some, one.weight * (1 - one.incidence_before) / np.where(some, weighted, 1.0), 0.0
    )
    difference = float((one.own - own * share).sum())
    pooled = np.cumsum(np.where(some, own / safe, 0.0))
    pooled_before = np.concatenate([[0.0], pooled[:-1]])
    variance = 0.0
    for sign, group in ((1, one), (-1, two)):
        # What one event in this group moves, at its own time and through the others later.
        at_once = sign * one.weight * (two.weight if group is one else group.weight) / safe
        free = np.maximum(1 - pooled_before, np.finfo(float).tiny)
        through = np.cumsum(np.where(some, at_once * own / (safe * free), 0.0))
        later = through[-1] - through
        left = group.survival > 0
        per_left = np.where(left, (1 - pooled) / np.where(left, group.survival, 1.0), 0.0)
        kept = np.where(left, 1 - per_left, 1.0)
        n = np.maximum(group.at_risk, 1)
        tied = _tied(own, total * group.before)
        spread = tied * group.before * own / (safe * n) * (group.at_risk > 0)
        spread_other = _tied(group.other, group.at_risk) * group.before**2 * group.other / n**2
        variance += float(((at_once + kept * later) ** 2 * spread).sum())
        variance += float(((per_left * later) ** 2 * spread_other).sum())
    return _test(difference, variance)


def hazard_ratio(
    times: ArrayLike, events: ArrayLike, in_first: ArrayLike, *, level: float = 0.95
) -> HazardRatio:
    """Estimate how much faster the first group is done.

    Parameters
    ----------
    times, events, in_first : array_like of shape (n,)
        As in `log_rank`.
    level : float
        Level of the limits, a fraction in (0, 1).

    Raises
    ------
    EstimationError
        If the ratio is zero or without end: one group is always the faster, or has no event.

    Notes
    -----
    One ratio for all times, by partial likelihood with Efron's way of ties. With some ten
    cases in a group the estimate leans away from one, and the limits are a little narrow.

    References
    ----------
    D. R. Cox, "Regression models and life-tables", Journal of the Royal Statistical
    Society B 34, 1972. B. Efron, "The efficiency of Cox's likelihood function for censored
    data", Journal of the American Statistical Association 72, 1977.

    Examples
    --------
    >>> found = hazard_ratio([5, 8, 12, 20, 25, 30], [1, 1, 1, 1, 1, 0], [1, 1, 0, 1, 0, 0])
    >>> found.ratio.value > 1
    True
    """
    as_tail(level)
    followed, done = as_cases(times, np.asarray(events, dtype=bool))
    beside = _beside(followed, done, _as_first(in_first, followed.size), 1)
    _fail_if_one_group_is_always_first(*beside)
    coefficient = 0.0
    null, slope, curvature = _efron(coefficient, *beside)
    for _ in range(_MOST_STEPS):
        coefficient += float(np.clip(slope / curvature, -1, 1))
        likelihood, slope, curvature = _efron(coefficient, *beside)
        if abs(slope) < 1e-12 * max(1.0, curvature):
            break
    error = 1 / np.sqrt(curvature)
    half = float(special.ndtri(0.5 + level / 2)) * error
    value, lower, upper = np.exp([coefficient, coefficient - half, coefficient + half]).tolist()
    return HazardRatio(
        coefficient,
        float(error),
        Estimate(value, lower, upper, level, "ratio", float(beside[3].sum()), "Cox, Efron"),
        (null, likelihood),
        float(stats.chi2.sf(2 * (likelihood - null), 1)),
    )


@dataclass(frozen=True)
class _GrayGroup:
    """One group at each distinct time of both."""

    at_risk: FloatArray
    own: FloatArray
    other: FloatArray
    before: FloatArray
    survival: FloatArray
    incidence_before: FloatArray

    @property
    def weight(self) -> FloatArray:
        """Those at risk, and those who left by another cause as if they still were."""
        return np.divide(
            self.at_risk, self.before, out=np.zeros_like(self.before), where=self.before > 0
        )

    @staticmethod
    def of(
        followed: FloatArray, left_by: NDArray[np.int64], who: BoolArray, cause: int
    ) -> _GrayGroup:
        time = np.unique(followed)
        at_risk = (followed[who][:, None] >= time).sum(axis=0).astype(float)
        here = followed[who][:, None] == time
        own = (here & (left_by[who] == cause)[:, None]).sum(axis=0).astype(float)
        every = (here & (left_by[who] > 0)[:, None]).sum(axis=0).astype(float)
        survival = np.cumprod(np.where(at_risk > 0, 1 - every / np.maximum(at_risk, 1), 1.0))
        before = np.concatenate([[1.0], survival[:-1]])
        incidence = np.cumsum(before * own / np.maximum(at_risk, 1))
        incidence_before = np.concatenate([[0.0], incidence[:-1]])
        return _GrayGroup(
            at_risk, own, every - own, before, np.asarray(survival, float), incidence_before
        )


def _tied(events: FloatArray, at_risk: FloatArray) -> FloatArray:
    tied = (events > 1) & (at_risk > 1)
    return np.where(tied, 1 - (events - 1) / np.where(tied, at_risk - 1, 1.0), 1.0)


def _as_first(in_first: ArrayLike, n: int) -> BoolArray:
    first = np.asarray(in_first, dtype=bool)
    if first.shape != (n,) or not 0 < first.sum() < n:
        raise EstimationError(
            "The cases are not in two groups.",
            where=f"groups {first.shape}, {int(first.sum())} in the first; {n} cases",
            expected="one group for every case, and at least one case in each",
        )
    return first


def _beside(
    followed: FloatArray, done: NDArray[np.int64], first: BoolArray, cause: int
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return at risk, events of the first, at risk in the first, events, at event times."""
    time, at_risk, n_events, _ = count_leaving(followed, done, (cause,))
    n_first = (followed[first][:, None] >= time).sum(axis=0)
    here = followed[first][:, None] == time
    events_first = (here & (done[first] == cause)[:, None]).sum(axis=0)
    some = n_events[0] > 0
    return (
        at_risk[some].astype(float),
        events_first[some].astype(float),
        n_first[some].astype(float),
        n_events[0][some].astype(float),
    )


def _efron(
    coefficient: float,
    at_risk: FloatArray,
    events_first: FloatArray,
    n_first: FloatArray,
    n_events: FloatArray,
) -> tuple[float, float, float]:
    """Return the log likelihood, its slope and its curvature."""
    ratio = float(np.exp(coefficient))
    value, slope, curvature = 0.0, 0.0, 0.0
    for n, d1, n1, d in zip(at_risk, events_first, n_first, n_events, strict=True):
        gone = np.arange(d) / d
        risk_first = ratio * (n1 - gone * d1)
        risk = risk_first + (n - n1) - gone * (d - d1)
        share = risk_first / risk
        value += float(d1 * coefficient - np.log(risk).sum())
        slope += d1 - float(share.sum())
        curvature += float((share * (1 - share)).sum())
    return value, slope, curvature


def _test(difference: float, variance: float) -> CurveTest:
    statistic = difference**2 / variance if variance > 0 else float("nan")
    return CurveTest(difference, variance, statistic, float(stats.chi2.sf(statistic, 1)))


def _fail_if_one_group_is_always_first(
    at_risk: FloatArray, events_first: FloatArray, n_first: FloatArray, n_events: FloatArray
) -> None:
    mixed = (n_first > 0) & (n_first < at_risk)
    ours, others = events_first[mixed], (n_events - events_first)[mixed]
    if not (ours.sum() and others.sum()):
        raise EstimationError(
            "The ratio of two speeds is zero or without end.",
            where="events while both groups had somebody waiting",
            expected="at least one event of each group while both had somebody waiting",
            fix="show the two curves, and the exact test",
        )
