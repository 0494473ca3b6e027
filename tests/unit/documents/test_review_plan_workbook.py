from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from analysis.documents.review_plan_workbook import write_plan_workbook
from analysis.errors import RenderingError

COLUMNS = [{"key": "gruppe", "label": "Gruppe"}, {"key": "sager", "label": "Sager"}]
PLAN = {
    "title": "Plan for sagsgennemgangen",
    "origin": "synthetic",
    "tables": [
        {
            "name": "fordeling",
            "caption": "Sager i hver gruppe",
            "columns": COLUMNS,
            "rows": [{"gruppe": "KH-SOF-10+", "sager": 1234}, {"gruppe": "=1+1", "sager": None}],
            "note": "En gruppe læses helt, hvis den er lille.",
        },
        {"name": "praecision", "caption": "", "columns": COLUMNS, "rows": [], "note": ""},
        {
            "name": "praecision_dele",
            "columns": COLUMNS,
            "rows": [{"gruppe": "alle", "sager": 0.25}],
        },
    ],
}


def test_tables_of_a_subject_share_a_sheet() -> None:
    workbook = load_workbook(io.BytesIO(write_plan_workbook(PLAN)))
    assert workbook.sheetnames == ["Fordeling", "Præcision"]
    texts = [str(cell.value) for row in workbook["Fordeling"].iter_rows() for cell in row]
    assert "Plan for sagsgennemgangen" in texts
    assert "En gruppe læses helt, hvis den er lille." in texts
    assert any("SYNTETISKE TAL" in text for text in texts)


def test_numbers_stay_numbers_and_texts_stay_texts() -> None:
    sheet = load_workbook(io.BytesIO(write_plan_workbook(PLAN)))["Fordeling"]
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value}
    assert cells[1234].data_type == "n"
    assert cells["=1+1"].data_type == "s"
    assert "–" in cells


def test_plan_gives_the_same_bytes_each_time() -> None:
    assert write_plan_workbook(PLAN) == write_plan_workbook(PLAN)


@pytest.mark.parametrize(
    "tables", [[], ["x"], [{"name": "plan"}], [{"name": "a", "columns": [{}], "rows": []}]]
)
def test_plan_that_is_not_in_form_is_refused(tables) -> None:
    with pytest.raises(RenderingError):
        write_plan_workbook({"title": "Plan", "tables": tables})
