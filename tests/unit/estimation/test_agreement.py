"""Agreement of two readers and of several: edge cases, limits, and what holds for all."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import EstimationError
from analysis.estimation.agreement.coefficients import agreement_of_table, measure_agreement
from analysis.estimation.agreement.krippendorff import krippendorff_alpha
from analysis.estimation.agreement.readers import measure_reader_agreement
from analysis.estimation.agreement.tables import agreement_weights
from analysis.estimation.agreement.weighted import measure_design_agreement
from analysis.estimation.design import stratified_design

BINARY = ["nej", "ja"]
ORDERED = [[14, 3, 1, 0], [4, 9, 3, 1], [0, 2, 8, 3], [0, 1, 2, 9]]


def tables(q: int):
    row = st.lists(st.integers(0, 12), min_size=q, max_size=q)
    return st.lists(row, min_size=q, max_size=q)


@given(tables(2) | tables(3))
@settings(deadline=None, max_examples=30)
def test_every_defined_coefficient_lies_within_its_limits_and_at_most_1(table):
    agreement = agreement_of_table(table, list(range(len(table))))
    for found in agreement.coefficients.values():
        if math.isnan(found.value):
            assert found.reason
            assert math.isnan(found.lower)
        else:
            assert -1.0 <= found.lower <= found.value <= found.upper <= 1.0 + 1e-12


@given(tables(3))
@settings(deadline=None, max_examples=30)
def test_agreement_is_the_same_whichever_reader_comes_first(table):
    one = agreement_of_table(table, "abc")
    other = agreement_of_table(np.transpose(table), "abc")
    for name, found in one.coefficients.items():
        assert found.value == pytest.approx(other.coefficients[name].value, nan_ok=True)
        assert found.standard_error == pytest.approx(
            other.coefficients[name].standard_error, nan_ok=True, abs=1e-12
        )


@given(tables(2).filter(lambda t: t[0][0] + t[0][1] + t[1][0] + t[1][1] > 4))
@settings(deadline=None, max_examples=40)
def test_error_of_kappa_is_the_slope_along_each_cell(table):
    """The same error by moving a little weight to each cell in turn."""
    counts = np.array(table, dtype=float)
    kappa = agreement_of_table(table, BINARY).kappa
    if math.isnan(kappa.value) or math.isnan(kappa.standard_error):
        return
    shares, step = counts / counts.sum(), 1e-6

    def value(p):
        p = p / p.sum()
        chance = p.sum(axis=1) @ p.sum(axis=0)
        return (np.trace(p) - chance) / (1 - chance)

    slopes = np.zeros(4)
    for cell in range(4):
        moved = shares.copy()
        moved.flat[cell] += step
        slopes[cell] = (value(moved) - value(shares)) / step
    weights = shares.ravel()
    variance = weights @ (slopes - weights @ slopes) ** 2 / counts.sum()
    assert kappa.standard_error == pytest.approx(math.sqrt(variance), rel=1e-3, abs=1e-5)


@pytest.mark.parametrize("weights", ["unweighted", "linear", "quadratic", "ordinal"])
def test_weighted_kappa_is_one_less_seen_over_expected_disagreement(weights):
    counts = np.array(ORDERED, dtype=float)
    distance = 1 - agreement_weights(weights, 4)
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    by_disagreement = 1 - np.sum(distance * counts) / np.sum(distance * expected)
    kappa = agreement_of_table(ORDERED, "abcd", weights=weights).kappa
    assert kappa.value == pytest.approx(by_disagreement, rel=1e-12)


def test_weights_of_two_categories_are_all_the_same():
    for kind in ("linear", "quadratic", "ordinal"):
        assert agreement_weights(kind, 2).tolist() == np.eye(2).tolist()


def test_agreement_in_all_cases_and_both_categories_is_1_with_a_lower_limit_below():
    kappa = agreement_of_table([[46, 0], [0, 2]], BINARY).kappa
    assert (kappa.value, kappa.standard_error, kappa.upper) == (1.0, 0.0, 1.0)
    # 48 of 48: exact lower limit 0.02 ** 0 ... = 0.025 ** (1 / 48), chance agreement .9201
    chance = (46**2 + 2**2) / 48**2
    assert kappa.lower == pytest.approx((0.025 ** (1 / 48) - chance) / (1 - chance))


def test_one_category_only_is_full_agreement_and_an_undefined_kappa():
    agreement = measure_agreement(["nej"] * 20, ["nej"] * 20, BINARY)
    assert (agreement.n_agree, agreement.share_agree.value) == (20, 1.0)
    assert math.isnan(agreement.kappa.value)
    assert "one answer" in agreement.kappa.reason
    # R's irrCAC: AC1 is 1 and its error missing.
    assert agreement.gwet.value == 1.0
    assert math.isnan(agreement.gwet.standard_error)
    assert math.isnan(agreement.specific["ja"].value)


def test_a_checklist_with_one_answer_is_no_crash():
    agreement = measure_agreement(["ja"] * 3, ["ja"] * 3, ["ja"])
    assert all(math.isnan(found.value) for found in agreement.coefficients.values())


def test_no_case_read_twice_gives_the_reason_and_no_number():
    agreement = measure_agreement(["ja", "nej"], ["", None], BINARY)
    assert (agreement.n, agreement.n_missing) == (0, 2)
    assert agreement.kappa.reason == "no case was read by both readers"


def test_case_that_one_reader_lacks_is_left_out_and_counted():
    agreement = measure_agreement(["ja", "nej", float("nan")], ["ja", "", "ja"], BINARY)
    assert (agreement.n, agreement.n_missing) == (1, 2)


def test_category_that_nobody_used_counts_in_gwets_chance():
    two = agreement_of_table([[20, 3], [2, 9]], BINARY)
    three = agreement_of_table([[20, 3, 0], [2, 9, 0], [0, 0, 0]], [*BINARY, "uoplyst"])
    assert three.gwet.value > two.gwet.value
    assert three.kappa.value == pytest.approx(two.kappa.value)


def test_answer_outside_the_checklist_is_refused_without_showing_it():
    with pytest.raises(EstimationError, match="not one of the categories") as caught:
        measure_agreement(["ja", "hemmeligt ord"], ["ja", "nej"], BINARY)
    assert "hemmeligt" not in str(caught.value)
    assert "first, place 2" in str(caught.value)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: measure_agreement(["ja"], ["ja", "nej"], BINARY), "not of the same cases"),
        (lambda: measure_agreement(["ja"], ["ja"], ["ja", "ja"]), "stands twice"),
        (lambda: agreement_of_table([[1, 2]], BINARY), "not one of counts"),
        (lambda: agreement_of_table([[1.5, 0], [0, 1]], BINARY), "not one of counts"),
        (lambda: agreement_of_table([[1, -1], [0, 1]], BINARY), "negative"),
        (lambda: agreement_weights("cubic", 3), "no such agreement weights"),
        (lambda: agreement_weights([[1, 0.5], [0.4, 1]], 2), "do not fit"),
        (lambda: agreement_weights([[1, -0.5], [-0.5, 1]], 2), "outside 0 to 1"),
        (lambda: krippendorff_alpha(["ab"], "ab", metric="interval"), "not numbers"),
        (lambda: krippendorff_alpha(["ab"], "ab", metric="other"), "no such distance"),
        (lambda: measure_reader_agreement(["ab", "a"], "ab"), "one row per case"),
    ],
)
def test_input_that_does_not_fit_is_refused(call, message):
    with pytest.raises(EstimationError, match=message):
        call()


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("ab")), min_size=3, max_size=30))
@settings(deadline=None, max_examples=30)
def test_two_readers_as_several_give_the_same_coefficients(pairs):
    several = measure_reader_agreement(pairs, "ab")
    first, second = zip(*pairs, strict=True)
    two = measure_agreement(first, second, "ab")
    same = {"conger": "cohen", "fleiss": "scott", "gwet": "gwet", "krippendorff": "krippendorff"}
    for name, twin in same.items():
        expected = two.coefficients[twin].value
        assert several.coefficients[name].value == pytest.approx(expected, nan_ok=True)
    assert several.light == pytest.approx(two.kappa.value, nan_ok=True)


def test_alpha_is_one_less_seen_over_expected_distance_pair_by_pair():
    ratings = [(1, 1, 2), (2, 2, None), (3, 3, 3), (1, 3, None), (2, None, None)]
    units = [[x for x in row if x is not None] for row in ratings]
    units = [u for u in units if len(u) > 1]
    dealt = [x for u in units for x in u]
    seen = sum(
        (a - b) ** 2 / (len(u) - 1)
        for u in units
        for i, a in enumerate(u)
        for j, b in enumerate(u)
        if i != j
    ) / len(dealt)
    expected = sum(
        (a - b) ** 2 for i, a in enumerate(dealt) for j, b in enumerate(dealt) if i != j
    ) / (len(dealt) * (len(dealt) - 1))
    alpha = krippendorff_alpha(ratings, [1, 2, 3], metric="interval")
    assert alpha.value == pytest.approx(1 - seen / expected)
    assert alpha.n == 4


def test_alpha_of_one_category_and_of_no_pairs_is_undefined_with_a_reason():
    assert math.isnan(krippendorff_alpha([("a", "a")] * 3, "ab").value)
    assert krippendorff_alpha([("a", "")] * 3, "ab").reason == "no case was read by both readers"


def test_weights_of_a_design_bring_targeted_second_readings_back_to_everyone():
    """All positives read twice and a tenth of the rest: plain agreement is far too low."""
    rng = np.random.default_rng(4)
    truth = rng.random(4_000) < 0.1
    first = np.where(rng.random(4_000) < 0.9, truth, ~truth)
    second = np.where(rng.random(4_000) < 0.9, truth, ~truth)
    everyone = measure_agreement(words(first), words(second), BINARY)
    was_reread = first | (rng.random(4_000) < 0.1)
    seen = [w if r else "" for w, r in zip(words(second), was_reread, strict=True)]
    design = stratified_design(["all"] * 4_000, {"all": 40_000})
    groups = ["certain" if x else "rest" for x in first]
    found = measure_design_agreement(design, words(first), seen, BINARY, phase2_strata=groups)
    kappa = found.coefficients["cohen"]
    assert abs(kappa.value - everyone.kappa.value) < 3 * kappa.standard_error
    assert found.share_agree == pytest.approx(everyone.share_agree.value, abs=0.03)
    plain = measure_agreement(words(first), seen, BINARY)
    assert plain.share_agree.value < everyone.share_agree.value - 0.1


def test_design_agreement_without_second_readings_tells_why():
    design = stratified_design(["all"] * 4, {"all": 8})
    found = measure_design_agreement(design, ["ja"] * 4, [""] * 4, BINARY)
    assert found.n == 0
    assert found.coefficients["cohen"].reason == "no case was read by both readers"


def words(flags):
    return ["ja" if flag else "nej" for flag in flags]
