"""A realistic report on the invented municipalities Aby and Bekøb, with invented numbers."""

import datetime as dt
import io
from importlib.resources import files

from analysis.blocks.model import (
    Block,
    Column,
    Figure,
    FindingText,
    Heading,
    KeyFigure,
    Mark,
    Masthead,
    PageBreak,
    Paragraph,
    Row,
    Table,
    Text,
)
from analysis.concepts import Lineage, Period
from analysis.rendering.report import Report, ReportMeta

RECIPIENTS, AWARDS, POPULATION, FACTS = "AUK01.csv", "PEN113.csv", "FOLK1A.csv", "facts.csv"
INPUTS = tuple(
    {
        "file": file,
        "publisher": publisher,
        "table": file.removesuffix(".csv"),
        "extracted": "2026-02-02",
        "licence": "CC BY 4.0",
        "origin": origin,
        "sha256": digit * 64,
    }
    for file, publisher, origin, digit in [
        (RECIPIENTS, "Danmarks Statistik", "synthetic", "a"),
        (AWARDS, "Danmarks Statistik", "synthetic", "b"),
        (POPULATION, "Danmarks Statistik", "observed", "c"),
        (FACTS, "Styrelsen for Arbejdsmarked og Rekruttering", "observed", "d"),
    ]
)
STOCK = Lineage(frozenset({RECIPIENTS, POPULATION}), frozenset({RECIPIENTS}))
FLOW = Lineage(frozenset({AWARDS, POPULATION}), frozenset({AWARDS}))
BOTH = STOCK | FLOW
OBSERVED = Lineage(frozenset({POPULATION, FACTS}))

ROWS = [
    # name, stage, observed, expected, difference, ratio, lower, upper, verdict
    (
        "Førtidspension",
        "flow",
        412,
        521,
        "−109 (−148 til −66)",
        0.79,
        0.72,
        0.87,
        "lavere, ret sikkert",
    ),
    ("Fleksjob", "flow", 388, 402, "−14 (−51 til 27)", 0.97, 0.87, 1.07, "ikke til at skelne"),
    (
        "Førtidspension",
        "stock",
        9_214,
        9_870,
        "−656 (−1.310 til −2)",
        0.93,
        0.87,
        1.0,
        "lavere, næppe tilfældigt",
    ),
    (
        "Fleksjob",
        "stock",
        3_105,
        3_290,
        "−185 (−520 til 150)",
        0.94,
        0.84,
        1.05,
        "ikke til at skelne",
    ),
    (
        "Ressourceforløb",
        "stock",
        640,
        812,
        "−172 (−330 til −14)",
        0.79,
        0.59,
        0.98,
        "lavere, ret sikkert",
    ),
    ("Revalidering", "stock", 11, 14, "−3 (−11 til 7)", 0.79, 0.4, 1.5, "for små tal"),
    (
        "Kontanthjælp",
        "stock",
        8_431,
        7_020,
        "1.411 (610 til 2.212)",
        1.2,
        1.09,
        1.32,
        "højere, ret sikkert",
    ),
    (
        "Sygedagpenge",
        "stock",
        4_880,
        4_710,
        "170 (−240 til 580)",
        1.04,
        0.95,
        1.12,
        "ikke til at skelne",
    ),
]
FINDINGS = [
    (
        "Aby tilkender førtidspension til færre borgere, end befolkningens alder og køn "
        "tilsiger: 412 mod 521 forventede på et år.",
        "lavere, ret sikkert",
    ),
    (
        "For fleksjob kan forskellen ikke skelnes fra almindelig variation mellem kommuner.",
        "ikke til at skelne",
    ),
    (
        "Færre er i ressourceforløb end i sammenlignelige kommuner: 640 mod 812 forventede.",
        "lavere, ret sikkert",
    ),
    ("For revalidering er tallene for små til en vurdering.", "for små tal"),
    (
        "Flere modtager kontanthjælp end i sammenlignelige kommuner: 8.431 mod 7.020 forventede.",
        "højere, ret sikkert",
    ),
    (
        "For sygedagpenge kan forskellen ikke skelnes fra almindelig variation mellem kommuner.",
        "ikke til at skelne",
    ),
    (
        "Bestanden af førtidspensionister er lidt lavere end forventet, men forskellen er "
        "lille i forhold til usikkerheden.",
        "lavere, næppe tilfældigt",
    ),
]


def make_report() -> Report:
    """Return the whole sample report."""
    blocks = (*page_one(), *page_distribution(), *page_trend(), *page_peers(), *page_sources())
    return Report(blocks, make_meta())


def make_meta() -> ReportMeta:
    return ReportMeta(
        title="Praksissammenligning",
        municipality_code="9901",
        municipality_name="Aby",
        period=Period.parse("2025K4"),
        date=dt.date(2026, 2, 15),
        status="udkast",
        inputs=INPUTS,
        parameters={"municipality_code": "9901", "period": "2025K4", "level": 0.95},
        data_version="1",
    )


