"""Show blocks in a notebook, one after another."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.blocks.model import Block


def show(*blocks: Block | Iterable[Block]) -> None:
    """Show blocks, or groups of blocks, in the order given.

    Parameters
    ----------
    *blocks : Block or iterable of Block
        What to show.
    """
    # Only a notebook has IPython loaded already; nobody else needs it.
    from IPython.display import display  # noqa: PLC0415

    for item in blocks:
        for block in [item] if isinstance(item, Block) else item:
            display(block)  # type: ignore[no-untyped-call]
