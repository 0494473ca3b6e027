"""One report table, one module: formatting happens here and nowhere earlier.

Each module is loaded when one of its names is first asked for: a report needs a part of them.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.tables import review
    from analysis.tables.among_all import tabulate_among_all
    from analysis.tables.calibration import (
        tabulate_calibration,
        tabulate_calibration_by_size,
        tabulate_extremeness,
    )
    from analysis.tables.context import tabulate_context
    from analysis.tables.country import tabulate_country
    from analysis.tables.decomposition import tabulate_decomposition
    from analysis.tables.detectable import tabulate_detectable
    from analysis.tables.forecasts import tabulate_forecasts, tabulate_kept
    from analysis.tables.front_page import tabulate_front_page
    from analysis.tables.given_conditions import (
        tabulate_condition_effects,
        tabulate_given_conditions,
    )
    from analysis.tables.inputs import tabulate_inputs
    from analysis.tables.longterm import tabulate_longterm
    from analysis.tables.ministry import tabulate_ministry
    from analysis.tables.multiverse import tabulate_multiverse
    from analysis.tables.over_time import tabulate_over_time
    from analysis.tables.peers import tabulate_peers
    from analysis.tables.persistence import tabulate_persistence, tabulate_replications
    from analysis.tables.portfolio import tabulate_portfolio, tabulate_substitution
    from analysis.tables.ranks import tabulate_ranks
    from analysis.tables.reconciliation import tabulate_reconciliation
    from analysis.tables.stock_flow import tabulate_stock_account, tabulate_stock_outlook
    from analysis.tables.stock_years import tabulate_stock_years

_HOMES = {
    "among_all": ("tabulate_among_all",),
    "calibration": ("tabulate_calibration", "tabulate_calibration_by_size", "tabulate_extremeness"),
    "context": ("tabulate_context",),
    "country": ("tabulate_country",),
    "decomposition": ("tabulate_decomposition",),
    "detectable": ("tabulate_detectable",),
    "forecasts": ("tabulate_forecasts", "tabulate_kept"),
    "front_page": ("tabulate_front_page",),
    "given_conditions": ("tabulate_condition_effects", "tabulate_given_conditions"),
    "inputs": ("tabulate_inputs",),
    "longterm": ("tabulate_longterm",),
    "ministry": ("tabulate_ministry",),
    "multiverse": ("tabulate_multiverse",),
    "over_time": ("tabulate_over_time",),
    "peers": ("tabulate_peers",),
    "persistence": ("tabulate_persistence", "tabulate_replications"),
    "portfolio": ("tabulate_portfolio", "tabulate_substitution"),
    "ranks": ("tabulate_ranks",),
    "reconciliation": ("tabulate_reconciliation",),
    "stock_flow": ("tabulate_stock_account", "tabulate_stock_outlook"),
    "stock_years": ("tabulate_stock_years",),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "review",
    "tabulate_among_all",
    "tabulate_calibration",
    "tabulate_calibration_by_size",
    "tabulate_condition_effects",
    "tabulate_context",
    "tabulate_country",
    "tabulate_decomposition",
    "tabulate_detectable",
    "tabulate_extremeness",
    "tabulate_forecasts",
    "tabulate_front_page",
    "tabulate_given_conditions",
    "tabulate_inputs",
    "tabulate_kept",
    "tabulate_longterm",
    "tabulate_ministry",
    "tabulate_multiverse",
    "tabulate_over_time",
    "tabulate_peers",
    "tabulate_persistence",
    "tabulate_portfolio",
    "tabulate_ranks",
    "tabulate_reconciliation",
    "tabulate_replications",
    "tabulate_stock_account",
    "tabulate_stock_outlook",
    "tabulate_stock_years",
    "tabulate_substitution",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for."""
    if name == "review":
        return importlib.import_module(f"{__name__}.review")
    if name in _HOME_OF:
        return getattr(importlib.import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
