"""Is a recommendation whose finding has moved flagged, and never dropped or kept in silence?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.concepts import Lineage, Origin
from analysis.findings.register import Certainty, Finding, FindingRegister, Kind, Number
from analysis.recommendations.judge import (
    BasisState,
    JudgedRecommendation,
    Standing,
    TargetState,
    judge_recommendations,
)
from analysis.recommendations.model import (
    Basis,
    Cost,
    Direction,
    Indicator,
    IndicatorKind,
    LegalBasis,
    Owner,
    Recommendation,
    RecommendationFile,
    Status,
    TargetUnit,
)

TODAY = dt.date(2026, 3, 12)
Make = Callable[..., Finding]
IDS = ("review.documents", "benchmark.fleksjob-bestand", "events.rework")
STATES = {"review.documents": "missing", "benchmark.fleksjob-bestand": "lower",
          "events.rework": "estimated"}  # fmt: skip
AGAINST = {"review.documents": "none_missing", "benchmark.fleksjob-bestand": "higher",
           "events.rework": "none_seen"}  # fmt: skip


def a_file(*finding_ids: str, **changes: Any) -> RecommendationFile:
    values: dict[str, Any] = {
        "number": 1,
        "id": "en",
        "title": "En",
        "text": "Tekst.",
        "rests_on": tuple(Basis(each, (STATES[each],), "Fordi.") for each in finding_ids),
        "owner": Owner.BIF,
        "legal_basis": (LegalBasis("Lov", True),),
        "cost": Cost(),
        "deadline": dt.date(2026, 6, 30),
        "first_step": "Skridt.",
        "risk": "Risiko.",
        "indicator": an_indicator(),
        "status": Status.PROPOSED,
    }
    one = Recommendation(**{**values, **changes})
    return RecommendationFile("Anbefalinger", (one,), Lineage(frozenset({"register"})))


def an_indicator(**changes: Any) -> Indicator:
    values: dict[str, Any] = {
        "name": "Andel inden for fristen",
        "kind": IndicatorKind.SHARE_WITHIN_DEADLINE,
        "unit": TargetUnit.SHARE,
        "direction": Direction.AT_LEAST,
        "target": 0.9,
        "how": "Tælles.",
        "finding_id": "events.deadline.pensionsafgoerelse",
    }
    return Indicator(**{**values, **changes})


def judge(file: RecommendationFile, *findings: Finding, **options: Any) -> JudgedRecommendation:
    options = {"today": TODAY, **options}
    (judged,) = judge_recommendations(file, FindingRegister(findings), **options)
    return judged


def test_all_findings_in_a_supporting_state_hold(make_finding: Make) -> None:
    judged = judge(
        a_file(*IDS[:2]),
        make_finding("review.documents", "missing"),
        make_finding("benchmark.fleksjob-bestand", "lower"),
    )
    assert judged.standing is Standing.HOLDS
    assert not judged.is_flagged
    assert judged.strength.label == "stærk"


def test_a_finding_that_held_in_the_earlier_pack_and_does_not_now_is_flagged(
    make_finding: Make,
) -> None:
    now = make_finding("review.documents", "none_missing")
    judged = judge(a_file("review.documents"), now, earlier={"review.documents": "missing"})
    assert judged.standing is Standing.NO_LONGER_HOLDS
    assert judged.standing_label == "holder ikke længere"
    assert judged.is_flagged
    assert judged.bases[0].is_lost


@pytest.mark.parametrize("state", ["kept_back", None])
def test_a_finding_that_held_and_is_gone_or_silent_is_flagged_too(
    make_finding: Make, state: str | None
) -> None:
    findings = [make_finding("review.documents", state)] if state else []
    judged = judge(a_file("review.documents"), *findings, earlier={"review.documents": "missing"})
    assert judged.standing is Standing.NO_LONGER_HOLDS
    assert judged.is_flagged


def test_a_municipality_without_review_gets_not_shown_and_the_reason() -> None:
    (judged,) = judge_recommendations(
        a_file("review.documents"),
        FindingRegister((), {"review": "Der er ingen sagsgennemgang."}),
        today=TODAY,
    )
    assert judged.standing is Standing.NOT_SHOWN
    assert not judged.is_flagged
    assert judged.bases[0].why_missing == "Der er ingen sagsgennemgang."
    assert judged.strength.label == "ingen"


def test_not_told_apart_is_silence_and_no_contradiction(make_finding: Make) -> None:
    judged = judge(
        a_file("benchmark.fleksjob-bestand"),
        make_finding("benchmark.fleksjob-bestand", "indistinguishable"),
    )
    assert judged.bases[0].state is BasisState.SILENT
    assert judged.standing is Standing.NOT_SHOWN


def test_a_finding_that_says_otherwise_lowers_the_strength_and_is_flagged(
    make_finding: Make,
) -> None:
    judged = judge(
        a_file(*IDS),
        make_finding("review.documents", "missing"),
        make_finding("benchmark.fleksjob-bestand", "higher"),
        make_finding("events.rework", "estimated"),
    )
    assert judged.standing is Standing.PARTLY
    assert judged.is_flagged
    assert judged.strength.label == "middel"


@pytest.mark.parametrize(
    ("status", "today", "is_overdue"),
    [
        (Status.PROPOSED, dt.date(2026, 6, 30), False),
        (Status.PROPOSED, dt.date(2026, 7, 7), True),
        (Status.DECIDED, dt.date(2026, 7, 7), True),
        (Status.DONE, dt.date(2026, 7, 7), False),
        (Status.DROPPED, dt.date(2026, 7, 7), False),
    ],
)
def test_only_what_is_open_can_be_overdue(status: Status, today: dt.date, is_overdue: bool) -> None:
    judged = judge(a_file("review.documents", status=status), today=today)
    assert judged.is_overdue is is_overdue
    assert judged.weeks_overdue == (1.0 if is_overdue else 0.0)


@pytest.mark.parametrize(
    ("lower", "upper", "state"),
    [
        (0.91, 0.95, TargetState.REACHED),
        (0.90, 0.95, TargetState.REACHED),
        (0.80, 0.89, TargetState.NOT_REACHED),
        (0.85, 0.95, TargetState.UNDECIDED),
        (0.85, 0.90, TargetState.UNDECIDED),
    ],
)
def test_a_target_is_reached_only_when_the_limits_carry_it(
    make_finding: Make, lower: float, upper: float, state: TargetState
) -> None:
    number = Number("share", "andel", (lower + upper) / 2, "share", lower=lower, upper=upper)
    source = make_finding("events.deadline.pensionsafgoerelse", "within", numbers=(number,))
    assert judge(a_file("review.documents"), source).indicator.state is state


def test_a_number_in_another_unit_is_not_read_as_the_indicator(make_finding: Make) -> None:
    weeks = Number("median", "uger", 12.0, "weeks")
    source = make_finding("events.deadline.pensionsafgoerelse", "within", numbers=(weeks,))
    reading = judge(a_file("review.documents"), source).indicator
    assert (reading.number, reading.state) == (None, TargetState.NOT_MEASURED)


def test_an_upper_target_turns_the_limits_round(make_finding: Make) -> None:
    at_most = an_indicator(direction=Direction.AT_MOST, target=0.2, number_key="share")
    number = Number("share", "andel", 0.3, "share", lower=0.25, upper=0.35)
    source = make_finding("events.deadline.pensionsafgoerelse", "over", numbers=(number,))
    judged = judge(a_file("review.documents", indicator=at_most), source)
    assert judged.indicator.state is TargetState.NOT_REACHED


@pytest.mark.parametrize(
    ("lower", "upper", "state"),
    [
        (0.10, 0.20, TargetState.REACHED),
        (0.15, 0.35, TargetState.UNDECIDED),
        (0.20, 0.35, TargetState.UNDECIDED),
        (0.21, 0.35, TargetState.NOT_REACHED),
    ],
)
def test_an_upper_target_is_reached_only_when_the_upper_limit_carries_it(
    make_finding: Make, lower: float, upper: float, state: TargetState
) -> None:
    at_most = an_indicator(direction=Direction.AT_MOST, target=0.2, number_key="share")
    number = Number("share", "andel", (lower + upper) / 2, "share", lower=lower, upper=upper)
    source = make_finding("events.deadline.pensionsafgoerelse", "over", numbers=(number,))
    judged = judge(a_file("review.documents", indicator=at_most), source)
    assert judged.indicator.state is state


def test_a_deadline_is_passed_the_day_after_and_counted_in_weeks() -> None:
    next_day = judge(a_file("review.documents"), today=dt.date(2026, 7, 1))
    assert (next_day.is_overdue, next_day.weeks_overdue) == (True, 1 / 7)
    before = judge(a_file("review.documents"), today=dt.date(2026, 6, 1))
    assert (before.is_overdue, before.weeks_overdue) == (False, 0.0)


def test_what_rests_on_one_invented_finding_is_invented(make_finding: Make) -> None:
    source = make_finding("review.documents", "missing", is_invented=True)
    assert judge(a_file("review.documents"), source).lineage.origin is Origin.SYNTHETIC


now_states = st.sampled_from(("support", "against", "silent", "gone"))


@given(
    st.lists(now_states, min_size=3, max_size=3),
    st.lists(st.sampled_from((True, False, None)), min_size=3, max_size=3),
)
def test_no_recommendation_is_dropped_and_every_lost_basis_is_flagged(
    now: list[str], before: list[bool | None]
) -> None:
    silent = {"review.documents": "kept_back", "benchmark.fleksjob-bestand": "too_few",
              "events.rework": "too_few"}  # fmt: skip
    choose = {"support": STATES, "against": AGAINST, "silent": silent}
    findings = [
        Finding(i, Kind(i.split(".")[0]), "", "", choose[s][i], "", Certainty.FAIR, "", "")
        for i, s in zip(IDS, now, strict=True)
        if s != "gone"
    ]
    earlier = {
        i: (STATES if held else AGAINST)[i]
        for i, held in zip(IDS, before, strict=True)
        if held is not None
    }
    judged = judge(a_file(*IDS), *findings, earlier=earlier)
    n_holding = now.count("support")
    lost = any(held and s != "support" for s, held in zip(now, before, strict=True))
    assert len(judged.bases) == len(IDS)
    assert (judged.standing is Standing.HOLDS) == (n_holding == len(IDS))
    assert (judged.standing is Standing.PARTLY) == (0 < n_holding < len(IDS))
    assert judged.has_lost_its_basis == lost
    assert judged.is_flagged or not lost
