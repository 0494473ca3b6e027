"""Numbers in Danish text: separators, signs, units, ranges, words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.labels import number
from analysis.packs.tracing.not_results import find_no_results
from analysis.packs.tracing.sentences import split_sentences
from analysis.packs.tracing.tokens import find_numbers


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1.089 personer", [1089]),
        ("12.345.678", [12345678]),
        ("1\u202f089 og 1\u00a0089 og 1 089", [1089, 1089, 1089]),
        ("0,72 og 1.089,5", [0.72, 1089.5]),
        ("−530 og -530 og \u2013530 og +12", [-530, -530, -530, 12]),
        ("28\u00a0%, 28 pct. og 28 procent", [28, 28, 28]),
        ("80-96 % og 80–96 %", [80, 96, 80, 96]),
        ("770 til 2.400.", [770, 2400]),
        ("halvdelen, tre fjerdedele og tolv", [50, 75, 12]),
        ("Der er en sag og ét hus", []),
        ("6-årig og COVID-19", [6]),
    ],
)
def test_a_number_is_read_as_it_is_written(text, values) -> None:
    assert [token.value for token in find_numbers(text)] == values


@pytest.mark.parametrize(
    ("text", "worth"),
    [("1,1 mio. kr.", 1.1e6), ("396 mio.kr.", 396e6), ("2 mia. kr.", 2e9), ("85 tusind kr.", 85e3)],
)
def test_millions_and_thousands_are_a_scale_and_kroner_a_unit(text, worth) -> None:
    (token,) = find_numbers(text)
    assert token.value * token.scale == pytest.approx(worth)
    assert token.unit == "kroner"


def test_both_ends_of_a_range_have_its_unit() -> None:
    for text in ("80-96 %", "80 til 96 %", "mellem 80 og 96 %", "80 % til 96 %"):
        assert [token.unit for token in find_numbers(text)] == ["percent", "percent"], text
        assert all(token.in_range for token in find_numbers(text))


@settings(deadline=None)
@given(st.floats(-1e7, 1e7), st.integers(0, 3), st.booleans())
def test_what_the_labels_write_is_read_back(value, decimals, signed) -> None:
    text = number(value, decimals=decimals, signed=signed)
    (token,) = find_numbers(f"Det er {text} i alt.")
    assert token.value == pytest.approx(round(value, decimals), abs=1e-9)
    assert token.step == pytest.approx(10.0**-decimals)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("den 15. februar 2026", "dato"),
        ("2026-03-11", "dato"),
        ("i 2025K4", "periode"),
        ("efter § 17, stk. 2", "regel"),
        ("lov nr. 1750", "regel"),
        ("LÆ 265", "blanket"),
        ("tlf. 33 66 33 66", "telefonnummer"),
        ("skriv til x12@aby.dk", "mailadresse"),
        ("Aby Gade 12", "adresse"),
        ("9901 Aby", "adresse"),
        ("sagsnr. 2026-0012345", "sagsnummer"),
        ("se side 4", "henvisning"),
        ("kl. 9-11", "klokkeslæt"),
        ("95 %-interval", "intervallets niveau"),
        ("1.000\u00a0kr. 2026 p/l", "enhed"),
        ("i 2024", "årstal"),
    ],
)
def test_what_is_no_result_is_known_by_its_form(text, name) -> None:
    assert name in {each.name for each in find_no_results(text, is_first=False)}


@pytest.mark.parametrize("text", ["2.024 personer", "2024 personer", "1.026 mod 1.556", "28 %"])
def test_a_result_is_not_taken_for_a_year_or_a_date(text) -> None:
    assert find_no_results(text, is_first=False) == ()


def test_a_sentence_ends_after_a_number_and_not_after_an_abbreviation() -> None:
    text = "Det koster ca. 5 mio. kr. Antallet er 2.400. Frist: 1. maj. Derefter jf. § 5."
    assert [said for _, said in split_sentences(text)] == [
        "Det koster ca. 5 mio. kr. Antallet er 2.400.",
        "Frist: 1. maj.",
        "Derefter jf. § 5.",
    ]
