"""Expected given conditions: coefficients, spread, and what each method refuses."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize

from analysis.errors import EstimationError
from analysis.measures.between.conditions_regression import (
    regress_awards,
    regress_stock,
    spread_without_conditions,
)

# Forty invented municipalities by rule: no draw, so that other software can be given the same.
PLACE = np.arange(40)
X1 = np.sin(1.7 * PLACE) * 2 + 5
X2 = ((PLACE * 13) % 40) / 4.0
EXPECTED = 20 + ((PLACE * 29) % 40) * 6.0
LOGS = 0.15 * (X1 - 5) - 0.03 * (X2 - 5) + 0.35 * np.cos(2.3 * PLACE * PLACE)
AWARDS = np.round(EXPECTED * np.exp(LOGS))
TABLE = np.column_stack([X1, X2])
NAMES = ["a", "b"]

# statsmodels 0.15.0, NegativeBinomial(AWARDS, add_constant(TABLE), exposure=EXPECTED).fit():
# constant, two slopes, alpha. Its optimiser stops some 1e-8 short of the maximum.
STATSMODELS = (-0.316563598, 0.124654402, -0.0642549936, 0.0334728154)
# statsmodels 0.15.0, GLM(family=NegativeBinomial(alpha)).fit(): standard errors of the slopes.
STATSMODELS_ERRORS = (0.0244144515, 0.0116427095)
# statsmodels 0.15.0, WLS of log((O + .5) / (E + .5)) with seven times the counts, weights
# 1 / (spread^2 + 1 / (E + .5)) at the spread 0.22685912: slopes and unscaled errors.
STATSMODELS_STOCK = (0.1247210732, -0.0670866329, 0.0262494977, 0.0127286096)


def in_own_units(model):
    """Return constant, slopes and the slopes' errors in the conditions' own units."""
    slopes = model.coefficients[1:] / model.conditions.scales
    errors = model.standard_errors[1:] / model.conditions.scales
    return model.coefficients[0] - slopes @ model.conditions.centers, slopes, errors


def test_awards_agree_with_the_negative_binomial_of_statsmodels():
    model = regress_awards(AWARDS, EXPECTED, TABLE, names=NAMES)
    constant, slopes, errors = in_own_units(model)
    assert (constant, *slopes) == pytest.approx(STATSMODELS[:3], rel=2e-7)
    assert model.spread**2 == pytest.approx(STATSMODELS[3], rel=2e-7)
    assert errors == pytest.approx(STATSMODELS_ERRORS, rel=1e-7)


def test_stock_agrees_with_the_weighted_least_squares_of_statsmodels():
    model = regress_stock(7 * AWARDS, 7 * EXPECTED, TABLE, names=NAMES)
    _, slopes, errors = in_own_units(model)
    assert (*slopes, *errors) == pytest.approx(STATSMODELS_STOCK, rel=1e-8)


def test_spread_of_a_stock_solves_its_equation_by_another_route():
    # Here one equation in the variance, with the coefficients found anew at each try; the
    # method goes back and forth between the two.
    distances = np.log((7 * AWARDS + 0.5) / (7 * EXPECTED + 0.5))
    chance = 1 / (7 * EXPECTED + 0.5)
    terms = np.column_stack([np.ones(40), TABLE])

    def surplus(variance):
        roots = np.sqrt(chance + variance)
        best = np.linalg.lstsq(terms / roots[:, None], distances / roots, rcond=None)[0]
        z = (distances - terms @ best) / roots
        low, high = np.quantile(z, [0.1, 0.9])
        return np.sum(np.clip(z, low, high) ** 2) / (40 - 3) - 0.6786546

    model = regress_stock(7 * AWARDS, 7 * EXPECTED, TABLE, names=NAMES)
    assert model.spread == pytest.approx(np.sqrt(optimize.brentq(surplus, 0, 1)), rel=1e-6)


def test_factors_are_of_one_standard_deviation_with_limits_of_student():
    model = regress_awards(AWARDS, EXPECTED, TABLE, names=NAMES)
    factor, lower, upper = model.factors[0]
    assert factor == pytest.approx(np.exp(STATSMODELS[1] * X1.std(ddof=1)), rel=1e-6)
    # t with 37 degrees of freedom, 97.5 %: 2.026192 (printed tables).
    reach = 2.026192 * STATSMODELS_ERRORS[0] * X1.std(ddof=1)
    assert np.log(upper / factor) == pytest.approx(reach, rel=1e-5)
    assert np.log(factor / lower) == pytest.approx(reach, rel=1e-5)


@pytest.mark.parametrize("regress", [regress_awards, regress_stock])
def test_unit_of_a_condition_does_not_matter(regress):
    one = regress(AWARDS, EXPECTED, TABLE, names=NAMES)
    other = regress(AWARDS, EXPECTED, TABLE * [100, 0.01] + [5, -3], names=NAMES)
    assert other.coefficients == pytest.approx(one.coefficients, abs=1e-8)
    assert other.spread == pytest.approx(one.spread, abs=1e-8)


@pytest.mark.parametrize("regress", [regress_awards, regress_stock])
def test_conditions_account_for_a_part_of_the_spread(regress):
    model = regress(AWARDS, EXPECTED, TABLE, names=NAMES)
    assert model.spread < 0.85 * spread_without_conditions(model)


@pytest.mark.parametrize("regress", [regress_awards, regress_stock])
def test_municipality_without_a_figure_or_expectation_is_left_out(regress):
    awards, expected = AWARDS.astype(float), EXPECTED.copy()
    awards[3], expected[8] = np.nan, 0.0
    model = regress(awards, expected, TABLE, names=NAMES)
    assert np.flatnonzero(~model.conditions.is_used).tolist() == [3, 8]
    others = np.delete(PLACE, [3, 8])
    same = regress(AWARDS[others], EXPECTED[others], TABLE[others], names=NAMES)
    assert model.coefficients == pytest.approx(same.coefficients, abs=1e-12)


def test_stock_with_little_expected_is_left_out():
    model = regress_stock(AWARDS, EXPECTED, TABLE, names=NAMES, minimum_expected=30)
    assert model.n == np.count_nonzero(EXPECTED >= 30)


def test_municipalities_as_alike_as_chance_have_no_spread():
    assert regress_awards(np.round(EXPECTED), EXPECTED, TABLE, names=NAMES).spread == 0
    model = regress_stock(EXPECTED, EXPECTED, TABLE, names=NAMES)
    assert model.spread == 0
    assert np.all(model.standard_errors > 0)


@pytest.mark.parametrize("regress", [regress_awards, regress_stock])
def test_nothing_counted_anywhere_is_refused(regress):
    with pytest.raises(EstimationError, match="Nothing is counted"):
        regress(np.zeros(40), EXPECTED, TABLE, names=NAMES)


@pytest.mark.parametrize("regress", [regress_awards, regress_stock])
def test_negative_number_is_refused(regress):
    with pytest.raises(EstimationError, match="is negative"):
        regress(AWARDS - 1000, EXPECTED, TABLE, names=NAMES)


def test_average_of_a_stock_is_no_award():
    with pytest.raises(EstimationError, match="number with decimals"):
        regress_awards(AWARDS + 0.5, EXPECTED, TABLE, names=NAMES)


def test_a_level_that_is_no_fraction_is_refused():
    with pytest.raises(EstimationError):
        _ = regress_stock(AWARDS, EXPECTED, TABLE, names=NAMES, level=95).reach
