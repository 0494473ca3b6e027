"""Rates and moves of Aby, an invented municipality, for the tests of the economics."""

from __future__ import annotations

import datetime as dt

import numpy as np

from analysis.concepts import Benefit, Estimate, Lineage
from analysis.economics.catalogue import Rate, rate_kinds
from analysis.economics.moves import Move
from analysis.economics.rates import RateBook

DATE = dt.date(2026, 1, 1)
VALUES = {
    "ydelse.kontanthjaelp": 12_000, "ydelse.sygedagpenge": 18_000,
    "ydelse.foertidspension": 20_000, "ydelse.fleksjob": 13_000,
    "ydelse.ledighedsydelse": 17_000, "ydelse.ressourceforloeb": 14_000,
    "ydelse.revalidering": 19_000, "loen.fleksjob": 9_000, "andel.ledighedsydelse": 0.2,
    "indsats.kontanthjaelp": 15_000, "indsats.sygedagpenge": 12_000,
    "indsats.foertidspension": 0, "indsats.fleksjob": 6_000, "indsats.ressourceforloeb": 25_000,
    "indsats.revalidering": 18_000, "timer.foertidspension": 40, "timer.fleksjob": 30,
    "timer.ressourceforloeb": 25, "timer.revalidering": 20, "timepris": 500,
    "attest.laege": 1_400, "attest.klinisk": 5_000, "andel.klinisk": 0.5,
    "afgang.kontanthjaelp": 0.1, "afgang.sygedagpenge": 0.3, "afgang.foertidspension": 0.02,
    "afgang.fleksjob": 0.05, "afgang.ressourceforloeb": 0.1, "afgang.revalidering": 0.3,
    "fraflytning": 0.04, "mellemkommunal.andel": 0.5, "mellemkommunal.aar": 2,
}  # fmt: skip
SYNTHETIC = Lineage(frozenset({"pack/rates.yaml"}), frozenset({"pack/rates.yaml"}))


def make_book(*, spread: float = 0.0, verified: bool = False, **changes: float) -> RateBook:
    """Return Aby's rates, each uncertain by a share of itself."""
    values = {**VALUES, **{name.replace("__", "."): value for name, value in changes.items()}}
    return RateBook(
        tuple(
            Rate(
                kind=rate_kinds()[rate_id],
                value=float(value),
                low=value * (1 - spread),
                high=value * (1 + spread),
                unit=rate_kinds()[rate_id].units[0],
                valid_from=dt.date(2026, 1, 1),
                valid_to=dt.date(2026, 12, 31),
                price_year=2026,
                source="Aby Kommune",
                verified=verified,
                control_area=rate_kinds()[rate_id].control_area,
            )
            for rate_id, value in values.items()
        ),
        SYNTHETIC,
    )


def make_move(source: str, target: str, n_people: float = 100.0, **options) -> Move:
    """Return a move of an exact number of people, or of what `options` say."""
    exact = Estimate(n_people, n_people, n_people, 0.95, "persons", 1.0, "known")
    values = {"people": exact, "weeks_on_support": 156.0, **options}
    return Move(f"{source}-{target}", Benefit(source), Benefit(target), **values)


def uncertain(value: float, lower: float, upper: float) -> Estimate:
    """Return an estimate of people."""
    return Estimate(value, lower, upper, 0.95, "persons", 160.0, "beta")


def make_moves() -> list[Move]:
    """Return four moves, one of them closed in 2026."""
    return [
        make_move("kontanthjaelp", "foertidspension", people=uncertain(200, 120, 300)),
        make_move("kontanthjaelp", "fleksjob", people=uncertain(150, 90, 230), people_per_year=60),
        make_move("sygedagpenge", "fleksjob", people=np.full(400, 40.0), weeks_on_support=30.0),
        make_move("kontanthjaelp", "ressourceforloeb"),
    ]
