"""What stays, and what next year would show by itself, in words."""

from __future__ import annotations

from analysis.blocks.model import Block, Paragraph, Text
from analysis.comparison.ahead.persistence import MeasurePersistence, Persistence
from analysis.labels import interval, listing, number, share


def explain_persistence(persistence: Persistence) -> tuple[Block, ...]:
    """Return what the years say of awards, and how the tables are read; nothing without years.

    Parameters
    ----------
    persistence : Persistence
        Every headline over the years.
    """
    if not persistence.measures:
        return ()
    paragraphs = [
        Paragraph(
            "En kommune, der udvælges, fordi den ligger yderligt, vil oftest ligge mindre yderligt "
            "året efter, også når intet er ændret: noget af det, der trak den ud, var "
            "tilfældigheder eller dette års forhold. En prøvehandling skal derfor holdes op mod "
            "det, næste år ventes at vise af sig selv, og ikke mod sidste års tal.",
            lead="Hvorfor se på næste år?",
        )
    ]
    for measure in persistence.measures:
        if measure.is_flow:
            paragraphs.append(_parts(measure))
            if measure.next_year is not None:
                paragraphs.append(_ahead(measure, persistence))
    paragraphs.append(
        Paragraph(
            "Bestanden er for en stor del de samme mennesker år efter år, så en høj sammenhæng "
            "siger lige så meget om, at folk bliver på ydelsen, som om praksis. Også behov, som "
            "ingen kilde måler, varer ved. Reformer og en ændret praksis er ikke forudset.",
            lead="Hvad der varer ved, er ikke kun praksis.",
        )
    )
    if persistence.missing:
        names = listing([f"{h.benefit.label} ({h.stage.label})" for h in persistence.missing])
        paragraphs.append(Paragraph(f"For få år eller kommuner: {names}.", lead="Ikke med."))
    return (
        Block("vedvarende-forklaring", Text(tuple(paragraphs), role="note"), persistence.lineage),
    )


def _parts(measure: MeasurePersistence) -> Paragraph:
    """Say how the differences of one year are made up."""
    split = measure.split
    whole = split.persistent + split.transient + split.chance
    parts = [share(part / whole) for part in (split.persistent, split.transient, split.chance)]
    return Paragraph(
        f"Af forskellene mellem kommunerne på et år er {parts[0]} noget, der varer ved over "
        f"{number(split.n_years)} år, {parts[1]} noget, der kun gælder det enkelte år, og "
        f"{parts[2]} tilfældigheder. Små kommuner tæller mindst, så i dem er tilfældighedernes del "
        "større.",
        lead=f"{measure.headline.benefit.label.capitalize()}, {measure.headline.stage.label}.",
    )


def _ahead(measure: MeasurePersistence, persistence: Persistence) -> Paragraph:
    """Say what the focus's next year is expected to show."""
    ahead = measure.next_year
    assert ahead is not None
    limits = interval(float(ahead.lower[0]), float(ahead.upper[0]))
    alone = ""
    if measure.from_this_year is not None:
        alone = (
            " Ud fra dette år alene var det "
            f"{number(float(measure.from_this_year.ratio[0]), decimals=2)}."
        )
    return Paragraph(
        f"I år er forholdet {number(measure.ratios[-1], decimals=2)}. Er praksis uændret, ventes "
        f"{number(float(ahead.ratio[0]), decimals=2)} næste år, når alle årene tages med, det vil "
        f"sige {number(float(ahead.number[0]))} ({limits}, {share(ahead.level)}).{alone}",
        lead=f"{persistence.focus_name} næste år.",
    )
