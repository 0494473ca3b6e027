"""Second readings: kappa, the load of a rule, and whether it is worth it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import EstimationError, RequestError
from analysis.estimation.planning.kappa_sizes import (
    cases_for_kappa,
    kappa_precision,
    kappa_variance,
)
from analysis.estimation.planning.reading_gain import expect_reading_gain
from analysis.estimation.planning.reading_load import expect_readings

# The strata and first cases of the invented small municipality with 28 for revalidering.
PEOPLE = {"KH_0-2": 520, "KH_2-5": 310, "KH_5-10": 170, "KH_10+": 75, "SD_0-26": 150, "SD_26+": 45}
CASES = dict(zip(PEOPLE, [36, 34, 30, 24, 16, 20], strict=True))
REVALIDERING = dict(zip(PEOPLE, [11 / 520, 9 / 310, 0, 0, 7 / 150, 1 / 45], strict=True))
ANY = dict(zip(PEOPLE, [70 / 520, 85 / 310, 75 / 170, 54 / 75, 18 / 150, 18 / 45], strict=True))


def delta_method_variance(p: float, q: float, kappa: float) -> float:
    """Return the variance of kappa by numerical derivatives of kappa in the four cells."""
    chance = p * q + (1 - p) * (1 - q)
    both = p * q + kappa * (1 - chance) / 2
    cells = np.array([both, p - both, q - both, 1 - p - q + both])

    def kappa_of(c: np.ndarray) -> float:
        first, second = (c[0] + c[1]) / c.sum(), (c[0] + c[2]) / c.sum()
        by_chance = first * second + (1 - first) * (1 - second)
        return ((c[0] + c[3]) / c.sum() - by_chance) / (1 - by_chance)

    step = 1e-6
    slopes = np.array(
        [
            (kappa_of(cells + step * unit) - kappa_of(cells - step * unit)) / (2 * step)
            for unit in np.eye(4)
        ]
    )
    return float(cells @ slopes**2 - (cells @ slopes) ** 2)


@settings(deadline=None, max_examples=50)
@given(share=st.floats(0.05, 0.95), kappa=st.floats(0.05, 0.95))
def test_variance_of_kappa_is_that_of_the_delta_method(share, kappa) -> None:
    expected = delta_method_variance(share, share, kappa)
    assert kappa_variance(share, share, kappa) == pytest.approx(expected, rel=1e-4)


def test_variance_of_kappa_allows_for_readers_of_different_shares() -> None:
    assert kappa_variance(0.3, 0.4, 0.5) == pytest.approx(
        delta_method_variance(0.3, 0.4, 0.5), rel=1e-5
    )


def test_largest_kappa_ruled_out_takes_exactly_the_readings() -> None:
    found = kappa_precision(167, 0.05, kappa=0.8)
    assert cases_for_kappa(0.05, 0.05, 0.8, found.shown_above) == pytest.approx(167, rel=1e-6)
    assert found.shown_above == pytest.approx(0.4, abs=0.005)


def test_forty_readings_cannot_establish_kappa_for_a_scheme_of_one_in_twenty() -> None:
    found = kappa_precision(40, 0.05)
    assert found.n_positive == 2
    assert found.half_width > 0.5
    assert found.shown_above < 0.1


def test_readings_too_few_to_rule_out_anything_say_so() -> None:
    assert math.isnan(kappa_precision(3, 0.05).shown_above)


def test_kappa_that_the_shares_cannot_have_is_refused() -> None:
    with pytest.raises(EstimationError, match="cannot have this kappa"):
        cases_for_kappa(0.1, 0.6, 0.9, 0.4)
    with pytest.raises(EstimationError, match="are equal"):
        cases_for_kappa(0.1, 0.1, 0.4, 0.4)


def test_load_is_positives_and_the_random_part_of_the_rest() -> None:
    load = expect_readings(CASES, {"revalidering": REVALIDERING}, random_rest=60, minutes=90)
    positive = sum(
        n * (0.84 * REVALIDERING[s] + 0.05 * (1 - REVALIDERING[s])) for s, n in CASES.items()
    )
    assert load.n_positive == pytest.approx(positive)
    assert load.n_second == pytest.approx(positive + 60)
    assert (load.n_first, load.hours_first) == (160, 240)
    assert load.hours_second == pytest.approx(1.5 * load.n_second)


def test_load_stays_at_or_below_its_high_number_nine_times_in_ten() -> None:
    load = expect_readings(CASES, {"revalidering": REVALIDERING}, random_rest=60)
    rng = np.random.default_rng(1)
    seen = sum(
        rng.binomial(n, 0.84 * REVALIDERING[s] + 0.05 * (1 - REVALIDERING[s]), 20_000)
        for s, n in CASES.items()
    )
    second = seen + np.minimum(60, 160 - seen)
    assert np.mean(second <= load.n_second_high) >= 0.89
    assert np.mean(second <= load.n_second_high - 1) < 0.91


def test_no_rare_scheme_leaves_the_random_part() -> None:
    load = expect_readings({"KH": 30}, {}, random_rest=10)
    assert (load.n_positive, load.n_second, load.n_second_high) == (0, 10, 10)


def test_random_part_is_never_more_than_the_rest() -> None:
    load = expect_readings({"KH": 30}, {"revalidering": 0.1}, random_rest=500)
    assert load.n_second == pytest.approx(30)
    assert load.n_second_high == 30


def test_parts_of_cases_are_refused() -> None:
    with pytest.raises(RequestError, match="whole number of 0 or more"):
        expect_readings({"KH": 30}, {}, random_rest=-1)
    with pytest.raises(RequestError, match="whole number of 0 or more"):
        expect_readings({"KH": 30.5}, {}, random_rest=1)


def test_second_readings_take_the_error_off_a_rare_scheme() -> None:
    # By simulation: the first reading averages 86 with RMSE 64, eighty readings give 18.
    gain = expect_reading_gain(PEOPLE, CASES, REVALIDERING, random_rest=70)
    assert gain.first_expected == pytest.approx(86, abs=0.5)
    assert gain.first_rmse == pytest.approx(64, abs=1)
    assert gain.n_second == pytest.approx(80, abs=1)
    assert gain.second_rmse == pytest.approx(18, abs=1)
    assert gain.is_worth_it


def test_second_readings_do_not_pay_for_a_common_outcome() -> None:
    # By simulation: 45 for the first reading, 52 with all positives and eighty in all.
    gain = expect_reading_gain(PEOPLE, CASES, ANY, random_rest=29)
    assert gain.n_second == pytest.approx(80, abs=1)
    assert gain.first_rmse == pytest.approx(45, rel=0.08)
    assert gain.second_rmse == pytest.approx(52, rel=0.08)
    assert not gain.is_worth_it


@pytest.mark.slow
def test_expected_error_of_second_readings_is_what_repeated_reviews_have() -> None:
    rng = np.random.default_rng(7)
    errors = []
    for _ in range(4_000):
        total, pairs = 0.0, []
        for s, n_people in PEOPLE.items():
            truth = rng.permutation(np.arange(n_people) < round(REVALIDERING[s] * n_people))
            truth = truth[: CASES[s]]
            found = np.where(truth, rng.random(len(truth)) < 0.84, rng.random(len(truth)) < 0.05)
            weight = n_people / CASES[s]
            total += weight * truth[found].sum()
            pairs += [(weight, hit) for hit in truth[~found]]
        # A simple random part of all negatives, whatever their stratum.
        chosen = rng.choice(len(pairs), 70, replace=False)
        total += len(pairs) / 70 * sum(pairs[i][0] * pairs[i][1] for i in chosen)
        errors.append(total - 28)
    gain = expect_reading_gain(PEOPLE, CASES, REVALIDERING, random_rest=70)
    assert np.sqrt(np.mean(np.square(errors))) == pytest.approx(gain.second_rmse, rel=0.06)


def test_design_that_cannot_see_what_was_missed_is_refused() -> None:
    with pytest.raises(EstimationError, match="No negative"):
        expect_reading_gain(PEOPLE, CASES, REVALIDERING, random_rest=0)
