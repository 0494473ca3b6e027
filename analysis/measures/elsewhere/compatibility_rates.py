"""What did another tool print for a standardised rate or a pair of rates?

As `analysis.measures.elsewhere.compatibility`: none of these is used by this package. Each is here
so that a difference between two reports can be traced to its method. Most fail at zeros,
where their limits and p values are missing (NaN) instead of wrong.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from analysis.measures.counts.future_counts import counts_within
from analysis.measures.counts.intervals import byar_limits
from analysis.measures.counts.two_rate_tests import RateTest
from analysis.measures.inputs import (
    FloatArray,
    Numbers,
    as_counts,
    as_person_time,
    as_plain,
    as_tail,
)
from analysis.measures.standardised.direct_limits import DirectRate, carry_over
from analysis.measures.standardised.direct_standardisation import WeightedSum

# The English indicators print no standardised rate of fewer events than this.
_FEWEST_EVENTS = 10


def english_direct_rate(
    total: WeightedSum, *, per: float = 100_000.0, level: float = 0.95
) -> DirectRate:
    """Return a directly standardised rate as the English indicators print it.

    Parameters
    ----------
    total : WeightedSum
        From `weighted_sum`, or from `repeated_sum` for events that one person can have
        several of.
    per : float, default 100,000
        The person-years to state the rate for.
    level : float, default 0.95
        Confidence level, a fraction in (0, 1).

    Returns
    -------
    DirectRate
        Dobson's limits with Byar's in place of the exact ones; rate and limits are
        missing (NaN), *not applicable*, with fewer than ten events.

    Notes
    -----
    Prefer `fay_kim_rate`, which needs no such rule.

    References
    ----------
    .. [1] Public Health England, "Technical Guide: Confidence Intervals", 2018.

    Examples
    --------
    >>> from analysis.measures.standardised.direct_standardisation import weighted_sum
    >>> aby = english_direct_rate(weighted_sum([2, 8], [4_000, 2_000], [600, 400]))
    >>> print(f"{aby.rate:.1f} ({aby.rate_lower:.1f}-{aby.rate_upper:.1f})")
    190.0 (90.4-350.3)
    """
    count = np.asarray(total.n_events)
    limits = [np.asarray(limit) for limit in byar_limits(count, level=level)]
    shown = count >= _FEWEST_EVENTS
    rate, lower, upper = (
        np.where(shown, value, np.nan)
        for value in (total.rate, *(carry_over(total, limit) for limit in limits))
    )
    return _rate(total, (rate, lower, upper), per=per, level=level, method="Dobson, Byar")


def normal_direct_rate(
    total: WeightedSum, *, per: float = 10_000.0, level: float = 0.95
) -> DirectRate:
    """Return a directly standardised rate plus and minus z standard errors.

    Parameters are those of `english_direct_rate`.

    Notes
    -----
    Far too bold with few events, and the lower limit may be negative.

    Examples
    --------
    >>> from analysis.measures.standardised.direct_standardisation import weighted_sum
    >>> aby = normal_direct_rate(weighted_sum([2, 8], [4_000, 2_000], [600, 400]))
    >>> print(f"{aby.rate:.1f} ({aby.rate_lower:.1f}-{aby.rate_upper:.1f})")
    19.0 (7.2-30.8)
    """
    rate, error = np.asarray(total.rate), np.sqrt(np.asarray(total.variance))
    half = -stats.norm.ppf(as_tail(level)) * error
    return _rate(total, (rate, rate - half, rate + half), per=per, level=level, method="normal")


def log_normal_direct_rate(
    total: WeightedSum, *, per: float = 10_000.0, level: float = 0.95
) -> DirectRate:
    """Return a directly standardised rate with limits from a normal logarithm.

    Parameters are those of `english_direct_rate`; limits are NaN without events.

    Examples
    --------
    >>> from analysis.measures.standardised.direct_standardisation import weighted_sum
    >>> aby = log_normal_direct_rate(weighted_sum([2, 8], [4_000, 2_000], [600, 400]))
    >>> print(f"{aby.rate:.1f} ({aby.rate_lower:.1f}-{aby.rate_upper:.1f})")
    19.0 (10.2-35.4)
    """
    rate, some = np.asarray(total.rate), np.asarray(total.rate) > 0
    error = np.sqrt(np.asarray(total.variance)) / np.where(some, rate, 1.0)
    spread = np.exp(-stats.norm.ppf(as_tail(level)) * error)
    limits = (np.where(some, rate / spread, np.nan), np.where(some, rate * spread, np.nan))
    return _rate(total, (rate, *limits), per=per, level=level, method="normal logarithm")


def wald_ratio_limits(
    n_events: ArrayLike,
    person_years: ArrayLike,
    reference_events: ArrayLike,
    reference_person_years: ArrayLike,
    *,
    added: float = 0.0,
    level: float = 0.95,
) -> tuple[Numbers, Numbers]:
    """Return the limits of the ratio of two rates from a normal logarithm.

    Parameters
    ----------
    n_events, person_years, reference_events, reference_person_years : array_like
        Events (whole numbers) and person-years (above 0) in two places.
    added : float, default 0
        What is added to both counts first; some tools add one half.
    level : float, default 0.95
        Confidence level, a fraction in (0, 1).

    Returns
    -------
    lower, upper : float or ndarray
        Limits, dimensionless; NaN where a count is 0 and nothing is added.

    Notes
    -----
    Prefer `compare_two_rates`.

    Examples
    --------
    >>> lower, upper = wald_ratio_limits(2, 17_877, 9, 16_660)
    >>> print(f"{lower:.3f}-{upper:.3f}")
    0.045-0.958
    """
    first, years, second, other_years = _as_places(
        n_events, person_years, reference_events, reference_person_years
    )
    first, second = first + added, second + added
    some = (first > 0) & (second > 0)
    first, second = np.where(some, first, np.nan), np.where(some, second, np.nan)
    middle = first / second * other_years / years
    spread = np.exp(-stats.norm.ppf(as_tail(level)) * np.sqrt(1.0 / first + 1.0 / second))
    return as_plain(middle / spread), as_plain(middle * spread)


def wald_rate_test(
    n_events: ArrayLike,
    person_years: ArrayLike,
    reference_events: ArrayLike,
    reference_person_years: ArrayLike,
    *,
    null_ratio: float = 1.0,
) -> RateTest:
    """Test two rates with the standard error that the counts themselves give.

    Parameters are those of `exact_rate_test`; NaN without events. At a ratio of 1 it
    tests the difference of the rates just so.

    Examples
    --------
    >>> round(wald_rate_test(60, 51_477.5, 30, 54_308.7).p_greater, 6)
    0.000356
    """
    first, years, second, other_years = _as_places(
        n_events, person_years, reference_events, reference_person_years
    )
    odds = null_ratio * years / other_years
    return _normal(first - second * odds, first + second * odds**2, null_ratio, "Wald")


def log_wald_rate_test(
    n_events: ArrayLike,
    person_years: ArrayLike,
    reference_events: ArrayLike,
    reference_person_years: ArrayLike,
    *,
    null_ratio: float = 1.0,
) -> RateTest:
    """Test two rates by the logarithm of their ratio.

    Parameters are those of `exact_rate_test`; NaN where a count is 0.

    Examples
    --------
    >>> round(log_wald_rate_test(60, 51_477.5, 30, 54_308.7).p_greater, 5)
    0.00042
    """
    first, second, odds = _positive_counts(
        n_events, person_years, reference_events, reference_person_years, null_ratio
    )
    return _normal(
        np.log(first / second / odds), 1.0 / first + 1.0 / second, null_ratio, "Wald, logarithm"
    )


def log_score_rate_test(
    n_events: ArrayLike,
    person_years: ArrayLike,
    reference_events: ArrayLike,
    reference_person_years: ArrayLike,
    *,
    null_ratio: float = 1.0,
) -> RateTest:
    """Test two rates by the logarithm of their ratio, its error taken at the null.

    Parameters are those of `exact_rate_test`; NaN where a count is 0.

    Examples
    --------
    >>> round(log_score_rate_test(60, 51_477.5, 30, 54_308.7).p_greater, 4)
    0.0002
    """
    first, second, odds = _positive_counts(
        n_events, person_years, reference_events, reference_person_years, null_ratio
    )
    variance = (2.0 + odds + 1.0 / odds) / (first + second)
    return _normal(np.log(first / second / odds), variance, null_ratio, "score, logarithm")


def root_rate_test(
    n_events: ArrayLike,
    person_years: ArrayLike,
    reference_events: ArrayLike,
    reference_person_years: ArrayLike,
    *,
    null_ratio: float = 1.0,
) -> RateTest:
    """Test two rates by the square roots of the counts, three eighths added to each.

    Parameters are those of `exact_rate_test`.

    Examples
    --------
    >>> round(root_rate_test(60, 51_477.5, 30, 54_308.7).p_greater, 6)
    0.000285
    """
    first, years, second, other_years = _as_places(
        n_events, person_years, reference_events, reference_person_years
    )
    odds = null_ratio * years / other_years
    distance = 2.0 * (np.sqrt(first + 0.375) - np.sqrt((second + 0.375) * odds))
    return _normal(distance, 1.0 + odds, null_ratio, "square root")


def krishnamoorthy_thomson_test(
    n_events: ArrayLike,
    person_years: ArrayLike,
    reference_events: ArrayLike,
    reference_person_years: ArrayLike,
) -> RateTest:
    """Test equal rates by SciPy's E-test, which measures distance as `wald_rate_test` does.

    Parameters are those of `exact_rate_test`. Prefer `e_test`, whose distance is that of
    the score.

    Examples
    --------
    >>> round(krishnamoorthy_thomson_test(41, 28_010, 15, 19_017).p_greater, 4)
    0.0184
    """
    counts = _as_places(n_events, person_years, reference_events, reference_person_years)
    rows = np.stack([numbers.ravel() for numbers in counts], axis=1)
    less, greater = (
        np.array([_scipy_p(row, side) for row in rows]).reshape(counts[0].shape)
        for side in ("less", "greater")
    )
    return RateTest(as_plain(less), as_plain(greater), 1.0, "E-test, Wald distance")


def wald_tolerance_limits(
    n_events: ArrayLike,
    person_years: ArrayLike,
    future_person_years: ArrayLike,
    *,
    content: float = 0.95,
    level: float = 0.95,
) -> tuple[Numbers, Numbers]:
    """Return the tolerance limits of a count to come from a normal mean.

    Parameters are those of `tolerance_limits`, which to prefer: at few events these are
    far too short.

    Examples
    --------
    >>> wald_tolerance_limits(15, 1_000, 1_000)
    (3.0, 32.0)
    """
    events = as_counts(n_events, name="n_events")
    scale = as_person_time(future_person_years, name="future_person_years") / as_person_time(
        person_years, name="person_years"
    )
    half = -stats.norm.ppf(as_tail(level)) * np.sqrt(events)
    # A mean below 0 has no counts; at 0 there are none either.
    mean_lower = np.maximum(events - half, 0.0) * scale
    return counts_within(mean_lower, (events + half) * scale, content=content)


def _as_places(
    n_events: ArrayLike,
    person_years: ArrayLike,
    reference_events: ArrayLike,
    reference_person_years: ArrayLike,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    first, years, second, other_years = np.broadcast_arrays(
        as_counts(n_events, name="n_events"),
        as_person_time(person_years, name="person_years"),
        as_counts(reference_events, name="reference_events"),
        as_person_time(reference_person_years, name="reference_person_years"),
    )
    return first, years, second, other_years


def _positive_counts(
    n_events: ArrayLike,
    person_years: ArrayLike,
    reference_events: ArrayLike,
    reference_person_years: ArrayLike,
    null_ratio: float,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    first, years, second, other_years = _as_places(
        n_events, person_years, reference_events, reference_person_years
    )
    some = (first > 0) & (second > 0)
    odds = null_ratio * years / other_years
    return np.where(some, first, np.nan), np.where(some, second, np.nan), odds


def _normal(distance: FloatArray, variance: FloatArray, null_ratio: float, method: str) -> RateTest:
    z = distance / np.sqrt(np.where(variance > 0, variance, np.nan))
    return RateTest(
        as_plain(np.asarray(stats.norm.cdf(z))),
        as_plain(np.asarray(stats.norm.sf(z))),
        float(null_ratio),
        method,
    )


def _scipy_p(row: FloatArray, alternative: str) -> float:
    first, years, second, other_years = row
    result = stats.poisson_means_test(
        int(first), years, int(second), other_years, alternative=alternative
    )
    return float(result.pvalue)


def _rate(
    total: WeightedSum,
    values: tuple[FloatArray, FloatArray, FloatArray],
    *,
    per: float,
    level: float,
    method: str,
) -> DirectRate:
    base = float(as_person_time(per, name="per"))
    rate, lower, upper = (as_plain(np.asarray(value * base)) for value in values)
    return DirectRate(total.n_events, rate, lower, upper, total.largest_step, base, level, method)
