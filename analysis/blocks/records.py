"""Numbers as they stand in the records of a block: plain, rounded, missing as None."""

from __future__ import annotations

import math
from typing import Any


def plain_number(value: Any, decimals: int = 6) -> float | int | None:
    """Return a number as JSON and CSV have it: whole ones without decimals, or None.

    Parameters
    ----------
    value : number
        Anything that `float` takes; NaN and infinity become None.
    decimals : int, default 6
        Decimals kept: enough to compute with, few enough to be the same everywhere.

    Examples
    --------
    >>> plain_number(2 / 3, 3), plain_number(12970.0), plain_number(float("nan"))
    (0.667, 12970, None)
    """
    number = float(value)
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() else round(number, decimals)
