"""The table of rates: every value behind the money, and whether anybody has checked it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from analysis.blocks.model import Block, Column, Row, Table
from analysis.blocks.records import plain_number
from analysis.economics.catalogue import FOUND, Rate, list_found_rates
from analysis.economics.results import EconomicsResults
from analysis.findings.economics_words import MARK
from analysis.labels import sentence_case, share

BLOCK_ID = "satser"
_NO_END = 9999


def tabulate_rates(results: EconomicsResults) -> Block:
    """Return every rate used, with unit, price level, days in force, source and status.

    Parameters
    ----------
    results : EconomicsResults
        What the moves cost or save.
    """
    rows: list[Row] = []
    group = ""
    for rate in results.rates:
        if rate.kind.group != group:
            group = rate.kind.group
            rows.append(Row((sentence_case(group),), is_group=True))
        rows.append(_row(rate, results.price_year))
    rows += _fixed_rows(results)
    content = Table(
        caption=f"Satser bag økonomien, {results.price_year} p/l, hvor intet andet står",
        columns=(
            Column("label", "Sats", "left"),
            Column("value", "Værdi"),
            Column("limits", "Lav til høj"),
            Column("unit", "Enhed", "left"),
            Column("in_force", "Gælder", "left"),
            Column("source", "Kilde", "left"),
        ),
        rows=tuple(rows),
        records=tuple(_records(results)),
        note=f"{MARK} Ikke efterprøvet; de andre er. p/l er prisniveau. Lav til høj er det, "
        "værdien med stor sikkerhed ligger imellem. Datafilen har desuden satser fra andre år, "
        "som er fundet til sammenligning; dem er der ikke regnet med.",
    )
    return Block(BLOCK_ID, content, results.lineage)


def _row(rate: Rate, price_year: int) -> Row:
    """Return the row of one rate; its price level where it is not that of the amounts."""
    other = rate.unit.is_money and rate.price_year != price_year
    limits = f"{rate.write(rate.low)} til {rate.write(rate.high)}" if rate.low < rate.high else "–"
    return Row(
        (
            sentence_case(rate.kind.label) + ("" if rate.verified else MARK),
            rate.write(rate.value),
            limits,
            rate.unit.label + (f", {rate.price_year} p/l" if other else ""),
            _in_force(rate.valid_from, rate.valid_to),
            rate.source,
        )
    )


def _fixed_rows(results: EconomicsResults) -> Iterator[Row]:
    """Give what comes with the project: the refusion by weeks, and the discount rate."""
    yield Row(("Refusion og rente",), is_group=True)
    ladder, first = results.ladder, 1
    mark = "" if ladder.verified else MARK
    in_force, source = _in_force(ladder.valid_from, ladder.valid_to), ladder.reference
    for last, part in zip(ladder.to_weeks, ladder.shares, strict=True):
        is_last = last == float("inf")
        weeks = f"fra uge {first}" if is_last else f"uge {first}-{last:.0f}"
        name = f"Statens refusion, {weeks}{mark}"
        yield Row((name, share(part), "–", "andel", in_force, source))
        first, source = (first if is_last else int(last) + 1), "samme"
    source = "samfundsøkonomisk kalkulationsrente (Finansministeriet)"
    name, rate = f"Kalkulationsrente{MARK}", share(results.discount, decimals=1)
    yield Row((name, rate, "–", "andel pr. år", "–", source))


def _in_force(first: dt.date, last: dt.date) -> str:
    """Write the days in force: the year where they fill it."""
    if last.year == _NO_END:
        return f"fra {first.year if (first.month, first.day) == (1, 1) else _day(first)}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        years = f"{first.year}-{last.year}"
        return str(first.year) if first.year == last.year else years
    return f"{_day(first)} til {_day(last)}"


def _day(day: dt.date) -> str:
    return f"{day.day}.{day.month}.{day.year}"


def _records(results: EconomicsResults) -> Iterator[dict[str, Any]]:
    """Give one record per rate, the found ones last."""
    for rate in (*results.rates, *list_found_rates()):
        yield {
            "rate": rate.id,
            "label": rate.kind.label,
            "value": plain_number(rate.value),
            "low": plain_number(rate.low),
            "high": plain_number(rate.high),
            "unit": rate.unit.value,
            "valid_from": rate.valid_from.isoformat(),
            "valid_to": rate.valid_to.isoformat(),
            "price_year": rate.price_year,
            "source": rate.source,
            "verified": rate.verified,
            "is_used": rate.kind.group != FOUND,
        }