def page_one() -> tuple[Block, ...]:
    findings = tuple(
        Block(f"fund-{number}", FindingText(*finding), BOTH)
        for number, finding in enumerate(FINDINGS, start=1)
    )
    masthead = Masthead(
        "Praksissammenligning", "Aby", "4. kvartal 2025", "15. februar 2026", "udkast"
    )
    notes = Text(
        (
            Paragraph(
                "Bekøb, Cedal, Dybø, Elmby og Fjordby, valgt efter indbyggertal, uddannelse og "
                "ledighed. 9 af 10 andre rimelige valg af kommuner giver samme svar; valget af "
                "de nærmeste tre ændrer svaret for ressourceforløb.",
                lead="Sammenlignet med",
            ),
            Paragraph(
                "førtidspension ± 62 personer om året, fleksjob ± 58, ressourceforløb ± 190.",
                lead="Mindste forskel, vi kunne have set:",
            ),
            Paragraph(
                "En forskel er hverken god eller dårlig. Tallene siger ikke, om borgerne i de to "
                "kommuner har samme helbred, og ikke, hvorfor praksis er forskellig.",
                lead="Hvad tallene ikke kan sige:",
            ),
        ),
        role="note",
    )
    return (
        Block("masthead", masthead),
        *findings,
        Block("hovedtabel", main_table(), BOTH),
        Block("noter", notes),
        Block("slut-side-et", PageBreak()),
    )


def main_table() -> Table:
    columns = (
        Column("name", "", "left"),
        Column("observed", "faktisk"),
        Column("expected", "forventet"),
        Column("difference", "forskel (95 %)"),
        Column("ratio", "faktisk / forventet", "center"),
        Column("verdict", "vurdering", "left"),
    )
    rows = [Row(("Tilkendelser, seneste fire kvartaler",), is_group=True)]
    for name, stage, observed, expected, difference, ratio, lower, upper, verdict in ROWS:
        if stage == "stock" and not any("Bestand" in str(row.cells[0]) for row in rows):
            rows.append(Row(("Bestand, gennemsnit af 4. kvartal 2025",), is_group=True))
        mark = Mark(
            draw_mark(ratio, lower, upper), f"{ratio} ({lower} til {upper}) gange forventet"
        )
        rows.append(Row((name, danish(observed), danish(expected), difference, mark, verdict)))
    records = tuple(
        {
            "name": row[0],
            "stage": row[1],
            "n_observed": row[2],
            "n_expected": row[3],
            "ratio": row[5],
        }
        for row in ROWS
    )
    return Table(
        "Faktisk og forventet antal personer",
        columns,
        tuple(rows),
        records,
        note="● Aby med 95 %-interval · grå: sammenlignelige kommuner · lodret streg: forventet.",
    )


def page_distribution() -> tuple[Block, ...]:
    return (
        Block("alle", Heading("Hvor ligger Aby blandt alle kommuner?")),
        Block(
            "alle-lead",
            Text(
                (Paragraph("Aby ligger i den lavere halvdel, men inden for spredningen."),), "lead"
            ),
            STOCK,
        ),
        Block(
            "alle-noegletal",
            KeyFigure("Førtidspension, bestand", "6,4 %", "af 18-66-årige; 6,1 til 6,8 %"),
            STOCK,
        ),
        Block(
            "alle-noegletal-2",
            KeyFigure("Indbyggere 18-66 år", "143.900", "1. oktober 2025"),
            OBSERVED,
        ),
        Block("alle-figur", make_figure(), STOCK),
    )


def page_trend() -> tuple[Block, ...]:
    return (
        Block("udvikling", Heading("Har det ændret sig?")),
        Block("udvikling-foer", Heading("Før 2022", 2)),
        Block("udvikling-tekst", Text((Paragraph("Niveauet var stabilt i fire år."),)), OBSERVED),
        Block(
            "udvikling-mangler",
            Text(
                (
                    Paragraph(
                        "Serien findes ikke for perioden. Hent tabellen PEN113 hos Danmarks "
                        "Statistik, og læg den i mappen data/raw.",
                        lead="Ingen data.",
                    ),
                ),
                "missing",
            ),
        ),
    )


