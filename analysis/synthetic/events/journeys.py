"""How does an invented case travel? Steps with their days, detours and early ends.

Every case has a difficulty that no column carries, so that its steps are long together.
The team sends some cases back, some close on the way, some are never finished before the
window ends, and what happened last is partly not recorded yet: all that a real file has.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from analysis.synthetic.assumptions import assumed

_MEDICAL = ("laegeattest_bestilt", "laegeattest_modtaget")
_NOT_SLOWED = ("indstilling", "klage", "ankestyrelse")


@dataclass(frozen=True)
class Event:
    """One step: the case's number, the step, days since the window began, its value."""

    case: int
    step: str
    day: float
    value: str = ""


@dataclass(frozen=True)
class Journey:
    """One case: its centre and its events, in order."""

    centre: str
    events: tuple[Event, ...]


def simulate_journeys(rng: np.random.Generator) -> tuple[Journey, ...]:
    """Draw every case of the window.

    Parameters
    ----------
    rng : Generator
        The stream of this part.
    """
    first, last = (dt.date.fromisoformat(day) for day in assumed("events_window"))
    n_days = (last - first).days
    starts = np.sort(rng.uniform(0, n_days, size=assumed("events_cases")))
    return tuple(
        _journey(rng, number, float(start), float(n_days)) for number, start in enumerate(starts)
    )


def _journey(rng: np.random.Generator, number: int, start: float, end: float) -> Journey:
    """Draw one case, then cut it where it closes, where the window ends and where it lags."""
    centre = _choose(rng, assumed("events_centres"))
    whole = _whole(rng, number, start, centre)
    closed = start + 7 * rng.exponential(1 / assumed("events_closed_per_week"))
    reason = _choose(rng, assumed("events_closed_reasons"))
    decided = next((event.day for event in whole if event.step == "afgoerelse"), np.inf)
    if closed < decided:
        kept = [event for event in whole if event.day <= closed]
        whole = [*kept, Event(number, "lukket", closed, reason)]
    return Journey(centre, tuple(_recorded(rng, whole, end)))


def _whole(rng: np.random.Generator, number: int, start: float, centre: str) -> list[Event]:
    """Draw a case to its end, as if nothing came in between."""
    slowness = rng.normal(0, assumed("events_hidden_difficulty"))
    slowness += assumed("events_slower_per_year") * start / 365
    scheme = _choose(rng, assumed("events_schemes"))
    events = [Event(number, "sag_rejst", start)]

    def add(step: str, value: str = "", *, more: float = 0.0) -> None:
        days = _days(rng, step, slowness + more)
        events.append(Event(number, step, events[-1].day + days, value))

    _add_medical(rng, add)
    add("forberedende_del", more=assumed("events_centre_effect")[centre])
    is_direct = scheme == "foertidspension" and rng.random() < assumed("events_direct")
    if not is_direct:
        for chance in (*assumed("events_returned"), 0.0):
            add("forelagt_team")
            if rng.random() >= chance:
                break
            add("returneret")
            add("forberedende_del")
        add("indstilling", scheme)
    decision = _decide(rng, scheme)
    add("afgoerelse", decision)
    if rng.random() < assumed("events_complaints")[decision]:
        add("klage")
        add("ankestyrelse", _choose(rng, assumed("events_appeals")))
    return events


def _add_medical(rng: np.random.Generator, add: Callable[[str], None]) -> None:
    """Add the medical certificate, which now and then nobody records."""
    if rng.random() >= assumed("events_certificate_missing"):
        for step in _MEDICAL:
            add(step)


def _days(rng: np.random.Generator, step: str, slowness: float) -> float:
    """Draw the days of a step; a case's difficulty does not slow what others do.

    A case is sent back when it would have been proposed, so those days are the same.
    """
    days = assumed("events_days")
    values = days["indstilling" if step == "returneret" else step]
    mean = values["mean"] * (1.0 if step in _NOT_SLOWED else float(np.exp(slowness)))
    return float(rng.gamma(values["shape"], round(mean / values["shape"], 10)))


def _decide(rng: np.random.Generator, scheme: str) -> str:
    """Draw the decision that follows a proposal."""
    if scheme == "anden_indsats":
        return "anden_indsats"
    return "bevilget" if rng.random() < assumed("events_granted")[scheme] else "afslag"


def _recorded(rng: np.random.Generator, events: list[Event], end: float) -> list[Event]:
    """Keep what lies in the window, and of the last weeks what has been recorded."""
    late = assumed("events_recorded_late")
    kept = []
    for event in events:
        lags = event.day > end - late["days"] and rng.random() < late["share"]
        if event.day > end or (lags and event.step != "sag_rejst"):
            break
        kept.append(event)
    assert all(a.day <= b.day for a, b in pairwise(kept))
    return kept


def _choose(rng: np.random.Generator, shares: dict[str, float]) -> str:
    """Draw one name by its share."""
    names = list(shares)
    return names[int(np.searchsorted(np.cumsum(list(shares.values())), rng.random(), "right"))]
