"""Integers that sum, with a reason each; the optimum is held against trying everything."""

from __future__ import annotations

from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import EstimationError, RequestError
from analysis.estimation.planning.allocation import allocate_at_cost, allocate_cases
from analysis.estimation.planning.anticipated import default_shares, spread_of_shares
from analysis.estimation.planning.ideal_sizes import sizes_at_cv

STRATA = st.lists(st.integers(1, 300), min_size=1, max_size=12)
PEOPLE = {"KH_0-2": 520, "KH_2-5": 310, "KH_5-10": 170, "KH_10+": 75, "SD_0-26": 150, "SD_26+": 45}


def variance(population, spread, sizes) -> float:
    return sum(
        population[h] ** 2 * spread[h] ** 2 * (1 / sizes[h] - 1 / population[h]) for h in sizes
    )


@settings(deadline=None, max_examples=50)
@given(people=STRATA, data=st.data(), method=st.sampled_from(["proportional", "neyman"]))
def test_sizes_sum_and_keep_minimum_and_cap(people, data, method) -> None:
    population = {f"s{i}": n for i, n in enumerate(people)}
    minimum = data.draw(st.integers(1, 4))
    least = sum(min(minimum, n) for n in people)
    n = data.draw(st.integers(least, sum(people)))
    spreads = data.draw(st.lists(st.floats(0, 1), min_size=len(people), max_size=len(people)))
    spread = dict(zip(population, [*spreads[:-1], 0.5], strict=True))
    found = allocate_cases(population, n, method=method, spread=spread, minimum=minimum)
    assert sum(found.sizes.values()) == n == len(found.trace)
    assert all(min(minimum, population[s]) <= k <= population[s] for s, k in found.sizes.items())
    assert Counter(seat.stratum for seat in found.trace) == Counter(found.sizes)
    assert [seat.place for seat in found.trace] == list(range(1, n + 1))


@settings(deadline=None, max_examples=60)
@given(people=STRATA, data=st.data())
def test_proportional_sizes_lie_within_one_case_of_their_quota_where_no_bound_binds(
    people, data
) -> None:
    population = {f"s{i}": 10 * n for i, n in enumerate(people)}
    n = data.draw(st.integers(len(people), sum(people)))
    found = allocate_cases(population, n, minimum=1)
    if all(quota >= 1 for quota in found.ideal.values()):
        assert all(abs(found.sizes[s] - found.ideal[s]) < 1 for s in population)


@settings(deadline=None, max_examples=40)
@given(
    people=st.lists(st.integers(1, 9), min_size=3, max_size=3),
    spreads=st.lists(st.floats(0.01, 1), min_size=3, max_size=3),
    data=st.data(),
)
def test_neyman_integers_have_the_least_variance_of_all_allocations(people, spreads, data) -> None:
    population = {f"s{i}": n for i, n in enumerate(people)}
    spread = dict(zip(population, spreads, strict=True))
    n = data.draw(st.integers(3, sum(people)))
    found = allocate_cases(population, n, method="neyman", spread=spread, minimum=1)
    every = (
        dict(zip(population, sizes, strict=True))
        for sizes in product(*(range(1, size + 1) for size in people))
        if sum(sizes) == n
    )
    best = min(variance(population, spread, sizes) for sizes in every)
    assert variance(population, spread, found.sizes) == pytest.approx(best, abs=1e-9)


def test_what_a_full_stratum_cannot_take_goes_to_the_others() -> None:
    found = allocate_cases(
        {"large": 900, "tiny": 5}, 100, method="neyman", spread={"large": 0.1, "tiny": 20.0}
    )
    assert found.sizes == {"large": 95, "tiny": 5}
    assert found.full_strata == ("tiny",)
    assert found.weights["tiny"] == 1


def test_strata_without_spread_get_their_minimum_until_the_others_are_full() -> None:
    spread = {"a": 0.0, "b": 0.4, "c": 0.0}
    population = {"a": 500, "b": 20, "c": 100}
    few = allocate_cases(population, 20, method="neyman", spread=spread)
    assert few.sizes == {"a": 2, "b": 16, "c": 2}
    many = allocate_cases(population, 60, method="neyman", spread=spread)
    assert many.sizes["b"] == 20
    assert many.sizes["a"] > many.sizes["c"] >= 2


def test_compromise_measures_each_outcome_by_its_own_best_variance() -> None:
    population = {"a": 1000, "b": 1000}
    spread = {"common": {"a": 0.5, "b": 0.1}, "rare": {"a": 0.01, "b": 0.05}}
    found = allocate_cases(population, 100, method="compromise", spread=spread)
    assert found.sizes == {"a": 50, "b": 50}
    tilted = allocate_cases(
        population,
        *(100,),
        method="compromise",
        spread=spread,
        importance={"common": 1.0, "rare": 0.0},
    )
    one = allocate_cases(population, 100, method="neyman", spread=spread["common"])
    assert tilted.sizes == one.sizes


def test_neyman_of_shares_gives_long_durations_more_than_their_part() -> None:
    share = dict(zip(PEOPLE, [0.02, 0.06, 0.14, 0.36, 0.0, 0.04], strict=True))
    spread = spread_of_shares(PEOPLE, {"foertidspension": share})["foertidspension"]
    found = allocate_cases(PEOPLE, 160, method="neyman", spread=spread)
    assert found.sizes["KH_10+"] > allocate_cases(PEOPLE, 160).sizes["KH_10+"]
    assert found.sizes["SD_0-26"] == 2


