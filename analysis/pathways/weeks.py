"""How many weeks lie between the steps, when some cases are still on their way?

Median and quartiles are those of Kaplan-Meier, where open cases count for as long as they
were followed; the share that is through by a week is that of Aalen-Johansen, where a case
that closes is through in another way and does not wait.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable

from analysis.caseflow.steps import Step
from analysis.concepts import Estimate
from analysis.pathways.event_file import EventLog
from analysis.pathways.follow_up import LEFT, OPEN, PASSED, REACHED, FollowUp, follow_cases
from analysis.pathways.results import StepWeeks
from analysis.pathways.survival import (
    IncidenceCurves,
    aalen_johansen,
    incidence_at,
    kaplan_meier,
    quantile_time,
)

PAIRS = (
    (Step.RAISED, Step.PREPARED),
    (Step.PREPARED, Step.PUT_FORWARD),
    (Step.PUT_FORWARD, Step.PROPOSED),
    (Step.PROPOSED, Step.DECIDED),
    (Step.RAISED, Step.DECIDED),
    (Step.COMPLAINED, Step.APPEAL_DECIDED),
)
HORIZONS = (13, 26, 52)
_NOBODY = "no cases"


def measure_weeks(
    log: EventLog,
    *,
    pairs: Iterable[tuple[Step, Step]] = PAIRS,
    level: float = 0.95,
) -> tuple[StepWeeks, ...]:
    """Return the weeks between steps, with limits, the open cases counted in.

    Parameters
    ----------
    log : EventLog
        From `read_events`.
    pairs : iterable of (Step, Step)
        Between which steps.
    level : float, default 0.95
        Level of the limits, a fraction in (0, 1).

    Returns
    -------
    tuple of StepWeeks
        One per pair of which the file has at least one case.

    Notes
    -----
    In the median, cases that close or pass by are taken out when they do: it speaks of the
    cases that stay, and presupposes that those that leave were not about to be quick or
    slow. People who get a job may have been among the quick: leans towards too long then.
    Open cases are taken to be like older ones that were open as long; where the practice
    has just become slower, it leans towards too short. What happened in the last weeks and
    is not recorded yet keeps cases open that are not: leans towards too long.

    References
    ----------
    As in `analysis.pathways.survival`.
    """
    found = (_measure(log, *pair, level=level) for pair in pairs)
    return tuple(each for each in found if each is not None)


def missing_estimate(unit: str, *, level: float, method: str = _NOBODY) -> Estimate:
    """Return an estimate that says that there is nothing to estimate from."""
    return Estimate(math.nan, math.nan, math.nan, level, unit, 0.0, method)


def measure_quantile(followed: FollowUp, q: float, *, level: float) -> Estimate:
    """Return the weeks within which a share of the cases is through; NaN if not reached.

    Notes
    -----
    The value is NaN where fewer than that share are through while anybody is followed; an
    upper limit is then, or may by itself be, infinite: it is not known.
    """
    if not followed.n:
        return missing_estimate("weeks", level=level)
    curve = kaplan_meier(followed.weeks, followed.cause == REACHED, unit="weeks")
    found = quantile_time(curve, q, level=level)
    if math.isfinite(found.value):
        return found
    return dataclasses.replace(found, value=math.nan, method="not reached")


def _measure(log: EventLog, from_step: Step, to_step: Step, *, level: float) -> StepWeeks | None:
    followed = follow_cases(log, from_step, to_step)
    if not followed.n:
        return None
    quartiles = [measure_quantile(followed, q, level=level) for q in (0.25, 0.5, 0.75)]
    curves = aalen_johansen(followed.weeks, followed.cause, unit="weeks")
    return StepWeeks(
        from_step=from_step.value,
        to_step=to_step.value,
        n_cases=followed.n,
        n_done=followed.count(REACHED),
        n_open=followed.count(OPEN),
        n_left=followed.count(LEFT),
        n_passed=followed.count(PASSED),
        lower_quartile=quartiles[0],
        median=quartiles[1],
        upper_quartile=quartiles[2],
        done_by={week: _done_by(curves, week, level=level) for week in HORIZONS},
    )


def _done_by(curves: IncidenceCurves, week: int, *, level: float) -> Estimate:
    if week > curves.last_time and curves.survival[-1] > 0:
        return missing_estimate("share", level=level, method="not followed so long")
    return incidence_at(curves, REACHED, week, level=level)
