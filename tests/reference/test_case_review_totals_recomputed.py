"""Totals, shares and calibrated weights against the same number found by another route.

Brute force, enumeration, the definition written out, a derivative taken numerically,
leaving one case out at a time, or another library: statsmodels and scipy. The inputs are
drawn from seeds, so that no formula can have been fitted to the printed values.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy import optimize, special, stats

from analysis.estimation.agreement.tables import agreement_weights
from analysis.estimation.agreement.weighted import measure_design_agreement
from analysis.estimation.calibration import calibrate, post_stratify, rake
from analysis.estimation.design import Design, stratified_design
from analysis.estimation.domains import compare_domains, estimate_domains
from analysis.estimation.totals import combine, estimate_ratio, estimate_totals

SEEDS = range(4)
WEIGHTS = ("unweighted", "linear", "quadratic", "ordinal")


def design_of(seed: int, n: int = 60) -> tuple[Design, np.random.Generator]:
    rng = np.random.default_rng(seed)
    strata = sorted(rng.choice(list("ABC"), n, p=[0.5, 0.3, 0.2]).tolist())
    return stratified_design(strata, {"A": 400, "B": 90, "C": strata.count("C")}), rng


@pytest.mark.parametrize("weights", WEIGHTS)
def test_weighted_kappa_of_a_design_equals_leaving_one_case_out(weights):
    design, rng = design_of(5, 120)
    first = rng.integers(0, 3, design.n)
    second = np.where(rng.random(design.n) < 0.7, first, rng.integers(0, 3, design.n))
    found = measure_design_agreement(
        design, first.tolist(), second.tolist(), [0, 1, 2], weights=weights
    ).coefficients["cohen"]
    matrix = agreement_weights(weights, 3)

    def value(case_weights: np.ndarray) -> float:
        shares = np.zeros((3, 3))
        np.add.at(shares, (first, second), case_weights)
        shares /= shares.sum()
        chance = float(shares.sum(axis=1) @ matrix @ shares.sum(axis=0))
        return float((np.sum(shares * matrix) - chance) / (1 - chance))

    assert found.value == pytest.approx(value(design.weights), rel=1e-9)
    assert found.standard_error == pytest.approx(
        math.sqrt(linearised_variance(design, value)), rel=1e-5
    )


def linearised_variance(design: Design, value: Callable[[np.ndarray], float]) -> float:
    """Return the variance from numerical derivatives in the weights, stratum by stratum."""
    step = 1e-4
    slopes = np.array(
        [
            (value(design.weights + step * e) - value(design.weights - step * e)) / (2 * step)
            for e in np.eye(design.n)
        ]
    )
    result = 0.0
    for h, (n_people, n) in enumerate(zip(design.population, design.sampled, strict=True)):
        moves = (design.weights * slopes)[design.stratum == h]
        if n < n_people:
            result += (1 - n / n_people) * n * float(np.var(moves, ddof=1))
    return result


# Totals, ratios, domains, calibration


@pytest.mark.parametrize("seed", SEEDS)
def test_ratios_and_shares_of_domains_equal_numerical_linearisation(seed):
    design, rng = design_of(seed)
    x, y = rng.gamma(2, 5, design.n), rng.gamma(3, 2, design.n)
    inside = rng.random(design.n) < 0.5
    ratio = estimate_ratio(design, y, x, domain=inside)
    variance = linearised_variance(design, lambda w: (w * inside) @ y / ((w * inside) @ x))
    assert ratio.covariance[0, 0] == pytest.approx(variance, rel=1e-6)
    share = estimate_totals(design, y > 5, domain=inside, unit="share")
    variance = linearised_variance(design, lambda w: (w * inside) @ (y > 5) / (w @ inside))
    assert share.covariance[0, 0] == pytest.approx(variance, rel=1e-6)
    present = len(set(design.stratum[inside].tolist()))
    assert share.df[0] == inside.sum() - present
    half = stats.t.isf(0.025, share.df[0]) * share.standard_error[0]
    assert share.upper[0] == pytest.approx(share.estimate[0] + half, rel=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_contrasts_and_differences_of_domains_equal_the_variable_made_beforehand(seed):
    design, rng = design_of(seed)
    y = (rng.random((design.n, 3)) < 0.4).astype(float)
    parts = rng.choice(["north", "south"], design.n)
    found = combine(estimate_totals(design, y), {"c": [1, -0.5, 2]})
    direct = estimate_totals(design, y @ [1, -0.5, 2])
    assert found.estimate == pytest.approx(direct.estimate, rel=1e-9)
    assert found.covariance[0, 0] == pytest.approx(direct.covariance[0, 0], rel=1e-9)
    north = parts == "north"
    difference = compare_domains(design, y[:, 0], parts.tolist(), "north", "south")
    variance = linearised_variance(
        design,
        lambda w: (w * north) @ y[:, 0] / (w @ north) - (w * ~north) @ y[:, 0] / (w @ ~north),
    )
    assert difference.covariance[0, 0] == pytest.approx(variance, rel=1e-6)
    whole = estimate_domains(design, y[:, 0], parts.tolist())
    total = estimate_totals(design, y[:, 0])
    assert whole.covariance.sum() == pytest.approx(total.covariance[0, 0], rel=1e-9)


def test_variance_of_a_total_equals_that_over_every_possible_sample():
    population = {"A": [1.0, 0, 0, 1, 1], "B": [0.0, 1, 0, 0]}
    totals, variances = [], []
    for a in itertools.combinations(population["A"], 3):
        for b in itertools.combinations(population["B"], 2):
            design = stratified_design(["A"] * 3 + ["B"] * 2, {"A": 5, "B": 4})
            found = estimate_totals(design, [*a, *b])
            totals.append(found.estimate[0])
            variances.append(found.covariance[0, 0])
    assert np.mean(totals) == pytest.approx(4)
    assert np.mean(variances) == pytest.approx(np.var(totals), rel=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_calibrated_weights_equal_fitting_by_turns_and_the_regression_formula(seed):
    design, rng = design_of(seed)
    age, centre = rng.choice(["old", "young"], design.n), rng.choice(["x", "y", "z"], design.n)
    everyone = float(design.weights.sum())
    known = {
        "age": {"old": 0.45 * everyone, "young": 0.55 * everyone},
        "centre": {"x": 0.3 * everyone, "y": 0.3 * everyone, "z": 0.4 * everyone},
    }
    given = {"age": age.tolist(), "centre": centre.tolist()}
    fitted = design.weights.copy()
    for _ in range(500):
        for name, groups in (("age", age), ("centre", centre)):
            for group, people in known[name].items():
                fitted[groups == group] *= people / fitted[groups == group].sum()
    assert rake(design, given, known).weights == pytest.approx(fitted, rel=1e-8)
    columns = np.column_stack(
        [np.ones(design.n), age == "old", centre == "x", centre == "y"]
    ).astype(float)
    totals = np.array([everyone, 0.45 * everyone, 0.3 * everyone, 0.3 * everyone])
    gram = (columns * design.weights[:, None]).T @ columns
    factors = 1 + columns @ np.linalg.solve(gram, totals - design.weights @ columns)
    linear = calibrate(design, columns, totals)
    assert linear.weights == pytest.approx(design.weights * factors, rel=1e-9)
    y = rng.random(design.n)
    slopes = np.linalg.solve(gram, (columns * design.weights[:, None]).T @ y)
    left = (y - columns @ slopes) * factors
    error = estimate_totals(design, left).covariance[0, 0]
    assert estimate_totals(linear, y).covariance[0, 0] == pytest.approx(error, rel=1e-9)


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("method", ["linear", "raking", "logit"])
def test_bounded_factors_equal_the_least_distance_within_the_bounds(seed, method):
    design, rng = design_of(seed, 20)
    x = rng.random(design.n)
    columns = np.column_stack([np.ones(design.n), x])
    totals = np.array([1.1, 1.25]) * (design.weights @ columns)
    low, high = 0.6, 1.8
    found = calibrate(design, columns, totals, method=method, bounds=(low, high))
    factors = found.weights / design.weights
    assert found.weights @ columns == pytest.approx(totals, rel=1e-9)
    assert low - 1e-12 <= factors.min() <= factors.max() <= high + 1e-12

    def distance(g: np.ndarray) -> float:
        if method == "linear":
            each = (g - 1) ** 2
        elif method == "raking":
            each = special.xlogy(g, g) - g + 1
        else:
            each = special.xlogy(g - low, (g - low) / (1 - low))
            each = each + special.xlogy(high - g, (high - g) / (high - 1))
        return float(design.weights @ each)

    nearest = optimize.minimize(
        distance,
        np.clip(factors + 0.01 * np.sin(np.arange(design.n)), low + 1e-6, high - 1e-6),
        method="SLSQP",
        bounds=[(low + 1e-9, high - 1e-9)] * design.n,
        constraints={
            "type": "eq",
            "fun": lambda g: ((design.weights * g) @ columns - totals) / totals,
        },
        options={"ftol": 1e-14, "maxiter": 500},
    )
    assert distance(factors) <= nearest.fun + 1e-6


@pytest.mark.parametrize("seed", SEEDS)
def test_variance_after_post_stratification_equals_residuals_from_group_means(seed):
    design, rng = design_of(seed)
    group, y = rng.choice(["old", "young"], design.n), rng.random(design.n)
    grouped = post_stratify(design, group.tolist(), {"old": 240, "young": 260})
    means = np.where(
        group == "old", *(np.average(y[group == g], weights=design.weights[group == g])
                          for g in ("old", "young"))
    )  # fmt: skip
    factors = grouped.weights / design.weights
    error = estimate_totals(design, (y - means) * factors).covariance[0, 0]
    assert estimate_totals(grouped, y).covariance[0, 0] == pytest.approx(error, rel=1e-9)
