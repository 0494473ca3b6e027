"""Dates as exactly as the source has them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ContractError
from analysis.study.moments import Moment


@pytest.mark.parametrize(
    ("written", "text", "label"),
    [
        (2017, "2017", "2017"),
        (2017.0, "2017", "2017"),
        ("2017-08", "2017-08", "august 2017"),
        ("2012q1", "2012K1", "1. kvartal 2012"),
        (dt.date(2016, 1, 29), "2016-01-29", "29. januar 2016"),
        (dt.datetime(2016, 1, 29, 12), "2016-01-29", "29. januar 2016"),
        ("29.1.2016", "2016-01-29", "29. januar 2016"),
        ("Ukendt", "ukendt", "ukendt tidspunkt"),
    ],
)
def test_moment_is_kept_as_exactly_as_it_was_written(written, text, label):
    moment = Moment.parse(written)
    assert (moment.text, moment.label) == (text, label)


@pytest.mark.parametrize(
    "written", ["i fjor", "2017-13", "2017-02-30", "1789", True, None, [2017], 2017.5]
)
def test_what_is_no_date_is_refused_and_not_shown(written):
    with pytest.raises(ContractError) as refused:
        Moment.parse(written)
    assert "fjor" not in str(refused.value)


def test_unknown_moment_lies_before_every_known_one():
    assert Moment.parse("ukendt").last < Moment.parse(1990).first


@given(st.dates(min_value=dt.date(1990, 1, 1), max_value=dt.date(2100, 1, 1)))
def test_a_day_reads_back_as_itself(day):
    moment = Moment.parse(Moment.parse(day).text)
    assert moment.first == moment.last == day
