"""What did the event file show? Everything that the report shows, and nothing about a person.

Numbers beginning with ``n_`` count cases of the file. -1 is a count that a release hides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from analysis.concepts import Estimate, Lineage


@dataclass(frozen=True)
class StepWeeks:
    """The weeks from one step to another, the open cases counted in.

    Attributes
    ----------
    from_step, to_step : str
        Codes of `Step`.
    n_cases : int
        Cases that reached `from_step`: the sum of the four below.
    n_done : int
        Of them, those that went on to `to_step`.
    n_open : int
        Still on their way on the last day: what they will take is not known.
    n_left : int
        Closed without a decision (job, death, moved) before `to_step`.
    n_passed : int
        Went on to a later step without `to_step`, such as an obvious case without the team.
    lower_quartile, median, upper_quartile : Estimate
        Weeks within which a quarter, half and three quarters are through, among cases that
        neither close nor pass by; NaN where the file does not reach so far.
    done_by : mapping of int to Estimate
        By week (13, 26, 52), the share of all cases that are through, competing exits
        counted as what they are; NaN beyond what the file follows.
    """

    from_step: str
    to_step: str
    n_cases: int
    n_done: int
    n_open: int
    n_left: int
    n_passed: int
    lower_quartile: Estimate
    median: Estimate
    upper_quartile: Estimate
    done_by: Mapping[int, Estimate]


@dataclass(frozen=True)
class DeadlineKept:
    """How many cases keep one deadline.

    Attributes
    ----------
    id, label, reference : str
        The deadline and its legal reference, as the rules have them.
    is_verified : bool
        Whether somebody has checked the reference.
    from_step, to_step : str
        Codes of `Step`.
    weeks : float or None
        The deadline; None where the law sets no number of weeks.
    n_cases, n_left, n_passed : int
        As in `StepWeeks`.
    n_within : int
        Reached `to_step` within the deadline.
    n_late, n_overdue : int
        Over the deadline, reached or not; and of them those that are still open.
    n_pending : int
        Still open within the deadline: not known yet. The cases are those within, late,
        pending, left and passed.
    share_within : Estimate
        Share of the cases that keep the deadline, among those that neither close nor pass
        by first.
    wanted_share : float
        The share that the state is held against.
    state : str
        ``within``, ``over``, ``undecided``, ``too_few`` or ``no_amount``.
    """

    id: str
    label: str
    reference: str
    is_verified: bool
    from_step: str
    to_step: str
    weeks: float | None
    n_cases: int
    n_within: int
    n_late: int
    n_overdue: int
    n_pending: int
    n_left: int
    n_passed: int
    share_within: Estimate
    wanted_share: float
    state: str


@dataclass(frozen=True)
class FunnelStage:
    """One stage of the own funnel: how many, of how many.

    Attributes
    ----------
    id : str
        Such as ``forelagt`` or ``indstillet.fleksjob``.
    of : str
        The stage that it is a share of; empty for the first.
    label : str
        Danish words.
    n, n_of : int
        Cases at the stage, and at the stage that it is a share of.
    share : Estimate
        ``n / n_of`` with Wilson's limits; NaN of nobody.
    """

    id: str
    of: str
    label: str
    n: int
    n_of: int
    share: Estimate


@dataclass(frozen=True)
class Funnel:
    """What became of the cases that were raised early enough to be finished.

    Attributes
    ----------
    first_day, last_day : date
        The days on which the cases were raised.
    settle_weeks : int
        Weeks between `last_day` and the last day of the file, in which they could finish.
    n_newer : int
        Cases raised after `last_day`, which are left out.
    n_open, n_closed : int
        Of the cases, those not decided and still open, or closed undecided.
    stages : tuple of FunnelStage
        In the order of a case.
    by_scheme : mapping of (str, str) to int
        By proposal and decision, cases: a scheme's code, ``uoplyst`` or ``ingen``, and
        ``bevilget``, ``afslag``, ``anden_indsats``, ``uoplyst`` or ``uafgjort``.
    """

    first_day: dt.date
    last_day: dt.date
    settle_weeks: int
    n_newer: int
    n_open: int
    n_closed: int
    stages: tuple[FunnelStage, ...]
    by_scheme: Mapping[tuple[str, str], int]

    def stage(self, stage_id: str) -> FunnelStage | None:
        """Return a stage by its id, or None."""
        return next((each for each in self.stages if each.id == stage_id), None)


@dataclass(frozen=True)
class Reversals:
    """What Ankestyrelsen decided, in all of the file.

    Attributes
    ----------
    n_decided : int
        Appeals decided, the last one of each case.
    n_upheld, n_changed, n_sent_back, n_dismissed, n_unknown : int
        By outcome: *stadfæstet*, *ændret*, *hjemvist*, *afvist*, not stated.
    share_reversed : Estimate
        Changed or sent back, of the upheld, changed and sent back.
    """

    n_decided: int
    n_upheld: int
    n_changed: int
    n_sent_back: int
    n_dismissed: int
    n_unknown: int
    share_reversed: Estimate


@dataclass(frozen=True)
class Rework:
    """How many cases go back.

    Attributes
    ----------
    n_put_forward, n_returned : int
        Cases that were put before the team, and of them those that were sent back.
    n_cases, n_repeated : int
        All cases, and those with some step more than once.
    share_returned, share_repeated : Estimate
        With Wilson's limits.
    """

    n_put_forward: int
    n_returned: int
    n_cases: int
    n_repeated: int
    share_returned: Estimate
    share_repeated: Estimate


@dataclass(frozen=True)
class Variant:
    """One way through, from the first step to the last, and the cases that took it."""

    path: tuple[str, ...]
    n_cases: int


@dataclass(frozen=True)
class Variants:
    """The ways that finished cases took, most cases first.

    Attributes
    ----------
    n_finished : int
        Cases that are decided or closed.
    shown : tuple of Variant
        Each way by itself.
    n_other_paths, n_other_cases : int
        Ways that a release gathers, and the cases that took them.
    """

    n_finished: int
    shown: tuple[Variant, ...]
    n_other_paths: int = 0
    n_other_cases: int = 0


@dataclass(frozen=True)
class Edge:
    """One step right after another, in all cases.

    Attributes
    ----------
    from_step, to_step : str
        Codes.
    n : int
        Times that it happened.
    n_cases : int
        Cases in which it happened.
    mean_days, median_days, max_days : float
        Days between the two.
    """

    from_step: str
    to_step: str
    n: int
    n_cases: int
    mean_days: float
    median_days: float
    max_days: float


@dataclass(frozen=True)
class Centre:
    """One of the municipality's own centres beside the others.

    Attributes
    ----------
    name : str
        As the file has it.
    n_cases, n_done : int
        Cases raised there, and decided.
    is_too_few : bool
        Whether they are too few to compare; there are then no estimates.
    median : Estimate
        Weeks from raised to decided.
    share_done : Estimate
        Share decided within the weeks that all centres are compared at, among cases that
        are not closed first.
    usual_lower, usual_upper : float
        Where `share_done` would lie, at the level, if the centre were as all together.
    p_value : float
        Against the other centres, counted for the number of centres (Holm).
    """

    name: str
    n_cases: int
    n_done: int
    is_too_few: bool
    median: Estimate
    share_done: Estimate
    usual_lower: float
    usual_upper: float
    p_value: float


@dataclass(frozen=True)
class Centres:
    """The centres beside each other.

    Attributes
    ----------
    centres : tuple of Centre
        By name.
    n_without : int
        Cases without a centre.
    weeks : int
        Weeks at which shares are compared.
    share_all : Estimate
        The share of the compared centres together.
    statistic : float
        Of the test that all centres are alike; NaN with fewer than two.
    p_value : float
        Of the same test, by reshuffling cases among centres.
    n_compared : int
        Centres with enough cases.
    smallest : int
        Cases that a centre must have.
    """

    centres: tuple[Centre, ...]
    n_without: int
    weeks: int
    share_all: Estimate
    statistic: float
    p_value: float
    n_compared: int
    smallest: int


@dataclass(frozen=True)
class PathwayResults:
    """Everything that the event file shows.

    Attributes
    ----------
    first_day, observed_until : date
        The window.
    n_cases : int
        Cases in the file.
    level : float
        Level of all limits, a fraction in (0, 1).
    weeks, deadlines, funnel, reversals, rework, variants, edges, centres
        See their classes.
    lineage : Lineage
        The file, and what else it rests on.
    notes : tuple of str
        What a reader should know, in Danish.
    release : str
        The release that it went through; empty before.
    suppressed : tuple of str
        What the release left out, in Danish.
    n_hidden_edges : int
        Steps after one another that the release left out.
    """

    first_day: dt.date
    observed_until: dt.date
    n_cases: int
    level: float
    weeks: tuple[StepWeeks, ...]
    deadlines: tuple[DeadlineKept, ...]
    funnel: Funnel
    reversals: Reversals
    rework: Rework
    variants: Variants
    edges: tuple[Edge, ...]
    centres: Centres
    lineage: Lineage
    notes: tuple[str, ...] = ()
    release: str = ""
    suppressed: tuple[str, ...] = ()
    n_hidden_edges: int = 0

    def find_weeks(self, from_step: str, to_step: str) -> StepWeeks | None:
        """Return the weeks between two steps, or None."""
        return next(
            (w for w in self.weeks if (w.from_step, w.to_step) == (from_step, to_step)), None
        )
