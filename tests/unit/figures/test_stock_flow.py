"""The figures of the account, the outlook and the portfolio."""

import re
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.comparison.stocks.portfolio import compare_portfolio
from analysis.comparison.stocks.stock_flow import compare_stock_flow
from analysis.comparison.stocks.stock_outlook import project_practice
from analysis.figures.portfolio import plot_portfolio
from analysis.figures.stock_flow import plot_stock_account, plot_stock_outlook

_LASTING = Path(__file__).parents[1] / "comparison" / "lasting.py"


@pytest.fixture(scope="module")
def two_years(invented, tmp_path_factory):
    lasting = SimpleNamespace(**runpy.run_path(str(_LASTING)))
    return lasting.compare_lasting(invented, tmp_path_factory.mktemp("lasting"))


@pytest.fixture(scope="module")
def flow(two_years):
    return compare_stock_flow(two_years)


@pytest.fixture(scope="module")
def outlook(two_years, flow):
    return project_practice(two_years, flow)


@pytest.fixture(scope="module")
def drawn(two_years, flow, outlook):
    blocks = [
        *plot_stock_account(two_years, flow),
        *plot_stock_outlook(two_years, outlook),
        *plot_portfolio(two_years, compare_portfolio(two_years)),
    ]
    return {block.id: block for block in blocks}


def words_in(block):
    return " ".join(re.findall(r">([^<>]+)</(?:text|tspan)>", block.content.svg))


def test_there_are_three_figures_with_all_their_words(drawn):
    assert set(drawn) == {"bestandsregnskab", "bestand-fremad", "ydelser-samlet"}
    for block in drawn.values():
        c = block.content
        assert all((c.title, c.alt, c.answers, c.how_to_read, c.does_not_show, c.records))
        assert "nan" not in (c.alt + words_in(block)).lower()


def test_the_bridge_names_the_rest_as_what_no_source_shows(drawn):
    words = words_in(drawn["bestandsregnskab"])
    assert "Dødsfald, flytning og andet," in words
    assert "Nåede folkepensionsalderen" in words


def test_the_steps_of_the_bridge_lead_from_opening_to_closing(drawn):
    for record in drawn["bestandsregnskab"].content.records:
        reached = record["opening"] + record["awards"] - record["reached_pension_age"]
        assert reached - record["other_exits"] == pytest.approx(record["closing"], abs=1e-3)


def test_the_outlook_says_that_it_is_no_forecast(drawn):
    assert "»hvis det fortsætter«" in drawn["bestand-fremad"].content.does_not_show


def test_the_outlook_has_a_record_for_every_year_and_for_rest(drawn):
    own = [r for r in drawn["bestand-fremad"].content.records if r["scenario"] == "own"]
    assert [r["years_from_now"] for r in own] == [*range(26), "at_rest"]


def test_shares_of_the_portfolio_add_up_to_one(drawn):
    records = [r for r in drawn["ydelser-samlet"].content.records if r["benefit"] != "total"]
    assert sum(r["share"] for r in records) == pytest.approx(1, abs=1e-4)
    assert sum(r["share_expected_peers"] for r in records) == pytest.approx(1, abs=1e-4)


def test_the_drawing_is_the_same_every_time(two_years, flow, drawn):
    again = plot_stock_account(two_years, flow)[0]
    assert again.content.svg == drawn["bestandsregnskab"].content.svg


def test_nothing_is_drawn_without_data(two_years):
    assert plot_stock_account(two_years, None) == ()
    assert plot_stock_outlook(two_years, None) == ()
    assert plot_portfolio(two_years, None) == ()
