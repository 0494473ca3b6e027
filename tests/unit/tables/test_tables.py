"""What stands in each table, and that the file behind it holds the same numbers."""

import dataclasses
import math

import pytest

from analysis import tables
from analysis.blocks.model import Mark
from analysis.comparison.assemble import compare_practice
from analysis.comparison.context import compare_context
from analysis.comparison.peers import select_peers
from analysis.comparison.published import compare_published_awards
from analysis.concepts import Stage
from analysis.labels import number
from analysis.tables.ratio_mark import SCALE_END, draw_ratio_mark


@pytest.fixture(scope="module")
def context(comparison):
    present, _ = compare_context(comparison)
    return present


@pytest.fixture(scope="module")
def front_page(comparison):
    return tables.tabulate_front_page(comparison).content


def cells(row):
    return [cell.alt if isinstance(cell, Mark) else cell for cell in row.cells]


def test_every_row_has_a_cell_for_each_column(comparison, context):
    published = compare_published_awards(comparison)
    blocks = [
        tables.tabulate_front_page(comparison),
        tables.tabulate_country(comparison),
        tables.tabulate_peers(comparison),
        *tables.tabulate_context(comparison, context),
        tables.tabulate_inputs(comparison, context=context, published=published),
    ]
    assert len({block.id for block in blocks}) == 5
    for block in blocks:
        widths = {len(row.cells) for row in block.content.rows if not row.is_group}
        assert widths == {len(block.content.columns)}, block.id
        assert block.content.records
        assert block.content.caption


def test_front_page_says_flow_or_stock_before_any_number(front_page):
    groups = [row.cells[0] for row in front_page.rows if row.is_group]
    assert [group.split()[0].strip(",") for group in groups] == ["Tilkendelser", "Bestand"]
    assert "1.–4. kvartal 2025" in groups[0]
    assert "fuldtidspersoner" in groups[1]


def test_front_page_shows_the_numbers_of_the_comparison(comparison, front_page):
    rows = [cells(row) for row in front_page.rows if not row.is_group][:-1]
    assert len(rows) == len(comparison.measures)
    for row, measure in zip(rows, comparison.measures, strict=True):
        gap = measure.against_peers
        assert row[0].startswith(measure.headline.benefit.label.capitalize())
        assert row[1:3] == [number(gap.n_observed), number(gap.n_expected)]
        assert row[3].startswith(number(gap.n_observed - gap.n_expected, signed=True))


def test_record_of_a_flow_has_limits_and_both_stages_have_an_ordinary_range(comparison, front_page):
    by_stage = {record["stage"]: record for record in front_page.records}
    flow, stock = by_stage["flow"], by_stage["stock"]
    assert None not in (flow["ratio_lower"], flow["difference_upper"])
    assert flow["ordinary_lower"] < flow["n_expected"] < flow["ordinary_upper"]
    assert (stock["ratio_lower"], stock["difference_upper"]) == (None, None)
    assert stock["ordinary_lower"] < stock["n_expected"] < stock["ordinary_upper"]
    assert flow["unit"] == "awards"
    assert stock["unit"] == "fulltime_persons"
    assert len(front_page.records) == len(comparison.measures)


def test_headline_without_data_stands_in_its_place_and_says_so(invented, tmp_path):
    store = invented.open_country(tmp_path, invented.without(invented.country(), "PEN113.csv"))
    table = tables.tabulate_front_page(compare_practice(store, "9901", peers="9902")).content
    first = next(row for row in table.rows if not row.is_group)
    assert first.cells == ("Førtidspension", "–", "–", "–", "–", "–", "ingen data")


def test_crude_numbers_are_marked_as_such(invented, tmp_path):
    store = invented.open_country(tmp_path, invented.without(invented.country(), "FOLK1A.csv"))
    table = tables.tabulate_front_page(compare_practice(store, "9901", peers="9902")).content
    names = [row.cells[0] for row in table.rows if not row.is_group][:-1]
    assert all("rå tal" in name for name in names)


def test_country_table_compares_with_everybody_else(comparison):
    table = tables.tabulate_country(comparison).content
    assert {record["n_reference_municipalities"] for record in table.records} == {25}
    assert {record["reference"] for record in table.records} == {"rest_of_country"}


def test_peers_stand_below_the_focus_with_distance_and_reason(comparison, invented):
    table = tables.tabulate_peers(comparison).content
    assert [row.cells[0] for row in table.rows] == ["Aby", "Bekøb", "Cedal", "Dunby"]
    assert [row.is_focus for row in table.rows] == [True, False, False, False]
    for record in table.records[1:]:
        code = record["municipality_code"]
        assert code in invented.PEERS
        distance = record["distance_in_standard_deviations"]
        assert distance == pytest.approx(comparison.peers.distances[code], abs=1e-5)
        assert record["reason"]


