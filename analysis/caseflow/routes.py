"""How long does a flow take, how much of it is waiting, and how often does a case change hands?

The weeks are added along the longest way through the steps, since what runs side by side
costs no time of its own. A change of hands is a step that follows one of another unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analysis.caseflow.model import CaseFlow, Cases, FlowStep, Weeks


@dataclass(frozen=True)
class TimedStep:
    """A step with the weeks at which it comes, counted from the start of the case.

    Attributes
    ----------
    step : FlowStep
        The step.
    after : tuple of str
        Ids of the steps of the same route that it waits for.
    start, work_start, end : float
        Expected weeks from the first step: the case arrives, work begins, work is done.
    is_critical : bool
        Whether a week more here is a week more for the whole case.
    """

    step: FlowStep
    after: tuple[str, ...]
    start: float
    work_start: float
    end: float
    is_critical: bool


@dataclass(frozen=True)
class HandOver:
    """A case passes from one unit to another.

    Attributes
    ----------
    from_id, to_id : str
        The two steps.
    week : float
        Expected weeks from the first step until the later one can receive it.
    """

    from_id: str
    to_id: str
    week: float


@dataclass(frozen=True)
class Route:
    """The way of one sort of case through a flow.

    Attributes
    ----------
    cases : Cases
        Whose way it is.
    steps : tuple of TimedStep
        In order of start.
    hand_overs : tuple of HandOver
        Each change of unit.
    weeks : Weeks
        From the first step to the decision, expected, lowest and highest.
    weeks_waiting, weeks_work : float
        The expected weeks along the longest way, split; they add up to ``weeks.expected``.
    """

    cases: Cases
    steps: tuple[TimedStep, ...]
    hand_overs: tuple[HandOver, ...]
    weeks: Weeks
    weeks_waiting: float
    weeks_work: float

    def find(self, step_id: str) -> TimedStep | None:
        """Return a step of the route by its id, or None."""
        return next((each for each in self.steps if each.step.id == step_id), None)


def time_route(flow: CaseFlow, cases: Cases) -> Route:
    """Lay the steps of one route out in time.

    Parameters
    ----------
    flow : CaseFlow
        The flow; each step after those that it waits for.
    cases : Cases
        Which route: ``alle`` takes every step.

    Returns
    -------
    Route
        Steps, hand-overs and weeks.

    Notes
    -----
    Each step begins as soon as all that it waits for is done: leans towards too short.
    Lowest and highest are those of all steps at once, which is wider than steps that vary
    on their own would give: leans towards caution. A case that is sent back takes steps
    twice, and is not in the numbers: leans towards too short.

    A hand-over is counted for each step that a step of another unit waits for, so two units
    that hand in to a third at the same time are two.

    Examples
    --------
    >>> import datetime as dt
    >>> from analysis.caseflow.model import FlowUnit
    >>> def step(name, unit, after, weeks):
    ...     return FlowStep(name, name, None, unit, Cases.ALL, after, (), Weeks(),
    ...                     Weeks(weeks, weeks, weeks), None, "", "", "antagelse")
    >>> steps = (step("a", FlowUnit.BIF, (), 1), step("b", FlowUnit.SOF, ("a",), 3),
    ...          step("c", FlowUnit.DOCTOR, ("a",), 5), step("d", FlowUnit.BIF, ("b", "c"), 2))
    >>> route = time_route(CaseFlow("x", "X", dt.date(2020, 1, 1), None, steps), Cases.ALL)
    >>> route.weeks.expected, len(route.hand_overs)
    (8.0, 4)
    """
    steps = [step for step in flow.steps if cases is Cases.ALL or step.concerns(cases)]
    after = dict(_link(flow.steps, {step.id for step in steps}))
    ends = {
        limit: _find_ends(steps, after, {step.id: _length(step, limit) for step in steps})
        for limit in ("expected", "low", "high")
    }
    finish = ends["expected"]
    critical = _find_critical(steps, after, finish)
    timed = [_time(step, after[step.id], finish, step.id in critical) for step in steps]
    by_id = {step.id: step for step in steps}
    return Route(
        cases=cases,
        steps=tuple(sorted(timed, key=lambda each: each.start)),
        hand_overs=tuple(
            HandOver(name, each.step.id, each.start)
            for each in timed
            for name in each.after
            if by_id[name].unit is not each.step.unit
        ),
        weeks=Weeks(*(max(ends[limit].values()) for limit in ("expected", "low", "high"))),
        weeks_waiting=sum(by_id[name].waiting.expected for name in sorted(critical)),
        weeks_work=sum(by_id[name].work.expected for name in sorted(critical)),
    )


def _link(steps: Iterable[FlowStep], kept: set[str]) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Say what each step of the route waits for: a step left out stands for its own."""
    instead: dict[str, tuple[str, ...]] = {}
    for step in steps:
        names = tuple(
            dict.fromkeys(
                other
                for name in step.after
                for other in ((name,) if name in kept else instead[name])
            )
        )
        instead[step.id] = names
        if step.id in kept:
            yield step.id, names


def _length(step: FlowStep, limit: str) -> float:
    return float(getattr(step.weeks_expected, limit))


def _find_ends(
    steps: Iterable[FlowStep], after: Mapping[str, tuple[str, ...]], lengths: Mapping[str, float]
) -> dict[str, float]:
    """Return the week in which each step is done."""
    ends: dict[str, float] = {}
    for step in steps:
        start = max((ends[name] for name in after[step.id]), default=0.0)
        ends[step.id] = start + lengths[step.id]
    return ends


def _find_critical(
    steps: list[FlowStep], after: Mapping[str, tuple[str, ...]], ends: Mapping[str, float]
) -> set[str]:
    """Return the steps of one longest way, the first of equals."""
    name = max((step.id for step in steps), key=lambda each: ends[each])
    found = {name}
    while after[name]:
        name = max(after[name], key=lambda each: ends[each])
        found.add(name)
    return found


def _time(
    step: FlowStep, after: tuple[str, ...], ends: Mapping[str, float], is_critical: bool
) -> TimedStep:
    start = max((ends[name] for name in after), default=0.0)
    return TimedStep(step, after, start, start + step.waiting.expected, ends[step.id], is_critical)
