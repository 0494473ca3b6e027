"""The words of a case review, from the masthead to how the numbers are made."""

from analysis.texts.review.agreement import explain_agreement, explain_corrections
from analysis.texts.review.domains import caution_domains, say_overlaps, say_special_cases
from analysis.texts.review.front_page import explain_front_page, state_findings
from analysis.texts.review.method import explain_method
from analysis.texts.review.missing import say_missing_documents
from analysis.texts.review.more_cases import explain_more_cases
from analysis.texts.review.opening import masthead
from analysis.texts.review.reservations import state_reservations
from analysis.texts.review.sample import explain_sample, state_purpose
from analysis.texts.review.triangulation import explain_triangulation

__all__ = [
    "caution_domains",
    "explain_agreement",
    "explain_corrections",
    "explain_front_page",
    "explain_method",
    "explain_more_cases",
    "explain_sample",
    "explain_triangulation",
    "masthead",
    "say_missing_documents",
    "say_overlaps",
    "say_special_cases",
    "state_findings",
    "state_purpose",
    "state_reservations",
]
