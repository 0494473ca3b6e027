"""What becomes of the cases: put forward, proposed, decided, complained of, reversed?

Counted for the cases raised early enough to have been finished when the file was made.
Newer ones are left out and named: those of them that are decided already are the quick
ones, and would tilt every share.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import pandas as pd

from analysis.caseflow.steps import VALUES, Step
from analysis.concepts import Estimate
from analysis.measures.counts.intervals import wilson_limits
from analysis.pathways.case_days import days_of
from analysis.pathways.event_file import EventLog
from analysis.pathways.follow_up import first_days
from analysis.pathways.results import Funnel, FunnelStage, Reversals
from analysis.pathways.weeks import missing_estimate

SETTLE_WEEKS = 52
NO_PROPOSAL, UNKNOWN, UNDECIDED = "ingen", "uoplyst", "uafgjort"
REVERSED = ("aendret", "hjemvist")
_SETTLED = ("stadfaestet", *REVERSED)
_LABELS = {
    "rejst": "sager rejst",
    "forelagt": "forelagt rehabiliteringsteamet",
    "indstillet": "indstillet af teamet",
    "afgjort": "afgjort af kommunen",
    "klage": "klage over afgørelsen",
    "ankestyrelse": "afgjort af Ankestyrelsen",
}
_VALUE_LABELS = {
    "foertidspension": "førtidspension",
    "fleksjob": "fleksjob",
    "ressourceforloeb": "ressourceforløb",
    "revalidering": "revalidering",
    "anden_indsats": "anden indsats",
    "bevilget": "bevilget",
    "afslag": "afslag",
    UNKNOWN: "ikke oplyst",
}


def measure_funnel(
    log: EventLog, *, settle_weeks: int = SETTLE_WEEKS, level: float = 0.95
) -> Funnel:
    """Count the stages of the cases that were raised early enough to be finished.

    Parameters
    ----------
    log : EventLog
        From `read_events`.
    settle_weeks : int, default 52
        Weeks that a case must have had before the last day of the file.
    level : float, default 0.95
        Level of Wilson's limits, a fraction in (0, 1).

    Returns
    -------
    Funnel
        Each stage with what it is a share of.

    Notes
    -----
    The first decision of a case counts, and the last proposal before it. Complaints and
    appeals take their time: of a case decided shortly before the last day they may still
    come, so their shares lean towards too small. What the appeals came to is counted in all
    of the file, by `measure_reversals`.

    References
    ----------
    E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22, 1927.
    """
    raised = first_days(log.frame, Step.RAISED)
    last = pd.Timestamp(log.observed_until) - pd.Timedelta(weeks=settle_weeks)
    cohort = raised.index[raised <= last]
    frame = log.frame[log.frame["case_id"].isin(cohort)]
    cases = _describe(frame, cohort)
    undecided = cases["decision"] == UNDECIDED
    return Funnel(
        first_day=raised.min().date() if len(raised) else log.first_day,
        last_day=max(last.date(), log.first_day - dt.timedelta(days=1)),
        settle_weeks=settle_weeks,
        n_newer=len(raised) - len(cohort),
        n_open=int((undecided & ~cases["closed"]).sum()),
        n_closed=int((undecided & cases["closed"]).sum()),
        stages=tuple(_list_stages(cases, level)),
        by_scheme=_cross(cases),
    )


def measure_reversals(log: EventLog, *, level: float = 0.95) -> Reversals:
    """Count what Ankestyrelsen decided, in all of the file.

    Parameters
    ----------
    log : EventLog
        From `read_events`.
    level : float, default 0.95
        Level of Wilson's limits.

    Notes
    -----
    Changed or sent back, of those upheld, changed or sent back: a complaint that is
    dismissed was not judged. Who complains is no random part: the share says nothing of
    decisions that nobody complained of.
    """
    frame = log.frame[log.frame["step"] == Step.APPEAL_DECIDED.value]
    outcomes = frame.groupby("case_id")["value"].last()
    n = {value: int((outcomes == value).sum()) for value in ("", *VALUES[Step.APPEAL_DECIDED])}
    return Reversals(
        n_decided=len(outcomes),
        n_upheld=n["stadfaestet"],
        n_changed=n["aendret"],
        n_sent_back=n["hjemvist"],
        n_dismissed=n["afvist"],
        n_unknown=n[""],
        share_reversed=wilson_share(
            sum(n[v] for v in REVERSED), sum(n[v] for v in _SETTLED), level=level
        ),
    )


def wilson_share(n: int, n_of: int, *, level: float) -> Estimate:
    """Return a share of cases with Wilson's limits; NaN of nobody.

    Examples
    --------
    >>> found = wilson_share(1, 100, level=0.95)
    >>> print(f"{found.value:.2f} ({found.lower:.4f} to {found.upper:.4f})")
    0.01 (0.0018 to 0.0545)
    """
    if not n_of:
        return missing_estimate("share", level=level)
    lower, upper = wilson_limits(n, n_of, level=level)
    return Estimate(n / n_of, float(lower), float(upper), level, "share", float(n_of), "Wilson")


def _describe(frame: pd.DataFrame, cohort: pd.Index[str]) -> pd.DataFrame:
    """Return one row per case: what it reached, and with what outcome."""
    rows = {step: frame[frame["step"] == step.value] for step in Step}
    decided = rows[Step.DECIDED].groupby("case_id").first()
    proposed = rows[Step.PROPOSED]
    before = days_of(proposed["case_id"], decided["date"])
    proposed = proposed[before.isna() | (proposed["date"] <= before)].groupby("case_id").last()
    cases = pd.DataFrame(index=cohort.sort_values())
    cases["forelagt"] = cases.index.isin(rows[Step.PUT_FORWARD]["case_id"])
    cases["scheme"] = _values(proposed, cases, NO_PROPOSAL)
    cases["decision"] = _values(decided, cases, UNDECIDED)
    cases["klage"] = cases.index.isin(rows[Step.COMPLAINED]["case_id"])
    cases["appealed"] = cases.index.isin(rows[Step.APPEAL_DECIDED]["case_id"])
    cases["closed"] = cases.index.isin(rows[Step.CLOSED]["case_id"])
    return cases


def _values(found: pd.DataFrame, cases: pd.DataFrame, missing: str) -> pd.Series[str]:
    return found["value"].replace("", UNKNOWN).reindex(cases.index).fillna(missing).astype(str)


def _list_stages(cases: pd.DataFrame, level: float) -> Iterator[FunnelStage]:
    put, proposed = cases["forelagt"], cases["scheme"] != NO_PROPOSAL
    decided, complained = cases["decision"] != UNDECIDED, cases["klage"]
    counts: dict[str, tuple[str, int]] = {"rejst": ("", len(cases))}
    counts["forelagt"] = ("rejst", int(put.sum()))
    counts["indstillet"] = ("rejst", int(proposed.sum()))
    counts |= _parts("indstillet", cases["scheme"], VALUES[Step.PROPOSED])
    counts["afgjort"] = ("rejst", int(decided.sum()))
    counts |= _parts("afgjort", cases["decision"], VALUES[Step.DECIDED])
    counts["klage"] = ("afgjort", int((decided & complained).sum()))
    counts["ankestyrelse"] = ("klage", int((decided & complained & cases["appealed"]).sum()))
    for stage, (of, n) in counts.items():
        n_of = counts[of][1] if of else n
        label = _LABELS.get(stage) or _VALUE_LABELS[stage.split(".")[1]]
        yield FunnelStage(stage, of, label, n, n_of, wilson_share(n, n_of, level=level))


def _parts(
    parent: str, values: pd.Series[str], known: tuple[str, ...]
) -> dict[str, tuple[str, int]]:
    """Count the outcomes of a stage; *ikke oplyst* only where it occurs."""
    counts = {value: int((values == value).sum()) for value in (*known, UNKNOWN)}
    return {
        f"{parent}.{value}": (parent, n) for value, n in counts.items() if n or value != UNKNOWN
    }


def _cross(cases: pd.DataFrame) -> Mapping[tuple[str, str], int]:
    """Count cases by proposal and decision."""
    schemes = (*VALUES[Step.PROPOSED], UNKNOWN, NO_PROPOSAL)
    decisions = (*VALUES[Step.DECIDED], UNKNOWN, UNDECIDED)
    found = cases.groupby(["scheme", "decision"]).size()
    return {(s, d): int(found.get((s, d), 0)) for s in schemes for d in decisions}
