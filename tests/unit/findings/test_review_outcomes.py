"""What may be said of a number of people: one test per row of the rules, and the writing."""

from __future__ import annotations

import math
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.concepts import Estimate
from analysis.findings.review_outcomes import (
    OutcomeRule,
    OutcomeVerdict,
    add_after,
    judge_people,
    people_limits_text,
    people_text,
    share_text,
    write_people,
)
from analysis.findings.suppression import HIDDEN

_INVENTED = Path(__file__).parents[1] / "review_exhibits" / "conftest.py"
invented = SimpleNamespace(**runpy.run_path(str(_INVENTED)))


def people(value, lower, upper, method="beta"):
    return Estimate(value, lower, upper, 0.95, "persons", 160, method)


def judge(estimate, *, n_cases=160, n_positive=12):
    return judge_people(estimate, n_cases=n_cases, n_positive=n_positive)


@pytest.mark.parametrize(
    ("estimate", "n_positive", "rule", "verdict"),
    [
        (invented.make_suppressed(), 12, OutcomeRule.KEPT_BACK, OutcomeVerdict.KEPT_BACK),
        (people(math.nan, math.nan, math.nan), 0, OutcomeRule.NO_ESTIMATE, OutcomeVerdict.NO_DATA),
        (people(0, 0, 417), 0, OutcomeRule.NOBODY_SEEN, OutcomeVerdict.NOBODY_SEEN),
        (people(1000, 500, 1500), 12, OutcomeRule.WIDTH_WITHIN_HALF, OutcomeVerdict.SHOWN),
        (people(1000, 499, 1501), 12, OutcomeRule.WIDTH_WITHIN_ALL, OutcomeVerdict.ONLY_THE_ORDER),
        (people(1000, 0, 2000), 12, OutcomeRule.WIDTH_WITHIN_ALL, OutcomeVerdict.ONLY_THE_ORDER),
        (people(1000, 0, 2001), 12, OutcomeRule.WIDTH_BEYOND_OR_FEW, OutcomeVerdict.AT_MOST),
        (people(1000, 900, 1100), 2, OutcomeRule.WIDTH_BEYOND_OR_FEW, OutcomeVerdict.AT_MOST),
    ],
)
def test_each_case_has_its_rule_and_its_verdict(estimate, n_positive, rule, verdict):
    judgement = judge(estimate, n_positive=n_positive)
    assert (judgement.rule, judgement.verdict) == (rule, verdict)


def test_a_hidden_count_is_not_told_by_the_verdict():
    narrow = people(1000, 900, 1100)
    assert judge(narrow, n_positive=HIDDEN).verdict is OutcomeVerdict.SHOWN


def test_every_verdict_has_words_and_none_of_them_judges():
    for verdict in OutcomeVerdict:
        assert verdict.words
        assert verdict.short_words
        assert not {"god", "dårlig", "for lav", "for høj"} & set(verdict.words.split())


def test_people_now_and_after_are_everybody_but_those_outside():
    outcome = invented.make_outcome(
        "fleksjob",
        now=people(1000, 600, 1500),
        after=people(500, 200, 900),
        neither=people(8500, 8000, 9100),
    )
    both = add_after(outcome)
    # By hand: 10,000 people; 10,000 - 9,100 and 10,000 - 8,000.
    assert (both.value, both.lower, both.upper) == (1500, 900, 2000)


def test_people_now_and_after_are_hidden_when_one_of_them_is():
    outcome = invented.make_outcome("fleksjob", after=invented.make_suppressed())
    assert people_text(add_after(outcome)) == "·"
    assert people_limits_text(add_after(outcome)) == "·"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (2.8, "3"),
        (99.4, "99"),
        (104.9, "100"),
        (688.7, "690"),
        (1429.3, "1.400"),
        (3050, "3.100"),
    ],
)
def test_people_are_written_no_more_exactly_than_an_estimate_deserves(value, text):
    assert write_people(value) == text


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_rounding_never_turns_the_order_of_two_numbers(one, other):
    low, high = (int(write_people(v).replace(".", "")) for v in sorted((one, other)))
    assert low <= high


@given(st.floats(1, 1e6))
def test_rounding_moves_a_number_by_at_most_a_twentieth(value):
    rounded = int(write_people(value).replace(".", ""))
    # Half a step over the smallest number that has it; below ten the step is one person.
    assert abs(rounded - value) <= max(0.05 * value + 1e-9, 0.5)


def test_missing_and_hidden_numbers_are_written_apart():
    nowhere = people(math.nan, math.nan, math.nan, method="none")
    assert people_text(nowhere) == people_limits_text(nowhere) == share_text(nowhere) == "–"
    hidden = invented.make_suppressed()
    assert people_text(hidden) == people_limits_text(hidden) == share_text(hidden) == "·"
