"""How does a deck become a PowerPoint file? One layout after another, measured, then saved.

Everything on a slide can be edited: words, tables, charts and diagrams are native, and
nothing is a picture.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import PP_ALIGN
from pptx.util import Pt

from analysis import labels
from analysis.blocks.model import Block, FindingText, KeyFigure, Paragraph, Table, Text
from analysis.documents.deck import Deck, NativeChart, NativeDiagram, Slide, SlideItem
from analysis.documents.deterministic import finish_docx
from analysis.documents.slides_chart import add_chart
from analysis.documents.slides_diagram import add_diagram
from analysis.documents.slides_look import (
    CONTENT,
    COVER_TEXT,
    COVER_TITLE,
    GAP,
    QUIET,
    SMALLEST,
    SOURCE,
    STRIP,
    TABLE_SHARE,
    TITLE,
    Place,
)
from analysis.documents.slides_master import COVER, MESSAGE, open_presentation
from analysis.documents.slides_parts import add_number, add_stamp, add_words
from analysis.documents.slides_statement import add_statements
from analysis.documents.slides_table import add_table
from analysis.documents.slides_text import choose_size, measure_width
from analysis.errors import RenderingError

_TITLE_SIZES = (28.0, 26.0, 24.0)
_COVER_SIZES = (44.0, 40.0, 36.0, 32.0)
_TEXT_SIZES = (24.0, 22.0, 20.0, 18.0, 16.0, SMALLEST)
_NOTE_ROOM = 0.62  # inches under a chart or a table for what must be said beside it


def write_slides(deck: Deck) -> bytes:
    """Write a deck as a PowerPoint file.

    Parameters
    ----------
    deck : Deck
        At most eight slides.

    Returns
    -------
    bytes
        A pptx file in 16:9, the same bytes each time: native charts with a workbook
        each, native tables, alternative texts, notes, numbers, no type under 14 pt, and
        the stamp on every slide that rests on synthetic data.

    Raises
    ------
    RenderingError
        If a text, table or chart does not fit its place; nothing is ever made smaller
        than 14 pt or laid over something else. The message names the slide.
    """
    presentation = open_presentation()
    properties = presentation.core_properties
    properties.title, properties.author = deck.title, "praksis"
    properties.subject = f"{deck.municipality}, {labels.date(deck.date)}, {deck.status}"
    properties.language, properties.last_modified_by = "da-DK", "praksis"
    properties.keywords, properties.comments, properties.revision = "", "", 1
    for slide in deck.slides:
        try:
            _add_slide(presentation, deck, slide)
        except RenderingError as error:
            raise RenderingError(
                error.what,
                where=f"slide {slide.id}" + (f", {error.where}" if error.where else ""),
                expected=error.expected,
                fix=error.fix,
            ) from None
    # A presentation has the same properties and is saved the same way as a document.
    return finish_docx(presentation, day=deck.date)


def _add_slide(presentation: Any, deck: Deck, slide: Slide) -> None:
    is_cover = slide.layout == "title"
    native = presentation.slides.add_slide(
        presentation.slide_layouts[COVER if is_cover else MESSAGE]
    )
    native._element.cSld.set("name", slide.id)
    if is_cover:
        _add_cover(native, deck, slide)
    else:
        _set_title(native, slide.title, TITLE, _TITLE_SIZES)
        parts = (deck.municipality, labels.date(deck.date), deck.status, deck.embargo)
        head = " · ".join(part for part in parts if part)
        add_words(
            native, STRIP, [Paragraph(_shorten(head, STRIP.width))], name="Sidehoved",
            sizes=(SMALLEST,), after=0, colour=QUIET,
        )  # fmt: skip
        _LAYOUTS[slide.layout](native, slide)
        if slide.source:
            add_words(
                native, SOURCE, [Paragraph(slide.source)], name="Kilde",
                sizes=(SMALLEST,), after=0, colour=QUIET,
            )  # fmt: skip
        add_number(native)
    stamp = deck.stamp_of(slide)
    if stamp:
        add_stamp(native, stamp)
    _add_notes(native, slide.notes)


def _set_title(native: Any, words: str, place: Place, sizes: tuple[float, ...]) -> None:
    size = choose_size([words], sizes=sizes, width=place.width, height=place.height, is_bold=True)
    native.shapes.title.text_frame.text = words
    native.shapes.title.name = "Titel"
    for run in native.shapes.title.text_frame.paragraphs[0].runs:
        run.font.size = Pt(size)
        run.font.language_id = MSO_LANGUAGE_ID.DANISH


def _shorten(text: str, width: float) -> str:
    """Return a running head on one line: a long municipality's name stands on slide one."""
    while measure_width(text, size=SMALLEST) > width and not text.startswith("…"):
        name, dot, rest = text.partition(" · ")
        text = " ".join(name.rstrip("…").split()[:-1]).rstrip(",") + "…" + dot + rest
    return text


