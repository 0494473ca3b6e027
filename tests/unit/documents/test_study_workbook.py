"""The workbook of the practice study, out and back."""

import io
import runpy
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook

from analysis.datasets.project import project_root
from analysis.documents.study_layout import COLUMNS, ENTRIES, LISTS
from analysis.documents.study_read_back import read_study_workbook
from analysis.documents.study_workbook import write_study_workbook
from analysis.errors import SourceError
from analysis.study.model import Study
from analysis.study.read import read_study
from analysis.study.write import merge_studies

_STUDIES = Path(__file__).parents[1] / "study" / "studies.py"
made = SimpleNamespace(**runpy.run_path(str(_STUDIES)))
NAMES = {"9901": "Aby", "9902": "Bekøb"}
SECRET = "hemmeligt"


@pytest.fixture(scope="module")
def embedded_study():
    return read_study(project_root() / "data" / "pack" / "study.yaml", made.LINEAGE)


@pytest.fixture(scope="module")
def empty():
    return write_study_workbook(Study(), names=NAMES)


def fill(data, path, row=2, sheet=ENTRIES, **cells):
    """Fill in cells by the key of their column, and save."""
    book = load_workbook(io.BytesIO(data))
    keys = [column.key for column in COLUMNS[sheet]]
    for key, value in cells.items():
        book[sheet].cell(row, keys.index(key) + 1).value = value
    book.save(path)
    return path


TYPED = {
    "municipality_code": "Aby (9901)",
    "theme": "Hvem forbereder sagen",
    "practice": "Jobcentret skriver.",
    "category": "Hvem forbereder sagen: jobcenter",
    "period_from": "2024",
    "known_by": "interview",
    "reference": "Interview af 3. november 2025",
    "stated_by": "teamleder i jobcentret",
    "known_on": "3-11-2025",
    "reading": "læst",
}


def refuse(path, **options):
    with pytest.raises(SourceError) as refused:
        read_study_workbook(path, **options)
    return str(refused.value)


def test_workbook_is_the_same_bytes_each_time(embedded_study):
    one, two = (write_study_workbook(embedded_study, names=NAMES) for _ in range(2))
    assert one == two


def test_study_that_comes_with_the_project_reads_back_the_same(embedded_study, tmp_path):
    path = tmp_path / "praksis.xlsx"
    path.write_bytes(write_study_workbook(embedded_study, names={"101": "København"}))
    assert read_study_workbook(path, made.LINEAGE) == embedded_study


def test_empty_workbook_reads_back_as_an_empty_study(empty, tmp_path):
    path = tmp_path / "praksis.xlsx"
    path.write_bytes(empty)
    assert read_study_workbook(path) == Study()


def test_typed_row_becomes_an_entry_with_an_id_of_its_own(empty, tmp_path):
    path = fill(empty, tmp_path / "a.xlsx", **TYPED)
    (entry,) = read_study_workbook(path, codes=NAMES).entries
    assert (entry.municipality_code, entry.theme) == ("9901", "forberedelse")
    assert (entry.category, entry.known_by.value) == ("jobcenter", "interview")
    assert entry.known_on.text == "2025-11-03"
    assert entry.id.startswith("9901-forberedelse-x")
    again = read_study_workbook(path)
    assert merge_studies(again, read_study_workbook(path)).unchanged == (entry.id,)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"theme": SECRET}, "Praksis, row 3, column B"),
        ({"category": "Klinisk funktion: altid"}, "row 3, column D"),
        ({"category": "Hvem forbereder sagen: " + SECRET}, "row 3, column D"),
        ({"value": 12}, "row 3, column E"),
        ({"known_on": SECRET}, "row 3, column K"),
        ({"stated_by": "Anna Hansen"}, "row 3, column J"),
        ({"practice": None}, "row 3, column C"),
        ({"practice": "=1+1"}, "C3: is a formula"),
        ({"municipality_code": "Cevig (9903)"}, "row 3, column A"),
    ],
)
def test_fault_is_named_by_sheet_row_and_column_and_never_shown(empty, tmp_path, cells, words):
    path = fill(empty, tmp_path / "a.xlsx", row=3, **(TYPED | cells))
    said = refuse(path, codes=NAMES)
    assert words in said
    assert SECRET not in said
    assert "Hansen" not in said


def test_cpr_like_token_is_refused_wherever_it_stands(empty, tmp_path):
    token = "010190" + "-" + "1234"
    said = refuse(fill(empty, tmp_path / "a.xlsx", **(TYPED | {"practice": f"Om {token}"})))
    assert "row 2, column C" in said
    assert token not in said


def test_changed_heading_and_foreign_workbook_are_refused(empty, tmp_path):
    path = fill(empty, tmp_path / "a.xlsx", row=1, theme="Emne")
    assert "row 1, column B" in refuse(path)
    book = load_workbook(io.BytesIO(empty))
    book[LISTS]["A1"].value = "andet"
    book.save(path)
    assert "not one of a practice study" in refuse(path)
    path.write_text("nej", encoding="utf-8")
    assert "cannot be used" in refuse(path)


def test_every_drop_down_points_at_its_list(empty):
    book = load_workbook(io.BytesIO(empty))
    lists = [
        check for check in book[ENTRIES].data_validations.dataValidation if check.type == "list"
    ]
    assert len(lists) == sum(bool(column.list_name) for column in COLUMNS[ENTRIES])
    for check in lists:
        cells = [cell.value for (cell,) in book[LISTS][check.formula1.split("!")[1]]]
        assert all(cells)


def test_text_that_looks_like_a_formula_stays_text(tmp_path):
    study = Study((made.entry(practice="=HYPERLINK er ikke en formel"),))
    path = tmp_path / "a.xlsx"
    path.write_bytes(write_study_workbook(study, names=NAMES))
    assert read_study_workbook(path) == study


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_workbook_saved_by_libreoffice_reads_back_the_same(embedded_study, tmp_path):
    path = tmp_path / "praksis.xlsx"
    path.write_bytes(write_study_workbook(embedded_study, names={"101": "København"}))
    saved = tmp_path / "saved"
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "xlsx", "--outdir", str(saved), str(path)],
        check=True, capture_output=True,
    )  # fmt: skip
    assert read_study_workbook(saved / "praksis.xlsx", made.LINEAGE) == embedded_study
