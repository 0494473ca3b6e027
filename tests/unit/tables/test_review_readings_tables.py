from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.findings.triangulation import triangulate
from analysis.tables.review.agreement import tabulate_agreement, tabulate_dividing_items
from analysis.tables.review.corrections import tabulate_checks, tabulate_corrections
from analysis.tables.review.more_cases import tabulate_more_cases
from analysis.tables.review.strata import tabulate_strata
from analysis.tables.review.triangulation import (
    tabulate_reasons,
    tabulate_triangulation,
    tabulate_years_to_clear,
)

_HAND = Path(__file__).parents[1] / "review_exhibits" / "conftest.py"
hand = SimpleNamespace(**runpy.run_path(str(_HAND)))
OF_RESULTS = (
    tabulate_agreement,
    tabulate_dividing_items,
    tabulate_corrections,
    tabulate_checks,
    tabulate_more_cases,
    tabulate_strata,
)
OF_BOTH = (tabulate_triangulation, tabulate_years_to_clear, tabulate_reasons)


@pytest.fixture(scope="module")
def results():
    return hand.make_results()


@pytest.fixture(scope="module")
def triangulation(results, comparison):
    return triangulate(results, comparison, capacity=400)


def cells(block):
    return [[str(cell) for cell in row.cells] for row in block.content.rows]


def test_rows_are_as_wide_as_their_columns(results, triangulation):
    blocks = [*(make(results) for make in OF_RESULTS), *(make(triangulation) for make in OF_BOTH)]
    for block in blocks:
        assert block.kind == "Table"
        assert block.content.records
        for row in block.content.rows:
            assert row.is_group or len(row.cells) == len(block.content.columns)
    assert len({block.id for block in blocks}) == len(blocks)


def test_the_interval_and_the_ordinary_range_have_a_column_each(triangulation):
    for row in tabulate_triangulation(triangulation).content.rows:
        if not row.is_group:
            assert (row.cells[2] == "") != (row.cells[3] == "")


def test_years_say_what_cannot_be_told(triangulation):
    schemes = tuple(
        replace(s, by_gap={k: replace(v, rule="no_pace") for k, v in s.by_gap.items()})
        for s in triangulation.schemes
    )
    rows = cells(tabulate_years_to_clear(replace(triangulation, schemes=schemes)))
    assert rows[1][1] == "ingen forskel at regne med"


def test_without_capacity_the_note_says_what_is_missing(results, comparison):
    block = tabulate_years_to_clear(triangulate(results, comparison))
    assert "--capacity" in block.content.note
    assert {record["by"] for record in block.content.records} == {"yearly_gap"}


@pytest.mark.parametrize("make", OF_BOTH)
def test_without_a_comparison_there_are_words(make, results):
    block = make(triangulate(results, None))
    assert (block.kind, block.content.role) == ("Text", "missing")


@pytest.mark.parametrize("make", [tabulate_agreement, tabulate_dividing_items])
def test_without_second_readings_there_are_words(make, results):
    block = make(replace(results, agreement=()))
    assert (block.kind, block.content.role) == ("Text", "missing")


def test_where_items_are_left_out_it_is_said(results):
    schemes = tuple(each for each in results.agreement if not each.is_item)
    block = tabulate_dividing_items(replace(results, agreement=schemes))
    assert block.content.role == "missing"
    assert "lukkede udgave" in block.content.paragraphs[0].text


def test_items_stand_by_their_part_of_all_disagreement(results):
    parts = [record["share_of_disagreements"] for record in sorted_records(results)]
    assert parts == sorted(parts, reverse=True)


def sorted_records(results):
    block = tabulate_dividing_items(results)
    by_id = {record["id"]: record for record in block.content.records}
    return [by_id[row.cells[0]] for row in block.content.rows]


def test_every_outcome_is_labelled_corrected_or_not(results):
    rows = cells(tabulate_corrections(results))
    said = {row[0]: row[3] for row in rows}
    for outcome in results.outcomes.values():
        label = outcome.label[:1].upper() + outcome.label[1:]
        assert said[label] == ("korrigeret" if outcome.is_corrected else "første læsning")


def test_the_sample_sums_to_all(results):
    block = tabulate_strata(results)
    total = cells(block)[-1]
    assert total[0] == "I alt"
    assert total[2] == str(sum(row.n_drawn for row in results.strata))
    assert len(block.content.records) == len(results.strata)


def test_a_hidden_count_hides_its_sum_too(results):
    first, *others = results.strata
    block = tabulate_strata(replace(results, strata=(replace(first, n_outside=-1), *others)))
    assert cells(block)[0][5] == cells(block)[-1][5] == "·"
    assert block.content.records[0]["n_cases_outside"] is None
    assert "diskretion" in block.content.note


def test_hidden_numbers_have_one_sign_and_a_note(results):
    first, *others = results.agreement
    nothing = hand.make_suppressed("share")
    hidden = replace(first, n_cases=-1, n_agree=-1, share_agree=nothing, kappa=nothing, ac1=nothing)
    block = tabulate_agreement(replace(results, agreement=(hidden, *others)))
    assert cells(block)[0][1:] == ["·"] * 5
    assert "diskretion" in block.content.note
    assert block.content.records[0]["kappa"] is None


def test_narrowing_is_one_less_the_ratio_of_widths(results):
    record = tabulate_more_cases(results).content.records[0]
    assert record["share_narrower"] == pytest.approx(
        1 - record["width_then"] / record["width_now"], abs=1e-5
    )


def test_unweighted_counts_and_people_are_named_so_that_suppression_finds_them(
    results, triangulation
):
    for make in OF_RESULTS:
        for record in make(results).content.records:
            assert not {"n_drawn", "n_read", "n_agree"} & set(record)
    record = tabulate_triangulation(triangulation).content.records[0]
    assert {"people", "people_lower", "people_upper", "n_cases_now"} <= set(record)
