"""An invented record of a pack for the tests of cover paper and slides: Aby, 9901."""

from __future__ import annotations

import dataclasses
from typing import Any

from analysis.blocks.model import Block, Column, Figure, Paragraph, Row, Table, Text
from analysis.concepts import Lineage
from analysis.findings.register import Certainty, Finding, Kind, Number
from analysis.packs.record import PackRecord

OBSERVED = Lineage(frozenset({"AUK01.csv"}))
INVENTED = Lineage(frozenset({"AUK01.csv"}), frozenset({"AUK01.csv"}))
TWO_LINES = (
    "Den Fælles Kommune for Aby, Bekøb, Vester Skovlunde, Øster Højrup og de Små Øer i "
    "Storesund med Tilhørende Holme"
)


def finding(finding_id: str, sentence: str, state: str, words: str, **changes: Any) -> Finding:
    """Return a finding of the kind that its id begins with."""
    values = {
        "id": finding_id,
        "kind": Kind(finding_id.partition(".")[0]),
        "title": finding_id,
        "sentence": sentence,
        "state": state,
        "state_words": words,
        "certainty": Certainty.CLEAR,
        "rule": "en regel",
        "period": "2025K4",
        "lineage": OBSERVED,
    }
    return Finding(**{**values, **changes})


def findings(lineage: Lineage = OBSERVED) -> tuple[Finding, ...]:
    """Return findings of every kind that a paper uses."""
    every = (
        finding(
            "benchmark.foertidspension-tilkendelser",
            "Aby tilkender førtidspension til færre: 72 mod 100 forventede på et år.",
            "clearly_lower", "lavere, meget sikkert; almindeligt mellem kommuner",
            title="Førtidspension, tilkendelser",
            numbers=(
                Number("observed", "faktiske", 72, "awards"),
                Number("ratio", "faktisk over forventet", 0.7213, "ratio", 0.651, 0.802, 2),
            ),
        ),
        finding(
            "benchmark.fleksjob-bestand",
            "Bestanden ligger under det forventede for fleksjob (12 færre).",
            "indistinguishable", "almindelig variation",
            title="Fleksjob, bestand", certainty=Certainty.WEAK,
            numbers=(Number("ratio", "faktisk over forventet", 0.9, "ratio", decimals=2),),
        ),
        finding(
            "review.mindst_en",
            "Efter gennemgangen kan omkring 420 (250 til 690) være i målgruppen.",
            "shown", "antallet kan vises", title="Mindst én ordning",
            numbers=(Number("now", "nu", 421.5, "estimated_persons", 248.1, 688.7),),
        ),
        finding(
            "review.revalidering",
            "Revalidering: mulig målgruppe højst omkring 60.", "at_most", "kun en øvre grænse",
            title="Revalidering", certainty=Certainty.WEAK,
            numbers=(Number("now", "nu", 9.3, "estimated_persons", 0.4, 60.2),),
        ),
        finding(
            "events.weeks.sag_rejst.afgoerelse",
            "I halvdelen af sagerne går der højst 36,3 uger (35,6 til 37,7).",
            "estimated", "opgjort, meget sikkert", title="Uger: sag rejst til afgørelse",
            numbers=(Number("median", "uger", 36.29, "weeks", 35.57, 37.71, 1),),
        ),
        finding(
            "events.deadline.pensionsafgoerelse",
            "Afgørelse: 81 % af sagerne (77 til 85 %) holder fristen på 13,0 uger.",
            "over", "fristen holdes i under 90 % af sagerne", title="Frist: Afgørelse",
        ),
        finding(
            "economics.total",
            "Alle skift ændrer kommunens økonomi med −396 tusind kr. (−549 til −249).",
            "cost", "merudgift for kommunen", title="Alle skift tilsammen",
            certainty=Certainty.WEAK, numbers=tuple(_amounts()),
        ),
    )  # fmt: skip
    return tuple(dataclasses.replace(each, lineage=lineage) for each in every)


def recommendation(number: int, **changes: Any) -> dict[str, Any]:
    """Return one recommendation as a record remembers it."""
    return {
        "id": f"anbefaling-{number}",
        "number": number,
        "title": f"Sagen er dokumenteret, før den forelægges teamet ({number})",
        "text": "Sagen forelægges først, når den er dokumenteret.",
        "owner": ("BIF", "SOF", "fælles")[number % 3],
        "deadline": "2027-03-01",
        "status": "foreslået",
        "first_step": "Tjeklisten sendes til centrene.",
        "verdict": "holds",
        "verdict_words": "holder",
        "strength": "stærk",
        "is_flagged": False,
        "is_overdue": False,
        "basis": {"review.mindst_en": "shown"},
        **changes,
    }


def milestone(name: str, end: str, **changes: Any) -> dict[str, Any]:
    """Return one task as a record remembers it."""
    return {
        "id": name,
        "title": f"Opgaven {name}",
        "milestone": f"{name} er færdig",
        "owner": "SOF",
        "planned_start": "2026-10-01",
        "planned_end": end,
        "current_start": "2026-10-01",
        "expected_start": "2026-10-01",
        "current_end": end,
        "expected_end": end,
        "done_on": "",
        "status": "i gang",
        "in_reduced_plan": True,
        **changes,
    }


