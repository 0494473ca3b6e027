"""Stocks over whole years against the peers, and what is too short or too small."""

import dataclasses
import runpy
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from analysis.comparison.stocks.stock_years import compare_stock_years
from analysis.concepts import Benefit, Stage


@pytest.fixture(scope="module")
def lasting():
    return SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("lasting.py"))))


@pytest.fixture(scope="module")
def two_years(lasting, invented, tmp_path_factory):
    return lasting.compare_lasting(invented, tmp_path_factory.mktemp("years"))


@pytest.fixture(scope="module")
def stocks(two_years):
    return compare_stock_years(two_years)


def test_years_end_in_the_period_of_the_comparison(stocks):
    assert [str(end) for end in stocks[0].ends] == ["2024K4", "2025K4"]


def test_awards_are_not_among_them(stocks):
    assert len(stocks) == 6
    assert {s.measure.headline.stage for s in stocks} == {Stage.STOCK}


def test_a_year_is_the_mean_of_its_quarters(stocks, lasting, invented):
    fleksjob = next(s for s in stocks if s.measure.headline.benefit is Benefit.FLEKSJOB)
    quarters = [lasting.stock(invented, "9901", "FL", q) for q in range(5, 9)]
    assert fleksjob.years.n_recipients[-1] == pytest.approx(np.mean(quarters))


def test_change_is_that_of_the_stock_where_residents_and_peers_stand_still(stocks):
    # Aby grows by a person a quarter in six groups: 24 more from year to year.
    for stock in stocks:
        first = stock.years.n_recipients[0]
        assert stock.years.n_recipients[1] - first == pytest.approx(24)
        assert stock.change.value == pytest.approx((first + 24.5) / (first + 0.5))


def test_twenty_five_others_are_too_few_for_a_yardstick(stocks):
    assert {stock.is_usual for stock in stocks} == {None}


def test_two_years_give_no_limits_for_the_next(stocks):
    assert np.isnan(stocks[0].next_year.lower)


def test_half_a_year_gives_nothing(comparison):
    assert compare_stock_years(comparison) == ()


def test_a_blank_quarter_leaves_the_stock_out(two_years):
    measures = []
    for measure in two_years.measures:
        counts = measure.cells.counts.copy()
        if measure.headline.benefit is Benefit.FLEKSJOB:
            counts[-2, 0, measure.cells.codes.index("9901")] = np.nan
        cells = dataclasses.replace(measure.cells, counts=counts)
        measures.append(dataclasses.replace(measure, cells=cells))
    found = compare_stock_years(dataclasses.replace(two_years, measures=tuple(measures)))
    assert Benefit.FLEKSJOB not in {s.measure.headline.benefit for s in found}
    assert len(found) == 5


@pytest.mark.slow
def test_most_changes_on_the_embedded_data_are_usual(embedded):
    found = [s.is_usual for s in compare_stock_years(embedded)]
    assert found.count(True) >= 4


def test_a_few_peers_move_themselves_so_more_is_usual_than_against_the_country(embedded):
    # The peers' own change is drawn too: 1 + 1/n of the variance that all have in common.
    fleksjob = tuple(m for m in embedded.measures if m.headline.id == "fleksjob-bestand")
    everybody = tuple(c for c in embedded.population.codes if c != embedded.focus)
    widths = {}
    for codes in (("751",), everybody):
        peers = dataclasses.replace(embedded.peers, codes=codes)
        chosen = dataclasses.replace(embedded, measures=fleksjob, peers=peers)
        (found,) = compare_stock_years(chosen)
        widths[len(codes)] = np.log(found.change.upper / found.change.lower)
    # One large peer has hardly any chance of its own: the square root of 2 to 97 of 98.
    assert widths[1] / widths[97] == pytest.approx(np.sqrt(2), rel=0.03)
