"""Which benchmark may stand beside a case review?

Invented statistics never stand beside a real review: a director would read them as the
municipality's own.
"""

from __future__ import annotations

from pathlib import Path

from analysis.comparison.assemble import PracticeComparison, compare_practice
from analysis.concepts import Origin
from analysis.datasets.project import open_data
from analysis.review.folder import Review


def compare_beside(
    review: Review, raw_dir: str | Path = "", *, level: float = 0.95
) -> PracticeComparison | None:
    """Return the practice comparison of the review's municipality, or None.

    Parameters
    ----------
    review : Review
        Gives the municipality, and whether its people are real.
    raw_dir : str or Path, default ''
        A folder of raw statistics. Empty: the embedded ones, beside the embedded review.
    level : float, default 0.95
        Level of all limits.

    Returns
    -------
    PracticeComparison or None
        None where only invented statistics could stand beside a real review.
    """
    if not stands_beside(review, raw_dir):
        return None
    return compare_practice(open_data(raw_dir), review.municipality_code, level=level)


def stands_beside(review: Review, raw_dir: str | Path = "") -> bool:
    """Tell whether there are statistics that may stand beside the review."""
    return bool(str(raw_dir)) or review.origin is Origin.SYNTHETIC
