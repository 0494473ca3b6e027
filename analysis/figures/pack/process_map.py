"""Which way do cases go, how often, and how long does each move take?

The layout is this module's own: the main steps lie on one line from left to right, what
happens beside them above and below. A move to the next step is straight, one that skips
steps arches above, and one that goes back arches below.
"""

from __future__ import annotations

import math
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from analysis.blocks.model import Block, Figure, Paragraph, Text
from analysis.blocks.records import plain_number
from analysis.caseflow.steps import Step
from analysis.figures.style import FOCUS, PEER, REFERENCE, figure_to_svg, house_figure
from analysis.findings.pathway_words import name_step, write_window
from analysis.findings.released import ReleasedPathways
from analysis.labels import HARD_SPACE, number, sentence_case
from analysis.pathways.results import Edge

BLOCK_ID = "procesforloeb"
# Column and row of each step; the main line is row 0.
_PLACES: dict[str, tuple[float, float]] = {
    Step.RAISED: (0, 0),
    Step.PREPARED: (1, 0),
    Step.PUT_FORWARD: (2, 0),
    Step.PROPOSED: (3, 0),
    Step.DECIDED: (4, 0),
    Step.COMPLAINED: (5, 0),
    Step.APPEAL_DECIDED: (6, 0),
    Step.MEDICAL_ORDERED: (0, 1),
    Step.MEDICAL_RECEIVED: (1, 1),
    Step.CLOSED: (2, 1),
    Step.RETURNED: (1.5, -0.68),
}
_IN_A_BOX = {
    Step.APPEAL_DECIDED.value: "Anke- styrelsen",
    Step.CLOSED.value: f"lukket{HARD_SPACE}uden afgørelse",
}
_COLUMN, _ROW = 1.5, 2.0
_WIDE, _HIGH = 0.94, 0.56
_FEWEST_COLUMNS = 4  # that a short map is not drawn with huge arrows between
_FEW = 0.02  # of the busiest move: rarer ones stand in the data alone
_THIN, _THICK = 0.7, 4.5


def plot_process_map(results: ReleasedPathways) -> Block:
    """Show which step follows which, thicker where more cases go, with days between.

    Parameters
    ----------
    results : ReleasedPathways
        After `suppress_pathways`.

    Returns
    -------
    Block
        The figure; one record per move, those too rare to draw among them. Words where no
        move may be shown.
    """
    edges = [edge for edge in results.edges if edge.from_step != edge.to_step]
    if not edges:
        text = Paragraph(
            "Filen har for få sager til at vise, hvilken vej de går.",
            lead="Der er intet procesforløb at vise.",
        )
        return Block(BLOCK_ID, Text((text,), role="missing"), results.lineage)
    most = max(edge.n for edge in edges)
    drawn = [edge for edge in edges if edge.n >= _FEW * most]
    with house_figure(results.lineage, height=3.9) as (figure, (ax,)):
        for edge in sorted(drawn, key=lambda e: e.n):
            _draw_edge(ax, edge, most)
        for step in dict.fromkeys(s for e in drawn for s in (e.from_step, e.to_step)):
            _draw_step(ax, step)
        last = max(_PLACES[Step(s)][0] for e in drawn for s in (e.from_step, e.to_step))
        ax.set_xlim(-0.55, max(last, _FEWEST_COLUMNS) * _COLUMN + 0.55)
        ax.set_ylim(-1.75, 2.75)
        ax.axis("off")
        svg = figure_to_svg(figure, name=BLOCK_ID)
    content = Figure(
        title="Sagernes faktiske vej gennem trinnene",
        svg=svg,
        alt=_alt(results, drawn),
        answers="Hvilken vej går sagerne, hvor mange går den, og hvor lang tid går der fra trin "
        "til trin?",
        how_to_read="Hver pil er et trin, der følger direkte efter et andet; jo tykkere, jo "
        "oftere. Ved pilen står antallet og medianen i uger. Pile over linjen springer trin "
        "over, pile under linjen går tilbage.",
        does_not_show="Sager, der venter nu: ugerne er kun mellem to trin, der begge er sket. "
        + _say_what_is_left_out(results, len(edges) - len(drawn)),
        records=tuple(_record(edge) for edge in results.edges),
    )
    return Block(BLOCK_ID, content, results.lineage)


def _centre(step: str) -> tuple[float, float]:
    column, row = _PLACES[Step(step)]
    return column * _COLUMN, row * _ROW


