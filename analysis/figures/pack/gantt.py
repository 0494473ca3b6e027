"""When is each task done: as decided, as expected now, and without the funds?"""

from __future__ import annotations

import datetime as dt
import textwrap
from typing import Any

import matplotlib.dates as mdates
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.blocks.model import Block, Figure, Paragraph, Text
from analysis.concepts import MONTHS
from analysis.figures.style import FOCUS, OTHER, PEER, REFERENCE, figure_to_svg, house_figure
from analysis.labels import date
from analysis.recommendations.follow import FollowedTask, MilestoneStatus
from analysis.recommendations.words import write_slip_words

BLOCK_ID = "tidsplan"
_WRAP = 82  # letters of the house font over the width of the figure
_LINE = 0.18  # inches for a line of text
_BAR = 0.15  # inches between the middles of two bars
_GAP = 0.13  # inches under a task
_LONG = 16  # months after which only every third is named


def plot_gantt(status: MilestoneStatus, reduced: MilestoneStatus | None = None) -> Block:
    """Show the plan as decided above the plan as expected now, task by task.

    Parameters
    ----------
    status : MilestoneStatus
        The plan on the day of the pack.
    reduced : MilestoneStatus, optional
        The plan without the funds, as a third bar.

    Returns
    -------
    Block
        The figure; one record per task and bar. Words where the plan has no task.
    """
    lineage = status.lineage if reduced is None else status.lineage | reduced.lineage
    if not status.tasks:
        text = Paragraph("Alle opgaver er bortfaldet.", lead="Der er ingen plan at vise.")
        return Block(BLOCK_ID, Text((text,), role="missing"), lineage)
    tops, height = _place(status, reduced)
    with house_figure(lineage, height=height + 1.0) as (figure, (ax,)):
        for followed, top in zip(status.tasks, tops, strict=True):
            _draw_task(ax, followed, top, reduced)
        _finish(ax, status, reduced, height)
        figure.legend(handles=_legend(reduced), loc="outside lower left", ncols=4)
        svg = figure_to_svg(figure, name=BLOCK_ID)
    content = Figure(
        title=status.plan.title,
        svg=svg,
        alt=_alt(status, reduced),
        answers="Hvornår er hver opgave færdig, og hvor langt er det fra det, der blev besluttet?",
        how_to_read="Den hule bjælke er planen, som den blev besluttet, den fyldte er som det "
        "ventes nu. Ruden er milepælen. Den lodrette streg er dagen for oplægget; en opgave, der "
        "venter på en anden, flytter med."
        + (" Den stiplede linje er planen uden midler." if reduced else ""),
        does_not_show="Hvor meget arbejde der er i en opgave, og om en forsinkelse kan hentes ind.",
        records=_records(status, reduced),
    )
    return Block(BLOCK_ID, content, lineage)


def _place(
    status: MilestoneStatus, reduced: MilestoneStatus | None
) -> tuple[tuple[float, ...], float]:
    """Return the top of each task in inches from the top, and the height of all."""
    tops, y = [], 0.0
    for followed in status.tasks:
        tops.append(y)
        n_bars = 3 if reduced is not None else 2
        y += _LINE * (len(_title_lines(followed)) + 1) + _BAR * n_bars + _GAP
    return tuple(tops), y


def _title_lines(followed: FollowedTask) -> list[str]:
    """Return the title, wrapped to the width."""
    return textwrap.wrap(followed.task.title, _WRAP)


def _tell(followed: FollowedTask) -> str:
    """Return owner, status, expected end and slippage in a few words."""
    task = followed.task
    overdue = ", overskredet" if followed.is_overdue else ""
    end, slip = date(followed.expected_end), write_slip_words(followed.slippage_weeks)
    return f"{task.owner.label} · {task.status.value}{overdue} · {end}, {slip}"


def _draw_task(
    ax: Axes, followed: FollowedTask, top: float, reduced: MilestoneStatus | None
) -> None:
    """Draw one task: its name above two or three bars."""
    titles = [(line, 600) for line in _title_lines(followed)]
    lines = [*titles, (_tell(followed), 400)]
    for n, (line, weight) in enumerate(lines):
        ax.annotate(
            line, (0, top + _LINE * (n + 0.5)), xycoords=("axes fraction", "data"), va="center",
            ha="left", fontsize=8.5, fontweight=weight, color=REFERENCE, zorder=3,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
        )  # fmt: skip
    y = top + _LINE * len(lines) + _BAR * 0.5
    task = followed.task
    _bar(ax, task.planned_start, task.planned_end, y, facecolor="white", edgecolor=PEER)
    _diamond(ax, task.planned_end, y, facecolor="white", edgecolor=PEER)
    y += _BAR
    _bar(ax, followed.expected_start, followed.expected_end, y, facecolor=FOCUS, edgecolor=FOCUS)
    _diamond(ax, followed.expected_end, y, facecolor=FOCUS, edgecolor=FOCUS)
    if reduced is None:
        return
    y += _BAR
    other = reduced.find(task.id)
    if other is None:
        ax.annotate(
            "udgår uden midler", (mdates.date2num(task.planned_start), y), va="center",
            fontsize=7.5, color=PEER,
        )  # fmt: skip
        return
    ends = [mdates.date2num(other.expected_start), mdates.date2num(other.expected_end)]
    ax.plot(ends, [y, y], color=PEER, linewidth=1.4, linestyle=(0, (3, 2)))
    _diamond(ax, other.expected_end, y, facecolor=OTHER, edgecolor=PEER)


