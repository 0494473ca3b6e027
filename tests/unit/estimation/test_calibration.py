"""Calibrated weights reproduce what is known, stay within bounds, or say what cannot be met."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from analysis.errors import EstimationError
from analysis.estimation.calibration import calibrate, compare_margins, post_stratify, rake
from analysis.estimation.design import Design, stratified_design
from analysis.estimation.jackknife import estimate_by_jackknife
from analysis.estimation.totals import estimate_totals

AGES, CENTRES = ("18-29", "30-49", "50-66"), ("Aby", "Bekøb")


def review(n: int = 80, seed: int = 3) -> tuple[Design, list[str], list[str]]:
    """Return a design of two strata with an age and a centre for each case."""
    rng = np.random.default_rng(seed)
    design = stratified_design(
        ["KH"] * (n // 2) + ["SD"] * (n - n // 2), {"KH": 12 * n, "SD": 4 * n}
    )
    return design, rng.choice(AGES, n).tolist(), rng.choice(CENTRES, n).tolist()


def known_people(design: Design, ages: list[str], centres: list[str], shift: float) -> dict:
    """Return margins that a population could have: the estimated ones, moved a little."""
    people = design.weights * (1 + shift * (np.array(ages) == AGES[2]))
    people = people * design.weights.sum() / people.sum()
    return {
        "age": {a: float(people[np.array(ages) == a].sum()) for a in AGES},
        "centre": {c: float(people[np.array(centres) == c].sum()) for c in CENTRES},
    }


@settings(max_examples=25)
@given(
    seed=st.integers(0, 50),
    shift=st.floats(-0.3, 0.5),
    method=st.sampled_from(["linear", "raking", "logit"]),
)
def test_every_margin_is_reproduced(seed, shift, method) -> None:
    design, ages, centres = review(seed=seed)
    known = known_people(design, ages, centres, shift)
    bounds = (0.2, 3.0) if method == "logit" else None
    done = rake(design, {"age": ages, "centre": centres}, known, method=method, bounds=bounds)
    for name, given_groups in (("age", ages), ("centre", centres)):
        for group, people in known[name].items():
            assert done.weights[np.array(given_groups) == group].sum() == pytest.approx(
                people, rel=1e-9
            )


def test_raked_weights_are_those_of_proportional_fitting() -> None:
    design, ages, centres = review()
    known = known_people(design, ages, centres, 0.4)
    fitted = design.weights.copy()
    for _ in range(500):
        for groups, people in ((ages, known["age"]), (centres, known["centre"])):
            for group, size in people.items():
                rows = np.array(groups) == group
                fitted[rows] *= size / fitted[rows].sum()
    done = rake(design, {"age": ages, "centre": centres}, known)
    assert done.weights == pytest.approx(fitted, rel=1e-9)


def test_linear_calibration_gives_the_regression_estimate() -> None:
    design, ages, centres = review()
    x = np.column_stack([np.ones(80), np.array(ages) == AGES[2], np.array(centres) == "Aby"])
    x = x.astype(float)
    known = np.array([1.0, 0.4, 0.55]) * design.weights.sum()
    y = np.random.default_rng(8).normal(size=80) + x @ [1, 2, 3]
    slopes = np.linalg.solve(x.T @ (design.weights[:, None] * x), x.T @ (design.weights * y))
    by_hand = design.weights @ y + (known - design.weights @ x) @ slopes
    found = estimate_totals(calibrate(design, x, known), y)
    assert found.estimate[0] == pytest.approx(by_hand, rel=1e-10)
    left = y - x @ slopes
    factors = calibrate(design, x, known).weights / design.weights
    assert found.covariance == pytest.approx(estimate_totals(design, left * factors).covariance)


def test_logit_factors_stay_within_bounds_and_follow_the_margins_on_the_logit_scale() -> None:
    design, ages, centres = review()
    known = known_people(design, ages, centres, 0.8)
    low, high = 0.7, 1.6
    done = rake(
        *(design, {"age": ages, "centre": centres}, known), method="logit", bounds=(low, high)
    )
    factors = done.weights / design.weights
    assert low < factors.min() < factors.max() < high
    logits = np.log((factors - low) / (high - factors))
    x = done.adjustments[0].auxiliaries
    left = logits - x @ np.linalg.lstsq(x, logits, rcond=None)[0]
    assert np.abs(left).max() < 1e-8


@settings(max_examples=40)
@given(
    seed=st.integers(0, 1000),
    shift=st.floats(-0.4, 0.6),
    method=st.sampled_from(["linear", "raking", "logit"]),
)
def test_bounded_weights_are_found_whenever_there_are_some(seed, shift, method) -> None:
    rng = np.random.default_rng(seed)
    design = stratified_design(["KH"] * 40, {"KH": 400})
    x = np.column_stack([np.ones(40), rng.exponential(size=40), rng.normal(size=40)])
    known = design.weights @ x * [1, 1 + shift, 1]
    low, high = 0.6, 1.7

    def is_possible(margin: float) -> bool:
        found = linprog(
            np.zeros(40),
            A_eq=(x * design.weights[:, None]).T,
            b_eq=known,
            bounds=(low + margin, high - margin),
        )
        return bool(found.success)

    if is_possible(0.02):
        done = calibrate(design, x, known, method=method, bounds=(low, high))
        factors = done.weights / design.weights
        assert factors.min() >= low - 1e-12
        assert factors.max() <= high + 1e-12
        assert done.weights @ x == pytest.approx(known, rel=1e-8, abs=1e-6)
    elif not is_possible(0.0):
        with pytest.raises(EstimationError, match="cannot be met"):
            calibrate(design, x, known, method=method, bounds=(low, high))


def test_margins_out_of_reach_are_refused_by_name_unless_forced() -> None:
    design, ages, centres = review()
    known = known_people(design, ages, centres, 2.0)
    arguments = design, {"age": ages}, {"age": known["age"]}
    with pytest.raises(EstimationError, match="cannot be met") as caught:
        rake(*arguments, method="logit", bounds=(0.9, 1.1))
    assert "age: 50-66" in str(caught.value)
    assert "0.9 to 1.1" in str(caught.value)
    forced = rake(*arguments, method="logit", bounds=(0.9, 1.1), force=True)
    columns = forced.adjustments[0].auxiliaries
    rows = compare_margins(forced, columns, [known["age"][a] for a in AGES], names=AGES)
    assert [row.name for row in rows] == list(AGES)
    assert rows[2].reached < rows[2].known
    factors = forced.weights / design.weights
    assert 0.9 <= factors.min() <= factors.max() <= 1.1


def test_totals_that_contradict_each_other_are_refused() -> None:
    design, _, _ = review()
    ones = np.ones((80, 2))
    with pytest.raises(EstimationError, match="cannot be met") as caught:
        calibrate(design, ones, [640, 700], names=["frame", "other frame"])
    assert "other frame" in str(caught.value)


def test_post_stratifying_by_the_strata_changes_nothing() -> None:
    design, ages, _ = review()
    strata = [design.labels[i] for i in design.stratum]
    done = post_stratify(design, strata, {"KH": 960, "SD": 320})
    y = np.array(ages) == AGES[1]
    before, after = estimate_totals(design, y), estimate_totals(done, y)
    assert after.estimate == pytest.approx(before.estimate)
    assert after.covariance == pytest.approx(before.covariance)


def test_a_calibrated_total_is_known_without_error() -> None:
    design, ages, _ = review()
    people = {AGES[0]: 400, AGES[1]: 500, AGES[2]: 380}
    done = post_stratify(design, ages, people)
    found = estimate_totals(done, np.array(ages) == AGES[1])
    assert found.estimate[0] == pytest.approx(500)
    assert found.standard_error[0] == pytest.approx(0, abs=1e-9)


def test_post_stratification_agrees_with_calibration_on_the_same_groups() -> None:
    design, ages, centres = review()
    people = {AGES[0]: 400, AGES[1]: 500, AGES[2]: 380}
    y = np.array(centres) == "Aby"
    grouped = estimate_totals(post_stratify(design, ages, people), y)
    for method in ("linear", "raking"):
        done = rake(design, {"age": ages}, {"age": people}, method=method)
        assert estimate_totals(done, y).estimate == pytest.approx(grouped.estimate)
        assert estimate_totals(done, y).covariance == pytest.approx(grouped.covariance)


def test_calibrating_once_more_on_the_same_totals_changes_nothing() -> None:
    design, ages, centres = review()
    known = known_people(design, ages, centres, 0.4)
    once = rake(design, {"age": ages}, {"age": known["age"]})
    twice = rake(once, {"age": ages}, {"age": known["age"]})
    y = np.array(centres) == "Aby"
    assert twice.weights == pytest.approx(once.weights)
    assert estimate_totals(twice, y).covariance == pytest.approx(
        estimate_totals(once, y).covariance
    )


def test_the_variance_is_near_that_of_calibrating_without_each_case_in_turn() -> None:
    design, ages, centres = review(n=200)
    known = known_people(design, ages, centres, 0.3)
    y = (np.array(ages) == AGES[2]) * 1.0 + np.random.default_rng(1).normal(size=200)

    def raked(weights: np.ndarray) -> float:
        strata = [design.labels[i] for i in design.stratum]
        kept = weights > 0
        again = stratified_design(
            [s for s, k in zip(strata, kept, strict=True) if k],
            {"KH": 2400, "SD": 800},
            weights=weights[kept],
        )
        margins = {"age": np.array(ages)[kept].tolist()}
        return float(rake(again, margins, {"age": known["age"]}).weights @ y[kept])

    formula = estimate_totals(rake(design, {"age": ages}, {"age": known["age"]}), y)
    left_out = estimate_by_jackknife(design, raked)
    assert formula.estimate == pytest.approx(left_out.estimate)
    assert formula.standard_error == pytest.approx(left_out.standard_error, rel=0.03)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"age": {"18-29": 640, "30-49": 640}}, "not given"),
        ({"age": {"18-29": 400, "30-49": 400, "50-66": 400, "67-": 80}}, "no case"),
        ({"age": {"18-29": 400, "30-49": 900, "50-66": -20}}, "not a positive number"),
        ({"sex": {"m": 640, "k": 640}}, "not those of the population"),
    ],
)
def test_groups_that_do_not_fit_are_refused(change, message) -> None:
    design, ages, _ = review()
    with pytest.raises(EstimationError, match=message):
        rake(design, {"age": ages}, change)


def test_margins_of_two_populations_are_refused() -> None:
    design, ages, centres = review()
    known = {"age": {"18-29": 400, "30-49": 500, "50-66": 380}, "centre": {"Aby": 9, "Bekøb": 9}}
    with pytest.raises(EstimationError, match="different numbers") as caught:
        rake(design, {"age": ages, "centre": centres}, known)
    assert "centre: 18" in str(caught.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "logit"}, "no such way"),
        ({"method": "ridge"}, "no such way"),
        ({"bounds": (1.1, 2)}, "either side of 1"),
        ({"names": ["a", "b"]}, "do not fit"),
    ],
)
def test_settings_that_cannot_be_are_refused(options, message) -> None:
    design, _, _ = review()
    with pytest.raises(EstimationError, match=message):
        calibrate(design, np.ones(80), [1280], **options)


def test_missing_auxiliaries_and_negative_weights_are_refused() -> None:
    design, _, _ = review()
    with pytest.raises(EstimationError, match="is missing"):
        calibrate(design, np.full(80, np.nan), [1280])
    x = np.column_stack([np.ones(80), np.arange(80) == 0]).astype(float)
    negative = calibrate(design, x, [1280, -24.0])
    assert negative.weights[0] == pytest.approx(-24)
    with pytest.raises(EstimationError, match="not positive"):
        calibrate(negative, x, [1280, 24.0])
