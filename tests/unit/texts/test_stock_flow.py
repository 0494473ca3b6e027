"""What the account, the outlook, the portfolio and the years say, and what is missing."""

import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.comparison.stocks.portfolio import compare_portfolio
from analysis.comparison.stocks.stock_flow import compare_stock_flow
from analysis.comparison.stocks.stock_outlook import project_practice
from analysis.comparison.stocks.stock_years import compare_stock_years
from analysis.labels import interval
from analysis.texts.portfolio import say_portfolio
from analysis.texts.stock_flow import say_stock_flow
from analysis.texts.stock_years import say_stock_years

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


def said(blocks):
    return " ".join(p.text for block in blocks for p in block.content.paragraphs)


def test_the_account_names_every_line_and_what_the_sources_do_not_show(two_years, flow, outlook):
    text = said(say_stock_flow(two_years, flow, outlook))
    assert "steg bestanden på førtidspension i Aby" in text
    assert "dødsfald, flytning og andet, som kilderne ikke viser" in text
    assert "ikke hvad der vil ske" in text


def test_numbers_of_the_outlook_carry_their_limits(two_years, flow, outlook):
    block = say_stock_flow(two_years, flow, outlook)[1]
    own = outlook.scenarios[0].settled
    assert f"({interval(own.lower, own.upper)})" in block.content.paragraphs[0].text


def test_no_text_calls_a_number_good_or_bad(two_years, flow, outlook):
    portfolio, stocks = compare_portfolio(two_years), compare_stock_years(two_years)
    text = said(
        (
            *say_stock_flow(two_years, flow, outlook),
            *say_portfolio(two_years, portfolio),
            *say_stock_years(two_years, stocks),
        )
    ).lower()
    assert "nan" not in text.split()
    for word in ("god", "dårlig", "bedre", "værre", "for høj", "for lav"):
        assert f" {word} " not in f" {text} "


def test_missing_data_are_named_with_where_to_get_them(two_years):
    for blocks in (
        say_stock_flow(two_years, None, None),
        say_portfolio(two_years, None),
        say_stock_years(two_years, ()),
    ):
        assert [block.content.role for block in blocks] == ["missing"]
        assert "statistikbanken.dk" in said(blocks)


def test_an_account_without_an_outlook_says_so(two_years, flow):
    roles = [block.content.role for block in say_stock_flow(two_years, flow, None)]
    assert roles == ["body", "missing"]


def test_the_portfolio_says_that_going_together_is_not_replacing(two_years):
    text = said(say_portfolio(two_years, compare_portfolio(two_years)))
    assert "tallene kan ikke skelne" in text


def test_changes_without_a_yardstick_are_named_as_such(two_years):
    text = said(say_stock_years(two_years, compare_stock_years(two_years)))
    assert "er for få kommuner store nok" in text


def test_pairs_that_hardly_go_together_are_not_said_to_do_so_mostly(two_years):
    portfolio = compare_portfolio(two_years)
    pair = portfolio.pairs[0]
    said_of = {}
    for value in (0.2, 0.5, 0.8):
        correlation = replace(pair.correlation, value=value, lower=value - 0.1, upper=value + 0.1)
        one = replace(portfolio, pairs=(replace(pair, correlation=correlation),))
        said_of[value] = said(say_portfolio(two_years, one))
    assert "har lidt oftere også mange" in said_of[0.2]
    assert "har oftere også mange" in said_of[0.5]
    assert "har oftest også mange" in said_of[0.8]


def test_the_difference_ahead_is_not_laid_to_practice_alone(two_years, flow, outlook):
    text = said(say_stock_flow(two_years, flow, outlook))
    assert "det, praksis gør" not in text
    assert "behov og andet" in text
