"""The edges of a case review, one row each, where an estimator meets them.

A stratum with one case, or with all of its people; a stratum without cases; readers who
agree on everything; a category that nobody used; none and all; a judgement no better than
a guess; fewer positives than its errors alone give; margins that cannot be met.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.estimation.agreement.coefficients import agreement_of_table, measure_agreement
from analysis.estimation.agreement.krippendorff import krippendorff_alpha
from analysis.estimation.agreement.readers import agreement_of_counts, measure_reader_agreement
from analysis.estimation.agreement.weighted import measure_design_agreement
from analysis.estimation.calibration import calibrate, post_stratify, rake
from analysis.estimation.design import stratified_design
from analysis.estimation.domains import estimate_domains
from analysis.estimation.intervals import choose_interval, estimate_count
from analysis.estimation.misclassification import (
    correct_share,
    correct_share_with_estimated_errors,
    correct_stratified_share,
)
from analysis.estimation.planning.sizes import cases_for_half_width, cases_to_draw
from analysis.estimation.posterior import independent_posterior, pooled_posterior
from analysis.estimation.rare import hypergeometric_limits, zero_bound
from analysis.estimation.share_limits import capped_limits
from analysis.estimation.totals import estimate_totals
from analysis.estimation.two_phase import estimate_two_phase

ABY = {"KH": 40, "SD": 10}
LONE = (["KH"] * 5 + ["SD"], ABY)
RATES = {"n_found": 9, "n_truly_positive": 10, "n_cleared": 18, "n_truly_negative": 20}


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        pytest.param(lambda: stratified_design(["KH"], ABY), "no case", id="stratum without case"),
        pytest.param(
            lambda: stratified_design(["KH"] * 5, {"KH": 4}), "More was drawn", id="more than all"
        ),
        pytest.param(
            lambda: stratified_design(["KH"] * 5, {"KH": 0.125}),
            "More was drawn",
            id="a fraction for a size",
        ),
        pytest.param(
            lambda: estimate_totals(stratified_design(*LONE), [1, 0, 0, 1, 0, 1]),
            "no variation",
            id="one case of several",
        ),
        pytest.param(
            lambda: estimate_totals(stratified_design(["KH"] * 3, {"KH": 9}), [1, math.nan, 0]),
            "no value",
            id="an answer missing",
        ),
        pytest.param(
            lambda: correct_share(3, 9, sensitivity=0.5, specificity=0.5),
            "no better than a guess",
            id="known errors as a guess",
        ),
        pytest.param(
            lambda: correct_share_with_estimated_errors(
                3, 9, n_found=4, n_truly_positive=10, n_cleared=10, n_truly_negative=20
            ),
            "no better than a guess",
            id="estimated errors as a guess",
        ),
        pytest.param(
            lambda: correct_stratified_share([0, 0], [4, 5], [9, 9], distribution="beta", **RATES),
            "no such distribution",
            id="beta where none was judged positive",
        ),
        pytest.param(
            lambda: rake(
                stratified_design(["KH"] * 4, {"KH": 40}),
                {"age": list("OUUU"), "centre": list("ABAB")},
                {"age": {"O": 10, "U": 30}, "centre": {"A": 20, "B": 21}},
            ),
            "different numbers of people",
            id="margins that contradict each other",
        ),
        pytest.param(
            lambda: rake(
                stratified_design(["KH"] * 4, {"KH": 40}),
                {"age": list("OUUU"), "centre": list("ABBB")},
                {"age": {"O": 10, "U": 30}, "centre": {"A": 20, "B": 20}},
            ),
            "cannot be met",
            id="margins that no weight can meet",
        ),
        pytest.param(
            lambda: calibrate(
                stratified_design(["KH"] * 4, {"KH": 40}),
                [[1, 1], [1, 0], [1, 0], [1, 0]],
                [40, 30],
                method="logit",
                bounds=(0.5, 2),
            ),
            "cannot be met",
            id="margins beyond the bounds",
        ),
        pytest.param(
            lambda: post_stratify(
                stratified_design(["KH"] * 4, {"KH": 40}), list("OUUU"), {"O": 9, "U": 30, "X": 1}
            ),
            "no case",
            id="a group without case",
        ),
        pytest.param(
            lambda: measure_agreement(["ja"], ["maaske"], ["nej", "ja"]),
            "not one of the categories",
            id="an answer outside the checklist",
        ),
        pytest.param(
            lambda: estimate_two_phase(
                stratified_design(["KH"] * 6, {"KH": 60}), [1] * 6, [1] * 6, [True] + [False] * 5
            ),
            "fewer than two second readings",
            id="one second reading",
        ),
        pytest.param(
            lambda: cases_to_draw(50, population=40), "more than", id="more cases than persons"
        ),
        pytest.param(lambda: cases_for_half_width(0.0, 0.1), "share", id="a share of nothing"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_words(ask: Callable[[], Any], says: str) -> None:
    with pytest.raises(EstimationError, match=says):
        ask()


@pytest.mark.parametrize("rule", ["adjust", "average", "certainty", "remove"])
def test_one_case_of_a_stratum_counts_with_its_people_under_every_rule(rule) -> None:
    design = stratified_design(*LONE, lonely=rule)
    found = estimate_totals(design, [1, 0, 0, 1, 0, 1])
    assert found.estimate[0] == pytest.approx(2 * 8 + 10)
    within = 40**2 * (1 - 5 / 40) * 0.3 / 5
    extra = {"certainty": 0, "remove": 0, "average": within, "adjust": (10 - 26 / 6) ** 2 * 0.9}
    assert found.covariance[0, 0] == pytest.approx(within + extra[rule])


def test_a_stratum_read_in_full_adds_its_people_and_no_variance() -> None:
    design = stratified_design(["KH"] * 5 + ["SD"] * 10, ABY)
    found = estimate_totals(design, [1, 0, 0, 1, 0] + [1] * 4 + [0] * 6)
    assert found.estimate[0] == pytest.approx(2 * 8 + 4)
    assert found.covariance[0, 0] == pytest.approx(40**2 * (1 - 5 / 40) * 0.3 / 5)
    by_part = estimate_domains(
        design, [1, 0, 0, 1, 0] + [1] * 4 + [0] * 6, ["KH"] * 5 + ["SD"] * 10
    )
    row = by_part.of("SD")
    assert (row.value, row.lower, row.upper, row.method) == (4, 4, 4, "everyone was read")


def test_one_person_who_was_read_is_a_stratum_of_its_own() -> None:
    design = stratified_design(["KH"] * 5 + ["SD"], {"KH": 40, "SD": 1})
    found = estimate_totals(design, [1, 0, 0, 1, 0, 1])
    assert found.estimate[0] == pytest.approx(17)
    assert found.df[0] == 4


@pytest.mark.parametrize("y", [0, 1])
def test_none_and_all_have_limits_with_a_width_that_mirror_each_other(y) -> None:
    design = stratified_design(["KH"] * 20 + ["SD"] * 5, {"KH": 400, "SD": 10})
    found = estimate_count(design, np.full(25, float(y))).of("y")
    bound = zero_bound([20, 5], [400, 10])
    assert found.value == 410 * y
    assert (found.lower, found.upper) == ((410 - bound, 410) if y else (0, bound))
    share = choose_interval(design, np.full(25, float(y)))
    assert (share.lower * 410, share.upper * 410) == pytest.approx((found.lower, found.upper))
    # The plain formula knows nothing of a width; it then says only what was seen.
    plain = estimate_totals(design, np.full(25, float(y)))
    assert (plain.lower[0], plain.upper[0]) == ((25, 410) if y else (0, 385))


def test_none_and_all_in_a_simple_sample_are_exact() -> None:
    assert hypergeometric_limits(0, 10, 10) == (0, 0)
    assert hypergeometric_limits(10, 10, 10) == (10, 10)
    lower, upper = hypergeometric_limits(12, 12, 60)
    assert upper == 60
    assert lower == 60 - hypergeometric_limits(0, 12, 60)[1]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        all_of_them = capped_limits(1.0, 0.0, n=160, df=154)
    assert all_of_them == pytest.approx((1 - 0.0227917494554666, 1.0), rel=1e-9)


@pytest.mark.parametrize("posterior", [independent_posterior, pooled_posterior])
def test_posterior_of_a_stratum_read_in_full_is_what_was_seen(posterior) -> None:
    found = posterior([2, 0], [10, 8], [10, 8])
    assert (found.mean, found.sd, found.interval()) == (2, 0, (2, 2))


@pytest.mark.parametrize(
    ("table", "defined"),
    [
        pytest.param([[30, 0], [0, 2]], {"cohen", "scott", "gwet"}, id="all agree"),
        pytest.param([[32, 0], [0, 0]], {"gwet", "brennan_prediger"}, id="one category"),
        pytest.param([[20, 3, 0], [1, 8, 0], [0, 0, 0]], {"cohen", "gwet"}, id="one unused"),
    ],
)
def test_agreement_at_its_edges_is_defined_or_says_why(table, defined) -> None:
    found = agreement_of_table(table, range(len(table)))
    for name, coefficient in found.coefficients.items():
        if name in defined:
            assert -1 <= coefficient.lower <= coefficient.value <= coefficient.upper <= 1
        assert math.isnan(coefficient.value) <= bool(coefficient.reason)
    if np.trace(table) == np.sum(table):
        assert (found.share_agree.value, found.share_agree_error) == (1.0, 0.0)
        assert found.share_agree.lower < 1


def test_an_unused_category_counts_where_chance_depends_on_the_choices() -> None:
    two, three = (
        agreement_of_table(t, range(len(t))).coefficients
        for t in ([[20, 3], [1, 8]], [[20, 3, 0], [1, 8, 0], [0, 0, 0]])
    )
    assert three["cohen"].value == pytest.approx(two["cohen"].value)
    assert three["krippendorff"].value == pytest.approx(two["krippendorff"].value)
    assert three["gwet"].value > two["gwet"].value
    assert three["brennan_prediger"].value > two["brennan_prediger"].value


def test_readers_who_all_agree_and_cases_that_only_one_read_leave_a_defined_agreement() -> None:
    ratings = [["a", "a", None], ["b", "b", "b"], [None, None, "a"], ["a", "a", "a"]]
    found = measure_reader_agreement(ratings, ["a", "b"])
    assert (found.n, found.share_agree, found.light) == (3, 1.0, 1.0)
    assert all(c.value == pytest.approx(1.0) for c in found.coefficients.values())
    assert krippendorff_alpha(ratings, ["a", "b"]).n == 3
    alone = agreement_of_counts([[1, 0], [0, 1]], ["a", "b"])
    assert alone.n == 0
    assert math.isnan(alone.share_agree_error)
    assert all(math.isnan(c.value) and c.reason for c in alone.coefficients.values())


def test_agreement_over_the_population_without_second_readings_says_why() -> None:
    design = stratified_design(["KH"] * 4, {"KH": 40})
    found = measure_design_agreement(design, list("jjnn"), [""] * 4, ["n", "j"])
    assert found.n == 0
    assert found.coefficients["cohen"].reason


@pytest.mark.parametrize(
    ("x", "n", "rates", "outside"),
    [
        pytest.param(0, 40, (0.9, 0.9), True, id="fewer than the errors alone give"),
        pytest.param(40, 40, (0.8, 0.9), True, id="more than everybody"),
        pytest.param(4, 40, (0.9, 0.9), False, id="just what the errors give"),
        pytest.param(0, 40, (1.0, 1.0), False, id="none, judged without errors"),
    ],
)
def test_a_corrected_share_outside_0_to_1_is_held_and_marked(x, n, rates, outside) -> None:
    share = correct_share(x, n, sensitivity=rates[0], specificity=rates[1])
    assert (share.is_outside, bool(share.reason)) == (outside, outside)
    assert 0 <= share.lower <= share.value + 1e-12
    assert share.value - 1e-12 <= share.upper <= 1


def test_a_melded_share_below_nothing_is_held_with_an_upper_limit() -> None:
    share = correct_stratified_share([0, 1], [20, 10], [200, 30], **RATES)
    assert (share.value, share.lower, share.is_outside) == (0.0, 0.0, True)
    assert 0 < share.upper < 0.3


def test_margins_beyond_the_bounds_are_approached_when_forced() -> None:
    design = stratified_design(["KH"] * 4, {"KH": 40})
    columns = [[1, 1], [1, 0], [1, 0], [1, 0]]
    for method in ("linear", "raking", "logit"):
        forced = calibrate(design, columns, [40, 30], method=method, bounds=(0.5, 2), force=True)
        factors = forced.weights / design.weights
        assert factors.min() >= 0.5 - 1e-9
        assert factors.max() <= 2 + 1e-9
        assert forced.weights[0] > 1.5 * design.weights[0]
