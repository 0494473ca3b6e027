"""The cover paper as PDF: two pages at most, tagged, the same bytes each time."""

from __future__ import annotations

import io
import runpy
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest

from analysis.documents.cover_pdf import count_pages, set_cover, write_cover_pdf
from analysis.errors import RenderingError

samples = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("pack_samples.py"))))


@pytest.mark.parametrize("template", ["koebenhavn", "slagelse"])
def test_both_forms_are_set_on_two_pages_at_most(template: str) -> None:
    assert count_pages(write_cover_pdf(samples.cover(template))) in {1, 2}


@pytest.mark.parametrize("points", [4, 40])
def test_pages_are_counted_as_another_reader_counts_them(points: int) -> None:
    pdf = write_cover_pdf(samples.cover(points=points))
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert count_pages(pdf) == len(file.pages)


def test_the_file_is_tagged_danish_and_titled() -> None:
    with pikepdf.open(io.BytesIO(write_cover_pdf(samples.cover()))) as file:
        assert file.Root.MarkInfo.Marked
        assert str(file.Root.Lang) == "da"
        assert "Ensartet visitationspraksis" in str(file.docinfo.Title)


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert write_cover_pdf(samples.cover()) == write_cover_pdf(samples.cover())


def test_type_is_made_smaller_before_a_paper_is_refused() -> None:
    assert set_cover(samples.cover())[1] == 10.0
    assert set_cover(samples.cover(filler=25))[1] < 10.0


def test_a_third_page_is_refused_with_the_name_of_the_longest_section() -> None:
    with pytest.raises(RenderingError, match="the longest section is 'Løsning'") as caught:
        write_cover_pdf(samples.cover(filler=40))
    assert "at most 2 pages" in str(caught.value)


def test_a_name_of_two_lines_and_forty_points_are_set() -> None:
    pdf = write_cover_pdf(samples.cover(municipality=samples.LONG_NAME, points=40))
    assert count_pages(pdf) == 2
