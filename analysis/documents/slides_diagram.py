"""How is a flow put on a slide so that it can be edited? As boxes and arrows in one group.

An arrow is tied to its two boxes: moving a box moves the arrow with it.
"""

from __future__ import annotations

from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Inches, Pt

from analysis.documents.deck import DiagramArrow, DiagramBox, NativeDiagram
from analysis.documents.slides_look import (
    FOCUS_HEX,
    INK,
    PALE,
    PEER_HEX,
    QUIET,
    SMALLEST,
    WHITE,
    Place,
)
from analysis.documents.slides_parts import add_run, clear_margins, describe_shape, drop_style
from analysis.documents.slides_text import choose_size
from analysis.errors import RenderingError

_AIR = 0.07  # inches between a box's edge and its text
_LOOKS = {
    "focus": (FOCUS_HEX, FOCUS_HEX, WHITE),
    "plain": (PALE, PEER_HEX, INK),
    "waiting": (WHITE, PEER_HEX, QUIET),
    "label": ("", "", QUIET),
}
_TOP, _LEFT, _BOTTOM, _RIGHT = range(4)  # where an arrow is tied to a box


def add_diagram(slide: Any, place: Place, diagram: NativeDiagram, *, name: str) -> None:
    """Add a diagram to a slide as a group of native shapes.

    Parameters
    ----------
    slide : pptx.slide.Slide
        Where to draw.
    place : Place
        The area that the boxes' fractions are of.
    diagram : NativeDiagram
        What to draw. All boxes of one role have the same size of type.
    name : str
        Name of the group.

    Raises
    ------
    RenderingError
        If a text does not fit its box in 14 pt.
    """
    group = slide.shapes.add_group_shape()
    places = {box.id: place.part(box.x, box.y, box.width, box.height) for box in diagram.boxes}
    sizes = _choose_sizes(diagram, places)
    shapes = {
        box.id: _add_box(group, places[box.id], box, size=sizes[box.role]) for box in diagram.boxes
    }
    for arrow in diagram.arrows:
        _add_arrow(group, shapes, places, arrow)
    describe_shape(group, diagram.alt, name=name)


def fits_place(diagram: NativeDiagram, *, width: float, height: float) -> bool:
    """Tell whether every text of a diagram fits its box in the smallest type.

    Parameters
    ----------
    diagram : NativeDiagram
        As for `add_diagram`.
    width, height : float
        Of the area, in inches.
    """
    area = Place(0.0, 0.0, width, height)
    places = {box.id: area.part(box.x, box.y, box.width, box.height) for box in diagram.boxes}
    try:
        _choose_sizes(diagram, places)
    except RenderingError:
        return False
    return True


def _choose_sizes(diagram: NativeDiagram, places: dict[str, Place]) -> dict[str, float]:
    chosen: dict[str, float] = {}
    for box in diagram.boxes:
        size = choose_size(
            box.text.split("\n"),
            sizes=(18.0, 16.0, SMALLEST),
            width=places[box.id].width - 2 * _AIR,
            height=places[box.id].height - _AIR,
            is_bold=box.role == "focus",
        )
        chosen[box.role] = min(size, chosen.get(box.role, size))
    return chosen


def _add_box(group: Any, place: Place, box: DiagramBox, *, size: float) -> Any:
    fill, edge, ink = _LOOKS[box.role]
    shape = group.shapes.add_shape(
        MSO_SHAPE.RECTANGLE,
        *(Inches(value) for value in (place.left, place.top, place.width, place.height)),
    )
    describe_shape(shape, "", name=f"Boks {box.id}")
    drop_style(shape)
    if fill:
        shape.fill.solid()
        shape.fill.fore_color.rgb = RGBColor.from_string(fill)
        shape.line.color.rgb = RGBColor.from_string(edge)
        shape.line.width = Pt(1.25)
    else:
        shape.fill.background()
        shape.line.fill.background()
    if box.role == "waiting":
        shape.line.dash_style = MSO_LINE.DASH
    frame = shape.text_frame
    clear_margins(frame)
    frame.margin_left = frame.margin_right = Inches(_AIR)
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    for number, words in enumerate(box.text.split("\n")):
        line = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        line.alignment = PP_ALIGN.LEFT if box.role == "label" else PP_ALIGN.CENTER
        add_run(line, words, size=size, colour=ink, is_bold=box.role == "focus")
    return shape


def _add_arrow(
    group: Any, shapes: dict[str, Any], places: dict[str, Place], arrow: DiagramArrow
) -> None:
    start, end = places[arrow.start], places[arrow.end]
    leaves, arrives = _choose_sides(start, end)
    (x1, y1), (x2, y2) = _point(start, leaves), _point(end, arrives)
    is_straight = abs(x1 - x2) < 0.02 or abs(y1 - y2) < 0.02 or leaves in {_TOP, _BOTTOM}
    kind = MSO_CONNECTOR.STRAIGHT if is_straight else MSO_CONNECTOR.ELBOW
    line = group.shapes.add_connector(kind, *(Inches(value) for value in (x1, y1, x2, y2)))
    line.begin_connect(shapes[arrow.start], leaves)
    line.end_connect(shapes[arrow.end], arrives)
    drop_style(line)
    line.line.color.rgb = RGBColor.from_string(PEER_HEX)
    line.line.width = Pt(1.75)
    if arrow.is_dashed:
        line.line.dash_style = MSO_LINE.DASH
    describe_shape(line, "", name=f"Pil {arrow.start} til {arrow.end}")
    line.line._get_or_add_ln().append(
        parse_xml(f'<a:tailEnd {nsdecls("a")} type="triangle" w="med" len="med"/>')
    )


def _choose_sides(start: Place, end: Place) -> tuple[int, int]:
    """Return where an arrow leaves and arrives: across where there is room, else up or down."""
    if end.left >= start.right:
        return _RIGHT, _LEFT
    if end.right <= start.left:
        return _LEFT, _RIGHT
    return (_BOTTOM, _TOP) if end.top >= start.top else (_TOP, _BOTTOM)


def _point(place: Place, side: int) -> tuple[float, float]:
    middle = (place.left + place.width / 2, place.top + place.height / 2)
    return {
        _TOP: (middle[0], place.top),
        _LEFT: (place.left, middle[1]),
        _BOTTOM: (middle[0], place.bottom),
        _RIGHT: (place.right, middle[1]),
    }[side]
