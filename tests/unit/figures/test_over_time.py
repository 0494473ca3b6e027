import re
from dataclasses import replace

import numpy as np
import pytest

from analysis.blocks.html import block_to_html
from analysis.blocks.svg import read_svg_texts
from analysis.comparison.over_time.over_time import follow_over_time
from analysis.concepts import Stage
from analysis.figures.over_time import plot_over_time
from analysis.tables.over_time import tabulate_over_time
from analysis.texts.over_time import assess_change


@pytest.fixture(scope="module")
def over_time(smallest):
    return follow_over_time(smallest)


@pytest.fixture(scope="module")
def figure(over_time):
    (block,) = plot_over_time(over_time)
    return block


@pytest.fixture(scope="module")
def tables(over_time):
    return tabulate_over_time(over_time)


@pytest.fixture(scope="module")
def words(over_time):
    return read(assess_change(over_time))


def read(blocks):
    return " ".join(p.lead + " " + p.text for b in blocks for p in b.content.paragraphs)


def with_ratio(over_time, **values):
    flow = over_time.flows[0]
    ratio = replace(flow.trends.ratio, **values)
    flow = replace(flow, trends=replace(flow.trends, ratio=ratio))
    return replace(over_time, flows=(flow,))


def test_axes_of_ratio_and_count_start_at_zero(figure):
    texts = read_svg_texts(figure.content.svg)
    assert texts.count("0") >= 2


def test_records_hold_every_quarter_and_mark_the_provisional(figure, over_time):
    records = figure.content.records
    assert len(records) == len(over_time.flows[0].series.periods)
    assert [r["is_provisional"] for r in records[-3:]] == [False, True, True]


def test_every_four_quarters_have_limits_around_the_ratio(figure):
    whole = [r for r in figure.content.records if "four_quarters_ratio" in r]
    assert len(whole) == len(figure.content.records) - 3
    for r in whole:
        lower, upper = r["four_quarters_ratio_lower"], r["four_quarters_ratio_upper"]
        assert lower < r["four_quarters_ratio"] < upper


def test_reforms_within_the_figure_are_numbered_and_named(figure):
    assert "1 Folkepensionsalderen stiger til 66,5 år (1. juli 2021)" in figure.content.how_to_read
    assert "2026" not in figure.content.how_to_read
    assert {"1", "2", "3"} <= set(read_svg_texts(figure.content.svg))


def test_provisional_quarters_are_said_in_the_figure(figure):
    assert read_svg_texts(figure.content.svg).count("foreløbigt") == 1


def test_same_input_gives_the_same_drawing(figure, over_time):
    assert plot_over_time(over_time)[0].content.svg == figure.content.svg


def test_no_block_shows_nan(figure, tables, over_time):
    for block in (figure, *tables, *assess_change(over_time)):
        html = block_to_html(block, standalone=True)
        assert not re.search(r"\bnan\b", html, re.IGNORECASE)


def test_every_number_of_the_table_has_limits(tables):
    for row in tables[0].content.rows:
        for cell in row.cells[1:]:
            assert cell == "" or (" til " in cell and cell.endswith(")"))


def test_reform_without_a_number_has_a_reason(tables):
    reasons = {row.cells[0]: row.cells[2] for row in tables[1].content.rows}
    assert reasons["Kontanthjælpsreform"] == "ligger efter de endelige tal"
    assert "Reform af førtidspension og fleksjob (2013)" in tables[1].content.note


def test_date_that_nobody_verified_is_marked(tables):
    days = {row.cells[0]: row.cells[1] for row in tables[1].content.rows}
    assert days["Kontanthjælpsreform"] == "1. juli 2025"
    assert days["Pandemien med nedlukninger"] == "1. marts 2020*"


def test_records_hold_reforms_before_the_figures_too(tables):
    assert "foertidspension-2013" in {r["reform"] for r in tables[1].content.records}


