"""How do words get onto a slide? Text boxes that are measured first, in Danish, described.

Every shape has a name, and an alternative text unless it is text itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches, Pt

from analysis.blocks.model import Paragraph
from analysis.documents.slides_look import INK, NUMBER, QUIET, SAND, STAMP_PLACE, Place
from analysis.documents.slides_text import LINE, choose_size, measure_height

BULLET_INDENT = 0.3  # inches
_DECORATIVE = (
    f'<a:extLst {nsdecls("a")}><a:ext uri="{{C183D7F6-B498-43B3-948B-1728B52AA6E4}}">'
    '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" '
    'val="1"/></a:ext></a:extLst>'
)


def add_words(
    slide: Any,
    place: Place,
    paragraphs: Sequence[Paragraph],
    *,
    name: str,
    sizes: Sequence[float],
    after: float = 6.0,
    colour: str = INK,
    is_bold: bool = False,
    has_bullets: bool = False,
    align: PP_ALIGN = PP_ALIGN.LEFT,
) -> float:
    """Write paragraphs in a box, in the largest of the sizes that fits; return its height.

    Parameters
    ----------
    slide : pptx.slide.Slide
        Where to write.
    place : Place
        The box; only as much of its height as is needed is taken.
    paragraphs : sequence of Paragraph
        With lead-ins in bold.
    name : str
        Name of the shape.
    sizes : sequence of float
        Allowed, from the largest, in pt.
    after : float
        Distance after a paragraph, in pt.
    colour : str
        Of the type.
    is_bold, has_bullets : bool
        Whether all is bold, and whether each paragraph has a bullet.
    align : PP_ALIGN
        Left, right or centre.

    Raises
    ------
    RenderingError
        If the text does not fit in the smallest size.
    """
    texts = [" ".join(part for part in (each.lead, each.text) if part) for each in paragraphs]
    width = place.width - (BULLET_INDENT if has_bullets else 0.0)
    bold = is_bold or any(each.lead for each in paragraphs)
    size = choose_size(
        texts, sizes=sizes, width=width, height=place.height, is_bold=bold, after=after
    )
    height = measure_height(texts, size=size, width=width, is_bold=bold, after=after)
    box = slide.shapes.add_textbox(
        Inches(place.left), Inches(place.top), Inches(place.width), Inches(height)
    )
    box.name = name
    frame = box.text_frame
    clear_margins(frame)
    for number, each in enumerate(paragraphs):
        line = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        line.alignment = align
        line.space_after = Pt(after)
        if has_bullets:
            _add_bullet(line)
        if each.lead:
            add_run(line, f"{each.lead} ", size=size, colour=colour, is_bold=True)
        add_run(line, each.text, size=size, colour=colour, is_bold=is_bold)
    return height


def add_run(line: Any, text: str, *, size: float, colour: str = INK, is_bold: bool = False) -> None:
    """Add words to a paragraph, in Danish and in a stated size."""
    run = line.add_run()
    run.text = text
    run.font.size, run.font.bold = Pt(size), is_bold
    run.font.color.rgb = RGBColor.from_string(colour)
    run.font.language_id = MSO_LANGUAGE_ID.DANISH


def clear_margins(frame: Any) -> None:
    """Let the text begin at the edge of its box, and break its lines."""
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0


def add_stamp(slide: Any, stamp: str) -> None:
    """Put the stamp in its place, framed."""
    box = slide.shapes.add_textbox(
        *(
            Inches(value)
            for value in (
                STAMP_PLACE.left, STAMP_PLACE.top, STAMP_PLACE.width, STAMP_PLACE.height,
            )
        )
    )  # fmt: skip
    box.name = "Stempel"
    box.fill.solid()
    box.fill.fore_color.rgb = RGBColor.from_string(SAND)
    box.line.color.rgb = RGBColor.from_string(INK)
    box.line.width = Pt(0.75)
    clear_margins(box.text_frame)
    box.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    line = box.text_frame.paragraphs[0]
    line.alignment = PP_ALIGN.CENTER
    sizes = (14.0,)
    size = choose_size(
        [stamp], sizes=sizes, width=STAMP_PLACE.width, height=STAMP_PLACE.height, is_bold=True
    )
    add_run(line, stamp, size=size, is_bold=True)


def add_number(slide: Any) -> None:
    """Add the field with the slide's number, which the layout places and python-pptx leaves out."""
    number = max(int(each.get("id")) for each in slide._element.iter(qn("p:cNvPr"))) + 1
    left, top, width, height = (
        int(Inches(value)) for value in (NUMBER.left, NUMBER.top, NUMBER.width, NUMBER.height)
    )
    slide.shapes._spTree.append(
        parse_xml(
            f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{number}" name="Sidetal"/>'
            '<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="sldNum" '
            'sz="quarter" idx="12"/></p:nvPr></p:nvSpPr><p:spPr><a:xfrm>'
            f'<a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm></p:spPr>'
            '<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:pPr algn="r"/>'
            '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum">'
            f'<a:rPr lang="da-DK" sz="1400"><a:solidFill><a:srgbClr val="{QUIET}"/></a:solidFill>'
            "</a:rPr><a:t>‹nr.›</a:t></a:fld></a:p></p:txBody></p:sp>"
        )
    )


def describe_shape(shape: Any, alt: str, *, name: str) -> None:
    """Give a shape its name and its alternative text."""
    shape.name = name
    shape._element.xpath(".//p:cNvPr")[0].set("descr", alt)


def mark_decorative(shape: Any) -> None:
    """Say that a shape says nothing, so that a screen reader passes it by."""
    shape._element.xpath(".//p:cNvPr")[0].append(parse_xml(_DECORATIVE))


def drop_style(shape: Any) -> None:
    """Take the theme's effects from a shape, which some programs draw as a shadow."""
    for style in shape._element.findall(qn("p:style")):
        shape._element.remove(style)


def line_height(size: float) -> float:
    """Return the height of one line of type, in inches."""
    return LINE * size / 72


def _add_bullet(line: Any) -> None:
    properties = line._p.get_or_add_pPr()
    indent = int(Inches(BULLET_INDENT))
    properties.set("marL", str(indent))
    properties.set("indent", str(-indent))
    properties.append(parse_xml(f'<a:buFont {nsdecls("a")} typeface="Arial"/>'))
    properties.append(parse_xml(f'<a:buChar {nsdecls("a")} char="•"/>'))
