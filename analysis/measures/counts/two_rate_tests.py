"""Is the one rate above the other, or above so many times the other, beyond chance?

Each test gives both one-sided p values, against a stated ratio of the rates: a reader
who asks whether the rate is at least a fifth higher tests the ratio 1.2. The two-sided
value doubles the smaller one. The exact and mid-p tests go with the limits of
`compare_two_rates` and `compare_two_rates_midp`; the E-test finds more than they do and
stays within about 5.1 % where 5 % are meant, also for small counts.

=====================  ============================================================
Case                   Result
=====================  ============================================================
No events at all       every p value 1 (mid-p: one half on each side)
None in one place      defined, by every test
=====================  ============================================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from analysis.measures.inputs import FloatArray, Numbers, as_counts, as_person_time, as_plain

# Counts further out than this have no probability that a p value could show.
_NEGLIGIBLE = 1e-14
# Statistics that agree to this are equally far out: rounding must not decide.
_TIE = 1e-9


@dataclass(frozen=True)
class RateTest:
    """One-sided p values of two rates against a ratio; numbers or arrays of one shape.

    Attributes
    ----------
    p_less : float or ndarray
        How often the first count would be so low, or lower, at the stated ratio.
    p_greater : float or ndarray
        How often it would be so high, or higher.
    null_ratio : float
        The ratio of first over second rate that was tested.
    method : str
        Name of the test.
    """

    p_less: Numbers
    p_greater: Numbers
    null_ratio: float
    method: str

    @property
    def p_value(self) -> Numbers:
        """Return the two-sided p value: twice the smaller tail, at most 1."""
        return as_plain(np.minimum(1.0, 2.0 * np.minimum(self.p_less, self.p_greater)))


def exact_rate_test(
    n_events: ArrayLike,
    person_years: ArrayLike,
    reference_events: ArrayLike,
    reference_person_years: ArrayLike,
    *,
    null_ratio: float = 1.0,
) -> RateTest:
    """Test two rates exactly: given how many events there were, how many fell here?

    Parameters
    ----------
    n_events, person_years : array_like
        Events (whole numbers) and person-years (above 0) in the first place.
    reference_events, reference_person_years : array_like
        The same in the second place, such as the pooled peers.
    null_ratio : float, default 1
        The ratio of first over second rate to test, above 0.

    Returns
    -------
    RateTest
        Its two-sided value at a ratio of 1 is that of `compare_two_rates`.

    Raises
    ------
    EstimationError
        If a number is missing, a count is negative or not whole, or person-time or the
        ratio is not above 0.

    Notes
    -----
    Leans to the cautious side [1]_.

    References
    ----------
    .. [1] J. Przyborowski and H. Wilenski, "Homogeneity of results in testing samples
       from Poisson series", Biometrika 31, 1940.

    Examples
    --------
    Is the rate of 60 awards here more than a fifth above the one of 30 there?

    >>> test = exact_rate_test(60, 51_477.5, 30, 54_308.7, null_ratio=1.2)
    >>> round(test.p_greater, 5)
    0.00665
    """
    first, second, odds = _as_odds(
        n_events, person_years, reference_events, reference_person_years, null_ratio
    )
    at_most, at_least = _tails(first, second, odds)
    return _result(at_most, at_least, null_ratio, "exact conditional")


def midp_rate_test(
    n_events: ArrayLike,
    person_years: ArrayLike,
    reference_events: ArrayLike,
    reference_person_years: ArrayLike,
    *,
    null_ratio: float = 1.0,
) -> RateTest:
    """Test two rates given their sum, with half the probability of the split seen.

    Parameters, result and errors are those of `exact_rate_test`; the two one-sided
    values add up to 1.

    Notes
    -----
    Keeps its level on average and not for every pair of rates.

    Examples
    --------
    >>> test = midp_rate_test(60, 51_477.5, 30, 54_308.7, null_ratio=1.2)
    >>> round(test.p_greater, 5)
    0.00509
    """
    first, second, odds = _as_odds(
        n_events, person_years, reference_events, reference_person_years, null_ratio
    )
    at_most, at_least = _tails(first, second, odds)
    # At most, and not at least, leaves the part below; half of the split seen lies between.
    return _result(
        (at_most + 1.0 - at_least) / 2.0,
        (at_least + 1.0 - at_most) / 2.0,
        null_ratio,
        "mid-p conditional",
    )


def score_rate_test(
    n_events: ArrayLike,
    person_years: ArrayLike,
    reference_events: ArrayLike,
    reference_person_years: ArrayLike,
    *,
    null_ratio: float = 1.0,
) -> RateTest:
    """Test two rates by their distance in standard errors at the stated ratio.

    Parameters, result and errors are those of `exact_rate_test`.

    Notes
    -----
    Bold at few events, where a count is far from normal: prefer `e_test`.

    Examples
    --------
    >>> round(score_rate_test(60, 51_477.5, 30, 54_308.7).p_greater, 6)
    0.000316
    """
    first, second, odds = _as_odds(
        n_events, person_years, reference_events, reference_person_years, null_ratio
    )
    distance = _distance(first, second, odds)
    return _result(stats.norm.cdf(distance), stats.norm.sf(distance), null_ratio, "score")


def e_test(
    n_events: ArrayLike,
    person_years: ArrayLike,
    reference_events: ArrayLike,
    reference_person_years: ArrayLike,
    *,
    null_ratio: float = 1.0,
) -> RateTest:
    """Test two rates by the probability, under the fitted null, of a distance so large.

    Parameters, result and errors are those of `exact_rate_test`.

    Notes
    -----
    The means are estimated at the stated ratio, and the probabilities of all pairs of
    counts that lie as far out by the score distance are added up [1]_ [2]_. Less
    cautious than the exact test. Not exact, since the means are estimates, but close to
    its level from the smallest counts on. Takes time with the product of the standard
    deviations of the counts: seconds at 100,000 events.

    References
    ----------
    .. [1] K. Krishnamoorthy and J. Thomson, "A more powerful test for comparing two
       Poisson means", Journal of Statistical Planning and Inference 119, 2004.
    .. [2] K. Gu, H. K. T. Ng, M. L. Tang and W. R. Schucany, "Testing the ratio of two
       Poisson rates", Biometrical Journal 50, 2008.

    Examples
    --------
    >>> round(e_test(60, 51_477.5, 30, 54_308.7).p_greater, 6)
    0.000298
    """
    first, second, odds = _as_odds(
        n_events, person_years, reference_events, reference_person_years, null_ratio
    )
    tails = [
        _e_tails(a, b, c)
        for a, b, c in zip(first.ravel(), second.ravel(), odds.ravel(), strict=True)
    ]
    both = np.array(tails).reshape(*first.shape, 2)
    return _result(both[..., 0], both[..., 1], null_ratio, "E-test, score distance")


def _as_odds(
    n_events: ArrayLike,
    person_years: ArrayLike,
    reference_events: ArrayLike,
    reference_person_years: ArrayLike,
    null_ratio: float,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return both counts, and the odds of falling here that the ratio gives an event."""
    first, years, second, other_years = np.broadcast_arrays(
        as_counts(n_events, name="n_events"),
        as_person_time(person_years, name="person_years"),
        as_counts(reference_events, name="reference_events"),
        as_person_time(reference_person_years, name="reference_person_years"),
    )
    ratio = float(as_person_time(null_ratio, name="null_ratio"))
    return first, second, np.asarray(ratio * years / other_years)


