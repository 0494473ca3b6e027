"""Totals and parts are told apart by table, benefit and period."""

import pandas as pd
import pytest

from analysis.datasets.levels import check_levels, part_rows, total_rows
from analysis.errors import ContractError


def make(rows, source="a.csv"):
    frame = pd.DataFrame(rows, columns=["sex", "age_from", "age_to", "n_persons"])
    frame["n_persons"] = frame["n_persons"].astype("Int64")
    return frame.assign(
        benefit="fleksjob",
        municipality_code="9901",
        period="2025K4",
        source_id=source,
        source_table="AUK01",
    )


TOTAL = ("total", 0, 125, 10)
MARGINS = [("women", 0, 125, 6), ("men", 0, 125, 4), ("total", 16, 24, 3), ("total", 25, 99, 7)]
PARTS = [("women", 16, 24, 2), ("women", 25, 99, 4), ("men", 16, 24, 1), ("men", 25, 99, 3)]


def test_total_is_one_row_and_parts_are_sex_by_age():
    frame = make([TOTAL, *MARGINS, *PARTS])
    assert total_rows(frame)["n_persons"].tolist() == [10]
    assert part_rows(frame)["n_persons"].tolist() == [2, 4, 1, 3]


@pytest.mark.parametrize("rows", [PARTS, MARGINS[:2], MARGINS[2:]])
def test_sum_stands_in_where_no_total_is_printed(rows):
    totals = total_rows(make(rows))
    assert totals["n_persons"].tolist() == [10]
    assert totals["sex"].tolist() == ["total"]


def test_sum_with_a_missing_part_is_missing():
    frame = make([*PARTS[:-1], ("men", 25, 99, None)])
    assert total_rows(frame)["n_persons"].isna().tolist() == [True]


def test_one_sex_alone_is_no_total():
    assert total_rows(make(PARTS[:2])).empty


def test_table_with_totals_only_has_no_parts():
    assert part_rows(make([TOTAL])).empty


def test_widest_ages_are_the_total_even_when_they_are_not_all_ages():
    frame = make([("total", 18, 69, 5), ("women", 18, 24, 2), ("women", 25, 69, 3)])
    assert total_rows(frame)["age_to"].tolist() == [69]


def test_period_with_totals_only_does_not_hide_the_parts_of_another():
    frame = pd.concat([make([TOTAL, *PARTS]), make([TOTAL]).assign(period="2026K1")])
    assert len(total_rows(frame)) == 2
    assert set(part_rows(frame)["period"]) == {"2025K4"}


def test_parts_that_exceed_their_total_are_refused_even_with_a_missing_part():
    rows = [("total", 0, 125, 3), *PARTS[:-1], ("men", 25, 99, None)]
    with pytest.raises(ContractError, match="sum to 7, and their total is 3"):
        check_levels(make(rows))


def test_missing_part_may_leave_the_sum_short():
    frame = make([("total", 0, 125, 50), *PARTS[:-1], ("men", 25, 99, None)])
    assert check_levels(frame) is frame


def test_overlapping_ages_are_refused():
    with pytest.raises(ContractError, match="overlap"):
        part_rows(make([TOTAL, *PARTS, ("men", 20, 29, 1)]))


def test_sum_over_two_files_is_refused_since_it_would_hide_one():
    frame = pd.concat([make(PARTS[:2]), make(PARTS[2:], source="b.csv")], ignore_index=True)
    with pytest.raises(ContractError, match="in two files"):
        total_rows(frame)
