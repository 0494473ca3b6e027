"""What the review cannot say. The standing words lie in ``reading.da.yaml``."""

from __future__ import annotations

import datetime as dt
import math
from functools import lru_cache
from pathlib import Path

import yaml

from analysis.blocks.model import Block, Paragraph, Text
from analysis.concepts import Estimate
from analysis.findings.released import ReleasedReview
from analysis.labels import date, listing, number, sentence_case, write_people
from analysis.review.results import ANY
from analysis.texts.review.rules import say_rules

BLOCK_ID = "forbehold"
_WORDS = Path(__file__).with_name("reading.da.yaml")


def state_reservations(results: ReleasedReview) -> Block:
    """Return what the review cannot say, as a list.

    Parameters
    ----------
    results : ReleasedReview
        Decides which reservations apply.
    """
    kinds = {"always"}
    kinds |= {"closed"} if results.closed else set()
    kinds |= {"second"} if results.agreement else {"unread"}
    kinds |= {"unavailable"} if any(row.n_not_available for row in results.strata) else set()
    frame_date = str(results.review.frame_record.get("date", ""))
    values = {
        "n_read": number(results.n_cases_read),
        "n_population": _say_population(results.population),
        "frame_date": f"den {_say_date(frame_date)}" if frame_date else "på opgørelsesdagen",
        "closed": sentence_case(listing(results.closed)),
        "rules": say_rules(results),
        "leaning": _say_leaning(results),
    }
    paragraphs = tuple(
        Paragraph(entry["text"].format(**values), entry["lead"])
        for entry in read_standing_words()["limits"]
        if entry["applies"] in kinds
    )
    return Block(BLOCK_ID, Text(paragraphs, role="list"), results.lineage)


@lru_cache(maxsize=1)
def read_standing_words() -> dict[str, list[dict[str, str]]]:
    """Return the standing words of reservations and method."""
    words: dict[str, list[dict[str, str]]] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return words


def _say_leaning(results: ReleasedReview) -> str:
    """Say which way a number leans that was not corrected, and what a correction would make it."""
    outcome = results.outcomes.get(ANY)
    if outcome is None or outcome.is_corrected:
        return ""
    said = (
        "Ukorrigerede tal kan være skæve begge veje: overser læserne nogle, der er klar, er "
        "tallet for lavt, og finder de nogle, der ikke er, for højt. Intervallet dækker ikke det."
    )
    corrected = outcome.corrected
    if corrected is None or not math.isfinite(corrected.value):
        return said
    return (
        f"{said} For {outcome.label} er det ukorrigerede tal omkring "
        f"{write_people(outcome.now.value)} og det korrigerede omkring "
        f"{write_people(corrected.value)} ({write_people(corrected.lower)} til "
        f"{write_people(corrected.upper)})."
    )


def _say_population(people: Estimate) -> str:
    if people.lower == people.upper:
        return number(people.value)
    return f"omkring {write_people(people.value)}"


def _say_date(text: str) -> str:
    return date(dt.date.fromisoformat(text))
