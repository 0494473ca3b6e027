"""What is a deck? At most eight slides, each with one message, its evidence and its notes.

A slide is titled with what it says, not with what it is about. Charts, tables and
diagrams are described as values, so that the file holds native ones that an office
program can edit.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from analysis.blocks.model import STAMP, Block, FindingText, KeyFigure, Table, Text
from analysis.concepts import Lineage, Origin
from analysis.errors import RenderingError

MOST_SLIDES = 8
LAYOUTS = ("title", "statement", "table", "chart", "table_and_text", "figure", "bullets")
CHART_KINDS = ("bar", "bar_stacked", "interval", "line", "gantt", "funnel")
BOX_ROLES = ("focus", "plain", "waiting", "label")
_EXCEL_DAY_ZERO = dt.date(1899, 12, 30)


@dataclass(frozen=True)
class NativeChart:
    """A chart that is edited in the office program, with its numbers in a workbook.

    Attributes
    ----------
    kind : str
        One of `CHART_KINDS`. ``interval`` draws bars with error bars; ``gantt`` draws
        bars from `lower` to `upper`, both in days as `day_number` gives them.
    categories : tuple of str
        Rows of the chart, from the top; the points in time of a ``line``.
    series : tuple of (name, values)
        Values per category; None where there is none. A ``gantt`` has none.
    lower, upper : tuple of float
        Limits per category for ``interval`` and ``gantt``.
    axis_title : str
        What is counted, with its unit.
    number_format : str
        As in a workbook, such as ``#,##0`` or ``0 %``; the program writes it in its own
        language.
    focus : int or None
        Category (for ``line``: series) in the focus colour.
    point_labels : tuple of str
        Text after each bar, such as ``0,72 (0,65 til 0,80)``. Empty: the value itself,
        or nothing beside an interval.
    alt : str
        What the chart shows, in words.
    lineage : Lineage
        Decides the stamp.
    """

    kind: str
    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[float | None, ...]], ...]
    alt: str
    lower: tuple[float, ...] = ()
    upper: tuple[float, ...] = ()
    axis_title: str = ""
    number_format: str = "#,##0"
    focus: int | None = None
    point_labels: tuple[str, ...] = ()
    lineage: Lineage = field(default_factory=Lineage)

    def __post_init__(self) -> None:
        """Refuse a chart whose parts do not belong together."""
        _fail_if_chart_is_unfit(self)


@dataclass(frozen=True)
class DiagramBox:
    """A box of a diagram; place and size are fractions of the diagram's area, from its top.

    `role` is ``focus``, ``plain``, ``waiting`` (dashed) or ``label`` (text alone).
    """

    id: str
    text: str
    x: float
    y: float
    width: float
    height: float
    role: str = "plain"


@dataclass(frozen=True)
class DiagramArrow:
    """An arrow from one box to another; dashed where nothing is certain to move."""

    start: str
    end: str
    is_dashed: bool = False


@dataclass(frozen=True)
class NativeDiagram:
    """A flow of boxes and arrows that is edited in the office program."""

    boxes: tuple[DiagramBox, ...]
    arrows: tuple[DiagramArrow, ...]
    alt: str
    lineage: Lineage = field(default_factory=Lineage)

    def __post_init__(self) -> None:
        """Refuse arrows to nowhere and boxes outside the area."""
        _fail_if_diagram_is_unfit(self)


SlideItem = Block | NativeChart | NativeDiagram


@dataclass(frozen=True)
class Slide:
    """One message with its evidence.

    Attributes
    ----------
    id : str
        Lower case with hyphens, unique in the deck.
    layout : str
        One of `LAYOUTS`.
    title : str
        The message, as a sentence.
    items : tuple of SlideItem
        ``title`` and ``bullets``: texts. ``statement``: findings, key figures and texts.
        ``table``, ``chart``, ``figure``: that one, and notes. ``table_and_text``: a
        table, a chart or a diagram, and texts.
    notes : str
        Method and reservations, for the speaker.
    source : str
        Printed at the foot.
    lineage : Lineage
        Of what is not an item, such as the title's numbers; joined with the items'.
    """

    id: str
    layout: str
    title: str
    items: tuple[SlideItem, ...]
    notes: str
    source: str = ""
    lineage: Lineage = field(default_factory=Lineage)

    def __post_init__(self) -> None:
        """Refuse a slide without message, notes or a known layout."""
        _fail_if_slide_is_unfit(self)

    @property
    def is_synthetic(self) -> bool:
        """Tell whether anything on the slide rests on synthetic data."""
        lineages = (self.lineage, *(item.lineage for item in self.items))
        return any(lineage.origin is Origin.SYNTHETIC for lineage in lineages)


@dataclass(frozen=True)
class Deck:
    """The slides of one meeting.

    Attributes
    ----------
    title, municipality : str
        Printed on the first slide and at the head of the others.
    date : date
        Day of the meeting; also the date of the file.
    status : str
        ``udkast`` or ``godkendt``.
    stamp : str
        Words of the stamp. Which slides carry it follows from their lineage; the first
        carries it when any does.
    slides : tuple of Slide
        At most eight.
    approval : str
        When and by whom an approved deck was approved; on the first slide.
    embargo : str
        Before which the slides may not be published, in words; on every slide.
    """

    title: str
    municipality: str
    date: dt.date
    status: str
    slides: tuple[Slide, ...]
    stamp: str = STAMP
    approval: str = ""
    embargo: str = ""

    def __post_init__(self) -> None:
        """Refuse more slides than a meeting has time for."""
        _fail_if_deck_is_unfit(self)

    def stamp_of(self, slide: Slide) -> str:
        """Return the stamp of a slide; empty where nothing on it is synthetic."""
        is_first = bool(self.slides) and slide is self.slides[0]
        is_stamped = slide.is_synthetic or (
            is_first and any(each.is_synthetic for each in self.slides)
        )
        return (self.stamp or STAMP) if is_stamped else ""


def day_number(day: dt.date) -> float:
    """Return a date as a workbook counts days, for the limits of a ``gantt``.

    Examples
    --------
    >>> day_number(dt.date(2026, 3, 11))
    46092.0
    """
    return float((day - _EXCEL_DAY_ZERO).days)


def _fail_if_chart_is_unfit(chart: NativeChart) -> None:
    _fail_if_other(chart.kind, CHART_KINDS, "kind of chart")
    count = len(chart.categories)
    parts = {name: len(values) for name, values in chart.series}
    needs_limits = chart.kind in {"interval", "gantt"}
    parts |= {"lower": len(chart.lower), "upper": len(chart.upper)} if needs_limits else {}
    parts |= {"point_labels": len(chart.point_labels)} if chart.point_labels else {}
    uneven = [name for name, length in parts.items() if length != count]
    if uneven or not count or (chart.kind != "gantt" and not chart.series):
        raise RenderingError(
            "The parts of a chart do not have the same length.",
            where=f"{chart.kind} chart, {', '.join(uneven) or 'categories and series'}",
            expected=f"one value for each of {count} categories, and at least one category",
            fix="give each series and each limit one value per category",
        )
    if chart.kind in {"interval", "bar", "funnel"} and len(chart.series) != 1:
        raise RenderingError(
            f"A chart of the kind {chart.kind} shows one series.",
            expected="one series of values",
            fix="use bar_stacked for parts of a whole, or two charts",
        )
    _fail_if_blank(chart.alt, f"The {chart.kind} chart has no alternative text.")


def _fail_if_diagram_is_unfit(diagram: NativeDiagram) -> None:
    ids = [box.id for box in diagram.boxes]
    ends = {end for arrow in diagram.arrows for end in (arrow.start, arrow.end)}
    lost = sorted(ends - set(ids))
    if lost or len(set(ids)) < len(ids) or not ids:
        raise RenderingError(
            "The boxes and arrows of a diagram do not belong together.",
            where=", ".join(lost) or "ids of the boxes",
            expected="boxes with an id each, and arrows between them",
            fix="correct the id",
        )
    for box in diagram.boxes:
        _fail_if_other(box.role, BOX_ROLES, "role of a box")
        if min(box.x, box.y) < 0 or max(box.x + box.width, box.y + box.height) > 1 + 1e-9:
            raise RenderingError(
                f"The box {box.id!r} lies outside the diagram.",
                expected="x, y, width and height as fractions of the area, from its top left",
                fix="move it inside",
            )
    _fail_if_blank(diagram.alt, "The diagram has no alternative text.")


def _fail_if_slide_is_unfit(slide: Slide) -> None:
    _fail_if_other(slide.layout, LAYOUTS, "layout")
    _fail_if_blank(slide.title, f"The slide {slide.id} has no message as its title.")
    _fail_if_blank(slide.notes, f"The slide {slide.id} has no notes on method and reservations.")
    for item in slide.items:
        if isinstance(item, Block) and not isinstance(
            item.content, Text | FindingText | KeyFigure | Table
        ):
            raise RenderingError(
                f"A {item.kind} cannot be put on a slide as something to edit.",
                where=f"slide {slide.id}, block {item.id}",
                expected="Text, FindingText, KeyFigure, Table, NativeChart or NativeDiagram",
                fix="describe the figure as a NativeChart or a NativeDiagram",
            )


def _fail_if_deck_is_unfit(deck: Deck) -> None:
    _fail_if_other(deck.status, ("udkast", "godkendt"), "status")
    if not 1 <= len(deck.slides) <= MOST_SLIDES:
        raise RenderingError(
            f"The deck has {len(deck.slides)} slides.",
            expected=f"1 to {MOST_SLIDES}",
            fix="move slides to the report, or join two that say the same",
        )
    ids = [slide.id for slide in deck.slides]
    if len(set(ids)) < len(ids):
        raise RenderingError(
            "Two slides have the same id.",
            where=next(each for each in ids if ids.count(each) > 1),
            expected="each id once",
            fix="rename one of them",
        )


def _fail_if_other(value: str, allowed: tuple[str, ...], what: str) -> None:
    if value not in allowed:
        raise RenderingError(
            f"{value!r} is not a {what}.",
            expected=", ".join(allowed),
            fix="choose one of them",
        )


def _fail_if_blank(text: str, what: str) -> None:
    if not text.strip():
        raise RenderingError(
            what, expected="at least one sentence", fix="write it where the slide is put together"
        )
