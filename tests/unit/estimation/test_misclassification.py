"""A share corrected for errors of judgement: edges and what holds for all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import EstimationError
from analysis.estimation.misclassification import (
    correct_share,
    correct_share_with_estimated_errors,
    correct_stratified_share,
)

RATES = {"n_found": 15, "n_truly_positive": 18, "n_cleared": 28, "n_truly_negative": 30}


@given(st.integers(0, 160), st.floats(0.6, 1), st.floats(0.6, 1))
@settings(deadline=None)
def test_corrected_share_errs_back_to_the_apparent_one(x, sensitivity, specificity):
    share = correct_share(x, 160, sensitivity=sensitivity, specificity=specificity)
    truth = share.value_unbounded
    back = truth * sensitivity + (1 - truth) * (1 - specificity)
    assert back == pytest.approx(x / 160, abs=1e-9)
    assert 0 <= share.lower <= share.value <= share.upper <= 1


def test_judgement_without_errors_is_left_as_it_is():
    share = correct_share(18, 160, sensitivity=1.0, specificity=1.0, method="exact")
    assert share.value == pytest.approx(18 / 160)
    assert share.apparent == 18 / 160
    # R: binom.test(18, 160)
    assert (share.lower, share.upper) == pytest.approx((0.068053654463502, 0.171962471167883))


def test_fewer_positives_than_errors_give_is_flagged_and_held_at_0():
    share = correct_share(6, 151, sensitivity=0.964, specificity=0.927)
    assert share.is_outside
    assert (share.value, round(share.value_unbounded, 4)) == (0.0, -0.0373)
    assert "fewer were judged positive" in share.reason


def test_more_positives_than_errors_allow_is_flagged_and_held_at_1():
    share = correct_share(158, 160, sensitivity=0.9, specificity=0.9)
    assert share.is_outside
    assert share.value == 1.0
    assert "more were judged positive" in share.reason


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: correct_share(5, 10, sensitivity=0.4, specificity=0.6), "no better than a guess"),
        (lambda: correct_share(5, 10, sensitivity=90, specificity=0.6), "not a fraction"),
        (lambda: correct_share(11, 10, sensitivity=0.9, specificity=0.9), "within its total"),
        (lambda: correct_share(0, 0, sensitivity=0.9, specificity=0.9), "within its total"),
        (
            lambda: correct_share(1, 9, sensitivity=0.9, specificity=0.9, method="x"),
            "no such limits",
        ),
        (
            lambda: correct_stratified_share(
                [1], [5, 6], [9, 9], rng=np.random.default_rng(1), **RATES
            ),
            "do not fit together",
        ),
        (
            lambda: correct_stratified_share([1], [5], [4], rng=np.random.default_rng(1), **RATES),
            "do not fit together",
        ),
    ],
)
def test_what_cannot_be_corrected_is_refused(call, message):
    with pytest.raises(EstimationError, match=message):
        call()


def test_few_known_cases_make_the_limits_much_wider_than_known_rates():
    known = correct_share(18, 160, sensitivity=20 / 24, specificity=23 / 24)
    estimated = correct_share_with_estimated_errors(
        18, 160, n_found=20, n_truly_positive=24, n_cleared=23, n_truly_negative=24
    )
    assert estimated.value == pytest.approx(known.value)
    assert estimated.upper - estimated.lower > 1.3 * (known.upper - known.lower)


def test_many_known_cases_bring_the_two_methods_together():
    known = correct_share(360, 3_200, sensitivity=0.84, specificity=0.95)
    estimated = correct_share_with_estimated_errors(
        360, 3_200, n_found=84_000, n_truly_positive=100_000, n_cleared=95_000,
        n_truly_negative=100_000,
    )  # fmt: skip
    assert estimated.lower == pytest.approx(known.lower, abs=0.003)
    assert estimated.upper == pytest.approx(known.upper, abs=0.003)


def test_same_seed_gives_the_same_limits():
    both = [
        correct_stratified_share(
            [2, 5], [30, 30], [300, 90], rng=np.random.default_rng(5), n_draws=2_000, **RATES
        )
        for _ in range(2)
    ]
    assert both[0] == both[1]


@pytest.mark.slow
def test_estimated_errors_are_covered_as_often_as_meant():
    rng = np.random.default_rng(20261122)
    truth, sensitivity, specificity, hits = 0.1, 0.84, 0.95, 0
    for _ in range(1_000):
        x = rng.binomial(160, truth * sensitivity + (1 - truth) * (1 - specificity))
        share = correct_share_with_estimated_errors(
            x, 160, n_found=rng.binomial(60, sensitivity), n_truly_positive=60,
            n_cleared=rng.binomial(60, specificity), n_truly_negative=60,
        )  # fmt: skip
        hits += share.lower <= truth <= share.upper
    assert 0.93 <= hits / 1_000 <= 0.99
