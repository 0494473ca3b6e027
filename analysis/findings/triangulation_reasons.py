"""Why may a review and a comparison of practice give different numbers?

The reasons lie in ``triangulation.da.yaml``; which of them apply follows from the data.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from analysis.concepts import Unit
from analysis.findings.released import ReleasedReview
from analysis.labels import date

_WORDS = Path(__file__).with_name("triangulation.da.yaml")


@dataclass(frozen=True)
class Reason:
    """Why the two may differ, and which way it pulls, in Danish."""

    id: str
    lead: str
    text: str


def list_reasons(
    results: ReleasedReview, units: Sequence[Unit], *, period: str, has_comparison: bool
) -> tuple[Reason, ...]:
    """Return the reasons that apply, with the dates of the review and the comparison.

    Parameters
    ----------
    results : ReleasedReview
        What the review found.
    units : sequence of Unit
        What the compared stocks are counted in; empty where none is compared.
    period : str
        The time of the stocks, in Danish words.
    has_comparison : bool
        Whether there is anything to differ from; without it there is no reason.
    """
    if not has_comparison:
        return ()
    frame_date = str(results.review.frame_record.get("date", ""))
    kinds = {"always"}
    kinds |= {"fulltime"} if Unit.FULLTIME_PERSONS in units else set()
    kinds |= {"closed"} if results.closed else set()
    kinds |= {"dates"} if units and frame_date else set()
    values = {
        "frame_date": date(dt.date.fromisoformat(frame_date)) if frame_date else "",
        "stock_period": period,
        "n_cases": results.n_cases_read,
    }
    return tuple(
        Reason(entry["id"], entry["lead"], entry["text"].format(**values))
        for entry in _reasons()
        if entry["applies"] in kinds
    )


@lru_cache(maxsize=1)
def _reasons() -> list[dict[str, str]]:
    """Read the standing words."""
    words: dict[str, list[dict[str, str]]] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return words["reasons"]
