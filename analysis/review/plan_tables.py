"""What does a reader see of the plan? Danish tables, the same in file, print and workbook.

A table is a dict of ``name``, ``caption``, ``columns`` (each ``key`` and ``label``),
``rows`` (dicts by key) and ``note``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis import labels as danish
from analysis.concepts import Benefit
from analysis.estimation.planning.allocation import Allocation
from analysis.estimation.planning.anticipated import ANY_SCHEME, DEFAULT_SHARES
from analysis.estimation.planning.kappa_sizes import kappa_precision
from analysis.estimation.planning.precision_table import (
    EVERYBODY,
    PrecisionRow,
    PrecisionTable,
)

_VERDICTS = {
    "kan_vises": "kan vises",
    "kun_stoerrelsesorden": "kun størrelsesordenen",
    "kan_ikke_vises": "kan ikke vises",
}
_REASONS = {
    "minimum": "mindsteantal",
    "quota": "forholdsmæssig andel",
    "remainder": "største rest",
    "priority": "tager mest af usikkerheden",
}
_METHODS = {
    "proportional": "i forhold til antal personer",
    "neyman": "mindst usikkerhed om mindst én ordning (Neyman)",
    "compromise": "afvejning mellem de fire ordninger",
}
_PRECISION_NOTE = (
    "Tallene er forventede og hviler på de antagne andele. Er andelene forkerte, er intervallerne "
    "det også; det gælder ikke det højeste antal, der kan være, når ingen findes."
)


def scheme_label(code: str) -> str:
    """Return the Danish name of a scheme or of any scheme."""
    return "mindst én ordning" if code == ANY_SCHEME else Benefit(code).label


def tabulate_plan(
    record: Mapping[str, Any],
    allocation: Allocation,
    precision: PrecisionTable,
    *,
    shares: Mapping[str, Mapping[str, float]],
) -> list[dict[str, Any]]:
    """Return the tables of the plan, in the order in which they are read."""
    return [
        _overview(record),
        _distribution(record, allocation),
        _precision("praecision", "Hvad 100, 150 og 200 sager kan vise", precision, in_all=True),
        _precision(
            "praecision_dele", "Hvad de planlagte sager kan vise for dele af gruppen", precision,
            in_all=False, n_cases=int(record["n_cases"]),
        ),
        _differences(precision, n_cases=int(record["n_cases"])),
        _assumptions(shares, allocation.population),
        _second_readings(record, shares, allocation.population),
        _trace(allocation),
    ]  # fmt: skip


def table(
    name: str, caption: str, columns: Mapping[str, str], rows: list[dict[str, Any]], note: str = ""
) -> dict[str, Any]:
    """Return a table in the form that every reader of the plan takes."""
    heads = [{"key": key, "label": label} for key, label in columns.items()]
    return {"name": name, "caption": caption, "columns": heads, "rows": rows, "note": note}


def _overview(record: Mapping[str, Any]) -> dict[str, Any]:
    rare = [scheme_label(code) for code in record["rare_schemes"]]
    rows = [
        ("Personer i populationen", danish.number(record["n_population"])),
        ("Sager, der trækkes", danish.number(record["n_cases"])),
        ("Sager, der forventes læst", danish.number(record["n_cases"] * record["response"])),
        ("Fordeling på grupper", _METHODS[record["method"]]),
        ("Mindst i hver gruppe", danish.number(record["minimum"])),
        ("Tilfældige sager til anden læsning", danish.number(record["second_readings"])),
        ("Alle positive læses igen", danish.listing(rare) or "ingen ordning"),
    ]
    return table(
        "plan", "Planen kort",
        {"hvad": "Hvad", "vaerdi": "Værdi"},
        [{"hvad": what, "vaerdi": value} for what, value in rows],
        "En sag, der ikke kan findes, beholder sin plads og regnes som ubesvaret. Kun en "
        "borger, der ikke hører til populationen, erstattes.",
    )  # fmt: skip


def _distribution(record: Mapping[str, Any], allocation: Allocation) -> dict[str, Any]:
    rows = [
        {
            "stratum": name,
            "personer": allocation.population[name],
            "sager": n,
            "ventet_laest": round(n * record["response"], 1),
            "personer_pr_sag": round(allocation.weights[name], 1),
            "foer_afrunding": round(allocation.ideal[name], 2),
            "alle": "ja" if name in allocation.full_strata else "nej",
        }
        for name, n in allocation.sizes.items()
    ]
    columns = {
        "stratum": "Gruppe", "personer": "Personer", "sager": "Sager",
        "ventet_laest": "Forventes læst", "personer_pr_sag": "Personer pr. sag",
        "foer_afrunding": "Før afrunding", "alle": "Alle læses",
    }  # fmt: skip
    note = (
        "KH er kontanthjælp (år på ydelsen), SD sygedagpenge (uger på ydelsen); SOF er i "
        "socialforvaltningens tilbud, ej er uden for."
    )
    return table("fordeling", "Sager i hver gruppe", columns, rows, note)


def _precision(
    name: str, caption: str, precision: PrecisionTable, *, in_all: bool, n_cases: int = 0
) -> dict[str, Any]:
    chosen = [
        row
        for row in precision.rows
        if (row.domain == EVERYBODY) == in_all and n_cases in (0, row.n)
    ]
    columns = {
        "sager": "Sager", "del": "Del", "ordning": "Ordning", "personer_i_del": "Personer i delen",
        "ventet": "Forventet antal", "fra": "Fra", "til": "Til",
        "ved_nul": "Højst, hvis ingen findes", "siger": "Antallet",
    }  # fmt: skip
    return table(name, caption, columns, [_precision_row(row) for row in chosen], _PRECISION_NOTE)


def _precision_row(row: PrecisionRow) -> dict[str, Any]:
    return {
        "sager": row.n,
        "del": "alle" if row.domain == EVERYBODY else row.domain,
        "ordning": scheme_label(row.scheme),
        "personer_i_del": round(row.n_people),
        "ventet": round(row.persons),
        "fra": round(row.lower),
        "til": round(row.upper),
        "ved_nul": round(row.zero_bound),
        "siger": _VERDICTS[row.verdict],
    }


def _differences(precision: PrecisionTable, *, n_cases: int) -> dict[str, Any]:
    rows = [
        {
            "del": each.domain,
            "anden": each.other,
            "ordning": scheme_label(each.scheme),
            "forskel": danish.number(100 * each.difference, decimals=0),
        }
        for each in precision.differences
        if each.n == n_cases
    ]
    columns = {"del": "Del", "anden": "Mod", "ordning": "Ordning", "forskel": "Procentpoint"}
    caption = "Hvor stor en forskel skal være, før den forventes vist"
    return table(
        "forskelle", caption, columns, rows,
        "Vist i fire af fem gennemgange. En streg: selv den største forskel kan ikke forventes "
        "vist.",
    )  # fmt: skip


def _assumptions(
    shares: Mapping[str, Mapping[str, float]], population: Mapping[str, int]
) -> dict[str, Any]:
    declared = {each.scheme: each for each in DEFAULT_SHARES}
    total = sum(population.values())
    rows = []
    for scheme, by_stratum in shares.items():
        mean = sum(by_stratum[name] * n for name, n in population.items()) / total
        is_declared = scheme in declared and abs(declared[scheme].share - mean) < 5e-3
        rows.append(
            {
                "ordning": scheme_label(scheme),
                "andel": danish.share(mean, decimals=1),
                "lavest": danish.share(min(by_stratum.values()), decimals=1),
                "hoejest": danish.share(max(by_stratum.values()), decimals=1),
                "kilde": declared[scheme].source if is_declared else "Valgt af den, der planlægger",
                "haelder": declared[scheme].leans if is_declared else "",
            }
        )
    columns = {
        "ordning": "Ordning", "andel": "Antaget andel", "lavest": "Laveste gruppe",
        "hoejest": "Højeste gruppe", "kilde": "Kilde", "haelder": "Forbehold",
    }  # fmt: skip
    return table(
        "antagelser", "Antagelser, som kun planen hviler på", columns, rows,
        "Forskellen mellem grupperne er et skøn uden kilde (jo længere tid på ydelsen, jo større "
        "andel).",
    )  # fmt: skip


def _second_readings(
    record: Mapping[str, Any],
    shares: Mapping[str, Mapping[str, float]],
    population: Mapping[str, int],
) -> dict[str, Any]:
    n_second, total = int(record["second_readings"]), sum(population.values())
    cases, response = record["cases"], record["response"]
    rows = []
    for scheme, by_stratum in shares.items():
        found = response * sum(by_stratum[name] * n for name, n in cases.items())
        share = sum(by_stratum[name] * n for name, n in population.items()) / total
        shown = kappa_precision(n_second, share) if n_second > 0 else None
        rows.append(
            {
                "ordning": scheme_label(scheme),
                "positive": round(found, 1),
                "alle_igen": "ja" if scheme in record["rare_schemes"] else "nej",
                "i_tilfaeldig_del": round(n_second * share, 1),
                "kappa_fra": danish.number(shown.lower if shown else float("nan"), decimals=2),
                "kappa_til": danish.number(shown.upper if shown else float("nan"), decimals=2),
            }
        )
    columns = {
        "ordning": "Ordning", "positive": "Forventede positive", "alle_igen": "Alle læses igen",
        "i_tilfaeldig_del": "Positive i den tilfældige del",
        "kappa_fra": "Kappa 0,7 ville vises fra", "kappa_til": "til",
    }  # fmt: skip
    note = (
        f"{danish.number(n_second)} tilfældige sager læses af to, uden at den anden ser den første "
        "læsning. Går det fra 0,3 til 1, kan enigheden om ordningen ikke fastslås. Positiv: i "
        "mulig målgruppe efter første læsning."
    )
    return table("dobbeltlaesning", "Anden læsning", columns, rows, note)


def _trace(allocation: Allocation) -> dict[str, Any]:
    rows = [
        {
            "nummer": seat.place,
            "stratum": seat.stratum,
            "sag_i_gruppe": seat.number,
            "grund": _REASONS.get(seat.reason, seat.reason),
        }
        for seat in allocation.trace
    ]
    columns = {
        "nummer": "Nr.", "stratum": "Gruppe", "sag_i_gruppe": "Sag i gruppen", "grund": "Grund",
    }  # fmt: skip
    return table("spor", "Hvilken gruppe fik hver sag, og hvorfor", columns, rows)
