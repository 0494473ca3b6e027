"""One figure, one module: each draws what it is given and computes no statistics."""

from analysis.figures import review
from analysis.figures.age_effect import plot_age_effect
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
from analysis.figures.specification_curve import plot_specification_curve
from analysis.figures.stock_flow import plot_stock_account, plot_stock_outlook
from analysis.figures.trend import plot_trend

__all__ = [
    "plot_age_effect",
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
    "plot_specification_curve",
    "plot_stock_account",
    "plot_stock_outlook",
    "plot_trend",
    "review",
]
