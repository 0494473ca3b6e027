"""How many people the money is reckoned for, and how fast they move."""

from __future__ import annotations

import runpy
from pathlib import Path
from types import SimpleNamespace

from analysis.concepts import Benefit
from analysis.packs.moves import list_moves

_UNIT = Path(__file__).parents[1]
review = SimpleNamespace(**runpy.run_path(str(_UNIT / "review_exhibits" / "conftest.py")))
# A benchmark in which no award lags behind.
LEVEL = SimpleNamespace(measures=())


def test_without_a_gap_people_are_spread_evenly_and_nobody_is_cut_off() -> None:
    moves = list_moves(LEVEL, review.make_results(), horizon_years=5)
    assert {move.to_scheme for move in moves} >= {Benefit.FOERTIDSPENSION, Benefit.FLEKSJOB}
    for move in moves:
        assert (move.people_per_year, move.spread_over) == (None, 5)
        assert move.pace(move.people.upper) * 5 == move.people.upper


def test_with_neither_review_nor_gap_nobody_moves() -> None:
    assert list_moves(LEVEL, None, horizon_years=5) == ()
