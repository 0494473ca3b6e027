"""Numbers, dates and names as Danish writes them."""

import datetime as dt
import math

import pytest

from analysis.labels import (
    MINUS,
    date,
    genitive,
    interval,
    listing,
    number,
    sentence_case,
    share,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1.000"),
        (1234567, "1.234.567"),
        (-12, f"{MINUS}12"),
        (-0.4, "0"),
        (math.nan, "–"),
        (math.inf, "∞"),
        (-math.inf, f"{MINUS}∞"),
    ],
)
def test_number_has_points_for_thousands_and_a_real_minus(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(0.5, 1, "0,5"), (2, 2, "2,00"), (1234.567, 1, "1.234,6"), (-0.04, 1, "0,0")],
)
def test_decimals_follow_a_comma_and_are_always_shown(value, decimals, text):
    assert number(value, decimals=decimals) == text


def test_sign_is_shown_where_asked_for_and_never_on_zero():
    assert [number(v, signed=True) for v in (3, 0, -3, 0.2)] == ["+3", "0", f"{MINUS}3", "0"]


def test_missing_number_has_no_sign_and_no_decimals():
    assert number(math.nan, decimals=2, signed=True) == "–"
    assert share(math.nan) == "–"


def test_share_is_in_per_cent_with_a_hard_space():
    assert share(0.95) == "95\u00a0%"
    assert share(0.998, decimals=1) == "99,8\u00a0%"


def test_interval_has_a_word_between_so_that_minus_is_not_taken_for_a_dash():
    assert interval(-120, 45, signed=True) == f"{MINUS}120 til +45"
    assert interval(0.351, 0.449, decimals=2) == "0,35 til 0,45"


def test_date_is_in_words():
    assert date(dt.date(2026, 5, 1)) == "1. maj 2026"


@pytest.mark.parametrize(
    ("names", "text"),
    [([], ""), (["Aby"], "Aby"), (["Aby", "Bekøb"], "Aby og Bekøb"),
     (["Aby", "Bekøb", "Cedal"], "Aby, Bekøb og Cedal")],
)  # fmt: skip
def test_names_are_listed_as_in_a_sentence(names, text):
    assert listing(names) == text


def test_last_word_of_a_listing_can_be_chosen():
    assert listing(["Aby", "Bekøb"], last="eller") == "Aby eller Bekøb"


def test_sentence_begins_with_a_capital_and_keeps_the_rest():
    assert sentence_case("ærø og AUK01") == "Ærø og AUK01"
    assert sentence_case("") == ""


@pytest.mark.parametrize(
    ("name", "text"),
    [("Aarhus", "Aarhus’"), ("Bekøb", "Bekøbs"), ("Fax", "Fax’"), ("Ishøj", "Ishøjs")],
)
def test_genitive_follows_danish_spelling(name, text):
    assert genitive(name) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1026, 0, "1,026"),
        (1234567, 0, "1,234,567"),
        (0.5, 1, "0.5"),
        (-1234.5, 1, f"{MINUS}1,234.5"),
    ],
)
def test_number_in_english_has_commas_for_thousands_and_a_point_for_decimals(value, decimals, text):
    assert number(value, decimals=decimals, language="en") == text


def test_share_interval_and_list_can_be_in_english():
    assert share(0.125, decimals=1, language="en") == "12.5\u00a0%"
    assert interval(-1200, 45, signed=True, language="en") == f"{MINUS}1,200 to +45"
    assert listing(["Aby", "Bekøb", "Cedal"], language="en") == "Aby, Bekøb and Cedal"


def test_missing_and_infinite_numbers_are_the_same_in_both_languages():
    for value in (math.nan, math.inf, -math.inf):
        assert number(value, language="en") == number(value)
