"""Where the next count will lie."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analysis.errors import EstimationError
from analysis.measures.counts.future_counts import (
    counts_within,
    score_tolerance_limits,
    tolerance_limits,
)


@pytest.mark.parametrize("limits", [tolerance_limits, score_tolerance_limits])
def test_no_events_still_allow_for_some_to_come(limits):
    lower, upper = limits(0, 1_000, 1_000)
    assert lower == 0
    assert 3 <= upper <= 12


@pytest.mark.parametrize("limits", [tolerance_limits, score_tolerance_limits])
def test_more_time_to_come_means_more_events(limits):
    lower, upper = limits([15, 15], 1_000, [1_000, 4_000])
    assert lower[1] > lower[0]
    assert upper[1] > 3 * upper[0]


def test_counts_within_a_known_mean_are_its_quantiles():
    lower, upper = counts_within(15, 15)
    assert (lower, upper) == (8, 23)
    assert stats.poisson.cdf(upper, 15) - stats.poisson.cdf(lower - 1, 15) >= 0.95


def test_tolerance_limits_hold_their_part_as_often_as_they_say():
    mean, seen = 12.0, np.arange(60)
    lower, upper = tolerance_limits(seen, 1, 1, content=0.9, level=0.95)
    held = stats.poisson.cdf(upper, mean) - stats.poisson.cdf(lower - 1, mean)
    confidence = stats.poisson.pmf(seen, mean)[held >= 0.9].sum()
    assert confidence >= 0.95


def test_a_content_in_per_cent_is_refused():
    with pytest.raises(EstimationError):
        tolerance_limits(15, 1_000, 1_000, content=95)
