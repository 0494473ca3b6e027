"""What do the amounts rest on, and what is money not an argument for?"""

from __future__ import annotations

from collections.abc import Iterator

from analysis.blocks.model import Block, Paragraph, Text
from analysis.concepts import Benefit
from analysis.economics.flows import Party
from analysis.economics.results import EconomicsResults
from analysis.findings.economics_findings import state_of
from analysis.findings.economics_words import (
    money_limits_text,
    money_text,
    say_present_value,
    say_price_level,
)
from analysis.labels import listing, number, share

EXPLAIN_ID = "oekonomi-forklaring"
NOT_ID = "oekonomi-hvad-den-ikke-er"


def explain_economics(results: EconomicsResults) -> Block:
    """Return how the amounts are made, what is in them and what is not.

    Parameters
    ----------
    results : EconomicsResults
        What the moves cost or save.
    """
    return Block(EXPLAIN_ID, Text(tuple(_explain(results)), role="list"), results.lineage)


def say_what_money_is_not(results: EconomicsResults) -> Block:
    """Say plainly what the move to førtidspension costs, and what that is no argument for.

    Parameters
    ----------
    results : EconomicsResults
        What the moves cost or save.
    """
    paragraphs = [
        Paragraph(
            "Refusionen er den samme før og efter, når en borger har været længe på offentlig "
            "forsørgelse, og førtidspensionen er som regel højere end kontanthjælpen. Kommunen "
            f"betaler det meste af forskellen. {_example(results)}".strip(),
            "At flytte langvarige kontanthjælpsmodtagere til førtidspension koster normalt "
            "kommunen penge.",
        ),
        Paragraph(
            "Hvem der har ret til en ydelse, afgøres efter loven i den enkelte sag. Beløbene er "
            "til at planlægge efter; de kan hverken tale for eller imod, at nogen får en "
            "afgørelse, og der kan ikke sættes mål for antallet.",
            "Det er ikke et argument om, hvem der har ret.",
        ),
    ]
    if left_out := _say_left_out(results):
        paragraphs.append(Paragraph(left_out, "Ikke opgjort."))
    return Block(NOT_ID, Text(tuple(paragraphs)), results.lineage)


def _explain(results: EconomicsResults) -> Iterator[Paragraph]:
    """Give one paragraph for each thing that a reader must know."""
    level = share(results.level)
    yield Paragraph(
        f"{say_price_level(results)} {say_present_value(results)} Intervallet ({level}) rummer "
        "både, hvor usikre satserne er, og hvor usikkert antallet af personer er.",
        "Hvad er beløbene?",
    )
    yield Paragraph(
        "Overførsler: ydelser efter refusion, og mellemkommunal refusion for dem, der flytter. "
        "Service, hvis satsen ikke siger andet: aktiv indsats, timer og vurderinger til at "
        "forberede sagen. Anlæg er ikke med. Refusionen falder med ugerne: 80, 40, 30 og "
        f"{share(results.ladder.shares[-1])}.",
        "Hvad er med?",
    )
    yield Paragraph(
        "Skat (borgerens beløb er før skat), budgetgaranti, sundhed, sociale indsatser og hvad "
        "borgeren eller arbejdspladsen ellers får ud af det. Den, der forlader en ydelse, koster "
        "ikke mere i regnestykket; kommer vedkommende på en anden ydelse, er merudgiften ved at "
        "skifte regnet for stor.",
        "Hvad er ikke med?",
    )
    yield Paragraph(
        "Kommunen, andre kommuner, staten og borgeren giver tilsammen I alt. Ydelser går fra den "
        "ene til den anden og ophæver hinanden; tilbage er aktiv indsats, forberedelse og lønnen "
        "i fleksjob.",
        "Hvad er I alt?",
    )
    yield Paragraph(
        "Er den samme person regnet med i to skift, tælles beløbet to gange.",
        "Kan skiftene lægges sammen?",
    )


def _say_left_out(results: EconomicsResults) -> str:
    """Name the moves without an amount, with the reason once."""
    reasons: dict[str, list[str]] = {}
    for move in results.moves:
        if not move.is_valued:
            reasons.setdefault(move.reason, []).append(move.label)
    return " ".join(f"{listing(labels)}: {reason}." for reason, labels in reasons.items())


def _example(results: EconomicsResults) -> str:
    """Say what this calculation gives for the move; empty without it."""
    for move in results.valued:
        if (move.from_scheme, move.to_scheme) == (Benefit.KONTANTHJAELP, Benefit.FOERTIDSPENSION):
            own = move.per_person[Party.MUNICIPALITY]
            amount = (
                f"Med satserne her ændres kommunens økonomi med {money_text(own)} tusind kr. pr. "
                f"person over {number(results.horizon_years)} år ({money_limits_text(own)})."
            )
            other = " Her går det anderledes; se satserne efter."
            return amount + ("" if state_of(own) == "cost" else other)
    return ""
