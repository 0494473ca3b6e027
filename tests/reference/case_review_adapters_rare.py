"""Published checks of what is rarely or never seen, posteriors, and what is not offered."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from analysis.estimation.posterior import independent_posterior
from analysis.estimation.rare import gamma_limits, hypergeometric_limits, zero_bound
from analysis.measures.counts.p_values import minimum_likelihood_poisson_p
from analysis.measures.counts.rates import crude_rates

# Strata by name, as the gamma checks have them: KH_0-2, KH_10+, KH_2-5, KH_5-10, SD ...
CASES, PEOPLE = [36, 24, 34, 30, 16, 20], [520, 75, 310, 170, 150, 45]
_PRIORS = {
    "jeffreys_.5_.5": (0.5, 0.5),
    "uniform_1_1": (1, 1),
    "haldane_like_.01": (0.01, 0.01),
    "half_per_category_.25_.75": (0.25, 0.75),
}


def _gamma(value: dict, _data: Path) -> dict:
    lower, upper = (float(limit) for limit in gamma_limits(value["x"], CASES, PEOPLE))
    people = sum(PEOPLE)
    total = float(np.asarray(value["x"]) @ (np.array(PEOPLE) / CASES))
    return {
        "est": total / people, "lower": lower / people, "upper": upper / people,
        "total_est": total, "total_lower": lower, "total_upper": upper,
    }  # fmt: skip


def _exact(value: dict, _data: Path) -> dict:
    sample = value["x"], value["n"], value["N"]
    lower, upper = hypergeometric_limits(*sample)
    one_sided = hypergeometric_limits(*sample, sides="upper")[1]
    return {"lower": lower, "upper": upper, "upper_one_sided": one_sided}


def _none_seen(value: dict, _data: Path) -> dict:
    """The bound; their allocation is the whole of it in the heaviest stratum."""
    people, cases = ([row[i] for row in value["strata"]] for i in (1, 2))
    alpha = value["alpha"]
    bound = zero_bound(cases, people, level=1 - alpha, sides="upper")
    heaviest = int(np.argmax(np.array(people) / cases))
    allocation = [bound if i == heaviest else 0 for i in range(len(people))]
    return {
        "upper_total": bound,
        "upper_prop": bound / sum(people),
        "allocation": allocation,
        "prob_at_bound": _chance_of_none(bound, people[heaviest], cases[heaviest]),
    }


def _chance_of_none(k: int, people: int, cases: int) -> float:
    return float(np.prod(1 - cases / (people - np.arange(k))))


def _posterior(value: dict, _data: Path) -> dict:
    answer = {}
    for label, prior in _PRIORS.items():
        found = independent_posterior(value["x"], value["n"], value["N"], prior=prior)
        low, lower, middle, upper, high = found.quantiles((0.025, 0.05, 0.5, 0.95, 0.975))
        answer[label] = {
            "mean": found.mean, "sd": found.sd, "mode": int(np.argmax(found.pmf)),
            "q025": low, "q05": lower, "q50": middle, "q95": upper, "q975": high,
        }  # fmt: skip
    return answer


def _events_per_month(value: dict, _data: Path) -> dict:
    rate = crude_rates(value["events"], value["pm"], per=1.0)
    return {
        "rate": rate.rate,
        "ci": [rate.rate_lower, rate.rate_upper],
        "p": minimum_likelihood_poisson_p(value["events"], 0.05 * value["pm"]),
    }


ADAPTERS = {
    "fay_feuer_*": _gamma,
    "hyper_*": _exact,
    "zero_stratified_exact_*": _none_seen,
    "bayes_total_*": _posterior,
    "poisson_rate": _events_per_month,
}
_NO_KRONER = "more cases are valued by the narrower interval, not in kroner: awards cost money"
NOT_OFFERED = {
    "triangulation*": "stock and flow are linked through years to clear, never tested",
    "evpi_*": _NO_KRONER,
    "npv*": _NO_KRONER,
    "moment_matching": _NO_KRONER,
}
LEFT_OUT: dict[str, str] = {}
INPUTS = (
    *("fay_feuer_*/x", "hyper_*/[xnN]", "bayes_total_*/[xnN]", "bayes_total_*/strata"),
    *("zero_stratified_exact_*/strata", "zero_stratified_exact_*/alpha"),
    *("poisson_rate/events", "poisson_rate/pm"),
)
TOLERANCES = {
    "bayes_total_*": (1e-9, 0.0),
    "poisson_rate/*": (1e-7, 0.0),
}
