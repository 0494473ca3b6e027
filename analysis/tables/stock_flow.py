"""The account of førtidspension year by year, and the stock that practice leads to."""

from __future__ import annotations

from collections.abc import Callable

from analysis.blocks.model import Block, Column, Row, Table
from analysis.blocks.records import plain_number
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.stocks.stock_flow import AccountYear, StockFlow
from analysis.comparison.stocks.stock_outlook import SHOWN_YEARS, Scenario, StockOutlook
from analysis.concepts import Estimate
from analysis.labels import MISSING, interval, number, share

_WHO = {"focus": "kommunen", "peers": "sammenlignelige", "country": "hele landet"}
_PER = 100
_SCENARIOS = {
    "own": "Kommunens egne tilkendelser og afgang",
    "peers": "De sammenlignelige kommuners tilkendelser, kommunens afgang",
    "country_exits": "Kommunens tilkendelser, afgang som i hele landet",
}


def tabulate_stock_account(
    comparison: PracticeComparison, flow: StockFlow | None
) -> tuple[Block, ...]:
    """Return the account of each year, its sum, and the same per 100 recipients.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives the name of the municipality.
    flow : StockFlow or None
        From `compare_stock_flow`; empty without it.
    """
    if flow is None:
        return ()
    who = [key for key in _WHO if key in flow.yearly_rates]
    lines: tuple[tuple[str, str, Callable[[AccountYear], str], str], ...] = (
        ("opening", "Bestand ved årets begyndelse", lambda y: number(y.account.opening), ""),
        ("awards", "+ tilkendelser", lambda y: number(y.account.awards), "awards"),
        ("reached_age", "− nåede folkepensionsalderen (beregnet)", _reached, "reached_age"),
        (
            "other_exits",
            "− dødsfald, flytning og andet, som kilderne ikke viser (rest)",
            lambda y: number(y.account.other_exits),
            "other_exits",
        ),
        (
            "exits_as_country",
            "   heraf som i hele landet efter alder (beregnet)",
            lambda y: number(y.exits_as_country),
            "",
        ),
        ("own_exits", "   heraf ud over det", lambda y: number(y.own_exits, signed=True), ""),
        ("closing", "Bestand ved årets slutning", lambda y: number(y.account.closing), ""),
    )
    rows = [
        Row((label, *(write(year) for year in flow.years), *_per_hundred(flow, who, rate)))
        for _, label, write, rate in lines
    ]
    columns = [Column("line", "", "left")]
    columns += [Column(f"year_{y.last}", f"til {_short(y)}") for y in flow.years]
    columns += [Column(f"per_100_{key}", f"pr. 100: {_WHO[key]}") for key in who]
    first, last = flow.years[0], flow.years[-1]
    content = Table(
        caption=f"Regnskab for bestanden på førtidspension i {comparison.focus_name}, "
        f"{first.first.label} til {last.last.label}",
        columns=tuple(columns),
        rows=tuple(rows),
        records=tuple(_record(year) for year in flow.years),
        note="Hvert år går fra midten af et kvartal til midten af samme kvartal året efter; "
        "tilkendelser i de to endekvartaler tæller halvt. I parentes: hvis andelen på pension er "
        "ens på alle alderstrin i den ældste aldersgruppe, og hvis den stiger jævnt til "
        "pensionsalderen; resten ændrer sig tilsvarende. »Pr. 100« er pr. 100 modtagere om året. "
        f"Bestand: {flow.stock.cells.source.unit.label} ({flow.stock.cells.source.table}); "
        f"tilkendelser: personer ({flow.awards.cells.source.table}).",
    )
    return (Block("bestandsregnskab-tal", content, flow.lineage),)


