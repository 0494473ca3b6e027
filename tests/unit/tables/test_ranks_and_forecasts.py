from dataclasses import replace
from types import SimpleNamespace

import pytest

from analysis.blocks.model import Table
from analysis.comparison.ahead.forecasts import forecast_practice
from analysis.comparison.ahead.kept_forecasts import (
    KeptScores,
    forecast_records,
    keep_forecasts,
    score_kept,
)
from analysis.comparison.ahead.next_period import first_periods
from analysis.comparison.ahead.persistence import follow_years
from analysis.comparison.among.shrunk import shrink_and_rank
from analysis.concepts import Lineage
from analysis.tables.forecasts import tabulate_forecasts, tabulate_kept
from analysis.tables.persistence import tabulate_persistence, tabulate_replications
from analysis.tables.ranks import tabulate_ranks


@pytest.fixture(scope="module")
def laesoe(smallest):
    """Return the smallest municipality, on two headlines of the embedded data."""
    chosen = [
        m for m in smallest.measures if m.headline.id.endswith(("tilkendelser", "ing-bestand"))
    ]
    return replace(smallest, measures=tuple(chosen))


@pytest.fixture(scope="module")
def results(laesoe):
    return SimpleNamespace(
        shrunk=shrink_and_rank(laesoe, seed=1),
        persistence=follow_years(laesoe),
        forecasts=forecast_practice(laesoe, n_backtest=2),
    )


def cells_of(block):
    return [cell for row in block.content.rows for cell in row.cells]


def test_small_numbers_get_no_place_and_no_chance(results):
    # Of Læsø fewer than 5 awards and fewer than 10 on revalidering are expected.
    block = tabulate_ranks(results.shrunk)
    assert block.content.role == "missing"
    assert "for små" in block.content.paragraphs[0].text


@pytest.fixture(scope="module")
def city(embedded):
    """Return København's places on the same two headlines."""
    chosen = [
        m for m in embedded.measures if m.headline.id.endswith(("tilkendelser", "ing-bestand"))
    ]
    return shrink_and_rank(replace(embedded, measures=tuple(chosen)), seed=1)


def test_places_are_ranges_among_those_that_are_ranked_and_never_one_place(city):
    block = tabulate_ranks(city)
    assert isinstance(block.content, Table)
    for row, measure, smallest in zip(block.content.rows, city.measures, (5, 10), strict=True):
        n = int((measure.municipalities["n_expected"] >= smallest).sum())
        assert n < 98
        assert " til " in row.cells[4]
        assert row.cells[4].endswith(f"af {n}")
    assert all(cell.endswith("%") for cell in block.content.rows[0].cells[1:4])
    assert block.content.rows[1].cells[5] == "–"
    assert "snævrere" in block.content.note


def test_a_headline_too_small_for_a_place_says_so_beside_one_that_is_not(city):
    first, second = city.measures
    block = tabulate_ranks(replace(city, measures=(replace(first, standing=None), second)))
    assert block.content.rows[0].cells[1:] == ("–", "–", "–", "for små tal", "–")
    assert [r["measure"] for r in block.content.records] == [second.headline.id]


def test_expected_next_year_has_limits_or_says_the_numbers_are_too_small(results):
    block = tabulate_persistence(results.persistence)
    last = {row.cells[0]: row.cells[-1] for row in block.content.rows}
    assert " til " in last["Førtidspension, tilkendelser"]
    assert last["Revalidering, bestand"] == "for små tal"
    assert not any("nan" in cell for cell in cells_of(block))


def test_a_stock_is_named_as_the_mean_of_a_year(results):
    block = tabulate_persistence(results.persistence)
    assert "årets gennemsnit" in block.content.columns[2].label
    assert "gennemsnit over et år" in block.content.note


def test_what_came_outside_what_was_foreseen_is_marked(results):
    measure = results.persistence.measures[0]
    moved = tuple(replace(r, realised=r.predicted_upper + 1) for r in measure.replications)
    changed = replace(results.persistence, measures=(replace(measure, replications=moved),))
    rows = tabulate_replications(changed).content.rows
    assert [row.cells[3][-1] for row in rows[1:]] == ["*", "*"]
    still = tuple(replace(r, realised=r.predicted) for r in measure.replications)
    changed = replace(results.persistence, measures=(replace(measure, replications=still),))
    assert "*" not in "".join(
        c for row in tabulate_replications(changed).content.rows for c in row.cells
    )


@pytest.mark.parametrize(
    ("lower", "upper", "words"),
    [(0.96, 0.99, "For brede"), (0.90, 0.94, "For smalle"), (0.93, 0.97, "")],
)
def test_a_share_that_leaves_the_stated_level_out_is_said_in_words(results, lower, upper, words):
    measure = results.forecasts.measures[0]
    held = replace(measure.held, share_lower=lower, share_upper=upper)
    changed = replace(results.forecasts, measures=(replace(measure, held=held),))
    note = tabulate_forecasts(changed).content.note
    assert words in note
    assert ("For brede" in note) + ("For smalle" in note) == bool(words)


def test_extremes_are_followed_at_both_ends(results):
    names = [row.cells[0] for row in tabulate_replications(results.persistence).content.rows]
    assert names[:3] == ["Førtidspension, tilkendelser", "De 10 laveste", "De 10 højeste"]


def test_recalculated_forecasts_state_held_of_all_beside_what_should_hold(results):
    block = tabulate_forecasts(results.forecasts)
    assert "Genberegnet" in block.content.caption
    for row in block.content.rows:
        assert row.cells[2].endswith("af 196")
        assert row.cells[4] == "95\u00a0%"
    assert {r["n"] for r in block.content.records} == {98}


def test_kept_forecasts_that_have_come_are_shown(laesoe, tmp_path):
    measures = tuple(
        replace(m, cells=first_periods(m.cells, len(m.cells.periods) - 1)) for m in laesoe.measures
    )
    earlier = forecast_practice(replace(laesoe, measures=measures), n_backtest=1)
    keep_forecasts(forecast_records(earlier), tmp_path)
    block = tabulate_kept(score_kept(laesoe, folder=tmp_path))
    assert [row.cells[1] for row in block.content.rows] == ["4. kvartal 2025"] * 2
    assert all(row.cells[2].endswith("af 98") for row in block.content.rows)


def test_no_kept_forecast_is_said_in_words_with_what_was_set_aside():
    kept = KeptScores("Aby", (), ("a.csv",), ("b.csv",), Lineage())
    block = tabulate_kept(kept)
    words = " ".join(p.lead + p.text for p in block.content.paragraphs)
    assert block.content.role == "missing"
    assert "Syntetiske prognoser" in words
    assert "b.csv" in words


def test_nothing_to_show_is_said_in_words(results):
    blocks = [
        tabulate_ranks(replace(results.shrunk, measures=())),
        tabulate_persistence(replace(results.persistence, measures=())),
        tabulate_replications(replace(results.persistence, measures=())),
        tabulate_forecasts(replace(results.forecasts, measures=())),
    ]
    assert [block.content.role for block in blocks] == ["missing"] * 4
