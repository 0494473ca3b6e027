"""Tables of expected numbers given conditions, and of the ministry's."""

from __future__ import annotations

import dataclasses

import pytest

from analysis.comparison.explained.given_conditions import expect_given_conditions
from analysis.comparison.explained.ministry import MinistryComparison, MinistryExpectation
from analysis.concepts import Lineage, Period
from analysis.tables.given_conditions import (
    tabulate_condition_effects,
    tabulate_given_conditions,
)
from analysis.tables.ministry import tabulate_ministry

TWO = ["immigrants_and_descendants_pct", "one_person_households_pct"]


@pytest.fixture(scope="module")
def given(comparison):
    return expect_given_conditions(
        dataclasses.replace(comparison, conditions=comparison.conditions[TWO])
    )


def test_row_shows_both_expected_numbers_and_marks_what_is_outside(given):
    (block,) = tabulate_given_conditions(given)
    measure, cells = given.measures[0], block.content.rows[0].cells
    assert cells[0] == "Førtidspension, tilkendelser"
    assert cells[1] == f"{measure.n_observed:.0f}"
    assert cells[5] == f"{measure.given.n_expected:.0f}"
    assert cells[7] == f"{measure.ratio_given:.2f}*".replace(".", ",")
    flex = next(row.cells for row in block.content.rows if row.cells[0].startswith("Fleksjob"))
    assert not flex[7].endswith("*")


def test_record_carries_the_limits_behind_every_number(given):
    (block,) = tabulate_given_conditions(given)
    record = block.content.records[0]
    assert record["usual_conditions_lower"] < record["n_expected_conditions"]
    assert record["n_expected_conditions_lower"] < record["n_expected_conditions"]
    assert record["n_municipalities"] == 25
    assert all(len(row.cells) == len(block.content.columns) for row in block.content.rows)


def test_effects_are_per_cent_with_limits_and_name_their_step(given):
    (block,) = tabulate_condition_effects(given)
    effect = given.measures[0].effects[0]
    assert block.content.columns[1].label == "Herkomst (+2,5 pct.point)"
    assert effect.step == pytest.approx(2.5, abs=0.05)
    assert " % (" in block.content.rows[0].cells[1].replace("\u00a0", " ")
    assert len(block.content.records) == 2 * len(given.measures)


def test_no_table_where_nothing_can_be_expected(comparison):
    nothing = expect_given_conditions(comparison)
    assert tabulate_given_conditions(nothing) == ()
    assert tabulate_condition_effects(nothing) == ()


def test_ministry_stands_beside_ours_with_our_uncertainty(given):
    own = given.measures[-1]
    group = MinistryExpectation("Sygedagpenge", Period.parse("2025K4"), 500.0, 550.0, own)
    other = MinistryExpectation("A-dagpenge", Period.parse("2025K4"), 300.0, float("nan"), None)
    ministry = MinistryComparison("Aby", (group, other), Lineage(frozenset({"y30r21.json"})))
    (block,) = tabulate_ministry(ministry)
    first, second = (row.cells for row in block.content.rows)
    assert first[1:5] == ("550", "500", "+50", "1,10")
    assert first[6] == f"{own.given.n_expected:.0f}"
    assert " til " in first[7]
    assert second[1] == second[4] == "–"
    assert "nan" not in str(block.content.records).lower()
    assert "ingen usikkerhed" in block.content.note


def test_missing_ministry_file_says_how_to_get_it():
    (block,) = tabulate_ministry(MinistryComparison("Aby", (), Lineage()))
    assert block.content.role == "missing"
    assert "y30r21" in block.content.paragraphs[0].text
    assert "manifest.csv" in block.content.paragraphs[0].text
