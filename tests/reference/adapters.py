"""From a published check to this package's answer, one adapter per method name.

A check is a dict with ``id``, ``method``, ``inputs``, ``expected`` and a tolerance.
`run_checks` reads a file of them and returns what does not agree, in words.
"""

from __future__ import annotations

import json
import math
import runpy
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import numpy as np

from analysis.measures.counts.intervals import (
    clopper_pearson_limits,
    exact_poisson_limits,
    jeffreys_poisson_limits,
    midp_poisson_limits,
    score_poisson_limits,
    wilson_limits,
)
from analysis.measures.counts.p_values import (
    central_poisson_p,
    midp_poisson_p,
    minimum_likelihood_poisson_p,
    minimum_likelihood_share_p,
    score_poisson_p,
)
from analysis.measures.counts.rates import crude_rates
from analysis.measures.counts.two_rates import (
    compare_two_rates,
    compare_two_rates_midp,
    median_unbiased_rate_ratio,
)
from analysis.measures.elsewhere.compatibility import (
    lognormal_ratio_limits,
    rothman_boice_limits,
    wald_poisson_limits,
)
from analysis.measures.standardised.ratios import ratio_to_known_expected
from analysis.measures.standardised.standardisation import expected_counts, stratum_rates

_RTOL = 1e-9


def run_checks(path: Path | str, data_dir: Path | str) -> list[str]:
    """Return one line per disagreement with the checks in a file; none when all agree.

    Parameters
    ----------
    path : Path
        A JSON list of checks.
    data_dir : Path
        Folder of the data files that checks name in ``inputs.data``.
    """
    checks = json.loads(Path(path).read_text(encoding="utf-8"))
    return [line for check in checks for line in _failures(check, Path(data_dir))]


def _failures(check: dict[str, Any], data_dir: Path) -> list[str]:
    name, method = check["id"], check["method"]
    if method in NOT_OFFERED or any(fnmatch(name, pattern) for pattern in NOT_OFFERED):
        return []
    if method not in ADAPTERS:
        return [f"{name}: no adapter for {method}"]
    inputs = dict(check["inputs"])
    if isinstance(inputs.get("data"), str):
        inputs["data"] = data_dir / inputs["data"]
    answer = ADAPTERS[method](inputs)
    # A key that is there and null asks for the default as one that is absent.
    rtol = _RTOL if check.get("rtol") is None else check["rtol"]
    atol = check.get("atol") or 0.0
    return [
        f"{name}: {problem}"
        for key, expected in check["expected"].items()
        for problem in _differences(key, answer.get(key), expected, rtol=rtol, atol=atol)
    ]


def _differences(key: str, got: Any, expected: Any, *, rtol: float, atol: float) -> list[str]:
    if got is None and expected is not None:
        return [f"{key} is not answered"]
    if isinstance(expected, dict):
        return [
            line
            for name, value in expected.items()
            for line in _differences(f"{key}.{name}", got.get(name), value, rtol=rtol, atol=atol)
        ]
    if isinstance(expected, list):
        # R writes a named vector as a plain list.
        values = list(got.values()) if isinstance(got, dict) else list(np.atleast_1d(got))
        if len(values) != len(expected):
            return [f"{key} has {len(values)} values, expected {len(expected)}"]
        return [
            line
            for i, value in enumerate(expected)
            for line in _differences(f"{key}[{i}]", values[i], value, rtol=rtol, atol=atol)
        ]
    if isinstance(expected, bool) or not _is_number(expected):
        return [] if got == expected else [f"{key} is {got!r}, expected {expected!r}"]
    wanted = _number(expected)
    if math.isnan(wanted):
        agrees = math.isnan(float(got))
    elif math.isinf(wanted):
        agrees = float(got) == wanted
    else:
        # Written so that an answer of NaN never agrees.
        agrees = abs(float(got) - wanted) <= atol + rtol * abs(wanted)
    return [] if agrees else [f"{key} is {float(got)!r}, expected {wanted!r}"]


def _is_number(value: Any) -> bool:
    return value is None or isinstance(value, (int, float)) or value in ("Inf", "-Inf", "NaN")


def _number(value: Any) -> float:
    return math.nan if value is None else float(str(value).replace("Inf", "inf"))


def _limits(function: Callable[..., tuple[Any, Any]], *arguments: Any, **options: Any) -> dict:
    lower, upper = function(*arguments, **options)
    return {"lower": lower, "upper": upper}


def _exact_rate(inputs: dict) -> dict:
    rate = crude_rates(inputs["x"], inputs.get("pt", 1), per=1.0, level=inputs["conf"])
    return {"lower": rate.rate_lower, "upper": rate.rate_upper}


def _rate_ratio_exact(inputs: dict) -> dict:
    counts = (inputs["x1"], inputs["n1"], inputs["x2"], inputs["n2"])
    result = compare_two_rates(*counts, level=inputs.get("conf", 0.95))
    share = np.array(inputs["n1"] / (inputs["n1"] + inputs["n2"]))
    first, second = np.array(float(inputs["x1"])), np.array(float(inputs["x2"]))
    return {
        "ratio": result.ratio,
        "lower": result.ratio_lower,
        "upper": result.ratio_upper,
        "p_central": result.p_value,
        "p_minlike": minimum_likelihood_share_p(first, second, share),
    }


