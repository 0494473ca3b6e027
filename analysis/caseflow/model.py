"""What is a case flow: which steps, by whom, after what, and for how long?

A flow is a set of steps, each with a unit, documents and the weeks one expects it to take,
waiting apart from work. Steps may run side by side (``after`` names what a step waits for)
and may concern some cases only: an obvious case may go round the team.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from analysis.caseflow.deadlines import Span
from analysis.caseflow.steps import Step
from analysis.concepts import Lineage


class FlowUnit(StrEnum):
    """Who has a step. The order is the order of the lanes in a picture."""

    CITIZEN = "borger"
    BIF = "BIF"
    SOF = "SOF"
    DOCTOR = "praktiserende læge"
    HOSPITAL = "sygehus"
    REGION = "region"
    TEAM = "team"
    APPEALS = "Ankestyrelsen"

    @property
    def label(self) -> str:
        """Return the Danish words of a table."""
        return _UNIT_LABELS[self]

    @property
    def short_label(self) -> str:
        """Return the short word of a lane."""
        return _SHORT_LABELS[self]


_UNIT_LABELS = {
    FlowUnit.CITIZEN: "borgeren",
    FlowUnit.BIF: "BIF",
    FlowUnit.SOF: "SOF",
    FlowUnit.DOCTOR: "praktiserende læge",
    FlowUnit.HOSPITAL: "sygehus",
    FlowUnit.REGION: "regionen",
    FlowUnit.TEAM: "rehabiliteringsteamet",
    FlowUnit.APPEALS: "Ankestyrelsen",
}
_SHORT_LABELS = {
    **_UNIT_LABELS,
    FlowUnit.CITIZEN: "Borger",
    FlowUnit.DOCTOR: "Læge",
    FlowUnit.HOSPITAL: "Sygehus",
    FlowUnit.REGION: "Region",
    FlowUnit.TEAM: "Team",
}


class Cases(StrEnum):
    """Which cases a step or a route concerns."""

    ALL = "alle"
    OBVIOUS = "aabenbare"
    OTHER = "oevrige"

    @property
    def label(self) -> str:
        """Return the Danish words a reader sees."""
        return {
            "alle": "alle sager",
            "aabenbare": "åbenbare sager",
            "oevrige": "øvrige sager",
        }[self.value]


@dataclass(frozen=True)
class Weeks:
    """An expected number of weeks, with a lowest and a highest where somebody has said them.

    Attributes
    ----------
    expected, low, high : float
        Weeks; low and high equal the expected where none are given.
    """

    expected: float = 0.0
    low: float = 0.0
    high: float = 0.0

    def __add__(self, other: Weeks) -> Weeks:
        """Add two lengths, limit by limit."""
        return Weeks(self.expected + other.expected, self.low + other.low, self.high + other.high)

    @property
    def has_range(self) -> bool:
        """Tell whether lowest and highest differ."""
        return self.low < self.high


@dataclass(frozen=True)
class FlowStep:
    """One step of a flow.

    Attributes
    ----------
    id : str
        Stable name; the same id in two flows is the same step.
    label : str
        A few Danish words.
    step : Step or None
        The event that the end of the step leaves in an event file; None where it leaves none.
    unit : FlowUnit
        Who has it.
    cases : Cases
        Which cases it concerns.
    after : tuple of str
        Ids of the steps that must be finished first; empty for the first.
    documents : tuple of str
        What the step makes or needs, in Danish.
    waiting, work : Weeks
        Weeks the case lies before anything happens, and weeks in which something does.
    own_deadline : Span or None
        What the municipality has set itself for the step.
    deadline_id : str
        The deadline of the law, by its id; empty for none.
    note, source : str
        In Danish. The source says what the weeks rest on, such as ``antagelse``.
    """

    id: str
    label: str
    step: Step | None
    unit: FlowUnit
    cases: Cases
    after: tuple[str, ...]
    documents: tuple[str, ...]
    waiting: Weeks
    work: Weeks
    own_deadline: Span | None
    deadline_id: str
    note: str
    source: str

    @property
    def weeks_expected(self) -> Weeks:
        """Return waiting and work together."""
        return self.waiting + self.work

    def concerns(self, cases: Cases) -> bool:
        """Tell whether the step lies on the route of these cases."""
        return Cases.ALL in (self.cases, cases) or self.cases is cases


@dataclass(frozen=True)
class CaseFlow:
    """How a case travels from the first talk to a decision.

    Attributes
    ----------
    name, title : str
        Stable name, and what it is called in Danish.
    valid_from, valid_to : date, date or None
        First and last day on which the municipality works in this way, or would.
    steps : tuple of FlowStep
        Each after the steps that it waits for.
    unit_names : mapping of FlowUnit to str
        What the municipality calls its units, where it differs.
    lineage : Lineage
        What the flow rests on.
    """

    name: str
    title: str
    valid_from: dt.date
    valid_to: dt.date | None
    steps: tuple[FlowStep, ...]
    unit_names: Mapping[FlowUnit, str] = field(default_factory=dict)
    lineage: Lineage = field(default_factory=Lineage)

    def find(self, step_id: str) -> FlowStep | None:
        """Return a step by its id, or None."""
        return next((step for step in self.steps if step.id == step_id), None)

    @property
    def routes(self) -> tuple[Cases, ...]:
        """Return the routes through the flow: one, or obvious and other cases apart."""
        is_split = any(step.cases is not Cases.ALL for step in self.steps)
        return (Cases.OTHER, Cases.OBVIOUS) if is_split else (Cases.ALL,)

    @property
    def units(self) -> tuple[FlowUnit, ...]:
        """Return the units that have a step, in the order of the lanes."""
        return tuple(unit for unit in FlowUnit if any(s.unit is unit for s in self.steps))


@dataclass(frozen=True)
class FlowPair:
    """Today's flow and the proposed one, as one file holds them.

    Attributes
    ----------
    title : str
        What they are about, in Danish.
    today, proposed : CaseFlow
        The two flows.
    note : str
        What a reader must know of the file, in Danish; may be empty.
    """

    title: str
    today: CaseFlow
    proposed: CaseFlow
    note: str
