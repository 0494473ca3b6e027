"""Is the sign by which a recommendation is followed a sign of the process?"""

from __future__ import annotations

from collections.abc import Mapping

from analysis.errors import ContractError
from analysis.parameters.yaml_places import Place
from analysis.recommendations.finding_ids import read_finding_id
from analysis.recommendations.model import Direction, Indicator, IndicatorKind, TargetUnit
from analysis.recommendations.targets import (
    FORBIDDEN_KINDS,
    FORBIDDEN_UNITS,
    find_award_target,
)

_REASON = (
    "a goal for how many get or are refused a scheme would put a rule in the place of the "
    "judgement of each case (skøn under regel), which is unlawful"
)
_UNITS: Mapping[IndicatorKind, tuple[TargetUnit, ...]] = {
    IndicatorKind.DOCUMENTATION_COMPLETE: (TargetUnit.SHARE,),
    IndicatorKind.WEEKS: (TargetUnit.WEEKS,),
    IndicatorKind.REVERSALS: (TargetUnit.SHARE,),
    IndicatorKind.SHARE_WITHIN_DEADLINE: (TargetUnit.SHARE,),
    IndicatorKind.AGREEMENT: (TargetUnit.SHARE, TargetUnit.KAPPA),
    IndicatorKind.PROCESS: (TargetUnit.DONE, TargetUnit.TIMES, TargetUnit.SHARE),
}


def read_indicator(part: Place) -> Indicator:
    """Read the indicator of a recommendation.

    Parameters
    ----------
    part : Place
        The recommendation, which has the key ``indicator``.

    Raises
    ------
    SourceError
        If a key or value is not of the kind asked for.
    ContractError
        If it aims at a number of awards, refusals or recipients.
    """
    here = part.at("indicator")
    needed = ("name", "kind", "unit", "how")
    here.check_keys(needed, ("target", "direction", "finding", "number"))
    _fail_if_kind_or_unit_counts_people(here)
    for key in ("name", "how"):
        fail_if_text_aims_at_awards(here, key, is_indicator=True)
    if isinstance(here.value.get("target"), str):
        fail_if_text_aims_at_awards(here, "target", is_indicator=True)
    kind, unit = here.at("kind").choice(IndicatorKind), here.at("unit").choice(TargetUnit)
    if unit not in _UNITS[kind]:
        here.at("unit").refuse_because(
            f"An indicator of the kind {kind.value} is not measured in {unit.value}.",
            expected=" or ".join(each.value for each in _UNITS[kind]),
        )
    finding_id = _read_finding(here)
    return Indicator(
        name=here.at("name").text(),
        kind=kind,
        unit=unit,
        direction=_read_direction(here, unit),
        target=_read_target(here, unit),
        how=here.at("how").text(),
        finding_id=finding_id,
        number_key=here.at("number").text(default=""),
    )


def fail_if_text_aims_at_awards(part: Place, key: str, *, is_indicator: bool = False) -> None:
    """Refuse a text that aims at a number of awards.

    Raises
    ------
    ContractError
        Naming the line, the words and the reason.
    """
    words = find_award_target(part.at(key).text(), is_indicator=is_indicator)
    if words:
        part.at(key).refuse_because(
            f"The recommendation aims at a number of awards: «{words}».",
            expected="a target for the process, such as complete documentation, weeks or "
            f"reversals by Ankestyrelsen: {_REASON}",
            fix="choose a sign of the process, or write the sentence without the goal",
            kind=ContractError,
        )


def _read_finding(here: Place) -> str:
    """Return where the present value is read; empty where nowhere."""
    if "finding" not in here.value:
        return ""
    finding_id = read_finding_id(here, "finding")
    if finding_id.startswith(("benchmark.", "economics.")):
        here.at("finding").refuse_because(
            "The indicator is read from the benchmark or the economics.",
            expected=f"a finding on the process: {_REASON}",
            fix="read it from review.documents, review.agreement or the events",
            kind=ContractError,
        )
    return finding_id


def _read_direction(here: Place, unit: TargetUnit) -> Direction:
    if unit is TargetUnit.DONE and "direction" not in here.value:
        return Direction.AT_LEAST
    return here.at("direction").choice(Direction)


def _read_target(here: Place, unit: TargetUnit) -> float | None:
    """Return the target in its unit; none where it is done or not."""
    target = here.at("target").given(Place.number)
    if unit is TargetUnit.DONE:
        if target is not None:
            here.at("target").refuse_because(
                "What is done or not has no number as target.",
                expected="no target: the deadline says when",
                fix="take the line out",
            )
        return None
    if target is None or target < 0:
        here.at("target").refuse("is no target", "a number from zero")
    if unit in (TargetUnit.SHARE, TargetUnit.KAPPA) and target > 1:
        here.at("target").refuse_because(
            "The target is more than one.",
            expected="a fraction such as 0.9 for 90 %",
            fix="write the fraction",
        )
    return target


def _fail_if_kind_or_unit_counts_people(here: Place) -> None:
    for key, forbidden in (("kind", FORBIDDEN_KINDS), ("unit", FORBIDDEN_UNITS)):
        if str(here.value.get(key)).strip().casefold() in forbidden:
            here.at(key).refuse_because(
                f"The indicator counts awards or people: {key} {here.value[key]}.",
                expected=f"a sign of the process: {_REASON}",
                fix="choose one of the kinds " + ", ".join(each.value for each in IndicatorKind),
                kind=ContractError,
            )
