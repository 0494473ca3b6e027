"""In which order can the steps of a flow be taken?

A step comes after those that it waits for. Steps that wait for each other in a circle, or
an order that turns the law's upside down, are faults of the file and named as such.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.caseflow.model import Cases, FlowStep
from analysis.caseflow.steps import Step
from analysis.parameters.circles import find_circle
from analysis.parameters.yaml_places import Place

_RANK = {step: rank for rank, step in enumerate(Step)}
_NEEDED = (Step.RAISED, Step.DECIDED)


def sort_steps(steps: Sequence[FlowStep], place: Place) -> tuple[FlowStep, ...]:
    """Sort steps so that each comes after those that it waits for.

    Parameters
    ----------
    steps : sequence of FlowStep
        As the file has them; every name in ``after`` is one of them.
    place : Place
        The list in the file, for messages.

    Returns
    -------
    tuple of FlowStep
        In the order of the file wherever that fits.

    Raises
    ------
    SourceError
        If steps wait for each other in a circle, if a case would be decided before it is
        raised or proposed on before it is put forward, if an event stands twice on a
        route, or if no step raises or decides the case.
    """
    _fail_if_steps_wait_in_a_circle(steps, place)
    done: list[FlowStep] = []
    waiting = list(steps)
    while waiting:
        names = {step.id for step in done}
        ready = next(step for step in waiting if names.issuperset(step.after))
        waiting.remove(ready)
        done.append(ready)
    _fail_if_an_end_is_missing(done, place)
    _fail_if_an_event_stands_twice(steps, place)
    _fail_if_the_order_is_impossible(done, steps, place)
    return tuple(done)


def _find_earlier_events(step: FlowStep, by_id: Mapping[str, FlowStep]) -> set[Step]:
    """Return all events that must have happened before a step is finished."""
    found: set[Step] = set()
    for name in step.after:
        before = by_id[name]
        found |= _find_earlier_events(before, by_id)
        if before.step is not None:
            found.add(before.step)
    return found


def _fail_if_steps_wait_in_a_circle(steps: Sequence[FlowStep], place: Place) -> None:
    circle = find_circle({step.id: step.after for step in steps})
    if circle:
        place.refuse(
            f"has steps that wait for each other: {' after '.join(circle)}",
            "steps that can be taken one after another",
            "take one of the names out of after",
        )


def _fail_if_an_end_is_missing(steps: Sequence[FlowStep], place: Place) -> None:
    for event in _NEEDED:
        if not any(step.step is event and step.cases is Cases.ALL for step in steps):
            place.refuse(
                f"has no step {event.value} for all cases",
                f"one step with step: {_NEEDED[0].value} and one with step: {_NEEDED[1].value}",
                "add the step, without cases",
            )
    starts = [step.id for step in steps if not step.after]
    if len(starts) != 1:
        place.refuse(
            f"has {len(starts)} steps that wait for nothing", "one first step", "correct after"
        )


def _fail_if_an_event_stands_twice(steps: Sequence[FlowStep], place: Place) -> None:
    for route in (Cases.OBVIOUS, Cases.OTHER):
        seen: set[Step] = set()
        for index, step in enumerate(steps):
            if step.step is None or not step.concerns(route):
                continue
            if step.step in seen:
                place.at(index).at("step").refuse(
                    "is the event of another step on the same route", "each event once"
                )
            seen.add(step.step)


def _fail_if_the_order_is_impossible(
    sorted_steps: Sequence[FlowStep], steps: Sequence[FlowStep], place: Place
) -> None:
    by_id = {step.id: step for step in sorted_steps}
    for index, step in enumerate(steps):
        if step.step is None:
            continue
        later = [
            event.value
            for event in _find_earlier_events(step, by_id)
            if _RANK[event] > _RANK[step.step]
        ]
        if later:
            place.at(index).at("step").refuse(
                f"comes after {', '.join(sorted(later))}",
                f"the order {', '.join(each.value for each in Step)}",
                "correct the order of the steps, or after",
            )
