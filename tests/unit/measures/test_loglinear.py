"""Log-linear models of counts, and errors that allow for likeness of neighbours."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.measures.over_time.loglinear import (
    common_lag,
    durbin_watson,
    fit_log_linear,
    hac_covariance,
)


def half_and_half(n=8):
    return np.column_stack([np.ones(n), np.arange(n) >= n // 2])


def test_a_level_alone_is_the_logarithm_of_the_overall_rate():
    fit = fit_log_linear([3, 0, 5], [100, 50, 250], np.ones((3, 1)))
    assert fit.coefficients[0] == pytest.approx(np.log(8 / 400), rel=1e-12)
    assert fit.fitted == pytest.approx([2.0, 1.0, 5.0], rel=1e-12)
    assert fit.covariance[0, 0] == pytest.approx(1 / 8, rel=1e-12)


def test_two_groups_have_the_ratio_of_their_rates():
    fit = fit_log_linear([10, 8, 11, 9, 20, 22, 18, 21], [100] * 8, half_and_half())
    assert np.exp(fit.coefficients[1]) == pytest.approx(81 / 38, rel=1e-12)
    # The variance of a log ratio of two Poisson counts.
    assert fit.covariance[1, 1] == pytest.approx(1 / 81 + 1 / 38, rel=1e-12)


def test_fit_agrees_with_statsmodels():
    sm = pytest.importorskip("statsmodels.api")
    rng = np.random.default_rng(1)
    design = np.column_stack([np.ones(40), rng.normal(size=(40, 2))])
    years = rng.uniform(500, 5_000, 40)
    counts = rng.poisson(years * 0.004 * np.exp(design @ [0, 0.3, -0.2]))
    fit = fit_log_linear(counts, years, design)
    model = sm.GLM(counts, design, family=sm.families.Poisson(), offset=np.log(years))
    theirs = model.fit(tol=1e-12)
    assert fit.coefficients == pytest.approx(theirs.params, rel=1e-8)
    assert fit.covariance == pytest.approx(theirs.cov_params(), rel=1e-8)
    assert fit.deviance == pytest.approx(theirs.deviance, rel=1e-10)
    assert fit.dispersion == pytest.approx(theirs.pearson_chi2 / 37, rel=1e-8)
    robust = model.fit(tol=1e-12, cov_type="HAC", cov_kwds={"maxlags": 3, "use_correction": False})
    assert hac_covariance(fit, lag=3) == pytest.approx(robust.cov_params(), rel=1e-6)


def test_rows_in_another_order_change_the_error_with_a_lag_only():
    rng = np.random.default_rng(2)
    counts, design, order = rng.poisson(20, 12), half_and_half(12), rng.permutation(12)
    fit = fit_log_linear(counts, 100, design)
    mixed = fit_log_linear(counts[order], 100, design[order])
    assert hac_covariance(fit, lag=0) == pytest.approx(hac_covariance(mixed, lag=0))
    assert hac_covariance(fit, lag=2) != pytest.approx(hac_covariance(mixed, lag=2))


@pytest.mark.parametrize(
    ("counts", "design", "message"),
    [
        ([0] * 8, half_and_half(), "Nothing is counted"),
        ([5] * 4 + [0] * 4, half_and_half(), "no finite estimate"),
        ([5] * 8, np.ones((8, 2)), "say the same thing"),
        ([5] * 8, np.eye(8, 9) + 1.0, "say the same thing"),
        ([5] * 8, np.zeros((8, 1)), "say the same thing"),
        ([5] * 8, np.ones((7, 1)), "do not fit the counts"),
        ([5] * 8, np.full((8, 1), np.nan), "do not fit the counts"),
        ([5.5] * 8, np.ones((8, 1)), "with decimals"),
        ([np.nan] * 8, np.ones((8, 1)), "missing"),
    ],
)
def test_what_cannot_be_fitted_is_refused(counts, design, message):
    with pytest.raises(EstimationError, match=message):
        fit_log_linear(counts, 100, design)


@pytest.mark.parametrize("lag", [-1, 8])
def test_a_lag_that_does_not_fit_is_refused(lag):
    fit = fit_log_linear([5, 6, 7, 8, 5, 6, 7, 8], 100, half_and_half())
    with pytest.raises(EstimationError, match="does not fit 8 periods"):
        hac_covariance(fit, lag=lag)


def test_one_huge_period_does_not_keep_the_fit_from_standing_still():
    fit = fit_log_linear([0, 1, 0, 5_000], 1_000, np.column_stack([np.ones(4), np.arange(4)]))
    assert fit.fitted.sum() == pytest.approx(5_001, rel=1e-9)


def test_common_lag_and_durbin_watson():
    assert [common_lag(n) for n in (8, 32, 100)] == [2, 3, 4]
    assert durbin_watson([1.0, 1.0, 1.0]) == 0.0
