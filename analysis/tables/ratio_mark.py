"""A ratio with its interval and the peers, small enough to stand in a table cell.

Every mark of a table has the same scale from zero, so that rows can be compared down
the column. The focus is a filled diamond, on a thick line where the ratio has limits;
a grey band is the range that is ordinary among municipalities; the peers are hollow
rings, and a thin line stands at 1. It reads the same in black and white. A value beyond
the scale stands at its end as an arrow, and the words still give it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from analysis.blocks.model import Mark
from analysis.comparison.gaps import Gap
from analysis.concepts import Estimate
from analysis.labels import interval, number

WIDTH, HEIGHT = 168, 20
SCALE_END = 2.0
_FOCUS, _PEER, _LINE, _TEXT, _BAND = "#005A9C", "#4A5560", "#9AA5B1", "#2B333B", "#E1E6EA"
_MARGIN = 6.0


def draw_ratio_mark(gap: Gap, *, peers: Iterable[float]) -> Mark:
    """Draw observed over expected, with its limits or the ordinary range behind it.

    Parameters
    ----------
    gap : Gap
        A flow's has limits of the ratio, a stock's an ordinary range; either may lack.
    peers : iterable of float
        The peers' ratios.
    """
    middle = HEIGHT / 2
    parts = []
    if ordinary := gap.ordinary or gap.usual:
        parts.append(_band(ordinary, middle))
    parts += [_line(0, SCALE_END, middle, _LINE, 0.6), _tick(1.0, middle)]
    for peer in sorted(peer for peer in peers if math.isfinite(peer)):
        parts.append(
            f'<circle cx="{_x(peer):.1f}" cy="{middle:.1f}" r="2.6" fill="#ffffff" '
            f'stroke="{_PEER}" stroke-width="1"/>'
        )
    if gap.ratio is not None:
        parts.append(_line(gap.ratio.lower, gap.ratio.upper, middle, _FOCUS, 2.2))
    if gap.plain_ratio > SCALE_END:
        parts.append(_arrow(middle))
    elif math.isfinite(gap.plain_ratio):
        parts.append(_diamond(_x(gap.plain_ratio), middle))
    return Mark(_svg(parts), _in_words(gap))


def draw_ratio_scale() -> Mark:
    """Draw the scale that all ratio marks share."""
    parts = [_line(0, SCALE_END, 4.0, _LINE, 0.6)]
    for step in range(5):
        value = step * SCALE_END / 4
        parts.append(
            f'<line x1="{_x(value):.1f}" x2="{_x(value):.1f}" y1="1.5" y2="6.5" '
            f'stroke="{_LINE}" stroke-width="0.8"/>'
            f'<text x="{_x(value):.1f}" y="16.5" text-anchor="middle" font-family="Inter" '
            f'font-size="8.5" fill="{_TEXT}">{number(value, decimals=1)}</text>'
        )
    end = number(SCALE_END)
    return Mark(_svg(parts), f"Skala fra 0 til {end}; ved 1 er faktisk lig med forventet.")


def _in_words(gap: Gap) -> str:
    """Say what the mark shows."""
    if not math.isfinite(gap.plain_ratio):
        return "Intet forhold mellem faktisk og forventet"
    words = f"Faktisk/forventet {number(gap.plain_ratio, decimals=2)}"
    if gap.ratio is not None:
        words += f" ({interval(gap.ratio.lower, gap.ratio.upper, decimals=2)})"
    if ordinary := gap.ordinary or gap.usual:
        low, high = ordinary.lower / gap.n_expected, ordinary.upper / gap.n_expected
        words += f", almindelig variation {interval(low, high, decimals=2)}"
    return words


def _x(value: float) -> float:
    """Return the horizontal place of a ratio."""
    return _MARGIN + min(max(value, 0.0), SCALE_END) / SCALE_END * (WIDTH - 2 * _MARGIN)


def _line(start: float, end: float, y: float, colour: str, width: float) -> str:
    return (
        f'<line x1="{_x(start):.1f}" x2="{_x(end):.1f}" y1="{y:.1f}" y2="{y:.1f}" '
        f'stroke="{colour}" stroke-width="{width}"/>'
    )


def _band(ordinary: Estimate, y: float) -> str:
    """Draw the ordinary range; where it runs past the scale its end is a point."""
    start, end = _x(ordinary.lower / ordinary.value), _x(ordinary.upper / ordinary.value)
    points = [f"{start:.1f},{y - 6:.1f}", f"{end:.1f},{y - 6:.1f}"]
    if ordinary.upper / ordinary.value > SCALE_END:
        points.append(f"{end + 5:.1f},{y:.1f}")
    points += [f"{end:.1f},{y + 6:.1f}", f"{start:.1f},{y + 6:.1f}"]
    return f'<polygon points="{" ".join(points)}" fill="{_BAND}"/>'


def _tick(value: float, y: float) -> str:
    return (
        f'<line x1="{_x(value):.1f}" x2="{_x(value):.1f}" y1="{y - 8:.1f}" y2="{y + 8:.1f}" '
        f'stroke="{_TEXT}" stroke-width="1"/>'
    )


def _diamond(x: float, y: float) -> str:
    points = f"{x:.1f},{y - 5:.1f} {x + 5:.1f},{y:.1f} {x:.1f},{y + 5:.1f} {x - 5:.1f},{y:.1f}"
    return f'<polygon points="{points}" fill="{_FOCUS}"/>'


def _arrow(y: float) -> str:
    x = _x(SCALE_END)
    return f'<polygon points="{x},{y - 4} {x + 5},{y} {x},{y + 4}" fill="{_FOCUS}"/>'


def _svg(parts: list[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(parts)}</svg>'
    )
