"""What a notebook on a case review calls, in the order in which it calls it."""

from __future__ import annotations

from analysis.findings.beside import compare_beside
from analysis.findings.suppression import suppress_results
from analysis.findings.triangulation import triangulate
from analysis.review.estimate import estimate_review
from analysis.review.folder import open_review

__all__ = [
    "compare_beside",
    "estimate_review",
    "open_review",
    "suppress_results",
    "triangulate",
]
