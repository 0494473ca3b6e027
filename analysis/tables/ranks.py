"""Where the focus may stand among all municipalities: chances, and never one place."""

from __future__ import annotations

from analysis.blocks.model import Block, Column, Paragraph, Row, Table, Text
from analysis.blocks.records import plain_number
from analysis.comparison.among.shrunk import N_OUTER, ShrunkComparison, ShrunkMeasure, Standing
from analysis.comparison.gaps import SMALLEST_EXPECTED_AWARDS, SMALLEST_EXPECTED_STOCK
from analysis.labels import MISSING, interval, number, sentence_case, share

_TOO_SMALL = "for små tal"


def tabulate_ranks(shrunk: ShrunkComparison) -> Block:
    """Return the chances of standing at either end, and the places that are possible.

    Parameters
    ----------
    shrunk : ShrunkComparison
        Every headline with where the focus may stand.
    """
    measures = [m for m in shrunk.measures if shrunk.focus in m.municipalities.index]
    if all(m.standing is None for m in measures):
        text = Paragraph(
            "Kommunen mangler tal, dens tal er for små, eller der er for få kommuner at stå "
            "iblandt. Hent tabellerne for alle kommuner, eller vælg en længere periode.",
            lead="Placeringen kan ikke besvares med disse data.",
        )
        return Block("placering", Text((text,), role="missing"), shrunk.lineage)
    level = share(shrunk.level)
    content = Table(
        caption=f"Hvor kan {shrunk.focus_name} stå blandt kommunerne?",
        columns=(
            Column("name", "", "left"),
            Column("chance_lowest", f"Blandt de {number(N_OUTER)} laveste"),
            Column("chance_highest", f"Blandt de {number(N_OUTER)} højeste"),
            Column("chance_below_peers", "Lavere end de sammenlignelige"),
            Column("places", f"Mulige pladser ({level})"),
            Column("places_without_model", f"Uden model ({level})"),
        ),
        rows=tuple(_row(m, m.standing) for m in measures),
        records=tuple(_record(m, m.standing, shrunk) for m in measures if m.standing is not None),
        note="De tre første kolonner er sandsynligheder. »Lavere end de sammenlignelige« er lavere "
        "end den midterste af dem (medianen). Plads 1 er det højeste forhold mellem faktisk og "
        "forventet; høj og lav er hverken god eller dårlig. Pladserne bygger på forhold, der er "
        "trukket mod det ventede efter rammevilkår; »uden model« (kun tilkendelser) bygger på "
        "tallene alene og er derfor bredere. For bestande regnes kun med tilfældighederne på én "
        "dato; for store bestande er pladserne derfor snævrere, end forskelle i praksis og over "
        f"tid tillader. Kommuner med under {number(SMALLEST_EXPECTED_AWARDS)} forventede "
        f"tilkendelser eller {number(SMALLEST_EXPECTED_STOCK)} forventede på ydelsen har for små "
        "tal til en plads; tallet efter »af« er de kommuner, der har en.",
    )
    return Block("placering", content, shrunk.lineage)


def chance_words(chance: float | None) -> str:
    r"""Write a chance from draws in per cent, and never as certain.

    Examples
    --------
    >>> chance_words(0.0), chance_words(0.345), chance_words(1.0), chance_words(None)
    ('under 1\xa0%', '34\xa0%', 'over 99\xa0%', '–')
    """
    if chance is None:
        return MISSING
    if chance < 0.01:
        return f"under {share(0.01)}"
    if chance > 0.99:
        return f"over {share(0.99)}"
    return share(chance)


def _row(measure: ShrunkMeasure, standing: Standing | None) -> Row:
    headline = measure.headline
    name = f"{sentence_case(headline.benefit.label)}, {headline.stage.label}"
    if standing is None:
        return Row((name, *(MISSING,) * 3, _TOO_SMALL, MISSING))
    without = MISSING
    if standing.set_lower is not None and standing.set_upper is not None:
        without = f"{interval(standing.set_lower, standing.set_upper)} af {number(standing.n)}"
    return Row(
        (
            name,
            chance_words(standing.chance_lowest),
            chance_words(standing.chance_highest),
            chance_words(standing.chance_below_peers),
            f"{interval(standing.place_lower, standing.place_upper)} af {number(standing.n)}",
            without,
        )
    )


def _record(
    measure: ShrunkMeasure, standing: Standing, shrunk: ShrunkComparison
) -> dict[str, object]:
    return {
        "measure": measure.headline.id,
        "chance_among_10_lowest": _plain(standing.chance_lowest),
        "chance_among_10_highest": _plain(standing.chance_highest),
        "chance_below_median_of_peers": _plain(standing.chance_below_peers),
        "place_lower": standing.place_lower,
        "place_upper": standing.place_upper,
        "place_without_model_lower": standing.set_lower,
        "place_without_model_upper": standing.set_upper,
        "n_municipalities": standing.n,
        "level": shrunk.level,
        "seed": shrunk.seed,
    }


def _plain(chance: float | None) -> float | int | None:
    return None if chance is None else plain_number(chance)
