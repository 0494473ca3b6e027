"""Which model a stage has, and that the focus's counts are in nobody's rates."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.comparison.cells import Window
from analysis.comparison.explained.conditions_model import expected_without, model_similarity
from analysis.concepts import Lineage, Period

QUARTER = Period.parse("2025K4")


def test_rates_leave_out_the_focus_and_oneself():
    counts = np.array([[90.0, 10, 20, 30]])
    people = np.array([[100.0, 100, 100, 200]])
    window = Window(counts, people, QUARTER, QUARTER, "", Lineage())
    # By hand: the focus at 60 / 400; the second at 50 / 300, and so on.
    assert expected_without(window, 0) == pytest.approx([15, 100 / 6, 40 / 3, 30])


def test_municipality_without_figures_is_in_no_rate_and_has_no_expectation():
    counts = np.array([[90.0, 10, np.nan, 30]])
    people = np.array([[100.0, 100, 100, 200]])
    window = Window(counts, people, QUARTER, QUARTER, "", Lineage())
    expected = expected_without(window, 0)
    assert np.isnan(expected[2])
    assert expected[[0, 1, 3]] == pytest.approx([100 * 40 / 300, 15, 20])


def test_similarity_by_model_is_nearness_of_expected_rates():
    # One stratum of 10,000 people each, whose awards follow unemployment by rule.
    scores = np.linspace(-2, 2, 31)
    counts = np.round(100 * np.exp(0.3 * scores))
    table = pd.DataFrame({"unemployment_pct": 4 + scores})
    table.index = pd.Index([str(9901 + i) for i in range(31)], name="municipality_code")
    quarter = Period.parse("2025K4")
    people = np.full((1, 31), 10_000.0)
    window = Window(counts[None, :], people, quarter, quarter, "", Lineage())
    distances = model_similarity(
        window, table, codes=tuple(table.index), focus="9916", is_flow=True
    )
    assert "9916" not in distances.index
    others = np.delete(scores, 15)
    # Each municipality is left out of the rates it is held against, hence not to the digit.
    assert distances.to_numpy() == pytest.approx(0.3 * np.abs(others), abs=0.02)
