"""Of at least one scheme: a yes decides, and what was not judged is no lack of documents."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from analysis.review.estimate_sample import AFTER, NEITHER, NOW, UNKNOWN, combine_statuses

# From what decides to what gives way; an unjudged scheme may still turn out a yes.
ORDER = (NOW, UNKNOWN, AFTER, NEITHER)


@pytest.mark.parametrize("pair", list(itertools.product(ORDER, repeat=2)))
def test_the_status_of_any_scheme_is_the_first_in_order(pair):
    [found] = combine_statuses([np.array([status]) for status in pair])
    assert found == min(pair, key=ORDER.index)


def test_a_scheme_that_was_not_read_leaves_the_rest_open_unless_one_is_ready():
    columns = [np.array(["", "", ""]), np.array([NOW, AFTER, ""])]
    assert combine_statuses(columns).tolist() == [NOW, UNKNOWN, ""]
