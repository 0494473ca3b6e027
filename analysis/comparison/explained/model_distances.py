"""How far apart are the rates that conditions lead one to expect of two municipalities?

A distance for the multiverse of peers, beside those on the conditions themselves: it
gives each condition the weight that it has for the outcome in *other* municipalities.
"""

from __future__ import annotations

import math

from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.explained.conditions_model import model_similarity
from analysis.concepts import Stage
from analysis.errors import CoverageError, EstimationError


def measure_model_distances(comparison: PracticeComparison) -> dict[str, float]:
    """Return the distance of each municipality from the focus, on the first headline.

    Parameters
    ----------
    comparison : PracticeComparison
        Headlines and conditions.

    Returns
    -------
    dict of str to float
        By code |log(expected rate / expected rate of the focus)|; empty where no model
        can be fitted, and then there is one choice of peers less.
    """
    first = comparison.measures[0]
    try:
        distances = model_similarity(
            first.window,
            comparison.conditions,
            codes=first.cells.codes,
            focus=comparison.focus,
            is_flow=first.headline.stage is Stage.FLOW,
        )
    except (CoverageError, EstimationError):
        return {}
    known = {str(code): float(distance) for code, distance in distances.items()}
    return {code: distance for code, distance in known.items() if math.isfinite(distance)}
