"""The line above page one: what the report is, whom it is about, and when cases were drawn."""

from __future__ import annotations

import datetime as dt

from analysis.blocks.model import Block, Masthead
from analysis.findings.released import ReleasedReview
from analysis.labels import date

TITLE = "Sagsgennemgang og mulig målgruppe"


def masthead(
    results: ReleasedReview, *, status: str = "udkast", report_date: dt.date | str = ""
) -> Block:
    """Return the masthead of the report on a review.

    Parameters
    ----------
    results : ReleasedReview
        Gives municipality and dates.
    status : {'udkast', 'godkendt'}
        Whether the report is a draft.
    report_date : date or str, default ''
        The date printed, or its text ``YYYY-MM-DD``. Empty: the day of the last reading or
        decision between two, and without one the day of the draw.
    """
    drawn_on = _drawn_on(results)
    content = Masthead(
        title=TITLE,
        municipality=results.municipality_name,
        period=f"Sager udtrukket {date(drawn_on)}" if drawn_on else "Sager endnu ikke udtrukket",
        date=_printed_date(results, report_date, drawn_on),
        status=status,
    )
    return Block("sagsgennemgang", content, results.lineage)


def _drawn_on(results: ReleasedReview) -> dt.date | None:
    """Return the day of the draw, where there has been one."""
    text = str(results.review.draw_record.get("draw_date", ""))
    return dt.date.fromisoformat(text) if text else None


def _printed_date(
    results: ReleasedReview, report_date: dt.date | str, drawn_on: dt.date | None
) -> str:
    """Return the date of the report in words."""
    if isinstance(report_date, dt.date):
        return date(report_date)
    review = results.review
    said = (review.conclusions["reviewed_on"], review.adjudications["date"])
    days = [str(day) for column in said for day in column.dropna() if str(day)]
    text = report_date or (max(days) if days else "")
    if text:
        return date(dt.date.fromisoformat(text))
    return date(drawn_on) if drawn_on else ""
