"""What do all slides share? A master of our own in 16:9: typeface, colours, title, number.

python-pptx starts from a file in 4:3 with eleven layouts. Two are kept, one for the first
slide and one for the others, and everything in them is placed anew, so that a slide that
is added by hand looks like the rest.
"""

from __future__ import annotations

import re
from typing import Any

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Inches

from analysis.documents.slides_look import (
    COVER_TITLE,
    FOCUS_HEX,
    FONT,
    HEIGHT,
    INK,
    NUMBER,
    OTHER_HEX,
    PEER_HEX,
    QUIET,
    REFERENCE_HEX,
    RULE,
    SAND,
    TITLE,
    WHITE,
    WIDTH,
    Place,
)

COVER, MESSAGE = 0, 1
_KEPT = {"Title Slide": "Forside", "Title Only": "Budskab"}
_COLOURS = {
    "dk1": INK, "lt1": WHITE, "dk2": QUIET, "lt2": "F3F6F8", "accent1": FOCUS_HEX,
    "accent2": PEER_HEX, "accent3": OTHER_HEX, "accent4": "8FB6D4", "accent5": REFERENCE_HEX,
    "accent6": SAND, "hlink": FOCUS_HEX, "folHlink": PEER_HEX,
}  # fmt: skip
_STYLE = """<p:txStyles {namespaces}><p:titleStyle><a:lvl1pPr algn="l"><a:lnSpc>
<a:spcPct val="95000"/></a:lnSpc><a:buNone/><a:defRPr sz="2800" b="1" kern="1200" lang="da-DK">
<a:solidFill><a:schemeClr val="tx1"/></a:solidFill><a:latin typeface="+mj-lt"/>
<a:ea typeface="+mj-ea"/><a:cs typeface="+mj-cs"/></a:defRPr></a:lvl1pPr></p:titleStyle>
<p:bodyStyle>{levels}</p:bodyStyle><p:otherStyle>{levels}</p:otherStyle></p:txStyles>"""
_LEVEL = """<a:lvl{level}pPr marL="0" algn="l"><a:buNone/><a:defRPr sz="{size}" kern="1200">
<a:solidFill><a:schemeClr val="tx1"/></a:solidFill><a:latin typeface="+mn-lt"/>
<a:ea typeface="+mn-ea"/><a:cs typeface="+mn-cs"/></a:defRPr></a:lvl{level}pPr>"""


def open_presentation() -> Any:
    """Return a presentation without slides, in 16:9 and in the house's look.

    Returns
    -------
    pptx.presentation.Presentation
        Its layouts are `COVER` and `MESSAGE`.
    """
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Inches(WIDTH), Inches(HEIGHT)
    _drop_leftovers(presentation)
    master = presentation.slide_master
    _keep_layouts(master)
    _set_theme(master)
    _set_text_styles(master)
    _place_master(master)
    _place_cover(presentation.slide_layouts[COVER])
    _place_message(presentation.slide_layouts[MESSAGE])
    return presentation


def place_shape(shape: Any, place: Place) -> None:
    """Move a shape to a place, in whole English metric units."""
    shape.left, shape.top = Inches(place.left), Inches(place.top)
    shape.width, shape.height = Inches(place.width), Inches(place.height)


def _drop_leftovers(presentation: Any) -> None:
    """Take away the picture and the printer that the starting file brings along."""
    for owner in (presentation.part.package._rels, presentation.part.rels):
        for key, relation in list(owner.items()):
            if relation.reltype in {RT.THUMBNAIL, RT.PRINTER_SETTINGS}:
                owner.pop(key)


def _keep_layouts(master: Any) -> None:
    for layout in list(master.slide_layouts):
        if layout.name in _KEPT:
            layout._element.cSld.set("name", _KEPT[layout.name])
        else:
            master.slide_layouts.remove(layout)


