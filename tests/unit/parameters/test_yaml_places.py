"""Is every value of a YAML file of the kind that belongs there, and is its line named?"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import ContractError, SourceError
from analysis.parameters.yaml_files import read_places
from analysis.parameters.yaml_places import Place, show_key

TEXT = """\
title: Sagsgang
  i Aby
day: 2026-02-01
moment: 2026-02-01 12:00:00
share: 0.25
count: 3
is_open: true
unit: weeks
name: foer-moede
empty:
rows:
  - a: 1
  - a: 2
    b: [x, y]
"""


class Unit(StrEnum):
    """Two units."""

    WEEKS = "weeks"
    MONTHS = "months"


@pytest.fixture
def top(tmp_path) -> Place:
    path = tmp_path / "aby.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return read_places(path)


def test_each_kind_of_value_is_read(top):
    assert top.at("title").text() == "Sagsgang i Aby"
    assert top.at("day").date() == dt.date(2026, 2, 1)
    assert (top.at("share").number(), top.at("count").whole()) == (0.25, 3)
    assert top.at("is_open").truth() is True
    assert top.at("unit").choice(Unit) is Unit.WEEKS
    assert top.at("unit").word(["weeks"]) == "weeks"
    assert top.at("name").slug() == "foer-moede"
    assert top.at("rows").at(1).at("b").texts() == ("x", "y")
    assert list(top.at("rows").at(1).parts()) == ["a", "b"]


def test_what_is_not_there_is_nothing_or_its_default(top):
    for key in ("empty", "absent"):
        assert not top.has(key)
        assert top.at(key).given(Place.date) is None
        assert top.at(key).text(default="-") == "-"
        assert top.at(key).truth(default=False) is False
        assert top.at(key).entries() == ()
        assert top.at(key).parts() == {}


@pytest.mark.parametrize(
    ("key", "read", "fault"),
    [
        ("count", Place.text, "count is no text"),
        ("absent", Place.text, "absent is no text"),
        ("title", lambda place: place.text(longest=5), "is too long: 14 characters"),
        ("title", Place.slug, "title is no id"),
        ("title", Place.date, "title is no date"),
        ("moment", Place.date, "moment is no date"),
        ("title", Place.number, "title is no number"),
        ("is_open", Place.number, "is_open is no number"),
        ("share", lambda place: place.number(least=1), "share is no number of 1 or more"),
        ("count", lambda place: place.number(least=0, most=1), "is no number from 0 to 1"),
        ("share", Place.whole, "share is no whole number"),
        ("is_open", Place.whole, "is_open is no whole number"),
        ("count", lambda place: place.whole(least=4), "is no whole number of 4 or more"),
        ("count", Place.truth, "count is neither true nor false"),
        ("title", lambda place: place.choice(Unit), "title is not one of the words"),
        ("title", Place.entries, "title is no list"),
        ("rows", lambda place: place.entries(least=3), "rows has too few entries"),
        ("empty", lambda place: place.entries(least=1), "empty is an empty list"),
        ("rows", Place.texts, r"rows\[1\] is no text"),
        ("title", Place.parts, "title is no mapping"),
        ("title", lambda place: place.check_keys(["a"]), "title is no mapping"),
    ],
)
def test_value_of_another_kind_is_refused_and_named_in_four_parts(top, key, read, fault):
    with pytest.raises(SourceError, match=fault) as caught:
        read(top.at(key))
    assert caught.value.where.startswith("aby.yaml, line ")
    assert caught.value.expected
    assert caught.value.fix
    assert "Sagsgang" not in str(caught.value)


def test_place_is_named_by_file_line_and_way(top):
    assert top.at("rows").at(1).at("b").at(0).where == "aby.yaml, line 14, rows[2].b[1]"
    assert top.at("rows").at(1).at("absent").where == "aby.yaml, line 13, rows[2].absent"
    assert top.where == "aby.yaml, line 1"


def test_lacking_and_unknown_keys_are_both_named_on_the_line_of_the_unknown(top):
    with pytest.raises(SourceError, match="lacks c and does not know b") as caught:
        top.at("rows").at(1).check_keys(["a", "c"])
    assert "line 14" in caught.value.where
    with pytest.raises(SourceError, match=r"rows\[1\] lacks b\.") as caught:
        top.at("rows").at(0).check_keys(["a", "b"])
    assert "line 12" in caught.value.where


def test_a_key_that_may_be_content_is_not_shown(tmp_path):
    path = tmp_path / "aby.yaml"
    path.write_text("Anna Hansen ringede: 1\n", encoding="utf-8")
    with pytest.raises(SourceError, match="a key that is not shown") as caught:
        read_places(path).check_keys([], ["title"])
    assert "Anna" not in str(caught.value)


def test_a_reason_may_be_an_error_of_another_kind(top):
    with pytest.raises(ContractError, match="It cannot be so") as caught:
        top.at("day").refuse_because("It cannot be so.", kind=ContractError)
    assert caught.value.where == "aby.yaml, line 3, day"


@settings(deadline=None, max_examples=60)
@given(value=st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()))
def test_number_is_read_only_from_a_finite_number(value):
    place = Place("aby.yaml", ("x",), value, {})
    is_number = type(value) is int or (type(value) is float and abs(value) < float("inf"))
    if is_number:
        assert place.number() == value
    else:
        with pytest.raises(SourceError):
            place.number()


@settings(deadline=None, max_examples=60)
@given(text=st.text(max_size=60))
def test_no_key_with_a_blank_or_a_digit_first_is_ever_shown(text):
    if " " in text or text[:1].isdigit():
        assert show_key(text) != text
