"""What is a recommendation, and what must it say before two directors can decide on it?

A recommendation says what should be done, by whom, by when and with which first step; what
it rests on, finding by finding; what it costs in which area; and by which sign of the
*process* anybody will see that it worked. A number of awards is never such a sign: a goal
for how many get a scheme would replace the judgement of each case (*skøn under regel*).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from analysis.concepts import Lineage


class Owner(StrEnum):
    """Who answers for it."""

    BIF = "BIF"
    SOF = "SOF"
    JOINT = "fælles"

    @property
    def label(self) -> str:
        """Return the words a reader sees."""
        return self.value


class Status(StrEnum):
    """How far a recommendation has come."""

    PROPOSED = "foreslået"
    DECIDED = "besluttet"
    RUNNING = "i gang"
    DONE = "gennemført"
    DROPPED = "bortfaldet"

    @property
    def is_open(self) -> bool:
        """Tell whether something is still to be done."""
        return self not in (Status.DONE, Status.DROPPED)


class IndicatorKind(StrEnum):
    """What a target may be set for: the process, never the outcome of a case."""

    DOCUMENTATION_COMPLETE = "documentation_complete"
    WEEKS = "weeks"
    REVERSALS = "reversals"
    SHARE_WITHIN_DEADLINE = "share_within_deadline"
    AGREEMENT = "agreement"
    PROCESS = "process"

    @property
    def label(self) -> str:
        """Return the Danish words a reader sees."""
        return {
            "documentation_complete": "komplet dokumentation",
            "weeks": "uger",
            "reversals": "ændret eller hjemvist af Ankestyrelsen",
            "share_within_deadline": "inden for fristen",
            "agreement": "enighed mellem læsere",
            "process": "proces",
        }[self.value]


class TargetUnit(StrEnum):
    """What a target is measured in."""

    SHARE = "share"
    WEEKS = "weeks"
    KAPPA = "kappa"
    TIMES = "times"
    DONE = "done"

    @property
    def label(self) -> str:
        """Return the Danish words after a target; a share is written in per cent."""
        return {"share": "", "weeks": "uger", "kappa": "(kappa)", "times": "gange", "done": ""}[
            self.value
        ]


class Direction(StrEnum):
    """On which side of the target one is to be."""

    AT_LEAST = "mindst"
    AT_MOST = "højst"


@dataclass(frozen=True)
class Basis:
    """A finding that a recommendation rests on.

    Attributes
    ----------
    finding_id : str
        Id in the register of findings, such as ``review.documents``.
    states : tuple of str
        The states of that finding that support the recommendation.
    why : str
        Why they do, in Danish.
    """

    finding_id: str
    states: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class LegalBasis:
    """What in the law it stands on or must keep within, and whether anybody has checked."""

    reference: str
    is_verified: bool


@dataclass(frozen=True)
class Cost:
    """What it costs a year or once, in 1,000 kr. at one price level.

    Attributes
    ----------
    service_bif, service_sof, transfers_bif, transfers_sof : float or None
        Service and *efterspørgselsstyrede overførsler* by administration; positive is an
        expense. None is not reckoned, which is not nothing.
    price_year : int or None
        Price level; None where nothing is reckoned.
    is_lasting : bool
        Whether it is every year, or once.
    finding_id : str
        An economics finding that carries the transfers; empty if none does.
    is_verified : bool
        Whether the amounts are more than an assumption.
    note : str
        What they hold, in Danish.
    """

    service_bif: float | None = None
    service_sof: float | None = None
    transfers_bif: float | None = None
    transfers_sof: float | None = None
    price_year: int | None = None
    is_lasting: bool = False
    finding_id: str = ""
    is_verified: bool = False
    note: str = ""

    @property
    def amounts(self) -> tuple[float | None, ...]:
        """Return the four amounts."""
        return (self.service_bif, self.service_sof, self.transfers_bif, self.transfers_sof)

    @property
    def is_counted(self) -> bool:
        """Tell whether any amount is stated."""
        return any(amount is not None for amount in self.amounts)


@dataclass(frozen=True)
class Indicator:
    """The sign of the process by which one sees that it worked.

    Attributes
    ----------
    name, how : str
        What is measured, and how, in Danish.
    kind : IndicatorKind
        Which sort of process it is.
    unit : TargetUnit
        Of the target. A share is a fraction in [0, 1].
    direction : Direction
        Side of the target.
    target : float or None
        None where the unit is ``done``: it is done or not by the deadline.
    finding_id, number_key : str
        Where its present value is read; empty where it is measured elsewhere. Without a
        key the finding's first number of the right unit is taken.
    """

    name: str
    kind: IndicatorKind
    unit: TargetUnit
    direction: Direction
    target: float | None
    how: str
    finding_id: str = ""
    number_key: str = ""


@dataclass(frozen=True)
class Recommendation:
    """One recommendation.

    Attributes
    ----------
    number : int
        As the reader counts them, from 1.
    id : str
        Stable name, lower case with hyphens.
    title, text : str
        A few words, and the whole of it, in Danish.
    rests_on : tuple of Basis
        At least one.
    owner : Owner
        Who answers for it.
    legal_basis : tuple of LegalBasis
        At least one.
    cost : Cost
        What it costs.
    deadline : date
        When it is to be in place.
    first_step, risk : str
        What happens first, and what may go wrong, in Danish.
    indicator : Indicator
        How one sees that it worked.
    status : Status
        How far it has come.
    decided_on : date or None
        The day of the decision.
    """

    number: int
    id: str
    title: str
    text: str
    rests_on: tuple[Basis, ...]
    owner: Owner
    legal_basis: tuple[LegalBasis, ...]
    cost: Cost
    deadline: dt.date
    first_step: str
    risk: str
    indicator: Indicator
    status: Status
    decided_on: dt.date | None = None


@dataclass(frozen=True)
class RecommendationFile:
    """The register of recommendations.

    Attributes
    ----------
    title, note : str
        What it is, and what a reader should know (such as that it is an example), in Danish.
    recommendations : tuple of Recommendation
        By number.
    lineage : Lineage
        The file.
    """

    title: str
    recommendations: tuple[Recommendation, ...]
    lineage: Lineage
    note: str = ""
