"""How is the cover paper printed? As a tagged PDF of at most two A4 pages, set by Typst.

A paper of two pages is what directors read. So the type is made a little smaller before
a third page is begun, and a paper that still needs one is refused with the name of its
longest section: shortening is a matter of judgement, and a cut text is not the same text.
"""

from __future__ import annotations

import re
import zlib
from importlib.resources import files
from typing import Any

from analysis.documents.cover_words import describe_section, say_facts, say_header
from analysis.documents.paper import CoverPaper
from analysis.documents.typesetting import set_pdf
from analysis.errors import RenderingError

MOST_PAGES = 2
SIZES = (10.0, 9.5, 9.0)  # pt; smaller is not read on paper
_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
_STREAM = re.compile(rb"/Type\s*/ObjStm.*?stream\r?\n(.*?)endstream", re.DOTALL)


def write_cover_pdf(paper: CoverPaper) -> bytes:
    """Write the cover paper as a PDF.

    Parameters
    ----------
    paper : CoverPaper
        What to write.

    Returns
    -------
    bytes
        PDF/A-2a and PDF/UA-1 on A4, at most two pages, the same bytes each time; stamped in
        the head of each page where anything in it is synthetic.

    Raises
    ------
    RenderingError
        If it does not fit on two pages in the smallest type, naming the longest section.
    """
    return set_cover(paper)[0]


def set_cover(paper: CoverPaper) -> tuple[bytes, float]:
    """Return the PDF and the size of type in pt that makes it two pages at most.

    Raises
    ------
    RenderingError
        As `write_cover_pdf`.
    """
    pages = 0
    for size in SIZES:
        pdf = _set(paper, size)
        pages = count_pages(pdf)
        if pages <= MOST_PAGES:
            return pdf, size
    raise _too_long(paper, pages)


def count_pages(pdf: bytes) -> int:
    """Count the pages of a PDF that this project has written.

    Parameters
    ----------
    pdf : bytes
        The file. Pages are found in plain and in compressed objects; an encrypted file
        is not read.
    """
    plain = len(_PAGE.findall(pdf))
    packed = sum(
        len(_PAGE.findall(zlib.decompressobj().decompress(each))) for each in _STREAM.findall(pdf)
    )
    return plain + packed


def _set(paper: CoverPaper, size: float) -> bytes:
    return set_pdf(
        files("analysis.documents") / "templates" / "cover.typ",
        _describe(paper, size),
        name="cover",
        day=paper.meeting_date,
        refuse=_refuse,
    )


def _describe(paper: CoverPaper, size: float) -> dict[str, Any]:
    """Return what the template needs, as plain values."""
    return {
        "size": size,
        "title": paper.title,
        "municipality": paper.municipality,
        "header": say_header(paper),
        "facts": [list(fact) for fact in say_facts(paper)],
        "stamp": paper.shown_stamp,
        "footer": paper.footer,
        "sections": [describe_section(section) for section in paper.sections],
    }


def _refuse(message: str) -> RenderingError:
    return RenderingError(
        "The cover paper cannot be set as a PDF.",
        where=message,
        expected="texts that fulfil PDF/UA-1",
        fix="mend the section that the message is about, and render again",
    )


def _too_long(paper: CoverPaper, pages: int) -> RenderingError:
    """Return the refusal, with the sections that take the most room."""
    lengths = sorted(
        ((_count_words(describe_section(section)), section.heading) for section in paper.sections),
        reverse=True,
    )
    longest = ", ".join(f"{heading} ({count} words)" for count, heading in lengths[:2])
    return RenderingError(
        f"The cover paper takes {pages} pages; the longest section is {lengths[0][1]!r}.",
        where=longest,
        expected=f"at most {MOST_PAGES} pages in type of {SIZES[-1]:g} pt or more",
        fix="shorten that section, or move a part of it to the report and refer to it",
    )


def _count_words(values: Any) -> int:
    """Count the words in nested plain values."""
    if isinstance(values, str):
        return len(values.split())
    nested = values.values() if isinstance(values, dict) else values
    return sum(map(_count_words, nested)) if isinstance(values, dict | list) else 0