def tabulate_stock_outlook(
    comparison: PracticeComparison, outlook: StockOutlook | None
) -> tuple[Block, ...]:
    """Return the stock after some years, and at rest, for each combination of rates.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives the name of the municipality and the level.
    outlook : StockOutlook or None
        From `project_practice`; empty without it.
    """
    if outlook is None:
        return ()
    times = [*(f"om {year} år" for year in SHOWN_YEARS), "i ligevægt"]
    rows = [
        Row(
            (_SCENARIOS[s.id], number(s.path[0].value), *(_written(e) for e in _shown(s))),
            is_focus=s.id == "own",
        )
        for s in outlook.scenarios
    ]
    rows.append(Row(("Forskel: egne tilkendelser", MISSING, *(_gap(e) for e in outlook.practice))))
    rows.append(Row(("Forskel: egen afgang", MISSING, *(_gap(e) for e in outlook.exits))))
    content = Table(
        caption=f"Førtidspension i {comparison.focus_name}: bestanden, hvis praksis og afgang "
        "fortsætter",
        columns=(
            Column("scenario", "Hvis det fortsætter med", "left"),
            Column("now", "Nu"),
            *(Column(f"n_{key}", label) for key, label in zip(_keys(), times, strict=True)),
        ),
        rows=tuple(rows),
        records=tuple(_outlook_record(s) for s in outlook.scenarios),
        note="En regning, ikke en forudsigelse. Befolkning efter alder, folkepensionsalder og "
        "rater holdes, som de er nu. I ligevægt er antallet, når afgangen er blevet lige så stor "
        f"som tilgangen. I parentes {share(comparison.level)}: usikkerheden fra ét års "
        "tilkendelser og fra, hvor meget kommunens afgang har svinget; ikke fra, at praksis "
        "ændrer sig.",
    )
    return (Block("bestand-fremad-tal", content, outlook.flow.lineage),)


def _reached(year: AccountYear) -> str:
    """Write the estimated line with its span."""
    span = interval(year.reached_lower, year.reached_upper)
    return f"{number(year.account.reached_age)} ({span})"


def _per_hundred(flow: StockFlow, who: list[str], rate: str) -> list[str]:
    """Write a line per 100 recipients and year, for each group."""
    if not rate:
        return [""] * len(who)
    return [number(_PER * flow.yearly_rates[key][rate], decimals=1) for key in who]


def _short(year: AccountYear) -> str:
    """Write the end of a year in short."""
    return f"{year.last.number}. kv. {year.last.year}"


def _record(year: AccountYear) -> dict[str, object]:
    """Return the numbers of one year."""
    account = year.account
    return {
        "period_first": str(year.first),
        "period_last": str(year.last),
        "opening": plain_number(account.opening),
        "awards": plain_number(account.awards),
        "reached_pension_age": plain_number(account.reached_age),
        "reached_pension_age_lower": plain_number(year.reached_lower),
        "reached_pension_age_upper": plain_number(year.reached_upper),
        "other_exits": plain_number(account.other_exits),
        "other_exits_as_in_country": plain_number(year.exits_as_country),
        "other_exits_own": plain_number(year.own_exits),
        "closing": plain_number(account.closing),
    }


def _shown(scenario: Scenario) -> list[Estimate]:
    """Return a scenario at the years shown, and at rest."""
    return [*(scenario.path[year] for year in SHOWN_YEARS), scenario.settled]


def _keys() -> list[str]:
    """Return the names of the times in the CSV file."""
    return [*(f"after_{year}_years" for year in SHOWN_YEARS), "at_rest"]


def _written(estimate: Estimate) -> str:
    """Write a number with its limits."""
    return f"{number(estimate.value)} ({interval(estimate.lower, estimate.upper)})"


def _gap(estimate: Estimate) -> str:
    """Write a difference with its limits."""
    limits = interval(estimate.lower, estimate.upper, signed=True)
    return f"{number(estimate.value, signed=True)} ({limits})"


def _outlook_record(scenario: Scenario) -> dict[str, object]:
    """Return the numbers of one scenario."""
    record: dict[str, object] = {
        "scenario": scenario.id,
        "now": plain_number(scenario.path[0].value, 1),
    }
    for key, estimate in zip(_keys(), _shown(scenario), strict=True):
        record[key] = plain_number(estimate.value, 1)
        record[f"{key}_lower"] = plain_number(estimate.lower, 1)
        record[f"{key}_upper"] = plain_number(estimate.upper, 1)
        record["level"] = estimate.level
    return record