def _tails(
    first: FloatArray, second: FloatArray, odds: FloatArray
) -> tuple[FloatArray, FloatArray]:
    share = odds / (1.0 + odds)
    at_most = np.where(
        second > 0, special.betaincc(first + 1.0, np.maximum(second, 1.0), share), 1.0
    )
    at_least = np.where(
        first > 0, special.betainc(np.maximum(first, 1.0), second + 1.0, share), 1.0
    )
    return at_most, at_least


def _distance(first: FloatArray, second: FloatArray, odds: FloatArray) -> FloatArray:
    """Return the score distance; 0 where there are no events at all."""
    variance = (first + second) * odds
    some = variance > 0
    return np.where(some, (first - second * odds) / np.sqrt(np.where(some, variance, 1.0)), 0.0)


def _e_tails(first: float, second: float, odds: float) -> tuple[float, float]:
    total = first + second
    if total == 0:
        return 1.0, 1.0
    here, there = (_reach(total * odds / (1.0 + odds)), _reach(total / (1.0 + odds)))
    weights = stats.poisson.pmf(there, total / (1.0 + odds))
    seen = float(_distance(np.array(first), np.array(second), np.array(odds)))
    less = greater = 0.0
    # Row by row, so that memory grows with one count and not with their product.
    for count, chance in zip(
        here, stats.poisson.pmf(here, total * odds / (1.0 + odds)), strict=True
    ):
        distances = _distance(np.full_like(there, count), there, np.full_like(there, odds))
        less += chance * weights[distances <= seen + _TIE].sum()
        greater += chance * weights[distances >= seen - _TIE].sum()
    return min(1.0, float(less)), min(1.0, float(greater))


def _reach(mean: float) -> FloatArray:
    low, high = stats.poisson.ppf([_NEGLIGIBLE, 1.0 - _NEGLIGIBLE], mean)
    return np.arange(max(0.0, low - 1.0), high + 2.0)


def _result(less: FloatArray, greater: FloatArray, null_ratio: float, method: str) -> RateTest:
    return RateTest(
        p_less=as_plain(np.asarray(less)),
        p_greater=as_plain(np.asarray(greater)),
        null_ratio=float(null_ratio),
        method=method,
    )
