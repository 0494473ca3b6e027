"""What is missing to decide the rest, in words."""

from __future__ import annotations

import math
from collections.abc import Iterator

from analysis.blocks.model import Block, Paragraph, Text
from analysis.findings.released import ReleasedReview
from analysis.findings.review_documents import (
    has_hidden_documents,
    name_document,
    shown_documents,
)
from analysis.findings.review_outcomes import people_limits_text
from analysis.findings.suppression import is_hidden
from analysis.labels import listing, number, write_people
from analysis.review.results import ANY

_MOST_NAMED = 3


def say_missing_documents(results: ReleasedReview) -> Block:
    """Return how many cannot be decided, what they lack, and what unread files could change.

    Parameters
    ----------
    results : ReleasedReview
        The outcome of the review.
    """
    if ANY not in results.outcomes:
        text = Paragraph(
            "Læs mindst to sager færdig, og læs arbejdsbøgerne ind igen.",
            lead="Der er ingen tal at vise endnu.",
        )
        return Block("manglende-dokumentation", Text((text,), role="missing"), results.lineage)
    paragraphs = tuple(_say(results))
    return Block("manglende-dokumentation", Text(paragraphs, role="list"), results.lineage)


def _say(results: ReleasedReview) -> Iterator[Paragraph]:
    """Give one paragraph for each thing that keeps a case open."""
    after = results.outcomes[ANY].after
    if after.value > 0:
        yield Paragraph(
            f"For omkring {write_people(after.value)} personer ({people_limits_text(after)}) taler "
            "intet i sagen imod en ordning, men noget, der kræves, er ikke oplyst.",
            "Hvor mange?",
        )
    elif math.isfinite(after.value):
        yield Paragraph(
            "Ingen læst sag er åben, fordi dokumentation mangler; det kan højst være omkring "
            f"{write_people(after.upper)} personer.",
            "Hvor mange?",
        )
    if documents := _name_documents(results):
        yield Paragraph(documents, "Hvad mangler oftest?")
    yield Paragraph(
        "Uoplyst er ikke et nej. Hvad dokumentet vil vise, ved ingen, før det er indhentet.",
        "Hvad betyder det?",
    )
    if unread := _say_unread(results):
        yield Paragraph(unread, "Og de sager, der ikke er læst?")


def _name_documents(results: ReleasedReview) -> str:
    """Name the documents that most people lack, and say whether their order is known."""
    documents = shown_documents(results, ANY)
    hidden = has_hidden_documents(results, ANY)
    if not documents:
        return "Intet dokument mangler i så mange læste sager, at det vises." if hidden else ""
    first = documents[:_MOST_NAMED]
    names = [
        f"{name_document(document)} (omkring {write_people(document.people.value)} personer)"
        for document in first
    ]
    order = ""
    if len(first) > 1 and first[0].people.lower <= first[1].people.upper:
        order = " Intervallerne overlapper, så rækkefølgen er ikke sikker."
    rest = " Nogle dokumenter mangler i for få sager til at blive vist." if hidden else ""
    return f"Mest {listing(names)}.{order}{rest}"


def _say_unread(results: ReleasedReview) -> str:
    """Say between what numbers the answer would lie, whatever the unread files hold."""
    counts = [n for row in results.strata for n in (row.n_not_available, row.n_unfinished)]
    n_hidden = sum(map(is_hidden, counts))
    n_unread = sum(count for count in counts if not is_hidden(count))
    outcome = results.outcomes[ANY]
    if n_unread + n_hidden == 0 or not math.isfinite(outcome.highest.value):
        return ""
    if n_hidden:
        cases = "Nogle udtrukne sager er"
    else:
        cases = f"{number(n_unread)} udtrukne {'sag er' if n_unread == 1 else 'sager er'}"
    return (
        f"{cases} ikke læst. Er ingen af dem i en målgruppe, er der omkring "
        f"{write_people(outcome.lowest.value)} personer nu; er eller kan de alle blive det, er der "
        f"omkring {write_people(outcome.highest.value)} i alt. Med tilfældet lagt til går spændet "
        f"fra {write_people(outcome.lowest.lower)} til {write_people(outcome.highest.upper)}."
    )
