"""A gap shared out among its parts."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.measures.between.decomposition import (
    split_crossed,
    split_events,
    split_product,
    split_rates,
)


def test_a_gap_of_structure_alone_is_all_structure():
    found = split_rates([2, 8], [70, 30], [2, 8], [50, 50])
    assert (found.structure, found.practice) == (pytest.approx(-1.2), 0)


def test_a_gap_of_practice_alone_is_all_practice():
    found = split_rates([3, 8], [5, 5], [2, 8], [50, 50])
    assert (found.structure, found.practice) == (0, pytest.approx(0.5))


def test_groups_add_up_to_their_part():
    found = split_rates([2, 8, 1], [70, 30, 20], [3, 5, 1], [50, 50, 9])
    assert found.structure_by_group.sum() == pytest.approx(found.structure)
    assert found.practice_by_group.sum() == pytest.approx(found.practice)


def test_events_are_split_by_their_rates():
    found = split_events([2, 8], [4_000, 2_000], [30, 240], [30_000, 30_000])
    same = split_rates([0.0005, 0.004], [4, 2], [0.001, 0.008], [3, 3])
    assert found.gap == pytest.approx(10 / 6_000 - 270 / 60_000)
    assert found.structure == pytest.approx(same.structure)


def test_a_group_that_lives_in_one_place_only_is_structure():
    found = split_events([2, 0, 9], [400, 0, 300], [2, 5, 9], [400, 100, 300])
    assert found.practice == pytest.approx(0)
    assert found.practice_by_group[1] == 0
    assert found.gap == pytest.approx(11 / 700 - 16 / 800)


def test_a_group_that_lives_nowhere_has_no_part():
    found = split_events([2, 0], [400, 0], [1, 0], [300, 0])
    assert (found.structure_by_group[1], found.practice_by_group[1]) == (0, 0)


def test_events_where_nobody_lives_are_refused():
    with pytest.raises(EstimationError, match="nobody lives"):
        split_events([2, 1], [400, 0], [1, 0], [300, 0])


def test_nobody_at_all_is_refused():
    with pytest.raises(EstimationError, match="Nobody lives"):
        split_events([0, 0], [0, 0], [1, 0], [300, 5])


def test_a_product_of_two_is_the_split_of_rates():
    found = split_product(
        {"share": [0.7, 0.3], "rate": [2, 8]}, {"share": [0.5, 0.5], "rate": [3, 5]}
    )
    same = split_rates([2, 8], [70, 30], [3, 5], [50, 50])
    assert found.effects == pytest.approx({"share": same.structure, "rate": same.practice})


def test_the_published_product_of_three_is_split_as_printed():
    # Das Gupta 1993, table 2.3: crude birth rates of Austria and Chile, 1981.
    austria = {"births": 51.78746, "age": 0.45919, "women": 0.52638}
    chile = {"births": 84.90502, "age": 0.75756, "women": 0.51065}
    found = split_product(chile, austria)
    expected = {"births": 10.4340333, "age": 10.5608476, "women": -0.6670084}
    assert found.effects == pytest.approx(expected, abs=5e-8)


def test_the_order_of_the_parts_does_not_matter():
    ours, theirs = {"a": 0.3, "b": 0.5, "c": 2.0}, {"a": 0.2, "b": 0.9, "c": 1.0}
    turned = {name: ours[name] for name in "cab"}
    assert split_product(ours, theirs).effects == pytest.approx(
        split_product(turned, theirs).effects
    )


def test_structures_that_do_not_go_together_get_their_own_part():
    ages, sexes = np.array([0.3, 0.7]), np.array([0.4, 0.6])
    other_ages = np.array([0.6, 0.4])
    rates = np.array([[1.0, 5.0], [2.0, 9.0]])
    found = split_crossed(
        rates,
        np.outer(sexes, ages),
        rates,
        np.outer(sexes, other_ages),
        structures=["sex", "age"],
    )
    assert found.effects["sex"] == pytest.approx(0)
    assert found.effects["rate"] == pytest.approx(0)
    assert found.effects["age"] == pytest.approx(found.gap)


def test_one_structure_is_the_plain_split():
    numbers = [2, 8], [70, 30], [3, 5], [50, 50]
    found = split_crossed(*numbers, structures=["age"])
    plain = split_rates(*numbers)
    assert found.effects == pytest.approx({"age": plain.structure, "rate": plain.practice})


def test_three_structures_and_an_empty_group_add_up_to_the_gap():
    rng = np.random.default_rng(3)
    rates, others = rng.uniform(0, 5, (2, 2, 3, 2))
    sizes, other_sizes = rng.integers(1, 50, (2, 2, 3, 2)).astype(float)
    sizes[0, 1, 1] = 0
    found = split_crossed(rates, sizes, others, other_sizes, structures=["sex", "age", "origin"])
    assert sum(found.effects.values()) == pytest.approx(found.gap)
    assert found.gap == pytest.approx(
        np.average(rates, weights=sizes) - np.average(others, weights=other_sizes)
    )


@pytest.mark.parametrize(
    "split",
    [
        lambda: split_rates([1, 2], [1, 2], [1, 2, 3], [1, 2, 3]),
        lambda: split_events([1, 2], [1, 2], [1, 2, 3], [1, 2, 3]),
        lambda: split_product({"a": 1}, {"b": 1}),
        lambda: split_product({"a": 1}, {"a": [1, 2]}),
        lambda: split_product({}, {}),
        lambda: split_crossed([1, 2], [1, 2], [1, 2], [1, 2], structures=["age", "sex"]),
    ],
)
def test_parts_that_do_not_fit_are_refused(split):
    with pytest.raises(EstimationError, match="not split in the same way"):
        split()
