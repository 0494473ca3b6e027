"""Where does the time go, in the municipality's own cases?"""

from __future__ import annotations

from analysis.blocks.model import Block
from analysis.caseflow.deadlines import load_deadlines
from analysis.figures.pack.centres import plot_centres
from analysis.figures.pack.funnel import plot_funnel
from analysis.figures.pack.process_map import plot_process_map
from analysis.figures.pack.weeks import plot_weeks
from analysis.packs.assemble import Pack
from analysis.tables.pack.flows import tabulate_deadlines
from analysis.tables.pack.pathways import (
    tabulate_deadlines_kept,
    tabulate_reversals,
    tabulate_variants,
    tabulate_weeks,
)
from analysis.tables.pack.pathways_parts import tabulate_centres, tabulate_funnel
from analysis.texts.opening import section
from analysis.texts.pack.opening import say_missing
from analysis.texts.pack.pathways import explain_centres, explain_pathways, explain_waiting


def time_pages(pack: Pack) -> tuple[Block, ...]:
    """Return weeks, deadlines, the own funnel, detours and centres, a page each.

    Parameters
    ----------
    pack : Pack
        Everything that the meeting gets.
    """
    heading = section("tiden", "Hvor går tiden?")
    deadlines = tabulate_deadlines(
        load_deadlines(pack.evidence.day),
        date=pack.evidence.day,
        lineage=pack.comparison.name_lineage,
    )
    results = pack.evidence.pathways
    if results is None:
        return heading, say_missing(pack, "events.csv"), deadlines
    return (
        heading,
        explain_pathways(results),
        plot_weeks(results),
        tabulate_weeks(results),
        section("frister-i-praksis", "Holdes fristerne?"),
        tabulate_deadlines_kept(results),
        explain_waiting(results),
        deadlines,
        section("tragten", "Hvad bliver der af sagerne?"),
        plot_funnel(results),
        tabulate_funnel(results),
        tabulate_reversals(results),
        section("omveje", "Hvor går sagerne tilbage?"),
        plot_process_map(results),
        tabulate_variants(results),
        section("centre-afsnit", "Er forløbet ens i kommunens egne centre?"),
        explain_centres(results),
        plot_centres(results),
        tabulate_centres(results),
    )
