"""The tables of the split: parts beside the gap, limits for awards only."""

import pytest

from analysis.comparison.assemble import compare_practice
from analysis.comparison.explained.decomposition import split_gaps
from analysis.labels import number
from analysis.tables.decomposition import tabulate_decomposition


@pytest.fixture(scope="module")
def split(comparison):
    return split_gaps(comparison, n_draws=100)


@pytest.fixture(scope="module")
def tables(comparison, split):
    return {block.id: block.content for block in tabulate_decomposition(comparison, split)}


def test_both_tables_are_there_and_calm(tables):
    assert set(tables) == {"forskel-delt", "forskel-maalgruppe-foertidspension-tilkendelser"}
    assert all(len(table.columns) <= 7 for table in tables.values())


def test_row_of_awards_has_the_parts_and_their_limits(tables, split):
    row = tables["forskel-delt"].rows[1].cells
    awards = split.splits[0]
    assert row[3] == number(awards.gap.value, signed=True)
    assert row[5] == number(awards.practice.value, signed=True)
    assert row[6].startswith(number(awards.practice.lower, signed=True) + " til ")


def test_stocks_say_that_they_have_no_such_limits(tables):
    rows = [row.cells for row in tables["forskel-delt"].rows if len(row.cells) > 1]
    assert [row[6] for row in rows[1:]] == ["ikke for bestand"] * 6


def test_target_group_comes_with_the_warning_that_it_is_a_result_too(tables, split):
    table = tables["forskel-maalgruppe-foertidspension-tilkendelser"]
    assert "delvis være et resultat af praksis" in table.note
    (factors,) = split.factors
    (record,) = table.records
    assert record["target"] + record["awards"] == pytest.approx(record["gap"], abs=1e-4)
    assert record["target_group_from"] == str(factors.first)


def test_without_ages_only_the_target_group_is_shown(invented, tmp_path):
    files = invented.without(invented.country(), "FOLK1A.csv")
    made = compare_practice(invented.open_country(tmp_path, files), "9901", peers="9902,9903")
    blocks = tabulate_decomposition(made, split_gaps(made, n_draws=20))
    assert [block.id for block in blocks] == ["forskel-maalgruppe-foertidspension-tilkendelser"]


def test_with_one_benefit_and_no_ages_there_is_no_table(invented, tmp_path):
    files = invented.without(invented.country(), "FOLK1A.csv", "PEN113.csv")
    made = compare_practice(invented.open_country(tmp_path, files), "9901", peers="9902,9903")
    assert tabulate_decomposition(made, split_gaps(made, n_draws=20)) == ()
