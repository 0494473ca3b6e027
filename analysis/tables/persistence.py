"""What stays from year to year, what next year is expected to show, and whether that held."""

from __future__ import annotations

import math

from analysis.blocks.model import Block, Column, Paragraph, Row, Table, Text
from analysis.blocks.records import plain_number
from analysis.comparison.ahead.persistence import (
    FEWEST_YEARS,
    N_EXTREME,
    Followed,
    MeasurePersistence,
    Persistence,
    Replication,
)
from analysis.labels import MISSING, interval, number, sentence_case, share

_OUTSIDE = "*"


def tabulate_persistence(persistence: Persistence) -> Block:
    """Return how much of the differences stays, and the focus's expected next year.

    Parameters
    ----------
    persistence : Persistence
        Every headline over the years.
    """
    if not persistence.measures:
        return _say_years_are_missing("vedvarende", persistence)
    level = share(persistence.level)
    content = Table(
        caption=f"Varer forskellene ved, og hvad ventes næste år i {persistence.focus_name}?",
        columns=(
            Column("name", "", "left"),
            Column("correlation", f"Sammenhæng år til år ({level})"),
            Column("now", "Faktisk i år (bestand: årets gennemsnit)"),
            Column("ratio", "Forhold i år"),
            Column("next_ratio", "Ventet næste år"),
            Column("next_number", f"Ventet antal ({level})"),
        ),
        rows=tuple(_row(m) for m in persistence.measures),
        records=tuple(_record(m, persistence) for m in persistence.measures),
        note="Sammenhængen er 1, når kommunerne ligger i nøjagtig samme afstand år efter år, og 0, "
        "når et år intet siger om det næste; for tilkendelser er tilfældigheder trukket fra. "
        "»Ventet næste år« er det, tallene ville vise, hvis praksis er uændret. Et tal inden for "
        "intervallet er derfor ikke tegn på ændret praksis. For bestande er antallene gennemsnit "
        "over et år og derfor andre end dem, der gælder én dato.",
    )
    return Block("vedvarende", content, persistence.lineage)


def tabulate_replications(persistence: Persistence) -> Block:
    """Return what became of the most extreme municipalities of earlier years.

    Parameters
    ----------
    persistence : Persistence
        Every headline, with earlier years' extremes followed into the next.
    """
    measures = [m for m in persistence.measures if m.replications]
    if not measures:
        return _say_years_are_missing("efterproeve", persistence)
    rows, records = [], []
    for measure in measures:
        rows.append(Row((_name(measure),), is_group=True))
        rows += [_followed_row(followed, measure) for followed in measure.followed]
        records += [_followed_record(r, measure) for r in measure.replications]
    content = Table(
        caption=f"Hvad skete der med de {number(N_EXTREME)} mest yderlige kommuner året efter?",
        columns=(
            Column("name", "", "left"),
            Column("picked", "Året de blev udvalgt"),
            Column("predicted", f"Ventet året efter ({share(persistence.level)})"),
            Column("realised", "Faktisk året efter"),
            Column("held", "Intervaller, der holdt"),
        ),
        rows=tuple(rows),
        records=tuple(records),
        note="Faktisk / forventet, gennemsnit af de udvalgte over alle år, der kan efterprøves. "
        "Hvert år er beregnet af årene før alene, med dagens data. Den sidste kolonne gælder alle "
        f"kommuners intervaller, hvoraf {share(persistence.level)} skal holde. Intervallet om det "
        "ventede regner kommuner og år for uafhængige; det er snarere for smalt end for bredt. "
        f"{_OUTSIDE} Faktisk ligger uden for intervallet.",
    )
    return Block("efterproeve", content, persistence.lineage)


def _say_years_are_missing(block_id: str, persistence: Persistence) -> Block:
    text = Paragraph(
        f"Der skal mindst {number(FEWEST_YEARS)} hele år i træk og 20 kommuner til. Hent tidligere "
        "perioder af tabellerne for alle kommuner.",
        lead="Om forskellene varer ved, kan ikke besvares med disse data.",
    )
    return Block(block_id, Text((text,), role="missing"), persistence.lineage)


