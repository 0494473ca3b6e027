"""What has a municipality written about one report: remarks, an approval, an embargo?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from analysis.findings.releases import CLOSED, PUBLIC

PRACTICE, REVIEW, PACK = "praksissammenligning", "sagsgennemgang", "anbefalinger"
REPORTS = (PRACTICE, REVIEW, PACK)
RELEASES = (CLOSED, PUBLIC)
DRAFT, APPROVED = "udkast", "godkendt"
STATUSES = (DRAFT, APPROVED)
PAGE_ONE = "side-1"


@dataclass(frozen=True)
class Subject:
    """Which report a commentary is about.

    Attributes
    ----------
    municipality_code : str
        Three digits.
    period : str
        A period such as ``2025K4``; for a review the day of its draw, ``YYYY-MM-DD``.
    report : str
        One of `REPORTS`.
    release : str
        ``lukket`` or ``offentlig``. The two have a file each: what is written for the
        directors never reaches the public release.
    """

    municipality_code: str
    period: str
    report: str
    release: str = CLOSED

    @property
    def file_stem(self) -> str:
        """Return what the commentary file is called, without suffix."""
        return self.report + (f"-{PUBLIC}" if self.release == PUBLIC else "")


@dataclass(frozen=True)
class Comment:
    """One remark.

    Attributes
    ----------
    place : str
        ``side-1``, or the id of a heading or block of the report.
    paragraphs : tuple of str
        The municipality's own text.
    written : date
        When it was written.
    written_by : str
        A role or an administration, never a person.
    """

    place: str
    paragraphs: tuple[str, ...]
    written: dt.date
    written_by: str

    @property
    def key(self) -> tuple[str, str]:
        """Return what tells a remark from the others: its place and who wrote it."""
        return self.place, self.written_by


@dataclass(frozen=True)
class Commentary:
    """A municipality's own words to one report; an empty one where nothing is written.

    Attributes
    ----------
    subject : Subject
        Which report.
    status : str
        ``udkast`` or ``godkendt``; empty where no file says so.
    approved_by : str
        The role that approved.
    approved_on : date or None
        The day of the approval.
    embargo : datetime, date or None
        Before which the report may not be published, in Danish time.
    comments : tuple of Comment
        In the order of the file.
    """

    subject: Subject
    status: str = ""
    approved_by: str = ""
    approved_on: dt.date | None = None
    embargo: dt.datetime | dt.date | None = None
    comments: tuple[Comment, ...] = ()
