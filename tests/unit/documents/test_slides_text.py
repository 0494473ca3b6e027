"""Measured text: lines, heights, and what does not fit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageFont

from analysis.documents.slides_text import (
    choose_size,
    count_lines,
    measure_height,
    measure_width,
)
from analysis.errors import RenderingError

words = st.lists(st.text("abcdefghijklmnoæøå", min_size=1, max_size=12), min_size=1, max_size=30)


def test_width_is_at_least_that_of_the_typeface_that_takes_its_place() -> None:
    matplotlib = pytest.importorskip("matplotlib")
    for name, is_bold in (("DejaVuSans.ttf", False), ("DejaVuSans-Bold.ttf", True)):
        face = ImageFont.truetype(f"{matplotlib.get_data_path()}/fonts/ttf/{name}", 100)
        for text in ("Ansvarlig", "Dokumentationen gøres færdig, før sagen forelægges", "1.089"):
            other = face.getlength(text) * 18 / 100 / 72
            assert measure_width(text, size=18, is_bold=is_bold) >= other * 0.99


def test_a_text_as_wide_as_its_box_takes_one_line() -> None:
    width = measure_width("to ord", size=20)
    assert count_lines("to ord", size=20, width=width + 1e-6) == 1
    assert count_lines("to ord", size=20, width=width - 0.01) == 2


def test_a_word_wider_than_its_box_is_refused() -> None:
    with pytest.raises(RenderingError, match="does not fit"):
        count_lines("rehabiliteringsteam", size=20, width=0.5)


def test_the_largest_size_that_fits_is_chosen() -> None:
    wide = measure_height(["et ord"], size=20, width=5)
    assert choose_size(["et ord"], sizes=(28, 20, 14), width=5, height=wide + 1e-9) == 20


def test_a_text_that_fits_in_no_size_is_refused_with_its_opening() -> None:
    with pytest.raises(RenderingError, match="A text of 200 words") as caught:
        choose_size(["ord " * 199 + "ord"], sizes=(18, 14), width=3, height=1)
    assert "shorten it" in str(caught.value)


@given(words, st.floats(3.0, 9.0))
@settings(deadline=None, max_examples=60)
def test_more_room_never_takes_more_lines(text, width) -> None:
    joined = " ".join(text)
    narrow = count_lines(joined, size=14, width=width)
    assert count_lines(joined, size=14, width=width + 1) <= narrow <= len(text)
    assert narrow >= measure_width(joined, size=14) / width - 1e-9 - len(text) * 0.5
