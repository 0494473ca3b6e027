"""How do the gaps lie when the sets are put in order, the smallest ratio first?

A set that has more say takes up more room. The room is cut into slices of equal say, so
that a drawing of a thousand sets needs a few dozen marks, and one may read off it what part
of the choices lies below a ratio.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.comparison.denominators import FloatArray
from analysis.comparison.gaps import Gaps
from analysis.comparison.multiverse.flips import OptionSets
from analysis.comparison.multiverse.sets import MAIN
from analysis.comparison.multiverse.vary import VariedGaps
from analysis.comparison.references import BoolArray
from analysis.concepts import Stage


@dataclass(frozen=True)
class Slices:
    """The sets in order of their ratio, in slices of equal say; arrays of shape (slices,).

    Attributes
    ----------
    ratio : array
        Observed over expected by the set in the middle of each slice.
    lower, upper : array
        That set's limits as page one has them: of a flow those of the ratio, of a stock
        the ordinary range over the expected number, which lies around 1. NaN without.
    is_same : array of bool
        Whether that set gives the main set's answer.
    by_option : array of shape (options, slices)
        What part of each slice's say every option has, fractions.
    main_at : float
        Where the main set would stand, as a part of all say.
    ends : tuple of float
        The lowest and the highest ratio of all sets with a say, which lie further out than
        the middles of the first and the last slice.
    """

    ratio: FloatArray
    lower: FloatArray
    upper: FloatArray
    is_same: BoolArray
    by_option: FloatArray
    main_at: float
    ends: tuple[float, float]


def slice_sets(varied: VariedGaps, options: Sequence[OptionSets], *, n: int) -> Slices:
    """Put the sets in order and cut them into slices of equal say.

    Parameters
    ----------
    varied : VariedGaps
        One headline by every set; at least one has a say.
    options : sequence of OptionSets
        The options to be shown.
    n : int
        Slices.
    """
    ratio, say = varied.ratio, varied.weights
    with_say = np.flatnonzero(say > 0)
    order = with_say[np.argsort(ratio[with_say], kind="stable")]
    ends = np.cumsum(say[order])
    starts = ends - say[order]
    edges = np.linspace(0.0, 1.0, n + 1)
    middle = np.minimum(np.searchsorted(ends, (edges[:-1] + edges[1:]) / 2), order.size - 1)
    overlap = np.minimum(ends[:, np.newaxis], edges[1:]) - np.maximum(
        starts[:, np.newaxis], edges[:-1]
    )
    part = np.maximum(overlap, 0.0) / say[order][:, np.newaxis] * n
    total = sum(option.say for option in options if option.decision == "kind")
    scale = np.where(np.asarray(total) > 0, say / np.where(np.asarray(total) > 0, total, 1.0), 0.0)
    by_option = np.array([(option.say * scale)[order] @ part for option in options])
    lower, upper = _limits(varied.gaps)
    shown = order[middle]
    return Slices(
        ratio=ratio[shown],
        lower=lower[shown],
        upper=upper[shown],
        is_same=varied.side[shown] == varied.side[MAIN],
        by_option=by_option.reshape(len(options), n),
        main_at=float(say[ratio < ratio[MAIN]].sum()),
        ends=(float(ratio[order[0]]), float(ratio[order[-1]])),
    )


def _limits(gaps: Gaps) -> tuple[FloatArray, FloatArray]:
    """Return the limits in units of the expected number."""
    limits = gaps.ratio if gaps.stage is Stage.FLOW else gaps.ordinary
    nothing = np.full(gaps.expected.n_expected.shape, np.nan)
    if limits is None:
        return nothing, nothing
    if gaps.stage is Stage.FLOW:
        return limits.lower, limits.upper
    positive = np.where(gaps.expected.n_expected > 0, gaps.expected.n_expected, np.nan)
    return limits.lower / positive, limits.upper / positive
