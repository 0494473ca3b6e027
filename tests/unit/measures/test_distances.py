"""Distances on conditions."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.measures.between.distances import euclidean_distances, mahalanobis_distances

ROWS = np.random.default_rng(1).normal(size=(30, 3)) @ np.array(
    [[1, 0.8, 0], [0, 0.5, 0], [0, 0, 200.0]]
)


@pytest.mark.parametrize("measure", [euclidean_distances, mahalanobis_distances])
def test_the_unit_of_a_condition_does_not_matter(measure):
    scaled = ROWS * [1_000, 0.1, 3] + [5, -2, 0]
    assert measure(scaled, 4) == pytest.approx(measure(ROWS, 4))


@pytest.mark.parametrize("measure", [euclidean_distances, mahalanobis_distances])
def test_the_focus_is_at_no_distance_and_all_others_at_some(measure):
    distances = measure(ROWS, 4)
    assert distances[4] == 0
    assert (np.delete(distances, 4) > 0).all()


def test_saying_a_thing_twice_counts_twice_only_for_euclid():
    rng = np.random.default_rng(2)
    nearly = ROWS[:, [0]] + rng.normal(0, 1e-3, (30, 1))
    twice = np.hstack([ROWS, nearly])
    gap = ROWS - ROWS[0]
    doubled = euclidean_distances(ROWS, 0) ** 2 + gap[:, 0] ** 2 / ROWS[:, 0].var(ddof=1)
    assert euclidean_distances(twice, 0) ** 2 == pytest.approx(doubled, rel=0.02)


def test_mahalanobis_distances_follow_their_formula():
    gaps = ROWS - ROWS[7]
    inverse = np.linalg.inv(np.cov(ROWS, rowvar=False))
    squares = [gap @ inverse @ gap for gap in gaps]
    assert mahalanobis_distances(ROWS, 7) ** 2 == pytest.approx(squares)


def test_a_weight_of_zero_leaves_a_condition_out():
    without = euclidean_distances(ROWS[:, :2], 0)
    assert euclidean_distances(ROWS, 0, weights=[1, 1, 0]) == pytest.approx(without)


@pytest.mark.parametrize("measure", [euclidean_distances, mahalanobis_distances])
def test_missing_and_constant_conditions_are_refused(measure):
    broken, flat = ROWS.copy(), ROWS.copy()
    broken[3, 1], flat[:, 2] = np.nan, 7.0
    with pytest.raises(EstimationError, match="missing"):
        measure(broken, 0)
    with pytest.raises(EstimationError, match="same everywhere"):
        measure(flat, 0)


def test_conditions_that_add_up_are_refused_by_mahalanobis_only():
    summed = np.hstack([ROWS, ROWS.sum(axis=1, keepdims=True)])
    assert np.isfinite(euclidean_distances(summed, 0)).all()
    with pytest.raises(EstimationError, match="determine one another"):
        mahalanobis_distances(summed, 0)


def test_more_conditions_than_units_are_refused_by_mahalanobis():
    with pytest.raises(EstimationError, match="determine one another"):
        mahalanobis_distances(ROWS[:3], 0)
