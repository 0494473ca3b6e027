"""What can change between two packs? The words for it, and nothing computed.

A change over time, a change of verdict, a number that moved though nothing happened: each
is a thing of its own, so that none of them can be read as another.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from analysis.findings.register import Certainty, Number


class Reach(StrEnum):
    """How far a change goes, beside the uncertainty of the two numbers."""

    SAME = "same"
    BEYOND = "beyond"
    WITHIN = "within"
    NO_LIMITS = "no_limits"
    RANGE_ONLY = "range_only"
    NOT_COMPARABLE = "not_comparable"

    @property
    def label(self) -> str:
        """Return the Danish words a reader sees."""
        return {
            "same": "uændret",
            "beyond": "ja",
            "within": "nej",
            "no_limits": "intet interval",
            "range_only": "intet interval",
            "not_comparable": "kan ikke sammenlignes",
        }[self.value]


class Cause(StrEnum):
    """What can have moved a number of a period that is long past."""

    METHOD = "method"
    DATA = "data"
    REQUEST = "request"

    @property
    def label(self) -> str:
        """Return the Danish word a reader sees."""
        return {"method": "metode", "data": "data", "request": "valg"}[self.value]


class Event(StrEnum):
    """What has happened to a finding, a recommendation, a task or a file."""

    NEW = "new"
    GONE = "gone"
    VERDICT = "verdict"
    STATUS = "status"
    DEADLINE = "deadline"
    OWNER = "owner"
    WORDING = "wording"
    BASIS = "basis"
    MOVED = "moved"
    DONE = "done"
    CONTENT = "content"
    ORIGIN = "origin"

    @property
    def label(self) -> str:
        """Return the Danish words a reader sees."""
        return {
            "new": "ny",
            "gone": "udgået",
            "verdict": "ny vurdering",
            "status": "ny status",
            "deadline": "ny frist",
            "owner": "ny ansvarlig",
            "wording": "ny ordlyd",
            "basis": "grundlaget er ændret",
            "moved": "flyttet",
            "done": "afsluttet",
            "content": "nyt indhold",
            "origin": "ny oprindelse",
        }[self.value]


@dataclass(frozen=True)
class FigureChange:
    """One number of a finding, now and then.

    Attributes
    ----------
    finding_id, title : str
        Which finding.
    then, now : Number or None
        As each pack printed it; None where that pack has not got it.
    recomputed : Number or None
        The earlier period's number in today's data and way; None where it is not known.
    reach : Reach
        Whether the change goes beyond the uncertainty.
    """

    finding_id: str
    title: str
    then: Number | None
    now: Number | None
    recomputed: Number | None
    reach: Reach

    @property
    def number(self) -> Number:
        """Return the number that says what is counted: today's where there is one."""
        found = self.now or self.then
        assert found is not None
        return found

    @property
    def before(self) -> Number | None:
        """Return what today's number is held against: recomputed where that is known."""
        return self.recomputed or self.then

    @property
    def change(self) -> float:
        """Return today's number less the earlier one, in its unit; NaN without both."""
        if self.now is None or self.before is None or self.reach is Reach.NOT_COMPARABLE:
            return math.nan
        return self.now.value - self.before.value

    @property
    def is_changed(self) -> bool:
        """Tell whether a reader sees another number or other limits than last time."""
        if self.now is None or self.then is None:
            return True
        return _print(self.now) != _print(self.then)


@dataclass(frozen=True)
class NumberMoved:
    """A number of the earlier pack that is another when it is computed today.

    Attributes
    ----------
    finding_id, title, period : str
        Which finding, and the period that it speaks of.
    then, recomputed : Number
        As the earlier pack had it, and computed today for the same period.
    causes : tuple of Cause
        What is not as it was; one of them, or all of them together. Empty: nothing that
        the two records know of.
    """

    finding_id: str
    title: str
    period: str
    then: Number
    recomputed: Number
    causes: tuple[Cause, ...]

    @property
    def reason(self) -> str:
        """Return the causes in Danish, such as ``metode`` or ``data eller metode``.

        Examples
        --------
        >>> one = Number("observed", "personer", 1.0, "persons")
        >>> NumberMoved("a.b", "A", "2025K3", one, one, (Cause.DATA, Cause.METHOD)).reason
        'data eller metode'
        """
        return " eller ".join(cause.label for cause in self.causes) or "ukendt"


@dataclass(frozen=True)
class VerdictChange:
    """A finding whose verdict is another, that is new, or that is gone.

    Attributes
    ----------
    event : Event
        ``VERDICT``, ``NEW`` or ``GONE``.
    finding_id, title : str
        Which finding.
    then_state, now_state : str
        As the register has them; empty where there is none.
    then_words, now_words : str
        The same in Danish.
    then_certainty, now_certainty : Certainty or None
        How sure each was.
    why : str
        Why a finding is gone, in Danish; empty otherwise.
    """

    event: Event
    finding_id: str
    title: str
    then_state: str = ""
    now_state: str = ""
    then_words: str = ""
    now_words: str = ""
    then_certainty: Certainty | None = None
    now_certainty: Certainty | None = None
    why: str = ""


@dataclass(frozen=True)
class LineChange:
    """One thing that is another with a recommendation, a task or a file.

    Attributes
    ----------
    id, title : str
        Which of them.
    event : Event
        What happened.
    then, now : str
        As each pack has it, ready to be read; empty where there is none.
    finding_ids : tuple of str
        For ``BASIS``: the findings that say otherwise than last time.
    is_lost : bool
        For ``BASIS``: whether the recommendation held, wholly or in part, and does so less.
    """

    id: str
    title: str
    event: Event
    then: str = ""
    now: str = ""
    finding_ids: tuple[str, ...] = ()
    is_lost: bool = False


@dataclass(frozen=True)
class PackChanges:
    """Everything that is another than in one named earlier pack.

    Attributes
    ----------
    now_name, earlier_name : str
        What the two packs are called.
    now_period, earlier_period : str
        Their periods.
    differences : tuple of str
        What the two were asked to be that is not alike, one Danish sentence each. Said
        before anything else.
    figures : tuple of FigureChange
        Every number of every finding that stands in both packs, those unchanged included.
    verdicts : tuple of VerdictChange
        Verdicts changed, findings new and gone.
    recommendations, milestones, inputs : tuple of LineChange
        What is another with each.
    moved : tuple of NumberMoved
        Numbers of the earlier period that are others when they are computed today.
    is_recomputed : bool
        Whether the earlier period's numbers could be computed again.
    """

    now_name: str
    earlier_name: str
    now_period: str
    earlier_period: str
    differences: tuple[str, ...]
    figures: tuple[FigureChange, ...]
    verdicts: tuple[VerdictChange, ...]
    recommendations: tuple[LineChange, ...]
    milestones: tuple[LineChange, ...]
    inputs: tuple[LineChange, ...]
    moved: tuple[NumberMoved, ...]
    is_recomputed: bool

    @property
    def changed_figures(self) -> tuple[FigureChange, ...]:
        """Return the numbers that a reader sees as others than last time."""
        return tuple(each for each in self.figures if each.is_changed)

    @property
    def lost(self) -> tuple[LineChange, ...]:
        """Return the recommendations whose basis holds less than last time."""
        return tuple(each for each in self.recommendations if each.is_lost)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing at all is another."""
        parts = (self.verdicts, self.recommendations, self.milestones, self.inputs, self.moved)
        return not (self.changed_figures or self.differences or any(parts))


def _print(number: Number) -> tuple[str, str]:
    return number.text, number.limits_text
