"""Is a flow allowed by the rules of a date?

Three answers: allowed, not allowed, and *unclear* where the law is known and its day is not.
The answer is about the team alone: whether every case goes there, whether obvious ones may
go round it, and what must be in its place when it is gone.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from analysis.caseflow.model import CaseFlow, Cases, FlowUnit
from analysis.caseflow.rules import FlowRule, State, Subject, load_rules
from analysis.caseflow.steps import Step
from analysis.labels import date as write_date

_TEAM_STEPS = (Step.PUT_FORWARD, Step.PROPOSED)


class Verdict(StrEnum):
    """Whether a flow is allowed on a date."""

    ALLOWED = "allowed"
    UNCLEAR = "unclear"
    NOT_ALLOWED = "not_allowed"

    @property
    def label(self) -> str:
        """Return the Danish words a reader sees."""
        return {
            "allowed": "inden for reglerne",
            "unclear": "kan ikke siges: datoen i loven er ikke efterprøvet",
            "not_allowed": "ikke tilladt",
        }[self.value]


@dataclass(frozen=True)
class RuleNote:
    """What a rule says of a flow.

    Attributes
    ----------
    rule : FlowRule
        The rule.
    text : str
        What follows for the flow, in Danish.
    is_breach : bool
        Whether the flow breaks the rule.
    is_unclear : bool
        Whether it may break it.
    """

    rule: FlowRule
    text: str
    is_breach: bool = False
    is_unclear: bool = False


@dataclass(frozen=True)
class FlowCheck:
    """A flow held against the rules of a date.

    Attributes
    ----------
    date : date
        The date of the rules.
    verdict : Verdict
        The worst that any rule says.
    notes : tuple of RuleNote
        What each rule says of the flow.
    is_in_force : bool
        Whether the date lies within the flow's own dates.
    """

    date: dt.date
    verdict: Verdict
    notes: tuple[RuleNote, ...]
    is_in_force: bool


def check_flow(flow: CaseFlow, date: dt.date) -> FlowCheck:
    """Hold a flow against the rules of a date.

    Parameters
    ----------
    flow : CaseFlow
        The flow.
    date : date
        The date of the rules.

    Returns
    -------
    FlowCheck
        The verdict with a note for each rule that has something to say.

    Raises
    ------
    CoverageError
        If the date lies before the first rules.

    Notes
    -----
    The team is recognised by its events (``forelagt_team``, ``indstilling``). Where the day
    on which it lapses is not verified, a flow without it is *unclear*: that leans towards
    keeping the team until somebody has read the date.
    """
    rules = {rule.subject: rule for rule in load_rules(date)}
    notes = [
        *_note_team(flow, rules[Subject.TEAM], rules[Subject.OBVIOUS]),
        *_note_description(flow, rules[Subject.DESCRIPTION]),
    ]
    if any(note.is_breach for note in notes):
        verdict = Verdict.NOT_ALLOWED
    elif any(note.is_unclear for note in notes):
        verdict = Verdict.UNCLEAR
    else:
        verdict = Verdict.ALLOWED
    is_in_force = flow.valid_from <= date and (flow.valid_to is None or date <= flow.valid_to)
    return FlowCheck(date, verdict, tuple(notes), is_in_force)


def goes_to_team(flow: CaseFlow, cases: Cases) -> bool:
    """Tell whether a route holds all of the team's events."""
    events = {step.step for step in flow.steps if step.concerns(cases)}
    return events.issuperset(_TEAM_STEPS)


def _note_team(flow: CaseFlow, team: FlowRule, obvious: FlowRule) -> list[RuleNote]:
    """Say whether the cases that go round the team may do so."""
    other_goes = goes_to_team(flow, Cases.OTHER)
    obvious_goes = goes_to_team(flow, Cases.OBVIOUS)
    notes = []
    if not other_goes:
        notes.append(_judge_bypass(team, "Flowet forelægger ikke sagerne for teamet."))
    elif team.state is State.NOT_REQUIRED:
        text = f"Teamet er med i sagsgangen, men kravet er bortfaldet. {team.reservation}".strip()
        notes.append(RuleNote(team, text))
    elif team.state is State.UNCLEAR:
        notes.append(RuleNote(team, team.text))
    if other_goes and not obvious_goes:
        notes.append(_judge_bypass(obvious, "Åbenbare sager går uden om teamet."))
    elif obvious_goes and obvious.state is State.NOT_REQUIRED and team.state is State.REQUIRED:
        text = f"Åbenbare sager kan siden {write_date(obvious.valid_from)} gå uden om teamet."
        notes.append(RuleNote(obvious, text))
    return notes


def _judge_bypass(rule: FlowRule, what: str) -> RuleNote:
    return RuleNote(
        rule,
        f"{what} {rule.text} {rule.reservation}".strip(),
        is_breach=rule.state is State.REQUIRED,
        is_unclear=rule.state is State.UNCLEAR,
    )


def _note_description(flow: CaseFlow, rule: FlowRule) -> list[RuleNote]:
    """Say what must be in the team's place where it is gone."""
    if rule.state is State.NOT_REQUIRED:
        return []
    has_region = any(step.unit is FlowUnit.REGION for step in flow.steps)
    if has_region or goes_to_team(flow, Cases.OTHER):
        return []
    what = "Sagsgangen har intet trin for sundhedskoordinatoren."
    return [RuleNote(rule, f"{what} {rule.text} {rule.reservation}".strip(), is_unclear=True)]
