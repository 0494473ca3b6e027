"""Which columns of the numbers that a report shows has nobody described?"""

from __future__ import annotations

from collections.abc import Iterable

from analysis.blocks.model import Block, Figure, Table
from analysis.parameters.fields import describe_field


def find_undescribed_columns(blocks: Iterable[Block]) -> list[str]:
    """Return exhibit and key of each column that the registry does not have."""
    return sorted(
        {
            f"{block.id}/{key}"
            for block in blocks
            if isinstance(block.content, Table | Figure)
            for record in block.content.records
            for key in record
            if not describe_field(key, block.id).is_described
        }
    )
