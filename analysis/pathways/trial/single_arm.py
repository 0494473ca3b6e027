"""Were more cases ready than a figure known beforehand says, when there is no other group?

The fallback where nothing can be set beside the trial. The figure it is held against is
itself an estimate: with `error` its uncertainty goes into the p value, which then is the
chance of so many ready cases averaged over what the figure may be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from analysis.concepts import Estimate
from analysis.errors import EstimationError
from analysis.measures.counts.intervals import clopper_pearson_limits, exact_poisson_limits
from analysis.measures.inputs import as_tail


@dataclass(frozen=True)
class AgainstBenchmark:
    """One group against a figure.

    Attributes
    ----------
    found : Estimate
        The group's share (``share``) or events per unit of time (``rate``), exact limits.
    benchmark, error : float
        The figure and its standard error; 0 where it is taken as exact.
    p_value : float
        Twice the smaller tail, at most 1.
    """

    found: Estimate
    benchmark: float
    error: float
    p_value: float


def share_against_benchmark(
    ready: int, n: int, benchmark: float, *, error: float = 0.0, level: float = 0.95
) -> AgainstBenchmark:
    """Hold a share of ready cases against a share known beforehand.

    Parameters
    ----------
    ready, n : int
        Ready cases, and all cases.
    benchmark, error : float
        The share known beforehand, a fraction in (0, 1), and its standard error.
    level : float
        Level of the limits, a fraction in (0, 1).

    Raises
    ------
    EstimationError
        If the cases are no whole numbers, the figure is no fraction, or its error is
        larger than a fraction can have.

    Notes
    -----
    The figure is taken as a beta distribution of this mean and error, and the ready cases
    as beta-binomial. The figure must be of cases like these, followed equally long from
    the same time zero. Cases chosen as hard make the group look worse, cases chosen as
    nearly ready make it look better, and no p value sees it.

    References
    ----------
    C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated
    in the case of the binomial", Biometrika 26, 1934. G. E. P. Box, "Sampling and Bayes'
    inference in scientific modelling and robustness", Journal of the Royal Statistical
    Society A 143, 1980, for the averaged p value.

    Examples
    --------
    >>> exact = share_against_benchmark(6, 10, 0.2)
    >>> round(exact.p_value, 4)
    0.0127
    >>> round(share_against_benchmark(6, 10, 0.2, error=0.08).p_value, 4)
    0.0391
    """
    _fail_if_not_whole(ready, n)
    lower, upper = clopper_pearson_limits(ready, n, level=level)
    found = Estimate(
        ready / n, float(lower), float(upper), level, "share", float(n), "Clopper-Pearson"
    )
    _fail_if_benchmark_is_impossible(benchmark, error, is_share=True)
    counts = np.arange(n + 1)
    if error == 0:
        chance = stats.binom.pmf(counts, n, benchmark)
    else:
        size = benchmark * (1 - benchmark) / error**2 - 1
        chance = stats.betabinom.pmf(counts, n, benchmark * size, (1 - benchmark) * size)
    tails = chance[: ready + 1].sum(), chance[ready:].sum()
    return AgainstBenchmark(found, benchmark, error, min(1.0, 2 * float(min(tails))))


def rate_against_benchmark(
    events: int, time: float, benchmark: float, *, error: float = 0.0, level: float = 0.95
) -> AgainstBenchmark:
    """Hold events per unit of time against a rate known beforehand.

    Parameters
    ----------
    events : int
        Cases that were ready.
    time : float
        Time that all cases together waited, such as case-months, above 0.
    benchmark, error : float
        Events per unit of time known beforehand, above 0, and its standard error.
    level : float
        Level of the limits, a fraction in (0, 1).

    Raises
    ------
    EstimationError
        If the events are no whole number, or time or figure is not above 0.

    Notes
    -----
    Takes the rate as constant while a case waits. Seldom so: few are ready in the first
    weeks, and a short trial then looks slow. The figure is taken as a gamma distribution
    of this mean and error, the events as negative binomial.

    References
    ----------
    F. Garwood, "Fiducial limits for the Poisson distribution", Biometrika 28, 1936.

    Examples
    --------
    >>> found = rate_against_benchmark(8, 29.733, 0.05)
    >>> print(f"{found.found.value:.3f} ({found.found.lower:.3f} to {found.found.upper:.3f})")
    0.269 (0.116 to 0.530)
    """
    as_tail(level)
    if events != int(events) or events < 0 or not time > 0:
        raise EstimationError(
            "The events are no whole number, or no time was waited.",
            where=f"{events} events in {time:g}",
            expected="a whole number of events, and time above 0",
        )
    _fail_if_benchmark_is_impossible(benchmark, error, is_share=False)
    lower, upper = exact_poisson_limits(events, level=level)
    found = Estimate(
        events / time, float(lower) / time, float(upper) / time, level, "rate", float(events),
        "exact Poisson",
    )  # fmt: skip
    if error == 0:
        chance = stats.poisson(benchmark * time)
    else:
        shape, inverse = (benchmark / error) ** 2, benchmark / error**2
        chance = stats.nbinom(shape, inverse / (inverse + time))
    tails = chance.cdf(events), chance.sf(events - 1)
    return AgainstBenchmark(found, benchmark, error, min(1.0, 2 * float(min(tails))))


def _fail_if_not_whole(ready: int, n: int) -> None:
    if ready != int(ready) or n != int(n) or not 0 <= ready <= n or n < 1:
        raise EstimationError(
            "The ready cases are not a whole number of the cases.",
            where=f"{ready} of {n}",
            expected="at least one case, and from none to all of them ready",
        )


def _fail_if_benchmark_is_impossible(benchmark: float, error: float, *, is_share: bool) -> None:
    most = np.sqrt(benchmark * (1 - benchmark)) if is_share and 0 < benchmark < 1 else np.inf
    if not benchmark > 0 or (is_share and not benchmark < 1) or not 0 <= error < most:
        raise EstimationError(
            "The figure known beforehand, or its error, is impossible.",
            where=f"benchmark {benchmark:g}, error {error:g}",
            expected="a share between 0 and 1, or a rate above 0, with an error it can have",
            fix="take the figure from cases like these, with the number it rests on",
        )
