"""The appendix: checklists, every finding by its id, method and data."""

from __future__ import annotations

from analysis.blocks.model import Block
from analysis.packs.assemble import Pack
from analysis.tables.pack.checklists import tabulate_checklists
from analysis.tables.pack.findings import tabulate_findings
from analysis.tables.pack.inputs import tabulate_inputs
from analysis.texts.opening import part, section
from analysis.texts.pack.method import explain_method


def appendix_pages(pack: Pack) -> tuple[Block, ...]:
    """Return what stands behind everything.

    Parameters
    ----------
    pack : Pack
        Everything that the meeting gets.
    """
    return (
        section("bilag-tjeklister", "Bilag: hvilke tjeklister gælder?"),
        tabulate_checklists(pack),
        section("bilag-metode", "Bilag: hvordan er tallene beregnet, og på hvad?"),
        explain_method(pack),
        part("data", "Data"),
        tabulate_inputs(pack),
        section("bilag-fund", "Bilag: alle fund"),
        tabulate_findings(pack),
    )
