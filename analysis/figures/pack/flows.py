"""Today's case flow beside the proposed one: who has the case, and how long it waits."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle

from analysis.blocks.model import Block, Figure
from analysis.caseflow.check import Verdict
from analysis.caseflow.compare import Change, FlowComparison, TimedFlow
from analysis.caseflow.routes import Route
from analysis.figures.pack.flow_layout import (
    OBVIOUS_LANE,
    Arrow,
    Bar,
    Panel,
    lay_out,
    measure_label,
    write_weeks,
)
from analysis.figures.style import (
    FOCUS,
    OTHER,
    PEER,
    REFERENCE,
    WIDTH,
    figure_to_svg,
    house_figure,
)
from analysis.labels import listing, number

BLOCK_ID = "sagsgang"
_SIZE = 8.0  # points; 15 on a slide as wide as the screen
_LINE = 0.131  # inches to a line of the layout
_HEAD, _FOOT = 0.04, 0.24  # inches above the first title, and for the axis
_LANE_SHARE = 0.125  # of the width, for the names of the lanes
_BAR = 0.75
_POINTS = WIDTH * 72 * (1 - _LANE_SHARE)  # of the axis of weeks
_END_ROOM = 1.14  # room after the last week, for its label


def plot_flows(comparison: FlowComparison) -> Block:
    """Draw both flows under each other on one axis of weeks.

    Parameters
    ----------
    comparison : FlowComparison
        The two flows.

    Returns
    -------
    Block
        A lane for each unit, bars from the expected week to the expected week, waiting
        hatched and work filled, an arrow for each change of hands. A step that goes or is
        new says so in words. Records: one per step, flow and route.
    """
    longest, reach = _find_reach(comparison)
    scale = {"reach": reach, "weeks_per_point": reach / _POINTS, "size": _SIZE}
    today = lay_out(comparison, comparison.today, top=0.0, **scale)
    proposed = lay_out(comparison, comparison.proposed, top=today.bottom + 0.3, **scale)
    height = proposed.bottom * _LINE + _HEAD + _FOOT
    with house_figure(comparison.lineage, height=height) as (figure, (ax,)):
        figure.set_layout_engine("none")
        ax.set_position((0.005, _FOOT / height, 0.99, 1 - (_HEAD + _FOOT) / height))
        left = -reach * _LANE_SHARE / (1 - _LANE_SHARE)
        _finish(ax, left, reach, proposed.bottom, longest)
        for panel, timed in ((today, comparison.today), (proposed, comparison.proposed)):
            _draw_panel(ax, panel, timed, left, reach)
        figure.legend(
            handles=_legend(), loc="upper right", ncols=2, bbox_to_anchor=(0.865, 1.0),
            borderaxespad=0.05, handlelength=2.0, columnspacing=1.2,
        )  # fmt: skip
        svg = figure_to_svg(figure, name=BLOCK_ID)
    content = Figure(
        title=comparison.title,
        svg=svg,
        alt=_alt(comparison),
        answers="Hvem har sagen hvornår i dag og i forslaget, hvor længe venter den, og hvor mange "
        "gange skifter den hænder?",
        how_to_read="En bane er en enhed, en bjælke et trin. Skraveret er ventetid, fyldt er "
        "arbejde; aksen er forventede uger, siden sagen blev rejst, den samme for begge. En pil er "
        "en overdragelse. Trin, der udgår eller er nye, har ordet stående ved sig.",
        does_not_show="Hvad det tager i virkeligheden: ugerne er kommunens egne forventninger og "
        "ikke målt. Sager, der sendes tilbage, er ikke regnet med.",
        records=tuple(
            record
            for timed in (comparison.today, comparison.proposed)
            for route in timed.routes
            for record in _records(comparison, timed, route)
        ),
    )
    return Block(BLOCK_ID, content, comparison.lineage)


def write_summary(timed: TimedFlow) -> str:
    """Say a flow's weeks, waiting and changes of hands in one line."""
    main = timed.main
    n = len(main.hand_overs)
    unit = "uge" if main.weeks.expected == 1 else "uger"
    text = (
        f"{timed.flow.title}: ca. {write_weeks(main.weeks.expected)} {unit}, heraf "
        f"{write_weeks(main.weeks_waiting)} venter · {number(n)} "
        f"{'overdragelse' if n == 1 else 'overdragelser'}"
    )
    if timed.check.verdict is Verdict.NOT_ALLOWED:
        text += " · IKKE TILLADT"
    return text


