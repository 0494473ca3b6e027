from __future__ import annotations

import math
import runpy
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.blocks.model import STAMP
from analysis.concepts import Lineage
from analysis.figures.review.agreement import plot_agreement
from analysis.figures.review.more_cases import plot_more_cases
from analysis.figures.review.sample import plot_sample
from analysis.figures.review.triangulation import plot_triangulation
from analysis.findings.triangulation import triangulate

_HAND = Path(__file__).parents[1] / "review_exhibits" / "conftest.py"
hand = SimpleNamespace(**runpy.run_path(str(_HAND)))
PLOTS = (plot_agreement, plot_more_cases, plot_sample)


@pytest.fixture(scope="module")
def results():
    return hand.make_results()


@pytest.fixture(scope="module")
def triangulation(results, comparison):
    return triangulate(results, comparison, capacity=400)


@pytest.fixture(scope="module")
def blocks(results, triangulation):
    return [*(plot(results) for plot in PLOTS), plot_triangulation(triangulation)]


def test_every_figure_is_drawn_with_its_fixed_texts(blocks):
    for block in blocks:
        assert block.kind == "Figure"
        ET.fromstring(block.content.svg)
        for text in ("alt", "answers", "how_to_read", "does_not_show"):
            assert getattr(block.content, text).strip()
        assert block.content.answers.endswith("?")
    assert len({block.id for block in blocks}) == len(blocks)


def test_the_stamp_follows_the_origin(results, blocks):
    observed = replace(results, lineage=Lineage(frozenset({"frame.csv"})))
    assert STAMP not in plot_sample(observed).content.svg
    for block in blocks:
        assert STAMP in block.content.svg


def test_the_drawing_is_the_same_every_time(results, triangulation, blocks):
    again = [*(plot(results) for plot in PLOTS), plot_triangulation(triangulation)]
    assert again == blocks


def test_without_second_readings_the_reader_is_told_what_to_do(results):
    block = plot_agreement(replace(results, agreement=()))
    assert (block.kind, block.content.role) == ("Text", "missing")
    assert "praksis review assign" in block.content.paragraphs[0].text


def test_without_a_comparison_the_reader_is_told_what_to_fetch(results):
    block = plot_triangulation(triangulate(results, None))
    assert (block.kind, block.content.role) == ("Text", "missing")
    assert "--raw" in block.content.paragraphs[0].text


def test_without_a_projection_or_a_draw_there_are_words(results):
    for block in (
        plot_more_cases(replace(results, more_cases=())),
        plot_sample(replace(results, strata=())),
    ):
        assert (block.kind, block.content.role) == ("Text", "missing")


def test_items_are_not_drawn_among_the_schemes(results):
    records = plot_agreement(results).content.records
    assert [record["id"] for record in records] == [
        each.id for each in results.agreement if not each.is_item
    ]


def test_the_gap_is_expected_less_observed_and_may_be_negative(triangulation):
    scheme = next(s for s in triangulation.schemes if s.scheme == "fleksjob")
    turned = replace(scheme.stock, n_observed=scheme.stock.n_expected + 900)
    changed = replace(
        triangulation,
        schemes=tuple(
            replace(s, stock=turned) if s is scheme else s for s in triangulation.schemes
        ),
    )
    block = plot_triangulation(changed)
    record = next(r for r in block.content.records if r["scheme"] == "fleksjob")
    assert record["stock_gap"] == -900
    assert "900 flere modtagere end forventet" in block.content.alt


def test_the_ordinary_range_is_never_called_an_interval_of_the_gap(blocks):
    assert "ikke et interval om ruden" in blocks[-1].content.how_to_read


def test_hidden_numbers_are_neither_drawn_nor_recorded(results):
    first, *others = results.agreement
    nothing = hand.make_suppressed("share")
    hidden = replace(first, n_cases=-1, n_agree=-1, share_agree=nothing)
    block = plot_agreement(replace(results, agreement=(hidden, *others)))
    record = block.content.records[0]
    assert record["n_cases"] is None
    assert record["share_agree"] is None
    assert "nan" not in block.content.svg.lower()
    assert "−1" not in block.content.svg


def test_a_bar_that_lacks_hidden_cases_says_so(results):
    first, *others = results.strata
    hidden = replace(results, strata=(replace(first, n_not_available=-1), *others))
    block = plot_sample(hidden)
    assert "udeladt af diskretion" in block.content.how_to_read
    assert block.content.records[0]["n_cases_not_available"] is None


def test_a_hidden_potential_leaves_the_stock_alone(triangulation):
    schemes = tuple(
        replace(s, now=hand.make_suppressed(), together=hand.make_suppressed(), n_cases_now=-1)
        for s in triangulation.schemes
    )
    block = plot_triangulation(replace(triangulation, schemes=schemes))
    assert block.kind == "Figure"
    assert {record["people"] for record in block.content.records} == {None}
    assert "klar nu ·" in block.content.alt


def test_records_hold_widths_and_no_person(blocks, results):
    width = results.more_cases[0].width_now
    assert blocks[1].content.records[0]["width_now"] == pytest.approx(width, abs=1e-5)
    for block in blocks:
        for record in block.content.records:
            assert not {"case_id", "ticket", "reviewer_id"} & set(record)
            assert not any(isinstance(v, float) and math.isnan(v) for v in record.values())
