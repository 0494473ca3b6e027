"""What can an analyst look at? Each view is a question and the blocks that answer it.

A view draws with the functions of the report, on a comparison that may hold one headline
alone, so that a figure here is the figure of the report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from analysis.blocks.model import Block
from analysis.comparison.assemble import PracticeComparison
from analysis.figures.age_effect import plot_age_effect
from analysis.figures.all_municipalities import plot_all_municipalities
from analysis.figures.conditions import plot_conditions
from analysis.figures.trend import plot_trend
from analysis.tables.country import tabulate_country
from analysis.tables.front_page import tabulate_front_page
from analysis.tables.peers import tabulate_peers
from analysis.texts.findings import say_change, state_findings


@dataclass(frozen=True)
class View:
    """One question: its name on the button, and the blocks that answer it."""

    label: str
    blocks: Callable[[PracticeComparison], Iterable[Block]]


def _overview(comparison: PracticeComparison) -> Iterable[Block]:
    """Return the findings and the table of page one."""
    return (*state_findings(comparison), tabulate_front_page(comparison))


def _everybody(comparison: PracticeComparison) -> Iterable[Block]:
    """Return the focus among all municipalities."""
    return (plot_all_municipalities(comparison), tabulate_country(comparison))


def _over_time(comparison: PracticeComparison) -> Iterable[Block]:
    """Return the series, with what may be said of the change."""
    return (plot_trend(comparison), say_change(comparison))


def _ages(comparison: PracticeComparison) -> Iterable[Block]:
    """Return what age and sex mean for the ratio."""
    return plot_age_effect(comparison)


def _peers(comparison: PracticeComparison) -> Iterable[Block]:
    """Return who is compared with, and how alike they are."""
    return (tabulate_peers(comparison), plot_conditions(comparison))


VIEWS = (
    View("Side 1", _overview),
    View("Alle kommuner", _everybody),
    View("Over tid", _over_time),
    View("Alder", _ages),
    View("Hvem", _peers),
)
