"""How many people the money is reckoned for, and how fast they move."""

from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.concepts import Benefit
from analysis.packs.moves import list_moves, measure_gap

_UNIT = Path(__file__).parents[1]
review = SimpleNamespace(**runpy.run_path(str(_UNIT / "review_exhibits" / "conftest.py")))
# A benchmark in which no award lags behind.
LEVEL = SimpleNamespace(measures=())


def awards_of(comparison):
    """Return the measure that counts awards of førtidspension."""
    return next(
        each for each in comparison.measures if each.headline.id == "foertidspension-tilkendelser"
    )


def with_difference(comparison, **changes):
    """Return the comparison with another difference of awards."""
    awards = awards_of(comparison)
    difference = replace(awards.against_peers.difference, **changes)
    other = replace(awards, against_peers=replace(awards.against_peers, difference=difference))
    measures = tuple(other if each is awards else each for each in comparison.measures)
    return replace(comparison, measures=measures)


def test_without_a_gap_people_are_spread_evenly_and_nobody_is_cut_off() -> None:
    moves = list_moves(LEVEL, review.make_results(), horizon_years=5)
    assert {move.to_scheme for move in moves} >= {Benefit.FOERTIDSPENSION, Benefit.FLEKSJOB}
    for move in moves:
        assert (move.people_per_year, move.spread_over) == (None, 5)
        assert move.pace(move.people.upper) * 5 == move.people.upper


def test_with_neither_review_nor_gap_nobody_moves() -> None:
    assert list_moves(LEVEL, None, horizon_years=5) == ()


def test_the_gap_is_the_missing_awards_a_year_with_the_limits_turned_round(embedded) -> None:
    difference = awards_of(embedded).against_peers.difference
    gap = measure_gap(embedded)
    assert difference.value < 0
    assert (gap.value, gap.upper) == (-difference.value, -difference.lower)
    assert gap.lower == -difference.upper
    assert 0 < gap.lower < gap.value < gap.upper


def test_no_lower_limit_of_the_gap_is_below_nobody(embedded) -> None:
    assert measure_gap(with_difference(embedded, upper=40.0)).lower == 0.0


def test_the_gap_alone_gives_one_move_of_all_the_years_spread_evenly(embedded) -> None:
    gap = measure_gap(embedded)
    (move,) = list_moves(embedded, None, horizon_years=4)
    assert (move.from_scheme, move.to_scheme) == (Benefit.KONTANTHJAELP, Benefit.FOERTIDSPENSION)
    assert (move.people.value, move.people.lower, move.people.upper) == pytest.approx(
        (4 * gap.value, 4 * gap.lower, 4 * gap.upper)
    )
    assert (move.people.unit, move.spread_over) == ("persons", 4)
    assert move.lineage == embedded.lineage


def test_the_gap_sets_the_pace_of_foertidspension_and_of_nothing_else(embedded) -> None:
    moves = list_moves(embedded, review.make_results(), horizon_years=5)
    paced = [move for move in moves if move.people_per_year is not None]
    assert {move.to_scheme for move in paced} == {Benefit.FOERTIDSPENSION}
    assert sum(move.people_per_year for move in paced) == pytest.approx(measure_gap(embedded).value)
    others = [move for move in moves if move.to_scheme is not Benefit.FOERTIDSPENSION]
    assert {move.spread_over for move in others} == {5}
