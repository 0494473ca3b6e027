"""The tables of a case review: formatted rows for the eye, exact records beside them."""

from analysis.tables.review.agreement import tabulate_agreement, tabulate_dividing_items
from analysis.tables.review.corrections import tabulate_checks, tabulate_corrections
from analysis.tables.review.domains import tabulate_domains
from analysis.tables.review.front_page import tabulate_front_page
from analysis.tables.review.inputs import tabulate_inputs
from analysis.tables.review.missing_documents import tabulate_missing_documents
from analysis.tables.review.more_cases import tabulate_more_cases
from analysis.tables.review.overlaps import tabulate_overlaps
from analysis.tables.review.strata import tabulate_strata
from analysis.tables.review.triangulation import (
    tabulate_reasons,
    tabulate_triangulation,
    tabulate_years_to_clear,
)

__all__ = [
    "tabulate_agreement",
    "tabulate_checks",
    "tabulate_corrections",
    "tabulate_dividing_items",
    "tabulate_domains",
    "tabulate_front_page",
    "tabulate_inputs",
    "tabulate_missing_documents",
    "tabulate_more_cases",
    "tabulate_overlaps",
    "tabulate_reasons",
    "tabulate_strata",
    "tabulate_triangulation",
    "tabulate_years_to_clear",
]
