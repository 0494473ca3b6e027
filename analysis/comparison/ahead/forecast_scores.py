"""Did forecasts hold: how many of the intervals contained what came?

A share of 95 per cent that should hold can fail to by chance, so it is shown with its own
limits. Beside it stands the interval score, which also counts how wide the intervals are:
wide ones always hold, and say little.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.comparison.ahead.next_period import first_periods, forecast_next
from analysis.comparison.cells import Cells
from analysis.errors import EstimationError
from analysis.measures.counts.intervals import clopper_pearson_limits
from analysis.measures.over_time.next_counts import interval_scores

_COLUMNS = (
    "period", "made_with", "municipality_code", "expected", "lower", "upper", "level",
)  # fmt: skip


@dataclass(frozen=True)
class HeldForecasts:
    """How many intervals held what came.

    Attributes
    ----------
    n_held, n : int
        Intervals that held, of how many.
    share_lower, share_upper : float
        Exact limits of the share that holds, as if municipalities were independent.
    mean_score : float
        Mean interval score, in people: width, plus a penalty where it missed.
    level : float
        Share that should hold.
    """

    n_held: int
    n: int
    share_lower: float
    share_upper: float
    mean_score: float
    level: float


def backtest(cells: Cells, *, n_periods: int, level: float = 0.95) -> pd.DataFrame:
    """Foresee the last periods again, each from the periods before it alone.

    Parameters
    ----------
    cells : Cells
        A series without a gap.
    n_periods : int
        How many of the last periods; those with too little before them are left out.
    level : float, default 0.95
        Share of intervals that should hold, a fraction in (0, 1).

    Returns
    -------
    DataFrame
        As `forecast_next`, with ``n_observed``, ``score`` (in people) and ``is_held``.
        Recalculated with today's data, so late reports are in both.
    """
    parts = []
    for end in range(max(1, len(cells.periods) - n_periods), len(cells.periods)):
        try:
            part = forecast_next(first_periods(cells, end), level=level)
        except EstimationError:
            continue
        parts.append(part)
    if not parts:
        return pd.DataFrame(columns=[*_COLUMNS, "n_observed", "is_held", "score"])
    return with_outcome(pd.concat(parts, ignore_index=True), cells)


def with_outcome(forecasts: pd.DataFrame, cells: Cells) -> pd.DataFrame:
    """Put what came beside forecasts, for the periods and municipalities that have it.

    Parameters
    ----------
    forecasts : DataFrame
        As `forecast_next` returns them; periods may differ.
    cells : Cells
        The series as it is now.

    Returns
    -------
    DataFrame
        The rows with an outcome, with ``n_observed``, ``score`` and ``is_held``.
    """
    places = pd.MultiIndex.from_product(
        [[str(period) for period in cells.periods], cells.codes],
        names=["period", "municipality_code"],
    )
    came = pd.Series(cells.counts.sum(axis=1).ravel(), index=places)
    keys = pd.MultiIndex.from_frame(forecasts[["period", "municipality_code"]])
    rows = forecasts.assign(n_observed=came.reindex(keys).to_numpy())
    rows = rows[rows["n_observed"].notna()]
    observed, lower, upper = (
        rows[name].to_numpy(dtype=float) for name in ("n_observed", "lower", "upper")
    )
    scores = np.full(len(rows), np.nan)
    levels = rows["level"].to_numpy(dtype=float)
    for level in np.unique(levels):
        chosen = levels == level
        scores[chosen] = interval_scores(
            observed[chosen], lower[chosen], upper[chosen], level=float(level)
        )
    return rows.assign(is_held=(lower <= observed) & (observed <= upper), score=scores)


def score_forecasts(past: pd.DataFrame, *, level: float) -> HeldForecasts | None:
    """Count how many intervals held, with what the number allows to say.

    Parameters
    ----------
    past : DataFrame
        Forecasts with ``is_held`` and ``score``.
    level : float
        Share that should hold.

    Returns
    -------
    HeldForecasts or None
        None where there are none. Its limits take municipalities as independent, which
        they are not in one period: too narrow.
    """
    if past.empty:
        return None
    n_held, n = int(past["is_held"].sum()), len(past)
    lower, upper = clopper_pearson_limits(n_held, n)
    return HeldForecasts(n_held, n, float(lower), float(upper), float(past["score"].mean()), level)
