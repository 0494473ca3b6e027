"""Counts that are too small to be shown."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.measures.counts.small_counts import round_small_counts


def test_small_counts_are_missing_and_not_zero():
    shown = round_small_counts([0, 1, 7, 8])
    assert np.isnan(shown[:3]).all()
    assert shown[3] == 10


def test_other_counts_go_to_the_nearest_multiple():
    assert round_small_counts([11, 12, 13, 17, 18]).tolist() == [10, 10, 15, 15, 20]


def test_threshold_and_multiple_are_a_choice():
    assert round_small_counts([4, 5, 6], threshold=4, base=1).tolist()[1:] == [5, 6]


def test_no_multiple_of_zero():
    with pytest.raises(EstimationError, match="no number to round to"):
        round_small_counts([9], base=0)
