"""What happens when, what is late, and what is left without the funds?"""

from __future__ import annotations

from analysis.blocks.model import Block
from analysis.figures.pack.gantt import plot_gantt
from analysis.packs.assemble import Pack
from analysis.tables.pack.milestones import tabulate_milestones, tabulate_reduced_plan
from analysis.texts.opening import part, section
from analysis.texts.pack.milestones import state_milestones
from analysis.texts.pack.opening import say_missing


def plan_page(pack: Pack) -> tuple[Block, ...]:
    """Return the plan with its milestones, and the reduced plan.

    Parameters
    ----------
    pack : Pack
        Everything that the meeting gets.
    """
    heading = section("plan", "Hvornår sker hvad?")
    if pack.plan is None or pack.reduced is None:
        return heading, say_missing(pack, "milestones.yaml")
    return (
        heading,
        state_milestones(pack.plan, pack.reduced),
        plot_gantt(pack.plan, pack.reduced),
        tabulate_milestones(pack.plan),
        part("reduceret", "Hvis der ikke bevilges midler"),
        tabulate_reduced_plan(pack.plan, pack.reduced),
    )
