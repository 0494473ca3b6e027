"""The words of a report: masthead, questions, findings, reservations, what is missing.

Each module is loaded when one of its names is first asked for: a report needs a part of them.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.texts import review
    from analysis.texts.age_profile import say_age_profile
    from analysis.texts.calibration import explain_calibration
    from analysis.texts.decomposition import state_decomposition
    from analysis.texts.detectable import explain_detectable
    from analysis.texts.findings import say_change, state_findings
    from analysis.texts.given_conditions import (
        caution_given_conditions,
        explain_condition_effects,
        explain_given_conditions,
        say_conditions_are_missing,
    )
    from analysis.texts.longterm import explain_longterm
    from analysis.texts.missing import (
        caution_context,
        list_missing,
        list_missing_context,
        say_ages_are_missing,
    )
    from analysis.texts.multiverse import explain_multiverse
    from analysis.texts.opening import masthead, part, section
    from analysis.texts.over_time import assess_change
    from analysis.texts.peers import say_far_peers, warn_of_far_peers
    from analysis.texts.persistence import explain_persistence
    from analysis.texts.portfolio import say_portfolio
    from analysis.texts.published import explain_published_awards, state_published_awards
    from analysis.texts.reading import (
        explain_front_page,
        explain_method,
        introduce_appendix,
        state_limits,
    )
    from analysis.texts.reconciliation import explain_reconciliation
    from analysis.texts.shrunk import explain_shrunk
    from analysis.texts.stock_flow import say_stock_flow
    from analysis.texts.stock_years import say_stock_years

_HOMES = {
    "age_profile": ("say_age_profile",),
    "calibration": ("explain_calibration",),
    "decomposition": ("state_decomposition",),
    "detectable": ("explain_detectable",),
    "findings": ("say_change", "state_findings"),
    "given_conditions": (
        "caution_given_conditions",
        "explain_condition_effects",
        "explain_given_conditions",
        "say_conditions_are_missing",
    ),
    "longterm": ("explain_longterm",),
    "missing": ("caution_context", "list_missing", "list_missing_context", "say_ages_are_missing"),
    "multiverse": ("explain_multiverse",),
    "opening": ("masthead", "part", "section"),
    "over_time": ("assess_change",),
    "peers": ("say_far_peers", "warn_of_far_peers"),
    "persistence": ("explain_persistence",),
    "portfolio": ("say_portfolio",),
    "published": ("explain_published_awards", "state_published_awards"),
    "reading": ("explain_front_page", "explain_method", "introduce_appendix", "state_limits"),
    "reconciliation": ("explain_reconciliation",),
    "shrunk": ("explain_shrunk",),
    "stock_flow": ("say_stock_flow",),
    "stock_years": ("say_stock_years",),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "assess_change",
    "caution_context",
    "caution_given_conditions",
    "explain_calibration",
    "explain_condition_effects",
    "explain_detectable",
    "explain_front_page",
    "explain_given_conditions",
    "explain_longterm",
    "explain_method",
    "explain_multiverse",
    "explain_persistence",
    "explain_published_awards",
    "explain_reconciliation",
    "explain_shrunk",
    "introduce_appendix",
    "list_missing",
    "list_missing_context",
    "masthead",
    "part",
    "review",
    "say_age_profile",
    "say_ages_are_missing",
    "say_change",
    "say_conditions_are_missing",
    "say_far_peers",
    "say_portfolio",
    "say_stock_flow",
    "say_stock_years",
    "section",
    "state_decomposition",
    "state_findings",
    "state_limits",
    "state_published_awards",
    "warn_of_far_peers",
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
