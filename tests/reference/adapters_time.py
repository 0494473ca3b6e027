"""Adapters of shrinkage, ranks, trends, interrupted series and control charts."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy import special, stats

from analysis.measures.over_time.control_charts import (
    laney_rate_chart,
    laney_share_chart,
    rate_chart,
    screened_xmr_chart,
    share_chart,
    xmr_chart,
)
from analysis.measures.over_time.interruptions import Reform, fit_interrupted_series, harmonics
from analysis.measures.over_time.loglinear import (
    LogLinearFit,
    durbin_watson,
    fit_log_linear,
    hac_covariance,
)
from analysis.measures.over_time.monotone_trends import mann_kendall_trend, median_slope
from analysis.measures.over_time.run_rules import judge_runs, run_limits
from analysis.measures.over_time.trend_markers import (
    CHI_SQUARE_THRESHOLD,
    N_YEARS,
    cochran_armitage_trend,
    mark_shares,
    mark_values,
)
from analysis.measures.over_time.trends import log_linear_trend
from analysis.measures.shrunk.gamma_shrinkage import shrink_ratios
from analysis.measures.shrunk.random_intercepts import fit_binomial_normal, fit_poisson_lognormal
from analysis.measures.shrunk.rank_sets import rank_sets
from analysis.measures.shrunk.ranks import chance_first_rate_is_higher, chance_first_value_is_higher
from analysis.measures.shrunk.shrinkage import beta_posterior_mean, shrink_rates, shrink_shares
from analysis.measures.shrunk.unit_mean_shrinkage import shrink_towards_one

SEED = 20261121
_MONTHS = 12
# The models of the Sicilian smoking ban, by the names that the published code gives them.
_SICILY_TERMS = {
    "m1": "smokban + time",
    "m2": "smokban + time",
    "m3": "smokban + time + s1 + s2 + c1 + c2",
    "m4": "smokban + time + I(time - 36):smokban + s1 + s2 + c1 + c2",
}
_HALF_WIDTH = stats.norm.isf(0.025)


def _columns(path: Path) -> dict[str, np.ndarray]:
    """Return the columns of numbers of a file; a column of names is left out."""
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    numbers = {}
    for name in rows[0]:
        try:
            numbers[name] = np.array([float(row[name]) for row in rows])
        except ValueError:
            continue
    return numbers


def _counts(inputs: dict, events: str, persons: str) -> tuple[np.ndarray, np.ndarray]:
    if "data" not in inputs:
        return np.array(inputs["e"], float), np.array(inputs["n"], float)
    table = _columns(inputs["data"])
    return table[inputs.get("e", events)], table[inputs.get("n", persons)]


def _marshall_global(inputs: dict) -> dict:
    result = shrink_rates(*_counts(inputs, "SID74", "BIR74"))
    rates = result.rates
    return {"a": result.variance, "b": result.common_rate, "eb": rates, "first5": rates[:5]}


def _marshall_binomial(inputs: dict) -> dict:
    result = shrink_shares(*_counts(inputs, "SID74", "BIR74"))
    # spdep reports the variance that is seen under the name of the true one.
    return {
        "a": result.variance_seen,
        "b": result.common_rate,
        "eb": result.rates,
        "first5": result.rates[:5],
    }


def _gamma_ml(inputs: dict) -> dict:
    conditions = None
    if "data" in inputs:
        table = _columns(inputs["data"])
        observed, expected = table["Y"], table["E"]
        if "x" in inputs:
            conditions = table[inputs["x"]]
    else:
        observed, expected = np.array(inputs["x"], float), np.array(inputs["t"], float)
    result = shrink_ratios(observed, expected, conditions=conditions)
    return {
        "theta": result.model.shape,
        "alpha": result.model.shape,
        "mu": float(np.exp(result.model.coefficients[0])),
        "beta": np.squeeze(result.model.coefficients),
        "posterior_mean": result.ratio,
        "RR_first5": result.ratio[:5],
        "RRmed_first5": result.ratio_median[:5],
    }


def _gamma_unit_mean(inputs: dict) -> dict:
    table = _columns(inputs["data"])
    names = ("oi", "ei") if "oi" in table else ("Y", "E")
    observed, expected = (table[name] for name in names)
    result = shrink_towards_one(observed, expected)
    # The source adds up, for municipality j, what leaving j out changes in all others,
    # where the jackknife adds up what leaving any out changes in j.
    share = (observed.size - 1) / observed.size
    changed = (result.error_without - result.mean_squared_error_known).sum(axis=1)
    moved = ((result.ratio_without - result.ratio) ** 2).sum(axis=1)
    error = result.mean_squared_error_known - share * (changed - moved)
    return {
        "alpha": result.shape,
        "var": 1.0 / result.shape,
        "eb_first6": result.ratio[:6],
        "mse_rao_first6": error[:6],
    }


def _poisson_lognormal(inputs: dict) -> dict:
    table = _columns(inputs["data"])
    n_nodes = inputs.get("nAGQ", 25)
    fit = fit_poisson_lognormal(table["Y"], table["E"], n_nodes=n_nodes)
    # With more than one node lme4 leaves the saturated model out of its log likelihood.
    base = fit.saturated_log_likelihood if n_nodes > 1 else 0.0
    return {
        "intercept": fit.intercept,
        "se": fit.intercept_se,
        "tau": fit.sd,
        "logLik": fit.log_likelihood - base,
        "blup_first5": fit.modes[:5],
    }


def _binomial_normal(inputs: dict) -> dict:
    fit = fit_binomial_normal(inputs["r"], inputs["n"], n_nodes=inputs.get("nAGQ", 25))
    return {
        "mu": fit.intercept,
        "sigma": fit.sd,
        "p": special.expit(fit.intercept + fit.modes),
    }


def _beta_binomial(inputs: dict) -> dict:
    prior = _numbers(inputs.get("prior", "Beta(1,1)"))
    mean = beta_posterior_mean(
        inputs["r"], inputs["n"], prior_events=prior[0], prior_others=prior[1]
    )
    return {"p": mean}


def _numbers(text: object) -> list[float]:
    """Return the numbers in a prior, written as a list or as ``Beta(1,1)``."""
    return [float(number) for number in re.findall(r"\d+\.?\d*(?:[eE]-?\d+)?", str(text))]


def _rank_probability(inputs: dict) -> dict:
    if "m1" in inputs:
        p = chance_first_value_is_higher(inputs["m1"], inputs["s1"], inputs["m2"], inputs["s2"])
        return {"p": p, "p_rate1_gt_rate2": p}
    (x1, x2), (n1, n2) = inputs["x"], inputs["n"]
    prior = _numbers(inputs.get("prior", "gamma(0.5,0)"))
    # A prior rate is person-time that was seen before.
    before = prior[1] if len(prior) > 1 else 0.0
    p = chance_first_rate_is_higher(x1, n1 + before, x2, n2 + before, prior_events=prior[0])
    return {"p": p, "p_rate1_gt_rate2": p}


def _rank_confidence_sets(inputs: dict) -> dict:
    table = _columns(inputs["data"])
    values = table["math_score"]
    sets = rank_sets(
        values,
        table["math_se"],
        rng=np.random.default_rng(SEED),
        n_draws=min(int(inputs.get("R", 50_000)), 50_000),
        level=inputs.get("coverage", 0.95),
    )
    return {
        "rank": stats.rankdata(-values, method="min"),
        "L_marginal": sets.lower_alone,
        "U_marginal": sets.upper_alone,
        "L_simultaneous": sets.lower_together,
        "U_simultaneous": sets.upper_together,
    }


def _cochran_armitage(inputs: dict) -> dict:
    scores = inputs.get("score", list(range(1, len(inputs["x"]) + 1)))
    result = cochran_armitage_trend(inputs["x"], inputs["n"], scores)
    return {"chi2": result.chi_square, "p": result.p_value}


def _marker(result) -> dict:
    return {
        "slope": result.slope,
        "se": result.slope_se,
        "chi2": result.chi_square,
        "drop1_slopes": result.slopes_without_one,
        "marker": result.marker,
    }


def _fingertips_weighted(inputs: dict) -> dict:
    years = inputs.get("t", list(range(1, len(inputs["value"]) + 1)))
    return _marker(mark_values(inputs["value"], inputs["lower"], inputs["upper"], years))


def _fingertips_marker(inputs: dict) -> dict:
    rule = {
        "chi2_threshold": CHI_SQUARE_THRESHOLD,
        "equals": "qchisq(0.998,1)",
        "points": N_YEARS,
        # The slope of all years and the five without one.
        "needs_all_6_slopes_same_sign": True,
    }
    if "x" in inputs:
        years = list(range(1, len(inputs["x"]) + 1))
        rule |= _marker(mark_shares(inputs["x"], inputs["n"], years))
    return rule


def _poisson_trend(inputs: dict) -> dict:
    trend = log_linear_trend(inputs["x"], inputs["n"], inputs["t"])
    return {
        "beta": trend.slope,
        "se": trend.se_poisson,
        "annual_pct": trend.percent_a_year,
        "lr": trend.likelihood_ratio,
        "phi": trend.dispersion,
        "se_quasi": trend.se_quasi,
    }


def _mann_kendall(inputs: dict) -> dict:
    result = mann_kendall_trend(inputs["x"])
    return {"S": result.rises_less_falls, "tau": result.tau, "p_exact": result.p_value}


def _log_linear(inputs: dict, terms: str) -> tuple[LogLinearFit, list[str], dict]:
    """Fit the terms of an R formula; returns the names as R orders and writes them."""
    table = _columns(inputs["data"])
    waves = harmonics(table["time"], period=_MONTHS, n_waves=2)
    table |= dict(zip(("s1", "s2", "c1", "c2"), waves.T, strict=True))
    main = {"(Intercept)": np.ones(table["time"].size)}
    products, exposure = {}, "stdpop"
    for term in (term.strip() for term in terms.split("+")):
        if term == "1":
            continue
        if term.startswith("offset"):
            exposure = re.findall(r"\w+", term)[-1]
            continue
        if ":" not in term:
            main[term] = _value(term, table)
            continue
        # R puts the factor that was named first in the formula in front.
        first, second = sorted(
            (part.strip() for part in term.split(":")), key=lambda part: part not in main
        )
        products[f"{first}:{second}"] = _value(first, table) * _value(second, table)
    columns = main | products
    fit = fit_log_linear(table["aces"], table[exposure], np.column_stack(list(columns.values())))
    return fit, list(columns), table


def _value(term: str, table: dict[str, np.ndarray]) -> np.ndarray:
    shifted = re.fullmatch(r"I\((\w+) *([-+]) *([\d.]+)\)", term)
    if not shifted:
        return table[term]
    sign = 1.0 if shifted[2] == "+" else -1.0
    return table[shifted[1]] + sign * float(shifted[3])


def _segmented(inputs: dict) -> dict:
    fit, names, _ = _log_linear(inputs, inputs["formula"].rpartition("~")[2])
    is_quasi = str(inputs.get("family", "poisson")).startswith("quasi")
    scale = fit.dispersion if is_quasi else 1.0
    errors = np.sqrt(np.diag(fit.covariance) * scale)
    answer = {
        "coef": dict(zip(names, fit.coefficients, strict=True)),
        "se": dict(zip(names, errors, strict=True)),
        "dispersion": fit.dispersion,
        "deviance": fit.deviance,
    }
    if "smokban" in names:
        place = names.index("smokban")
        shift, reach = fit.coefficients[place], _HALF_WIDTH * errors[place]
        answer["RR_smokban"] = np.exp(shift)
        answer["RR_lo"], answer["RR_hi"] = np.exp(shift - reach), np.exp(shift + reach)
    return answer


def _model_terms(inputs: dict) -> str:
    model = str(inputs.get("model", "m1"))
    named = re.search(r"\bm[1-4]\b", model)
    return _SICILY_TERMS[named[0]] if named else model.rpartition("~")[2]


def _newey_west(inputs: dict) -> dict:
    fit, names, _ = _log_linear(inputs, _model_terms(inputs))
    errors = np.sqrt(np.diag(hac_covariance(fit, lag=inputs["lag"])))
    if inputs.get("adjust"):
        errors = errors * np.sqrt(fit.observed.size / (fit.observed.size - len(names)))
    return {"se": dict(zip(names, errors, strict=True))}


def _excess_counts(inputs: dict) -> dict:
    terms = _model_terms({"model": "m3", **inputs})
    table = _columns(inputs["data"])
    time = table["time"]
    series = fit_interrupted_series(
        table["aces"],
        table["stdpop"],
        time,
        reforms=[
            Reform("smoking ban", time[table["smokban"] == 1].min(), bends_trend=":" in terms)
        ],
        seasonal=harmonics(time, period=_MONTHS, n_waves=2) if "s1" in terms else None,
        rng=np.random.default_rng(SEED),
    )
    return {
        "observed_post": series.n_observed_after,
        "counterfactual_post": series.n_counterfactual_after,
        "difference": series.excess,
    }


def _rate_regression(inputs: dict) -> dict:
    """Least squares of the monthly rate: a check of the statistic and of the weights.

    The package fits counts, so the line is fitted here.
    """
    table = _columns(inputs["data"])
    rate = table["aces"] / table["stdpop"] * 1e5
    design = np.column_stack([np.ones(rate.size), table["smokban"], table["time"]])
    coefficients = np.linalg.lstsq(design, rate, rcond=None)[0]
    fitted = design @ coefficients
    line = LogLinearFit(
        coefficients=coefficients,
        covariance=np.linalg.inv(design.T @ design),
        design=design,
        observed=rate,
        fitted=fitted,
        deviance=float(((rate - fitted) ** 2).sum()),
        dispersion=1.0,
    )
    names = ("(Intercept)", "smokban", "time")
    errors = np.sqrt(np.diag(hac_covariance(line, lag=3)))
    return {
        "coef": dict(zip(names, coefficients, strict=True)),
        "dw": durbin_watson(rate - fitted),
        "nw_se_lag3": dict(zip(names, errors, strict=True)),
    }


def _spc_limits(inputs: dict) -> dict:
    charts = {
        "u": rate_chart,
        "c": rate_chart,
        "up": laney_rate_chart,
        "p": share_chart,
        "pp": laney_share_chart,
    }
    chart = charts[inputs["chart"].replace("'", "p").replace("prime", "p")]
    limits = chart(inputs["count"], inputs.get("n", np.ones(len(inputs["count"]))))
    return {"cl": limits.center, "lcl": limits.lower, "ucl": limits.upper}


def _anhoej(inputs: dict) -> dict:
    if "y" not in inputs:
        longest, fewest = run_limits(inputs["n_useful"])
        return {"n_useful": inputs["n_useful"], "longest_max": longest, "crossings_min": fewest}
    runs = judge_runs(inputs["y"], center=inputs.get("cl", float(np.median(inputs["y"]))))
    return {
        "n_useful": runs.n_useful,
        "longest_run": runs.longest_run,
        "longest_max": runs.longest_by_chance,
        "crossings": runs.n_crossings,
        "crossings_min": runs.fewest_by_chance,
        "signal": runs.is_signal,
    }


def _xmr(inputs: dict) -> dict:
    screened, plain = screened_xmr_chart(inputs["y"]), xmr_chart(inputs["y"])
    return {
        "mean": screened.center,
        "amr_raw": plain.mean_range,
        "amr_screened": screened.mean_range,
        "lpl": screened.lower,
        "upl": screened.upper,
        "lpl_unscreened": plain.lower,
        "upl_unscreened": plain.upper,
    }


def _xmr_basic(inputs: dict) -> dict:
    chart = xmr_chart(inputs["y"])
    return {
        "mean": chart.center,
        "mr_bar": chart.mean_range,
        "upl": chart.upper,
        "lpl": chart.lower,
        "url": chart.range_limit,
    }


ADAPTERS: dict[str, Callable[[dict], dict]] = {
    "eb_marshall_global": _marshall_global,
    "eb_marshall_binomial": _marshall_binomial,
    "eb_poisson_gamma_ml": _gamma_ml,
    "eb_poisson_gamma_ml_covariate": _gamma_ml,
    "eb_gamma_unit_mean": _gamma_unit_mean,
    "poisson_lognormal_glmm": _poisson_lognormal,
    "binomial_glmm": _binomial_normal,
    "beta_binomial_posterior_mean": _beta_binomial,
    "rank_probability": _rank_probability,
    "rank_confidence_sets": _rank_confidence_sets,
    "cochran_armitage": _cochran_armitage,
    "fingertips_trend_weighted": _fingertips_weighted,
    "fingertips_trend_marker": _fingertips_marker,
    "poisson_trend": _poisson_trend,
    "mann_kendall": _mann_kendall,
    "theil_sen": lambda inputs: {"slope": median_slope(inputs["x"]).slope},
    "its_segmented_glm": _segmented,
    "newey_west": _newey_west,
    "its_excess_counts": _excess_counts,
    "durbin_watson": _rate_regression,
    "spc_limits": _spc_limits,
    "anhoej_rules": _anhoej,
    "xmr_limits": _xmr,
    "xmr_limits_basic": _xmr_basic,
}

NOT_OFFERED: dict[str, str] = {
    "breakpoints_bai_perron": "reforms are declared with their dates; none is searched for",
    "eb_negbin1_turp": "its errors are the differences of a search that stops at 1e-6, and are "
    "summed over the municipalities instead of over those left out",
}
