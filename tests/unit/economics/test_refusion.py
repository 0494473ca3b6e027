"""The state's share by weeks on support."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.economics.refusion import find_ladder
from analysis.errors import CoverageError, RequestError

LADDER = find_ladder(dt.date(2026, 3, 1))


@pytest.mark.parametrize(
    ("week", "share"),
    [(1, 0.8), (4, 0.8), (5, 0.4), (26, 0.4), (27, 0.3), (52, 0.3), (53, 0.2), (999, 0.2)],
)
def test_share_falls_with_the_weeks_as_the_law_says(week, share):
    assert LADDER.share_in(week) == share


def test_first_year_is_the_weighted_mean_of_its_steps():
    assert LADDER.mean_share(0) == pytest.approx((4 * 0.8 + 22 * 0.4 + 26 * 0.3) / 52)


@given(st.integers(0, 300), st.integers(1, 104))
def test_mean_share_is_the_mean_over_the_weeks_one_by_one(before, weeks):
    one_by_one = sum(LADDER.share_in(before + i) for i in range(1, weeks + 1)) / weeks
    assert LADDER.mean_share(before, weeks=weeks) == pytest.approx(one_by_one)


def test_ladder_begins_in_2016_and_not_before():
    assert find_ladder(dt.date(2016, 1, 1)).shares == (0.8, 0.4, 0.3, 0.2)
    with pytest.raises(CoverageError, match="2015-12-31"):
        find_ladder(dt.date(2015, 12, 31))


def test_negative_weeks_are_refused():
    with pytest.raises(RequestError, match="negative"):
        LADDER.mean_share(-1)
