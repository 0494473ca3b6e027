"""One report table, one module: formatting happens here and nowhere earlier."""

from analysis.tables.context import tabulate_context
from analysis.tables.country import tabulate_country
from analysis.tables.front_page import tabulate_front_page
from analysis.tables.inputs import tabulate_inputs
from analysis.tables.peers import tabulate_peers

__all__ = [
    "tabulate_context",
    "tabulate_country",
    "tabulate_front_page",
    "tabulate_inputs",
    "tabulate_peers",
]
