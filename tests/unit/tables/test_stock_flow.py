"""The tables of the account, the outlook, the portfolio and the years."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.comparison.stocks.portfolio import compare_portfolio
from analysis.comparison.stocks.stock_flow import compare_stock_flow
from analysis.comparison.stocks.stock_outlook import project_practice
from analysis.comparison.stocks.stock_years import compare_stock_years
from analysis.tables.portfolio import tabulate_portfolio, tabulate_substitution
from analysis.tables.stock_flow import tabulate_stock_account, tabulate_stock_outlook
from analysis.tables.stock_years import tabulate_stock_years

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
def tables(two_years, flow, outlook):
    portfolio = compare_portfolio(two_years)
    blocks = [
        *tabulate_stock_account(two_years, flow),
        *tabulate_stock_outlook(two_years, outlook),
        *tabulate_portfolio(two_years, portfolio),
        *tabulate_substitution(portfolio),
        *tabulate_stock_years(two_years, compare_stock_years(two_years)),
    ]
    return {block.id: block.content for block in blocks}


def test_every_row_has_a_cell_for_every_column(tables):
    assert len(tables) == 5
    for table in tables.values():
        assert {len(row.cells) for row in table.rows} == {len(table.columns)}
        assert len({column.key for column in table.columns}) == len(table.columns)


def test_no_cell_shows_a_number_that_is_none(tables):
    for table in tables.values():
        for row in table.rows:
            assert "nan" not in " ".join(row.cells).lower()


def test_the_estimated_line_carries_its_span(tables):
    rows = {row.cells[0]: row.cells for row in tables["bestandsregnskab-tal"].rows}
    assert "til" in rows["− nåede folkepensionsalderen (beregnet)"][1]


def test_every_projected_number_carries_its_limits(tables):
    for row in tables["bestand-fremad-tal"].rows:
        assert all("(" in cell and " til " in cell for cell in row.cells[2:])


def test_differences_at_the_same_total_are_those_of_the_records(tables):
    table = tables["ydelser-samlet-tal"]
    gaps = [r["n_observed"] - r["n_at_same_total"] for r in table.records[:-1]]
    assert sum(gaps) == pytest.approx(0, abs=1e-3)


def test_correlations_carry_their_caution(tables):
    assert "Det viser ikke" in tables["ydelser-samvariation"].note


def test_a_change_without_a_yardstick_is_not_judged(tables):
    assert {row.cells[7] for row in tables["bestand-aar"].rows} == {"kan ikke afgøres"}


def test_nothing_is_tabulated_without_data(two_years):
    assert tabulate_stock_account(two_years, None) == ()
    assert tabulate_stock_outlook(two_years, None) == ()
    assert tabulate_portfolio(two_years, None) == ()
    assert tabulate_substitution(None) == ()
    assert tabulate_stock_years(two_years, ()) == ()
