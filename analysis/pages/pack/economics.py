"""What does it cost, whom, and how sure is it?"""

from __future__ import annotations

from analysis.blocks.model import Block, Paragraph, Text
from analysis.figures.pack.economics import plot_money, plot_tornado
from analysis.packs.assemble import Pack
from analysis.tables.pack.economics import tabulate_business_case, tabulate_moves
from analysis.tables.pack.economics_rates import tabulate_rates
from analysis.texts.opening import section
from analysis.texts.pack.economics import explain_economics, say_what_money_is_not


def economics_pages(pack: Pack) -> tuple[Block, ...]:
    """Return the money: in total, per person, and what it hangs on.

    Parameters
    ----------
    pack : Pack
        Everything that the meeting gets.
    """
    heading = section("oekonomi-afsnit", "Hvad koster det, og hvem betaler?")
    results = pack.economics
    if results is None:
        why = pack.register.missing["economics"]
        missing = Text((Paragraph(why),), role="missing")
        return heading, Block("mangler-oekonomi", missing, pack.lineage)
    return (
        heading,
        say_what_money_is_not(results),
        plot_money(results),
        section("oekonomi-tabeller", "Hvad er beløbene år for år og pr. person?"),
        tabulate_business_case(results),
        tabulate_moves(results),
        section("usikkerhed", "Hvad afhænger beløbet mest af?"),
        plot_tornado(results),
        explain_economics(results),
    )


def rates_pages(pack: Pack) -> tuple[Block, ...]:
    """Return every rate behind the money, for the appendix; nothing without economics.

    Parameters
    ----------
    pack : Pack
        Everything that the meeting gets.
    """
    if pack.economics is None:
        return ()
    heading = section("bilag-satser", "Bilag: hvilke satser er der regnet med?")
    return heading, tabulate_rates(pack.economics)
