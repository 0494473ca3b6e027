"""Estimates and counts as they stand in the records of a block: hidden ones are None."""

from __future__ import annotations

import math
from typing import Any

from analysis.blocks.records import plain_number
from analysis.concepts import Estimate
from analysis.findings.suppression import is_hidden


def estimate_in_record(estimate: Estimate | None, name: str) -> dict[str, Any]:
    """Return value and limits as columns ``name``, ``name_lower`` and ``name_upper``.

    Parameters
    ----------
    estimate : Estimate or None
        None, NaN and infinity become None.
    name : str
        First part of the columns' names, such as ``people``.

    Examples
    --------
    >>> estimate_in_record(Estimate(2.0, 1.0, float("inf"), 0.95, "years", 8, "MOVER"), "years")
    {'years': 2, 'years_lower': 1, 'years_upper': None}
    """
    values = (
        (math.nan,) * 3 if estimate is None else (estimate.value, estimate.lower, estimate.upper)
    )
    names = (name, f"{name}_lower", f"{name}_upper")
    return {each: plain_number(value) for each, value in zip(names, values, strict=True)}


def count_in_record(count: int) -> int | None:
    """Return a count of cases; None where it is hidden.

    Examples
    --------
    >>> count_in_record(12), count_in_record(-1)
    (12, None)
    """
    return None if is_hidden(count) else int(count)
