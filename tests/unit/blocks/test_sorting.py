import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.blocks.model import Column, Mark, Row, Table
from analysis.blocks.sorting import plan_sorting, read_number
from analysis.labels import number, share


def table(*rows: Row) -> Table:
    columns = tuple(Column(f"c{i}", f"C{i}") for i in range(len(rows[-1].cells)))
    return Table("T", columns, rows, ())


def keys_of(*cells: str | Mark) -> list[str | None]:
    return [row[1] for row in plan_sorting(table(*(Row(("a", each)) for each in cells))).keys]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,5", 1234.5),
        ("−120", -120),
        ("+1,4 (−1,7 til +4,6)", 1.4),
        ("98\u00a0%", 98),
        ("620 til −439", 620),
        ("12.744 til 52.402", 12744),
        ("4 af 98", 4),
        ("1.026*", 1026),
        ("×\u00a02,2", 2.2),
        ("1,2 mio. kr.", 1_200_000),
        ("2018 – 2025", 2018),
        ("15. februar 2026", 20260215),
        ("2026-02-15", 20260215),
        ("4. kvartal 2025", 2025.75),
    ],
)
def test_value_is_read_from_what_the_cell_shows(text, value):
    assert read_number(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["Aby", "AUK01.csv", "", "lavere, meget sikkert", "2b", "ja (3)"])
def test_words_have_no_value(text):
    assert read_number(text) is None


def test_bounds_sort_beside_the_number_that_they_name():
    shuffled = ["over 99 %", "1 %", "under 1 %", "99 %"]
    assert sorted(shuffled, key=read_number) == ["under 1 %", "1 %", "99 %", "over 99 %"]


@settings(deadline=None)
@given(st.integers(-10_000_000, 10_000_000), st.integers(0, 3), st.booleans())
def test_every_number_that_is_written_is_read_back(whole, decimals, signed):
    value = whole / 10**decimals
    assert read_number(number(value, decimals=decimals, signed=signed)) == pytest.approx(value)


@settings(deadline=None)
@given(st.floats(0, 1))
def test_every_share_that_is_written_is_read_back(value):
    assert read_number(share(value)) == pytest.approx(100 * value, abs=0.6)


def test_missing_numbers_are_marked_and_words_are_left_to_the_alphabet():
    assert keys_of("1.200", "–", "·", "", "98 %") == ["1200", "", "", "", "98"]
    assert keys_of("1.200", "ja") == [None, None]
    assert keys_of("–", "–") == [None, None]


def test_drawing_sorts_by_the_first_number_in_its_words():
    assert keys_of(Mark("<svg/>", "Faktisk/forventet 0,79 (0,7 til 0,9)"), "1,1") == ["0.79", "1.1"]


def test_short_tables_are_left_as_they_are():
    five, six = ([Row((f"r{i}", str(i))) for i in range(n)] for n in (5, 6))
    assert not plan_sorting(table(*five)).sorts
    assert plan_sorting(table(*six)).sorts
    assert not plan_sorting(table(*six)).filters


def test_long_grouped_table_filters_and_keeps_the_order_of_its_groups():
    rows = [Row((f"r{i}", str(i))) for i in range(13)]
    plan = plan_sorting(table(Row(("Gruppe",), is_group=True), *rows))
    assert plan.filters
    assert not plan.sorts
    assert len(plan.keys) == 13


def test_uneven_rows_are_not_sorted():
    rows = [Row(("a", "1"))] * 6
    assert not plan_sorting(table(Row(("kun én celle",)), *rows)).sorts
