"""Does a text fit its box? Measured with the bundled typeface before it is written.

The other end may not have the typeface. So each width is taken a little too wide, as wide
as the widest of the typefaces that office programs put in its place: a text that fits
here fits there.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from PIL import ImageFont

from analysis.documents.slides_look import SMALLEST
from analysis.errors import RenderingError

# DejaVu Sans over Inter on Danish text: the widest face that is put in its place.
SLACK = {False: 1.12, True: 1.17}
LINE = 1.22  # height of a line over the size of type
_MEASURED_AT = 200
_FACES = {False: "Inter-Regular.ttf", True: "Inter-Bold.ttf"}


def measure_width(text: str, *, size: float, is_bold: bool = False) -> float:
    """Return the width of a text on one line, in inches.

    Parameters
    ----------
    text : str
        One line.
    size : float
        In pt.
    is_bold : bool
        Whether it is set in bold.
    """
    return SLACK[is_bold] * float(_face(is_bold).getlength(text)) * size / _MEASURED_AT / 72


def count_lines(text: str, *, size: float, width: float, is_bold: bool = False) -> int:
    """Return how many lines a text takes in a width in inches.

    Raises
    ------
    RenderingError
        If a single word is wider than that.
    """
    lines = 0
    for paragraph in text.split("\n"):
        lines += 1
        used = 0.0
        space = measure_width(" ", size=size, is_bold=is_bold)
        for word in paragraph.split(" "):
            wide = measure_width(word, size=size, is_bold=is_bold)
            if wide > width:
                raise _too_long(word, "a word is wider than its box")
            if used and used + space + wide > width:
                lines += 1
                used = wide
            else:
                used += (space if used else 0.0) + wide
    return lines


def measure_height(
    texts: Sequence[str], *, size: float, width: float, is_bold: bool = False, after: float = 0.0
) -> float:
    """Return the height of paragraphs set under each other, in inches.

    Parameters
    ----------
    texts : sequence of str
        One per paragraph.
    size, after : float
        Type and distance after a paragraph, in pt.
    width : float
        Inches.
    is_bold : bool
        Whether they are set in bold.
    """
    lines = sum(count_lines(text, size=size, width=width, is_bold=is_bold) for text in texts)
    return (lines * LINE * size + len(texts) * after) / 72


def choose_size(
    texts: Sequence[str],
    *,
    sizes: Sequence[float],
    width: float,
    height: float,
    is_bold: bool = False,
    after: float = 0.0,
) -> float:
    """Return the largest of the sizes in which the paragraphs fit a box.

    Raises
    ------
    RenderingError
        If they do not fit in any of them.
    """
    for size in sizes:
        fits_across = all(
            measure_width(word, size=size, is_bold=is_bold) <= width
            for text in texts
            for word in text.split(" ")
        )
        if fits_across and (
            measure_height(texts, size=size, width=width, is_bold=is_bold, after=after) <= height
        ):
            return size
    raise _too_long(" ".join(texts), f"box of {width:.1f} by {height:.1f} inches")


def _too_long(text: str, where: str) -> RenderingError:
    opening = text if len(text) <= 60 else text[:57] + "..."
    return RenderingError(
        f"A text of {len(text.split())} words does not fit its place on the slide: {opening!r}.",
        where=where,
        expected=f"a text that fits in type of {SMALLEST:g} pt or more",
        fix="shorten it, or move a part of it to the notes or the report",
    )


@lru_cache(maxsize=2)
def _face(is_bold: bool) -> Any:
    path = files("analysis") / "fonts" / _FACES[is_bold]
    data = io.BytesIO(path.read_bytes())
    return ImageFont.truetype(data, _MEASURED_AT, layout_engine=ImageFont.Layout.BASIC)
