"""Is the one matrix the same as comparing with every set by itself?"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparison.multiverse.sets import (
    PeerSets,
    expect_sets,
    gather_sets,
    heaviest_weights,
    multiply,
    set_weights,
)
from analysis.comparison.multiverse.specifications import Specification
from analysis.comparison.references import expect


def country(seed, n=9, strata=3):
    rng = np.random.default_rng(seed)
    people = rng.integers(50, 4_000, (strata, n)).astype(float)
    return rng.poisson(0.02 * people).astype(float), people


def some_sets(seed, n=9, focus=0, n_sets=12):
    rng = np.random.default_rng(seed)
    members = rng.random((n_sets, n)) < 0.5
    members[:, focus] = False
    members[np.arange(n_sets), 1 + np.arange(n_sets) % (n - 1)] = True
    return members, rng.random(n_sets) < 0.5


def test_pooled_and_alike_expected_numbers_by_hand():
    # Two strata; peers have 100 and 300 people in the first, 200 and 100 in the second.
    people = np.array([[50.0, 100, 300], [20.0, 200, 100]])
    counts = np.array([[9.0, 10, 60], [4.0, 20, 30]])
    told = expect_sets(
        counts, people, focus=0, members=np.array([[False, True, True]] * 2),
        is_pooled=np.array([True, False]), is_flow=True,
    )  # fmt: skip
    pooled = 50 * 70 / 400 + 20 * 50 / 300
    alike = 50 * (10 / 100 + 60 / 300) / 2 + 20 * (20 / 200 + 30 / 100) / 2
    assert told.n_expected == pytest.approx([pooled, alike])
    assert told.n_observed == pytest.approx([13, 13])
    variance = (25 / 100) ** 2 * 10 + (25 / 300) ** 2 * 60 + 0.05**2 * 20 + 0.1**2 * 30
    assert told.n_reference[1] == pytest.approx(alike**2 / variance)
    assert told.largest_step[1] == pytest.approx(0.25 / alike)
    assert told.n_effective[1] == 2


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_matrix_agrees_with_each_set_by_itself(seed):
    counts, people = country(seed)
    members, is_pooled = some_sets(seed)
    told = expect(counts, people, focus=np.zeros(12, int), members=members, is_flow=True)
    alone = [
        (people[:, 0] * (counts[:, row] / people[:, row]).mean(axis=1)).sum() for row in members
    ]
    wanted = np.where(is_pooled, told.n_expected, alone)
    columns = np.repeat(counts.reshape(-1, 1), 2, axis=1).astype(np.float32)
    found = multiply(people, columns, focus=0, members=members, is_pooled=is_pooled)
    assert found[:, 1] == pytest.approx(wanted, rel=1e-5)
    found = expect_sets(counts, people, focus=0, members=members, is_pooled=is_pooled, is_flow=True)
    assert found.n_expected == pytest.approx(wanted)


def test_heaviest_weight_is_the_largest_step_in_counts():
    counts, people = country(3)
    members, is_pooled = some_sets(3)
    told = expect_sets(counts, people, focus=0, members=members, is_pooled=is_pooled, is_flow=True)
    heaviest = heaviest_weights(people, focus=0, members=members, is_pooled=is_pooled)
    assert heaviest == pytest.approx(told.largest_step * told.n_expected, rel=1e-6)


def test_peer_without_figures_is_left_out_of_its_sets():
    counts, people = country(4)
    counts[1, 2] = np.nan
    both = np.array([True, False])
    with_blank = np.zeros((2, 9), bool)
    with_blank[:, [2, 3, 4]] = True
    without = with_blank.copy()
    without[:, 2] = False
    options = {"focus": 0, "is_pooled": both, "is_flow": False}
    first = expect_sets(counts, people, members=with_blank, **options)
    second = expect_sets(counts, people, members=without, **options)
    assert first.n_expected == pytest.approx(second.n_expected)
    assert first.n_peers.tolist() == [2, 2]


def test_set_without_anybody_in_a_stratum_cannot_be_told():
    counts, people = country(5)
    people[2, 3] = counts[2, 3] = 0
    alone = np.zeros((2, 9), bool)
    alone[:, 3] = True
    told = expect_sets(
        counts, people, focus=0, members=alone, is_pooled=np.array([True, False]), is_flow=True
    )
    assert np.isnan(told.n_expected).all()
    assert np.isnan(
        set_weights(people, focus=0, members=alone, is_pooled=np.array([True, False]))
    ).all()


def test_the_mean_of_peers_is_over_those_who_have_people_in_the_stratum():
    people = np.array([[10.0, 0, 20], [10.0, 40, 20]])
    counts = np.array([[1.0, 0, 4], [1.0, 4, 4]])
    told = expect_sets(
        counts, people, focus=0, members=np.array([[False, True, True]]),
        is_pooled=np.array([False]), is_flow=False,
    )  # fmt: skip
    assert told.n_expected == pytest.approx([10 * 4 / 20 + 10 * (0.1 + 0.2) / 2])


def test_the_same_set_is_computed_once_and_keeps_all_its_say():
    specifications = [
        Specification({"pooling": "pooled"}, 0.25, ("9902", "9903")),
        Specification({"pooling": "pooled"}, 0.25, ("9903", "9904")),
        Specification({"pooling": "pooled"}, 0.25, ("9904", "9903")),
        Specification({"pooling": "units"}, 0.25, ("9903", "9904")),
    ]
    sets = gather_sets(
        specifications, codes=("9901", "9902", "9903", "9904"), main=("9902", "9903")
    )
    assert sets.of_specification.tolist() == [0, 1, 1, 2]
    assert sets.members.astype(int).tolist() == [[0, 1, 1, 0], [0, 0, 1, 1], [0, 0, 1, 1]]
    # The main set agrees with itself, so the others share what it had.
    assert sets.weights([0.25] * 4) == pytest.approx([0, 2 / 3, 1 / 3])


def test_without_any_other_set_nobody_has_a_say():
    sets = PeerSets(np.ones((1, 3), bool), np.array([True]), np.array([0]))
    assert sets.weights([1.0]).tolist() == [0.0]
