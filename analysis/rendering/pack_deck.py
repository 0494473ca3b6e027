"""Which slides does a meeting get? At most eight, and none without its material."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from analysis.blocks.model import Block
from analysis.documents.deck import MOST_SLIDES, Deck
from analysis.packs.record import PackRecord
from analysis.rendering.pack_deck_decision import (
    ask_for_decision,
    show_economy,
    show_plan,
    show_recommendations,
)
from analysis.rendering.pack_deck_evidence import (
    say_unknown,
    show_potential,
    show_practice,
    show_time,
)
from analysis.rendering.pack_deck_flow import show_flow
from analysis.rendering.pack_paper import TITLE


def make_deck(record: PackRecord, blocks: Mapping[str, Block]) -> Deck:
    """Put together the slides of a pack.

    Parameters
    ----------
    record : PackRecord
        What the pack says.
    blocks : mapping of str to Block
        The report's blocks by their ids.

    Notes
    -----
    A slide without its material is left out. Without a review, one slide says what is not
    known instead.
    """
    candidates = (
        ask_for_decision(record, title=TITLE),
        show_practice(record),
        show_potential(record) or say_unknown(record),
        show_time(record),
        show_flow(record, blocks),
        show_recommendations(record),
        show_economy(record, blocks),
        show_plan(record, blocks),
    )
    slides = tuple(slide for slide in candidates if slide is not None)
    return Deck(
        title=TITLE,
        municipality=record.municipality_name,
        date=dt.date.fromisoformat(record.meeting_date or record.date),
        status=record.status,
        slides=slides[:MOST_SLIDES],
    )
