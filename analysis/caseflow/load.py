"""What does the municipality's file of flows say, and can it be true?

The file holds today's and the proposed flow. Whoever writes it is no programmer, so every
fault is named by line and key, and a flow that the law of its own first day forbids is
refused before anybody draws it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from analysis.caseflow.check import Verdict, check_flow
from analysis.caseflow.deadlines import Span, read_deadlines, read_span, read_validity
from analysis.caseflow.model import CaseFlow, Cases, FlowPair, FlowStep, FlowUnit, Weeks
from analysis.caseflow.order import sort_steps
from analysis.caseflow.steps import Step
from analysis.concepts import Lineage
from analysis.parameters.yaml_files import read_places
from analysis.parameters.yaml_places import Place

LONGEST_LABEL = 30
LONGEST_UNIT_NAME = 14
_MOST_WEEKS = 520
_FLOW = ("name", "title", "valid_from", "valid_to", "steps")
_STEP = ("id", "label", "unit", "work", "source")
_STEP_OPTIONAL = (
    *("step", "cases", "after", "documents", "waiting"),
    *("own_deadline", "deadline", "note"),
)


def load_flow_file(path: Path, lineage: Lineage) -> FlowPair:
    """Load today's and the proposed flow of a file.

    Parameters
    ----------
    path : Path
        The file ``flow.yaml``.
    lineage : Lineage
        What the file is: observed, or invented.

    Returns
    -------
    FlowPair
        The two flows, with each step after those that it waits for.

    Raises
    ------
    SourceError
        If the file breaks its format: a missing or unknown key, an unknown unit, step or
        deadline, a date that is none, steps that wait for each other in a circle or come in
        an order that no case can take; or if a flow was not allowed on its own first day.
    CoverageError
        If a flow begins before the first rules.
    """
    top = read_places(Path(path))
    top.check_keys(["title", "today", "proposed"], ["note", "unit_names"])
    names = top.at("unit_names").given(_read_unit_names) or {}
    return FlowPair(
        title=top.at("title").text(longest=80),
        today=_read_flow(top.at("today"), names, lineage),
        proposed=_read_flow(top.at("proposed"), names, lineage),
        note=top.at("note").text(default=""),
    )


def _read_flow(place: Place, names: Mapping[FlowUnit, str], lineage: Lineage) -> CaseFlow:
    place.check_keys(_FLOW)
    first, last = read_validity(place)
    places = place.at("steps").entries(least=2)
    steps = tuple(_read_step(each, index, places) for index, each in enumerate(places))
    _fail_if_an_id_is_taken(places)
    _fail_if_a_name_after_is_unknown(places, steps)
    flow = CaseFlow(
        name=place.at("name").text(),
        title=place.at("title").text(longest=60),
        valid_from=first,
        valid_to=last,
        steps=sort_steps(steps, place.at("steps")),
        unit_names=names,
        lineage=lineage,
    )
    _fail_if_the_law_forbids_it(flow, place)
    return flow


def _read_step(place: Place, index: int, places: tuple[Place, ...]) -> FlowStep:
    place.check_keys(_STEP, _STEP_OPTIONAL)
    return FlowStep(
        id=place.at("id").text(),
        label=place.at("label").text(longest=LONGEST_LABEL),
        step=place.at("step").choice(Step) if place.has("step") else None,
        unit=place.at("unit").choice(FlowUnit),
        cases=place.at("cases").choice(Cases) if place.has("cases") else Cases.ALL,
        after=_read_after(place, index, places),
        documents=place.at("documents").texts(),
        waiting=place.at("waiting").given(_read_weeks) or Weeks(),
        work=_read_weeks(place.at("work")),
        own_deadline=place.at("own_deadline").given(_read_own_deadline),
        deadline_id=place.at("deadline").given(_read_deadline_id) or "",
        note=place.at("note").text(default=""),
        source=place.at("source").text(),
    )


def _read_after(place: Place, index: int, places: tuple[Place, ...]) -> tuple[str, ...]:
    """Return what a step waits for: what it names, else the step before it in the file."""
    if "after" in place.value:
        return place.at("after").texts()
    if index == 0:
        return ()
    before = places[index - 1]
    before.check_keys(_STEP, _STEP_OPTIONAL)
    return (before.at("id").text(),)


def _read_weeks(place: Place) -> Weeks:
    """Read an expected number of weeks, with a lowest and a highest where they are given."""
    place.check_keys(["expected"], ["low", "high"])
    expected = place.at("expected").number(least=0)
    low = place.at("low").number(least=0) if place.has("low") else expected
    high = place.at("high").number(least=0) if place.has("high") else expected
    if not low <= expected <= high <= _MOST_WEEKS:
        place.refuse(
            "has weeks that do not fit each other",
            f"low at most expected, expected at most high, and high at most {_MOST_WEEKS}",
        )
    return Weeks(expected, low, high)


def _read_own_deadline(place: Place) -> Span:
    place.check_keys(["amount", "unit"])
    return read_span(place.at("amount"), place.at("unit"))


def _read_deadline_id(place: Place) -> str:
    return place.word(dict.fromkeys(each.id for each in read_deadlines()))


def _read_unit_names(place: Place) -> dict[FlowUnit, str]:
    place.check_keys([], list(FlowUnit))
    return {
        FlowUnit(unit): name.text(longest=LONGEST_UNIT_NAME) for unit, name in place.parts().items()
    }


def _fail_if_an_id_is_taken(places: tuple[Place, ...]) -> None:
    seen: set[str] = set()
    for place in places:
        step_id = place.at("id").text()
        if step_id in seen:
            place.at("id").refuse("is the id of another step", "an id of its own")
        seen.add(step_id)


def _fail_if_a_name_after_is_unknown(
    places: tuple[Place, ...], steps: tuple[FlowStep, ...]
) -> None:
    ids = [step.id for step in steps]
    for place, step in zip(places, steps, strict=True):
        for position, name in enumerate(step.after):
            if name not in ids:
                place.at("after").at(position).refuse(
                    "names a step that the flow has not", f"one of {', '.join(ids)}"
                )


def _fail_if_the_law_forbids_it(flow: CaseFlow, place: Place) -> None:
    check = check_flow(flow, flow.valid_from)
    if check.verdict is Verdict.NOT_ALLOWED:
        place.at("valid_from").refuse(
            f"is a day on which the flow {flow.name} was not allowed",
            "; ".join(note.rule.reference for note in check.notes if note.is_breach),
            "let the flow begin later, or put the missing step in",
        )
