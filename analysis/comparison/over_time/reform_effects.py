"""Did awards move when a reform came, in the focus, among its peers, and between them?

Each reform of the calendar that touches the scheme is tried by itself: level, trend and
season carry on, and the level may shift at the date. Quarters in which the reform was
anticipated or phased in are left out. The focus and its peers are fitted apart, and then
their ratio, in which whatever reaches both alike cancels. A reform with less than a year
of clear quarters on either side is listed with the reason and not estimated.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from analysis.comparison.over_time.flow_series import FlowSeries
from analysis.concepts import Benefit, Estimate, Period
from analysis.errors import EstimationError
from analysis.measures.inputs import FloatArray
from analysis.measures.over_time.interruptions import Reform, fit_interrupted_series, harmonics
from analysis.measures.over_time.ratio_of_ratios import trend_of_ratio
from analysis.parameters.reforms import DatedReform, reforms_of

FEWEST_CLEAR_QUARTERS = 4  # a whole year on either side, so that no season is on one side only
# With fewer awards on a side the limits of a shift reach from a quarter to ten times as many.
FEWEST_AWARDS_ON_A_SIDE = 10
_MONTHS, _QUARTERS = 3, 4


class Obstacle(StrEnum):
    """Why a reform is not estimated."""

    BEFORE = "before"
    REACHES_IN = "reaches_in"
    AFTER = "after"
    NEAR_START = "near_start"
    NEAR_END = "near_end"
    NO_ESTIMATE = "no_estimate"

    @property
    def label(self) -> str:
        """Return the reason as a reader sees it, in Danish."""
        return {
            "before": "ligger før tallene",
            "reaches_in": "begynder før tallene, men rækker ind i dem",
            "after": "ligger efter de endelige tal",
            "near_start": "under et år med rene kvartaler før",
            "near_end": "under et år med rene kvartaler efter",
            "no_estimate": "for få tilkendelser",
        }[self.value]


@dataclass(frozen=True)
class ReformAssessment:
    """What the rate was multiplied with at one reform, or why that is not told.

    Attributes
    ----------
    reform : DatedReform
        The reform.
    obstacle : Obstacle or None
        Why there is no estimate; None where there is one.
    focus, peers, ratio : Estimate or None
        Shift of the level of the focus, of its pooled peers, and of their ratio.
    nearby : tuple of DatedReform
        Other reforms that touch the scheme less than a year away, and cannot be told
        apart from it.
    """

    reform: DatedReform
    obstacle: Obstacle | None
    focus: Estimate | None = None
    peers: Estimate | None = None
    ratio: Estimate | None = None
    nearby: tuple[DatedReform, ...] = ()


def assess_reforms(
    series: FlowSeries, *, benefit: Benefit, level: float, rng: np.random.Generator
) -> tuple[ReformAssessment, ...]:
    """Return every reform that touches a scheme, in order of date, estimated if it can be.

    Parameters
    ----------
    series : FlowSeries
        The quarters; provisional ones are left out.
    benefit : Benefit
        The scheme.
    level : float
        Level of the limits, a fraction in (0, 1).
    rng : Generator
        Source of the draws of `fit_interrupted_series`; the shifts do not depend on it.

    Notes
    -----
    One reform at a time: with five years of quarters a model of all would hold nearly as
    many terms as there is information. What another reform did nearby is therefore in the
    estimate, and `nearby` names it.
    """
    reforms = reforms_of(benefit)
    return tuple(_assess(reform, reforms, series, level=level, rng=rng) for reform in reforms)


def _assess(
    reform: DatedReform,
    reforms: tuple[DatedReform, ...],
    series: FlowSeries,
    *,
    level: float,
    rng: np.random.Generator,
) -> ReformAssessment:
    times = np.arange(len(series.periods), dtype=np.float64)
    declared = _in_quarters(reform, series.periods[0])
    is_clear = series.is_final & _is_clear(times, declared)
    obstacle = _obstacle(times, is_clear, declared, series)
    if obstacle is not None:
        return ReformAssessment(reform, obstacle)
    final = series.is_final
    waves = harmonics(times[final], period=_QUARTERS, n_waves=2)
    shifts = []
    sides = (
        (series.n_observed, series.weighted_years),
        (
            series.n_peer_awards,
            series.peer_weighted_years,
        ),
    )
    try:
        for counts, years in sides:
            fitted = fit_interrupted_series(
                counts[final],
                years[final],
                times[final],
                reforms=[declared],
                rng=rng,
                seasonal=waves,
                level=level,
            )
            effect = fitted.effects[0]
            shifts.append(
                Estimate(
                    value=effect.ratio,
                    lower=effect.ratio_lower,
                    upper=effect.ratio_upper,
                    level=level,
                    unit="ratio",
                    n=float(counts[is_clear].sum()),
                    method="interrupted series",
                )
            )
        ratio = _shift_of_ratio(series, declared, is_clear, level=level)
    except EstimationError:
        return ReformAssessment(reform, Obstacle.NO_ESTIMATE)
    nearby = tuple(r for r in reforms if r is not reform and _is_near(r, reform))
    return ReformAssessment(reform, None, shifts[0], shifts[1], ratio, nearby)


def _in_quarters(reform: DatedReform, first: Period) -> Reform:
    """Return the reform in quarters from the first one; a mixed quarter is phased in."""
    months = (reform.date.year - first.year) * 12 + reform.date.month - first.first_day.month
    start = -(-months // _MONTHS)
    last_before = (months - reform.anticipation_months) // _MONTHS
    first_after = -(-(months + reform.phase_in_months) // _MONTHS)
    return Reform(
        reform.id, float(start), anticipation=start - last_before, phase_in=first_after - start
    )


def _is_clear(times: FloatArray, declared: Reform) -> NDArray[np.bool_]:
    start, end = declared.start - declared.anticipation, declared.start + declared.phase_in
    return np.asarray((times < start) | (times >= end))


def _obstacle(
    times: FloatArray, is_clear: NDArray[np.bool_], declared: Reform, series: FlowSeries
) -> Obstacle | None:
    n_before = int((is_clear & (times < declared.start)).sum())
    n_after = int((is_clear & (times >= declared.start)).sum())
    n_final = int(series.is_final.sum())
    if declared.start <= 0:
        reaches_in = declared.start + declared.phase_in > 0
        return Obstacle.REACHES_IN if reaches_in else Obstacle.BEFORE
    if declared.start >= n_final:
        return Obstacle.AFTER
    if n_before < FEWEST_CLEAR_QUARTERS:
        return Obstacle.NEAR_START
    if n_after < FEWEST_CLEAR_QUARTERS:
        return Obstacle.NEAR_END
    is_after = times >= declared.start
    awards = [
        float(counts[is_clear & side].sum())
        for counts in (series.n_observed, series.n_peer_awards)
        for side in (is_after, ~is_after)
    ]
    return Obstacle.NO_ESTIMATE if min(awards) < FEWEST_AWARDS_ON_A_SIDE else None


def _shift_of_ratio(
    series: FlowSeries, declared: Reform, is_clear: NDArray[np.bool_], *, level: float
) -> Estimate:
    start = series.periods[0].shift(int(declared.start))
    moved = trend_of_ratio(
        series.n_observed,
        series.weighted_years,
        series.n_peer_awards,
        series.peer_weighted_years,
        series.years,
        shift_at=start.decimal_year,
        is_clear=is_clear,
        level=level,
    )
    n = float(series.n_observed[is_clear].sum())
    return Estimate(
        moved.shift, moved.shift_lower, moved.shift_upper, level, "ratio", n, "ratio of ratios"
    )


def _is_near(other: DatedReform, reform: DatedReform) -> bool:
    months = (other.date.year - reform.date.year) * 12 + other.date.month - reform.date.month
    return -12 < months < 12 + reform.phase_in_months
