"""Published checks of judgements with errors: epiR and asht."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from analysis.estimation.misclassification import (
    correct_share,
    correct_share_with_estimated_errors,
    correct_stratified_share,
)
from analysis.measures.counts.intervals import clopper_pearson_limits, wilson_limits

_METHODS = {"wilson": "wilson", "c-p": "exact"}


def _known_errors(value: dict, _data: Path) -> dict:
    answer = {}
    for label, method in _METHODS.items():
        counts = value["pos"], value["n"]
        share = correct_share(
            *counts, sensitivity=value["se"], specificity=value["sp"], method=method
        )
        # The limits of what was judged are the corrected ones of a judgement without errors.
        judged = correct_share(*counts, sensitivity=1.0, specificity=1.0, method=method)
        answer[label] = {
            "ap": {"est": share.apparent, "lower": judged.lower, "upper": judged.upper},
            "tp": {
                "est": share.value_unbounded,
                "lower": share.lower_unbounded,
                "upper": share.upper_unbounded,
            },
        }
    return answer


def _estimated_errors(value: dict, _data: Path) -> dict:
    def counts(rate: str, size: str) -> tuple[int, int]:
        return round(value[rate] * value[size]), value[size]

    (x, n), (found, truly), (cleared, not_truly) = (
        counts("AP", "nP"), counts("Se", "nSe"), counts("Sp", "nSp")
    )  # fmt: skip
    share = correct_share_with_estimated_errors(
        *(x, n),
        n_found=found,
        n_truly_positive=truly,
        n_cleared=cleared,
        n_truly_negative=not_truly,
    )
    return {"est": share.value, "lower": share.lower, "upper": share.upper}


def _melded(value: dict, _data: Path) -> dict:
    share = correct_stratified_share(
        *(value["x"], value["n"], value["N"]),
        n_found=15,
        n_truly_positive=18,
        n_cleared=28,
        n_truly_negative=30,
        distribution="beta" if value["id"].endswith("_binomial") else "gamma",
    )
    return {"est": share.value, "lower": share.lower, "upper": share.upper}


def _share_limits(value: dict, _data: Path) -> dict:
    """Limits of 160, and of whom, stand in the name of the check."""
    x, n = (int(part) for part in value["id"].split("_")[-2:])
    exact, score = clopper_pearson_limits(x, n), wilson_limits(x, n)
    return {
        "beta": list(exact),
        "wilson": list(score),
        "lower": float(np.asarray(exact[0])),
        "upper": float(np.asarray(exact[1])),
    }


ADAPTERS = {
    "epi_prev_*": _known_errors,
    "lang_reiczigel_*": _estimated_errors,
    "melded_*": _melded,
    "prop_ci_*": _share_limits,
    "clopper_*": _share_limits,
}
NOT_OFFERED = {
    "hui_walter*": "two fallible readers without a settled truth need two populations and "
    "readers who err independently; a disagreement is adjudicated instead",
    "melded_z_zero_binomial": "the source gives 0 to 0 from no positive; ours refuses",
}
_NO_GRID = "epiR steps through a grid of 1e-4; Wilson's and Clopper and Pearson's are offered"
LEFT_OUT = {
    "epi_prev_*/blaker": _NO_GRID,
    "epi_prev_*/sterne": _NO_GRID,
    "prop_ci_*/normal": "no width at none and at all",
    "prop_ci_*/agresti_coull": "wider than Wilson's with the same centre, for no gain",
    "prop_ci_*/jeffreys": "leans to too narrow at none, where a review must not",
    "prop_ci_*/binom_test": "limits that are no interval in some samples",
}
INPUTS = (
    *("epi_prev_*/pos", "epi_prev_*/n", "epi_prev_*/se", "epi_prev_*/sp"),
    *("lang_reiczigel_*/[AnS]*", "melded_*/[xnN]", "melded_*/strata"),
)
TOLERANCES = {
    # Ours are integrated; theirs come from a million draws, with a standard error of
    # 3.6e-4 where the interval is widest and their 5e-4 in the others.
    "melded_*er": (0.0, 5e-4),
    "melded_y_any_*er": (0.0, 1.1e-3),
    "prop_ci_*": (1e-9, 1e-9),
}
