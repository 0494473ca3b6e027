"""The bias of a first reading is taken less its own noise, and a tenth is what rare means."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.estimation.design import stratified_design
from analysis.estimation.phases import form_phase2_strata
from analysis.estimation.second_readings import weigh_second_readings

N, PEOPLE = 200, 2_000


def weigh(n_found, n_confirmed, n_missed, *, every=3):
    """Weigh readings of 200 cases; all positives and one in `every` others are read again."""
    design = stratified_design(["KH"] * N, {"KH": PEOPLE})
    first, second = np.zeros(N), np.zeros(N)
    first[:n_found] = 1
    second[:n_confirmed] = 1
    reread = (first > 0) | (np.arange(N) % every == 0)
    missed = np.flatnonzero((first == 0) & reread)[:n_missed]
    second[missed] = 1
    groups = form_phase2_strata(design, (first > 0).tolist(), reread.tolist())
    [worth] = weigh_second_readings(
        design, first, second, reread.tolist(), phase2_strata=groups, names=["fleksjob"]
    )
    return worth


@settings(deadline=None, max_examples=25)
@given(st.integers(12, 60), st.integers(3, 12), st.integers(0, 5))
def test_the_error_of_a_first_reading_is_its_variance_and_what_bias_is_more_than_noise(a, b, c):
    worth = weigh(a, b, c)
    noise = max(worth.bias**2 - worth.bias_error**2, 0.0)
    # A simple random sample: N^2 (1 - f) p (1 - p) / (n - 1).
    p = a / N
    variance = PEOPLE**2 * (1 - N / PEOPLE) * p * (1 - p) / (N - 1)
    assert worth.rmse_first == pytest.approx(math.sqrt(variance + noise))
    assert worth.bias == pytest.approx(worth.first.value - worth.corrected.value)


def test_a_difference_within_its_own_noise_counts_as_no_bias():
    worth = weigh(20, 16, 1)
    assert 0 < abs(worth.bias) < worth.bias_error
    variance = PEOPLE**2 * (1 - N / PEOPLE) * 0.1 * 0.9 / (N - 1)
    assert worth.rmse_first == pytest.approx(math.sqrt(variance))


@pytest.mark.parametrize(("n_confirmed", "is_rare"), [(19, True), (20, False), (30, False)])
def test_an_outcome_is_rare_below_a_tenth_of_the_people(n_confirmed, is_rare):
    worth = weigh(n_confirmed + 4, n_confirmed, 0)
    assert worth.corrected.value == pytest.approx(10 * n_confirmed)
    assert worth.is_rare is is_rare
