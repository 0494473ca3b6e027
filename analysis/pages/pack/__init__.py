"""The pages of the pack, in the order in which a director turns them."""

from analysis.pages.pack.appendix import appendix_pages
from analysis.pages.pack.changes import changes_page
from analysis.pages.pack.economics import economics_pages
from analysis.pages.pack.flow import flow_page, light_page
from analysis.pages.pack.front import front_page
from analysis.pages.pack.plan import plan_page
from analysis.pages.pack.practice import figures_page, study_pages
from analysis.pages.pack.recommendations import recommendations_pages
from analysis.pages.pack.time import time_pages

__all__ = [
    "appendix_pages",
    "changes_page",
    "economics_pages",
    "figures_page",
    "flow_page",
    "front_page",
    "light_page",
    "plan_page",
    "recommendations_pages",
    "study_pages",
    "time_pages",
]
