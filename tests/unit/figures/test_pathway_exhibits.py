"""Figures, tables and texts on case flow: what they show, and what they keep back."""

from __future__ import annotations

import dataclasses
import datetime as dt
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.blocks.html import block_to_html
from analysis.blocks.model import Block, Figure, Table, Text
from analysis.blocks.svg import read_svg_texts
from analysis.caseflow.deadlines import load_deadlines
from analysis.concepts import Lineage
from analysis.figures.pack.centres import plot_centres
from analysis.figures.pack.funnel import plot_funnel
from analysis.figures.pack.process_map import plot_process_map
from analysis.figures.pack.weeks import plot_weeks
from analysis.findings.pathway_suppression import suppress_pathways
from analysis.pathways.measure import measure_pathways
from analysis.pathways.results import PathwayResults
from analysis.tables.pack.pathways import (
    tabulate_deadlines_kept,
    tabulate_reversals,
    tabulate_variants,
    tabulate_weeks,
)
from analysis.tables.pack.pathways_parts import tabulate_centres, tabulate_funnel
from analysis.texts.pack.pathways import explain_centres, explain_pathways, explain_waiting

_MAKER = Path(__file__).parents[1] / "pathways" / "invented_log.py"
FIGURES = (plot_weeks, plot_process_map, plot_funnel, plot_centres)
ALL = (
    *FIGURES, tabulate_weeks, tabulate_deadlines_kept, tabulate_reversals, tabulate_variants,
    tabulate_centres, tabulate_funnel, explain_pathways, explain_waiting, explain_centres,
)  # fmt: skip


@pytest.fixture
def shown(shown_pathways) -> PathwayResults:
    return shown_pathways


@pytest.fixture(scope="module")
def blocks(shown_pathways) -> list[Block]:
    return blocks_of(shown_pathways)


@pytest.fixture(scope="module")
def few(tmp_path_factory) -> PathwayResults:
    maker = SimpleNamespace(**runpy.run_path(str(_MAKER)))
    log = maker.read_rows(tmp_path_factory.mktemp("few"), maker.make_rows(4))
    deadlines = load_deadlines(dt.date(2026, 3, 1))
    return suppress_pathways(measure_pathways(log, deadlines=deadlines))


def blocks_of(results: PathwayResults) -> list[Block]:
    made = [exhibit(results) for exhibit in ALL]
    return [block for each in made for block in (each if isinstance(each, tuple) else (each,))]


def test_every_exhibit_has_an_id_of_its_own_and_the_lineage(blocks, shown) -> None:
    ids = [block.id for block in blocks]
    assert len(set(ids)) == len(ids)
    assert {"uger", "procesforloeb", "egen-tragt", "centre", "frister-holdt"} <= set(ids)
    assert all(block.lineage == shown.lineage for block in blocks)
    assert all(block_to_html(block) for block in blocks)


def test_a_handful_of_cases_breaks_no_exhibit(few) -> None:
    for block in blocks_of(few):
        assert block_to_html(block)
    assert isinstance(plot_centres(few).content, Text)


@pytest.mark.parametrize("plot", FIGURES)
def test_a_figure_is_the_same_twice_and_stamped_by_its_lineage(shown, blocks, plot) -> None:
    figure = plot(shown).content
    assert isinstance(figure, Figure)
    assert figure in [block.content for block in blocks]
    assert "SYNTETISKE TAL" in read_svg_texts(figure.svg)
    observed = dataclasses.replace(shown, lineage=Lineage(frozenset({"pack/events.csv"})))
    assert "SYNTETISKE TAL" not in read_svg_texts(plot(observed).content.svg)
    assert min(map(len, (figure.alt, figure.answers, figure.how_to_read))) > 20


def test_the_map_writes_counts_and_weeks_of_the_moves(shown) -> None:
    words = " ".join(read_svg_texts(plot_process_map(shown).content.svg))
    busiest = max(shown.edges, key=lambda edge: edge.n)
    assert str(busiest.n) in words
    assert "Forberedt" in words


def test_hidden_counts_are_signs_for_the_eye_and_missing_in_the_records(shown, blocks) -> None:
    cross = tabulate_funnel(shown)
    assert isinstance(cross.content, Table)
    cells = [cell for row in cross.content.rows for cell in row.cells]
    assert "·" in cells
    assert "-1" not in cells
    assert None in [record["n_cases"] for record in cross.content.records]
    for block in blocks:
        records = getattr(block.content, "records", ())
        assert all(value != -1 for record in records for value in record.values())


def test_the_texts_call_no_number_good_or_bad(shown) -> None:
    words = " ".join(
        p.text.lower() for e in (explain_pathways, explain_waiting, explain_centres)
        for p in e(shown).content.paragraphs
    )  # fmt: skip
    assert "mangler tilkendelser" not in words
    for judgement in ("for langsom", "dårlig", "bedst", "værst", "skyldes"):
        assert judgement not in words


def test_an_unverified_deadline_says_so_on_its_page(shown) -> None:
    table = tabulate_deadlines_kept(shown).content
    assert isinstance(table, Table)
    assert "Ikke efterprøvet" in table.note
    assert "§ 44" in table.note
