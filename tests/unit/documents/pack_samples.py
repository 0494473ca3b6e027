"""Papers and decks with invented content, for the tests of the pack's writers."""

from __future__ import annotations

import datetime as dt

from analysis.blocks.model import (
    Block,
    Column,
    FindingText,
    KeyFigure,
    Paragraph,
    Row,
    Table,
    Text,
)
from analysis.concepts import Lineage
from analysis.documents.cover_forms import load_form
from analysis.documents.deck import (
    Deck,
    DiagramArrow,
    DiagramBox,
    NativeChart,
    NativeDiagram,
    Slide,
    day_number,
)
from analysis.documents.paper import CoverPaper, Section

DAY = dt.date(2026, 3, 11)
OBSERVED = Lineage(frozenset({"FOLK1A.csv"}))
INVENTED = Lineage(frozenset({"events.csv"}), frozenset({"events.csv"}))
LONG_NAME = (
    "Beskæftigelses- og Socialsamarbejdet for Nordøstsjælland, Bornholm og Christiansø Kommuner"
)
NOTES = "Metode: indirekte standardisering. Forbehold: tallene siger ikke, hvem der har ret."
SOURCE = "Kilde: egen sagsgennemgang, trukket 1. oktober 2025."


def text(*words: str, role: str = "body", name: str = "tekst", lineage=OBSERVED) -> Block:
    return Block(name, Text(tuple(Paragraph(each) for each in words), role), lineage)


def table(rows: int = 3, lineage=OBSERVED) -> Block:
    columns = (
        Column("post", "Post", "left"),
        Column("first", "2026"),
        Column("second", "2027"),
    )
    body = tuple(Row((f"Sagsforberedelse {n + 1}", "1.240", "4.310")) for n in range(rows))
    total = Row(("I alt", "5.550", "9.860"), is_focus=True)
    group = Row(("Service",), is_group=True)
    return Block("oekonomi", Table("1.000 kr.", columns, (group, *body, total), ()), lineage)


def cover(
    template: str = "koebenhavn",
    *,
    municipality: str = "Aby",
    points: int = 4,
    filler: int = 0,
    lineage=OBSERVED,
    stamp: str = "",
) -> CoverPaper:
    asked = [f"at godkende anbefaling {n + 1} om fuld dokumentation" for n in range(points)]
    filled = {
        "Indstilling": (
            text("Forvaltningerne indstiller,", name="indledning"),
            text(*asked, role="points", name="at-punkter", lineage=lineage),
        ),
        "Økonomi": (table(),),
        "Økonomiske og personalemæssige konsekvenser": (table(),),
        "Vurdering": (
            Block("fund", FindingText("Der går 31 uger (27 til 36).", "usikkert"), lineage),
        ),
        "Løsning": (
            text("Én tjekliste", "Faste frister", role="list"),
            text(*["Dette afsnit er for langt til en forside. " * 8] * (filler or 1), name="x"),
        ),
    }
    headings = load_form(template).headings
    return CoverPaper(
        template=template,
        title="Ensartet visitationspraksis til førtidspension, fleksjob og ressourceforløb",
        municipality=municipality,
        meeting="Fælles direktionsmøde",
        meeting_date=DAY,
        case_number="2026-0012345",
        status="udkast",
        stamp=stamp,
        sections=tuple(
            Section(each, filled.get(each, (text("Ingen bemærkninger."),))) for each in headings
        ),
        footer="Beskæftigelses- og Integrationsforvaltningen",
    )


def chart(kind: str = "interval", *, lineage=OBSERVED, **changes) -> NativeChart:
    values: dict = {
        "kind": kind,
        "categories": ("Førtidspension", "Fleksjob", "Revalidering"),
        "series": (("Faktisk over forventet", (0.91, 0.72, 1.1)),),
        "lower": (0.8, 0.65, 0.7),
        "upper": (1.03, 0.8, 1.45),
        "axis_title": "Faktisk over forventet",
        "number_format": "0.00",
        "focus": 1 if kind != "line" else 0,
        "alt": "Tre bjælker med usikkerhed.",
        "lineage": lineage,
    }
    if kind in {"bar_stacked", "line"}:
        values["series"] = (("Aby", (1.0, 2.0, 3.0)), ("Bekøb", (2.0, None, 1.0)))
    if kind == "gantt":
        values["series"] = ()
        values["lower"] = tuple(day_number(dt.date(2026, month, 1)) for month in (1, 3, 5))
        values["upper"] = tuple(day_number(dt.date(2026, month, 28)) for month in (4, 6, 9))
    return NativeChart(**values | changes)


def diagram() -> NativeDiagram:
    return NativeDiagram(
        (
            DiagramBox("sag", "Sagen åbnes", 0.0, 0.0, 0.25, 0.3),
            DiagramBox("attest", "Lægeattest", 0.4, 0.0, 0.25, 0.3, "waiting"),
            DiagramBox("afgoerelse", "Afgørelse", 0.4, 0.6, 0.25, 0.3, "focus"),
            DiagramBox("sof", "SOF", 0.8, 0.6, 0.2, 0.3, "label"),
        ),
        (DiagramArrow("sag", "attest"), DiagramArrow("attest", "afgoerelse", is_dashed=True)),
        alt="Sagen åbnes, lægeattest hentes, og sagen afgøres.",
    )


def slide(layout: str, *items, name: str = "", title: str = "Sagerne kan blive kortere", **rest):
    return Slide(name or layout, layout, title, tuple(items), NOTES, SOURCE, **rest)


def deck(*slides: Slide, municipality: str = "Aby") -> Deck:
    figure = Block("tal", KeyFigure("uger", "31", "27 til 36 uger"), OBSERVED)
    claim = Block("fund", FindingText("Der går 31 uger.", "usikkert"), OBSERVED)
    every = (
        slide("title", text("Fælles direktionsmøde"), title="Anbefalinger til BIF og SOF"),
        slide("statement", figure, claim, text("Begge forvaltninger er enige.")),
        slide("chart", chart(), text("Stregen viser 95 %-intervallet.")),
        slide("table_and_text", table(), text("Satser er ikke efterprøvet.")),
        slide("table", table(4)),
        slide("figure", diagram()),
        slide("bullets", text("at godkende tjeklister", "at indføre frister")),
        slide("chart", chart("gantt"), name="plan"),
    )
    return Deck("Anbefalinger", municipality, DAY, "udkast", slides or every)
