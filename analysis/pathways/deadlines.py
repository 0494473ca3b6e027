"""How many cases keep a deadline, when some are still within it?

A case that is decided after the deadline is over it; one that is still open after it is
over it as well, whatever it will be; one that is open within it is not known yet. The
share that keeps the deadline is read off Kaplan-Meier at the deadline, on a clock that
counts each case's own deadline as one: three months from 30 November are not as many days
as three from 1 March.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.caseflow.deadlines import Deadline
from analysis.caseflow.steps import Step
from analysis.concepts import Estimate
from analysis.pathways.event_file import EventLog
from analysis.pathways.follow_up import LEFT, OPEN, PASSED, REACHED, first_days, follow_cases
from analysis.pathways.results import DeadlineKept
from analysis.pathways.survival import kaplan_meier, survival_at
from analysis.pathways.weeks import missing_estimate

# Held against this share. No law sets it: municipalities that publish their own deadlines
# commonly promise nine cases in ten.
WANTED_SHARE = 0.9
FEWEST_CASES = 10
WITHIN, OVER, UNDECIDED = "within", "over", "undecided"
TOO_FEW, NO_AMOUNT = "too_few", "no_amount"
# Some deadlines hold for one scheme alone; the proposal tells which cases.
_SCHEMES = {"pensionsafgoerelse": "foertidspension"}


def measure_deadlines(
    log: EventLog,
    deadlines: Iterable[Deadline],
    *,
    wanted_share: float = WANTED_SHARE,
    level: float = 0.95,
) -> tuple[DeadlineKept, ...]:
    """Return how many cases keep each deadline that an event file can measure.

    Parameters
    ----------
    log : EventLog
        From `read_events`.
    deadlines : iterable of Deadline
        Those in force, from `load_deadlines`.
    wanted_share : float
        The share that is held against: ``within`` where the lower limit reaches it,
        ``over`` where the upper limit does not, otherwise ``undecided``.
    level : float, default 0.95
        Level of the limits, a fraction in (0, 1).

    Returns
    -------
    tuple of DeadlineKept
        One per deadline with steps; ``no_amount`` where the law sets no number, and
        ``too_few`` with fewer than ten cases of which it is known.

    Notes
    -----
    Cases that close or pass by before the deadline are taken out when they do. A step that
    stands for the one that the law counts from, and lies before it, makes the share too
    small: the deadline's own note says which.
    """
    return tuple(
        _measure(log, deadline, wanted_share, level=level)
        for deadline in deadlines
        if deadline.from_step is not None and deadline.to_step is not None
    )


def _measure(log: EventLog, deadline: Deadline, wanted: float, *, level: float) -> DeadlineKept:
    assert deadline.from_step is not None
    assert deadline.to_step is not None
    followed = follow_cases(
        log, deadline.from_step, deadline.to_step, starts=_find_starts(log, deadline)
    )
    cause, parts = followed.cause, _parts_of_deadline(deadline, followed.start, followed.days)
    is_late, share = parts > 1, _share_within(parts, cause, level=level)
    if deadline.span is None:
        share = missing_estimate("share", level=level, method="no number of weeks")
    n_known = int((is_late | (cause == REACHED)).sum())
    return DeadlineKept(
        id=deadline.id,
        label=deadline.label,
        reference=deadline.reference,
        is_verified=deadline.verified,
        from_step=deadline.from_step.value,
        to_step=deadline.to_step.value,
        weeks=deadline.weeks,
        n_cases=followed.n,
        n_within=int(((cause == REACHED) & ~is_late).sum()),
        n_late=int((is_late & np.isin(cause, (REACHED, OPEN))).sum()),
        n_overdue=int(((cause == OPEN) & is_late).sum()),
        n_pending=int(((cause == OPEN) & ~is_late).sum()),
        n_left=followed.count(LEFT),
        n_passed=followed.count(PASSED),
        share_within=share,
        wanted_share=wanted,
        state=NO_AMOUNT if deadline.span is None else _judge(share, n_known, wanted),
    )


def _find_starts(log: EventLog, deadline: Deadline) -> pd.Series[pd.Timestamp]:
    """Return the day that each case's deadline counts from."""
    assert deadline.from_step is not None
    frame, starts = log.frame, first_days(log.frame, deadline.from_step)
    if scheme := _SCHEMES.get(deadline.id):
        rows = (frame["step"] == Step.PROPOSED.value) & (frame["value"] == scheme)
        starts = starts[starts.index.isin(frame.loc[rows, "case_id"])]
    if deadline.from_step_without_team is not None:
        team = first_days(frame, Step.PUT_FORWARD, Step.PROPOSED)
        decided = first_days(frame, Step.DECIDED)
        without = first_days(frame, deadline.from_step_without_team)
        # An open case without a proposal may still go to the team: only a decision tells.
        alone = without.index.isin(decided.index) & ~without.index.isin(team.index)
        starts = pd.concat([starts, without[alone]])
    return starts[~starts.index.duplicated()].sort_index()


def _parts_of_deadline(
    deadline: Deadline, start: NDArray[np.datetime64], days: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how long each case was followed, in units of its own deadline."""
    if deadline.span is None:
        return np.zeros_like(days)
    first = pd.DatetimeIndex(start)
    due = {day: deadline.span.after(day.date()) for day in first.unique()}
    allowed = np.array([(due[day] - day.date()).days for day in first], dtype=np.float64)
    return np.asarray(days / allowed)


def _share_within(
    parts: NDArray[np.float64], cause: NDArray[np.int64], *, level: float
) -> Estimate:
    if not len(parts):
        return missing_estimate("share", level=level)
    curve = kaplan_meier(parts, cause == REACHED)
    if curve.last_time < 1 and curve.survival[-1] > 0:
        return missing_estimate("share", level=level, method="not followed so long")
    late = survival_at(curve, 1.0, level=level)
    return Estimate(
        1 - late.value, 1 - late.upper, 1 - late.lower, level, "share", late.n, "Kaplan-Meier"
    )


def _judge(share: Estimate, n_known: int, wanted: float) -> str:
    if n_known < FEWEST_CASES or not np.isfinite(share.value):
        return TOO_FEW
    if share.lower >= wanted:
        return WITHIN
    return OVER if share.upper < wanted else UNDECIDED
