"""Published checks of sizes and allocations: PracTools, irr and jfa."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np

from analysis.estimation.planning.discovery import cases_to_see
from analysis.estimation.planning.ideal_sizes import (
    mean_standard_error,
    neyman_sizes,
    proportional_sizes,
    sizes_at_cost,
    sizes_at_cv,
)
from analysis.estimation.planning.kappa_sizes import cases_for_kappa
from analysis.estimation.planning.sizes import (
    cases_for_cv,
    cases_for_half_width,
    cases_for_log_odds,
    cases_for_wilson,
)

# PracTools' own example: hospitals, the spread of their expenditure, the cost of a visit.
HOSPITALS = [215, 65, 252, 50, 149, 144]
EXPENDITURE = [26787207, 10645109, 6909676, 11085034, 9817762, 44553355]
COST = [1400, 200, 300, 600, 450, 1000]
MEAN_EXPENDITURE = 11664181


def _half_width(value: dict, _data: Path) -> dict:
    p, moe = value["p"], value["moe"]
    return {
        "n": cases_for_half_width(p, moe, population=value.get("N", math.inf)),
        "n_inf": cases_for_half_width(p, moe),
    }


def _wilson(value: dict, _data: Path) -> dict:
    p, width = value["p"], value["e"]
    n = cases_for_wilson(p, width)
    return {"n.sam": n, **_wilson_limits(p, n)}


def _wilson_limits(p: float, n: float) -> dict:
    """Return the limits that so many cases would give: what the size was asked for."""
    z = 1.959963984540054
    centre = (2 * n * p + z**2) / (2 * (n + z**2))
    half = z * math.sqrt(z**2 + 4 * n * p * (1 - p)) / (2 * (n + z**2))
    return {
        "CI lower limit": centre - half, "CI upper limit": centre + half,
        "length of CI": 2 * half,
    }  # fmt: skip


def _log_odds(value: dict, _data: Path) -> dict:
    n = cases_for_log_odds(value["p"], value["e"], population=value.get("N", math.inf))
    return {"n": n, "n.sam": n}


def _cv(value: dict, _data: Path) -> dict:
    return {
        key: cases_for_cv(0.1, 0.1, population=math.inf if key == "inf" else int(key[1:]))
        for key in value
        if re.fullmatch(r"inf|N\d+", key)
    }


def _hospital_sizes(value: dict, _data: Path) -> dict:
    rule = value["id"].rpartition("_")[2]
    if rule == "totcost":
        sizes = sizes_at_cost(HOSPITALS, EXPENDITURE, value.get("ch", COST), 100_000)
    elif rule == "totvar":
        costs = value.get("ch", COST)
        sizes = sizes_at_cv(HOSPITALS, EXPENDITURE, mean=MEAN_EXPENDITURE, cv=0.05, costs=costs)
    else:
        sizes = neyman_sizes(HOSPITALS, EXPENDITURE, 100)
    return {"nh": sizes.tolist(), "se": mean_standard_error(HOSPITALS, EXPENDITURE, sizes)}


def _case_sizes(value: dict, _data: Path) -> dict:
    if value["id"].endswith("prop"):
        return {"nh": proportional_sizes(value["Nh"], 160).tolist()}
    shares = np.array(value.get("ph", value.get("p", np.full(len(value["Nh"]), 0.5))))
    spread = value.get("Sh", np.sqrt(shares * (1 - shares)))
    return {"nh": neyman_sizes(value["Nh"], spread, 160).tolist()}


def _to_see(value: dict, _data: Path) -> dict:
    population = math.inf if value["id"].endswith("binom") else value.get("N", 1000)
    answer = {}
    for key in value:
        if found := re.fullmatch(r"t(\d\d)(?:_x(\d))?", key):
            share, allowed = int(found[1]) / 100, int(found[2] or 0)
            answer[key] = cases_to_see(share, population=population, allowed=allowed)
    return answer


def _kappa(value: dict, _data: Path) -> dict:
    rates = value.get("rate1", value.get("p1")), value.get("rate2", value.get("p2"))
    n = math.ceil(cases_for_kappa(*rates, value["k1"], value["k0"]))
    return {"n": n}


ADAPTERS = {
    "nPropMoe_*": _half_width,
    "nWilson_*": _wilson,
    "nLogOdds_*": _log_odds,
    "nProp_cv": _cv,
    "strAlloc_*": _hospital_sizes,
    "strAlloc_casework_*": _case_sizes,
    "discovery_*": _to_see,
    "N_cohen_kappa*": _kappa,
}
NOT_OFFERED: dict[str, str] = {}
LEFT_OUT: dict[str, str] = {}
INPUTS = (
    *("nPropMoe_*/p", "nPropMoe_*/moe", "nPropMoe_*/N", "nWilson_*/[pe]", "nLogOdds_*/[peN]"),
    *("strAlloc_*/Nh", "strAlloc_*/ch", "strAlloc_*/Sh", "strAlloc_*/ph"),
    "N_cohen_kappa*/[rkp]*",
)
TOLERANCES: dict[str, tuple[float, float]] = {
    "strAlloc_totvar/se": (1e-9, 0.0),
}
