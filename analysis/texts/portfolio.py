"""What the schemes say together: total, mix, and what goes together, in words."""

from __future__ import annotations

from math import isfinite

from analysis.blocks.model import Block, Paragraph, Text
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.stocks.portfolio import Pair, Part, Portfolio
from analysis.labels import interval, listing, number, share

_MISSING = (
    "Ydelserne kan kun lægges sammen, når mindst tre af dem er fra samme tabel, i samme enhed og "
    "for samme kvartal. Hent AUK01 (YDELSESTYPE=FP, FL, RES, RE, KT og SY) på statistikbanken.dk "
    "efter område, køn, alder og kvartal."
)

# An oldest age group that reaches this far is open.
_OPEN = 99
_MOST_PAIRS = 3
# Of a rank correlation: under the first a municipality's place says little of the other.
_WEAK, _STRONG = 0.4, 0.7


def say_portfolio(comparison: PracticeComparison, portfolio: Portfolio | None) -> tuple[Block, ...]:
    """Say how many are on the schemes together, and whether the mix is unlike others'.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives the name of the municipality.
    portfolio : Portfolio or None
        From `compare_portfolio`; without it the text says what is missing.
    """
    if portfolio is None:
        missing = Text((Paragraph(_MISSING, "Mangler."),), role="missing")
        return (Block("ydelser-samlet-mangler", missing),)
    paragraphs = [_total(comparison, portfolio), _mix(portfolio), _together(portfolio)]
    if portfolio.left_out:
        paragraphs.append(_left_out(portfolio))
    return (Block("ydelser-samlet-ord", Text(tuple(paragraphs)), portfolio.lineage),)


def _total(comparison: PracticeComparison, portfolio: Portfolio) -> Paragraph:
    """Say how many there are on all of them."""
    total = portfolio.total
    text = (
        f"I {portfolio.period.label} var der {number(total.n_observed)} "
        f"{portfolio.unit.label} på ydelserne tilsammen i {comparison.focus_name}, "
        f"{number(portfolio.per_thousand(total.n_observed), decimals=1)} pr. 1.000 indbyggere "
        f"{_ages(comparison, portfolio)}. Forventet var {number(total.n_expected)}"
    )
    if total.ordinary is None:
        return Paragraph(text + "; for få til at sige, hvad der er almindeligt.", "Samlet.")
    low, high = total.ordinary.lower, total.ordinary.upper
    inside = low <= total.n_observed <= high
    text += (
        f", og {share(portfolio.level)} af kommuner med almindelig praksis ville have "
        f"{interval(low, high)}. Antallet er altså "
        f"{'almindeligt' if inside else 'usædvanligt'} blandt kommuner."
    )
    return Paragraph(text, "Samlet.")


def _ages(comparison: PracticeComparison, portfolio: Portfolio) -> str:
    """Say the ages of the residents that the numbers are set against."""
    strata = [
        stratum
        for m in comparison.measures
        if m.cells.source.table == portfolio.table and m.cells.source.unit is portfolio.unit
        for stratum in m.cells.strata
    ]
    first, last = min(s.age_from for s in strata), max(s.age_to for s in strata)
    if first == 0:
        return "i alle aldre"
    return f"på {first} år og over" if last >= _OPEN else f"på {first}–{last} år"


def _mix(portfolio: Portfolio) -> Paragraph:
    """Say which benefits have more and fewer than the same total would give."""
    unusual = [part for part in portfolio.parts if _is_outside(part)]
    if unusual:
        said = [_gap(part) for part in unusual]
        text = (
            "Var det samme samlede antal fordelt som hos de sammenlignelige, ville der være "
            f"andre tal på: {listing(said)}. Det er usædvanligt blandt kommuner"
        )
        others = sum(part.at_same_total is not None for part in portfolio.parts) - len(unusual)
        text += f"; af de øvrige er {number(others)} almindelige." if others else "."
    else:
        text = (
            "Ved samme samlede antal har ingen af ydelserne en andel, der er usædvanlig blandt "
            "kommuner. Det er ikke det samme som, at fordelingen er ens."
        )
    if isfinite(portfolio.departure_country) and portfolio.departures_of_others:
        low, high = portfolio.departures_of_others
        text += (
            f" En ydelses andel ligger typisk {share(portfolio.departure_country)} fra den, "
            "resten af landets rater ville give; for de midterste 80 % af "
            f"{number(portfolio.n_others)} andre kommuner er det {share(low)} til {share(high)}."
        )
        if len(portfolio.in_departure) < len(portfolio.parts):
            text += " De ydelser, som for få modtager, er ikke med i det tal."
    return Paragraph(text, "Fordelingen.")


def _together(portfolio: Portfolio) -> Paragraph:
    """Say which benefits go together across municipalities."""
    with_it = [p for p in portfolio.pairs if p.correlation.lower > 0]
    against = [p for p in portfolio.pairs if p.correlation.upper < 0]
    parts = []
    if with_it:
        names = listing(
            [f"{p.one.label} og {p.other.label}" for p in with_it[:_MOST_PAIRS]], last="samt"
        )
        often = _how_often(with_it)
        parts.append(f"Kommuner med mange på den ene har {often} også mange på den anden: {names}.")
    if against:
        names = listing(
            [f"{p.one.label} og {p.other.label}" for p in against[:_MOST_PAIRS]], last="samt"
        )
        parts.append(
            f"Kommuner med mange på den ene har {_how_often(against)} færre på den anden: {names}."
        )
    if not parts:
        parts.append("Ingen af ydelserne følges tydeligt ad på tværs af kommunerne.")
    parts.append(
        "Ydelser kan samvariere, fordi den ene træder i stedet for den anden, men også fordi "
        "rammevilkår flytter begge; tallene kan ikke skelne."
    )
    return Paragraph(" ".join(parts), "Samvarierer de?")


def _how_often(pairs: list[Pair]) -> str:
    """Return the word that the weakest of the pairs that are named can carry."""
    weakest = min(abs(pair.correlation.value) for pair in pairs[:_MOST_PAIRS])
    return "lidt oftere" if weakest < _WEAK else "oftere" if weakest < _STRONG else "oftest"


def _left_out(portfolio: Portfolio) -> Paragraph:
    """Name the stocks that may not be added to the others."""
    names = [
        f"{m.headline.benefit.label} ({m.cells.source.unit.label} i {m.cells.source.table})"
        for m in portfolio.left_out
    ]
    return Paragraph(
        f"Ikke lagt til, fordi tallene er fra en anden tabel, enhed eller dato, eller mangler for "
        f"kommunen: {listing(names)}.",
        "Ikke med.",
    )


def _is_outside(part: Part) -> bool:
    """Tell whether a benefit's number is unusual at the same total."""
    same = part.at_same_total
    return same is not None and not same.lower <= part.n_observed <= same.upper


def _gap(part: Part) -> str:
    """Write a benefit with its difference at the same total."""
    same = part.at_same_total
    if part.benefit is None or same is None:
        return ""
    limits = interval(same.lower, same.upper)
    return (
        f"{part.benefit.label} ({number(part.n_observed)} mod {number(same.value)}, almindeligt "
        f"{limits})"
    )
