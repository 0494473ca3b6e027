"""How is the invented event file written? In the form of a municipality's own."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import math
from collections.abc import Sequence

import numpy as np

from analysis.synthetic.assumptions import assumed
from analysis.synthetic.events.journeys import Journey, simulate_journeys
from analysis.synthetic.randomness import stream

COLUMNS = ("case_id", "step", "date", "centre", "value")
_LETTERS = "0123456789abcdef"


def make_event_file() -> bytes:
    """Return the event file as gzip-compressed CSV, the same bytes every time."""
    rng = stream("events")
    journeys = simulate_journeys(rng)
    text = write_events(journeys, _pseudonyms(rng, len(journeys)))
    return gzip.compress(text.encode("utf-8"), 9, mtime=0)


def write_events(journeys: Sequence[Journey], pseudonyms: Sequence[str]) -> str:
    """Return the events as CSV: one row per step, case by case in order of pseudonym.

    Parameters
    ----------
    journeys : sequence of Journey
        The cases.
    pseudonyms : sequence of str
        What each is called.
    """
    first = dt.date.fromisoformat(assumed("events_window")[0])
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for name, journey in sorted(zip(pseudonyms, journeys, strict=True)):
        for event in journey.events:
            day = first + dt.timedelta(days=math.floor(event.day))
            writer.writerow([name, event.step, day.isoformat(), journey.centre, event.value])
    return text.getvalue()


def _pseudonyms(rng: np.random.Generator, n: int) -> list[str]:
    """Return pseudonyms in the form that ``praksis review pseudonymise`` gives."""
    digits = rng.integers(0, 16, size=(n, 16))
    names = ["p" + "".join(_LETTERS[i] for i in row) for row in digits]
    assert len(set(names)) == n
    return names
