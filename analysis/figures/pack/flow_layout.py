"""Where do lanes, bars and words of a flow stand, so that none lies on another?

A lane has as many tracks as it has steps at the same time, and a track as many lines of
words as its labels need. Heights are counted in lines of text, widths in weeks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from analysis.caseflow.compare import Change, FlowComparison, TimedFlow
from analysis.caseflow.routes import Route, TimedStep
from analysis.labels import number

OBVIOUS_LANE = "Åbenbare"
# Of all changes these are told in the picture; the table holds the rest.
_TAGS = (Change.ADDED, Change.REMOVED, Change.OTHER_UNIT)
_BAR, _LINE, _GAP = 0.75, 1.0, 0.36
_FONT = FontProperties(fname=str(Path(__file__).parents[2] / "fonts" / "Inter-Regular.ttf"))
_OFFSET, _TAG_ROOM = 4.0, 9.0  # points before a label, and around a tag


@dataclass(frozen=True)
class Bar:
    """One step as it is drawn.

    Attributes
    ----------
    id : str
        The step.
    start, work_start, end : float
        Weeks.
    y, label_y : float
        Middle of the bar and of its label, in lines from the top of the picture.
    label_week, label_weeks : float
        Where the label begins, and how long it is.
    label, tag : str
        Words above the bar, and what becomes of the step; the tag may be empty.
    is_removed, is_obvious : bool
        Whether it goes, and whether it is drawn for the obvious cases alone.
    """

    id: str
    start: float
    work_start: float
    end: float
    y: float
    label_y: float
    label_week: float
    label_weeks: float
    label: str
    tag: str
    is_removed: bool
    is_obvious: bool


@dataclass(frozen=True)
class Arrow:
    """A change of hands: from the end of one bar to the start of another."""

    from_week: float
    from_y: float
    to_week: float
    to_y: float
    is_obvious: bool


@dataclass(frozen=True)
class Panel:
    """One flow as it is drawn.

    Attributes
    ----------
    title_y, top, bottom : float
        Line of its title, and the stretch of its lanes, in lines from the top.
    lanes : tuple of (str, float, float)
        Name, top and bottom of each lane.
    bars, arrows : tuple
        What stands in the lanes.
    """

    title_y: float
    top: float
    bottom: float
    lanes: tuple[tuple[str, float, float], ...]
    bars: tuple[Bar, ...]
    arrows: tuple[Arrow, ...]


def lay_out(
    comparison: FlowComparison,
    timed: TimedFlow,
    *,
    top: float,
    reach: float,
    weeks_per_point: float,
    size: float,
) -> Panel:
    """Lay one flow out below a line.

    Parameters
    ----------
    comparison : FlowComparison
        Both flows; says what becomes of each step.
    timed : TimedFlow
        The one to lay out.
    top : float
        Line at which the panel begins.
    reach : float
        The last week of the paper.
    weeks_per_point : float
        Weeks to one point of paper.
    size : float
        Size of the labels in points.
    """
    y = top + 1.45 * _LINE
    bars: list[Bar] = []
    lanes = []
    for name, steps, is_obvious in _list_lanes(comparison, timed):
        lane_top = y
        for track in _pack_tracks(steps):
            widths = [
                weeks_per_point * measure_label(comparison, each, size=size) for each in track
            ]
            is_beside = not is_obvious and _fits_beside(track[-1], widths[-1], timed, reach)
            lines = _pack_labels(track[:-1] if is_beside else track, widths)
            bar_y = y + _GAP + (max(lines, default=-1) + 1) * _LINE + _BAR / 2
            for each, weeks, line in zip_longest(track, widths, lines):
                label_y = bar_y if line is None else bar_y - _BAR / 2 - (line + 0.57) * _LINE
                week = each.end if line is None else each.start
                bars.append(_bar(comparison, each, bar_y, (week, weeks, label_y), is_obvious))
            y = bar_y + _BAR / 2
        y += _GAP
        lanes.append((name, lane_top, y))
    return Panel(top + 0.6 * _LINE, top, y, tuple(lanes), tuple(bars), _link(timed, bars))


def measure_label(comparison: FlowComparison, step: TimedStep, *, size: float) -> float:
    """Return the points of paper that a label takes, with its tag."""
    tag = _tag(comparison, step)
    words = [label_step(step), *([tag] if tag else [])]
    return sum(_measure_text(word, size) for word in words) + _OFFSET + (_TAG_ROOM if tag else 0.0)


@lru_cache(maxsize=512)
def _measure_text(text: str, size: float) -> float:
    return float(TextPath((0, 0), text, size=size, prop=_FONT).get_extents().width)


def label_step(step: TimedStep) -> str:
    """Return the words above a bar: the step and its expected weeks."""
    weeks = step.step.weeks_expected.expected
    if weeks == 0:
        return step.step.label
    return f"{step.step.label}: {write_weeks(weeks)} u."


def write_weeks(weeks: float) -> str:
    """Write a number of weeks, with a decimal only where it has one."""
    return number(weeks, decimals=0 if weeks == int(weeks) else 1)


def list_bypass(timed: TimedFlow) -> tuple[TimedStep, ...]:
    """Return the steps that the obvious cases reach at another time than the other ones."""
    if timed.obvious is None:
        return ()
    return tuple(each for each in timed.obvious.steps if _differs(each, timed.main))


def _differs(step: TimedStep, main: Route) -> bool:
    other = main.find(step.step.id)
    return other is None or other.start != step.start


def _list_lanes(
    comparison: FlowComparison, timed: TimedFlow
) -> Iterable[tuple[str, Sequence[TimedStep], bool]]:
    """Return the lanes from the top: name, steps, and whether it is the obvious cases'."""
    for unit in timed.flow.units:
        steps = [each for each in timed.main.steps if each.step.unit is unit]
        if steps:
            yield comparison.name_unit(unit, short=True), steps, False
    if bypass := list_bypass(timed):
        yield OBVIOUS_LANE, bypass, True


