"""What would the proposed flow change: steps, hands, waiting and weeks, and is it allowed?

Both flows are timed route by route, and each step of either is said to be kept, gone, new or
changed. The rules of the date are held against both.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from analysis.caseflow.check import FlowCheck, check_flow
from analysis.caseflow.deadlines import Deadline, load_deadlines
from analysis.caseflow.model import CaseFlow, Cases, FlowPair, FlowStep, FlowUnit
from analysis.caseflow.routes import Route, time_route
from analysis.caseflow.rules import FlowRule, load_rules
from analysis.concepts import Lineage


class Change(StrEnum):
    """What becomes of a step."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"
    OTHER_UNIT = "other_unit"
    OTHER_ORDER = "other_order"
    OTHER_CASES = "other_cases"
    OTHER_CONTENT = "other_content"

    @property
    def label(self) -> str:
        """Return the Danish words a reader sees."""
        return _CHANGE_LABELS[self]


_CHANGE_LABELS = {
    Change.KEPT: "som i dag",
    Change.REMOVED: "udgår",
    Change.ADDED: "ny",
    Change.OTHER_UNIT: "flyttes",
    Change.OTHER_ORDER: "ny plads",
    Change.OTHER_CASES: "færre sager",
    Change.OTHER_CONTENT: "ændres",
}


@dataclass(frozen=True)
class StepChange:
    """One step in both flows.

    Attributes
    ----------
    id : str
        The step.
    change : Change
        What becomes of it; where several apply, the first of the order of `Change`.
    today, proposed : FlowStep or None
        As it is in each flow; None where it is not in it.
    """

    id: str
    change: Change
    today: FlowStep | None
    proposed: FlowStep | None

    @property
    def label(self) -> str:
        """Return the step's words, the proposed ones where there are any."""
        return next(step.label for step in (self.proposed, self.today) if step is not None)


@dataclass(frozen=True)
class TimedFlow:
    """A flow with its routes laid out in time, and held against the rules.

    Attributes
    ----------
    flow : CaseFlow
        The flow.
    routes : tuple of Route
        One, or the other cases and the obvious ones.
    check : FlowCheck
        What the rules of the date say.
    """

    flow: CaseFlow
    routes: tuple[Route, ...]
    check: FlowCheck

    @property
    def main(self) -> Route:
        """Return the route of most cases."""
        return self.routes[0]

    @property
    def obvious(self) -> Route | None:
        """Return the route of the obvious cases where they have one of their own."""
        return next((route for route in self.routes if route.cases is Cases.OBVIOUS), None)


@dataclass(frozen=True)
class FlowComparison:
    """Today's flow beside the proposed one, on a date.

    Attributes
    ----------
    title : str
        What they are about, in Danish.
    date : date
        The date of the rules.
    today, proposed : TimedFlow
        The two flows.
    changes : tuple of StepChange
        Every step of either flow: in the order of the proposed one, a step that goes after
        the one that it followed.
    rules : tuple of FlowRule
        The rules in force.
    deadlines : tuple of Deadline
        The deadlines in force.
    note : str
        What a reader must know of the file, in Danish.
    unit_names : mapping of FlowUnit to str
        What the municipality calls its units, where it differs.
    lineage : Lineage
        The file.
    """

    title: str
    date: dt.date
    today: TimedFlow
    proposed: TimedFlow
    changes: tuple[StepChange, ...]
    rules: tuple[FlowRule, ...]
    deadlines: tuple[Deadline, ...]
    note: str
    unit_names: Mapping[FlowUnit, str]
    lineage: Lineage

    def of(self, change: Change) -> tuple[StepChange, ...]:
        """Return the steps with one change, in order."""
        return tuple(each for each in self.changes if each.change is change)

    def find_change(self, step_id: str) -> Change:
        """Return what becomes of a step of either flow."""
        return next(each.change for each in self.changes if each.id == step_id)

    def find_deadline(self, step: FlowStep) -> Deadline | None:
        """Return the deadline of the law for a step, where it is in force on the date."""
        return next((each for each in self.deadlines if each.id == step.deadline_id), None)

    def name_unit(self, unit: FlowUnit, *, short: bool = False) -> str:
        """Return what a unit is called here."""
        return self.unit_names.get(unit, unit.short_label if short else unit.label)


