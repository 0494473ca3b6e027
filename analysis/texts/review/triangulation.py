"""How the review and the comparison of practice hang together, in sentences."""

from __future__ import annotations

import math

from analysis.blocks.model import Block, Paragraph, Text
from analysis.concepts import Estimate
from analysis.findings.review_numbers import people_with_limits, years_in_words
from analysis.findings.review_outcomes import write_people
from analysis.findings.suppression import is_hidden
from analysis.findings.triangulation import (
    FEWER,
    MORE,
    TOO_SMALL,
    SchemeTriangulation,
    StockGap,
    Triangulation,
)
from analysis.findings.years_to_clear import LIMITED, NO_PACE, NONE_SEEN, OPEN
from analysis.labels import interval, listing, number, sentence_case, share
from analysis.review.results import ANY

BLOCK_ID = "sammenhaeng-tekst"
_IF_AWARDED = "Tilkendte kommunen så mange flere om året, og gik alle til denne gruppe,"


def explain_triangulation(triangulation: Triangulation) -> Block:
    """Return what the review and the comparison say of each scheme, and of the years.

    Parameters
    ----------
    triangulation : Triangulation
        The review beside the comparison.
    """
    schemes = [s for s in triangulation.schemes if s.scheme != ANY]
    paragraphs = [_introduce(triangulation)]
    paragraphs += [
        Paragraph(_say_scheme(scheme), lead=f"{sentence_case(scheme.label)}.")
        for scheme in schemes
        if scheme.stock is not None
    ]
    paragraphs += [
        Paragraph(_say_years_at_gap(scheme), lead=f"År med {scheme.label}.")
        for scheme in schemes
        if scheme.yearly is not None
    ]
    paragraphs.append(Paragraph(_say_years_at_capacity(triangulation), lead="År med egen plads."))
    if triangulation.closed:
        names = sentence_case(listing(triangulation.closed))
        text = (
            f"{names} er lukket for nye borgere efter de regler, sagerne er læst efter, og har "
            "derfor ingen mulig målgruppe at holde op imod bestanden."
        )
        paragraphs.append(Paragraph(text, lead="Lukkede ordninger."))
    return Block(BLOCK_ID, Text(tuple(paragraphs)), triangulation.lineage)


def _introduce(triangulation: Triangulation) -> Paragraph:
    if not triangulation.has_comparison:
        return Paragraph(
            "Gennemgangen står alene, da der ikke er nogen praksissammenligning ved siden af. Hent "
            "Danmarks Statistiks tabeller for alle 98 kommuner, og angiv mappen med --raw.",
            lead="Uden sammenligning.",
        )
    return Paragraph(
        "Gennemgangen tæller borgere, der i dag kan være i målgruppen; sammenligningen tæller "
        f"modtagere ud over eller under det, der kunne ventes med rater fra "
        f"{listing(triangulation.peers)}. De to tal svarer på hver sit spørgsmål. De vises side om "
        "side, de prøves ikke mod hinanden, og der regnes intet gennemsnit.",
        lead="To mål, ikke ét.",
    )


def _say_scheme(scheme: SchemeTriangulation) -> str:
    return f"{_say_potential(scheme)} {_say_stock(scheme)} {_say_both(scheme)}".strip()


def _say_potential(scheme: SchemeTriangulation) -> str:
    if is_hidden(scheme.now):
        return "Antallet fra gennemgangen vises ikke af hensyn til diskretion."
    if not scheme.now.value > 0:
        return (
            "Ingen af de læste sager er klar nu; der kan højst være "
            f"{write_people(scheme.now.upper)} personer."
        )
    return (
        f"Efter gennemgangen kan omkring {people_with_limits(scheme.now)} personer være i "
        "målgruppen nu."
    )


def _say_stock(scheme: SchemeTriangulation) -> str:
    stock = scheme.stock
    if stock is None:
        return ""
    side = "færre" if stock.gap >= 0 else "flere"
    said = (
        f"I {stock.period} har kommunen {number(stock.n_observed)} modtagere "
        f"({stock.unit.label}), {number(abs(stock.gap))} {side} end de "
        f"{number(stock.n_expected)}, der er forventet."
    )
    if scheme.rule == TOO_SMALL:
        return f"{said} Tallene er for små til at sige, hvad der er almindeligt."
    return f"{said} {_say_ordinary(scheme, stock)}"


