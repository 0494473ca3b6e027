"""What has changed since the earlier pack, and which numbers moved with the method alone?"""

from __future__ import annotations

from analysis.blocks.model import Block
from analysis.packs.assemble import Pack
from analysis.tables.pack.changes import (
    tabulate_changes,
    tabulate_input_changes,
    tabulate_numbers_moved,
)
from analysis.texts.opening import part, section
from analysis.texts.pack.changes import say_changes


def changes_page(pack: Pack) -> tuple[Block, ...]:
    """Return what changed, or that there is nothing to hold the pack against.

    Parameters
    ----------
    pack : Pack
        Everything that the meeting gets.
    """
    heading = section("aendret", "Hvad er ændret siden sidst?")
    said = say_changes(pack.changes, lineage=pack.lineage)
    if pack.changes is None:
        return heading, said
    return (
        heading,
        said,
        tabulate_changes(pack.changes, lineage=pack.lineage),
        part("flyttede", "Tal, der er flyttet uden at noget er sket"),
        tabulate_numbers_moved(pack.changes, lineage=pack.lineage),
        part("inddata-aendret", "Ændrede filer"),
        tabulate_input_changes(pack.changes, lineage=pack.lineage),
    )
