"""Is the change more than chance? Assessed sentences on awards, and why stocks have none.

A ratio has changed when the limits of its growth leave 0 out. A sentence then names what
else than practice may lie behind: a reform that does not reach all municipalities alike.
Where the limits hold 0 the sentence says that, and how large a change they still allow.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from analysis.blocks.model import Block, Paragraph, Text
from analysis.comparison.over_time.over_time import (
    FEWEST_AWARDS,
    FEWEST_QUARTERS,
    FlowOverTime,
    FlowTrends,
    NoTrend,
    OverTime,
    SeriesSignals,
)
from analysis.comparison.over_time.provisional import Provisional
from analysis.comparison.over_time.reform_effects import Obstacle, ReformAssessment
from analysis.concepts import Estimate
from analysis.datasets.store import EARLIER
from analysis.labels import date, genitive, interval, listing, number, sentence_case, share


def assess_change(over_time: OverTime) -> tuple[Block, ...]:
    """Return what may be said of changes over time: of awards assessed, of stocks why not.

    Parameters
    ----------
    over_time : OverTime
        Flows and stocks.

    Returns
    -------
    tuple of Block
        One list per flow with a trend, one text on what is missing where a flow has
        none, and one on the stocks.
    """
    blocks = [_assess(over_time, flow) for flow in over_time.flows]
    if over_time.without:
        paragraphs = tuple(
            Paragraph(
                f"Udviklingen kan ikke følges uden kvartaler. {headline.how_to_get}",
                f"{sentence_case(headline.benefit.label)}, tilkendelser.",
            )
            for headline in over_time.without
        )
        blocks.append(Block("aendring-mangler", Text(paragraphs, role="missing")))
    if over_time.stocks:
        blocks.append(_say_why_not(over_time))
    return tuple(blocks)


def _assess(over_time: OverTime, flow: FlowOverTime) -> Block:
    lead = f"{sentence_case(flow.headline.benefit.label)}, tilkendelser."
    lineage = over_time.name_lineage | flow.lineage
    name = f"aendring-{flow.headline.id}"
    if flow.trends is None:
        text = Paragraph(_say_no_trend(flow), lead)
        return Block(name, Text((text,), role="missing"), lineage)
    paragraphs = [
        Paragraph(_say_ratio(flow, flow.trends), lead),
        Paragraph(_say_own(over_time, flow.trends), "Hver for sig."),
        Paragraph(_say_reforms(flow), "Reformer."),
    ]
    if flow.signals is not None:
        paragraphs.append(Paragraph(_say_signals(flow, flow.signals), "Enkelte kvartaler."))
    if flow.provisional.quarters:
        paragraphs.append(Paragraph(_say_provisional(over_time, flow), "Foreløbige kvartaler."))
    return Block(name, Text(tuple(paragraphs), role="list"), lineage)


def _say_no_trend(flow: FlowOverTime) -> str:
    """Say why there is no trend, and what would give one."""
    final = flow.series.is_final
    if flow.no_trend is NoTrend.TOO_FEW_QUARTERS:
        return (
            f"Udviklingen er ikke vurderet: der er {number(final.sum())} endelige kvartaler, og "
            f"der skal være mindst {number(FEWEST_QUARTERS)}. {flow.headline.how_to_get} Tag flere "
            "år med."
        )
    if flow.no_trend is NoTrend.TOO_FEW_AWARDS:
        awards = min(flow.series.n_observed[final].sum(), flow.series.n_peer_awards[final].sum())
        return (
            f"Udviklingen er ikke vurderet: {number(awards)} tilkendelser i alt er for få til at "
            f"skelne en udvikling fra tilfældet; der skal være mindst {number(FEWEST_AWARDS)}. "
            "Vælg flere sammenlignelige kommuner, eller tag flere år med."
        )
    return (
        "Udviklingen er ikke vurderet: tilkendelserne er for få eller for ujævnt fordelt til en "
        "udvikling. Tag flere år med."
    )


def _say_ratio(flow: FlowOverTime, trends: FlowTrends) -> str:
    """Say whether the ratio to the peers has changed more than chance."""
    ratio = trends.ratio
    final = [p for p, ok in zip(flow.series.periods, flow.series.is_final, strict=True) if ok]
    span = f"fra {final[0].label} til {final[-1].label}"
    limits = (
        f"{interval(ratio.percent_lower, ratio.percent_upper, decimals=1)}; {share(flow.level)}"
    )
    if ratio.percent_lower <= 0 <= ratio.percent_upper:
        largest = max(abs(ratio.percent_lower), abs(ratio.percent_upper))
        return (
            f"Forholdet til de sammenlignelige kommuner har ændret sig "
            f"{number(ratio.percent_a_year, decimals=1, signed=True)} pct. om året {span} "
            f"({limits}). Det kan ikke skelnes fra tilfældige udsving; en ændring på op til "
            f"{number(largest, decimals=1)} pct. om året er heller ikke udelukket."
        )
    verb = "steget" if ratio.percent_a_year > 0 else "faldet"
    text = (
        f"Forholdet til de sammenlignelige kommuner er {verb} "
        f"{number(abs(ratio.percent_a_year), decimals=1)} pct. om året {span} ({limits}). Det er "
        "mere end tilfældige udsving."
    )
    uneven = [e for e in _within(flow.reforms) if not e.reform.is_alike]
    if uneven:
        text += (
            f" Det kan skyldes mere end praksis: {_names(uneven)} rammer ikke alle kommuner ens."
        )
    return text


def _say_own(over_time: OverTime, trends: FlowTrends) -> str:
    """Say how the focus and the peers moved, each by itself."""
    own, peers = (
        f"{number(t.percent_a_year, decimals=1, signed=True)} pct. om året "
        f"({interval(t.percent_lower, t.percent_upper, decimals=1, signed=True)})"
        for t in (trends.focus, trends.peers)
    )
    return (
        f"Efter alder, køn og årstid har {genitive(over_time.focus_name)} tilkendelser ændret sig "
        f"{own} og de sammenlignelige kommuners {peers}. Det er her, reformer og konjunkturer "
        "slår igennem."
    )


def _say_reforms(flow: FlowOverTime) -> str:
    """Name the reforms at which the ratio shifted, and say of the others that it did not."""
    told = [(e, e.ratio) for e in flow.reforms if e.obstacle is None and e.ratio is not None]
    untold = [e for e in _within(flow.reforms) if e.obstacle is not None]
    left_out = (
        f" {sentence_case(_names(untold))} kan ikke vurderes; tabellen siger hvorfor."
        if untold
        else ""
    )
    if not told:
        return f"Ingen reform ligger, så den kan vurderes med de kvartaler, der er.{left_out}"
    shifted = [(e, ratio) for e, ratio in told if not ratio.lower <= 1 <= ratio.upper]
    still = [e for e, ratio in told if ratio.lower <= 1 <= ratio.upper]
    sentences = [_say_shift(each, ratio) for each, ratio in shifted]
    if still:
        sentences.append(
            f"Ved {_names(still)} kan forholdets niveau før og efter ikke skelnes fra tilfældige "
            "udsving."
        )
    if len(told) > 1:
        chance = 1 - flow.level ** len(told)
        sentences.append(
            f"Af {number(len(told))} vurderede reformer ventes "
            f"{number(len(told) * (1 - flow.level), decimals=1)} at vise et udslag, også når intet "
            f"er sket; der er op mod {share(chance)} chance for mindst ét tilfældigt udslag."
        )
    return " ".join(sentences) + left_out


def _say_shift(each: ReformAssessment, ratio: Estimate) -> str:
    """Say how the ratio lies after a reform, and what else may be behind it."""
    word = "højere" if ratio.value > 1 else "lavere"
    low, high = sorted(abs(100 * (limit - 1)) for limit in (ratio.lower, ratio.upper))
    text = (
        f"Efter {each.reform.label} ({date(each.reform.date)}) ligger forholdet "
        f"{number(abs(100 * (ratio.value - 1)))} pct. {word} end før ({interval(low, high)})."
    )
    if not each.reform.is_alike:
        text += " Den rammer ikke alle kommuner ens, så den kan være forklaringen og ikke praksis."
    if each.nearby:
        near = listing([reform.label for reform in each.nearby])
        text += f" Den kan ikke skilles fra {near}, der ligger tæt på."
    return text


def _say_signals(flow: FlowOverTime, signals: SeriesSignals) -> str:
    """Say which quarters stand out, and how many do so by chance in all municipalities."""
    final = [p for p, ok in zip(flow.series.periods, flow.series.is_final, strict=True) if ok]
    outside = [final[i].label for i in np.flatnonzero(signals.chart.is_outside)]
    if outside:
        verb = "ligger" if len(outside) > 1 else "lå"
        text = f"{sentence_case(listing(outside))} {verb} uden for kommunens almindelige udsving."
    else:
        text = f"Ingen af de {number(len(final))} kvartaler ligger uden for almindelige udsving."
    if signals.runs is not None:
        text += (
            " Forholdet har ligget usædvanligt længe på samme side af sit eget midtpunkt, hvilket "
            "tyder på et varigt skift."
            if signals.runs.is_signal
            else " Der er heller intet usædvanligt langt forløb på samme side af midtpunktet."
        )
    country = signals.country
    chance = interval(country.chance_outside_lower, country.chance_outside_upper)
    runs = interval(country.chance_with_runs_lower, country.chance_with_runs_upper)
    return (
        f"{text} I alle {number(country.n_charts)} kommuner tilsammen ligger "
        f"{number(country.n_outside)} af {number(country.n_charts * country.n_periods)} kvartaler "
        f"uden for, og {number(country.n_with_runs)} kommuner har et langt forløb; tilfældet alene "
        f"giver {chance} kvartaler og {runs} kommuner."
    )


def _say_provisional(over_time: OverTime, flow: FlowOverTime) -> str:
    """Say which quarters are provisional, and by how much if that is known."""
    known = flow.provisional
    names = listing([quarter.period.label for quarter in known.quarters])
    word = "foreløbige" if len(known.quarters) > 1 else "foreløbigt"
    text = f"{sentence_case(names)} er {word} og indgår ikke i udviklingen."
    if known.completeness is None:
        return (
            f"{text} Hvor mange tilkendelser der mangler, vides ikke: der er kun ét udtræk. Læg "
            "også et tidligere udtræk i datamappen, og skriv det i manifestet under tabelnavnet "
            f"{flow.table}{EARLIER} med sin egen dato; så beregnes forsinkelsen."
        )
    return f"{text} {_say_delay(over_time, known, horizon=known.completeness.horizon)}"


def _say_delay(over_time: OverTime, known: Provisional, *, horizon: int) -> str:
    """Say what the extracts show of the delay, and what the quarters will become."""
    sentences = [
        f"Udtrækkene fra {listing([date(day) for day in known.extracts])} viser, hvor meget der "
        "kommer ind senere."
    ]
    whole = [(q, q.focus) for q in known.quarters if q.focus is not None]
    for quarter, focus in whole:
        sentences.append(
            f"{sentence_case(quarter.period.label)} ventes i {over_time.focus_name} at gå fra "
            f"{number(quarter.n_observed)} til {number(focus.value)} tilkendelser "
            f"({interval(focus.lower, focus.upper)})."
        )
    if not whole:
        sentences.append("For de nyeste måneder ligger udtrækkene ikke, så det kan beregnes.")
    sentences.append(f"Efter {number(horizon)} måneder regnes en måned for fuldstændig.")
    return " ".join(sentences)


def _say_why_not(over_time: OverTime) -> Block:
    """Say why a change of a stock is not assessed."""
    names = listing([headline.benefit.label for headline in over_time.stocks])
    text = Paragraph(
        f"For bestanden af {names} er det ikke vurderet, om ændringen er større end tilfældige "
        "udsving. Bestanden er for det meste de samme mennesker kvartal efter kvartal, så en model "
        "for antal ville kalde almindelige udsving sikre. Og den ændrer sig i årevis, efter at "
        "praksis er ændret, fordi tidligere års tilkendelser stadig er i den.",
        "Bestand.",
    )
    return Block("aendring-bestand", Text((text,), role="note"))


def _within(reforms: Iterable[ReformAssessment]) -> list[ReformAssessment]:
    """Return the reforms that lie within the final quarters, or reach into them."""
    outside = (Obstacle.BEFORE, Obstacle.AFTER)
    return [each for each in reforms if each.obstacle not in outside]


def _names(reforms: Iterable[ReformAssessment]) -> str:
    """Name reforms in running text, each with its year."""
    return listing([f"»{each.reform.label}« ({each.reform.date.year})" for each in reforms])
