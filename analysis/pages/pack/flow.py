"""How does a case travel today, how could it, and whom does the one-year course fit?"""

from __future__ import annotations

from dataclasses import replace

from analysis.blocks.model import Block
from analysis.figures.pack.flows import plot_flows
from analysis.packs.assemble import Pack
from analysis.tables.pack.flows import tabulate_flow_steps, tabulate_light
from analysis.texts.opening import section
from analysis.texts.pack.flows import explain_flows, explain_light
from analysis.texts.pack.opening import say_missing


def flow_page(pack: Pack) -> tuple[Block, ...]:
    """Return today's case flow beside the proposed one.

    Parameters
    ----------
    pack : Pack
        Everything that the meeting gets.
    """
    heading = section("sagsgang-afsnit", "Hvordan går en sag i dag, og hvordan foreslås den at gå?")
    flows = pack.evidence.flows
    if flows is None:
        return heading, say_missing(pack, "flow.yaml")
    return (
        heading,
        plot_flows(flows),
        explain_flows(flows),
        tabulate_flow_steps(flows),
    )


def light_page(pack: Pack) -> tuple[Block, ...]:
    """Return the one-year ressourceforløb: criteria, people, end date and who answers for it.

    Parameters
    ----------
    pack : Pack
        Everything that the meeting gets.
    """
    light = pack.evidence.light
    if not light.lineage.inputs:
        # Without a review the page rests on rules alone, as the table of deadlines does.
        light = replace(light, lineage=pack.comparison.name_lineage)
    return (
        section("light-afsnit", "Hvem er det etårige ressourceforløb for?"),
        explain_light(light),
        tabulate_light(light),
    )
