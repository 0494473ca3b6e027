"""How small a difference could have been shown, for the focus and by length of time."""

from __future__ import annotations

import math
from functools import reduce
from operator import or_
from typing import Any

from analysis.blocks.model import Block, Column, Paragraph, Row, Table, Text
from analysis.blocks.records import plain_number
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.calibration.detectable import DetectableGaps, Horizon, MeasureDetectable
from analysis.concepts import Stage
from analysis.labels import MISSING, number, sentence_case, share
from analysis.measures.between.detectable import DetectableRatios

_LENGTHS = {1: "et kvartal", 4: "et år", 8: "to år"}
_NOT_EVEN_NONE = "kan ikke vises"


def tabulate_detectable(comparison: PracticeComparison, detectable: DetectableGaps) -> Block:
    """Return the smallest true differences that would be shown eight times out of ten.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives names and lineage.
    detectable : DetectableGaps
        The smallest differences of every municipality; all of them stand in the records.
    """
    told = [m for m in detectable.measures if m.horizons]
    lineage = reduce(
        or_,
        (h.window.lineage for m in told for h in m.horizons),
        comparison.name_lineage | comparison.peers.lineage,
    )
    if not told:
        text = Paragraph(
            "Ingen af opgørelserne har tal for en hel periode. Hent AUK01 eller PEN113 for alle 98 "
            "kommuner.",
            lead="Kan ikke beregnes med disse data.",
        )
        return Block("mindste-forskel", Text((text,), role="missing"), lineage)
    rows: list[Row] = []
    for measure in told:
        rows.append(Row((_heading(measure),), is_group=True))
        for horizon in measure.horizons:
            rows += _rows(measure, horizon, detectable.focus)
    times = number(10 * detectable.power)
    content = Table(
        caption=f"Hvor mange færre eller flere der skal være i {comparison.focus_name}, før det "
        f"vises {times} gange af 10",
        columns=(
            Column("question", "", "left"),
            Column("n_expected", "Forventet"),
            Column("shortfall", "Mindst så mange færre"),
            Column("excess", "Mindst så mange flere"),
        ),
        rows=tuple(rows),
        records=tuple(
            record
            for m in told
            for h in m.horizons
            for record in _records(m, h, comparison=comparison)
        ),
        note="Hele tal i den viste tid. I parentes: afstanden fra det forventede. En mindre "
        "forskel kan godt være der uden at blive vist. "
        f"»{sentence_case(_NOT_EVEN_NONE)}«: selv helt uden tilkendelser eller modtagere "
        "ville forskellen ikke kunne skelnes fra tilfældigheder.",
    )
    return Block("mindste-forskel", content, lineage)


def _heading(measure: MeasureDetectable) -> str:
    headline = measure.measure.headline
    return f"{sentence_case(headline.benefit.label)}, {headline.stage.label}"


def _rows(measure: MeasureDetectable, horizon: Horizon, focus: str) -> list[Row]:
    """Return one row per question of one length of time."""
    place = horizon.place(focus)
    is_flow = measure.measure.headline.stage is Stage.FLOW
    time = _LENGTHS.get(horizon.n_periods, f"{horizon.n_periods} perioder") if is_flow else ""
    expected = float(horizon.n_expected[place])
    rows = []
    for word, ratios in (("forskellig", horizon.different), ("usædvanlig", horizon.unusual)):
        if word == "forskellig" and not is_flow:
            continue
        name = f"{sentence_case(word)}, {time}" if time else sentence_case(word)
        rows.append(Row((name, number(expected), *_sides(ratios, place, expected))))
    return rows


def _sides(ratios: DetectableRatios | None, place: int, expected: float) -> tuple[str, str]:
    """Return shortfall and excess as numbers of awards or recipients."""
    if ratios is None or not expected > 0:
        return MISSING, MISSING
    low, high = (float(part) for part in (_at(ratios.shortfall, place), _at(ratios.excess, place)))
    # The excess is always known where there are limits, so its lack tells that there are none.
    if math.isnan(high):
        return "for små tal", "for små tal"
    return (
        _NOT_EVEN_NONE if math.isnan(low) else _distance(low, expected),
        _distance(high, expected),
    )


def _distance(ratio: float, expected: float) -> str:
    # Rounded away from the expected number, so that what is printed would be shown.
    persons = math.copysign(math.ceil(abs(ratio - 1.0) * expected), ratio - 1.0)
    return f"{number(persons, signed=True)} ({share(abs(ratio - 1.0))})"


def _at(values: Any, place: int) -> float:
    return float(values[place])


def _records(
    measure: MeasureDetectable, horizon: Horizon, *, comparison: PracticeComparison
) -> list[dict[str, Any]]:
    """Return the numbers of all municipalities for the CSV file."""
    records = []
    for question, ratios in (("different", horizon.different), ("unusual", horizon.unusual)):
        if ratios is None:
            continue
        for place, code in enumerate(horizon.codes):
            expected = float(horizon.n_expected[place])
            low, high = _at(ratios.shortfall, place), _at(ratios.excess, place)
            records.append(
                {
                    "measure": measure.measure.headline.id,
                    "question": question,
                    "period_first": str(horizon.window.first),
                    "period_last": str(horizon.window.last),
                    "municipality_code": code,
                    "municipality_name": comparison.name(code),
                    "n_expected": plain_number(expected),
                    "power": ratios.power,
                    "level": ratios.level,
                    "shortfall_ratio": plain_number(low),
                    "shortfall": plain_number((1.0 - low) * expected),
                    "excess_ratio": plain_number(high),
                    "excess": plain_number((high - 1.0) * expected),
                }
            )
    return records
