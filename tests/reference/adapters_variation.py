"""Published checks of the unusual, of variation and of decomposition, to this package."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from analysis.measures.between import heterogeneity
from analysis.measures.between.decomposition import split_crossed, split_product, split_rates
from analysis.measures.between.distances import euclidean_distances, mahalanobis_distances
from analysis.measures.between.funnel import (
    binomial_funnel_limits,
    false_alarms,
    negative_binomial_funnel_limits,
    poisson_funnel_limits,
)
from analysis.measures.between.gamma_poisson import count_quantile
from analysis.measures.between.multiple_testing import benjamini_hochberg, holm
from analysis.measures.between.overdispersion import likeliest_dispersion
from analysis.measures.between.peers_as_units import compare_ratio_with_peers, compare_with_peers
from analysis.measures.between.variation import (
    coefficient_of_variation,
    extremal_quotient,
    homogeneity,
    systematic_component,
)
from analysis.measures.counts.small_counts import round_small_counts
from analysis.measures.elsewhere.funnelplotr import (
    arcsine_of_share,
    dispersion_truncated,
    dispersion_winsorised,
    drawn_ratio_limits,
    logarithm_of_ratio,
    logarithm_of_two_counts,
    square_root_of_ratio,
)

TAU2_METHODS = {
    "DL": heterogeneity.dersimonian_laird,
    "HE": heterogeneity.hedges_olkin,
    "PM": heterogeneity.paule_mandel,
    "ML": heterogeneity.maximum_likelihood,
    "REML": heterogeneity.restricted_maximum_likelihood,
}


def _tau2(inputs: dict) -> dict:
    if inputs.get("target") is not None:
        found = heterogeneity.dersimonian_laird_about_target(
            inputs["yi"], inputs["vi"], target=inputs["target"]
        )
        return {"tau2": found.tau2, "Q0": found.q}
    found = TAU2_METHODS[inputs.get("method") or "DL"](inputs["yi"], inputs["vi"])
    return {
        "tau2": found.tau2,
        "mu": found.center,
        "se": found.standard_error,
        "Q": found.q,
        "I2": found.i2_pct,
    }


def _prediction_interval(inputs: dict) -> dict:
    found = TAU2_METHODS[inputs.get("method") or "DL"](inputs["yi"], inputs["vi"])
    lower, upper = heterogeneity.predictive_interval(found)
    return {"lower": lower, "upper": upper}


def _funnel_overdispersion(inputs: dict) -> dict:
    above, below = (np.array(inputs[key], dtype=float) for key in ("numerator", "denominator"))
    each_end = 0.10 if inputs.get("trim") is None else inputs["trim"]
    kind, target = inputs.get("type") or "SR", 1.0
    if kind == "PR":
        scaled, target = arcsine_of_share(above, below), above.sum() / below.sum()
    elif kind == "RC":
        scaled, target = logarithm_of_two_counts(above, below), above.sum() / below.sum()
    elif inputs.get("sr_method") == "CQC":
        scaled = square_root_of_ratio(above, below)
    else:
        scaled = logarithm_of_ratio(above, below)
    is_truncated = kind == "SR" and inputs.get("sr_method") != "CQC"
    found = (dispersion_truncated if is_truncated else dispersion_winsorised)(
        scaled, each_end=each_end
    )
    return {"phi": found.phi, "tau2": found.tau2, "n_used": found.n_used, "target": target}


def _funnel_exact_interpolated(inputs: dict) -> dict:
    tail = inputs["p"]
    level = 1.0 - 2.0 * tail
    if inputs["dist"].startswith("bin"):
        lower, upper = binomial_funnel_limits(inputs["n"], inputs["theta"], level=level)
        return {"lower_count": lower, "upper_count": upper}
    tau2 = 0.0
    if inputs["dist"].startswith(("neg", "nb")):
        tau2 = inputs["tau2"] if inputs.get("tau2") is not None else 1.0 / inputs["size"]
    expected, variance = np.array(inputs["E"], dtype=float), np.array(tau2)
    lower, upper = negative_binomial_funnel_limits(expected, tau2=variance, level=level)
    return {
        "lower_count": lower,
        "upper_count": upper,
        "q_lower": count_quantile(tail, expected, variance),
        "q_upper": count_quantile(1.0 - tail, expected, variance),
    }


def _funnel_false_alarm(inputs: dict) -> dict:
    """Read the range of expected numbers, and whichever of the limits is meant."""
    expected = _expected_range(inputs["E_range"])
    wanted = str(inputs["limit"]).lower()
    if "interpol" in wanted:
        lower, upper = poisson_funnel_limits(expected)
    elif "pred" in wanted or "exact" in wanted:
        chance_only = np.array(0.0)
        lower, upper = (count_quantile(p, expected, chance_only) for p in (0.025, 0.975))
    elif "norm" in wanted or "wald" in wanted:
        reach = 1.959963984540054 * np.sqrt(expected)
        lower, upper = np.maximum(expected - reach, 0.0), expected + reach
    else:
        lower, upper = (expected * limit for limit in drawn_ratio_limits(expected))
    found = false_alarms(expected, lower, upper)
    return {
        "lower_median": np.median(found.lower),
        "lower_max": np.max(found.lower),
        "upper_median": np.median(found.upper),
        "upper_max": np.max(found.upper),
    }


def _expected_range(given: Any) -> np.ndarray:
    numbers = (
        [float(text) for text in re.findall(r"\d*\.?\d+", given)]
        if isinstance(given, str)
        else [float(number) for number in given]
    )
    if len(numbers) > 3:
        return np.array(numbers)
    step = numbers[2] if len(numbers) == 3 else 0.1
    return np.arange(numbers[0], numbers[1] + step / 2, step)


def _focus_vs_peers_t(inputs: dict) -> dict:
    is_logarithmic = "log" in str(inputs.get("scale") or "")
    compare = compare_ratio_with_peers if is_logarithmic else compare_with_peers
    found = compare(inputs["focus"], inputs["peers"])
    return {
        "t": found.t,
        "df": found.degrees_of_freedom,
        "p_two": found.p_value,
        "pi_lower": found.usual_lower,
        "pi_upper": found.usual_upper,
    }


def _fdr_bh(inputs: dict) -> dict:
    adjusted = benjamini_hochberg(inputs["p"])
    return {
        "adj": adjusted,
        "holm": holm(inputs["p"]),
        "n_sig_05": int(np.count_nonzero(adjusted <= 0.05)),
    }


def _observed_and_expected(inputs: dict) -> tuple[np.ndarray, np.ndarray]:
    """Read the counts and expected numbers under whichever name the file gives them."""
    table = pd.read_csv(inputs["data"])
    observed = next(table[name] for name in ("oi", "Y", "SID74") if name in table)
    for name in ("ei", "E"):
        if name in table:
            return observed.to_numpy(), table[name].to_numpy()
    residents = table["BIR74"].to_numpy()
    return observed.to_numpy(), residents * observed.sum() / residents.sum()


def _scv(inputs: dict) -> dict:
    found = systematic_component(*_observed_and_expected(inputs), rng=np.random.default_rng(1))
    return {"scv": found.scv_unbounded, "scv_x100": 100.0 * found.scv_unbounded}


def _eq(inputs: dict) -> dict:
    observed, expected = _observed_and_expected(inputs)
    # Ratios shrunken to 1 by the size of the gamma distribution that fits best.
    size = 1.0 / likeliest_dispersion(observed, expected).tau2
    return {
        "eq_raw_max_min": extremal_quotient(observed / expected),
        "eq_raw_95_5": extremal_quotient(observed / expected, each_end=0.05),
        "eq_eb_80_20": extremal_quotient((observed + size) / (expected + size), each_end=0.2),
    }


def _cv(inputs: dict) -> dict:
    observed, expected = _observed_and_expected(inputs)
    plain, weighted = coefficient_of_variation(observed, expected)
    return {"cv_unweighted": plain, "cv_weighted": weighted, **_chi2(inputs)}


def _chi2(inputs: dict) -> dict:
    found = homogeneity(*_observed_and_expected(inputs))
    return {"chi2": found.chi2, "df": found.degrees_of_freedom, "p": found.p_value}


def _quasipoisson_phi(inputs: dict) -> dict:
    found = homogeneity(*_observed_and_expected(inputs))
    return {
        "intercept": found.log_level,
        "dispersion": found.dispersion,
        "se": found.log_level_se,
    }


def _two_populations(inputs: dict) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the later population and the earlier one: differences are later less earlier."""
    table = pd.read_csv(inputs["data"])
    earlier, later = sorted(table["pop"].unique())
    return table[table["pop"] == later], table[table["pop"] == earlier]


