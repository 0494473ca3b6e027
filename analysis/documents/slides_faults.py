"""What is wrong with a PowerPoint file? Read back from its bytes, whoever wrote or edited it.

Type under 14 pt, shapes that overlap or lie outside the slide, text that runs out of its
box, pictures and charts without an alternative text, slides without notes or a title,
charts without a workbook, and more than eight slides.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Inches

from analysis.documents.deck import MOST_SLIDES
from analysis.documents.slides_look import SMALLEST
from analysis.documents.slides_text import measure_height
from analysis.errors import RenderingError

_TOLERANCE = 0.02  # inches: rounding to whole units, and edges that touch
_EMU = float(Inches(1))
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"


def find_slide_faults(pptx: bytes) -> list[str]:
    """Return what breaks the rules for slides, one sentence per fault.

    Parameters
    ----------
    pptx : bytes
        A PowerPoint file, also one that was edited by hand.

    Returns
    -------
    list of str
        Empty when nothing is wrong. Each begins with the number of the slide.

    Raises
    ------
    RenderingError
        If the bytes are no PowerPoint file.

    Notes
    -----
    Text is measured with the bundled typeface made a little too wide, so the check errs
    towards finding that a text does not fit. Sizes that a slide leaves to its layout or
    master are looked up there.
    """
    try:
        presentation = Presentation(io.BytesIO(pptx))
    except Exception:
        raise RenderingError(
            "The slides cannot be read.",
            expected="a PowerPoint file (.pptx)",
            fix="save the slides as .pptx and try again",
        ) from None
    size = (presentation.slide_width / _EMU, presentation.slide_height / _EMU)
    faults = []
    slides = list(presentation.slides)
    if len(slides) > MOST_SLIDES:
        faults.append(f"slide {len(slides)}: more than {MOST_SLIDES} slides")
    for number, slide in enumerate(slides, start=1):
        for fault in _faults_of(slide, size):
            faults.append(f"slide {number}: {fault}")
    return faults


def _faults_of(slide: Any, size: tuple[float, float]) -> Iterator[str]:
    shapes = list(slide.shapes)
    title = slide.shapes.title
    if title is None or not title.text_frame.text.strip():
        yield "no title"
    if not slide.has_notes_slide or not slide.notes_slide.notes_text_frame.text.strip():
        yield "no notes"
    for shape in shapes:
        yield from _find_out_of_bounds(shape, size)
        yield from _find_missing_alt(shape)
        yield from _find_small_type(shape, slide)
    yield from _find_overlaps(shapes)
    for shape in _walk(shapes):
        yield from _find_overflow(shape)
        yield from _find_missing_workbook(shape)
        if shape.shape_type is not None and hasattr(shape, "shapes"):
            inside = [each for each in shape.shapes if each._element.tag != qn("p:cxnSp")]
            yield from _find_overlaps(inside)


def _walk(shapes: Any) -> Iterator[Any]:
    for shape in shapes:
        yield shape
        if hasattr(shape, "shapes"):
            yield from _walk(shape.shapes)


def _box(shape: Any) -> tuple[float, float, float, float] | None:
    """Return left, top, right and bottom in inches; None where a shape has no place."""
    if shape.left is None or shape.width is None:
        return None
    left, top = shape.left / _EMU, shape.top / _EMU
    return left, top, left + shape.width / _EMU, top + shape.height / _EMU


def _find_out_of_bounds(shape: Any, size: tuple[float, float]) -> Iterator[str]:
    box = _box(shape)
    if box is None:
        return
    left, top, right, bottom = box
    if (
        min(left, top) < -_TOLERANCE
        or right > size[0] + _TOLERANCE
        or bottom > size[1] + _TOLERANCE
    ):
        yield f"{shape.name!r} lies outside the slide"


def _find_overlaps(shapes: list[Any]) -> Iterator[str]:
    placed = [(shape, box) for shape in shapes if (box := _box(shape)) is not None]
    for (one, a), (other, b) in combinations(placed, 2):
        across = min(a[2], b[2]) - max(a[0], b[0])
        down = min(a[3], b[3]) - max(a[1], b[1])
        if across > _TOLERANCE and down > _TOLERANCE:
            yield f"{one.name!r} and {other.name!r} overlap"


def _find_missing_alt(shape: Any) -> Iterator[str]:
    properties = shape._element.xpath(".//p:cNvPr")[0]
    is_decorative = any(each.get("val") == "1" for each in properties.iter(_DECORATIVE))
    has_words = shape.has_text_frame and bool(shape.text_frame.text.strip())
    if not (properties.get("descr", "").strip() or is_decorative or has_words):
        yield f"{shape.name!r} has no alternative text"


def _find_small_type(shape: Any, slide: Any) -> Iterator[str]:
    """Find type whose stated or inherited size is under the smallest."""
    least = SMALLEST * 100
    sizes = [int(each) for each in shape._element.xpath(".//@sz") if each.isdigit()]
    small = [size for size in sizes if 0 < size < least]
    if getattr(shape, "has_chart", False):
        space = shape.chart._chartSpace
        stated = [int(each) for each in space.xpath(".//a:defRPr/@sz | .//a:rPr/@sz")]
        small += [size for size in stated if size < least]
        if not space.xpath("./c:txPr//a:defRPr/@sz"):
            yield f"the type of {shape.name!r} has no stated size"
    elif any(_lacks_size(each) for each in _walk([shape])):
        inherited = _inherited_size(shape, slide)
        if inherited is None:
            yield f"the type of {shape.name!r} has no stated size"
        elif inherited < least:
            small.append(inherited)
    if small:
        yield f"{shape.name!r} has type of {min(small) / 100:g} pt"


def _lacks_size(shape: Any) -> bool:
    """Tell whether any words of a shape leave their size to someone else."""
    runs = shape._element.xpath(".//a:r | .//a:fld")
    return any(
        run.find(qn("a:rPr")) is None or run.find(qn("a:rPr")).get("sz") is None for run in runs
    )


def _inherited_size(shape: Any, slide: Any) -> int | None:
    """Return the size that a placeholder has from its layout or the master, in 1/100 pt."""
    if not shape.is_placeholder:
        return None
    kind = shape._element.ph.get("type", "obj")
    layout = slide.slide_layout
    for owner in (layout, layout.slide_master):
        for each in owner.placeholders:
            found = each._element.xpath(".//a:lvl1pPr/a:defRPr/@sz")
            if each._element.ph.get("type", "obj") == kind and found:
                return int(found[0])
    styles = layout.slide_master._element.find(qn("p:txStyles"))
    style = "p:titleStyle" if kind in {"title", "ctrTitle"} else "p:bodyStyle"
    found = styles.xpath(f"./{style}/a:lvl1pPr/a:defRPr/@sz")
    return int(found[0]) if found else None


def _find_overflow(shape: Any) -> Iterator[str]:
    """Find text that needs more height than its box has."""
    if not shape.has_text_frame or shape._element.find(qn("p:txBody")) is None:
        return
    box = _box(shape)
    if box is None or not shape.text_frame.text.strip():
        return
    frame = shape.text_frame
    width = box[2] - box[0] - (frame.margin_left + frame.margin_right) / _EMU
    needed = 0.0
    for paragraph in frame.paragraphs:
        sizes = [run.font.size.pt for run in paragraph.runs if run.font.size is not None]
        bold = any(run.font.bold for run in paragraph.runs)
        indent = int((paragraph._p.pPr.get("marL") if paragraph._p.pPr is not None else 0) or 0)
        if sizes and paragraph.text:
            try:
                needed += measure_height(
                    [paragraph.text.replace("\v", "\n")],
                    size=max(sizes),
                    width=width - indent / _EMU,
                    is_bold=bold,
                )
            except RenderingError:
                yield f"a word in {shape.name!r} is wider than its box"
                return
    if needed > box[3] - box[1] + _TOLERANCE:
        yield f"the text in {shape.name!r} runs out of its box"


def _find_missing_workbook(shape: Any) -> Iterator[str]:
    if getattr(shape, "has_chart", False) and shape.chart.part.chart_workbook.xlsx_part is None:
        yield f"{shape.name!r} has no workbook to edit"
