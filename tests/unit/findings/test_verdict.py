"""One test per row of the table of verdicts, and the words for each."""

import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.comparison.gaps import Gap
from analysis.concepts import Benefit, Estimate, Stage, Unit
from analysis.errors import RequestError
from analysis.findings.verdict import (
    Rule,
    Verdict,
    full_words,
    judge,
    judge_by_rule,
    rule_words,
    verdict_words,
)
from analysis.findings.words import words_in
from analysis.labels import LANGUAGES


def estimate(lower, upper, *, value=1.0):
    return Estimate(value, lower, upper, 0.95, "ratio", 10, "exact")


def flow(limits, clear, *, n_observed=50.0, n_expected=50.0):
    return Gap(
        n_observed=n_observed, n_expected=n_expected, crude_ratio=1.0, n_peers=3,
        ratio=estimate(*limits), clear_ratio=estimate(*clear),
    )  # fmt: skip


def stock(n_observed, ordinary=(80, 125), clearly=(70, 140)):
    return Gap(
        n_observed=n_observed, n_expected=100.0, crude_ratio=1.0, n_peers=3,
        ordinary=estimate(*ordinary), clearly_ordinary=estimate(*clearly),
    )  # fmt: skip


def bare(*, n_expected, n_observed=3.0):
    return Gap(n_observed=n_observed, n_expected=n_expected, crude_ratio=1.0, n_peers=3)


def test_no_data_when_nothing_can_be_expected():
    assert judge(bare(n_expected=math.nan)) is Verdict.NO_DATA


def test_no_data_when_the_focus_has_no_count():
    assert judge(bare(n_expected=math.nan, n_observed=math.nan)) is Verdict.NO_DATA


def test_too_few_when_there_are_no_limits():
    assert judge(bare(n_expected=4.0)) is Verdict.TOO_FEW
    assert judge(bare(n_expected=0.0)) is Verdict.TOO_FEW


def test_no_difference_is_claimed_absent_where_few_awards_are_expected():
    assert judge(flow((0.2, 3.0), (0.1, 5.0), n_expected=4.9)) is Verdict.TOO_FEW
    assert judge(flow((1.3, 5.3), (0.9, 7.0), n_expected=4.9)) is Verdict.HIGHER


@pytest.mark.parametrize("limits", [(0.8, 1.2), (1.0, 1.5), (0.5, 1.0)])
def test_flow_is_indistinguishable_when_the_limits_hold_one(limits):
    assert judge(flow(limits, (0.4, 1.6))) is Verdict.INDISTINGUISHABLE


def test_flow_is_lower_when_the_limits_lie_below_one():
    assert judge(flow((0.7, 0.99), (0.6, 1.1))) is Verdict.LOWER


def test_flow_is_higher_when_the_limits_lie_above_one():
    assert judge(flow((1.01, 1.4), (0.9, 1.5))) is Verdict.HIGHER


def test_flow_is_clearly_lower_when_the_stricter_limits_lie_below_one():
    assert judge(flow((0.5, 0.8), (0.4, 0.9))) is Verdict.CLEARLY_LOWER


def test_flow_is_clearly_higher_when_the_stricter_limits_lie_above_one():
    assert judge(flow((1.4, 1.6), (1.2, 1.9))) is Verdict.CLEARLY_HIGHER


@pytest.mark.parametrize(
    ("n_observed", "verdict"),
    [
        (69, Verdict.CLEARLY_LOWER),
        (70, Verdict.LOWER),
        (79, Verdict.LOWER),
        (80, Verdict.INDISTINGUISHABLE),
        (100, Verdict.INDISTINGUISHABLE),
        (125, Verdict.INDISTINGUISHABLE),
        (126, Verdict.HIGHER),
        (141, Verdict.CLEARLY_HIGHER),
    ],
)
def test_stock_is_judged_by_the_range_that_is_ordinary(n_observed, verdict):
    assert judge(stock(n_observed)) is verdict


def test_only_the_four_differences_claim_a_difference():
    claims = {verdict for verdict in Verdict if verdict.is_difference}
    lower = {verdict for verdict in Verdict if verdict.is_lower}
    assert claims == {
        Verdict.LOWER, Verdict.CLEARLY_LOWER, Verdict.HIGHER, Verdict.CLEARLY_HIGHER,
    }  # fmt: skip
    assert lower == {Verdict.LOWER, Verdict.CLEARLY_LOWER}


@pytest.mark.parametrize("verdict", [v for v in Verdict if v.is_difference])
def test_flow_is_sure_and_stock_is_unusual(verdict):
    assert "sikkert" in verdict_words(verdict, Stage.FLOW)
    assert "usædvanligt" in verdict_words(verdict, Stage.STOCK)
    strong = verdict in {Verdict.CLEARLY_LOWER, Verdict.CLEARLY_HIGHER}
    assert all(("meget" in verdict_words(verdict, stage)) == strong for stage in Stage)


def test_no_difference_has_different_words_for_flow_and_stock():
    assert verdict_words(Verdict.INDISTINGUISHABLE, Stage.FLOW) == "ikke til at skelne"
    assert verdict_words(Verdict.INDISTINGUISHABLE, Stage.STOCK) == "almindelig variation"


