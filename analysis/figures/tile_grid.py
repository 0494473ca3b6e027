"""How is one tile map drawn? Squares in their places, shaded by answer, marked by role.

A shade never speaks alone: what is fewer points down, what is more points up, and what
cannot be told is struck through. The focus has a frame and a diamond, its peers a ring.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from analysis.figures.style import FOCUS, OTHER, PEER, REFERENCE
from analysis.parameters.tiles import load_tiles

FEWEST, FEWER, SAME, MORE, MOST, UNKNOWN = (
    "usædvanligt få", "færre", "ikke til at skelne", "flere", "usædvanligt mange", "uden svar",
)  # fmt: skip
ANSWERS = (FEWEST, FEWER, SAME, MORE, MOST, UNKNOWN)
COLUMNS, ROWS = 22, 12
_SIDE = 0.92
_PALE = "#D9DFE5"
_SMALL = 6.3  # points; what a square of a small map measures
_NAME_SIZE = 5.6
_STRUCK = ((-1.0, -1.0), (1.0, 1.0))
_FILLS: dict[str, tuple[str, float]] = {
    FEWEST: (PEER, 1.0), FEWER: (_PALE, 1.0), SAME: ("white", 1.0), MORE: (FOCUS, 0.22),
    MOST: (FOCUS, 1.0), UNKNOWN: ("white", 1.0),
}  # fmt: skip
_POINTERS = {FEWEST: "vv", FEWER: "v", MORE: "^", MOST: "^^"}


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
            linespacing=0.98, color=_ink(answer), zorder=4,
        )  # fmt: skip
        if tile.code == focus:
            ax.add_patch(_outline(x, y, 1.0, color=REFERENCE, linewidth=1.8, zorder=6))
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
    colour, strength = _FILLS[answer]
    ax.add_patch(
        Rectangle(
            (x - side / 2, y - side / 2), side, side, facecolor=colour, alpha=strength,
            edgecolor="none", zorder=1,
        )
    )  # fmt: skip
    ax.add_patch(_outline(x, y, side, color=OTHER, linewidth=0.6, zorder=2))
    if answer == UNKNOWN:
        for shift in (-0.36, 0.0, 0.36):
            left, right = max(-0.5, shift - 0.5), min(0.5, shift + 0.5)
            ax.plot(
                [x + side * left, x + side * right],
                [y + side * (shift - left), y + side * (shift - right)],
                color=OTHER, linewidth=0.6, zorder=1.5,
            )  # fmt: skip
    for place, marker in enumerate(_POINTERS.get(answer, "")):
        ax.plot(
            x + 0.33 * side - 0.24 * place, y + 0.31 * side, marker=marker,
            markersize=max(3.0 * side, 2.6), markeredgewidth=0, color=_ink(answer),
            linestyle="none", zorder=4,
        )  # fmt: skip


def draw_mark(ax: Axes, x: float, y: float, answer: str, *, is_focus: bool) -> None:
    """Draw the diamond of the focus or the ring of a peer, on a square with an answer."""
    look: dict[str, Any] = {"marker": "D", "color": _ink(answer), "markeredgewidth": 0.0}
    if not is_focus:
        look = {
            "marker": "o", "markerfacecolor": "none", "markeredgecolor": _ink(answer),
            "markeredgewidth": 0.8,
        }  # fmt: skip
    ax.plot(x, y, linestyle="none", markersize=3.4, zorder=7, **look)


_SMALL_FRAME: dict[str, Any] = {
    "marker": "s", "markersize": _SMALL + 1.4, "markerfacecolor": "none",
    "markeredgecolor": REFERENCE, "markeredgewidth": 1.7, "zorder": 6,
}  # fmt: skip
_SMALL_RING: dict[str, Any] = {
    "marker": "o", "markersize": 4.6, "markerfacecolor": "none", "markeredgecolor": REFERENCE,
    "markeredgewidth": 0.7, "zorder": 5,
}  # fmt: skip


def _small_looks(answer: str) -> tuple[dict[str, Any], ...]:
    """Return the marks that a small square is made of, the lowest first."""
    colour, strength = _FILLS[answer]
    edge = {"marker": "s", "markersize": _SMALL, "markeredgecolor": OTHER, "markeredgewidth": 0.5}
    looks: list[dict[str, Any]] = [
        edge | {"markerfacecolor": colour, "markeredgewidth": 0.0, "alpha": strength, "zorder": 1},
        edge | {"markerfacecolor": "none", "zorder": 2},
    ]
    if answer == UNKNOWN:
        struck = {"marker": _STRUCK, "markersize": _SMALL, "color": PEER}
        looks.append(struck | {"markeredgewidth": 0.5, "zorder": 3})
    pointers = _POINTERS.get(answer, "")
    if pointers:
        size = 2.6 * len(pointers)
        pointer = {"marker": pointers[0], "markersize": size, "markeredgewidth": 0}
        looks.append(pointer | {"color": _ink(answer), "zorder": 4})
    return tuple(looks)


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
    return "white" if answer in (FEWEST, MOST) else REFERENCE
