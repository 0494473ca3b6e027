"""What can an analyst look at? Each view is a question and the blocks that answer it.

A view draws with the functions of the report, on a comparison that may hold one headline
alone, so that a figure here is the figure of the report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from analysis import figures, tables, texts
from analysis.blocks.model import Block
from analysis.comparison import depth
from analysis.comparison.assemble import PracticeComparison

_N_DRAWS = 200  # enough to see by, and answered in a second or two


@dataclass(frozen=True)
class View:
    """One question: its name on the button, and the blocks that answer it."""

    label: str
    blocks: Callable[[PracticeComparison], Iterable[Block]]


def _overview(comparison: PracticeComparison) -> Iterable[Block]:
    """Return the findings and the table of page one."""
    return (*texts.state_findings(comparison), tables.tabulate_front_page(comparison))


def _everybody(comparison: PracticeComparison) -> Iterable[Block]:
    """Return the focus among all municipalities, and with their size counted in."""
    among_all = depth.judge_all(comparison)
    return (
        figures.plot_all_municipalities(comparison),
        tables.tabulate_country(comparison),
        *figures.plot_funnel(comparison, among_all),
        tables.tabulate_among_all(comparison, among_all),
    )


def _over_time(comparison: PracticeComparison) -> Iterable[Block]:
    """Return the series, with what may be said of the change."""
    over_time = depth.follow_over_time(comparison)
    return (
        figures.plot_trend(comparison),
        texts.say_change(comparison),
        *texts.assess_change(over_time),
        *figures.plot_over_time(over_time),
        *tables.tabulate_over_time(over_time),
    )


def _ages(comparison: PracticeComparison) -> Iterable[Block]:
    """Return what age and sex mean for the ratio and for the gap."""
    split = depth.split_gaps(comparison, n_draws=_N_DRAWS)
    return (
        *figures.plot_age_effect(comparison),
        *texts.state_decomposition(comparison, split),
        *figures.plot_decomposition(comparison, split),
    )


def _peers(comparison: PracticeComparison) -> Iterable[Block]:
    """Return who is compared with, and how alike they are."""
    return (
        *texts.warn_of_far_peers(comparison),
        tables.tabulate_peers(comparison),
        figures.plot_conditions(comparison),
    )


def _other_choices(comparison: PracticeComparison) -> Iterable[Block]:
    """Return the answer with other peers."""
    distances = depth.measure_model_distances(comparison)
    multiverse = depth.vary_peers(comparison, n_draws=_N_DRAWS, model_distances=distances)
    return (
        *texts.explain_multiverse(comparison, multiverse),
        figures.plot_specification_curve(comparison, multiverse),
        tables.tabulate_multiverse(comparison, multiverse),
    )


def _conditions(comparison: PracticeComparison) -> Iterable[Block]:
    """Return what is expected when conditions are counted in."""
    given = depth.expect_given_conditions(comparison)
    return (
        *figures.plot_given_conditions(given),
        *tables.tabulate_given_conditions(given),
        *texts.caution_given_conditions(given),
        *texts.say_conditions_are_missing(given),
    )


def _smallest_difference(comparison: PracticeComparison) -> Iterable[Block]:
    """Return how small a difference could have been seen."""
    detectable = depth.smallest_detectable(comparison)
    return (
        texts.explain_detectable(comparison, detectable),
        tables.tabulate_detectable(comparison, detectable),
    )


VIEWS = (
    View("Side 1", _overview),
    View("Alle kommuner", _everybody),
    View("Over tid", _over_time),
    View("Alder", _ages),
    View("Hvem", _peers),
    View("Andre valg", _other_choices),
    View("Rammevilkår", _conditions),
    View("Mindste forskel", _smallest_difference),
)