def _find_reach(comparison: FlowComparison) -> tuple[float, float]:
    """Return the longest flow, and the last week of the paper: every label ends before it."""
    both = (comparison.today, comparison.proposed)
    longest = max(1.0, *(timed.main.weeks.expected for timed in both))
    needed = [
        step.start / max(1 - measure_label(comparison, step, size=_SIZE) / _POINTS, 0.1)
        for timed in both
        for route in timed.routes
        for step in route.steps
    ]
    return longest, max(_END_ROOM * longest, *needed)


def _draw_panel(ax: Axes, panel: Panel, timed: TimedFlow, left: float, reach: float) -> None:
    """Draw one flow: title, lanes, arrows, bars."""
    ax.text(left, panel.title_y, write_summary(timed), fontsize=9, fontweight=600, va="center")
    for name, top, bottom in panel.lanes:
        ax.plot([left, reach], [top, top], color=OTHER, linewidth=0.6, zorder=1)
        ax.text(
            left, (top + bottom) / 2, name, fontsize=_SIZE, va="center",
            fontweight="normal" if name == OBVIOUS_LANE else 600,
            style="normal",
        )  # fmt: skip
    ax.plot([left, reach], [panel.bottom, panel.bottom], color=OTHER, linewidth=0.6, zorder=1)
    for arrow in panel.arrows:
        _draw_arrow(ax, arrow)
    for bar in panel.bars:
        _draw_bar(ax, bar)
    for is_obvious in (False, True):
        _draw_end(ax, [bar for bar in panel.bars if bar.is_obvious is is_obvious])


def _draw_bar(ax: Axes, bar: Bar) -> None:
    """Draw one step: its waiting hatched, its work filled, its words above."""
    top = bar.y - _BAR / 2
    gone = _GONE if bar.is_removed else {}
    if bar.work_start > bar.start:
        ax.add_patch(
            Rectangle((bar.start, top), bar.work_start - bar.start, _BAR, **{**_WAITING, **gone})
        )
    if bar.end > bar.work_start:
        style = {**_WORK, **gone}
        ax.add_patch(Rectangle((bar.work_start, top), bar.end - bar.work_start, _BAR, **style))
    if bar.end == bar.start:
        ax.plot(bar.start, bar.y, marker="o", markersize=4, color=FOCUS, zorder=4)
    # Paper under the words, so that an arrow behind them does not cross them out.
    ax.add_patch(
        Rectangle((bar.label_week + 0.2, bar.label_y - 0.42), bar.label_weeks - 0.2, 0.84, **_PAPER)
    )
    label = ax.annotate(
        bar.label, (bar.label_week, bar.label_y), xytext=(3, 0), textcoords="offset points",
        fontsize=_SIZE, va="center", zorder=7,
    )  # fmt: skip
    if bar.tag:
        ax.annotate(
            bar.tag, (1, 0.5), xycoords=label, xytext=(5, 0), textcoords="offset points",
            fontsize=_SIZE, fontweight=600, va="center", zorder=8,
            color="white" if not bar.is_removed else REFERENCE,
            bbox=_NEW_TAG if not bar.is_removed else _GONE_TAG,
        )  # fmt: skip


_PAPER: dict[str, Any] = {"facecolor": "white", "edgecolor": "none", "zorder": 2.5}
_NEW_TAG = {"facecolor": FOCUS, "edgecolor": FOCUS, "pad": 0.5, "linewidth": 0.7}
_GONE_TAG = {"facecolor": "white", "edgecolor": REFERENCE, "pad": 0.5, "linewidth": 0.7}
_WAITING: dict[str, Any] = {
    "facecolor": "white", "edgecolor": PEER, "hatch": "/////", "linewidth": 0.7, "zorder": 3,
}  # fmt: skip
# A step that goes is drawn pale, with a broken outline, whatever it consists of.
_GONE: dict[str, Any] = {"edgecolor": OTHER, "linestyle": (0, (2.0, 1.2)), "facecolor": "white"}
_WORK: dict[str, Any] = {
    "facecolor": FOCUS, "edgecolor": FOCUS, "linewidth": 0.7, "zorder": 3,
}  # fmt: skip