def _bar(ax: Axes, start: dt.date, end: dt.date, y: float, facecolor: str, edgecolor: str) -> None:
    left, right = mdates.date2num(start), mdates.date2num(end)
    ax.barh(
        y, max(right - left, 1), left=left, height=0.62 * _BAR, linewidth=0.9,
        facecolor=facecolor, edgecolor=edgecolor,
    )  # fmt: skip


def _diamond(ax: Axes, day: dt.date, y: float, *, facecolor: str, edgecolor: str) -> None:
    ax.plot(
        mdates.date2num(day), y, marker="D", markersize=6.5, markerfacecolor=facecolor,
        markeredgecolor=edgecolor, markeredgewidth=1.2, linestyle="none", zorder=5,
    )  # fmt: skip


def _finish(
    ax: Axes, status: MilestoneStatus, reduced: MilestoneStatus | None, height: float
) -> None:
    """Set the axes: months across, the first task at the top, today as a line."""
    days = [day for each in _all_spans(status, reduced) for day in each] + [status.today]
    first = min(days).replace(day=1)
    last = max(days)
    end = (last.replace(day=1) + dt.timedelta(days=45)).replace(day=1)
    ax.set_xlim(mdates.date2num(first), mdates.date2num(end))
    ax.set_ylim(height, -_LINE)
    ax.set_yticks([])
    months = _list_months(first, end)
    step = 3 if len(months) > _LONG else 1
    named = months[::step]
    names = [_name_month(day, first) for day in named]
    ax.set_xticks([mdates.date2num(day) for day in named], names, ha="left")
    ax.grid(axis="x")
    ax.spines["left"].set_visible(False)
    today = mdates.date2num(status.today)
    ax.axvline(today, color=REFERENCE, linewidth=1.1, linestyle=":", zorder=1)
    ax.annotate(
        f"i dag, {date(status.today)}", (today, -_LINE), xytext=(3, 1), va="bottom",
        textcoords="offset points", fontsize=7.5, annotation_clip=False,
    )  # fmt: skip


def _list_months(first: dt.date, end: dt.date) -> list[dt.date]:
    """Return the first day of each month from the first to the end."""
    count = (end.year - first.year) * 12 + end.month - first.month
    return [
        dt.date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1)
        for n in range(count)
    ]


def _name_month(day: dt.date, first: dt.date) -> str:
    """Return ``jan.``, with the year where it begins."""
    name = MONTHS[day.month - 1][:3]
    return f"{name}\n{day.year}" if day == first or day.month == 1 else name


def _legend(reduced: MilestoneStatus | None) -> list[Line2D]:
    handles = [
        Line2D([], [], color=PEER, marker="D", markerfacecolor="white", label="besluttet"),
        Line2D([], [], color=FOCUS, linewidth=4, marker="D", label="ventes nu"),
    ]
    if reduced is not None:
        dashes = (0, (3, 2))
        handles.append(
            Line2D(
                [], [], color=PEER, linestyle=dashes, marker="D", markerfacecolor=OTHER,
                label="uden midler",
            )
        )  # fmt: skip
    return handles


def _all_spans(
    status: MilestoneStatus, reduced: MilestoneStatus | None
) -> list[tuple[dt.date, dt.date]]:
    """Return start and end of everything that is drawn."""
    spans = [(each.task.planned_start, each.task.planned_end) for each in status.tasks]
    spans += [(each.expected_start, each.expected_end) for each in status.tasks]
    if reduced is not None:
        spans += [(each.expected_start, each.expected_end) for each in reduced.tasks]
    return spans


def _records(
    status: MilestoneStatus, reduced: MilestoneStatus | None
) -> tuple[dict[str, Any], ...]:
    rows = [
        (each.task.id, part, start, end)
        for each in status.tasks
        for part, start, end in (
            ("besluttet", each.task.planned_start, each.task.planned_end),
            ("ventes", each.expected_start, each.expected_end),
        )
    ]
    for each in reduced.tasks if reduced else ():
        rows.append((each.task.id, "uden_midler", each.expected_start, each.expected_end))
    return tuple(
        {"task": task, "part": part, "start": start.isoformat(), "end": end.isoformat()}
        for task, part, start, end in rows
    )


def _alt(status: MilestoneStatus, reduced: MilestoneStatus | None) -> str:
    """Say each task's dates in words."""
    said = []
    for each in status.tasks:
        words = f"{each.task.title} ({_tell(each)}): besluttet {date(each.task.planned_end)}"
        if reduced is not None:
            other = reduced.find(each.task.id)
            words += ", uden midler " + ("udgår den" if other is None else date(other.expected_end))
        said.append(words)
    return f"Tidsplan pr. {date(status.today)}. {'; '.join(said)}."
