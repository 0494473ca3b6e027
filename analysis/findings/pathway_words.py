"""How are steps, weeks and counts of an event file written in Danish, hidden ones included?"""

from __future__ import annotations

import math
from collections.abc import Iterable

from analysis.caseflow.steps import Step
from analysis.concepts import Estimate
from analysis.findings.released import ReleasedPathways
from analysis.findings.suppression import SIGN, is_hidden
from analysis.labels import HARD_SPACE, MISSING, date, interval, number, share
from analysis.pathways.results import StepWeeks

_SHORT = {
    Step.RAISED: "sag rejst",
    Step.MEDICAL_ORDERED: "lægeattest bestilt",
    Step.MEDICAL_RECEIVED: "lægeattest modtaget",
    Step.PREPARED: "forberedt",
    Step.PUT_FORWARD: "forelagt team",
    Step.RETURNED: "sendt tilbage",
    Step.PROPOSED: "indstilling",
    Step.DECIDED: "afgørelse",
    Step.COMPLAINED: "klage",
    Step.APPEAL_DECIDED: "Ankestyrelsen",
    Step.CLOSED: "lukket uden afgørelse",
}
_CLAUSES = {
    Step.PROPOSED: "teamet har indstillet",
    Step.DECIDED: "kommunen træffer afgørelse",
    Step.APPEAL_DECIDED: "Ankestyrelsen træffer afgørelse",
    Step.PREPARED: "den forberedende del er færdig",
    Step.MEDICAL_ORDERED: "lægeattesten bestilles",
    Step.MEDICAL_RECEIVED: "lægeattesten modtages",
}
_ONE_IN_A_HUNDRED = 0.01


def name_step(code: str) -> str:
    """Return the short Danish name of a step.

    Examples
    --------
    >>> name_step("forelagt_team")
    'forelagt team'
    """
    return _SHORT[Step(code)]


def name_pair(weeks: StepWeeks) -> str:
    """Return what the weeks lie between: ``sag rejst til afgørelse``."""
    return f"{name_step(weeks.from_step)} til {name_step(weeks.to_step)}"


def describe_span(from_step: str, to_step: str) -> str:
    """Return the time between two steps in words.

    Examples
    --------
    >>> describe_span("sag_rejst", "afgoerelse")
    'fra sagen rejses, til kommunen træffer afgørelse'
    """
    first, last = (_CLAUSES.get(Step(code), Step(code).label) for code in (from_step, to_step))
    return f"fra {first}, til {last}"


def name_path(path: Iterable[str]) -> str:
    """Return a way through, step by step."""
    return " › ".join(map(name_step, path))


def write_count(n: int) -> str:
    """Write a count of cases; a hidden one as its sign."""
    return SIGN if is_hidden(n) else number(n)


def write_weeks(weeks: Estimate) -> str:
    """Write weeks with one decimal, or why there are none.

    Examples
    --------
    >>> write_weeks(Estimate(16.43, 15.7, 16.7, 0.95, "weeks", 900, "Kaplan-Meier"))
    '16,4'
    """
    if is_hidden(weeks):
        return SIGN
    return MISSING if math.isnan(weeks.value) else number(weeks.value, decimals=1)


def write_weeks_limits(weeks: Estimate) -> str:
    """Write the limits of weeks; one that is not reached as *mindst*.

    Examples
    --------
    >>> write_weeks_limits(Estimate(16.4, 15.7, float("inf"), 0.95, "weeks", 9, "Kaplan-Meier"))
    'mindst 15,7'
    """
    if is_hidden(weeks):
        return SIGN
    if math.isnan(weeks.lower):
        return MISSING
    if not math.isfinite(weeks.upper):
        return f"mindst {number(weeks.lower, decimals=1)}"
    return interval(weeks.lower, weeks.upper, decimals=1)


def write_share(value: Estimate) -> str:
    """Write a share in per cent; one that is not quite none or all is not written as that."""
    if is_hidden(value):
        return SIGN
    if math.isnan(value.value):
        return MISSING
    if 0 < value.value < _ONE_IN_A_HUNDRED / 2:
        return f"under {share(_ONE_IN_A_HUNDRED)}"
    if 1 - _ONE_IN_A_HUNDRED / 2 < value.value < 1 - 1e-9:
        return f"over {share(1 - _ONE_IN_A_HUNDRED)}"
    return share(value.value)


def write_share_limits(value: Estimate) -> str:
    """Write the limits of a share in per cent."""
    if is_hidden(value):
        return SIGN
    if math.isnan(value.lower):
        return MISSING
    return f"{interval(100 * value.lower, 100 * value.upper)}{HARD_SPACE}%"


def write_window(results: ReleasedPathways) -> str:
    """Write the days that the file covers."""
    return f"{date(results.first_day)} til {date(results.observed_until)}"
