"""How the review and the comparison of practice hang together, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.blocks.model import Block, Paragraph, Text
from analysis.concepts import Estimate
from analysis.findings.review_numbers import people_with_limits, years_in_words
from analysis.findings.suppression import is_hidden
from analysis.findings.triangulation import (
    FEWER,
    MORE,
    ORDINARY,
    TOO_SMALL,
    SchemeTriangulation,
    StockGap,
    Triangulation,
)
from analysis.findings.years_to_clear import LIMITED, NO_PACE, NONE_SEEN, OPEN
from analysis.labels import interval, listing, number, sentence_case, write_people
from analysis.review.results import ANY

BLOCK_ID = "sammenhaeng-tekst"
# An ordinary stock twice another tells little of a municipality's practice.
_WIDE = 2.0
_SIDES = {
    FEWER: "lavere end almindeligt",
    ORDINARY: "inden for det almindelige",
    MORE: "højere end almindeligt",
}
_BOTH = {
    FEWER: "Begge mål er forenelige med, at flere kunne være på ordningen; det ene viser ikke det "
    "andet.",
    MORE: "En bestand over det almindelige udelukker ikke, at borgere i målgruppen venter, og "
    "omvendt.",
}
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
    ordinary = [s for s in schemes if s.stock is not None and s.rule == ORDINARY]
    paragraphs += [_say_ordinary(ordinary)] if ordinary else []
    paragraphs += [
        Paragraph(_say_years_at_gap(scheme), lead=f"År med {scheme.label}.")
        for scheme in schemes
        if scheme.yearly is not None
    ]
    lead = "År med kommunens egen kapacitet."
    paragraphs.append(Paragraph(_say_years_at_capacity(triangulation), lead=lead))
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
        "Gennemgangen tæller borgere, der i dag kan være i målgruppen; sammenligningen holder "
        f"{_name_stock(triangulation)} op imod det, der ventes med rater fra "
        f"{listing(triangulation.peers)}. De to svarer på hver sit spørgsmål: de prøves ikke mod "
        "hinanden, og der regnes intet gennemsnit.",
        lead="To mål, ikke ét.",
    )


def _name_stock(triangulation: Triangulation) -> str:
    """Name what the comparison counts, and when; it is the same for all schemes."""
    stocks = [s.stock for s in triangulation.schemes if s.stock is not None]
    named = {f"modtagere ({stock.unit.label}, {stock.period})" for stock in stocks}
    return named.pop() if len(named) == 1 else "modtagere"


def _say_scheme(scheme: SchemeTriangulation) -> str:
    return f"{_say_potential(scheme)} {_say_stock(scheme)} {_say_both(scheme)}".strip()


def _say_potential(scheme: SchemeTriangulation) -> str:
    if is_hidden(scheme.now):
        return "Antallet fra gennemgangen vises ikke af hensyn til diskretion."
    if not scheme.now.value > 0:
        return f"Gennemgangen: ingen læst sag er klar nu, højst {write_people(scheme.now.upper)}."
    return f"Gennemgangen: omkring {people_with_limits(scheme.now)} kan være i målgruppen nu."


def _say_stock(scheme: SchemeTriangulation) -> str:
    stock = scheme.stock
    if stock is None:
        return ""
    side = "færre" if stock.gap >= 0 else "flere"
    said = (
        f"Bestanden: {number(stock.n_observed)} modtagere, {number(abs(stock.gap))} {side} end "
        f"forventet"
    )
    if scheme.rule == TOO_SMALL:
        return f"{said}. Tallene er for små til at sige, hvad der er almindeligt."
    return f"{said}. Det er {_SIDES[scheme.rule]}."


def _say_both(scheme: SchemeTriangulation) -> str:
    """Say what the two together do and do not show, where the stock is not ordinary."""
    if is_hidden(scheme.now) or not scheme.now.value > 0:
        return ""
    return _BOTH.get(scheme.rule, "")


def _say_ordinary(schemes: Sequence[SchemeTriangulation]) -> Paragraph:
    """Say how little an ordinary stock tells where municipalities differ much."""
    said = "Bestanden ligner, hvad kommuner med almindelig praksis har."
    widest = max(schemes, key=lambda scheme: _ratio(scheme.stock))
    if widest.stock is not None and _ratio(widest.stock) >= _WIDE:
        limits = interval(round(widest.stock.usual_lower), round(widest.stock.usual_upper))
        gap = f"{number(abs(widest.stock.gap))} {'færre' if widest.stock.gap >= 0 else 'flere'}"
        said = (
            f"Kun lidt, for kommuner er meget forskellige: for {widest.label} er alt fra {limits} "
            f"modtagere almindeligt, så {gap} end forventet kan være den forskel, der altid er."
        )
    return Paragraph(
        f"{said} Det viser hverken, at praksis er som de andres, eller at ingen venter.",
        lead="Hvad »almindelig« siger.",
    )


def _ratio(stock: StockGap | None) -> float:
    if stock is None or not stock.usual_lower > 0:
        return 0.0
    return stock.usual_upper / stock.usual_lower


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
        return "Hvor mange sager kommunen kan behandle på et år, er ikke oplyst (--capacity)."
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
