"""The schemes and benefits together: number, mix, and which of them go together."""

from __future__ import annotations

from analysis.blocks.model import Block, Column, Row, Table
from analysis.blocks.records import plain_number
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.stocks.portfolio import Pair, Part, Portfolio
from analysis.concepts import Estimate
from analysis.labels import MISSING, interval, number, sentence_case, share


def tabulate_portfolio(
    comparison: PracticeComparison, portfolio: Portfolio | None
) -> tuple[Block, ...]:
    """Return observed and expected of every benefit, alone and at the same total.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives the name of the municipality.
    portfolio : Portfolio or None
        From `compare_portfolio`; empty without it.
    """
    if portfolio is None:
        return ()
    level = share(portfolio.level)
    rows = [_row(part, portfolio) for part in (*portfolio.parts, portfolio.total)]
    content = Table(
        caption=f"Ydelserne samlet i {comparison.focus_name}, {portfolio.period.label}, "
        f"{portfolio.unit.label}",
        columns=(
            Column("name", "", "left"),
            Column("n_observed", "Faktisk"),
            Column("n_expected", "Forventet"),
            Column("ordinary", f"Almindeligt antal, {level}"),
            Column("share", "Andel"),
            Column("share_expected", "Forventet andel"),
            Column("at_same_total", "Forskel ved samme samlede antal"),
            Column("same_total_limits", f"Almindelig forskel, {level}"),
        ),
        rows=tuple(rows),
        records=tuple(_record(portfolio, part) for part in (*portfolio.parts, portfolio.total)),
        note="Forventet: de sammenlignelige kommuners rater "
        + ("efter alder og køn " if portfolio.is_by_age else "pr. indbygger ")
        + "i kommunens egen befolkning. »Ved samme samlede antal« spørger kun til fordelingen: "
        "hvor mange flere eller færre der er på ydelsen, end hvis kommunens samlede antal var "
        "fordelt som hos dem. De forskelle giver tilsammen nul. Spændene viser, hvad kommuner med "
        "almindelig praksis ville have; de er for brede til at vise, at praksis er den samme.",
    )
    return (Block("ydelser-samlet-tal", content, portfolio.lineage),)


def tabulate_substitution(portfolio: Portfolio | None) -> tuple[Block, ...]:
    """Return which benefits go together across the municipalities.

    Parameters
    ----------
    portfolio : Portfolio or None
        From `compare_portfolio`; empty without it, or without a pair that can be told.
    """
    if portfolio is None or not portfolio.pairs:
        return ()
    level = share(portfolio.level)
    by_chance = len(portfolio.pairs) * (1 - portfolio.level)
    content = Table(
        caption="Samvarierer ydelserne på tværs af kommunerne?",
        columns=(
            Column("pair", "Ydelser", "left"),
            Column("correlation", "Samvariation"),
            Column("limits", level),
            Column("n_municipalities", "Kommuner"),
            Column("words", "", "left"),
        ),
        rows=tuple(
            Row(
                (
                    f"{sentence_case(pair.one.label)} og {pair.other.label}",
                    number(pair.correlation.value, decimals=2, signed=True),
                    interval(
                        pair.correlation.lower, pair.correlation.upper, decimals=2, signed=True
                    ),
                    number(pair.correlation.n),
                    _words(pair),
                )
            )
            for pair in portfolio.pairs
        ),
        records=tuple(
            {
                "one": pair.one.value,
                "other": pair.other.value,
                "spearman": plain_number(pair.correlation.value),
                "spearman_lower": plain_number(pair.correlation.lower),
                "spearman_upper": plain_number(pair.correlation.upper),
                "n_municipalities": pair.correlation.n,
                "level": pair.correlation.level,
            }
            for pair in portfolio.pairs
        ),
        note="Spearmans korrelation af faktisk/forventet (forventet ved resten af landets rater), "
        "fra −1 til 1. Over nul: kommuner med mange på den ene har oftere mange på den anden. "
        "Under nul: oftere færre. Det viser ikke, at den ene træder i stedet for den anden: "
        "rammevilkår flytter begge, og tilfældigheder i små kommuner trækker tallet mod nul. "
        f"Af {number(len(portfolio.pairs))} par vil i snit {number(by_chance, decimals=1)} ligge "
        "uden for nul ved et tilfælde.",
    )
    return (Block("ydelser-samvariation", content, portfolio.lineage),)


def _row(part: Part, portfolio: Portfolio) -> Row:
    """Return the row of one benefit, or of all together."""
    total, same = portfolio.total, part.at_same_total
    name = "Alle tilsammen" if part.benefit is None else sentence_case(part.benefit.label)
    return Row(
        (
            name,
            number(part.n_observed),
            number(part.n_expected),
            _limits(part.ordinary),
            share(part.n_observed / total.n_observed, decimals=1) if total.n_observed else MISSING,
            share(part.n_expected / total.n_expected, decimals=1),
            MISSING if same is None else number(part.n_observed - same.value, signed=True),
            MISSING
            if same is None
            else interval(same.lower - same.value, same.upper - same.value, signed=True),
        ),
        is_focus=part.benefit is None,
    )


def _limits(estimate: Estimate | None) -> str:
    """Write a range, or a dash."""
    return MISSING if estimate is None else interval(estimate.lower, estimate.upper)


def _words(pair: Pair) -> str:
    """Say what the limits allow."""
    if pair.correlation.lower > 0:
        return "samvarierer"
    if pair.correlation.upper < 0:
        return "samvarierer modsat"
    return "kan ikke afgøres"


def _record(portfolio: Portfolio, part: Part) -> dict[str, object]:
    """Return the numbers of one benefit."""
    same, usual = part.at_same_total, part.ordinary
    return {
        "benefit": "total" if part.benefit is None else part.benefit.value,
        "unit": portfolio.unit.value,
        "n_observed": plain_number(part.n_observed),
        "n_expected": plain_number(part.n_expected),
        "ordinary_lower": None if usual is None else plain_number(usual.lower),
        "ordinary_upper": None if usual is None else plain_number(usual.upper),
        "n_at_same_total": None if same is None else plain_number(same.value),
        "at_same_total_lower": None if same is None else plain_number(same.lower),
        "at_same_total_upper": None if same is None else plain_number(same.upper),
        "level": portfolio.level,
    }