def _kitagawa(inputs: dict) -> dict:
    later, earlier = _two_populations(inputs)
    found = split_rates(later["rate"], later["size"], earlier["rate"], earlier["size"])
    return {
        "structure": found.structure,
        "comp": found.structure,
        "rate": found.practice,
        "crude": found.gap,
    }


def _dasgupta_crossed(inputs: dict) -> dict:
    later, earlier = (table.sort_values(["race", "age"]) for table in _two_populations(inputs))
    shape = (later["race"].nunique(), later["age"].nunique())
    found = split_crossed(
        *(
            table[name].to_numpy(dtype=float).reshape(shape)
            for table in (later, earlier)
            for name in ("rate", "size")
        ),
        structures=["race", "age"],
    )
    return {
        "age_struct": found.effects["age"],
        "race_struct": found.effects["race"],
        "rate": found.effects["rate"],
        "crude": found.gap,
    }


def _dasgupta_product(inputs: dict) -> dict:
    first, second = (_named(inputs[key]) for key in ("pop1", "pop2"))
    found = split_product(second, first)
    return {"effects": found.effects, "crude": found.gap}


def _named(factors: Any) -> dict:
    return factors if isinstance(factors, dict) else {str(i): f for i, f in enumerate(factors)}


def _dasgupta_vector(inputs: dict) -> dict:
    later, earlier = _two_populations(inputs)
    names = ["bm", "mw", "wp"]
    found = split_product(*({n: table[n].to_numpy() for n in names} for table in (later, earlier)))
    return {**found.effects, "crude": found.gap}


