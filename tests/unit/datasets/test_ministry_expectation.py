"""The ministry's own benchmark: read where a file is listed, absent otherwise."""

from __future__ import annotations

import pytest

from analysis.errors import ContractError

COLUMNS = [
    "Periode", "Område", "Ydelsesgrupper", "Forventet antal", "Faktisk antal",
    "Forskel mellem forventet og faktisk antal", "Forventet andel (pct.)",
    "Faktisk andel (pct.)", "Forskel (procentpoint)", "Placering",
]  # fmt: skip
ROWS = [
    ["2025QMAT04", "Aby", "Sygedagpenge", 120.5, 110, -10.5, 2.0, 1.8, -0.2, "12"],
    ["2025QMAT04", "Bekøb", "Sygedagpenge", 80, None, None, 2.1, None, None, None],
    ["2025QMAT03", "Aby", "Sygedagpenge", 118, 112, -6, 2.0, 1.9, -0.1, "15"],
    ["2025QMAT04", "Hele landet", "Sygedagpenge", 200, 200, 0, 2.0, 2.0, 0, None],
]


@pytest.fixture
def load(make_store):
    def read(columns, rows):
        answer = {"columns": columns, "rows": rows}
        return make_store({"y30r21.json": ("y30r21", answer)}).load("ministry_expectation")

    return read


def test_municipalities_are_read_with_period_group_and_both_numbers(load):
    frame = load(COLUMNS, ROWS)
    assert frame["municipality_code"].tolist() == ["9901", "9901", "9902"]
    assert frame["period"].tolist() == ["2025K3", "2025K4", "2025K4"]
    assert frame["n_expected"].tolist() == [118, 120.5, 80]
    assert frame["n_observed"].isna().tolist() == [False, False, True]
    assert set(frame["benefit_group"]) == {"Sygedagpenge"}
    assert set(frame["source_id"]) == {"y30r21.json"}


def test_dataset_is_empty_without_a_file(make_store):
    frame = make_store({}).load("ministry_expectation")
    assert frame.empty
    assert "n_expected" in frame.columns


def test_columns_are_found_by_how_they_begin(load):
    renamed = [name.replace("antal", "antal fuldtidspersoner") for name in COLUMNS]
    assert load(renamed, ROWS)["n_expected"].notna().all()


def test_answer_without_groups_is_the_total(load):
    columns = [name for name in COLUMNS if name != "Ydelsesgrupper"]
    rows = [[*row[:2], *row[3:]] for row in ROWS]
    assert set(load(columns, rows)["benefit_group"]) == {"i alt"}


def test_quarter_is_read_as_it_stands(load):
    rows = [[row[0].replace("QMAT0", "Q0"), *row[1:]] for row in ROWS]
    assert set(load(COLUMNS, rows)["period"]) == {"2025K3", "2025K4"}


def test_missing_measure_is_refused_by_name(load):
    columns = ["Ventet" if name == "Forventet antal" else name for name in COLUMNS]
    with pytest.raises(ContractError, match="0 columns that begin with 'Forventet antal'"):
        load(columns, ROWS)


def test_two_dimensions_are_refused(load):
    columns = [*COLUMNS, "Køn"]
    with pytest.raises(ContractError, match="is split by 'Køn' as well"):
        load(columns, [[*row, "Kvinder"] for row in ROWS])


def test_same_row_twice_is_refused(load):
    with pytest.raises(ContractError, match="same key"):
        load(COLUMNS, [*ROWS, ROWS[0]])


def test_text_for_a_number_is_refused_with_its_row(load):
    broken = [list(row) for row in ROWS]
    broken[1][3] = "mange"
    with pytest.raises(ContractError, match="is no number") as caught:
        load(COLUMNS, broken)
    assert "row 2" in caught.value.where
