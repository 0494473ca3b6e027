"""How are a few claims put so that they are read across a table? Large, with air, alone.

Key figures stand side by side as large numbers; findings stand under each other with a
mark in the focus colour; texts come last.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Inches

from analysis.blocks.model import Block, FindingText, KeyFigure, Paragraph, Text
from analysis.documents.deck import SlideItem
from analysis.documents.slides_look import FOCUS_HEX, GAP, QUIET, SMALLEST, Place
from analysis.documents.slides_parts import add_words, drop_style, mark_decorative
from analysis.documents.slides_text import choose_size, measure_height
from analysis.errors import RenderingError

_SENTENCES = (26.0, 24.0, 22.0, 20.0, 18.0, 16.0)
_FIGURES = (54.0, 48.0, 40.0, 32.0)
_MOST_FIGURES = 4
_BETWEEN, _MARK = 0.3, 0.25  # inches between statements, and to the right of the mark


def add_statements(slide: Any, place: Place, items: Sequence[SlideItem]) -> None:
    """Write key figures, findings and texts on a slide.

    Parameters
    ----------
    slide : pptx.slide.Slide
        Where to write.
    place : Place
        The box that they fill from the top.
    items : sequence of SlideItem
        Blocks with `KeyFigure`, `FindingText` or `Text`.

    Raises
    ------
    RenderingError
        If an item is no statement, or they do not fit in 16 pt.
    """
    contents = [item.content if isinstance(item, Block) else None for item in items]
    figures = [each for each in contents if isinstance(each, KeyFigure)]
    findings = [each for each in contents if isinstance(each, FindingText)]
    texts = [each for each in contents if isinstance(each, Text)]
    if len(figures) + len(findings) + len(texts) < len(items) or len(figures) > _MOST_FIGURES:
        raise RenderingError(
            "The items of this slide are not statements.",
            expected=f"findings, texts, and at most {_MOST_FIGURES} key figures",
            fix="choose another layout for tables, charts and diagrams",
        )
    top = place.top
    if figures:
        top += _add_figures(slide, place, figures) + _BETWEEN
    rest = Place(place.left, top, place.width, place.bottom - top)
    _add_sentences(slide, rest, findings, [line for text in texts for line in text.paragraphs])


def _add_figures(slide: Any, place: Place, figures: Sequence[KeyFigure]) -> float:
    """Write large numbers side by side, in one size; return the height."""
    width = (place.width - GAP * (len(figures) - 1)) / len(figures)
    large = min(
        choose_size([each.value], sizes=_FIGURES, width=width, height=1.2, is_bold=True)
        for each in figures
    )
    heights = []
    for number, each in enumerate(figures):
        left = place.left + number * (width + GAP)
        height = add_words(
            slide, Place(left, place.top, width, 1.2), [Paragraph(each.value)],
            name=f"Nøgletal {number + 1}", sizes=(large,), after=0, colour=FOCUS_HEX, is_bold=True,
        )  # fmt: skip
        under = Place(left, place.top + height, width, place.height * 0.5)
        height += add_words(
            slide, under, [Paragraph("", each.label), Paragraph(each.detail)],
            name=f"Nøgletal {number + 1}, forklaring", sizes=(18.0, 16.0, SMALLEST), after=2,
        )  # fmt: skip
        heights.append(height)
    return max(heights)


def _add_sentences(
    slide: Any, place: Place, findings: Sequence[FindingText], texts: Sequence[Paragraph]
) -> None:
    """Write findings with their verdicts, and texts, all in the largest size that fits."""
    groups = [[each.sentence, *([each.verdict] if each.verdict else [])] for each in findings] + [
        [" ".join(part for part in (each.lead, each.text) if part)] for each in texts
    ]
    if not groups:
        return
    size = _choose_size(place, groups)
    width = place.width - _MARK
    top = place.top
    for number, group in enumerate(groups):
        is_finding = number < len(findings)
        box = Place(place.left + _MARK, top, width, place.bottom - top)
        paragraph = Paragraph(group[0])
        if not is_finding:
            paragraph = texts[number - len(findings)]
        height = add_words(slide, box, [paragraph], name=f"Udsagn {number + 1}",
                           sizes=(size,), after=0)  # fmt: skip
        if len(group) > 1:
            below = Place(box.left, top + height, width, place.bottom - top - height)
            height += add_words(
                slide, below, [Paragraph(group[1])], name=f"Sikkerhed {number + 1}",
                sizes=(_verdict_size(size),), after=0, colour=QUIET,
            )  # fmt: skip
        if is_finding:
            _add_mark(slide, Place(place.left, top, 0.06, height))
        top += height + _BETWEEN


def _choose_size(place: Place, groups: Sequence[Sequence[str]]) -> float:
    width = place.width - _MARK
    for size in _SENTENCES:
        heights = [
            measure_height(group[:1], size=size, width=width, is_bold=True)
            + measure_height(group[1:], size=_verdict_size(size), width=width)
            for group in groups
        ]
        if sum(heights) + _BETWEEN * (len(groups) - 1) <= place.height:
            return size
    raise RenderingError(
        f"{len(groups)} statements do not fit on the slide.",
        expected=f"statements that fit in type of {_SENTENCES[-1]:g} pt or more",
        fix="keep the two or three that carry the message",
    )


def _verdict_size(size: float) -> float:
    return max(SMALLEST, size - 6)


def _add_mark(slide: Any, place: Place) -> None:
    shape = slide.shapes.add_shape(
        MSO_SHAPE.RECTANGLE,
        *(Inches(value) for value in (place.left, place.top, place.width, place.height)),
    )
    shape.name = "Markering"
    mark_decorative(shape)
    drop_style(shape)
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor.from_string(FOCUS_HEX)
    shape.line.fill.background()
