"""What the methods refuse, and how they say it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import EstimationError
from analysis.measures.between.spread import log_spread
from analysis.measures.counts.intervals import exact_poisson_limits, wilson_limits
from analysis.measures.counts.rates import crude_rates
from analysis.measures.counts.two_rates import compare_two_rates
from analysis.measures.inputs import as_amounts, as_counts, as_person_time, as_tail


@pytest.mark.parametrize("missing", [np.nan, None, np.inf, "..", pd.NA])
def test_a_missing_count_is_refused_and_not_read_as_zero(missing):
    with pytest.raises(EstimationError, match="missing or not a number") as caught:
        as_counts([3, missing], name="n_awards")
    assert "a missing count is not a zero" in str(caught.value)


def test_a_missing_count_in_a_nullable_column_is_refused():
    column = pd.Series([3, None], dtype="Int64")
    with pytest.raises(EstimationError, match="missing"):
        as_counts(column, name="n_awards")


def test_a_refusal_does_not_print_the_number():
    with pytest.raises(EstimationError) as caught:
        as_counts([417, -8231], name="n_awards")
    assert "8231" not in str(caught.value)
    with pytest.raises(EstimationError) as caught:
        as_counts(["hemmeligt"], name="n_awards")
    assert "hemmeligt" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_negative_number_is_refused():
    with pytest.raises(EstimationError, match="n_recipients holds a negative number"):
        as_amounts([4, -1], name="n_recipients")


def test_an_average_is_refused_where_events_are_counted():
    with pytest.raises(EstimationError, match="decimals") as caught:
        exact_poisson_limits(231.5)
    assert "stock" in caught.value.fix


@pytest.mark.parametrize("person_years", [0, -1, np.nan])
def test_person_time_that_is_not_above_zero_is_refused(person_years):
    with pytest.raises(EstimationError):
        as_person_time(person_years, name="person_years")
    with pytest.raises(EstimationError):
        crude_rates(3, person_years)
    with pytest.raises(EstimationError):
        compare_two_rates(3, 100, 4, person_years)


@pytest.mark.parametrize("level", [0, 1, 95, -0.5, np.nan])
def test_a_level_that_is_no_fraction_is_refused(level):
    with pytest.raises(EstimationError, match="not a confidence level"):
        as_tail(level)


def test_more_events_than_persons_are_refused_in_a_share():
    with pytest.raises(EstimationError, match="more events than persons"):
        wilson_limits(5, 4)


def test_fewer_than_twenty_municipalities_show_no_spread():
    with pytest.raises(EstimationError, match="19 municipalities are too few"):
        log_spread(np.full(30, 100.0), np.r_[np.full(19, 100.0), np.full(11, 9.9)])