def _name(measure: MeasurePersistence) -> str:
    return f"{sentence_case(measure.headline.benefit.label)}, {measure.headline.stage.label}"


def _row(measure: MeasurePersistence) -> Row:
    split, ahead = measure.split, measure.next_year
    correlation = "som tilfældigheder"
    if math.isfinite(split.correlation):
        limits = interval(split.correlation_lower, split.correlation_upper, decimals=2)
        correlation = f"{number(split.correlation, decimals=2)} ({limits})"
    next_ratio, next_number = MISSING, "for små tal"
    if ahead is not None:
        next_ratio = number(float(ahead.ratio[0]), decimals=2)
        limits = interval(float(ahead.lower[0]), float(ahead.upper[0]))
        next_number = f"{number(float(ahead.number[0]))} ({limits})"
    return Row(
        (
            _name(measure),
            correlation,
            number(measure.n_now),
            number(measure.ratios[-1], decimals=2),
            next_ratio,
            next_number,
        )
    )


def _followed_row(followed: Followed, measure: MeasurePersistence) -> Row:
    """Return the mean over the years that were followed."""
    ends = "laveste" if followed.is_lowest else "højeste"
    limits = interval(followed.predicted_lower, followed.predicted_upper, decimals=2)
    realised = number(followed.realised, decimals=2)
    held = f"{number(measure.n_held)} af {number(measure.n_tried)}" if followed.is_lowest else ""
    return Row(
        (
            f"De {number(followed.n)} {ends}",
            number(followed.picked, decimals=2),
            f"{number(followed.predicted, decimals=2)} ({limits})",
            realised if followed.is_foreseen else f"{realised} {_OUTSIDE}",
            held,
        )
    )


def _record(measure: MeasurePersistence, persistence: Persistence) -> dict[str, object]:
    split, ahead = measure.split, measure.next_year
    record: dict[str, object] = {
        "measure": measure.headline.id,
        "n_years": split.n_years,
        "n_municipalities": split.n,
        "variance_persistent": plain_number(split.persistent),
        "variance_transient": plain_number(split.transient),
        "variance_chance": plain_number(split.chance) if measure.is_flow else None,
        "correlation_next_year": plain_number(split.correlation),
        "correlation_lower": plain_number(split.correlation_lower),
        "correlation_upper": plain_number(split.correlation_upper),
        "n_observed": plain_number(measure.n_now),
        "n_expected": plain_number(measure.n_expected_now),
        "ratio": plain_number(measure.ratios[-1]),
        "level": persistence.level,
    }
    for place, part in enumerate(("persistent", "transient", "chance")):
        for name in ("value", "lower", "upper"):
            record[f"share_{part}_{name}"] = (
                plain_number(float(getattr(measure.shares, name)[place]))
                if measure.shares is not None
                else None
            )
    for name in ("ratio", "number", "lower", "upper"):
        record[f"next_{name}"] = (
            None if ahead is None else plain_number(float(getattr(ahead, name)[0]))
        )
    alone = measure.from_this_year
    record["next_ratio_from_this_year_alone"] = (
        None if alone is None else plain_number(float(alone.ratio[0]))
    )
    return record


def _followed_record(followed: Replication, measure: MeasurePersistence) -> dict[str, object]:
    return {
        "measure": measure.headline.id,
        "picked_in_year_ending": str(followed.year),
        "followed_in_year_ending": str(followed.following),
        "end": "lowest" if followed.is_lowest else "highest",
        "n": followed.n,
        "ratio_picked": plain_number(followed.picked),
        "ratio_predicted": plain_number(followed.predicted),
        "ratio_predicted_lower": plain_number(followed.predicted_lower),
        "ratio_predicted_upper": plain_number(followed.predicted_upper),
        "ratio_realised": plain_number(followed.realised),
    }
