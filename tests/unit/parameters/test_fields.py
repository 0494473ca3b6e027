"""The registry of columns is whole and consistent, and answers for what it does not know."""

import pytest

from analysis.parameters.fields import LIMITS, NAMES, NUMBERS, describe_field, say_word
from analysis.parameters.loader import load_yaml

ENTRIES = load_yaml("fields")["fields"]


@pytest.mark.parametrize("kind", sorted(NUMBERS | NAMES))
def test_every_kind_is_in_use(kind):
    assert any(entry["kind"] == kind for entry in ENTRIES.values())


def test_every_entry_has_a_label_and_a_sentence_about_it():
    short = [k for k, e in ENTRIES.items() if not e["label"] or not e["about"].endswith(".")]
    assert short == []


def test_every_number_but_a_few_plain_ones_has_a_unit():
    without = [k for k, e in ENTRIES.items() if e["kind"] in NUMBERS and not e.get("unit")]
    assert sorted(without) == ["n", "weight"]


def test_a_unit_that_stands_in_a_column_names_a_column_of_units():
    found = [describe_field(key).unit_columns for key in ENTRIES if "*" not in key]
    kinds = {ENTRIES[columns[0]]["kind"] for columns in found if columns}
    assert kinds == {"unit"}


def test_words_of_quoted_figures_are_danish_to_the_reader():
    said = [say_word(word) for word in ("percent", "per_10000", "recipients", "first_awards")]
    assert said == ["pct.", "pr. 10.000", "modtagere", "førstegangstilkendelser"]
    # The rounding of a figure is in the figure's own unit, and a share of ten is no step.
    assert describe_field("rounded_to").unit_columns == ("unit",)


def test_limits_are_described_by_what_they_are_limits_of():
    lower = describe_field("people_after_lower")
    assert (lower.kind, lower.of, lower.unit) == ("lower", ("people_after",), "personer")
    assert lower.label == "Borgere, efter, nedre grænse"


@pytest.mark.parametrize("key", sorted(load_yaml("fields")["limits"]))
def test_a_listed_limit_is_a_limit_of_something_described(key):
    field = describe_field(key)
    assert field.kind in LIMITS
    assert all(describe_field(each).is_described for each in field.of)


def test_a_star_is_filled_in_and_takes_no_more_than_one_word():
    assert describe_field("unemployment_pct_2024").label == "Ledighed 2024"
    assert not describe_field("share_by_13_and_26").is_described


def test_a_key_may_mean_something_else_in_one_exhibit():
    assert describe_field("n", "prognoser-holdt").unit == "kommuner"
    assert describe_field("n", "bestand-fremad").unit == "fuldtidspersoner"
    assert describe_field("n", "prognoser-holdt").key == "n"


def test_a_key_that_nobody_described_says_so():
    field = describe_field("min_egen_kolonne")
    assert (field.is_described, field.label, field.about) == (
        *(False, "min_egen_kolonne", "ikke beskrevet"),
    )


def test_names_of_the_program_are_said_in_danish():
    assert say_word("foertidspension-tilkendelser") == "førtidspension-tilkendelser"
    assert say_word("2025K4") == "2025K4"
