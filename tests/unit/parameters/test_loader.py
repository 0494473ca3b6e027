import datetime as dt

import pytest

from analysis.errors import CoverageError
from analysis.parameters.loader import load_parameter, load_yaml


@pytest.mark.parametrize(
    ("date", "age"),
    [
        (dt.date(2019, 6, 30), 65),
        (dt.date(2019, 7, 1), 65.5),
        (dt.date(2020, 7, 1), 66),
        (dt.date(2022, 6, 30), 66.5),
        (dt.date(2022, 7, 1), 67),
    ],
)
def test_pension_age_changes_on_the_first_of_july(date, age):
    assert load_parameter("pension_age").at(date) == age


def test_date_without_a_value_is_refused_and_never_extrapolated():
    with pytest.raises(CoverageError, match="pension_age has no value on 1999-01-01"):
        load_parameter("pension_age").at(dt.date(1999, 1, 1))
    with pytest.raises(CoverageError, match="2040-01-01"):
        load_parameter("pension_age").at(dt.date(2040, 1, 1))


def test_pension_age_says_that_nobody_verified_it():
    assert load_parameter("pension_age").verified is False


def test_unknown_parameter_is_refused_by_name():
    with pytest.raises(CoverageError, match="no parameter 'bus_fare'"):
        load_parameter("bus_fare")


def test_every_label_of_a_statbank_table_means_one_thing_only():
    for table, meaning in load_yaml("statbank").items():
        groups = [*meaning.get("benefits", {}).values(), meaning.get("not_used", [])]
        texts = [text.casefold() for group in groups for text in group]
        assert len(texts) == len(set(texts)), table
        assert all(isinstance(text, str) for group in groups for text in group), table
