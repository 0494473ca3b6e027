"""The table of the two answers: chance beside finding, and calm."""

import pytest

from analysis.blocks.model import Mark
from analysis.comparison.among.among_all import judge_all
from analysis.comparison.assemble import compare_practice
from analysis.tables.among_all import tabulate_among_all


@pytest.fixture(scope="module")
def among_all(comparison):
    return judge_all(comparison)


@pytest.fixture(scope="module")
def table(comparison, among_all):
    return tabulate_among_all(comparison, among_all).content


def test_there_are_no_more_than_seven_columns_and_every_row_fills_them(table):
    assert len(table.columns) <= 7
    for row in table.rows:
        assert len(row.cells) == (1 if row.is_group else len(table.columns))
        assert not any(isinstance(cell, Mark) for cell in row.cells)


def test_awards_stand_under_both_questions_and_stocks_under_one(table):
    heads = [i for i, row in enumerate(table.rows) if row.is_group]
    first, second = (
        [row.cells[0] for row in table.rows[start + 1 : end]]
        for start, end in zip(heads, [*heads[1:], len(table.rows)], strict=True)
    )
    assert first == ["Førtidspension, tilkendelser"]
    assert len(second) == 7
    assert "Fleksjob, bestand" in second


def test_chance_stands_before_what_was_found_and_what_remains(table, among_all):
    awards = among_all.measures[0]
    row = table.rows[1].cells
    assert row[1] == f"{awards.different.n_by_chance:.0f} af 26"
    assert row[2:4] == (str(awards.different.n_named), str(awards.different.n_named_among_all))
    assert "ja, lavere (q\u00a0<\u00a00,001)" in row[4]


def test_records_hold_every_answer_with_q_power_and_wrong_sign(table):
    assert len(table.records) == 8
    for record in table.records:
        assert 0 <= record["focus_p_value"] <= record["focus_q_value"] <= 1
        assert 0 <= record["focus_power_half"] <= 1
        assert record["n_named_after_benjamini_hochberg"] <= record["n_named"]


def test_note_says_what_control_means_and_never_calls_a_rate_good_or_bad(table):
    assert "Benjamini" in table.note
    for word in (" god ", " dårlig", "for få til", "bør"):
        assert word not in table.note


def test_no_cell_shows_a_missing_number_as_a_word(table):
    assert not any("nan" in cell.lower() for row in table.rows for cell in row.cells)


@pytest.mark.slow
def test_too_few_municipalities_are_said_in_the_row(invented, tmp_path):
    table, text = invented.country()["PEN113.csv"]
    head, *lines = text.splitlines()
    blanked = [line if line[:4] < "9907" else line.rsplit(";", 1)[0] + ";.." for line in lines]
    files = {**invented.country(), "PEN113.csv": (table, "\n".join([head, *blanked]) + "\n")}
    made = compare_practice(invented.open_country(tmp_path, files), "9901", peers="9902,9903")
    shown = tabulate_among_all(made, judge_all(made)).content
    assert shown.rows[1].cells[1].endswith("af 6")
    assert len([row for row in shown.rows if row.cells[0].endswith("tilkendelser")]) == 1


def test_a_municipality_without_figures_has_none_in_its_cells(invented, tmp_path):
    table, text = invented.country()["PEN113.csv"]
    lines = [
        line.rsplit(";", 1)[0] + ";.." if line.startswith("9901") else line
        for line in text.splitlines()
    ]
    files = {**invented.country(), "PEN113.csv": (table, "\n".join(lines) + "\n")}
    made = compare_practice(invented.open_country(tmp_path, files), "9901", peers="9902,9903")
    shown = tabulate_among_all(made, judge_all(made)).content
    row = shown.rows[1].cells
    assert (row[4], row[6]) == ("for små tal", "–")
