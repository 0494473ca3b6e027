"""The exhibits of the economics: what they hold, mark, say and pass on."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.blocks.html import block_to_html
from analysis.blocks.model import Block, Figure, Table, Text
from analysis.blocks.svg import read_svg_texts
from analysis.economics.value import value_moves
from analysis.figures.pack.economics import plot_money, plot_tornado
from analysis.findings.economics_findings import find_economics
from analysis.tables.pack.economics import tabulate_business_case, tabulate_moves
from analysis.tables.pack.economics_rates import tabulate_rates
from analysis.texts.pack.economics import explain_economics, say_what_money_is_not

aby = SimpleNamespace(
    **runpy.run_path(str(Path(__file__).parents[1] / "economics" / "invented.py"))
)
MARKED = (plot_money, tabulate_moves, tabulate_business_case)
ALL = (*MARKED, plot_tornado, tabulate_rates, explain_economics, say_what_money_is_not)


def value(*, verified: bool = False, moves=None):
    return value_moves(
        aby.make_moves() if moves is None else moves,
        aby.make_book(spread=0.1, verified=verified), date=aby.DATE, n_draws=400,
    )  # fmt: skip


@pytest.fixture(scope="module")
def results():
    return value()


@pytest.fixture(scope="module")
def shown(results):
    return {show: show(results) for show in ALL}


@pytest.mark.parametrize("show", ALL)
def test_exhibit_is_stamped_travels_and_shows_no_nan(shown, results, show):
    block = shown[show]
    assert block.lineage == results.lineage
    assert not re.search(r"\bnan\b", block_to_html(block, standalone=True), re.IGNORECASE)
    assert Block.from_json(block.to_json()) == block


def test_blocks_have_the_ids_of_the_pack(shown):
    assert [shown[show].id for show in ALL] == [
        *("oekonomi", "oekonomi-pr-person", "business-case", "tornado", "satser"),
        *("oekonomi-forklaring", "oekonomi-hvad-den-ikke-er"),
    ]


@pytest.mark.parametrize("show", MARKED)
def test_what_is_unverified_is_marked_and_named_beside_the_exhibit(shown, show):
    text = block_to_html(shown[show], standalone=True)
    assert text.count("°") >= 2
    assert "satser er efterprøvet: ydelser" in text


@pytest.mark.parametrize("show", MARKED)
def test_verified_rates_carry_no_mark(show):
    assert "°" not in block_to_html(show(value(verified=True)), standalone=True)


def test_numbers_of_the_findings_stand_in_the_table(shown, results):
    content = shown[tabulate_moves].content
    assert isinstance(content, Table)
    cells = {cell for row in content.rows for cell in row.cells}
    for finding in find_economics(results)[:-1]:
        for number in finding.numbers:
            if number.unit == "thousand_kroner":
                assert number.text in cells


def test_business_case_has_the_lines_of_the_form(shown):
    content = shown[tabulate_business_case].content
    names = [row.cells[0] for row in content.rows]
    assert [column.label for column in content.columns][1:6] == [
        *("2026", "2027", "2028", "2029", "2030")
    ]
    assert names.count("Service") == names.count("Anlæg") == 2
    assert "Samlet varig ændring" in names
    assert "Samlet økonomisk påvirkning°" in names
    assert "2026 p/l" in content.caption


def test_rates_table_names_every_rate_with_source_and_the_found_ones(shown, results):
    content = shown[tabulate_rates].content
    names = [str(row.cells[0]) for row in content.rows]
    assert {"Kontanthjælp°", "Statens refusion, fra uge 53", "Kalkulationsrente°"} <= set(names)
    used = [record for record in content.records if record["is_used"]]
    assert len(used) == len(results.rates)
    assert all(record["source"] for record in content.records)


def test_money_is_said_to_be_no_argument_about_who_is_entitled(shown):
    content = shown[say_what_money_is_not].content
    assert isinstance(content, Text)
    words = " ".join(f"{part.lead} {part.text}" for part in content.paragraphs)
    assert "koster normalt kommunen penge" in words
    assert "ikke et argument om, hvem der har ret" in words


def test_figures_say_their_amounts_in_words_and_begin_where_they_say(shown):
    for show in (plot_money, plot_tornado):
        content = shown[show].content
        assert isinstance(content, Figure)
        assert "SYNTETISKE TAL" in read_svg_texts(content.svg)
        assert "1.000 kr." in content.alt
    assert "begynder ikke ved nul" in shown[plot_tornado].content.does_not_show


def test_tornado_shows_twelve_and_keeps_all_in_its_file(shown, results):
    assert len(shown[plot_tornado].content.records) == len(results.swings) > 12


@pytest.mark.parametrize("show", [plot_money, plot_tornado, tabulate_business_case])
def test_exhibit_without_an_amount_says_so(show):
    content = show(value(moves=[])).content
    assert isinstance(content, Text)
    assert content.role == "missing"