def _add_cover(native: Any, deck: Deck, slide: Slide) -> None:
    _set_title(native, slide.title, COVER_TITLE, _COVER_SIZES)
    standing = f"{deck.status} {deck.approval}".rstrip()
    facts = [
        Paragraph(deck.municipality),
        Paragraph(f"{labels.sentence_case(labels.date(deck.date))} · {standing}"),
        *([Paragraph(deck.embargo)] if deck.embargo else []),
    ]
    add_words(
        native, COVER_TEXT, [*facts, *_paragraphs(slide.items)], name="Undertitel",
        sizes=(24.0, 20.0, 18.0, 16.0), after=6, colour=QUIET,
    )  # fmt: skip
    if slide.source:
        add_words(
            native, SOURCE, [Paragraph(slide.source)], name="Kilde", sizes=(SMALLEST,), after=0,
            colour=QUIET,
        )  # fmt: skip


def _add_bullets(native: Any, slide: Slide) -> None:
    _add_texts(native, CONTENT, slide.items, has_bullets=True)


def _add_statement(native: Any, slide: Slide) -> None:
    add_statements(native, CONTENT, slide.items)


def _add_one(native: Any, slide: Slide) -> None:
    """Add a table, chart or diagram over the whole width, and what is said under it."""
    main, texts = _split(slide)
    room = _NOTE_ROOM if texts else 0.0
    _add_exhibit(
        native, Place(CONTENT.left, CONTENT.top, CONTENT.width, CONTENT.height - room), main
    )
    if texts:
        under = Place(CONTENT.left, CONTENT.bottom - room + 0.05, CONTENT.width, room - 0.05)
        add_words(
            native, under, _paragraphs(texts), name="Bemærkning",
            sizes=(18.0, 16.0, SMALLEST), after=2, colour=QUIET,
        )  # fmt: skip


def _add_beside(native: Any, slide: Slide) -> None:
    """Add a table, chart or diagram to the left and texts to the right."""
    main, texts = _split(slide)
    wide = CONTENT.width * TABLE_SHARE
    _add_exhibit(native, Place(CONTENT.left, CONTENT.top, wide, CONTENT.height), main)
    beside = Place(
        CONTENT.left + wide + GAP, CONTENT.top, CONTENT.width - wide - GAP, CONTENT.height
    )
    _add_texts(native, beside, texts, has_bullets=False)


def _split(slide: Slide) -> tuple[SlideItem, tuple[SlideItem, ...]]:
    """Return the one exhibit of a slide, and the texts."""
    exhibits = [item for item in slide.items if not _is_text(item)]
    if len(exhibits) != 1:
        raise RenderingError(
            f"A slide with the layout {slide.layout} shows one exhibit, not {len(exhibits)}.",
            expected="one Table, NativeChart or NativeDiagram, and texts",
            fix="put the others on slides of their own",
        )
    return exhibits[0], tuple(item for item in slide.items if _is_text(item))


def _is_text(item: SlideItem) -> bool:
    return isinstance(item, Block) and not isinstance(item.content, Table)


def _add_exhibit(native: Any, place: Place, item: SlideItem) -> None:
    if isinstance(item, NativeChart):
        add_chart(native, place, item, name="Diagram")
    elif isinstance(item, NativeDiagram):
        add_diagram(native, place, item, name="Sagsgang")
    else:
        assert isinstance(item.content, Table)
        add_table(native, place, item.content, name=f"Tabel {item.id}")


def _add_texts(
    native: Any, place: Place, items: tuple[SlideItem, ...], *, has_bullets: bool
) -> None:
    lists = [item for item in items if isinstance(item, Block) and _is_list(item)]
    add_words(
        native, place, _paragraphs(items), name="Tekst", sizes=_TEXT_SIZES, after=12,
        has_bullets=has_bullets or (len(lists) == len(items) and bool(items)),
    )  # fmt: skip


def _is_list(block: Block) -> bool:
    return isinstance(block.content, Text) and block.content.role == "list"


def _paragraphs(items: tuple[SlideItem, ...]) -> list[Paragraph]:
    """Return the words of text, findings and key figures, in order."""
    found: list[Paragraph] = []
    for item in items:
        content = item.content if isinstance(item, Block) else None
        if isinstance(content, Text):
            found += content.paragraphs
        elif isinstance(content, FindingText):
            verdict = f" ({content.verdict})" if content.verdict else ""
            found.append(Paragraph(content.sentence + verdict))
        elif isinstance(content, KeyFigure):
            found.append(Paragraph(f"{content.label}. {content.detail}", content.value))
        else:
            raise RenderingError(
                f"A {type(content or item).__name__} is no text for a slide.",
                expected="Text, FindingText or KeyFigure",
                fix="choose the layout table, chart, figure or table_and_text",
            )
    return found


def _add_notes(native: Any, notes: str) -> None:
    frame = native.notes_slide.notes_text_frame
    frame.text = notes
    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        for run in paragraph.runs:
            run.font.language_id = MSO_LANGUAGE_ID.DANISH


_LAYOUTS: dict[str, Callable[[Any, Slide], None]] = {
    "statement": _add_statement,
    "bullets": _add_bullets,
    "table": _add_one,
    "chart": _add_one,
    "figure": _add_one,
    "table_and_text": _add_beside,
}
