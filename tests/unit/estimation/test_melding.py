"""Limits that three uncertain parts give together."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import EstimationError
from analysis.estimation.melding import melded_limit, rate_spread, weighted_share_spread
from analysis.estimation.rare import gamma_limits

WEIGHTS = np.array([14.0, 9.0, 3.0]) / 550


def limit(positives, rates, probability, *, is_lower, distribution="gamma"):
    judged = weighted_share_spread(
        WEIGHTS, np.asarray(positives, dtype=float), is_lower=is_lower, distribution=distribution
    )
    return melded_limit(judged, *rates, probability, is_lower=is_lower)


@settings(deadline=None, max_examples=25)
@given(
    positives=st.tuples(*[st.integers(0, 6)] * 3),
    found=st.integers(15, 20),
    cleared=st.integers(24, 30),
)
def test_limits_lie_within_0_and_1_and_spread_as_more_is_asked_of_them(positives, found, cleared):
    rates = (found, 20), (cleared, 30)
    lower = [limit(positives, rates, tail, is_lower=True) for tail in (0.005, 0.025, 0.1)]
    upper = [limit(positives, rates, 1 - tail, is_lower=False) for tail in (0.1, 0.025, 0.005)]
    chain = [0.0, *lower, *upper, 1.0]
    assert all(a <= b + 1e-9 for a, b in pairwise(chain))


@settings(deadline=None, max_examples=25)
@given(positives=st.tuples(*[st.integers(0, 6)] * 3), place=st.integers(0, 2))
def test_one_more_positive_never_lowers_a_limit(positives, place):
    rates = (18, 20), (28, 30)
    more = [x + (i == place) for i, x in enumerate(positives)]
    for is_lower, probability in ((True, 0.025), (False, 0.975)):
        first, second = (limit(x, rates, probability, is_lower=is_lower) for x in (positives, more))
        # One more of a light stratum narrows the upper limit by a hair at most.
        assert second >= first - 0.002


def test_without_errors_of_judgement_they_are_the_limits_of_the_share():
    sure = (10**9, 10**9), (10**9, 10**9)
    lower, upper = gamma_limits([2, 1, 4], [10, 10, 10], [140, 90, 30])
    found = [limit([2, 1, 4], sure, p, is_lower=low) for low, p in ((True, 0.025), (False, 0.975))]
    assert found == pytest.approx([lower / 550, upper / 550], abs=1e-6)


def test_a_rate_seen_as_none_or_all_is_certain_on_that_side():
    assert rate_spread(0, 10, is_lower=True).at_most(np.array([0.0])) == 1
    assert rate_spread(10, 10, is_lower=False).at_most(np.array([0.999])) == 0


def test_beta_is_refused_where_no_positive_says_what_it_weighs():
    with pytest.raises(EstimationError, match="no such distribution"):
        limit([0, 0, 0], ((18, 20), (28, 30)), 0.975, is_lower=False, distribution="beta")
