"""Estimates of the case review as R prints them: single numbers, or lists of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from analysis.estimation.results import Estimates
from analysis.estimation.share_limits import (
    arcsine_limits,
    beta_limits,
    capped_limits,
    logit_limits,
    wald_limits,
    wilson_limits,
)

METHODS: dict[str, Callable[..., Any]] = {
    "logit": logit_limits,
    "xlogit": logit_limits,
    "asin": arcsine_limits,
    "beta": beta_limits,
    "mean": wald_limits,
    "wilson": wilson_limits,
    "korn-graubard": capped_limits,
}


def row(found: Estimates, names: Any = None) -> dict:
    """Return estimates as R prints them: single numbers where there is one."""
    columns = {
        "estimate": found.estimate,
        "se": found.standard_error,
        "lower": found.lower,
        "upper": found.upper,
    }
    one = len(found.names) == 1
    answer = {k: float(v[0]) if one else v.tolist() for k, v in columns.items()}
    return answer | {"df": float(found.df[0]), "names": names}


def limits(found: Estimates, method: str, people: float = math.nan) -> dict:
    size = {"n": found.n[0]} if method in ("beta", "korn-graubard") else {}
    lower, upper = (
        float(limit)
        for limit in METHODS[method](
            found.estimate[0], found.covariance[0, 0], df=found.df[0], **size
        )
    )
    whole = {} if math.isnan(people) else {
        "lower_total": lower * people, "upper_total": upper * people
    }  # fmt: skip
    return {"lower": lower, "upper": upper, **whole}
