"""Which dots of a figure get their name, and where does it stand without covering another?

Names are tried one by one, the most important first, at a few places around their dot.
One that would cover a dot, another name or the edge is left out: the numbers are in the
file beside the figure. The width of a text is reckoned from its letters, so that the same
names stand in the same places on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from analysis.figures.style import FOCUS, PEER

_LETTER = 0.6  # width over height of a letter, on average; more than the house font has
_NEAR = ((1, 0), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1), (0, 1), (0, -1))
_FURTHER = tuple((side, step) for step in (2, -2, 3, -3) for side in (1, -1, 0))
_DOT = 3.0


@dataclass(frozen=True)
class NamedDot:
    """A dot with its name, in the units of the axes."""

    x: float
    y: float
    name: str
    is_focus: bool = False


def name_dots(
    ax: Axes,
    names: Sequence[NamedDot],
    *,
    dots: Sequence[tuple[float, float]],
    size: float = 7.5,
) -> tuple[str, ...]:
    """Write names beside their dots where there is room, and return those written.

    Parameters
    ----------
    ax : Axes
        A panel whose limits and scales are set, of a figure that is laid out
        (``draw_without_rendering``).
    names : sequence of NamedDot
        The most important first. The focus is written in its colour and always.
    dots : sequence of (float, float)
        All dots, which no name may cover.
    size : float
        Height of the letters in points.
    """
    figure = ax.get_figure(root=True)
    assert figure is not None
    scale = 72.0 / figure.dpi
    taken = [
        (x - _DOT, y - _DOT, x + _DOT, y + _DOT)
        for x, y in ax.transData.transform(np.array(dots).reshape(-1, 2)) * scale
    ]
    left, bottom, right, top = np.array(ax.get_window_extent().extents) * scale
    written = []
    for dot in names:
        height = size + 1.0 if dot.is_focus else size
        x, y = ax.transData.transform((dot.x, dot.y)) * scale
        width = _LETTER * height * len(dot.name)
        for side, up_or_down in _NEAR + (_FURTHER if dot.is_focus else ()):
            box = _box(x, y, width, height, side, up_or_down)
            is_inside = left <= box[0] and box[2] <= right and bottom <= box[1] and box[3] <= top
            if is_inside and not any(_overlap(box, other) for other in taken):
                break
        else:
            if not dot.is_focus:
                continue
            side = -1 if x > (left + right) / 2 else 1
            box = _box(x, y, width, height, side, 1)
        taken.append(box)
        written.append(dot.name)
        # Anchored at the end by the dot, so that a wider font grows away from it.
        anchor, ha = {1: (box[0], "left"), -1: (box[2], "right"), 0: (x, "center")}[side]
        ax.annotate(
            dot.name, (dot.x, dot.y), xytext=(anchor - x, (box[1] + box[3]) / 2 - y),
            textcoords="offset points", ha=ha, va="center_baseline",
            fontsize=height, color=FOCUS if dot.is_focus else PEER,
            fontweight=600 if dot.is_focus else 400, zorder=7,
        )  # fmt: skip
    return tuple(written)


def _box(
    x: float, y: float, width: float, height: float, side: int, up_or_down: int
) -> tuple[float, float, float, float]:
    """Return the box of a text at one of the places around a dot, in points."""
    gap = _DOT + 2.5
    start = {1: x + gap, -1: x - gap - width, 0: x - width / 2}[side]
    middle = y + up_or_down * (height / 2 + (gap if side == 0 else 2.0))
    return start, middle - height / 2, start + width, middle + height / 2


def _overlap(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    """Tell whether two boxes share a point."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
