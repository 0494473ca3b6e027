"""How may a case of the trial end, and how much time did each take from the same zero?

The clock of every case starts on the first day on which it met all criteria and its
group's period had begun, in both groups. A clock that starts when the trial takes the case
over would give the trial days on which nothing could happen, and the other group none:
the trial then looks slow, or, where only cases that lived to be taken over are counted,
fast. So no start is read from a file; it is worked out here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import ContractError, RequestError

_COLUMNS = ("case_id", "group", "eligible_on", "outcome", "outcome_on")


class Outcome(IntEnum):
    """How a case left the waiting; the number is its cause in an incidence."""

    WAITING = 0
    READY = 1
    OTHER_SOCIAL = 2
    JOB = 3
    OTHER_SCHEME = 4
    MOVED = 5
    DIED = 6

    @property
    def label(self) -> str:
        """Return the Danish words a reader sees."""
        return _LABELS[self]

    @property
    def code(self) -> str:
        """Return what a file holds."""
        return _CODES[self]


_LABELS = {
    Outcome.WAITING: "stadig i gang",
    Outcome.READY: "klar til rehabiliteringsteamet",
    Outcome.OTHER_SOCIAL: "videre til andre socialfaglige instanser",
    Outcome.JOB: "i job eller uddannelse",
    Outcome.OTHER_SCHEME: "overgået til anden ordning",
    Outcome.MOVED: "flyttet til anden kommune",
    Outcome.DIED: "død",
}
_CODES = {
    Outcome.WAITING: "",
    Outcome.READY: "klar",
    Outcome.OTHER_SOCIAL: "andre_socialfaglige_instanser",
    Outcome.JOB: "job",
    Outcome.OTHER_SCHEME: "anden_ordning",
    Outcome.MOVED: "flyttet",
    Outcome.DIED: "doed",
}


@dataclass(frozen=True)
class Window:
    """The period in which a group's cases are followed: both days belong to it."""

    first_day: dt.date
    last_day: dt.date

    @property
    def days(self) -> int:
        """Return how many days the period has."""
        return (self.last_day - self.first_day).days + 1


@dataclass(frozen=True)
class FollowedGroup:
    """Days and outcomes of one group, in no order that tells who is who.

    Attributes
    ----------
    name : str
        The group.
    days : array of shape (n,)
        From time zero to the outcome, or to the end of the period.
    outcome : array of int, shape (n,)
        An `Outcome` each; 0 where the case still waited.
    n_settled_before, n_too_late : int
        Cases left out: already settled at time zero, or not eligible within the period.
    mean_days_to_takeover : float
        Mean days from time zero until the trial took the case over; NaN where no dates of
        it are given.
    """

    name: str
    days: NDArray[np.float64]
    outcome: NDArray[np.int64]
    n_settled_before: int
    n_too_late: int
    mean_days_to_takeover: float


def follow_groups(
    cases: pd.DataFrame, windows: Mapping[str, Window], *, days: int | None = None
) -> dict[str, FollowedGroup]:
    """Return each group's days to an outcome, all from the same kind of time zero.

    Parameters
    ----------
    cases : DataFrame
        ``case_id``, ``group``, ``eligible_on`` (the first day on which all criteria were
        met), ``outcome`` (a code of `Outcome`, empty where it still waits) and
        ``outcome_on``; ``taken_over_on`` if known. Days as dates.
    windows : mapping
        Each group's period: the same for a group beside the trial, an earlier one of the
        same length for cases of earlier years.
    days : int, optional
        Follow nobody longer than this; by default the shortest period.

    Returns
    -------
    dict of FollowedGroup
        By group.

    Raises
    ------
    RequestError
        If there is no period, or one ends before it starts.
    ContractError
        If a column is missing, a case stands twice, a group has no period, an outcome is
        unknown, an outcome has no day or a day no outcome, or a file brings a start.

    Notes
    -----
    Time zero is the later of the period's first day and the day of eligibility. An outcome
    on the last day counts. Cases already settled at time zero were never waiting and are
    left out of both groups, with their number. Days until the trial takes a case over
    count as waiting: leans to the trial looking slow, and honest.

    References
    ----------
    S. Suissa, "Immortal time bias in pharmacoepidemiology", American Journal of
    Epidemiology 167, 2008. M. A. Hernán and J. M. Robins, "Using big data to emulate a
    target trial when a randomized trial is not available", same journal 183, 2016.

    Examples
    --------
    >>> table = pd.DataFrame({
    ...     "case_id": ["A", "B"], "group": ["trial", "trial"],
    ...     "eligible_on": [dt.date(2018, 5, 1), dt.date(2019, 3, 11)],
    ...     "outcome": ["klar", ""], "outcome_on": [dt.date(2019, 4, 4), None],
    ... })
    >>> found = follow_groups(table, {"trial": Window(dt.date(2019, 3, 1), dt.date(2019, 6, 30))})
    >>> found["trial"].days.tolist(), found["trial"].outcome.tolist()
    ([34.0, 112.0], [1, 0])
    """
    _fail_if_windows_are_impossible(windows)
    _fail_if_columns_are_wrong(cases)
    longest = min(window.days for window in windows.values()) if days is None else days
    outcomes = _read_outcomes(cases)
    eligible, ended = _read_days(cases, "eligible_on"), _read_days(cases, "outcome_on")
    taken = _read_days(cases, "taken_over_on") if "taken_over_on" in cases.columns else None
    _fail_if_outcome_and_day_differ(outcomes, eligible, ended)
    groups = cases["group"].to_numpy()
    _fail_if_group_has_no_window(groups, windows)
    return {
        name: _follow(name, groups == name, window, longest, eligible, ended, outcomes, taken)
        for name, window in windows.items()
    }


