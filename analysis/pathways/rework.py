"""How many cases go back, and how many ways through are there?"""

from __future__ import annotations

from analysis.caseflow.steps import Step
from analysis.pathways.case_days import days_of
from analysis.pathways.event_file import EventLog
from analysis.pathways.funnel import wilson_share
from analysis.pathways.process_map import list_variants
from analysis.pathways.results import Rework, Variants

_MEDICAL = (Step.MEDICAL_ORDERED.value, Step.MEDICAL_RECEIVED.value)
_AFTERWARDS = (Step.COMPLAINED.value, Step.APPEAL_DECIDED.value)


def measure_rework(log: EventLog, *, level: float = 0.95) -> Rework:
    """Count the cases that are sent back, and those in which any step is done again.

    Parameters
    ----------
    log : EventLog
        From `read_events`.
    level : float, default 0.95
        Level of Wilson's limits, a fraction in (0, 1).

    Notes
    -----
    Open cases count with what has happened so far; they may still go back: leans towards
    too few. A certificate that is ordered again counts as a step done again.
    """
    frame = log.frame
    put = set(frame.loc[frame["step"] == Step.PUT_FORWARD.value, "case_id"])
    back = set(frame.loc[frame["step"] == Step.RETURNED.value, "case_id"])
    repeated = frame.loc[frame.duplicated(["case_id", "step"]), "case_id"].nunique()
    n_returned = len(put & back)
    return Rework(
        n_put_forward=len(put),
        n_returned=n_returned,
        n_cases=log.n_cases,
        n_repeated=int(repeated),
        share_returned=wilson_share(n_returned, len(put), level=level),
        share_repeated=wilson_share(int(repeated), log.n_cases, level=level),
    )


def measure_variants(log: EventLog) -> Variants:
    """List the ways of the cases that are decided or closed, until then.

    Parameters
    ----------
    log : EventLog
        From `read_events`.

    Notes
    -----
    Certificates are left out, since they come and go beside the main steps and would make
    each case's way its own; so is what follows a complaint. Open cases have no way yet.
    """
    frame = log.frame
    ends = frame["step"].isin([Step.DECIDED.value, Step.CLOSED.value])
    finished = frame[frame["case_id"].isin(frame.loc[ends, "case_id"])]
    complained = finished[finished["step"] == Step.COMPLAINED.value]
    first = days_of(finished["case_id"], complained.groupby("case_id")["date"].min())
    before = finished[
        (first.isna() | (finished["date"] <= first))
        & ~finished["step"].isin([*_MEDICAL, *_AFTERWARDS])
    ]
    return Variants(n_finished=int(finished["case_id"].nunique()), shown=list_variants(before))