def _rate_ratio_midp(inputs: dict) -> dict:
    counts = (inputs["x1"], inputs["n1"], inputs["x2"], inputs["n2"])
    result = compare_two_rates_midp(*counts, level=inputs.get("conf", 0.95))
    return {
        "est": median_unbiased_rate_ratio(*counts),
        "lower": result.ratio_lower,
        "upper": result.ratio_upper,
        "p": result.p_value,
    }


def _excess_count(inputs: dict) -> dict:
    observed, expected = inputs["O"], inputs["E"]
    result = ratio_to_known_expected(observed, expected, level=inputs.get("conf", 0.95))
    return {
        "excess": result.excess,
        "lower": result.excess_lower,
        "upper": result.excess_upper,
        "smr": result.ratio,
        "p_exact_central": central_poisson_p(observed, expected),
        "p_midp": midp_poisson_p(observed, expected),
        "p_poisson_test": minimum_likelihood_poisson_p(observed, expected),
    }


def _poisson_rate_ci(inputs: dict) -> dict:
    methods = {
        "exact": exact_poisson_limits,
        "byar_rothman_boice": rothman_boice_limits,
        "jeffreys": jeffreys_poisson_limits,
        "score": score_poisson_limits,
        "wald": wald_poisson_limits,
        "midp": midp_poisson_limits,
    }
    rates = {
        name: [limit / inputs["n"] for limit in method(inputs["x"])]
        for name, method in methods.items()
    }
    return {**rates, "midp_upper": rates["midp"][1]}


def _poisson_rate_test(inputs: dict) -> dict:
    expected = inputs["n"] * inputs["null"]
    return {
        "p_exact_central": central_poisson_p(inputs["x"], expected),
        "p_score": score_poisson_p(inputs["x"], expected),
    }


def _isr(inputs: dict) -> dict:
    rates = stratum_rates(inputs["ref_x"], inputs["ref_n"])
    expected = expected_counts(inputs["n"], rates)
    observed = float(np.sum(inputs["x"]))
    crude_reference = float(np.sum(inputs["ref_x"]) / np.sum(inputs["ref_n"]))
    lower, upper = lognormal_ratio_limits(observed, expected)
    ratio = ratio_to_known_expected(observed, expected).ratio
    return {
        "sir": {
            "observed": observed, "exp": expected, "sir": ratio, "lci": lower, "uci": upper
        },
        "rate": {
            "crude.rate": observed / float(np.sum(inputs["n"])),
            "adj.rate": ratio * crude_reference,
            "lci": lower * crude_reference,
            "uci": upper * crude_reference,
        },
    }  # fmt: skip


def _isr_lognormal(inputs: dict) -> dict:
    shape = (inputs["n_areas"], -1)
    events, years, reference_events, reference_years = (
        np.array(inputs[key], dtype=float).reshape(shape) for key in ("e", "b", "s_e", "s_b")
    )
    expected = expected_counts(years, stratum_rates(reference_events, reference_years))
    scale = reference_events.sum() / reference_years.sum()
    observed = events.sum(axis=1)
    lower, upper = lognormal_ratio_limits(observed, expected)
    ratio = ratio_to_known_expected(observed, expected).ratio
    return {"rate": ratio * scale, "lower": lower * scale, "upper": upper * scale}


def _crude_by_area(inputs: dict) -> dict:
    shape = (inputs["n_areas"], -1)
    events, years = (np.array(inputs[key]).reshape(shape).sum(axis=1) for key in ("e", "b"))
    return {"rate": crude_rates(events, years, per=1.0).rate}


# By path, since this file is itself read by path and the tests are no package.
_PARTS = [runpy.run_path(str(path)) for path in sorted(Path(__file__).parent.glob("adapters_*.py"))]

ADAPTERS: dict[str, Callable[[dict], dict]] = {
    "poisson_exact": _exact_rate,
    "poisson_exact_chi2": lambda i: _limits(exact_poisson_limits, i["x"], level=i["conf"]),
    "poisson_exact_daly": lambda i: _limits(exact_poisson_limits, i["x"], level=i["conf"]),
    "byar_rothman_boice": lambda i: _limits(rothman_boice_limits, i["x"], level=i["conf"]),
    "wilson": lambda i: _limits(wilson_limits, i["x"], i["n"], level=i["conf"]),
    "clopper_pearson": lambda i: _limits(clopper_pearson_limits, i["x"], i["n"], level=i["conf"]),
    "poisson_rate_ci": _poisson_rate_ci,
    "poisson_rate_test": _poisson_rate_test,
    "rate_ratio_exact": _rate_ratio_exact,
    "rate_ratio_midp": _rate_ratio_midp,
    "excess_count": _excess_count,
    "isr": _isr,
    "isr_lognormal": _isr_lognormal,
    "age_std_crude": _crude_by_area,
    **{name: adapter for part in _PARTS for name, adapter in part["ADAPTERS"].items()},
}

NOT_OFFERED: dict[str, str] = {
    name: reason for part in _PARTS for name, reason in part["NOT_OFFERED"].items()
}