def test_change_within_chance_is_said_with_what_is_not_ruled_out(over_time):
    held = with_ratio(over_time, percent_a_year=1.0, percent_lower=-2.0, percent_upper=4.0)
    text = read(assess_change(held))
    assert "+1,0 pct. om året" in text
    assert "kan ikke skelnes fra tilfældige udsving; en ændring på op til 4,0 pct." in text


def test_change_beyond_chance_names_reforms_that_are_not_alike(over_time):
    moved = with_ratio(over_time, percent_a_year=-6.0, percent_lower=-9.0, percent_upper=-3.0)
    text = read(assess_change(moved))
    assert "er faldet 6,0 pct. om året" in text
    assert "Det er mere end tilfældige udsving." in text
    assert "»Ændret mellemkommunal refusion« (2024) rammer ikke alle kommuner ens" in text


def test_shift_at_a_reform_is_said_with_its_limits_and_the_number_of_trials(over_time):
    flow = over_time.flows[0]
    shifted = tuple(
        replace(e, ratio=replace(e.ratio, value=0.8, lower=0.7, upper=0.9)) if e.ratio else e
        for e in flow.reforms
    )
    text = read(assess_change(replace(over_time, flows=(replace(flow, reforms=shifted),))))
    assert "ligger forholdet 20 pct. lavere end før (10 til 30)" in text
    assert "chance for mindst ét tilfældigt udslag" in text


def test_number_of_reforms_that_chance_alone_would_point_out_is_always_said(
    words, tables, over_time
):
    n = sum(each.obstacle is None for each in over_time.flows[0].reforms)
    expected = f"{n * 0.05:.1f}".replace(".", ",")
    assert f"Af {n} vurderede reformer ventes {expected} at vise et udslag" in words
    assert f"af {n} reformer ventes det for {expected}" in tables[0].content.note


def test_delay_that_is_not_known_is_said_with_how_to_know_it(words):
    assert "der er kun ét udtræk" in words
    assert "PEN113-tidligere" in words


def test_stocks_are_said_not_to_be_assessed_and_why(words):
    assert "de samme mennesker kvartal efter kvartal" in words


def test_signals_stand_beside_those_of_chance(words):
    assert "I alle 98 kommuner tilsammen" in words
    assert "tilfældet alene giver" in words


def test_rate_is_never_called_good_or_bad(words):
    for word in ("god", "dårlig", "bedre end", "værre", "forbedr", "forværr"):
        assert word not in words.replace("»Bedre ressourceforløb«", "").lower()


def test_one_year_gives_no_figure_and_says_what_is_missing(comparison):
    over_time = follow_over_time(comparison)
    assert plot_over_time(over_time) == ()
    assert tabulate_over_time(over_time) == ()
    block = assess_change(over_time)[0]
    assert block.content.role == "missing"
    assert "2 endelige kvartaler, og der skal være mindst 8" in block.content.paragraphs[0].text


def test_data_without_awards_say_how_to_get_them(comparison):
    flows = tuple(m.headline for m in comparison.measures if m.headline.stage is Stage.FLOW)
    stocks = tuple(m for m in comparison.measures if m.headline.stage is Stage.STOCK)
    over_time = follow_over_time(replace(comparison, measures=stocks, missing=flows))
    block = assess_change(over_time)[0]
    assert plot_over_time(over_time) == ()
    assert block.content.role == "missing"
    assert "Hent PEN113" in block.content.paragraphs[0].text


def test_quarter_in_which_nothing_is_expected_leaves_a_gap(over_time):
    flow = over_time.flows[0]
    expected = flow.series.n_expected.copy()
    expected[2] = 0.0
    series = replace(flow.series, n_expected=expected)
    (block,) = plot_over_time(replace(over_time, flows=(replace(flow, series=series),)))
    assert block.content.records[2]["ratio"] is None
    assert not any(np.nan is v for v in block.content.records[2].values())
