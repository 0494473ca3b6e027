"""Page one: what is asked for, and what it rests on."""

from __future__ import annotations

from analysis.blocks.model import Block
from analysis.packs.assemble import Pack
from analysis.texts.pack.cover import propose_decisions
from analysis.texts.pack.opening import (
    attach_record,
    explain_front_page,
    introduce_decisions,
    masthead,
    state_findings,
)


def front_page(pack: Pack) -> tuple[Block, ...]:
    """Return the first page, and the record that every number can be looked up in.

    Parameters
    ----------
    pack : Pack
        Everything that the meeting gets.
    """
    return (
        masthead(pack),
        attach_record(pack),
        introduce_decisions(pack),
        propose_decisions(pack.record),
        *state_findings(pack),
        explain_front_page(pack),
    )
