"""What stays, and what next year would show by itself, in words."""

from __future__ import annotations

from analysis.blocks.model import Block, Paragraph, Text
from analysis.comparison.ahead.persistence import Followed, MeasurePersistence, Persistence
from analysis.labels import interval, listing, number, share
from analysis.measures.over_time.persistence_shares import PartShares


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
        if measure.shares is not None:
            paragraphs.append(_parts(measure, measure.shares))
            if measure.next_year is not None:
                paragraphs.append(_ahead(measure, persistence))
    paragraphs += _tried(persistence)
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


def _parts(measure: MeasurePersistence, shares: PartShares) -> Paragraph:
    """Say how the differences of one year are made up, and how sure that is."""
    split = measure.split
    parts = [
        f"{share(float(value))} ({interval(100 * float(lower), 100 * float(upper))})"
        for value, lower, upper in zip(shares.value, shares.lower, shares.upper, strict=True)
    ]
    return Paragraph(
        f"Af forskellene mellem kommunerne på et år er {parts[0]} noget, der varer ved over "
        f"{number(split.n_years)} år, {parts[1]} noget, der kun gælder det enkelte år, og "
        f"{parts[2]} tilfældigheder ({share(shares.level)} i parenteserne). Delene er usikre, "
        "fordi de hviler på få år og mest på de store kommuner. Små kommuner tæller mindst, så i "
        "dem er tilfældighedernes del større.",
        lead=f"{measure.headline.benefit.label.capitalize()}, {measure.headline.stage.label}.",
    )


def _tried(persistence: Persistence) -> list[Paragraph]:
    """Say whether the extremes of earlier years came as foreseen; nothing without such years."""
    flows, stocks = (
        [(m, end) for m in persistence.measures if m.is_flow is is_flow for end in m.followed]
        for is_flow in (True, False)
    )
    sentences = [_came(measure, end) for measure, end in flows]
    if stocks:
        missed = [abs(end.realised - end.predicted) for _, end in stocks if not end.is_foreseen]
        sentences.append(
            f"For bestandene kom gennemsnittet uden for intervallet i {number(len(missed))} af "
            f"{number(len(stocks))} tilfælde"
            + (f", højst {number(max(missed), decimals=2)} fra det ventede." if missed else ".")
        )
    if not sentences:
        return []
    n = len(flows) + len(stocks)
    sentences.append(
        f"Ved tilfældigheder alene ville omkring {number(n * (1 - persistence.level), decimals=1)} "
        f"af {number(n)} ligge uden for. Intervallerne regner kommuner og år for uafhængige og er "
        "snarere for smalle end for brede."
    )
    return [Paragraph(" ".join(sentences), lead="Kom det, som det var ventet?")]


def _came(measure: MeasurePersistence, end: Followed) -> str:
    """Say where one end was foreseen and where it came, and what a miss means."""
    which = "laveste" if end.is_lowest else "højeste"
    text = (
        f"De {number(end.n)} {which} i {measure.headline.stage.label} af "
        f"{measure.headline.benefit.label} ventedes året efter på "
        f"{number(end.predicted, decimals=2)} "
        f"({interval(end.predicted_lower, end.predicted_upper, decimals=2)}) og kom på "
        f"{number(end.realised, decimals=2)}"
    )
    if end.is_foreseen:
        return f"{text}."
    if end.is_lowest == (end.realised < end.predicted):
        return (
            f"{text}: uden for det ventede. De kom mindre tilbage mod de andre, end beregningen "
            "sagde."
        )
    return f"{text}: uden for det ventede. De kom nærmere de andre, end beregningen sagde."


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