def _draw_arrow(ax: Axes, arrow: Arrow) -> None:
    """Draw a change of hands: along the lane until the case is taken, then across."""
    style = (0, (2.5, 1.8)) if arrow.is_obvious else "-"
    if arrow.to_week > arrow.from_week:
        ax.plot(
            [arrow.from_week, arrow.to_week], [arrow.from_y, arrow.from_y], color=REFERENCE,
            linewidth=0.9, linestyle=style, zorder=2,
        )  # fmt: skip
    is_down = arrow.to_y > arrow.from_y
    reach = _BAR / 2 if is_down else -_BAR / 2
    begin = arrow.from_y if arrow.to_week > arrow.from_week else arrow.from_y + reach
    ax.annotate(
        "", xy=(arrow.to_week, arrow.to_y - reach), xytext=(arrow.to_week, begin), zorder=2,
        arrowprops={
            "arrowstyle": "-|>", "color": REFERENCE, "linewidth": 0.9, "linestyle": style,
            "shrinkA": 0, "shrinkB": 0, "mutation_scale": 7,
        },
    )  # fmt: skip


def _draw_end(ax: Axes, bars: list[Bar]) -> None:
    """Write the week of the decision behind the last bar."""
    if bars:
        last = max(bars, key=lambda bar: bar.end)
        ax.annotate(
            f"uge {write_weeks(last.end)}", (last.end, last.y), xytext=(4, 0),
            textcoords="offset points", fontsize=_SIZE, fontweight=600, va="center",
        )  # fmt: skip


def _finish(ax: Axes, left: float, reach: float, bottom: float, longest: float) -> None:
    """Set the axes: weeks from the start of the case, lines downwards."""
    ax.set_xlim(left, reach)
    ax.set_ylim(bottom, 0)
    ax.set_yticks([])
    step = next(s for s in (1, 2, 4, 13, 26, 52, 104) if longest / s <= 12)
    ticks = range(0, int(longest) + 1, step)
    ax.set_xticks(list(ticks), [f"{'uge ' if tick == 0 else ''}{number(tick)}" for tick in ticks])
    ax.tick_params(axis="x", labelsize=_SIZE)
    for tick in ticks:
        ax.axvline(tick, color=OTHER, linewidth=0.4, alpha=0.45, zorder=0)
    ax.spines["left"].set_visible(False)
    ax.spines["bottom"].set_visible(False)


def _legend() -> list[Patch]:
    """Return the handles that explain the bars."""
    return [Patch(label="arbejde", **_strip(_WORK)), Patch(label="venter", **_strip(_WAITING))]


def _strip(style: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in style.items() if key != "zorder"}


def _records(comparison: FlowComparison, timed: TimedFlow, route: Route) -> list[dict[str, Any]]:
    """Return the steps of one route as they stand in the file beside the figure."""
    return [
        {
            "flow": timed.flow.name,
            "route": route.cases.value,
            "step": each.step.id,
            "label": each.step.label,
            "unit": each.step.unit.value,
            "start_week": each.start,
            "work_start_week": each.work_start,
            "end_week": each.end,
            "weeks_low": each.step.weeks_expected.low,
            "weeks_high": each.step.weeks_expected.high,
            "is_critical": each.is_critical,
            "change": comparison.find_change(each.step.id).value,
            "source": each.step.source,
        }
        for each in route.steps
    ]


def _alt(comparison: FlowComparison) -> str:
    """Say both flows in words, step by step."""
    parts = [_say_flow(comparison, comparison.today), _say_flow(comparison, comparison.proposed)]
    gone = [each.label for each in comparison.of(Change.REMOVED)]
    new = [each.label for each in comparison.of(Change.ADDED)]
    if gone:
        parts.append(f"Udgår: {listing(gone)}.")
    if new:
        parts.append(f"Nyt: {listing(new)}.")
    return " ".join(parts)


def _say_flow(comparison: FlowComparison, timed: TimedFlow) -> str:
    steps = "; ".join(
        f"{each.step.label} hos {comparison.name_unit(each.step.unit)} fra uge "
        f"{write_weeks(each.start)} til {write_weeks(each.end)}"
        for each in timed.main.steps
    )
    obvious = timed.obvious
    bypass = f" Åbenbare sager: uge {write_weeks(obvious.weeks.expected)}." if obvious else ""
    return f"{write_summary(timed)}. {steps}.{bypass}"
