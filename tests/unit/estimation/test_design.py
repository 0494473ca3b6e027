"""What a design accepts, and how the draw alone moves an estimate."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.estimation.design import stratified_design
from analysis.estimation.design_effects import design_effect
from analysis.estimation.jackknife import estimate_by_jackknife
from analysis.estimation.totals import estimate_ratio, estimate_totals
from analysis.estimation.variance import design_covariance

# Two small strata; every sample of 3 from 5 and of 2 from 4 can be listed.
TINY = {"KH": [1.0, 0.0, 4.0, 2.0, 2.0], "SD": [0.0, 3.0, 1.0, 1.0]}


def test_every_case_stands_for_its_share_of_the_stratum() -> None:
    design = stratified_design(["SD", "KH", "KH"], {"KH": 30, "SD": 7})
    assert design.labels == ("KH", "SD")
    assert design.weights.tolist() == [7, 15, 15]
    assert (design.population.tolist(), design.sampled.tolist()) == ([30, 7], [2, 1])


def test_over_all_samples_the_estimate_and_its_variance_are_right_on_average() -> None:
    truth = sum(map(sum, TINY.values()))
    estimates, variances = [], []
    for first, second in product(combinations(TINY["KH"], 3), combinations(TINY["SD"], 2)):
        design = stratified_design(["KH"] * 3 + ["SD"] * 2, {"KH": 5, "SD": 4})
        found = estimate_totals(design, [*first, *second])
        estimates.append(found.estimate[0])
        variances.append(found.covariance[0, 0])
    assert np.mean(estimates) == pytest.approx(truth, rel=1e-12)
    assert np.mean(variances) == pytest.approx(np.var(estimates), rel=1e-12)


def test_over_all_two_stage_samples_the_variance_is_right_on_average() -> None:
    teams = {"a": [1.0, 0.0, 1.0], "b": [2.0, 2.0, 0.0], "c": [0.0, 1.0, 5.0]}
    estimates, variances = [], []
    for first, second in combinations(teams, 2):
        for left, right in product(combinations(teams[first], 2), combinations(teams[second], 2)):
            design = stratified_design(
                *(["KH"] * 4, {"KH": 3}, [first, first, second, second]),
                cluster_population={first: 3, second: 3},
            )
            found = estimate_totals(design, [*left, *right])
            estimates.append(found.estimate[0])
            variances.append(found.covariance[0, 0])
    assert np.mean(estimates) == pytest.approx(12, rel=1e-12)
    assert np.mean(variances) == pytest.approx(np.var(estimates), rel=1e-12)


def test_a_stratum_read_in_full_adds_no_variance() -> None:
    design = stratified_design(["KH"] * 3 + ["SD"] * 2, {"KH": 30, "SD": 2})
    alone = stratified_design(["KH"] * 3, {"KH": 30})
    both = design_covariance(design, np.array([1.0, 0, 1, 1, 0]))
    assert both == pytest.approx(design_covariance(alone, np.array([1.0, 0, 1])))


def test_one_case_of_a_stratum_of_one_is_no_problem() -> None:
    design = stratified_design(["KH", "KH", "SD"], {"KH": 9, "SD": 1})
    assert estimate_totals(design, [1, 0, 1]).standard_error[0] == pytest.approx(
        np.sqrt(9**2 * (1 - 2 / 9) * 0.5 / 2)
    )


def test_one_case_of_several_people_shows_no_variance_unless_a_rule_is_stated() -> None:
    cases, people = ["KH", "KH", "SD", "X", "X"], {"KH": 8, "SD": 4, "X": 6}
    y = np.array([1.0, 0, 1, 1, 0])
    with pytest.raises(EstimationError, match="one case of several") as caught:
        estimate_totals(stratified_design(cases, people), y)
    assert "SD" in str(caught.value)
    own = [8**2 * (1 - 2 / 8) * 0.5 / 2, 6**2 * (1 - 2 / 6) * 0.5 / 2]
    found = {
        rule: estimate_totals(stratified_design(cases, people, lonely=rule), y).covariance[0, 0]
        for rule in ("certainty", "average", "adjust")
    }
    weighted = y * np.array([4, 4, 4, 3, 3])
    distance = (4 - weighted.mean()) ** 2 * (1 - 1 / 4)
    assert found["certainty"] == pytest.approx(sum(own))
    assert found["average"] == pytest.approx(sum(own) * 3 / 2)
    assert found["adjust"] == pytest.approx(sum(own) + distance)


def test_no_rule_helps_when_no_stratum_shows_variance() -> None:
    design = stratified_design(["KH", "SD"], {"KH": 8, "SD": 4}, lonely="average")
    with pytest.raises(EstimationError, match="one case of several"):
        estimate_totals(design, [1, 0])


@pytest.mark.parametrize(
    ("strata", "population", "message", "place"),
    [
        (["KH"], {"KH": 9, "SD-26+": 4}, "has no case", "SD-26+"),
        (["KH", "XX"], {"KH": 9}, "does not have", "XX"),
        (["KH", "KH", "KH"], {"KH": 2}, "More was drawn", "3 of 2"),
        (["KH", "KH"], {"KH": 0.1}, "More was drawn", "never a fraction"),
        (["KH"], {"KH": float("nan")}, "positive number", "KH"),
        (["KH"], {"KH": -3}, "positive number", "KH"),
        ([], {"KH": 3}, "No case was drawn", ""),
    ],
)
def test_a_design_that_cannot_be_is_refused_by_name(strata, population, message, place) -> None:
    with pytest.raises(EstimationError, match=message) as caught:
        stratified_design(strata, population)
    assert place in str(caught.value)


def test_clusters_are_refused_when_they_do_not_nest_or_fit() -> None:
    with pytest.raises(EstimationError, match="two strata"):
        stratified_design(["KH", "SD"], {"KH": 3, "SD": 3}, ["team", "team"])
    with pytest.raises(EstimationError, match="one cluster for each case"):
        stratified_design(["KH", "KH"], {"KH": 3}, ["team"])
    with pytest.raises(EstimationError, match="not given"):
        stratified_design(["KH", "KH"], {"KH": 3}, ["a", "b"], cluster_population={"a": 3})
    with pytest.raises(EstimationError, match="More was drawn"):
        stratified_design(["KH"] * 2, {"KH": 3}, ["a", "a"], cluster_population={"a": 1})


def test_one_case_of_a_larger_cluster_shows_no_variance() -> None:
    design = stratified_design(
        *(["KH"] * 3, {"KH": 5}, ["a", "a", "b"]), cluster_population={"a": 4, "b": 4}
    )
    with pytest.raises(EstimationError, match="cluster has one case"):
        estimate_totals(design, [1, 0, 1])


def test_stated_weights_and_rules_are_checked() -> None:
    with pytest.raises(EstimationError, match="positive weight"):
        stratified_design(["KH", "KH"], {"KH": 3}, weights=[1.5, 0])
    with pytest.raises(EstimationError, match="no such rule"):
        stratified_design(["KH", "KH"], {"KH": 3}, lonely="forget")  # type: ignore[arg-type]


def test_with_replacement_the_size_of_the_population_plays_no_part_in_the_variance() -> None:
    y = [1, 0, 1]
    small, large = (
        estimate_totals(
            stratified_design(["KH"] * 3, {"KH": size}, with_replacement=True), y, unit="share"
        )
        for size in (4, 4_000)
    )
    assert small.standard_error == pytest.approx(large.standard_error)


def test_the_jackknife_of_a_total_equals_the_formula() -> None:
    design = stratified_design(["KH"] * 3 + ["SD"] * 4, {"KH": 30, "SD": 11})
    y = np.array([[1.0, 5], [0, 2], [1, 7], [3, 1], [0, 0], [1, 4], [1, 1]])
    found = estimate_by_jackknife(design, lambda weights: weights @ y, unit="persons")
    assert found.covariance == pytest.approx(estimate_totals(design, y).covariance, rel=1e-12)


def test_the_jackknife_of_a_ratio_is_near_the_linearised_one() -> None:
    rng = np.random.default_rng(4)
    x = rng.uniform(1, 2, 200)
    y = x * rng.uniform(0.8, 1.2, 200)
    design = stratified_design(["KH"] * 120 + ["SD"] * 80, {"KH": 900, "SD": 300})
    found = estimate_by_jackknife(design, lambda weights: (weights @ y) / (weights @ x))
    formula = estimate_ratio(design, y, x)
    assert found.estimate == pytest.approx(formula.estimate)
    assert found.standard_error == pytest.approx(formula.standard_error, rel=0.02)


def test_the_jackknife_refuses_what_it_cannot_leave_out() -> None:
    with pytest.raises(EstimationError, match="so none can be left out"):
        estimate_by_jackknife(stratified_design(["KH", "SD", "SD"], {"KH": 3, "SD": 4}), np.sum)


def test_a_design_effect_is_one_for_a_simple_random_sample_and_none_without_variation() -> None:
    design = stratified_design(["KH"] * 4, {"KH": 40})
    assert design_effect(design, [1, 0, 2, 5]) == pytest.approx(1)
    assert design_effect(design, [1, 0, 2, 5], with_replacement=True) == pytest.approx(0.9)
    with pytest.raises(EstimationError, match="alike"):
        design_effect(design, [1, 1, 1, 1])