def _set_theme(master: Any) -> None:
    """Write our colours and typeface into the theme that charts and tables draw from."""
    part = master.part.part_related_by(RT.THEME)
    theme = parse_xml(part.blob)
    theme.set("name", "praksis")
    scheme = theme.find(".//" + qn("a:clrScheme"))
    scheme.set("name", "praksis")
    for name, code in _COLOURS.items():
        entry = scheme.find(qn(f"a:{name}"))
        for child in list(entry):
            entry.remove(child)
        colour = OxmlElement("a:srgbClr")
        colour.set("val", code)
        entry.append(colour)
    fonts = theme.find(".//" + qn("a:fontScheme"))
    fonts.set("name", "praksis")
    for kind in ("a:majorFont", "a:minorFont"):
        latin = fonts.find(qn(kind)).find(qn("a:latin"))
        latin.set("typeface", FONT)
        latin.set("panose", "020B0502030000000004")
    part._blob = serialize_part_xml(theme)


def _set_text_styles(master: Any) -> None:
    levels = "".join(
        _LEVEL.format(level=level, size=size)
        for level, size in enumerate((2000, 1800, 1600, 1600, 1600, 1600, 1600, 1600, 1600), 1)
    )
    style = re.sub(r"\n", "", _STYLE).format(namespaces=nsdecls("p", "a"), levels=levels)
    old = master._element.find(qn("p:txStyles"))
    old.getparent().replace(old, parse_xml(style))


def _place_master(master: Any) -> None:
    """Keep title, text and number; a foot with the date belongs to the strip."""
    for shape in list(master.placeholders):
        kind = shape._element.ph.get("type", "obj")
        if kind == "title":
            _anchor(shape, TITLE, "b")
        elif kind == "body":
            place_shape(shape, Place(TITLE.left, 2.0, TITLE.width, 4.4))
        elif kind == "sldNum":
            _place_number(shape)
        else:
            shape._element.getparent().remove(shape._element)


def _place_cover(layout: Any) -> None:
    for shape in list(layout.placeholders):
        if shape._element.ph.get("type") == "ctrTitle":
            _anchor(shape, COVER_TITLE, "b")
        else:
            shape._element.getparent().remove(shape._element)
    _add_rule(layout, Place(0.9, 3.95, 1.2, 0.06), FOCUS_HEX)


def _place_message(layout: Any) -> None:
    for shape in list(layout.placeholders):
        kind = shape._element.ph.get("type")
        if kind == "title":
            _anchor(shape, TITLE, "b")
        elif kind == "sldNum":
            _place_number(shape)
        else:
            shape._element.getparent().remove(shape._element)
    _add_rule(layout, Place(0.6, 0.72, 12.133, 0.012), RULE)
    _add_rule(layout, Place(0.6, 1.88, 0.9, 0.05), FOCUS_HEX)
    _add_rule(layout, Place(0.6, 6.52, 12.133, 0.012), RULE)


def _anchor(shape: Any, place: Place, side: str) -> None:
    place_shape(shape, place)
    body = shape._element.txBody.find(qn("a:bodyPr"))
    for name in list(body.attrib):
        del body.attrib[name]
    for child in list(body):
        body.remove(child)
    for name in ("lIns", "tIns", "rIns", "bIns"):
        body.set(name, "0")
    body.set("anchor", side)
    # The text is measured: a program that shrinks it would go below the smallest size.
    body.append(OxmlElement("a:noAutofit"))


def _place_number(shape: Any) -> None:
    """Put the slide's number at the foot to the right, in readable type."""
    _anchor(shape, NUMBER, "t")
    body = shape._element.txBody
    list_style = body.find(qn("a:lstStyle"))
    for child in list(list_style):
        list_style.remove(child)
    list_style.append(
        parse_xml(
            f'<a:lvl1pPr {nsdecls("a")} algn="r"><a:defRPr sz="1400"><a:solidFill>'
            f'<a:srgbClr val="{QUIET}"/></a:solidFill></a:defRPr></a:lvl1pPr>'
        )
    )


def _add_rule(layout: Any, place: Place, colour: str) -> None:
    """Draw a line on a layout, as a flat rectangle that no slide can move by accident."""
    number = max(int(each.get("id")) for each in layout._element.iter(qn("p:cNvPr"))) + 1
    left, top, width, height = (
        int(Inches(value)) for value in (place.left, place.top, place.width, place.height)
    )
    layout.shapes._spTree.append(
        parse_xml(
            f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{number}" name="Streg {number}"/>'
            '<p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm>'
            f'<a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill>'
            f'<a:srgbClr val="{colour}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
        )
    )
