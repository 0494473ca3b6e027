"""How long was each case followed from one step, and how did the following end?

A case is followed from the day of its first `from_step` until it reaches `to_step`, closes,
goes on without `to_step`, or the file ends. One that has not ended is *censored*: it took
at least so long. Looking at ended cases alone leaves out those that take long, and the
more so the nearer the file ends: it leans towards too short, always.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.caseflow.steps import Step
from analysis.pathways.case_days import days_of
from analysis.pathways.event_file import EventLog

OPEN, REACHED, LEFT, PASSED = 0, 1, 2, 3
MAIN_STEPS = (Step.RAISED, Step.PREPARED, Step.PUT_FORWARD, Step.PROPOSED, Step.DECIDED)
DAYS_A_WEEK = 7.0


@dataclass(frozen=True)
class FollowUp:
    """Cases followed from one step to another.

    Attributes
    ----------
    case_id : array of shape (n,)
        The cases that reached `from_step`.
    start : array of datetime64, shape (n,)
        The first day of `from_step`.
    days : array of shape (n,)
        Days followed.
    cause : array of int, shape (n,)
        0 still open, 1 reached `to_step`, 2 closed without a decision, 3 went on to a
        later step without `to_step`.
    """

    case_id: NDArray[np.object_]
    start: NDArray[np.datetime64]
    days: NDArray[np.float64]
    cause: NDArray[np.int64]

    @property
    def weeks(self) -> NDArray[np.float64]:
        """Return the weeks followed, of shape (n,)."""
        return self.days / DAYS_A_WEEK

    @property
    def n(self) -> int:
        """Return the number of cases."""
        return len(self.days)

    def count(self, cause: int) -> int:
        """Return how many cases ended in one way."""
        return int((self.cause == cause).sum())


def follow_cases(
    log: EventLog,
    from_step: Step,
    to_step: Step,
    *,
    starts: pd.Series[pd.Timestamp] | None = None,
) -> FollowUp:
    """Follow every case from one step to another.

    Parameters
    ----------
    log : EventLog
        From `read_events`.
    from_step, to_step : Step
        Between which steps.
    starts : Series of Timestamp, optional
        By case, the day to count from, where it is not the first day of `from_step`.

    Returns
    -------
    FollowUp
        One entry per case, by ``case_id``.

    Notes
    -----
    The first `to_step` on or after the first `from_step` counts; a step that is done again
    does not start the clock anew. On the same day reaching comes before closing.

    References
    ----------
    J. P. Klein and M. L. Moeschberger, Survival Analysis, 2nd ed. 2003, chapter 3, on
    censoring, truncation and the bias of looking at ended cases alone.
    """
    frame = log.frame
    start = first_days(frame, from_step) if starts is None else starts.sort_index()
    later = frame[frame["case_id"].isin(start.index)]
    later = later[later["date"] >= days_of(later["case_id"], start)]
    reached = _align(first_days(later, to_step), start)
    closed = _align(first_days(later, Step.CLOSED), start)
    passed = _align(_first_later(later, to_step), start)
    ends = pd.DataFrame({REACHED: reached, LEFT: closed, PASSED: passed}, index=start.index)
    last = pd.to_datetime(ends.min(axis=1))
    cause = np.select(
        [(ends[code] == last).to_numpy() for code in (REACHED, PASSED, LEFT)],
        [REACHED, PASSED, LEFT],
        default=OPEN,
    )
    last = last.fillna(pd.Timestamp(log.observed_until))
    return FollowUp(
        case_id=start.index.to_numpy(dtype=object),
        start=start.to_numpy(dtype="datetime64[D]"),
        days=np.asarray((last - start).dt.days, dtype=np.float64),
        cause=cause.astype(np.int64),
    )


def first_days(frame: pd.DataFrame, *steps: Step) -> pd.Series[pd.Timestamp]:
    """Return the first day of any of some steps, by the cases that have one."""
    rows = frame[frame["step"].isin([step.value for step in steps])]
    return rows.groupby("case_id")["date"].min()


def _align(
    days: pd.Series[pd.Timestamp], start: pd.Series[pd.Timestamp]
) -> pd.Series[pd.Timestamp]:
    return pd.to_datetime(days.reindex(start.index))


def _first_later(frame: pd.DataFrame, to_step: Step) -> pd.Series[pd.Timestamp]:
    """Return the first day of a main step that comes after `to_step` in the flow.

    A certificate may come in beside the main steps, until the case is decided without it.
    """
    if to_step is Step.MEDICAL_RECEIVED:
        return first_days(frame, Step.DECIDED)
    place = MAIN_STEPS.index(to_step) if to_step in MAIN_STEPS else len(MAIN_STEPS)
    return first_days(frame, *MAIN_STEPS[place + 1 :])
