"""The figures of a case review, one module each: each draws what it is given."""

from analysis.figures.review.agreement import plot_agreement
from analysis.figures.review.domains import plot_domains
from analysis.figures.review.missing_documents import plot_missing_documents
from analysis.figures.review.more_cases import plot_more_cases
from analysis.figures.review.potential import plot_potential
from analysis.figures.review.sample import plot_sample
from analysis.figures.review.triangulation import plot_triangulation

__all__ = [
    "plot_agreement",
    "plot_domains",
    "plot_missing_documents",
    "plot_more_cases",
    "plot_potential",
    "plot_sample",
    "plot_triangulation",
]