def _follow(
    name: str,
    here: NDArray[np.bool_],
    window: Window,
    longest: int,
    eligible: NDArray[np.float64],
    ended: NDArray[np.float64],
    outcomes: NDArray[np.int64],
    taken: NDArray[np.float64] | None,
) -> FollowedGroup:
    first, last = window.first_day.toordinal(), window.last_day.toordinal()
    start = np.maximum(eligible, first)
    too_late = here & (start > last)
    settled = here & ~too_late & (ended < start)
    inside = here & ~too_late & ~settled
    # The last day of the period is lived through: whoever still waits then waited it too.
    end = np.minimum(start + longest, last + 1)
    is_seen = inside & (ended <= np.minimum(end, last))
    days = np.where(is_seen, ended, end) - start
    order = np.lexsort((outcomes[inside] * is_seen[inside], days[inside]))
    waits = taken[inside] - start[inside] if taken is not None else np.zeros(0)
    waits = waits[np.isfinite(waits)]
    return FollowedGroup(
        name=name,
        days=days[inside][order],
        outcome=np.where(is_seen, outcomes, 0)[inside][order],
        n_settled_before=int(settled.sum()),
        n_too_late=int(too_late.sum()),
        mean_days_to_takeover=float(np.maximum(waits, 0).mean()) if waits.size else float("nan"),
    )


def _read_outcomes(cases: pd.DataFrame) -> NDArray[np.int64]:
    by_code = {outcome.code: int(outcome) for outcome in Outcome}
    cells = ["" if pd.isna(cell) else cell for cell in cases["outcome"].tolist()]
    unknown = [i for i, cell in enumerate(cells) if cell not in by_code]
    if unknown:
        raise ContractError(
            "An outcome is none of those a case may have.",
            where=f"column outcome, row {unknown[0] + 1}",
            expected=", ".join(code for code in by_code if code) + ", or empty",
        )
    return np.array([by_code[cell] for cell in cells], dtype=np.int64)


def _read_days(cases: pd.DataFrame, column: str) -> NDArray[np.float64]:
    """Return days as ordinals; NaN where the cell is empty."""
    days = np.full(len(cases), np.nan)
    for i, cell in enumerate(cases[column].tolist()):
        if pd.isna(cell):
            continue
        if not isinstance(cell, dt.date):
            raise ContractError(
                "A cell that should be a date is none.",
                where=f"column {column}, row {i + 1}",
                expected="a date, or empty",
            )
        days[i] = cell.toordinal()
    return days


def _fail_if_windows_are_impossible(windows: Mapping[str, Window]) -> None:
    if not windows or any(window.days < 1 for window in windows.values()):
        raise RequestError(
            "There is no period to follow cases in, or one ends before it starts.",
            where=", ".join(windows),
            expected="a first and a last day for each group",
        )


def _fail_if_columns_are_wrong(cases: pd.DataFrame) -> None:
    absent = [name for name in _COLUMNS if name not in cases.columns]
    if absent:
        raise ContractError(
            "The table of cases lacks a column.",
            where=", ".join(absent),
            expected=", ".join(_COLUMNS),
        )
    given = [name for name in ("start", "started_on", "time_zero", "days") if name in cases]
    if given:
        raise ContractError(
            "The table brings its own start of the clock.",
            where=f"column {given[0]}",
            expected="the day of eligibility, from which every clock is started alike",
            fix="give eligible_on, and taken_over_on for the day the trial took the case over",
        )
    if cases["case_id"].duplicated().any() or cases["case_id"].isna().any():
        raise ContractError(
            "A case stands twice, or has no pseudonym.",
            where="column case_id",
            expected="one row per case",
        )


def _fail_if_outcome_and_day_differ(
    outcomes: NDArray[np.int64], eligible: NDArray[np.float64], ended: NDArray[np.float64]
) -> None:
    wrong = np.flatnonzero(np.isnan(eligible) | ((outcomes > 0) != np.isfinite(ended)))
    if wrong.size:
        raise ContractError(
            "A case lacks its day of eligibility, or has an outcome without a day.",
            where=f"row {wrong[0] + 1}",
            expected="eligible_on always, and outcome_on exactly where there is an outcome",
        )


def _fail_if_group_has_no_window(
    groups: NDArray[np.object_], windows: Mapping[str, Window]
) -> None:
    unknown = [i for i, name in enumerate(groups.tolist()) if name not in windows]
    if unknown:
        raise ContractError(
            "A case is in a group that has no period.",
            where=f"column group, row {unknown[0] + 1}",
            expected=", ".join(windows),
        )
