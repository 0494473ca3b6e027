"""Now and after more documentation together are no fewer than now alone."""

from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.findings.review_outcomes import add_after

_HAND = Path(__file__).parents[1] / "review_exhibits" / "conftest.py"
hand = SimpleNamespace(**runpy.run_path(str(_HAND)))


@pytest.mark.parametrize(("highest_neither", "lower"), [(950.0, 50.0), (990.0, 30.0)])
def test_the_lower_limit_is_that_of_neither_turned_round_or_that_of_now(highest_neither, lower):
    outcome = replace(
        hand.make_outcome("fleksjob"),
        now=hand.make_estimate(60, 30, 110),
        after=hand.make_estimate(40, 15, 90),
        neither=hand.make_estimate(900, 830, highest_neither),
    )
    found = add_after(outcome)
    assert (found.value, found.lower, found.upper) == (100, lower, 170)
