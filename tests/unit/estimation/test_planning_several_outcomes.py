"""Several outcomes at once: held against another solver, and against trying everything."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from analysis.errors import EstimationError, RequestError
from analysis.estimation.planning.allocation import allocate_cases
from analysis.estimation.planning.anticipated import default_shares, spread_of_shares
from analysis.estimation.planning.several_outcomes import (
    allocate_for_several,
    cases_for_several,
    outcomes_in_domains,
)

PEOPLE = {"KH_0-2": 520, "KH_2-5": 310, "KH_5-10": 170, "KH_10+": 75, "SD_0-26": 150, "SD_26+": 45}
SHARES = {
    "ressourceforloeb": dict(zip(PEOPLE, [0.06, 0.10, 0.18, 0.28, 0.02, 0.11], strict=True)),
    "fleksjob": dict(zip(PEOPLE, [0.035, 0.08, 0.12, 0.08, 0.05, 0.22], strict=True)),
    "revalidering": dict(zip(PEOPLE, [0.02, 0.03, 0.0, 0.0, 0.05, 0.02], strict=True)),
    "foertidspension": dict(zip(PEOPLE, [0.02, 0.06, 0.14, 0.36, 0.0, 0.04], strict=True)),
}


def cv_of(population, shares, sizes) -> np.ndarray:
    """Return the CV of each outcome's total, straight from the textbook."""
    people, n = np.array([*population.values()]), np.array([sizes[h] for h in population])
    found = []
    for share in shares.values():
        p = np.array([share[h] for h in population])
        s2 = p * (1 - p) * people / np.maximum(people - 1, 1)
        found.append(np.sqrt(np.sum(people**2 * (1 / n - 1 / people) * s2)) / np.sum(people * p))
    return np.array(found)


def test_reported_cvs_are_those_of_the_sizes() -> None:
    found = allocate_for_several(PEOPLE, 160, SHARES)
    expected = cv_of(PEOPLE, SHARES, found.allocation.sizes)
    np.testing.assert_allclose([*found.cv.values()], expected)
    assert found.reached == pytest.approx(expected.max())
    assert found.worst == [*SHARES][int(np.argmax(expected))]
    assert sum(found.allocation.sizes.values()) == 160 == len(found.allocation.trace)


def test_bound_equals_what_a_general_solver_finds() -> None:
    people = np.array([*PEOPLE.values()], dtype=float)

    def squared(n) -> np.ndarray:
        return cv_of(PEOPLE, SHARES, dict(zip(PEOPLE, n, strict=True))) ** 2

    start = np.append(160 * people / people.sum(), 1.0)
    solved = minimize(
        lambda x: x[-1],
        start,
        method="SLSQP",
        bounds=[(2, n) for n in people] + [(0, None)],
        constraints=[
            {"type": "eq", "fun": lambda x: x[:-1].sum() - 160},
            {"type": "ineq", "fun": lambda x: 10 * (x[-1] - squared(x[:-1]))},
        ],
        options={"ftol": 1e-12, "maxiter": 500},
    )
    found = allocate_for_several(PEOPLE, 160, SHARES)
    assert found.best_possible == pytest.approx(np.sqrt(solved.fun), rel=1e-4)
    assert found.best_possible <= found.reached <= 1.005 * found.best_possible


@settings(deadline=None, max_examples=12)
@given(
    people=st.lists(st.integers(3, 9), min_size=3, max_size=3),
    shares=st.lists(st.floats(0.05, 0.9), min_size=6, max_size=6),
    data=st.data(),
)
def test_integers_are_near_the_best_of_all_and_never_below_the_bound(people, shares, data) -> None:
    population = {f"s{i}": n for i, n in enumerate(people)}
    outcomes = {
        "one": dict(zip(population, shares[:3], strict=True)),
        "two": dict(zip(population, shares[3:], strict=True)),
    }
    n = data.draw(st.integers(6, sum(people)))
    found = allocate_for_several(population, n, outcomes)
    every = [
        cv_of(population, outcomes, dict(zip(population, sizes, strict=True))).max()
        for sizes in product(*(range(2, size + 1) for size in people))
        if sum(sizes) == n
    ]
    assert found.best_possible <= min(every) + 1e-6
    assert found.reached <= 1.05 * min(every) + 1e-6