def page_peers() -> tuple[Block, ...]:
    columns = (
        Column("name", "Kommune", "left"),
        Column("population", "Indbyggere 18-66 år"),
        Column("education", "Uden uddannelse, %"),
        Column("distance", "Afstand til Aby"),
    )
    names = ["Aby", "Bekøb", "Cedal", "Dybø", "Elmby", "Fjordby"]
    records = tuple(
        {
            "name": name,
            "population": 143_900 - 7_310 * i,
            "education": 24.1 + 0.7 * i,
            "distance": 0.31 * i,
        }
        for i, name in enumerate(names)
    )
    rows = tuple(
        Row(
            (
                r["name"],
                danish(r["population"]),
                danish(r["education"], 1),
                danish(r["distance"], 2),
            ),
            is_focus=r["name"] == "Aby",
        )
        for r in records
    )
    return (
        Block("kommuner", Heading("Hvem sammenligner vi med?")),
        Block(
            "kommuner-tabel", Table("Sammenlignelige kommuner", columns, rows, records), OBSERVED
        ),
        Block(
            "kommuner-liste",
            Text(
                (Paragraph("Ens alder."), Paragraph("Ens ledighed."), Paragraph("Ens uddannelse.")),
                "list",
            ),
        ),
    )


def page_sources() -> tuple[Block, ...]:
    columns = (
        Column("file", "Fil", "left"),
        Column("publisher", "Udgiver", "left"),
        Column("extracted", "Hentet", "left"),
        Column("sha256", "SHA-256", "left"),
    )
    records = tuple(
        {key: entry[key] for key in ("file", "publisher", "extracted", "sha256")}
        for entry in INPUTS
    )
    rows = tuple(
        Row((r["file"], r["publisher"], "2. februar 2026", r["sha256"][:16] + " …"))
        for r in records
    )
    lineage = Lineage(frozenset(e["file"] for e in INPUTS))
    return (
        Block("kilder", Heading("Hvor kommer tallene fra?")),
        Block("kilder-tabel", Table("Filer bag rapporten", columns, rows, records), lineage),
    )


def make_figure(**changes: str) -> Figure:
    values = {
        "title": "Førtidspension, bestand i procent af 18-66-årige",
        "svg": draw_figure(),
        "alt": "Aby ligger med 6,4 procent som nummer 31 af 98 kommuner; de fem sammenlignelige "
        "kommuner ligger mellem 6,0 og 7,8 procent.",
        "answers": "Hvor stor en del af befolkningen får førtidspension i hver kommune?",
        "how_to_read": "Hver prik er en kommune. Den blå er Aby, de mørkegrå er sammenlignelige.",
        "does_not_show": "Hvor mange der får tilkendt førtidspension i et år.",
    }
    return Figure(**(values | changes), records=({"name": "Aby", "share": 0.064},))


def draw_mark(ratio: float, lower: float, upper: float) -> str:
    """Draw a ratio with its interval on a scale from 0 to 2, 150 by 18 points."""
    at = {name: 75 * value for name, value in [("r", ratio), ("l", lower), ("u", upper)]}
    peers = "".join(f'<circle cx="{55 + 9 * i}" cy="9" r="2" fill="#7B8794"/>' for i in range(5))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="150pt" height="18pt" viewBox="0 0 150 18">'
        '<defs><clipPath id="frame"><rect width="150" height="18"/></clipPath></defs>'
        '<g clip-path="url(#frame)"><path d="M75 0V18" stroke="#2B333B"/>'
        f'{peers}<path d="M{at["l"]:.1f} 9H{at["u"]:.1f}" stroke="#005A9C" stroke-width="1.6"/>'
        f'<circle cx="{at["r"]:.1f}" cy="9" r="4" fill="#005A9C"/></g></svg>'
    )


def draw_figure() -> str:
    """Draw a ranked dot plot with matplotlib, as the report's figures are drawn."""
    from matplotlib import font_manager, rc_context
    from matplotlib.figure import Figure as Canvas

    font_manager.fontManager.addfont(str(files("analysis") / "fonts" / "Inter-Regular.ttf"))
    style = {
        "svg.fonttype": "none",
        "svg.hashsalt": "sample",
        "font.family": "Inter",
        "font.size": 9,
    }
    with rc_context(style):
        canvas = Canvas(figsize=(6.6, 3.4))
        axes = canvas.add_subplot()
        values = [4.1 + 5.2 * (i / 97) ** 1.4 for i in range(98)]
        axes.scatter(range(98), values, s=9, color="#C3CAD1")
        axes.scatter(
            [22, 39, 47, 55, 71], [values[i] for i in (22, 39, 47, 55, 71)], s=18, color="#7B8794"
        )
        axes.scatter([30], [values[30]], s=46, color="#005A9C")
        axes.annotate(
            "Aby",
            (30, values[30]),
            xytext=(0, -16),
            textcoords="offset points",
            color="#005A9C",
            ha="center",
        )
        axes.set(ylim=(0, 10), xlabel="Kommuner efter andel", ylabel="Procent af 18-66-årige")
        axes.spines[["top", "right"]].set_visible(False)
        file = io.StringIO()
        canvas.savefig(file, format="svg", metadata={"Date": None}, bbox_inches="tight")
    return file.getvalue()


def danish(number: float, decimals: int = 0) -> str:
    """Write a number as a Danish reader expects it."""
    return f"{number:,.{decimals}f}".translate(str.maketrans(",.", ".,"))
