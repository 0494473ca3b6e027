"""A strip: every municipality as a dot on one axis, the peers and the focus marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.figures.style import FOCUS, OTHER, PEER

_HALF_HEIGHT = 0.30


@dataclass(frozen=True)
class Strip:
    """What one strip shows.

    Attributes
    ----------
    label : str
        Name at the left.
    values : mapping of str to float
        Value by municipality code; NaN is left out.
    note : str
        Text at the right, such as the focus municipality's own value.
    """

    label: str
    values: Mapping[str, float]
    note: str


def draw_strip(
    ax: Axes, strip: Strip, *, y: float, focus: str, peers: tuple[str, ...], cap: float
) -> None:
    """Draw one strip at height `y`.

    Dots that would lie on one another are moved apart up and down, by a fixed rule, so
    that the drawing is the same every time. A value beyond `cap` stands at the edge as
    an arrow.

    Parameters
    ----------
    ax : Axes
        Where to draw; x is the value.
    strip : Strip
        What to draw.
    y : float
        Height of the strip's middle.
    focus : str
        Code of the focus municipality.
    peers : tuple of str
        Codes of the peers.
    cap : float
        Right end of the axis.
    """
    shown = {code: value for code, value in strip.values.items() if np.isfinite(value)}
    offsets = _spread_out(shown, width=cap / 90)
    for code, value in sorted(shown.items()):
        role = "focus" if code == focus else "peer" if code in peers else "other"
        beyond = value > cap
        x = min(value, cap)
        height = y if role == "focus" else y + offsets[code]
        marker = ">" if beyond else _MARKERS[role]
        ax.plot(x, height, marker=marker, clip_on=False, **_LOOKS[role])


def strip_legend(focus_name: str) -> list[Line2D]:
    """Return the handles of a legend that explains the dots."""
    labels = {"focus": focus_name, "peer": "Sammenlignelige kommuner", "other": "Øvrige kommuner"}
    return [
        Line2D([], [], linestyle="none", marker=_MARKERS[role], label=label, **_LOOKS[role])
        for role, label in labels.items()
    ]


_MARKERS = {"focus": "D", "peer": "o", "other": "o"}
_LOOKS: dict[str, dict[str, Any]] = {
    "focus": {"color": FOCUS, "markersize": 6.5, "zorder": 5, "markeredgewidth": 0},
    "peer": {
        "markerfacecolor": "white", "markeredgecolor": PEER, "markeredgewidth": 1.3,
        "markersize": 5, "zorder": 4,
    },
    "other": {"color": OTHER, "markersize": 3, "zorder": 3, "markeredgewidth": 0},
}  # fmt: skip


def _spread_out(values: Mapping[str, float], *, width: float) -> dict[str, float]:
    """Move dots of nearly the same value apart, alternating up and down."""
    taken: dict[int, int] = {}
    offsets = {}
    for code, value in sorted(values.items(), key=lambda item: (item[1], item[0])):
        bin_index = round(value / width)
        count = taken.get(bin_index, 0)
        taken[bin_index] = count + 1
        step = (count + 1) // 2 * (1 if count % 2 else -1)
        offsets[code] = float(np.clip(step * 0.085, -_HALF_HEIGHT, _HALF_HEIGHT))
    return offsets
