"""What lies behind page one? The further analyses, each a call on the comparison.

Each function takes a `PracticeComparison` and returns one result, which figures, tables
and texts of the report are made from. They are gathered here so that a notebook finds
them in one place.
"""

from __future__ import annotations

from analysis.comparison.age_profile import profile_ages
from analysis.comparison.ahead.forecasts import forecast_practice
from analysis.comparison.ahead.kept_forecasts import score_kept
from analysis.comparison.ahead.persistence import follow_years
from analysis.comparison.among.among_all import judge_all
from analysis.comparison.among.shrunk import shrink_and_rank
from analysis.comparison.calibration.detectable import smallest_detectable
from analysis.comparison.calibration.verdicts import calibrate_verdicts
from analysis.comparison.everybody import compare_everybody, default_peers
from analysis.comparison.explained.decomposition import split_gaps
from analysis.comparison.explained.given_conditions import expect_given_conditions
from analysis.comparison.explained.ministry import compare_with_ministry
from analysis.comparison.explained.model_distances import measure_model_distances
from analysis.comparison.longterm import compare_longterm
from analysis.comparison.multiverse.multiverse import vary_peers
from analysis.comparison.over_time.cities import follow_cities
from analysis.comparison.over_time.over_time import follow_over_time
from analysis.comparison.reconciliation import reconcile
from analysis.comparison.stocks.portfolio import compare_portfolio
from analysis.comparison.stocks.stock_flow import compare_stock_flow
from analysis.comparison.stocks.stock_outlook import project_practice
from analysis.comparison.stocks.stock_years import compare_stock_years

__all__ = [
    "calibrate_verdicts",
    "compare_everybody",
    "compare_longterm",
    "compare_portfolio",
    "compare_stock_flow",
    "compare_stock_years",
    "compare_with_ministry",
    "default_peers",
    "expect_given_conditions",
    "follow_cities",
    "follow_over_time",
    "follow_years",
    "forecast_practice",
    "judge_all",
    "measure_model_distances",
    "profile_ages",
    "project_practice",
    "reconcile",
    "score_kept",
    "shrink_and_rank",
    "smallest_detectable",
    "split_gaps",
    "vary_peers",
]
