"""Which numbers does a pack print? Read back from the files as a reader meets them.

Each format is read by its own route: the page's text, the glyphs of the PDF, the runs of the
Word file, and the shapes, notes and charts of the slides with what their workbooks hold.
"""

from __future__ import annotations

import datetime as dt
import html
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from docx import Document
from openpyxl import load_workbook
from pptx import Presentation
from pptx.util import Emu

from analysis.findings.register import Finding, Number
from analysis.labels import date

# A number with its thousands and decimals; a sign is no part of it, since text breaks before it.
NUMBER = re.compile(r"\d+(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?")
# Not numbers of the evidence: references to law, quarters, years, and names with digits.
_REFERENCES = re.compile(
    r"§+\s*\d+[a-z]?(?:\s*(?:,|-|–|og)\s*\d+[a-z]?)*|[Ll]ov(?:\s+nr\.)?\s+\d+|BEK\s+\d+"
    r"|\b20\d\dK[1-4]\b|\b[1-4]\. kvartal 20\d\d\b|\bLÆ\s?\d{3}\b|\b\d+-\d{2}\b"
)
_SHORT_DATE = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(20\d\d)\b")
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")


def numbers_in(text: str) -> set[str]:
    """Return the numbers of a text as they are written, references left out.

    A day such as 15.5.2026 counts as 15. maj 2026.
    """
    with_words = _SHORT_DATE.sub(_write_date, squeeze(text))
    return set(NUMBER.findall(_REFERENCES.sub(" ", with_words)))


def squeeze(text: str) -> str:
    """Return a text with every kind of space alike, and no soft hyphen."""
    return _SPACES.sub(" ", text.replace("\u00ad", "").replace("\u200b", "")).strip()


def read_page(path: Path) -> str:
    """Return the text of a page: no style, no script, no drawing."""
    page = path.read_text(encoding="utf-8")
    for element in ("style", "script", "svg", "head"):
        page = re.sub(rf"<{element}\b.*?</{element}>", " ", page, flags=re.DOTALL)
    return squeeze(html.unescape(re.sub(r"<[^>]+>", " ", page)))


def read_word(path: Path) -> str:
    """Return the text of a Word file: headings, paragraphs, cells, header and footer."""
    document = Document(str(path))
    parts = [document.element.body]
    parts += [section.footer._element for section in document.sections]
    parts += [section.header._element for section in document.sections]
    paragraphs = [each for part in parts for each in part.iter() if each.tag.endswith("}p")]
    return squeeze("\n".join("".join(_runs(each)) for each in paragraphs))


def read_slides(path: Path) -> list[str]:
    """Return the text of each slide: shapes, cells, charts' labels and the speaker's notes."""
    slides = Presentation(str(path)).slides
    texts = []
    for slide in slides:
        said = [text for shape in slide.shapes for text in _shape(shape)]
        if slide.has_notes_slide:
            said.append(slide.notes_slide.notes_text_frame.text)
        texts.append(squeeze("\n".join(said)))
    return texts


def read_chart_values(path: Path) -> list[tuple[str, float]]:
    """Return what the charts of the slides hold: series and value, blanks left out."""
    found = []
    for slide in Presentation(str(path)).slides:
        for shape in slide.shapes:
            if shape.has_chart:
                for series in shape.chart.plots[0].series:
                    found += [(series.name, value) for value in series.values if value is not None]
    return found


def read_workbook_values(path: Path) -> list[float]:
    """Return every number in the workbooks inside the slides, which an editor opens."""
    found: list[float] = []
    with zipfile.ZipFile(path) as slides:
        for name in sorted(slides.namelist()):
            if name.endswith(".xlsx"):
                book = load_workbook(io.BytesIO(slides.read(name)))
                cells = (c.value for sheet in book for row in sheet.iter_rows() for c in row)
                found += [float(v) for v in cells if isinstance(v, int | float)]
    return found


def shapes_off_the_slide(path: Path) -> list[str]:
    """Name the shapes that reach outside their slide."""
    deck = Presentation(str(path))
    return [
        f"{number}: {shape.name}"
        for number, slide in enumerate(deck.slides, start=1)
        for shape in slide.shapes
        if min(shape.left, shape.top) < 0
        or shape.left + shape.width > Emu(deck.slide_width)
        or shape.top + shape.height > Emu(deck.slide_height)
    ]


def read_fund(folder: Path) -> dict[str, Any]:
    """Return the record of a pack as plain values."""
    values: dict[str, Any] = json.loads((folder / "fund.json").read_text(encoding="utf-8"))
    return values


def numbers_of_record(fund: Mapping[str, Any]) -> set[str]:
    """Return every number that the record of a pack prints: findings, register and plan."""
    texts = [*_texts(fund["findings"]), *_texts(fund["recommendations"])]
    texts += [*_texts(fund["milestones"]), fund["meeting_date"], fund["date"]]
    findings = [Finding.from_json(each) for each in fund["findings"]]
    numbers = [number for finding in findings for number in finding.numbers]
    printed = [text for number in numbers for text in (number.text, number.limits_text)]
    printed += [f"{round(abs(each)):,}".replace(",", ".") for each in millions(numbers)]
    return {n for text in (*texts, *printed) for n in numbers_in(_with_danish_dates(text))}


def millions(numbers: Iterable[Number]) -> list[float]:
    """Return the amounts, with their limits, in millions as sentences and charts give them."""
    return [
        amount / 1_000
        for number in numbers
        if number.unit == "thousand_kroner"
        for amount in (number.value, number.lower, number.upper)
        if amount is not None
    ]


def _write_date(found: re.Match[str]) -> str:
    day, month, year = map(int, found.groups())
    return date(dt.date(year, month, day))


def _with_danish_dates(text: str) -> str:
    """Add each ISO date in words, as a paper writes it."""
    days = re.findall(r"\b\d{4}-\d{2}-\d{2}\b", text)
    return " ".join([text, *(date(dt.date.fromisoformat(each)) for each in days)])


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, Iterable):
        for each in value:
            yield from _texts(each)


def _runs(paragraph: Any) -> Iterator[str]:
    for each in paragraph.iter():
        if each.tag.endswith("}t"):
            yield each.text or ""
        elif each.tag.endswith(("}tab", "}br")):
            yield " "


def _shape(shape: Any) -> Iterator[str]:
    if shape.has_text_frame:
        yield shape.text_frame.text
    if getattr(shape, "has_table", False) and shape.has_table:
        yield from (cell.text for row in shape.table.rows for cell in row.cells)
    if getattr(shape, "has_chart", False) and shape.has_chart:
        yield from (str(each) for each in shape.chart.plots[0].categories)
    for inner in getattr(shape, "shapes", ()):
        yield from _shape(inner)