def record(**changes: Any) -> PackRecord:
    """Return the record of a pack with everything in it."""
    values: dict[str, Any] = {
        "municipality_code": "9901",
        "municipality_name": "Aby",
        "period": "2025K4",
        "meeting_date": "",
        "date": "2026-11-21",
        "status": "udkast",
        "release": "lukket",
        "findings": findings(),
        "recommendations": tuple(recommendation(number) for number in range(1, 4)),
        "milestones": (
            milestone("tjekliste", "2026-12-15"),
            milestone("undersøgelse", "2027-04-15", in_reduced_plan=False),
        ),
        "inputs": tuple(inputs()),
        "request": {"level": 0.95, "law_of": "2026-11-21"},
    }
    return PackRecord(**{**values, **changes})


def bare_record(**changes: Any) -> PackRecord:
    """Return the record of a municipality that has given nothing but a register."""
    missing = {
        "review": "Der er ikke lagt en sagsgennemgang ved.",
        "events": "Hændelsesfilen er ikke lagt ved.",
        "economics": "Der er ingen personer at regne økonomi for.",
    }
    own = tuple(each for each in findings() if each.kind is Kind.BENCHMARK)
    waiting = {"verdict": "not_shown", "verdict_words": "ikke vist endnu"}
    rows = tuple(recommendation(number, **waiting) for number in (1, 2))
    return record(**{"findings": own, "missing": missing, "recommendations": rows, **changes})


def inputs(origin: str = "observed") -> list[dict[str, str]]:
    """Return lines of inputs, as a record has them."""
    named = {"AUK01.csv": "STAR", "pack/recommendations.yaml": "Aby", "pack/milestones.yaml": "Aby"}
    return [
        {"file": file, "table": file.removeprefix("pack/").partition(".")[0],
         "publisher": publisher, "origin": origin}
        for file, publisher in named.items()
    ]  # fmt: skip


def blocks() -> dict[str, Block]:
    """Return the blocks of the report that a paper and the slides look into."""
    every = (_below_page_one(), _business_case(), _laws(), _picture(), _steps(), _changed())
    return {each.id: each for each in every}


def _amounts():
    unit = "thousand_kroner"
    yield Number("total", "kommunen, nutidsværdi", -396, unit, -549, -249, is_signed=True)
    yield Number("total_state", "staten, nutidsværdi", -109, unit, -146, -71, is_signed=True)
    yield Number("case_total", "uden rente", -444, unit, -617, -277, is_signed=True)
    yield Number("case_service", "service", 53, unit, is_signed=True)
    yield Number("case_transfers", "overførsler", -497, unit, is_signed=True)


def _below_page_one() -> Block:
    peers = Paragraph("Bekøb og Cedel (de nærmeste).", "Sammenlignet med")
    other = Paragraph("Reglerne er dagens.", "Regler.")
    return Block("oplaeg-laesning", Text((peers, other), role="note"), OBSERVED)


def _business_case() -> Block:
    rows = (
        Row(("Varige ændringer",), is_group=True),
        Row(("Service", "+53")), Row(("Anlæg", "0")), Row(("Samlet varig", "−444"), is_focus=True),
        Row(("Engangsudgifter",), is_group=True),
        Row(("Service, én gang", "−9")), Row(("Samlet engang", "−9"), is_focus=True),
        Row(("Samlet",), is_group=True),
        Row(("Samlet påvirkning", "−453"), is_focus=True), Row(("nedre grænse", "−626")),
    )  # fmt: skip
    columns = (Column("area", "Styringsområde", "left"), Column("sum", "I alt"))
    return Block("business-case", Table("Økonomi", columns, rows, ()), OBSERVED)


def _laws() -> Block:
    laws = (
        "Lov om social pension § 18.",
        "Lov om social pension § 18; Lov 1750 (kravet bortfalder; dato ukendt)°.",
    )
    records = tuple({"number": 1, "field": "Retligt grundlag", "content": law} for law in laws)
    return Block("anbefalinger-detaljer", Table("Fuld tekst", (), (), records), OBSERVED)


def _picture() -> Block:
    steps = [
        step("nuvaerende", "rejs", 0, 1), step("nuvaerende", "laege", 1, 6),
        step("nuvaerende", "ekstra", 6, 9, change="removed"),
        step("forslag", "rejs", 0, 1), step("forslag", "laege", 1, 6),
        step("forslag", "social", 1, 5, change="added", is_critical=False),
        step("forslag", "afgoer", 6, 8),
        step("forslag", "hurtig", 0, 1, route="aabenbare"),
    ]  # fmt: skip
    content = Figure("Sagsgang", "<svg/>", "alt", "a", "b", "c", tuple(steps))
    return Block("sagsgang", content, OBSERVED)


def step(flow: str, name: str, start: float, end: float, **changes: Any) -> dict[str, Any]:
    """Return one step as the picture of the flows records it."""
    return {
        "flow": flow, "route": "alle", "step": name, "label": f"Trin {name}", "unit": "BIF",
        "start_week": float(start), "end_week": float(end), "is_critical": True,
        "change": "kept", **changes,
    }  # fmt: skip


def _steps() -> Block:
    names = ("rejs", "laege", "ekstra", "social", "afgoer")
    rows = tuple(
        Row((f"Trin {name}", "BIF: 5 uger (4 til 7)", "SOF: 4 uger (3 til 6)")) for name in names
    )
    return Block("sagsgang-trin", Table("Trin", (), rows, ()), OBSERVED)


def _changed() -> Block:
    paragraphs = (Paragraph("Aby, 2025K3.", "Sammenlignet med oplægget"),
                  Paragraph("Intet er ændret siden da.", "Ændret."))  # fmt: skip
    return Block("aendret-tekst", Text(paragraphs, role="list"), OBSERVED)
