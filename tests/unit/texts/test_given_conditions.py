"""Sentences on expected numbers given conditions."""

from __future__ import annotations

import dataclasses
import re

import pytest

from analysis.comparison.explained.given_conditions import expect_given_conditions
from analysis.texts.given_conditions import (
    caution_given_conditions,
    explain_condition_effects,
    explain_given_conditions,
    say_conditions_are_missing,
)

TWO = ["immigrants_and_descendants_pct", "one_person_households_pct"]


@pytest.fixture(scope="module")
def given(comparison):
    return expect_given_conditions(
        dataclasses.replace(comparison, conditions=comparison.conditions[TWO])
    )


def words(blocks):
    return " ".join(f"{p.lead} {p.text}" for block in blocks for p in block.content.paragraphs)


def test_headline_says_observed_both_expected_and_where_it_lies(given):
    (block,) = explain_given_conditions(given)
    text = block.content.paragraphs[0].text
    measure = given.measures[0]
    assert f"Faktisk {measure.n_observed:.0f}." in text
    assert f"det forventede {measure.given.n_expected:.0f} (95" in text
    assert text.endswith("Aby ligger under.")


def test_condition_is_said_to_go_with_more_only_where_its_limits_say_so(given):
    effect = given.measures[0].effects[0]
    clear = dataclasses.replace(effect, factor=1.17, lower=1.08, upper=1.27)
    unclear = dataclasses.replace(given.measures[0].effects[1], factor=1.1, lower=0.9, upper=1.3)
    measure = dataclasses.replace(given.measures[0], effects=(clear, unclear))
    text = words(explain_condition_effects(dataclasses.replace(given, measures=(measure,))))
    assert "hører sammen med 17 pct. flere tilkendelser (8 til 27 pct.)" in text
    assert "For enlige husstande kan tallene ikke skelne" in text


def test_fewer_is_said_with_limits_in_order(given):
    effect = dataclasses.replace(given.measures[0].effects[0], factor=0.9, lower=0.85, upper=0.95)
    measure = dataclasses.replace(given.measures[0], effects=(effect,))
    text = words(explain_condition_effects(dataclasses.replace(given, measures=(measure,))))
    assert "10 pct. færre tilkendelser (5 til 15 pct.)" in text


def test_cautions_name_practice_the_numbers_and_the_influential_municipality(given):
    text = words(caution_given_conditions(given))
    assert "kan selv være resultat af praksis" in text
    assert "2 rammevilkår og 25 kommuner" in text
    moved = max(given.measures, key=lambda m: abs(m.n_given_without / m.given.n_expected - 1))
    assert given.names[moved.influential] in text
    assert "uden for alle andre" not in text


def test_condition_beyond_all_others_is_warned_of(given):
    condition = given.conditions[0]
    measure = dataclasses.replace(given.measures[0], beyond=(condition,))
    text = words(caution_given_conditions(dataclasses.replace(given, measures=(measure,))))
    assert "Aby ligger uden for alle andre kommuner på herkomst" in text


def test_no_sentence_calls_a_number_good_or_bad(given):
    text = words((*explain_given_conditions(given), *caution_given_conditions(given)))
    assert not re.search(r"\b(god|dårlig|bedre|værre|for mange|nan)\b", text)


def test_missing_headlines_say_why(comparison):
    nothing = expect_given_conditions(comparison)
    (block,) = say_conditions_are_missing(nothing)
    assert block.content.role == "missing"
    assert "Kun 25 andre kommuner" in block.content.paragraphs[0].text
    assert explain_given_conditions(nothing) == ()
    assert caution_given_conditions(nothing) == ()


def test_nothing_is_said_to_be_missing_where_nothing_is(given):
    whole = dataclasses.replace(given, missing=())
    assert say_conditions_are_missing(whole) == ()
