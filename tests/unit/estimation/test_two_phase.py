"""Totals corrected by second readings, held against every draw that could have been."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import EstimationError
from analysis.estimation.design import stratified_design
from analysis.estimation.phases import form_phase2_strata
from analysis.estimation.second_readings import weigh_second_readings
from analysis.estimation.totals import estimate_totals
from analysis.estimation.two_phase import estimate_two_phase, settle_truth

FIRST = np.array([1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0])
TRUE = np.array([1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0])


def test_mean_over_every_draw_is_the_truth_when_all_positives_are_read_twice():
    """Every sample of 5 of 7 people, and every pair of its first-reading negatives."""
    design = stratified_design(["A"] * 5, {"A": 7})
    means, variances = [], []
    for drawn in combinations(range(7), 5):
        y1, y2 = FIRST[list(drawn)], TRUE[list(drawn)]
        groups = ["certain" if x else "rest" for x in y1]
        results = []
        for pair in combinations(np.flatnonzero(y1 == 0), 2):
            reread = (y1 > 0) | np.isin(np.arange(5), pair)
            results.append(estimate_two_phase(design, y1, y2, reread, phase2_strata=groups))
        means.append([float(r.estimate[0]) for r in results])
        variances.append(np.mean([float(r.covariance[0, 0]) for r in results]))
    overall = np.mean([np.mean(row) for row in means])
    assert overall == pytest.approx(TRUE.sum())
    true_variance = np.mean([np.mean((np.array(row) - TRUE.sum()) ** 2) for row in means])
    assert np.mean(variances) == pytest.approx(true_variance)


def test_mean_over_every_draw_is_the_truth_when_groups_cross_strata():
    """Two strata of 4 people, 3 drawn in each; any 5 of the 6 drawn are read again."""
    design = stratified_design(["A"] * 3 + ["B"] * 3, {"A": 4, "B": 4})
    y1 = np.array([3.0, 1.0, 0.0, 2.0, 5.0, 1.0, 0.0, 4.0])
    y2 = np.array([0.0, 9.0, 0.0, 9.0, 9.0, 0.0, 9.0, 0.0])
    totals, variances = [], []
    for one, two in product(combinations(range(4), 3), combinations(range(4, 8), 3)):
        drawn = [*one, *two]
        for again in combinations(range(6), 5):
            reread = np.isin(np.arange(6), again)
            result = estimate_two_phase(
                design, y1[drawn], y2[drawn], reread, phase2_strata=["all"] * 6
            )
            totals.append(float(result.estimate[0]))
            variances.append(float(result.covariance[0, 0]))
    assert np.mean(totals) == pytest.approx(y2.sum())
    assert np.mean(variances) == pytest.approx(np.var(totals))


judgements = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), min_size=6, max_size=20)


@given(judgements)
@settings(deadline=None, max_examples=50)
def test_all_cases_read_twice_give_the_total_of_the_settled_judgement(pairs):
    y1, y2 = np.array(pairs, dtype=float).T
    design = stratified_design(["A"] * len(pairs), {"A": 10 * len(pairs)})
    found = estimate_two_phase(design, y1, y2, [True] * len(pairs))
    plain = estimate_totals(design, y2)
    assert found.estimate == pytest.approx(plain.estimate)
    assert found.covariance == pytest.approx(plain.covariance)


@given(judgements)
@settings(deadline=None, max_examples=50)
def test_limits_hold_those_who_were_confirmed_and_never_more_than_everyone(pairs):
    y1, y2 = np.array(pairs, dtype=float).T
    reread = (y1 > 0) | (np.arange(len(pairs)) < 5)
    design = stratified_design(["A"] * len(pairs), {"A": 10 * len(pairs)})
    groups = form_phase2_strata(design, y1 > 0, reread) if not np.all(y1 > 0) else None
    if groups is None or not np.any(reread & (y1 == 0)):
        return
    if np.sum(reread & (y1 == 0)) < min(2, np.sum(y1 == 0)):
        return
    found = estimate_two_phase(design, y1, y2, reread, phase2_strata=groups)
    assert np.sum(y2[reread]) <= found.lower[0] <= found.upper[0] <= 10 * len(pairs)


def test_first_reading_without_errors_leaves_its_total_and_only_the_draw_to_chance():
    rng = np.random.default_rng(2)
    y = (rng.random(60) < 0.4).astype(float)
    design = stratified_design(["A"] * 30 + ["B"] * 30, {"A": 300, "B": 90})
    reread = np.arange(60) % 3 == 0
    found = estimate_two_phase(design, y, y, reread)
    assert found.estimate == pytest.approx(estimate_totals(design, y).estimate)


def test_several_schemes_come_with_the_covariance_of_their_sum():
    rng = np.random.default_rng(3)
    y1 = rng.integers(0, 2, (40, 2)).astype(float)
    y2 = np.where(rng.random((40, 2)) < 0.2, 1 - y1, y1)
    design = stratified_design(["A"] * 20 + ["B"] * 20, {"A": 200, "B": 500})
    reread = np.arange(40) % 2 == 0
    both = estimate_two_phase(design, y1, y2, reread, names=["fleksjob", "revalidering"])
    total = estimate_two_phase(design, y1.sum(axis=1), y2.sum(axis=1), reread)
    assert both.estimate.sum() == pytest.approx(total.estimate[0])
    assert both.covariance.sum() == pytest.approx(total.covariance[0, 0])
    assert both.of("revalidering").value == pytest.approx(both.estimate[1])


def test_parts_of_the_population_add_up_to_all():
    rng = np.random.default_rng(5)
    y1 = (rng.random(50) < 0.3).astype(float)
    y2 = np.where(rng.random(50) < 0.1, 1 - y1, y1)
    design = stratified_design(["A"] * 50, {"A": 400})
    inside, reread = np.arange(50) < 20, np.arange(50) % 2 == 0
    parts = [
        estimate_two_phase(design, y1, y2, reread, domain=part).estimate[0]
        for part in (inside, ~inside)
    ]
    assert sum(parts) == pytest.approx(estimate_two_phase(design, y1, y2, reread).estimate[0])


def test_nobody_confirmed_still_has_an_upper_limit():
    design = stratified_design(["A"] * 40, {"A": 400})
    y1 = np.array([1.0] * 4 + [0.0] * 36)
    found = estimate_two_phase(
        design, y1, 0 * y1, np.arange(40) < 24, phase2_strata=["certain"] * 4 + ["A"] * 36
    )
    assert (found.estimate[0], found.lower[0]) == (0.0, 0.0)
    assert 10 < found.upper[0] < 100
    assert found.method == ("two-phase difference, gamma",)


def test_second_readings_of_positives_without_their_groups_are_refused():
    design = stratified_design(["A"] * 100, {"A": 1_000})
    y = np.array([1.0] * 12 + [0.0] * 88)
    with pytest.raises(EstimationError, match="Every first-reading positive was read twice"):
        estimate_two_phase(design, y, y, np.arange(100) < 30)


def test_stratum_with_one_second_reading_is_merged_with_the_nearest_in_weight():
    strata = ["A"] * 6 + ["B"] * 6 + ["C"] * 6
    design = stratified_design(strata, {"A": 60, "B": 66, "C": 600})
    reread = np.isin(np.arange(18), [0, 1, 6, 12, 13])
    names = form_phase2_strata(design, [False] * 18, reread)
    assert names == ("A+B",) * 12 + ("C",) * 6


def test_only_certain_second_readings_are_refused():
    design = stratified_design(["A"] * 10, {"A": 100})
    certain = np.arange(10) < 3
    with pytest.raises(EstimationError, match="Only the cases that were certain"):
        form_phase2_strata(design, certain, certain)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"second": [1.0, np.nan, 0, 0, 0, 0]}, "no settled judgement"),
        ({"first": [1.0, np.nan, 0, 0, 0, 0]}, "missing|not a number|no value"),
        ({"second": [1.0, 0.0]}, "not of the same cases"),
        ({"was_reread": [True, False, False, False, False, False]}, "fewer than two second"),
        ({"was_reread": [True] * 3}, "one value for each drawn case"),
        ({"was_reread": [2] * 6}, "neither yes nor no"),
        ({"phase2_strata": ["a"] * 5}, "one value for each drawn case"),
    ],
)
def test_input_that_cannot_be_estimated_from_is_refused(changes, message):
    design = stratified_design(["A"] * 6, {"A": 60})
    given_values = {
        "first": [1.0, 0, 0, 1, 0, 0],
        "second": [1.0, 0, 0, 0, 0, 0],
        "was_reread": [True, True, True, False, False, False],
    } | changes
    with pytest.raises(EstimationError, match=message):
        estimate_two_phase(
            design, given_values.pop("first"), given_values.pop("second"), **given_values
        )


def test_clusters_and_lonely_strata_are_refused():
    clustered = stratified_design(["A"] * 4, {"A": 9}, ["x", "x", "y", "y"])
    with pytest.raises(EstimationError, match="drawn one by one"):
        estimate_two_phase(clustered, [1, 0, 0, 0], [1, 0, 0, 0], [True] * 4)
    lonely = stratified_design(["A", "A", "B"], {"A": 9, "B": 9})
    with pytest.raises(EstimationError, match="one case of several people"):
        estimate_two_phase(lonely, [1, 0, 0], [1, 0, 0], [True] * 3)


def test_truth_is_what_both_say_or_what_was_adjudicated():
    truth, is_settled = settle_truth(
        [1, 1, 0, 0, 1], [1, 0, 1, np.nan, 0], [np.nan, 0, 1, np.nan, np.nan]
    )
    assert truth[:3].tolist() == [1.0, 0.0, 1.0]
    assert is_settled.tolist() == [True, True, True, False, False]
    with pytest.raises(EstimationError, match="not of the same cases"):
        settle_truth([1], [1, 0], [0])


def rare_review(n_second: int = 60):
    """A rare scheme: 14 found at first, 3 of them confirmed, all of them read twice."""
    design = stratified_design(["A"] * 100 + ["B"] * 60, {"A": 1_000, "B": 270})
    first, settled = np.zeros(160), np.zeros(160)
    first[[*range(8), *range(100, 106)]] = 1.0
    settled[[0, 100, 101]] = 1.0
    reread = first > 0
    rest = np.flatnonzero(first == 0)
    reread[rest[:: max(len(rest) // (n_second - 14), 1)]] = True
    return design, first, settled, reread


def test_rare_scheme_with_all_positives_read_twice_is_led_by_the_corrected_figure():
    design, first, settled, reread = rare_review()
    [worth] = weigh_second_readings(
        *(design, first, settled, reread),
        phase2_strata=form_phase2_strata(design, first > 0, reread),
        names=["revalidering"],
    )
    assert worth.is_worth_it
    assert worth.main == "corrected"
    assert worth.rmse_corrected < worth.rmse_first
    assert worth.corrected.value == pytest.approx(10 + 2 * 4.5)
    assert worth.label == "korrigeret med anden læsning"
    assert "Hovedtallet er derfor 19 personer (korrigeret)" in worth.statement


def test_common_outcome_with_few_second_readings_is_led_by_the_first_reading():
    rng = np.random.default_rng(8)
    first = (rng.random(160) < 0.3).astype(float)
    settled = np.where(rng.random(160) < 0.1, 1 - first, first)
    design = stratified_design(["A"] * 160, {"A": 1_270})
    [worth] = weigh_second_readings(design, first, settled, np.arange(160) % 4 == 0)
    assert worth.n_second == 40
    assert not worth.is_worth_it
    assert worth.label == "første læsning, ikke korrigeret"
    assert worth.other_label == "korrigeret med anden læsning"
    assert "Med under 80 tilfældigt valgte andenlæsninger" in worth.statement
    assert "følsomhedsinterval" in worth.statement


def test_bias_is_first_less_corrected_with_an_error_of_its_own():
    design, first, settled, reread = rare_review()
    groups = form_phase2_strata(design, first > 0, reread)
    [worth] = weigh_second_readings(design, first, settled, reread, phase2_strata=groups)
    assert worth.bias == pytest.approx(worth.first.value - worth.corrected.value)
    # The difference is itself a total: of settled less first, with a first reading of 0.
    difference = estimate_two_phase(
        design, 0 * first, settled - first, reread, phase2_strata=groups
    )
    assert worth.bias == pytest.approx(-difference.estimate[0])
    assert worth.bias_error == pytest.approx(difference.standard_error[0])


@pytest.mark.slow
def test_limits_of_a_rare_scheme_cover_the_truth_at_least_as_often_as_meant():
    rng = np.random.default_rng(20261122)
    truth = np.zeros(1_000)
    truth[rng.choice(1_000, 25, replace=False)] = 1.0
    design = stratified_design(["A"] * 160, {"A": 1_000})
    hits = 0
    for _ in range(400):
        y2 = truth[rng.choice(1_000, 160, replace=False)]
        y1 = np.where(y2 > 0, rng.random(160) < 0.84, rng.random(160) < 0.05).astype(float)
        reread = y1 > 0
        reread[rng.choice(np.flatnonzero(y1 == 0), 66, replace=False)] = True
        groups = form_phase2_strata(design, y1 > 0, reread)
        found = estimate_two_phase(design, y1, y2, reread, phase2_strata=groups)
        hits += found.lower[0] <= 25 <= found.upper[0]
    assert hits / 400 >= 0.95
