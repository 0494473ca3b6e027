"""What will the next quarter show, and did such forecasts hold?

For every municipality there is one interval for the next period, made from what is known
up to the last one. Forecasts that claim 95 % should hold 95 times of 100, and whether
they do is tried on earlier quarters: each is foreseen again from the quarters before it.
That is a *recalculation with today's data*: late reports are in the figures, as they
were not then. Only forecasts that were kept when they were made are free of that, see
`analysis.comparison.ahead.kept_forecasts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_

import pandas as pd

from analysis.comparison.ahead.forecast_scores import HeldForecasts, backtest, score_forecasts
from analysis.comparison.ahead.next_period import forecast_next
from analysis.comparison.ahead.rolling import unbroken
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.cells import Cells
from analysis.comparison.headlines import Headline
from analysis.comparison.once import once
from analysis.concepts import Lineage
from analysis.errors import EstimationError

N_BACKTEST = 8


@dataclass(frozen=True)
class MeasureForecast:
    """The forecasts of one headline.

    Attributes
    ----------
    headline : Headline
        What is counted.
    table, unit : str
        The publisher's table, and what it counts.
    ahead : DataFrame
        The next period: ``period``, ``made_with``, ``municipality_code``, ``expected``,
        ``lower``, ``upper`` (awards or recipients), ``level``. One row per municipality
        with figures.
    past : DataFrame
        Earlier periods foreseen again, with ``n_observed``, ``score`` and ``is_held``
        beside.
    held : HeldForecasts or None
        All of `past` together; None where there is none.
    focus_series : DataFrame
        ``period`` and ``n_observed`` of the focus.
    is_next : bool
        Whether the data have nothing newer than what the forecast rests on: only such
        a forecast may be kept.
    lineage : Lineage
        The raw files behind it.
    """

    headline: Headline
    table: str
    unit: str
    ahead: pd.DataFrame
    past: pd.DataFrame
    held: HeldForecasts | None
    focus_series: pd.DataFrame
    is_next: bool
    lineage: Lineage


@dataclass(frozen=True)
class Forecasts:
    """The forecasts of every headline that has periods enough.

    Attributes
    ----------
    focus, focus_name : str
        Code and name of the municipality.
    measures : tuple of MeasureForecast
        Headlines that are foreseen.
    missing : tuple of Headline
        Headlines with data but too few periods.
    level : float
        Share of intervals that should hold.
    checksums : dict of str to str
        SHA-256 of each raw file.
    lineage : Lineage
        The raw files behind it.
    """

    focus: str
    focus_name: str
    measures: tuple[MeasureForecast, ...]
    missing: tuple[Headline, ...]
    level: float
    checksums: dict[str, str]
    lineage: Lineage


def forecast_practice(comparison: PracticeComparison, *, n_backtest: int = N_BACKTEST) -> Forecasts:
    """Foresee the next period of each headline, and try such forecasts on earlier ones.

    Parameters
    ----------
    comparison : PracticeComparison
        Its series are used up to the period of the comparison, each to its own newest.
    n_backtest : int, default 8
        Periods to foresee again.

    Returns
    -------
    Forecasts
        For all municipalities.
    """
    found, missing = [], []
    for measure in comparison.measures:
        cells = unbroken(measure.cells, until=comparison.period)
        try:
            ahead, past = _foresee(cells, n_backtest=n_backtest, level=comparison.level)
        except EstimationError:
            missing.append(measure.headline)
            continue
        focus = cells.codes.index(comparison.focus)
        found.append(
            MeasureForecast(
                headline=measure.headline,
                table=cells.source.table,
                unit=cells.source.unit.value,
                ahead=ahead.copy(),
                past=past.copy(),
                held=score_forecasts(past, level=comparison.level),
                focus_series=pd.DataFrame(
                    {
                        "period": [str(period) for period in cells.periods],
                        "n_observed": cells.counts[:, :, focus].sum(axis=1),
                    }
                ),
                is_next=cells.periods[-1] == measure.cells.periods[-1],
                lineage=reduce(or_, cells.lineages),
            )
        )
    lineage = reduce(or_, (m.lineage for m in found), comparison.name_lineage)
    return Forecasts(
        focus=comparison.focus,
        focus_name=comparison.focus_name,
        measures=tuple(found),
        missing=tuple(missing),
        level=comparison.level,
        checksums={raw.file: raw.sha256 for raw in comparison.store.manifest.files},
        lineage=lineage,
    )


@once(keep=16)
def _foresee(cells: Cells, *, n_backtest: int, level: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Foresee the next period of one series, and the last ones again."""
    ahead = forecast_next(cells, level=level)
    return ahead, backtest(cells, n_periods=n_backtest, level=level)