@pytest.mark.parametrize(
    ("usual", "words"),
    [
        (estimate(10, 90), "lavere, ret sikkert; almindeligt mellem kommuner"),
        (estimate(31, 90), "lavere, ret sikkert; usædvanligt mellem kommuner"),
        (None, "lavere, ret sikkert"),
    ],
)
def test_difference_of_awards_also_says_whether_it_is_unusual(usual, words):
    gap = flow((0.4, 0.9), (0.3, 1.1), n_observed=30.0)
    assert full_words(dataclasses.replace(gap, usual=usual), Stage.FLOW) == words


def test_awards_without_a_difference_are_not_called_usual_or_unusual():
    gap = dataclasses.replace(flow((0.8, 1.2), (0.7, 1.3)), usual=estimate(10, 90))
    assert full_words(gap, Stage.FLOW) == "ikke til at skelne"


@pytest.mark.parametrize(
    ("gap", "rule"),
    [
        (bare(n_expected=math.nan), Rule.NOTHING_EXPECTED),
        (bare(n_expected=4.0), Rule.NO_LIMITS),
        (flow((0.2, 3.0), (0.1, 5.0), n_expected=4.9), Rule.LIMITS_HOLD_ONE_FEW_EXPECTED),
        (flow((0.8, 1.2), (0.4, 1.6)), Rule.LIMITS_HOLD_ONE),
        (flow((0.7, 0.99), (0.6, 1.1)), Rule.LIMITS_EXCLUDE_ONE),
        (flow((1.4, 1.6), (1.2, 1.9)), Rule.CLEAR_LIMITS_EXCLUDE_ONE),
        (stock(100), Rule.RANGE_HOLDS_OBSERVED),
        (stock(126), Rule.RANGE_EXCLUDES_OBSERVED),
        (stock(60), Rule.CLEAR_RANGE_EXCLUDES_OBSERVED),
    ],
)
def test_rule_that_fired_is_named(gap, rule):
    assert judge_by_rule(gap).rule is rule


@given(
    n_expected=st.floats(0.1, 5_000),
    ratio=st.floats(0, 5),
    width=st.floats(0, 2),
    more=st.floats(0, 2),
)
def test_flow_differs_exactly_where_its_limits_leave_one_out(n_expected, ratio, width, more):
    limits = (max(0.0, ratio - width), ratio + width)
    clear = (max(0.0, limits[0] - more), limits[1] + more)
    gap = flow(limits, clear, n_observed=ratio * n_expected, n_expected=n_expected)
    verdict = judge(gap)
    assert verdict.is_difference == (not limits[0] <= 1 <= limits[1])
    assert verdict.is_lower == (limits[1] < 1)
    strong = verdict in {Verdict.CLEARLY_LOWER, Verdict.CLEARLY_HIGHER}
    assert strong == (not clear[0] <= 1 <= clear[1])


@given(n_observed=st.floats(0, 400), below=st.floats(0, 90), above=st.floats(0, 90))
def test_stock_is_unusual_exactly_where_its_range_leaves_it_out(n_observed, below, above):
    ordinary, clearly = (100 - below, 100 + above), (95 - below, 105 + above)
    verdict = judge(stock(n_observed, ordinary, clearly))
    assert verdict.is_difference == (not ordinary[0] <= n_observed <= ordinary[1])
    assert verdict.is_lower == (n_observed < ordinary[0])


@pytest.mark.parametrize("stage", Stage)
def test_each_verdict_has_words_of_its_own_in_both_languages(stage):
    for language in LANGUAGES:
        words = [verdict_words(verdict, stage, language=language) for verdict in Verdict]
        assert len(set(words)) == len(Verdict)
    for verdict in Verdict:
        danish = verdict_words(verdict, stage)
        english = verdict_words(verdict, stage, language="en")
        assert ("lavere" in danish, "højere" in danish, "meget" in danish) == (
            "lower" in english, "higher" in english, "very" in english,
        )  # fmt: skip


def test_both_answers_are_said_in_english_too():
    gap = dataclasses.replace(flow((0.4, 0.9), (0.3, 1.1), n_observed=30.0), usual=estimate(31, 90))
    words = full_words(gap, Stage.FLOW, language="en")
    assert words == "lower, fairly surely; unusual among municipalities"


def test_every_rule_can_be_said_in_both_languages():
    for rule in Rule:
        assert rule_words(rule) != rule_words(rule, language="en")


def test_the_files_of_words_have_the_same_keys():
    def keys(entries, *, without=()):
        return {
            name: keys(each) if isinstance(each, dict) else ""
            for name, each in entries.items()
            if name not in without
        }

    english = keys(words_in("en").entries, without=("benefits", "units"))
    assert keys(words_in("da").entries) == english


def test_every_benefit_and_unit_has_a_name_in_english():
    entries = words_in("en").entries
    assert set(entries["benefits"]) == {benefit.value for benefit in Benefit}
    assert set(entries["units"]) == {unit.value for unit in Unit}


def test_language_without_words_is_refused_with_those_there_are():
    with pytest.raises(RequestError, match="'de'") as caught:
        verdict_words(Verdict.LOWER, Stage.FLOW, language="de")
    assert caught.value.expected == "da or en"