def _say_ordinary(scheme: SchemeTriangulation, stock: StockGap) -> str:
    limits = interval(round(stock.usual_lower), round(stock.usual_upper))
    among = f"{share(stock.level)} af kommuner med almindelig praksis ville have {limits}"
    if scheme.rule == FEWER:
        return f"Det er lavere end almindeligt: {among}."
    if scheme.rule == MORE:
        return f"Det er højere end almindeligt: {among}."
    return f"Det er inden for det almindelige: {among}."


def _say_both(scheme: SchemeTriangulation) -> str:
    """Say what the two together do and do not show."""
    if is_hidden(scheme.now) or not scheme.now.value > 0 or math.isnan(scheme.now.value):
        return ""
    if scheme.rule == FEWER:
        return (
            "Begge mål er forenelige med, at flere kunne være på ordningen; det ene viser ikke "
            "det andet."
        )
    if scheme.rule == MORE:
        return (
            "En bestand over det almindelige udelukker ikke, at borgere i målgruppen venter, og "
            "omvendt."
        )
    return "En almindelig bestand udelukker ikke, at borgere kan være i målgruppen."


def _say_years_at_gap(scheme: SchemeTriangulation) -> str:
    pace = scheme.yearly
    if pace is None:
        return ""
    found = scheme.by_gap["now"]
    side = "færre" if pace.value >= 0 else "flere"
    limits = interval(abs(pace.lower), abs(pace.upper))
    if pace.lower * pace.upper < 0:
        limits = f"fra {_say_side(pace.lower)} til {_say_side(pace.upper)}"
    elif pace.value < 0:
        limits = interval(abs(pace.upper), abs(pace.lower))
    said = (
        f"Fra {scheme.yearly_period} blev der tilkendt {number(abs(pace.value))} {side} om året, "
        f"end der kunne ventes ({limits})."
    )
    if found.rule == NO_PACE:
        return f"{said} Der er derfor ikke en forskel at dele med, og ingen tid at angive."
    return f"{said} {_say_time(found.years, found.rule, _IF_AWARDED)}"


def _say_side(value: float) -> str:
    return f"{number(abs(value))} {'færre' if value >= 0 else 'flere'}"


def _say_years_at_capacity(triangulation: Triangulation) -> str:
    if triangulation.capacity is None:
        return (
            "Hvor mange sager kommunen kan forberede og afgøre på et år, er ikke oplyst. Angiv det "
            "med --capacity; så vises det, hvor mange års arbejde den mulige målgruppe er."
        )
    room = f"Med plads til {number(triangulation.capacity)} sager om året"
    whole = next((s for s in triangulation.schemes if s.scheme == ANY), None)
    if whole is None or not whole.by_capacity:
        return f"{room} vises årene for hver ordning i tabellen."
    now, together = whole.by_capacity["now"], whole.by_capacity["together"]
    said = _say_time(now.years, now.rule, room)
    if together.rule == LIMITED and now.rule == LIMITED:
        said += (
            " Kommer dem til, hvis sag mangler dokumentation, bliver det omkring "
            f"{years_in_words(together.years)}."
        )
    return said


def _say_time(years: Estimate, rule: str, opening: str) -> str:
    """Return a sentence on a time, by the rule that gave it."""
    after = "hvis ingen kom til eller gik fra"
    if rule == LIMITED:
        return (
            f"{opening} ville det tage omkring {years_in_words(years)} at nå dem, der er klar nu, "
            f"{after}."
        )
    if rule == OPEN:
        return (
            f"{opening} ville det tage mindst {number(years.lower, decimals=1)} år; den øvre "
            "grænse kan ikke angives, da forskellen også kan være nul."
        )
    if rule == NONE_SEEN:
        return f"{opening} ville det højst tage {number(years.upper, decimals=1)} år, {after}."
    return "Antallet vises ikke af hensyn til diskretion."
