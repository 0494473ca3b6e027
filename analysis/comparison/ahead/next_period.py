"""What will the next period of a series show, seen from the periods so far?

Awards and stocks are foreseen in different ways, since the next awards are new events and
the next stock is mostly the same people. Both give one interval per municipality.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.comparison.cells import Cells
from analysis.concepts import Stage
from analysis.errors import EstimationError
from analysis.measures.over_time.next_counts import (
    CountForecast,
    count_limits,
    extra_variance,
    forecast_counts,
    season_factor,
)
from analysis.measures.over_time.stock_changes import FEWEST_PERIODS, forecast_stock

# Of awards: a year for the level, and a year of forecasts that show how far they miss.
FEWEST_FLOW_PERIODS = 8


def forecast_next(cells: Cells, *, level: float = 0.95) -> pd.DataFrame:
    """Foresee the period after the last one, for every municipality with figures.

    Parameters
    ----------
    cells : Cells
        A series without a gap; all of it is used.
    level : float, default 0.95
        Share of intervals that should hold, a fraction in (0, 1).

    Returns
    -------
    DataFrame
        ``period``, ``made_with``, ``municipality_code``, ``expected``, ``lower``,
        ``upper`` (in the unit of the series), ``level``.

    Raises
    ------
    EstimationError
        If there are fewer than eight periods, or too few municipalities.

    Notes
    -----
    Awards: the municipality's own level in the last year, shrunken, times the country's
    rates of that year in its population of the last period, times the season. A stock:
    its last value and the changes that stocks of its size have had. Neither foresees a
    reform, a change of practice or late reports.
    """
    _fail_if_too_short(cells)
    if cells.stage is Stage.FLOW:
        known, forecast = _flow_ahead(cells)
        lower, upper = count_limits(forecast, extra=_extra(cells), level=level)
        expected = forecast.mean
    else:
        totals = cells.counts.sum(axis=1)
        known = np.isfinite(totals[-1])
        stock = forecast_stock(totals, per_year=_per_year(cells), level=level)
        expected, lower, upper = (
            values[known] for values in (stock.center, stock.lower, stock.upper)
        )
    codes = [code for code, is_known in zip(cells.codes, known, strict=True) if is_known]
    return pd.DataFrame(
        {
            "period": str(cells.periods[-1].shift(1)),
            "made_with": str(cells.periods[-1]),
            "municipality_code": codes,
            "expected": expected,
            "lower": lower,
            "upper": upper,
            "level": level,
        }
    )


def first_periods(cells: Cells, n_periods: int) -> Cells:
    """Return the series as it was when it had so many periods.

    Parameters
    ----------
    cells : Cells
        The whole series.
    n_periods : int
        Periods kept, from the first.
    """
    kept = slice(0, n_periods)
    return replace(
        cells,
        periods=cells.periods[kept],
        counts=cells.counts[kept],
        people=cells.people[kept],
        carried=cells.carried[kept],
        lineages=cells.lineages[kept],
    )


def _flow_ahead(cells: Cells) -> tuple[NDArray[np.bool_], CountForecast]:
    """Return the municipalities with figures, and the mean of their next count."""
    per_year = _per_year(cells)
    counts = cells.counts[-per_year:].sum(axis=0)
    people = cells.people[-per_year:].sum(axis=0)
    known = np.isfinite(counts + people).all(axis=0) & (people.sum(axis=0) > 0)
    counts, exposure = counts[:, known], people[:, known]
    total = exposure.sum(axis=1)
    rates = np.divide(counts.sum(axis=1), total, out=np.zeros(total.size), where=total > 0)
    season = season_factor(
        np.nan_to_num(cells.counts).sum(axis=(1, 2)),
        np.nan_to_num(cells.people).sum(axis=(1, 2)),
        [period.number for period in cells.periods],
        coming=cells.periods[-1].shift(1).number,
    )
    forecast = forecast_counts(
        counts.sum(axis=0),
        rates @ exposure,
        season * (rates @ cells.people[-1][:, known]),
        reference_events=float(counts.sum()),
    )
    return known, forecast


def _extra(cells: Cells) -> float:
    """Return how much more than chance earlier forecasts of this series missed."""
    observed, means, known_to = [], [], []
    for end in range(_per_year(cells), len(cells.periods)):
        known, forecast = _flow_ahead(first_periods(cells, end))
        came = cells.counts[end].sum(axis=0)[known]
        there = np.isfinite(came)
        observed.append(came[there])
        means.append(forecast.mean[there])
        known_to.append(forecast.relative_variance[there])
    return extra_variance(np.concatenate(observed), np.concatenate(means), np.concatenate(known_to))


def _per_year(cells: Cells) -> int:
    return 12 // cells.periods[0].months


def _fail_if_too_short(cells: Cells) -> None:
    fewest = FEWEST_FLOW_PERIODS if cells.stage is Stage.FLOW else FEWEST_PERIODS
    if len(cells.periods) < fewest:
        raise EstimationError(
            f"{len(cells.periods)} periods are too few for a forecast.",
            where=f"the dataset {cells.source.dataset}",
            expected=f"{fewest} periods in a row or more",
            fix="fetch earlier periods of the table",
        )
