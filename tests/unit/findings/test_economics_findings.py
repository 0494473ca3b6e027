"""What is said of the money, how surely, and how many people the review gives a move."""

from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.economics.value import value_moves
from analysis.findings.economics_findings import find_economics, state_of
from analysis.findings.economics_moves import moves_from_review
from analysis.findings.register import Certainty, Finding
from analysis.labels import number as write_number

_UNIT = Path(__file__).parents[1]
aby = SimpleNamespace(**runpy.run_path(str(_UNIT / "economics" / "invented.py")))
review = SimpleNamespace(**runpy.run_path(str(_UNIT / "review_exhibits" / "conftest.py")))


def value(moves, **options):
    return value_moves(moves, aby.make_book(spread=0.1, **options), date=aby.DATE, n_draws=400)


@pytest.fixture(scope="module")
def findings():
    late = replace(aby.make_move("kontanthjaelp", "revalidering"), id="lukket")
    results = value_moves(
        [*aby.make_moves()[:2], late], aby.make_book(spread=0.1),
        date=aby.DATE.replace(month=3), n_draws=400,
    )  # fmt: skip
    return {finding.id: finding for finding in find_economics(results)}


def test_every_move_and_the_total_have_a_finding(findings):
    assert list(findings) == [
        "economics.kontanthjaelp-foertidspension",
        "economics.kontanthjaelp-fleksjob",
        "economics.lukket",
        "economics.total",
    ]


def test_cost_is_said_with_the_numbers_that_stand_in_it(findings):
    finding = findings["economics.kontanthjaelp-foertidspension"]
    assert finding.state == "cost"
    for key in ("per_person", "people"):
        assert finding.number(key).text in finding.sentence
        assert finding.number(key).limits_text in finding.sentence
    millions = write_number(finding.number("total").value / 1000, signed=True)
    assert f"i alt {millions} mio. kr. (" in finding.sentence
    assert finding.number("per_person").unit == "thousand_kroner"
    assert Finding.from_json(finding.to_json()) == finding


def test_closed_move_is_unknown_and_says_why(findings):
    finding = findings["economics.lukket"]
    assert (finding.state, finding.certainty, finding.numbers) == ("unknown", Certainty.NONE, ())
    assert "lukket for nye borgere" in finding.sentence
    assert "1 skift er ikke med" in findings["economics.total"].sentence


def test_finding_is_weak_until_every_rate_is_verified(findings):
    assert findings["economics.total"].certainty is Certainty.WEAK
    checked = find_economics(value(aby.make_moves()[:1], verified=True))
    assert checked[-1].certainty is Certainty.CLEAR
    assert "efterprøvet" not in checked[-1].sentence


def test_people_who_are_not_reached_are_said():
    slow = replace(aby.make_moves()[0], people_per_year=10.0)
    assert "Heraf nås omkring 50 personer" in find_economics(value([slow]))[0].sentence


@pytest.mark.parametrize(
    ("limits", "state"), [((-3, -1), "cost"), ((1, 3), "saving"), ((-1, 3), "undecided")]
)
def test_state_follows_the_interval_against_zero(limits, state):
    middle = sum(limits) / 2
    assert (
        state_of(replace(aby.uncertain(1, 1, 1), value=middle, lower=limits[0], upper=limits[1]))
        == state
    )
    assert state_of(None) == "unknown"


def test_without_any_amount_the_total_is_unknown():
    assert find_economics(value([]))[-1].state == "unknown"


def test_review_gives_each_move_its_people():
    results = review.make_results()
    moves = {move.id: move for move in moves_from_review(results)}
    assert moves
    for move in moves.values():
        assert move.people.lower <= move.people.value <= move.people.upper
        assert move.lineage == results.lineage
    assert (
        moves_from_review(results, people_per_year={next(iter(moves)): 7.0})[0].people_per_year == 7
    )


def test_hidden_parts_are_taken_from_the_whole_and_add_up_to_it():
    results = review.make_results()
    hidden = replace(aby.uncertain(1, 1, 1), value=float("nan"), lower=float("nan"))
    domains = tuple(
        replace(part, now=hidden) if part.scheme == "foertidspension" else part
        for part in results.domains
    )
    moves = moves_from_review(replace(results, domains=domains))
    parts = [move.people.value for move in moves if move.drawn_with == "foertidspension"]
    assert len(parts) == 2
    assert sum(parts) == pytest.approx(results.outcomes["foertidspension"].now.value)
