"""What the account of førtidspension says, and where today's practice leads, in words."""

from __future__ import annotations

from analysis.blocks.model import Block, Paragraph, Text
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.stocks.stock_flow import StockFlow
from analysis.comparison.stocks.stock_outlook import StockOutlook
from analysis.concepts import Estimate
from analysis.labels import interval, number, share

_MISSING = (
    "Regnskabet for bestanden kræver, at både tilkendelser og bestand af førtidspension er delt "
    "efter køn og alder, i kvartaler, og at begge dækker et helt år til rapportens periode. Hent "
    "PEN113 (MODTAG1=82, nye modtagere) og AUK01 (YDELSESTYPE=FP) efter område, køn, alder og tid, "
    "og FOLK1A efter område, køn og enkelte aldersår, alle på statistikbanken.dk."
)
_NO_PEERS = (
    "Hvor dagens praksis fører hen, kan ikke beregnes: ingen af de sammenlignelige kommuner har "
    "tal for tilkendelser efter alder og køn. Vælg andre kommuner, eller hent PEN113 for dem."
)


def say_stock_flow(
    comparison: PracticeComparison, flow: StockFlow | None, outlook: StockOutlook | None
) -> tuple[Block, ...]:
    """Say what is behind the change in the stock, and what today's practice leads to.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives name and level.
    flow : StockFlow or None
        From `compare_stock_flow`; without it the text says what is missing.
    outlook : StockOutlook or None
        From `project_practice`.
    """
    if flow is None:
        return (_missing("bestandsregnskab-mangler", _MISSING),)
    account = Text((_change(comparison, flow), _own_exits(flow)))
    blocks = [Block("bestandsregnskab-ord", account, flow.lineage)]
    if outlook is None:
        return (*blocks, _missing("bestand-fremad-mangler", _NO_PEERS))
    outlook_text = Text((_outlook(comparison, outlook), _parts(outlook), _CAUTION))
    return (*blocks, Block("bestand-fremad-ord", outlook_text, flow.lineage))


_CAUTION = Paragraph(
    "Regningen holder befolkning, pensionsalder, tilkendelser og afgang, som de er nu. Den siger, "
    "hvilket antal dagens praksis hører sammen med, ikke hvad der vil ske.",
    "Ingen forudsigelse.",
)


def _change(comparison: PracticeComparison, flow: StockFlow) -> Paragraph:
    """Say how the stock changed, and what of."""
    sums, first, last = flow.all_years, flow.years[0].first, flow.years[-1].last
    change = sums["closing"] - sums["opening"]
    verb = "var den samme" if round(change) == 0 else "steg" if change > 0 else "faldt"
    rest = sorted(sums["other_exits"] + sums["reached_age"] - sums[f"reached_{s}"] for s in _SPAN)
    return Paragraph(
        f"Fra {first.label} til {last.label} {verb} bestanden på førtidspension i "
        f"{comparison.focus_name} fra {number(sums['opening'])} til {number(sums['closing'])}. "
        f"Der kom {number(sums['awards'])} tilkendelser til. Efter modtagernes alder nåede "
        f"{number(sums['reached_age'])} "
        f"({interval(sums['reached_lower'], sums['reached_upper'])}) folkepensionsalderen. Resten, "
        f"{number(sums['other_exits'])} ({interval(*rest)}), er dødsfald, flytning og andet, som "
        "kilderne ikke viser: dem, der holdt op eller flyttede fra, minus dem, der flyttede til.",
        "Hvad ligger bag?",
    )


_SPAN = ("lower", "upper")


def _own_exits(flow: StockFlow) -> Paragraph:
    """Say how the rest compares with the country's."""
    sums = flow.all_years
    yearly = [year.own_exits for year in flow.years]
    more = sums["own_exits"] >= 0
    text = (
        "I hele landet går flytning mellem kommuner lige op. Havde modtagerne her haft samme "
        "afgang som i landet i hver aldersgruppe, var resten blevet "
        f"{number(sums['exits_as_country'])}. "
        f"Den er {number(abs(sums['own_exits']))} {'større' if more else 'mindre'}"
    )
    if len(yearly) > 1:
        text += f" (fra {number(min(yearly), signed=True)} til {number(max(yearly), signed=True)} "
        text += "i de enkelte år)"
    if min(yearly) > 0:
        text += ". Det passer med, at flere modtagere flytter fra kommunen end til den, men kan "
        text += "også være andet."
    elif max(yearly) < 0:
        text += ". Det passer med, at flere modtagere flytter til kommunen end fra den, men kan "
        text += "også være andet."
    else:
        text += ". Det er ikke den samme vej i alle år og siger derfor ikke noget sikkert om "
        text += "flytning."
    return Paragraph(text, "Flytning eller praksis?")


def _outlook(comparison: PracticeComparison, outlook: StockOutlook) -> Paragraph:
    """Say where own and the peers' awards would take the stock."""
    own, peers = outlook.scenarios[0], outlook.scenarios[1]
    gap = outlook.practice[-1]
    return Paragraph(
        f"Fortsætter det seneste års tilkendelser og kommunens afgang, går bestanden fra "
        f"{number(own.path[0].value)} nu til {_with(own.path[10])} om 10 år og "
        f"{_with(own.path[25])} om 25 år, og den ender på {_with(own.settled)}. "
        "Med de sammenlignelige kommuners "
        f"tilkendelser efter alder og køn ender den på {_with(peers.settled)}. Forskellen, "
        f"{_with(gap, signed=True)}, svarer til forskellen i tilkendelser ved samme alder og køn, "
        "hvis den bliver ved; behov og andet, som alder og køn ikke fanger, er med i den"
        + ("; usikkerheden rummer også ingen forskel. " if gap.lower <= 0 <= gap.upper else ". ")
        + f"I parentes {share(comparison.level)}.",
        "Hvor fører praksis hen?",
    )


def _parts(outlook: StockOutlook) -> Paragraph:
    """Say what moves and history do beside practice."""
    own, alike = outlook.scenarios[0], outlook.scenarios[2]
    behind = own.settled.value - own.path[0].value
    history = (
        "Dagens bestand er forenelig med det, dagens praksis og afgang fører til. "
        if own.settled.lower <= own.path[0].value <= own.settled.upper
        else f"Dagens bestand ligger {number(abs(behind))} "
        f"{'under' if behind > 0 else 'over'} det, dagens praksis og afgang fører til: den "
        "afspejler tidligere års praksis. "
    )
    return Paragraph(
        f"{history}Med samme afgang som i hele landet ville de samme tilkendelser ende på "
        f"{_with(alike.settled)}. Den del af afgangen, der er kommunens egen, svarer altså til "
        f"{_with(outlook.exits[-1], signed=True)}.",
        "Historie og flytning.",
    )


def _with(estimate: Estimate, *, signed: bool = False) -> str:
    """Write a number with its limits."""
    limits = interval(estimate.lower, estimate.upper, signed=signed)
    return f"{number(estimate.value, signed=signed)} ({limits})"


def _missing(name: str, text: str) -> Block:
    """Return the block that says what is missing."""
    return Block(name, Text((Paragraph(text, "Mangler."),), role="missing"))
