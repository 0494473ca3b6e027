"""Two runs write the same bytes, and a file is written whole or not at all."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest

from analysis.documents.deterministic import finish_docx, finish_xlsx, write_atomically
from analysis.errors import RenderingError

DAY = dt.date(2024, 5, 6)


def make_workbook() -> openpyxl.Workbook:
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "Aby"
    return workbook


def make_document() -> docx.document.Document:
    document = docx.Document()
    document.add_paragraph("Aby")
    return document


@pytest.mark.parametrize(
    "make",
    [lambda: finish_xlsx(make_workbook(), day=DAY), lambda: finish_docx(make_document(), day=DAY)],
    ids=["xlsx", "docx"],
)
def test_nothing_in_a_file_comes_from_the_clock(make) -> None:
    with zipfile.ZipFile(io.BytesIO(make())) as archive:
        properties = archive.read("docProps/core.xml").decode()
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None
    assert properties.count("2024-05-06T12:00:00Z") == 2
    assert str(dt.datetime.now(tz=dt.UTC).year) not in properties.replace("2024-05-06", "")


def test_what_was_written_is_still_there() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(finish_xlsx(make_workbook())))
    assert workbook.active["A1"].value == "Aby"
    document = docx.Document(io.BytesIO(finish_docx(make_document())))
    assert document.paragraphs[0].text == "Aby"


def test_a_file_takes_the_place_of_an_earlier_one_and_leaves_nothing_beside_it(
    tmp_path: Path,
) -> None:
    target = tmp_path / "ny" / "fil.csv"
    write_atomically(target, b"old")
    assert write_atomically(target, b"new") == target
    assert target.read_bytes() == b"new"
    assert [path.name for path in target.parent.iterdir()] == ["fil.csv"]


def test_a_path_that_is_a_folder_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mappe").mkdir()
    with pytest.raises(RenderingError, match="could not be written"):
        write_atomically(tmp_path / "mappe", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["mappe"]
