"""The vocabulary: periods in order, origins that spread, words for every member."""

import datetime as dt

import pytest

from analysis.concepts import Benefit, Lineage, Origin, Period, Stage, Unit
from analysis.errors import ContractError


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2025", "2025"), ("2025K4", "2025K4"), ("2025Q4", "2025K4"), ("2025q1", "2025K1"),
        (" 2025k2 ", "2025K2"), ("2025M3", "2025M03"), ("2025m12", "2025M12"),
    ],
)  # fmt: skip
def test_period_is_read_in_every_spelling_and_written_in_one(text, written):
    assert str(Period.parse(text)) == written
    assert Period.parse(written) == Period.parse(text)


@pytest.mark.parametrize(
    "text", ["", "25", "2025K0", "2025K5", "2025M00", "2025M13", "2025-01", "2025H1", "K4 2025"]
)
def test_text_that_is_no_period_is_refused(text):
    with pytest.raises(ContractError, match="is not a period") as caught:
        Period.parse(text)
    assert "2025K4" in caught.value.expected


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
        ("2024K1", dt.date(2024, 1, 1), dt.date(2024, 3, 31)),
        ("2024M02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
    ],
)
def test_period_knows_its_first_and_last_day(text, first, last):
    period = Period.parse(text)
    assert (period.first_day, period.last_day) == (first, last)


def test_periods_sort_by_last_day_and_the_shorter_first():
    texts = ["2025", "2024", "2025M12", "2025K4", "2025M01", "2025K1"]
    ordered = [str(p) for p in sorted(Period.parse(text) for text in texts)]
    assert ordered == ["2024", "2025M01", "2025K1", "2025M12", "2025K4", "2025"]


@pytest.mark.parametrize(
    ("text", "steps", "written"),
    [("2025K1", -1, "2024K4"), ("2025K4", 1, "2026K1"), ("2025M01", -13, "2023M12"),
     ("2025", 3, "2028"), ("2025K2", 0, "2025K2")],
)  # fmt: skip
def test_period_moves_over_the_turn_of_the_year(text, steps, written):
    assert str(Period.parse(text).shift(steps)) == written


def test_quarter_holds_its_own_months_and_no_others():
    quarter = Period.parse("2025K2")
    held = [m for m in range(1, 13) if quarter.contains(Period(2025, "M", m))]
    assert held == [4, 5, 6]
    assert not Period.parse("2025M04").contains(quarter)


def test_quarter_of_a_period_is_the_one_it_ends_in():
    assert str(Period.parse("2025M09").quarter()) == "2025K3"
    assert str(Period.parse("2025").quarter()) == "2025K4"


def test_labels_are_danish_words():
    labels = [Period.parse(text).label for text in ("2025", "2025K4", "2025M05")]
    assert labels == ["2025", "4. kvartal 2025", "maj 2025"]


def test_middle_of_a_period_is_a_year_with_decimals():
    assert Period.parse("2025").decimal_year == 2025.5
    assert Period.parse("2025K1").decimal_year == 2025.125


@pytest.mark.parametrize("kind", [Stage, Unit, Benefit])
def test_every_member_has_a_word_for_the_reader(kind):
    labels = [member.label for member in kind]
    assert len(set(labels)) == len(labels)
    assert all(label == label.lower() for label in labels)


def test_joined_lineage_is_synthetic_when_one_of_them_is():
    observed = Lineage(frozenset({"a.csv"}))
    made = Lineage(frozenset({"b.csv"}), frozenset({"b.csv"}))
    assert observed.origin is Origin.OBSERVED
    assert (observed | made).origin is Origin.SYNTHETIC
    assert (observed | made).inputs == {"a.csv", "b.csv"}
    assert (observed | made) == (made | observed)


def test_nothing_rests_on_nothing():
    assert Lineage().origin is Origin.OBSERVED
    assert Lineage() | Lineage() == Lineage()
