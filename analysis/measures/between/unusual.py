"""Is this municipality unusual among municipalities, whose practice varies anyway?

Two questions have two answers. Whether practice here is *different from* the reference
beyond chance is answered by the exact limits of `analysis.measures.standardised.ratios`; with a
hundred municipalities and real variation many are, and rightly so. Whether it is
*unusual among municipalities* is answered here: would a municipality of ordinary
practice, drawn from all there are, have a count this far out?

The verdict comes with what it is worth: how many of all would be outside by chance,
which remain when that is controlled, and how likely a true gap of a given size is found.

=========================================  ==============================================
Case                                       Result
=========================================  ==============================================
Expected number of 0                       no limits, no p value, not unusual
No events where few are expected           lower limit 0; never unusual
tau2 of 0                                  limits of chance alone
=========================================  ==============================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from analysis.measures.between.funnel import interpolate_count
from analysis.measures.between.gamma_poisson import at_most, count_quantile, more_than
from analysis.measures.between.multiple_testing import benjamini_hochberg
from analysis.measures.inputs import (
    FloatArray,
    Numbers,
    as_amounts,
    as_counts,
    as_person_time,
    as_plain,
    as_tail,
)

PREDICTIVE = "predictive, gamma-Poisson, mid-p"


@dataclass(frozen=True)
class UnusualFlows:
    """Flows held against what is usual; fields are numbers or arrays of one shape.

    Attributes
    ----------
    n_observed, n_expected : float or ndarray
        Observed and expected events.
    usual_lower, usual_upper : float or ndarray
        Events that a municipality of ordinary practice would have between.
    p_value : float or ndarray
        How rarely one would lie so far out, two-sided; under 1 - level exactly when the
        count is outside the limits.
    p_adjusted : float or ndarray
        The p value when all comparisons are counted (Benjamini-Hochberg).
    is_unusual : bool or ndarray
        Whether the count is outside the limits.
    is_unusual_among_all : bool or ndarray
        Whether it still is when at most 1 - level of those named may be ordinary.
    n_by_chance : float
        Municipalities outside the limits were all of them ordinary.
    level : float
        Share of ordinary municipalities inside, a fraction in (0, 1).
    method : str
        Name of the method.
    """

    n_observed: Numbers
    n_expected: Numbers
    usual_lower: Numbers
    usual_upper: Numbers
    p_value: Numbers
    p_adjusted: Numbers
    is_unusual: Numbers
    is_unusual_among_all: Numbers
    n_by_chance: float
    level: float
    method: str


@dataclass(frozen=True)
class FlagChances:
    """What a verdict is worth at a given true ratio; numbers or arrays of one shape.

    Attributes
    ----------
    power : float or ndarray
        Probability of being outside the limits, on either side.
    wrong_sign : float or ndarray
        Probability that the side is the wrong one, given that the count is outside.
    """

    power: Numbers
    wrong_sign: Numbers


def judge_flows(
    n_observed: ArrayLike,
    n_expected: ArrayLike,
    *,
    tau2: ArrayLike,
    reference_events: ArrayLike | None = None,
    level: float = 0.95,
) -> UnusualFlows:
    """Hold the counts of municipalities against what is usual among them.

    Parameters
    ----------
    n_observed : array_like
        Events in a period, whole numbers: a flow, such as awards.
    n_expected : array_like
        Expected events at the reference practice, 0 or more.
    tau2 : array_like
        Variance of the true ratios, 0 or more: one for all, from
        `analysis.measures.between.overdispersion.winsorised_dispersion`, or one for each,
        from `dispersion_of_the_others` beside it.
    reference_events : array_like, optional
        Events that the expected numbers rest on. Without it they are taken to be free
        of chance: bold where the reference is a few peers.
    level : float, default 0.95
        Share of ordinary municipalities inside, a fraction in (0, 1).

    Returns
    -------
    UnusualFlows

    Raises
    ------
    EstimationError
        If a number is missing, negative or (a count) not whole, or the level is no
        fraction.

    Notes
    -----
    A count is drawn in two steps: the true ratio from a gamma distribution with mean 1
    and variance tau2, then a Poisson count. Limits and p value are mid-p: half of the
    probability of the count itself belongs to either tail, so that both are passed
    evenly. The level holds on average over municipalities; a single one with 10
    to 30 expected may have 3 or 7 % outside, since its counts are whole.

    Being inside does not say *the same practice*: with a tau of 0.3 a municipality of
    half the expected awards is found in about half of the cases (`chance_of_flag`). It
    leans to the cautious side where many are truly apart, for they widen tau2; to the
    bold side where the true ratios have longer tails than a gamma distribution.

    References
    ----------
    .. [1] S. E. Seaton and B. N. Manktelow, "The probability of being identified as an
       outlier with commonly used funnel plot control limits for the standardised
       mortality ratio", BMC Medical Research Methodology 12, 2012.

    Examples
    --------
    Aby has 60 awards where 100 are expected, Bekøb 9 where 15 are.

    >>> verdicts = judge_flows([60, 9], [100, 15], tau2=0.03)
    >>> [f"{low:.0f}-{high:.0f}" for low, high in zip(verdicts.usual_lower, verdicts.usual_upper)]
    ['64-142', '7-25']
    >>> verdicts.is_unusual
    array([ True, False])
    """
    observed, expected = np.broadcast_arrays(
        as_counts(n_observed, name="n_observed"), as_amounts(n_expected, name="n_expected")
    )
    total = _total_variance(tau2, reference_events)
    lower, upper = _usual_numbers(expected, total, as_tail(level))
    p_value = _two_sided(observed, expected, total)
    p_adjusted = benjamini_hochberg(p_value)
    allowed = 1.0 - level
    return UnusualFlows(
        n_observed=as_plain(observed),
        n_expected=as_plain(expected),
        usual_lower=as_plain(lower),
        usual_upper=as_plain(upper),
        p_value=as_plain(p_value),
        p_adjusted=as_plain(p_adjusted),
        is_unusual=_as_plain_flag((observed < lower) | (observed > upper)),
        is_unusual_among_all=_as_plain_flag(p_adjusted <= allowed),
        n_by_chance=float(allowed * np.count_nonzero(expected > 0)),
        level=level,
        method=PREDICTIVE,
    )


def usual_limits(
    n_expected: ArrayLike,
    *,
    tau2: ArrayLike,
    reference_events: ArrayLike | None = None,
    level: float = 0.95,
) -> tuple[Numbers, Numbers]:
    """Return the numbers of events that an ordinary municipality would lie between.

    Parameters and errors are those of `judge_flows`, whose limits they are.

    Returns
    -------
    lower, upper : float or ndarray
        Events; NaN where nothing is expected.

    Examples
    --------
    >>> lower, upper = usual_limits([100, 100], tau2=[0.0, 0.03])
    >>> [f"{low:.0f}-{high:.0f}" for low, high in zip(lower, upper)]
    ['81-120', '64-142']
    """
    expected = as_amounts(n_expected, name="n_expected")
    lower, upper = _usual_numbers(expected, _total_variance(tau2, reference_events), as_tail(level))
    return as_plain(lower), as_plain(upper)


def chance_of_flag(
    true_ratio: ArrayLike,
    n_expected: ArrayLike,
    *,
    tau2: ArrayLike,
    reference_events: ArrayLike | None = None,
    level: float = 0.95,
) -> FlagChances:
    """Return how likely a municipality of a given true ratio is called unusual.

    Parameters
    ----------
    true_ratio : array_like
        Its true ratio of events over expected, above 0; 0.5 reads half the awards.
    n_expected : array_like
        Its expected events, above 0.
    tau2, reference_events, level
        As in `judge_flows`.

    Returns
    -------
    FlagChances
        With a true ratio of 1 there is no wrong side: `wrong_sign` is NaN.

    Examples
    --------
    >>> half = chance_of_flag(0.5, [10, 100, 1_000], tau2=0.03)
    >>> print(half.power.round(2))
    [0.27 0.98 1.  ]
    >>> print(f"{chance_of_flag(0.9, 10, tau2=0.0).wrong_sign:.2f}")
    0.17
    """
    ratio, expected = np.broadcast_arrays(
        as_person_time(true_ratio, name="true_ratio"),
        as_person_time(n_expected, name="n_expected"),
    )
    total = _total_variance(tau2, reference_events)
    lower, upper = _usual_numbers(expected, total, as_tail(level))
    below = stats.poisson.cdf(np.ceil(lower) - 1.0, ratio * expected)
    above = stats.poisson.sf(np.floor(upper), ratio * expected)
    wrong = np.where(ratio > 1.0, below, np.where(ratio < 1.0, above, np.nan))
    power = below + above
    share = np.divide(wrong, power, out=np.full(power.shape, np.nan), where=power > 0)
    return FlagChances(power=as_plain(np.asarray(power)), wrong_sign=as_plain(share))


def _total_variance(tau2: ArrayLike, reference_events: ArrayLike | None) -> FloatArray:
    """Return the relative variance of a mean around its expected number."""
    between = as_amounts(tau2, name="tau2")
    if reference_events is None:
        return between
    return between + 1.0 / as_person_time(reference_events, name="reference_events")


def _usual_numbers(
    expected: FloatArray, tau2: FloatArray, tail: float
) -> tuple[FloatArray, FloatArray]:
    known = np.where(expected > 0, expected, 1.0)

    def half_of_itself(counts: FloatArray) -> FloatArray:
        return (at_most(counts, known, tau2) + at_most(counts - 1.0, known, tau2)) / 2.0

    limits = []
    for probability in (tail, 1.0 - tail):
        count = count_quantile(probability, known, tau2)
        # At most one further, since the next count has the whole of this one under it.
        count = count + (half_of_itself(count) < probability)
        limits.append(interpolate_count(probability, count, half_of_itself))
    lower, upper = (np.where(expected > 0, limit, np.nan) for limit in limits)
    return lower, upper


def _two_sided(observed: FloatArray, expected: FloatArray, tau2: FloatArray) -> FloatArray:
    known = np.where(expected > 0, expected, 1.0)
    under = at_most(observed, known, tau2) + at_most(observed - 1.0, known, tau2)
    over = more_than(observed, known, tau2) + more_than(observed - 1.0, known, tau2)
    # Two tails, of each of which the sums above are the double.
    p_value = np.minimum(1.0, np.minimum(under, over))
    return np.where(expected > 0, p_value, np.nan)


def _as_plain_flag(flags: Numbers) -> Numbers:
    return bool(flags) if np.ndim(flags) == 0 else flags
