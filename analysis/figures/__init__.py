"""One figure, one module: each draws what it is given and computes no statistics.

Each module is loaded when one of its names is first asked for: a report needs a part of them.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.figures import review
    from analysis.figures.age_effect import plot_age_effect
    from analysis.figures.age_profile import plot_age_profile
    from analysis.figures.all_municipalities import plot_all_municipalities
    from analysis.figures.calibration import plot_calibration
    from analysis.figures.conditions import plot_conditions
    from analysis.figures.context import plot_context
    from analysis.figures.decomposition import plot_decomposition
    from analysis.figures.forecasts import plot_forecasts
    from analysis.figures.funnel import plot_funnel
    from analysis.figures.given_conditions import plot_given_conditions
    from analysis.figures.over_time import plot_over_time
    from analysis.figures.portfolio import plot_portfolio
    from analysis.figures.published import plot_published_awards
    from analysis.figures.shrunk import plot_shrunk
    from analysis.figures.six_cities import plot_six_cities
    from analysis.figures.specification_curve import plot_specification_curve
    from analysis.figures.stock_flow import plot_stock_account, plot_stock_outlook
    from analysis.figures.tile_map import plot_tile_map
    from analysis.figures.trend import plot_trend

_HOMES = {
    "age_effect": ("plot_age_effect",),
    "age_profile": ("plot_age_profile",),
    "all_municipalities": ("plot_all_municipalities",),
    "calibration": ("plot_calibration",),
    "conditions": ("plot_conditions",),
    "context": ("plot_context",),
    "decomposition": ("plot_decomposition",),
    "forecasts": ("plot_forecasts",),
    "funnel": ("plot_funnel",),
    "given_conditions": ("plot_given_conditions",),
    "over_time": ("plot_over_time",),
    "portfolio": ("plot_portfolio",),
    "published": ("plot_published_awards",),
    "shrunk": ("plot_shrunk",),
    "six_cities": ("plot_six_cities",),
    "specification_curve": ("plot_specification_curve",),
    "stock_flow": ("plot_stock_account", "plot_stock_outlook"),
    "tile_map": ("plot_tile_map",),
    "trend": ("plot_trend",),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "plot_age_effect",
    "plot_age_profile",
    "plot_all_municipalities",
    "plot_calibration",
    "plot_conditions",
    "plot_context",
    "plot_decomposition",
    "plot_forecasts",
    "plot_funnel",
    "plot_given_conditions",
    "plot_over_time",
    "plot_portfolio",
    "plot_published_awards",
    "plot_shrunk",
    "plot_six_cities",
    "plot_specification_curve",
    "plot_stock_account",
    "plot_stock_outlook",
    "plot_tile_map",
    "plot_trend",
    "review",
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
