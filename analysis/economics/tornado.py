"""Which value moves the municipality's total the most?

One value at a time goes to its low and to its high while the others stay: a tornado. It
shows what to find out first, and not how likely either end is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.economics.catalogue import Rate
from analysis.economics.draws import (
    THOUSAND,
    ValueFrame,
    draw_move,
    estimate_people,
    to_price_level,
)
from analysis.economics.flows import Party
from analysis.economics.moves import Move
from analysis.economics.results import Swing
from analysis.labels import number

FloatArray = NDArray[np.float64]


def find_swings(
    moves: Sequence[Move],
    people: Mapping[str, FloatArray],
    used: Mapping[str, Rate],
    frame: ValueFrame,
) -> tuple[float, tuple[Swing, ...]]:
    """Return the municipality's total at all values, and with one at a time moved.

    Parameters
    ----------
    moves : sequence of Move
        Those that have an amount.
    people : mapping of str to array of shape (k,)
        Draws of people, by the move's id.
    used : mapping of str to Rate
        Every rate that the moves need.
    frame : ValueFrame
        Date, years, price level.

    Returns
    -------
    float
        The total with every value at its own, 1,000 kroner; NaN without a move.
    tuple of Swing
        One for each value that has limits, the widest first.

    Notes
    -----
    Values that rise together in truth are moved one at a time: leans towards too short a
    bar for what a common cause would do.
    """
    if not moves:
        return float("nan"), ()
    rates = {rate_id: rate.value for rate_id, rate in used.items()}
    given = {move.id: estimate_people(move, people[move.id], frame) for move in moves}
    persons = {move_id: each.value for move_id, each in given.items()}

    def total(rates: dict[str, float], persons: dict[str, float]) -> float:
        values = to_price_level({i: np.array([v]) for i, v in rates.items()}, used, frame)
        parts = (draw_move(m, values, np.array([persons[m.id]]), used, frame) for m in moves)
        return sum(float(part.total[Party.MUNICIPALITY][0]) for part in parts) / THOUSAND

    swings = [
        Swing(
            id=rate.id,
            label=rate.kind.label,
            unit_label=rate.unit.label,
            low=rate.write(rate.low),
            value=rate.write(rate.value),
            high=rate.write(rate.high),
            at_low=total({**rates, rate.id: rate.low}, persons),
            at_high=total({**rates, rate.id: rate.high}, persons),
            verified=rate.verified,
        )
        for rate in used.values()
        if rate.low < rate.high
    ]
    for move in moves:
        mean, low, high = given[move.id].value, given[move.id].lower, given[move.id].upper
        if low < high:
            swings.append(
                Swing(
                    id=f"people.{move.id}",
                    label=f"antal personer: {move.label[:1].lower()}{move.label[1:]}",
                    unit_label="personer",
                    low=number(low),
                    value=number(mean),
                    high=number(high),
                    at_low=total(rates, {**persons, move.id: low}),
                    at_high=total(rates, {**persons, move.id: high}),
                    verified=True,
                )
            )
    swings.sort(key=lambda swing: (-round(swing.width, 6), swing.id))
    return total(rates, persons), tuple(swings)