def compare_flows(
    today: CaseFlow,
    proposed: CaseFlow,
    *,
    date: dt.date,
    title: str = "Sagsgang",
    note: str = "",
) -> FlowComparison:
    """Compare two flows step by step, hand by hand and week by week.

    Parameters
    ----------
    today, proposed : CaseFlow
        The two flows.
    date : date
        The date of the rules, such as the day of the meeting.
    title, note : str
        What they are about, and what a reader must know, in Danish.

    Returns
    -------
    FlowComparison
        Both flows timed and checked, with what becomes of each step. A flow that the rules
        of the date forbid is not refused here: its check says ``not_allowed``, so that a
        page can say why.

    Raises
    ------
    CoverageError
        If the date lies before the first rules.

    Notes
    -----
    The weeks are what the municipality expects and nothing that was measured. A step keeps
    its identity by its id: a step renamed with a new id is one gone and one new, which leans
    towards more change.
    """
    return FlowComparison(
        title=title,
        date=date,
        today=_time(today, date),
        proposed=_time(proposed, date),
        changes=_list_changes(today, proposed),
        rules=load_rules(date),
        deadlines=load_deadlines(date),
        note=note,
        unit_names={**today.unit_names, **proposed.unit_names},
        lineage=today.lineage | proposed.lineage,
    )


def compare_pair(pair: FlowPair, *, date: dt.date) -> FlowComparison:
    """Compare the two flows of one file, with its title and note; see `compare_flows`."""
    return compare_flows(pair.today, pair.proposed, date=date, title=pair.title, note=pair.note)


def _time(flow: CaseFlow, date: dt.date) -> TimedFlow:
    routes = tuple(time_route(flow, cases) for cases in flow.routes)
    return TimedFlow(flow, routes, check_flow(flow, date))


def _list_changes(today: CaseFlow, proposed: CaseFlow) -> tuple[StepChange, ...]:
    """Say what becomes of each step, in the order in which a reader follows them."""
    ids = [step.id for step in proposed.steps]
    before = ""
    for step in today.steps:
        if step.id not in ids:
            ids.insert(ids.index(before) + 1 if before else 0, step.id)
        before = step.id
    moved = _find_moved(today, proposed)
    return tuple(
        StepChange(
            name,
            _name_change(today.find(name), proposed.find(name), is_moved=name in moved),
            today.find(name),
            proposed.find(name),
        )
        for name in ids
    )


def _name_change(today: FlowStep | None, proposed: FlowStep | None, *, is_moved: bool) -> Change:
    if today is None:
        return Change.ADDED
    if proposed is None:
        return Change.REMOVED
    if today.unit is not proposed.unit:
        return Change.OTHER_UNIT
    if is_moved:
        return Change.OTHER_ORDER
    if today.cases is not proposed.cases:
        return Change.OTHER_CASES
    same = (
        (today.waiting, today.work, today.documents, today.own_deadline)
        == (proposed.waiting, proposed.work, proposed.documents, proposed.own_deadline)
    )  # fmt: skip
    return Change.KEPT if same else Change.OTHER_CONTENT


def _find_moved(today: CaseFlow, proposed: CaseFlow) -> set[str]:
    """Return the shared steps outside the longest run that keeps its order."""
    new_place = {step.id: place for place, step in enumerate(proposed.steps)}
    shared = [step.id for step in today.steps if step.id in new_place]
    kept = _longest_rising([new_place[name] for name in shared])
    return {name for name in shared if new_place[name] not in kept}


def _longest_rising(places: Sequence[int]) -> set[int]:
    """Return the members of one longest rising subsequence."""
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for place in places:
        length = bisect_left(tails, place)
        before[place] = tails[length - 1] if length else None
        tails[length : length + 1] = [place]
    kept: set[int] = set()
    place_or_none = tails[-1] if tails else None
    while place_or_none is not None:
        kept.add(place_or_none)
        place_or_none = before[place_or_none]
    return kept
