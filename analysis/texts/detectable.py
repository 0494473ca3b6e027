"""How small a difference could have been seen: the sentence for page one, and the reading."""

from __future__ import annotations

import math
from functools import reduce
from operator import or_

import numpy as np

from analysis.blocks.model import Block, Paragraph, Text
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.calibration.detectable import DetectableGaps, Horizon, MeasureDetectable
from analysis.concepts import Stage
from analysis.labels import number, share

_OF_A_HALF = 0.5


def front_page_clause(comparison: PracticeComparison, detectable: DetectableGaps) -> str:
    """Return one sentence on the smallest difference that page one could have shown.

    Awards have the word where they have data, since they tell of today's practice;
    otherwise the first stock. Empty where nothing can be said.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives the focus.
    detectable : DetectableGaps
        The smallest differences.
    """
    found = _first_told(detectable, comparison.focus)
    if found is None:
        return ""
    measure, horizon = found
    is_flow = measure.measure.headline.stage is Stage.FLOW
    fewer, more = _persons(horizon, comparison.focus)
    unit = "tilkendelser" if is_flow else measure.measure.cells.source.unit.label
    time = " om året" if is_flow else ""
    times = f"{number(10 * detectable.power)} af 10 gange"
    name = measure.measure.headline.benefit.label
    if math.isnan(fewer):
        return (
            f"Mindste forskel, vi kunne have set ({times}): {name}, {number(more)} {unit} flere"
            f"{time}; færre kan ikke vises, selv hvis der slet ingen var."
        )
    if fewer == more:
        size = f"{number(fewer)} {unit} færre eller flere{time}"
    else:
        size = f"{number(fewer)} {unit} færre eller {number(more)} flere{time}"
    return f"Mindste forskel, vi kunne have set ({times}): {name}, {size}."


def explain_detectable(comparison: PracticeComparison, detectable: DetectableGaps) -> Block:
    """Return how the smallest differences are read.

    Parameters
    ----------
    comparison, detectable
        As in `front_page_clause`.
    """
    lineage = reduce(
        or_,
        (h.window.lineage for m in detectable.measures for h in m.horizons),
        comparison.name_lineage | comparison.peers.lineage,
    )
    clause = front_page_clause(comparison, detectable)
    if not clause:
        text = Paragraph(
            "Kommunens tal er for små til, at nogen forskel kan vises. Brug en længere periode, "
            "eller sammenlign flere kommuner samlet.",
            lead="Ingen forskel kan ses.",
        )
        return Block("mindste-forskel-tekst", Text((text,), role="missing"), lineage)
    paragraphs = [
        Paragraph(
            "At en forskel ikke vises, er ikke det samme som, at praksis er ens. Den kan være for "
            "lille til at ses i kommunens tal.",
            lead="Ingen forskel er ikke det samme som ens.",
        ),
        Paragraph(clause, lead="Her."),
    ]
    flows = [m for m in detectable.measures if m.measure.headline.stage is Stage.FLOW]
    longer = (_how_time_helps(measure, comparison.focus) for measure in flows)
    paragraphs += [paragraph for paragraph in longer if paragraph is not None]
    if any(m.horizons for m in detectable.measures if m not in flows):
        paragraphs.append(
            Paragraph(
                "En bestand bliver ikke mere sikker af flere kvartaler, for det er mest de samme "
                "mennesker. Den kan kun vise, om den er usædvanlig, og da kommuner varierer i "
                "forvejen, skal forskellen være stor i en hvilken som helst kommune.",
                lead="Bestand.",
            )
        )
    return Block("mindste-forskel-tekst", Text(tuple(paragraphs)), lineage)


def _first_told(detectable: DetectableGaps, focus: str) -> tuple[MeasureDetectable, Horizon] | None:
    """Return the first headline that could have shown the focus anything."""
    for measure in sorted(
        detectable.measures, key=lambda m: m.measure.headline.stage is not Stage.FLOW
    ):
        horizon = measure.headline_horizon
        if horizon is not None and not math.isnan(_persons(horizon, focus)[1]):
            return measure, horizon
    return None


def _persons(horizon: Horizon, focus: str) -> tuple[float, float]:
    """Return how many fewer and how many more are needed, rounded up; NaN where none are."""
    ratios, place = horizon.verdict, horizon.place(focus)
    expected = float(horizon.n_expected[place])
    if ratios is None or not expected > 0:
        return math.nan, math.nan
    low, high = (float(np.asarray(part)[place]) for part in (ratios.shortfall, ratios.excess))
    return (
        math.nan if math.isnan(low) else math.ceil((1.0 - low) * expected),
        math.nan if math.isnan(high) else math.ceil((high - 1.0) * expected),
    )


def _how_time_helps(measure: MeasureDetectable, focus: str) -> Paragraph | None:
    """Say what a longer time would show, and how it stands elsewhere."""
    words = {1: "et kvartal", 4: "et år", 8: "to år"}
    parts = []
    for horizon in measure.horizons:
        if horizon.different is None:
            continue
        low, high = (
            float(np.asarray(part)[horizon.place(focus)])
            for part in (horizon.different.shortfall, horizon.different.excess)
        )
        if not math.isnan(high):
            fewer = "slet ikke" if math.isnan(low) else f"først ved {share(1.0 - low)}"
            parts.append(
                f"i {words[horizon.n_periods]} vises færre {fewer} og flere først ved "
                f"{share(high - 1.0)}"
            )
    year = measure.headline_horizon
    if not parts:
        return None
    text = f"For {measure.measure.headline.benefit.label} gælder: {'; '.join(parts)}."
    if year is not None and year.different is not None:
        shortfalls = 1.0 - np.nan_to_num(np.asarray(year.different.shortfall), nan=0.0)
        text += (
            f" I halvdelen af landets kommuner skal der på et år være mindst "
            f"{share(float(np.quantile(shortfalls, _OF_A_HALF)))} færre, før det vises."
        )
    return Paragraph(text, lead="Længere tid.")