def test_distance_of_a_peer_is_shown_beside_what_is_typical(comparison):
    table = tables.tabulate_peers(comparison).content
    nearness = comparison.peers.nearness
    for row, record in zip(table.rows[1:], table.records[1:], strict=True):
        relative = nearness.by_code[record["municipality_code"]] / nearness.typical
        assert record["distance_relative_to_typical"] == pytest.approx(relative, abs=1e-5)
        assert record["is_beyond_typical"] == (relative > 1)
        assert record["choice_sha256"] == comparison.peers.record.sha256
        assert row.cells[-2] == number(relative, decimals=1)
    assert number(nearness.typical, decimals=1) in table.note
    assert comparison.peers.record.sha256[:8] in table.note


def test_distance_that_is_not_known_is_a_dash_and_said(comparison):
    conditions = comparison.conditions.copy()
    conditions.loc["9901", "population"] = math.nan
    peers = select_peers(
        "9902,9903", focus="9901", names=comparison.names, conditions=conditions,
        lineage=comparison.peers.lineage,
    )  # fmt: skip
    shown = dataclasses.replace(comparison, conditions=conditions, peers=peers)
    table = tables.tabulate_peers(shown).content
    assert [row.cells[-3:-1] for row in table.rows[1:]] == [("–", "–"), ("–", "–")]
    assert "kan ikke beregnes" in table.note
    assert table.records[1]["distance_relative_to_typical"] is None


def test_record_of_page_one_has_the_verdict_in_both_languages_and_its_rule(front_page):
    first = front_page.records[0]
    assert first["verdict_da"] == "lavere, meget sikkert"
    assert first["verdict_en"] == "lower, very surely"
    assert first["verdict_rule"] == "clear-limits-exclude-one"
    assert first["verdict_in_full_en"].startswith(first["verdict_en"])


def test_context_shows_first_and_newest_of_each_series(comparison, context):
    (block,) = tables.tabulate_context(comparison, context)
    periods = [(r["source_table"], r["which"], r["period"]) for r in block.content.records]
    assert periods == [
        ("y60a02", "første", "2025M01"), ("y60a02", "nyeste", "2025M12"),
        ("AUK01", "første", "2025K3"), ("AUK01", "nyeste", "2025K4"),
        ("y25i01", "første", "2025M01"), ("y25i01", "nyeste", "2025M12"),
    ]  # fmt: skip


def test_no_context_gives_no_table(comparison):
    assert tables.tabulate_context(comparison, ()) == ()


def test_inputs_say_which_files_are_used_and_what_they_are(invented, tmp_path):
    store = invented.open_country(tmp_path, synthetic=frozenset({"AUK01.csv"}))
    comparison = compare_practice(store, "9901", peers="9902")
    published = compare_published_awards(comparison)
    table = tables.tabulate_inputs(comparison, context=(), published=published).content
    by_file = {record["file"]: record for record in table.records}
    assert set(by_file) == set(invented.country())
    assert by_file["AUK01.csv"]["origin"] == "synthetic"
    assert by_file["AUK01.csv"]["is_used"]
    assert not by_file["y25i01.json"]["is_used"]
    assert all(len(record["sha256"]) == 64 for record in table.records)
    shown = {row.cells[0]: row.cells for row in table.rows}
    assert "syntetisk" in shown["AUK01.csv"]
    assert "15. februar 2026" in shown["AUK01.csv"]


def test_ratio_mark_says_in_words_what_it_draws(comparison):
    flow = next(m for m in comparison.measures if m.headline.stage is Stage.FLOW).against_peers
    stock = comparison.measures[1].against_peers
    assert draw_ratio_mark(flow, peers=()).alt.startswith("Faktisk/forventet 0,49 (0,41 til")
    assert "almindelig variation" in draw_ratio_mark(stock, peers=()).alt


def test_ratio_mark_has_a_ring_for_each_peer_with_a_number(comparison):
    gap = comparison.measures[0].against_peers
    assert draw_ratio_mark(gap, peers=(0.9, math.nan, 1.1)).svg.count("<circle") == 2


def test_ratio_beyond_the_scale_is_an_arrow_and_the_words_still_give_it(comparison):
    gap = comparison.measures[0].against_peers
    gap = dataclasses.replace(gap, ratio=None, usual=None)
    far = dataclasses.replace(gap, n_observed=5 * gap.n_expected)
    near = dataclasses.replace(gap, n_observed=gap.n_expected)
    assert SCALE_END < 5
    assert draw_ratio_mark(far, peers=()).alt == "Faktisk/forventet 5,00"
    assert draw_ratio_mark(far, peers=()).svg != draw_ratio_mark(near, peers=()).svg


def test_mark_without_a_ratio_says_that_there_is_none(comparison):
    gap = dataclasses.replace(
        comparison.measures[0].against_peers, n_expected=math.nan, ratio=None, usual=None
    )
    mark = draw_ratio_mark(gap, peers=())
    assert mark.alt.startswith("Intet forhold")
    assert "polygon" not in mark.svg
