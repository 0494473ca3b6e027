"""Expected numbers of municipalities that have no part in the model."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.errors import EstimationError
from analysis.measures.between.conditions_prediction import (
    expect_given,
    expected_without_each,
    expected_without_self,
)
from analysis.measures.between.conditions_regression import regress_awards, regress_stock

METHODS = [regress_awards, regress_stock]
NAMES = ["ledighed", "herkomst"]


def country(n=60, *, sd=0.2, seed=3, slopes=(0.15, -0.1)):
    rng = np.random.default_rng(seed)
    expected = rng.lognormal(4.5, 0.8, n) + 12
    table = rng.normal(size=(n, 2)) * [1.5, 3.0] + [4, 10]
    ratio = np.exp((table - [4, 10]) / [1.5, 3.0] @ slopes) * rng.lognormal(0, sd, n)
    return rng.poisson(expected * ratio), expected, table


def without(place, arrays):
    return [np.delete(array, place, axis=0) for array in arrays]


@pytest.mark.parametrize("regress", METHODS)
def test_expected_number_is_the_age_expectation_times_the_modelled_ratio(regress):
    data = country()
    model = regress(*without(7, data), names=NAMES)
    result = expect_given(model, data[1][7], data[2][7])
    half = 0.0 if regress is regress_awards else 0.5
    scores = (data[2][7] - model.conditions.centers) / model.conditions.scales
    ratio = np.exp(model.coefficients[0] + scores @ model.coefficients[1:])
    assert result.n_expected == pytest.approx((data[1][7] + half) * ratio - half)
    assert result.usual_lower < result.expected_lower < result.n_expected
    assert result.n_expected < result.expected_upper < result.usual_upper


@pytest.mark.parametrize("regress", METHODS)
def test_each_without_itself_is_what_a_fit_without_it_gives(regress):
    data = country()
    quick = expected_without_self(regress(*data, names=NAMES))
    for place in (0, 11, 42):
        slow = expect_given(
            regress(*without(place, data), names=NAMES), data[1][place], data[2][place]
        )
        # The quick way holds the spread, which only weighs the municipalities.
        assert quick[place] == pytest.approx(slow.n_expected, rel=2e-3)


@pytest.mark.parametrize("regress", METHODS)
def test_influence_is_what_two_fits_differ_by(regress):
    data = country()
    others = without(5, data)
    model = regress(*others, names=NAMES)
    quick = expected_without_each(model, data[1][5], data[2][5])
    assert quick.shape == (59,)
    for place in (0, 23):
        slow = expect_given(regress(*without(place, others), names=NAMES), data[1][5], data[2][5])
        assert quick[place] == pytest.approx(slow.n_expected, rel=2e-3)


@pytest.mark.parametrize("regress", METHODS)
def test_planted_outlier_at_the_edge_is_the_most_influential(regress):
    observed, expected, table = country(sd=0.05)
    table[9] = table.max(axis=0) + 4
    observed[9], expected[9] = 3000, 600
    focus = 20
    table[focus] = table.max(axis=0) - 2
    others = without(focus, (observed, expected, table))
    model = regress(*others, names=NAMES)
    moved = expected_without_each(model, 100.0, table[focus])
    with_all = expect_given(model, 100.0, table[focus]).n_expected
    assert int(np.argmax(np.abs(moved - with_all))) == 9


@pytest.mark.parametrize("regress", METHODS)
def test_own_count_does_not_move_ones_own_expected_number(regress):
    observed, expected, table = country()
    changed = observed.copy()
    changed[4] = 10 * changed[4] + 50
    one = expected_without_self(regress(observed, expected, table, names=NAMES))
    other = expected_without_self(regress(changed, expected, table, names=NAMES))
    # Only through the spread, which weighs the others.
    assert other[4] == pytest.approx(one[4], rel=0.02)
    assert not np.allclose(other, one, rtol=1e-6)


def test_usual_awards_without_spread_are_nearly_those_of_poisson():
    rng = np.random.default_rng(0)
    expected = np.full(400, 100.0)
    table = rng.normal(size=(400, 1))
    model = regress_awards(rng.poisson(expected), expected, table, names=["ledighed"])
    result = expect_given(model, 40.0, [0.0])
    low, high = stats.poisson.ppf([0.025, 0.975], result.n_expected)
    assert model.spread < 0.06
    assert (result.usual_lower, result.usual_upper) == pytest.approx((low, high), abs=1.6)


def test_usual_range_of_a_stock_follows_its_formula():
    data = country()
    model = regress_stock(*data, names=NAMES)
    result = expect_given(model, 200.0, [5.0, 12.0])
    row = np.append(1, ([5.0, 12.0] - model.conditions.centers) / model.conditions.scales)
    variance = model.spread**2 + row @ model.covariance @ row + 1 / (result.n_expected + 0.5)
    reach = stats.t.ppf(0.975, 57) * np.sqrt(variance)
    assert result.usual_upper == pytest.approx((result.n_expected + 0.5) * np.exp(reach) - 0.5)
    assert result.usual_lower == pytest.approx((result.n_expected + 0.5) * np.exp(-reach) - 0.5)


@pytest.mark.parametrize("regress", METHODS)
def test_range_widens_away_from_the_other_municipalities(regress):
    model = regress(*country(), names=NAMES)
    near, far = (expect_given(model, 200.0, place) for place in ([4.0, 10.0], [12.0, 10.0]))
    assert far.expected_upper / far.expected_lower > near.expected_upper / near.expected_lower
    assert far.usual_upper / far.usual_lower > near.usual_upper / near.usual_lower


@pytest.mark.parametrize("regress", METHODS)
def test_missing_condition_and_too_little_expected_are_refused(regress):
    model = regress(*country(), names=NAMES)
    with pytest.raises(EstimationError, match="lacks herkomst"):
        expect_given(model, 200.0, [5.0, np.nan])
    with pytest.raises(EstimationError, match="too little to go on"):
        expected_without_each(model, 0.0, [5.0, 10.0])


@pytest.mark.slow
@pytest.mark.parametrize("sd", [0.0, 0.2])
def test_usual_ranges_hold_as_many_ordinary_municipalities_as_stated(sd):
    is_inside = []
    for seed in range(120):
        data = country(98, sd=sd, seed=1000 + seed)
        model = regress_stock(*without(seed % 98, data), names=NAMES)
        result = expect_given(model, data[1][seed % 98], data[2][seed % 98])
        is_inside.append(result.usual_lower <= data[0][seed % 98] <= result.usual_upper)
    # 95 % of 120, give or take three standard errors of 2 points.
    assert 0.89 <= np.mean(is_inside) <= 1.0


@settings(max_examples=15)
@given(
    seed=st.integers(0, 1000),
    factor=st.floats(0.2, 5.0),
    method=st.sampled_from(METHODS),
)
def test_expected_number_grows_in_step_with_the_age_expectation(seed, factor, method):
    model = method(*country(30, seed=seed), names=NAMES)
    one = expect_given(model, 100.0, [4.0, 10.0])
    other = expect_given(model, 100.0 * factor, [4.0, 10.0])
    half = 0.0 if method is regress_awards else 0.5
    assert (other.n_expected + half) / (one.n_expected + half) == pytest.approx(
        (100 * factor + half) / (100 + half)
    )
    assert 0 <= other.usual_lower < other.n_expected < other.usual_upper
