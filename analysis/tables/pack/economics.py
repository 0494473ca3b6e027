"""The tables of the economics: each move, and the business case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analysis.blocks.model import Block, Column, Paragraph, Row, Table, Text
from analysis.blocks.records import plain_number
from analysis.concepts import Estimate
from analysis.economics.flows import Party
from analysis.economics.results import BusinessLine, EconomicsResults, MoveResult
from analysis.findings.economics_words import (
    SIGNS,
    mark_of,
    money_limits_text,
    money_text,
    say_present_value,
    say_unverified,
)
from analysis.labels import HARD_SPACE, date, interval, number, sentence_case, share

MOVES_ID = "oekonomi-pr-person"
CASE_ID = "business-case"
_LASTING, _ONCE = "Varige ændringer", "Engangsudgifter"


def tabulate_moves(results: EconomicsResults) -> Block:
    """Return what each move gives each party, per person and in total.

    Parameters
    ----------
    results : EconomicsResults
        What the moves cost or save.
    """
    if not results.moves:
        return _missing(MOVES_ID, results)
    rows = [row for move in results.moves for row in _move_rows(results, move)]
    level = share(results.level)
    content = Table(
        caption=f"Økonomi pr. person og i alt, 1.000{HARD_SPACE}kr., {results.price_year} p/l",
        columns=(
            Column("party", "Hvis økonomi", "left"),
            Column("per_person", "Pr. person"),
            Column("per_person_limits", level),
            Column("total", "I alt"),
            Column("total_limits", level),
        ),
        rows=tuple(rows),
        records=tuple(record for move in results.moves for record in _move_records(move)),
        note=_note(
            say_present_value(results),
            "I alt regnes i kalenderårene, så de, der skifter senere, er med i færre år. Før skat.",
            say_unverified(results),
        ),
    )
    return Block(MOVES_ID, content, results.lineage)


def tabulate_business_case(results: EconomicsResults) -> Block:
    """Return the municipality's money year by year, in the form of a business case.

    Parameters
    ----------
    results : EconomicsResults
        What the moves cost or save.
    """
    if results.overall is None:
        return _missing(CASE_ID, results)
    lasting = [line for line in results.business_case if line.is_lasting]
    once = [line for line in results.business_case if not line.is_lasting]
    years = results.calendar_years
    rows = (
        *_case_rows(_LASTING, lasting, "Samlet varig ændring", len(years)),
        *_case_rows(_ONCE, once, "Samlet engangsændring", len(years)),
        *_overall_rows(results.overall, mark_of(results), share(results.level)),
    )
    content = Table(
        caption="Forslagets samlede økonomiske konsekvenser, "
        f"1.000{HARD_SPACE}kr. {results.price_year} p/l",
        columns=(
            Column("area", "Styringsområde", "left"),
            *(Column(f"year_{year}", str(year)) for year in years),
            Column("sum", "I alt"),
        ),
        rows=rows,
        records=tuple(_case_records(results)),
        note=_note(
            "Kommunens økonomi, ikke tilbagediskonteret.",
            SIGNS,
            _say_years(results),
            say_unverified(results),
        ),
    )
    return Block(CASE_ID, content, results.lineage)


def _move_rows(results: EconomicsResults, move: MoveResult) -> Iterator[Row]:
    """Give the heading of a move, and a row for each party."""
    if not move.is_valued or move.people is None:
        return
    people = move.people
    yield Row(
        (
            f"{move.label}: {number(people.value)} personer "
            f"({interval(people.lower, people.upper)})",
        ),
        is_group=True,
    )
    mark = mark_of(results)
    for party in Party:
        own, total = move.per_person[party], move.total[party]
        cells = (money_text(own), money_limits_text(own), money_text(total))
        yield Row(
            (sentence_case(party.label) + mark, *cells, money_limits_text(total)),
            is_focus=party is Party.MUNICIPALITY,
        )


def _case_rows(
    heading: str, lines: list[BusinessLine], sum_words: str, n_years: int
) -> Iterator[Row]:
    """Give the heading, each control area, and their sum."""
    yield Row((heading,), is_group=True)
    for line in lines:
        if line.area is not None:
            yield Row((line.area.label, *_amounts(line)))
    yield Row(("Anlæg", *["0"] * (n_years + 1)))
    yield from (Row((sum_words, *_amounts(line)), is_focus=True) for line in lines if not line.area)


def _overall_rows(line: BusinessLine, mark: str, level: str) -> Iterator[Row]:
    """Give lasting and once together, with the limits in rows of their own."""
    yield Row(("Samlet",), is_group=True)
    yield Row((f"Samlet økonomisk påvirkning{mark}", *_amounts(line)), is_focus=True)
    amounts = (*line.years, line.sum)
    lows = tuple(number(amount.lower, signed=True) for amount in amounts)
    highs = tuple(number(amount.upper, signed=True) for amount in amounts)
    yield Row((f"nedre grænse ({level})", *lows))
    yield Row((f"øvre grænse ({level})", *highs))


def _amounts(line: BusinessLine) -> tuple[str, ...]:
    return tuple(money_text(amount) for amount in (*line.years, line.sum))


def _say_years(results: EconomicsResults) -> str:
    """Say where a year begins when it does not begin in January."""
    if (results.date.month, results.date.day) == (1, 1):
        return ""
    year = f" {results.date.year}"
    return f"Hvert år regnes fra {date(results.date).removesuffix(year)}."


def _note(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def _missing(block_id: str, results: EconomicsResults) -> Block:
    reasons = [f"{move.label}: {move.reason}." for move in results.moves]
    text = Paragraph(
        " ".join(reasons) or "Angiv skift og satser i inputmappen.",
        lead="Der er ingen beløb at vise.",
    )
    return Block(block_id, Text((text,), role="missing"), results.lineage)


def _move_records(move: MoveResult) -> Iterator[dict[str, Any]]:
    """Give one record per party and control area; one without numbers if not valued."""
    if not move.is_valued:
        yield _record(move, "", "ikke_opgjort", None)
    for party, amount in move.per_person.items():
        yield _record(move, party.value, "pr_person", amount)
        yield _record(move, party.value, "i_alt", move.total[party])
        yield _record(move, party.value, "foerste_aar", move.first_year_per_person[party])
    for area, amount in move.per_person_areas.items():
        yield _record(move, f"kommunen.{area.value}", "pr_person", amount)
    if move.one_off_per_person is not None and move.people_moved is not None:
        yield _record(move, "kommunen.engang", "pr_person", move.one_off_per_person)
        yield _record(move, "personer", "i_alt", move.people)
        yield _record(move, "personer", "inden_for_aarene", move.people_moved)


def _record(move: MoveResult, party: str, part: str, amount: Estimate | None) -> dict[str, Any]:
    return {
        "move": move.id,
        "party": party,
        "part": part,
        "unit": amount.unit if amount else "",
        "value": plain_number(amount.value, 3) if amount else None,
        "lower": plain_number(amount.lower, 3) if amount else None,
        "upper": plain_number(amount.upper, 3) if amount else None,
        "reason": move.reason,
    }


def _case_records(results: EconomicsResults) -> Iterator[dict[str, Any]]:
    """Give one record per line of the business case and year."""
    lines = [("varig" if line.is_lasting else "engang", line) for line in results.business_case]
    if results.overall is not None:
        lines.append(("samlet", results.overall))
    for part, line in lines:
        area = line.area.value if line.area else "alle"
        names = (*map(str, results.calendar_years), "i_alt")
        for year, amount in zip(names, (*line.years, line.sum), strict=True):
            yield {
                "part": part,
                "area": area,
                "year": year,
                "thousand_kroner": plain_number(amount.value, 3),
                "lower": plain_number(amount.lower, 3),
                "upper": plain_number(amount.upper, 3),
            }