def test_equal_remainders_go_to_the_stratum_named_first() -> None:
    assert allocate_cases({"b": 10, "a": 10, "c": 10}, 10).sizes == {"b": 4, "a": 3, "c": 3}


def test_trace_says_why_each_case_was_given() -> None:
    found = allocate_cases({"KH": 90, "SD": 10}, 12, minimum=2)
    assert [(s.stratum, s.reason) for s in found.trace[:2]] == [("KH", "minimum")] * 2
    assert {s.reason for s in found.trace if s.stratum == "SD"} == {"minimum"}
    assert found.describe()[1] == (
        "SD: 2 af 10 sager (2 mindsteantal); én sag står for 5,0 personer"
    )


@pytest.mark.parametrize(
    ("population", "n", "minimum", "message"),
    [
        ({"a": 50, "b": 50}, 3, 2, "3 cases are too few for 2 strata"),
        ({"a": 5, "b": 5}, 11, 2, "11 cases are more than the 10"),
        ({"a": 5, "b": 5}, 4, 0, "minimum per stratum"),
        ({"a": 5, "b": 0}, 4, 2, "no whole number of persons, or nobody"),
        ({"a": 5.5, "b": 7}, 4, 2, "no whole number of persons"),
        ({}, 4, 2, "no strata"),
    ],
)
def test_cases_that_do_not_fit_are_refused(population, n, minimum, message) -> None:
    with pytest.raises(RequestError, match=message):
        allocate_cases(population, n, minimum=minimum)


@pytest.mark.parametrize(
    ("method", "spread", "message"),
    [
        ("equal", None, "no allocation called"),
        ("neyman", None, "no spread to work with"),
        ("neyman", {"a": 0.0, "b": 0.0}, "0 in every stratum"),
        ("neyman", {"a": 0.1}, "exactly the strata"),
        ("neyman", {"x": {"a": 0.1, "b": 0.1}, "y": {"a": 0.1, "b": 0.1}}, "for one outcome"),
    ],
)
def test_spread_that_says_nothing_is_refused(method, spread, message) -> None:
    with pytest.raises(RequestError, match=message):
        allocate_cases({"a": 50, "b": 50}, 10, method=method, spread=spread)


def test_negative_spread_is_refused() -> None:
    with pytest.raises(EstimationError, match="out of range"):
        allocate_cases({"a": 50, "b": 50}, 10, method="neyman", spread={"a": -0.1, "b": 0.1})


def test_cases_bought_keep_the_budget_and_nothing_more_can_be_bought() -> None:
    spread = dict(zip(PEOPLE, [0.2, 0.3, 0.4, 0.5, 0.1, 0.2], strict=True))
    hours = dict(zip(PEOPLE, [1.0, 1.0, 1.5, 2.5, 0.7, 0.9], strict=True))
    found = allocate_at_cost(PEOPLE, 200, spread=spread, costs=hours)
    spent = sum(found.sizes[s] * hours[s] for s in PEOPLE)
    assert 200 - min(hours.values()) < spent <= 200
    # Within a case of the formula, where neither minimum nor cap binds.
    free = [s for s in PEOPLE if 2 < found.sizes[s] < PEOPLE[s]]
    assert all(abs(found.sizes[s] - found.ideal[s]) < 1.5 for s in free)


def test_equal_costs_buy_the_neyman_allocation() -> None:
    spread = dict(zip(PEOPLE, [0.2, 0.3, 0.4, 0.5, 0.1, 0.2], strict=True))
    bought = allocate_at_cost(PEOPLE, 320, spread=spread, costs=dict.fromkeys(PEOPLE, 2.0))
    assert bought.sizes == allocate_cases(PEOPLE, 160, method="neyman", spread=spread).sizes


def test_budget_below_the_minimum_and_free_cases_are_refused() -> None:
    spread = dict.fromkeys(PEOPLE, 0.3)
    with pytest.raises(RequestError, match="does not buy the minimum"):
        allocate_at_cost(PEOPLE, 11, spread=spread, costs=dict.fromkeys(PEOPLE, 1.0))
    with pytest.raises(RequestError, match="costs nothing"):
        allocate_at_cost(PEOPLE, 11, spread=spread, costs=dict.fromkeys(PEOPLE, 0.0))


def test_sizes_for_a_variance_need_exactly_one_target() -> None:
    with pytest.raises(EstimationError, match="either cv or variance"):
        sizes_at_cv([10, 20], [1, 1], mean=5)
    by_cv = sizes_at_cv([10, 20], [1, 1], mean=5, cv=0.1)
    np.testing.assert_allclose(by_cv, sizes_at_cv([10, 20], [1, 1], mean=5, variance=0.25))


def test_two_thousand_cases_in_a_hundred_strata_sum() -> None:
    rng = np.random.default_rng(2026)
    population = {f"s{i}": int(n) for i, n in enumerate(rng.integers(20, 4000, 100))}
    spread = spread_of_shares(population, default_shares())
    for method in ("proportional", "compromise"):
        found = allocate_cases(population, 2_000, method=method, spread=spread)
        assert sum(found.sizes.values()) == 2_000
