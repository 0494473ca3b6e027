"""Numbers written as texts: the column as a whole tells what its points mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import SourceError
from analysis.sources.danish_numbers import parse_numbers


def parse(*texts):
    return parse_numbers(texts, where="a.json", column="Antal")


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (["1.234", "12"], [1234, 12]),
        (["1.234.567", None], [1234567, None]),
        (["2,4", "1.000,5"], [2.4, 1000.5]),
        (["2.4", "0.8"], [2.4, 0.8]),
        (["12.5", "1.234"], [12.5, 1.234]),
        (["0.125"], [0.125]),
        (["-3"], [-3]),
    ],
)
def test_column_is_read_as_it_is_written(texts, numbers):
    assert parse(*texts) == numbers


@pytest.mark.parametrize("texts", [["Mænd", "1"], ["nan"], ["inf"], ["1e5"], ["16-24"], []])
def test_column_of_other_texts_is_left_alone(texts):
    assert parse(*texts) is None


def test_decimal_comma_and_point_in_one_column_are_refused_with_both_rows():
    with pytest.raises(SourceError, match="mixes decimal comma and decimal point") as error:
        parse("1", "2,4", "2.4")
    assert "row 2 and row 3, column Antal" in error.value.where


@given(st.lists(st.integers(0, 9_999_999), min_size=1))
def test_whole_numbers_with_thousands_points_come_back(values):
    assert parse(*(f"{value:,}".replace(",", ".") for value in values)) == values
