"""Write an invented event file of Aby: the same seed gives the same bytes."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import numpy as np

from analysis.concepts import Lineage
from analysis.pathways.event_file import EventLog, read_events

LINEAGE = Lineage(frozenset({"pack/events.csv"}), frozenset({"pack/events.csv"}))
HEADER = ("case_id", "step", "date", "centre", "value")
UNTIL = dt.date(2026, 2, 15)
CENTRES = ("Nord", "Syd", "Vest", "Lille")
SCHEMES = ("foertidspension", "fleksjob", "ressourceforloeb", "revalidering")
Row = tuple[str, str, str, str, str]


def make_rows(n: int = 300, *, seed: int = 1, slow: float = 1.0) -> list[Row]:
    """Return the rows of n cases; those of Vest take `slow` times as long."""
    rng = np.random.default_rng(seed)
    rows: list[Row] = []
    for i in range(n):
        rows += _make_case(f"k{i:04d}", rng, slow)
    return rows


def _make_case(case: str, rng: np.random.Generator, slow: float) -> list[Row]:
    centre = CENTRES[rng.choice(4, p=[0.4, 0.35, 0.23, 0.02])]
    day = dt.date(2024, 1, 2) + dt.timedelta(days=int(rng.integers(0, 770)))
    events = [("sag_rejst", 0, "")]
    events += [("laegeattest_bestilt", rng.integers(1, 20), "")]
    events += [("laegeattest_modtaget", rng.gamma(4, 8), "")]
    if rng.random() < 0.08:
        events.append(("lukket", rng.gamma(3, 20), ("job", "doed", "flyttet")[rng.integers(3)]))
    else:
        events += _go_on(rng, slow if centre == "Vest" else 1.0)
    rows = []
    for step, days, value in events:
        day += dt.timedelta(days=int(days))
        if day <= UNTIL:
            rows.append((case, step, day.isoformat(), centre, value))
    return rows


def _go_on(rng: np.random.Generator, pace: float) -> list[tuple[str, float, str]]:
    events = [("forberedende_del", rng.gamma(4, 14) * pace, "")]
    if rng.random() > 0.1:
        events.append(("forelagt_team", rng.gamma(3, 8), ""))
        if rng.random() < 0.2:
            events += [("returneret", 3, ""), ("forberedende_del", rng.gamma(3, 9) * pace, "")]
            events.append(("forelagt_team", rng.gamma(3, 8), ""))
        events.append(("indstilling", 4, SCHEMES[rng.choice(4, p=[0.45, 0.35, 0.17, 0.03])]))
    decision = ("bevilget", "afslag")[int(rng.random() < 0.25)]
    events.append(("afgoerelse", rng.gamma(3, 12), decision))
    if decision == "afslag" and rng.random() < 0.7:
        outcome = ("stadfaestet", "aendret", "hjemvist")[rng.choice(3, p=[0.6, 0.1, 0.3])]
        events += [("klage", 14, ""), ("ankestyrelse", rng.gamma(6, 15), outcome)]
    return events


def write_file(path: Path, rows: list[Row], header: tuple[str, ...] = HEADER) -> Path:
    """Write rows as an event file."""
    with path.open("w", newline="", encoding="utf-8") as target:
        writer = csv.writer(target)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def read_rows(folder: Path, rows: list[Row], *, until: dt.date | None = UNTIL) -> EventLog:
    """Return rows as read back from a file."""
    return read_events(write_file(folder / "events.csv", rows), LINEAGE, until=until)
