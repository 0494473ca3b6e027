"""Shrinkage, places and time series as other software gives them, typed in with their source.

Closed forms agree to 1e-9. Where the source iterates, the tolerance is where it stopped.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from analysis.measures.over_time.control_charts import rate_chart, xmr_chart
from analysis.measures.over_time.monotone_trends import mann_kendall_trend, median_slope
from analysis.measures.over_time.run_rules import judge_runs, run_limits
from analysis.measures.over_time.trend_markers import (
    CHI_SQUARE_THRESHOLD,
    cochran_armitage_trend,
    mark_values,
)
from analysis.measures.over_time.trends import log_linear_trend
from analysis.measures.shrunk.gamma_shrinkage import shrink_ratios
from analysis.measures.shrunk.random_intercepts import fit_binomial_normal
from analysis.measures.shrunk.ranks import chance_first_rate_is_higher, chance_first_value_is_higher
from analysis.measures.shrunk.shrinkage import beta_posterior_mean, shrink_rates

CLOSED_FORM = 1e-9
# R's glm stops at a relative change of the deviance of 1e-8, which leaves this in the rest.
GLM_STOP = 1e-5
MIXED_MODEL_STOP = 1e-5

COUNTS = [25, 31, 28, 36, 39, 44, 41, 52]
# Deaths after heart surgery in twelve hospitals, the BUGS example "Surgical".
DEATHS = [0, 18, 8, 46, 8, 13, 9, 31, 14, 8, 29, 24]
OPERATIONS = [47, 148, 119, 810, 211, 196, 148, 215, 207, 97, 256, 360]
# Failures and hours (in thousands) of ten pumps, Gaver and O'Muircheartaigh.
FAILURES = [5, 1, 5, 14, 3, 19, 1, 1, 4, 22]
HOURS = [94.3, 15.7, 62.9, 126, 5.24, 31.4, 1.05, 1.05, 2.1, 10.5]


def test_a_negative_variance_is_cut_off_as_in_spdep():
    # spdep 1.2.7, EBest
    shrunk = shrink_rates([10, 11, 9, 10, 10], [1_000] * 5)
    assert shrunk.variance == 0.0
    assert shrunk.rates == pytest.approx([0.01] * 5, rel=CLOSED_FORM)


def test_pumps_are_shrunk_as_with_the_negative_binomial_of_mass():
    # MASS 7.3.58.2, glm.nb with offset(log(hours))
    shrunk = shrink_ratios(FAILURES, HOURS)
    assert shrunk.model.shape == pytest.approx(0.822965078253622, rel=1e-6)
    assert shrunk.modelled_ratio[0] == pytest.approx(0.652290999447775, rel=1e-6)
    first, last = 0.0609341182206086, 1.94045552415554
    assert shrunk.ratio[[0, -1]] == pytest.approx([first, last], rel=1e-6)


def test_hospitals_differ_as_in_lme4():
    # lme4 1.1.31, glmer with nAGQ = 50
    fit = fit_binomial_normal(DEATHS, OPERATIONS, n_nodes=50)
    assert fit.intercept == pytest.approx(-2.5439621171612, rel=MIXED_MODEL_STOP)
    assert fit.sd == pytest.approx(0.35770055101453, rel=MIXED_MODEL_STOP)
    share = special.expit(fit.intercept + fit.modes[0])
    assert share == pytest.approx(0.0537877165686468, rel=MIXED_MODEL_STOP)


def test_hospitals_with_a_flat_prior_are_near_the_printed_draws_of_openbugs():
    # OpenBUGS prints 0.02032 and 0.1267 from draws, so two digits are its own.
    shares = beta_posterior_mean(DEATHS[:2], OPERATIONS[:2], prior_events=1, prior_others=1)
    assert shares == pytest.approx([0.02032, 0.1267], rel=5e-3)


def test_chances_of_the_higher_value():
    # R, pnorm, and the F distribution checked by integrate
    assert chance_first_value_is_higher(1.2, 0.3, 0.8, 0.25) == pytest.approx(
        0.847152029878079, rel=CLOSED_FORM
    )
    assert chance_first_rate_is_higher(12, 1_000, 30, 3_000) == pytest.approx(
        0.710620904569511, rel=CLOSED_FORM
    )


def test_poisson_trend_of_r():
    # R 4.2.2, glm(family = poisson)
    trend = log_linear_trend(COUNTS, np.arange(12_000, 12_800, 100), np.arange(8))
    assert trend.slope == pytest.approx(0.0861146613732153, rel=GLM_STOP)
    assert trend.se_poisson == pytest.approx(0.0257344272626067, rel=GLM_STOP)
    assert trend.se_quasi == pytest.approx(0.0124140076541833, rel=GLM_STOP)
    assert trend.likelihood_ratio == pytest.approx(11.3490939945971, rel=CLOSED_FORM)


def test_tests_of_order_of_r():
    # R, cor.test(method = "kendall", exact = TRUE) and the median of pairwise slopes
    result = mann_kendall_trend(COUNTS)
    assert (result.rises_less_falls, result.tau) == (24, pytest.approx(6 / 7))
    assert result.p_value == pytest.approx(0.00173611111111116, rel=CLOSED_FORM)
    assert median_slope(COUNTS).slope == pytest.approx(3.58333333333333, rel=CLOSED_FORM)


def test_trend_in_shares_of_r():
    # R, prop.trend.test, example "smokers"
    result = cochran_armitage_trend([83, 90, 129, 70], [86, 93, 136, 82], [1, 2, 3, 4])
    assert result.chi_square == pytest.approx(8.22492228519771, rel=CLOSED_FORM)


def test_mark_of_fingertips():
    # FingertipsNext, inputs and mark of its own test; chi-square by R's weighted lm
    mark = mark_values(
        [2.935, 1.93028, 2.7567, 2.8701, 3.0121],
        [2.7841, 1.8085, 2.6113, 2.7225, 2.8616],
        [3.0919, 2.058, 2.9082, 3.0237, 3.1683],
        [1, 2, 3, 4, 5],
    )
    assert mark.marker == "Increasing"
    assert mark.chi_square == pytest.approx(33.4857806736901, rel=CLOSED_FORM)
    assert mark.slopes_without_one[0] == pytest.approx(0.358519975233101, rel=CLOSED_FORM)
    assert pytest.approx(9.54953570608324, rel=CLOSED_FORM) == CHI_SQUARE_THRESHOLD


def test_charts_of_qicharts2_and_statprocon():
    # qicharts2, u chart; statprocon 0.6.0, README
    counts = [21, 19, 25, 31, 22, 18, 27, 35, 26, 24, 15, 30]
    years = [900, 950, 1_010, 1_100, 1_180, 990, 1_020, 1_075, 1_133, 1_201, 970, 1_005]
    chart = rate_chart(counts, years)
    assert chart.center == pytest.approx(0.0233764161480772, rel=CLOSED_FORM)
    assert chart.upper[0] == pytest.approx(0.0386657641224276, rel=CLOSED_FORM)
    single = xmr_chart([10, 50, 40, 30])
    assert (single.lower, single.upper) == pytest.approx((-20.7, 85.7), rel=CLOSED_FORM)


def test_runs_of_qicharts2():
    # qicharts2, runs.analysis
    values = [3, 4, 6, 7, 8, 9, 7, 8, 9, 6, 2, 1, 8, 9, 9, 9, 9, 8, 9, 9]
    runs = judge_runs(values, center=6.5)
    assert (runs.longest_run, runs.n_crossings, runs.is_signal) == (8, 3, True)
    limits = [(6, 1), (7, 6), (8, 8), (8, 10), (8, 14), (9, 23)]
    assert [run_limits(n) for n in (8, 20, 24, 30, 40, 60)] == limits


def test_smoking_ban_in_sicily(published_files):
    # J. Lopez Bernal, S. Cummins and A. Gasparrini, International Journal of Epidemiology
    # 46, 2017, with their own data and R's glm; and sandwich 3.0.2, NeweyWest(lag = 4).
    from csv import DictReader

    from analysis.measures.over_time.interruptions import Reform, fit_interrupted_series, harmonics
    from analysis.measures.over_time.loglinear import fit_log_linear, hac_covariance

    path = published_files.parent / "methods" / "reference" / "data" / "benchmark" / "sicily.csv"
    if not path.is_file():
        pytest.skip(f"{path} is absent: it is another party's file, kept outside")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(DictReader(file))
    counts, years, time, ban = (
        np.array([float(row[name]) for row in rows])
        for name in ("aces", "stdpop", "time", "smokban")
    )
    fit = fit_log_linear(counts, years, np.column_stack([np.ones(59), ban, time]))
    assert np.exp(fit.coefficients[1]) == pytest.approx(0.894376508018192, rel=GLM_STOP)
    assert fit.dispersion == pytest.approx(3.55919463201087, rel=GLM_STOP)
    assert hac_covariance(fit, lag=4)[1, 1] ** 0.5 == pytest.approx(0.0322770463, rel=GLM_STOP)
    series = fit_interrupted_series(
        counts, years, time,
        reforms=[Reform("smoking ban", start=37)],
        seasonal=harmonics(time, period=12, n_waves=2),
        rng=np.random.default_rng(1),
    )  # fmt: skip
    assert np.log(series.effects[0].ratio) == pytest.approx(-0.122086792898513, rel=GLM_STOP)
    assert series.excess == pytest.approx(-2561.07416489458, rel=CLOSED_FORM)
    assert series.excess_lower < series.excess < series.excess_upper < 0
