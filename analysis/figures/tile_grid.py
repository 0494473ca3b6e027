"""How is one tile map drawn? Squares in their places, shaded by answer, marked by role.

All answers are grey, since the one colour belongs to the focus: more is filled, fewer is
hatched, what cannot be told apart is empty, and what has no figures is dotted with a cross.
Pointers up and down say it once more. The focus has a frame and a diamond, its peers a ring.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.path import Path

from analysis.figures.style import FOCUS, OTHER, PEER, REFERENCE
from analysis.parameters.tiles import load_tiles

FEWEST, FEWER, SAME, MORE, MOST, UNKNOWN = (
    "usædvanligt få", "færre", "ikke til at skelne", "flere", "usædvanligt mange", "uden svar",
)  # fmt: skip
ANSWERS = (FEWEST, FEWER, SAME, MORE, MOST, UNKNOWN)
COLUMNS, ROWS = 22, 12
_SIDE = 0.92
_SMALL = 6.3  # points; what a square of a small map measures
_NAME_SIZE = 5.6
_FILLS = {MORE: "#D9DFE5", MOST: PEER}
_SMALL_FILLS = {MORE: "#9AA5B1", MOST: REFERENCE}  # no letters to be read on them
# Lines across a square: how many, how wide in points, and how dark.
_HATCHES = {FEWER: (5, 0.55, OTHER), FEWEST: (6, 1.3, PEER)}
_POINTERS = {FEWEST: "vv", FEWER: "v", MORE: "^", MOST: "^^", UNKNOWN: "x"}


def draw_map(ax: Axes, answers: Mapping[str, str], *, focus: str, peers: Collection[str]) -> None:
    """Draw every municipality's square with its name.

    Parameters
    ----------
    ax : Axes
        Where to draw; becomes an empty panel in units of squares, row 0 at the top.
    answers : mapping of str to str
        One of `ANSWERS` by municipality code; one that is not there has no answer.
    focus : str
        Code of the focus municipality.
    peers : collection of str
        Codes of its peers.
    """
    _set_up(ax)
    for tile in load_tiles():
        answer = answers.get(tile.code, UNKNOWN)
        x, y = tile.column, tile.row
        draw_square(ax, x, y, answer)
        ax.text(
            x, y - 0.13, "\n".join(tile.lines), ha="center", va="center", fontsize=_NAME_SIZE,
            linespacing=0.98, color=_ink(answer), zorder=4, bbox=_patch(answer),
        )  # fmt: skip
        if tile.code == focus:
            ax.add_patch(_outline(x, y, 1.0, color=FOCUS, linewidth=2.2, zorder=6))
        if tile.code == focus or tile.code in peers:
            draw_mark(ax, x - 0.3, y + 0.31, answer, is_focus=tile.code == focus)


def draw_small_map(
    ax: Axes, answers: Mapping[str, str], *, focus: str, peers: Collection[str]
) -> None:
    """Draw the same map a third as wide, without names.

    Parameters are those of `draw_map`.
    """
    _set_up(ax)
    tiles = load_tiles()
    for answer in ANSWERS:
        own = [tile for tile in tiles if answers.get(tile.code, UNKNOWN) == answer]
        for look in _small_looks(answer):
            ax.plot([t.column for t in own], [t.row for t in own], linestyle="none", **look)
    for tile in tiles:
        if tile.code == focus:
            ax.plot(tile.column, tile.row, linestyle="none", **_SMALL_FRAME)
        elif tile.code in peers:
            ax.plot(tile.column, tile.row, linestyle="none", **_SMALL_RING)


def small_legend(words: Mapping[str, str], *, focus_name: str) -> tuple[list[Any], list[str]]:
    """Return handles and labels that explain a small map.

    Parameters
    ----------
    words : mapping of str to str
        What each answer is called; answers that are not there are left out.
    focus_name : str
        Name of the focus municipality.
    """
    looks = {words[answer]: _small_looks(answer) for answer in ANSWERS if answer in words}
    looks |= {focus_name: (_SMALL_FRAME,), "Sammenlignelige kommuner": (_SMALL_RING,)}
    handles: list[Any] = [
        tuple(Line2D([], [], linestyle="none", **look) for look in own) for own in looks.values()
    ]
    return handles, list(looks)


def draw_square(ax: Axes, x: float, y: float, answer: str, *, side: float = _SIDE) -> None:
    """Draw one square with its pointers, centred on a place."""
    ax.add_patch(
        Rectangle(
            (x - side / 2, y - side / 2), side, side, facecolor=_FILLS.get(answer, "white"),
            edgecolor="none", zorder=1,
        )
    )  # fmt: skip
    n_lines, width, colour = _HATCHES.get(answer, (0, 0.0, OTHER))
    for start, end in _diagonals(n_lines):
        ax.plot(
            [x + side * start[0], x + side * end[0]], [y + side * start[1], y + side * end[1]],
            color=colour, linewidth=width, solid_capstyle="butt", zorder=1.5,
        )  # fmt: skip
    outline = _outline(x, y, side, color=OTHER, linewidth=0.6, zorder=2)
    outline.set_linestyle(":" if answer == UNKNOWN else "-")
    ax.add_patch(outline)
    for place, marker in enumerate(_POINTERS.get(answer, "")):
        at = (x + 0.33 * side - 0.24 * place, y + 0.31 * side)
        if answer in _HATCHES:
            ax.plot(*at, marker="s", markersize=4.6, color="white", linestyle="none", zorder=3)
        ax.plot(
            *at, marker=marker, markersize=max(3.2 * side, 2.6), color=_ink(answer),
            markeredgewidth=0.9 if marker == "x" else 0, linestyle="none", zorder=4,
        )  # fmt: skip


def draw_mark(ax: Axes, x: float, y: float, answer: str, *, is_focus: bool) -> None:
    """Draw the diamond of the focus or the ring of a peer, on a square with an answer."""
    look: dict[str, Any] = {
        "marker": "D", "markersize": 4.4, "color": FOCUS, "markeredgecolor": "white",
        "markeredgewidth": 0.6,
    }  # fmt: skip
    if not is_focus:
        look = {
            "marker": "o", "markersize": 3.6, "markeredgecolor": _ink(answer),
            "markerfacecolor": _FILLS.get(answer, "white"), "markeredgewidth": 0.9,
        }  # fmt: skip
    ax.plot(x, y, linestyle="none", zorder=7, **look)


_SMALL_FRAME: dict[str, Any] = {
    "marker": "s", "markersize": _SMALL + 1.4, "markerfacecolor": "none",
    "markeredgecolor": FOCUS, "markeredgewidth": 1.9, "zorder": 6,
}  # fmt: skip
_SMALL_RING: dict[str, Any] = {
    "marker": "o", "markersize": 3.4, "markerfacecolor": "white", "markeredgecolor": REFERENCE,
    "markeredgewidth": 0.9, "zorder": 5,
}  # fmt: skip


def _small_looks(answer: str) -> tuple[dict[str, Any], ...]:
    """Return the marks that a small square is made of, the lowest first."""
    edge = {"marker": "s", "markersize": _SMALL, "markeredgecolor": OTHER}
    if answer == UNKNOWN:
        return ({"marker": "x", "markersize": 3.0, "color": PEER, "markeredgewidth": 0.6},)
    fill = _SMALL_FILLS.get(answer, "none")
    looks: list[dict[str, Any]] = [
        edge | {"markerfacecolor": fill, "markeredgewidth": 0.5, "zorder": 1}
    ]
    if answer in _HATCHES:
        # Three lines are what so small a square has room for.
        hatched = {"marker": _as_marker(3), "markersize": _SMALL, "color": PEER}
        width = 0.6 if answer == FEWER else 1.3
        looks.append(hatched | {"markeredgewidth": width, "zorder": 2})
    return tuple(looks)


def _diagonals(n_lines: int) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Return start and end of rising lines, evenly across a square of side 1 around 0."""
    lines = []
    for place in range(n_lines):
        shift = 2.0 * (place + 0.5) / n_lines - 1.0
        left, right = max(-0.5, shift - 0.5), min(0.5, shift + 0.5)
        lines.append(((left, shift - left), (right, shift - right)))
    return lines


def _as_marker(n_lines: int) -> Path:
    """Return the same lines as one mark, upwards as in `draw_square`."""
    points = [(x, -y) for line in _diagonals(n_lines) for x, y in line]
    return Path(points, [Path.MOVETO, Path.LINETO] * n_lines)


def _set_up(ax: Axes) -> None:
    """Give a panel the units of squares, row 0 at the top, and nothing else."""
    ax.set_xlim(-0.6, COLUMNS - 0.4)
    ax.set_ylim(ROWS - 0.4, -0.6)
    ax.set_aspect("equal")
    ax.set_axis_off()


def _outline(
    x: float, y: float, side: float, *, color: str, linewidth: float, zorder: float
) -> Rectangle:
    """Return the edge of a square that is centred on a place."""
    return Rectangle(
        (x - side / 2, y - side / 2), side, side, fill=False, edgecolor=color,
        linewidth=linewidth, zorder=zorder,
    )  # fmt: skip


def _ink(answer: str) -> str:
    """Return the colour that is read on a square's shade."""
    return "white" if answer == MOST else REFERENCE


def _patch(answer: str) -> dict[str, Any] | None:
    """Return the white ground that letters need on dark lines."""
    if answer != FEWEST:
        return None
    return {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
