"""The appendix: checklists, method and data, rates, entries, and every finding."""

from __future__ import annotations

from analysis.blocks.model import Block
from analysis.packs.assemble import Pack
from analysis.pages.pack.economics import rates_pages
from analysis.pages.pack.practice import entries_pages
from analysis.tables.pack.checklists import tabulate_checklists
from analysis.tables.pack.findings import tabulate_findings
from analysis.tables.pack.inputs import tabulate_inputs
from analysis.texts.opening import section
from analysis.texts.pack.method import explain_method


def appendix_pages(pack: Pack) -> tuple[Block, ...]:
    """Return what stands behind everything.

    Parameters
    ----------
    pack : Pack
        Everything that the meeting gets.
    """
    return (
        section("bilag-metode", "Bilag: hvordan er tallene beregnet, og på hvad?"),
        explain_method(pack),
        tabulate_checklists(pack),
        tabulate_inputs(pack),
        *rates_pages(pack),
        *entries_pages(pack),
        section("bilag-fund", "Bilag: alle fund"),
        tabulate_findings(pack),
    )
