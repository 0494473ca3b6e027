"""Does the strength of the evidence follow the table, and nothing but the table?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.concepts import Lineage
from analysis.findings.register import Certainty, Finding, Kind
from analysis.recommendations.strength import Level, StrengthRule, grade_strength

CERTAINTIES = [Certainty.NONE, Certainty.WEAK, Certainty.FAIR, Certainty.CLEAR]
kinds = st.sampled_from(list(Kind))
certainties = st.sampled_from(CERTAINTIES)


def finding(kind: Kind, certainty: Certainty, *, is_invented: bool = False) -> Finding:
    names = frozenset({kind.value})
    lineage = Lineage(names, names if is_invented else frozenset())
    return Finding(
        f"{kind.value}.x", kind, "", "", "state", "", certainty, "", "2025K4", (), lineage
    )


some_findings = st.lists(st.builds(finding, kinds, certainties), max_size=6)


@pytest.mark.parametrize(
    ("holding", "level", "rule"),
    [
        ([], Level.NONE, StrengthRule.NOTHING_HOLDS),
        ([(Kind.REVIEW, Certainty.NONE)], Level.NONE, StrengthRule.NOTHING_HOLDS),
        ([(Kind.ECONOMICS, Certainty.CLEAR)], Level.NONE, StrengthRule.NOTHING_HOLDS),
        ([(Kind.REVIEW, Certainty.FAIR)], Level.WEAK, StrengthRule.ONE_KIND),
        ([(Kind.STUDY, Certainty.CLEAR)], Level.WEAK, StrengthRule.ONE_KIND),
        (
            [(Kind.REVIEW, Certainty.WEAK), (Kind.EVENTS, Certainty.WEAK)],
            *(Level.WEAK, StrengthRule.ONE_KIND),
        ),
        ([(Kind.BENCHMARK, Certainty.CLEAR)], Level.MEDIUM, StrengthRule.ONE_KIND_SURE),
        (
            [(Kind.BENCHMARK, Certainty.CLEAR), (Kind.BENCHMARK, Certainty.CLEAR)],
            *(Level.MEDIUM, StrengthRule.ONE_KIND_SURE),
        ),
        (
            [(Kind.BENCHMARK, Certainty.FAIR), (Kind.REVIEW, Certainty.WEAK)],
            *(Level.MEDIUM, StrengthRule.SEVERAL_KINDS),
        ),
        (
            [(Kind.BENCHMARK, Certainty.FAIR), (Kind.REVIEW, Certainty.CLEAR)],
            *(Level.STRONG, StrengthRule.SEVERAL_KINDS_SURE),
        ),
        (
            [(Kind.BENCHMARK, Certainty.CLEAR), (Kind.ECONOMICS, Certainty.CLEAR)],
            *(Level.MEDIUM, StrengthRule.ONE_KIND_SURE),
        ),
    ],
)
def test_each_rule_of_the_table_gives_its_level(
    holding: list[tuple[Kind, Certainty]], level: Level, rule: StrengthRule
) -> None:
    strength = grade_strength([finding(*each) for each in holding])
    assert (strength.level, strength.rule) == (level, rule)


def test_a_contradiction_takes_one_step_down_and_never_below_weak() -> None:
    strong = [finding(Kind.BENCHMARK, Certainty.CLEAR), finding(Kind.REVIEW, Certainty.FAIR)]
    lowered = grade_strength(strong, is_contradicted=True)
    assert (lowered.level, lowered.rule) == (Level.MEDIUM, StrengthRule.CONTRADICTED)
    weak = grade_strength([finding(Kind.REVIEW, Certainty.WEAK)], is_contradicted=True)
    assert (weak.level, weak.rule) == (Level.WEAK, StrengthRule.ONE_KIND)
    assert grade_strength([], is_contradicted=True).level is Level.NONE


def test_a_study_that_can_be_generalised_counts_for_more() -> None:
    study = finding(Kind.STUDY, Certainty.CLEAR)
    review = finding(Kind.REVIEW, Certainty.CLEAR)
    assert grade_strength([study, review]).level is Level.MEDIUM
    assert grade_strength([study, review], generalisable={"study.x"}).level is Level.STRONG
    assert grade_strength([study], generalisable={"study.x"}).level is Level.WEAK


def test_invented_evidence_adds_nothing_to_observed_evidence() -> None:
    observed = finding(Kind.REVIEW, Certainty.FAIR)
    invented = finding(Kind.BENCHMARK, Certainty.CLEAR, is_invented=True)
    strength = grade_strength([observed, invented])
    assert (strength.level, strength.kinds) == (Level.WEAK, (Kind.REVIEW,))
    assert not strength.is_invented


def test_strength_of_invented_evidence_alone_says_that_it_is_an_example() -> None:
    strength = grade_strength([finding(Kind.BENCHMARK, Certainty.CLEAR, is_invented=True)])
    assert strength.label == "middel (eksempel)"


@given(some_findings, kinds, certainties, st.booleans())
def test_one_more_finding_that_holds_never_weakens(
    holding: list[Finding], kind: Kind, certainty: Certainty, is_contradicted: bool
) -> None:
    before = grade_strength(holding, is_contradicted=is_contradicted)
    after = grade_strength([*holding, finding(kind, certainty)], is_contradicted=is_contradicted)
    assert after.level >= before.level


@given(some_findings)
def test_a_contradiction_never_strengthens_and_order_does_not_matter(
    holding: list[Finding],
) -> None:
    plain = grade_strength(holding)
    assert grade_strength(holding, is_contradicted=True).level <= plain.level
    assert grade_strength(holding[::-1]).level is plain.level


@given(some_findings)
def test_strong_takes_two_kinds_that_are_no_economics(holding: list[Finding]) -> None:
    # The table's limits, counted by another route: best certainty of each kind, sorted.
    best: dict[Kind, int] = {}
    for each in holding:
        weight = CERTAINTIES.index(each.certainty)
        if each.kind is Kind.STUDY:
            weight = min(weight, 1)
        if each.kind is not Kind.ECONOMICS and weight:
            best[each.kind] = max(best.get(each.kind, 0), weight)
    top = [*sorted(best.values(), reverse=True), 0, 0][:2]
    expected = (
        3 if top[0] == 3 and top[1] >= 2
        else 2 if (top[0] >= 2 and top[1] >= 1) or top == [3, 0]
        else 1 if top[0] else 0
    )  # fmt: skip
    assert grade_strength(holding).level == expected
