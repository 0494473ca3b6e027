"""By which rules were the cases read? Said as a date that a reader knows, and a version."""

from __future__ import annotations

import datetime as dt

from analysis.checklists.load import load_checklist
from analysis.findings.released import ReleasedReview
from analysis.labels import date


def say_rules(results: ReleasedReview) -> str:
    """Return the rules that the cases were read by, as they stand in a sentence.

    Parameters
    ----------
    results : ReleasedReview
        Gives the checklist and the day of the draw.

    Notes
    -----
    A version of the checklist is named by its first day, which may lie years before the
    draw. The day of the draw is said where that version was in force on it.
    """
    checklist = results.checklist
    drawn_on = str(results.review.draw_record.get("draw_date", ""))
    if drawn_on:
        day = dt.date.fromisoformat(drawn_on)
        if load_checklist(day).version == checklist.version:
            return f"de regler, der gjaldt {date(day)} (tjekliste {checklist.version})"
    return f"de regler, der gælder fra {date(checklist.date)} (tjekliste {checklist.version})"
