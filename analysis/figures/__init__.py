"""One figure, one module: each draws what it is given and computes no statistics."""

from analysis.figures.age_effect import plot_age_effect
from analysis.figures.all_municipalities import plot_all_municipalities
from analysis.figures.conditions import plot_conditions
from analysis.figures.context import plot_context
from analysis.figures.published import plot_published_awards
from analysis.figures.trend import plot_trend

__all__ = [
    "plot_age_effect",
    "plot_all_municipalities",
    "plot_conditions",
    "plot_context",
    "plot_published_awards",
    "plot_trend",
]
