"""Every stock over the years: level, change, and what next year would show by itself."""

from __future__ import annotations

from functools import reduce
from math import isfinite
from operator import or_

from analysis.blocks.model import Block, Column, Row, Table
from analysis.blocks.records import plain_number
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.stocks.stock_years import YearsOfStock
from analysis.concepts import Period
from analysis.labels import MISSING, interval, number, sentence_case, share
from analysis.measures.standardised.stock_years import Limited

_WORDS = {
    True: "almindelig ændring",
    False: "usædvanlig ændring",
    None: "kan ikke afgøres",
}


def tabulate_stock_years(
    comparison: PracticeComparison, stocks: tuple[YearsOfStock, ...]
) -> tuple[Block, ...]:
    """Return the first and last year's ratio, the change, and the usual changes.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives the name of the municipality and the level.
    stocks : tuple of YearsOfStock
        From `compare_stock_years`; no table without any.
    """
    if not stocks:
        return ()
    level = share(comparison.level)
    content = Table(
        caption=f"Bestand i {comparison.focus_name}: faktisk i forhold til forventet, år for år",
        columns=(
            Column("name", "", "left"),
            Column("years", "År", "left"),
            Column("ratio_first", "Første år"),
            Column("ratio_last", "Sidste år"),
            Column("level", f"Alle år, {level}"),
            Column("change", "Ændring"),
            Column("usual_change", f"Almindelig ændring, {level}"),
            Column("words", "", "left"),
            Column("next_year", f"Næste år, {level}"),
        ),
        rows=tuple(_row(stock) for stock in stocks),
        records=tuple(record for stock in stocks for record in _records(stock)),
        note="Forhold: årets gennemsnitlige bestand over det, de sammenlignelige kommuners rater "
        "samme år ville give. Alle år: forholdet over hele tiden, med den usikkerhed, årenes "
        "forskelle viser. Almindelig ændring: hvor meget forholdet har ændret sig i andre kommuner "
        "af samme størrelse i de samme år. Næste år: hvor forholdet vil ligge, hvis det flytter "
        "sig, som det plejer fra år til år.",
    )
    lineage = reduce(
        or_,
        (own for stock in stocks for own in stock.measure.cells.lineages),
        comparison.name_lineage | comparison.peers.lineage,
    )
    return (Block("bestand-aar", content, lineage),)


def year_label(end: Period) -> str:
    """Return the name of the year that ends with a period.

    Examples
    --------
    >>> year_label(Period.parse("2025K4")), year_label(Period.parse("2025K2"))
    ('2025', 'året til 2. kv. 2025')
    """
    if end.last_day.month == 12:
        return str(end.year)
    if end.frequency == "K":
        return f"året til {end.number}. kv. {end.year}"
    return f"året til {end.label}"


def _row(stock: YearsOfStock) -> Row:
    """Return the row of one stock."""
    ratios = stock.years.ratio
    return Row(
        (
            sentence_case(stock.measure.headline.benefit.label),
            f"{year_label(stock.ends[0])} – {year_label(stock.ends[-1])}",
            number(ratios[0], decimals=2),
            number(ratios[-1], decimals=2),
            f"{number(stock.level.value, decimals=2)} ({_limits(stock.level)})",
            _per_cent(stock.change.value),
            MISSING
            if stock.is_usual is None
            else f"{_per_cent(stock.change.lower)} til {_per_cent(stock.change.upper)}",
            _WORDS[stock.is_usual],
            _limits(stock.next_year) if isfinite(stock.next_year.lower) else MISSING,
        )
    )


def _limits(limited: Limited) -> str:
    """Write limits of a ratio."""
    return interval(limited.lower, limited.upper, decimals=2)


def _per_cent(factor: float) -> str:
    """Write a factor as a change in per cent."""
    return number(100 * (factor - 1), signed=True) + " %"


def _records(stock: YearsOfStock) -> list[dict[str, object]]:
    """Return one record a year, with the limits of the whole beside it."""
    return [
        {
            "measure": stock.measure.headline.id,
            "unit": stock.measure.cells.source.unit.value,
            "year_ends": str(end),
            "n_recipients_mean": plain_number(observed),
            "n_expected_mean": plain_number(expected),
            "level_lower": plain_number(stock.level.lower),
            "level_upper": plain_number(stock.level.upper),
            "change": plain_number(stock.change.value),
            "usual_change_lower": plain_number(stock.change.lower),
            "usual_change_upper": plain_number(stock.change.upper),
            "next_year_lower": plain_number(stock.next_year.lower),
            "next_year_upper": plain_number(stock.next_year.upper),
            "level": stock.level.level,
        }
        for end, observed, expected in zip(
            stock.ends, stock.years.n_recipients, stock.years.n_expected, strict=True
        )
    ]
