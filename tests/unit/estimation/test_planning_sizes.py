"""How many cases: each size is held against the interval it promises."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.errors import EstimationError
from analysis.estimation.planning.discovery import cases_to_see, smallest_share_seen
from analysis.estimation.planning.sizes import (
    cases_for_cv,
    cases_for_half_width,
    cases_for_log_odds,
    cases_for_wilson,
    cases_to_draw,
    half_width,
)

SHARES = st.floats(0.01, 0.99)
ERRORS = st.floats(0.005, 0.2)


@settings(deadline=None, max_examples=60)
@given(share=SHARES, error=ERRORS, population=st.floats(500, 1e6))
def test_half_width_of_the_size_is_the_half_width_asked_for(share, error, population) -> None:
    n = cases_for_half_width(share, error, population=population)
    assert half_width(n, share, population=population) == pytest.approx(error, rel=1e-9)


@settings(deadline=None, max_examples=60)
@given(share=SHARES, error=ERRORS)
def test_wilson_interval_of_the_size_has_the_half_width_asked_for(share, error) -> None:
    n, z = cases_for_wilson(share, error), stats.norm.ppf(0.975)
    width = z * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    assert width == pytest.approx(error, rel=1e-7)


@settings(deadline=None, max_examples=60)
@given(share=SHARES, error=ERRORS)
def test_log_odds_interval_of_the_size_has_the_half_width_asked_for(share, error) -> None:
    n, z = cases_for_log_odds(share, error), stats.norm.ppf(0.975)
    centre, reach = math.log(share / (1 - share)), z / math.sqrt(n * share * (1 - share))
    upper, lower = (1 / (1 + math.exp(-centre - sign * reach)) for sign in (1, -1))
    assert (upper - lower) / 2 == pytest.approx(error, rel=1e-7)


def test_finite_population_log_odds_size_lies_below_the_infinite_and_below_everybody() -> None:
    assert cases_for_log_odds(0.04, 0.01, population=1270) < 1270
    assert cases_for_log_odds(0.04, 0.01, population=1e12) == pytest.approx(1500.4602042241)


def test_relative_half_width_is_that_part_of_the_share() -> None:
    for size in (cases_for_half_width, cases_for_wilson, cases_for_log_odds):
        assert size(0.2, 0.1, relative=True) == pytest.approx(size(0.2, 0.02))


def test_cv_and_half_width_ask_for_the_same_cases_where_they_ask_the_same() -> None:
    z = stats.norm.ppf(0.975)
    by_width = cases_for_half_width(0.1, z * 0.02 * 0.1, population=1270)
    assert cases_for_cv(0.1, 0.02, population=1270) == pytest.approx(by_width, rel=1e-12)


def test_whole_population_leaves_no_half_width() -> None:
    assert half_width(1270, 0.3, population=1270) == 0


def test_non_response_and_design_effect_ask_for_more_cases() -> None:
    assert cases_to_draw(100, response=0.8, design_effect=1.2) == 150
    assert half_width(150, 0.3, response=0.8, design_effect=1.2) == pytest.approx(
        half_width(100, 0.3)
    )


def test_more_cases_than_persons_are_refused() -> None:
    with pytest.raises(EstimationError, match="more than the 90 persons"):
        cases_to_draw(100, population=90)
    with pytest.raises(EstimationError, match="more than the 90 persons"):
        half_width(100, 0.5, population=90)


@pytest.mark.parametrize("share", [0, 1, -0.1, 33, float("nan")])
def test_share_that_is_no_fraction_is_refused(share) -> None:
    with pytest.raises(EstimationError, match="not a share strictly between 0 and 1"):
        cases_for_half_width(share, 0.05)


def test_half_width_of_one_half_is_refused_where_limits_stay_between_0_and_1() -> None:
    for size in (cases_for_wilson, cases_for_log_odds):
        with pytest.raises(EstimationError, match="one half or more"):
            size(0.5, 0.5)


def test_population_of_one_is_refused() -> None:
    with pytest.raises(EstimationError, match="one person"):
        cases_for_cv(0.1, 0.1, population=1)


@settings(deadline=None, max_examples=20)
@given(share=st.floats(0.005, 0.3), population=st.integers(200, 5000), allowed=st.integers(0, 1))
def test_fewest_cases_to_see_some_are_enough_and_one_fewer_is_not(
    share, population, allowed
) -> None:
    n_positive = math.ceil(round(share * population, 9))
    if n_positive <= allowed:
        return
    n = cases_to_see(share, population=population, allowed=allowed)
    assert stats.hypergeom.cdf(allowed, population, n_positive, n) <= 0.05
    assert stats.hypergeom.cdf(allowed, population, n_positive, n - 1) > 0.05


def test_seeing_more_than_there_are_is_refused() -> None:
    with pytest.raises(EstimationError, match="not so many"):
        cases_to_see(0.001, population=1000, allowed=1)


def test_smallest_share_seen_is_missed_one_time_in_twenty() -> None:
    assert (1 - smallest_share_seen(150)) ** 150 == pytest.approx(0.05)