def _nearest_neighbours(inputs: dict) -> dict:
    table = pd.read_csv(inputs["data"], index_col=0)
    focus = table.index.get_loc(inputs["focus"])
    answer = {}
    for name, measure in (("euclid", euclidean_distances), ("mahal", mahalanobis_distances)):
        distances = pd.Series(measure(table.to_numpy(dtype=float), focus), index=table.index)
        nearest = distances.drop(inputs["focus"]).sort_values(kind="stable").head(inputs["k"])
        answer[f"{name}_order"] = list(nearest.index)
        answer[f"{name}_dist"] = nearest.to_numpy()
    return answer


def _funnel_poisson_limits(inputs: dict) -> dict:
    limits = drawn_ratio_limits(inputs["E"]) + drawn_ratio_limits(inputs["E"], level=0.998)
    names = ("ll95", "ul95", "ll998", "ul998")
    return {name: inputs["target"] * limit for name, limit in zip(names, limits, strict=True)}


def _sdc_round(inputs: dict) -> dict:
    # The source writes a suppressed count as 0.
    return {"out": np.nan_to_num(round_small_counts(inputs["v"]), nan=0.0)}


ADAPTERS: dict[str, Callable[[dict], dict]] = {
    "tau2": _tau2,
    "prediction_interval": _prediction_interval,
    "funnel_overdispersion": _funnel_overdispersion,
    "funnel_exact_interpolated": _funnel_exact_interpolated,
    "funnel_false_alarm": _funnel_false_alarm,
    "funnel_poisson_limits": _funnel_poisson_limits,
    "focus_vs_peers_t": _focus_vs_peers_t,
    "fdr_bh": _fdr_bh,
    "scv": _scv,
    "eq": _eq,
    "cv": _cv,
    "chi2_homogeneity": _chi2,
    "quasipoisson_phi": _quasipoisson_phi,
    "kitagawa_2factor": _kitagawa,
    "dasgupta_crossclassified": _dasgupta_crossed,
    "dasgupta_product": _dasgupta_product,
    "dasgupta_vector": _dasgupta_vector,
    "sdc_round": _sdc_round,
    "nearest_neighbours": _nearest_neighbours,
}

NOT_OFFERED: dict[str, str] = {}
