"""Published checks of directly standardised rates and of two rates held together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from analysis.measures.counts.future_counts import score_tolerance_limits
from analysis.measures.counts.rates import crude_rates
from analysis.measures.counts.two_rate_limits import (
    rate_difference,
    recovered_ratio_limits,
    score_rate_difference,
    score_ratio_limits,
)
from analysis.measures.counts.two_rate_tests import (
    RateTest,
    e_test,
    exact_rate_test,
    midp_rate_test,
    score_rate_test,
)
from analysis.measures.elsewhere.compatibility_rates import (
    english_direct_rate,
    krishnamoorthy_thomson_test,
    log_normal_direct_rate,
    log_score_rate_test,
    log_wald_rate_test,
    normal_direct_rate,
    root_rate_test,
    wald_rate_test,
    wald_ratio_limits,
    wald_tolerance_limits,
)
from analysis.measures.standardised.direct_limits import (
    DirectRate,
    dobson_rate,
    fay_feuer_rate,
    fay_kim_rate,
    tiwari_rate,
)
from analysis.measures.standardised.direct_standardisation import WeightedSum, weighted_sum
from analysis.measures.standardised.ratios import ratio_to_known_expected
from analysis.measures.standardised.standardisation import expected_counts, stratum_rates

_DIRECT: dict[tuple[str, str], Callable[..., DirectRate]] = {
    ("gamma", "max"): fay_feuer_rate,
    ("gamma", ""): fay_feuer_rate,
    ("gamma", "tcz"): tiwari_rate,
    ("gamma", "midp"): fay_kim_rate,
    ("midp", ""): fay_kim_rate,
    ("dobson", ""): dobson_rate,
    ("dobson", "exact"): dobson_rate,
    ("dobson", "central"): dobson_rate,
    ("dobson", "byar"): english_direct_rate,
    ("byar", ""): english_direct_rate,
    ("byars", ""): english_direct_rate,
    ("phe", ""): english_direct_rate,
    ("asymptotic", "none"): normal_direct_rate,
    ("asymptotic", "log"): log_normal_direct_rate,
}


def _direct_rate(inputs: dict) -> dict:
    total, people = _weighted(inputs)
    method = str(inputs.get("method") or "gamma").lower()
    variant = str(inputs.get("variant") or "").lower().replace("-", "")
    estimate = _DIRECT.get((method, variant))
    if estimate is None:
        return {}
    per = float(inputs.get("mult") or 1.0)
    result = estimate(total, per=per, level=inputs.get("conf") or 0.95)
    crude = None
    if people is not None:
        crude = crude_rates(total.n_events, people, per=per).rate
    return {
        "value": result.rate,
        "rate": result.rate,
        "adj.rate": result.rate,
        "crude.rate": crude,
        "lower": result.rate_lower,
        "lci": result.rate_lower,
        "upper": result.rate_upper,
        "uci": result.rate_upper,
        "vardsr": total.variance,
    }


def _weighted(inputs: dict) -> tuple[WeightedSum, Any]:
    """Return the weighted sum, and the person-years where they are given."""
    if "n_areas" in inputs:
        shape = (inputs["n_areas"], -1)
        events, years, standard = (
            np.array(inputs[key], dtype=float).reshape(shape) for key in ("e", "b", "s")
        )
        return weighted_sum(events, years, standard), years.sum(axis=1)
    events = np.array(inputs["x"], dtype=float)
    if "w" in inputs and "n" not in inputs:
        # Each event counts w in the rate: as with one over w person-years in equal strata.
        weights = np.array(inputs["w"], dtype=float)
        return weighted_sum(events, 1.0 / (weights * weights.size), np.ones_like(weights)), None
    standard = next(inputs[key] for key in ("stdpop", "stdw", "w") if key in inputs)
    return weighted_sum(events, inputs["n"], standard), np.sum(inputs["n"])


def _counts(inputs: dict) -> tuple[Any, Any, Any, Any]:
    return inputs["x1"], inputs["n1"], inputs["x2"], inputs["n2"]


def _wald_ratio(inputs: dict) -> dict:
    lower, upper = wald_ratio_limits(*_counts(inputs), level=inputs.get("conf") or 0.95)
    first, years, second, other_years = _counts(inputs)
    return {"est": first / years / (second / other_years), "lower": lower, "upper": upper}


def _two_rates(inputs: dict) -> dict:
    ratio = inputs.get("null_ratio")
    ratio = 1.0 if ratio is None else ratio
    exact, midp = (
        test(*_counts(inputs), null_ratio=ratio) for test in (exact_rate_test, midp_rate_test)
    )
    one_sided: dict[str, Callable[..., RateTest]] = {
        "p1_wald": wald_rate_test,
        "p1_score": score_rate_test,
        "p1_waldlog": log_wald_rate_test,
        "p1_scorelog": log_score_rate_test,
        "p1_sqrt": root_rate_test,
        "p1_exact": exact_rate_test,
        "p1_condmidp": midp_rate_test,
        "p1_etest": e_test,
    }
    answers = {
        name: test(*_counts(inputs), null_ratio=ratio).p_greater for name, test in one_sided.items()
    }
    return {
        **answers,
        "p_less_exact": exact.p_less,
        "p_greater_exact": exact.p_greater,
        "p_less_midp": midp.p_less,
        "p_greater_midp": midp.p_greater,
    }


def _two_rates_limits(inputs: dict) -> dict:
    counts = _counts(inputs)
    recovered = rate_difference(*counts, per=1_000, level=0.95)
    score = score_rate_difference(*counts, per=1_000, level=0.95)
    return {
        "score_ratio_95": list(score_ratio_limits(*counts, level=0.95)),
        "waldcc_ratio_90": list(wald_ratio_limits(*counts, added=0.5, level=0.90)),
        "mover_jeff_ratio_90": list(recovered_ratio_limits(*counts, level=0.90)),
        "score_diff_95_per1000": [score.difference_lower, score.difference_upper],
        "mover_jeff_diff_95_per1000": [recovered.difference_lower, recovered.difference_upper],
    }


def _two_rates_difference(inputs: dict) -> dict:
    counts = _counts(inputs)
    wald, score = wald_rate_test(*counts), score_rate_test(*counts)
    return {
        "wald_z": _distance(wald),
        "wald_p1": wald.p_greater,
        "score_z": _distance(score),
        "score_p1": score.p_greater,
        "etest_wald_p1": krishnamoorthy_thomson_test(*counts).p_greater,
        "etest_score_p1": e_test(*counts).p_greater,
    }


def _distance(test: RateTest) -> float:
    """Return the standard errors between the rates, as the one-sided p value has them."""
    # From the smaller tail, which keeps its digits.
    if test.p_less < test.p_greater:
        return float(stats.norm.ppf(test.p_less))
    return float(stats.norm.isf(test.p_greater))


def _tolerance(inputs: dict) -> dict:
    counts = inputs["x"], inputs["n"], inputs["m"]
    options = {"content": inputs["prob"], "level": 1.0 - inputs["alpha"]}
    return {
        "wald": list(wald_tolerance_limits(*counts, **options)),
        "score": list(score_tolerance_limits(*counts, **options)),
    }


def _excess_risk(inputs: dict) -> dict:
    table = pd.read_csv(inputs["data"])
    cases, births = table["SID74"], table["BIR74"]
    overall = stratum_rates([cases.sum()], [births.sum()])
    expected = expected_counts(births.to_numpy()[:, None], overall)
    return {"first5": ratio_to_known_expected(cases, expected).ratio[:5]}


ADAPTERS: dict[str, Callable[[dict], dict]] = {
    "dsr_ci": _direct_rate,
    "rate_ratio_wald": _wald_ratio,
    "poisson_two_rates": _two_rates,
    "poisson_two_rates_ci": _two_rates_limits,
    "poisson_two_rates_diff": _two_rates_difference,
    "poisson_prediction": _tolerance,
    "excess_risk": _excess_risk,
}

NOT_OFFERED: dict[str, str] = {
    "dsr_*_beta_*": "treats a rate as a share below 1, and does without the next event",
    "dsr_*_bootstrap_*": "the approximate bootstrap is bold at few events, and has nothing at none",
    "dsr_*_gamma_mean": "Tiwari's limits take the average step, with its variance",
    "dsr_*_gamma_minmaxavg": "no reason to average the smallest and the largest step",
    "dsr_*_dobson_midp": "mid-p limits of the count make bold limits bolder; Fay-Kim's are offered",
}
