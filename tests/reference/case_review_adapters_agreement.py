"""Published checks of agreement between readers: irr, irrCAC, psych, statsmodels."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from analysis.estimation.agreement.coefficients import (
    Agreement,
    agreement_of_table,
    measure_agreement,
)
from analysis.estimation.agreement.krippendorff import krippendorff_alpha
from analysis.estimation.agreement.limits import Coefficient
from analysis.estimation.agreement.readers import (
    ReaderAgreement,
    agreement_of_counts,
    measure_reader_agreement,
)

# Four readers and twelve cases: K. Krippendorff, "Computing Krippendorff's Alpha", 2011.
FOUR_READERS = list(
    zip(
        [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
        [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
        strict=True,
    )
)
# The tables that statsmodels' checks name without giving them.
_TABLES = {
    "feinstein_1": [[40, 9], [6, 45]],
    "feinstein_2": [[80, 10], [5, 5]],
    "paradox_gwet": [[118, 5], [2, 0]],
    "perfect_rare": [[46, 0], [0, 2]],
    "rare_disagree": [[45, 1], [1, 1]],
}
_OF_TABLE = {
    "cohen": "cohen", "ac": "gwet", "scott": "scott", "bp": "brennan_prediger",
    "kalpha": "krippendorff",
}  # fmt: skip
_OF_RAW = {
    "krippen": "krippendorff", "gwet": "gwet", "fleiss": "fleiss", "conger": "conger",
    "bp": "brennan_prediger",
}  # fmt: skip
_WEIGHTS = {"None": "unweighted", "linear": "linear", "quadratic": "quadratic"}


def _table(value: dict, _data: Path) -> dict:
    return {
        **{
            weights: _irrcac_table(value["table"], weights)
            for weights in ("unweighted", "linear", "quadratic", "ordinal")
        },
        "psych": _psych(value["table"]),
    }


def _irrcac_table(table: list, weights: str) -> dict:
    agreement = agreement_of_table(table, range(len(table)), weights=weights)
    answer = {short: _wald(agreement.coefficients[name]) for short, name in _OF_TABLE.items()}
    observed, error, df = agreement.kappa.observed, agreement.share_agree_error, agreement.n - 1
    return {**answer, "pa": _wald_of(observed, error, df)}


def _psych(table: list) -> dict:
    plain, squared = (
        agreement_of_table(table, range(len(table)), weights=weights).kappa
        for weights in ("unweighted", "quadratic")
    )
    z = stats.norm.isf(0.025)
    return {
        "kappa": plain.value,
        "weighted_kappa_quadratic": squared.value,
        "var_kappa": plain.standard_error**2,
        "var_weighted": squared.standard_error**2,
        "ci": [
            [min(k.value + sign * z * k.standard_error, 1.0) for k in (plain, squared)]
            for sign in (-1, 0, 1)
        ],
    }


def _counts(value: dict, _data: Path) -> dict:
    """Six readers without names: what needs them comes from the pairs of each case."""
    categories = range(len(value["levels"]))
    named = measure_reader_agreement(_in_order(value["counts"]), categories)
    counted = agreement_of_counts(value["counts"], categories)
    fleiss = counted.coefficients["fleiss"]
    return {
        "fleiss": {"kappa": fleiss.value, "z": fleiss.value / fleiss.standard_error_by_chance},
        "exact_conger": named.coefficients["conger"].value,
        "light": named.light,
        "irrCAC": _irrcac_raw(counted, named.coefficients["conger"]),
    }


def _in_order(counts: list) -> list[list[int]]:
    """Return one row of answers per case, the readers in the order of their answers."""
    return [[k for k, n in enumerate(row) for _ in range(n)] for row in counts]


def _two_readings(value: dict, data: Path) -> dict:
    """Two readers of the invented review: by scheme, or in or out of one scheme."""
    table = np.array(value["table"])
    categories = range(len(table))
    pairs = [(i, j) for i in categories for j in categories for _ in range(table[i, j])]
    agreement = agreement_of_table(table, categories)
    read = measure_reader_agreement(pairs, categories)
    kappa = agreement.kappa
    answer = {
        "k2": kappa.value,
        "z": kappa.value / kappa.standard_error_by_chance,
        "irrCAC": _irrcac_raw(read, read.coefficients["conger"]),
    }
    found = _double_readings(value["id"], data)
    if found is not None:
        answer["table"] = found.table.tolist()
    return answer


def _double_readings(name: str, data: Path) -> Agreement | None:
    frame = pd.read_csv(data / "synthetic" / "sample_stratified_n160.csv", keep_default_na=False)
    frame = frame[frame["phase2"] == 1]
    first, second = frame["scheme_r1"].tolist(), frame["scheme_r2"].tolist()
    what = name.split("_")[1]
    if what == "scheme":
        return measure_agreement(first, second, ["none", "rf", "fx", "rev", "fp"])
    if what in ("rf", "fx", "rev", "fp"):
        sides = ([answer == what for answer in answers] for answers in (first, second))
        return measure_agreement(*sides, [False, True])
    return None


def _irrcac_raw(agreement: ReaderAgreement, conger: Coefficient) -> dict:
    coefficients = {**agreement.coefficients, "conger": conger}
    answer = {short: _raw(coefficients[name]) for short, name in _OF_RAW.items()}
    plain = coefficients["fleiss"]
    share, error = agreement.share_agree, agreement.share_agree_error
    raw = {"pa": share, "pe": 0.0, "coeff.val": share, "coeff.se": error}
    return {**answer, "pa": raw | {"conf.int": _cut(share, error, plain.n - 1)}}


def _raw(coefficient: Coefficient) -> dict:
    return {
        "pa": coefficient.observed,
        "pe": coefficient.expected,
        "coeff.val": coefficient.value,
        "coeff.se": coefficient.standard_error,
        "conf.int": _cut(coefficient.value, coefficient.standard_error, coefficient.n - 1),
    }


def _wald(coefficient: Coefficient) -> dict:
    return _wald_of(coefficient.value, coefficient.standard_error, coefficient.n - 1)


def _wald_of(value: float, error: float, df: float) -> dict:
    return {"coeff": value, "se": error, "ci": _cut(value, error, df)}


def _cut(value: float, error: float, df: float) -> tuple[float, float]:
    """Return their limits, estimate ± t·SE cut at 1; ours are on another scale."""
    half = stats.t.isf(0.025, df) * error
    return value - half, (value + half if math.isnan(half) else min(value + half, 1.0))


def _one_category(_value: dict, _data: Path) -> dict:
    """Everybody says the same: ours is undefined, with the agreement beside it."""
    agreement = agreement_of_table([[20, 0], [0, 0]], ["a", "b"])
    return {
        "kappa2": agreement.kappa.value,
        "ac1": {
            "pa": agreement.gwet.observed,
            "pe": agreement.gwet.expected,
            "coeff.val": agreement.gwet.value,
            "coeff.se": agreement.gwet.standard_error,
            "conf.int": (agreement.gwet.standard_error,) * 2,
        },
    }


def _alpha(_value: dict, _data: Path) -> dict:
    read = measure_reader_agreement(FOUR_READERS, [1, 2, 3, 4, 5])
    return {"irrCAC": _irrcac_raw(read, read.coefficients["conger"])} | {
        metric: krippendorff_alpha(FOUR_READERS, [1, 2, 3, 4, 5], metric=metric).value
        for metric in ("nominal", "ordinal", "interval", "ratio")
    }


def _kappa(value: dict, _data: Path) -> dict:
    table = value.get("table", _TABLES.get(value["id"].removeprefix("sm_kappa_")))
    answer: dict[str, Any] = {
        label: _statsmodels_kappa(agreement_of_table(table, range(len(table)), weights=weights))
        for label, weights in _WEIGHTS.items()
    }
    plain = agreement_of_table(table, range(len(table)))
    return answer | {
        "specific_agreement": {
            "pos_second_category": plain.specific[1].value,
            "neg_first_category": plain.specific[0].value,
            "prevalence_index": plain.prevalence_index,
            "bias_index": plain.bias_index,
            "pabak": plain.coefficients["brennan_prediger"].value,
        }
    }


def _statsmodels_kappa(agreement: Agreement) -> dict:
    kappa = agreement.kappa
    half = stats.norm.isf(0.025) * kappa.standard_error
    return {
        "kappa": kappa.value,
        "std_kappa": kappa.standard_error,
        "std_kappa0": kappa.standard_error_by_chance,
        "low": kappa.value - half,
        "upp": kappa.value + half,
        "kappa_max": agreement.kappa_maximum,
    }


ADAPTERS = {
    "table_*": _table,
    "fleiss_1971": _counts,
    "cr_*_r1_r2": _two_readings,
    "edge_single_category": _one_category,
    "krippendorff_*": _alpha,
    "sm_kappa_*": _kappa,
}
NOT_OFFERED: dict[str, str] = {}
_NO_TEST = "no test that agreement is nothing: limits are given"
LEFT_OUT = {
    "table_*/p": _NO_TEST,
    "*/p.value": _NO_TEST,
    "*/name": "a label",
    "*/coeff.name": "a label",
    "*/w.name": "a label",
    "*/tot.obs": "the number of readings, which follows from the input",
    "table_perfect_rare/psych/ci": "from the same rounding; ours are exact limits",
    "table_perfect_rare/psych/var_*": "their 4e-16 is rounding; ours is 0",
}
INPUTS = ("table_*/table", "table_*/n", "fleiss_1971/levels", "fleiss_1971/counts")
TOLERANCES = {
    "*/irrCAC/*/coeff.*": (0.0, 6e-6),
    "*/irrCAC/*": (1e-9, 1e-9),
    "edge_single_category/ac1/pe": (0.0, 1e-12),
    "table_*": (1e-9, 1e-12),
}
