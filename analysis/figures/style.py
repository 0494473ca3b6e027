"""How do figures look? Colours as roles, the house font, and one way to become SVG.

A figure asks for `FOCUS`, never for blue. The focus municipality has one colour and one
shape of its own, everything else is grey, and the shape says the same as the colour, so
that a figure is read as well in black and white.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import matplotlib as mpl
import matplotlib.font_manager as fm
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter
from numpy.typing import NDArray

from analysis.blocks.model import STAMP
from analysis.concepts import Lineage, Origin
from analysis.labels import number

FOCUS, PEER, OTHER, REFERENCE = "#005A9C", "#4A5560", "#B4BDC6", "#2B333B"
WIDTH = 6.9  # inches: the text width of an A4 page
_MOST_DECIMALS = 4
_POINTS_PER_INCH = 72
_NO_LAYOUT = {"figure.autolayout": False, "figure.constrained_layout.use": False}
_STYLE = Path(__file__).with_name("house.mplstyle")
_FONTS = Path(__file__).parents[1] / "fonts"


@contextmanager
def house_figure(
    lineage: Lineage, *, height: float, rows: int = 1, columns: int = 1
) -> Iterator[tuple[Figure, list[Axes]]]:
    """Yield an empty figure and its axes in the house style, stamped if synthetic.

    The figure is closed on the way out, so that a notebook shows it only as the block
    that it becomes.

    Parameters
    ----------
    lineage : Lineage
        What the figure rests on; decides the stamp.
    height : float
        Inches.
    rows, columns : int, default 1
        Grid of axes.
    """
    _register_fonts()
    with mpl.rc_context(fname=_STYLE):
        figure, axes = plt.subplots(
            rows, columns, figsize=(WIDTH, height), squeeze=False, layout="constrained"
        )
        if lineage.origin is Origin.SYNTHETIC:
            figure.text(
                0.99, 0.985, STAMP, ha="right", va="top", fontsize=7, fontweight=600,
                color=REFERENCE,
                bbox={"facecolor": "white", "edgecolor": REFERENCE, "linewidth": 0.6, "pad": 2.0},
            )  # fmt: skip
        try:
            yield figure, list(axes.flat)
        finally:
            plt.close(figure)


def mark_breaks(ax: Axes, breaks: tuple[tuple[dt.date, str], ...], *, top: float) -> None:
    """Draw a dotted line with a label at each date where a series changes meaning.

    Parameters
    ----------
    ax : Axes
        Panel whose x axis is in years with decimals.
    breaks : tuple of (date, str)
        Dates and labels.
    top : float
        Height of the label on the y axis.
    """
    for day, label in breaks:
        x = day.year + (day.month - 1) / 12
        ax.axvline(x, color=REFERENCE, linewidth=0.8, linestyle=":")
        ax.annotate(
            label, (x, top), xytext=(-4, -3), textcoords="offset points", fontsize=7.5,
            ha="right", va="top",
        )  # fmt: skip


def label_ticks(axis: Axis, *, scale: float = 1.0, signed: bool = False, suffix: str = "") -> None:
    """Write the ticks of an axis in Danish, with the decimals that their steps need.

    A quarter written with one decimal would be another number than the one at the tick.

    Parameters
    ----------
    axis : Axis
        Axis whose ticks are numbers, wherever they come to lie.
    scale : float, default 1.0
        What a tick is multiplied by to be what is written: 100 for per cent.
    signed : bool, default False
        Whether a positive number carries a plus.
    suffix : str, default ''
        Written after each number, such as a per cent sign.
    """
    decimals: dict[tuple[object, ...], int] = {}

    def label(value: float, _: int | None) -> str:
        # Looking for the ticks anew for each label is slow; they move with limits and size.
        placing = (axis.get_major_locator(), *axis.get_view_interval(), *axis.axes.bbox.size)
        if placing not in decimals:
            ticks = np.asarray(axis.get_majorticklocs(), dtype=float)
            decimals[placing] = _tick_decimals(scale * ticks)
        return number(scale * value, decimals=decimals[placing], signed=signed) + suffix

    axis.set_major_formatter(FuncFormatter(label))


def figure_to_svg(figure: Figure, *, name: str) -> str:
    """Return a figure as SVG that is the same on every run.

    Parameters
    ----------
    figure : Figure
        The finished figure.
    name : str
        Salt of the ids inside the drawing: the block's id.
    """
    target = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": name, "svg.fonttype": "none"} | _NO_LAYOUT):
        _lay_out(figure)
        figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
    text = target.getvalue()
    return text[text.index("<svg") :]


def _lay_out(figure: Figure) -> None:
    """Give the axes their places, once.

    Saving a figure that lays itself out draws all of it twice, the first time for nothing
    but the places.
    """
    engine = figure.get_layout_engine()
    if engine is None:
        return
    # The size of a text depends on both, and saving as SVG uses these.
    FigureCanvasSVG(figure)
    figure.set_dpi(_POINTS_PER_INCH)
    engine.execute(figure)
    # Not "none", which leaves an engine that does nothing behind, and two drawings.
    figure.set_layout_engine(None)


def _tick_decimals(ticks: NDArray[np.float64]) -> int:
    """Return the fewest decimals that state every tick."""
    for decimals in range(_MOST_DECIMALS):
        if np.allclose(ticks, np.round(ticks, decimals), rtol=0.0, atol=10.0 ** (-decimals - 4)):
            return decimals
    return _MOST_DECIMALS


@lru_cache(maxsize=1)
def _register_fonts() -> None:
    """Make the bundled font known to matplotlib."""
    for path in sorted(_FONTS.glob("*.ttf")):
        fm.fontManager.addfont(str(path))
