"""What does the generator take for granted?

The figures lie in ``assumptions.yaml`` (the statistics), ``review_assumptions.yaml`` (the
case review) and ``events_assumptions.yaml`` (the event file), each with its unit and its
source. This module only hands them out, so that no figure is typed into the code.
"""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from analysis.errors import SourceError

FILES = tuple(
    Path(__file__).with_name(name)
    for name in ("assumptions.yaml", "review_assumptions.yaml", "events_assumptions.yaml")
)


@cache
def load_assumptions() -> dict[str, dict[str, Any]]:
    """Read every assumption: name to ``value``, ``unit`` and ``source``."""
    entries: dict[str, Any] = {}
    for file in FILES:
        entries |= yaml.safe_load(file.read_text(encoding="utf-8"))
    return {name: entry for name, entry in entries.items() if name != "dated"}


def assumed(name: str) -> Any:
    """Return the value of one assumption.

    Raises
    ------
    SourceError
        If there is no assumption of that name.

    Examples
    --------
    >>> assumed("shock_persistence")
    0.75
    """
    entries = load_assumptions()
    if name not in entries:
        raise SourceError(
            f"There is no assumption named {name}.",
            where=" and ".join(file.name for file in FILES),
            expected=", ".join(sorted(entries)),
            fix="correct the name, or state the assumption in the file",
        )
    return entries[name]["value"]


def along(name: str, positions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return an assumption given at some points, on straight lines between them.

    Parameters
    ----------
    name : str
        An assumption whose value maps points (years or ages) to figures.
    positions : array of float
        Where to read it off, in the unit of the points. Flat beyond the ends.

    Examples
    --------
    >>> along("pension_age", np.array([2018.5, 2019.25, 2025.0]))
    array([65.  , 65.25, 67.  ])
    """
    points: dict[float, float] = assumed(name)
    return np.interp(positions, list(points), list(points.values()))
