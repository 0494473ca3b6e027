"""Invented records of two packs of Aby (9901), for the tests of changes and tracing."""

from __future__ import annotations

from typing import Any

from analysis.concepts import Lineage
from analysis.findings.register import Certainty, Finding, Kind, Number
from analysis.labels import number
from analysis.packs.record import PackRecord

OBSERVED = Lineage(frozenset({"AUK01.csv"}))
INVENTED = Lineage(frozenset({"AUK01.csv"}), frozenset({"AUK01.csv"}))


def finding(finding_id: str, title: str, sentence: str, numbers: tuple, **changes: Any) -> Finding:
    """Return a finding of the kind that its id begins with."""
    values: dict[str, Any] = {
        "state": "clearly_lower",
        "state_words": "lavere, meget sikkert",
        "certainty": Certainty.CLEAR,
        "rule": "en regel",
        "period": "2025K4",
        "lineage": OBSERVED,
    }
    return Finding(
        id=finding_id,
        kind=Kind(finding_id.partition(".")[0]),
        title=title,
        sentence=sentence,
        numbers=numbers,
        **{**values, **changes},
    )


def awards(observed: int = 1026, expected: float = 1556.0, **changes: Any) -> Finding:
    """Return the finding of awards of førtidspension."""
    ratio = observed / expected
    difference = observed - expected
    return finding(
        "benchmark.foertidspension-tilkendelser",
        "Førtidspension, tilkendelser",
        "Aby tilkender førtidspension til færre, end befolkningens alder og køn tilsiger: "
        f"{number(observed)} mod {number(expected)} forventede på et år.",
        (
            Number("observed", "faktiske tilkendelser", observed, "awards"),
            Number("expected", "forventede tilkendelser", expected, "awards", 637, 2876),
            Number(
                "difference",
                "faktisk minus forventet",
                difference,
                "awards",
                difference - 90,
                difference + 91,
                level=0.95,
                is_signed=True,
            ),
            Number(
                "ratio",
                "faktisk over forventet",
                ratio,
                "ratio",
                ratio - 0.05,
                ratio + 0.05,
                decimals=2,
                level=0.95,
            ),
        ),
        **changes,
    )


def stock(**changes: Any) -> Finding:
    """Return the finding of the stock on fleksjob, that cannot be told apart."""
    values: dict[str, Any] = {
        "state": "indistinguishable",
        "state_words": "almindelig variation",
        "certainty": Certainty.WEAK,
    }
    return finding(
        "benchmark.fleksjob-bestand",
        "Fleksjob, bestand",
        "Bestanden ligger under det forventede for fleksjob (2.161 færre); så store afstande er "
        "ikke usædvanlige mellem kommuner.",
        (
            Number("observed", "faktiske fuldtidspersoner", 8429, "fulltime_persons"),
            Number("expected", "forventede fuldtidspersoner", 10590, "fulltime_persons"),
            Number(
                "difference", "faktisk minus forventet", -2161, "fulltime_persons", is_signed=True
            ),
        ),
        **{**values, **changes},
    )


def review(value: float = 1385.0, lower: float = 771.0, upper: float = 2390.0) -> Finding:
    """Return how many the review finds may be in the group of førtidspension."""
    return finding(
        "review.foertidspension",
        "Førtidspension",
        "Førtidspension: mulig målgruppe omkring 1.400 (770 til 2.400).",
        (
            Number(
                "now",
                "mulig målgruppe ifølge gennemgangen",
                value,
                "estimated_persons",
                lower,
                upper,
                level=0.95,
            ),
        ),
        state="only_the_order",
        state_words="kun størrelsesordenen",
    )


def agreement(**changes: Any) -> Finding:
    """Return how often two readers agree."""
    return finding(
        "review.agreement",
        "Læsernes enighed",
        "To læsere er mindst enige om førtidspension: i 61 af 68 sager (80 % til 96 %).",
        (Number("foertidspension", "enighed om førtidspension", 61 / 68, "share", 0.80, 0.96),),
        state="measured",
        **changes,
    )


def weeks() -> Finding:
    """Return how long cases take."""
    return finding(
        "events.weeks.sag_rejst.afgoerelse",
        "Uger: sag rejst til afgørelse",
        "I halvdelen af sagerne går der højst 36,3 uger (35,6 til 37,7) fra sagen rejses, til "
        "kommunen træffer afgørelse.",
        (
            Number(
                "median",
                "uger for halvdelen af sagerne",
                36.29,
                "weeks",
                35.6,
                37.7,
                decimals=1,
                level=0.95,
            ),
        ),
        state="estimated",
    )


def money() -> Finding:
    """Return what everything costs."""
    return finding(
        "economics.total",
        "Alle skift tilsammen, økonomi",
        "Alle skift tilsammen ændrer kommunens økonomi over 5 år med −396.037 tusind kr. "
        "(−548.891 til −248.546) i nutidsværdi: en merudgift.",
        (
            Number(
                "total",
                "kommunen, nutidsværdi",
                -396037.2,
                "thousand_kroner",
                -548891,
                -248546,
                level=0.95,
                is_signed=True,
            ),
        ),
        state="cost",
    )


def findings() -> tuple[Finding, ...]:
    """Return a finding of every kind that has numbers."""
    return awards(), stock(), review(), agreement(), weeks(), money()


def record(*found: Finding, **changes: Any) -> PackRecord:
    """Return the record of a pack."""
    values: dict[str, Any] = {
        "municipality_code": "9901",
        "municipality_name": "Aby",
        "period": "2025K4",
        "meeting_date": "",
        "date": "2026-02-15",
        "status": "udkast",
        "release": "lukket",
        "findings": found or findings(),
        "recommendations": (recommendation(),),
        "milestones": (task(),),
        "inputs": (entry("AUK01.csv"), entry("pack/study.yaml")),
        "method": {"version": "0.1.0", "code": "c1"},
        "request": {"peers": {"codes": ["9902"]}, "level": 0.95, "seed": 1},
    }
    return PackRecord(**{**values, **changes})


def recommendation(**changes: Any) -> dict[str, Any]:
    """Return a recommendation as a record remembers it."""
    return {
        "id": "praksis",
        "number": 1,
        "title": "Fælles praksis",
        "text": "BIF og SOF bruger én.",
        "owner": "fælles",
        "deadline": "2026-06-30",
        "status": "foreslået",
        "first_step": "Mød.",
        "verdict": "holds",
        "verdict_words": "holder",
        "basis": {"benchmark.foertidspension-tilkendelser": "clearly_lower"},
        **changes,
    }


def task(**changes: Any) -> dict[str, Any]:
    """Return a task of the plan as a record remembers it."""
    return {
        "id": "tjekliste",
        "title": "Tjeklisten",
        "milestone": "Listen er godkendt",
        "owner": "SOF",
        "planned_end": "2026-04-30",
        "current_end": "2026-04-30",
        "done_on": "",
        "status": "i gang",
        **changes,
    }


def entry(file: str, sha256: str = "a1", origin: str = "observed") -> dict[str, Any]:
    """Return a line of the list of inputs."""
    return {"file": file, "sha256": sha256, "origin": origin, "extracted": "2026-02-01"}
