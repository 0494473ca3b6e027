"""Discounting, and when an outlay is paid back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.economics.present_value import discount_factors, payback_year, present_value
from analysis.errors import RequestError

# -52,000 now and 18,000 at the end of each of six years, at 4 per cent (annuity formula).
NPV = 42358.46342143432


def test_present_value_matches_the_reference():
    assert present_value([18_000] * 6, rate=0.04, one_off=-52_000) == pytest.approx(NPV, rel=1e-12)


def test_outlay_is_paid_back_in_the_fourth_year():
    assert payback_year([18_000] * 6, rate=0.04, one_off=-52_000) == 4


def test_outlay_that_is_never_paid_back_and_none_at_all():
    assert payback_year([1_000] * 6, rate=0.04, one_off=-52_000) is None
    assert payback_year([1_000] * 6, rate=0.04, one_off=0) == 0


@pytest.mark.parametrize(("n_years", "rate"), [(0, 0.03), (3, -0.01), (3, 3.5)])
def test_impossible_years_and_rates_are_refused(n_years, rate):
    with pytest.raises(RequestError, match="Discounting"):
        discount_factors(n_years, rate=rate)


@given(st.integers(1, 30), st.floats(0.001, 0.2), st.floats(-1e5, 1e5))
def test_level_flow_is_worth_what_the_annuity_formula_says(n_years, rate, amount):
    annuity = amount * (1 - (1 + rate) ** -n_years) / rate
    assert present_value([amount] * n_years, rate=rate) == pytest.approx(annuity, abs=1e-6)
