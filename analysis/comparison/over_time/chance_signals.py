"""How many signals do the charts of all municipalities give, and how many does chance?

With a chart for each of 98 municipalities some quarters fall outside their limits though
nothing has happened. How many is counted twice: by the normal distribution, and by
drawing every quarter again with each municipality's own level held still.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.errors import EstimationError
from analysis.measures.inputs import FloatArray
from analysis.measures.over_time.control_charts import expected_chance_signals, laney_rate_chart
from analysis.measures.over_time.run_rules import judge_runs

N_DRAWS = 40


@dataclass(frozen=True)
class ChanceSignals:
    """Signals seen over all charts, and those that chance gives.

    Attributes
    ----------
    n_charts, n_periods : int
        Municipalities with a chart, and quarters in each.
    n_outside : int
        Quarters outside their limits.
    n_with_runs : int
        Municipalities whose runs tell of a lasting shift.
    chance_outside, chance_outside_lower, chance_outside_upper : float
        Mean and range of the first when every level holds still, drawn.
    chance_with_runs, chance_with_runs_lower, chance_with_runs_upper : float
        The same of the second.
    normal_outside : float
        The first by the normal distribution.
    """

    n_charts: int
    n_periods: int
    n_outside: int
    n_with_runs: int
    chance_outside: float
    chance_outside_lower: float
    chance_outside_upper: float
    chance_with_runs: float
    chance_with_runs_lower: float
    chance_with_runs_upper: float
    normal_outside: float


def count_chance_signals(
    n_observed: FloatArray, n_expected: FloatArray, *, rng: np.random.Generator, level: float
) -> ChanceSignals:
    """Count signals over all charts, and draw how many chance gives.

    Parameters
    ----------
    n_observed, n_expected : ndarray, shape (n_periods, n_municipalities)
        Awards, and those expected at the rest of the country's rates of the same quarter.
    rng : Generator
        Source of the draws.
    level : float
        Share of the draws within the range, a fraction in (0, 1).

    Raises
    ------
    EstimationError
        If no municipality has awards and an expected number in every quarter.

    Notes
    -----
    Drawn as Poisson counts around each municipality's own mean ratio. Real quarters vary
    by more, which Laney's limits allow for and the draws do not: the number by chance
    leans low where practice varies from quarter to quarter without shifting.

    Examples
    --------
    >>> still = np.full((12, 5), 20.0)
    >>> rng = np.random.default_rng(1)
    >>> count_chance_signals(rng.poisson(still), still, rng=rng, level=0.95).n_charts
    5
    """
    has_chart = (n_expected > 0).all(axis=0) & (n_observed.sum(axis=0) > 0)
    if not has_chart.any():
        raise EstimationError(
            "No municipality has awards in a way that a chart can show.",
            where="n_observed and n_expected",
            expected="awards and an expected number above 0 in every quarter",
            fix="use a table of awards that is not blank",
        )
    observed, expected = n_observed[:, has_chart], n_expected[:, has_chart]
    n_outside, n_with_runs = _count(observed, expected)
    means = expected * observed.sum(axis=0) / expected.sum(axis=0)
    drawn = np.array([_count(rng.poisson(means), expected) for _ in range(N_DRAWS)])
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0)
    n_periods, n_charts = observed.shape
    return ChanceSignals(
        n_charts=n_charts,
        n_periods=n_periods,
        n_outside=n_outside,
        n_with_runs=n_with_runs,
        chance_outside=float(drawn[:, 0].mean()),
        chance_outside_lower=float(low[0]),
        chance_outside_upper=float(high[0]),
        chance_with_runs=float(drawn[:, 1].mean()),
        chance_with_runs_lower=float(low[1]),
        chance_with_runs_upper=float(high[1]),
        normal_outside=expected_chance_signals(n_charts, n_periods),
    )


def _count(observed: FloatArray, expected: FloatArray) -> tuple[int, int]:
    """Return quarters outside their limits, and municipalities with long runs."""
    n_outside = n_with_runs = 0
    for own, reference in zip(observed.T, expected.T, strict=True):
        chart = laney_rate_chart(own, reference)
        n_outside += int(chart.is_outside.sum())
        try:
            runs = judge_runs(chart.values, center=float(np.median(chart.values)))
        except EstimationError:
            continue  # hardly any quarter off the median: no run to judge
        n_with_runs += runs.is_signal
    return n_outside, n_with_runs