def _draw_step(ax: Axes, step: str) -> None:
    x, y = _centre(step)
    is_main = _PLACES[Step(step)][1] == 0
    box = FancyBboxPatch(
        (x - _WIDE / 2, y - _HIGH / 2), _WIDE, _HIGH,
        boxstyle="round,pad=0,rounding_size=0.09", zorder=4,
        facecolor=FOCUS if is_main else "white", edgecolor=FOCUS if is_main else PEER,
        linewidth=1.0,
    )  # fmt: skip
    ax.add_patch(box)
    words = sentence_case(_IN_A_BOX.get(step) or name_step(step)).replace(" ", "\n")
    ax.text(
        x, y, words, ha="center", va="center", zorder=5, fontsize=8.0, linespacing=1.1,
        color="white" if is_main else REFERENCE, fontweight=600 if is_main else 400,
    )  # fmt: skip


def _draw_edge(ax: Axes, edge: Edge, most: int) -> None:
    start, end, bend, label = _route(edge)
    width = _THIN + (_THICK - _THIN) * edge.n / most
    arrow = FancyArrowPatch(
        start, end, connectionstyle=f"arc3,rad={bend}", zorder=2, color=PEER,
        arrowstyle=f"-|>,head_length={3.5 + 0.5 * width},head_width={1.8 + 0.45 * width}",
        linewidth=width, shrinkA=1, shrinkB=1, joinstyle="miter", capstyle="butt",
    )  # fmt: skip
    ax.add_patch(arrow)
    ax.text(
        *label, _label(edge), ha="center", va="center", zorder=6, fontsize=7.6, linespacing=1.15,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.9},
    )  # fmt: skip


_Point = tuple[float, float]


def _route(edge: Edge) -> tuple[_Point, _Point, float, _Point]:
    """Return start, end, bend and the place of the label."""
    (x0, y0), (x1, y1) = _centre(edge.from_step), _centre(edge.to_step)
    if y0 == y1:
        if abs(x1 - x0) <= _COLUMN and x1 > x0:
            return (x0 + _WIDE / 2, y0), (x1 - _WIDE / 2, y1), 0.0, ((x0 + x1) / 2, y0 + 0.42)
        over = 1 if x1 > x0 else -1
        rise = over * _HIGH / 2
        # An arc of bend b rises half of b times its chord.
        bend, height = -0.42, 0.5 * 0.42 * abs(x1 - x0)
        middle = ((x0 + x1) / 2, y0 + rise + over * height)
        return (x0 + 0.2 * over, y0 + rise), (x1 - 0.2 * over, y1 + rise), bend, middle
    down = 1 if y1 > y0 else -1
    shift = 0.14 * (1 if x1 > x0 else -1 if x1 < x0 else 0)
    start = (x0 + shift, y0 + down * _HIGH / 2)
    end = (x1 - shift, y1 - down * _HIGH / 2)
    return start, end, 0.0, ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)


def _label(edge: Edge) -> str:
    return f"{number(edge.n)}\n{_weeks(edge)} uger"


def _weeks(edge: Edge) -> str:
    return number(edge.median_days / 7, decimals=1)


def _say_what_is_left_out(results: ReleasedPathways, n_rare: int) -> str:
    words = []
    if n_rare:
        words.append("Sjældne overgange er ikke tegnet, men står i datafilen.")
    if results.n_hidden_edges:
        words.append("Overgange, som få sager har, er udeladt af diskretion.")
    return " ".join(words)


def _record(edge: Edge) -> dict[str, Any]:
    """Return one move as it stands in the file beside the figure."""
    return {
        "from_step": edge.from_step,
        "to_step": edge.to_step,
        "n": edge.n,
        "n_cases": edge.n_cases,
        "mean_days": plain_number(edge.mean_days, 2),
        "median_days": plain_number(edge.median_days, 2),
        "median_weeks": plain_number(edge.median_days / 7 if edge.n else math.nan, 2),
    }


def _alt(results: ReleasedPathways, drawn: list[Edge]) -> str:
    moves = [
        f"{name_step(e.from_step)} til {name_step(e.to_step)}: {number(e.n)}, {_weeks(e)} uger"
        for e in sorted(drawn, key=lambda e: -e.n)
    ]
    return f"Overgange mellem trin, {write_window(results)}. {'; '.join(moves)}."
