import math
from dataclasses import replace

import pytest

from analysis.blocks.html import block_to_html
from analysis.blocks.model import Block, Figure, Text
from analysis.blocks.svg import read_svg_texts
from analysis.comparison.ahead.forecasts import forecast_practice
from analysis.comparison.among.shrunk import shrink_and_rank
from analysis.figures.forecasts import plot_forecasts
from analysis.figures.shrunk import plot_shrunk


@pytest.fixture(scope="module")
def laesoe(smallest):
    """Return the smallest municipality, on three headlines of the embedded data."""
    return replace(smallest, measures=smallest.measures[:3])


@pytest.fixture(scope="module")
def shrunk(laesoe):
    return shrink_and_rank(laesoe, seed=1)


@pytest.fixture(scope="module")
def forecasts(laesoe):
    return forecast_practice(laesoe, n_backtest=2)


def assert_is_clean(block: Block) -> None:
    html = block_to_html(block, standalone=True)
    assert "nan" not in html.lower().replace("finan", "")
    assert Block.from_json(block.to_json()) == block


def test_shrunk_figure_has_a_panel_for_each_headline_and_the_stamp(shrunk):
    block = plot_shrunk(shrunk)
    assert isinstance(block.content, Figure)
    words = read_svg_texts(block.content.svg)
    assert words.count("Læsø") == 3
    assert "SYNTETISKE TAL" in words
    assert "Førtidspension: tilkendelser" in words
    assert_is_clean(block)


def test_shrunk_figure_carries_all_municipalities_with_limits(shrunk):
    records = plot_shrunk(shrunk).content.records
    assert len(records) == 3 * 98
    assert all(r["ratio_lower"] < r["ratio"] < r["ratio_upper"] for r in records)
    assert sum(r["role"] == "fokus" for r in records) == 3


def test_shrunk_figure_says_what_is_missing(shrunk):
    block = plot_shrunk(replace(shrunk, measures=()))
    assert isinstance(block.content, Text)
    assert block.content.role == "missing"


def test_forecast_figure_carries_every_municipality_s_next_interval(forecasts):
    block = plot_forecasts(forecasts)
    coming = [r for r in block.content.records if r["is_next"]]
    assert len(coming) == 3 * 98
    assert all(r["n_observed"] is None and r["lower"] <= r["upper"] for r in coming)
    assert all(math.isfinite(r["upper"]) for r in coming)
    assert "genberegnet" in " ".join(read_svg_texts(block.content.svg))
    assert_is_clean(block)


def test_forecast_figure_says_what_is_missing(forecasts):
    block = plot_forecasts(replace(forecasts, measures=()))
    assert block.content.role == "missing"
    assert "otte perioder" in block.content.paragraphs[0].text


def test_same_input_gives_the_same_drawing(shrunk, forecasts):
    assert plot_shrunk(shrunk) == plot_shrunk(shrunk)
    assert plot_forecasts(forecasts) == plot_forecasts(forecasts)
