"""What does it cost, whom, and how sure is it?"""

from __future__ import annotations

from analysis.blocks.model import Block, Paragraph, Text
from analysis.figures.pack.economics import plot_money, plot_tornado
from analysis.packs.assemble import Pack
from analysis.tables.pack.economics import tabulate_business_case, tabulate_moves
from analysis.tables.pack.economics_rates import tabulate_rates
from analysis.texts.opening import part, section
from analysis.texts.pack.economics import explain_economics, say_what_money_is_not


def economics_pages(pack: Pack) -> tuple[Block, ...]:
    """Return the money: in total, per person, what it hangs on, and every rate.

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
        tabulate_business_case(results),
        part("pr-person", "Pr. person"),
        tabulate_moves(results),
        section("usikkerhed", "Hvad afhænger beløbet mest af?"),
        plot_tornado(results),
        explain_economics(results),
        part("satser-afsnit", "Satser, timer og priser"),
        tabulate_rates(results),
    )
