"""Synthetic control and difference-in-differences, held against other ways to the same number."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from analysis.errors import EstimationError
from analysis.measures.over_time.synthetic_control import (
    compare_with_placebos,
    difference_in_differences,
    fit_synthetic_control,
)


def table(seed, *, periods=16, municipalities=9):
    rng = np.random.default_rng(seed)
    common = rng.normal(0, 0.3, (periods, 1))
    return 2.0 + common + rng.normal(0, 0.1, (periods, municipalities))


def test_weights_are_those_of_a_general_minimiser():
    # The same problem by scipy's sequential quadratic programming, from equal weights.
    outcomes = table(1)
    found = fit_synthetic_control(outcomes, 2, n_before=12)
    donors, own = np.delete(outcomes, 2, axis=1)[:12], outcomes[:12, 2]
    other = optimize.minimize(
        lambda w: 1e3 * ((own - donors @ w) ** 2).sum(),
        np.full(8, 1 / 8),
        jac=lambda w: -2e3 * donors.T @ (own - donors @ w),
        bounds=[(0, 1)] * 8,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
        options={"ftol": 1e-14, "maxiter": 1_000},
    )
    assert found.weights == pytest.approx(other.x, abs=1e-4)


@given(st.integers(0, 10_000))
def test_weights_lie_on_the_simplex_and_cannot_be_bettered(seed):
    outcomes = table(seed)
    found = fit_synthetic_control(outcomes, 0, n_before=12)
    assert found.weights.min() >= 0
    assert found.weights.sum() == pytest.approx(1)
    # No step towards a single donor lowers the sum of squares: the condition of a minimum.
    slope = -outcomes[:12, 1:].T @ found.gaps[:12]
    assert slope.min() >= slope @ found.weights - 1e-5


def test_difference_in_differences_is_the_interaction_of_a_regression():
    outcomes = table(3)
    period, place = np.meshgrid(np.arange(16), np.arange(9), indexing="ij")
    treated = ((place == 4) & (period >= 12)).astype(float)
    dummies = [place == i for i in range(9)] + [period == t for t in range(1, 16)]
    design = np.column_stack([treated.ravel(), *(d.ravel() for d in dummies)]).astype(float)
    effect = np.linalg.lstsq(design, outcomes.ravel(), rcond=None)[0][0]
    assert difference_in_differences(outcomes, 4, n_before=12) == pytest.approx(effect)


def test_a_planted_change_ranks_first_and_its_size_is_found():
    outcomes = table(5, periods=24, municipalities=20)
    outcomes[16:, 7] -= 1.0
    found = compare_with_placebos(outcomes, 7, n_before=16)
    assert found.p_value == pytest.approx(1 / 20)
    assert found.focus.effect == pytest.approx(-1.0, abs=0.1)


def test_without_a_change_the_rank_is_even():
    ranks = [
        compare_with_placebos(table(seed, municipalities=6), 0, n_before=12).n_as_large
        for seed in range(240)
    ]
    # 240 draws over 6 places: the standard error of a share is 2.4 percentage points.
    shares = np.bincount(ranks, minlength=7)[1:] / 240
    assert shares == pytest.approx(np.full(6, 1 / 6), abs=0.09)


def test_a_twin_takes_all_the_weight():
    outcomes = table(6)
    outcomes[:, 3] = outcomes[:, 0]
    found = fit_synthetic_control(outcomes, 0, n_before=12)
    assert found.weights[2] == pytest.approx(1, abs=1e-6)
    assert found.rmspe_before == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("outcomes", "n_before", "message"),
    [
        (np.ones((8, 3)), 3, "3 periods before"),
        (np.ones((8, 3)), 8, "0 after"),
        (np.ones((8, 2)), 5, "1 others"),
        (np.full((8, 3), np.nan), 5, "no whole table"),
        (np.ones(8), 5, "no whole table"),
    ],
)
def test_too_little_to_compare_is_refused(outcomes, n_before, message):
    with pytest.raises(EstimationError, match=message):
        fit_synthetic_control(outcomes, 0, n_before=n_before)
