"""Which findings stand on page one? The surest of each kind, and never a kind too many."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from analysis.findings.register import Certainty, Finding, Kind
from analysis.texts.pack.opening import choose_findings


def make(kind: Kind, name: str, certainty: Certainty) -> Finding:
    return Finding(f"{kind.value}.{name}", kind, "", "", "", "", certainty, "", "")


def test_surest_stand_first_and_equals_in_the_order_of_the_register():
    found = [
        make(Kind.BENCHMARK, "a", Certainty.WEAK),
        make(Kind.BENCHMARK, "b", Certainty.FAIR),
        make(Kind.BENCHMARK, "c", Certainty.FAIR),
    ]
    chosen = choose_findings(found, Kind.BENCHMARK)
    assert [each.id for each in chosen] == ["benchmark.b", "benchmark.c"]


def test_one_finding_stands_for_the_review_the_one_on_any_scheme():
    names = ("fleksjob", "documents", "mindst_en")
    found = [make(Kind.REVIEW, name, Certainty.CLEAR) for name in names]
    assert [each.id for each in choose_findings(found, Kind.REVIEW)] == ["review.mindst_en"]


def test_money_is_said_in_total_alone():
    found = [make(Kind.ECONOMICS, name, Certainty.CLEAR) for name in ("a-b", "total")]
    assert [each.id for each in choose_findings(found, Kind.ECONOMICS)] == ["economics.total"]


@given(st.lists(st.sampled_from(Certainty), max_size=6))
def test_nothing_that_cannot_be_said_is_chosen_for_the_practice_and_nothing_sure_is_left_for_less(
    certainties,
):
    found = [make(Kind.BENCHMARK, str(i), each) for i, each in enumerate(certainties)]
    chosen = choose_findings(found, Kind.BENCHMARK)
    order = list(Certainty)
    assert len(chosen) == min(2, sum(each is not Certainty.NONE for each in certainties))
    left = [each for each in found if each not in chosen and each.certainty is not Certainty.NONE]
    for kept, other in itertools.product(chosen, left):
        assert order.index(kept.certainty) <= order.index(other.certainty)