def _pack_tracks(steps: Sequence[TimedStep]) -> list[list[TimedStep]]:
    """Put steps that come at the same time under each other."""
    tracks: list[list[TimedStep]] = []
    for step in sorted(steps, key=lambda each: (each.start, each.end)):
        free = next((track for track in tracks if track[-1].end <= step.start), None)
        if free is None:
            tracks.append([step])
        else:
            free.append(step)
    return tracks


def _pack_labels(track: Sequence[TimedStep], widths: Sequence[float]) -> list[int]:
    """Return the line of each label, counted upwards from the bar, so that none overlaps."""
    ends: list[float] = []
    lines = []
    for step, width in zip(track, widths, strict=False):
        line = next((i for i, end in enumerate(ends) if end <= step.start), len(ends))
        ends[line : line + 1] = [step.start + width]
        lines.append(line)
    return lines


def _fits_beside(step: TimedStep, width: float, timed: TimedFlow, reach: float) -> bool:
    """Tell whether the last label of a track can stand behind its bar.

    Not where the paper ends, where the week of the decision is written there, where the case
    waits along the lane for another one, or where an arrow crosses.
    """
    if step.end >= timed.main.weeks.expected or step.end + width > reach:
        return False
    waits = any(
        each.from_id == step.step.id and each.week > step.end for each in timed.main.hand_overs
    )
    lane = timed.flow.units.index(step.step.unit)
    crossings = (
        each.start
        for route in timed.routes
        for each in route.steps
        for name in each.after
        if _spans(timed, route, name, each, lane)
    )
    return not waits and not any(step.end < week < step.end + width for week in crossings)


def _spans(timed: TimedFlow, route: Route, from_id: str, to: TimedStep, lane: int) -> bool:
    """Tell whether the arrow between two steps passes a lane."""
    units = timed.flow.units
    before = next(each.step for each in route.steps if each.step.id == from_id)
    is_bypass = route is timed.obvious and _differs(to, timed.main)
    ends = (units.index(before.unit), len(units) if is_bypass else units.index(to.step.unit))
    return min(ends) <= lane <= max(ends) and ends[0] != ends[1]


def _tag(comparison: FlowComparison, step: TimedStep) -> str:
    change = comparison.find_change(step.step.id)
    return change.label if change in _TAGS else ""


def _bar(
    comparison: FlowComparison,
    timed: TimedStep,
    y: float,
    label_at: tuple[float, float, float],
    is_obvious: bool,
) -> Bar:
    return Bar(
        id=timed.step.id,
        start=timed.start,
        work_start=timed.work_start,
        end=timed.end,
        y=y,
        label_week=label_at[0],
        label_weeks=label_at[1],
        label_y=label_at[2],
        label=label_step(timed),
        tag=_tag(comparison, timed),
        is_removed=comparison.find_change(timed.step.id) is Change.REMOVED,
        is_obvious=is_obvious,
    )


def _link(timed: TimedFlow, bars: Sequence[Bar]) -> tuple[Arrow, ...]:
    """Return an arrow for every change of hands that the picture shows."""
    main = {bar.id: bar for bar in bars if not bar.is_obvious}
    arrows = [
        _arrow(main[each.from_id], main[each.to_id], is_obvious=False)
        for each in timed.main.hand_overs
    ]
    bypass = {bar.id: bar for bar in bars if bar.is_obvious}
    for each in list_bypass(timed):
        arrows += [
            _arrow(main[name], bypass[each.step.id], is_obvious=True)
            for name in each.after
            if name not in bypass
        ]
    return tuple(arrows)


def _arrow(one: Bar, other: Bar, *, is_obvious: bool) -> Arrow:
    return Arrow(one.end, one.y, other.start, other.y, is_obvious)
