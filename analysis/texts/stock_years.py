"""Has a stock moved towards or away from the peers'? In words."""

from __future__ import annotations

from functools import reduce
from operator import or_

from analysis.blocks.model import Block, Paragraph, Text
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.stocks.stock_years import YearsOfStock
from analysis.concepts import Stage
from analysis.labels import interval, listing, number, share

_MISSING = (
    "Om bestanden har ændret sig i forhold til de sammenlignelige, kræver to hele år og mindst ti "
    "forventede modtagere. Hent AUK01 på statistikbanken.dk for flere kvartaler, efter område, "
    "køn og alder."
)


def say_stock_years(
    comparison: PracticeComparison, stocks: tuple[YearsOfStock, ...]
) -> tuple[Block, ...]:
    """Say which stocks changed unusually much, and which did not.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives name and level.
    stocks : tuple of YearsOfStock
        From `compare_stock_years`; without any the text says what is missing.
    """
    if not stocks:
        missing = Text((Paragraph(_MISSING, "Mangler."),), role="missing")
        return (Block("bestand-aar-mangler", missing),)
    text = Text((_say(comparison, stocks),))
    start = comparison.name_lineage | comparison.peers.lineage
    lineage = reduce(or_, (own for s in stocks for own in s.measure.cells.lineages), start)
    return (Block("bestand-aar-ord", text, lineage),)


def _say(comparison: PracticeComparison, stocks: tuple[YearsOfStock, ...]) -> Paragraph:
    """Say every unusual change, and name the rest."""
    unusual = [s for s in stocks if s.is_usual is False]
    usual = [s for s in stocks if s.is_usual]
    unknown = [s for s in stocks if s.is_usual is None]
    parts = [_one(s) for s in unusual]
    if usual:
        parts.append(
            f"For {listing([s.measure.headline.benefit.label for s in usual])} har forholdet til "
            "det forventede ikke ændret sig mere, end det er almindeligt blandt kommuner. Det er "
            "ikke det samme som, at intet er sket."
        )
    if unknown:
        parts.append(
            f"For {listing([s.measure.headline.benefit.label for s in unknown])} er for få "
            "kommuner store nok til at vise, hvad der er almindeligt."
        )
    shown = {s.measure.headline for s in stocks}
    absent = [
        m.headline.benefit.label
        for m in comparison.measures
        if m.headline.stage is Stage.STOCK and m.headline not in shown
    ]
    if absent:
        parts.append(
            f"Ikke med, fordi der er for få modtagere eller under to hele år: {listing(absent)}."
        )
    if len(stocks) > 1:
        parts.append(
            f"Af {number(len(stocks))} ydelser vil i snit "
            f"{number(len(stocks) * (1 - comparison.level), decimals=1)} vise en usædvanlig "
            "ændring ved et tilfælde."
        )
    return Paragraph(" ".join(parts), "Har bestanden ændret sig i forhold til de sammenlignelige?")


def _one(stock: YearsOfStock) -> str:
    """Say one unusual change with its yardstick."""
    ratios, change = stock.years.ratio, stock.change
    low, high = (100 * (limit - 1) for limit in (change.lower, change.upper))
    return (
        f"For {stock.measure.headline.benefit.label} gik forholdet mellem faktisk og forventet fra "
        f"{number(ratios[0], decimals=2)} til {number(ratios[-1], decimals=2)}, en ændring på "
        f"{number(100 * (change.value - 1), signed=True)} %. {share(change.level)} af andre "
        f"kommuner af samme størrelse ændrede sig {interval(low, high, signed=True)} %, så det er "
        "en usædvanlig ændring."
    )
