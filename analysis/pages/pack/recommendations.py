"""What is recommended, by whom, by when, and does what it rests on still hold?"""

from __future__ import annotations

from analysis.blocks.model import Block
from analysis.packs.assemble import Pack
from analysis.tables.pack.recommendations import (
    tabulate_recommendation_basis,
    tabulate_recommendation_details,
    tabulate_recommendations,
)
from analysis.texts.opening import part, section
from analysis.texts.pack.opening import say_missing
from analysis.texts.pack.recommendations import explain_partly, flag_recommendations


def recommendations_pages(pack: Pack) -> tuple[Block, ...]:
    """Return the recommendations, what each is about, and what each rests on.

    Parameters
    ----------
    pack : Pack
        Everything that the meeting gets.
    """
    heading = section("anbefalinger-afsnit", "Hvad anbefales, og hvem gør hvad?")
    if not pack.judged:
        return heading, say_missing(pack, "recommendations.yaml")
    return (
        heading,
        tabulate_recommendations(pack.judged),
        part("se-paa-igen", "Hvad skal I se på igen?"),
        flag_recommendations(pack.judged),
        *_partly(pack),
        section("anbefalinger-fuldt", "Hvad går hver anbefaling ud på?"),
        tabulate_recommendation_details(pack.judged),
        tabulate_recommendation_basis(pack.judged),
    )


def _partly(pack: Pack) -> tuple[Block, ...]:
    """Return why some hold only partly, under a heading; nothing where none does."""
    found = explain_partly(pack.judged)
    return (part("holder-delvist", "Hvorfor holder nogle kun delvist?"), *found) if found else ()