def test_sum_of_squared_cvs_is_no_larger_than_any_other_allocation_has() -> None:
    found = allocate_for_several(PEOPLE, 160, SHARES, goal="sum")
    spread = spread_of_shares(PEOPLE, SHARES)
    others = [
        allocate_for_several(PEOPLE, 160, SHARES).allocation.sizes,
        allocate_cases(PEOPLE, 160).sizes,
        allocate_cases(PEOPLE, 160, method="compromise", spread=spread).sizes,
    ]
    reached = np.sqrt((cv_of(PEOPLE, SHARES, found.allocation.sizes) ** 2).sum())
    assert found.reached == pytest.approx(reached)
    for sizes in others:
        assert reached <= np.sqrt((cv_of(PEOPLE, SHARES, sizes) ** 2).sum()) + 1e-12


def test_importance_moves_cases_to_the_important_outcome() -> None:
    even = allocate_for_several(PEOPLE, 160, SHARES)
    tilted = allocate_for_several(
        PEOPLE, 160, SHARES, importance={**dict.fromkeys(SHARES, 1.0), "foertidspension": 5.0}
    )
    assert tilted.cv["foertidspension"] < even.cv["foertidspension"]
    assert tilted.worst == "foertidspension"


def test_one_outcome_is_the_neyman_allocation() -> None:
    one = {"foertidspension": SHARES["foertidspension"]}
    spread = spread_of_shares(PEOPLE, one)["foertidspension"]
    neyman = allocate_cases(PEOPLE, 160, method="neyman", spread=spread)
    assert allocate_for_several(PEOPLE, 160, one).reached == pytest.approx(
        cv_of(PEOPLE, one, neyman.sizes).max(), rel=1e-9
    )


def test_fewest_cases_for_targets_are_enough_and_one_fewer_is_not() -> None:
    targets = {"ressourceforloeb": 0.4, "foertidspension": 0.5}
    shares = {name: SHARES[name] for name in targets}
    found = cases_for_several(PEOPLE, shares, targets)
    assert all(found.cv[name] <= target + 1e-9 for name, target in targets.items())
    fewer = allocate_for_several(
        *(PEOPLE, found.allocation.n - 1, shares),
        importance={name: 1 / target for name, target in targets.items()},
    )
    assert fewer.reached > 1


def test_domain_is_one_more_outcome() -> None:
    domains = outcomes_in_domains(default_shares(), [*PEOPLE], {"SD": ["SD_0-26", "SD_26+"]})
    found = allocate_for_several(PEOPLE, 160, {**SHARES, **domains})
    plain = allocate_for_several(PEOPLE, 160, SHARES)
    sygedagpenge = ("SD_0-26", "SD_26+")
    assert sum(found.allocation.sizes[s] for s in sygedagpenge) > sum(
        plain.allocation.sizes[s] for s in sygedagpenge
    )


def test_reading_everybody_leaves_no_error() -> None:
    found = allocate_for_several(PEOPLE, sum(PEOPLE.values()), SHARES)
    assert found.reached == pytest.approx(0, abs=1e-6)


def test_outcome_anticipated_nowhere_is_refused() -> None:
    with pytest.raises(EstimationError, match="anticipated nowhere"):
        allocate_for_several(PEOPLE, 160, {"fleksjob": 0.0})


def test_unknown_goal_and_lacking_target_are_refused() -> None:
    with pytest.raises(RequestError, match="no goal called"):
        allocate_for_several(PEOPLE, 160, SHARES, goal="best")
    with pytest.raises(RequestError, match="has no target"):
        cases_for_several(PEOPLE, SHARES, {"fleksjob": 0.2})
