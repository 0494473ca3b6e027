"""Which finding does the case flow put into the register? What is expected, and from what.

The weeks of a flow are what somebody expects, never what was measured, so the finding has
no certainty; what was measured comes from the event file.
"""

from __future__ import annotations

from dataclasses import replace

from analysis.caseflow.compare import FlowComparison, TimedFlow
from analysis.caseflow.model import FlowStep, Weeks
from analysis.findings.register import Certainty, Finding, Kind, Number
from analysis.labels import number

_STATES = {"shorter": "kortere", "longer": "længere", "alike": "lige lang"}


def find_flow(comparison: FlowComparison) -> tuple[Finding, ...]:
    """Return the one finding on today's flow beside the proposed one.

    Parameters
    ----------
    comparison : FlowComparison
        The two flows.
    """
    today, proposed = comparison.today.main.weeks, comparison.proposed.main.weeks
    state = "alike"
    if today.expected != proposed.expected:
        state = "shorter" if proposed.expected < today.expected else "longer"
    sentence = (
        f"En sag ventes at tage {_weeks(proposed)} uger i den foreslåede sagsgang og "
        f"{_weeks(today)} uger i dag. Ugerne er forventninger og er ikke målt."
    )
    return (
        Finding(
            id="flow.weeks",
            kind=Kind.FLOW,
            title="Sagsgangens længde",
            sentence=sentence,
            state=state,
            state_words=f"forventet {_STATES[state]}",
            certainty=Certainty.NONE,
            rule="expected-weeks",
            period=comparison.date.isoformat(),
            numbers=(
                _number("today", "forventet i dag", today),
                _number("proposed", "forventet i forslaget", proposed),
                *_steps("today", comparison.today),
                *_steps("proposed", comparison.proposed),
            ),
            lineage=comparison.lineage,
        ),
    )


def _steps(name: str, timed: TimedFlow) -> tuple[Number, ...]:
    """Return the weeks of each step of a flow, waiting and work together."""
    return tuple(
        replace(
            _number(f"{name}.{step.id}", _label(step), step.waiting + step.work), is_detail=True
        )
        for step in timed.flow.steps
    )


def _label(step: FlowStep) -> str:
    return step.label[:1].lower() + step.label[1:]


def _number(key: str, label: str, weeks: Weeks) -> Number:
    """Return weeks as a number, with the lowest and highest expected where they differ."""
    return Number(
        key,
        label,
        weeks.expected,
        "weeks",
        lower=weeks.low if weeks.has_range else None,
        upper=weeks.high if weeks.has_range else None,
        decimals=0 if float(weeks.expected).is_integer() else 1,
    )


def _weeks(weeks: Weeks) -> str:
    decimals = 0 if float(weeks.expected).is_integer() else 1
    text = number(weeks.expected, decimals=decimals)
    if not weeks.has_range:
        return text
    return f"{text} ({number(weeks.low)} til {number(weeks.high)})"
