"""The money of the example, worked out again by hand from the file of rates.

One person and one year at a time, with the numbers of `data/pack/rates.yaml` and nothing of
`analysis.economics` but its answer.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
import yaml

from analysis.concepts import Benefit, Estimate, Lineage
from analysis.economics.flows import Party
from analysis.economics.moves import Move
from analysis.economics.rates import read_rates
from analysis.economics.results import EconomicsResults
from analysis.economics.value import value_moves

FILE = Path(__file__).parents[2] / "data" / "pack" / "rates.yaml"
RATE = {r["id"]: r["value"] for r in yaml.safe_load(FILE.read_text(encoding="utf-8"))["rates"]}
DAY, YEARS, DISCOUNT = dt.date(2026, 3, 11), 5, 0.035
MOVES = (
    ("kontanthjaelp", "foertidspension", 156),
    ("sygedagpenge", "foertidspension", 40),
    ("kontanthjaelp", "fleksjob", 156),
    ("sygedagpenge", "fleksjob", 40),
)
PEOPLE = Estimate(1_000.0, 550.0, 1_700.0, 0.95, "persons", 155.0, "beta")


def refunded(weeks_before: int, year: int) -> float:
    """Return the mean refusion, week by week: 80 to week 4, 40 to 26, 30 to 52, then 20."""
    weeks = range(weeks_before + 52 * (year - 1) + 1, weeks_before + 52 * year + 1)
    return sum(0.8 if w <= 4 else 0.4 if w <= 26 else 0.3 if w <= 52 else 0.2 for w in weeks) / 52


def person_by_hand(source: str, target: str, weeks: int) -> list[dict[str, float]]:
    """Return the gains of one person, year by year; the first entry is what comes once."""
    hours = RATE[f"timer.{target}"] * RATE["timepris"]
    once = -hours - RATE["attest.laege"] - RATE["andel.klinisk"] * RATE["attest.klinisk"]
    found = [{"own": once, "others": 0.0, "state": 0.0, "citizen": 0.0, "all": once}]
    for year in range(1, YEARS + 1):
        middle = year - 0.5
        in_old = (1 - RATE[f"afgang.{source}"]) ** middle
        in_new = (1 - RATE[f"afgang.{target}"]) ** middle
        here = (1 - RATE["fraflytning"]) ** middle
        here_then = (1 - RATE["fraflytning"]) ** max(middle - RATE["mellemkommunal.aar"], 0)
        paid_for = here + RATE["mellemkommunal.andel"] * (here_then - here)
        old = 12 * RATE[f"ydelse.{source}"] * in_old
        new = 12 * RATE[f"ydelse.{target}"] * in_new
        wage = 0.0
        if target == "fleksjob":
            idle = RATE["andel.ledighedsydelse"]
            new = (1 - idle) * new + idle * 12 * RATE["ydelse.ledighedsydelse"] * in_new
            wage = (1 - idle) * 12 * RATE["loen.fleksjob"] * in_new
        effort = RATE[f"indsats.{source}"] * in_old - RATE[f"indsats.{target}"] * in_new
        share = refunded(weeks, year)
        found.append({
            "own": (1 - share) * (here * old - paid_for * new) + here * effort,
            "others": (1 - share) * ((1 - here) * old - (1 - paid_for) * new) + (1 - here) * effort,
            "state": share * (old - new),
            "citizen": new + wage - old,
            "all": effort + wage,
        })  # fmt: skip
    return found


def present(years: list[dict[str, float]], key: str) -> float:
    return sum(each[key] / (1 + DISCOUNT) ** t for t, each in enumerate(years)) / 1e3


def value(moves: list[Move], **options) -> EconomicsResults:
    book = read_rates(FILE, Lineage(frozenset({"pack/rates.yaml"}), frozenset()))
    return value_moves(moves, book, date=DAY, horizon_years=YEARS, discount=DISCOUNT, **options)


def make(source: str, target: str, weeks: int, people: Estimate = PEOPLE, **options) -> Move:
    return Move(f"{source}-{target}", Benefit(source), Benefit(target), people,
                weeks_on_support=weeks, **options)  # fmt: skip


def test_forty_weeks_of_sygedagpenge_leave_twelve_at_thirty_per_cent() -> None:
    assert refunded(40, 1) == pytest.approx((12 * 0.3 + 40 * 0.2) / 52)
    assert refunded(156, 1) == pytest.approx(0.2)


@pytest.mark.parametrize(("source", "target", "weeks"), MOVES)
def test_one_move_is_the_sum_by_hand_for_each_party(source, target, weeks) -> None:
    by_hand = person_by_hand(source, target, weeks)
    for year in by_hand:
        parts = year["own"] + year["others"] + year["state"] + year["citizen"]
        assert parts == pytest.approx(year["all"])
    one = Estimate(1.0, 1.0, 1.0, 0.95, "persons", 1.0, "known")
    results = value([make(source, target, weeks, one)])
    # The middle of the tornado has every rate at its own value: nothing is drawn.
    assert results.centre == pytest.approx(present(by_hand, "own"))
    for party, key in (
        (Party.MUNICIPALITY, "own"), (Party.OTHER_MUNICIPALITIES, "others"),
        (Party.STATE, "state"), (Party.CITIZEN, "citizen"), (Party.TOTAL, "all"),
    ):  # fmt: skip
        drawn = results.moves[0].per_person[party]
        # Exits bend the amount, so the mean of the draws lies a little from the middle.
        slack = 0.15 * (drawn.upper - drawn.lower)
        assert drawn.value == pytest.approx(present(by_hand, key), abs=slack)
        assert drawn.lower < present(by_hand, key) < drawn.upper


def test_people_who_move_evenly_over_the_years_are_the_sum_by_hand() -> None:
    by_hand = person_by_hand("kontanthjaelp", "fleksjob", 156)
    once, lasting = by_hand[0]["own"], [each["own"] for each in by_hand[1:]]
    per_year = [200 * (sum(lasting[: year + 1]) + once) for year in range(YEARS)]
    worth = sum(
        200 * (sum(lasting[: y + 1]) / (1 + DISCOUNT) ** (y + 1) + once / (1 + DISCOUNT) ** y)
        for y in range(YEARS)
    )
    exact = Estimate(1_000.0, 1_000.0, 1_000.0, 0.95, "persons", 1.0, "known")
    results = value([make("kontanthjaelp", "fleksjob", 156, exact, spread_over=YEARS)])
    assert results.centre == pytest.approx(worth / 1e3)
    assert results.overall is not None
    for found, expected in zip(results.overall.years, per_year, strict=True):
        slack = 0.1 * (found.upper - found.lower)
        assert found.value == pytest.approx(expected / 1e3, abs=slack)


def test_spreading_people_evenly_cuts_nobody_off() -> None:
    spread = value([make("kontanthjaelp", "fleksjob", 156, spread_over=YEARS)])
    moved = spread.moves[0].people_moved
    assert moved is not None
    assert moved.value == pytest.approx(PEOPLE.value, rel=0.03)
    assert moved.upper > 1.4 * PEOPLE.value
    # More people than expected is more money: the bar of people reaches both ways.
    bar = next(s for s in spread.swings if s.id == "people.kontanthjaelp-fleksjob")
    assert abs(bar.at_high - spread.centre) == pytest.approx(
        abs(spread.centre - bar.at_low) * (1_700 - 1_000) / (1_000 - 550), rel=1e-6
    )
    assert spread.centre == pytest.approx(spread.total[Party.MUNICIPALITY].value, rel=0.03)


def test_the_sum_is_made_draw_by_draw_with_the_rates_that_moves_share() -> None:
    moves = [make(*move, spread_over=YEARS, drawn_with=move[1]) for move in MOVES]
    together = value(moves)
    apart = [value([move]).total[Party.MUNICIPALITY] for move in moves]
    assert together.total[Party.MUNICIPALITY].value == pytest.approx(sum(e.value for e in apart))
    width = together.total[Party.MUNICIPALITY].upper - together.total[Party.MUNICIPALITY].lower
    widths = np.array([each.upper - each.lower for each in apart])
    # Wider than if all were on their own, narrower than if they rose and fell as one.
    assert np.sqrt((widths**2).sum()) < width < widths.sum()
    parties = [p for p in Party if p is not Party.TOTAL]
    assert sum(together.total[p].value for p in parties) == pytest.approx(
        together.total[Party.TOTAL].value
    )
    assert together.overall is not None
    ends = [each.value / (1 + DISCOUNT) ** t for t, each in enumerate(together.overall.years, 1)]
    # Outlays fall due a year before the gains of the same year.
    once = next(b for b in together.business_case if not b.is_lasting and b.area is None)
    early = sum(e.value * DISCOUNT / (1 + DISCOUNT) ** t for t, e in enumerate(once.years, 1))
    assert sum(ends) + early == pytest.approx(together.total[Party.MUNICIPALITY].value)
