"""The practice matrix and its tables."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.blocks.html import block_to_html
from analysis.datasets.project import project_root
from analysis.study.matrix import practice_matrix
from analysis.study.model import Study
from analysis.study.read import read_study
from analysis.tables.pack.study_analyses import tabulate_existing_analyses
from analysis.tables.pack.study_matrix import tabulate_study_entries, tabulate_study_matrix
from analysis.texts.pack.study import explain_study

_STUDIES = Path(__file__).parents[1] / "study" / "studies.py"
made = SimpleNamespace(**runpy.run_path(str(_STUDIES)))


@pytest.fixture(scope="module")
def study():
    return read_study(project_root() / "data" / "pack" / "study.yaml", made.LINEAGE)


def matrix_of(study, embedded, peers=()):
    return practice_matrix(
        study, focus="101", peers=peers or embedded.peers.codes, date=made.DAY,
        names=embedded.names,
    )  # fmt: skip


def rows_of(block):
    return {row.cells[0]: row.cells[1:] for row in block.content.rows}


def test_matrix_has_themes_down_and_the_focus_first(study, embedded):
    block = tabulate_study_matrix(matrix_of(study, embedded))
    assert block.id == "praksismatrix"
    assert [column.label for column in block.content.columns][:2] == ["Tema", "København"]
    assert len(block.content.rows) == 13


def test_cells_tell_old_title_only_and_not_studied_apart(study, embedded):
    rows = rows_of(tabulate_study_matrix(matrix_of(study, embedded)))
    assert rows["Afslag (pct. af afgørelserne)"][0].startswith("50* (")
    assert rows["Rehabiliteringsteamet (møder pr. måned)"][0].startswith("titel (")
    assert rows["Klinisk funktion"][0] == "–"
    assert rows["Dokumentation"][0].startswith("beskrevet* (")


def test_numbers_in_brackets_are_those_of_the_entries(study, embedded):
    matrix = matrix_of(study, embedded)
    entries = [row.cells for row in tabulate_study_entries(matrix).content.rows if row.cells[1:]]
    ends = [[int(part) for part in cells[0].split("-")] for cells in entries]
    assert [n for end in ends for n in range(end[0], end[-1] + 1)] == [
        *range(1, len(matrix.entries) + 1)
    ]
    number = rows_of(tabulate_study_matrix(matrix))["Afslag (pct. af afgørelserne)"][0].split("(")[
        1
    ]
    named = next(cells for cells in entries if f"{cells[0]})" == number)
    assert named[1] == "København"
    assert "50 pct." in named[2]


def test_more_than_six_municipalities_stand_in_parts_with_the_focus_in_each(study, embedded):
    peers = [code for code in embedded.names if code != "101"][:7]
    block = tabulate_study_matrix(matrix_of(study, embedded, peers))
    heads = [
        tuple(column.label for column in block.content.columns),
        *(row.cells for row in block.content.rows if row.cells[0] == ""),
    ]
    assert [cells[1] for cells in heads] == ["København", "København"]
    assert {len(row.cells) for row in block.content.rows} == {len(block.content.columns)}
    assert len(block.content.columns) <= 7
    shown = {name for cells in heads for name in cells[1:] if name}
    assert shown == {"København", *(embedded.names[code].replace("-", "-\u200b") for code in peers)}
    assert len(block.content.records) == 8 * 13


def test_records_hold_reference_and_strength(study, embedded):
    records = tabulate_study_entries(matrix_of(study, embedded)).content.records
    assert all(record["reference"] and record["strength"] for record in records)


def test_study_without_entries_says_how_to_get_them(embedded):
    matrix = matrix_of(Study(), embedded)
    assert tabulate_study_entries(matrix).content.role == "missing"
    assert tabulate_existing_analyses(Study()).content.role == "missing"
    assert {row.cells[1] for row in tabulate_study_matrix(matrix).content.rows} == {"–"}
    assert "0 poster" in " ".join(p.text for p in explain_study(Study(), matrix).content.paragraphs)


def test_analyses_stand_by_strength_and_a_title_says_no_result(study):
    block = tabulate_existing_analyses(study)
    groups = [row.cells[0] for row in block.content.rows if row.is_group]
    assert [group.split(" ")[0] for group in groups] == ["Stærk", "Middel", "Svag"]
    assert len(block.content.records) == len(study.analyses)
    unread = [each for each in block.content.records if each["strength"] == "none"]
    assert f"Af {len(unread)} analyser til er kun titlen læst" in block.content.note
    shown = " ".join(str(cell) for row in block.content.rows for cell in row.cells)
    assert not [each["title"] for each in unread if each["title"] in shown]


def test_what_several_municipalities_say_alike_stands_once(study, embedded):
    rows = tabulate_study_entries(matrix_of(study, embedded)).content.rows
    letter = [row.cells for row in rows if row.cells[1:] and "simpelthen" in row.cells[2]]
    assert len(letter) == 1
    assert "-" in letter[0][0]
    assert "Odense" in letter[0][1]
    assert "Esbjerg" in letter[0][1]


def test_text_counts_what_is_studied_and_says_that_nothing_is_of_today(study, embedded):
    words = " ".join(p.text for p in explain_study(study, matrix_of(study, embedded))
                     .content.paragraphs)  # fmt: skip
    assert "Af 78 felter er 0 undersøgt i nyere tid" in words
    assert "Intet felt er undersøgt i nyere tid" in words


def test_every_block_shows_as_html_and_carries_the_lineage(study, embedded):
    matrix = matrix_of(study, embedded)
    blocks = (
        tabulate_study_matrix(matrix),
        tabulate_study_entries(matrix),
        tabulate_existing_analyses(study),
        explain_study(study, matrix),
    )
    for block in blocks:
        assert block.lineage == made.LINEAGE
        assert 'data-origin="observed"' in block_to_html(block, standalone=True)
